package keyring_test

import (
	"crypto/rand"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/keyring"
)

func TestAnyLongEnoughPassphraseIsTaken(t *testing.T) {
	for _, ok := range []string{
		phrase, "correct horse battery staple", "Tr0ub4dor&3 and more", "日本語のパスフレーズも使えます",
		"mae hen wlad fy nhadau", strings.Repeat("long enough to be a poem ", 8), "9 4 7 1 8 3 0 2 6 5 9 1",
		"password is never the whole of it", "tabs\tand\x01controls too",
	} {
		if err := (keyring.Policy{}).Check([]byte(ok), "St Elsewhere", "kim.oh", "Kim Oh"); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
}

func TestAWeakPassphraseIsRefusedWithAReason(t *testing.T) {
	for weak, why := range map[string]string{
		"":                            "at least 12",
		"e\u0301e\u0301e\u0301abcxyz": "at least 12", // nine characters, however they are written
		"elevenchars":                 "at least 12",
		"passwordpassword":            "well-known",
		"Password123456!!":            "well-known",
		"soprunsoprun2026":            "well-known",
		"St Elsewhere 2026":           "well-known",
		"benedict.cumber1":            "well-known",
		"Benedict Cumber!":            "well-known",
		"aaaaaaaaaaaaaaaa":            "repeats",
		"ababababababab":              "repeats",
		"defghijklmnopqrs":            "follow",
		"zyxwvutsrqponmlk":            "follow",
		"\xff\xfe invalid text.":      "not valid",
		strings.Repeat("x1y2", 300):   "longer",
	} {
		err := (keyring.Policy{}).Check([]byte(weak), "St Elsewhere", "benedict.cumber", "Benedict Cumber")
		if !errors.Is(err, keyring.ErrWeak) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want it to say %q", weak, err, why)
		}
	}
}

func TestTheMinimumLengthIsAPolicyBetween8And64(t *testing.T) {
	if err := (keyring.Policy{MinLength: 8}).Check([]byte("fern owl")); err != nil {
		t.Error(err)
	}
	if err := (keyring.Policy{MinLength: 30}).Check([]byte(phrase)); !errors.Is(err, keyring.ErrWeak) {
		t.Errorf("err = %v, want ErrWeak", err)
	}
	for _, n := range []int{-1, 7, 65} {
		if err := (keyring.Policy{MinLength: n}).Check([]byte(phrase)); err == nil || errors.Is(err, keyring.ErrWeak) {
			t.Errorf("a minimum of %d: %v, want an error about the policy", n, err)
		}
	}
}

func TestTheWordListHasNoRepeatsAndEnoughWords(t *testing.T) {
	b, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(string(b))
	sorted := slices.Compact(slices.Sorted(slices.Values(words)))
	if len(sorted) != len(words) || len(words) < 1024 {
		t.Errorf("%d words, %d different; want at least 1024 and no repeats", len(words), len(sorted))
	}
	blocked, err := os.ReadFile("blocked.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range strings.Fields(string(blocked)) {
		if slices.Contains(words, w) {
			t.Errorf("%q is offered and blocked", w)
		}
	}
	if bits := 4 * math.Log2(float64(len(words))); bits < 40 {
		t.Errorf("four words have %.1f bits, want 40", bits)
	}
}

func TestAnOfferIsFourWordsThatThePolicyTakes(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		offer, err := keyring.Offer(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if seen[offer] || len(strings.Fields(offer)) != 4 {
			t.Errorf("offer %q", offer)
		}
		seen[offer] = true
		if err := (keyring.Policy{}).Check([]byte(offer)); err != nil {
			t.Errorf("%q: %v", offer, err)
		}
	}
}

func TestAnOfferNeedsRandomBytes(t *testing.T) {
	if _, err := keyring.Offer(strings.NewReader("abc")); err == nil {
		t.Error("an offer was made of too few random bytes")
	}
}

func TestTheDelayGrowsFromOneSecondToAMinute(t *testing.T) {
	for failures, want := range map[int]time.Duration{
		0: 0, 1: 0, 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16, 10: 32, 11: 60, 12: 60, 19: 60, 1 << 40: 60,
	} {
		if got := keyring.Delay(failures); got != want*time.Second {
			t.Errorf("after %d failures: %v, want %v", failures, got, want*time.Second)
		}
	}
	for failures, want := range map[int]bool{0: false, 19: false, 20: true, 21: true} {
		if got := keyring.Locked(failures); got != want {
			t.Errorf("locked after %d failures: %v, want %v", failures, got, want)
		}
	}
}

func TestWaitingEndsWhateverTheClockDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "last"), 0)
		now := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "now"), 0)
		failures := rapid.IntRange(0, 40).Draw(t, "failures")
		wait := keyring.Wait(failures, last, now)
		if wait < 0 || wait > keyring.Delay(failures) {
			t.Fatalf("wait %v of a delay of %v", wait, keyring.Delay(failures))
		}
		if !now.Before(last.Add(time.Minute)) && wait != 0 {
			t.Fatalf("still waits %v a minute later", wait)
		}
	})
}
