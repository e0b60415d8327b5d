package model

import (
	"slices"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// OpenRun is a run that nobody has signed yet.
type OpenRun struct {
	ID       string
	SOP      string
	Title    string
	Version  string
	Person   Person
	Practice bool
	// Practises is who began a rehearsal, "" where they did not say so.
	Practises string
	Started   time.Time
	Last      time.Time // of the last event
	Step      int       // number of the step to do; 0 when only the signature is missing
	Item      string    // that the step is done for, "" where it is done once
	Steps     int
	// Need is what the run waits for, by Who; "" when it waits for nobody.
	Need   run.Need
	Who    sop.Who
	Timers []run.Timer // that run now
	Paused *run.Close  // the interruption that goes on
}

// Meanwhile is what became of the version of a run since it began.
type Meanwhile struct {
	Newer   string      // the version that took effect, "" for none
	Retired *Retirement // of it, or of that newer one, so that none is in force; nil while one is
}

// LoadedRun is everything that is needed to carry on with a run.
type LoadedRun struct {
	OpenRun
	Procedure *sop.Procedure
	Events    []sop.Event
	// Moved is by how much the clock was moved since the run's last event;
	// the run notes it first.
	Moved     time.Duration
	Meanwhile Meanwhile
	Names     map[string]string // the printed names of who is enrolled, by short name
	// Measured are the controls of completed runs that those of this one are judged with.
	Measured []sop.Measured
}

// LinkedRun is the run of a procedure that a step of another one runs.
type LinkedRun struct {
	ID      string // "" for none
	Open    bool   // not signed yet
	Outcome run.Outcome
}

// ClockMoved is the error of an Append that was not stored because the clock
// was moved since the run's last event. The session notes that and asks again.
type ClockMoved struct{ By time.Duration }

// Error words what happened.
func (e ClockMoved) Error() string {
	return "the clock of this machine was set " + run.MovedBy(e.By) + "; timers of this run are marked as doubtful"
}

// RunMoved is the error of an act in a run that went on since its steps were shown: at
// another terminal, or by a command. The session shows how it stands now.
type RunMoved struct{}

// Error words what happened.
func (RunMoved) Error() string {
	return "this run went on at another terminal meanwhile: it is shown as it stands now"
}

// ControlsMoved is the error of an Append that was not stored because another run was
// completed meanwhile, with controls that one of these is judged with too. The session asks
// again with them.
type ControlsMoved struct{ Measured []sop.Measured }

// Error words what happened.
func (ControlsMoved) Error() string {
	return "another run was completed meanwhile, with controls that this one is judged with"
}

// Describe adds to an open run what its events say of the present.
func (o OpenRun) Describe(r run.Run, now time.Time) OpenRun {
	o.Steps = r.Procedure().StepCount()
	if s, open := r.Current(); open {
		o.Step, o.Item = s.Number, s.Named
	}
	o.Need, o.Who = r.Needs(now)
	o.Timers, o.Paused = r.Timers(), r.Paused()
	return o
}

// SupervisorFirst puts those open runs first that only a supervisor can bring
// on; the rest stay in their order.
func SupervisorFirst(open []OpenRun) []OpenRun {
	rank := func(o OpenRun) int {
		if !o.Practice && o.Need != "" && o.Who == sop.BySupervisor {
			return 0
		}
		return 1
	}
	return slices.SortedStableFunc(slices.Values(open), func(a, b OpenRun) int { return rank(a) - rank(b) })
}

// OpenOf returns the open runs of one page that are for the record.
func OpenOf(open []OpenRun, sop string) []OpenRun {
	return slices.DeleteFunc(slices.Clone(open), func(o OpenRun) bool { return o.Practice || o.SOP != sop })
}
