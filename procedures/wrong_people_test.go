package procedures_test

import "soprun/sop/run"

// wrongWithPeople are the scenarios of the pages about patients and about talking with
// people.
var wrongWithPeople = []wrong{
	{
		page: "SOP-PS-034", say: say("room", "open|open"),
		outcome: run.OutcomeEnded, reason: "The room is", done: "room record concern put-off", not: "chaperone cover touch listen",
	},
	{
		page: "SOP-PS-034", say: say("chaperone", "none free", "wishes", "not met"),
		outcome: run.OutcomeComplete, reason: "Chaperone", done: "chaperone introduce go-on", not: "put-off",
	},
	{
		page: "SOP-PS-034", say: say("chaperone", "declined", "go-on", "postpone", "concern", "something"),
		outcome: run.OutcomeEnded, reason: "Clinician", done: "record listen form lead put-off", not: "cover touch danger",
	},
	{
		page: "SOP-PS-034", say: say("person", "distressed"),
		outcome: run.OutcomeComplete, reason: "Person", done: "stopped stay dress", not: "put-off",
	},
	{
		page: "SOP-PS-034", say: say("concern", "danger now", "reached", "nobody"),
		outcome: run.OutcomeComplete, reason: "Reached", done: "danger listen form lead",
	},
	{
		page: "SOP-PS-035", say: say("flag", "record not read|there", "met", "not met"),
		outcome: run.OutcomeComplete, reason: "The need is", done: "flag meet teach-back", not: "record-need",
	},
	{
		page: "SOP-PS-035", say: say("told", "partly|not at all"),
		outcome: run.OutcomeComplete, reason: "Told back", done: "explain teach-back choices written",
	},
	{
		page: "SOP-PS-035", say: say("choice", "not now"),
		outcome: run.OutcomeEnded, reason: "Their choice", done: "not-now written", not: "answer leaflet",
	},
	{
		page: "SOP-PS-035", say: say("asked", "something you do not know", "answer", "not yet", "leaflet", "old|current"),
		outcome: run.OutcomeComplete, reason: "Leaflet", done: "not-known leaflet written", not: "result not-now",
	},
	{
		page: "SOP-CO-047", say: say("about", "a result", "kept", "no"),
		outcome: run.OutcomeComplete, reason: "You gave away nothing", done: "result breach", not: "service ask-lead",
	},
	{
		page: "SOP-CO-047", say: say("form", "interpreter", "met", "not met", "back", "not sure|not sure"),
		outcome: run.OutcomeComplete, reason: "The need is", done: "meet back log",
	},
	{
		page: "SOP-CO-047", say: say("about", "how to prepare", "current", "no|yes"),
		outcome: run.OutcomeComplete, reason: "It is the current one", done: "prepare", not: "booking",
	},
	{
		page: "SOP-CO-047", say: say("about", "an appointment", "booking", "nobody"),
		outcome: run.OutcomeComplete, reason: "Booking", done: "booking ask-lead", not: "prepare elsewhere",
	},
	{
		page: "SOP-CO-037", say: say("safe", "a threat", "safe-now", "no"),
		outcome: run.OutcomeComplete, reason: "You and others are safe", done: "leave log lead", not: "place listen sorry help",
	},
	{
		page: "SOP-CO-037", say: say("turned", "became a threat", "needs", "not met"),
		outcome: run.OutcomeComplete, reason: "While you listened", done: "help again", not: "leave",
	},
	{
		page: "SOP-CO-037", say: say("sorry", "no", "want", "a complaint", "harm", "not known"),
		outcome: run.OutcomeComplete, reason: "You said sorry", done: "again acknowledge incident", not: "leave help",
	},
	{
		page: "SOP-CO-036", say: say("answered", "nobody", "reached", "nobody|nobody|nobody"),
		outcome: run.OutcomeComplete, reason: "Reached", done: "next situation",
	},
	{
		page: "SOP-CO-036", say: say("answered", "somebody else", "waited", "600"),
		outcome: run.OutcomeComplete, reason: "Minutes until the next call", done: "next",
	},
	{
		page: "SOP-CO-036", say: say("read-back", "not done|right", "agreed", "no"),
		outcome: run.OutcomeComplete, reason: "Read back", done: "read-back up", not: "next guardian",
	},
	{
		page: "SOP-CO-036", say: say("happening", "still unsafe", "up-now", "not being done"),
		outcome: run.OutcomeComplete, reason: "Happening", done: "up guardian",
	},
	{
		page: "SOP-CO-036", say: say("handing", "yes", "jobs-back", "some missing|all"),
		outcome: run.OutcomeComplete, reason: "Told back", done: "jobs", not: "up",
	},
	{
		page: "SOP-PS-057", say: say("task", "control of the meter", "reading", "3.3|3.4"),
		outcome: run.OutcomeEnded, reason: "Highest less the reading", done: "vial control out wipe", not: "proved identity prick tell",
	},
	{
		page: "SOP-PS-057", say: say("task", "control of the meter", "reading", "1.9"),
		outcome: run.OutcomeComplete, reason: "Reading less the lowest", done: "control", not: "out",
	},
	{
		page: "SOP-PS-057", say: say("task", "control of the meter", "expiry", "2026-10-01|2026-10-01"),
		outcome: run.OutcomeEnded, reason: "EXPIRED 1 Oct 2026", done: "out", not: "vial control",
	},
	{
		page: "SOP-PS-057", say: say("operator", "no"),
		outcome: run.OutcomeEnded, reason: "own code", done: "out wipe", not: "task strips prick",
	},
	{
		page: "SOP-PS-057", say: say("task", "glucose test", "proved", "due or failed"),
		outcome: run.OutcomeEnded, reason: "Control", done: "out", not: "identity number prick",
	},
	{
		page: "SOP-PS-057", say: say("task", "glucose test"), linked: run.OutcomeEnded,
		outcome: run.OutcomeEnded, reason: "SOP-PS-033", done: "proved out", not: "number prick",
	},
	{
		page: "SOP-PS-057", say: say("task", "glucose test", "number", "wrong|wrong"),
		outcome: run.OutcomeEnded, reason: "Number on the meter", done: "out", not: "finger prick",
	},
	{
		page: "SOP-PS-057", say: say("task", "glucose test", "lancet", "somewhere else", "result", "error"),
		outcome: run.OutcomeComplete, reason: "Lancet", done: "prick read tell", not: "out",
	},
	{
		page: "SOP-PS-057", say: say("task", "urine strip", "pot", "no label"),
		outcome: run.OutcomeEnded, reason: "Label of pot", done: "out", not: "strips bottle dip pads",
	},
	{
		page: "SOP-PS-057", say: say("task", "urine strip", "pads", "late or poor light", "urine", "on the action list|on the action list"),
		outcome: run.OutcomeComplete, reason: "Pads", done: "pads tell", not: "strips press",
	},
	{
		page: "SOP-PS-058", say: say("event", "pain that runs"),
		outcome: run.OutcomeEnded, reason: "Event", done: "needle event discard-event tell finish", not: "label match send prick",
	},
	{
		page: "SOP-PS-058", say: say("label", "elsewhere or later"),
		outcome: run.OutcomeEnded, reason: "Labelled", done: "discard tell", not: "match send event",
	},
	{
		page: "SOP-PS-058", say: say("match", "0"),
		outcome: run.OutcomeEnded, reason: "Identifiers", done: "label discard tell", not: "written send",
	},
	{
		page: "SOP-PS-058", linked: run.OutcomeEnded,
		outcome: run.OutcomeEnded, reason: "SOP-PS-033", done: "tell finish", not: "ask clean vein label",
	},
	{
		page: "SOP-PS-058", say: say("assessed", "no"),
		outcome: run.OutcomeEnded, reason: "Assessed", done: "tell", not: "identity needle",
	},
	{
		page: "SOP-PS-058", say: say("way", "fingertip", "tip-event", "faint"),
		outcome: run.OutcomeEnded, reason: "Event", done: "tip event discard-event", not: "needle label discard",
	},
	{
		page: "SOP-PS-058", say: say("attempts", "0", "tries", "1"),
		outcome: run.OutcomeComplete, reason: "Attempts 0", done: "tries press rest label", not: "discard",
	},
	{
		page: "SOP-PS-058", say: say("order", "no", "filled", "short or not mixed", "box", "somewhere else"),
		outcome: run.OutcomeComplete, reason: "Order of the chart", done: "needle label send", not: "discard",
	},
	{
		page: "SOP-PS-058", say: say("tubes", "some are labelled|no label on them", "site", "bleeds on|dry", "person", "pale or dizzy"),
		outcome: run.OutcomeComplete, reason: "Tubes", done: "tubes press rest send", not: "tell",
	},
	{
		page: "SOP-PS-060", linked: run.OutcomeEnded,
		outcome: run.OutcomeEnded, reason: "SOP-PS-033", done: "tell", not: "clean tests list coach",
	},
	{
		page: "SOP-PS-060", say: say("body", "yes", "zero", "0.4|0.3"),
		outcome: run.OutcomeComplete, reason: "Scale before the person", done: "height weight first", not: "unwell tell",
	},
	{
		page: "SOP-PS-060", say: say("pressure", "yes", "pulse", "irregular", "first", "180/120 or more", "second", "one only|three"),
		outcome: run.OutcomeComplete, reason: "First reading", done: "pulse cuff second tell-pressure", not: "unwell tell",
	},
	{
		page: "SOP-PS-060", say: say("oxygen", "yes", "wave", "weak or jumping|weak or jumping|weak or jumping", "saturation", "below the target"),
		outcome: run.OutcomeComplete, reason: "Saturation", done: "probe oxygen", not: "tell",
	},
	{
		page: "SOP-PS-060", say: say("spirometry", "yes", "person", "dizzy"),
		outcome: run.OutcomeEnded, reason: "Person", done: "coach unwell tell clean", not: "compare",
	},
	{
		page: "SOP-PS-060", say: say("spirometry", "yes", "verified", "no"),
		outcome: run.OutcomeEnded, reason: "Verified today", done: "tell", not: "filter coach unwell",
	},
	{
		page: "SOP-PS-060", say: say("spirometry", "yes", "fvc", "4.90"),
		outcome: run.OutcomeComplete, reason: "FVC, difference", done: "compare clean", not: "unwell",
	},
	{
		page: "SOP-EQ-061", say: say("ear", "a complaint", "look", "cracked"),
		outcome: run.OutcomeComplete, reason: "The ear", done: "ear look log",
	},
	{
		page: "SOP-EQ-061", say: say("drawer", "wearer is under five and not fitted", "tray", "something in it|no number"),
		outcome: run.OutcomeComplete, reason: "Drawer", done: "tray drawer",
	},
	{
		page: "SOP-EQ-061", say: say("tip", "rough|sticks out", "join", "wrong"),
		outcome: run.OutcomeComplete, reason: "Ear end", done: "thread cut join",
	},
	{
		page: "SOP-EQ-061", say: say("after", "crackles|none", "before", "weak|weak"),
		outcome: run.OutcomeComplete, reason: "Sound", done: "battery after log",
	},
	{
		page: "SOP-EQ-061", say: say("same", "no", "fit", "sore"),
		outcome: run.OutcomeComplete, reason: "Same as before", done: "same fit log",
	},
}
