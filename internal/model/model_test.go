package model_test

import (
	"slices"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

func TestTheOnePersonOfARoleIsNamedOnlyWhenItIsClear(t *testing.T) {
	khan := model.Person{ID: "a.khan", Roles: []sop.Role{sop.Assistant}}
	bell := model.Person{ID: "j.bell", Roles: []sop.Role{sop.Supervisor}}
	rossi := model.Person{ID: "m.rossi", Roles: []sop.Role{sop.Administrator, sop.Supervisor}}
	for _, c := range []struct {
		role   sop.Role
		people []model.Person
		except string
		want   string
	}{
		{sop.Supervisor, []model.Person{khan}, "", ""},
		{sop.Supervisor, []model.Person{khan, bell}, "", "j.bell"},
		{sop.Supervisor, []model.Person{bell, rossi}, "", ""},
		{sop.Supervisor, []model.Person{bell, rossi}, "j.bell", "m.rossi"},
		{sop.Administrator, []model.Person{bell, rossi}, "", "m.rossi"},
	} {
		if got := model.Only(c.role, c.people, c.except); got != c.want {
			t.Errorf("the %s of %v but %q is %q, want %q", c.role, c.people, c.except, got, c.want)
		}
	}
	if !khan.Performs() || (model.Person{Roles: []sop.Role{sop.Administrator}}).Performs() {
		t.Error("an assistant performs, who only administers does not")
	}
	if got := model.Performers([]model.Person{{ID: "n.ray", Roles: []sop.Role{sop.Practitioner}}, khan, bell}); len(got) != 2 || got[0].ID != khan.ID {
		t.Errorf("performers are %v", got)
	}
}

func TestAdministratorsAreCountedWhileTheirKeysSign(t *testing.T) {
	admin := model.Person{ID: "m.rossi", Roles: []sop.Role{sop.Administrator}}
	s := model.Staff{Members: []model.Member{{Person: admin, State: model.KeyLive}, {Person: admin, State: model.KeyRevoked}, {Person: model.Person{ID: "a.khan"}, State: model.KeyLive}}}
	if n := s.Administrators(); n != 1 {
		t.Errorf("%d administrators, want 1", n)
	}
}

func TestWhatOnlyASupervisorCanBringOnComesFirst(t *testing.T) {
	open := []model.OpenRun{
		{ID: "1", SOP: "SOP-A-001"},
		{ID: "2", SOP: "SOP-A-001", Practice: true, Need: run.NeedRelease, Who: sop.BySupervisor},
		{ID: "3", SOP: "SOP-B-001", Need: run.NeedRelease, Who: sop.BySupervisor},
		{ID: "4", SOP: "SOP-A-001", Need: run.NeedCheck, Who: sop.BySecondPerson},
	}
	ids := func(list []model.OpenRun) (out []string) {
		for _, o := range list {
			out = append(out, o.ID)
		}
		return out
	}
	if got := ids(model.SupervisorFirst(open)); !slices.Equal(got, []string{"3", "1", "2", "4"}) {
		t.Errorf("order %v", got)
	}
	if got := ids(model.OpenOf(open, "SOP-A-001")); !slices.Equal(got, []string{"1", "4"}) {
		t.Errorf("open of one page for the record: %v", got)
	}
	if got := ids(open); !slices.Equal(got, []string{"1", "2", "3", "4"}) {
		t.Errorf("the list itself was changed: %v", got)
	}
}

func TestARevisionIsWhatIsApprovedAndHidesNothing(t *testing.T) {
	inForce, next := &sop.Procedure{}, &sop.Procedure{}
	p := model.Page{PageRow: model.PageRow{ID: "SOP-A-001", Title: "Wash", File: "wash", State: model.PageApproved, SHA256: "1"}, Procedure: inForce}
	if text, before := p.ToApprove(); p.Approvable() || text.Procedure != inForce || before != nil || p.Texts() != "1" || p.FindBy() != "Wash SOP-A-001 wash" {
		t.Errorf("a page in force alone: %+v, %v", text, before)
	}
	p.Revision, p.Revised = &model.Revision{State: model.PageReady, SHA256: "2"}, &model.Revised{Procedure: next}
	if text, before := p.ToApprove(); !p.Approvable() || text.Procedure != next || before != inForce || p.Texts() != "1 2 " {
		t.Errorf("with a revision: %+v, %v, %q", text, before, p.Texts())
	}
}

// signed is a record of two values of one step, one of them amended twice.
func signed(t *testing.T) model.Record {
	t.Helper()
	p, findings := page.Parse([]byte("---\nid: SOP-A-001\ntitle: Read it\nversion: 1.0\nstatus: ready\nowner: Lead\nreview-every: 12 months\n" +
		"standard: ST0218 v1.1\ncodes: [S7]\nmode: read-do\nsign: performer\n---\n\n# Read it\n\n1. Read it. `#read, S7`\n   - T: `t: number °C, 2.0 to 8.0`\n   - Photo: `photo: file`\n"))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []run.Action{run.Begin{}, run.Record{Field: "t", Text: "5.0"}} {
		at = at.Add(time.Minute)
		events, err := r.Do(a, "a.khan", at)
		if err == nil {
			r, err = r.After(events...)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return model.Record{Walked: r, Completion: model.Completion{Amendments: []model.Amendment{
		{Step: "read", Field: "t", Index: 1, Old: "5.0", New: "9.0", Mark: "above"}, {Step: "read", Field: "other", Index: 1, New: "1"},
	}}}
}

func TestAValueStandsAsItWasAmendedLastAndWasSignedOtherwise(t *testing.T) {
	rec := signed(t)
	values := rec.Amendable()
	if len(values) != 1 {
		t.Fatalf("%d values can be amended, want 1", len(values))
	}
	if v := values[0]; v.Text() != "9.0" || v.Mark() != "above" || v.Value.Text != "5.0" {
		t.Errorf("it stands as %q (%s), signed as %q", v.Text(), v.Mark(), v.Value.Text)
	}
	rec.Amendments = nil
	if v := rec.Amendable()[0]; v.Text() != "5.0" || v.Mark() != "" {
		t.Errorf("without an amendment it stands as %q (%s)", v.Text(), v.Mark())
	}
}

func TestOnlyAReviewThatStandsCounts(t *testing.T) {
	rec := model.Record{Reviews: []model.Review{{Entry: 5}}}
	if rec.Reviewed() {
		t.Error("a superseded review counts")
	}
	rec.Reviews = append(rec.Reviews, model.Review{Entry: 9, Stands: true})
	if !rec.Reviewed() {
		t.Error("a review that stands does not count")
	}
	c := model.Completion{Countersigned: []model.Hand{{By: model.Person{Name: "J. Bell"}, Disputed: true}}}
	if c.Reliable() {
		t.Error("a disputed countersignature is relied on")
	}
	c.Countersigned = append(c.Countersigned, model.Hand{By: model.Person{Name: "M. Rossi"}})
	if !c.Reliable() || c.AmendDisputed() || !(model.Verdict{}).OK() {
		t.Error("a good one is not")
	}
	if c.Amended = []model.Hand{{}, {Disputed: true}}; !c.AmendDisputed() {
		t.Error("an amendment of two is disputed, and it is not told")
	}
}

// At somebody's own terminal they are meant where several could be, and nowhere where they may not.
func TestAtTheirOwnTerminalSomebodyIsMeant(t *testing.T) {
	bell := model.Person{ID: "j.bell", Roles: []sop.Role{sop.Supervisor}}
	khan := model.Person{ID: "a.khan", Roles: []sop.Role{sop.Assistant}}
	rossi := model.Person{ID: "m.rossi", Roles: []sop.Role{sop.Supervisor}}
	all := model.Enrolled{People: []model.Person{bell, khan, rossi}}
	everybody, own := all.People, all.AtOwn("m.rossi").People
	if own[0].ID != "m.rossi" || !own[0].Own || own[1].ID != "j.bell" || own[1].Own || own[2].ID != "a.khan" {
		t.Errorf("they are listed as %+v", own)
	}
	if everybody[2].Own || everybody[0].ID != "j.bell" {
		t.Error("the list of the others changed too")
	}
	if got := model.Only(sop.Supervisor, everybody); got != "" {
		t.Errorf("elsewhere %q is meant", got)
	}
	if got := model.Only(sop.Supervisor, own); got != "m.rossi" {
		t.Errorf("at their own %q is meant", got)
	}
	if got := model.Only(sop.Supervisor, own, "m.rossi"); got != "j.bell" {
		t.Errorf("about themselves %q is meant", got)
	}
	if got := model.Only(sop.Assistant, own); got != "a.khan" {
		t.Errorf("for a role that they do not have %q is meant", got)
	}
}
