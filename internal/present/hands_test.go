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
		return fmt.Sprint(present.StepsAndValues(work, time.UTC), present.Record(model.Record{Walked: m.Work.Run, Names: names}, time.UTC))
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
