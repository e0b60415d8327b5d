package run

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"soprun/sop"
)

// crew is who carries the run out, and whether it is being handed over.
type crew struct {
	performer string
	before    []string // earlier performers, in order
	offer     *Close   // the hand-over that stands; Reason is the note
	reader    string   // who opens the open items now
	opened    []string // the items that the reader has opened
	decided   []Decision
	takeovers []Takeover
	pauses    []Interruption
	watched   []Observation
}

// Takeover is a change of the performer.
type Takeover struct {
	From string // "" where nothing was done before
	By   Close  // who took over; Reason is a supervisor's, where nobody offered
	Note string
}

// Interruption is a time in which the run rested.
type Interruption struct {
	From Close // Note is the note to oneself
	Back Close // zero while it goes on
}

// Decision is what a supervisor did about a run that is not theirs.
type Decision struct {
	Step string // where the run stood
	Item string
	Kind ExceptionKind
	By   Close
}

// Performers returns everybody who carried the run out, the first one first.
func (r Run) Performers() []string {
	if r.crew.performer == "" {
		return nil
	}
	return append(slices.Clone(r.crew.before), r.crew.performer)
}

// Takeovers returns every change of the performer, in order.
func (r Run) Takeovers() []Takeover { return r.crew.takeovers }

// Interruptions returns every interruption that was noted, in order.
func (r Run) Interruptions() []Interruption { return r.crew.pauses }

// Offer returns the hand-over that stands, or nil.
func (r Run) Offer() *Close { return r.crew.offer }

// Performed reports whether a person did any of a step themself, or carries
// the run out: then they can neither check nor release it (H26).
func (r Run) Performed(s Step, person string) bool {
	return person == r.crew.performer || slices.Contains(s.performers, person)
}

// performedBy returns who performed a step, with the one who caused an event of it.
func (r Run) performedBy(was Step, e sop.Event) []string {
	if e.Person != r.crew.performer || !e.Kind.Performs() || slices.Contains(was.performers, e.Person) {
		return was.performers
	}
	return append(slices.Clip(was.performers), e.Person)
}

// byOthers reports whether an action is one that is not the performer's.
func byOthers(a Action) bool {
	switch a.(type) {
	case CheckValue, Check, Release, Decide, OpenItem, TakeOver:
		return true
	default:
		return false
	}
}

// mayAct refuses an action of the wrong person, or at the wrong time: while the
// run is handed over, while an interruption goes on, when it is overdue.
func (t *turn) mayAct(a Action) *Refusal {
	r := t.run
	yours := r.crew.performer == "" || r.crew.performer == t.person
	switch {
	case byOthers(a) && r.crew.performer == "": // nobody performs it yet: whoever started it may be gone
		if _, takes := a.(TakeOver); !takes {
			return refuse(NotBegun, r.here(), "", "nothing of this run was done yet: who started it goes on with it, or a supervisor takes it over")
		}
	case byOthers(a) && yours:
		return refuse(SamePerson, r.here(), "", "another person does this, never the one who performs the run")
	case !byOthers(a) && !yours:
		return refuse(NotYours, r.here(), "", "%s performs this run; it has to be handed over first", r.crew.performer)
	}
	if due := r.Due(t.at); due != nil && !Signed(a) && !ofTime(a) {
		return refuse(TimeFirst, r.here(), "", "something has to be noted first: that time has passed, or what follows from a release")
	}
	if r.crew.offer != nil && !duringOffer(a) {
		return refuse(HandedOver, r.here(), "", "the run is handed over; it waits for the person who takes it")
	}
	return nil
}

// ofTime reports whether an action only notes what time did.
func ofTime(a Action) bool {
	switch a.(type) {
	case Tick, DoubtClock, GoOn:
		return true
	default:
		return false
	}
}

func duringOffer(a Action) bool {
	switch a.(type) {
	case OpenItem, TakeOver, Withdraw, Decide:
		return true
	default:
		return ofTime(a)
	}
}

// openItem is one thing that whoever takes the run over has to open.
type openItem struct {
	text string
	of   Step // that it is about; zero where it is about the whole run
}

// Items lists what whoever takes the run over has to open: the note, the
// deviations that are open, timers, and what the current step waits for (H39).
func (r Run) Items() []string {
	var out []string
	for _, item := range r.items() {
		out = append(out, item.text)
	}
	return out
}

func (r Run) items() []openItem {
	var out []openItem
	add := func(of Step, format string, args ...any) {
		out = append(out, openItem{fmt.Sprintf(format, args...), of})
	}
	if r.crew.offer != nil {
		add(Step{}, "Note: %s", r.crew.offer.Reason)
	}
	if r.paused != nil {
		add(Step{}, "%s", strings.TrimSuffix("Interrupted: "+r.paused.Reason+". "+r.paused.Note, " "))
	}
	for i := range r.steps { // a step is large
		if s := &r.steps[i]; len(s.Values) > 0 && r.Unread(*s) { // who opens it may still be who reads the step blind
			add(*s, "Whether step %d%s has a deviation is hidden until it is checked", s.Number, ofItem(s.Named))
		}
	}
	for _, d := range r.deviations {
		if s := r.stepOf(d); d.Action == nil && !r.tellsOf(s, d) {
			add(s, "Deviation %d%s is open: %s", d.Number, ofItem(s.Named), d.What)
		}
	}
	for _, t := range r.Timers() {
		if t.Kind == LimitTimer {
			continue
		}
		s, _ := r.Step(t.Step, t.Item)
		add(s, "A timer of step %d%s runs: %s %s", s.Number, ofItem(s.Named), t.Kind, sop.Duration{D: t.Length})
	}
	if s, open := r.Current(); open && s.Started != nil {
		switch {
		case len(r.Awaits(s)) > 0:
			add(s, "Step %d%s waits for its release by a %s", s.Number, ofItem(s.Named), r.Awaits(s)[0])
		case s.Verify != "" && s.Others.Checked == nil:
			add(s, "Step %d%s needs the check of a %s", s.Number, ofItem(s.Named), s.Verify)
		}
	}
	return out
}

// tellsOf reports whether a deviation tells of a value that is unread.
func (r Run) tellsOf(s Step, d Deviation) bool {
	return len(s.Values) > 0 && r.Unread(s) || d.Field != "" && r.Veils(s, s.FieldNamed(d.Field))
}

// ofItem words which item a step is done for: " of FR-003"; "" where it is done once.
func ofItem(named string) string {
	if named == "" {
		return ""
	}
	return " of " + named
}

// Unopened returns the number of the first open item that a person has not
// opened, from 1, and its words; 0 when they have opened all.
func (r Run) Unopened(person string) (int, string) {
	for i, item := range r.Items() {
		if r.crew.reader != person || !slices.Contains(r.crew.opened, item) {
			return i + 1, item
		}
	}
	return 0, ""
}

// ItemStep returns the step that an open item is about, by its number from 1; the zero Step
// where it is about the whole run.
func (r Run) ItemStep(n int) Step { return r.items()[n-1].of }

func (t *turn) offer(a Offer) *Refusal {
	if t.run.stopped != nil {
		return refuse(RunOver, t.run.here(), "", "the run was stopped; only its signature is left")
	}
	note, refusal := words(t.run.here(), a.Note, "write a note for whoever takes over")
	if refusal != nil {
		return refusal
	}
	t.emit(sop.Event{Kind: sop.HandoverOffered, Reason: note})
	return nil
}

func (t *turn) withdraw() *Refusal {
	if t.run.crew.offer == nil {
		return refuse(NoSuchThing, t.run.here(), "", "the run is not handed over")
	}
	t.emit(sop.Event{Kind: sop.HandoverWithdrawn})
	return nil
}

func (t *turn) openItem(a OpenItem) *Refusal {
	items := t.run.Items()
	if t.run.crew.offer == nil || a.Item < 1 || a.Item > len(items) {
		return refuse(NoSuchThing, t.run.here(), "", "there is no open item %d", a.Item)
	}
	text := items[a.Item-1]
	if t.run.crew.reader == t.person && slices.Contains(t.run.crew.opened, text) {
		return refuse(AlreadyRecorded, t.run.here(), "", "item %d is open", a.Item)
	}
	t.emit(sop.Event{Kind: sop.ItemOpened, Index: a.Item, Reason: text})
	return nil
}

// leastReason is how many letters a supervisor's reason has at least.
const leastReason = 10

// takeOver makes the person the performer. Where nobody offered, because they
// are gone, only a supervisor can, and says why.
func (t *turn) takeOver(a TakeOver) *Refusal {
	r := t.run
	if r.crew.offer != nil {
		if n, item := r.Unopened(t.person); n > 0 {
			return refuse(NeedsItems, r.here(), "", "open item %d first: %s", n, item)
		}
		t.emit(sop.Event{Kind: sop.HandoverTaken, Step: r.here(), Item: r.stand().Item})
		return nil
	}
	if a.As != sop.BySupervisor {
		return refuse(NotYours, r.here(), "", "%s has not handed this run over; a supervisor can take it over with a reason", cmp.Or(r.crew.performer, "who started it"))
	}
	reason, refusal := words(r.here(), a.Reason, "say why you take it over")
	if refusal == nil && utf8.RuneCountInString(reason) < leastReason {
		refusal = refuse(NeedsReason, r.here(), "", "say in at least %d letters why you take it over", leastReason)
	}
	if refusal != nil {
		return refusal
	}
	t.emit(sop.Event{Kind: sop.HandoverTaken, Step: r.here(), Item: r.stand().Item, Mark: string(sop.BySupervisor), Reason: reason})
	return nil
}

// taken is the crew once somebody took the run over.
func (c crew) taken(e sop.Event, by Close) crew {
	taken := Takeover{From: c.performer, By: by}
	if c.offer != nil {
		taken.Note = c.offer.Reason
	}
	c.takeovers = append(slices.Clip(c.takeovers), taken)
	if c.performer != "" {
		c.before = append(slices.Clip(c.before), c.performer)
	}
	c.performer, c.offer = e.Person, nil
	if e.Mark != "" {
		c.decided = append(slices.Clip(c.decided), Decision{Step: e.Step, Item: e.Item, Kind: IsTakenOver, By: by})
	}
	return c
}

func (t *turn) decide(a Decide) *Refusal {
	r := t.run
	switch {
	case r.Finished():
		return refuse(RunOver, r.here(), "", "no step is open in this run")
	case a.Decision != sop.Abandon && !r.Overdue(t.at):
		return refuse(NoSuchThing, r.here(), "", "the run is not overdue; there is nothing to decide")
	case !slices.Contains([]string{sop.Continue, sop.Restart, sop.Abandon}, a.Decision):
		return refuse(NoSuchThing, r.here(), "", "decide to continue, to restart or to abandon")
	}
	reason, refusal := words(r.here(), a.Reason, "say why")
	if refusal != nil {
		return refusal
	}
	t.emit(sop.Event{Kind: sop.RunDecided, Step: r.here(), Item: r.stand().Item, Value: a.Decision, Reason: reason})
	return nil
}
