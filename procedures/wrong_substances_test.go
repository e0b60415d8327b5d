package procedures_test

import "soprun/sop/run"

// wrongSubstances are the scenarios of the pages about hazardous substances.
var wrongSubstances = []wrong{
	{
		page: "SOP-HS-025", say: say("oxygen", "19.4"),
		outcome: run.OutcomeEnded, reason: "Oxygen", done: "stay-out return incident", not: "ppe dewar fill leave burn",
	},
	{
		page: "SOP-HS-025", say: say("monitor", "overdue"),
		outcome: run.OutcomeEnded, reason: "Monitor", done: "stay-out return", not: "ppe fill",
	},
	{
		page: "SOP-HS-025", say: say("ventilation", "no"),
		outcome: run.OutcomeEnded, reason: "Ventilation", done: "stay-out return", not: "ppe fill",
	},
	{
		page: "SOP-HS-025", say: say("neck", "ice plug"),
		outcome: run.OutcomeEnded, reason: "Neck", done: "dewar stay-out return", not: "fill",
	},
	{
		page: "SOP-HS-025", say: say("plug", "tight|loose"),
		outcome: run.OutcomeComplete, reason: "Plug", done: "fill",
	},
	{
		page: "SOP-HS-025", say: say("task", "move", "way", "lift", "alone", "no"),
		outcome: run.OutcomeComplete, reason: "Travelled with nobody", done: "strap lift", not: "fill samples",
	},
	{
		page: "SOP-HS-025", say: say("event", "spill", "out", "no"),
		outcome: run.OutcomeComplete, reason: "Everybody is out", done: "leave down stay-out incident return", not: "burn medical",
	},
	{
		page: "SOP-HS-025", say: say("burn", "numb"),
		outcome: run.OutcomeComplete, reason: "Cold burn", done: "burn medical incident", not: "not-enough leave return",
	},
	{
		page: "SOP-HS-025", say: say("burn", "smaller than a 50p coin", "better", "not enough"),
		outcome: run.OutcomeComplete, reason: "First aid", done: "burn not-enough incident", not: "medical",
	},
	{
		page: "SOP-HS-023", say: say("known", "no", "splash", "eyes and skin"),
		outcome: run.OutcomeEnded, reason: "Known", done: "rinse-eyes rinse-skin first-aider leave lead reopen health report", not: "judge ppe source drain absorb missing",
	},
	{
		page: "SOP-HS-023", say: say("volume", "199999"),
		outcome: run.OutcomeEnded, reason: "Volume", done: "leave lead reopen report", not: "ppe absorb health",
	},
	{
		page: "SOP-HS-023", say: say("unwell", "yes", "missing", "1"),
		outcome: run.OutcomeEnded, reason: "unwell", done: "leave missing lead health", not: "ppe absorb",
	},
	{
		page: "SOP-HS-023", say: say("class", "acid", "ph", "1.0|1.0|1.0"),
		outcome: run.OutcomeComplete, reason: "pH", done: "absorb ph reopen", not: "leave",
	},
	{
		page: "SOP-HS-023", say: say("class", "solvent", "drain", "yes", "absorbent-expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "estates absorb reopen", not: "ph leave",
	},
	{
		page: "SOP-HS-023", say: say("reaction", "gets hot or smokes", "symptoms", "some"),
		outcome: run.OutcomeEnded, reason: "gets hot", done: "leave lead hands health", not: "waste wash air",
	},
	{
		page: "SOP-HS-023", say: say("extraction", "does not run"),
		outcome: run.OutcomeEnded, reason: "Extraction", done: "leave lead", not: "ppe source absorb",
	},
	{
		page: "SOP-HS-026", say: say("kind", "Not sure", "people", "skin", "reading", "9999.0"),
		outcome: run.OutcomeComplete, reason: "Highest reading", done: "skin first-aider rps rad-ppe cover measured reopen health report", not: "eyes role kit pad",
	},
	{
		page: "SOP-HS-026", say: say("kind", "Radioactive", "answered", "nobody", "rad-ppe", "no|no"),
		outcome: run.OutcomeComplete, reason: "Answered by", done: "rps cover no-rps measured", not: "guard wash",
	},
	{
		page: "SOP-HS-026", say: say("role", "clean it", "kit", "not complete"),
		outcome: run.OutcomeEnded, reason: "Kit", done: "sign guard reopen report", not: "kit pad wash waste rps",
	},
	{
		page: "SOP-HS-026", say: say("role", "clean it", "powder", "swept or blown about"),
		outcome: run.OutcomeEnded, reason: "Powder", done: "hands guard reopen", not: "wash waste",
	},
	{
		page: "SOP-HS-026", say: say("role", "guard it", "people", "eyes", "guard-answered", "nobody"),
		outcome: run.OutcomeComplete, reason: "Answered by", done: "eyes guard health reopen", not: "kit-check kit pad skin",
	},
	{
		page: "SOP-HS-022", say: say("seen", "crystals"),
		outcome: run.OutcomeEnded, reason: "crystals", done: "clear call reopen", not: "order register classes litres rotate",
	},
	{
		page: "SOP-HS-022", say: say("expiry", "2026-10-01", "order", "not ordered"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "quarantine apart-it classes", not: "clear",
	},
	{
		page: "SOP-HS-022", say: say("dated", "no", "coshh", "no"),
		outcome: run.OutcomeComplete, reason: "COSHH", done: "papers apart-it", not: "clear call",
	},
	{
		page: "SOP-HS-022", say: say("apart", "other wrong pair", "separate", "not touched"),
		outcome: run.OutcomeComplete, reason: "Neighbours", done: "separate litres", not: "clear",
	},
	{
		page: "SOP-HS-022", say: say("task", "weekly check", "low", "51", "high", "251", "fridge", "yes", "expired", "3"),
		outcome: run.OutcomeComplete, reason: "Expired bottles", done: "litres fridge waste", not: "order register",
	},
	{
		page: "SOP-HS-021", say: say("assessment", "only the data sheet"),
		outcome: run.OutcomeEnded, reason: "Assessment", done: "stop", not: "match controls task apart defect",
	},
	{
		page: "SOP-HS-021", say: say("review", "2026-10-01"),
		outcome: run.OutcomeEnded, reason: "EXPIRED 1 Oct 2026", done: "stop", not: "match task",
	},
	{
		page: "SOP-HS-021", say: say("label", "label cannot be read"),
		outcome: run.OutcomeEnded, reason: "Bottle and assessment", done: "apart stop", not: "statements task defect",
	},
	{
		page: "SOP-HS-021", say: say("extraction", "overdue"),
		outcome: run.OutcomeEnded, reason: "Extraction", done: "stop defect", not: "layout task",
	},
	{
		page: "SOP-HS-021", say: say("event", "felt unwell", "company", "no"),
		outcome: run.OutcomeComplete, reason: "While you worked", done: "leave unwell decide hands defect", not: "clear stop",
	},
	{
		page: "SOP-HS-062", say: say("alive", "no"),
		outcome: run.OutcomeEnded, reason: "more than nothing", done: "out", not: "source surface rps leaving waste",
	},
	{
		page: "SOP-HS-062", say: say("tested", "2025-01-01|2025-01-01"),
		outcome: run.OutcomeEnded, reason: "TOO OLD", done: "out", not: "window surface",
	},
	{
		page: "SOP-HS-062", say: say("source", "1.0|1.0"),
		outcome: run.OutcomeEnded, reason: "Check source", done: "out", not: "hands surface leaving",
	},
	{
		page: "SOP-HS-062", say: say("gross", "40.0|40.0", "leaving", "above the level"),
		outcome: run.OutcomeEnded, reason: "Surface", done: "mark rps waste leaving out", not: "issue",
	},
	{
		page: "SOP-HS-062", say: say("wipe", "40.0|2.0"),
		outcome: run.OutcomeComplete, reason: "Comes off", done: "wipe waste", not: "mark rps out",
	},
	{
		page: "SOP-HS-062", say: say("task", "change of dosemeters", "differ", "1|0", "old-missing", "2", "damaged", "1"),
		outcome: run.OutcomeComplete, reason: "Numbers that do not agree", done: "issue collect tell-dose send", not: "monitor surface out",
	},
}
