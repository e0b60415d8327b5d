package present_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

func TestHowFarTheIndexIsIsSaidAsFarAsItIsKnown(t *testing.T) {
	for want, i := range map[string]model.Indexing{
		"The index of the log is being built again: 0%, 0 of 12 entries.":                                     {Total: 12},
		"The index of the log is being built again: 38%, 412,000 of 1,080,000 entries, about 40 s more.":      {Done: 412_000, Total: 1_080_000, Left: 42 * time.Second},
		"The index of the log is being built again: 99%, 1,079,999 of 1,080,000 entries, a few seconds more.": {Done: 1_079_999, Total: 1_080_000, Left: time.Millisecond},
		"The index of the log is being built again: 99%, 12 of 12 entries.":                                   {Done: 12, Total: 12},
		"The index of the log is being built again: 1%, 100,000 of 10,000,000 entries, about 4 min more.":     {Done: 100_000, Total: 10_000_000, Left: 231 * time.Second},
	} {
		if got := present.Indexing(i); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWhatIsUntoldSaysHowFarTheIndexIsNow(t *testing.T) {
	then, now := model.Indexing{Done: 10, Total: 100}, model.Indexing{Done: 50, Total: 100}
	wrapped := fmt.Errorf("the log: %w", then)
	for _, c := range []struct {
		err  error
		now  model.Indexing
		want string
		ok   bool
	}{
		{errors.New("the disk is gone"), now, "", false},
		{nil, now, "", false},
		{wrapped, now, "The index of the log is being built again: 50%, 50 of 100 entries. This is told from all of it, and comes by itself then: nothing is lost.", true},
		{wrapped, model.Indexing{}, "The index of the log is whole now. Reading ...", true},
	} {
		if got, ok := present.Untold(c.err, c.now); got != c.want || ok != c.ok {
			t.Errorf("%v: %q %t, want %q %t", c.err, got, ok, c.want, c.ok)
		}
	}
	if got := present.IndexingHere(model.Indexing{}, false); got != "The index of the log is whole now. Reading ..." {
		t.Errorf("%q", got)
	}
}

func TestHowLongTheRestTakesFollowsFromWhatIsDone(t *testing.T) {
	for _, c := range []struct {
		done, total int64
		took, want  time.Duration
	}{{0, 100, time.Minute, 0}, {1, 100, time.Millisecond, 0}, {25, 100, 10 * time.Second, 30 * time.Second}, {100, 100, time.Second, 0}} {
		if got := model.LeftOf(c.done, c.total, c.took); got != c.want {
			t.Errorf("%d of %d in %s: %s, want %s", c.done, c.total, c.took, got, c.want)
		}
	}
}
