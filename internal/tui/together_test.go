package tui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/tui"
	"soprun/internal/tuitest"
)

// othersWrite lets so much time go by at a terminal that it shows what others wrote.
func (b *fakeBench) othersWrite(m tea.Model) tea.Model {
	b.entries++
	return tuitest.Send(tuitest.Send(tuitest.Send(m, tui.Ticked()), tui.Ticked()), tui.Ticked())
}

// What is done at one terminal shows at the others without a key.
func TestWhatOneTerminalDoesShowsAtTheOther(t *testing.T) {
	b := newBench(t)
	here, there := b.start(80, 24), b.start(80, 24)
	if strings.Contains(frame(there), "OPEN RUNS") {
		t.Fatal("a run is open before one was started")
	}
	here = toStep2(here)
	there = b.othersWrite(there)
	shows(t, there, "OPEN RUNS")

	there = tuitest.Press(there, "up", "enter") // the open run, whose last step has to be confirmed here
	shows(t, there, "WHERE THIS RUN STANDS")
	here = answer(here, "CEN-0012")
	there = b.othersWrite(there)
	shows(t, there, "CEN-0012", "another terminal")

	here = b.othersWrite(here)
	shows(t, here, "CEN-0012")
	hides(t, here, "another terminal") // it was written here
}

// What is taken out of service is said, without a key, in each step of a run that it is named in.
func TestWhatIsOutOfServiceIsSaidInTheRunThatIsDoneWithIt(t *testing.T) {
	b := newBench(t)
	m := answer(toStep2(b.start(80, 24)), "CEN-0012")
	hides(t, m, "OUT OF SERVICE")
	b.out = []model.Asset{{ID: "CEN-0012", Reason: "the lid does not lock", By: model.Person{Name: "J. Bell"}, At: b.now}, {ID: "CEN-0013", Reason: "it is sold", At: b.now}}
	m = b.othersWrite(m)
	shows(t, m, "CEN-0012 is OUT OF SERVICE since", "by J. Bell: the lid does not lock.")
	hides(t, m, "CEN-0013")
	if small := tuitest.Frame(m, 60, 16); !strings.Contains(flat(small), flat("CEN-0012 is OUT OF SERVICE")) {
		t.Errorf("a small terminal does not show it:\n%s", small)
	}
	m = tuitest.Press(m, "enter", "enter")
	shows(t, m, "3 of 6", "CEN-0012 is OUT OF SERVICE")
}

// Whoever comes second finds what they asked for not done, and where the run stands.
func TestTwoTerminalsDoNotBothDoAStep(t *testing.T) {
	b := newBench(t)
	here := toStep2(b.start(80, 24))
	there := tuitest.Press(b.start(80, 24), "up", "enter")
	here = answer(here, "CEN-0012")
	var id string
	for id = range b.runs {
	}
	before := len(b.runs[id])
	there = tuitest.Press(there, "enter")
	if len(b.runs[id]) != before {
		t.Fatalf("%d events, want %d: it was written over the other", len(b.runs[id]), before)
	}
	shows(t, there, "CEN-0012", "not done", "another terminal")
	there = answer(tuitest.Press(there, "enter"), "B12")
	if len(b.runs[id]) <= before {
		t.Errorf("nothing can be done there any more:\n%s", frame(there))
	}
	here = tuitest.Press(here, "enter", "enter") // and now it is the first that has to look
	shows(t, here, "not done", "another terminal")
}

func TestARunThatIsSignedElsewhereLeavesTheScreen(t *testing.T) {
	b := newBench(t)
	_ = toStep2(b.start(80, 24))
	there := tuitest.Press(b.start(80, 24), "up", "enter")
	clear(b.runs)
	there = b.othersWrite(there)
	shows(t, there, "another terminal", "in the log")
	shows(t, tuitest.Press(there, "esc"), "Find")
}

// Whoever has a run open sees quietly at which other terminals it is, and no longer than it is.
func TestARunThatIsOpenElsewhereSaysWhere(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 16}} {
		b := newBench(t)
		m := toStep2(b.start(size[0], size[1]))
		id := b.opened[0]
		hides(t, m, "open at")
		b.elsewhere = map[string][]string{id: {"bench-4"}, "r-another": {"bench-5"}}
		m = tuitest.Send(m, tui.Ticked())
		shows(t, m, "open at bench-4 too")
		hides(t, m, "bench-5")
		m = tuitest.Press(m, "esc", "q")
		shows(t, m, "Open: step")
		if page := strings.Join(strings.Fields(frame(m)), " "); !strings.Contains(page, "open at bench-4 too") {
			t.Errorf("the page does not say it:\n%s", page)
		}
		m = tuitest.Press(m, "esc")
		shows(t, m, "OPEN RUNS", "open at bench-4 too")
		m = tuitest.Press(m, "up", "enter")
		b.elsewhere = nil
		hides(t, tuitest.Send(m, tui.Ticked()), "open at")
		if got := strings.Join(b.opened, ","); got != id+",,"+id {
			t.Errorf("the terminal said that it has %q open", got)
		}
	}
}

func TestTheLogShowsWhatIsSignedElsewhere(t *testing.T) {
	b := newBench(t)
	log := tuitest.Press(b.start(80, 24), "ctrl+l")
	b.signed = append(b.signed, model.Completion{Entry: 7, SOP: "SOP-EQ-001", Title: "Signed elsewhere", Person: khan, At: b.now})
	shows(t, b.othersWrite(log), "Signed elsewhere")
}

func TestWhatIsTypedStaysWhenOthersWrite(t *testing.T) {
	b := newBench(t)
	find := tuitest.Press(b.start(80, 24), "c", "e", "n")
	shows(t, b.othersWrite(find), "cen")
	form := tuitest.Type(tuitest.Press(b.start(80, 24), "ctrl+e", "n"), "Jo Osei") // is to be enrolled
	shows(t, form, "Jo Osei")
	shows(t, b.othersWrite(form), "Jo Osei")
}

// A terminal at which nobody is looks less often; a run is looked at each second.
func TestATerminalAtWhichNobodyIsRests(t *testing.T) {
	b := newBench(t)
	b.frozen = true
	m := b.start(80, 24)
	rests := func(m tea.Model) bool { return tui.Rests(tuitest.Send(m, tui.Ticked())) }
	if rests(m) {
		t.Error("it rests at once")
	}
	b.now = b.now.Add(time.Minute)
	if !rests(m) {
		t.Error("it does not rest after a minute")
	}
	if rests(tuitest.Press(m, "c")) {
		t.Error("it rests after a key")
	}
	m = toStep2(tuitest.Press(m, "esc"))
	b.now = b.now.Add(time.Minute)
	if rests(m) {
		t.Error("it rests in a run")
	}
}
