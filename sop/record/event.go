package record

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"soprun/sop"
)

// RunEvent is one fact of a run.
type RunEvent struct {
	Event sop.Event
	Run   string
}

// RunAct is an event of a run that its person signs. The event's kind says
// which of the five acts it is.
type RunAct struct {
	Event sop.Event
	Run   string
}

// actOf holds the act of each kind of event that is signed.
var actOf = map[sop.EventKind]Kind{
	sop.StepChecked:     KindCheck,
	sop.HoldReleased:    KindRelease,
	sop.HandoverOffered: KindOffer,
	sop.HandoverTaken:   KindTake,
	sop.RunDecided:      KindDecide,
}

// ActOf returns the act that an event of this kind is, false for one that is a
// fact.
func ActOf(k sop.EventKind) (Kind, bool) {
	act, ok := actOf[k]
	return act, ok
}

// EventOf returns the event of an entry of a run that is one, a fact or an
// act, with its person and time.
func EventOf(e *Entry) (run string, event sop.Event, ok bool) {
	switch b := e.Body.(type) {
	case *RunEvent:
		run, event = b.Run, b.Event
	case *RunAct:
		run, event = b.Run, b.Event
	default:
		return "", sop.Event{}, false
	}
	event.At, event.Person = e.At.Time, e.Person
	return run, event, true
}

func (*RunEvent) kind() Kind { return KindRunEvent }

// kind follows from the event, so that a type takes its own event only.
func (b *RunAct) kind() Kind { return actOf[b.Event.Kind] }

func (b *RunEvent) check() error {
	err := errors.Join(checkRun(b.Run), checkNumber("event.index", int64(b.Event.Index)),
		match("event.kind", wordID, string(b.Event.Kind), "lower-case words joined by dots"), checkItem("event.item", b.Event.Step, b.Event.Item))
	if act, ok := ActOf(b.Event.Kind); ok {
		err = errors.Join(err, fmt.Errorf("event.kind %q: is signed, as %s", b.Event.Kind, act))
	}
	return errors.Join(err, b.checkEnd(), checkControl(b.Event))
}

// checkEnd checks how a run, an item or a section ends.
func (b *RunEvent) checkEnd() error {
	e := b.Event
	missing := func(name, text string) error {
		if text != "" {
			return nil
		}
		return fmt.Errorf("event.%s: %s needs one", name, e.Kind)
	}
	//exhaustive:ignore
	switch e.Kind {
	case sop.RunEnded:
		return errors.Join(missing("step", e.Step), missing("reason", e.Reason))
	case sop.ItemEnded:
		return errors.Join(missing("step", e.Step), missing("item", e.Item), missing("reason", e.Reason))
	case sop.ItemsLeft:
		return errors.Join(missing("step", e.Step), missing("value", e.Value), missing("reason", e.Reason))
	case sop.ItemsDone:
		return missing("step", e.Step)
	case sop.IncidentRaised:
		return errors.Join(checkWords("event.reason", e.Reason), field("event.value", e.Value, 0, 100))
	case sop.Observed:
		return errors.Join(checkWords("event.reason", e.Reason), CheckPersonID(e.Value), none("event.step", e.Step))
	default:
		return nil
	}
}

// How many bytes of a person's words and readings a signed event has. The
// sentence repeats them.
const (
	maxWords    = 500
	maxReadings = 2000
)

func (b *RunAct) check() error {
	e := b.Event
	err := errors.Join(checkRun(b.Run), checkNumber("event.index", int64(e.Index)), checkControl(e),
		field("event.value", e.Value, 0, maxReadings), field("event.reason", e.Reason, 0, maxWords), checkItem("event.item", e.Step, e.Item))
	switch e.Kind {
	case sop.StepChecked, sop.HoldReleased:
		err = errors.Join(err, oneOf("event.mark", e.Mark, string(sop.BySecondPerson), string(sop.BySupervisor), string(sop.ByPractitioner)),
			match("event.step", stepID, e.Step, "the id of a step"), b.checkRelease())
	case sop.HandoverOffered:
		err = errors.Join(err, field("event.reason", e.Reason, 1, maxWords))
	case sop.HandoverTaken:
		err = errors.Join(err, oneOf("event.mark", e.Mark, "", string(sop.BySupervisor)))
		if e.Mark != "" && utf8.RuneCountInString(e.Reason) < LeastReason {
			err = errors.Join(err, fmt.Errorf("event.reason %q: needs %d characters", e.Reason, LeastReason))
		}
	case sop.RunDecided:
		err = errors.Join(err, oneOf("event.value", e.Value, sop.Continue, sop.Restart, sop.Abandon),
			field("event.reason", e.Reason, 1, maxWords))
	default: // has no act as its kind, which the entry's type is compared with
	}
	return err
}

// checkRelease checks how a hold ends.
func (b *RunAct) checkRelease() error {
	switch e := b.Event; {
	case e.Kind != sop.HoldReleased || e.Value == "":
		return nil
	case e.Value != sop.EndRun:
		return oneOf("event.value", e.Value, "", sop.EndRun)
	default:
		return field("event.reason", e.Reason, 1, maxWords)
	}
}

// maxItem is how many bytes the name of an item has.
const maxItem = 100

// checkItem checks the name of an item, which only a step has.
func checkItem(name, step, item string) error {
	if item != "" && step == "" {
		return fmt.Errorf("%s %q: needs the step that it is about", name, item)
	}
	return field(name, item, 0, maxItem)
}

// none checks that an event says nothing there.
func none(name, s string) error {
	if s != "" {
		return fmt.Errorf("%s %q: has no place in such an event", name, s)
	}
	return nil
}

func oneOf(name, s string, allowed ...string) error {
	if !slices.Contains(allowed, s) {
		return fmt.Errorf("%s %q: needs to be one of %q", name, s, allowed)
	}
	return nil
}

func (b *RunEvent) code(f *codec) { formEvent(f, &b.Event, &b.Run) }

func (b *RunAct) code(f *codec) { formEvent(f, &b.Event, &b.Run) }

func formEvent(f *codec, e *sop.Event, run *string) {
	forObject(f, "event", (*event)(e))
	forText(f, "run", run)
}

// event is a sop.Event that is coded. Who and when stand in the entry.
type event sop.Event

func (e *event) code(f *codec) {
	c := (*control)(e.Control)
	forOptObject(f, "control", &c)
	e.Control = (*sop.Control)(c)
	forOptText(f, "field", &e.Field)
	forOptNumber(f, "index", &e.Index)
	forOptText(f, "item", &e.Item)
	forText(f, "kind", &e.Kind)
	forOptText(f, "mark", &e.Mark)
	forOptText(f, "old", &e.Old)
	forOptText(f, "raw", &e.Raw)
	forOptText(f, "reason", &e.Reason)
	forOptText(f, "step", &e.Step)
	forOptText(f, "unit", &e.Unit)
	forOptText(f, "value", &e.Value)
}
