package station_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

const missing = "the second reading is missing"

// faulted reports whether a log refused an act for a reason.
func faulted(err error, code record.FaultCode) bool {
	var f *record.Fault
	return errors.As(err, &f) && f.Code == code
}

func TestARecordThatIsSentBackWaitsForAnAnswerAndThenForAReview(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	if _, err := b.Prepare(worker, model.AnswerReturn{Entry: at, Text: "there is nothing to answer"}); !errors.Is(err, station.ErrRules) {
		t.Errorf("an answer to nothing: %v", err)
	}
	if _, err := b.Prepare(boss, model.SendBack{Entry: at, Reason: "no"}); err == nil {
		t.Error("it was sent back for a reason of two letters")
	}
	back := b.sign(b.Prepare(boss, model.SendBack{Entry: at, Reason: missing}))
	for _, err := range []error{
		second(b.Prepare(boss, model.Countersign{Entry: at})), second(b.Prepare(admin, model.Countersign{Entry: at})), second(b.Prepare(admin, model.SendBack{Entry: at, Reason: missing})),
	} {
		if !faulted(err, record.FaultReview) {
			t.Errorf("while it is sent back: %v", err)
		}
	}
	if err := second(b.Prepare(boss, model.AnswerReturn{Entry: at, Text: "I answer it myself"})); !faulted(err, record.FaultDuties) {
		t.Errorf("an answer to one's own return: %v", err)
	}
	rows, err := b.Completions(model.Query{})
	if err != nil || rows[0].SentBack == nil || rows[0].SentBack.By.ID != boss || rows[0].SentBack.Entry != back {
		t.Fatalf("%+v, %v", rows, err)
	}
	answer := b.sign(b.Prepare(worker, model.AnswerReturn{Entry: at, Text: "it is in the book of the fridge"}))
	b.sign(b.Prepare(boss, model.Countersign{Entry: at, Changed: answer}))
	b.mustVerify()
	b.reopen()
	rec, err := b.Record(at)
	if err != nil || len(rec.Returns) != 1 || rec.SentBack != nil || len(rec.Answered) != 1 || !rec.Reviewed() {
		t.Fatalf("%+v, %v", rec, err)
	}
	r := rec.Returns[0]
	if r.Open || r.Entry != back || r.By.ID != boss || r.Reason != missing || r.Answer == nil || r.Answer.Entry != answer || r.Answer.Text != "it is in the book of the fridge" {
		t.Errorf("the return is %+v, its answer %+v", r, r.Answer)
	}
}

// second returns the error of two results.
func second[T any](_ T, err error) error { return err }

func TestAnAmendmentAnswersAReturn(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	b.sign(b.Prepare(boss, model.SendBack{Entry: at, Reason: missing}))
	amended := b.sign(b.Prepare(worker, misread(at, "5.5")))
	rec, err := b.Record(at)
	if err != nil || rec.SentBack != nil || len(rec.Returns) != 1 || rec.Returns[0].Open || rec.Returns[0].Answer != nil {
		t.Fatalf("%+v, %v", rec.Returns, err)
	}
	b.sign(b.Prepare(boss, model.Countersign{Entry: at, Changed: amended}))
}

func TestAnIncidentIsFollowedUntilSomebodyElseClosesIt(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{})
	kept := b.do(name, worker, run.Raise{What: "a tube broke in the rotor"})
	if len(kept) != 1 || kept[0].Kind != sop.IncidentRaised {
		t.Fatalf("kept %+v", kept)
	}
	d, err := b.Department()
	if err != nil || len(d.Incidents) != 1 {
		t.Fatalf("%+v, %v", d.Incidents, err)
	}
	raised := d.Incidents[0]
	if raised.Run != name || raised.What != "a tube broke in the rotor" || raised.By.ID != worker || raised.Reference != "" || raised.Step == "" {
		t.Errorf("%+v", raised)
	}
	if err := second(b.Prepare(boss, model.CloseIncident{Entry: raised.Entry, Reason: "rotor replaced"})); !faulted(err, record.FaultStanding) {
		t.Errorf("closed without a reference: %v", err)
	}
	if err := second(b.Prepare(boss, model.CloseIncident{Entry: raised.Entry + 1, Reference: "W-1", Reason: "rotor replaced"})); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("another entry was closed: %v", err)
	}
	closed := b.sign(b.Prepare(boss, model.CloseIncident{Entry: raised.Entry, Reference: "W-1", Reason: "rotor replaced"}))
	b.mustVerify()
	b.reopen()
	if d, err = b.Department(); err != nil || len(d.Incidents) != 0 {
		t.Errorf("it is open still: %+v, %v", d.Incidents, err)
	}
	b.do(name, worker, run.Stop{Reason: "the rotor is broken"})
	at := b.sign(b.Prepare(worker, model.SignOff{Run: name, After: b.after(name), Summary: b.walk(name).Summarise()}))
	rec, err := b.Record(at)
	if err != nil || len(rec.Incidents) != 1 || !slices.ContainsFunc(rec.Exceptions, func(e run.Exception) bool { return e.Kind == run.IsIncident }) {
		t.Fatalf("%+v, %+v, %v", rec.Incidents, rec.Exceptions, err)
	}
	if i := rec.Incidents[0]; i.Closed == nil || i.Closed.Entry != closed || i.Closed.By.ID != boss || i.Closed.Reason != "rotor replaced" || i.Reference != "W-1" {
		t.Errorf("%+v, %+v", i, i.Closed)
	}
}

func TestANoteIsThereUntilSomebodyElseTicksIt(t *testing.T) {
	b := newBench(t)
	at, err := b.LeaveNote(worker, " rotor 2\nsqueaks ")
	if err != nil {
		t.Fatal(err)
	}
	if d, err := b.Department(); err != nil || len(d.Notes) != 1 || d.Notes[0].Text != "rotor 2 squeaks" || d.Notes[0].Entry != at || d.Notes[0].By.ID != worker {
		t.Fatalf("%+v, %v", d.Notes, err)
	}
	if err := b.ReadNote(worker, at); !faulted(err, record.FaultDuties) || strings.HasPrefix(err.Error(), "entry") {
		t.Errorf("its writer ticked it: %v", err)
	}
	if err := b.ReadNote(boss, at); err != nil {
		t.Fatal(err)
	}
	if err := b.ReadNote(boss, at); !faulted(err, record.FaultStanding) || err.Error() != fmt.Sprintf("entry %d is no note that waits to be read", at) {
		t.Errorf("it was ticked again: %v", err)
	}
	if d, _ := b.Department(); len(d.Notes) != 0 {
		t.Errorf("it is there still: %+v", d.Notes)
	}
	var nobody *station.NobodyError
	if _, err := b.LeaveNote("nobody", "rotor 2 squeaks"); !errors.As(err, &nobody) {
		t.Errorf("nobody left a note: %v", err)
	}
	var refusal *run.Refusal
	if _, err := b.LeaveNote(worker, "943 476 5919 was here"); !errors.As(err, &refusal) {
		t.Errorf("a note holds an NHS number: %v", err)
	}
	if _, err := b.LeaveNote(worker, ""); err == nil {
		t.Error("an empty note was left")
	}
}

func TestAnAssetIsTakenOutByWhoFindsItAndPutBackByASupervisor(t *testing.T) {
	b := newBench(t)
	b.sign(b.Prepare(worker, model.Move{Asset: "F-12", Reason: "the door does not close"}))
	if all, err := b.Things(t.Context(), model.All); err != nil || len(all) != 1 || all[0].ID != "F-12" || all[0].By.ID != worker || all[0].Reason != "the door does not close" {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, c := range []struct {
		by   string
		act  model.Move
		code record.FaultCode
	}{
		{worker, model.Move{Asset: "F-12", Reason: "again"}, record.FaultStanding},
		{boss, model.Move{Asset: "F-13", In: true, Reason: "it is well"}, record.FaultStanding},
		{worker, model.Move{Asset: "F-12", In: true, Reason: "it is well"}, record.FaultRole},
	} {
		if err := second(b.Prepare(c.by, c.act)); !faulted(err, c.code) {
			t.Errorf("%s, %+v: %v, want %s", c.by, c.act, err, c.code)
		}
	}
	b.sign(b.Prepare(boss, model.Move{Asset: "F-12", In: true, Reason: "the hinge was changed"}))
	b.mustVerify()
	if all, err := b.Things(t.Context(), model.All); err != nil || len(all) != 0 {
		t.Errorf("it is out still: %+v, %v", all, err)
	}
}

func TestADutyAndThatItsPageWasReadAreInTheRecord(t *testing.T) {
	b := newBench(t)
	sopID := b.walk(b.start(worker)).Procedure().Meta.ID
	b.sign(b.Prepare(boss, model.GiveDuty{Person: worker, SOP: sopID, ReadBy: "2026-12-01"}))
	b.sign(b.Prepare(boss, model.GiveDuty{Person: worker, Area: "cold store"}))
	d, err := b.Department()
	if err != nil || len(d.Duties) != 2 || d.Duties[0].SOP != sopID || d.Duties[0].ReadBy != "2026-12-01" || d.Duties[0].Read != nil || d.Duties[0].Version == "" || d.Duties[1].Area != "cold store" {
		t.Fatalf("%+v, %v", d.Duties, err)
	}
	read := b.sign(b.Prepare(worker, model.MarkRead{SOP: sopID}))
	if d, _ = b.Department(); d.Duties[0].Read == nil || d.Duties[0].Read.Entry != read {
		t.Errorf("it is not read: %+v", d.Duties[0])
	}
	if err := second(b.Prepare(worker, model.MarkRead{SOP: sopID})); !faulted(err, record.FaultStanding) {
		t.Errorf("it was read again: %v", err)
	}
	if err := second(b.Prepare(worker, model.MarkRead{SOP: "SOP-NO-000"})); !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("nothing was read: %v", err)
	}
	if _, err := b.Prepare(boss, model.GiveDuty{Person: worker, Area: "Cold Store"}); !faulted(err, record.FaultStanding) {
		t.Errorf("an area was given twice, in other capitals: %v", err)
	}
	for of, want := range map[string]string{
		sopID: "", "Cold store": "", "cold stor": `"` + worker + `" does not have the duty of "cold stor" (did you mean cold store?); theirs are ` + sopID + ", cold store",
	} {
		if err := b.CheckKnown(model.Named{Kind: model.NamedDuty, ID: of, Of: worker}); want == "" != (err == nil) || err != nil && err.Error() != want {
			t.Errorf("the duty of %q: %v, want %q", of, err, want)
		}
	}
	if err := b.CheckKnown(model.Named{Kind: model.NamedDuty, ID: sopID, Of: boss}); err == nil || err.Error() != `"`+boss+`" has no duty` {
		t.Errorf("who has no duty: %v", err)
	}
	b.sign(b.Prepare(boss, model.GiveDuty{Person: worker, SOP: sopID, Off: true, Reason: "moved away"}))
	if d, err := b.Prepare(boss, model.GiveDuty{Person: worker, Area: "COLD STORE", Off: true}); err != nil || !strings.Contains(d.Statement, `area "cold store"`) {
		t.Errorf("it is taken away, in other capitals: %q, %v", d.Statement, err)
	}
	b.mustVerify()
	b.reopen()
	if d, _ = b.Department(); len(d.Duties) != 1 || d.Duties[0].Area == "" {
		t.Errorf("duties %+v", d.Duties)
	}
}

func TestClosedDaysAndTheRulesOfTheSiteAreInTheRecord(t *testing.T) {
	b := newBench(t)
	b.sign(b.Prepare(boss, model.Declare{First: "2026-12-24", Last: "2027-01-03", Reason: "we move"}))
	b.sign(b.Prepare(admin, model.Declare{First: "2026-12-28", Open: true, Reason: "the last day here"}))
	b.sign(b.Prepare(boss, model.SetRules{Rules: model.Rules{BlockLapsed: true, Nation: "scotland"}, Reason: "agreed"}))
	b.mustVerify()
	b.reopen()
	d, err := b.Department()
	if err != nil || len(d.Days) != 2 || d.Days[0].Open || d.Days[1].First != d.Days[1].Last || !d.Days[1].Open || d.Rules.Nation != "scotland" || !d.Rules.BlockLapsed || d.Rules.BlockNeeds || d.Rules.By.ID != boss {
		t.Errorf("%+v, %+v, %v", d.Days, d.Rules, err)
	}
	if _, err := b.Prepare(worker, model.SetRules{Reason: "I can"}); !faulted(err, record.FaultRole) {
		t.Errorf("an assistant set the rules: %v", err)
	}
}

func TestAPageInForcePastItsReviewIsKnown(t *testing.T) {
	b := newBench(t)
	past := func() (names []string) {
		t.Helper()
		d, err := b.Department()
		if err != nil || len(d.Approvals) == 0 {
			t.Fatalf("%+v, %v", d.Approvals, err)
		}
		for _, a := range d.Approvals {
			if a.PastReview {
				names = append(names, a.SOP)
			}
		}
		return names
	}
	if got := past(); got != nil {
		t.Fatalf("before its review: %q", got)
	}
	b.now = b.now.AddDate(3, 0, 0)
	if got := past(); !slices.Equal(got, []string{"SOP-CEN-014"}) {
		t.Errorf("after its review: %q", got)
	}
}
