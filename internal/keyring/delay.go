package keyring

import (
	"time"

	"soprun/sop/record"
)

// After five failures in a row the next try waits, twice as long each time.
const (
	freeTries  = 5
	firstDelay = time.Second
	maxDelay   = time.Minute
)

// Delay returns how long after the last of so many failures in a row the next
// try has to wait.
func Delay(failures int) time.Duration {
	if failures < freeTries {
		return 0
	}
	if doublings := failures - freeTries; doublings < 6 {
		return firstDelay << doublings
	}
	return maxDelay
}

// Wait returns how long from now the next try has to wait. A clock that was
// set back does not make it longer than the delay itself.
func Wait(failures int, last, now time.Time) time.Duration {
	delay := Delay(failures)
	return min(delay, max(0, last.Add(delay).Sub(now)))
}

// Locked reports whether a key waits for a supervisor.
func Locked(failures int) bool { return failures >= record.MaxFailures }
