package record_test

import (
	"fmt"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/record"
)

// Every value of a run that is over is told as it stands, whatever is in it, and so it is
// behind amendments of others.
func TestTheLedgerTellsEveryValueOfARunThatIsOver(t *testing.T) {
	l, at := record.NewLedger(), int64(0)
	apply := func(kind record.Kind, body record.Body) {
		l.Apply(record.Placed{Position: at, Entry: &record.Entry{Person: "k.oh", Type: kind, Body: body}})
		at++
	}
	want := map[record.ValueID]string{}
	apply(record.KindRunStart, &record.RunStart{Run: "r-1"})
	apply(record.KindRunStart, &record.RunStart{Run: "r-2"})
	for i, text := range []string{"4.1", "", "x\x00y", "größer als 8 °C", strings.Repeat("long ", 40), "4.1"} {
		id := record.ValueID{Step: "read", Item: []string{"", "F-12"}[i%2], Field: fmt.Sprintf("f%d", i), Index: i * 100}
		want[id] = text
		apply(record.KindRunEvent, &record.RunEvent{Run: "r-1", Event: sop.Event{Kind: sop.ValueRecorded, Step: id.Step, Item: id.Item, Field: id.Field, Index: id.Index, Value: text}})
		apply(record.KindRunEvent, &record.RunEvent{Run: "r-2", Event: sop.Event{Kind: sop.ValueRecorded, Step: id.Step, Item: id.Item, Field: id.Field, Index: id.Index, Value: "of another run"}})
	}
	done := at
	apply(record.KindCompletion, &record.Completion{Run: "r-1"})
	tells := func(when string) {
		t.Helper()
		for id, text := range want {
			if got, ok := l.Value(done, id); !ok || got != text {
				t.Errorf("%s, %+v is %q, %v; want %q", when, id, got, ok, text)
			}
		}
		if got, ok := l.Value(done, record.ValueID{Step: "read", Field: "f9"}); ok {
			t.Errorf("%s, a value that was not recorded is %q", when, got)
		}
	}
	tells("at its end")
	for i, text := range []string{"4.2", "", "4.3"} {
		id := record.ValueID{Step: "read", Item: "", Field: "f0"}
		want[id] = text
		apply(record.KindAmend, &record.Amend{Position: done, Step: id.Step, Field: id.Field, New: text})
		tells(fmt.Sprintf("amended %d times", i+1))
	}
}

// What is disposed of are the entries of a run and what is about it, however far they are apart.
func TestTheEntriesOfARunAreDueTogether(t *testing.T) {
	r := record.NewRetention()
	clock := record.Clock{}
	at := []int64{3, 4, 5, 1 << 20, 1<<20 + 1, 1 << 40}
	bodies := []record.Body{
		&record.RunStart{Run: "r-1"}, &record.RunEvent{Run: "r-1"}, &record.RunAct{Run: "r-1"}, &record.Completion{Run: "r-1"},
		&record.Amend{Position: 1 << 20}, &record.Review{Position: 1 << 20},
	}
	for i, body := range bodies {
		r.Apply(record.Placed{Position: at[i], Entry: &record.Entry{Clock: clock, Body: body}})
	}
	if got := r.Due(1<<41, "2999-01-01"); fmt.Sprint(got) != fmt.Sprint(at) {
		t.Errorf("%d, want %d", got, at)
	}
}
