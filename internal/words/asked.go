package words

import (
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/run"
)

// Recorded is a value of a run that could be corrected.
type Recorded struct {
	Step, Field string
	Index       int
	Label, Text string
}

// ToCorrect lists what was recorded and can be corrected, newest first: a file
// cannot, because a hash is not mistyped.
func ToCorrect(r run.Run) []Recorded {
	var out []Recorded
	for _, s := range r.Steps() {
		for _, f := range s.Fields {
			if f.Type == sop.File {
				continue
			}
			for _, v := range s.ValuesOf(f.Name) {
				out = append(out, Recorded{s.ID, f.Name, v.Index, Label(f), Reading(f, v.Text)})
			}
		}
	}
	slices.Reverse(out)
	return out
}

// PendingField returns the field of a step to ask for now, with the number of
// its reading: the first in the page's order that has too few values. An
// optional one is asked for too, until its place (PlaceOf) is among skipped.
func PendingField(s run.Step, skipped []string) (sop.Field, int, bool) {
	for _, f := range s.Fields {
		n := len(s.ValuesOf(f.Name))
		left := f.Optional && slices.Contains(skipped, PlaceOf(s, f))
		if n < max(1, f.Repeat) && !left {
			return f, n + 1, true
		}
	}
	return sop.Field{}, 0, false
}

// PlaceOf names a field of a step within its run.
func PlaceOf(s run.Step, f sop.Field) string { return s.ID + "/" + f.Name }

// OpenDeviation returns the first deviation without an action, of one step or,
// with "", of any.
func OpenDeviation(r run.Run, step string) (run.Deviation, bool) {
	for _, d := range r.Deviations() {
		if d.Action == nil && (step == "" || d.Step == step) {
			return d, true
		}
	}
	return run.Deviation{}, false
}

// SuggestID makes a short name for records from a printed name: "Asha Khan" and
// "A. Khan" give a.khan. It is a suggestion; the person can type another.
func SuggestID(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(fields) == 0 {
		return ""
	}
	last := fields[len(fields)-1]
	if len(fields) == 1 {
		return last
	}
	id := fields[0][:1] + "." + last
	return id[:min(len(id), 32)]
}
