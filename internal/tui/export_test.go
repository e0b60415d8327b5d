package tui

import tea "charm.land/bubbletea/v2"

// Ticked is the message that says that time went by.
func Ticked() tea.Msg { return ticked{} }
