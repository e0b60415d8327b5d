package page

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"soprun/sop"
)

// fieldForm tells a field from other code: a name, a colon, something.
var fieldForm = lazily(`^([A-Za-z][A-Za-z0-9_-]*):(?: |$)`)

// isField reports whether the code span at the end of a bullet is a field,
// right or wrong.
func isField(text string) bool { return fieldForm().MatchString(text) }

// isPlainField reports whether a code span is beyond doubt meant as a field:
// its type is a known one. It finds fields at places where none may be.
func isPlainField(text string) bool {
	name, rest, ok := strings.Cut(text, ": ")
	if !ok || !isName(name) {
		return false
	}
	first, _, _ := strings.Cut(rest, ",")
	word, _, _ := strings.Cut(first, " ")
	return slices.Contains(sop.FieldTypes, sop.FieldType(word))
}

// fieldReader fills a field from the text between its backticks.
type fieldReader struct {
	page  *reading
	notes *notes
	span  span
	field *sop.Field
	// places are the most decimals that a limit is written with, for the
	// accepted and for the possible range.
	places [2]int
	seen   map[string]bool // kinds of options so far
	// computed says that the field has a calculation, right or wrong.
	computed bool
	locals   []placedLocal
}

// readField reads `name: type, option, option` and returns where it is local.
func (p *reading) readField(sp span, f *sop.Field) []placedLocal {
	n := p.notes
	r := &fieldReader{page: p, notes: n, span: sp, field: f, seen: map[string]bool{}}
	f.Repeat = 1
	items, tidy := split(sp.text)
	if pointed := decimalComma().ReplaceAllString(sp.text, "$1.$2"); !tidy && pointed != sp.text {
		n.suggest(pointed, codeFieldOption, sp.start, "a comma parts the options of a field: write decimals with a point")
		items, _ = split(pointed)
	} else if !tidy {
		n.add(codeFieldOption, sp.start, "write a comma and one space between the options of a field")
	}
	name, rest, _ := strings.Cut(items[0].text, ":")
	if !isName(name) {
		n.suggest(fixName(name), codeLabel, sp.start, "field name %q: lower-case letters, digits and hyphens, a letter first", name)
	}
	f.Name = name
	trimmed := strings.TrimSpace(rest)
	r.kind(item{trimmed, len(name) + 1 + strings.Index(rest, trimmed)})
	for _, it := range items[1:] {
		if f.Type != "" {
			r.option(it)
		}
	}
	r.finish()
	return r.locals
}

func fixName(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, "_", "-"))
	if !isName(s) {
		return ""
	}
	return s
}

func (r *fieldReader) wrong(code string, it item, hint, format string, args ...any) {
	r.notes.suggest(hint, code, r.span.at(it.at), format, args...)
}

// kind reads the type, with a number's unit or a scan's pattern, and what the value is
// computed from.
func (r *fieldReader) kind(it item) {
	word, rest, _ := strings.Cut(it.text, " ")
	rest = r.calc(it, rest)
	if !slices.Contains(sop.FieldTypes, sop.FieldType(word)) {
		types := make([]string, len(sop.FieldTypes))
		for i, t := range sop.FieldTypes {
			types[i] = string(t)
		}
		r.wrong(codeFieldType, it, meantType(it.text, types), "unknown type %q: write one of %s", word, strings.Join(types, ", "))
		return
	}
	r.field.Type = sop.FieldType(word)
	switch {
	case r.field.Type == sop.Number:
		r.unit(it, rest)
	case r.field.Type == sop.Scan:
		r.pattern(it, rest)
	case rest != "":
		r.wrong(codeFieldOption, it, word+", "+rest, "%q: put a comma after %s", it.text, word)
	}
}

func (r *fieldReader) unit(it item, unit string) {
	if unit == "" || strings.ContainsAny(unit[:1], "0123456789") && unit != "1" {
		r.wrong(codeUnit, it, "", "a number needs a unit, for example \"number °C\"; write \"number 1\" when it has none")
	}
	r.field.Unit = unit
}

// patternForm is a scan's pattern: # a digit, @ a letter, * the rest, anything
// else itself.
var patternForm = lazily(`^[^\s*|"]*\*?$`)

func (r *fieldReader) pattern(it item, pattern string) {
	if pattern == "gs1 "+string(sop.GS1Lot) {
		r.field.GS1 = sop.GS1Lot
		return
	}
	if !patternForm().MatchString(pattern) {
		r.wrong(codePattern, it, "", "pattern %q: no spaces, and * only at the end; # is a digit, @ a letter, * the rest; of a GS1 code write \"scan gs1 lot\"", pattern)
	}
	r.field.Pattern = pattern
}

var timesForm = lazily(`^([0-9]{1,3}) times$`)

// option reads one option after the type.
func (r *fieldReader) option(it item) {
	f := r.field
	if r.computed && r.ofReadings(it) {
		return
	}
	or, isOr := it.rest("or ")
	times := timesForm().FindStringSubmatch(it.text)
	kind := it.text
	switch {
	case it.text == "optional":
		f.Optional = true
	case times != nil:
		kind = "times"
		r.times(it, times[1])
	case f.Type == sop.Choice && f.Choices == nil && !f.OfTable:
		r.choices(it)
	case isOr:
		kind = "or"
		f.Or = readOr(it, or, func(hint, message string) { r.wrong(codeFieldOption, it, hint, "%q: %s", it.text, message) })
	default:
		if kind = r.numberOption(it); kind == "" {
			kind = r.rightOption(it)
		}
		if kind == "" {
			r.unknown(it)
			return
		}
	}
	if r.seen[kind] {
		r.wrong(codeFieldOption, it, "", "%q: the field has its %s already; keep one", it.text, kind)
	}
	r.seen[kind] = true
}

// rightOption reads an option that says which choices and dates are right, and returns
// its kind, "" where it is none.
func (r *fieldReader) rightOption(it item) string {
	f := r.field
	if m := placesForm().FindStringSubmatch(it.text); m != nil && r.computed && f.Type == sop.Number {
		f.Places, _ = strconv.Atoi(m[1]) // one digit
		return "places"
	}
	words, isExpect := it.rest("expect ")
	decides := f.Type.Facts().Given == sop.Chosen
	rule, err := sop.ParseDayRule(it.text)
	switch {
	case decides && isExpect:
		r.expect(it, words.text)
		return "expect"
	case decides && it.text == "any":
		f.Any = true
		return "any"
	case f.Type == sop.Date && err == nil:
		f.Days = rule
		return "rule for a date"
	case f.Type == sop.Date && it.text == "gs1 "+string(sop.GS1Expiry):
		f.GS1 = sop.GS1Expiry
		return it.text
	default:
		return ""
	}
}

// expect reads the answers that are right.
func (r *fieldReader) expect(it item, text string) {
	f := r.field
	answers := f.Answers()
	for word := range strings.SplitSeq(strings.ReplaceAll(text, `\|`, "|"), "|") {
		word = strings.TrimSpace(word)
		switch {
		case !slices.Contains(answers, word):
			r.wrong(codeExpect, it, sop.Nearest(word, answers), "%q cannot be %q: expect one of %s", f.Name, word, strings.Join(answers, ", "))
		case slices.Contains(f.Expect, word):
			r.wrong(codeExpect, it, "", "%q is expected twice", word)
		default:
			f.Expect = append(f.Expect, word)
		}
	}
	if len(f.Expect) == len(answers) {
		r.wrong(codeExpect, it, "any", "every answer is expected: write \"any\"")
	}
}

// options are each type's options, for hints.
func options(t sop.FieldType) []string {
	own := map[sop.FieldType][]string{
		sop.Number: {"possible", "tolerance", "control", "at least", "at most", "local"}, sop.YesNo: {"expect yes", "expect no", "any"},
		sop.Choice: {"expect", "any", ofTable}, sop.Date: {"after today", "from today", "at most 28 days ago", "at least 6 months ahead", "gs1 expiry"},
	}
	return append(own[t], "or redo", "or hold", "or end", "optional", "3 times")
}

func (r *fieldReader) unknown(it item) {
	known := options(r.field.Type)
	hint := sop.Nearest(it.text, known)
	if r.field.Type == sop.Number {
		hint = cmp.Or(meantRange(it.text, r.field.Unit), hint)
		known = append([]string{"2.0 to 8.0"}, known...)
	}
	message := fmt.Sprintf("%q is no option of a %s field", it.text, r.field.Type)
	if hint == "" {
		message += ": write one of " + strings.Join(known, ", ")
	}
	r.wrong(codeFieldOption, it, hint, "%s", message)
}

func (r *fieldReader) times(it item, digits string) {
	n, err := strconv.Atoi(digits)
	if err != nil || n < 2 || n > MaxFields {
		r.wrong(codeFieldOption, it, "", "%q: a field is read 2 to %d times", it.text, MaxFields)
		return
	}
	r.field.Repeat = n
}

func (r *fieldReader) choices(it item) {
	if it.text == ofTable {
		r.field.OfTable = true
		if t := r.page.tableOf(r.field.Name); t != nil {
			r.field.Choices = t.table.Choices()
		}
		return
	}
	seen := map[string]bool{}
	for word := range strings.SplitSeq(strings.ReplaceAll(it.text, `\|`, "|"), "|") {
		word = strings.TrimSpace(word)
		switch {
		case word == "":
			r.wrong(codeChoices, it, "", "%q: one of the choices is empty", it.text)
		case seen[word]:
			r.wrong(codeChoices, it, "", "choice %q stands here twice", word)
		case strings.Contains(word, `"`):
			r.wrong(codeChoices, it, "", "choice %q: write it without a quotation mark", word)
		}
		seen[word] = true
		r.field.Choices = append(r.field.Choices, word)
	}
}

// ofTable is what stands for the choices of a field that chooses the row of a table.
const ofTable = "of the table"

// isRange reports whether an option is meant as a number's accepted range.
func isRange(s string) bool {
	return strings.HasPrefix(s, "at ") || strings.Contains(s, " to ")
}

// ends returns the ends of a range as written, "" for an open one.
func ends(text string) (low, high string, ok bool) {
	if low, ok = strings.CutPrefix(text, "at least "); ok {
		return low, "", true
	}
	if high, ok = strings.CutPrefix(text, "at most "); ok {
		return "", high, true
	}
	return strings.Cut(text, " to ")
}

// limits reads "2.0 to 8.0", "at least 7.2" or "at most 35". Where names can be given to,
// a limit may be the name of a column.
func (r *fieldReader) limits(it item, text string, places *int, names *sop.Columns) sop.Range {
	var out sop.Range
	low, high, ok := ends(text)
	if !ok {
		r.wrong(codeFieldOption, it, "", "range %q: write it like \"2.0 to 8.0\", \"at least 7.2\" or \"at most 35\"", text)
		return out
	}
	var lowName, highName *string
	if names != nil {
		lowName, highName = &names.Low, &names.High
	}
	out.Low, out.High = r.limit(it, low, places, lowName), r.limit(it, high, places, highName)
	if out.Low != nil && out.High != nil && out.Low.Cmp(*out.High) > 0 {
		r.wrong(codeEmptyRange, it, out.High.String()+" to "+out.Low.String(), "range %q is empty: the lower limit comes first", text)
	}
	return out
}

func (r *fieldReader) limit(it item, text string, places *int, name *string) *sop.Decimal {
	if text == "" {
		return nil
	}
	if p, j, ok := r.page.column(text); ok && name != nil {
		*name, *places = text, max(*places, p.table.Columns[j].Places)
		return nil
	}
	d, err := sop.ParseDecimal(text)
	if err != nil || strings.Contains(text, ",") {
		hint, column := "", ""
		if name != nil && isName(text) {
			hint, column = sop.Nearest(text, r.page.columnNames(false)), ", nor a column of a table"
		}
		r.wrong(codeFieldOption, it, hint, "limit %q is not a decimal number%s: write it like 7.5", text, column)
		return nil
	}
	*places = max(*places, d.Places())
	return &d
}

// finish checks what only the whole field shows.
func (r *fieldReader) finish() {
	f, start := r.field, item{}
	if r.computed {
		r.finishCalc(start)
	} else if f.Places = r.places[0]; f.Limits() == "" {
		f.Places = r.places[1]
	}
	limited := f.Limits() != "" || !f.Possible.Open()
	if t := f.Tolerance; t != nil && limited && t.Places() > f.Places {
		r.wrong(codeFieldOption, start, "", "tolerance %s of %q has more decimals than its limits: readings are taken to %d", t, f.Name, f.Places)
	}
	if f.Type == sop.Choice && len(f.Choices) < 2 && !f.OfTable {
		r.wrong(codeChoices, start, "", "%q needs at least two choices, for example \"choice, good | damaged\"", f.Name)
	}
	if f.Any && len(f.Expect) > 0 {
		r.wrong(codeExpect, start, "", "%q takes any answer and expects some: keep one", f.Name)
	}
	switch {
	case f.Or == nil:
	case !f.Limited():
		r.wrong(codeConsequence, start, "", "%q cannot be wrong, so that nothing follows: give it limits, or \"expect\" with the right answers", f.Name)
	case f.Optional:
		r.wrong(codeConsequence, start, "", "%q is optional: leaving it empty would go round %q", f.Name, "or "+string(f.Or.Does))
	}
	if f.From.Target != "" && r.computed {
		r.wrong(codeFieldOption, start, "", "%q is computed: what is measured is a control, and is typed", f.Name)
	}
	if f.Local != "" && f.Limits() != "" {
		r.wrong(codeFieldOption, start, "", "%q has a range and a local one: keep one", f.Name)
	}
	if reachesOut(f.Accepted, f.Possible) {
		r.wrong(codeImpossible, start, "", "%q accepts %s, which is not all within the possible %s", f.Name, f.Accepted, f.Possible)
	}
}

// reachesOut reports whether the accepted range has an end that is impossible.
func reachesOut(accepted, possible sop.Range) bool {
	return accepted.Low != nil && possible.Place(*accepted.Low) != 0 ||
		accepted.High != nil && possible.Place(*accepted.High) != 0
}
