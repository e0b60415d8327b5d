package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/tui/kit"
)

// sayAhead is said where keys came before there was anything to press them for.
const sayAhead = "What was typed before this was shown was not taken."

// answersWithin is how long a terminal has to say that it has the first frame: one that
// answers nothing has read what was typed before by then.
const answersWithin = 100 * time.Millisecond

// ahead tells what was typed before anything was seen, into the shell or by a scanner
// that was plugged in, from what is meant for the first screen. A terminal answers behind
// all that was typed before it was asked.
type ahead struct {
	seen bool      // the first frame
	last time.Time // when the last key came that was not taken
}

// unanswered says that the terminal has had its time to answer.
type unanswered struct{}

// seenCmd asks the terminal to answer once it has the first frame.
func seenCmd(after func(time.Duration, tea.Msg) tea.Cmd) tea.Cmd {
	return tea.Batch(tea.Raw(ansi.RequestPrimaryDeviceAttributes), after(answersWithin, unanswered{}))
}

// sees notices that the first frame is seen.
func (a ahead) sees(msg tea.Msg) ahead {
	switch msg.(type) {
	case uv.PrimaryDeviceAttributesEvent, unanswered:
		a.seen = true
	}
	return a
}

// drops reports whether what comes now was typed, or begun, before anything was seen.
// Ctrl+C is for no screen, and leaves.
func (a *ahead) drops(msg tea.Msg, now time.Time) bool {
	switch key, pressed := msg.(tea.KeyPressMsg); {
	case pressed && key.String() == "ctrl+c":
		return false
	case a.seen && (a.last.IsZero() || now.Sub(a.last) >= kit.Apart):
		a.last = time.Time{}
		return false
	}
	a.last = now
	return true
}

// tick returns the command that hands over a message after a while, by the machine's clock.
func tick(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}
