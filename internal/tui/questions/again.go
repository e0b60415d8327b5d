package questions

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// againKeys are those of a rehearsal that is unfinished.
var againKeys = kit.Keymap{
	{Keys: []string{present.GoesOnWithIt.Key}, Does: present.GoesOnWithIt.Does, Act: goOnWith, Hint: true},
	{Keys: []string{present.BeginsAnew.Key}, Does: present.BeginsAnew.Does, Act: anew, Hint: true},
	{Keys: []string{present.EndsIt.Key}, Does: present.EndsIt.Does, Act: endIt, Hint: true},
	{Keys: []string{"esc", "q"}, Does: "back", Act: closeIt, Hint: true},
}

// rehearse begins a rehearsal of a page, or asks what becomes of the one that is unfinished.
func (m Model) rehearse(page string) (kit.Screen, tea.Cmd) {
	if before := present.UnfinishedOf(m.day.unfinished, page); before != nil {
		m.doing.again = before
		return m, nil
	}
	return m.started(page)
}

// started begins a rehearsal, which is of who sits here.
func (m Model) started(page string) (kit.Screen, tea.Cmd) {
	m.doing = doing{}
	return m, kit.Do(session.Start{SOP: page, Person: model.Person{ID: m.sat.Person()}, Practice: true})
}

// becomes does what somebody says about an unfinished rehearsal.
func (m Model) becomes(act kit.Act) (kit.Screen, tea.Cmd) {
	of, s, src := *m.doing.again, m.sat, m.src
	m.doing = doing{}
	if act == goOnWith {
		return m, kit.Do(session.Resume{Run: of.ID, Practice: true})
	}
	m.busy = true
	return m, func() tea.Msg {
		err := src.rehearsals.EndRehearsal(of.ID)
		return ended{src.dayOf(s), of, act == anew, err}
	}
}

// ended goes on after a rehearsal was ended.
func (m Model) ended(msg ended) (kit.Screen, tea.Cmd) {
	m.busy = false
	m = m.on(msg.day)
	switch {
	case msg.err != nil:
		m.notice = kit.L(kit.Danger, kit.Sentence(msg.err.Error()))
	case msg.begin:
		return m.started(msg.of.SOP)
	default:
		m.notice = kit.L(kit.Good, present.RehearsalEnded)
	}
	return m, nil
}

// on shows the day as it stands now.
func (m Model) on(d day) Model {
	m.day = d
	m.home.List = m.home.Clamp(len(m.rows()))
	return m
}

// addAgain asks what becomes of an unfinished rehearsal.
func (m Model) addAgain(v *kit.View, env kit.Env) {
	v.AddText(env.Width, 2, kit.L(kit.Strong, present.IsUnfinished(*m.doing.again, env.Now)))
	v.Add(nil)
	v.AddText(env.Width, 2, kit.L(kit.Dim, present.AnewEnds+" "+present.RehearsalsCleared))
}

// addUnfinished says that the rehearsals which follow are unfinished, or why that is not known.
func (m Model) addUnfinished(v *kit.View, env kit.Env) {
	v.Add(nil, kit.L(kit.Dim, "  UNFINISHED REHEARSALS"))
	if m.day.trouble != nil {
		v.AddText(env.Width, 4, kit.L(kit.Caution, kit.Sentence(m.day.trouble.Error())))
	}
}
