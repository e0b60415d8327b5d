package recall

import (
	"slices"

	"soprun/sop"
)

// whatIfs ask what is done: when something is so that a step is there for, when a value is
// not right, when a window was missed. What is done when a person is interrupted no page
// says, so it is not asked.
func (s sheet) whatIfs(i int) (out []Face) {
	out = append(out, s.whatIfSo(i)...)
	st := s.steps[i]
	for _, f := range st.Fields {
		if f.Or != nil {
			g := s.face(i, WhatIf, f.Name)
			g.Given, g.Asked = []string{s.notRight(f)}, "What follows?"
			if about := s.unnamed(i, last(f.Or).Who); about != "" {
				g.Given = append([]string{"Step: " + about}, g.Given...)
			}
			g.At = f.Pos
			out = append(out, s.consequence(g, i, *f.Or))
		}
	}
	if st.Within != nil && st.Within.Time.Local == "" && st.Within.Time.Column == "" {
		since, _ := s.Step(st.Within.Of)
		g := s.face(i, WhatIf, ":within")
		g.Given = []string{"Step: " + s.words(i), "More than " + st.Within.Time.String() + " are over since: " + capital(since.Text)}
		g.Asked = "What follows?"
		out = append(out, g.chosen(goOn, follows))
	}
	return out
}

// whatIfSo asks for a step that hangs on something. Wrong are the steps that one goes on with
// if it is passed over, which hang on nothing, and what is done in other cases.
func (s sheet) whatIfSo(i int) []Face {
	if len(s.conditions(i)) == 0 {
		return nil
	}
	now, ok := s.whenever(counts(i))
	if !ok || len(now.values) == 0 && now.how == goesOn {
		return nil
	}
	then := map[string]bool{} // the words of what is done in this case, i too
	for k := range s.steps {
		if len(s.conditions(k)) > 0 && s.counts(k, now) == yes {
			then[s.spoken(k)] = true
		}
	}
	var wrong []string
	for k := range s.steps {
		goesOn := len(s.conditions(k)) == 0 && k > i && k <= i+nearby && s.counts(k, now) == yes
		otherCase := len(s.conditions(k)) > 0 && s.counts(k, now) != yes
		if (goesOn || otherCase) && !then[s.spoken(k)] {
			wrong = append(wrong, s.words(k))
		}
	}
	f := s.face(i, WhatIf, "")
	f.Given, f.Asked = s.given(i, now), "What do you do then?"
	return []Face{f.chosen(s.words(i), wrong)}
}

// What can follow, in words of one length, so that it tells nothing.
const (
	redoIt   = "Do the whole of this step again"
	waitFor  = "Wait until a supervisor decides"
	endHere  = "The run ends here and not later"
	endOfOne = "The item ends, take the next one"
	goOn     = "Go on, say what was done for it"
)

var follows = []string{redoIt, waitFor, endHere, goOn}

// consequence asks what the page says of a value that is not right.
func (s sheet) consequence(f Face, i int, c sop.Consequence) Face {
	switch {
	case c.Does == sop.End && c.Scope == sop.EndItem:
		return f.chosen(endOfOne, follows)
	case c.Does == sop.End:
		return f.chosen(endHere, follows)
	case c.Does == sop.Hold && c.Who == sop.BySupervisor:
		return f.chosen(waitFor, follows)
	case c.Does == sop.Hold:
		return f.chosen("Wait until "+people[c.Who]+" decides", []string{redoIt, endHere, goOn})
	}
	from := slices.IndexFunc(s.steps, func(p place) bool { return p.ID == c.From })
	if from < 0 || from == i {
		return f.chosen(redoIt, follows)
	}
	back := func(k int) string { return "Go back to: " + s.words(k) }
	var wrong []string
	for k := max(0, from-nearby); k < len(s.steps) && k <= i+nearby; k++ {
		if k <= i && k != from {
			wrong = append(wrong, back(k))
		} else if k > i {
			wrong = append(wrong, "Go on with: "+s.words(k))
		}
	}
	return f.chosen(back(from), wrong)
}
