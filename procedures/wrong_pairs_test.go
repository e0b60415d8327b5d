package procedures_test

import "soprun/sop/run"

// wrongPairs are answers of which each may be right, and which contradict each other: none
// of them passes in silence.
var wrongPairs = []wrong{
	{
		page: "SOP-EQ-011", say: say("water", "25.0|20.0"),
		outcome: run.OutcomeComplete, reason: "less the chosen one 5.00", done: "temperature weigh", not: "withdraw",
	},
	{
		page: "SOP-EQ-014", say: say("lowest", "5.1", "now", "5.0"),
		outcome: run.OutcomeComplete, reason: "less the lowest -0.1", done: "reread", not: "label tell",
	},
	{
		page: "SOP-HS-024", say: say("task", "spill or splash", "which", "one answer is wrong"),
		outcome: run.OutcomeComplete, reason: "one answer is wrong", done: "event which", not: "absorb reopen",
	},
	{
		page: "SOP-IC-004", say: say("soil", "urine", "ifu", "forbid chlorine", "chlorine-free", "no|yes"),
		outcome: run.OutcomeComplete, reason: "no chlorine", done: "no-chlorine contact", not: "tag",
	},
	{
		page: "SOP-IC-005", say: say("where", "cut or stick", "found", "not found"),
		outcome: run.OutcomeComplete, reason: "What cut you", done: "find-sharp call", not: "sharp",
	},
	{
		page: "SOP-PS-060", say: say("blows", "4", "good", "8|4"),
		outcome: run.OutcomeComplete, reason: "do not count -4", done: "coach compare", not: "unwell",
	},
	{
		page: "SOP-SD-030", say: say("way", "post", "volume", "4900.0", "packages", "1"),
		outcome: run.OutcomeComplete, reason: "Volume in each", done: "by-road mark", not: "stop",
	},
	{
		page: "SOP-SI-049", say: say("open", "1", "blocked", "1"),
		outcome: run.OutcomeComplete, reason: "Still open", done: "log tell", not: "off",
	},
}
