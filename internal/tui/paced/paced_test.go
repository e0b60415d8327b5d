package paced

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// fakeClock writes down how it is set.
type fakeClock struct{ set []time.Duration }

func (c *fakeClock) Reset(d time.Duration) { c.set = append(c.set, d) }

// TestTheClockIsFastOnlyWhileThereIsSomethingNew goes through a frame at rest, others behind it, and
// the next rest.
func TestTheClockIsFastOnlyWhileThereIsSomethingNew(t *testing.T) {
	const frame = 8 * time.Millisecond
	c, waits := &fakeClock{}, []func(){}
	p := &pace{frame: frame, after: func(_ time.Duration, f func()) { waits = append(waits, f) }, find: func() clock { return c }}
	later := func() {
		t.Helper()
		if len(waits) != 1 {
			t.Fatalf("%d calls wait, not one", len(waits))
		}
		f := waits[0]
		waits = nil
		f()
	}
	is := func(when string, want ...time.Duration) {
		t.Helper()
		if !slices.Equal(c.set, want) {
			t.Errorf("%s: the clock was set to %v, want %v", when, c.set, want)
		}
	}
	p.drew("one")
	p.drew("one")
	is("a first frame", soon)
	later()
	is("once it is drawn", soon, frame)
	p.drew("two")
	p.drew("one")
	later()
	is("while others come", soon, frame)
	p.drew("one")
	later()
	is("once none came", soon, frame, rest)
	if p.drew("one"); len(waits) > 0 {
		t.Error("a frame that is no news wakes it")
	}
	p.drew("three")
	is("the next one", soon, frame, rest, soon)
}

func TestAClockThatIsNotFoundIsLeftAlone(t *testing.T) {
	p := &pace{after: func(time.Duration, func()) { t.Error("it waits") }, find: func() clock { return nil }}
	p.drew("one")
	p.drew("two")
}

// clockwork shows a number that goes up after a while.
type clockwork int

type went struct{}

const between = 10 * time.Second

func (n clockwork) Init() tea.Cmd {
	return tea.Tick(between, func(time.Time) tea.Msg { return went{} })
}

func (n clockwork) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, is := msg.(went); !is {
		return n, nil
	}
	if n++; n == 3 {
		return n, tea.Quit
	}
	return n, n.Init()
}

func (n clockwork) View() tea.View { return tea.NewView(fmt.Sprintf("at %d", n)) }

// paper writes down when something was drawn.
type paper struct {
	mu   sync.Mutex
	from time.Time
	at   map[string]time.Duration
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range []string{"1", "2"} {
		if _, seen := p.at[n]; !seen && bytes.Contains(b, []byte(n)) && time.Since(p.from) > between/2 {
			p.at[n] = time.Since(p.from)
		}
	}
	return len(b), nil
}

// TestWhatIsNewIsOnTheTerminalAtOnceHoweverLongNothingWas runs a program of the version of Bubble Tea
// that there is: it fails where its clock is not found any more.
func TestWhatIsNewIsOnTheTerminalAtOnceHoweverLongNothingWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &paper{from: time.Now(), at: map[string]time.Duration{}}
		p := Program(clockwork(0), 25, tea.WithInput(nil), tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithWindowSize(20, 4))
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
		if tickerOf(p) == nil {
			t.Error("the clock of Bubble Tea is not where it was: see its startRenderer")
		}
		for n, after := range map[string]time.Duration{"1": between, "2": 2 * between} {
			if late := out.at[n] - after; late < 0 || late > 3*soon {
				t.Errorf("%s was drawn %v late", n, late)
			}
		}
	})
}

func TestAProgramOfAnotherShapeHasNoClock(t *testing.T) {
	for name, p := range map[string]any{"another type": &struct{ ticker int }{}, "another name": &struct{ clock *time.Ticker }{}} {
		if c := tickerIn(reflect.ValueOf(p).Elem()); c != nil {
			t.Errorf("%s: %v", name, c)
		}
	}
}
