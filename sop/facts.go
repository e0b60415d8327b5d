package sop

import (
	"strings"
	"time"
)

// Facts is what holds for every field of a type. None of them has a zero value
// that means something, so that a type which leaves one out is found.
type Facts struct {
	Given  Given
	Second Second
	Tests  Tests
	Amends Amends
	Sums   Sums
}

// Given is how a person gives a value.
type Given string

// How values are given.
const (
	Chosen  Given = "chosen"   // one of the field's answers
	InWords Given = "in words" // whatever is typed
	InForm  Given = "in form"  // typed, in a form that the type has
	Scanned Given = "scanned"  // by a scanner, or typed as its label says
)

// Second is how a second person checks a value.
type Second string

// How a second person checks.
const (
	ReadBlind Second = "read blind" // reads it for themself, without seeing the first reading
	LookedAt  Second = "looked at"  // words and files are not read again
)

// Tests is what a condition can ask of a value.
type Tests string

// What conditions can ask.
const (
	InOrder  Tests = "in order" // also whether it is less or more
	SameOnly Tests = "same"     // whether it is the one that is named
	NoTests  Tests = "none"
)

// Amends says whether a value can be corrected and amended.
type Amends string

// What can be put right.
const (
	Amendable Amends = "amendable"
	AsItIs    Amends = "as it is" // a hash cannot be mistyped
)

// Sums says whether a page can compute a value, and with it.
type Sums string

// What pages compute.
const (
	Computable Sums = "computable"
	NoSums     Sums = "none"
)

// form is how a value stands in a condition where its type has a form of its own.
type form struct {
	like  string // in words, with an example
	is    func(text string) bool
	order func(value, want string) (cmp int, comparable bool)
}

// fieldTypes is the closed list, in the order of the format's description. A new
// type is a row here; the switches over field types that the linter holds to be
// exhaustive say where else it needs a word.
var fieldTypes = []struct {
	is    FieldType
	facts Facts
	form  form
}{
	{Number, Facts{InForm, ReadBlind, InOrder, Amendable, Computable}, form{"a number like 7.5, without the unit", isDecimal, byValue}},
	{Text, Facts{InWords, LookedAt, SameOnly, Amendable, NoSums}, form{}},
	{Choice, Facts{Chosen, ReadBlind, SameOnly, Amendable, NoSums}, form{}},
	{YesNo, Facts{Chosen, ReadBlind, SameOnly, Amendable, NoSums}, form{}},
	{Date, Facts{InForm, ReadBlind, InOrder, Amendable, Computable}, form{"a date like 2026-11-22", isDay, byDay}},
	{Clock, Facts{InForm, ReadBlind, SameOnly, Amendable, NoSums}, form{"a time like 09:30", isClock, byClock}},
	{Scan, Facts{Scanned, ReadBlind, SameOnly, Amendable, NoSums}, form{}},
	{File, Facts{InForm, LookedAt, NoTests, AsItIs, NoSums}, form{}},
}

// FieldTypes lists every field type in the order of the format's description.
var FieldTypes = func() (all []FieldType) {
	for _, row := range fieldTypes {
		all = append(all, row.is)
	}
	return all
}()

// Facts returns what holds for every field of the type, and nothing for a type
// that there is not.
func (t FieldType) Facts() Facts {
	for _, row := range fieldTypes {
		if row.is == t {
			return row.facts
		}
	}
	return Facts{}
}

// Form says how a value of the type stands in a condition, with an example, and whether a
// text is one; "" for a type of which any text may be a value.
func (t FieldType) Form(text string) (like string, is bool) {
	if f := t.form(); f.is != nil {
		return f.like, f.is(text)
	}
	return "", true
}

func (t FieldType) form() form {
	for _, row := range fieldTypes {
		if row.is == t {
			return row.form
		}
	}
	return form{}
}

// Compare orders a recorded value and a condition's: numbers by value, dates and times of
// day by their ISO form, anything else only as the same or not, whatever the case of its
// letters.
func (t FieldType) Compare(value, want string) (cmp int, ordered bool) {
	switch order := t.form().order; {
	case order != nil:
		return order(value, want)
	case strings.EqualFold(value, want):
		return 0, false
	default:
		return 1, false
	}
}

func isDecimal(text string) bool {
	_, err := ParseDecimal(text)
	return err == nil
}

func byValue(value, want string) (int, bool) {
	a, errA := ParseDecimal(value)
	b, errB := ParseDecimal(want)
	if errA != nil || errB != nil {
		return 1, false
	}
	return a.Cmp(b), true
}

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

func byDay(value, want string) (int, bool) { return strings.Compare(value, want), true }

func isClock(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil && len(text) == len("15:04")
}

func byClock(value, want string) (int, bool) {
	clock, _, err := ClockOf(value)
	return strings.Compare(clock, want), err == nil
}
