package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop/run"
)

var seen = []any{run.Observe{Assessor: "j.bell", Said: "two cloths, lid first; a crack may be missed"}}

func offersObserved(m present.Moment) bool {
	return slices.ContainsFunc(present.OfferedAt(m), func(q present.Question) bool { return q.Word == "observed" })
}

func TestOnlyASupervisorWhoIsSomebodyElseIsOfferedToWatch(t *testing.T) {
	m := moment(t)
	if a, _ := question(t, "observed").Next(m, nil); !slices.Equal(a.Values, []string{"j.bell"}) {
		t.Errorf("offers %q", a.Values)
	}
	for name, change := range map[string]func(*present.Moment){
		"nobody else": func(m *present.Moment) { m.People = []model.Person{khan} },
		"no supervisor": func(m *present.Moment) {
			m.People = []model.Person{khan, {ID: "z.ford", Name: "Z. Ford", Roles: khan.Roles[:1]}}
		},
		"practice":           func(m *present.Moment) { m.Work.Practice = true },
		"a step done":        func(m *present.Moment) { *m = moment(t, toLeft...) },
		"who watches it now": func(m *present.Moment) { *m = moment(t, seen...) },
	} {
		if m := moment(t); !offersObserved(m) {
			t.Fatal("it is never offered")
		} else if change(&m); offersObserved(m) {
			t.Errorf("%s: it is offered", name)
		}
	}
}

func TestWhatIsSaidBeforehandStandsThereUntilAStepIsDone(t *testing.T) {
	work := moment(t, seen...).Work
	work.Names = map[string]string{"a.khan": "A. Khan", "j.bell": "J. Bell"}
	if got := present.Watched(work, listed); len(got) != 1 || !strings.Contains(got[0], "A. Khan is watched by J. Bell, said at ") || !strings.HasSuffix(got[0], "two cloths, lid first; a crack may be missed.") {
		t.Errorf("%q", got)
	}
	done := moment(t, slices.Concat(seen, toLeft)...).Work
	done.Names = work.Names
	if got := present.Watched(done, listed); !slices.Equal(got, []string{"A. Khan is watched by J. Bell."}) {
		t.Errorf("%q", got)
	}
	if got := present.Watched(moment(t).Work, listed); got != nil {
		t.Errorf("nobody watches, and it says %q", got)
	}
	told := present.Teller{Names: work.Names, Zone: time.UTC}.Run(done.Run)
	if all := strings.Join(told, "\n"); !strings.Contains(all, "watched by J. Bell, and said before: two cloths") {
		t.Errorf("the record says %q", all)
	}
}

// A record says for whom it waits, and who watched is offered to say what they found.
func TestARecordWaitsForWhoWatchedIt(t *testing.T) {
	forms := present.RecordForms(present.Case{})
	form := forms[slices.IndexFunc(forms, func(f present.Form) bool { return f.Name == "watched" })]
	waits := func(rec model.Record) bool {
		t.Helper()
		says := strings.Contains(docText(present.Record(rec, time.UTC)), "J. Bell watched it, and has not said yet what they found.")
		if offered := form.Offered(present.Case{Record: rec}); offered != says {
			t.Errorf("it is offered: %v, and the record says so: %v", offered, says)
		}
		return says
	}
	rec := full().rec
	rec.Names, rec.Person = map[string]string{"j.bell": "J. Bell"}, khan
	if waits(rec) {
		t.Error("somebody is waited for who did not watch")
	}
	if rec.Unassessed = []string{"j.bell"}; !waits(rec) {
		t.Error("nobody is waited for")
	}
}
