package checklist

import (
	"fmt"
	"strings"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/run"
)

// View draws the run around its current step.
func (m Model) View(env kit.Env) kit.View {
	work, ok := env.Session.Work()
	if !ok {
		return kit.View{}
	}
	r := work.Run
	v := header(work, env)
	s, open := r.Current()
	addPast(&v, env, work)
	v.Focus = len(v.Body)
	if open {
		m.addCurrent(&v, env, work, s)
	} else {
		addProse(&v, env, r.Procedure(), present.Around(r.ProseAfter()))
		ended := "Every step is closed."
		if r.Stopped() != nil {
			ended = "The run is stopped."
		}
		v.AddText(env.Width, 2, kit.L(kit.Strong, ended+" "+present.ToFinish(work.Practice)))
	}
	m.addPanel(&v, env, work)
	v.FocusEnd = len(v.Body) - 1
	if open {
		addNext(&v, env, work)
		addLater(&v, env, r, s)
		v.Side = side(env, work, s)
	}
	return v
}

func header(work session.Work, env kit.Env) kit.View {
	p := work.Run.Procedure()
	s, open := work.Run.Current()
	where := present.AtEnd(work.Practice)
	section := kit.L(kit.Dim, "  ")
	if open {
		where = fmt.Sprintf("%d of %d", s.Number, p.StepCount())
		section = kit.L(kit.Dim, "  "+strings.ToUpper(p.Sections[s.Section].Title))
		if now, of := present.Item(work.Run, s); now != "" {
			section = append(section, kit.Span{Role: kit.Strong, Text: "   " + now}, kit.Span{Role: kit.Dim, Text: of})
		}
	}
	who := kit.Span{Role: kit.Text, Text: work.Person.Name}
	if work.Card {
		who = kit.Span{Role: kit.Caution, Text: "who is it?"}
	}
	var v kit.View
	v.Head(env, kit.L(kit.Text, p.Meta.Title), kit.L(kit.Dim, p.Meta.ID+" v"+p.Meta.Version), kit.Line{who, {Role: kit.Strong, Text: "   " + where}})
	id := kit.L(kit.Dim, work.ID)
	if also := present.Elsewhere(env.Station, work.ID); also != "" {
		id = kit.L(kit.Dim, also)
		if both := kit.L(kit.Dim, also+"   "+work.ID); section.Width()+both.Width()+2 <= env.TextWidth() {
			id = both
		}
	}
	v.Pinned = append(v.Pinned, kit.Beside(section, id, 2, env.TextWidth())...)
	v.Add(nil)
	if open && p.ConfirmsAfter(s.Section) && s.Started != nil {
		addTogether(&v, env, work.Run, s)
	}
	if text := present.Meanwhile(work.Meanwhile); text != "" {
		v.AddText(env.Width, 2, kit.L(kit.Caution, text))
		v.Add(nil)
	}
	if text := present.Unsignable(work); text != "" {
		v.AddText(env.Width, 2, kit.L(kit.Caution, text))
		v.Add(nil)
	}
	return v
}

// addTogether draws the steps that are done together, until the first is confirmed, and
// says how.
func addTogether(v *kit.View, env kit.Env, r run.Run, s run.Step) {
	v.AddText(env.Width, 2, kit.L(kit.Text, present.Together(r.Procedure(), s.Section)))
	v.Add(nil)
	steps := present.DoneTogether(r, s)
	for _, x := range steps {
		line := append(kit.Line{{Role: kit.Accent, Text: "  " + kit.PadLeft(fmt.Sprint(x.Number), 4) + "  "}}, kit.Instruction(r.Procedure(), x.Step, kit.Strong)...)
		v.Add(kit.Wrap(line, env.TextWidth(), 8)...)
	}
	if len(steps) > 0 {
		v.Add(nil)
	}
}

// addPast draws the step that was closed last, and those passed since then: a
// branch that stays closed is one line (H9, H33).
func addPast(v *kit.View, env kit.Env, work session.Work) {
	past := present.Passed(work.Run)
	for _, part := range past {
		first, last := part[0], part[len(part)-1]
		word, right := pastWords(first, work, env)
		number, what := fmt.Sprint(first.Number), kit.Instruction(work.Run.Procedure(), first.Step, kit.Dim)
		if first.Item != "" && first.Item != itemNow(work.Run) {
			what = append(kit.L(kit.Dim, present.Safe(first.Named)+"  "), what...)
		}
		if first.ID != last.ID {
			number = fmt.Sprintf("%d-%d", first.Number, last.Number)
			what = kit.L(kit.Dim, work.Run.Procedure().Sections[first.Section].Title)
		}
		left := append(kit.Line{{Role: kit.Dim, Text: "  " + kit.Pad(word, 9) + kit.PadLeft(number, 3) + "  "}}, what...)
		if left.Width()+right.Width()+2 <= env.TextWidth() {
			v.Add(kit.Columns(left, right, env.TextWidth()))
			continue
		}
		lines := kit.Wrap(left, env.TextWidth(), 16)
		switch last := len(lines) - 1; {
		case lines[last].Width()+right.Width()+3 <= env.TextWidth():
			lines[last] = kit.Columns(lines[last], right, env.TextWidth())
		case right.Width()+16 <= env.TextWidth():
			lines = append(lines, kit.Columns(nil, right, env.TextWidth()))
		default:
			lines = append(lines, kit.Wrap(append(kit.L(kit.Dim, strings.Repeat(" ", 16)), right...), env.TextWidth(), 16)...)
		}
		v.Add(lines...)
	}
	if len(past) > 0 {
		v.Add(nil)
	}
}

// itemNow returns the item of the current step, which the head of the frame names.
func itemNow(r run.Run) string {
	s, _ := r.Current()
	return s.Item
}

func pastWords(s run.Step, work session.Work, env kit.Env) (string, kit.Line) {
	switch s.State {
	case run.NotRequired:
		return "not req.", kit.L(kit.Dim, present.WhyClosed(work.Run, s))
	case run.NotApplicable:
		return "n/a", kit.L(kit.Dim, s.Closed.Reason)
	case run.NotDone:
		return "NOT DONE", kit.L(kit.Caution, s.Closed.Reason)
	default:
		when := present.DoneAt(*s.Closed, env.Now)
		if !s.Closed.Earlier.IsZero() {
			when = "late entry  " + when
		}
		return "done", kit.L(kit.Dim, present.Name(work, s.Closed.Person)+"  "+when)
	}
}

func (m Model) addCurrent(v *kit.View, env kit.Env, work session.Work, s run.Step) {
	r := work.Run
	addProse(v, env, r.Procedure(), present.Around(r.ProseBefore(s)))
	m.addAlerts(v, env, work, s)
	v.Keep[0] = len(v.Body)
	head := kit.Line{{Role: kit.Accent, Text: "▸ " + kit.Pad(fmt.Sprint(s.Number), 4)}}
	if s.Critical {
		v.Add(append(head, kit.Span{Role: kit.Caution, Text: present.AlertGlyph + " CRITICAL"}))
		head = kit.L(kit.Text, "      ")
	}
	if env.Width < 60 {
		head = kit.Shorten(head, 6)
	}
	line := append(head, kit.Instruction(r.Procedure(), s.Step, kit.Strong)...)
	v.Add(kit.Wrap(line, env.TextWidth(), 6)...)
	if !work.Practice {
		for _, text := range present.OutOfService(env.Station, r, s, env.Now) {
			addIndented(v, env, kit.L(kit.Caution, text))
		}
	}
	v.Keep[1] = len(v.Body)
	for _, why := range present.Conditions(work, s, m.prompt(env, work).Kind) {
		addIndented(v, env, kit.L(kit.Dim, why))
	}
	if s.More != "" {
		v.Add(nil)
		addBlocks(v, env, r.Procedure(), s.More, kit.Text, kit.Strong)
	}
	if len(s.Fields) > 0 {
		v.Add(nil)
	}
	m.addFields(v, env, work, s)
	addTimers(v, env, r, s)
	if m.over.figures {
		addFigures(v, env, present.FiguresAt(m.moment(env, work)))
	}
	if m.over.why {
		v.Add(nil)
		v.Add(grounds(present.Grounds(r.Procedure(), s.Step), env.TextWidth()-6, 6)...)
	}
}

// addProse draws a page's prose in its blocks, and a blank line after it.
func addProse(v *kit.View, env kit.Env, p *sop.Procedure, md string) {
	if addBlocks(v, env, p, md, kit.Text, kit.Strong); strings.TrimSpace(md) != "" {
		v.Add(nil)
	}
}

// aroundStep is how many rows stand around a picture: the head, the foot, the step and its
// field.
const aroundStep = 12

// addFigures draws pictures, each under what it shows in words.
func addFigures(v *kit.View, env kit.Env, list []sop.Figure) {
	for _, f := range list {
		v.Add(nil)
		addIndented(v, env, kit.L(kit.Dim, present.Captioned(f)))
		lines := kit.Picture(f.Data, env.TextWidth()-6, env.Height-aroundStep, env.Theme)
		if lines == nil {
			addIndented(v, env, kit.L(kit.Dim, kit.NotDrawn))
		}
		for _, l := range lines {
			v.Add(append(kit.L(kit.Text, "      "), l...))
		}
	}
}

// addBlocks draws a page's prose in its blocks.
func addBlocks(v *kit.View, env kit.Env, p *sop.Procedure, md string, role, strong kit.Role) {
	for _, l := range kit.Blocks(p, md, env.TextWidth()-6, role, strong) {
		if len(l) > 0 {
			l = append(kit.L(kit.Text, "      "), l...)
		}
		v.Add(l)
	}
}

// addAlerts draws every alert of the step in full. Those to be acknowledged
// say so until they are (H7).
func (m Model) addAlerts(v *kit.View, env kit.Env, work session.Work, s run.Step) {
	pending, hasPending := s.PendingAlert()
	asked := m.prompt(env, work).Kind == session.AskAlert && work.Draft() == nil && m.over.ask == nil
	for _, a := range s.Alerts {
		role, state := kit.Dim, ""
		switch {
		case hasPending && a == pending && !asked: // what is asked now stays in sight
			role = alertRole(a.Kind)
		case hasPending && a == pending:
			v.Asks(len(v.Body))
			role, state = alertRole(a.Kind), "   press a when you have read it"
		case a.Kind.MustAcknowledge():
			state = "   read"
			if hasPending && s.Acked == 0 {
				role, state = alertRole(a.Kind), ""
			}
		}
		v.Add(append(kit.Line{{Role: kit.Text, Text: "      "}, {Role: role, Text: present.AlertGlyph + " " + string(a.Kind)}}, kit.Span{Role: kit.Dim, Text: state}))
		text := kit.Text
		if role == kit.Dim {
			text = kit.Dim
		}
		addBlocks(v, env, work.Run.Procedure(), a.Text, text, text)
		v.Add(nil)
	}
}

func alertRole(k sop.AlertKind) kit.Role {
	if k == sop.Warning {
		return kit.Danger
	}
	return kit.Caution
}

func addIndented(v *kit.View, env kit.Env, l kit.Line) {
	v.Add(kit.Wrap(append(kit.Line{{Role: kit.Text, Text: "      "}}, l...), env.TextWidth(), 6)...)
}

// grounds draws codes in their words, and sources.
func grounds(all []present.Ground, width, indent int) []kit.Line {
	var out []kit.Line
	for _, g := range all {
		line := kit.Line{{Role: kit.Accent, Text: kit.Pad(g.Key, 3) + "  "}, {Role: kit.Dim, Text: g.Text}}
		for _, l := range kit.Wrap(line, width, 5) {
			out = append(out, append(kit.Line{{Role: kit.Text, Text: strings.Repeat(" ", indent)}}, l...))
		}
	}
	return out
}

// side is what a wide terminal shows beside the run: the steps and values so far,
// the latest of them where there is no room for all, and what the step rests on.
func side(env kit.Env, work session.Work, s run.Step) []kit.Line {
	width := kit.SideWidth(env.Width)
	if width == 0 {
		return nil
	}
	rests := rests(work.Run.Procedure(), s, width)
	past := soFar(env, work, width)
	room := kit.BodyHeight(env.Height) - len(rests)
	switch {
	case len(past) == 0:
		return rests
	case room < 6: // less than this tells nothing
		rests, room = nil, kit.BodyHeight(env.Height)
	}
	heading := kit.L(kit.Dim, "SO FAR")
	if over := min(len(past)+3-room, len(past)); over > 0 {
		past = past[over:]
		heading = append(heading, kit.Span{Role: kit.Dim, Text: "   more above"})
	}
	return append(append(append([]kit.Line{heading, nil}, past...), nil), rests...)
}

// soFar draws the steps that are closed, with their values beside their limits.
func soFar(env kit.Env, work session.Work, width int) []kit.Line {
	var v kit.View
	narrow := env
	narrow.Width = width + 2
	for _, line := range present.SoFar(work, env.Now) {
		v.AddSaid(narrow, line)
	}
	return v.Body
}

// rests draws what a step rests on: codes in their words, and sources.
func rests(p *sop.Procedure, s run.Step, width int) []kit.Line {
	if len(s.Codes) == 0 {
		return nil
	}
	all := present.Grounds(p, s.Step)
	codes, sources := all[:len(s.Codes)], all[len(s.Codes):]
	out := append([]kit.Line{kit.L(kit.Dim, "THIS STEP SHOWS"), nil}, grounds(codes, width-2, 0)...)
	if len(sources) > 0 {
		out = append(append(out, nil, kit.L(kit.Dim, "ITS SOURCES"), nil), grounds(sources, width-2, 0)...)
	}
	return out
}

func addNext(v *kit.View, env kit.Env, work session.Work) {
	r := work.Run
	next, ok := r.Next()
	v.Add(nil)
	if !ok {
		v.Add(kit.L(kit.Dim, "  next       "+present.AfterLast(work.Practice)))
		return
	}
	line := append(kit.Line{{Role: kit.Dim, Text: "  next     " + kit.PadLeft(fmt.Sprint(next.Number), 3) + "  "}}, kit.Instruction(r.Procedure(), next.Step, kit.Dim)...)
	if next.If != nil {
		line = append(line, kit.Span{Role: kit.Dim, Text: "  (if " + present.ConditionOf(r.Procedure(), next.Step) + ")"})
	}
	v.Add(kit.Wrap(line, env.TextWidth(), 16)...)
}
