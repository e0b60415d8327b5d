package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Do asks for an action by person at an instant and returns the events that it
// causes, in order. The time's location is the station's: "today" is a day
// there. An error is always a *Refusal and means that nothing happened. Do
// leaves r as it was; fold the events with After once they are stored.
func (r Run) Do(a Action, person string, at time.Time) ([]sop.Event, error) {
	events, _, err := r.Act(a, person, at)
	return events, err
}

// Act is Do for whoever goes on before the events are stored: it returns what After makes of
// them too.
func (r Run) Act(a Action, person string, at time.Time) (events []sop.Event, after Run, err error) {
	t := &turn{run: r, person: person, at: at}
	if err := t.take(a); err != nil {
		return nil, r, err
	}
	return t.events, t.run, nil
}

// turn collects the events of one action and the run as it is after them.
type turn struct {
	run    Run
	person string
	at     time.Time
	events []sop.Event
	own    bool // the steps of the run are shared with no other
}

func (t *turn) emit(e sop.Event) {
	e.Person, e.At = t.person, t.at
	t.events = append(t.events, e)
	if !t.own { // once a turn: a run has many steps, and an action several events
		t.run.steps, t.own = slices.Clone(t.run.steps), true
	}
	t.run.own = true
	t.run = t.run.apply(e)
	t.run.own = false // what is thought through meanwhile writes into copies
}

// asIs returns the run as it is now, whatever is emitted later.
func (t *turn) asIs() Run {
	t.own = false
	return t.run
}

// take dispatches. It returns error, not *Refusal, so that a nil is a nil.
func (t *turn) take(a Action) error {
	refusal := t.mayAct(a)
	if refusal == nil {
		refusal = t.takeRun(a)
	}
	if refusal != nil {
		return refusal
	}
	return nil
}

// takeRun handles what concerns the run as a whole or its past.
func (t *turn) takeRun(a Action) *Refusal {
	switch a := a.(type) {
	case ActOn:
		return t.actOn(a)
	case Correct:
		return t.correct(a)
	case Tick:
		return t.tick()
	case GoOn:
		return t.goOn()
	case DoubtClock:
		return t.doubtClock(a)
	case ExplainPace:
		return t.explainPace(a)
	case Raise:
		return t.raise(a)
	case Offer:
		return t.offer(a)
	case Withdraw:
		return t.withdraw()
	case OpenItem:
		return t.openItem(a)
	case TakeOver:
		return t.takeOver(a)
	case Decide:
		return t.decide(a)
	case Resume:
		return t.resume()
	case Redo:
		if refusal := t.run.stays(); refusal != nil {
			return refusal
		}
		if t.run.stopped == nil && t.run.held == nil {
			return t.redo(a)
		}
	}
	return t.takeCurrent(a)
}

// takeCurrent handles what needs a current step.
func (t *turn) takeCurrent(a Action) *Refusal {
	step, open := t.run.Current()
	if !open {
		return refuse(RunOver, "", "", "no step is open in this run")
	}
	switch a := a.(type) {
	case Stop:
		return t.stop(step, a)
	case Pause:
		if t.run.paused == nil {
			return t.pause(a)
		}
	}
	switch {
	case t.run.paused != nil:
		return refuse(Interrupted, step.ID, "", "the run was interrupted: confirm the step that was done last, then go on")
	case t.run.Overdue(t.at):
		return refuse(Overdue, step.ID, "", "the run is open for longer than %s: a supervisor decides how it goes on", t.run.proc.Meta.CompleteWithin)
	}
	if step.Closed != nil {
		return t.takeHeld(step, a)
	}
	switch a := a.(type) {
	case Begin:
		return t.begin(step)
	case Acknowledge:
		return t.acknowledge(step)
	case Observe:
		return t.observe(step, a)
	case LeaveItem, FinishItems:
		return t.takeEach(step, a)
	case Choose:
		if refusal := t.run.stays(); refusal != nil {
			return refusal
		}
		return t.choose(step, a)
	}
	if refusal := mustBeStarted(step); refusal != nil {
		return refusal
	}
	if t.run.blank(step) && !beforeName(a) {
		return t.run.nameFirst(step)
	}
	return t.takeStep(step, a)
}

// takeStep handles what is done to the current step, and only to it (H1).
func (t *turn) takeStep(step Step, a Action) *Refusal {
	if refusal := t.withoutRow(step, a); refusal != nil {
		return refusal
	}
	switch a := a.(type) {
	case Record:
		return t.record(step, a)
	case StartWait:
		return t.startWait(step, a)
	case Link:
		return t.link(step, a)
	case CheckValue:
		return t.checkValue(step, a)
	case Settle:
		return t.settle(step, a)
	case Check:
		return t.check(step, a)
	case Release:
		return t.release(step, a)
	case Reopen:
		return t.reopen(step, a)
	case Complete:
		if step.Critical {
			return refuse(NeedsConfirm, step.ID, "", "step %d is critical: confirm it once it is done", step.Number)
		}
		if t.run.MustConfirm(step) {
			f, _ := t.run.Follows(step)
			return refuse(NeedsConfirm, step.ID, "", "%s: confirm the step, and what the page says follows", f.Why)
		}
		return t.close(step, sop.Event{})
	case Confirm:
		return t.close(step, sop.Event{})
	case DoneEarlier:
		return t.doneEarlier(step, a)
	case MarkNotApplicable:
		return t.notApplicable(step, a)
	case MarkNotDone:
		return t.notDone(step, a)
	default:
		return refuse(NoSuchThing, "", "", "a run has no action %T", a)
	}
}

func mustBeStarted(s Step) *Refusal {
	if alert, pending := s.PendingAlert(); pending {
		return refuse(NeedsAlert, s.ID, "", "acknowledge the %s before step %d", alert.Kind, s.Number)
	}
	if s.Started == nil {
		return refuse(NotBegun, s.ID, "", "the run has not begun")
	}
	return nil
}

func (t *turn) begin(s Step) *Refusal {
	if !t.run.clock.began.IsZero() {
		return refuse(NoSuchThing, s.ID, "", "the run has begun already")
	}
	t.advance()
	return nil
}

func (t *turn) acknowledge(s Step) *Refusal {
	if _, pending := s.PendingAlert(); !pending {
		return refuse(NothingToAck, s.ID, "", "step %d has nothing to acknowledge", s.Number)
	}
	t.emit(sop.Event{Kind: sop.AlertAcknowledged, Step: s.ID, Item: s.Item, Index: s.Acked + 1})
	t.advance()
	return nil
}

func (t *turn) stop(s Step, a Stop) *Refusal {
	reason, refusal := words(s.ID, a.Reason, "say why the run stops here")
	if refusal != nil {
		return refusal
	}
	t.emit(sop.Event{Kind: sop.RunStopped, Step: s.ID, Item: s.Item, Reason: reason})
	return nil
}

func (t *turn) record(s Step, a Record) *Refusal {
	f, index, refusal := fieldToRecord(s, a.Field)
	if refusal == nil && t.run.blank(s) && !t.run.naming(s, f) {
		refusal = t.run.nameFirst(s)
	}
	if refusal == nil {
		refusal = t.run.withoutLimits(s, f)
	}
	if refusal == nil && s.WaitBefore != "" { // its values are those of after the wait
		refusal = t.waited(s)
	}
	if refusal != nil {
		return refusal
	}
	got, refusal := t.read(s.ID, f, a, t.at)
	if refusal == nil && t.run.naming(s, f) {
		s, got, refusal = t.run.name(s, got)
	}
	if refusal != nil {
		return refusal
	}
	got = t.run.judged(s, f, index, got)
	e := valueEvent(sop.ValueRecorded, s, f, index, a.Text, got)
	if e.Kind == sop.ValueImpossible {
		t.emit(e)
		return nil
	}
	t.emit(e)
	if got.mark != "" {
		t.deviate(s, f.Name, describe(f, got))
	}
	if t.run.naming(s, f) {
		t.unnamed(s, f, s.Named)
	}
	t.recordRest(s, f, a.Text)
	t.advance() // what is computed from it can end the run
	return nil
}

// valueEvent returns the event of a reading: of a kind, or as one that has to be
// typed again.
func valueEvent(kind sop.EventKind, s Step, f sop.Field, index int, typed string, got reading) sop.Event {
	e := sop.Event{Kind: kind, Step: s.ID, Item: s.Item, Field: f.Name, Index: index, Value: got.value, Unit: f.Unit, Mark: got.mark, Control: got.control}
	if typed != got.value {
		e.Raw = typed
	}
	if got.impossible != "" {
		e.Kind, e.Mark = sop.ValueImpossible, got.impossible
	}
	return e
}

func describe(f sop.Field, got reading) string {
	value := shown(f, got.value)
	if got.value == sop.Unknown && f.Calc != nil {
		return f.Label + " " + got.mark
	}
	if strings.HasSuffix(got.mark, value) { // an expiry says its day itself
		return f.Label + " " + got.mark
	}
	return f.Label + " " + value + " " + got.mark
}

func (t *turn) deviate(s Step, field, what string) {
	t.emit(sop.Event{Kind: sop.DeviationOpened, Step: s.ID, Item: s.Item, Field: field, Index: len(t.run.deviations) + 1, Reason: what})
}

// close ends the current step as done once nothing is missing; how says what is
// special about it.
func (t *turn) close(s Step, how sop.Event) *Refusal {
	if f, _, missing := s.MissingField(); missing {
		return refuse(NeedsValue, s.ID, f.Name, "%s: enter a value first", f.Label)
	}
	if f, waits := s.uncomputed(); waits {
		return refuse(NeedsValue, s.ID, f.Name, "%s is computed from what an earlier step records: do that first", f.Label)
	}
	if d, open := t.run.Unanswered(s); open {
		return refuse(NeedsAction, s.ID, d.Field, "%s: say what you did about it first", d.What)
	}
	if s.Do != "" && s.Others.Linked == "" {
		return refuse(NeedsLinked, s.ID, "", "work through %s first", s.Do)
	}
	if refusal := t.waited(s); refusal != nil {
		return refusal
	}
	if s.Verify != "" && s.Others.Checked == nil {
		return refuse(NeedsSecond, s.ID, "", "a %s checks step %d first", s.Verify, s.Number)
	}
	if refusal := t.run.released(s); refusal != nil {
		return refusal
	}
	follows, _ := t.run.Follows(s)
	how.Kind, how.Step, how.Item = sop.StepDone, s.ID, s.Item
	t.emit(how)
	t.follow(s, follows)
	t.advance()
	return nil
}

func (t *turn) notApplicable(s Step, a MarkNotApplicable) *Refusal {
	doubtful := len(t.run.InDoubt(s)) > 0
	if t.run.blank(s) && !doubtful {
		return t.run.nameFirst(s)
	}
	if s.Critical && !doubtful {
		return refuse(CriticalStep, s.ID, "", "step %d is critical: it is done, or not done with a reason", s.Number)
	}
	reason, refusal := words(s.ID, a.Reason, "say why the step does not apply")
	if refusal != nil && (!s.NAOk || doubtful || refusal.Code != NeedsReason) {
		return refusal
	}
	follows, _ := t.run.follows(s, true)
	t.emit(sop.Event{Kind: sop.StepNotApplicable, Step: s.ID, Item: s.Item, Reason: reason})
	t.follow(s, follows)
	t.advance()
	return nil
}

func (t *turn) notDone(s Step, a MarkNotDone) *Refusal {
	reason, refusal := words(s.ID, a.Reason, "say why the step was not done")
	if refusal != nil {
		return refusal
	}
	follows, _ := t.run.follows(s, true)
	t.emit(sop.Event{Kind: sop.StepNotDone, Step: s.ID, Item: s.Item, Reason: reason})
	t.deviate(s, "", fmt.Sprintf("step %d not done: %s", s.Number, reason))
	t.follow(s, follows)
	t.advance()
	return nil
}

func (t *turn) actOn(a ActOn) *Refusal {
	if a.Deviation < 1 || a.Deviation > len(t.run.deviations) {
		return refuse(NoSuchThing, "", "", "there is no deviation %d", a.Deviation)
	}
	d := t.run.deviations[a.Deviation-1]
	if d.Action != nil {
		return refuse(AlreadyRecorded, d.Step, d.Field, "deviation %d has its action already", d.Number)
	}
	text, refusal := words(d.Step, a.Text, "say what you did about it")
	if refusal != nil {
		return refusal
	}
	of := t.run.stepOf(d)
	say := func(d Deviation) {
		t.emit(sop.Event{Kind: sop.DeviationActioned, Step: d.Step, Item: d.Item, Field: d.Field, Index: d.Number, Reason: text})
	}
	say(d)
	for _, other := range t.run.deviations { // one text serves all of a step
		if other.of(of) && other.Action == nil && !t.run.pageAnswers(of, other) {
			say(other)
		}
	}
	return nil
}
