package page

// vanishRules explains the codes of what looks like a part of the page and would
// not be asked for, or not be shown.
var vanishRules = []rule{
	{
		codeNoSpace, "no space after a number, or after #",
		"\"2.Shut the valve.\" looks like a step, and markdown reads it as prose: nobody would be asked to do it, and its line in the record would be missing. So does a heading without a space after its #, and an alert that does not begin with > [!WORD] at the start of a line.",
		"2.Shut the valve. `#shut`", "2. Shut the valve. `#shut`",
	},
	{
		codeOddSpace, "a space that is none",
		"Word processors write a no-break space after a number. It looks like a space; to markdown it is a letter, so the line is prose and no step. Delete it and type a plain space. In an editor that hides the difference, delete everything between the point and the first word.",
		"", "2. Shut the valve. `#shut`",
	},
	{
		codeStepWord, "a step counted in words",
		"\"Step 2:\" reads like a step and is prose, or a heading: nobody would be asked to do it. A step begins with its number, a point and a space.",
		"Step 2: shut the valve.", "2. Shut the valve. `#shut`",
	},
	{
		codeNumber, "a number that is not written as a step's",
		"A number in bold, in brackets, with a backslash, a colon or a dash, or drawn in a circle looks like a step's and begins none. A step's number is plain, and followed by a point and a space. When the line is prose that only happens to begin with a number, break the line elsewhere.",
		"**2.** Shut the valve.", "2. Shut the valve. `#shut`",
	},
	{
		codeBox, "a box or a blank that nobody is asked for",
		"Nobody is asked about a box to tick in the text, or a blank to write in: the run would be complete without it. Make each box a step, and each blank a field at the end of a bullet. Boxes are for the answers of a question in the knowledge check.",
		"- [ ] Empty the bin\n- [ ] Wipe the sill", "2. Empty the bin. `#bin`\n3. Wipe the sill. `#sill`",
	},
	{
		codeSubSteps, "numbered lines that are no steps",
		"Numbered lines inside a step, a quote or a bullet look like steps, and one tick would stand for all of them. Give each a step of its own. Where they belong to one action, make them bullets.",
		"1. Calibrate the meter. `#calibrate`\n   1. Rinse the probe.\n   2. Put it into buffer 4.",
		"1. Rinse the probe. `#rinse`\n2. Put it into buffer 4. `#buffer`",
	},
	{
		codeIndented, "a line that left its step, or became a block of code",
		"Markdown reads a line that is indented by four spaces more than the text around it as a block of code: it leaves its step, and its marks are shown as they are typed. With fewer it may stand between the steps instead of under one. Text under a step is indented as far as the step's own text: three spaces under step 9, four under step 10. What really is code stands between two lines of three backticks.",
		"  1. Turn the dial. `#dial`\n\n    Wear the orange gloves.", "1. Turn the dial. `#dial`\n\n   Wear the orange gloves.",
	},
	{
		codeOpenFence, "a block of code that is not closed",
		"A block between lines of three backticks goes on until its closing line. Without one it takes in everything that follows, steps too. The closing line has at least as many backticks as the first, and is indented alike.",
		"```\nPROG 4\n\n2. Press start. `#start`", "```\nPROG 4\n```\n\n2. Press start. `#start`",
	},
	{
		codeImage, "a picture where none is shown",
		"A figure is a paragraph of its own, under a step or between the parts of the page, with nothing beside it on its line. In the middle of a sentence, in a bullet, an alert, a table, a heading or the knowledge check no view draws it: say in words what it shows.",
		"Look here: ![where to look](figures/dial.png)", "Look at the dial.\n\n![The dial is behind the lid, left of the lamp.](figures/dial.png)",
	},
	{
		codeFigure, "a figure without a caption, or out of its folder",
		"The caption is all that a terminal line, a screen reader and the dialogue have of a figure, so it says in words what the figure shows. Its file lies in the folder figures beside the page, so that the page can be copied with it, and is a drawing (.svg) or a photograph (.png).",
		"![](../img/Dial 2.jpeg)", "![The dial is behind the lid, left of the lamp.](figures/dial.png)",
	},
	{
		codeFigureHash, "a figure that the page does not name by its hash",
		"Who approves a page approves its figures too. So the page has the SHA-256 of each file: the approved text says which picture was approved, and another one under the same name is found. \"soprun fmt --write\" writes it, and writes it anew after you changed the picture.",
		"![The dial.](figures/dial.png)", "",
	},
	{
		codeFigureFile, "a figure whose file cannot be used",
		"The file is missing, is not what its name says, or holds something that not every view would draw alike: a browser draws all of SVG, a PDF and a terminal do not, and what was approved has to be what everybody sees. A drawing is made of paths, rectangles, circles, ellipses, lines and text, in groups, with colours, widths and dashes; it has no styles, links, filters, gradients or pictures in it. Drawing programs call that a plain SVG. Anything else can be a PNG of at most 512 KB and 4096 pixels.",
		"", "",
	},
	{
		codeUnshown, "text that no view shows",
		"The title of a link, words beside the opening line of a block of code, and a cell of a table for which it has no column are on the page and never shown. What the approver cannot see must not be on the page.",
		"| Load | Minutes |\n| --- | --- |\n| Porous | 3 | not for bags |", "| Load | Minutes | Not for |\n| --- | --- | --- |\n| Porous | 3 | bags |",
	},
	{
		codeHeadingSpan, "a heading that ends in backticks",
		"What the machine obeys stands in backticks at the end, and of a heading with ## it obeys `do-confirm` or `each: unit`, one of them, as its last words. Of a deeper heading it obeys nothing. Take the backticks off, or move them before other words.",
		"## Each fridge `daily`", "## Each fridge, daily",
	},
	{
		codeDrawnIn, "a line that is drawn into the quote above it",
		"A line right under a quote or an alert belongs to it, although it has no > at its start. What was meant to stand between the steps would be part of the alert. Put a blank line between them; begin every line that belongs to the quote with >.",
		"> [!WARNING]\n> Keep the lid shut.\nThe key is in the drawer.", "> [!WARNING]\n> Keep the lid shut.\n\nThe key is in the drawer.",
	},
}
