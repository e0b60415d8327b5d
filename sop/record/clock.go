package record

import "time"

// How far an entry's time may lie before the latest in the log.
const (
	FactLag = 2 * time.Second
	ActLag  = 15 * time.Minute // from being shown to being signed
)

// ClockFact returns what a fact that is made now has to be: a *ClockJump or a
// *ClockBack where the clock was moved, else nil. Only a clock that was set
// forward while nobody can tell how long the machine runs goes unseen.
func (s *State) ClockFact(at Time, c Clock) Body {
	back := at.Before(s.Latest.Add(-FactLag))
	if booted, known := c.booted(at.Time); known && c.Boot == s.Boot {
		if moved := booted.Sub(s.Booted); back || moved.Abs() > FactLag {
			return &ClockJump{Before: At(s.Latest), Expected: At(at.Add(-moved))}
		}
		return nil
	}
	if back {
		return &ClockBack{Before: At(s.Latest)}
	}
	return nil
}

// checkTime refuses an entry whose time does not follow. The time of an act was
// fixed when it was shown: it says nothing of the clock.
func (s *State) checkTime(e *Entry) *Fault {
	if e.Type.Act() {
		if e.At.Before(s.Latest.Add(-ActLag)) {
			return faultf(FaultTime, "its time %s lies before %s, which is in the log already", e.At.Format(timeLayout), s.Latest.Format(timeLayout))
		}
		return nil
	}
	want := s.ClockFact(e.At, e.Clock)
	if sameClock(want, e.Body) {
		return nil
	}
	switch want := want.(type) {
	case *ClockBack:
		return faultf(FaultTime, "its time %s lies before %s, which is in the log already, and it does not say that the clock was set back from there",
			e.At.Format(timeLayout), want.Before.Format(timeLayout))
	case *ClockJump:
		return faultf(FaultTime, "its time is %s, and by the time since the machine was started it should be %s; it does not say that the clock was moved so, from %s",
			e.At.Format(timeLayout), want.Expected.Format(timeLayout), want.Before.Format(timeLayout))
	default:
		return faultf(FaultTime, "it says that the clock was moved, and its time %s follows from the log", e.At.Format(timeLayout))
	}
}

// sameClock reports whether a fact says of the clock what it has to.
func sameClock(want, got Body) bool {
	switch got := got.(type) {
	case *ClockBack:
		want, ok := want.(*ClockBack)
		return ok && want.Before.Equal(got.Before.Time)
	case *ClockJump:
		want, ok := want.(*ClockJump)
		return ok && want.Before.Equal(got.Before.Time) && want.Expected.Equal(got.Expected.Time)
	default:
		return want == nil
	}
}

// tick brings the log's time to an entry.
func (s *State) tick(e *Entry) {
	switch b := e.Body.(type) {
	case *ClockBack:
		s.move(e.At.Time, b.Before.Time)
	case *ClockJump:
		s.move(e.At.Time, b.Expected.Time)
	default:
		if e.At.After(s.Latest) {
			s.Latest = e.At.Time
		}
	}
	if e.Type.Act() {
		return
	}
	// What was said of a boot first holds until a jump: a clock that is moved by
	// a little again and again is found out.
	if booted, known := e.Clock.booted(e.At.Time); known && (e.Clock.Boot != s.Boot || e.Type == KindClockJump) {
		s.Boot, s.Booted = e.Clock.Boot, booted
	}
}

// move starts the log's time again from where the clock is now. Every open run
// keeps how far that is from where it should be, and delays after wrong
// passphrases count from now: nobody waits until the clock has caught up.
func (s *State) move(now, expected time.Time) {
	s.Latest = now
	for _, r := range s.Open {
		r.Moved += now.Sub(expected)
	}
	for _, p := range s.People {
		if p.LastFailure.After(now) {
			p.LastFailure = now
		}
	}
}
