// Package paper lays a procedure out as a blank form, for the day the terminal
// is down: a box for each step, a blank for each value, and the lines that
// people sign on. It is a pure function of the page and of what the log says of
// it, and writes nothing of a page that could do more than be read.
package paper

import (
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/page"
)

// Sheet is what is printed.
type Sheet struct {
	Procedure *sop.Procedure  // required
	Approval  *model.Approval // nil: the station's log has not approved this text
	Site      string          // "" for a station that is not set up
	Station   string
	Banner    string    // says what the sheet is not, "" for real work
	Printed   time.Time // required: the day on which it holds
}

// kind says how a line is set.
type kind int

const (
	title kind = iota
	heading
	body
	alert
	step
	under // a step
	sign
)

// line is one line of the form, broken where the paper ends.
type line struct {
	kind   kind
	strong bool
	parts  []part
	blocks []page.Block // of a page's prose, set under the parts
}

// part is text, a box to tick with its label, or a blank to write on.
type part struct {
	text  string
	box   bool
	blank int // how many letters it has room for
}

func say(format string, args ...any) part { return part{text: fmt.Sprintf(format, args...)} }
func box(label string) part               { return part{box: true, text: label} }
func blank(letters int) part              { return part{blank: letters} }

// clock is room for a time of day.
func clock() []part { return []part{blank(hand), {text: ":"}, blank(hand)} }

// hand is how many letters two written digits take.
const hand = 3

// form collects the lines of a sheet.
type form struct {
	sheet Sheet
	lines []line
}

func (f *form) add(k kind, parts ...part) { f.lines = append(f.lines, line{kind: k, parts: parts}) }

// prose adds a page's prose: a line for each paragraph, and what is more than
// that as the block that it is.
func (f *form) prose(k kind, blocks []page.Block) {
	for len(blocks) > 0 {
		text, rest := paragraph(blocks)
		if text != "" {
			f.add(k, say("%s", text))
		} else {
			f.lines = append(f.lines, line{kind: k, blocks: blocks[:1]})
			rest = blocks[1:]
		}
		blocks = rest
	}
}

// paragraph returns the words of the first block and the blocks after it; "" and
// all blocks where the first is no paragraph that wraps as one.
func paragraph(blocks []page.Block) (string, []page.Block) {
	if len(blocks) == 0 || blocks[0].Kind != page.Paragraph {
		return "", blocks
	}
	text := present.Text(blocks[0].Spans)
	if strings.Contains(text, "\n") {
		return "", blocks
	}
	return text, blocks[1:]
}

// lay lays a sheet out.
func lay(s Sheet) []line {
	f := &form{sheet: s}
	f.head()
	f.opening()
	for _, section := range s.Procedure.Sections {
		f.section(section)
	}
	f.ending()
	return f.lines
}

// Controlled says on which day the sheet holds.
func (s Sheet) controlled() string {
	return "Uncontrolled when printed, valid on " + s.Printed.Format("2 Jan 2006")
}

// name says which text it is.
func (s Sheet) name() string {
	m := s.Procedure.Meta
	return present.Safe(m.ID + " v" + m.Version)
}

// standing says what the log says of the text.
func (s Sheet) standing() string {
	if s.Approval == nil {
		return "NOT APPROVED in this station's log: not to be worked from"
	}
	text := fmt.Sprintf("Approved by %s (%s), effective %s", present.Safe(s.Approval.By.Name), present.Safe(s.Approval.By.ID), present.Safe(present.Day(s.Approval.Effective)))
	if by := s.Approval.ReviewBy; by != "" {
		text += ", review by " + present.Safe(present.Day(by))
		if by < s.Printed.Format(time.DateOnly) {
			text += ": REVIEW OVERDUE"
		}
	}
	return text
}

func (f *form) head() {
	s := f.sheet
	if s.Banner != "" {
		f.add(heading, say("%s", s.Banner))
	}
	f.add(title, say("%s", present.Safe(s.Procedure.Meta.Title)))
	f.add(body, say("%s.", s.name()), say("%s.", s.standing()))
	f.add(body, say("%s.", s.controlled()))
	if s.Station != "" {
		f.add(body, say("%s, %s.", present.Safe(s.Station), present.Safe(s.Site)))
	}
	f.add(body, say("SHA-256 of the text: %s", s.Procedure.SHA256))
}

func (f *form) opening() {
	p := f.sheet.Procedure
	f.add(sign, say("Date"), blank(12), say("started"), blank(hand), say(":"), blank(hand), say("performed by"), blank(24))
	f.add(body, say("Write nothing that names a patient. Strike a wrong value through once, write the right one beside it, and initial both."))
	f.prose(body, page.BlocksOf(f.sheet.Procedure, p.Intro))
	if len(p.Meta.Equipment) > 0 {
		f.add(body, say("Have ready: %s.", present.Safe(strings.Join(p.Meta.Equipment, ", "))))
	}
	if t := p.Meta.CompleteWithin; t != nil {
		f.add(body, say("Complete it within %s.", f.length(*t)))
	}
}

func (f *form) section(s sop.Section) {
	if s.Title != "" {
		f.add(heading, say("%s", present.Safe(s.Title)))
	}
	f.each(s)
	if s.DoConfirm {
		f.add(body, say("Do all of these first. Then tick each line as you see it done."))
	}
	intro := page.BlocksOf(f.sheet.Procedure, s.Intro)
	if s.If != nil {
		var text string
		text, intro = paragraph(intro)
		f.add(body, say("Only if %s: %s", present.Condition(f.sheet.Procedure, *s.If), text), box("otherwise: this section is not required"))
	}
	f.prose(body, intro)
	for _, st := range s.Steps {
		f.step(st)
	}
	f.prose(body, page.BlocksOf(f.sheet.Procedure, s.More))
}

// each says that a section is done once for each item, with a place to write which, and
// the items of a known list to tick off.
func (f *form) each(s sop.Section) {
	if s.Each == nil {
		return
	}
	label := present.EachLabel(s)
	f.add(body, say("Once for each: %s. Fill in one copy of this part for each. This one is for:", label), blank(24))
	list, listed := f.sheet.Procedure.Meta.List(s.Each.List)
	switch {
	case !listed:
		f.add(body, say("At least one. The last one is done:"), box(""))
	case list.Local != "":
		f.add(body, say("The list is not set yet: %s", present.Sentence(present.Safe(list.Local))))
	default:
		all := say("All %d; beside one that is left out write why:", len(list.Items))
		f.add(body, append([]part{all}, boxes(list.Items)...)...)
	}
}

// step adds a step: its alerts first, then what to do, what it asks for, and
// who signs.
func (f *form) step(st sop.Step) {
	f.prose(body, page.BlocksOf(f.sheet.Procedure, st.Before))
	for _, a := range st.Alerts {
		text, rest := paragraph(page.Blocks(a.Text))
		f.lines = append(f.lines, line{kind: alert, parts: []part{say("%s:", string(a.Kind)), say("%s", text)}, blocks: rest})
	}
	l := line{kind: step, strong: st.Critical, parts: []part{box(fmt.Sprint(st.Number))}}
	if st.Critical {
		l.parts = append(l.parts, say("CRITICAL"))
	}
	if st.If != nil {
		l.parts = append(l.parts, say("Only if %s:", present.ConditionOf(f.sheet.Procedure, st)))
	}
	if st.Always {
		l.parts = append(l.parts, say("(done even if the %s has ended)", present.WhatEnds(f.sheet.Procedure, st)))
	}
	l.parts = append(l.parts, say("%s", present.Do(st)))
	f.lines = append(f.lines, l)
	f.prose(under, page.BlocksOf(f.sheet.Procedure, st.More))
	f.times(st)
	for _, field := range st.Fields {
		f.field(st, field)
		if st.Verify != "" && field.ReadBlind() {
			f.add(under, append([]part{say("Second reading, without looking at the first:")}, answer(field)...)...)
		}
	}
	f.outcome(st)
	f.others(st)
}

// times adds what has to be waited for and what has to be done by when.
func (f *form) times(st sop.Step) {
	if st.Wait != nil {
		text := f.length(*st.Wait)
		if st.WaitBefore != "" {
			later, _ := f.sheet.Procedure.Step(st.WaitBefore)
			text += fmt.Sprintf(" before step %d; other steps go on meanwhile", later.Number)
		}
		parts := []part{say("Wait at least %s.", text), say("Begun")}
		parts = append(append(parts, clock()...), say("over"))
		f.add(under, append(parts, clock()...)...)
	}
	if st.Within != nil {
		of, _ := f.sheet.Procedure.Step(st.Within.Of)
		parts := []part{say("Within %s of step %d.", f.length(st.Within.Time), of.Number), say("That was done at")}
		f.add(under, append(parts, clock()...)...)
	}
	if st.Do != "" {
		f.add(under, say("Here %s is worked through. Attach its form.", present.Safe(st.Do)))
		if st.DoOr != nil {
			f.add(under, box("it did not end complete"), say("If not: %s.", present.IfNot(f.sheet.Procedure, st, st.DoOr)))
		}
	}
}

// length words a time, or where the department finds it.
func (f *form) length(t sop.Duration) string {
	if t.Local != "" {
		return "______ (set by the department: " + present.Safe(t.Local) + ")"
	}
	return present.LengthOf(f.sheet.Procedure, t)
}

// outcome adds what else than done a step can be.
func (f *form) outcome(st sop.Step) {
	parts := []part{say("Done at")}
	parts = append(parts, clock()...)
	parts = append(parts, say("initials"), blank(6))
	if st.If != nil {
		parts = append(parts, box("not required"))
	}
	if st.NAOk {
		parts = append(parts, box("not applicable"))
	}
	f.add(under, parts...)
	parts = nil
	if !st.NAOk && !st.Critical {
		parts = append(parts, box("not applicable"))
	}
	f.add(under, append(parts, box("not done"), say("because"), blank(34))...)
}

// others adds the lines of the second person and of whoever releases a hold.
func (f *form) others(st sop.Step) {
	who := func(does string) {
		parts := []part{say("%s", does), say("Name"), blank(20), say("signature"), blank(20), say("at")}
		f.add(sign, append(parts, clock()...)...)
	}
	if st.Verify != "" {
		who("CHECKED by a " + string(st.Verify) + ", never by who performs:")
	}
	if st.Hold != "" {
		who("HOLD. Stop here until a " + string(st.Hold) + " releases this:")
	}
}

// ending adds what was out of the ordinary and the lines to sign on.
func (f *form) ending() {
	f.add(heading, say("Exceptions"))
	f.add(body, say("Every value outside its limits and every step that was not done: which step, and what was done about it."))
	for range 4 {
		f.add(body, say("Step"), blank(4), blank(60))
	}
	f.add(heading, say("Sign-off"))
	for _, role := range f.sheet.Procedure.Meta.Sign {
		f.add(sign, say("%s:", strings.ToUpper(present.Safe(role))), say("Name"), blank(20), say("signature"), blank(20), say("date and time"), blank(16))
	}
	f.add(sign, say("Copied into the log as run"), blank(14), say("by"), blank(18), say("on"), blank(12))
	f.add(body, say("%s. %s.", f.sheet.name(), f.sheet.controlled()))
}
