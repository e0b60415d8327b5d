package procedures_test

import (
	"fmt"
	"strings"
	"testing"

	"soprun/internal/demo"
	"soprun/procedures"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// adopted reads a page as a department adopts it: every local value is set. A number
// accepts the middle half of what is possible, or at most 1 where the page names no bounds;
// a list has two items.
func adopted(t *testing.T, p procedures.Page) *sop.Procedure {
	t.Helper()
	proc, findings := page.Parse(p.Source)
	if len(findings) > 0 {
		t.Fatalf("%s: %v", p.Path, findings)
	}
	settings := []page.Setting{}
	for _, l := range proc.Locals() {
		set := page.Setting{Step: l.Step, What: l.What, Value: localValue(proc, l)}
		if l.Row != "" {
			set.Step = l.Row
		}
		settings = append(settings, set)
	}
	text, err := page.Set(p.Source, page.Options{}, settings...)
	if err != nil {
		t.Fatalf("%s with its local values set: %v", p.Path, err)
	}
	proc, _ = page.Parse(text)
	return proc
}

// localValue is what a department writes where the page says local.
func localValue(proc *sop.Procedure, l sop.Local) string {
	switch {
	case l.Row != "":
		return cellValue(proc, l.What)
	case l.What == "wait":
		return "1 min"
	case l.What == "within":
		return "1 h"
	case l.Step == "":
		return listOf(proc, l.What)
	}
	f, _ := fieldOf(proc, l.What)
	if low, high := middle(f); low != "" {
		return low + " to " + high
	}
	return "at most 1"
}

// middle returns the quarter points of what is possible in a field, "" where the page does
// not say what is.
func middle(f sop.Field) (low, high string) {
	if f.Possible.Low == nil || f.Possible.High == nil {
		return "", ""
	}
	from, _ := f.Possible.Low.Rat().Float64()
	to, _ := f.Possible.High.Rat().Float64()
	quarter := (to - from) / 4
	places := max(f.Places, f.Possible.Low.Places())
	return fmt.Sprintf("%.*f", places, from+quarter), fmt.Sprintf("%.*f", places, to-quarter)
}

// cellValue is a time, or a figure that suits the field whose limit it is.
func cellValue(proc *sop.Procedure, column string) string {
	for _, s := range steps(proc) {
		for _, f := range s.Fields {
			low, high := middle(f)
			switch {
			case f.From.Low == column && low != "":
				return low
			case f.From.High == column && high != "":
				return high
			}
		}
	}
	if _, c, _ := proc.Column(column); c.Times {
		return "1 min"
	}
	return "1"
}

// listOf returns two items that fit the field which names them.
func listOf(proc *sop.Procedure, list string) string {
	for _, section := range proc.Sections {
		if section.Each != nil && section.Each.List == list {
			f, _ := fieldOf(proc, section.Each.Field)
			if f.Type == sop.Choice {
				return strings.Join(f.Choices[:2], ", ")
			}
			return demo.Answer(f, 1, walkDay).Text + ", " + demo.Answer(f, 2, walkDay).Text
		}
	}
	return ""
}

func steps(proc *sop.Procedure) (out []sop.Step) {
	for _, section := range proc.Sections {
		out = append(out, section.Steps...)
	}
	return out
}

func fieldOf(proc *sop.Procedure, name string) (sop.Field, bool) {
	for _, s := range steps(proc) {
		for _, f := range s.Fields {
			if f.Name == name {
				return f, true
			}
		}
	}
	return sop.Field{}, false
}

// hopes are answers to what a page judges together with other values and not alone.
var hopes = map[string]map[string]string{
	"SOP-HS-062": {"background": "2.0", "gross": "2.5", "wipe": "2.5"},
	"SOP-PS-057": {"from": "2.0", "reading": "2.6", "to": "3.2"},
	"SOP-EQ-011": {"mass": "996.6", "water": "20.0", "water-now": "20.0", "air-now": "20.2", "water-end": "20.1"},
	"SOP-EQ-050": {"mean-one": "5.000", "sd-one": "0.100", "one": "5.050", "mean-two": "15.000", "sd-two": "0.300", "two": "14.900"},
	"SOP-EQ-053": {"probe": "-50.0"},
	"SOP-SD-065": {"on-sheet": "1", "good": "1"},
	"SOP-SD-055": {"listed": "3", "set-up": "3"},
	"SOP-SD-056": {"slides-out": "1"},
	"SOP-SD-054": {"listed": "3", "struck": "1", "pulled": "2"},
	"SOP-SD-051": {"tubes-in": "3", "aliquoted": "3"},
	"SOP-SC-028": {"good": "0"},
	"SOP-QI-041": {"planned": "20", "standard": "70.0", "seen": "8", "actions": "6", "total": "24", "total-actions": "18"},
}

// besides are answers worth a try beside those at the edges of a field: what a page judges
// only together with other values.
var besides = map[string]map[string][]string{
	"SOP-EQ-011": {"water-now": {"21.4"}},
	"SOP-EQ-014": {"lowest": {"5.1"}, "highest": {"4.9"}},
	"SOP-EQ-050": {"one": {"5.250", "4.750"}, "two": {"15.750", "14.250"}},
	"SOP-PS-058": {"attempts": {"0"}},
}

// hoped answers as a page hopes for: the first choice that it expects, a value in limits.
func hoped(proc *sop.Procedure) func(sop.Field) run.Record {
	return func(f sop.Field) run.Record {
		a := demo.Answer(f, 0, walkDay)
		if text, ok := hopes[proc.Meta.ID][f.Name]; ok {
			a.Text = text
		}
		return a
	}
}
