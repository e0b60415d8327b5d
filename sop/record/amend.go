package record

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// Amend says what a value of a completed run should have been. The value that
// was recorded stays where it is.
type Amend struct {
	Field    string
	Index    int
	Item     string    // of a section that is done once for each
	Leaf     tlog.Hash // leaf hash of the completion
	Mark     string
	New      string
	Old      string
	Position int64 // of the completion
	Reason   string
	Step     string
}

// LeastReason is how many characters a person needs at least to say why they
// change what is signed, or take over what nobody offered.
const LeastReason = 10

// How many bytes an amended value and its mark have.
const (
	maxValue = 1000
	maxMark  = 200
)

func (*Amend) kind() Kind { return KindAmend }

func (b *Amend) code(f *codec) {
	forText(f, "field", &b.Field)
	forOptNumber(f, "index", &b.Index)
	forOptText(f, "item", &b.Item)
	f.hash("leaf", &b.Leaf)
	forOptText(f, "mark", &b.Mark)
	forText(f, "new", &b.New)
	forText(f, "old", &b.Old)
	forNumber(f, "position", &b.Position)
	forText(f, "reason", &b.Reason)
	forText(f, "step", &b.Step)
}

func (b *Amend) check() error {
	err := errors.Join(
		match("field", fieldID, b.Field, "the name of a field"), match("step", stepID, b.Step, "the id of a step"),
		checkNumber("index", int64(b.Index)), checkItem("item", b.Step, b.Item), checkNumber("position", b.Position),
		field("old", b.Old, 1, maxValue), field("new", b.New, 1, maxValue), field("mark", b.Mark, 0, maxMark), checkReason(b.Reason),
	)
	if b.Position < 1 {
		err = errors.Join(err, fmt.Errorf("position %d: no completion stands there", b.Position))
	}
	if b.Old == b.New {
		err = errors.Join(err, fmt.Errorf("new %q: is what the value says already", b.New))
	}
	return err
}

// checkReason checks a reason that has to be more than a word.
func checkReason(s string) error { return checkWords("reason", s) }

// checkWords checks what a person says that has to be more than a word.
func checkWords(name, s string) error {
	if utf8.RuneCountInString(s) < LeastReason {
		return fmt.Errorf("%s %q: needs %d characters", name, s, LeastReason)
	}
	return field(name, s, 1, maxWords)
}

// ID returns which value it amends.
func (b *Amend) ID() ValueID {
	return ValueID{Step: b.Step, Item: b.Item, Field: b.Field, Index: b.Index}
}

// ValueID names one value of a run as its events do.
type ValueID struct {
	Step, Item, Field string
	Index             int
}

// Values is what the fields of a run say, by its events so far.
type Values map[ValueID]string

// Add folds one event of the run in.
func (v Values) Add(e sop.Event) {
	//exhaustive:enforce
	switch e.Kind {
	case sop.ValueRecorded, sop.ValueCorrected, sop.ValueSettled:
		v[ValueID{Step: e.Step, Item: e.Item, Field: e.Field, Index: e.Index}] = e.Value
	case sop.StepReopened: // what was recorded belongs to an earlier attempt
		for id := range v {
			if id.Step == e.Step && id.Item == e.Item {
				delete(v, id)
			}
		}
	case sop.StepStarted, sop.AlertAcknowledged, sop.ValueImpossible, sop.StepDone, sop.StepNotApplicable,
		sop.StepNotDone, sop.StepNotRequired, sop.StepChosen, sop.DeviationOpened, sop.DeviationActioned, sop.RunStopped,
		sop.WaitStarted, sop.WindowMissed, sop.ClockDoubted, sop.CheckRecorded, sop.StepChecked, sop.HoldReleased,
		sop.RunDecided, sop.RunPaused, sop.RunResumed, sop.HandoverOffered, sop.HandoverWithdrawn, sop.ItemOpened,
		sop.HandoverTaken, sop.LinkedDone, sop.PaceExplained, sop.RunEnded, sop.ItemEnded, sop.ItemsLeft, sop.ItemsDone,
		sop.IncidentRaised, sop.Observed: // record nothing
	}
}

// Performed is what reviews and amendments need to know of a completion.
type Performed struct {
	Leaf      tlog.Hash
	Person    string
	Meaning   string   // of the signature
	Owners    []string // everybody who ever owned the run, Person too
	SOP       string
	Version   string
	Run       string
	Outcome   Outcome
	Reviewers []string // whose reviews stand: since the last amendment
	Amenders  []string
	Answerers []string // of its returns
}

// Apply notes what was said of the completion: a review, an answer or an amendment.
func (d *Performed) Apply(e *Entry) {
	switch e.Type {
	case KindReview:
		d.Reviewers = append(d.Reviewers, e.Person)
	case KindAnswer:
		d.Answerers = append(d.Answerers, e.Person)
	case KindAmend:
		d.Reviewers = nil
		if !slices.Contains(d.Amenders, e.Person) {
			d.Amenders = append(d.Amenders, e.Person)
		}
	default: // says nothing of a completion
	}
}

// Of returns the position of the completion, or of what raised an incident, that an entry is
// signed about; 0 for one that is about neither.
func Of(e *Entry) int64 {
	switch b := e.Body.(type) {
	case *Review:
		return b.Position
	case *Return:
		return b.Position
	case *Answer:
		return b.Position
	case *Amend:
		return b.Position
	case *CloseIncident:
		return b.Position
	default:
		return 0
	}
}

func checkAmend(_ *State, p Placed, past Past) *Fault {
	b, e := p.Entry.Body.(*Amend), p.Entry
	done, ok := past.Performed(b.Position)
	switch {
	case !ok:
		return faultf(FaultAmendment, "entry %d, which it amends, is no completion", b.Position)
	case done.Leaf != b.Leaf:
		return faultf(FaultAmendment, "it amends entry %d with other contents than the log has there", b.Position)
	case e.Role != sop.Supervisor && !slices.Contains(done.Owners, e.Person):
		return faultf(FaultRole, "%q amended the work of somebody else as %s", e.Person, e.Role)
	}
	switch old, ok := past.Value(b.Position, b.ID()); {
	case !ok:
		return faultf(FaultAmendment, "entry %d has no value %q in step %q to amend", b.Position, b.Field, b.Step)
	case old != b.Old:
		return faultf(FaultAmendment, "it amends %q, and %q of step %q in entry %d says %q", b.Old, b.Field, b.Step, b.Position, old)
	}
	return nil
}

func sayAmend(s *State, e *Entry, past Past) string {
	b := e.Body.(*Amend)
	done, _ := past.Performed(b.Position)
	value, to := b.Field, quoted(b.New)
	if b.Index > 1 {
		value += fmt.Sprintf(", reading %d,", b.Index)
	}
	if b.Mark != "" {
		to += ", marked " + quoted(b.Mark)
	}
	return fmt.Sprintf("I, %s, amended %s of step %s in entry %d, %s v%s, run %s, %s by %s, %s, from %s to %s, because: %s",
		s.who(e), value, stepOf(b.Step, b.Item), b.Position, done.SOP, done.Version, done.Run, done.Meaning, s.named(done.Person), when(e), quoted(b.Old), to, b.Reason)
}

// quoted writes words inside a sentence so that they cannot pass for more of it.
func quoted(s string) string {
	return string(appendQuoted(nil, s))
}
