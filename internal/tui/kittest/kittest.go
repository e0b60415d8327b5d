// Package kittest drives one screen in tests, without the root around it: keys
// go in, commands are run at once, and what the screen asks the root for is
// kept to be looked at.
package kittest

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

// Now is when a driven screen opens; its clock moves on a second a key.
var Now = time.Date(2026, 11, 22, 13, 47, 0, 0, time.UTC)

// Driver is a screen under test with what it has asked for so far.
type Driver struct {
	T      testing.TB
	Env    kit.Env
	Screen kit.Screen

	Went  []kit.Go         // places it asked for
	Backs int              // how often it asked for the screen before
	Asked []session.Action // what it asked of the session

	// Perform performs an effect of the session and returns its result; nil
	// while there is no session behind the screen.
	Perform func(session.Effect) session.Action
	// Hold keeps results back until Release: the time in which work is on its
	// way.
	Hold bool
	// Frozen stops the clock, as while a scanner types.
	Frozen bool

	held []tea.Msg
}

// Open drives a screen on 80 by 24 cells from its first command on.
func Open(t testing.TB, s kit.Screen) *Driver {
	t.Helper()
	d := &Driver{T: t, Screen: s, Env: kit.Env{Width: 80, Height: 24, Now: Now, Station: model.Station{Site: "St Elsewhere", Name: "Bench 2"}}}
	d.Run(s.Init(d.Env))
	return d
}

// Press sends keys by their names.
func (d *Driver) Press(keys ...string) *Driver {
	d.T.Helper()
	for _, k := range keys {
		d.tick()
		d.Send(tuitest.Key(k))
	}
	return d
}

// Type sends every character of a text as a key.
func (d *Driver) Type(text string) *Driver {
	d.T.Helper()
	for _, r := range text {
		d.tick()
		d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return d
}

// Answer types a text and presses enter.
func (d *Driver) Answer(texts ...string) *Driver {
	d.T.Helper()
	for _, text := range texts {
		d.Type(text).Press("enter")
	}
	return d
}

func (d *Driver) tick() {
	if !d.Frozen {
		d.Env.Now = d.Env.Now.Add(time.Second)
	}
}

// Send gives the screen one message and runs what follows.
func (d *Driver) Send(msg tea.Msg) *Driver {
	d.T.Helper()
	next, cmd := d.Screen.Update(d.Env, msg)
	d.Screen = next
	return d.Run(cmd)
}

// Run runs a command as the root would.
func (d *Driver) Run(cmd tea.Cmd) *Driver {
	d.T.Helper()
	if cmd == nil {
		return d
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.Run(c)
		}
	case kit.Go:
		d.Went = append(d.Went, msg)
	case kit.Back:
		d.Backs++
	case kit.Ask:
		d.Asked = append(d.Asked, msg.Action)
		d.ask(msg.Action)
	case kit.Changed:
		d.Send(msg)
	default:
		d.result(msg)
	}
	return d
}

// result delivers a result, or keeps it back.
func (d *Driver) result(msg tea.Msg) {
	d.T.Helper()
	if d.Hold {
		d.held = append(d.held, msg)
		return
	}
	if r, ok := msg.(performed); ok {
		d.ask(r.action)
		return
	}
	d.Send(msg)
}

// performed is the result of an effect on its way back.
type performed struct{ action session.Action }

// ask gives the session an action and performs what it asks for.
func (d *Driver) ask(a session.Action) {
	d.T.Helper()
	if d.Perform == nil {
		return
	}
	next, effects := d.Env.Session.Do(a)
	d.Env.Session = next
	for _, e := range effects {
		if result := d.Perform(e); result != nil {
			d.result(performed{result})
		}
	}
	d.Send(kit.Changed{})
}

// Held returns how many results are kept back.
func (d *Driver) Held() int { return len(d.held) }

// Release delivers what was kept back.
func (d *Driver) Release() *Driver {
	d.T.Helper()
	held := d.held
	d.held, d.Hold = nil, false
	for _, msg := range held {
		d.result(msg)
	}
	return d
}

// Drop returns what was kept back and forgets it: results that come late.
func (d *Driver) Drop() []tea.Msg {
	held := d.held
	d.held, d.Hold = nil, false
	return held
}

// Frame returns what the screen shows, as plain text.
func (d *Driver) Frame() string { return d.FrameAt(d.Env.Width, d.Env.Height) }

// FrameAt returns what the screen shows on a terminal of a size.
func (d *Driver) FrameAt(width, height int) string {
	env := d.Env
	env.Width, env.Height = width, height
	v := d.Screen.View(env)
	v.Hints = d.Screen.Keys(env).Hints()
	return ansi.Strip(v.Paint(env.Theme, width, height, 0))
}

// All returns every line of the screen's body, seen or not, as plain text.
func (d *Driver) All() string {
	var rows []string
	for _, l := range d.Screen.View(d.Env).Body {
		rows = append(rows, strings.TrimRight(l.String(), " "))
	}
	return strings.Join(rows, "\n")
}

// Flat folds white space, so that a text is found over a line break.
func Flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// Shows fails unless the screen holds every text.
func (d *Driver) Shows(texts ...string) *Driver {
	d.T.Helper()
	all := Flat(d.Frame() + " " + d.All())
	for _, text := range texts {
		if !strings.Contains(all, Flat(text)) {
			d.T.Errorf("the screen does not show %q:\n%s", text, d.All())
		}
	}
	return d
}

// Under fails unless the line that holds a text stands straight above the one that begins with
// another.
func (d *Driver) Under(above, below string) *Driver {
	d.T.Helper()
	lines := strings.Split(d.All(), "\n")
	for i, line := range lines[:len(lines)-1] {
		if strings.Contains(line, above) && strings.HasPrefix(strings.TrimSpace(lines[i+1]), below) {
			return d
		}
	}
	d.T.Errorf("%q does not stand under %q:\n%s", below, above, d.All())
	return d
}

// Hides fails if the screen holds one of the texts.
func (d *Driver) Hides(texts ...string) *Driver {
	d.T.Helper()
	all := Flat(d.Frame() + " " + d.All())
	for _, text := range texts {
		if strings.Contains(all, Flat(text)) {
			d.T.Errorf("the screen shows %q:\n%s", text, d.All())
		}
	}
	return d
}

// state is everything that a key could have changed.
func (d *Driver) state() string {
	var went strings.Builder
	for _, g := range d.Went {
		went.WriteString(g.Page)
		went.WriteByte(byte('0' + int(g.To)))
	}
	return strings.Join([]string{
		d.Frame(), d.All(), went.String(), strings.Repeat("b", d.Backs), strings.Repeat("a", len(d.Asked)), strings.Repeat("h", len(d.held)),
	}, "\x00")
}

// KeysLead fails unless every key of the screen's present table does something
// that can be seen, and no key stands in it twice. A key that does nothing in
// this state by design is named in idle.
func (d *Driver) KeysLead(idle ...string) {
	d.T.Helper()
	seen := map[string]bool{}
	table := d.Screen.Keys(d.Env)
	if len(table) == 0 {
		d.T.Error("the table is empty")
	}
	for _, b := range table {
		if b.Does == "" {
			d.T.Errorf("%q does not say what it does", b.Keys)
		}
		for _, k := range b.Keys {
			if seen[k] {
				d.T.Errorf("%q stands in the table twice", k)
			}
			seen[k] = true
			if slices.Contains(idle, k) {
				continue
			}
			if !d.leads(k) {
				d.T.Errorf("%q (%s) leads nowhere:\n%s", k, b.Does, d.Frame())
			}
		}
	}
}

// leads reports whether a key does something that can be seen; of several, any.
func (d *Driver) leads(key string) bool {
	keys := []string{key}
	switch key {
	case "1-9":
		keys = []string{"1"}
	case "a-z":
		keys = strings.Split("abcdefghijklmnopqrstuvwxyz", "")
	}
	return slices.ContainsFunc(keys, func(k string) bool {
		again := *d
		again.Went, again.Asked, again.held = slices.Clone(d.Went), slices.Clone(d.Asked), slices.Clone(d.held)
		again.Perform, again.Frozen = nil, true // it is enough that it asks
		again.Env.Now = again.Env.Now.Add(time.Second)
		before := again.state()
		again.Press(k)
		return again.state() != before
	})
}
