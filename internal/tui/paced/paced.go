// Package paced has a program drawn as soon as it has something new to show, and hardly ever looked
// at while it has not.
//
// Bubble Tea looks at a fixed rate whether there is anything to draw, all day long: at 120 times a
// second that is 2 % of a core, and a key is still seen 4 ms late on average. Its clock is a
// time.Ticker that it keeps to itself. It is found here by its name and type, and where it is not
// it goes on as it would.
package paced

import (
	"reflect"
	"sync"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

const (
	soon   = time.Millisecond       // from a new frame to the terminal, once nothing was drawn for a while
	linger = 100 * time.Millisecond // without a new frame before the clock is slowed down
	rest   = 100 * time.Millisecond // between looks then: what changes beside the frame is seen by them
)

// Program is tea.NewProgram for a model that is drawn at most so many times a second.
func Program(m tea.Model, perSecond int, options ...tea.ProgramOption) *tea.Program {
	p := &pace{frame: time.Second / time.Duration(perSecond), after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
	program := tea.NewProgram(model{m, p}, append(options, tea.WithFPS(perSecond))...)
	p.find = func() clock {
		if t := tickerOf(program); t != nil {
			return t
		}
		return nil
	}
	return program
}

// model is a program's, which says when it has something new to show.
type model struct {
	tea.Model
	pace *pace
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.Model.Update(msg)
	return model{next, m.pace}, cmd
}

func (m model) View() tea.View {
	v := m.Model.View()
	m.pace.drew(v.Content)
	return v
}

// clock is what a program is drawn by.
type clock interface{ Reset(time.Duration) }

// pace sets the clock of a program.
type pace struct {
	frame time.Duration               // between two frames at least
	after func(time.Duration, func()) // calls a function after a while
	find  func() clock                // nil where there is none

	mu     sync.Mutex
	clock  clock
	last   string // what was shown last
	awake  bool   // the clock is not slowed down
	active bool   // there was a new frame since it was looked at
}

// drew takes a frame. It is called where the program is updated.
func (p *pace) drew(frame string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if frame == p.last {
		return
	}
	p.last = frame
	if p.clock == nil {
		if p.clock = p.find(); p.clock == nil {
			return
		}
	}
	if p.active = true; !p.awake {
		p.awake = true
		p.clock.Reset(soon)
		p.after(4*soon, func() { p.settle(true) })
	}
}

// settle has frames come at their rate once the first is drawn, and slows the clock down once none
// came for a while.
func (p *pace) settle(first bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case first:
		p.clock.Reset(p.frame)
	case !p.active:
		p.awake = false
		p.clock.Reset(rest)
		return
	}
	p.active = false
	p.after(linger, func() { p.settle(false) })
}

// tickerOf returns the clock of a program that runs, nil where it cannot be found.
func tickerOf(p *tea.Program) *time.Ticker { return tickerIn(reflect.ValueOf(p).Elem()) }

func tickerIn(program reflect.Value) *time.Ticker {
	f := program.FieldByName("ticker")
	if !f.IsValid() || f.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return *(**time.Ticker)(unsafe.Pointer(f.UnsafeAddr()))
}
