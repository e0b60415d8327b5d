package record

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"soprun/sop"
)

func checkRunStart(s *State, p Placed, past Past) *Fault {
	e, b := p.Entry, p.Entry.Body.(*RunStart)
	if s.Open[b.Run] != nil || closed(past, b.Run) {
		return faultf(FaultRun, "run %s exists; an id is never used twice", b.Run)
	}
	if !s.holdsOne(e.Person, performers) {
		return faultf(FaultRole, "%q may not carry out a procedure", e.Person)
	}
	a := s.InForce(b.SOP, e.Clock.Day(e.At.Time))
	switch {
	case a == nil:
		return faultf(FaultApproval, "%s had no approved version in force on %s", b.SOP, e.Clock.Day(e.At.Time))
	case a.Version != b.Version || a.SHA256 != b.SHA256:
		return faultf(FaultApproval, "%s v%s was in force on %s; the run used v%s, or another text of it", b.SOP, a.Version, e.Clock.Day(e.At.Time), b.Version)
	}
	return nil
}

func (s *State) holdsOne(person string, roles []sop.Role) bool {
	return slices.ContainsFunc(roles, s.People[person].Has)
}

func checkRunEvent(s *State, p Placed, past Past) *Fault {
	b, person := p.Entry.Body.(*RunEvent), p.Entry.Person
	r, f := s.openRun(b.Run, past)
	if f == nil {
		f = r.mayFollow(b.Event)
	}
	if f == nil {
		f = s.mayCause(r, person, b.Event)
	}
	if f == nil && b.Event.Kind == sop.Observed {
		f = s.mayWatch(r, person, b.Event.Value)
	}
	if f == nil {
		f = r.checkMoved(b.Event)
	}
	if f == nil {
		f = s.judgedBy(r, b.Event)
	}
	if f == nil && b.Event.Kind == sop.LinkedDone {
		f = s.checkLinked(b.Event, past)
	}
	return f
}

// checkLinked compares what a run says of another one with how that ended.
func (s *State) checkLinked(e sop.Event, past Past) *Fault {
	at, ok := past.Completed(e.Value)
	switch {
	case !ok && s.incomplete(): // it may be a run that is not there
		return nil
	case !ok:
		return faultf(FaultRun, "it names run %q as the one that was done instead, and that was not completed before it", e.Value)
	}
	if done, _ := past.Performed(at); string(done.Outcome) != e.Mark {
		return faultf(FaultRun, "it says that run %q ended as %q, and that ended as %q", e.Value, e.Mark, done.Outcome)
	}
	return nil
}

func (s *State) openRun(id string, past Past) (*OpenRun, *Fault) {
	r := s.Open[id]
	switch {
	case r == nil && closed(past, id):
		return nil, faultf(FaultRun, "run %s was completed before", id)
	case r == nil:
		return nil, faultf(FaultRun, "run %s was not started before", id)
	}
	return r, nil
}

var (
	// afterStop is what can still be said of a run that was stopped.
	afterStop = []sop.EventKind{sop.DeviationOpened, sop.DeviationActioned, sop.ValueCorrected, sop.PaceExplained, sop.IncidentRaised, sop.ClockDoubted}
	// whileOffered is what can happen in a run that waits for its next owner.
	whileOffered = []sop.EventKind{
		sop.ItemOpened, sop.HandoverWithdrawn, sop.HandoverTaken, sop.RunDecided,
		sop.ClockDoubted, sop.WindowMissed, sop.DeviationOpened,
	}
)

func (r *OpenRun) mayFollow(e sop.Event) *Fault {
	switch {
	case r.Tally.Stopped && e.Kind == sop.HandoverTaken && e.Mark != "": // for a signature, where the owner is gone
		return nil
	case r.Tally.Stopped && !slices.Contains(afterStop, e.Kind):
		return faultf(FaultRun, "run %s was stopped before; %q cannot follow", r.Run, e.Kind)
	case r.Tally.Ended && (e.Kind == sop.RunEnded || e.Kind == sop.StepReopened):
		return faultf(FaultRun, "run %s was ended before; %q cannot follow", r.Run, e.Kind)
	case r.Offer != "" && !slices.Contains(whileOffered, e.Kind):
		return faultf(FaultRun, "run %s waits to be taken over; %q cannot follow", r.Run, e.Kind)
	case r.Offer == "" && (e.Kind == sop.ItemOpened || e.Kind == sop.HandoverWithdrawn):
		return faultf(FaultRun, "nobody hands run %s over; %q cannot follow", r.Run, e.Kind)
	}
	return nil
}

// mayCause tells whose event may be, in a run of somebody else too.
func (s *State) mayCause(r *OpenRun, person string, e sop.Event) *Fault {
	switch {
	case e.Kind == sop.ClockDoubted: // the log itself says what it is
		return nil
	case e.Kind == sop.CheckRecorded, e.Kind == sop.ValueImpossible && person != r.Person:
		return s.maySecond(r, person, e)
	case e.Kind != sop.ItemOpened:
		return r.ownedBy(person)
	case person == r.Person:
		return faultf(FaultDuties, "%q hands run %s over, and read it as who takes it", person, r.Run)
	case !s.holdsOne(person, performers):
		return faultf(FaultRole, "%q may not carry out a procedure", person)
	}
	return nil
}

func (r *OpenRun) ownedBy(person string) *Fault {
	if r.Person != person {
		return faultf(FaultRun, "run %s belongs to %q, not to %q", r.Run, r.Person, person)
	}
	return nil
}

// maySecond tells whether somebody can look at a step as another than who
// performs it.
func (s *State) maySecond(r *OpenRun, person string, e sop.Event) *Fault {
	switch {
	case person == r.Person:
		return faultf(FaultDuties, "%q carries run %s out: %q is for somebody else", person, r.Run, e.Kind)
	case slices.Contains(r.Performers[placeOf(e.Step, e.Item)], person):
		return faultf(FaultDuties, "%q performed step %q of run %s: %q is for somebody else", person, e.Step, r.Run, e.Kind)
	case !s.holdsOne(person, checkers):
		return faultf(FaultRole, "%q may not check somebody else's step", person)
	}
	return nil
}

// Doubt returns the value of the clock.doubt that has to be the run's next
// event, "" when it may be any: by how many milliseconds the clock was moved.
func (r *OpenRun) Doubt() string {
	if r.Moved == 0 {
		return ""
	}
	return strconv.FormatInt(r.Moved.Milliseconds(), 10)
}

func (r *OpenRun) checkMoved(e sop.Event) *Fault {
	want, got := r.Doubt(), ""
	if e.Kind == sop.ClockDoubted {
		if got = e.Value; want == "" {
			return faultf(FaultTime, "it says that the clock was moved during run %s, and no entry of the log does", r.Run)
		}
	}
	if got != want {
		return faultf(FaultTime, "the clock was moved by %s during run %s, and the run's next event does not say so", r.Moved, r.Run)
	}
	return nil
}

func checkRunAct(s *State, p Placed, past Past) *Fault {
	e, b := p.Entry, p.Entry.Body.(*RunAct)
	r, f := s.openRun(b.Run, past)
	if f == nil {
		f = r.mayFollow(b.Event)
	}
	if f != nil {
		return f
	}
	if !StandsFor(b.Event.Mark, e.Role) {
		return faultf(FaultRole, "%q signed for a %s as %s", e.Person, b.Event.Mark, e.Role)
	}
	switch {
	case e.Type == KindOffer:
		return r.ownedBy(e.Person)
	case e.Type == KindCheck, e.Type == KindRelease:
		return s.maySecond(r, e.Person, b.Event)
	case e.Person == r.Person:
		return faultf(FaultDuties, "run %s is that of %q: %q is for somebody else", r.Run, e.Person, b.Event.Kind)
	case e.Type == KindTake && r.Offer == "" && b.Event.Mark == "":
		return faultf(FaultRun, "nobody handed run %s over: only a supervisor takes it then, and says why", r.Run)
	}
	return nil
}

// StandsFor reports whether a role may sign as who a step asks for, which is the mark of
// the event. A supervisor stands in for anyone.
func StandsFor(mark string, role sop.Role) bool {
	switch sop.Who(mark) {
	case sop.BySupervisor:
		return role == sop.Supervisor
	case sop.ByPractitioner:
		return role == sop.Practitioner || role == sop.Supervisor
	default:
		return true
	}
}

func checkCompletion(s *State, p Placed, past Past) *Fault {
	b := p.Entry.Body.(*Completion)
	r, f := s.openRun(b.Run, past)
	if f == nil {
		f = r.ownedBy(p.Entry.Person)
	}
	if f != nil {
		return f
	}
	if r.Offer != "" {
		return faultf(FaultRun, "run %s waits to be taken over", b.Run)
	}
	if b.SOP != r.SOP || b.Version != r.Version || b.SHA256 != r.SHA256 {
		return faultf(FaultApproval, "run %s was of %s v%s; it was signed as %s v%s, or another text of it", b.Run, r.SOP, r.Version, b.SOP, b.Version)
	}
	if b.Events != r.Events() {
		return faultf(FaultEvents, "it covers other entries than run %s has before it", b.Run)
	}
	if b.Counts != r.Tally.Counts() || b.Outcome != r.Tally.Outcome() {
		return faultf(FaultCounts, "its counts or its outcome differ from what the entries of run %s say", b.Run)
	}
	if b.Reason != "" && !strings.HasPrefix(r.Tally.Reason, strings.TrimSuffix(b.Reason, ellipsis)) {
		return faultf(FaultCounts, "it gives another reason for its end than the entries of run %s", b.Run)
	}
	return r.Tally.checkExceptions(b)
}

// Events returns what a completion of the run has to name.
func (r *OpenRun) Events() Events {
	sum := sha256.Sum256(r.Leaves)
	return Events{Count: len(r.Positions), First: r.Positions[0], SHA256: hex.EncodeToString(sum[:])}
}

// add folds one entry of the run in.
func (r *OpenRun) add(p Placed, e sop.Event) {
	person := p.Entry.Person
	r.Positions = append(r.Positions, p.Position)
	r.Leaves = append(r.Leaves, p.Leaf[:]...)
	r.Last = p.Entry.At.Time
	if e.Step != "" {
		r.LastStep = e.Step
		place := placeOf(e.Step, e.Item)
		performs := person == r.Person && e.Kind.Performs()
		if performs && !slices.Contains(r.Performers[place], person) {
			put(&r.Performers, place, append(r.Performers[place], person))
		}
	}
	//exhaustive:enforce
	switch e.Kind {
	case sop.HandoverOffered:
		r.Offer = e.Reason
	case sop.HandoverWithdrawn:
		r.Offer = ""
	case sop.HandoverTaken:
		r.Person, r.Offer = person, ""
		if !slices.Contains(r.Owners, person) {
			r.Owners = append(r.Owners, person)
		}
	case sop.ClockDoubted:
		r.Moved = 0
	case sop.StepStarted, sop.AlertAcknowledged, sop.ValueRecorded, sop.ValueImpossible, sop.StepDone,
		sop.StepNotApplicable, sop.StepNotDone, sop.StepNotRequired, sop.StepChosen, sop.StepReopened, sop.DeviationOpened,
		sop.DeviationActioned, sop.ValueCorrected, sop.RunStopped, sop.WaitStarted, sop.WindowMissed, sop.CheckRecorded,
		sop.ValueSettled, sop.StepChecked, sop.HoldReleased, sop.RunDecided, sop.RunPaused, sop.RunResumed, sop.ItemOpened,
		sop.LinkedDone, sop.PaceExplained, sop.RunEnded, sop.ItemEnded, sop.ItemsLeft, sop.ItemsDone,
		sop.IncidentRaised, sop.Observed: // change nothing but the counts and who watches
	}
	r.Measured = sop.Measure(r.Measured, e)
	e.Person = person
	r.Watch.Add(e)
	if r.Tally.Add(e); r.Tally.Stopped {
		r.Offer = ""
	}
}
