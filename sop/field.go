package sop

import (
	"fmt"
	"strings"
)

// Field is one input of a step: a "- Label: `name: type, option`" bullet.
type Field struct {
	Name  string // unique on the page; conditions and records use it
	Label string // as it is read: without the marks of the page
	Type  FieldType
	Pos   Pos

	Unit     string // numbers: "°C", "rpm"; "1" for a bare number
	Accepted Range  // outside it is a deviation
	// From are the columns of a table that Accepted is taken from, once a row is chosen;
	// both of one table. Until then these ends are open.
	From     Columns
	Possible Range // outside it is typed again
	Places   int   // decimals that the limits are written with, or that it is rounded to
	// Tolerance is how far a second person's reading may lie from the first;
	// nil means that both have to be the same.
	Tolerance *Decimal

	Choices []string // choice: the words in page order
	OfTable bool     // choice: they are the first column of the table of its name
	Expect  []string // choice and yes/no: the answers that are right, none for all
	Any     bool     // choice and yes/no: the page says that every answer is right
	Pattern string   // scan: "CEN-####", "" for any text
	GS1     GS1Part  // scan and date: what of a GS1 code it takes, "" for none
	Days    DayRule  // date: which days are accepted

	// Calc is how the value is computed from those of other fields; nil for one that a
	// person enters.
	Calc *Calc

	// Or is what follows when a value is outside its limits; nil for nothing but that
	// somebody says what was done about it.
	Or *Consequence

	Repeat   int  // how many readings are taken; 1 unless the page says more
	Optional bool // may be left empty
	Local    string

	// Row is the row of its table that a field with limits From columns is asked by, ""
	// on the page itself. NotAsked says that the row has none: there is nothing to enter.
	Row      string
	NotAsked bool
}

// FieldType is what a field takes.
type FieldType string

// The field types.
const (
	Number FieldType = "number"
	Text   FieldType = "text"
	Choice FieldType = "choice"
	YesNo  FieldType = "yes/no"
	Date   FieldType = "date"
	Clock  FieldType = "time"
	Scan   FieldType = "scan"
	File   FieldType = "file"
)

// Range is an inclusive range of decimals; a nil end is open.
type Range struct{ Low, High *Decimal }

// Open reports whether the range has no end at all.
func (r Range) Open() bool { return r.Low == nil && r.High == nil }

// Place says where d lies: -1 below the range, 0 inside it, +1 above it.
func (r Range) Place(d Decimal) int {
	switch {
	case r.Low != nil && d.Cmp(*r.Low) < 0:
		return -1
	case r.High != nil && d.Cmp(*r.High) > 0:
		return 1
	default:
		return 0
	}
}

// String writes the range as a page does: "2.0 to 8.0", "at least 7.2",
// "at most 35", or "" for an open range.
func (r Range) String() string {
	switch {
	case r.Open():
		return ""
	case r.High == nil:
		return "at least " + r.Low.String()
	case r.Low == nil:
		return "at most " + r.High.String()
	default:
		return r.Low.String() + " to " + r.High.String()
	}
}

// Limited reports whether a value of the field can be outside what the page accepts.
func (f Field) Limited() bool {
	return f.Ranged() || len(f.Expect) > 0 || f.Days.Test != ""
}

// Ranged reports whether a number has an accepted range: one on the page, or one that the
// department sets or the row of a table says.
func (f Field) Ranged() bool { return !f.Accepted.Open() || f.Local != "" || !f.From.None() }

// Limits writes the accepted range of a field as its page does, with the names of columns
// where the limits come from a table: "low to high", "at most sd-limit"; "" for none.
func (f Field) Limits() string {
	end := func(name string, limit *Decimal) string {
		switch {
		case name != "":
			return name
		case limit != nil:
			return limit.String()
		default:
			return ""
		}
	}
	if f.From.Target != "" {
		return fmt.Sprintf("within %d %s of %s", ControlLimit, f.From.SD, f.From.Target)
	}
	switch low, high := end(f.From.Low, f.Accepted.Low), end(f.From.High, f.Accepted.High); {
	case low == "" && high == "":
		return ""
	case high == "":
		return "at least " + low
	case low == "":
		return "at most " + high
	default:
		return low + " to " + high
	}
}

// Rounding writes to what a computed number is rounded that has no limits to say so, as a
// page does: "2 places"; "" for every other field.
func (f Field) Rounding() string {
	switch {
	case f.Calc == nil || f.Type != Number || f.Ranged():
		return ""
	default:
		return Counted(f.Places, "place", "places")
	}
}

// Amendable reports whether a person can correct or amend a value of the field: not the
// hash of a file, which cannot be mistyped, nor what is computed.
func (f Field) Amendable() bool { return f.Calc == nil && f.Type.Facts().Amends == Amendable }

// ReadBlind reports whether a second person reads the field for themself.
func (f Field) ReadBlind() bool { return f.Calc == nil && f.Type.Facts().Second == ReadBlind }

// Answers are those of which a person chooses one, as they are recorded; none for a field
// whose value is typed.
func (f Field) Answers() []string {
	if f.Type == YesNo {
		return []string{"yes", "no"}
	}
	return f.Choices
}

// Expected writes the answers that are right: "whole or worn".
func (f Field) Expected() string { return strings.Join(f.Expect, " or ") }

// PatternWords says in words what a scan looks like: "CEN- then 4 digits".
func (f Field) PatternWords() string {
	var parts []string
	for rest := f.Pattern; rest != ""; {
		n := strings.IndexAny(rest, "#@*")
		switch {
		case n < 0:
			n = len(rest)
			fallthrough
		case n > 0:
			parts = append(parts, rest[:n])
		case rest[0] == '*':
			n, parts = 1, append(parts, "anything")
		default:
			what := map[byte]string{'#': "digit", '@': "letter"}[rest[0]]
			if n = len(rest) - len(strings.TrimLeft(rest, rest[:1])); n > 1 {
				what += "s"
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
		rest = rest[n:]
	}
	return strings.Join(parts, " then ")
}
