package run

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Following is what follows from how a step is, once it is closed so: what its page
// says of a value outside its limits, or of a step that was left out.
type Following struct {
	Does  sop.Consequent
	From  string    // of a redo: the first step that is done again
	Who   sop.Who   // of a hold: who decides
	Scope sop.Scope // of an end, in a section that is done once for each item
	Why   string    // what was outside: "Indicator failed EXPECTED passed"
}

// Follows returns what follows when a step is closed as it is now, and false where
// nothing does. A page that has ended the run asks for nothing more.
func (r Run) Follows(s Step) (Following, bool) { return r.follows(s, leftOut(s)) }

// Coming returns what comes once a step is closed as it is now, and false where nothing
// does: what its page says, or what was decided at its hold.
func (r Run) Coming(s Step) (Following, bool) {
	f, ok := r.Follows(s)
	release, end := s.endedAtHold()
	switch {
	case f.Does == sop.End || len(r.Awaits(s)) > 0:
		return f, ok
	case end:
		return Following{Does: sop.End, Scope: s.Ends(), Why: cmp.Or(f.Why, "at its hold, by "+release.By.Person)}, true
	default:
		return f, ok && f.Does != sop.Hold
	}
}

// FollowsLeftOut returns what would follow if a step were left out now.
func (r Run) FollowsLeftOut(s Step) (Following, bool) { return r.follows(s, true) }

// Foresee returns what an action would lead to at once: the run ends, or a closed step
// holds it; false for neither, and for an action that is refused.
func (r Run) Foresee(a Action, person string, at time.Time) (Following, bool) {
	_, after, err := r.Act(a, person, at)
	switch held, holds := after.Held(); {
	case err != nil:
		return Following{}, false
	case r.ended == nil && after.ended != nil:
		return Following{Does: sop.End, Why: after.ended.By.Reason}, true
	case after.ended == nil && len(after.itemEnds) > len(r.itemEnds):
		return Following{Does: sop.End, Scope: sop.EndItem, Why: after.itemEnds[len(r.itemEnds)].By.Reason}, true
	case holds && r.held == nil:
		return Following{Does: sop.Hold, Who: after.Awaits(held)[0]}, true
	default:
		return Following{}, false
	}
}

// leftOut reports whether a person closed a step without doing it.
func leftOut(s Step) bool { return s.State == NotDone || s.State == NotApplicable }

// follows is Follows for a step that is, or is to be, left out.
func (r Run) follows(s Step, skipped bool) (out Following, found bool) {
	all := r.consequences(s, skipped)
	if len(all) == 0 {
		return out, false
	}
	gravest := all[0].comes
	for _, c := range all[1:] {
		if gravest.Graver(c.comes) != gravest || r.earlier(s, c.comes, gravest) {
			gravest = c.comes
		}
	}
	if gravest.Does == sop.Hold { // of those who decide, the first who has not
		for _, c := range all {
			if c.comes.Does == sop.Hold && !s.releasedBy(c.comes.Who) {
				gravest = c.comes
				break
			}
		}
	}
	out = Following{Does: gravest.Does, From: gravest.From, Who: gravest.Who, Scope: gravest.Scope}
	var whys []string
	for _, c := range all {
		same := c.comes == gravest || gravest.Does == sop.Hold && c.comes.Does == sop.Hold && c.comes.Who == gravest.Who
		if same && !slices.Contains(whys, c.why) {
			whys = append(whys, c.why)
		}
	}
	out.Why = strings.Join(whys, "; ")
	return out, true
}

// consequence is what one value or the linked run of a step comes to.
type consequence struct {
	comes *sop.Consequence
	field string // none for the linked run
	why   string
}

// consequences returns what the page says of each value of a step that is outside, and of
// the linked run, in the page's order; of all of them where the step is left out.
func (r Run) consequences(s Step, skipped bool) (out []consequence) {
	if r.ended != nil || r.over(s) || s.State == NotRequired {
		return nil
	}
	take := func(c *sop.Consequence, field, why string) {
		if now := s.now(c, skipped); now != nil {
			out = append(out, consequence{now, field, why})
		}
	}
	for _, f := range s.Fields {
		if f.Or == nil {
			continue
		}
		if skipped {
			take(f.Or, f.Name, fmt.Sprintf("step %d was left out", s.Number))
		}
		for _, v := range s.ValuesOf(f.Name) {
			if v.Mark != "" {
				take(f.Or, f.Name, describe(f, reading{value: v.Text, mark: v.Mark}))
			}
		}
	}
	switch {
	case s.DoOr == nil:
	case skipped:
		take(s.DoOr, "", fmt.Sprintf("step %d was left out", s.Number))
	case s.Others.Linked != "" && s.Others.Outcome != OutcomeComplete:
		take(s.DoOr, "", s.Do+" "+s.Others.Outcome.Words())
	}
	if slices.ContainsFunc(out, consequence.holds) { // it goes before a redo, which nobody does then: it is decided about too
		for i, c := range out {
			out[i].comes = s.now(c.comes, true)
		}
	}
	return out
}

func (c consequence) holds() bool { return c.comes.Does == sop.Hold }

// hasConsequence reports whether the page says what follows from how the step is.
func (s Step) hasConsequence() bool {
	return comesToSomething(&s)
}

// now returns what a consequence comes to: a redo that was done often enough is what
// comes after it, and one of a step that was left out, that is held, or of which a value is
// corrected when others were done since, holds the run.
func (s Step) now(c *sop.Consequence, skipped bool) *sop.Consequence {
	switch {
	case c == nil || c.Does != sop.Redo:
		return c
	case s.Opened >= c.Times:
		return c.Then
	case !skipped && s.Closed == nil:
		return c
	case c.Then.Does == sop.Hold:
		return c.Then
	default:
		return &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
	}
}

// earlier reports whether one redo goes back further than another.
func (r Run) earlier(s Step, one, other *sop.Consequence) bool {
	return one.Does == sop.Redo && other.Does == sop.Redo && r.begins(s, one.From) < r.begins(s, other.From)
}

// begins returns the index of the step at which a redo of a step begins.
func (r Run) begins(s Step, from string) int {
	if from == "" {
		return r.index(s.ID, s.Item)
	}
	return r.index(from, s.Item)
}

// MustConfirm reports whether a step is closed by the key that cannot be hit in passing:
// it is critical, or what follows takes something with it.
func (r Run) MustConfirm(s Step) bool {
	f, ok := r.Follows(s)
	return s.Critical || ok && f.Does != sop.Hold
}

// Ended returns where and why the page ended the run, or nil.
func (r Run) Ended() *End { return r.ended }

// End is how a page ended a run before its last step.
type End struct {
	Step string
	Item string
	By   Close // Reason says what was outside
}

// end ends the run, or the item. A step that is for that, and was passed because it had not
// ended, is to be done now; that one was done too late while it did not count is said.
func (t *turn) end(s Step, scope sop.Scope, reason string) {
	e := sop.Event{Kind: sop.RunEnded, Step: s.ID, Item: s.Item, Reason: fitting(reason)}
	if scope == sop.EndItem {
		e.Kind = sop.ItemEnded
	}
	over := t.run.after(e)
	for _, x := range t.run.steps { // before the end: nothing is opened again behind it
		if x.State != NotRequired || !x.Always || !over.asksForEnd(x) || over.EndOf(x) == nil || t.run.over(x) {
			continue
		}
		if _, required := over.required(over.index(x.ID, x.Item)); required {
			t.emit(sop.Event{Kind: sop.StepReopened, Step: x.ID, Item: x.Item})
		}
	}
	for i, x := range t.run.steps {
		if j := over.index(x.ID, x.Item); x.State == Done && j >= 0 && over.countsLate(j) && !t.run.countsLate(i) {
			of, _ := t.run.proc.Step(x.Within.Of)
			t.deviate(x, "", fmt.Sprintf("step %d was not done within %s of step %d; the end makes it required", x.Number, x.Within.Time, of.Number))
		}
	}
	t.emit(e)
}

// fitting shortens what the run itself words to what is kept.
func fitting(text string) string { return fittingIn(text, MaxText) }

// fittingIn shortens a text to so many bytes.
func fittingIn(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most-len("…")], "") + "…"
}

// asksForEnd reports whether it hangs on the end of the run whether a step counts.
func (r Run) asksForEnd(s Step) bool {
	return slices.ContainsFunc([]*sop.Condition{r.proc.Sections[s.Section].If, s.If}, func(c *sop.Condition) bool {
		return c != nil && slices.ContainsFunc(c.Terms, func(t sop.Term) bool { return t.Op == sop.HasEnded })
	})
}

// follow does what follows from a step that was just closed, or of which a value was
// corrected: the run ends, or steps are opened again. A hold is no event: it follows from
// how the step is.
func (t *turn) follow(s Step, f Following) {
	_, atHold := s.endedAtHold()
	switch {
	case t.run.stopped != nil || t.run.ended != nil || t.run.over(s): // all that follows is said
	case f.Does == sop.End:
		why := f.Why
		if !leftOut(t.run.steps[t.run.index(s.ID, s.Item)]) { // that says the step itself
			why = fmt.Sprintf("step %d: %s", s.Number, why)
		}
		t.end(s, f.Scope, why)
	case atHold:
		t.endAtHold(s)
	case f.Does == sop.Redo:
		t.again(t.run.index(s.ID, s.Item), f)
	}
}

// followClosed does what follows from a value of a closed step that is another one now. What
// would be done again holds the run: what was done since stands.
func (t *turn) followClosed(s Step) {
	if s.Closed == nil {
		return
	}
	now := t.run.steps[t.run.index(s.ID, s.Item)]
	follows, _ := t.run.Follows(now)
	t.follow(now, follows)
}

// again opens the steps of a redo: each at which anything was done, from where it begins
// to the one that asks for it. So does a wait that runs begin anew.
func (t *turn) again(i int, f Following) {
	reason := f.Why
	for j := t.run.begins(t.run.steps[i], f.From); j <= i; j++ {
		s := t.run.steps[j]
		if s.Closed == nil && !s.touched() || s.Item != t.run.steps[i].Item {
			continue
		}
		t.emit(sop.Event{Kind: sop.StepReopened, Step: s.ID, Item: s.Item, Reason: reason})
		reason = ""
	}
}

// The words that stand for an action where the page itself says what is done.
const (
	answeredByRedo = "done again, as the page says"
	answeredByEnd  = "the run ended, as the page says"
	answeredByItem = "the item ended, as the page says"
)

// Unanswered returns the first deviation of a step of which a person has to say what was
// done, and false when there is none. What the page itself answers once the step is
// closed is not asked for.
func (r Run) Unanswered(s Step) (Deviation, bool) {
	for _, d := range r.deviations {
		if d.of(s) && d.Action == nil && !r.pageAnswers(s, d) {
			return d, true
		}
	}
	return Deviation{}, false
}

// OpenDeviation returns the first deviation of the run of which nobody said what was done,
// and false when there is none.
func (r Run) OpenDeviation() (Deviation, bool) {
	if i := slices.IndexFunc(r.deviations, func(d Deviation) bool { return d.Action == nil }); i >= 0 {
		return r.deviations[i], true
	}
	return Deviation{}, false
}

// pageAnswers reports whether what follows from the step as it is answers a deviation of
// it: the note of a release only where it is still to come.
func (r Run) pageAnswers(s Step, d Deviation) bool {
	f, follows := r.Follows(s)
	if !follows || !s.asks(d) || f.Does != sop.Hold {
		return follows && s.asks(d)
	}
	return slices.ContainsFunc(r.consequences(s, leftOut(s)), func(c consequence) bool {
		return c.holds() && !s.releasedBy(c.comes.Who) && (d.Field == "" || c.field == d.Field)
	})
}

// asks reports whether the page says what follows from a deviation of the step.
func (s Step) asks(d Deviation) bool {
	if d.Field != "" {
		return s.FieldNamed(d.Field).Or != nil
	}
	return s.DoOr != nil && d.What == s.endedAs() || leftOut(s)
}

// endedAs words how the linked procedure ended.
func (s Step) endedAs() string {
	return s.Do + " in run " + s.Others.Linked + " " + s.Others.Outcome.Words()
}

// answer notes the action of the deviations that an event answers by itself: r is the
// run before it.
func (r Run) answer(e sop.Event, by Close) []Deviation {
	i := r.index(e.Step, e.Item)
	if i < 0 {
		return r.deviations
	}
	s := r.steps[i]
	var fits func(Deviation) bool
	switch e.Kind {
	case sop.RunEnded, sop.ItemEnded:
		by.Reason, fits = answeredByEnd, func(Deviation) bool { return true }
		if e.Kind == sop.ItemEnded {
			by.Reason = answeredByItem
		}
	case sop.StepReopened:
		by.Reason, fits = answeredByRedo, func(d Deviation) bool { return d.Field != "" && s.asks(d) }
	case sop.HoldReleased:
		all := slices.DeleteFunc(r.consequences(s, leftOut(s)), func(c consequence) bool {
			return c.comes.Does != sop.Hold || string(c.comes.Who) != e.Mark
		})
		fits = func(d Deviation) bool {
			return s.asks(d) && slices.ContainsFunc(all, func(c consequence) bool { return d.Field == "" || c.field == d.Field })
		}
	case sop.ValueCorrected:
		if e.Mark != "" || s.FieldNamed(e.Field).Or == nil {
			return r.deviations
		}
		by.Reason, fits = "corrected: "+e.Reason, func(d Deviation) bool { return d.Field == e.Field }
	default:
		return r.deviations
	}
	out := slices.Clone(r.deviations)
	for n, d := range out {
		if d.of(s) && d.Action == nil && fits(d) {
			out[n].Action = &by
		}
	}
	return out
}
