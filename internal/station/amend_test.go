package station_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// misread amends the temperature of a completion.
func misread(entry int64, text string) model.Amend {
	return model.Amend{Entry: entry, Step: "temp", Field: "t", Text: text, Reason: "the printout says otherwise"}
}

func TestBothValuesOfAnAmendmentStay(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	first := b.sign(b.Prepare(worker, misread(at, "5,5")))
	b.sign(b.Prepare(boss, misread(at, "9.0")))
	rec, err := b.Record(at)
	if err != nil || len(rec.Amendments) != 2 {
		t.Fatalf("amendments = %+v, %v", rec.Amendments, err)
	}
	a := rec.Amendments[0]
	if a.Entry != first || a.Old != "5.0" || a.New != "5.5" || a.Mark != "" || a.By.Name != "Kim Oh" || a.Index != 1 || a.Reason != "the printout says otherwise" || a.At.IsZero() {
		t.Errorf("the first is %+v", a)
	}
	if a = rec.Amendments[1]; a.Old != "5.5" || a.New != "9.0" || a.Mark != "ABOVE 8.0 °C" || a.By.ID != boss {
		t.Errorf("the second is %+v", a)
	}
	listed, err := b.Completions(model.Query{})
	traced, fault := b.TraceFrom(t.Context(), model.Query{Words: "amended"}, model.From{})
	if err != nil || fault != nil || len(listed) != 1 || len(traced.Rows) != 1 {
		t.Fatalf("%d are listed, %d found: %v, %v", len(listed), len(traced.Rows), err, fault)
	}
	for view, of := range map[string][]model.Amendment{"the list": listed[0].Amendments, "the trace": traced.Rows[0].Amendments} {
		if !reflect.DeepEqual(of, rec.Amendments) || of[0].Of.Label != "Temperature" {
			t.Errorf("%s has them as %+v", view, of)
		}
	}
	kept := slices.ContainsFunc(b.walk(rec.Run).Steps(), func(s run.Step) bool { return len(s.Values) == 1 && s.Values[0].Text == "5.0" })
	if !kept {
		t.Error("what was recorded is gone")
	}
}

func TestAnAmendedCompletionWaitsForAReviewAgain(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	waiting := func() int {
		t.Helper()
		rows, err := b.Completions(model.Query{Open: true})
		if err != nil {
			t.Fatal(err)
		}
		return len(rows)
	}
	b.sign(b.Prepare(boss, model.Countersign{Entry: at}))
	if n := waiting(); n != 0 {
		t.Fatalf("%d wait after the review", n)
	}
	b.sign(b.Prepare(worker, misread(at, "5.5")))
	if n := waiting(); n != 1 {
		t.Errorf("%d wait after the amendment, want 1", n)
	}
	rec, err := b.Record(at)
	if err != nil || len(rec.Countersigned) != 0 || len(rec.Superseded) != 1 || rec.Superseded[0].By.ID != boss || rec.Reviews[0].Stands || len(rec.Amended) != 1 || rec.Amended[0].By.ID != worker {
		t.Errorf("record = %+v, %v", rec, err)
	}
	if _, err := b.Prepare(boss, model.Countersign{Entry: at}); !errors.As(err, new(model.RecordChanged)) {
		t.Errorf("a countersignature of what was read before the amendment: %v", err)
	}
	b.sign(b.Prepare(boss, model.Countersign{Entry: at, Changed: rec.Changed(), Comment: "seen again"}))
	if rec, err = b.Record(at); err != nil || waiting() != 0 || rec.Reviews[0].Stands || !rec.Reviews[1].Stands {
		t.Errorf("%d wait, reviews = %+v, %v", waiting(), rec.Reviews, err)
	}
}

// A record with a value that was amended out of its limits is reviewed with those that have
// exceptions, whatever it was amended to afterwards; one that was amended within them is not.
func TestARecordThatWasAmendedOutOfItsLimitsHasAnException(t *testing.T) {
	b := newBench(t)
	within, beyond := b.perform(worker), b.perform(worker)
	b.sign(b.Prepare(worker, misread(within, "5.5")))
	b.sign(b.Prepare(worker, misread(beyond, "9.0")))
	b.sign(b.Prepare(worker, misread(beyond, "5.5")))
	b.reopen()
	for entry, q := range map[int64]model.Query{within: {Open: true, Clean: true}, beyond: {Open: true, Exceptions: true}} {
		rows, err := b.Completions(q)
		if err != nil || len(rows) != 1 || rows[0].Entry != entry || rows[0].Wrong() != q.Exceptions {
			t.Errorf("%+v selects %+v, %v; want %d", q, rows, err, entry)
		}
	}
}

func TestWhoAmendedACompletionDoesNotReviewIt(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	b.sign(b.Prepare(boss, misread(at, "5.5")))
	var refused *record.Fault
	if _, err := b.Prepare(boss, model.Countersign{Entry: at}); !errors.As(err, &refused) || refused.Code != record.FaultDuties {
		t.Errorf("err = %v, want the separation of duties", err)
	}
	b.sign(b.Prepare(admin, model.Countersign{Entry: at, Changed: at + 1}))
}

// Whoever signs a second time knows that it is one.
func TestWhatSomebodyElseCountersignedMeanwhileIsNotCountersignedUnseen(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	shown, err := b.Prepare(boss, model.Countersign{Entry: at})
	if err != nil {
		t.Fatal(err)
	}
	b.sign(b.Prepare(admin, model.Countersign{Entry: at}))
	if _, err := b.Sign(shown, phraseOf(boss)); !errors.As(err, new(model.RecordChanged)) || !strings.Contains(err.Error(), "it was countersigned by ") {
		t.Errorf("a second countersignature: %v", err)
	}
	rec, err := b.Record(at)
	if err != nil || len(rec.Countersigned) != 1 {
		t.Fatalf("it has %+v, %v", rec.Countersigned, err)
	}
	b.sign(b.Prepare(boss, model.Countersign{Entry: at, Changed: rec.Changed()}))
}

func TestWhatChangesWhileItsCountersignatureIsShownIsNotSigned(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	shown, err := b.Prepare(boss, model.Countersign{Entry: at})
	if err != nil {
		t.Fatal(err)
	}
	b.sign(b.Prepare(worker, misread(at, "5.5")))
	if _, err := b.Sign(shown, phraseOf(boss)); !errors.As(err, new(model.RecordChanged)) {
		t.Errorf("err = %v", err)
	}
	if rec, err := b.Record(at); err != nil || len(rec.Reviews) != 0 {
		t.Errorf("it has %+v, %v", rec.Reviews, err)
	}
}

func TestAnAmendmentIsReadAsItsPageSaysAndRefusedWithAReason(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	if _, err := b.Enrol(model.Enrolment{By: admin, ByPass: phraseOf(admin), ID: "zoe.ash", Name: "Zoe Ash", Roles: []sop.Role{sop.Assistant}, Passphrase: phraseOf("zoe")}); err != nil {
		t.Fatal(err)
	}
	size := b.About().Entries
	change := func(f func(*model.Amend)) model.Amend {
		in := misread(at, "5.5")
		f(&in)
		return in
	}
	for what, c := range map[string]struct {
		person string
		in     model.Amend
		says   string
	}{
		"a word for a number":   {worker, misread(at, "warm"), "warm"},
		"the same":              {worker, misread(at, "5.0"), "already"},
		"a reason too short":    {worker, change(func(in *model.Amend) { in.Reason = "oops" }), "10"},
		"a patient as reason":   {worker, change(func(in *model.Amend) { in.Reason = "it was of 943 476 5919" }), "NHS"},
		"a field of no page":    {worker, change(func(in *model.Amend) { in.Field = "rpm" }), "not recorded"},
		"a reading too many":    {worker, change(func(in *model.Amend) { in.Index = 2 }), "not recorded"},
		"an entry of no run":    {worker, change(func(in *model.Amend) { in.Entry = 1 }), "no completion"},
		"somebody else's run":   {"zoe.ash", misread(at, "5.5"), "supervisor"},
		"somebody nobody knows": {"no.body", misread(at, "5.5"), "not in the log"},
	} {
		if _, err := b.Prepare(c.person, c.in); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q in it", what, err, c.says)
		}
	}
	if b.About().Entries != size {
		t.Error("a refused amendment left an entry")
	}
}
