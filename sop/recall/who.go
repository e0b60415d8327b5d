package recall

import "soprun/sop"

// The people whom a page can name, and whom it cannot, in words of about one length, so that
// it tells nothing.
const (
	nobody  = "nobody is asked"
	oneself = "you, once again"
)

var people = map[sop.Who]string{
	sop.BySecondPerson: "a second person", sop.BySupervisor: "your supervisor", sop.ByPractitioner: "a practitioner",
}

// whos ask whom a step names: who checks, who releases, who decides when something is not
// right. Where a run ends, nobody does.
func (s sheet) whos(i int) (out []Face) {
	st := s.steps[i]
	ask := func(of, asked string, given []string, right string) {
		f := s.face(i, Who, of)
		f.Given, f.Asked = append([]string{s.words(i)}, given...), asked
		out = append(out, f.chosen(right, []string{people[sop.BySecondPerson], people[sop.BySupervisor], people[sop.ByPractitioner], oneself, nobody}))
	}
	if st.Verify != "" {
		ask(":verify", "Whom does the page name to check it?", nil, people[st.Verify])
	}
	if st.Hold != "" {
		ask(":hold", "Whom does the page name to let it go on?", nil, people[st.Hold])
	}
	for _, f := range st.Fields {
		if f.Or == nil {
			continue
		}
		given := []string{s.notRight(f)}
		switch f.Or.Does {
		case sop.Hold:
			ask(f.Name, "Whom does the page name to decide?", given, people[f.Or.Who])
		case sop.End:
			ask(f.Name, "Whom does the page name to let it go on?", given, nobody)
		case sop.Redo:
		}
	}
	return out
}

// notRight states a value that is not what the page accepts.
func (s sheet) notRight(f sop.Field) string {
	for _, v := range s.choices(f) {
		if v.out {
			return oneLine(f.Label) + ": " + v.with(f)
		}
	}
	return oneLine(f.Label) + ": not what the page accepts"
}
