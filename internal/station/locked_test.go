//go:build !race

package station_test

import (
	"errors"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/record"
)

// Twenty tries of a key take too long under the race detector.
func TestTwentyFailuresLockAKeyUntilASupervisorUnlocksIt(t *testing.T) {
	b := newBench(t)
	for range record.MaxFailures {
		b.now = b.now.Add(time.Minute)
		if _, err := b.Signer(worker, []byte("wrong")); !isPassphrase(err) {
			t.Fatal(err)
		}
	}
	b.now = b.now.Add(24 * time.Hour)
	var wait *station.WaitError
	if _, err := b.Signer(worker, phraseOf(worker)); !errors.As(err, &wait) || wait.Wait != 0 {
		t.Errorf("err = %v, want it locked", err)
	}
	if p := b.member(worker); p.State != model.KeyLocked {
		t.Errorf("people = %+v", p)
	}
	if _, err := act(b.Station, boss, model.Unlock{Person: worker, Reason: "forgot it over the holidays"}); err != nil {
		t.Fatal(err)
	}
	b.perform(worker)
}
