package checklist

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/run"
)

// What is said of a key that chooses nothing.
const (
	nothingChosen = "nothing is chosen yet: press a number, or move to a row"
	howChosen     = "that key chooses nothing: press a number, or move to a row and press enter"
	yesOrNoOnly   = "press y for yes or n for no"
	whichIsMeant  = "another answer begins with that number: press enter for the row that it stands before"
)

// key takes a key press. While an act is on its way to the disk, and just
// after a step became current, keys that act do nothing (H4).
func (m Model) key(env kit.Env, work session.Work, msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	if m.over.ask != nil {
		return m.answerQuestion(env, work, msg)
	}
	if m.answer.choice.Rows != nil && !m.over.menu {
		picker, chosen := m.answer.choice.Update(msg)
		switch {
		case chosen && !m.settled(env, work):
			return m, nil
		case chosen:
			m.answer.choice = picker
			return m.chosen(env, work, picker.List.At)
		case picker.List != m.answer.choice.List:
			m.answer.choice, m.hint = picker, missed(picker, msg)
			return m, nil
		}
	}
	if m.interrupted(env, work) && !m.settled(env, work) {
		m.since, m.hint = env.Now, youWereTyping
		return m, nil
	}
	act, ok := m.Keys(env).Match(msg.String())
	if !ok && m.answer.choice.Rows != nil && !m.over.menu {
		m.hint = missed(m.answer.choice, msg)
		return m, nil
	}
	if !ok {
		next := m.retyped(m.prompt(env, work), msg)
		return next, next.heard(work, m)
	}
	if !m.settled(env, work) {
		return m, nil
	}
	return m.act(env, work, act)
}

const youWereTyping = "this came while you typed: pause, then press a key"

// interrupted reports whether the card came while somebody typed into a line: what they
// type on is no answer to it.
func (m Model) interrupted(env kit.Env, work session.Work) bool {
	return m.over.kept.answer.input.Value() != "" && m.prompt(env, work).Kind == session.AskCard
}

// missed says how something is chosen, after a key that chose nothing; "" after one that types nothing.
func missed(p kit.Picker, msg tea.KeyPressMsg) string {
	switch {
	case msg.Text == "":
		return ""
	case p.Twofold(msg.Text):
		return whichIsMeant
	case isYesNo(p):
		return yesOrNoOnly
	default:
		return howChosen
	}
}

func (m Model) settled(env kit.Env, work session.Work) bool {
	return !work.Saving() && env.Now.Sub(m.since) >= settle
}

// chosen takes a row of the choice that is asked for.
func (m Model) chosen(env kit.Env, work session.Work, row int) (kit.Screen, tea.Cmd) {
	p := m.prompt(env, work)
	if p.Kind == session.AskValue || p.Kind == session.AskReading {
		return m.record(env, work, m.answer.choice.Rows[row])
	}
	at := m.moment(env, work)
	who, ok := present.Whom(at)
	if !ok || row >= len(who.Rows) {
		return m, nil
	}
	if q, ok := present.Prompted[p.Kind]; ok {
		next, cmd := m.put(env, work, q, present.Answers{who.Name: who.Answer(row)})
		return next, cmd
	}
	m.guest = at.Came(who.Answer(row))
	next, cmd := m.follow(env, work)
	return next, cmd
}

func (m Model) act(env kit.Env, work session.Work, act kit.Act) (kit.Screen, tea.Cmd) {
	if simple := simply[act]; simple != nil {
		return m, m.do(env, simple)
	}
	switch act {
	case enterValue:
		return m.enter(env, work)
	case choose:
		m.hint = nothingChosen
	case chooseYes:
		return m.record(env, work, yes)
	case chooseNo:
		return m.record(env, work, no)
	case openMenu:
		m.over.menu, m.over.figures = !m.over.menu, false // a picture hides what is typed
	case showWhy:
		m.over.why = !m.over.why
	case showFigures:
		m.over.figures = !m.over.figures
	case signOff:
		return m, kit.GoCmd(kit.Go{To: kit.ToSignOff})
	case leave:
		return m, kit.Do(session.Leave{})
	case openLinked:
		return m, kit.Do(session.OpenLinked{At: env.Now})
	case openItem:
		p := m.prompt(env, work)
		return m, kit.Do(session.Act{Do: run.OpenItem{Item: p.Index}, At: env.Now, By: m.guest})
	case signAct:
		return m.signAct(work)
	case askAgain:
		return m, m.signGuest(env, m.prompt(env, work))
	case dropAct:
		m.guest, m.asked = model.Person{}, ""
		return m, kit.Do(session.Drop{})
	}
	if q, ok := questionOf(m.moment(env, work), act); ok {
		m.over.menu = false
		next, cmd := m.put(env, work, q, nil)
		return next, cmd
	}
	return m, nil
}

// simply maps keys to what they do at once, without a word.
var simply = map[kit.Act]run.Action{
	done:        run.Complete{},
	confirm:     run.Confirm{},
	acknowledge: run.Acknowledge{},
	resume:      run.Resume{},
	withdraw:    run.Withdraw{},
}

func (m Model) signAct(work session.Work) (kit.Screen, tea.Cmd) {
	if work.Signing() || work.Draft() == nil {
		return m, nil
	}
	var pass []byte
	if len(m.answer.pass.Inputs) > 0 {
		pass = []byte(m.answer.pass.Value(0))
	}
	return m, kit.Do(session.Sign{Passphrase: pass})
}

// enter takes what stands in the input: the action on a deviation, or a value.
func (m Model) enter(env kit.Env, work session.Work) (kit.Screen, tea.Cmd) {
	if at := m.moment(env, work); at.Asked.Kind == session.AskAction {
		return m, m.do(env, present.Prompted[session.AskAction].Words(at, m.answer.input.Value()))
	}
	return m.record(env, work, m.answer.input.Value())
}

func (m Model) record(env kit.Env, work session.Work, text string) (kit.Screen, tea.Cmd) {
	p := m.prompt(env, work)
	f := p.Field
	if f.Type == sop.Scan {
		m.scan.entered = m.answer.input.Value()
	}
	if p.Kind == session.AskReading {
		return m, kit.Do(session.Act{Do: run.CheckValue{Field: f.Name, Text: text}, At: env.Now, By: m.guest})
	}
	if f.Optional && strings.TrimSpace(text) == "" {
		m.skipped = append(slices.Clip(m.skipped), session.Place(p.Step, f))
		next, cmd := m.follow(env, work)
		return next, cmd
	}
	if f.Type == sop.File && strings.TrimSpace(text) != "" {
		if m.reading == m.asked {
			return m, nil
		}
		m.reading = m.asked
		read, out := m.read, hashed{run: work.ID, asked: m.asked, field: f.Name, path: text}
		return m, func() tea.Msg {
			out.sum, out.err = read(text)
			return out
		}
	}
	return m, m.do(env, run.Record{Field: f.Name, Text: text})
}
