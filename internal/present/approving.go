package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/page"
)

// Line is one line of what is said of a page: words, or prose in its blocks.
type Line struct {
	Weight Weight
	Indent int    // in cells, for whoever sees it
	Glyph  string // how what it is about is drawn before Text on a screen, which is not said: "!"
	Text   string // plain words
	Prose  string // markdown, instead of Text
	Figure []byte // the picture whose caption Text is, for whoever can draw it; nil for none
}

// AlertGlyph is how an alert is drawn, before its kind.
const AlertGlyph = "!"

// proseLines are a page's prose: each of its figures is a line of its own.
func proseLines(p *sop.Procedure, md string, indent int) (out []Line) {
	if strings.TrimSpace(md) == "" {
		return nil
	}
	if !strings.Contains(md, "![") {
		return []Line{{Prose: md, Indent: indent}}
	}
	var words []string
	flush := func() {
		if len(words) > 0 {
			out = append(out, Line{Prose: strings.Join(words, "\n\n"), Indent: indent})
		}
		words = nil
	}
	for i, part := range page.Parts(md) {
		if part.Kind != page.Picture {
			words = append(words, part.Text)
			continue
		}
		flush()
		if i > 0 {
			out = append(out, Line{})
		}
		kept, _ := p.Figure(part.Figure.SHA256)
		out = append(out, Line{Text: Captioned(part.Figure), Indent: indent, Figure: kept.Data})
	}
	flush()
	return out
}

// SayLines returns lines to be said one by one.
func SayLines(lines []Line) []string {
	var out []string
	for _, l := range lines {
		switch {
		case l.Prose != "":
			out = append(out, Prose(l.Prose)...)
		case l.Text != "":
			out = append(out, Safe(l.Text))
		}
	}
	return out
}

// Approving returns what a supervisor sees before they approve a page: first
// what it changes of the version in force, the dangerous first, then the page as
// it will run.
func Approving(p model.Page) []Line {
	text, inForce := p.ToApprove()
	var out []Line
	if inForce == nil {
		out = append(out, Line{Weight: Heading, Text: "No version of it is in force: all of it is new"}, Line{})
	} else {
		out = append(out, Line{Weight: Heading, Text: fmt.Sprintf("Changes since v%s, which is in force", inForce.Meta.Version)})
		out = append(out, Changes(inForce, text.Procedure)...)
		out = append(out, Line{})
	}
	title := fmt.Sprintf("%s v%s as it will run", text.Procedure.Meta.ID, text.Procedure.Meta.Version)
	return append(append(out, Line{Weight: Heading, Text: title}), AsItRuns(text.Procedure)...)
}

// Changes lists what a page changes of another version, the dangerous first.
// Steps are named by their numbers: those of the new one, or of the old one for
// a step that is gone.
func Changes(old, current *sop.Procedure) []Line {
	var out []Line
	for _, c := range page.Diff(old, current) {
		where := ""
		before, _ := old.Step(c.Step)
		now, still := current.Step(c.Step)
		switch {
		case still:
			where = fmt.Sprintf("Step %d, ", now.Number)
		case c.Step != "":
			where = fmt.Sprintf("Step %d of v%s, ", before.Number, old.Meta.Version)
		}
		c.What = changed(c.What, before, now)
		c.Old, c.New, c.Step = factOf(old, before, c.What, c.Old), factOf(current, now, c.What, c.New), ""
		out = append(out, Line{Text: "- " + Capital(where+c.String())})
	}
	if len(out) == 0 {
		return []Line{{Text: "Nothing that the runner or a reader would see differs."}}
	}
	return out
}

// changed names what changed of a step: a field by its label.
func changed(what string, before, now sop.Step) string {
	for _, f := range slices.Concat(now.Fields, before.Fields) {
		switch what {
		case f.Name:
			return "field “" + Label(f) + "”"
		case f.Name + " limits":
			return "limits of “" + Label(f) + "”"
		}
	}
	return what
}

// factOf words a value of a change that names fields or steps: a condition, a
// window. Others stay as they are.
func factOf(p *sop.Procedure, st sop.Step, what, value string) string {
	if value == "" {
		return value
	}
	switch {
	case what == "condition" && st.If != nil:
		return "only if " + ConditionOf(p, st)
	case what == "section condition":
		for _, s := range p.Sections {
			if s.If != nil && slices.ContainsFunc(s.Steps, func(in sop.Step) bool { return in.ID == st.ID }) {
				return "only if " + Condition(p, *s.If)
			}
		}
	case what == "within" && st.Within != nil:
		of, _ := p.Step(st.Within.Of)
		return fmt.Sprintf("%s of step %d", LengthOf(p, st.Within.Time), of.Number)
	}
	return value
}

// AsItRuns returns a page as whoever runs it will be shown it: every section,
// alert, step and field in its order, with what holds for them in words.
func AsItRuns(p *sop.Procedure) []Line {
	out := proseLines(p, p.Intro, 0)
	if len(out) > 0 {
		out = append(out, Line{})
	}
	return append(out, afterIntro(p)...)
}

// afterIntro is AsItRuns behind what the page says of itself.
func afterIntro(p *sop.Procedure) []Line {
	var out []Line
	prose := func(md string) {
		if lines := proseLines(p, md, 0); lines != nil {
			out = append(append(out, lines...), Line{})
		}
	}
	if t := p.Meta.CompleteWithin; t != nil {
		out = append(out, Line{Text: "All of it is complete within " + LengthOf(p, *t) + "."}, Line{})
	}
	for _, s := range p.Sections {
		if s.Title != "" {
			out = append(out, Line{Weight: Heading, Text: s.Title})
		}
		if each := OnceForEach(p, s); each != "" {
			out = append(out, Line{Text: each})
		}
		if s.DoConfirm {
			out = append(out, Line{Text: "These steps are done together, and confirmed afterwards."})
		}
		if s.If != nil {
			out = append(out, Line{Text: "Only if " + Condition(p, *s.If) + ":"})
		}
		if s.If != nil {
			s.Intro = Capital(s.Intro)
		}
		prose(s.Intro)
		for _, st := range s.Steps {
			prose(st.Before)
			out = append(out, stepLines(p, st)...)
		}
		prose(s.More)
	}
	return out
}

// stepLines are a step as it will run.
func stepLines(p *sop.Procedure, st sop.Step) []Line {
	var out []Line
	for _, a := range st.Alerts {
		word := string(a.Kind)
		if a.Kind.MustAcknowledge() {
			word += ", to be read before step " + fmt.Sprint(st.Number)
		}
		out = append(out, Line{Glyph: AlertGlyph, Text: word, Indent: 2, Weight: Strong}, Line{Prose: a.Text, Indent: 4}, Line{})
	}
	head := fmt.Sprintf("%d. ", st.Number)
	if st.Critical {
		head += "CRITICAL. "
	}
	out = append(out, Line{Weight: Strong, Text: head + Do(st)})
	for _, text := range stepHolds(p, st) {
		out = append(out, Line{Text: text, Indent: 4})
	}
	out = append(out, proseLines(p, st.More, 4)...)
	for _, f := range st.Fields {
		text := "- " + Asks(p, f)
		if f.Or != nil {
			text += ". If not: " + IfNot(p, st, f.Or)
		}
		out = append(out, Line{Text: text, Indent: 4})
	}
	return append(out, Line{})
}

// stepHolds words what holds for a step beside its instruction.
func stepHolds(p *sop.Procedure, st sop.Step) []string {
	var out []string
	add := func(holds bool, format string, args ...any) {
		if holds {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	if st.If != nil {
		add(true, "Only if %s.", ConditionOf(p, st))
	}
	if st.Wait != nil {
		before, _ := p.Step(st.WaitBefore)
		add(st.WaitBefore == "", "Wait at least %s.", LengthOf(p, *st.Wait))
		add(st.WaitBefore != "", "Wait at least %s before step %d; other steps go on meanwhile.", LengthOf(p, *st.Wait), before.Number)
	}
	if st.Within != nil {
		of, _ := p.Step(st.Within.Of)
		add(true, "Within %s of when step %d was done.", LengthOf(p, st.Within.Time), of.Number)
	}
	add(st.Verify != "", "A %s checks this.", st.Verify)
	add(st.Hold != "", "Hold: a %s releases this before the run goes on.", st.Hold)
	add(st.Do != "" && st.DoOr == nil, "Here %s is worked through.", st.Do)
	if st.DoOr != nil {
		add(true, "Here %s is worked through. If it does not end complete: %s.", st.Do, IfNot(p, st, st.DoOr))
	}
	add(st.Always, "It is done even if the %s has ended.", WhatEnds(p, st))
	add(st.NAOk, "It may be left out as not applicable, without a reason.")
	add(st.AnyOrder, "It may change places with its neighbours.")
	return out
}

// Asks words a field as the page asks for it, with all that it takes.
func Asks(p *sop.Procedure, f sop.Field) string {
	parts := []string{cmp.Or(strings.TrimSpace(Unit(f)+" "+cmp.Or(LimitsOnPage(p, f), Takes(f))), string(f.Type))}
	if f.Calc != nil {
		parts = append(parts, "computed as "+Formula(p, f))
	}
	if !f.Possible.Open() {
		parts = append(parts, "possible "+f.Possible.String())
	}
	if f.Tolerance != nil {
		parts = append(parts, "both readings within "+f.Tolerance.String())
	}
	if len(f.Expect) > 0 {
		parts = append(parts, f.Expected()+" is expected")
	}
	if f.Repeat > 1 {
		parts = append(parts, Number(f.Repeat, "time"))
	}
	if f.Optional {
		parts = append(parts, "may stay empty")
	}
	return Label(f) + ": " + strings.Join(parts, ", ")
}
