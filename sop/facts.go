package sop

// Facts is what holds for every field of a type. None of them has a zero value
// that means something, so that a type which leaves one out is found.
type Facts struct {
	Second Second
	Tests  Tests
	Amends Amends
}

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

// fieldTypes is the closed list, in the order of the format's description. A new
// type is a row here; the switches over field types that the linter holds to be
// exhaustive say where else it needs a word.
var fieldTypes = []struct {
	is    FieldType
	facts Facts
}{
	{Number, Facts{ReadBlind, InOrder, Amendable}},
	{Text, Facts{LookedAt, SameOnly, Amendable}},
	{Choice, Facts{ReadBlind, SameOnly, Amendable}},
	{YesNo, Facts{ReadBlind, SameOnly, Amendable}},
	{Date, Facts{ReadBlind, InOrder, Amendable}},
	{Clock, Facts{ReadBlind, SameOnly, Amendable}},
	{Scan, Facts{ReadBlind, SameOnly, Amendable}},
	{File, Facts{LookedAt, NoTests, AsItIs}},
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
