package record

import (
	"slices"
	"time"

	"soprun/sop"
)

// Watch is who had to do with a run but to perform it: whom its owners named as the one
// who watches them, and who looked at a step of theirs. The zero Watch is that of a run
// that has only been started.
type Watch struct {
	Named   []Observation `json:",omitempty"`
	Seconds []string      `json:",omitempty"` // who checked a step or released a hold
	Doers   []string      `json:",omitempty"` // who did a step of it
}

// Observation is that somebody is watched in a run, as they said before it.
type Observation struct{ Performer, Assessor string }

// clone returns a copy that can be added to.
func (w *Watch) clone() Watch {
	return Watch{Named: slices.Clone(w.Named), Seconds: slices.Clone(w.Seconds), Doers: slices.Clone(w.Doers)}
}

// Add folds one event of the run in.
func (w *Watch) Add(e sop.Event) {
	//exhaustive:ignore
	switch e.Kind {
	case sop.Observed:
		w.Named = append(w.Named, Observation{e.Person, e.Value})
	case sop.CheckRecorded, sop.StepChecked, sop.HoldReleased:
		if !slices.Contains(w.Seconds, e.Person) {
			w.Seconds = append(w.Seconds, e.Person)
		}
	case sop.StepDone:
		if !slices.Contains(w.Doers, e.Person) {
			w.Doers = append(w.Doers, e.Person)
		}
	}
}

// mayWatch tells whether the owner of a run can name somebody who watches it.
func (s *State) mayWatch(r *OpenRun, owner, assessor string) *Fault {
	switch {
	case s.People[assessor] == nil:
		return faultf(FaultPerson, "%q was not enrolled before it", assessor)
	case assessor == owner:
		return faultf(FaultDuties, "%q says that they watch themselves", owner)
	case len(r.Watch.Doers) > 0:
		return faultf(FaultRun, "a step of run %s is done: what will be done is said before the first", r.Run)
	case slices.Contains(r.Watch.Named, Observation{owner, assessor}):
		return faultf(FaultStanding, "%q said before that %q watches run %s", owner, assessor, r.Run)
	}
	return nil
}

// Unsaid is that somebody watched a completed run, and has not said yet what they found.
type Unsaid struct {
	Observation
	Run          string
	SOP, Version string
	Position     int64 // of the completion
	At           time.Time
	Day          string // local, of the completion
}

// watched folds who watched a run that is completed, and can say what they found.
func (s *State) watched(p Placed, b *Completion) {
	r := s.Open[b.Run]
	if r == nil {
		return
	}
	for _, o := range r.Watch.Named {
		if o.Performer != p.Entry.Person || slices.Contains(r.Owners, o.Assessor) || slices.Contains(r.Watch.Seconds, o.Assessor) {
			continue
		}
		at := p.Entry.At.Time
		s.Unsaid = append(s.Unsaid, &Unsaid{o, b.Run, b.SOP, b.Version, p.Position, at, p.Entry.Clock.Day(at)})
	}
}

// found folds that somebody said what they found in a run that they watched.
func (s *State) found(b *Competence, by string) {
	if b.Independence != "" {
		s.Unsaid = slices.DeleteFunc(s.Unsaid, func(u *Unsaid) bool { return u.Run == b.Run && u.Assessor == by })
	}
}
