package run

import (
	"slices"

	"soprun/sop"
)

// advance settles what follows from the state: steps whose condition is false
// are closed as not required, and the step that is then current starts unless
// an alert has to be acknowledged first.
func (t *turn) advance() {
	for {
		t.compute("")
		if s, again := t.run.countsAgain(); again && !t.run.clock.began.IsZero() {
			t.emit(sop.Event{Kind: sop.StepReopened, Step: s.ID, Item: s.Item})
			continue
		}
		s, open := t.run.Current()
		if !open || s.Closed != nil || s.touched() && (!t.run.over(s) || s.Always) {
			return
		}
		if t.run.blank(s) && t.run.allNamed(s.Section) {
			t.finishItems(s)
			continue
		}
		why, required := t.run.required(t.run.current)
		if !required {
			t.emit(sop.Event{Kind: sop.StepNotRequired, Step: s.ID, Item: s.Item, Reason: why})
			continue
		}
		if _, pending := s.PendingAlert(); !pending && s.Started == nil {
			t.start(s)
			t.compute("")
		}
		return
	}
}

// start starts a step, and with it those of a section that are done together.
func (t *turn) start(s Step) {
	t.emit(sop.Event{Kind: sop.StepStarted, Step: s.ID, Item: s.Item})
	if !t.run.proc.Sections[s.Section].DoConfirm {
		return
	}
	blocked := t.run.blocked()
	for i, x := range t.run.steps {
		if x.Section == s.Section && x.Item == s.Item && x.Closed == nil && x.Started == nil && !blocked[i] {
			t.emit(sop.Event{Kind: sop.StepStarted, Step: x.ID, Item: x.Item})
		}
	}
}

// touched reports whether a person did anything at the step: then it is required,
// whatever is corrected elsewhere.
func (s Step) touched() bool {
	entered := slices.ContainsFunc(s.Values, func(v Value) bool { return s.FieldNamed(v.Field).Calc == nil })
	return s.Started != nil && (entered || len(s.Timing.Waits)+len(s.Others.Readings) > 0) ||
		s.Others.Checked != nil || len(s.Others.Releases) > 0 || s.Others.Linked != ""
}
