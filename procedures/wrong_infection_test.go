package procedures_test

import "soprun/sop/run"

// wrongInfection are the scenarios of the pages about infection.
var wrongInfection = []wrong{
	{
		page: "SOP-IC-005", say: say("sharp", "still in the way", "sharp-now", "cannot be reached"),
		outcome: run.OutcomeComplete, reason: "Sharp now", done: "happened sharp tell call incident", not: "aid-now go-now",
	},
	{
		page: "SOP-IC-005", say: say("aid", "sucked or scrubbed"),
		outcome: run.OutcomeComplete, reason: "First aid", done: "aid-now tell call", not: "sharp",
	},
	{
		page: "SOP-IC-005", say: say("answered", "nobody"),
		outcome: run.OutcomeComplete, reason: "Answered by", done: "go-now incident", not: "come go",
	},
	{
		page: "SOP-IC-005", say: say("come", "at once", "went", "do not go"),
		outcome: run.OutcomeComplete, reason: "do not go", done: "go incident", not: "go-now",
	},
	{
		page: "SOP-IC-005", say: say("known-virus", "yes"),
		outcome: run.OutcomeComplete, reason: "blood-borne virus", done: "riddor riddor-lead", not: "go-now",
	},
}
