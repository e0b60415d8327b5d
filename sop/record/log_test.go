package record_test

import (
	"testing"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestAWholeLogVerifies(t *testing.T) {
	l := recordtest.New(t)
	at := l.Perform(recordtest.Worker, "r-0001")
	l.Append(l.Act(recordtest.Boss, record.Supervisor, l.ReviewBody(at)))
	report, err := record.Verify(t.Context(), l, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Faults {
		t.Error(f)
	}
	if report.Entries != at+2 || report.Acts != 6 || report.Head != l.Head() {
		t.Errorf("report = %+v", report)
	}
	e, _ := record.Decode(l.Stored[at].Payload)
	t.Log(e.Statement, len(l.Stored[at].Payload), len(l.Stored[at].Signature), string(l.Stored[at].Checkpoint))
	t.Log(len(l.Stored[5].Payload))
}
