package present

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// Teller words what happened in a run, for whoever reads the record.
type Teller struct {
	Names map[string]string // printed names by id
	Zone  *time.Location    // required
	On    time.Time         // what was done on its day is told by the time alone; zero for all
	// Disputed are the acts in the run that were signed with a key that was revoked
	// later, as suspect from before them on.
	Disputed []model.ActAt
}

// TellerOf returns the teller of a record.
func TellerOf(rec model.Record, zone *time.Location) Teller {
	return Teller{Names: rec.Names, Zone: zone, On: rec.At, Disputed: rec.DisputedActs}
}

// signed words who signed an act in the run and when, and that it is disputed.
func (t Teller) signed(person string, at time.Time) string {
	text := fmt.Sprintf("%s at %s", t.name(person), t.at(at))
	if t.disputes(person, at) {
		text += ", DISPUTED: the key was revoked later, as suspect from before this on"
	}
	return text
}

func (t Teller) disputes(person string, at time.Time) bool {
	return slices.ContainsFunc(t.Disputed, func(a model.ActAt) bool { return a.Person == person && a.At.Equal(at) })
}

func (t Teller) name(id string) string {
	if name := t.Names[id]; name != "" {
		return name
	}
	return id
}

// at words when something was done: a run may have begun a day before it is signed, or a year.
func (t Teller) at(x time.Time) string {
	on := t.On
	if on.IsZero() {
		on = x
	}
	return clockOf(x.In(t.Zone), on.In(t.Zone))
}

func (t Teller) day(x time.Time) string { return x.In(t.Zone).Format("2 Jan 2006 15:04") }

// Run returns who performed the run, who watched, each hand-over and each interruption.
func (t Teller) Run(r run.Run) []string {
	people := r.Performers()
	if len(people) == 0 {
		return nil
	}
	type moment struct {
		at   time.Time
		line string
	}
	moments := make([]moment, 0, len(r.Takeovers())+len(r.Interruptions())+len(r.Observations()))
	for _, x := range r.Takeovers() {
		line, alone := fmt.Sprintf("%s %s took over from %s", t.at(x.By.At), t.name(x.By.Person), t.name(x.From)), " without a hand-over"
		if x.From == "" {
			line, alone = fmt.Sprintf("%s %s took over before anything was done", t.at(x.By.At), t.name(x.By.Person)), ""
		}
		if t.disputes(x.By.Person, x.By.At) {
			line += " (DISPUTED)"
		}
		switch {
		case x.By.Reason != "":
			line += alone + ": " + x.By.Reason
		case x.Note != "":
			line += ": " + x.Note
		}
		moments = append(moments, moment{x.By.At, line})
	}
	for _, x := range r.Interruptions() {
		line := fmt.Sprintf("%s interrupted: %s", t.at(x.From.At), x.From.Reason)
		if x.From.Note != "" {
			line += " (" + x.From.Note + ")"
		}
		if !x.Back.At.IsZero() {
			line += fmt.Sprintf(", back at %s", t.at(x.Back.At))
		}
		moments = append(moments, moment{x.From.At, line})
	}
	for _, x := range r.Observations() {
		line := fmt.Sprintf("%s watched by %s, and said before: %s", t.at(x.By.At), t.name(x.Assessor), x.By.Reason)
		if len(people) > 1 {
			line = fmt.Sprintf("%s %s was watched by %s, and said before: %s", t.at(x.By.At), t.name(x.By.Person), t.name(x.Assessor), x.By.Reason)
		}
		moments = append(moments, moment{x.By.At, line})
	}
	slices.SortStableFunc(moments, func(a, b moment) int { return a.at.Compare(b.at) })
	out := []string{"Begun by " + t.name(people[0]) + "."}
	for _, m := range moments {
		out = append(out, Sentence(m.line))
	}
	return out
}

// Step returns what happened at a step beside its values: waits, the second
// person, the release, another run, and earlier attempts.
func (t Teller) Step(r run.Run, s run.Step) []string {
	var out []string
	for i, a := range s.Earlier {
		out = append(out, t.round(r, s, i+1, a)...)
	}
	if wait, ok := r.Wait(s); ok {
		line := fmt.Sprintf("wait of %s from %s", Length(wait.Length), wait.Start.In(t.Zone).Format("15:04:05"))
		if s.Closed != nil {
			line += " to " + s.Closed.At.In(t.Zone).Format("15:04:05")
		}
		if wait.Doubtful {
			line += ", doubtful: the clock was moved"
		}
		out = append(out, Sentence(line))
	}
	if c := s.Closed; c != nil && !c.Earlier.IsZero() {
		out = append(out, Sentence(fmt.Sprintf("late entry: done at %s, entered at %s", t.at(c.Earlier), t.at(c.At))))
	}
	return slices.Concat(out, settled(s, s.Opened), t.others(s, s.Others))
}

// settled words the differences between two readings of one round.
func settled(s run.Step, round int) (out []string) {
	for _, x := range s.SettledIn(round) {
		f := s.FieldNamed(x.Field)
		out = append(out, Sentence(fmt.Sprintf("%s read as %s and as %s, settled as %s: %s", Label(f), Reading(f, x.First), Reading(f, x.Second), Reading(f, x.Text), x.By.Reason)))
	}
	return out
}

// round words an earlier round of a step: how it ended, with its values as they were
// then, why it was done again, and what others did for it.
func (t Teller) round(r run.Run, s run.Step, n int, a run.Attempt) []string {
	line := fmt.Sprintf("round %d: %s by %s at %s", n, a.State, t.name(a.Closed.Person), t.at(a.Closed.At))
	for _, v := range a.Values {
		f := s.FieldNamed(v.Field)
		line += fmt.Sprintf("; %s %s", Label(f), Reading(f, v.Text))
		for _, words := range append([]string{v.Mark, Judgement(v)}, t.recordedBy(r, f, v, &a.Closed)...) {
			if words != "" {
				line += ", " + words
			}
		}
		for i := range v.Old {
			line += " (" + t.corrected(r, f, v, i) + ")"
		}
	}
	if line += "; then done again"; a.Again.Reason != "" {
		line += ": " + a.Again.Reason
	}
	out := []string{Sentence(line)}
	for _, text := range slices.Concat(settled(s, a.Round), t.others(s, a.Others)) {
		out = append(out, fmt.Sprintf("Round %d: %s", n, text))
	}
	return out
}

// recordedBy says who recorded a value of a run that changed hands, where that is not who
// closed its step: whoever reads that somebody did a step takes its values for theirs.
func (t Teller) recordedBy(r run.Run, f sop.Field, v run.Value, closed *run.Close) []string {
	if len(r.Takeovers()) == 0 || f.Calc != nil || closed != nil && closed.Person == v.By.Person {
		return nil
	}
	return []string{"recorded by " + t.name(v.By.Person) + " at " + t.at(v.By.At)}
}

// corrected is CorrectedBecause with who did it, in a run that changed hands.
func (t Teller) corrected(r run.Run, f sop.Field, v run.Value, i int) string {
	text := CorrectedBecause(f, v, i)
	if rest, ok := strings.CutPrefix(text, "corrected, "); ok && len(r.Takeovers()) > 0 {
		return "corrected by " + t.name(v.Old[i].By.Person) + ", " + rest
	}
	return text
}

// others words what other people and other runs did for a step in one of its rounds.
func (t Teller) others(s run.Step, o run.Others) []string {
	var out []string
	if c := o.Checked; c != nil {
		var own []string
		for _, v := range o.Readings {
			f := s.FieldNamed(v.Field)
			own = append(own, Label(f)+" "+Reading(f, v.Text))
		}
		line := "checked by " + t.signed(c.Person, c.At)
		if len(own) > 0 {
			line += "; read " + strings.Join(own, ", ")
		}
		out = append(out, Sentence(line))
	}
	for _, x := range o.Releases {
		line := "released by "
		if x.End {
			line = "ended at its hold by "
		}
		line += t.signed(x.By.Person, x.By.At)
		if x.By.Reason != "" {
			line += ": " + x.By.Reason
		}
		out = append(out, Sentence(line))
	}
	if o.Linked != "" {
		out = append(out, Sentence(s.Do+" was worked through as "+o.Linked+linkedOutcome(o.Outcome)))
	}
	return out
}

// linkedOutcome words how a run of another page ended, "" where it is complete.
func linkedOutcome(o run.Outcome) string {
	if o == run.OutcomeComplete || o == "" {
		return ""
	}
	return ", which " + o.Words()
}
