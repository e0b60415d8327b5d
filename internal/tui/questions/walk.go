package questions

import (
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tui/kit"
)

var readKeys = kit.Keymap{
	{Keys: []string{"enter"}, Does: "its questions", Act: readOn, Hint: true},
	{Keys: []string{"esc", "q"}, Does: "back", Act: closeIt, Hint: true},
}

// walkKeys are those of a step that is said, or of the end of a walk.
func (m Model) walkKeys() kit.Keymap {
	stops := kit.Binding{Keys: []string{"esc"}, Does: "stop", Act: stop, Hint: true}
	switch {
	case !m.walking():
		return kit.Keymap{{Keys: []string{"enter", "esc", "q"}, Does: "close it", Act: closeIt, Hint: true}}
	case m.doing.seen:
		return kit.Keymap{
			{Keys: []string{"y"}, Does: "I said it", Act: was, Hint: true},
			{Keys: []string{"n"}, Does: "I did not", Act: wasNot, Hint: true},
			stops,
		}
	}
	return kit.Keymap{{Keys: []string{"enter", "space"}, Does: "see it", Act: said, Hint: true}, stops}
}

// addWalk draws the step of a walk, or what became of all.
func (m Model) addWalk(v *kit.View, env kit.Env) {
	w := m.doing.walk
	p, n, more := w.At()
	if !more {
		v.Head(env, kit.L(kit.Strong, present.Plain(w.Of.Meta.Title)), kit.L(kit.Dim, present.ModeOf(w.Mode).Label), v.Right)
		for i, text := range present.WalkEnds(w) {
			role := kit.Text
			if i == 0 {
				role = map[bool]kit.Role{true: kit.Caution, false: kit.Strong}[w.End == study.CriticalError || w.End == study.TimeUp]
			}
			v.AddText(env.Width, 2, kit.L(role, text))
		}
		v.Add(nil)
		v.AddDoc(env, present.MarkingSheet(w), present.Link{})
		return
	}
	if n == 0 {
		for _, text := range present.WalkBegins(w) {
			v.AddText(env.Width, 2, kit.L(kit.Dim, text))
		}
	} else {
		v.AddText(env.Width, 2, kit.L(kit.Dim, present.Plain(w.Of.Meta.Title)))
	}
	v.Add(nil)
	so := present.WalkAt(w)
	for _, text := range so {
		v.AddText(env.Width, 2, kit.L(kit.Text, text))
	}
	if len(so) > 0 {
		v.Add(nil)
	}
	v.Keep[0] = len(v.Body)
	v.AddText(env.Width, 2, kit.L(kit.Strong, present.WalkAsks(w)))
	v.Keep[1] = len(v.Body)
	v.Focus = v.Keep[0]
	v.FocusEnd = v.Focus
	if !m.doing.seen {
		v.AddText(env.Width, 2, kit.L(kit.Accent, "Say it to yourself."))
		v.FocusEnd = len(v.Body) - 1
		return
	}
	v.Add(nil)
	v.At = len(v.Body)
	for _, l := range kit.Lines(present.WalkSeen(w, p), env.TextWidth()-2, env) {
		v.Add(append(kit.L(kit.Text, "  "), l...))
	}
	v.AddText(env.Width, 2, kit.L(kit.Accent, "Was it what you said?"))
	v.FocusEnd = len(v.Body) - 1
}

// addRead draws a page to be read.
func (m Model) addRead(v *kit.View, env kit.Env) {
	v.AddText(env.Width, 2, kit.L(kit.Strong, present.Plain(m.doing.read.Meta.Title)))
	v.Add(nil)
	for _, l := range kit.Lines(present.PageToRead(m.doing.read.Procedure), env.TextWidth()-2, env) {
		v.Add(append(kit.L(kit.Text, "  "), l...))
	}
	v.AddText(env.Width, 2, kit.L(kit.Accent, present.ReadToEnd))
}
