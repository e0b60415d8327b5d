package tui_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

// indexing is a bench with work that waits, whose index is built again.
func indexing(b *fakeBench) {
	busyToday(b)
	b.index = model.Indexing{Done: 412_000, Total: 1_080_000, Left: 42 * time.Second}
}

// From the first frame on it is said how far the index is; no list is shown in part or as if
// it were empty, and each comes by itself once it is whole.
func TestWhileTheIndexIsBuiltNoListIsShownAsIfItWereWhole(t *testing.T) {
	told := 0
	for _, l := range present.Lists {
		t.Run(l.Name, func(t *testing.T) {
			b := newBench(t)
			indexing(b)
			m := tuitest.Send(b.start(80, 24), kit.Go{To: kit.ToList, List: l.Name})
			if _, err := l.Read(t.Context(), b.sources(), model.Query{}, model.From{}); !errors.As(err, new(model.Indexing)) {
				hides(t, m, "index of the log") // it is read from the entries themselves
				return
			}
			told++
			shows(t, m, l.Title, "The index of the log is being built again: 38%, 412,000 of 1,080,000 entries, about 40 s more.", "nothing is lost")
			hides(t, m, l.Empty, "0 found", "cannot be read")
			b.index.Done, b.index.Left = 999_000, 3*time.Second
			m = tuitest.Send(m, tui.Ticked())
			shows(t, m, "92%, 999,000 of 1,080,000 entries, a few seconds more")
			b.index = model.Indexing{}
			m = tuitest.Send(m, tui.Ticked())
			hides(t, m, "index of the log")
		})
	}
	if told != 6 {
		t.Errorf("%d lists are told from the index, want log, review, traces, today, due and assets", told)
	}
}

func TestTheFirstScreenTellsWhatWaitsOnceTheIndexIsWhole(t *testing.T) {
	b := newBench(t)
	indexing(b)
	m := b.start(80, 40) // what waits takes two screens else
	shows(t, m, "The index of the log is being built again: 38%", "What waits for somebody, and what was used last, is told then.", "started, carried out and signed as always", b.proc.Meta.Title)
	hides(t, m, present.GroupLate, present.GroupDue, present.GroupSupervisor)
	b.index = model.Indexing{}
	m = tuitest.Send(m, tui.Ticked())
	hides(t, m, "index of the log")
	shows(t, m, present.GroupSupervisor)
}

// The main job waits for nothing that is derived: a run is started, carried out and signed
// from the first frame on.
func TestWhileTheIndexIsBuiltARunIsStartedAndSigned(t *testing.T) {
	b := newBench(t)
	b.index = model.Indexing{Done: 412_000, Total: 1_080_000}
	m := answer(toEnd(b.start(80, 24)), "correct horse")
	shows(t, m, "Entry 40", "SIGNED")
	if len(b.signed) != 1 {
		t.Fatalf("%d completions are signed, want 1", len(b.signed))
	}
}

// opening is the program that is seen while a log is read, at a size.
func opening(o tui.Opening, width, height int) tea.Model {
	m, _ := o.Update(tea.WindowSizeMsg{Width: width, Height: height})
	m, _ = m.Update(firstFrame)
	return m
}

func TestALogThatHasToBeReadFirstSaysHowFarItIs(t *testing.T) {
	now := time.Date(2026, 11, 22, 13, 47, 0, 0, time.UTC)
	for _, size := range [][2]int{{80, 24}, {60, 16}, {140, 40}} {
		o := tui.NewOpening(func() time.Time { return now })
		m := opening(o, size[0], size[1])
		if first := tuitest.Frame(m, size[0], size[1]); !strings.Contains(first, "Opening the log ...") || strings.Contains(first, "entries") {
			t.Errorf("the first frame:\n%s", first)
		}
		o.Set(270_000, 1_080_000)
		now = now.Add(10 * time.Second)
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			golden.RequireEqual(t, tuitest.Frame(m, size[0], size[1]))
		})
		o.Renew(540_000, 1_080_000)
		for _, want := range []string{"Writing the log anew: 50%", "checked again", "Nothing is"} {
			if frame := tuitest.Frame(m, size[0], size[1]); !strings.Contains(strings.Join(strings.Fields(frame), " "), want) || strings.Contains(frame, "Its index is not there") {
				t.Errorf("%v: no %q in\n%s", size, want, frame)
			}
		}
	}
}

func TestWhoeverLeavesWhileALogIsReadLeavesAtOnce(t *testing.T) {
	m := opening(tui.NewOpening(time.Now), 80, 24)
	for _, key := range []string{"q", "esc", "ctrl+c"} {
		_, cmd := m.Update(tuitest.Key(key))
		if cmd == nil {
			t.Fatalf("%s does not leave", key)
		}
		if _, quits := cmd().(tea.QuitMsg); !quits {
			t.Errorf("%s: %T", key, cmd())
		}
	}
	if _, cmd := m.Update(tuitest.Key("x")); cmd != nil {
		t.Error("x leaves")
	}
}
