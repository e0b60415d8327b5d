package library

import "soprun/internal/tui/kit"

const (
	open kit.Act = iota + 1
	practise
	up
	down
	toLog
	toPeople
	clearFind
)

var keys = kit.Keymap{
	{Keys: []string{"enter"}, Does: "open", Act: open, Hint: true},
	{Keys: []string{"ctrl+p"}, Does: "practise", Act: practise, Hint: true},
	{Keys: []string{"ctrl+l"}, Does: "log", Act: toLog, Hint: true},
	{Keys: []string{"ctrl+e"}, Does: "people", Act: toPeople, Hint: true},
	{Keys: []string{"up"}, Does: "up", Act: up},
	{Keys: []string{"down"}, Does: "down", Act: down},
	{Keys: []string{"esc"}, Does: "clear Find", Act: clearFind},
}

// Keys returns the screen's key table.
func (m Model) Keys(kit.Env) kit.Keymap { return keys }
