package present_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

// told returns every word of a record.
func told(rec model.Record) string { return fmt.Sprint(present.Record(rec, time.UTC)) }

// recorded is a record with a countersignature that an amendment has put aside.
func recorded(t *testing.T) model.Record {
	t.Helper()
	at := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	r, err := run.Replay(parsed(t), []sop.Event{
		{Kind: sop.StepStarted, Step: "fill", At: at, Person: "a.khan"},
		{Kind: sop.ValueRecorded, Step: "fill", Field: "n", Index: 1, Value: "5", At: at, Person: "a.khan"},
	})
	if err != nil {
		t.Fatal(err)
	}
	bell := model.Person{ID: "j.bell", Name: "J. Bell"}
	rec := model.Record{Completion: model.Completion{Statement: "I, A. Khan, performed it."}, Walked: r, Procedure: r.Procedure(), Names: map[string]string{"a.khan": "A. Khan"}}
	rec.Codes = []sop.Code{"S26"}
	rec.Reviews = []model.Review{{Entry: 41, By: bell, At: at, Stands: true}}
	rec.Amendments = []model.Amendment{
		{Entry: 44, By: bell, At: at, Step: "fill", Field: "n", Index: 1, Old: "5", New: "6", Reason: "misread it"},
		{Entry: 45, By: bell, At: at, Step: "fill", Field: "n", Index: 1, Old: "6", New: "7", Reason: "misread it again"},
	}
	return rec
}

// A flag that no view reads is how a stolen key's countersignature looked sound.
func TestEveryFlagOfARecordIsInItsWords(t *testing.T) {
	for flag, set := range map[string]func(*model.Record){
		"signature disputed":      func(r *model.Record) { r.Disputed = true },
		"signature does not hold": func(r *model.Record) { r.Signature = "it is of another text" },
		"review disputed":         func(r *model.Record) { r.Reviews[0].Disputed = true },
		"review superseded":       func(r *model.Record) { r.Reviews[0].Stands = false },
		"amendment disputed":      func(r *model.Record) { r.Amendments[0].Disputed = true },
		"last one disputed":       func(r *model.Record) { r.Amendments[1].Disputed = true },
		"past its review":         func(r *model.Record) { r.PastReview = "2026-11-01" },
		"not amended":             func(r *model.Record) { r.Amendments = nil },
		"not countersigned":       func(r *model.Record) { r.Reviews = nil },
	} {
		plain, rec := recorded(t), recorded(t)
		set(&rec)
		if told(rec) == told(plain) {
			t.Errorf("%s: nothing says so:\n%s", flag, told(rec))
		}
		if disputed := strings.Contains(flag, "disputed"); disputed != strings.Contains(told(rec), "DISPUTED") {
			t.Errorf("%s: the word DISPUTED is wrong in\n%s", flag, told(rec))
		}
	}
	if all := told(recorded(t)); strings.Count(all, "SUPERSEDED") != 1 || !strings.Contains(all, "AMENDED since it was signed: 2 times") {
		t.Errorf("what was amended is told as\n%s", all)
	}
}

func TestWhatIsDisputedStandsInTheListToo(t *testing.T) {
	bell, doubted := model.Hand{By: model.Person{Name: "J. Bell"}}, model.Hand{By: model.Person{Name: "J. Bell"}, Disputed: true}
	for want, c := range map[string]model.Completion{
		"|":                                      {Outcome: run.OutcomeComplete}, // nobody has to look at it
		"to review|to review":                    {SupervisorSigns: true},
		"DISPUTED|DISPUTED":                      {Disputed: true},
		"countersigned|countersigned by J. Bell": {Countersigned: []model.Hand{bell}},
		"rev. DISPUTED|countersigned by J. Bell (DISPUTED)":                                 {Countersigned: []model.Hand{doubted}},
		"countersigned|countersigned by J. Bell (DISPUTED), J. Bell":                        {Countersigned: []model.Hand{doubted, bell}},
		"amended|amended, to review":                                                        {Amended: []model.Hand{bell}},
		"am. DISPUTED|amended (DISPUTED), to review":                                        {Amended: []model.Hand{doubted}},
		"amended|amended, to review again, SUPERSEDED: countersigned by J. Bell (DISPUTED)": {Amended: []model.Hand{bell}, Superseded: []model.Hand{doubted}},
		"DISPUTED|DISPUTED, amended (DISPUTED), countersigned by J. Bell (DISPUTED)":        {Disputed: true, Amended: []model.Hand{bell, doubted}, Countersigned: []model.Hand{doubted}},
	} {
		if got := present.Review(c) + "|" + present.ReviewBy(c, present.Printed); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A thing that was out of service stands among the exceptions of what was done with it, also of a
// record that has no other.
func TestWhatWasOutOfServiceStandsAmongTheExceptions(t *testing.T) {
	c := model.Completion{Entry: 7, Outcome: run.OutcomeComplete, At: time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC), Outages: []model.Outage{
		{ID: "BAL-001", Reason: "the pan sticks.", From: time.Date(2026, 11, 30, 9, 5, 0, 0, time.UTC), Until: time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)},
		{ID: "L100", From: time.Date(2026, 11, 30, 9, 6, 0, 0, time.UTC)},
	}}
	all := docText(present.Record(model.Record{Completion: c}, time.UTC))
	var listed []string
	for _, x := range present.ExceptionsOf(c) {
		listed = append(listed, string(x.Kind)+": "+x.Text+".")
	}
	if !c.Wrong() || !c.Awaited() || len(listed) != 2 {
		t.Errorf("wrong %t, awaited %t, with %q", c.Wrong(), c.Awaited(), listed)
	}
	for _, want := range []string{
		"BAL-001 was OUT OF SERVICE (the pan sticks) from 30 Nov 2026 09:05 while this was done with it; back since 30 Nov 2026 14:00.",
		"L100 was OUT OF SERVICE from 30 Nov 2026 09:06 while this was done with it; it is not back.",
	} {
		if !strings.Contains(all, want) || strings.Contains(all, "None.") {
			t.Errorf("%q is not said:\n%s", want, all)
		}
		if !slices.Contains(listed, "out of service: "+want) {
			t.Errorf("%q is not among %q", want, listed)
		}
	}
}
