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
		outcome: run.OutcomeComplete, reason: "Chaperone", done: "chaperone go-on", not: "introduce put-off",
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
}
