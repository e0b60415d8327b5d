package run

import (
	"slices"

	"soprun/sop"
)

// Missing names what p asks for that the front ends cannot do yet, in page
// order without repeats; empty means that p can be run.
func Missing(p *sop.Procedure) []string {
	var out []string
	add := func(needed bool, what string) {
		if needed && !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	add(p.Meta.CompleteWithin != nil, "complete-within")
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			add(st.Wait != nil, "wait")
			add(st.Within != nil, "within")
			add(st.Verify != "", "verify")
			add(st.Hold != "", "hold")
			add(st.Do != "", "do")
		}
	}
	return out
}
