package present_test

import (
	"testing"

	"soprun/internal/present"
)

func TestAMemoryMakesWhatItDoesNotHaveAndHoldsNoMoreThanItMay(t *testing.T) {
	m, made := present.Memory[int, int]{Most: 3}, 0
	double := func(n int) int {
		return m.Of(n, func() int { made++; return 2 * n })
	}
	for range 2 {
		for n := range 3 {
			if got := double(n); got != 2*n {
				t.Errorf("of %d it made %d", n, got)
			}
		}
	}
	if made != 3 {
		t.Errorf("it made three of them %d times", made)
	}
	if double(3); made != 4 {
		t.Errorf("past the most it made %d", made)
	}
	if _, still := m.Get(0); still {
		t.Error("it holds more than it may")
	}
	if got, ok := m.Get(3); !ok || got != 6 {
		t.Errorf("the last one is %d, %v", got, ok)
	}
}

// Whoever sets a capital in what a step says, does it in their own copy.
func TestWhatIsMadeOfATextIsEachOnesOwn(t *testing.T) {
	const text = "wipe **it** dry"
	first := present.Inline(text)
	first[0].Text = "WIPE "
	if again := present.Inline(text); again[0].Text != "wipe " {
		t.Errorf("it says %q", again[0].Text)
	}
}
