package present

import (
	"fmt"
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
)

// assessors are those who could watch a run and then assess who performs it, none in
// practice: it is no evidence of anything.
func assessors(m Moment) []model.Person {
	return slices.DeleteFunc(slices.Clone(m.People), func(p model.Person) bool {
		return m.Work.Practice || p.Gone || !p.Has(sop.Supervisor) || p.ID == m.Work.Person.ID || watches(m.Work, p.ID)
	})
}

// watches reports whether somebody watches who performs a run.
func watches(work session.Work, assessor string) bool {
	for _, o := range work.Run.Observations() {
		if o.Assessor == assessor && o.By.Person == work.Person.ID {
			return true
		}
	}
	return false
}

func whoWatches(m Moment, _ Answers) Ask {
	return Ask{Name: who, Kind: Choice, Label: "Who watches?", Prompt: "Who watches? Type a number, or b to go back"}.among(assessors(m))
}

func saidBeforehand(Moment, Answers) Ask {
	const label = "How will you do it, and what could go wrong?"
	return Ask{Name: why, Label: label, Help: "In ten letters or more, before the first step.", Prompt: label, More: "It stands in the record, beside what who watches says afterwards."}
}

// Watched words who watches the run; what was said beforehand too, until a step is done.
func Watched(work session.Work, now time.Time) (out []string) {
	for _, o := range work.Run.Observations() {
		text := Name(work, o.By.Person) + " is watched by " + Name(work, o.Assessor)
		if work.Run.Untouched() {
			text += fmt.Sprintf(", said at %s: %s", TimeAt(o.By.At, now), o.By.Reason)
		}
		out = append(out, Sentence(text))
	}
	return out
}
