package checklist

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop/run"
)

// addPanel draws what is asked below the step: nothing covers the step (H13).
func (m Model) addPanel(v *kit.View, env kit.Env, work session.Work) {
	p := m.prompt(env, work)
	for _, text := range present.Raised(work.Run, env.Now) {
		addIndented(v, env, kit.L(kit.Caution, text))
	}
	for _, text := range present.Watched(work, env.Now) {
		addIndented(v, env, kit.L(kit.Dim, text))
	}
	v.Add(nil)
	before := len(v.Body)
	switch d := work.Draft(); {
	case d != nil && d.Event != nil:
		m.addSignature(v, env, work)
	case m.over.ask != nil:
		m.addQuestion(v, env, work)
	default:
		m.addPrompt(v, env, work, p)
	}
	m.addNotice(v, env, work, atFoot)
	if len(v.Body) == before {
		v.Body = v.Body[:before-1]
	}
}

// place is where a notice can stand.
type place int

// The places.
const (
	atFoot  place = iota // below the step
	atField              // under the value that is asked for, so that both are in sight on a small terminal
	atLine               // under the line that is typed below the step
)

// noticed returns the place of a notice: there is one at a time.
func (m Model) noticed(env kit.Env, work session.Work) place {
	p := m.prompt(env, work)
	switch d := work.Draft(); {
	case d != nil && d.Event != nil:
		return map[bool]place{true: atLine}[!work.Practice && len(m.answer.pass.Inputs) > 0]
	case m.over.ask != nil:
		return map[bool]place{true: atLine}[m.over.ask.picker == nil]
	case p.Kind == session.AskAction:
		return atLine
	case p.Kind == session.AskValue, p.Kind == session.AskReading:
		return atField
	default:
		return atFoot
	}
}

// addNotice draws what was said of the last key, where it belongs.
func (m Model) addNotice(v *kit.View, env kit.Env, work session.Work, here place) {
	if m.noticed(env, work) != here {
		return
	}
	notice := m.hint
	if notice == "" && m.over.ask == nil && !m.stale(env, work) {
		notice = refused(work)
	}
	if notice == "" {
		notice = env.Warning
	}
	if notice == "" {
		return
	}
	defer func() { v.AtEnd = len(v.Body) - 1 }() // nobody looks for it below the frame
	if here != atFoot {
		v.Add(kit.Wrap(kit.Line{{Role: kit.Text, Text: strings.Repeat(" ", 8)}, {Role: kit.Caution, Text: present.Sentence(notice)}}, env.TextWidth(), 8)...)
		return
	}
	if n := len(v.Body); n > 0 && len(v.Body[n-1]) > 0 {
		v.Add(nil)
	}
	addIndented(v, env, kit.L(kit.Caution, present.Sentence(notice)))
}

// refused says why the last act was refused, with the key that does it: a run knows none.
func refused(work session.Work) string {
	if work.Refusal == nil || work.Refusal.Code != run.NeedsConfirm {
		return work.Notice
	}
	step, _ := work.Run.Current()
	i := slices.IndexFunc(critical, func(b kit.Binding) bool { return b.Act == confirm })
	if !step.Critical {
		return fmt.Sprintf("%s Once that is meant, confirm it with %s", present.WhatFollows(work.Run, step), critical[i].Keys[0])
	}
	return fmt.Sprintf("step %d is critical: confirm it with %s once it is done", step.Number, critical[i].Keys[0])
}

// stale reports whether the last refusal is overtaken by time: a wait that was
// not over is over now.
func (m Model) stale(env kit.Env, work session.Work) bool {
	return work.Refusal != nil && work.Refusal.Code == run.NeedsWait && m.prompt(env, work).Kind == session.AskClose
}

func (m Model) addQuestion(v *kit.View, env kit.Env, work session.Work) {
	if q := m.over.ask; q.picker != nil {
		addPicker(v, env, *q.picker)
		if q.ask.Kind == present.Value {
			addIndented(v, env, kit.L(kit.Dim, q.ask.Help))
		}
	} else {
		m.addInputLine(v, env, work, q.input, true)
	}
}

func addPicker(v *kit.View, env kit.Env, p kit.Picker) { v.AddPicker(p, env.TextWidth(), 6) }

// addPrompt draws what the run asks for where that is not a field of the step.
func (m Model) addPrompt(v *kit.View, env kit.Env, work session.Work, p session.Prompt) {
	switch p.Kind {
	case session.AskCard:
		addCard(v, env, work)
	case session.AskAction:
		at := len(v.Body)
		if last := len(p.Step.Fields) - 1; last < 0 || p.Step.Fields[last].Name != p.Deviation.Field { // its value does not stand right above
			addIndented(v, env, kit.L(kit.Caution, present.Sentence(p.Deviation.What)))
		}
		m.addInputLine(v, env, work, m.answer.input, !m.over.menu)
		v.At = at
	case session.AskNotDone:
		addIndented(v, env, kit.L(kit.Caution, present.NoRow(work.Run, p.Step)))
	case session.AskWait:
		addIndented(v, env, kit.L(kit.Strong, fmt.Sprintf("Press t when the wait of %s begins.", p.Step.Wait)))
	case session.AskClose:
		m.addFollows(v, env, work, p)
	case session.AskLinked:
		addIndented(v, env, kit.L(kit.Strong, "Press enter to work through "+p.Step.Do+"; this run waits meanwhile."))
	case session.AskSecond, session.AskRelease:
		m.addCall(v, env, work, p)
	case session.AskDecision:
		limit, _ := work.Run.Limit()
		addIndented(v, env, kit.L(kit.Caution, fmt.Sprintf("OVERDUE: this run is open for longer than %s. A supervisor decides how it goes on.", present.Length(limit.Length))))
		m.addChoice(v, env, work)
	case session.AskTaker:
		offer := work.Run.Offer()
		addIndented(v, env, kit.Line{{Role: kit.Caution, Text: "HANDED OVER by " + present.Name(work, offer.Person) + " at " + present.TimeAt(offer.At, env.Now) + ": "}, {Role: kit.Text, Text: offer.Reason}})
		if m.guest.ID == "" {
			m.addChoice(v, env, work)
		}
	case session.AskItem:
		addIndented(v, env, kit.L(kit.Dim, strings.ToUpper("open item "+fmt.Sprint(p.Index)+" of "+fmt.Sprint(len(work.Run.Items()))+", for "+m.guest.Name)))
		addIndented(v, env, kit.L(kit.Strong, p.Item))
		if text := present.ItemStep(p); text != "" {
			addIndented(v, env, kit.L(kit.Text, text))
		}
	}
}

// addCall draws who is asked to come: a second person, or who releases.
func (m Model) addCall(v *kit.View, env kit.Env, work session.Work, p session.Prompt) {
	call := "A " + string(p.Who) + " checks this step now and reads everything for themself. What was recorded is hidden until then."
	if p.Kind == session.AskRelease {
		call = "HOLD: the run stops here until a " + string(p.Who) + " releases it. Other work can go on meanwhile: q puts it away."
	}
	m.addFollows(v, env, work, p)
	addIndented(v, env, kit.L(kit.Caution, call))
	m.addChoice(v, env, work)
}

// addFollows draws what follows once the step is closed, or holds the run.
func (m Model) addFollows(v *kit.View, env kit.Env, work session.Work, p session.Prompt) {
	if text := present.WhatFollows(work.Run, p.Step); text != "" {
		addIndented(v, env, kit.L(kit.Caution, text))
	}
}

func (m Model) addChoice(v *kit.View, env kit.Env, work session.Work) {
	v.Add(nil)
	if len(m.answer.choice.Rows) == 0 {
		who, _ := present.Whom(m.moment(env, work))
		addIndented(v, env, kit.L(kit.Text, who.None))
		return
	}
	addPicker(v, env, m.answer.choice)
}

// addCard draws what somebody needs to know who comes back to the run (H10).
func addCard(v *kit.View, env kit.Env, work session.Work) {
	r := work.Run
	heading := "WHERE THIS RUN STANDS"
	if at := r.LastAt(); !at.IsZero() {
		heading += ", " + strings.ToUpper(present.Ago(env.Now.Sub(at)))
	}
	addIndented(v, env, kit.L(kit.Accent, heading))
	row := func(label string, role kit.Role, text string) {
		line := kit.Line{{Role: kit.Dim, Text: "      " + kit.Pad(label, 13)}, {Role: role, Text: text}}
		v.Add(kit.Wrap(line, env.TextWidth(), 19)...)
	}
	for _, line := range present.Card(work, env.Now) {
		role := kit.Text
		if line.Warn {
			role = kit.Caution
		}
		row(line.Label, role, line.Text)
	}
	v.Add(nil)
	addIndented(v, env, kit.L(kit.Strong, present.CardQuestion(work)))
}

// addSignature draws the sentence of an act in the run and the passphrase.
func (m Model) addSignature(v *kit.View, env kit.Env, work session.Work) {
	d, at := work.Draft(), len(v.Body)
	v.Asks(at)
	if work.Practice {
		addIndented(v, env, kit.L(kit.Strong, practised(d.Event.Kind)))
		return
	}
	addIndented(v, env, kit.L(kit.Dim, d.Person.Name+" signs this sentence:"))
	v.Add(kit.Wrap(kit.L(kit.Text, "        "+d.Statement), env.TextWidth(), 8)...)
	v.Add(nil)
	if len(m.answer.pass.Inputs) > 0 {
		m.addInputLine(v, env, work, m.answer.pass.Inputs[0], true)
	}
	v.At = at
	if work.Signing() {
		addIndented(v, env, kit.L(kit.Dim, present.Signing(env.Station.Checked)))
		v.AtEnd = len(v.Body) - 1
	}
}

// addTimers draws the timers of the current step, and those that run for later
// ones.
func addTimers(v *kit.View, env kit.Env, r run.Run, s run.Step) {
	for _, t := range r.Timers() {
		if t.Step == s.ID && t.Item == s.Item {
			v.Add(nil)
			addTimer(v, env, r, t)
		}
	}
}

// addTimer draws one timer: its ends in words, and a bar that time fills.
func addTimer(v *kit.View, env kit.Env, r run.Run, t run.Timer) {
	role, state := kit.Strong, run.Clock(t.Left(env.Now))+" left"
	switch {
	case t.Over(env.Now) && t.Kind == run.WaitTimer:
		role, state = kit.Good, "over since "+t.Ends.In(env.Now.Location()).Format("15:04:05")
	case t.Over(env.Now):
		role, state = kit.Danger, "MISSED"
	}
	ends := "ready"
	if t.Kind == run.WindowTimer {
		ends = "until"
	}
	started := t.Start.In(env.Now.Location()).Format("15:04:05")
	line := kit.L(kit.Text, "      "+present.Timer(r, t))
	if !t.Doubtful { // its end has moved with the clock, its start has not
		line = append(line, kit.Span{Role: kit.Dim, Text: "   started " + started})
	}
	line = append(line, kit.Span{Role: kit.Dim, Text: "   " + ends + " " + t.Ends.In(env.Now.Location()).Format("15:04:05")})
	v.Add(kit.Wrap(line, env.TextWidth(), 8)...)
	if t.Doubtful {
		addIndented(v, env, kit.L(kit.Caution, "DOUBTFUL: the clock was moved since "+started+"."))
	}
	bar := bar(t, env)
	v.Add(kit.Line{{Role: kit.Text, Text: "      "}, {Role: kit.Accent, Text: bar[0]}, {Role: kit.Dim, Text: bar[1]}, {Role: role, Text: "  " + state}})
}

// bar returns the part of a timer that is over and the part that is left.
func bar(t run.Timer, env kit.Env) [2]string {
	const most = 40
	width := max(4, min(most, env.TextWidth()-6-26))
	full := width
	if left := t.Left(env.Now); left > 0 && t.Length > 0 {
		full = width - int((int64(left)*int64(width)+int64(t.Length)-1)/int64(t.Length))
	}
	full = max(0, min(width, full))
	return [2]string{strings.Repeat("█", full), strings.Repeat("░", width-full)}
}

// addLater draws timers that run for steps which are not current yet, and the
// limit of the run once it comes near.
func addLater(v *kit.View, env kit.Env, r run.Run, s run.Step) {
	for _, t := range r.Timers() {
		near := t.Kind != run.LimitTimer || t.Left(env.Now) < t.Length/4
		if t.Step == s.ID && t.Item == s.Item || !near {
			continue
		}
		number := "   "
		if of, ok := r.Procedure().Step(t.Step); ok {
			number = kit.PadLeft(fmt.Sprint(of.Number), 3)
		}
		role := kit.Text
		if t.Kind != run.WaitTimer && t.Left(env.Now) < t.Length/4 {
			role = kit.Caution
		}
		line := kit.Line{{Role: kit.Dim, Text: "  timer    " + number + "  " + present.Timer(r, t)}, {Role: role, Text: "   " + present.Left(t, env.Now)}}
		v.Add(kit.Wrap(line, env.TextWidth(), 16)...)
	}
}
