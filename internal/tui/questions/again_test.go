package questions_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/study"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/questions"
)

// rehearsals are those that are unfinished.
type rehearsals struct {
	all   []model.OpenRun
	ended []string
	err   error
}

func (r *rehearsals) Unfinished(string) ([]model.OpenRun, error) { return r.all, r.err }

func (r *rehearsals) EndRehearsal(run string) error {
	r.ended, r.all = append(r.ended, run), nil
	return r.err
}

// half is a rehearsal that somebody left at its third step.
func half(by string) *rehearsals {
	return &rehearsals{all: []model.OpenRun{{
		ID: "p-00007", SOP: fridge, Title: "Check a fridge", Person: model.Nobody, Practice: true, Practises: by,
		Started: kittest.Now.Add(-3 * time.Hour), Last: kittest.Now.Add(-2 * time.Hour), Step: 3, Steps: 15,
	}}}
}

func rehearsing(t *testing.T, r *rehearsals, mode study.Mode) *kittest.Driver {
	t.Helper()
	page := ""
	if mode != "" {
		page = fridge
	}
	return kittest.Open(t, questions.New(desk(t, fridge), page).Keeping(r).In(mode)).Answer("l.green")
}

// said returns what the session is asked for last.
func said(t *testing.T, d *kittest.Driver) session.Action {
	t.Helper()
	if len(d.Asked) == 0 {
		t.Fatalf("the session is asked for nothing:\n%s", d.All())
	}
	return d.Asked[len(d.Asked)-1]
}

func TestAnUnfinishedRehearsalIsGoneOnWithOrEnded(t *testing.T) {
	r := half("l.green")
	d := rehearsing(t, r, "").Shows("UNFINISHED REHEARSALS", "Check a fridge", "step 3 of 15, 2 h ago")
	for range 9 {
		d.Press("down")
	}
	d.Shows("▸ Check a fridge").Press("enter").Shows("A rehearsal of Check a fridge is unfinished: step 3 of 15, 2 h ago.", "To begin anew ends this one.", "is cleared after 7 days.")
	d.Press("esc").Shows("TODAY", "▸ Check a fridge").Press("enter", "x").Shows("The rehearsal has ended. Nothing of it is a record.", "TODAY").Hides("UNFINISHED")
	if !reflect.DeepEqual(r.ended, []string{"p-00007"}) || len(d.Asked) != 0 {
		t.Errorf("ended %q, asked for %v", r.ended, d.Asked)
	}
	rehearsing(t, half("l.green"), study.Rehearsal).KeysLead()
	d = rehearsing(t, half("l.green"), study.Rehearsal)
	d.Shows("is unfinished: step 3 of 15").Press("enter")
	if got := said(t, d); got != (session.Resume{Run: "p-00007", Practice: true}) {
		t.Errorf("%#v", got)
	}
	r = half("l.green")
	d = rehearsing(t, r, study.Rehearsal).Press("n")
	if got := said(t, d); !reflect.DeepEqual(got, session.Start{SOP: fridge, Person: model.Person{ID: "l.green"}, Practice: true}) || len(r.ended) != 1 {
		t.Errorf("%#v, ended %q", got, r.ended)
	}
}

// One that nobody said was theirs is offered, and stands in nobody's way.
func TestARehearsalOfNobodyIsOfferedAndNotAskedAbout(t *testing.T) {
	rehearsing(t, half(""), "").Shows("step 3 of 15, 2 h ago, from the library")
	d := rehearsing(t, half(""), study.Rehearsal).Hides("is unfinished:")
	if _, ok := said(t, d).(session.Start); !ok {
		t.Errorf("%#v", d.Asked)
	}
}

func TestRehearsalsThatCannotBeReadAreSaid(t *testing.T) {
	r := half("l.green")
	d := rehearsing(t, r, study.Rehearsal)
	r.err = errors.New("the file is gone")
	d.Press("x").Shows("The file is gone.", "TODAY")
	r.all = nil
	d.Run(d.Screen.Init(d.Env)).Send(kit.Ticked{}).Shows("UNFINISHED REHEARSALS", "The file is gone.")
}
