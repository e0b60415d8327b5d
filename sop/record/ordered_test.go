package record

import (
	"errors"
	"iter"
	"slices"
	"testing"
)

// counted yields the numbers below n, and then an error unless that is nil.
func counted(n int, err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if err != nil {
			yield(0, err)
		}
	}
}

func TestWhatIsDoneOnEveryCoreComesInOrder(t *testing.T) {
	for _, n := range []int{0, 1, orderedBatch, 20*orderedBatch + 7} {
		var got []int
		err := eachInOrder(counted(n, nil), func(i int) (int, error) { return 3 * i, nil }, func(i int) error { got = append(got, i); return nil })
		want := make([]int, n)
		for i := range want {
			want[i] = 3 * i
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d: %d came, %v", n, len(got), err)
		}
	}
}

func TestTheFirstErrorEndsWhatIsDoneOnEveryCore(t *testing.T) {
	bad := errors.New("bad")
	never := func(int) error { return nil }
	for name, err := range map[string]error{
		"of what comes": eachInOrder(counted(3000, bad), func(i int) (int, error) { return i, nil }, never),
		"of the work": eachInOrder(counted(3000, nil), func(i int) (int, error) {
			if i == 700 {
				return 0, bad
			}
			return i, nil
		}, func(i int) error {
			if i > 699 {
				t.Errorf("%d came after the error", i)
			}
			return nil
		}),
		"of who takes it": eachInOrder(counted(3000, nil), func(i int) (int, error) { return i, nil }, func(i int) error {
			if i == 1500 {
				return bad
			}
			return nil
		}),
	} {
		if !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
