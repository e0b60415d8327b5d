package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// ToCheck returns the next field that the second person reads, with the index
// of the reading, and false when they have read all. A person who begins anew
// reads everything again. What is computed is not read: it follows from what they read; and neither
// is what the row that is chosen by now does not ask for.
func (s Step) ToCheck(person string) (sop.Field, int, bool) {
	for _, f := range s.Fields {
		if !f.ReadBlind() || f.NotAsked {
			continue
		}
		for _, v := range s.ValuesOf(f.Name) {
			if _, read := s.reading(person, f.Name, v.Index); !read {
				return f, v.Index, true
			}
		}
	}
	return sop.Field{}, 0, false
}

func (s Step) reading(person, field string, index int) (Value, bool) {
	for _, v := range s.Others.Readings {
		if v.Field == field && v.Index == index && v.By.Person == person {
			return v, true
		}
	}
	return Value{}, false
}

// Checker returns who has begun to check the step, "" for nobody.
func (s Step) Checker() string {
	if n := len(s.Others.Readings); n > 0 {
		return s.Others.Readings[n-1].By.Person
	}
	return ""
}

// Difference is a reading on which two people do not agree yet.
type Difference struct {
	Field         sop.Field
	Index         int
	First, Second string
}

// Differences lists the readings that differ by more than their tolerance and
// are not settled (H27). They are shown only once the second person has read
// everything.
func (s Step) Differences() []Difference {
	var out []Difference
	for _, second := range s.Others.Readings {
		f := s.FieldNamed(second.Field)
		values := s.ValuesOf(second.Field)
		if second.Index > len(values) || f.NotAsked {
			continue
		}
		first := values[second.Index-1].Text
		if !agree(f, first, second.Text) && !s.settled(second, first) {
			out = append(out, Difference{f, second.Index, first, second.Text})
		}
	}
	return out
}

// FieldNamed returns the step's field of a name, or a zero Field.
func (s Step) FieldNamed(name string) sop.Field {
	for _, f := range s.Fields {
		if f.Name == name {
			return f
		}
	}
	return sop.Field{}
}

// agree reports whether two readings are the same within the tolerance.
func agree(f sop.Field, first, second string) bool {
	if f.Type != sop.Number {
		return first == second
	}
	a, errA := sop.ParseDecimal(first)
	b, errB := sop.ParseDecimal(second)
	if errA != nil || errB != nil {
		return first == second
	}
	return a.Near(b, f.Tolerance)
}

// settlement returns how a difference with this reading was settled, and false when there
// was none: what was settled before it, or in an earlier round, is not about it.
func (s Step) settlement(second Value) (Settlement, bool) {
	for _, x := range slices.Backward(s.Others.Settled) {
		if x.Field == second.Field && x.Index == second.Index && x.Second == second.Text && x.Round == s.Opened && x.By.seq > second.By.seq {
			return x, true
		}
	}
	return Settlement{}, false
}

// RefusedNow returns the impossible entries of the round that the step is in.
func (s Step) RefusedNow() []sop.Event { return s.Refused[s.refused:] }

// SettledIn returns the differences that were settled in a round, which is how often the step
// had been opened again.
func (s Step) SettledIn(round int) (out []Settlement) {
	for _, x := range s.Others.Settled {
		if x.Round == round {
			out = append(out, x)
		}
	}
	return out
}

// settled reports whether the value that holds was agreed on after this reading.
func (s Step) settled(second Value, text string) bool {
	x, ok := s.settlement(second)
	return ok && x.Text == text
}

// checkable refuses a check of a step that needs none or is not ready for it.
func (t *turn) checkable(s Step) *Refusal {
	switch {
	case s.Verify == "":
		return refuse(NoSuchThing, s.ID, "", "step %d needs no second person", s.Number)
	case s.Others.Checked != nil:
		return refuse(AlreadyRecorded, s.ID, "", "step %d is checked", s.Number)
	case t.run.Performed(s, t.person):
		return refuse(SamePerson, s.ID, "", "who performs a step does not check it")
	}
	// A correction can have a step that is done ask for a value more: what was corrected is
	// read again all the same.
	if f, _, missing := s.MissingField(); missing && s.Closed == nil {
		return refuse(NeedsValue, s.ID, f.Name, "%s has to be recorded before it is checked", f.Label)
	}
	return nil
}

func (t *turn) checkValue(s Step, a CheckValue) *Refusal {
	if refusal := t.checkable(s); refusal != nil {
		return refusal
	}
	f, index, more := s.ToCheck(t.person)
	if !more || f.Name != a.Field {
		return refuse(UnknownField, s.ID, a.Field, "there is nothing of that name to read again in step %d", s.Number)
	}
	got, refusal := t.read(s.ID, f, Record{Field: a.Field, Text: a.Text}, s.ValuesOf(f.Name)[index-1].By.At)
	if refusal != nil {
		return refusal
	}
	t.emit(valueEvent(sop.CheckRecorded, s, f, index, a.Text, got))
	return nil
}

// settle fixes what holds where two readings differ. Both stay in the record.
func (t *turn) settle(s Step, a Settle) *Refusal {
	diffs := s.Differences()
	i := slices.IndexFunc(diffs, func(d Difference) bool { return d.Field.Name == a.Field && d.Index == max(1, a.Index) })
	if i < 0 {
		return refuse(NoSuchThing, s.ID, a.Field, "there is no difference to settle in step %d", s.Number)
	}
	if f, _, more := s.ToCheck(s.Checker()); more {
		return refuse(NeedsValue, s.ID, f.Name, "the second person reads %s first", f.Label)
	}
	d := diffs[i]
	reason, refusal := words(s.ID, a.Reason, "say how you settled it")
	if refusal != nil {
		return refusal
	}
	got, refusal := t.read(s.ID, d.Field, Record{Field: a.Field, Text: a.Text}, s.ValuesOf(d.Field.Name)[d.Index-1].By.At)
	if refusal != nil {
		return refusal
	}
	if got.impossible != "" {
		return refuse(Unreadable, s.ID, a.Field, "%s: %s is %s", d.Field.Label, got.value, got.impossible)
	}
	got = t.run.judged(s, d.Field, d.Index, got)
	t.emit(sop.Event{
		Kind: sop.ValueSettled, Step: s.ID, Item: s.Item, Field: d.Field.Name, Index: d.Index,
		Value: got.value, Old: d.First, Raw: d.Second, Unit: d.Field.Unit, Mark: got.mark, Reason: reason, Control: got.control,
	})
	if got.mark != "" && got.value != d.First {
		t.deviate(s, d.Field.Name, describe(d.Field, got))
	}
	t.followClosed(s)
	t.compute(reason)
	t.advance()
	return nil
}

func (t *turn) check(s Step, a Check) *Refusal {
	if refusal := t.checkable(s); refusal != nil {
		return refusal
	}
	if a.As != s.Verify {
		return refuse(WrongRole, s.ID, "", "step %d is checked by a %s", s.Number, s.Verify)
	}
	if f, _, more := s.ToCheck(t.person); more {
		return refuse(NeedsValue, s.ID, f.Name, "%s: read it yourself first", f.Label)
	}
	if diffs := s.Differences(); len(diffs) > 0 {
		return refuse(NeedsSettling, s.ID, diffs[0].Field.Name, "%s: the two readings differ; settle that first", diffs[0].Field.Label)
	}
	t.emit(sop.Event{Kind: sop.StepChecked, Step: s.ID, Item: s.Item, Value: s.readings(), Mark: string(a.As)})
	return nil
}

// readings words the second person's readings, which stand in their sentence.
func (s Step) readings() string {
	var parts []string
	for _, v := range s.Others.Readings {
		part := fmt.Sprintf("%s %s", s.FieldNamed(v.Field).Label, v.Text)
		if v.Unit != "" && v.Unit != "1" {
			part += " " + v.Unit
		}
		if x, ok := s.settlement(v); ok {
			part += ", settled as " + withUnit(s.FieldNamed(v.Field), x.Text)
		}
		parts = append(parts, part)
	}
	text := clean(strings.Join(parts, "; "))
	for len(text) > MaxText && len(parts) > 1 {
		parts = parts[:len(parts)-1]
		text = clean(fmt.Sprintf("%s; and %d more", strings.Join(parts, "; "), len(s.Others.Readings)-len(parts)))
	}
	return text
}

func (t *turn) release(s Step, a Release) *Refusal {
	awaits := t.run.Awaits(s)
	switch {
	case len(awaits) == 0 && len(s.Others.Releases) > 0:
		return refuse(AlreadyRecorded, s.ID, "", "step %d is released", s.Number)
	case len(awaits) == 0:
		return refuse(NoSuchThing, s.ID, "", "step %d is no hold point", s.Number)
	case t.run.Performed(s, t.person):
		return refuse(SamePerson, s.ID, "", "who performs a step does not release it")
	case !slices.Contains(awaits, a.As):
		return refuse(WrongRole, s.ID, "", "step %d is released by a %s", s.Number, awaits[0])
	}
	note, refusal := t.run.noteOf(s, a)
	if refusal != nil {
		return refusal
	}
	e := sop.Event{Kind: sop.HoldReleased, Step: s.ID, Item: s.Item, Mark: string(a.As), Reason: note}
	if a.End {
		e.Value = sop.EndRun
	}
	t.emit(e)
	return nil
}

// noteOf returns the note of a release. It is needed where the run ends, where a value
// is missing, and where the page asks for the decision because of one.
func (r Run) noteOf(s Step, a Release) (string, *Refusal) {
	f, _, missing := s.MissingField()
	follows, asked := r.Follows(s)
	ask := ""
	switch {
	case a.End:
		ask = "say why the run ends here"
		if s.Item != "" {
			ask = "say why " + s.Named + " ends here"
		}
	case asked && follows.Does == sop.Hold && follows.Who == a.As:
		ask = follows.Why + ": say why it goes on"
	case missing && s.Closed == nil:
		ask = f.Label + " is not recorded: say why it goes on without"
	}
	if clean(a.Note) == "" && ask == "" {
		return "", nil
	}
	return words(s.ID, a.Note, ask)
}

// Need is a person that a run waits for.
type Need string

// What a run can wait for.
const (
	NeedCheck    Need = "second person"
	NeedRelease  Need = "release"
	NeedDecision Need = "decision"
	NeedTaker    Need = "hand-over"
)

// Needs returns what another person has to do before the run can go on, with
// who they have to be, and "" when it waits for nobody.
func (r Run) Needs(at time.Time) (Need, sop.Who) {
	s, open := r.Current()
	_, _, missing := s.MissingField()
	ready := open && s.Started != nil && !missing
	awaits := r.Awaits(s)
	switch {
	case r.crew.offer != nil:
		return NeedTaker, sop.BySecondPerson
	case r.Overdue(at):
		return NeedDecision, sop.BySupervisor
	case s.Closed != nil && r.Unchecked(s):
		return NeedCheck, s.Verify
	case s.Closed != nil && len(awaits) > 0:
		return NeedRelease, awaits[0]
	case ready && s.Verify != "" && s.Others.Checked == nil:
		return NeedCheck, s.Verify
	case ready && len(awaits) > 0:
		return NeedRelease, awaits[0]
	default:
		return "", ""
	}
}
