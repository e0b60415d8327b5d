package tui

import (
	"cmp"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/tui/kit"
)

// What the screen says when keys were taken for nothing.
const (
	sayScan   = "That was a scan; nothing asks for one here."
	sayScans  = "Several labels came at once. Scan one."
	sayEnter  = "That came as a scan does. Press enter if it is right."
	sayLost   = "Too fast for key presses: nothing was taken."
	saySecret = "Not taken. Pause, then type it."
)

// quiet is how long no key may come before a passphrase is typed: what is still on
// its way was meant for something else.
const quiet = 400 * time.Millisecond

// gate is what the root keeps of the keys that came.
type gate struct {
	kit.Gate
	ahead ahead

	field kit.Field         // that is asked
	since time.Time         // when it was first asked
	ready bool              // a passphrase may be typed into it
	late  []tea.KeyPressMsg // typed while what was typed before is on its way
	say   string
}

// paused says that no key came for a while after one.
type paused struct{ gen int }

// moving are the keys that harm nobody, wherever they are pressed.
var moving = []string{"up", "down", "left", "right", "pgup", "pgdown", "home", "end", "ctrl+home", "ctrl+end"}

// field returns what a printable key would go into.
func (m Model) field() kit.Field {
	if m.help || m.failure != "" {
		return kit.Field{}
	}
	return m.top().Field(m.env)
}

// looked notices that another field is asked than before. Where one passphrase
// follows another in a form, nothing else can be on its way.
func (m Model) looked() Model {
	f := m.field()
	if f == m.gate.field {
		return m
	}
	if m.gate.say == sayEnter { // it was about what stood in the field before
		m.gate.say = ""
	}
	m.gate.NewField()
	m.gate.ready = f.Kind == kit.SecretField && m.gate.field.Kind == kit.SecretField && m.gate.ready
	m.gate.field, m.gate.since = f, m.env.Now
	return m
}

// key takes whatever came as a key press. What is typed passes at once; a key that
// acts does so once it is known to stand alone.
func (m Model) key(msg tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	if m.gate.ahead.drops(msg, m.env.Now) {
		m.gate.say = cmp.Or(m.gate.say, sayAhead)
		return m, nil
	}
	var before tea.Cmd
	if held, behind := m.gate.Overdue(m.env.Now); held != nil {
		m, before = m.released(*held, behind)
	} else if m.gate.ScanOver(m.env.Now) {
		next, cmd := m.paused(paused{m.gate.Gen()})
		m, before = next.(Model), cmd
	}
	as := m.roleOf(msg)
	if m.gate.field.Kind == kit.SecretField && (as == kit.Types || as == kit.Ends) && !m.isQuiet() {
		m.gate.Touched(m.env.Now)
		m.gate.say = saySecret
		return m, before
	}
	m.gate.say = ""
	if as == kit.Types && (before != nil || len(m.gate.late) > 0) { // it is meant for what comes next
		m.gate.late = append(m.gate.late, msg)
		return m, tea.Batch(before, m.after(kit.Apart, late{}))
	}
	pass, wait := m.gate.Key(msg, as, m.env.Now)
	cmds := []tea.Cmd{before}
	if wait {
		cmds = append(cmds, m.after(kit.Apart, paused{m.gate.Gen()}))
	}
	if !pass {
		return m, tea.Batch(cmds...)
	}
	next, cmd := m.press(msg)
	return next, tea.Batch(append(cmds, cmd)...)
}

// released presses a key that was held. What came right behind it waits until that is
// done: it is meant for what is asked next.
func (m Model) released(held tea.KeyPressMsg, behind []tea.KeyPressMsg) (Model, tea.Cmd) {
	next, cmd := m.press(held)
	m = next.(Model).looked()
	if len(behind) == 0 {
		return m, cmd
	}
	m.gate.late = append(m.gate.late, behind...)
	return m, tea.Batch(cmd, m.after(kit.Apart, late{}))
}

// late says that what came right behind a key may be typed now.
type late struct{}

// typeLate types it where it goes into a field: a key so close to another acts on
// nothing.
func (m Model) typeLate() (tea.Model, tea.Cmd) {
	if work, ok := m.env.Session.Work(); ok && work.Saving() {
		return m, m.after(kit.Apart, late{})
	}
	keys := m.gate.late
	m.gate.late = nil
	var cmds []tea.Cmd
	for _, k := range keys {
		switch kind := m.gate.field.Kind; {
		case kind == kit.NoField:
			m.gate.say = sayLost
		case kind == kit.SecretField && !m.isQuiet():
			m.gate.say = saySecret
		default:
			next, cmd := m.press(k)
			m = next.(Model).looked()
			cmds = append(cmds, cmd)
		}
	}
	return m, tea.Batch(cmds...)
}

// isQuiet reports whether a passphrase may be typed, and keeps that it may.
func (m *Model) isQuiet() bool {
	g := &m.gate
	g.ready = g.ready || m.env.Now.Sub(g.since) >= quiet && m.env.Now.Sub(g.Last()) >= quiet
	return g.ready
}

// roleOf says what a key is to what is on the screen now.
func (m Model) roleOf(msg tea.KeyPressMsg) kit.KeyRole {
	name := msg.String()
	binding, own := m.top().Keys(m.env).Find(name)
	_, isGlobal := global.Match(name)
	switch typing := m.gate.field.Typing(); {
	case slices.Contains(moving, name):
		return kit.Moves
	case typing && kit.EndsLine(msg):
		return kit.Ends
	case typing && !own && (msg.Text != "" || !isGlobal):
		return kit.Types
	case !typing && slices.ContainsFunc(binding.Keys, func(k string) bool { return slices.Contains(moving, k) }):
		return kit.Steps
	default:
		return kit.Acts
	}
}

// paused takes that no key came since one: it was a press, or the end of a scan.
func (m Model) paused(msg paused) (tea.Model, tea.Cmd) {
	switch out := m.gate.Pause(msg.gen); {
	case out.Press != nil:
		return m.released(*out.Press, out.Queue)
	case out.Scan != nil:
		return m.scanned(out)
	case out.Lost:
		m.gate.say = sayLost
	}
	return m, nil
}

// scanned gives a scan to the field that asks for one. Everywhere else it is
// refused, and words keep the characters that were typed.
func (m Model) scanned(out kit.Paused) (tea.Model, tea.Cmd) {
	kind := m.gate.field.Kind
	switch {
	case kind == kit.FindField && len(out.Scan) == 1:
		m.gate.say = sayEnter
		return m.toTop(kit.Scan{Text: out.Scan[0], Typed: out.Typed})
	case kind == kit.TextField || kind == kit.SecretField || kind == kit.FindField:
		var cmds []tea.Cmd
		for _, k := range joined(out.Queue) {
			next, cmd := m.press(k)
			m, cmds = next.(Model), append(cmds, cmd)
		}
		m.gate.say = sayEnter
		return m, tea.Batch(cmds...)
	case kind == kit.ScanField && len(out.Scan) == 1:
		return m.toTop(kit.Scan{Text: out.Scan[0], Typed: out.Typed})
	case kind == kit.ScanField:
		m.gate.say = sayScans
	default:
		m.gate.say = sayScan
	}
	return m.toTop(kit.Scan{Typed: out.Typed})
}

// joined puts a blank where a line of words ended and another one follows, as a paste
// with brackets does.
func joined(queue []tea.KeyPressMsg) (out []tea.KeyPressMsg) {
	ended := false
	for _, k := range queue {
		if kit.EndsLine(k) {
			ended = true
			continue
		}
		if ended {
			out = append(out, tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
		}
		out, ended = append(out, k), false
	}
	return out
}

// pasted gives the screen what was pasted; a passphrase waits for a pause as when
// it is typed.
func (m Model) pasted(msg tea.PasteMsg) (tea.Model, tea.Cmd) {
	if m.gate.ahead.drops(msg, m.env.Now) {
		m.gate.say = cmp.Or(m.gate.say, sayAhead)
		return m, nil
	}
	if m.gate.field.Kind == kit.SecretField && !m.isQuiet() {
		m.gate.say = saySecret
		return m, nil
	}
	m.gate.say = ""
	return m.toTop(msg)
}

// after returns the command that hands a message to the root after a while.
func (m Model) after(d time.Duration, msg tea.Msg) tea.Cmd {
	if m.cfg.After != nil {
		return m.cfg.After(d, msg)
	}
	return tick(d, msg)
}
