package present_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

// queued is a log in memory of which some records wait, read part by part from either end.
type queued struct {
	log
	most int // rows of a part
}

func (q *queued) CompletionsFrom(_ context.Context, of model.Query, from model.From) (part model.Part[model.Completion], err error) {
	if !of.Open || of.Exceptions == of.Clean && of.Exceptions {
		panic("another query was expected")
	}
	most, all := q.most, slices.Clone(q.completions) // newest first
	if of.Limit > 0 {
		most = min(most, of.Limit)
	}
	if from.Oldest {
		slices.Reverse(all)
	}
	for _, c := range all {
		if !c.Awaited() || of.Exceptions && !c.Wrong() || of.Clean && c.Wrong() {
			continue
		}
		part.Of++
		passed := from.Entry != 0 && (from.Oldest && c.Entry <= from.Entry || !from.Oldest && c.Entry >= from.Entry)
		switch {
		case passed:
			part.Looked++
		case len(part.Rows) == most:
			part.More = true
		default:
			part.Rows, part.Next, part.Looked = append(part.Rows, c), c.Entry, part.Looked+1
		}
	}
	if from.Oldest {
		slices.Reverse(part.Rows)
	}
	return part, nil
}

// However its parts fall, and from either end, the queue has the same order: what is wrong
// first, each from the oldest on.
func TestTheQueueHasOneOrderFromBothEnds(t *testing.T) {
	l := named(t, "review")
	rapid.Check(t, func(t *rapid.T) {
		q := &queued{most: rapid.IntRange(1, 4).Draw(t, "most")}
		var wrong, clean []string
		all := rapid.IntRange(0, 12).Draw(t, "records")
		for i := range all {
			c := model.Completion{Entry: int64(all - i), At: listed, SupervisorSigns: rapid.Bool().Draw(t, "signs"), Outcome: run.OutcomeComplete}
			c.Outcome = rapid.SampledFrom([]run.Outcome{run.OutcomeComplete, run.OutcomeComplete, run.OutcomeStopped}).Draw(t, "outcome")
			if q.completions = append(q.completions, c); c.Wrong() {
				wrong = slices.Insert(wrong, 0, present.Signed(c.Entry).Row)
			} else if c.SupervisorSigns {
				clean = slices.Insert(clean, 0, present.Signed(c.Entry).Row)
			}
		}
		want := slices.Concat(wrong, clean)
		for _, up := range []bool{false, true} {
			var got []string
			for from, more := (model.From{Oldest: up}), true; more; {
				part, err := l.Read(t.Context(), q, model.Query{}, from)
				if err != nil || part.Of != len(want) {
					t.Fatalf("%d of %d, %v", part.Of, len(want), err)
				}
				var names []string
				for _, r := range part.Rows {
					names = append(names, r.Name)
				}
				if got = append(got, names...); up {
					got = append(names, got[:len(got)-len(names)]...)
				}
				if part.Looked != len(got) {
					t.Fatalf("looked at %d, there were %d", part.Looked, len(got))
				}
				from.Entry, more = part.Next, part.More
			}
			if !slices.Equal(got, want) {
				t.Fatalf("up %v: %q, want %q", up, got, want)
			}
		}
		for i, name := range want {
			at := slices.IndexFunc(q.completions, func(c model.Completion) bool { return present.Signed(c.Entry).Row == name })
			next, ok, err := present.AfterInQueue(q, q.completions[at])
			if err != nil || ok != (i+1 < len(want)) || ok && next != want[i+1] {
				t.Fatalf("behind %s comes %q", name, next)
			}
		}
	})
}

func TestWhatHasToBeSignedForAloneIsNoneOfSeveral(t *testing.T) {
	clean := recorded(t)
	clean.Outcome = run.OutcomeComplete
	clean.Walked, clean.Summary, clean.Amendments, clean.Amended = run.Run{}, run.Summary{}, nil, nil
	clean.Disputed, clean.DisputedActs, clean.Signature = false, nil, ""
	if why := present.Alone(clean); why != "" {
		t.Fatalf("a clean record is signed for alone: %s", why)
	}
	for want, change := range map[string]func(*model.Record){
		"does not hold": func(r *model.Record) { r.Signature = "it was changed" },
		"disputed":      func(r *model.Record) { r.Disputed = true },
		"ended":         func(r *model.Record) { r.Outcome = run.OutcomeEnded },
		"stopped":       func(r *model.Record) { r.Outcome = run.OutcomeStopped },
		"done again":    func(r *model.Record) { r.Summary.Exceptions = []run.Exception{{Kind: run.IsDoneAgain}} },
		"taken over":    func(r *model.Record) { r.Summary.Exceptions = []run.Exception{{Kind: run.IsTakenOver}} },
	} {
		rec := clean
		change(&rec)
		if why := present.Alone(rec); !strings.Contains(why, want) {
			t.Errorf("%s: %q", want, why)
		}
		l := named(t, "review")
		l.Open = func(_ present.Sources, name string, _ *time.Location) (present.Opened, error) {
			if name == "12" {
				return present.Opened{Case: present.Case{Record: rec}}, nil
			}
			return present.Opened{Case: present.Case{Record: clean}}, nil
		}
		if _, err := l.Gather(present.Sources{}, []present.Chosen{{Name: "12", Opened: true}}, time.UTC); err != nil {
			t.Errorf("alone: %v", err)
		}
		if _, err := l.Gather(present.Sources{}, []present.Chosen{{Name: "12", Opened: true}, {Name: "13", Opened: true}}, time.UTC); err == nil || !strings.Contains(err.Error(), "entry 12 is signed for alone: "+present.Alone(rec)) {
			t.Errorf("among others: %v", err)
		}
	}
	many := make([]present.Chosen, present.MostTogether+1)
	for i := range many {
		many[i] = present.Chosen{Name: present.Signed(int64(i + 1)).Row, Opened: true}
	}
	if _, err := named(t, "review").Gather(present.Sources{}, many, time.UTC); err == nil || !strings.Contains(err.Error(), "25 at most") {
		t.Errorf("26 at once: %v", err)
	}
}

func TestExceptionsAreNotCountersignedWithoutAWord(t *testing.T) {
	form, rec := named(t, "review").Together[0], recorded(t)
	if rec.Exceptions = []run.Exception{{Kind: run.IsCorrected}}; form.Name != "countersign" {
		t.Fatalf("the queue is signed for with %s", form.Name)
	}
	if act, err := form.Act(present.Case{Record: rec}, present.Answers{}); err == nil || !strings.Contains(err.Error(), "say in the comment what you found") {
		t.Errorf("%v, %v", act, err)
	}
	act, err := form.Act(present.Case{Record: rec}, present.Answers{"comment": "1"})
	if got := act.(model.Countersign); err != nil || got.Comment != "discussed" {
		t.Errorf("%+v, %v", act, err)
	}
}

// What has to be read before it is signed for is short: of a step that was not required it is
// only said that it was none.
func TestARecordIsReviewedWithoutTheStepsThatWereNotRequired(t *testing.T) {
	b := full()
	r, err := run.New(&sop.Procedure{Sections: []sop.Section{{Title: "1. Look", Steps: []sop.Step{
		{ID: "look", Number: 1, Text: "Look at the lid.", Fields: []sop.Field{{Name: "wet", Label: "Wet", Type: sop.YesNo}}},
		{ID: "dry", Number: 2, Text: "Dry the lid.", If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: "wet", Op: sop.Equal, Value: "yes"}}}},
		{ID: "shut", Number: 3, Text: "Shut the lid."},
	}}}})
	for _, a := range []run.Action{run.Begin{}, run.Record{Field: "wet", Text: "no"}, run.Complete{}, run.Complete{}} {
		var events []sop.Event
		if err == nil {
			events, err = r.Do(a, "a.khan", listed)
		}
		if err == nil {
			r, err = r.After(events...)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	b.rec.Walked, b.rec.Summary = r, r.Summarise()
	o, err := named(t, "review").Open(b.sources(), "42", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	whole, text := docText(present.Record(b.rec, time.UTC)), docText(o.Doc)
	n := 0
	for _, s := range b.rec.Walked.Steps() {
		if s.State == run.NotRequired {
			if n++; !strings.Contains(whole, s.Text) || strings.Contains(text, s.Text) {
				t.Errorf("step %d is read:\n%s", s.Number, text)
			}
		} else if !strings.Contains(text, s.Text) {
			t.Errorf("step %d is not read:\n%s", s.Number, text)
		}
	}
	if want := present.Number(n, "step"); n == 0 || !strings.Contains(text, want) || !strings.Contains(text, "not required.") {
		t.Errorf("%d were not required:\n%s", n, text)
	}
	if e, s := strings.Index(text, "Exceptions:"), strings.Index(text, "Steps:"); e < 0 || s < e || strings.Index(text, "Signed:") < s {
		t.Errorf("what is wrong does not stand first:\n%s", text)
	}
}
