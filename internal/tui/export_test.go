package tui

import tea "charm.land/bubbletea/v2"

// Ticked is the message that says that time went by.
func Ticked() tea.Msg { return ticked{} }

// Rests reports whether nobody is at a program.
func Rests(m tea.Model) bool { return m.(Model).rests() }
