package station_test

import (
	"testing"
	"time"

	"soprun/internal/station"
)

// A clock that is moved is told by the time since the machine was started, of which the
// entries have to say that it was the same start.
func TestTheMachineSaysWhichStartItIsAndHowLongAgoThatWas(t *testing.T) {
	m, again := station.ReadMachine(), station.ReadMachine()
	if m.Boot == "" || len(m.Boot) > 64 || m.Boot != again.Boot {
		t.Errorf("it was started %q, then %q", m.Boot, again.Boot)
	}
	began := time.Now()
	before, known := station.Uptime()
	after, still := station.Uptime()
	if !known || !still || before <= 0 || after < before || after-before > time.Since(began)+time.Second {
		t.Errorf("it runs for %s, then for %s (%v, %v)", before, after, known, still)
	}
}
