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
		page: "SOP-EQ-007", say: say("logged", "not listed"),
		outcome: run.OutcomeEnded, reason: "Asset log", done: "trained asset tag away report", not: "labels plug",
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
		page: "SOP-SC-028", say: say("shelf", "2", "system", "2", "lowest", "50", "good", "2", "highest", "100", "lasts", "no", "within-limit", "no"),
		outcome: run.OutcomeComplete, reason: "lasts until", done: "short limit raise", not: "over",
	},
	{
		page: "SOP-SC-028", say: say("shelf", "9", "system", "9", "highest", "5", "good", "9", "raised", "not raised|nothing to order"),
		outcome: run.OutcomeComplete, reason: "To order", done: "over raise", not: "short",
	},
	{
		page: "SOP-EQ-017", say: say("calibration", "2026-10-01"),
		outcome: run.OutcomeEnded, reason: "EXPIRED 1 Oct 2026", done: "tag tell hands", not: "warm-up sweep threshold",
	},
	{
		page: "SOP-EQ-017", say: say("tones", "wrong ear|wrong ear"),
		outcome: run.OutcomeEnded, reason: "Tones", done: "put-right sweep tag tell", not: "loud steps",
	},
	{
		page: "SOP-EQ-017", say: say("lead", "crackles|silent", "weekly", "no"),
		outcome: run.OutcomeComplete, reason: "Sound while a lead is bent", done: "put-right leads steps", not: "tag threshold",
	},
	{
		page: "SOP-EQ-017", say: say("weekly", "yes", "shift", "55|55"),
		outcome: run.OutcomeEnded, reason: "Largest difference", done: "bone masking button threshold tag tell",
	},
	{
		page: "SOP-EQ-017", say: say("weekly", "yes", "button", "one fails", "wear", "worn"),
		outcome: run.OutcomeEnded, reason: "Talk-back", done: "worn bone masking tag", not: "threshold put-right",
	},
	{
		page: "SOP-SD-032", say: say("without", "yes"),
		outcome: run.OutcomeComplete, reason: "without a task", done: "contain tell incident", not: "open",
	},
	{
		page: "SOP-SD-032", say: say("stray", "1", "contained", "partly"),
		outcome: run.OutcomeComplete, reason: "Contained", done: "contain tell incident open",
	},
	{
		page: "SOP-SD-032", say: say("card", "somebody else's", "own", "no|no"),
		outcome: run.OutcomeEnded, reason: "Signed in with your own", done: "other-card sign-out event", not: "lock mail",
	},
	{
		page: "SOP-SD-032", say: say("list", "yes", "belongs", "no|yes", "desk", "paper left|clear"),
		outcome: run.OutcomeComplete, reason: "Every address", done: "addresses clear", not: "contain",
	},
	{
		page: "SOP-QI-041", say: say("danger", "yes"),
		outcome: run.OutcomeComplete, reason: "about to be harmed", done: "speak percent", not: "action",
	},
	{
		page: "SOP-QI-041", say: say("total", "9|24"),
		outcome: run.OutcomeComplete, reason: "more or fewer", done: "add percent",
	},
	{
		page: "SOP-QI-041", say: say("standard", "100.0", "actions", "0", "total-actions", "0", "planned", "50"),
		outcome: run.OutcomeComplete, reason: "Above or below", done: "few action report next",
	},
	{
		page: "SOP-QI-042", say: say("research", "yes"),
		outcome: run.OutcomeEnded, reason: "knowledge for others", done: "touches research", not: "approve plan do study act harmed",
	},
	{
		page: "SOP-QI-042", say: say("surprises", "it harmed somebody"),
		outcome: run.OutcomeEnded, reason: "Surprises", done: "do harmed incident", not: "study act share research",
	},
	{
		page: "SOP-QI-042", say: say("touches", "patient care", "verdict", "worse", "next", "adopt"),
		outcome: run.OutcomeComplete, reason: "Against the prediction", done: "approve unproven document", not: "learned",
	},
	{
		page: "SOP-QI-043", say: say("approval", "not shown"),
		outcome: run.OutcomeEnded, reason: "Approval", done: "office", not: "log consent do lead",
	},
	{
		page: "SOP-QI-043", say: say("kind", "clinical audit", "registered", "no"),
		outcome: run.OutcomeEnded, reason: "Registered", done: "registration office", not: "approval log do",
	},
	{
		page: "SOP-QI-043", say: say("log", "not listed"),
		outcome: run.OutcomeEnded, reason: "On the log", done: "lead", not: "version do office",
	},
	{
		page: "SOP-QI-043", say: say("version", "old|old"),
		outcome: run.OutcomeEnded, reason: "Version", done: "lead", not: "consent do",
	},
	{
		page: "SOP-QI-043", say: say("consent", "withdrawn"),
		outcome: run.OutcomeComplete, reason: "Consent", done: "apart tell send",
	},
	{
		page: "SOP-QI-043", say: say("names", "2", "way", "another way|the secure way of the protocol"),
		outcome: run.OutcomeComplete, reason: "Names found", done: "apart tell send",
	},
	{
		page: "SOP-PD-045", say: say("weeks", "0", "rebooked", "same date", "without", "2|2", "recognisable", "yes|no"),
		outcome: run.OutcomeComplete, reason: "Objectives without", done: "rebook gather plan",
	},
	{
		page: "SOP-PD-045", say: say("agreed", "0", "feedback", "feels unfair", "reply-by", "2026-10-01|2027-01-01"),
		outcome: run.OutcomeComplete, reason: "Objectives agreed", done: "pause plan half-way",
	},
	{
		page: "SOP-PD-044", say: say("recognisable", "yes|yes|yes"),
		outcome: run.OutcomeComplete, reason: "Anybody recognisable", done: "strip",
	},
	{
		page: "SOP-PD-044", say: say("more", "both", "limit", "yes", "action-by", "2026-10-01|2027-01-01"),
		outcome: run.OutcomeComplete, reason: "Action by", done: "incident talk limit", not: "reply",
	},
	{
		page: "SOP-PD-046", say: say("fit", "no"),
		outcome: run.OutcomeComplete, reason: "Ready to start", done: "fit",
	},
	{
		page: "SOP-PD-046", say: say("copy", "old", "copy-now", "cannot be found", "competence", "no"),
		outcome: run.OutcomeComplete, reason: "Signed off", done: "old-copy competence",
	},
	{
		page: "SOP-PD-046", say: say("support", "danger now", "unsafe", "something", "acts", "does not act"),
		outcome: run.OutcomeComplete, reason: "Manager", done: "danger tell guardian", not: "offer",
	},
	{
		page: "SOP-PD-046", say: say("mistake", "not told yet|told at once", "handed", "no"),
		outcome: run.OutcomeComplete, reason: "Handed over", done: "model end",
	},
	{
		page: "SOP-EQ-050", say: say("one", "5.900|5.900"),
		outcome: run.OutcomeComplete, reason: "SD from the mean", done: "control block tell release", not: "out",
	},
	{
		page: "SOP-EQ-050", say: say("one", "5.250|5.250", "rule", "R-4s|1-2s only"),
		outcome: run.OutcomeComplete, reason: "Broken", done: "rules release", not: "tell block out",
	},
	{
		page: "SOP-EQ-050", say: say("calibration", "failed", "released", "none"),
		outcome: run.OutcomeEnded, reason: "Released", done: "block tell vials waste out",
	},
	{
		page: "SOP-EQ-050", say: say("fault", "open", "room", "40"),
		outcome: run.OutcomeComplete, reason: "Open faults", done: "log room release",
	},
	{
		page: "SOP-SD-051", say: say("short", "1", "apart", "1", "aliquoted", "2", "held", "1"),
		outcome: run.OutcomeComplete, reason: "Short or over", done: "doubt spin count", not: "decide breakage",
	},
	{
		page: "SOP-SD-051", say: say("broken", "yes"),
		outcome: run.OutcomeEnded, reason: "Broken or leaked", done: "spin breakage incident hands", not: "look primary count",
	},
	{
		page: "SOP-SD-051", say: say("agree", "no", "made", "written by hand|written by hand", "hand-ok", "no"),
		outcome: run.OutcomeComplete, reason: "Both numbers agree", done: "hold-tube decide by-hand",
	},
	{
		page: "SOP-SD-051", say: say("aliquoted", "1|1"),
		outcome: run.OutcomeComplete, reason: "Missing", done: "count",
	},
	{
		page: "SOP-SD-051", say: say("separation", "incomplete with gel", "agree-after", "no"),
		outcome: run.OutcomeComplete, reason: "Separation", done: "gel hold-tube decide", not: "once-more",
	},
	{
		page: "SOP-SD-052", say: say("matched", "3"),
		outcome: run.OutcomeEnded, reason: "Identifiers that agree", done: "shut mismatch tell", not: "donation take hand",
	},
	{
		page: "SOP-SD-052", say: say("core", "9.0"),
		outcome: run.OutcomeEnded, reason: "Core temperature", done: "shut tell", not: "register identity take mismatch",
	},
	{
		page: "SOP-SD-052", say: say("expiry", "2026-10-01"),
		outcome: run.OutcomeEnded, reason: "EXPIRED 1 Oct 2026", done: "shut tell", not: "take mismatch",
	},
	{
		page: "SOP-SD-052", say: say("on-way", "34"),
		outcome: run.OutcomeComplete, reason: "Minutes out of the fridge", done: "hand", not: "shut returned",
	},
	{
		page: "SOP-SD-052", say: say("task", "return", "minutes", "34", "fate", "missing"),
		outcome: run.OutcomeComplete, reason: "Minutes out", done: "returned quarantine fate", not: "take shut place",
	},
	{
		page: "SOP-EQ-053", say: say("highest", "99.0"),
		outcome: run.OutcomeComplete, reason: "Highest since", done: "label tell decide", not: "again move tag",
	},
	{
		page: "SOP-EQ-053", say: say("now", "-99.0", "now-again", "-99.0", "racks-out", "5|5", "racks-in", "4|4"),
		outcome: run.OutcomeComplete, reason: "Racks missing", done: "label again move tell decide tag",
	},
	{
		page: "SOP-EQ-053", say: say("state", "growth", "alarm", "off", "probe-due", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "service", not: "label tell tag",
	},
	{
		page: "SOP-SD-054", say: say("task", "find", "authority", "none"),
		outcome: run.OutcomeEnded, reason: "Authority", done: "refuse hands", not: "find out store pull lost",
	},
	{
		page: "SOP-SD-054", say: say("task", "find", "found", "not found|not found"),
		outcome: run.OutcomeEnded, reason: "not found", done: "lost", not: "out refuse",
	},
	{
		page: "SOP-SD-054", say: say("task", "dispose", "wrong", "1", "kept-apart", "no|yes"),
		outcome: run.OutcomeComplete, reason: "not on the list", done: "holds sign pull put-back pack record", not: "store find",
	},
	{
		page: "SOP-SD-054", say: say("task", "dispose", "pulled", "7|7"),
		outcome: run.OutcomeComplete, reason: "More or fewer", done: "pull pack",
	},
	{
		page: "SOP-SD-054", say: say("task", "store", "state", "leaks", "keep-until", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "Specimen is", done: "store position", not: "pull",
	},
	{
		page: "SOP-SD-055", say: say("task", "set up cultures", "risk", "high risk", "set-up", "2", "held", "1"),
		outcome: run.OutcomeComplete, reason: "Risk", done: "apart count decide", not: "strains block",
	},
	{
		page: "SOP-SD-055", say: say("task", "set up cultures", "accepted", "rejected", "media", "one is missing"),
		outcome: run.OutcomeEnded, reason: "Media", done: "reject waits block discard", not: "specimen open count",
	},
	{
		page: "SOP-SD-055", say: say("task", "accept a batch", "verdict", "rejected"),
		outcome: run.OutcomeEnded, reason: "Batch", done: "strains incubate accept block discard", not: "specimen count",
	},
	{
		page: "SOP-SD-055", say: say("task", "set up cultures", "expiry", "2026-10-01", "incubator", "Anaerobic", "indicator", "not turned"),
		outcome: run.OutcomeComplete, reason: "Indicator", done: "reject indicator count",
	},
	{
		page: "SOP-SD-055", say: say("task", "set up cultures", "labels", "no|no", "listed", "5|5"),
		outcome: run.OutcomeComplete, reason: "Missing", done: "label apart count decide",
	},
	{
		page: "SOP-SD-056", say: say("extraction", "fails"),
		outcome: run.OutcomeEnded, reason: "Extraction", done: "cover report off", not: "reagents run read",
	},
	{
		page: "SOP-SD-056", say: say("control-is", "pale"),
		outcome: run.OutcomeComplete, reason: "Control", done: "read failed count", not: "report",
	},
	{
		page: "SOP-SD-056", say: say("expiry", "2026-10-01", "mismatch", "1", "slides-out", "0|0"),
		outcome: run.OutcomeComplete, reason: "Slides missing", done: "reagents load count",
	},
	{
		page: "SOP-EQ-064", say: say("held", "held"),
		outcome: run.OutcomeEnded, reason: "Hold on it", done: "keep tell", not: "wipe carrier register",
	},
	{
		page: "SOP-EQ-064", say: say("data", "not in the list", "proof", "failed|failed"),
		outcome: run.OutcomeComplete, reason: "Proof", done: "unknown export wipe proof", not: "keep",
	},
	{
		page: "SOP-EQ-064", say: say("statement", "not possible", "ticket", "open"),
		outcome: run.OutcomeComplete, reason: "Statement", done: "clean network register",
	},
	{
		page: "SOP-EQ-063", say: say("earth", "19.000|19.000"),
		outcome: run.OutcomeEnded, reason: "Earth", done: "failed tell", not: "insulation leakage release evidence",
	},
	{
		page: "SOP-EQ-063", say: say("incident", "part of one"),
		outcome: run.OutcomeEnded, reason: "Incident", done: "evidence failed tell", not: "look earth restore",
	},
	{
		page: "SOP-EQ-063", say: say("statement", "none"),
		outcome: run.OutcomeEnded, reason: "Statement", done: "failed tell", not: "job earth evidence",
	},
	{
		page: "SOP-EQ-063", say: say("due", "2026-10-01", "class", "Class II", "parts-in", "2", "parts-out", "1|2", "alarms", "not all|all"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "analyser restore release", not: "failed",
	},
	{
		page: "SOP-SD-065", say: say("opened", "spreadsheet|spreadsheet"),
		outcome: run.OutcomeComplete, reason: "Opened with", done: "sheet release", not: "stop",
	},
	{
		page: "SOP-SD-065", say: say("same", "no"),
		outcome: run.OutcomeEnded, reason: "Same as approved", done: "close stop", not: "list copy governance",
	},
	{
		page: "SOP-SD-065", say: say("failed", "2|0", "found", "1"),
		outcome: run.OutcomeEnded, reason: "Names or initials", done: "copy verify job stop governance", not: "release",
	},
	{
		page: "SOP-PS-059", say: say("agree", "0|0"),
		outcome: run.OutcomeEnded, reason: "Identifiers that agree", done: "tell hands", not: "feel record hold",
	},
	{
		page: "SOP-PS-059", say: say("ill", "yes", "leads", "swapped|swapped"),
		outcome: run.OutcomeComplete, reason: "Leads", done: "call watch record give", not: "hold recorder",
	},
	{
		page: "SOP-PS-059", say: say("task", "fit a monitor", "memory", "not empty"),
		outcome: run.OutcomeEnded, reason: "Memory", done: "hold tell", not: "fit explain clear record",
	},
	{
		page: "SOP-PS-059", say: say("task", "download", "readings", "too few", "opens", "does not open"),
		outcome: run.OutcomeEnded, reason: "File", done: "download hold tell", not: "clear clean",
	},
}
