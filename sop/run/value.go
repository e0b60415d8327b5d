package run

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"soprun/sop"
)

// reading is a typed text, judged.
type reading struct {
	value      string // canonical
	mark       string // outside accepted: words that stay with the value
	impossible string // outside possible: why it must be typed again

	control *sop.Control // what a control was judged with
}

// read judges what was typed for a field. A Refusal means that it cannot be
// read at all; nothing is kept then. first is when the value was first recorded, in
// the station's zone: "today" is that day, and a time the last before it.
func read(step string, f sop.Field, typed Record, first time.Time) (reading, *Refusal) {
	text := strings.TrimSpace(stripControls(typed.Text))
	if text == "" {
		return reading{}, refuse(NeedsValue, step, f.Name, "%s: enter a value", f.Label)
	}
	if len(typed.Text) > MaxText {
		return reading{}, refuse(TooLong, step, f.Name, "%s: %d letters are too many, at most %d are kept", f.Label, len(typed.Text), MaxText)
	}
	cannot := func(format string, args ...any) (reading, *Refusal) {
		return reading{}, refuse(Unreadable, step, f.Name, "%s: %s", f.Label, fmt.Sprintf(format, args...))
	}
	//exhaustive:enforce
	switch f.Type {
	case sop.Number:
		return readNumber(f, text, cannot)
	case sop.Choice:
		if c, ok := Chosen(f.Choices, text); ok {
			return expected(f, c), nil
		}
		return cannot("%q is not one of %s", text, strings.Join(f.Choices, ", "))
	case sop.YesNo:
		return readYesNo(f, text, cannot)
	case sop.Date:
		return readDate(f, text, first, cannot)
	case sop.Clock:
		return readClock(text, first, cannot)
	case sop.Scan:
		return readScan(step, f, text, cannot)
	case sop.File:
		if len(typed.SHA256) != 64 {
			return cannot("the file %q was not read", text)
		}
		return reading{value: "sha256:" + typed.SHA256 + " " + text}, nil
	case sop.Text:
	}
	return readText(step, f, text, cannot)
}

func readText(step string, f sop.Field, text string, cannot cannotFunc) (reading, *Refusal) {
	if refusal := patientData(step, f.Name, text); refusal != nil {
		return reading{}, refusal
	}
	if strings.Trim(text, "? ") == "" {
		return cannot("%q says nothing; write what there is to say", text)
	}
	return reading{value: text}, nil
}

// Readable returns a *Refusal when a text cannot be read as a value of a field at an
// instant, so that nobody is asked why before it is known what.
func Readable(f sop.Field, text string, at time.Time) error {
	if _, refusal := read("", f, Record{Field: f.Name, Text: text, SHA256: strings.Repeat("0", 64)}, at); refusal != nil {
		return refusal
	}
	return nil
}

// happened refuses a time of day that had not been yet when its value was first
// recorded: a time is recorded when it was.
func happened(step string, f sop.Field, value string, at time.Time) *Refusal {
	clock, _, err := sop.ClockOf(value)
	if f.Type != sop.Clock || err != nil || !sop.Ahead(clock, at) {
		return nil
	}
	return refuse(Unreadable, step, f.Name, "%s: %s is still to come; it is %s now", f.Label, clock, at.Format("15:04"))
}

// read judges what was typed for a field. A scan that does not fit says which
// other field of the page it looks like (H40).
func (t *turn) read(step string, f sop.Field, typed Record, first time.Time) (reading, *Refusal) {
	first = first.In(t.at.Location())
	var refusal *Refusal
	if typed.Text, refusal = ofCode(step, f, typed.Text, first); refusal != nil {
		return reading{}, refusal
	}
	got, refusal := read(step, f, typed, first)
	if refusal == nil {
		if refusal = happened(step, f, got.value, first); refusal != nil && !first.Equal(t.at) {
			refusal.Text = strings.TrimSuffix(refusal.Text, "it is "+first.Format("15:04")+" now") + "it was recorded at " + first.Format("15:04 on 2 Jan")
		}
	}
	if refusal == nil || refusal.Code != Unreadable || f.Type != sop.Scan {
		return got, refusal
	}
	text := scanned(strings.TrimSpace(stripControls(typed.Text)))
	code, isGS1, err := sop.ReadGS1(typed.Text)
	product := isGS1 && err == nil && !code.Person()
	for _, s := range t.run.steps {
		for _, other := range s.Fields {
			fits := other.Pattern != "" && other.Scans(text) || other.GS1 != "" && product
			if other.Name != f.Name && other.Type == sop.Scan && fits {
				refusal.Text += fmt.Sprintf("; it looks like %s of step %d", other.Label, s.Number)
				return got, refusal
			}
		}
	}
	return got, refusal
}

// readScan reads what a scanner or a person typed. Without a pattern that says
// so, ten digits that are an NHS number are refused: it may be a wristband.
func readScan(step string, f sop.Field, text string, cannot cannotFunc) (reading, *Refusal) {
	if f.Pattern != "" {
		if f.Scans(text) {
			return reading{value: text}, nil
		}
		if text = scanned(text); f.Scans(text) {
			return reading{value: text}, nil
		}
		return cannot("%q does not fit: it takes %s", text, f.PatternWords())
	}
	text = scanned(text)
	if refusal := patientData(step, f.Name, text); refusal != nil {
		return reading{}, refusal
	}
	if text == "" {
		return cannot("the scan is empty")
	}
	return reading{value: text}, nil
}

// scanned drops the symbology identifier that a scanner can be set to send
// before a code: "]", a letter and a digit (ISO/IEC 15424).
func scanned(text string) string {
	if len(text) > 2 && text[0] == ']' && unicode.IsLetter(rune(text[1])) && (unicode.IsDigit(rune(text[2])) || unicode.IsLetter(rune(text[2]))) {
		return strings.TrimSpace(text[3:])
	}
	return text
}

type cannotFunc func(format string, args ...any) (reading, *Refusal)

// Chosen returns the choice that a person typed: the whole word, or as much of
// its beginning as no other choice shares.
func Chosen(choices []string, text string) (string, bool) {
	var found []string
	for _, c := range choices {
		if strings.EqualFold(c, text) {
			return c, true
		}
		if len(text) > 0 && len(text) <= len(c) && strings.EqualFold(c[:len(text)], text) {
			found = append(found, c)
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	return "", false
}

func readNumber(f sop.Field, text string, cannot cannotFunc) (reading, *Refusal) {
	d, err := sop.ParseDecimal(text)
	if err != nil {
		return cannot("%v", err)
	}
	limited := !f.Accepted.Open() || !f.Possible.Open()
	if limited && d.Places() > f.Places {
		return cannot("%s has %s; this reading takes %s", d, decimals(d.Places()), decimals(f.Places))
	}
	out := reading{value: d.String(), mark: outside(f.Accepted, d, f.Unit)}
	if side := outside(f.Possible, d, f.Unit); side != "" {
		out.impossible = side + ", which is not possible here; read it again and type it again"
	}
	return out, nil
}

func decimals(n int) string {
	if n == 0 {
		return "no decimals"
	}
	return sop.Counted(n, "decimal", "decimals")
}

// outside says on which side of r the reading lies, or "" inside.
func outside(r sop.Range, d sop.Decimal, unit string) string {
	if unit == "1" {
		unit = ""
	}
	switch r.Place(d) {
	case -1:
		return strings.TrimSpace("BELOW " + r.Low.String() + " " + unit)
	case 1:
		return strings.TrimSpace("ABOVE " + r.High.String() + " " + unit)
	default:
		return ""
	}
}

func readYesNo(f sop.Field, text string, cannot cannotFunc) (reading, *Refusal) {
	var value string
	switch strings.ToLower(text) {
	case "y", "yes":
		value = "yes"
	case "n", "no":
		value = "no"
	default:
		return cannot("answer yes or no")
	}
	return expected(f, value), nil
}

// expected judges an answer by those that the page says are right.
func expected(f sop.Field, value string) reading {
	out := reading{value: value}
	if len(f.Expect) > 0 && !slices.Contains(f.Expect, value) {
		out.mark = "EXPECTED " + f.Expected()
	}
	return out
}

// readDate reads a date that has one meaning only, and judges it by the day on which it
// was first recorded.
func readDate(f sop.Field, text string, first time.Time, cannot cannotFunc) (reading, *Refusal) {
	day, err := sop.ParseDay(text)
	if err != nil {
		return cannot("%v", err)
	}
	return reading{value: day, mark: f.Days.Judge(day, first)}, nil
}

// readClock reads a time of day as the last moment before first at which a clock
// showed it. A moment as it is kept is read as it is.
func readClock(text string, first time.Time, cannot cannotFunc) (reading, *Refusal) {
	if at, err := time.Parse(sop.Moment, text); err == nil {
		if at.After(first) || first.Sub(at) >= 24*time.Hour {
			return cannot("%s is not of the 24 hours before %s", text, first.Format(sop.Moment))
		}
		return reading{value: at.In(first.Location()).Format(sop.Moment)}, nil
	}
	clock, zone, _ := strings.Cut(text, " ")
	clock, err := sop.ParseClock(clock)
	if err != nil {
		return cannot("%v", err)
	}
	at, err := sop.Past(strings.TrimSpace(clock+" "+strings.TrimSpace(zone)), first)
	if err != nil {
		return cannot("%v", err)
	}
	return reading{value: at.Format(sop.Moment)}, nil
}

// ValuesOf returns the step's readings of one field in the order of their index. The caller
// must not change them.
func (s Step) ValuesOf(field string) []Value {
	n, from, to := 0, 0, 0
	inOrder := true
	for i := range s.Values {
		switch v := &s.Values[i]; {
		case v.Field != field:
			continue
		case n == 0:
			from = i
		default:
			inOrder = inOrder && i == to && s.Values[i-1].Index <= v.Index
		}
		n, to = n+1, i+1
	}
	if n == 0 {
		return nil
	}
	if inOrder { // as nearly always
		return s.Values[from:to:to]
	}
	out := make([]Value, 0, n)
	for _, v := range s.Values {
		if v.Field == field {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b Value) int { return a.Index - b.Index })
	return out
}

// MissingField returns the first field that somebody still has to give a value, with the
// index of the reading to take, and false when the step has all it asks for.
func (s Step) MissingField() (sop.Field, int, bool) {
	for _, f := range s.Fields {
		if n := len(s.ValuesOf(f.Name)); n < max(1, f.Repeat) && !f.Optional && !f.NotAsked && f.Calc == nil {
			return f, n + 1, true
		}
	}
	return sop.Field{}, 0, false
}

func fieldToRecord(s Step, name string) (sop.Field, int, *Refusal) {
	for _, f := range s.Fields {
		if f.Name != name {
			continue
		}
		if f.Calc != nil {
			return f, 0, computedFrom(s, f)
		}
		n := len(s.ValuesOf(name))
		if n >= max(1, f.Repeat) {
			return f, 0, refuse(AlreadyRecorded, s.ID, name, "%s is recorded; correct it, with a reason, if it is wrong", f.Label)
		}
		return f, n + 1, nil
	}
	return sop.Field{}, 0, refuse(UnknownField, s.ID, name, "step %d does not ask for that", s.Number)
}
