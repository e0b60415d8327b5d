package run

import (
	"fmt"
	"slices"
	"time"

	"soprun/sop"
)

// correct adds a value over an earlier one (H36). What follows from it is made
// visible: a value outside its limits opens a deviation, and so does a step
// that had been passed as not required and now would be.
func (t *turn) correct(a Correct) *Refusal {
	index := max(1, a.Index)
	s, f, old, refusal := t.run.toCorrect(a, index)
	if refusal != nil {
		return refusal
	}
	reason, refusal := words(a.Step, a.Reason, "say why the value is corrected")
	if refusal != nil {
		return refusal
	}
	got, refusal := t.read(a.Step, f, Record{Field: a.Field, Text: a.Text}, old.By.At)
	if refusal == nil && t.run.naming(s, f) {
		_, got, refusal = t.run.name(s, got)
	}
	if refusal != nil {
		return refusal
	}
	if got.impossible != "" {
		return refuse(Unreadable, a.Step, a.Field, "%s: %s is %s", f.Label, got.value, got.impossible)
	}
	if got.value == old.Text {
		return refuse(SameValue, a.Step, a.Field, "%s is %s already", f.Label, old.Text)
	}
	got = t.run.judged(s, f, index, got)
	e := sop.Event{
		Kind: sop.ValueCorrected, Step: s.ID, Item: s.Item, Field: f.Name, Index: index,
		Value: got.value, Old: old.Text, Unit: f.Unit, Mark: got.mark, Reason: reason, Control: got.control,
	}
	if a.Text != got.value {
		e.Raw = a.Text
	}
	before := t.asIs()
	t.emit(e)
	t.keptBy(before)
	if got.mark != "" {
		t.deviate(s, f.Name, describe(f, got))
	}
	t.uncheck(s, f)
	if t.run.naming(s, f) {
		t.unnamed(s, f, old.Text)
	}
	t.followClosed(s)
	t.compute(reason)
	t.reopenQuestions()
	t.advance()
	return nil
}

// Judge reads a text for a recorded value as a correction would, after the run
// has ended too: it returns the value in its canonical form, with its mark, and
// the reason as it is kept. Nothing is computed again from it: what was computed was
// signed as it is. An error is a *Refusal.
func (r Run) Judge(a Correct, at time.Time) (value, mark, reason string, err error) {
	s, f, old, refusal := r.toCorrect(a, max(1, a.Index))
	if refusal != nil {
		return "", "", "", refusal
	}
	if reason, refusal = words(a.Step, a.Reason, "say why the value is amended"); refusal != nil {
		return "", "", "", refusal
	}
	t := &turn{run: r, at: at}
	got, refusal := t.read(a.Step, f, Record{Field: a.Field, Text: a.Text}, old.By.At)
	if refusal == nil && r.naming(s, f) {
		_, got, refusal = r.name(s, got)
	}
	if refusal != nil {
		return "", "", "", refusal
	}
	if got.impossible != "" {
		return "", "", "", refuse(Unreadable, a.Step, a.Field, "%s: %s is %s", f.Label, got.value, got.impossible)
	}
	if old.Control != nil { // as it was then: what was completed since says nothing of it
		got = r.judged(s, f, old.Index, got, old.Control.Earlier)
	}
	return got.value, got.mark, reason, nil
}

// uncheck opens a deviation for a value that is corrected after a second person checked it
// and all is over: the check was of another value, and nobody checks it again.
func (t *turn) uncheck(s Step, f sop.Field) {
	if s.Closed != nil && s.Others.Checked != nil && t.run.isOver(s) {
		t.deviate(s, f.Name, fmt.Sprintf("%s was corrected after step %d was checked", f.Label, s.Number))
	}
}

// unnamed opens a deviation where an item of the list is missing because what was done for
// it was done for another one, and its section is finished.
func (t *turn) unnamed(s Step, f sop.Field, was string) {
	if t.run.finished[s.Section] && slices.ContainsFunc(t.run.missing(s.Section), same(was)) {
		t.deviate(s, f.Name, fmt.Sprintf("%s %s is on the list, and was not done", f.Label, was))
	}
}

// toCorrect finds the recorded value that a names. A file is not corrected: a
// hash cannot be mistyped. What is computed is corrected with what it is computed from.
func (r Run) toCorrect(a Correct, index int) (Step, sop.Field, Value, *Refusal) {
	for _, s := range r.steps {
		if s.ID != a.Step || s.Item != a.Item {
			continue
		}
		for _, f := range s.Fields {
			values := s.ValuesOf(f.Name)
			if f.Name == a.Field && f.Calc != nil {
				return s, f, Value{}, computedFrom(s, f)
			}
			if f.Name != a.Field || index > len(values) || !f.Amendable() {
				continue
			}
			return s, f, values[index-1], nil
		}
	}
	return Step{}, sop.Field{}, Value{}, refuse(NoSuchThing, a.Step, a.Field, "that value is not recorded, so there is nothing to correct")
}

// countsAgain returns a step that was passed, or left out while it was not known whether it
// counts, and counts now that another one was done again: what that recorded settles all
// that hangs on it. What a correction makes required is told, and nothing is taken back.
func (r Run) countsAgain() (Step, bool) {
	if r.ended != nil || r.stopped != nil || r.held != nil || r.stays() != nil {
		return Step{}, false
	}
	for i := range r.steps {
		if s := &r.steps[i]; s.State != NotRequired && !s.Doubted {
			continue
		}
		s := r.steps[i]
		if r.over(s) || r.blank(s) {
			continue
		}
		counts := r.judgeStep(s)
		if (counts == isTrue || counts == isUnknown && !s.Doubted) && !r.deviates(s, s.nowRequired()) {
			return s, true
		}
	}
	return Step{}, false
}

// nowRequired words that a correction makes a step count that was passed.
func (s Step) nowRequired() string {
	if s.Doubted {
		return fmt.Sprintf("step %d was left out while it was not known whether it counts; a correction makes it required", s.Number)
	}
	return fmt.Sprintf("step %d was passed as not required; a correction makes it required", s.Number)
}

// reopenQuestions opens a deviation for each step that was passed as not
// required although its condition is true now.
func (t *turn) reopenQuestions() {
	for i, s := range t.run.steps {
		_, required := t.run.required(i)
		if !required || s.State != NotRequired && (!s.Doubted || t.run.judgeStep(s) != isTrue) {
			continue
		}
		what := s.nowRequired()
		if !t.run.deviates(s, what) {
			t.deviate(s, "", what)
		}
	}
}

// deviates reports whether a deviation was opened of a step since that was closed.
func (r Run) deviates(s Step, what string) bool {
	for _, d := range r.deviations {
		if d.of(s) && d.What == what && (s.Closed == nil || d.Opened.seq > s.Closed.seq) {
			return true
		}
	}
	return false
}

// of reports whether the deviation is one of a step.
func (d Deviation) of(s Step) bool { return d.Step == s.ID && d.Item == s.Item }
