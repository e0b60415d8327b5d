package demo

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestTheScribeWritesInOrderAndAtItsTime(t *testing.T) {
	begin := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	s := newScribe(begin)
	var wrote []time.Duration
	note := func() error {
		wrote = append(wrote, s.clock().Sub(begin))
		return nil
	}
	var want []time.Duration
	for i := range 3 * ahead {
		want = append(want, time.Duration(i)*time.Second)
		if err := s.later(begin.Add(want[i]), note); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.written(begin.Add(time.Hour), func() error { return nil }); err != nil || !slices.Equal(wrote, want) {
		t.Errorf("%d were written, %v", len(wrote), err)
	}
	if err := s.end(); err != nil {
		t.Error(err)
	}
}

func TestAfterAnErrorTheScribeWritesNothingMore(t *testing.T) {
	s := newScribe(time.Time{})
	broken, more := errors.New("the disk is full"), 0
	_ = s.later(time.Time{}, func() error { return broken }) // comes back from what follows
	count := func() error { more++; return nil }
	if err := s.written(time.Time{}, count); !errors.Is(err, broken) {
		t.Errorf("err = %v, want what went wrong before", err)
	}
	_ = s.later(time.Time{}, count)
	if err := s.end(); !errors.Is(err, broken) || more != 0 {
		t.Errorf("err = %v, and %d more were written", err, more)
	}
}
