package procedures_test

import "soprun/sop/run"

// wrongAtTheBench are the scenarios of equipment, stock, specimens and data.
var wrongAtTheBench = []wrong{
	{
		page: "SOP-EQ-009", say: say("label", "overdue"),
		outcome: run.OutcomeEnded, reason: "Test label", done: "tag report hands", not: "look purge wipe work leave",
	},
	{
		page: "SOP-EQ-009", say: say("inflow", "0.10"),
		outcome: run.OutcomeEnded, reason: "Inflow", done: "tag report", not: "strip wipe work leave",
	},
	{
		page: "SOP-EQ-009", say: say("strip", "hangs"),
		outcome: run.OutcomeEnded, reason: "Strip", done: "airflow tag report", not: "wipe work",
	},
	{
		page: "SOP-EQ-009", say: say("alarm", "sounded", "spilt", "yes"),
		outcome: run.OutcomeEnded, reason: "Airflow alarm", done: "leave tag report hands", not: "spill out run-on",
	},
	{
		page: "SOP-EQ-009", say: say("spilt", "yes", "spill-wet", "no|yes", "spill-expiry", "2026-10-01|2027-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "spill spill-wipe run-on", not: "leave tag",
	},
	{
		page: "SOP-EQ-009", say: say("grilles", "covered|covered|covered"),
		outcome: run.OutcomeComplete, reason: "Grilles", done: "work",
	},
	{
		page: "SOP-EQ-012", say: say("calibration", "2026-10-01"),
		outcome: run.OutcomeEnded, reason: "EXPIRED 1 Oct 2026", done: "tag tell", not: "clean first",
	},
	{
		page: "SOP-EQ-012", say: say("bubble", "off centre", "settled", "not level or not still"),
		outcome: run.OutcomeEnded, reason: "Balance now", done: "settle tag tell", not: "weights first",
	},
	{
		page: "SOP-EQ-012", say: say("read-one", "90.0000|90.0000"),
		outcome: run.OutcomeEnded, reason: "Off by", done: "first finish tag tell", not: "second return",
	},
	{
		page: "SOP-EQ-012", say: say("read-two", "90.0000", "dropped", "1"),
		outcome: run.OutcomeComplete, reason: "Off by", done: "second return dropped", not: "tag tell",
	},
	{
		page: "SOP-EQ-012", say: say("weights-due", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "weights first",
	},
	{
		page: "SOP-EQ-007", say: say("trained", "no"),
		outcome: run.OutcomeEnded, reason: "Signed off", not: "labels plug self-test tag report",
	},
	{
		page: "SOP-EQ-007", say: say("service", "missing"),
		outcome: run.OutcomeEnded, reason: "Service date", done: "tag away report keep", not: "plug self-test patient incident",
	},
	{
		page: "SOP-EQ-007", say: say("cable", "taped", "affected", "yes"),
		outcome: run.OutcomeEnded, reason: "Cable", done: "patient tag report incident", not: "case self-test",
	},
	{
		page: "SOP-EQ-007", say: say("battery", "1"),
		outcome: run.OutcomeEnded, reason: "Battery", done: "tag away report", not: "place",
	},
	{
		page: "SOP-EQ-007", say: say("drift", "1300", "drift-now", "1300"),
		outcome: run.OutcomeEnded, reason: "Clock is off by, now", done: "set-clock tell-clock tag", not: "alarm",
	},
	{
		page: "SOP-EQ-007", say: say("clean", "missing", "clean-now", "no|yes", "drift", "1300"),
		outcome: run.OutcomeComplete, reason: "Clean label", done: "clean-first set-clock tell-clock place", not: "tag",
	},
	{
		page: "SOP-EQ-007", say: say("cleared", "cannot be cleared", "leads", "no|yes"),
		outcome: run.OutcomeComplete, reason: "Last patient", done: "clock alarm", not: "tag",
	},
	{
		page: "SOP-SD-029", say: say("match", "0", "held", "1", "rejected", "1"),
		outcome: run.OutcomeComplete, reason: "Identifiers that match", done: "set-aside held exception sender keep", not: "accepted",
	},
	{
		page: "SOP-SD-029", say: say("bag", "leaking", "held", "1", "accepted", "1"),
		outcome: run.OutcomeComplete, reason: "Bag", done: "set-aside exception accepted leak", not: "sender",
	},
	{
		page: "SOP-SD-029", say: say("kind", "transfusion", "label", "not complete", "held", "1", "accepted", "0|0", "rejected", "0|1"),
		outcome: run.OutcomeComplete, reason: "Transfusion label", done: "transfusion set-aside sender",
	},
	{
		page: "SOP-SD-029", say: say("entry", "typed|typed", "typed-ok", "no|no", "held", "1", "rejected", "1"),
		outcome: run.OutcomeComplete, reason: "Entry agrees", done: "set-aside exception",
	},
	{
		page: "SOP-SD-029", say: say("agree", "no|no", "held", "1", "rejected", "1", "read-back", "no|yes"),
		outcome: run.OutcomeComplete, reason: "Label and form agree", done: "set-aside sender",
	},
	{
		page: "SOP-SD-029", say: say("urgency", "urgent", "risk", "high risk", "rules", "too old", "held", "1", "accepted", "1"),
		outcome: run.OutcomeComplete, reason: "Specimen", done: "high-risk set-aside accepted bench", not: "sender leak",
	},
	{
		page: "SOP-SD-031", say: say("system", "down"),
		outcome: run.OutcomeEnded, reason: "System", done: "downtime report store", not: "login enter second rows",
	},
	{
		page: "SOP-SD-031", say: say("login", "somebody else|myself", "saved", "no|yes"),
		outcome: run.OutcomeComplete, reason: "Logged in as", done: "enter read-back", not: "downtime correct rows",
	},
	{
		page: "SOP-SD-031", say: say("match", "0|0|0"),
		outcome: run.OutcomeComplete, reason: "Identifiers that match", done: "find",
	},
	{
		page: "SOP-SD-031", say: say("flags", "2", "stay", "1", "overridden", "1"),
		outcome: run.OutcomeComplete, reason: "Flags overridden", done: "reread",
	},
	{
		page: "SOP-SD-031", say: say("differences", "2", "corrected", "1|1"),
		outcome: run.OutcomeComplete, reason: "Left uncorrected", done: "correct log",
	},
	{
		page: "SOP-SD-031", say: say("way", "as a file", "rows-in", "95", "rows-out", "96", "order", "differs"),
		outcome: run.OutcomeComplete, reason: "Rows too many", done: "rows order",
	},
	{
		page: "SOP-SC-028", say: say("expired", "3", "removed", "2|3", "packaging", "damp"),
		outcome: run.OutcomeComplete, reason: "left on the shelf", done: "remove damp waste idea", not: "recount differs short",
	},
	{
		page: "SOP-SC-028", say: say("shelf", "0", "shelf-again", "0", "system", "90000"),
		outcome: run.OutcomeComplete, reason: "still differ", done: "recount differs",
	},
	{
		page: "SOP-SC-028", say: say("lowest", "50", "good", "2", "highest", "100", "lasts", "no", "within-limit", "no"),
		outcome: run.OutcomeComplete, reason: "lasts until", done: "short limit raise", not: "over",
	},
	{
		page: "SOP-SC-028", say: say("highest", "5", "good", "9", "raised", "not raised|nothing to order"),
		outcome: run.OutcomeComplete, reason: "To order", done: "over raise", not: "short",
	},
}
