package page

// tableRules explains what is found in tables that are looked up.
var tableRules = []rule{
	{
		codeTable, "table that cannot be looked up",
		"A table is looked up when its first column and another one end in a name in backticks. The field of the first name chooses the row; the other columns hold times or figures. Each has words before its name. Such a table stands between the steps or above them. A table without names is prose.",
		"| `product` | `contact` |\n| --- | --- |\n| Alcohol wipe | 30 s |", "| Product `product` | Contact time `contact` |\n| --- | --- |\n| Alcohol wipe | 30 s |",
	},
	{
		codeCell, "cell that cannot be read",
		"Under a column with a name stands a time (30 s), a figure without its unit (950), \"none\" where nothing holds, or local \"where to find it\" for what the department sets; times and figures do not mix. An empty cell could be a forgotten one, and a forgotten time would be no time. Each row has a name of its own.",
		"| Product `product` | Contact time `contact` |\n| --- | --- |\n| Foam | |", "| Product `product` | Contact time `contact` |\n| --- | --- |\n| Foam | local \"product label\" |",
	},
	{
		codeColumn, "column used where it cannot be",
		"What is looked up has to be known: the row is chosen by an earlier step, or for a field by one above it. A wait and a window take a column of times, limits and calculations one of figures. Both limits of a field come from one table, and a row has both or neither.",
		"4. Keep it wet. `#wet, wait contact`\n5. Choose the product. `#choose`\n   - Product: `product: choice, of the table`", "4. Choose the product. `#choose`\n   - Product: `product: choice, of the table`\n5. Keep it wet. `#wet, wait contact`",
	},
	{
		codeNoTable, "table without its field, or the other way round",
		"A field that is \"choice, of the table\" takes its choices from the first column of the table with its name; a table that nobody chooses from would decide nothing. The field is asked for once, and is not optional.",
		"- Product: `item: choice, of the table`", "- Product: `product: choice, of the table`",
	},
	{
		codeUnusedColumn, "column that nothing looks up",
		"A column with a name is for the machine: a wait, a window, a limit or a calculation takes its figures. One that nothing uses looks as if it were kept. Take its name off where it is only to be read.",
		"", "",
	},
}
