//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
)

// heedSignals leaves a working terminal behind when the line hangs up, and takes the
// terminal again when the process goes on after it was stopped: the shell has set it
// to its own ways meanwhile. Bubble Tea heeds interrupt and terminate itself.
func heedSignals(p *tea.Program) (stop func()) {
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGCONT)
	go func() {
		defer close(done)
		for s := range signals {
			if s == syscall.SIGHUP {
				p.Quit()
				continue
			}
			if p.ReleaseTerminal() != nil || p.RestoreTerminal() != nil {
				p.Quit() // what was done is on the disk
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
		<-done
	}
}
