package present

import (
	"fmt"

	"soprun/sop"
	"soprun/sop/run"
)

// Formula words what a field is computed from, by the labels of the values: "mean of
// “Mass” × “Factor”"; "" for a field that a person enters.
func Formula(p *sop.Procedure, f sop.Field) string {
	return f.Calc.Words(func(name string) string {
		of, _, _ := fieldNamed(p, name)
		return "“" + Label(of) + "”"
	})
}

// Figures words what a field is computed from, with what is recorded so far: "mean of 3
// readings × 1.0029"; "" for a field that a person enters.
func Figures(r run.Run, f sop.Field) string {
	return f.Calc.Words(func(name string) string {
		for _, s := range r.Steps() {
			of, values := s.FieldNamed(name), s.ValuesOf(name)
			switch {
			case of.Name == "":
			case of.Repeat > 1:
				return fmt.Sprintf("%d readings", of.Repeat)
			case len(values) == 0:
				return "“" + Label(of) + "”"
			default:
				return Reading(of, values[0].Text)
			}
		}
		return name
	})
}

// ComputedSince words the computed values that an act has changed, or recorded in the
// step that was to do: those that nobody would see change.
func ComputedSince(before, after run.Run) (out []string) {
	current, _ := before.Current()
	for i, s := range after.Steps() {
		for _, f := range s.Fields {
			now, was := s.ValuesOf(f.Name), before.Steps()[i].ValuesOf(f.Name)
			switch {
			case f.Calc == nil || len(now) == 0:
			case len(was) == 0 && s.ID == current.ID && s.Item == current.Item, len(was) > 0 && was[0].Text != now[0].Text:
				text := Label(f) + " is " + Reading(f, now[0].Text)
				if now[0].Mark != "" {
					text += ", " + now[0].Mark
				}
				out = append(out, text+": "+Figures(after, f)+".")
			}
		}
	}
	return out
}
