package recall

import (
	"fmt"

	"soprun/sop"
)

// hazards ask what to beware of before a step: its alerts, but those that only inform. The
// wrong answers are the alerts of the other steps; where there are fewer than three, it is
// recalled.
func (s sheet) hazards(i int) (out []Face) {
	var others []string
	for k, st := range s.steps {
		for _, a := range st.Alerts {
			if k != i && a.Kind.MustAcknowledge() {
				others = append(others, oneLine(a.Text))
			}
		}
	}
	for n, a := range s.steps[i].Alerts {
		if !a.Kind.MustAcknowledge() {
			continue
		}
		f := s.face(i, Hazard, "")
		if n > 0 {
			f.Of = fmt.Sprint(n + 1)
		}
		f.Given, f.At = []string{"Next: " + s.words(i)}, a.Pos
		f.Asked = map[sop.AlertKind]string{
			sop.Warning: "What can harm people here?", sop.Caution: "What can come to harm here?", sop.Important: "What must you know or wear before it?",
		}[a.Kind]
		out = append(out, f.chosen(oneLine(a.Text), others))
	}
	return out
}
