//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// asIs are the modes that a shell turns off while the program is stopped: bracketed
// paste.
const asIs = "\x1b[?2004h"

// heedSignals leaves a working terminal behind when the line hangs up or somebody quits, and takes the
// terminal again when the process goes on after it was stopped: the shell has set it
// to its own ways meanwhile. Bubble Tea heeds interrupt and terminate itself; what it
// has for a program that steps aside can lose the next frame when it is called at once.
func heedSignals(p *tea.Program, stdin any) (stop func()) {
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGCONT)
	go func() {
		defer close(done)
		for s := range signals {
			if s == syscall.SIGHUP {
				p.Quit()
				continue
			}
			if f, ok := stdin.(term.File); ok && term.IsTerminal(f.Fd()) {
				if _, err := term.MakeRaw(f.Fd()); err != nil {
					p.Quit() // what was done is on the disk
				}
			}
			p.Send(tea.Raw(asIs)())
			p.Send(tea.ClearScreen())
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
		<-done
	}
}
