package procedures_test

import "soprun/sop/run"

// wrongSafety are the scenarios of the pages about safety and incidents.
var wrongSafety = []wrong{
	{
		page: "SOP-SI-038", say: say("risk", "beyond me", "how", "by hand", "filter", "above it"),
		outcome: run.OutcomeComplete, reason: "Filter", done: "four filter lift", not: "plan tell",
	},
	{
		page: "SOP-SI-038", say: say("way", "blocked", "way-now", "not clear"),
		outcome: run.OutcomeEnded, reason: "The way is now", done: "tell", not: "lift push down tag after",
	},
	{
		page: "SOP-SI-038", say: say("what", "person another way", "agree", "no"),
		outcome: run.OutcomeEnded, reason: "They agree", done: "tell", not: "aid move lift tag after",
	},
	{
		page: "SOP-SI-038", say: say("what", "person by hoist", "plan", "none"),
		outcome: run.OutcomeEnded, reason: "Plan", done: "tell", not: "aid move",
	},
	{
		page: "SOP-SI-038", say: say("what", "person another way", "people", "1", "alone", "no"),
		outcome: run.OutcomeEnded, reason: "Plan allows one", done: "tell", not: "move tag",
	},
	{
		page: "SOP-SI-038", say: say("what", "person by hoist", "label", "overdue"),
		outcome: run.OutcomeEnded, reason: "Examination", done: "hoist tag tell", not: "move report how",
	},
	{
		page: "SOP-SI-038", say: say("what", "person another way", "person", "slipped or fell"),
		outcome: run.OutcomeComplete, reason: "Person", done: "move help report", not: "hoist tag tell",
	},
	{
		page: "SOP-SI-038", say: say("what", "person by hoist", "aid", "no"),
		outcome: run.OutcomeEnded, reason: "names this aid", done: "tell", not: "hoist move tag",
	},
	{
		page: "SOP-SI-038", say: say("went", "dropped", "ending", "stopped early"),
		outcome: run.OutcomeComplete, reason: "It went", done: "report", not: "tell",
	},
	{
		page: "SOP-SI-040", say: say("area", "not yet safe", "affected", "several", "evidence", "partly gone"),
		outcome: run.OutcomeComplete, reason: "Evidence", done: "danger patient gone write", not: "correct lead",
	},
	{
		page: "SOP-SI-040", say: say("facts", "no|yes", "shift", "later"),
		outcome: run.OutcomeComplete, reason: "Only facts", done: "write shift", not: "danger",
	},
	{
		page: "SOP-SI-040", say: say("correction", "needed", "riddor", "not sure", "answer", "no answer"),
		outcome: run.OutcomeComplete, reason: "RIDDOR", done: "correct lead unheard", not: "gone",
	},
	{
		page: "SOP-SI-040", say: say("candour", "applies"),
		outcome: run.OutcomeComplete, reason: "Candour", done: "lead", not: "unheard",
	},
	{
		page: "SOP-SI-049", say: say("blocked", "1", "open", "1", "findings", "1"),
		outcome: run.OutcomeComplete, reason: "Still open", done: "free adviser log tell", not: "off report",
	},
	{
		page: "SOP-SI-049", say: say("water", "no flow"),
		outcome: run.OutcomeComplete, reason: "Water", done: "tag", not: "free adviser tell",
	},
	{
		page: "SOP-SI-049", say: say("damaged", "2", "trip", "open", "gel", "in the open"),
		outcome: run.OutcomeComplete, reason: "Damaged", done: "off report", not: "adviser",
	},
	{
		page: "SOP-SI-049", say: say("extinguishers", "used or out of date", "wedged", "2"),
		outcome: run.OutcomeComplete, reason: "Wedged doors", done: "free", not: "adviser",
	},
}
