//go:build !unix

package cli

import tea "charm.land/bubbletea/v2"

// heedSignals does nothing: a console that is closed ends the program, and nothing
// stops and continues one.
func heedSignals(*tea.Program, any) (stop func()) { return func() {} }
