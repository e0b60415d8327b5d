package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/effects"
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tui"
	"soprun/internal/tuitest"
)

// The program begins at the home of practice where it is asked to, in the mode that is named,
// and the library is behind it.
func TestTheProgramBeginsAtTheHomeOfPractice(t *testing.T) {
	b := newBench(t)
	m := tuitest.Start(tui.New(tui.Config{
		Sources: b.sources(), Perform: effects.Runners{Live: b, Practice: &fakePractice{b}, Now: b.clock}.Perform, Now: b.clock,
		Practise: true, Of: b.proc.Meta.ID, Mode: study.Guided,
	}), 80, 24)
	for _, at := range []struct {
		keys []string
		want string
	}{{nil, "Who practises"}, {nil, "Step 1 of 6"}, {[]string{"?"}, "keys that act on this screen"}, {[]string{"?", "esc"}, "You stopped."}, {[]string{"enter"}, "TODAY"}} {
		if at.want == "Step 1 of 6" {
			m = answer(m, "l.green")
		}
		m = tuitest.Press(m, at.keys...)
		if frame := tuitest.Frame(m, 80, 24); !strings.Contains(frame, at.want) || strings.Count(frame, present.NoRecord) != 2 {
			t.Fatalf("%q is not shown as practice:\n%s", at.want, frame)
		}
	}
	if frame := tuitest.Frame(tuitest.Press(m, "esc"), 80, 24); !strings.Contains(frame, "Find") || strings.Contains(frame, present.NoRecord) {
		t.Errorf("the library is not behind it:\n%s", frame)
	}
}

// A rehearsal begins at the home and comes back to it, and every frame of it says what it is.
func TestARehearsalComesBackToTheHomeOfPractice(t *testing.T) {
	b := newBench(t)
	m := inMode(study.Rehearsal, "enter")(b, b.start(80, 24))
	shows := func(m tea.Model, want string) {
		t.Helper()
		if frame := tuitest.Frame(m, 80, 24); !strings.Contains(frame, want) || strings.Count(frame, present.NoRecord) != 2 {
			t.Errorf("%q is not shown as practice:\n%s", want, frame)
		}
	}
	shows(m, "p-")
	shows(tuitest.Press(m, "?"), "keys that act on it")
	shows(tuitest.Press(m, "q"), "▸ Rehearsal")
	for _, keys := range [][]string{{"a", "y"}, {"CEN-0012", "enter", "enter", "enter"}, {"2 Mar 2027", "enter"}, {"10000", "enter"}, {"enter", "2", "enter", "y"}} {
		if len(keys[0]) > 4 && keys[0] != "enter" {
			m, keys = tuitest.Type(m, keys[0]), keys[1:]
		}
		m = tuitest.Press(m, keys...)
		shows(m, " of 6")
	}
	m = tuitest.Press(m, "enter")
	shows(m, "Nothing of it is in the log, and nothing is signed.")
	shows(tuitest.Press(m, "e"), "CEN-0012")
	shows(tuitest.Press(m, "enter"), "▸ Rehearsal")
	if open, err := b.OpenRuns(); err != nil || len(open) > 0 || len(b.signed) > 0 {
		t.Errorf("%v are open, %v signed; %v", open, b.signed, err)
	}
}
