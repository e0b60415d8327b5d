package page

// unjudgedRules explains the warnings about answers of which the page does not say what is
// right, or what follows.
var unjudgedRules = []rule{
	{
		codeUnjudged, "answer of which the page does not say what is right",
		"A supervisor reviews what is exceptional, and an answer is that only where the page says which are right. Write them behind \"expect\"; \"any\" where every answer is as good; or let a condition read the answer.",
		"- Cable: `cable: choice, whole | split`", "- Cable: `cable: choice, whole | split, expect whole`",
	},
	{
		codeNothingFollows, "critical value of which nothing follows",
		"The step is critical: a wrong value there does harm. Say what is done then, \"or redo\", \"or hold\", \"or end\"; or let a condition read the value; or have another person check or release the step.",
		"4. Read it. `#read, critical`\n   - Now: `now: number °C, 2.0 to 8.0`", "4. Read it. `#read, critical`\n   - Now: `now: number °C, 2.0 to 8.0, or hold`",
	},
	{
		codeStopsNothing, "stop that stops nothing",
		"The step says that work does not go on, and after it the next step is asked for all the same. Let the value that it is about end the run or hold it, and make the step one that is done after an end.",
		"5. **If** `cable = split`: do not use it. `#tag`", "4. Look. `#look`\n   - Cable: `cable: choice, whole | split, expect whole, or end`\n5. **If** `ended`: tag it. `#tag, always`",
	},
	{
		codeOneLocal, "one local value for several products",
		"The value is taken from what was chosen before, a label or a report of that product, and the page has one place for it: the department would set that of one product, and use it for all. Put the choice into a table, with a column for the value.",
		"4. Choose. `#choose`\n   - Product: `product: choice, tablets | wipe, any`\n5. Wet it. `#wet, wait local \"label of the product\"`", "| Product `product` | Wet `wet-for` |\n| --- | --- |\n| tablets | local \"label of the tablets\" |\n| wipe | 2 min |\n\n4. Choose. `#choose`\n   - Product: `product: choice, of the table`\n5. Wet it. `#wet, wait wet-for`",
	},
	{
		codeOldWindow, "redo in a time that goes on",
		"A window that counts from a step before the redo goes on from its first round, so that the second may find it over. Let the redo begin at that step, or count from one that is done again.",
		"7. Wet it. `#wet`\n8. Rinse it. `#rinse, within 10 min of #wet`\n   - Clean: `clean: yes/no, expect yes, or redo`", "8. Rinse it. `#rinse, within 10 min of #wet`\n   - Clean: `clean: yes/no, expect yes, or redo #wet`",
	},
	{
		codeConstant, "condition that is the same whatever is recorded",
		"The tests leave no value that makes it true, or none that makes it false: what stands under it would never be asked for, or always. Look for \"and\" where \"or\" is meant, and for a figure beyond what is possible.",
		"5. **If** `now < 2.0 and now > 8.0`: tell the lead. `#tell`", "5. **If** `now < 2.0 or now > 8.0`: tell the lead. `#tell`",
	},
	{
		codeUnits, "units that do not go together",
		"Figures are computed as they were read. A mean of grams has the unit g, and a sum is of one unit. Where two are meant, multiply by what is between them; after a product nothing is said of the unit.",
		"   - Mass: `mass: number g, 3 times`\n   - Mean: `mean: number kg = mean(mass), 3 places`", "   - Mass: `mass: number g, 3 times`\n   - Mean: `mean: number kg = mean(mass) / 1000, 3 places`",
	},
	{
		codePatient, "value that names a patient",
		"A record is kept for years, copied and shown to whoever reviews it, and nothing can be taken out of it. Ask whether what names the patient agrees, or for the number that the sample has here.",
		"   - Name: `patient-name: text`", "   - Name agrees with the request: `name-agrees: yes/no, expect yes, or end`",
	},
	{
		codeRegexp, "pattern that looks like a regular expression",
		"A pattern has three signs: # is a digit, @ a letter and * the rest, at the end. Anything else stands for itself, so that a code would have to have the brackets and the plus in it, and nobody could answer.",
		"   - Lot: `lot: scan [A-Z]+`", "   - Lot: `lot: scan @*`",
	},
}
