package tui

import (
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Opening is what is seen while a log is opened that has to be read first, since nothing is
// known of it otherwise: not even who may sign. It is a program of its own.
type Opening struct {
	env   kit.Env
	far   *kit.Progress
	anew  *atomic.Bool // it is written anew
	since time.Time
	now   func() time.Time
	ahead ahead
}

// NewOpening returns it; now is the clock.
func NewOpening(now func() time.Time) Opening {
	return Opening{far: &kit.Progress{}, anew: &atomic.Bool{}, since: now(), now: now}
}

// Set says how many entries were read, of how many.
func (o Opening) Set(done, total int64) { o.far.Set(done, total) }

// Renew says how far the log is written anew.
func (o Opening) Renew(done, total int64) {
	o.anew.Store(true)
	o.far.Set(done, total)
}

// openingEvery is how often it is drawn.
const openingEvery = 100 * time.Millisecond

func drawAgain() tea.Cmd {
	return tea.Tick(openingEvery, func(time.Time) tea.Msg { return ticked{} })
}

// Init begins to draw.
func (o Opening) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, seenCmd(tick), drawAgain())
}

// Update takes the terminal's messages and the keys that leave.
func (o Opening) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	o.ahead = o.ahead.sees(msg)
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.EnvMsg, tea.BackgroundColorMsg, tea.ColorProfileMsg:
		o.env = drawnOn(o.env, msg)
	case tea.KeyPressMsg:
		if o.ahead.drops(msg, o.now()) {
			return o, nil
		}
		if key := msg.String(); key == "q" || key == "ctrl+c" || key == "esc" {
			return o, tea.Quit
		}
	case ticked:
		return o, drawAgain()
	}
	return o, nil
}

// View says how far it is.
func (o Opening) View() tea.View {
	v := kit.View{Left: kit.L(kit.Strong, "soprun"), Hints: []kit.Hint{{Key: "q", Does: "leave"}}}
	done, total := o.far.Of()
	for _, text := range present.Opening(model.Indexing{Done: done, Total: total, Left: model.LeftOf(done, total, o.now().Sub(o.since))}, o.anew.Load()) {
		v.AddText(o.env.Width, 2, kit.L(kit.Text, text))
		v.Add(nil)
	}
	view := tea.NewView(v.Paint(o.env.Theme, o.env.Width, o.env.Height, 0))
	view.AltScreen, view.WindowTitle = true, "soprun"
	return view
}
