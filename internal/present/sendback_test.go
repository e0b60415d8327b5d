package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// A record says in full how often it was sent back, and what was raised in its run.
func TestARecordSaysWhatWasSentBackAndWhatWasRaised(t *testing.T) {
	rec := model.Record{
		Completion: model.Completion{Entry: 42, Person: khan, SentBack: &model.Hand{Entry: 47, By: rossi}},
		Returns: []model.Return{
			{Entry: 43, By: bell, At: listed, Reason: "the second reading is missing", Answer: &model.Answer{Entry: 44, By: khan, At: listed, Text: "it is in the book", Disputed: true}},
			{Entry: 45, By: bell, At: listed, Reason: "the lot is missing too"},
			{Entry: 47, By: rossi, At: listed, Reason: "and the expiry?", Open: true, Disputed: true},
		},
		Incidents: []model.Incident{
			{Entry: 30, What: "a tube broke", Reference: "W-1", By: khan, At: listed, Closed: &model.Closing{Entry: 50, By: bell, At: listed, Reason: "rotor replaced", Disputed: true}},
			{Entry: 31, What: "the lid fell", By: khan, At: listed},
		},
	}
	text := docText(present.Record(rec, time.UTC))
	for _, want := range []string{
		"Not yet: it was sent back, and waits for an answer.",
		"Sent back:", "J. Bell (j.bell), 22 Nov 2026 13:47, entry 43: the second reading is missing",
		"answered by A. Khan (a.khan), 22 Nov 2026 13:47, entry 44: it is in the book " + present.Disputed,
		"entry 45: the lot is missing too", "answered by an amendment",
		"entry 47: and the expiry? It waits for an answer. " + present.Disputed,
		"Incidents:", "W-1, 13:47, entry 30: a tube broke", "closed by J. Bell (j.bell), 22 Nov 2026 13:47, entry 50: rotor replaced " + present.Disputed,
		"entry 31: the lid fell", "open: a supervisor closes it",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	// Whoever answers sees what was asked: of three returns the one that is open.
	for _, f := range present.RecordForms(present.Case{Record: rec}) {
		if f.Name == "answer" && f.Asks[1].Help != "M. Rossi asks: And the expiry? In ten letters or more." {
			t.Errorf("beside the answer stands %q", f.Asks[1].Help)
		}
	}
	unfit := docText(present.Record(model.Record{Completion: model.Completion{Entry: 42, Person: khan}, Unfit: []string{"A. Khan was not assessed."}}, time.UTC))
	if !strings.Contains(unfit, "A. Khan was not assessed.") {
		t.Errorf("what the rules of the site warn of is not in\n%s", unfit)
	}
	quiet := docText(present.Record(model.Record{Completion: model.Completion{Entry: 42, Person: khan}}, time.UTC))
	if strings.Contains(quiet, "Sent back") || strings.Contains(quiet, "Incidents") {
		t.Errorf("a record of which nothing is so says\n%s", quiet)
	}
}

func TestTheLogSaysWhichRecordsWereSentBack(t *testing.T) {
	for want, c := range map[string]model.Completion{
		"sent back|SENT BACK by J. Bell":                                {SentBack: &model.Hand{By: bell}},
		"back DISPUTED|SENT BACK by J. Bell (DISPUTED)":                 {SentBack: &model.Hand{By: bell, Disputed: true}},
		"answered|answered by A. Khan, to review again":                 {Answered: []model.Hand{{By: khan}}},
		"countersigned|answered by A. Khan, countersigned by J. Bell":   {Answered: []model.Hand{{By: khan}}, Countersigned: []model.Hand{{By: bell}}},
		"amended|amended, answered by A. Khan, to review again":         {Answered: []model.Hand{{By: khan}}, Amended: []model.Hand{{By: khan}}},
		"sent back|amended, answered by A. Khan, SENT BACK by M. Rossi": {Answered: []model.Hand{{By: khan}}, Amended: []model.Hand{{By: khan}}, SentBack: &model.Hand{By: rossi}},
		"DISPUTED|DISPUTED, SENT BACK by J. Bell":                       {Disputed: true, SentBack: &model.Hand{By: bell}},
	} {
		if got := present.Review(c) + "|" + present.ReviewBy(c, present.Printed); got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
}

// What is offered about a record follows from how it stands.
func TestOnlyWhatCanBeSignedAboutARecordIsOffered(t *testing.T) {
	names := func(rec model.Record) string {
		var out []string
		c := present.Case{Record: rec}
		for _, f := range present.RecordForms(c) {
			if f.Offered(c) {
				out = append(out, f.Name)
			}
		}
		return strings.Join(out, " ")
	}
	back := model.Record{Completion: model.Completion{SentBack: &model.Hand{By: bell}}}
	for want, rec := range map[string]model.Record{
		"countersign return amend": {},
		"answer amend":             back,
		"countersign amend":        {Reviews: []model.Review{{Stands: true}}},
	} {
		if got := names(rec); got != want {
			t.Errorf("offers %q, want %q", got, want)
		}
	}
}
