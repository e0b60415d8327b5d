package kit_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"soprun/internal/model"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
)

// height is that of the terminal in these tests.
const height = 20

// long is a list of numbers, newest first, of which every so many fit.
type long struct {
	rows     []int64
	every    int64
	look     int // how many are looked through for a part
	err      error
	contexts []context.Context
}

func newLong(n int, every int64, look int) *long {
	l := &long{every: every, look: look}
	for i := range n {
		l.rows = append(l.rows, int64(n-i))
	}
	return l
}

func (l *long) fits() []int64 {
	return slices.DeleteFunc(slices.Clone(l.rows), func(r int64) bool { return r%l.every != 0 })
}

func (l *long) source(ctx context.Context, from model.From) (model.Part[int64], error) {
	l.contexts = append(l.contexts, ctx)
	return kittest.Part(l.rows, from, l.look, func(r int64) (int64, bool) { return r, r%l.every == 0 }), l.err
}

type paged = kit.Paged[int64]

// settle performs what a list asks for until it asks for nothing.
func settle(p paged, cmd tea.Cmd) paged {
	for cmd != nil {
		p, cmd = p.Came(cmd().(kit.Came[int64]), height)
	}
	return p
}

func open(l *long) paged {
	return settle(kit.NewPaged(func(r int64) int64 { return r }).Open(l.source))
}

// However a list is moved over, the cursor stands where it would in a list that is held
// whole; around it two screens of rows are held, few others are, and the count is true.
func TestAPagedListIsMovedOverAsTheWholeListIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLong(rapid.IntRange(0, 3_000).Draw(t, "rows"), rapid.Int64Range(1, 50).Draw(t, "every"), rapid.SampledFrom([]int{30, 100, 1_000}).Draw(t, "look"))
		p, at := open(l), 0
		for range rapid.IntRange(0, 60).Draw(t, "keys") {
			want := l.fits()
			last := max(0, len(want)-1)
			switch key := rapid.SampledFrom([]string{"up", "down", "pgup", "pgdown", "pgdown", "pgdown", "home", "end", "again", "filter", "added"}).Draw(t, "key"); key {
			case "up", "down", "pgup", "pgdown":
				by := map[string]int{"up": -1, "down": 1, "pgup": -30, "pgdown": 30}[key]
				p, at = settle(p.Move(by, height)), max(0, min(last, at+by))
			case "home":
				p, at = settle(p.First()), 0
			case "end":
				p, at = settle(p.Last()), last
			case "again":
				p = settle(p.Again())
			case "filter":
				l.every = rapid.Int64Range(1, 50).Draw(t, "every")
				p, at = settle(p.Open(l.source)), 0
			case "added":
				l.rows = append([]int64{int64(len(l.rows)) + 1}, l.rows...)
				p, at = settle(p.Open(l.source)), 0
			}
			check(t, l, p, at)
		}
	})
}

func check(t *rapid.T, l *long, p paged, at int) {
	t.Helper()
	want := l.fits()
	row, ok := p.Selected()
	if ok != (len(want) > 0) || ok && row != want[at] {
		t.Fatalf("on %d (%v), want row %d of %v", row, ok, at, want)
	}
	if !p.Known || p.Of != len(l.rows) || p.Found > len(want) || p.Whole && p.Found != len(want) {
		t.Fatalf("found %d in %d of %d, whole %v; there are %d in %d", p.Found, p.Looked, p.Of, p.Whole, len(want), len(l.rows))
	}
	if !ok {
		return
	}
	first := slices.Index(want, p.Rows[0])
	if first < 0 || !slices.Equal(p.Rows, want[first:first+len(p.Rows)]) {
		t.Fatalf("%v is no piece of %v", p.Rows, want)
	}
	if above := min(at, 2*height); at-first < above {
		t.Fatalf("%d rows are held above row %d", at-first, at)
	}
	if below := min(len(want)-1-at, 2*height); first+len(p.Rows)-1-at < below {
		t.Fatalf("%d rows are held below row %d of %d", first+len(p.Rows)-1-at, at, len(want))
	}
	if len(p.Rows) > 500 { // a part more than it keeps
		t.Fatalf("%d rows are held", len(p.Rows))
	}
}

func TestTheCountOfAPagedListIsTrueAtEachStep(t *testing.T) {
	l := newLong(5_000, 100, 1_000)
	p, cmd := kit.NewPaged(func(r int64) int64 { return r }).Open(l.source)
	var said []string
	for cmd != nil {
		p, cmd = p.Came(cmd().(kit.Came[int64]), height)
		said = append(said, p.Count())
	}
	if want := []string{"10 found in 1,000 of 5,000", "20 found in 2,000 of 5,000", "30 found in 3,000 of 5,000", "40 found in 4,000 of 5,000", "50 found"}; !slices.Equal(said, want) {
		t.Errorf("said %q", said)
	}
	l.every = 2
	if p = settle(p.Open(l.source)); p.Count() != "100 found in 199 of 5,000" || p.Whole {
		t.Errorf("it looked further than it had to: %s", p.Count())
	}
}

func TestALongListIsNotForgottenWhenItIsComeBackTo(t *testing.T) {
	l := newLong(2_000, 1, 100)
	p := open(l)
	for range 40 {
		p = settle(p.Move(30, height))
	}
	at, _ := p.Selected()
	held := len(p.Rows)
	p = settle(p.Again())
	if now, _ := p.Selected(); now != at || len(p.Rows) < held {
		t.Errorf("it is on %d of %d rows, was on %d of %d", now, len(p.Rows), at, held)
	}
	l.rows = slices.DeleteFunc(l.rows, func(r int64) bool { return r == at })
	p = settle(p.Again())
	if now, _ := p.Selected(); now != at-1 {
		t.Errorf("the row %d is gone, and it is on %d", at, now)
	}
	if p = settle(p.First()); p.Cursor.At != 0 || p.Rows[0] != 2_000 {
		t.Errorf("the first is %d, at %d", p.Rows[0], p.Cursor.At)
	}
}

func TestWhatIsNoLongerWantedIsCancelledAndDropped(t *testing.T) {
	l := newLong(100, 1, 10)
	p, first := kit.NewPaged(func(r int64) int64 { return r }).Open(l.source)
	late := first().(kit.Came[int64])
	l.every = 50
	p, second := p.Open(l.source)
	if l.contexts[0].Err() == nil {
		t.Error("the first reading goes on")
	}
	p, cmd := p.Came(late, height)
	if cmd != nil || p.Known {
		t.Error("rows of the filter before are taken")
	}
	came := second().(kit.Came[int64])
	if l.contexts[1].Err() != nil {
		t.Error("the second reading was cancelled")
	}
	if p = settle(p.Came(came, height)); p.Count() != "2 found" {
		t.Error(p.Count())
	}
	p, cmd = p.Last()
	if cmd != nil || p.Cursor.At != 1 {
		t.Error("what is held is read again")
	}
	p, cmd = p.Again()
	p = p.Stop()
	if p, cmd = p.Came(cmd().(kit.Came[int64]), height); cmd != nil || l.contexts[len(l.contexts)-1].Err() == nil {
		t.Error("what was stopped goes on")
	}
	if p.Count() != "2 found" {
		t.Error(p.Count())
	}
}

func TestAListThatCannotBeReadAnyMoreHasNoRowToOpen(t *testing.T) {
	l := newLong(100, 1, 10)
	p := open(l)
	l.err = errors.New("the disk is gone")
	p = settle(p.Again())
	if _, ok := p.Selected(); ok || p.Err == nil {
		t.Errorf("a row can be opened (%v)", p.Err)
	}
	if _, cmd := p.Move(30, height); cmd != nil {
		t.Error("it is read on")
	}
	l.err = nil
	if p = settle(p.Again()); p.Err != nil || len(p.Rows) < 2*height {
		t.Errorf("%d rows, %v", len(p.Rows), p.Err)
	}
}
