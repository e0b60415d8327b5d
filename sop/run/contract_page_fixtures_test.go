package run_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
)

// anyConsequence draws what follows a bad value of the step at i.
func anyConsequence(t *rapid.T, i int) *sop.Consequence {
	last := []*sop.Consequence{or(sop.End), orHold(sop.BySupervisor), orHold(sop.ByPractitioner)}
	switch rapid.IntRange(0, 4).Draw(t, "or") {
	case 0:
		return nil
	case 1:
		return orRedo(fmt.Sprintf("s%d", rapid.IntRange(0, i).Draw(t, "from")), rapid.IntRange(1, 2).Draw(t, "times"), rapid.SampledFrom(last).Draw(t, "then"))
	default:
		return rapid.SampledFrom(last).Draw(t, "does")
	}
}

// drawn is a page while its steps are drawn: what later steps can read.
type drawn struct {
	steps   []sop.Step
	fields  []string // those that a condition can read
	figures []string // those that can be computed with
}

// anyPage draws a page on which things can be wrong.
func anyPage(t *rapid.T) *sop.Procedure {
	var d drawn
	for i := range rapid.IntRange(2, 8).Draw(t, "steps") {
		st := anyStep(t, i)
		st.If = d.condition(t, st)
		d.values(t, i, &st)
		d.steps = append(d.steps, st)
	}
	d.times(t)
	tables := withTable(t, d.steps)
	var p *sop.Procedure
	if n := len(d.steps); n > 2 && rapid.IntRange(0, 2).Draw(t, "each") == 0 {
		from := rapid.IntRange(0, n-1).Draw(t, "first")
		p = forEach(t, d.steps, from, rapid.IntRange(from+1, n).Draw(t, "behind"))
	} else {
		p = pageOf(d.steps...)
	}
	p.Tables = tables
	together(t, p)
	return p
}

// anyStep draws a step without what it asks for, and when.
func anyStep(t *rapid.T, i int) sop.Step {
	st := sop.Step{
		ID: fmt.Sprintf("s%d", i), Critical: rapid.Bool().Draw(t, "critical"), Always: rapid.IntRange(0, 3).Draw(t, "always") == 0,
		AnyOrder: rapid.IntRange(0, 4).Draw(t, "any order") == 0,
		Hold:     rapid.SampledFrom([]sop.Who{"", "", "", "", sop.BySupervisor, sop.ByPractitioner}).Draw(t, "hold"),
	}
	if rapid.IntRange(0, 6).Draw(t, "verified") == 0 {
		st.Verify = sop.BySecondPerson
	}
	if rapid.IntRange(0, 6).Draw(t, "links") == 0 {
		st.Do = "SOP-T-003"
		if or := anyConsequence(t, i); or != nil && or.Does != sop.Redo {
			st.DoOr = or
		}
	}
	return st
}

// condition draws when a step counts, nil for always.
func (d *drawn) condition(t *rapid.T, st sop.Step) *sop.Condition {
	var terms []sop.Term
	for range rapid.IntRange(0, 2).Draw(t, "terms") {
		if len(d.fields) > 0 {
			terms = append(terms, sop.Term{Name: rapid.SampledFrom(d.fields).Draw(t, "of"), Op: sop.Equal, Value: rapid.SampledFrom([]string{"good", "bad", "1.0"}).Draw(t, "is")})
		}
	}
	switch rapid.IntRange(0, 7).Draw(t, "asks") {
	case 0:
		terms = append(terms, sop.Term{Op: sop.IsAgain})
	case 1:
		if st.Always {
			terms = append(terms, sop.Term{Op: sop.HasEnded})
		}
	}
	if len(terms) == 0 {
		return nil
	}
	return &sop.Condition{Join: rapid.SampledFrom([]sop.Join{sop.And, sop.Or}).Draw(t, "join"), Terms: terms}
}

// values draws what a step asks for: choices, a box with its code, figures and what is
// computed from them. Steps in any order do not compute, since what they compute with
// could come later.
func (d *drawn) values(t *rapid.T, i int, st *sop.Step) {
	for n := range rapid.IntRange(0, 2).Draw(t, "fields") {
		f := choiceOf(fmt.Sprintf("v%d-%d", i, n), anyConsequence(t, i))
		st.Fields, d.fields = append(st.Fields, f), append(d.fields, f.Name)
	}
	if rapid.IntRange(0, 5).Draw(t, "box") == 0 {
		st.Fields = append(st.Fields, boxOf(i, anyConsequence(t, i))...)
	}
	for n := range rapid.IntRange(0, 2).Draw(t, "figures") {
		f := figure(fmt.Sprintf("n%d-%d", i, n), 1)
		if len(d.figures) > 1 && !st.AnyOrder && rapid.Bool().Draw(t, "computed") {
			f = ratio(t, f.Name, d.figures, anyConsequence(t, i))
			d.fields = append(d.fields, f.Name)
		}
		st.Fields, d.figures = append(st.Fields, f), append(d.figures, f.Name)
	}
}

// times draws the waits before a later step, and the windows since an earlier one.
func (d *drawn) times(t *rapid.T) {
	for i := range d.steps[:len(d.steps)-1] {
		if rapid.IntRange(0, 6).Draw(t, "waits") == 0 {
			before := rapid.IntRange(i+1, len(d.steps)-1).Draw(t, "before")
			d.steps[i].Wait, d.steps[i].WaitBefore = &sop.Duration{D: time.Minute}, d.steps[before].ID
		}
		if rapid.IntRange(0, 5).Draw(t, "within") == 0 {
			of := rapid.IntRange(0, i).Draw(t, "since")
			d.steps[i+1].Within = &sop.Within{Time: sop.Duration{D: time.Duration(rapid.IntRange(1, 4).Draw(t, "minutes")) * time.Minute}, Of: d.steps[of].ID}
		}
	}
}

// forEach makes a section of some steps that is done for each item: nothing that is
// before it, or behind, is done again or waited for in it, nor the other way round.
func forEach(t *rapid.T, steps []sop.Step, from, behind int) *sop.Procedure {
	part := map[string]int{}
	for i, st := range steps {
		where := map[bool]int{true: 1}[i >= from] + map[bool]int{true: 1}[i >= behind]
		part[st.ID] = where
		for _, f := range st.Fields {
			part[f.Name] = where
		}
	}
	for i := range steps {
		inParts(t, &steps[i], part)
	}
	name := sop.Step{ID: "name", Fields: []sop.Field{{Name: "unit", Label: "Unit", Type: sop.Text}}}
	p := pageOf(slices.Insert(steps, from, name)...)
	all := p.Sections[0].Steps
	p.Sections = []sop.Section{{Title: "Before", Steps: all[:from]}, {Title: "Each", Steps: all[from : behind+1], Each: &sop.Each{Field: "unit"}}, {Title: "After", Steps: all[behind+1:]}}
	p.Sections = slices.DeleteFunc(p.Sections, func(s sop.Section) bool { return len(s.Steps) == 0 })
	if rapid.Bool().Draw(t, "listed") {
		p.Meta.Lists = []sop.List{{Name: "units", Items: []string{"U1", "U2"}}}
		for i := range p.Sections {
			if p.Sections[i].Each != nil {
				p.Sections[i].Each.List = "units"
			}
		}
	}
	return p
}

// inParts takes off a step what would cross the edges of the section for each item, which
// is part 1 of three.
func inParts(t *rapid.T, st *sop.Step, part map[string]int) {
	mine := part[st.ID]
	if st.WaitBefore != "" && part[st.WaitBefore] != mine {
		st.Wait, st.WaitBefore = nil, ""
	}
	rowAway := part["item"] == 1 && mine == 2
	if rowAway && st.Wait != nil && st.Wait.Column != "" {
		st.Wait = nil
	}
	if w := st.Within; w != nil && (part[w.Of] == 1 && mine == 2 || rowAway && w.Time.Column != "") {
		st.Within = nil
	}
	if st.DoOr != nil && st.DoOr.Does == sop.End && mine == 1 {
		st.DoOr = &sop.Consequence{Does: sop.End, Scope: sop.EndItem}
	}
	for j := range st.Fields {
		f := &st.Fields[j]
		if c := f.Calc; c != nil && mine == 2 && (part[c.Left.Name] == 1 || part[c.Right.Name] == 1) {
			*f = figure(f.Name, 1)
		}
		if rowAway && !f.From.None() {
			*f = figure(f.Name, 1)
		}
		if f.Or != nil && f.Or.From != "" && part[f.Or.From] != mine {
			f.Or.From = st.ID
		}
		for or := f.Or; or != nil && mine == 1; or = or.Then {
			if or.Does == sop.End {
				*or = sop.Consequence{Does: sop.End, Scope: rapid.SampledFrom([]sop.Scope{sop.EndItem, sop.EndItem, sop.EndsRun}).Draw(t, "scope")}
			}
		}
	}
}

// together puts a section of steps that are done together and confirmed afterwards
// before, between or behind those of a page, sometimes.
func together(t *rapid.T, p *sop.Procedure) {
	if rapid.IntRange(0, 4).Draw(t, "together") != 0 {
		return
	}
	washing := sop.Section{Title: "Wash", DoConfirm: true}
	last := choiceOf("washed", rapid.SampledFrom([]*sop.Consequence{nil, or(sop.End), orHold(sop.BySupervisor), orRedo("w0", 1, orHold(sop.BySupervisor))}).Draw(t, "washed or"))
	for i := range rapid.IntRange(1, 3).Draw(t, "washing") {
		washing.Steps = append(washing.Steps, sop.Step{ID: fmt.Sprintf("w%d", i), Text: "Rub.", Critical: rapid.Bool().Draw(t, "critical"), Always: rapid.IntRange(0, 3).Draw(t, "always") == 0})
	}
	washing.Steps[len(washing.Steps)-1].Fields = []sop.Field{last}
	at := rapid.IntRange(0, len(p.Sections)).Draw(t, "after")
	if at > 0 && p.Sections[at-1].Each == nil { // in the midst of the one before
		old := p.Sections[at-1]
		split := rapid.IntRange(1, len(old.Steps)).Draw(t, "split")
		rest := sop.Section{Title: "Rest", Steps: old.Steps[split:]}
		p.Sections[at-1].Steps = old.Steps[:split:split]
		if len(rest.Steps) > 0 {
			p.Sections = slices.Insert(p.Sections, at, rest)
		}
	}
	p.Sections = slices.Insert(p.Sections, at, washing)
	n := 0
	for i := range p.Sections {
		for j := range p.Sections[i].Steps {
			n++
			p.Sections[i].Steps[j].Number = n
		}
	}
}
