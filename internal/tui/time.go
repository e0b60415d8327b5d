package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop/run"
)

// ticked says that time went by; screens show the time.
type ticked struct{}

// restAfter is how long nobody presses a key, outside a run, before the clock on the screen
// moves restsBy times less often: a server with many terminals at which nobody is does little.
const (
	restAfter = 10 * time.Second
	restsBy   = 5
)

// rests reports whether nobody is at the terminal, and no run on it.
func (m Model) rests() bool {
	_, working := m.env.Session.Work()
	return !working && m.env.Now.Sub(m.touched) >= restAfter
}

func (m Model) tickCmd() tea.Cmd {
	if m.cfg.Every == 0 {
		return nil
	}
	every := m.cfg.Every
	if m.rests() {
		every *= restsBy
	}
	return tea.Tick(every, func(time.Time) tea.Msg { return ticked{} })
}

// ticked lets time act on the run in progress: a window that was missed is
// noted, a wait that is over rings once, and an idle terminal forgets who was
// at it. None of it completes a step (H17).
func (m Model) ticked() (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{m.tickCmd()}
	work, working := m.env.Session.Work()
	if working && work.Run.Due(m.env.Now) != nil {
		cmds = append(cmds, kit.Do(session.Tick{At: m.env.Now}))
	}
	if working && work.Run.Overdue(m.env.Now) && !work.Run.Overdue(m.watched) { // or the clock was set forward
		cmds = append(cmds, kit.Do(session.Look{Clock: true}))
	}
	if working && m.cfg.Bell && waitEnded(work.Run, m.watched, m.env.Now) {
		cmds = append(cmds, tea.Raw("\a"))
	}
	if cmd := m.idle(work, working); cmd != nil {
		cmds = append(cmds, cmd)
	}
	m.env.Warning, m.watched = m.idleWarning(work, working), m.env.Now
	before := m.env.Station.Entries
	m.env.Station = m.cfg.Sources.Here() // what is found out behind the screens
	if m.env.Station.Entries != before {
		m.news.waits = true
	}
	m, shown := m.wentOn(working)
	next, cmd := m.toTop(kit.Ticked{})
	next, forgotten := next.(Model).forget()
	return next, tea.Batch(append(cmds, cmd, shown, forgotten)...)
}

// forget empties a passphrase that was typed and left: whoever comes by next would sign with it.
func (m Model) forget() (tea.Model, tea.Cmd) {
	if m.cfg.IdleAfter == 0 || m.env.Now.Sub(m.touched) < m.cfg.IdleAfter || m.top().Field(m.env).Kind != kit.SecretField {
		return m, nil
	}
	if m.gate.say == sayEnter { // nothing stands there that could be right
		m.gate.say = ""
	}
	return m.toTop(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
}

// news is what was written into the log and is not shown yet.
type news struct {
	waits bool
	shown time.Time // when what was written before was
}

// listsEvery is how often lists are read again at most while others write.
const listsEvery = 2 * time.Second

// wentOn shows what was written since the last look, here or at another terminal: a run
// as it stands now, a list with its new rows.
func (m Model) wentOn(working bool) (Model, tea.Cmd) {
	if !m.news.waits || !working && m.env.Now.Sub(m.news.shown) < listsEvery {
		return m, nil
	}
	m.news = news{shown: m.env.Now}
	if working {
		return m, kit.Do(session.Look{})
	}
	return m, func() tea.Msg { return kit.LogChanged{} }
}

// waitEnded reports whether a wait ended between two instants.
func waitEnded(r run.Run, before, now time.Time) bool {
	for _, t := range r.Timers() {
		if t.Kind == run.WaitTimer && t.Over(now) && !t.Over(before) {
			return true
		}
	}
	return false
}

// idleWarn is how long before the name is cleared the screen says so.
const idleWarn = time.Minute

// idle forgets who was at the terminal once nobody pressed a key for long.
func (m Model) idle(work session.Work, working bool) tea.Cmd {
	if !working || work.Card || work.Run.Finished() || m.cfg.IdleAfter == 0 || m.env.Now.Sub(m.touched) < m.cfg.IdleAfter {
		return nil
	}
	return kit.Do(session.Idle{})
}

func (m Model) idleWarning(work session.Work, working bool) string {
	left := m.cfg.IdleAfter - m.env.Now.Sub(m.touched)
	if !working || work.Card || work.Run.Finished() || m.cfg.IdleAfter == 0 || left <= 0 || left > idleWarn {
		return ""
	}
	return fmt.Sprintf("no key for a while: in %d s this screen asks who is at it", int(left.Seconds()))
}
