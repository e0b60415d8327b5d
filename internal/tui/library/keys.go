package library

import (
	"slices"

	"soprun/internal/tui/kit"
)

const (
	open kit.Act = iota + 1
	practise
	up
	down
	toLog
	toPeople
	clearFind
	regroup
	pageUp
	pageDown
	toFirst
	toLast
)

var keys = kit.Keymap{
	{Keys: []string{"enter"}, Does: "open", Act: open, Hint: true},
	{Keys: []string{"ctrl+p"}, Does: "practise", Act: practise, Hint: true},
	{Keys: []string{"ctrl+l"}, Does: "log", Act: toLog, Hint: true},
	{Keys: []string{"ctrl+e"}, Does: "people", Act: toPeople, Hint: true},
	{Keys: []string{"tab"}, Does: "by duty", Act: regroup},
	{Keys: []string{"up"}, Does: "up", Act: up},
	{Keys: []string{"down"}, Does: "down", Act: down},
	{Keys: []string{"esc"}, Does: "clear Find", Act: clearFind},
	{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
	{Keys: []string{"pgdown"}, Does: "page down", Act: pageDown},
	{Keys: []string{"ctrl+home"}, Does: "first", Act: toFirst},
	{Keys: []string{"ctrl+end"}, Does: "last", Act: toLast},
}

// Keys returns the screen's key table.
func (m Model) Keys(kit.Env) kit.Keymap {
	out := slices.Clone(keys)
	at := slices.IndexFunc(out, func(b kit.Binding) bool { return b.Act == regroup })
	out[at].Does = m.group.Next().String()
	return out
}
