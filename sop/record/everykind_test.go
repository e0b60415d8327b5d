package record_test

import (
	"slices"
	"testing"

	"soprun/sop/record"
)

func TestALogOfEveryKindVerifiesAndDisputesWhatItSays(t *testing.T) {
	l, found := everyKind(t), map[record.Kind]bool{}
	for _, e := range l.Stored {
		entry, err := record.Decode(e.Payload)
		if err != nil {
			t.Fatal(err)
		}
		found[entry.Type] = true
	}
	if len(found) != record.KindCount() {
		t.Errorf("it has %d of %d kinds", len(found), record.KindCount())
	}
	report := verified(t, l, record.Options{})
	if !report.OK() || !slices.Equal(report.Disputed, []int64{11, 12, 18, 20, 21, 23, 24, 28, 33, 35}) {
		t.Errorf("disputed %v, faults %v", report.Disputed, report.Faults)
	}
}
