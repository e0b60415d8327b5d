package page

// eachRules explains the codes of sections that are done once for each item, and of names
// and links that cannot be obeyed.
var eachRules = []rule{
	{
		codeEach, "section that cannot be done once for each item",
		"A heading that ends in `each: unit` says that its steps are done once for every value of the field \"unit\"; `each: unit of fridges` takes the values from the front matter, lists: {fridges: [FR-001, FR-002]}, or fridges: local. Before the backticks stands what it is about, under the heading at least one step. A page with \"mode: do-confirm\", or a heading with `do-confirm`, has none: what is done from memory cannot keep items apart. Items times steps are at most 2,000.",
		"lists: {fridges: [FR-001, FR-002]}\n…\n## Each fridge `each: unit of fridge`", "lists: {fridges: [FR-001, FR-002]}\n…\n## Each fridge `each: unit of fridges`",
	},
	{
		codeItemField, "section that does not ask which item it is",
		"The first step of a section that is done once for each item asks for it, in its first field: a scan, a text or a choice, of the name in the heading, asked once and always. It is right as it is, so it has no \"expect\" and no \"or\". Its step has no condition, and is not \"n/a: ok\", \"any order\", \"always\", another procedure, or one that lets other work go on.",
		"## Each fridge `each: unit`\n\n3. Read it. `#read`\n   - Now: `now: number °C`\n   - Fridge: `unit: scan FR-###`", "## Each fridge `each: unit`\n\n3. Read it. `#read`\n   - Fridge: `unit: scan FR-###`\n   - Now: `now: number °C`",
	},
	{
		codeEdge, "redo, wait or window over the edge of a section for each item",
		"A step outside is done once, a step in the section once for each item. A redo, and a \"wait … before\", stay on their side. A window may count from an earlier step outside, the same for every item; not from one that is done for each.",
		"2. Warm it up. `#warm`\n\n## Each fridge `each: unit`\n\n3. Scan it. `#scan`\n   - Fridge: `unit: scan`\n   - Light: `light: choice, on | off, expect on, or redo #warm`", "## Each fridge `each: unit`\n\n3. Scan it. `#scan`\n   - Fridge: `unit: scan`\n   - Light: `light: choice, on | off, expect on, or redo`",
	},
	{
		codeItself, "procedure that calls itself",
		"\"do:\" has another procedure done within this one. A page that has itself done would never end.",
		"id: SOP-CEN-014\n…\n4. Clean it again. `#again, do: SOP-CEN-014`", "4. Clean it again. `#again, do: SOP-CEN-015`",
	},
	{
		codeList, "list that cannot be worked through",
		"A list in the front matter has a name and its items, lists: {fridges: [FR-001, FR-002]}; or it is local, and each department sets its own: fridges: local \"the door of the cold room\". Each item stands once, in whatever capitals, has at most 100 bytes, and fits the field that asks for it: its pattern, or its choices.",
		"lists: {fridges: [FR-001, fr-001, FR-2]}\n…\n   - Fridge: `unit: scan FR-###`", "lists: {fridges: [FR-001, FR-002]}\n…\n   - Fridge: `unit: scan FR-###`",
	},
	{
		codeSchedule, "schedule for items that the page does not have",
		"With \"each unit of fridges\" the procedure is due once for every fridge on the list, and a run is for those that its field \"unit\" names. So the page has that list and asks for that field: a scan, a text or a choice that is never left empty. Where its section is done for each of a list, it is the same list.",
		"schedule: daily by 09:00 each unit of fridges\nlists: {fridges: [FR-001, FR-002]}\n…\n1. Read the display. `#read`\n   - Now: `now: number °C, 2.0 to 8.0`",
		"schedule: daily by 09:00 each unit of fridges\nlists: {fridges: [FR-001, FR-002]}\n…\n1. Identify the fridge. `#identify`\n   - Fridge: `unit: scan FR-###`",
	},
	{
		codeEachHold, "hold in a section for each item",
		"A hold stops the whole run: while one fridge waits for a supervisor nobody reads the others. Where they can go on, let the item end, or ask the supervisor after the section.",
		"- Now: `now: number °C, 2.0 to 8.0, or hold`", "- Now: `now: number °C, 2.0 to 8.0, or end item`",
	},
	{
		codeUnusedList, "list that no section is done for",
		"Whoever adds to the list expects that the item is done. End the heading of its section in `each: unit of fridges`, let the schedule be for each of it, or delete the list.",
		"", "",
	},
}
