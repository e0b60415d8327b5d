package present

import (
	"fmt"
	"strings"

	"soprun/sop"
)

// OnceForEach words that a section of a page is done once for each item, and lists all of
// them where the page does: "Done once for each: Fridge. All 2: FR-001, FR-002."; "" for
// one that is done once.
func OnceForEach(p *sop.Procedure, s sop.Section) string {
	if s.Each == nil {
		return ""
	}
	text := "Done once for each: " + EachLabel(s)
	list, listed := p.Meta.List(s.Each.List)
	switch {
	case !listed:
		return text + ", as they come; at least one."
	case list.Local != "":
		return text + ". The department sets the list: " + Sentence(Safe(list.Local))
	default:
		return fmt.Sprintf("%s. All %d: %s.", text, len(list.Items), Safe(strings.Join(list.Items, ", ")))
	}
}

// EachLabel is how people call the items of a section that is done once for each: the
// label of the field that names them.
func EachLabel(s sop.Section) string {
	for _, st := range s.Steps {
		for _, f := range st.Fields {
			if f.Name == s.Each.Field {
				return Label(f)
			}
		}
	}
	return Safe(s.Each.Field)
}
