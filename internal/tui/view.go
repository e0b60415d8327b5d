package tui

import (
	"cmp"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// View draws the screen on top, or what stands over it.
func (m Model) View() tea.View {
	theme := m.env.Theme
	if work, ok := m.env.Session.Work(); ok {
		theme.Practice = work.Practice
	}
	drawn := m.view()
	theme.Practice = theme.Practice || drawn.Banner == present.NoRecord
	view := tea.NewView(drawn.Paint(theme, m.env.Width, m.env.Height, m.scroll))
	view.AltScreen = true
	view.KeyboardEnhancements.ReportEventTypes = true // a key that is held says so, where the terminal can tell
	if !m.cfg.NoMouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	view.WindowTitle = "soprun " + kit.Safe(m.env.Station.Name)
	if work, ok := m.env.Session.Work(); ok {
		view.WindowTitle, view.ProgressBar = m.progress(work)
	}
	return view
}

// progress returns the terminal's own title and progress of a run: how far the
// wait is while one runs, else how many steps are closed.
func (m Model) progress(work session.Work) (string, *tea.ProgressBar) {
	r := work.Run
	title := fmt.Sprintf("%s - soprun", kit.Safe(r.Procedure().Meta.Title))
	s, open := r.Current()
	if !open {
		return "to sign: " + title, tea.NewProgressBar(tea.ProgressBarDefault, 100)
	}
	title = fmt.Sprintf("%d of %d: %s", s.Number, r.Procedure().StepCount(), title)
	closed := 0
	for _, s := range r.Steps() {
		if s.Closed != nil {
			closed++
		}
	}
	percent, state := 100*closed/len(r.Steps()), tea.ProgressBarDefault
	if t, ok := r.Wait(s); ok && t.Length > 0 {
		percent = int(100 * (t.Length - max(0, t.Left(m.env.Now))) / t.Length)
		title = present.Left(t, m.env.Now) + ", " + title
	}
	if need, _ := r.Needs(m.env.Now); need != "" {
		state = tea.ProgressBarWarning
	}
	return title, tea.NewProgressBar(state, percent)
}

// view is what is seen now, with as much room between its parts as there is.
func (m Model) view() kit.View {
	var v kit.View
	switch {
	case m.failure != "":
		v = kit.View{Left: kit.L(kit.Strong, "soprun")}
		v.AddText(m.env.Width, 2, kit.L(kit.Danger, kit.Sentence(m.failure)))
		v.Hints = []kit.Hint{{Key: "esc", Does: "go on"}}
		v.Banner = m.top().View(m.env).Banner
	case m.help:
		v = m.helpView()
		v.Banner = m.top().View(m.env).Banner // what stands over practice is of practice
	default:
		v = m.top().View(m.env)
		v.Hints = m.hints()
	}
	v.Banner, v.Say = cmp.Or(v.Banner, m.env.Banner()), m.gate.say
	return v.Spaced(m.density, m.env.Height)
}

// hints are the screen's own and the way to all keys.
func (m Model) hints() []kit.Hint {
	key := "?"
	if m.field().Typing() {
		key = "f1"
	}
	return append(m.keys().Hints(), kit.Hint{Key: key, Does: "help"})
}
