package session

import (
	"fmt"
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// Prompt is what a run asks for now. Both front ends ask it, each in its own
// way, so that neither forgets anything.
type Prompt struct {
	Kind PromptKind
	// Key changes with what is asked: a new one means a new, empty input.
	Key string
	// Who answers, where that is not the performer.
	Who sop.Who

	Step       run.Step       // the current step; zero at the end
	Field      sop.Field      // AskValue, AskReading
	Index      int            // of the reading, from 1; AskItem: of the item
	Deviation  run.Deviation  // AskAction, AskOpen
	Timer      run.Timer      // AskPatience
	Difference run.Difference // AskSettle
	Row        run.Row        // AskPace
	Item       string         // AskItem
	Of         run.Step       // AskItem: that the item is about; zero for none
	ToName     bool           // AskValue: of the item that is next, or the section is finished
	Confirm    bool           // AskClose: by the key that cannot be hit in passing
}

// PromptKind says what is asked.
type PromptKind int

// The prompts, in the order in which one goes before another.
const (
	AskSignOff  PromptKind = iota + 1 // everything is closed: sign off
	AskOpen                           // say what was done about a deviation that is still open
	AskPace                           // explain why steps were done fast
	AskTaker                          // somebody takes the run over
	AskItem                           // who takes over opens an open item
	AskDecision                       // a supervisor decides about an overdue run
	AskCard                           // confirm the step done last, or do it again
	AskAlert                          // acknowledge an alert
	AskAction                         // say what was done about a deviation
	AskNotDone                        // say why the step is not done: nobody chose the row that it needs
	AskWait                           // start the wait
	AskValue                          // record a value
	AskLinked                         // work through another procedure
	AskPatience                       // the wait is not over
	AskSecond                         // a second person comes
	AskReading                        // the second person's own reading
	AskSettle                         // two readings differ
	AskCheck                          // the second person signs
	AskRelease                        // the hold is released
	AskClose                          // close the step
)

// Asking is what a front end knows beside the run.
type Asking struct {
	At      time.Time
	Skipped []string     // optional fields that were left empty, as Place writes them
	Guest   string       // id of the other person at the bench, "" for nobody
	Own     model.Person // whose own the terminal is; none for one that is shared
}

// Place names a field of a step, for Asking.Skipped.
func Place(s run.Step, f sop.Field) string { return s.Place() + "/" + f.Name }

// Asks returns what the run asks for now.
func (w Work) Asks(a Asking) Prompt {
	r := w.Run
	s, open := r.Current()
	p := Prompt{Step: s}
	if r.Offer() != nil {
		p.Who = sop.BySecondPerson
		if n, item := r.Unopened(a.Guest); a.Guest != "" && n > 0 {
			p.Index, p.Item, p.Of = n, item, r.ItemStep(n)
			return p.as(AskItem, "item/%s/%s", a.Guest, item)
		}
		return p.as(AskTaker, "taker/%s", a.Guest)
	}
	if !open {
		if d, ok := r.OpenDeviation(); ok {
			p.Deviation = d
			return p.as(AskOpen, "open/%d", d.Number)
		}
		if row, ok := r.Unexplained(); ok {
			p.Row = row
			return p.as(AskPace, "pace/%s/%s/%d", row.Step, row.Item, row.Steps)
		}
		return p.as(AskSignOff, "end")
	}
	switch {
	case r.Overdue(a.At):
		p.Who = sop.BySupervisor
		return p.as(AskDecision, "decision/%s", a.Guest)
	case r.Paused() != nil || w.Card && !w.forOwn(a, p):
		return p.as(AskCard, "card")
	}
	return w.asksOpen(a, p)
}

// forOwn reports whether the run waits for whoever's own the terminal is: they come to
// check or to release, and are not asked whether they are its performer.
func (w Work) forOwn(a Asking, p Prompt) bool {
	if w.Practice || a.Own.ID == "" || a.Own.ID == w.Person.ID {
		return false
	}
	switch p = w.asksOpen(a, p); p.Kind {
	case AskSecond, AskRelease:
		return len(w.Could(p, []model.Person{a.Own})) > 0
	case AskReading, AskCheck:
		return a.Guest == a.Own.ID
	default:
		return false
	}
}

// asksOpen returns what a run asks for whose performer is known.
func (w Work) asksOpen(a Asking, p Prompt) Prompt {
	r, s := w.Run, p.Step
	if s.Closed != nil && r.Unchecked(s) {
		p.Who = s.Verify
		return asksCheck(a, p)
	}
	if awaits := r.Awaits(s); s.Closed != nil && len(awaits) > 0 { // a closed step holds the run
		p.Who = awaits[0]
		return p.as(AskRelease, "held/%s/%s", p.Who, a.Guest)
	}
	return w.asksStep(a, p)
}

// as returns the prompt as one of a kind, with its key.
func (p Prompt) as(k PromptKind, key string, args ...any) Prompt {
	p.Kind, p.Key = k, fmt.Sprintf("%s/%d/", p.Step.Place(), len(p.Step.Earlier))+fmt.Sprintf(key, args...)
	return p
}

// asksStep returns what the current step asks for.
func (w Work) asksStep(a Asking, p Prompt) Prompt {
	r, s := w.Run, p.Step
	if _, pending := s.PendingAlert(); pending || s.Started == nil {
		return p.as(AskAlert, "alert/%d", s.Acked)
	}
	if d, open := r.Unanswered(s); open {
		p.Deviation = d
		return p.as(AskAction, "deviation/%d", d.Number)
	}
	if _, lacks := r.Lacks(s); lacks {
		return p.as(AskNotDone, "no row")
	}
	wait, started := r.Wait(s)
	if s.Wait != nil && s.Wait.Local == "" && !started {
		return p.as(AskWait, "wait")
	}
	if s.WaitBefore != "" && started && !wait.Over(a.At) {
		p.Timer = wait
		return p.as(AskPatience, "patience/%d", len(s.Timing.Waits))
	}
	if f, n, missing := pendingField(s, a.Skipped); missing {
		p.Field, p.Index, p.ToName = f, n, r.ToName(s)
		return p.as(AskValue, "value/%s/%d/%d", f.Name, n, len(s.Refused))
	}
	awaits := r.Awaits(s)
	switch {
	case s.Do != "" && s.Others.Linked == "":
		return p.as(AskLinked, "linked")
	case started && !wait.Over(a.At):
		p.Timer = wait
		return p.as(AskPatience, "patience/%d", len(s.Timing.Waits))
	case s.Verify != "" && s.Others.Checked == nil:
		p.Who = s.Verify
		return asksCheck(a, p)
	case len(awaits) > 0:
		p.Who = awaits[0]
		return p.as(AskRelease, "release/%s/%s", p.Who, a.Guest)
	default:
		p.Confirm = r.MustConfirm(s)
		return p.as(AskClose, "close")
	}
}

// asksCheck returns what a second person is asked for. They read everything
// before anybody sees a difference (H27).
func asksCheck(a Asking, p Prompt) Prompt {
	s := p.Step
	if a.Guest == "" {
		return p.as(AskSecond, "second")
	}
	if f, n, more := s.ToCheck(a.Guest); more {
		p.Field, p.Index = f, n
		return p.as(AskReading, "reading/%s/%s/%d/%d", a.Guest, f.Name, n, len(s.Refused))
	}
	if diffs := s.Differences(); len(diffs) > 0 {
		p.Difference, p.Who = diffs[0], ""
		return p.as(AskSettle, "settle/%s/%d", diffs[0].Field.Name, diffs[0].Index)
	}
	return p.as(AskCheck, "check/%s", a.Guest)
}

// pendingField returns the first field in the page's order that has too few
// values. An optional one is asked for too, until it is skipped.
func pendingField(s run.Step, skipped []string) (sop.Field, int, bool) {
	for _, f := range s.Fields {
		n := len(s.ValuesOf(f.Name))
		if f.Calc == nil && !f.NotAsked && n < max(1, f.Repeat) && (!f.Optional || !slices.Contains(skipped, Place(s, f))) {
			return f, n + 1, true
		}
	}
	return sop.Field{}, 0, false
}

// Could returns the people who can answer a prompt that is not the
// performer's: those of the right role who did not perform the step.
func (w Work) Could(p Prompt, people []model.Person) []model.Person {
	if w.Practice {
		return []model.Person{model.Partner}
	}
	var out []model.Person
	for _, x := range people {
		looks := p.Kind == AskSecond || p.Kind == AskRelease // and carries nothing out
		switch {
		case x.ID == w.Person.ID:
		case looks && (!x.StandsFor(p.Who) || w.Run.Performed(p.Step, x.ID)):
		case !looks && (!x.Performs() || p.Who == sop.BySupervisor && !x.Has(sop.Supervisor)):
		default:
			out = append(out, x)
		}
	}
	return out
}
