package present

import (
	"soprun/sop"
	"soprun/sop/run"
)

// Formula words what a field is computed from, by the labels of the values: "mean of
// “Mass” × “Factor”"; "" for a field that a person enters.
func Formula(p *sop.Procedure, f sop.Field) string {
	return f.Calc.Words(func(name string) string {
		if label, is := columnLabel(p, name); is {
			return "“" + label + "”"
		}
		of, _, _ := fieldNamed(p, name)
		return "“" + Label(of) + "”"
	})
}

// Figures words what a field is computed from, with what is recorded so far: "mean of 3
// readings × 1.0029"; "" for a field that a person enters.
func Figures(r run.Run, s run.Step, f sop.Field) string {
	return f.Calc.Words(func(name string) string {
		if column, _, cell, is := r.LookUp(s, name); is {
			return figureOf(column, cell)
		}
		of, values, items := r.Figures(s, name)
		switch {
		case items > 1 || len(values) > 1 && of.Repeat == 1:
			return Number(len(values), "reading")
		case of.Repeat > 1:
			return Number(of.Repeat, "reading")
		case len(values) == 0:
			return "“" + Label(of) + "”"
		default:
			return Reading(of, values[0].Text)
		}
	})
}

// ComputedSince words the computed values that an act has changed, or recorded in the
// step that was to do: those that nobody would see change.
func ComputedSince(before, after run.Run) (out []string) {
	current, _ := before.Current()
	for _, s := range after.Steps() {
		earlier, _ := before.Step(s.ID, s.Item)
		for _, f := range s.Fields {
			now, was := s.ValuesOf(f.Name), earlier.ValuesOf(f.Name)
			switch {
			case f.Calc == nil || len(now) == 0:
			case len(was) == 0 && s.ID == current.ID && s.Item == current.Item, len(was) > 0 && was[0].Text != now[0].Text:
				text := Label(f) + " is " + Reading(f, now[0].Text)
				if now[0].Mark != "" {
					text += ", " + now[0].Mark
				}
				out = append(out, text+": "+Figures(after, s, f)+".")
			}
		}
	}
	return out
}
