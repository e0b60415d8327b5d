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
		page: "SOP-IC-005", say: say("come", "at once", "went", "does not go"),
		outcome: run.OutcomeComplete, reason: "does not go", done: "go incident", not: "go-now",
	},
	{
		page: "SOP-IC-005", say: say("known-virus", "yes"),
		outcome: run.OutcomeComplete, reason: "blood-borne virus", done: "riddor riddor-lead", not: "go-now",
	},
	{
		page: "SOP-IC-002", say: say("items", "none in my size|none in my size"),
		outcome: run.OutcomeEnded, reason: "Items", done: "items stop", not: "apron during",
	},
	{
		page: "SOP-IC-002", say: say("worn", "respirator", "seal", "leaks|leaks"),
		outcome: run.OutcomeEnded, reason: "Edge", done: "mask fit stop", not: "gloves during",
	},
	{
		page: "SOP-IC-002", say: say("worn", "respirator", "seal", "leaks|tight"),
		outcome: run.OutcomeComplete, reason: "Edge", done: "fit gloves hands", not: "stop",
	},
	{
		page: "SOP-IC-002", say: say("worn", "respirator", "tested", "no"),
		outcome: run.OutcomeEnded, reason: "fit test", done: "stop", not: "gloves",
	},
	{
		page: "SOP-IC-002", say: say("assessment", "not found"),
		outcome: run.OutcomeComplete, reason: "Risk assessment", done: "choose hands",
	},
	{
		page: "SOP-IC-002", say: say("hands", "9|25", "whole", "no", "skin", "cut"),
		outcome: run.OutcomeComplete, reason: "BELOW 20 s", done: "hands wash-again injury", not: "stop",
	},
	{
		page: "SOP-IC-002", say: say("changed", "not changed"),
		outcome: run.OutcomeComplete, reason: "Gloves between people", done: "tell-changed", not: "wash-again",
	},
	{
		page: "SOP-IC-006", say: say("fill", "above the line", "assembled", "no"),
		outcome: run.OutcomeComplete, reason: "filled to above the line", done: "overfull", not: "close-box",
	},
	{
		page: "SOP-IC-006", say: say("age", "104", "locked", "does not lock"),
		outcome: run.OutcomeComplete, reason: "Weeks since assembly", done: "close-box", not: "overfull",
	},
	{
		page: "SOP-IC-006", say: say("kind", "not sure"),
		outcome: run.OutcomeComplete, reason: "Waste", done: "container tie",
	},
	{
		page: "SOP-IC-006", say: say("kind", "culture", "made-safe", "not yet"),
		outcome: run.OutcomeComplete, reason: "Culture", done: "culture container",
	},
	{
		page: "SOP-IC-006", say: say("kind", "medicine", "liquid", "other liquid", "own", "open"),
		outcome: run.OutcomeComplete, reason: "Container", done: "liquid container", not: "gel",
	},
	{
		page: "SOP-IC-006", say: say("liquid", "body fluid", "gel", "no|yes"),
		outcome: run.OutcomeComplete, reason: "Gel locked away", done: "gel", not: "liquid",
	},
	{
		page: "SOP-IC-006", say: say("container", "another one", "full", "100"),
		outcome: run.OutcomeComplete, reason: "Container", done: "wrong-bag double",
	},
	{
		page: "SOP-IC-006", say: say("linen", "infectious", "found", "something", "bag", "torn|whole"),
		outcome: run.OutcomeComplete, reason: "Water-soluble bag", done: "found-it infectious", not: "used",
	},
}
