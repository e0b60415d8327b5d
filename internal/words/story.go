package words

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/session"
	"soprun/sop/run"
)

// Teller words what happened in a run, for whoever reads the record.
type Teller struct {
	Names map[string]string // printed names by id
	Zone  *time.Location    // required
}

func (t Teller) name(id string) string {
	if name := t.Names[id]; name != "" {
		return name
	}
	return id
}

func (t Teller) at(x time.Time) string { return x.In(t.Zone).Format("15:04") }

// Run returns who performed the run, each hand-over and each interruption.
func (t Teller) Run(r run.Run) []string {
	people := r.Performers()
	if len(people) == 0 {
		return nil
	}
	type moment struct {
		at   time.Time
		line string
	}
	moments := make([]moment, 0, len(r.Takeovers())+len(r.Interruptions()))
	for _, x := range r.Takeovers() {
		line := fmt.Sprintf("%s %s took over from %s", t.at(x.By.At), t.name(x.By.Person), t.name(x.From))
		switch {
		case x.By.Reason != "":
			line += " without a hand-over: " + x.By.Reason
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
	for _, a := range s.Earlier {
		line := fmt.Sprintf("%s first by %s at %s, then done again: %s", a.State, t.name(a.Closed.Person), t.at(a.Closed.At), a.Again.Reason)
		for _, v := range a.Values {
			line += fmt.Sprintf("; %s %s", v.Field, v.Text)
		}
		out = append(out, Sentence(line))
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
	return append(out, t.others(s)...)
}

// Value words a value as it stands, and each amendment of it: both values stay.
func (t Teller) Value(v session.Standing) (standing string, amended []string) {
	for _, a := range v.Amended {
		amended = append(amended, fmt.Sprintf("amended by %s on %s, entry %d, was %s: %s",
			a.By.Name, a.At.In(t.Zone).Format("2 Jan 2006 15:04"), a.Entry, Reading(v.Field, a.Old), a.Reason))
	}
	return Reading(v.Field, v.Text()), amended
}

func (t Teller) others(s run.Step) []string {
	var out []string
	for _, x := range s.Others.Settled {
		f := s.FieldNamed(x.Field)
		out = append(out, Sentence(fmt.Sprintf("%s read as %s and as %s, settled as %s: %s", Label(f), Reading(f, x.First), Reading(f, x.Second), Reading(f, x.Text), x.By.Reason)))
	}
	if c := s.Others.Checked; c != nil {
		var own []string
		for _, v := range s.Others.Readings {
			f := s.FieldNamed(v.Field)
			own = append(own, Label(f)+" "+Reading(f, v.Text))
		}
		line := fmt.Sprintf("checked by %s at %s", t.name(c.Person), t.at(c.At))
		if len(own) > 0 {
			line += ", who read " + strings.Join(own, ", ")
		}
		out = append(out, Sentence(line))
	}
	if c := s.Others.Released; c != nil {
		line := fmt.Sprintf("released by %s at %s", t.name(c.Person), t.at(c.At))
		if c.Reason != "" {
			line += ": " + c.Reason
		}
		out = append(out, Sentence(line))
	}
	if s.Others.Linked != "" {
		out = append(out, Sentence(s.Do+" was worked through as "+s.Others.Linked))
	}
	return out
}

// PastReview words that a run was begun after the day on which its page was to
// be reviewed; "" when it was not.
func PastReview(day string) string {
	if day == "" {
		return ""
	}
	return "Begun past the page's review date, " + Day(day) + "."
}
