package tui_test

import (
	"errors"
	"testing"

	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

// H37: the text that a run began with is the text that it ends with.
func TestNoPageChangesUnderARun(t *testing.T) {
	for name, msg := range map[string]kit.PagesChanged{"changed": {}, "no longer watched": {Err: errors.New("too many watches")}} {
		b := newBench(t)
		b.frozen = true
		m := toStep2(b.start(80, 24))
		before := frame(m)
		withLocals(b)
		m = tuitest.Send(m, msg)
		if after := frame(m); after != before {
			t.Errorf("%s: the run shows something else:\n%s\nbefore:\n%s", name, after, before)
		}
	}
}
