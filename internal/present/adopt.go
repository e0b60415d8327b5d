package present

import (
	"fmt"

	"soprun/sop"
	"soprun/sop/page"
)

// ToSet is a local value as a person is asked for it.
type ToSet struct {
	sop.Local
	Label string // "Step 8, wait", "List of fridges"
	Like  string // what can be typed
}

// Hint says where the value is found and how it is written.
func (s ToSet) Hint() string { return Sentence(Safe(s.Local.Hint)) + " Like " + s.Like + "." }

// Name is how the value is named on the command line.
func (s ToSet) Name() string { return SettingName(s.setting("")) }

// SettingName names a local value: "wet.wait", "Sporicidal wipe.contact" for a cell of a
// table, or "fridges" for a list.
func SettingName(s page.Setting) string {
	if s.Step == "" {
		return s.What
	}
	return s.Step + "." + s.What
}

// LocalValues lists the values that a department sets when it adopts a page.
func LocalValues(p *sop.Procedure) []ToSet {
	var out []ToSet
	for _, l := range p.Locals() {
		if l.Row != "" {
			_, c, _ := p.Column(l.What)
			likes := map[bool]string{true: "30 s, 10 min or 2 h, or none for no time", false: "950 or 9.5, or none for no limit"}
			out = append(out, ToSet{Local: l, Label: Safe(l.Row) + ", " + Plain(c.Label), Like: likes[c.Times]})
			continue
		}
		if l.Step == "" {
			out = append(out, ToSet{Local: l, Label: "List of " + Safe(l.What), Like: "FR-001, FR-002"})
			continue
		}
		st, _ := p.Step(l.Step)
		out = append(out, ToSet{Local: l, Label: fmt.Sprintf("Step %d, %s", st.Number, localLabel(p, st, l)), Like: like(st, l)})
	}
	return out
}

func localLabel(p *sop.Procedure, st sop.Step, l sop.Local) string {
	for _, f := range st.Fields {
		if f.Name != l.What || f.Local != l.Hint {
			continue
		}
		if unit := Unit(f); unit != "" {
			return Label(f) + ", " + unit
		}
		return Label(f)
	}
	if l.What == "within" && st.Within != nil {
		of, _ := p.Step(st.Within.Of)
		return fmt.Sprintf("longest time since step %d", of.Number)
	}
	return "shortest wait"
}

// like shows the form of a value.
func like(st sop.Step, l sop.Local) string {
	for _, f := range st.Fields {
		if f.Name != l.What || f.Local != l.Hint {
			continue
		}
		text := "2.0 to 8.0, at least 7.2 or at most 35"
		if possible := f.Possible.String(); possible != "" {
			text += "; possible is " + possible
		}
		return text
	}
	return "30 s, 10 min or 2 h"
}
