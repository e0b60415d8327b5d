package run

import (
	"fmt"
	"time"

	"soprun/sop"
)

// ofCode returns what a field takes of a text that is a GS1 code, and the text itself
// where it is none. A code that names a person is refused, one that does not have the
// part, and one of which the page does not say which part it wants.
func ofCode(step string, f sop.Field, text string, first time.Time) (string, *Refusal) {
	code, is, err := sop.ReadGS1(text)
	if !is || f.GS1 == "" && (f.Type != sop.Scan || f.Pattern != "" || err != nil) {
		return text, nil
	}
	cannot := func(format string, args ...any) (string, *Refusal) {
		return "", refuse(Unreadable, step, f.Name, "%s: %s", f.Label, fmt.Sprintf(format, args...))
	}
	switch {
	case err != nil:
		return cannot("%v", err)
	case code.Person():
		return "", refuse(PatientData, step, f.Name, "%s: that code names a person; this record keeps no patient data, scan the product", f.Label)
	case f.GS1 == "":
		return cannot("that is a GS1 code of several parts, and the page does not say which of them it wants; type the value as it is printed")
	}
	value, err := code.Part(f.GS1, first)
	switch {
	case err != nil:
		return cannot("%v", err)
	case value == "":
		return cannot("that code has no %s; type it as it is printed, or scan another code of the product", f.GS1)
	default:
		return value, nil
	}
}

// recordRest enters what else the step asks of a GS1 code that was scanned: each field
// that takes a part of it and has no value yet. The code itself is kept beside the field
// that was asked.
func (t *turn) recordRest(s Step, asked sop.Field, text string) {
	if _, is, _ := sop.ReadGS1(text); !is || asked.GS1 == "" {
		return
	}
	for _, f := range s.Fields {
		if f.GS1 == "" || f.Calc != nil || f.Name == asked.Name || len(s.ValuesOf(f.Name)) >= max(1, f.Repeat) {
			continue
		}
		got, refusal := t.read(s.ID, f, Record{Field: f.Name, Text: text}, t.at)
		if refusal != nil || got.impossible != "" {
			continue // it is asked for next
		}
		e := valueEvent(sop.ValueRecorded, s, f, len(s.ValuesOf(f.Name))+1, got.value, got)
		if t.emit(e); got.mark != "" {
			t.deviate(s, f.Name, describe(f, got))
		}
	}
}
