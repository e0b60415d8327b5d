//go:build unix

package cli

import (
	"syscall"

	"github.com/charmbracelet/x/term"
)

// hideTyping has a terminal not show what is typed. It still ends lines at
// enter and sends signals.
func hideTyping(fd uintptr) error {
	state, err := term.GetState(fd)
	if err != nil {
		return err
	}
	state.Lflag &^= syscall.ECHO
	return term.SetState(fd, state)
}
