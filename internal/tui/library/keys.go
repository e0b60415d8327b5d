package library

import (
	"slices"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

const (
	open kit.Act = iota + 1
	practise
	up
	down
	clearFind
	regroup
	pageUp
	pageDown
	toFirst
	toLast
	chartIt
	asked
	firstList // and one more for each that follows
)

var keys = slices.Concat(kit.Keymap{
	{Keys: []string{"enter"}, Does: "open", Act: open, Hint: true},
	{Keys: []string{"ctrl+p"}, Does: "practise", Act: practise, Hint: true, Writes: true},
}, lists, kit.Keymap{
	{Keys: []string{"tab"}, Does: "by duty", Act: regroup},
	{Keys: []string{"f2"}, Does: "home of practice: questions, walks, stations", Act: asked, Writes: true},
	{Keys: []string{"ctrl+g"}, Does: "chart of what was recorded", Act: chartIt},
	{Keys: []string{"up"}, Does: "up", Act: up},
	{Keys: []string{"down"}, Does: "down", Act: down},
	{Keys: []string{"esc"}, Does: "clear Find", Act: clearFind},
	{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
	{Keys: []string{"pgdown"}, Does: "page down", Act: pageDown},
	{Keys: []string{"ctrl+home"}, Does: "first", Act: toFirst},
	{Keys: []string{"ctrl+end"}, Does: "last", Act: toLast},
})

// lists are the keys of the lists that are reached from here.
var lists = func() (out kit.Keymap) {
	for i, l := range present.Lists {
		if l.Chord != "" {
			out = append(out, kit.Binding{Keys: []string{l.Chord}, Does: l.Name, Act: firstList + kit.Act(i), Hint: true})
		}
	}
	return out
}()

// Keys returns the screen's key table.
func (m Model) Keys(kit.Env) kit.Keymap {
	out := slices.Clone(keys)
	if m.src.Study == nil {
		out = slices.DeleteFunc(out, func(b kit.Binding) bool { return b.Act == asked })
	}
	at := slices.IndexFunc(out, func(b kit.Binding) bool { return b.Act == regroup })
	out[at].Does = m.group.Next().String()
	if m.find.Value() != "" && m.entries.len() == 0 { // nothing is there to be opened
		for i := range out {
			out[i].Hint = out[i].Hint && out[i].Act >= firstList || out[i].Act == clearFind
		}
	}
	return out
}
