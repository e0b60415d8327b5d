package run

import (
	"unicode/utf8"

	"soprun/sop"
)

// LeastWords is how many characters it takes to tell of an incident, which others read
// who were not there.
const LeastWords = 10

// longestReference is how many bytes the reference of an incident has at most.
const longestReference = 100

// Incident is something that happened while a run went on, and that is followed
// elsewhere until somebody closes it.
type Incident struct {
	Step      string // at which the run stood
	Item      string
	Reference string // of it elsewhere, "" where there is none yet
	By        Close  // Reason is what happened
}

// Incidents returns what was raised in the run, in order.
func (r Run) Incidents() []Incident { return r.incidents }

// raise notes an incident, at any time of a run: it changes nothing of what is to do.
func (t *turn) raise(a Raise) *Refusal {
	at := t.run.stand()
	if _, alert := at.PendingAlert(); t.run.clock.began.IsZero() && !alert {
		return refuse(NotBegun, at.ID, "", "the run has not begun")
	}
	text, refusal := words(at.ID, a.What, "say what happened")
	if refusal != nil {
		return refusal
	}
	if utf8.RuneCountInString(text) < LeastWords {
		return refuse(NeedsReason, at.ID, "", "say in %d letters at least what happened: others read it who were not there", LeastWords)
	}
	reference := clean(a.Reference)
	if refusal := patientData(at.ID, "", reference); refusal != nil {
		return refusal
	}
	if len(reference) > longestReference {
		return refuse(TooLong, at.ID, "", "the reference has %d letters: %d at most, those with accents count twice", len(reference), longestReference)
	}
	t.emit(sop.Event{Kind: sop.IncidentRaised, Step: at.ID, Item: at.Item, Value: reference, Reason: text})
	return nil
}

// incidentsAt lists what was raised at one step.
func (r Run) incidentsAt(s Step) (out []Exception) {
	for _, i := range r.incidents {
		if i.Step != s.ID || i.Item != s.Item {
			continue
		}
		text := i.By.Reason
		if i.Reference != "" {
			text += " (" + i.Reference + ")"
		}
		out = append(out, Exception{Number: s.Number, Step: s.ID, Item: s.Item, Named: s.Named, Kind: IsIncident, Text: text})
	}
	return out
}
