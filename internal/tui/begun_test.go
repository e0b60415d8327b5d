package tui_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui"
	"soprun/internal/tuitest"
)

// slowPages are those of a bench that are read when somebody lets them.
type slowPages struct {
	*fakeBench
	read chan struct{}
}

func (s slowPages) ListPages(progress func(done, total int64)) ([]model.PageRow, error) {
	<-s.read
	return s.fakeBench.ListPages(progress)
}

// The first frame has its rows, unless they take too long: then it says so, and has them once
// they are there, read once.
func TestTheFirstFrameHasTheRowsOfTheLibrary(t *testing.T) {
	b := newBench(t)
	begin := func(lib present.Library, late <-chan time.Time) tui.Model { return begun(b, lib, late) }
	m := begin(b, nil)
	shows(t, m, b.proc.Meta.Title)

	read, late := make(chan struct{}), make(chan time.Time, 1)
	late <- b.now
	m = begin(slowPages{b, read}, late)
	shows(t, m, "Reading the pages ...")
	close(read)
	shows(t, tuitest.Start(m, 80, 24), b.proc.Meta.Title)
	if next := m.Init(); next == nil {
		t.Error("nothing is read")
	}
	var _ tea.Model = m
}

// begun is a program on a bench with its library, filled before its first frame.
func begun(b *fakeBench, lib present.Library, late <-chan time.Time) tui.Model {
	src := b.sources()
	src.Library = lib
	return tui.New(tui.Config{
		Sources: src, Perform: effects.Runners{Live: b, Practice: &fakePractice{b}, Now: b.clock}.Perform, Now: b.clock, Width: 80, Height: 24, After: b.after,
	}).Begun(late)
}

func TestWhatWaitsForSomebodyComesBehindTheFirstFrame(t *testing.T) {
	b := newBench(t)
	b.waiting = &[]tea.Msg{}
	b.slots = []model.Slot{{SOP: b.proc.Meta.ID, Title: b.proc.Meta.Title, Name: "2026-11-21", State: "missed", Due: b.now.AddDate(0, 0, -1)}}
	m := tuitest.Start(begun(b, b, nil), 80, 24)
	shows(t, m, b.proc.Meta.Title)
	if strings.Contains(tuitest.Frame(m, 80, 24), present.GroupMissed) {
		t.Error("what waits was read before the first frame was drawn")
	}
	for _, msg := range *b.waiting {
		m = tuitest.Send(m, msg)
	}
	shows(t, m, present.GroupMissed)
}

// Why a run was not started is read before it goes: a key that was meant for the run, or that
// bounced, leaves it there.
func TestWhyARunWasNotStartedGoesWithEscAlone(t *testing.T) {
	b := newBench(t)
	b.startErr = errors.New("A. Khan is not competent in it by their last assessment")
	m := tuitest.Press(b.start(80, 24), "enter", "enter", "1")
	for _, key := range []string{"1", "enter", "space", "x", "pgdown", "?"} {
		m = tuitest.Press(m, key)
		shows(t, m, "A. Khan is not competent in it", "esc go on")
	}
	m = tuitest.Press(m, "esc")
	hides(t, m, "not competent")
	shows(t, m, b.proc.Meta.Title)
}
