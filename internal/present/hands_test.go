package present_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// Whoever reads that somebody did a step takes its values for theirs.
func TestAValueSaysWhoRecordedItWhereTheRunChangedHandsInTheMiddleOfItsStep(t *testing.T) {
	mine := slices.Concat(toRead, []any{run.Record{Field: "temp", Text: "5.0"}})
	says := func(m present.Moment) string {
		names := map[string]string{"a.khan": "A. Khan", "j.bell": "J. Bell"}
		work := session.Work{Run: m.Work.Run, Names: names}
		return fmt.Sprint(present.StepsAndValues(work, time.Time{}), present.Record(model.Record{Walked: m.Work.Run, Names: names}, time.UTC))
	}
	hands := by{"j.bell", run.TakeOver{As: sop.BySupervisor, Reason: "A. Khan was taken ill"}}
	wrong := by{"j.bell", run.Correct{Step: "read", Field: "temp", Index: 1, Text: "5.2", Reason: "read the wrong scale"}}
	if text := says(moment(t, mine...)); strings.Contains(text, "recorded by") {
		t.Errorf("of a run in one pair of hands:\n%s", text)
	}
	// Unchecked it is hidden, so the step is closed by its not being done.
	text := says(moment(t, slices.Concat(mine, []any{hands, wrong, by{"j.bell", run.MarkNotDone{Reason: "nobody can check it"}}})...))
	for _, want := range []string{"recorded by A. Khan at 09:05", "corrected by J. Bell, was 5.0", "read the wrong scale"} {
		if strings.Count(text, want) != 2 {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

// H27: a second person who opens the run reads for themself, whatever was wrong with the first value.
func TestWhatIsWrongWithAValueIsNotToldBeforeTheSecondPersonHasReadIt(t *testing.T) {
	first := slices.Concat(toRead, []any{
		run.Record{Field: "temp", Text: "9.6"}, run.Correct{Step: "read", Field: "temp", Index: 1, Text: "9.7", Reason: "read too early"},
	})
	m := walkedBy(t, first...)
	shown := func(m withEvents) string {
		b := full()
		b.soFar = model.LoadedRun{OpenRun: b.department.Running[0], Procedure: m.Work.Run.Procedure(), Events: m.events}
		o, err := named(t, "running").Open(b.sources(), "r-7", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(present.Card(m.Work, m.Now()), o.Doc)
	}
	if text := shown(m); strings.Contains(text, "9.6") || strings.Contains(text, "9.7") || strings.Contains(text, "told the lead") ||
		strings.Count(text, "Whether step 5 has an exception is hidden until it is checked.") != 2 {
		t.Errorf("it is told:\n%s", text)
	}
	// That there is an exception tells of the value: where there is none the same is said.
	within := walkedBy(t, slices.Concat(toRead, []any{run.Record{Field: "temp", Text: "4.6"}})...)
	if text := shown(within); strings.Contains(text, "4.6") || strings.Count(text, "Whether step 5 has an exception is hidden until it is checked.") != 2 {
		t.Errorf("of a value within its limits it is told:\n%s", text)
	}
	m = walkedBy(t, slices.Concat(first, []any{
		run.ActOn{Deviation: 1, Text: "told the lead"}, by{"j.bell", run.CheckValue{Field: "temp", Text: "9.7"}}, by{"j.bell", run.Check{As: sop.BySecondPerson}},
	})...)
	if text := shown(m); !strings.Contains(text, "9.7") || strings.Contains(text, "hidden") {
		t.Errorf("once it is checked:\n%s", text)
	}
}

// withEvents is a moment with the events that led to it.
type withEvents struct {
	present.Moment
	events []sop.Event
}

func walkedBy(t *testing.T, acts ...any) withEvents {
	t.Helper()
	out := withEvents{Moment: moment(t, acts...)}
	r, err := run.New(asking())
	for i, a := range append([]any{run.Begin{}}, acts...) {
		who := khan.ID
		if other, ok := a.(by); ok {
			who, a = other.who, other.do
		}
		var events []sop.Event
		if err == nil {
			events, err = r.Do(a.(run.Action), who, begun.Add(time.Duration(i)*time.Minute))
		}
		if err == nil {
			r, err = r.After(events...)
		}
		out.events = append(out.events, events...)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}
