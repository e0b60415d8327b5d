package run_test

import (
	"strings"
	"testing"

	"soprun/sop/run"
)

func TestAnIncidentStandsAmongTheExceptionsOfItsStepAndChangesNothingElse(t *testing.T) {
	w := begin(t, everything(t))
	before, _ := w.run.Current()
	w.do(run.Raise{What: "a tube broke in the rotor", Reference: "W-17"})
	if now, open := w.run.Current(); !open || now.ID != before.ID || now.State != before.State {
		t.Errorf("the step to do is %v, it was %v", now.ID, before.ID)
	}
	raised := w.run.Incidents()
	if len(raised) != 1 || raised[0].Step != before.ID || raised[0].Reference != "W-17" || raised[0].By.Reason != "a tube broke in the rotor" {
		t.Errorf("raised %+v", raised)
	}
	var found []string
	for _, e := range w.run.Summarise().Exceptions {
		if e.Kind == run.IsIncident && e.Step == before.ID {
			found = append(found, e.Text)
		}
	}
	if len(found) != 1 || found[0] != "a tube broke in the rotor (W-17)" {
		t.Errorf("the summary lists %q", found)
	}
}

func TestAnIncidentIsToldInWordsThatOthersUnderstand(t *testing.T) {
	w := begin(t, everything(t))
	w.refuses(run.NeedsReason, run.Raise{})
	w.refuses(run.NeedsReason, run.Raise{What: "spilt"})
	w.refuses(run.NeedsReason, run.Raise{What: "1234567890123"})
	w.refuses(run.PatientData, run.Raise{What: "the sample of 943 476 5919 was lost"})
	w.refuses(run.PatientData, run.Raise{What: "a sample was lost on the way", Reference: "943 476 5919"})
	w.refuses(run.TooLong, run.Raise{What: "a sample was lost on the way", Reference: strings.Repeat("W", 101)})
	w.do(run.Raise{What: "a sample was lost on the way", Reference: strings.Repeat("W", 100)})
}

func TestAnIncidentCanBeRaisedAfterAStopAndNotBeforeTheBeginning(t *testing.T) {
	w := begin(t, everything(t))
	w.do(run.Stop{Reason: "a spill"})
	w.do(run.Raise{What: "blood on the floor, 20 ml"})
	if got := w.run.Summarise(); got.Outcome != run.OutcomeStopped || len(w.run.Incidents()) != 1 {
		t.Errorf("%+v", got)
	}
}
