package recall

import (
	"slices"
	"strings"

	"soprun/sop"
)

// The people whom a page can name, and whom it cannot, in words of about one length, so that
// it tells nothing.
const (
	nobody  = "nobody is asked"
	oneself = "you, once again"
)

var people = map[sop.Who]string{
	sop.BySecondPerson: "a second person", sop.BySupervisor: "your supervisor", sop.ByPractitioner: "a practitioner",
}

// naming are the words by which an instruction gives away who is asked for.
var naming = map[sop.Who][]string{
	sop.BySecondPerson: {"second person", "second member", "another person", "second observer", "two people"},
	sop.BySupervisor:   {"supervisor"},
	sop.ByPractitioner: {"practitioner", "registered", "scientist"},
}

// whos ask whom a step names: who checks, who releases, who decides when something is not
// right. Where a run ends, nobody does; it is asked in the same words, which tell nothing.
func (s sheet) whos(i int) (out []Face) {
	st := s.steps[i]
	ask := func(of, asked string, who sop.Who, given ...string) {
		f := s.face(i, Who, of)
		right := nobody
		if who != "" {
			right = people[who]
		}
		about := s.unnamed(i, who)
		if about == "" {
			return
		}
		f.Given, f.Asked = append([]string{about}, given...), asked
		out = append(out, f.chosen(right, []string{people[sop.BySecondPerson], people[sop.BySupervisor], people[sop.ByPractitioner], oneself, nobody}))
	}
	if st.Verify != "" {
		ask(":verify", "Whom does the page name to check it?", st.Verify)
	}
	if st.Hold != "" {
		ask(":hold", "Whom does the page name to let it go on?", st.Hold)
	}
	for _, f := range st.Fields {
		if f.Or != nil && (f.Or.Does == sop.Hold || f.Or.Does == sop.End) {
			ask(f.Name, "Whom does the page name to decide whether it goes on?", f.Or.Who, s.notRight(f))
		}
	}
	return out
}

// unnamed is what a step says without the sentences that give away who is asked for; where
// none is left, what it asks for. "" where that too gives it away, or there is nothing.
func (s sheet) unnamed(i int, who sop.Who) string {
	names := func(text string) bool {
		return slices.ContainsFunc(naming[who], func(word string) bool { return strings.Contains(strings.ToLower(text), word) })
	}
	if said := s.without(i, names); said != "" {
		return said
	}
	var labels []string
	for _, f := range s.steps[i].Fields {
		if label := oneLine(f.Label); !names(label) {
			labels = append(labels, label)
		}
	}
	return strings.Join(labels, ", ")
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
