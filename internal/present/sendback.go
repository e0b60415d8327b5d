package present

import (
	"fmt"

	"soprun/internal/model"
	"soprun/sop"
)

// returns words how often a record was sent back, and what came of it.
func (t Teller) returns(rec model.Record) (out []Said) {
	for _, r := range rec.Returns {
		line := Said{Text: fmt.Sprintf("%s (%s), %s, entry %d: %s", r.By.Name, r.By.ID, t.day(r.At), r.Entry, r.Reason), Tone: Quiet}
		if r.Open {
			line.Tone, line.Text = Caution, stopped(line.Text)+" It waits for an answer."
		}
		if r.Disputed {
			line.Tone, line.Flag = Danger, Disputed
		}
		out = append(out, line)
		if a := r.Answer; a != nil {
			answer := Said{Level: 1, Text: fmt.Sprintf("answered by %s (%s), %s, entry %d: %s", a.By.Name, a.By.ID, t.day(a.At), a.Entry, a.Text)}
			if a.Disputed {
				answer.Tone, answer.Flag = Danger, Disputed
			}
			out = append(out, answer)
		} else if !r.Open {
			out = append(out, Said{Level: 1, Text: "answered by an amendment"})
		}
	}
	return out
}

// incidents words what was raised in a run, and how each ended.
func (t Teller) incidents(rec model.Record) (out []Said) {
	for _, i := range rec.Incidents {
		out = append(out, t.incident(i)...)
	}
	return out
}

func (t Teller) incident(i model.Incident) []Said {
	line := Said{Text: fmt.Sprintf("%s%s, entry %d: %s", referred(i), t.at(i.At), i.Entry, i.What), Tone: Caution}
	closed := Said{Level: 1, Text: "open: a supervisor closes it", Tone: Caution}
	if c := i.Closed; c != nil {
		line.Tone = Quiet
		closed = Said{Level: 1, Text: fmt.Sprintf("closed by %s (%s), %s, entry %d: %s", c.By.Name, c.By.ID, t.day(c.At), c.Entry, c.Reason), Tone: Sound}
		if c.Disputed {
			closed.Tone, closed.Flag = Danger, Disputed
		}
	}
	return []Said{line, closed}
}

// referred begins what is said of an incident with its reference, where it has one.
func referred(i model.Incident) string {
	if i.Reference == "" {
		return ""
	}
	return i.Reference + ", "
}

// sendingBack sends a record back to who performed it.
var sendingBack = Form{
	Name: "return", Key: "s", Does: "send back", Tells: "send a record back to who performed it, with a reason",
	Done: always("Sent back. It waits for an answer, or an amendment."), Undone: "Nothing was sent back.",
	For: func(c Case) bool { return c.Record.SentBack == nil && !c.Record.Reviewed() },
	Asks: []Ask{
		{
			Name: Signer, Label: "Supervisor", Help: "Short name of who sends it back: never who performed it.", Check: inRole(sop.Supervisor),
			Prompt: "Short name of the supervisor who sends it back", More: "Never who performed it.",
			Start: func(c Case, _ Answers) string { return model.Only(sop.Supervisor, c.People, c.Record.Person.ID) },
		},
		{Name: "reason", Label: "What is missing", Help: "In ten letters or more.", Prompt: "What is missing, in ten letters or more", More: "Whoever performed it reads it, and answers.", Check: tenLetters},
	},
	Act: func(c Case, in Answers) (model.Act, error) {
		return model.SendBack{Entry: c.Record.Entry, Reason: in["reason"]}, nil
	},
}

// answering answers the return of a record, with what was asked above the answer.
func answering(c Case) Form {
	help := "In ten letters or more."
	for _, r := range c.Record.Returns {
		if r.Open {
			help = fmt.Sprintf("%s asks: %s %s", r.By.Name, Sentence(r.Reason), help)
		}
	}
	return Form{
		Name: "answer", Key: "w", Does: "answer", Tells: "answer a record that was sent back",
		Done: always("Answered. It waits for a countersignature again."), Undone: "Nothing was answered.",
		For: func(c Case) bool { return c.Record.SentBack != nil },
		Asks: []Ask{
			{
				Name: Signer, Label: "Who answers", Help: "Short name of who carried it out, or of another supervisor.", Check: enrolled,
				Prompt: "Short name of who answers: who carried it out, or another supervisor", More: "Never the supervisor who sent it back.",
				Start: func(c Case, _ Answers) string { return c.Record.Person.ID },
			},
			{
				Name: "text", Label: "Answer", Help: help, Check: tenLetters, Prompt: "The answer, in ten letters or more", More: "It stands in the record beside the reason.",
			},
		},
		Act: func(c Case, in Answers) (model.Act, error) {
			return model.AnswerReturn{Entry: c.Record.Entry, Text: in["text"]}, nil
		},
	}
}
