package run

import (
	"fmt"
	"slices"
	"time"

	"soprun/sop"
)

// Run is one walk through a procedure, the fold of its events so far.
type Run struct {
	proc  *sop.Procedure
	steps []Step // in page order, over all sections and the items of each
	// copies is how often the steps of each section stand in steps: once, or once for
	// each item and for the one that is to be named.
	copies   []int
	at       map[string]fieldAt // of each field, on the page
	finished []bool             // of each section: no further item comes
	itemEnds []itemEnd
	left     []LeftItem
	own      bool   // steps is shared with no other run
	dropped  []Step // that stood for an item that nobody named
	// current indexes the step to do now; len(steps) once all are closed.
	current    int
	closed     []int // indexes of the closed steps in the order of their closing
	deviations []Deviation
	stopped    *Close
	ended      *End
	held       *int // index of the closed step that holds the run
	clock      clock
	crew       crew
	paused     *Close // the interruption that goes on; Note has the note to self
	explained  []Row  // fast rows that were explained, in order
	incidents  []Incident
	measured   []sop.Measured // its controls, in the order in which they were first recorded
	known      []sop.Measured // controls of completed runs
}

// Step is a step of the page with what has happened to it.
type Step struct {
	sop.Step
	Item    string // of a section that is done once for each; "" elsewhere
	Named   string // how that is named now, which differs where its name was corrected
	Section int    // index into the procedure's sections
	nth     int    // which of the copies of its section
	State   State
	Acked   int         // how many of its alerts that must be acknowledged were
	Started *Close      // when it became the step to do; nil before
	Closed  *Close      // when and how it ended; nil before
	Values  []Value     // in the order they were recorded
	Refused []sop.Event // impossible entries, kept as they were typed, those of earlier rounds too
	refused int         // how many of them are of earlier rounds
	Timing  Timing
	Others  Others
	Earlier []Attempt // what was done before it was done again, oldest first
	Opened  int       // how often it was opened again, by the page or by hand
	Again   []Again   // each time that says why
	// performers are who carried the run out while any of it was done, in any round.
	performers []string
	// Doubted is set where it was left out while it was not known whether it counts.
	Doubted bool
}

// Timing is what a step's clock has seen.
type Timing struct {
	Waits  []Close // each start of its wait; the last one counts
	Missed *Close  // when its window was found missed; nil while it was not
}

// Others is what other people and other runs did for a step.
type Others struct {
	Readings []Value      // the second person's own
	Settled  []Settlement // differences that were settled, in order, those of earlier rounds too
	Checked  *Close       // the second person's signature; nil before
	Releases []Released   // of its hold, since its values were last changed, and those that end the run
	Linked   string       // the run of the linked procedure; "" before
	Outcome  Outcome      // of that run
}

// Settlement is a difference between two readings and what was agreed on.
type Settlement struct {
	Field         string
	Index         int
	First, Second string
	Text          string // what holds now
	Round         int    // how often the step had been opened again by then
	By            Close
}

// Attempt is how a step had been done before it was done again.
type Attempt struct {
	State  State
	Closed Close
	Values []Value
	Waits  []Close
	Others Others
	Round  int   // how often the step had been opened again before
	Again  Close // who opened it again, and why
}

// Again is why a step was opened again, alone or as the first of several.
type Again struct {
	State State // how it had been closed
	By    Close
}

// Close is who did something, when, and the words that went with it.
type Close struct {
	Person string
	At     time.Time
	Reason string
	Note   string // of an interruption: the note to oneself
	// Earlier is when a step was done, where that was before it was entered;
	// zero otherwise (H35).
	Earlier time.Time
	seq     int // how many events of the run came before it
}

// Done returns when it happened, which for a late entry is before it was entered.
func (c Close) Done() time.Time {
	if !c.Earlier.IsZero() {
		return c.Earlier
	}
	return c.At
}

// State is where a step stands.
type State string

// The states of a step. Not applicable is a person's judgement with a reason;
// not required means that the step's condition was false (H20).
const (
	ToDo          State = "to do"
	Current       State = "current"
	Done          State = "done"
	NotApplicable State = "not applicable"
	NotDone       State = "not done"
	NotRequired   State = "not required"
)

// Value is one recorded reading with everything it was before.
type Value struct {
	Field string
	Index int // 1-based among repeated readings
	Text  string
	Raw   string // as typed, when that differs
	Unit  string
	Mark  string // "ABOVE 8.0 °C"; stays in every later view (H22)
	By    Close
	Old   []Correction // earlier values, oldest first
	// Control is what a control was judged with, else nil.
	Control *sop.Control
}

// Correction is a value that was replaced; it stays visible (H36).
type Correction struct {
	Text string
	Mark string
	By   Close // who replaced it, when and why
}

// Deviation is a departure from the page. It is open until someone says what
// was done about it; open deviations block sign-off (H21).
type Deviation struct {
	Number int // 1-based over the run
	Step   string
	Item   string
	Field  string // "" when the step itself was not done
	What   string
	Opened Close
	Action *Close // what was done; nil while open
}

// New starts a run of p and returns it before its first event; ask Begin for
// the events that open it. It refuses a procedure without steps.
func New(p *sop.Procedure) (Run, error) {
	r := Run{proc: p, copies: make([]int, len(p.Sections)), finished: make([]bool, len(p.Sections)), at: map[string]fieldAt{}}
	for i, section := range p.Sections {
		r.copies[i] = 1
		for j, st := range section.Steps {
			r.steps = append(r.steps, Step{Step: st, Section: i, State: ToDo})
			for _, f := range st.Fields {
				r.at[f.Name] = fieldAt{section: i, step: j, field: f}
			}
		}
	}
	if len(r.steps) == 0 {
		return Run{}, fmt.Errorf("%s has no step to run", p.Meta.ID)
	}
	r.steps[0].State = Current
	return r.lookedUp(), nil
}

// Replay folds a run's events again, as after a restart. An error means that
// the events do not belong to this procedure.
func Replay(p *sop.Procedure, events []sop.Event) (Run, error) {
	r, err := New(p)
	if err != nil {
		return Run{}, err
	}
	return r.After(events...)
}

// Procedure returns the page that is run.
func (r Run) Procedure() *sop.Procedure { return r.proc }

// Steps returns all steps in page order. The caller must not change them.
func (r Run) Steps() []Step { return r.steps }

// Step returns a step by its id and its item, "" where it is done once, and false where
// there is none.
func (r Run) Step(id, item string) (Step, bool) {
	i := r.index(id, item)
	if i < 0 {
		return Step{}, false
	}
	return r.steps[i], true
}

// Current returns the step to do now, and false when every step is closed or
// the run was stopped. There is never more than one (H1). While a closed step holds
// the run it is that one.
func (r Run) Current() (Step, bool) {
	if r.stopped != nil {
		return Step{}, false
	}
	if s, held := r.Held(); held {
		return s, true
	}
	if r.current >= len(r.steps) {
		return Step{}, false
	}
	return r.steps[r.current], true
}

// LastClosed returns the step that was closed last by a person's act, and
// false when there is none (H9).
func (r Run) LastClosed() (Step, bool) {
	if i := r.lastAct(); i >= 0 {
		return r.steps[r.closed[i]], true
	}
	return Step{}, false
}

// Past returns the step that was closed last by a person's act, and after it
// those that were passed since because their condition was false, unless that would tell a
// value that is still to be read blind.
func (r Run) Past() []Step {
	from := max(0, r.lastAct())
	var out []Step
	for _, i := range r.closed[min(from, len(r.closed)):] {
		if !r.Veiled(r.steps[i]) {
			out = append(out, r.steps[i])
		}
	}
	return out
}

// LastAt returns when anything was last done, zero before the run has begun.
func (r Run) LastAt() time.Time { return r.clock.latest }

// lastAct returns where in r.closed the last step stands that a person closed,
// -1 for none.
func (r Run) lastAct() int {
	for i := len(r.closed) - 1; i >= 0; i-- {
		if r.steps[r.closed[i]].State != NotRequired {
			return i
		}
	}
	return -1
}

// Next returns the step that comes after the current one as things stand, and
// false at the end: the first that is done again, or that the page's end of the run
// or the item leaves to do, where that follows. Whether it will be required can still
// depend on values that are not recorded yet, or that a second person is still to read
// without seeing them (H27): nothing is worked out from those.
func (r Run) Next() (Step, bool) {
	r = r.unseen()
	if s, open := r.Current(); open {
		switch f, ok := r.Coming(s); {
		case ok && f.Does == sop.End:
			r = r.endedAt(s, f.Scope)
		case ok && f.Does == sop.Redo:
			return r.firstAgain(s, f), true
		}
	}
	first, blocked, at := -1, r.blockedBehind(), r.standsAt()
	item, another := r.nextItem()
	for i, s := range r.steps {
		switch {
		case another && s.Section > item.Section && first < 0:
			return item, true
		case another && s.Section > item.Section:
			return r.steps[first], true
		case i == at || s.Closed != nil || r.passed(i):
		case !s.waits() && !blocked[i]:
			return s, true
		case first < 0:
			first = i
		}
	}
	if first < 0 {
		return item, another
	}
	return r.steps[first], true
}

// firstAgain returns the first step that a redo of a step does again.
func (r Run) firstAgain(s Step, f Following) Step {
	for j := r.begins(s, f.From); j < r.index(s.ID, s.Item); j++ {
		again := r.steps[j]
		if again.Opened++; r.judgeStep(again) != isFalse {
			return again
		}
	}
	return s
}

// blockedBehind is blocked as if the current step were closed, unless that only waits.
func (r Run) blockedBehind() []bool {
	if at := r.standsAt(); r.holds() && at < len(r.steps) && !r.steps[at].waits() {
		r.steps = slices.Clone(r.steps)
		r.steps[at].Closed = &Close{}
	}
	return r.blocked()
}

// standsAt returns the index of the step that Current returns.
func (r Run) standsAt() int {
	if r.held != nil {
		return *r.held
	}
	return r.current
}

// Stopped returns who stopped the run and why, or nil.
func (r Run) Stopped() *Close { return r.stopped }

// Deviations returns all deviations in the order they were opened.
func (r Run) Deviations() []Deviation { return r.deviations }

// Finished reports whether nothing is left to do but sign.
func (r Run) Finished() bool {
	_, open := r.Current()
	return !open
}

// PendingAlert returns the current step's next alert to acknowledge.
func (s Step) PendingAlert() (sop.Alert, bool) {
	if must := s.mustAcknowledge(); s.Acked < len(must) {
		return must[s.Acked], true
	}
	return sop.Alert{}, false
}

func (s Step) mustAcknowledge() []sop.Alert {
	var out []sop.Alert
	for _, a := range s.Alerts {
		if a.Kind.MustAcknowledge() {
			out = append(out, a)
		}
	}
	return out
}

// Performer returns who carries the run out now, "" before it has begun.
func (r Run) Performer() string { return r.crew.performer }

// Paused returns the interruption that goes on, or nil.
func (r Run) Paused() *Close { return r.paused }

// stand returns the step that an event is about which concerns the run as a whole:
// the current one, or else the one closed last. Where every item of the only section was
// left out there is none, and it is the page's first.
func (r Run) stand() Step {
	if s, open := r.Current(); open {
		return s
	}
	if s, ok := r.LastClosed(); ok {
		return s
	}
	if len(r.steps) == 0 {
		return Step{Step: r.proc.Sections[0].Steps[0]}
	}
	return r.steps[0]
}

// here returns the id of the step at which the run stands.
func (r Run) here() string { return r.stand().ID }
