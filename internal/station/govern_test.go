package station_test

import (
	"errors"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
)

const pageID = "SOP-CEN-014"

func TestARetiredProcedureIsNotStartedAndItsOpenRunsGoOn(t *testing.T) {
	b := newBench(t)
	open := b.work(worker)
	if got := b.Meanwhile(open); got != (model.Meanwhile{}) {
		t.Errorf("of the version in force it says %+v", got)
	}
	at := b.sign(b.Prepare(boss, model.Retire{SOP: pageID, Version: "2.1", Reason: "the centrifuge was replaced"}))
	if _, ok := b.Approval(pageID); ok {
		t.Error("it is in force still")
	}
	if _, err := b.StartRun(worker, read(t, pageText)); !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("it can be started: %v", err)
	}
	r := b.Approvals(pageID)[0].Retired
	if r == nil || r.Entry != at || r.By.ID != boss || r.Reason != "the centrifuge was replaced" || r.At.IsZero() {
		t.Errorf("retired = %+v", r)
	}
	if got := b.Meanwhile(open); got.Retired == nil || got.Retired.Entry != at {
		t.Errorf("what became of its version since is %+v", got)
	}
	if loaded, err := b.LoadRun(open); err != nil || loaded.Meanwhile.Newer != "" || loaded.Meanwhile.Retired == nil || loaded.Meanwhile.Retired.Entry != at {
		t.Errorf("the open run says of its version %+v: %v", loaded.Meanwhile, err)
	}
	b.sign(b.prepare(open, worker))
	var refused *record.Fault
	if _, err := b.Prepare(boss, model.Retire{SOP: pageID, Version: "2.1", Reason: "again"}); !errors.As(err, &refused) || refused.Code != record.FaultApproval {
		t.Errorf("retired twice: %v", err)
	}
	if _, err := b.Prepare(boss, model.Retire{SOP: pageID, Version: "9.9", Reason: "never was"}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("retired what never was: %v", err)
	}
	next := strings.Replace(pageText, "version: 2.1", "version: 2.2", 1)
	if _, err := act(b.Station, boss, model.Approve{Text: []byte(next), Procedure: read(t, next)}); err != nil {
		t.Fatal(err)
	}
	if a, ok := b.Approval(pageID); !ok || a.Version != "2.2" || a.Retired != nil {
		t.Errorf("in force: %+v", a)
	}
}

// A run by a version that another one followed learns that the other one was retired too.
func TestAnOpenRunLearnsThatNoVersionIsInForceAnyMore(t *testing.T) {
	b := newBench(t)
	open := b.work(worker)
	next := strings.Replace(pageText, "version: 2.1", "version: 2.2", 1)
	b.sign(b.Prepare(boss, model.Approve{Text: []byte(next), Procedure: read(t, next)}))
	newer := b.startOf(next, worker)
	at := b.sign(b.Prepare(boss, model.Retire{SOP: pageID, Version: "2.2", Reason: "the centrifuge was replaced"}))
	if got := b.Meanwhile(open); got.Newer != "2.2" || got.Retired == nil || got.Retired.Entry != at {
		t.Errorf("the run by v2.1 says %+v", got)
	}
	if got := b.Meanwhile(newer); got.Newer != "" || got.Retired == nil || got.Retired.Entry != at {
		t.Errorf("the run by v2.2 says %+v", got)
	}
}

func TestWhoHasAccessIsReviewedAsTheListWasShown(t *testing.T) {
	b := newBench(t)
	before, err := b.Staff()
	if err != nil || before.Last != nil || len(before.Members) != 3 || before.Keys != 3 || before.Members[2].Keys[0].Fingerprint == "" {
		t.Fatalf("access = %+v, %v", before, err)
	}
	shown, err := b.Enrolled()
	if err != nil || len(shown.People) != 3 || len(shown.Shown) != 64 {
		t.Fatalf("enrolled = %+v, %v", shown, err)
	}
	if _, err := act(b.Station, admin, model.Assign{Person: worker, Roles: []sop.Role{sop.Trainee}, Reason: "learns again"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Prepare(boss, model.ReviewAccess{Shown: shown.Shown}); !errors.Is(err, station.ErrDraft) {
		t.Errorf("another list than was shown: %v", err)
	}
	b.sign(b.Prepare(admin, model.Revoke{Person: worker, Reason: "left"}))
	list, err := b.Staff()
	if err != nil || list.Keys != 2 || list.Members[2].State != model.KeyRevoked || list.Members[2].Keys[0].Revoked == 0 {
		t.Errorf("access = %+v, %v", list, err)
	}
	if shown, err = b.Enrolled(); err != nil {
		t.Fatal(err)
	}
	at := b.sign(b.Prepare(boss, model.ReviewAccess{Shown: shown.Shown, Comment: "Kim left"}))
	if list, err = b.Staff(); err != nil || list.Last == nil || list.Last.Entry != at || list.Last.By.ID != boss || list.Last.Comment != "Kim left" || list.Last.Keys != 2 {
		t.Errorf("last = %+v, %v", list.Last, err)
	}
	var refused *record.Fault
	if _, err := b.Prepare(worker, model.ReviewAccess{Shown: shown.Shown}); err == nil {
		t.Error("an assistant without a key reviews access")
	} else if !errors.Is(err, station.ErrRevoked) && !errors.As(err, &refused) {
		t.Error(err)
	}
}

func TestOnlyWhoWatchedSaysThatSomebodyIsCompetent(t *testing.T) {
	b := newBench(t)
	entry := b.perform(worker)
	rec, err := b.Record(entry)
	if err != nil {
		t.Fatal(err)
	}
	in := model.Assess{Person: worker, SOP: pageID, Outcome: record.Competent, Method: record.Portfolio}
	if _, err := b.Prepare(boss, in); !errors.Is(err, station.ErrRules) {
		t.Errorf("by a portfolio: %v", err)
	}
	in.Outcome, in.Comment = record.NotYet, "has not spun it"
	b.sign(b.Prepare(boss, in))
	if all := b.member(worker).Competences; len(all) != 1 || all[0].Holds || all[0].Comment != "has not spun it" {
		t.Errorf("competences = %+v", all)
	}
	in = model.Assess{Person: worker, SOP: pageID, Outcome: record.Competent, Method: record.Observed, Run: rec.Run, Expires: "2026-11-24"}
	at := b.sign(b.Prepare(boss, in))
	c := b.member(worker).Competences[1]
	if !c.Holds || c.Entry != at || c.Version != "2.1" || c.Run != rec.Run || c.By.ID != boss || c.Disputed {
		t.Errorf("competence = %+v", c)
	}
	for _, who := range []model.Assess{
		{Person: boss, SOP: pageID, Outcome: record.Competent, Method: record.Observed},
		{Person: admin, SOP: pageID, Outcome: record.Competent, Method: record.Observed, Run: rec.Run},
		{Person: worker, SOP: "SOP-X", Outcome: record.Competent, Method: record.Observed},
	} {
		if _, err := b.Prepare(boss, who); err == nil {
			t.Errorf("%+v was accepted", who)
		}
	}
	b.now = b.now.AddDate(0, 0, 2)
	if b.member(worker).Competences[1].Holds {
		t.Error("it holds after its last day")
	}
}

func TestACompetenceEndsWithTheVersionItIsOf(t *testing.T) {
	b := newBench(t)
	in := model.Assess{Person: worker, SOP: pageID, Outcome: record.Competent, Method: record.Observed}
	b.sign(b.Prepare(boss, in))
	next := strings.Replace(pageText, "version: 2.1", "version: 2.2", 1)
	if _, err := act(b.Station, boss, model.Approve{Text: []byte(next), Procedure: read(t, next)}); err != nil {
		t.Fatal(err)
	}
	if b.member(worker).Competences[0].Holds {
		t.Error("it holds for a version that nobody was watched with")
	}
	b.sign(b.Prepare(admin, in))
	if all := b.member(worker).Competences; all[0].Holds || !all[1].Holds || all[1].Version != "2.2" {
		t.Errorf("competences = %+v", all)
	}
}
