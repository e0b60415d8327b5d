package page

// formatRules explains the codes that reading finds, and those of wording and
// safety, in order. It is text, so the file is longer than code should be.
var formatRules = []rule{
	{
		codeStepNumber, "wrong step number",
		"Steps count 1, 2, 3 over the whole page, through all sections. The number on the page is the number on the screen, in the record and in what people say to each other. \"soprun fmt\" renumbers.",
		"1. Switch it off. `#off`\n3. Open the lid. `#open`", "1. Switch it off. `#off`\n2. Open the lid. `#open`",
	},
	{
		codeNoID, "step without an id",
		"Records, questions and time limits point at a step by its id, because numbers move when a step is added. The id opens the tag at the end of the step's first paragraph. \"soprun fmt\" adds missing ids.",
		"4. Rinse with water.", "4. Rinse with water. `#rinse`",
	},
	{
		codeSameID, "id used twice",
		"A record that names this id could mean either step. Each id stands once on a page.",
		"4. Rinse. `#rinse`\n5. Rinse again. `#rinse`", "4. Rinse. `#rinse`\n5. Rinse again. `#rinse-again`",
	},
	{
		codeStrayTag, "stray tag",
		"A tag is obeyed at the end of a step's first paragraph, or of a question. Anywhere else the runner ignores it, so a person who reads \"critical\" would trust a rule that nobody keeps. Nothing may follow the tag, not even a full stop.",
		"4. Rinse. `#rinse, critical`.", "4. Rinse. `#rinse, critical`",
	},
	{
		codeStrayField, "field that belongs to no step",
		"A field is asked for when it ends a bullet under a step. Under step 10 and above the bullet needs four spaces, because the number is one digit wider: with three it leaves the step. \"soprun fmt\" repairs the indentation.",
		"10. Read the display. `#read`\n   - Speed: `speed: number rpm`", "10. Read the display. `#read`\n    - Speed: `speed: number rpm`",
	},
	{
		codeWithin, "within has no earlier step",
		"\"within 20 min of #contact\" counts from when #contact was done, after its wait. So #contact must be a step of this page, before this one.",
		"9. Rinse. `#rinse, within 20 min of contact`", "9. Rinse. `#rinse, within 20 min of #contact`",
	},
	{
		codeTime, "bad time",
		"A time is a whole number, a space and s, min or h. A time that the department must set is local, with a hint where to find it.",
		"8. Keep it wet. `#wet, wait 10 minutes`", "8. Keep it wet. `#wet, wait 10 min`\n8. Keep it wet. `#wet, wait local \"product label\"`",
	},
	{
		codeCriticalNA, "critical step that may be skipped",
		"A critical step is one that may never be left out. \"n/a: ok\" says that it may be left out without a reason. If it only counts sometimes, give it a condition.",
		"6. Remove the glass. `#glass, critical, n/a: ok`", "6. **If** `broken = glass`: remove the glass. `#glass, critical`",
	},
	{
		codeRedo, "redo that does not go back",
		"\"or redo #clean\" does the steps from #clean to this one again, so that #clean is an earlier step of this page; \"or redo\" alone does this step again. A redo is at most 2 times, or as written: what is repeated until it fits hides a fault.",
		"7. Read it. `#read`\n   - Result: `result: choice, passed | failed, expect passed, or redo #dry`\n8. Dry it. `#dry`",
		"6. Clean it. `#clean`\n7. Read it. `#read`\n   - Result: `result: choice, passed | failed, expect passed, or redo #clean 1 time then end`",
	},
	{
		codeBefore, "wait before a step that is not later",
		"\"wait 20 min before #weigh\" lets other work go on while the wait runs; #weigh does not start before this step is confirmed, once the wait is over. So #weigh must be a later step of this page.",
		"5. Let it equilibrate. `#settle, wait 20 min before #weight`\n6. Weigh it. `#weigh`", "5. Let it equilibrate. `#settle, wait 20 min before #weigh`\n6. Weigh it. `#weigh`",
	},
	{
		codeTogether, "step that cannot be done together with others",
		"In a section whose heading ends in `do-confirm` the steps stand together, in large, are done with wet hands or from memory, and are confirmed afterwards, one key each. So none of them has a condition, an alert, a time or another person, only the last asks for values, and there are at most nine.",
		"## 2. Wash `do-confirm`\n\n3. Wet the hands. `#wet, wait 10 s`\n4. Rinse. `#rinse`", "## 2. Wash `do-confirm`\n\n3. Wet the hands. `#wet`\n4. Rinse. `#rinse`",
	},
	{
		codeHTML, "HTML or an HTML comment",
		"The person who approves the page must see all of it. HTML can hide text, and a comment is hidden by nature. Write markdown, or put angle brackets in a code span.",
		"Warm to <b>37 °C</b>.", "Warm to **37 °C**.",
	},
	{
		codeCharacter, "forbidden character",
		"Control characters can drive a terminal. Bidirectional and zero-width characters make a text look different from what it is. None may stand on a page, written out, as an entity such as &rlm; or by a YAML escape. The page must be UTF-8.",
		"", "",
	},
	{
		codeNoStep, "page without a step",
		"A page with nothing to do cannot be run. A step begins with its number, a point and a space, at the start of the line.",
		"- Switch it off.", "1. Switch it off. `#off`",
	},
	{
		codeTooMuch, "page over its limits",
		"A page has at most 1 MB, 200 steps, 50 fields a step and 20 levels of nesting. No useful page comes near; a page beyond them could stop the program.",
		"", "",
	},
	{
		codeTagItem, "tag item not understood",
		"The items of a tag are: critical, always, wait, within, verify, hold, n/a: ok, any order, do, and codes. They are parted by a comma and one space; the id comes first.",
		"3. Settle. `#settle, critcal, s26`", "3. Settle. `#settle, critical, S26`",
	},
	{
		codeTagTwice, "tag item given twice",
		"Of two waits only one could be kept. Each item stands once in a tag.",
		"3. Settle. `#settle, wait 30 min, wait 10 min`", "3. Settle. `#settle, wait 30 min`",
	},
	{
		codeSwallowed, "step read as prose",
		"In markdown a list that does not begin at 1 cannot follow a line of text directly: the step would vanish into the paragraph, and nobody would be asked to do it. Put a blank line before it. When the line is prose, break it elsewhere.",
		"Now clean.\n5. Open the lid. `#open`", "Now clean.\n\n5. Open the lid. `#open`",
	},
	{
		codeCheckBox, "check box on a step",
		"Viewers drop the number of a step that carries a check box. The runner draws its own state. Boxes are for the options of a question.",
		"1. [ ] Switch it off. `#off`", "1. Switch it off. `#off`",
	},
	{
		codeReference, "link definition",
		"A line such as [x]: address is not shown to the reader, and it can hold any text. What the approver cannot see must not be on the page.",
		"See [the label][label].\n\n[label]: https://example.org", "See [the label](https://example.org).",
	},
	{
		codeQuestion, "question not complete",
		"A question is a bullet under \"Knowledge check\". It ends with the id of the step that it is about, and codes; one that tests two steps names both, with a space between: `#settle #open, K24`. On the lines under that stands either the answer, as lines of text, or at least two options with at least one right and one wrong. A line under an option says why.",
		"- **Why wait?**", "- **Why wait?** `#settle, K24`\n  Spinning makes an aerosol.",
	},
	{
		codeNoText, "step without text",
		"A step begins with what to do, right after its number: not with a list, a quote or a code block.",
		"4. - Temperature: `temp: number °C`", "4. Read the display. `#read`\n   - Temperature: `temp: number °C`",
	},
	{
		codeFieldType, "unknown field type",
		"The types are number, text, choice, yes/no, date, time, scan and file.",
		"- Lot: `lot: barcode`", "- Lot: `lot: scan`",
	},
	{
		codeEmptyRange, "empty range",
		"No value can be at least the first limit and at most the second. The lower limit comes first; minus signs count.",
		"- Freezer: `temp: number °C, -15 to -25`", "- Freezer: `temp: number °C, -25 to -15`",
	},
	{
		codeImpossible, "accepted range reaches outside the possible one",
		"\"possible\" says what a reading can be at all: outside it the value is typed again. An accepted value that is not possible could never be entered.",
		"- Temperature: `temp: number °C, 2 to 8, possible 4 to 60`", "- Temperature: `temp: number °C, 2 to 8, possible -40 to 60`",
	},
	{
		codeSameName, "field name used twice",
		"Conditions, records and charts know a value by its name. Each name stands once on a page. For several readings of one thing write \"3 times\".",
		"- Before: `temp: number °C`\n- After: `temp: number °C`", "- Before: `temp-before: number °C`\n- After: `temp-after: number °C`",
	},
	{
		codeChoices, "choices that give no choice",
		"A choice needs at least two different words, parted by a bar, and no quotation mark. They come right after \"choice\".",
		"- Condition: `condition: choice, good`", "- Condition: `condition: choice, good | damaged`",
	},
	{
		codePattern, "bad scan pattern",
		"In a pattern # is a digit, @ a letter and * the rest, at the end. Anything else stands for itself. A pattern has no spaces. \"scan gs1 lot\" takes the lot out of a GS1 code, \"date, gs1 expiry\" its expiry.",
		"- Asset: `asset: scan CEN *#`", "- Asset: `asset: scan CEN-####`",
	},
	{
		codeFieldLines, "field bullet over several lines",
		"Markdown folds a line of text under a bullet into the bullet, and the field would be lost in it. A field's bullet is one line with the field at its end.",
		"- Lot: `lot: scan`\nScan the box, not the bag.", "- Lot, on the box: `lot: scan`",
	},
	{
		codeFieldOption, "field option not understood",
		"Options follow the type, each after a comma and one space. number: a range such as \"2.0 to 8.0\", \"at least 7.2\", \"at most 35\", \"possible -40 to 60\", \"tolerance 0.2\", local \"hint\". choice and yes/no: \"expect good | worn\", any. date: \"after today\", \"from today\", \"at most 28 days ago\", \"at least 6 months ahead\". What has limits: \"or redo\", \"or redo #id 1 time then end\", \"or hold\", \"or hold: practitioner\", \"or end\". All: optional, \"3 times\".",
		"- Temperature: `temp: number °C, 2-8`", "- Temperature: `temp: number °C, 2 to 8`",
	},
	{
		codeUnit, "number without a unit",
		"A reading without its unit is no reading. Write the unit after \"number\", or 1 when the value has none.",
		"- pH: `ph: number, at least 7.2`", "- pH: `ph: number 1, at least 7.2`",
	},
	{
		codeLabel, "field without a label or with a bad name",
		"The label before the field, with a colon, is what the person is asked for. The name in the field is for conditions and records: lower-case letters, digits and hyphens. Behind it come a colon, a space and the type, all of it in backticks. What is only nearly so would be read as prose, and nobody asked for the value.",
		"- `Temp_1: number °C`", "- Temperature: `temp-1: number °C`",
	},
	{
		codeTolerance, "tolerance that nobody uses",
		"\"tolerance\" says how far a second person's reading may lie from the first. On a step without \"verify:\" there is no second reading. Without a tolerance both readings have to be the same.",
		"4. Read the display. `#read`\n   - Temperature: `temp: number °C, 2.0 to 8.0, tolerance 0.2`",
		"4. Read the display. `#read, verify: second person`\n   - Temperature: `temp: number °C, 2.0 to 8.0, tolerance 0.2`",
	},
	{
		codeExpect, "expected answers that decide nothing",
		"\"expect\" names the answers that are right, with a bar between: any other is marked, and a deviation. They are among the choices and not all of them. Where every answer is right, write \"any\": then the reader knows that nobody forgot it.",
		"- Casing: `casing: choice, whole | split, expect whole | split`", "- Casing: `casing: choice, whole | worn | split, expect whole | worn`\n- Colour: `colour: choice, red | blue, any`",
	},
	{
		codeConsequence, "consequence that could not follow",
		"\"or redo\", \"or hold\" and \"or end\" say what follows when a value is outside what the page accepts. So the field has to have limits, or right answers; it is not optional, and its step is not \"n/a: ok\": leaving it out would be the way round. In a section that is done once for each item it says what ends, \"or end item\" or \"or end run\"; elsewhere \"or end\".",
		"- Casing: `casing: choice, whole | split, or end`", "- Casing: `casing: choice, whole | split, expect whole, or end`",
	},
	{
		codeCalc, "calculation not understood",
		"A number or a date can be computed: \"number µL = mean(mass) * z, 2.0 to 8.0\" or \"date = opened + 28 days\". A sign, + - * or /, has a space on both sides; mean, sd, cv, min, max, sum, count, range or abs stands before a bracket. A number is rounded to the places of its limits, or of \"2 places\" where it has none. What is computed is never typed: it is not possible, optional, read several times or by a second person.",
		"- Mean: `mean: number mg = mean(mass)/z`", "- Mean: `mean: number mg = mean(mass) / z, 2 places`",
	},
	{
		codeCalcOf, "calculation with a value that is not there",
		"When a value is computed those that it reads must have been recorded: by the same step or an earlier one, not in any order with it, and never left empty. What is computed itself stands above what reads it.",
		"- Mean: `mean: number mg = mean(weight), 2 places`\n- Mass: `mass: number mg, 3 times`", "- Mass: `mass: number mg, 3 times`\n- Mean: `mean: number mg = mean(mass), 2 places`",
	},
	{
		codeCalcKind, "calculation with a value that cannot be computed with",
		"Numbers can be computed with, and a date with a length of time: the date is what comes out. Several readings of one field are made one figure by a function: \"mean(mass)\". An sd or cv needs several. Outside a section that is done once for each item a name in it stands for the values of all items, so that it is within a function: \"max(highest)\".",
		"- Due: `due: date = opened + 28`", "- Due: `due: date = opened + 28 days`",
	},
	{
		codeUnknownName, "condition on a value that is not there",
		"When the runner comes to the condition the value must have been recorded, by an earlier step of this page.",
		"5. **If** `broken = glass`: use forceps. `#glass`\n6. Look what broke. `#look`\n   - What: `broken: choice, glass | plastic`",
		"5. Look what broke. `#look`\n   - What: `broken: choice, glass | plastic`\n6. **If** `broken = glass`: use forceps. `#glass`",
	},
	{
		codeNoChoice, "condition on a value that cannot be",
		"A condition compares with a value that the field can have: one of its choices, yes or no, a number without unit, a date like 2026-11-22, a time like 09:30. Otherwise the step would never count.",
		"6. **If** `broken = metal`: use forceps. `#glass`", "6. **If** `broken = glass`: use forceps. `#glass`",
	},
	{
		codeOrderTest, "order test on a value without order",
		"Only numbers and dates can be less or greater. A time of day starts again at midnight, a choice has no order at all.",
		"6. **If** `broken > glass`: use forceps. `#glass`", "6. **If** `broken = glass`: use forceps. `#glass`",
	},
	{
		codeMixed, "and mixed with or",
		"\"a and b or c\" can be read in two ways, and two people will. Use one of the words in a condition, or write two steps.",
		"**If** `a = yes and b = yes or c = yes`: stop.", "**If** `a = yes or c = yes`: stop.",
	},
	{
		codeTooDeep, "conditions nested too deep",
		"A step may be under two conditions: its section's and its own, or a value that was itself only asked for on a condition. Deeper, nobody can tell on paper whether the step counts.",
		"", "",
	},
	{
		codeCondition, "condition not understood",
		"A condition is a name, a test and a value with spaces between, \"name out of limits\", \"ended\" or \"again\". A value with \"and\" or \"or\" in it stands in quotation marks. A colon follows the backtick. The tests are =, !=, <, <=, > and >=.",
		"**If** `temp>8` tell the lead.", "**If** `temp > 8`: tell the lead.",
	},
	{
		codeStrayIf, "stray condition",
		"A condition is obeyed at the start of a step's text, or of a section's first paragraph, with **If** in bold. Anywhere else the runner would do the step always.",
		"6. If `broken = glass`: use forceps. `#glass`", "6. **If** `broken = glass`: use forceps. `#glass`",
	},
	{
		codeNoLimits, "out of limits on a field without limits",
		"\"out of limits\" needs something to be out of: a number's accepted range, the right answers (\"expect yes\"), or what a date has to be (\"from today\").",
		"**If** `room out of limits`: tell the lead.", "**If** `temp out of limits`: tell the lead.",
	},
	{
		codeToday, "condition that compares with today",
		"The runner compares a date with a date. The word today is no date, so the step would count always or never. Say on the field what is right, and test whether it is out of limits.",
		"5. **If** `expiry <= today`: take another lot. `#other`",
		"4. Read the expiry. `#read`\n   - Expiry: `expiry: date, from today`\n5. **If** `expiry out of limits`: take another lot. `#other`",
	},
	{
		codeEnded, "asks whether the run ended where that is never asked",
		"After \"or end\" the steps that are still open are not required, but for those with \"always\" in their tag. So only such a step can ask whether the run ended. A section cannot: its steps would have to be always each.",
		"10. **If** `ended`: label it QUARANTINE. `#label`", "10. **If** `ended`: label it QUARANTINE. `#label, always`",
	},
	{
		codeAgain, "asks whether a step is done again that no redo leads to",
		"\"again\" is true when this step was opened again. The step has to stand from where a redo of the page begins to where it is asked.",
		"7. **If** `again`: take a fresh strip. `#strip`\n8. Read it. `#read`\n   - Result: `result: choice, passed | failed, expect passed, or redo`",
		"7. **If** `again`: take a fresh strip. `#strip`\n8. Read it. `#read`\n   - Result: `result: choice, passed | failed, expect passed, or redo #strip`",
	},
	{
		codeAlertWord, "unknown alert word",
		"WARNING is harm to people, CAUTION harm to samples, equipment or data, IMPORTANT protective equipment and must-know, NOTE information, TIP technique. In capitals. Viewers show any other word as a plain quote.",
		"> [!DANGER]\n> Keep the lid shut.", "> [!WARNING]\n> Keep the lid shut.",
	},
	{
		codeAlertLast, "alert with no step after it",
		"An alert is shown before the step that follows it. At the end of the page nobody would be shown it in time.",
		"", "",
	},
	{
		codeAlertInList, "alert inside a list",
		"Viewers do not draw an alert inside a list, and the runner shows alerts between steps. Put it before the step, at the start of the line.",
		"3. Settle. `#settle`\n   > [!WARNING]\n   > Keep the lid shut.", "> [!WARNING]\n> Keep the lid shut.\n\n3. Settle. `#settle`",
	},
	{
		codeAlertForm, "alert that is not written as one",
		"The word stands alone on its line, the text on the next lines, each beginning with >. An alert without text says nothing.",
		"> [!WARNING] Keep the lid shut.", "> [!WARNING]\n> Keep the lid shut.",
	},
	{
		codeUnknownCode, "code that the standard does not have",
		"Codes link a step to the occupational standard. A code that is not in it is evidence of nothing.",
		"3. Settle. `#settle, S36`", "3. Settle. `#settle, S26`",
	},
	{
		codeUnlistedCode, "code that the front matter does not list",
		"The front matter's codes are what the page promises to cover. A code on a step must be among them.",
		"codes: [S7]\n…\n3. Settle. `#settle, S26`", "codes: [S7, S26]\n…\n3. Settle. `#settle, S26`",
	},
	{
		codeStandard, "another standard",
		"Codes mean something only within one version of a standard: the same code is another sentence in the next. This program knows one version.",
		"standard: ST0218 v1.0", "standard: ST0218 v1.1",
	},
	{
		codeFrontMatter, "no front matter, or not YAML",
		"A page begins with a line ---, lines of \"key: value\", and a line ---. These keys are needed: id, title, version, status, owner, review-every, standard, codes, mode, sign. \"soprun new ID --title 'What it does' -o FILE\" writes a page that has them; to take over a page that you have, put its text under them. A value with a colon and a space in it goes in double quotes.",
		"title: Clean: the short way",
		"---\nid: SOP-CEN-014\ntitle: \"Clean: the short way\"\nversion: 0.1\nstatus: draft\nowner: Quality Lead\nreview-every: 24 months\nstandard: ST0218 v1.1\ncodes: [S7, S16]\nmode: read-do\nsign: performer\n---",
	},
	{
		codeMissingKey, "missing key",
		"Every page has id, title, version, status, owner, review-every, standard, codes, mode and sign: without them it is no controlled document.",
		"", "",
	},
	{
		codeUnknownKey, "unknown key",
		"A mistyped key would be ignored in silence, so an unknown one is an error. May be used: complete-within, schedule, roles, equipment, needs, supersedes, change, changes, area, sources, lang, lists.",
		"complete-in: 3 h", "complete-within: 3 h",
	},
	{
		codeYAMLTrick, "alias, anchor, type or repeated key",
		"YAML can name a value and use it elsewhere, give it a type, or hold a key twice. The person who approves would have to be a programmer to see what counts. Write each value plainly, once.",
		"owner: &lead Quality Lead\narea: *lead", "owner: Quality Lead\narea: Quality",
	},
	{
		codeDate, "bad date, period, time or schedule",
		"Periods are \"24 months\", times \"3 h\", dates 2026-11-22. A schedule is \"each use\"; \"daily\", \"weekdays\", \"weekly mon\" or \"monthly 15\", each with \"by 09:00\" if it is due then; \"every 4 h\" by the clock, from 00:00 or \"from 07:00\"; or \"every 6 months\" after it was done last. \"grace 10 min\" and \"each unit of fridges\" may end it.",
		"review-every: two years", "review-every: 2 years",
	},
	{
		codeWord, "word out of a closed list",
		"status is draft, ready or retired. mode is read-do or do-confirm. change is none, read or re-observe. sign is performer, or performer and then other roles.",
		"status: final", "status: ready",
	},
	{
		codeHeading, "title missing, doubled or different",
		"The heading with one # is the title, once, equal to the front matter's: so that the document that is controlled is the one that is read.",
		"title: Clean a centrifuge\n…\n# Cleaning the centrifuge", "title: Clean a centrifuge\n…\n# Clean a centrifuge",
	},
	{
		codeVersion, "text changed, version not raised",
		"Two texts with one version number cannot be told apart in a record or in training. Raise the version whenever the text differs from the approved one.",
		"", "",
	},
	{
		codeValue, "value of the wrong form",
		"The key is there but its value is empty, a list where one text is wanted, over several lines, or not of the form that the key needs.",
		"version: second", "version: 2.0",
	},
	{
		codeLongSection, "section over nine steps",
		"People lose their place in a long run of steps. Up to nine stay in view.",
		"", "",
	},
	{
		codeLongPage, "page over forty steps",
		"A list that is too long is ticked, not read. Split the procedure.",
		"", "",
	},
	{
		codeLongStep, "step over thirty words",
		"One action a step. What is long is read once and then guessed. Move reasons to a paragraph under the step, warnings to an alert, and the second action to its own step.",
		"", "",
	},
	{
		codeVague, "vague word without a measure",
		"Check, ensure, make sure, appropriate, as required, as needed and if necessary leave open when the step is done. Say what to look for and what is right, or ask for the value.",
		"7. Ensure the temperature is appropriate. `#temp`", "7. Read the display. `#temp`\n   - Temperature: `temp: number °C, 2.0 to 8.0`",
	},
	{
		codeLongConfirm, "do-confirm over nine steps",
		"In do-confirm the person works from memory and then confirms. That is safe for a short closing list only.",
		"mode: do-confirm", "mode: read-do",
	},
	{
		codeOpenLoop, "critical step that is only ticked",
		"A bare tick is the weakest answer that a checklist can get. For a critical step ask for something that is only there when the step was done: a reading, a scan, a file, a second person, a wait.",
		"1. Switch off at the wall. `#isolate, critical`", "1. Switch off at the wall. `#isolate, critical`\n   - Display: `display: choice, dark | lit`",
	},
	{
		codeShortWithin, "window, or time for a run, shorter than the waits in it",
		"A window counts from when its step was done: after the wait of that step, not from its beginning. The waits of the steps that come between, and of this one, use all of it up. Nobody could keep it. \"complete-within\" counts the whole run, with the waits of all steps that every run does.",
		"7. Wet it. `#wet, wait 10 min`\n8. Dry it. `#dry, wait 15 min`\n9. Rinse. `#rinse, within 15 min of #wet`", "7. Wet it. `#wet, wait 10 min`\n8. Dry it. `#dry, wait 15 min`\n9. Rinse. `#rinse, within 20 min of #wet`",
	},
	{
		codeManyVerify, "more than three second-person checks",
		"Where everything is checked twice, each of the two relies on the other. Keep the second person for the steps where an error does most harm.",
		"", "",
	},
	{
		codeMovedStep, "prose names a step by a number that has moved",
		"Numbers move when a step is added. Name a step by what it does: \"the rinse\", not \"step 9\".",
		"Go back to step 9.", "Rinse again.",
	},
	{
		codeNoLearning, "critical step that no question covers",
		"What must never go wrong is what a trainee must know the reason of. Add a question to the knowledge check that names the step.",
		"", "- **Why must the lid stay shut?** `#settle, K24`\n  Spinning makes an aerosol.",
	},
	{
		codeFewWays, "critical step that can be asked in fewer than three ways",
		"Who is asked the same each time learns the answer and not the step. Practice asks of a step what the page says of it: what comes next, the order, a figure, why, the fault in a line, what if, the hazard, who. Where that is less than three ways, only a question of the knowledge check can be one more, each another way; practice invents nothing. Ask what the page says and nothing else asks, with options, each wrong one with its reason.",
		"", "- **The label does not match. What do you do with the bottle?** `#apart, K27`\n  - [x] Put it apart, unopened\n  - [ ] Sniff at it\n    What is in it is not known.",
	},
}
