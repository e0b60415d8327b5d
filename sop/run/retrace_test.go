package run_test

import (
	"errors"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

// begun is the run of the fridge at its second step, the alert acknowledged.
func begun(t *testing.T) run.Run {
	t.Helper()
	r, err := run.Replay(fridge(), []sop.Event{
		{Kind: sop.StepStarted, Step: "look"},
		{Kind: sop.StepDone, Step: "look"},
		{Kind: sop.AlertAcknowledged, Step: "temp", Index: 1},
		{Kind: sop.StepStarted, Step: "temp"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRetraceRefusesWhatTheRulesDoNotCause(t *testing.T) {
	cold := sop.Event{Kind: sop.ValueRecorded, Step: "temp", Field: "temp", Index: 1, Value: "9.1", Unit: "°C", Mark: "ABOVE 8.0 °C", At: noon}
	deviation := sop.Event{Kind: sop.DeviationOpened, Step: "temp", Field: "temp", Index: 1, Reason: "Temperature 9.1 °C ABOVE 8.0 °C"}
	unmarked, second, early := cold, cold, cold
	unmarked.Mark, second.Index, early.Step = "", 2, "probe"
	for name, events := range map[string][]sop.Event{
		"done without its values (H3)":            {{Kind: sop.StepDone, Step: "temp"}},
		"done ahead (H1)":                         {{Kind: sop.StepDone, Step: "probe"}},
		"started again (H2)":                      {{Kind: sop.StepStarted, Step: "temp"}},
		"passed as not required":                  {{Kind: sop.StepNotRequired, Step: "temp"}},
		"an alert that is not there (H7)":         {{Kind: sop.AlertAcknowledged, Step: "temp", Index: 2}},
		"a mark left out (H22)":                   {unmarked, deviation},
		"a deviation left out (H22)":              {cold},
		"a deviation made up":                     {deviation},
		"a reading out of order":                  {second, deviation},
		"a value of another step":                 {early},
		"not done without its deviation (H19)":    {{Kind: sop.StepNotDone, Step: "temp", Reason: "no display"}},
		"not applicable without a reason (H19)":   {{Kind: sop.StepNotApplicable, Step: "temp"}},
		"stopped without a reason":                {{Kind: sop.RunStopped, Step: "temp"}},
		"a kind that is not known":                {{Kind: "step.skipped", Step: "temp"}},
		"a correction of what was never recorded": {{Kind: sop.ValueCorrected, Step: "temp", Field: "temp", Index: 1, Value: "5.0", Reason: "misread"}},
	} {
		if _, err := begun(t).Retrace(events...); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := begun(t).Retrace(cold, deviation); err != nil {
		t.Errorf("what Do causes was refused: %v", err)
	}
}

func TestWordsThatAreTooLongAreRefusedNotCut(t *testing.T) {
	long := strings.Repeat("é", run.MaxText/2+1)
	for _, a := range []run.Action{run.MarkNotDone{Reason: long}, run.Stop{Reason: long}, run.Record{Field: "state", Text: long}} {
		_, err := begun(t).Do(a, "a.khan", noon)
		var refusal *run.Refusal
		if !errors.As(err, &refusal) || refusal.Code != run.TooLong || !strings.Contains(refusal.Text, "502") {
			t.Errorf("%T: %v, want it too long", a, err)
		}
	}
	if _, err := begun(t).Do(run.Stop{Reason: strings.Repeat("x", run.MaxText)}, "a.khan", noon); err != nil {
		t.Error(err)
	}
}
