package document_test

import (
	"fmt"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/document"
	"soprun/internal/tui/kittest"
	"soprun/sop"
	"soprun/sop/run"
)

// fakeBench is one record and who may countersign it.
type fakeBench struct {
	present.Reader
	present.Desk // nothing here makes a key or asks for a short name
	rec          model.Record
	people       []model.Person
	recErr       error
	peopleErr    error
	draftErr     error
	signErr      error // what the next signature answers
	signed       []string
	amending     []model.Amend
}

func (*fakeBench) CheckKnown(model.Named) error { return nil }

func (b *fakeBench) Record(int64) (model.Record, error) { return b.rec, b.recErr }
func (b *fakeBench) People() ([]model.Person, error)    { return b.people, b.peopleErr }
func (b *fakeBench) open(t *testing.T) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, screen(t, b, 40))
}
func (b *fakeBench) enrolled(p ...model.Person) *fakeBench { b.people = p; return b }

func (b *fakeBench) Prepare(person string, act model.Act) (model.Draft, error) {
	if b.draftErr != nil {
		return model.Draft{}, b.draftErr
	}
	d := model.Draft{Person: model.Person{ID: person}}
	switch act := act.(type) {
	case model.Countersign:
		d.Statement = fmt.Sprintf("I, %s, reviewed entry %d: %q.", person, act.Entry, act.Comment)
	case model.Amend:
		b.amending = append(b.amending, act)
		d.Statement = fmt.Sprintf("I, %s, amended %s from %s to %s, because: %s", person, act.Field, "9.0", act.Text, act.Reason)
	}
	return d, nil
}

func (b *fakeBench) Sign(d model.Draft, passphrase []byte) (int64, error) {
	if err := b.signErr; err != nil {
		b.signErr = nil
		return 0, err
	}
	b.signed = append(b.signed, d.Statement+" "+string(passphrase))
	b.rec.Reviews = append(b.rec.Reviews, model.Review{Entry: 41, By: bell, At: kittest.Now, Comment: "looked", Stands: true})
	return 41, nil
}

// untouched is a run in which nothing was recorded.
func untouched(t testing.TB) run.Run {
	t.Helper()
	r, err := run.New(&sop.Procedure{Sections: []sop.Section{{Title: "1. Look", Steps: []sop.Step{{ID: "look", Number: 1, Text: "Look."}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	khan = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant, sop.Supervisor}}
	bell = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Supervisor}}
	lee  = model.Person{ID: "ann.lee", Name: "Ann Lee", Roles: []sop.Role{sop.Supervisor}}
)

// signed is the record of a run with a value outside its limits, a correction,
// a step that did not apply and one that was not done.
func signed(t testing.TB) *fakeBench {
	t.Helper()
	low, high := sop.MustDecimal("2.0"), sop.MustDecimal("8.0")
	p := &sop.Procedure{
		Meta: sop.Meta{ID: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Codes: []sop.Code{"S16"}},
		Sections: []sop.Section{{Title: "1. Look", Steps: []sop.Step{
			{ID: "read", Number: 1, Text: "Read the display.", Codes: []sop.Code{"S16"}, Fields: []sop.Field{
				{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: sop.Range{Low: &low, High: &high}},
			}},
			{ID: "wipe", Number: 2, Text: "Wipe the door."},
			{ID: "sweep", Number: 3, Text: "Sweep the floor."},
			{ID: "warm", Number: 4, Text: "move the stock.", If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: "temp", Op: sop.Greater, Value: "30.0"}}}},
		}}},
	}
	acts := []run.Action{
		run.Begin{},
		run.Record{Field: "temp", Text: "9.9"},
		run.ActOn{Deviation: 1, Text: "told the lead"},
		run.Correct{Step: "read", Field: "temp", Text: "9.0", Reason: "misread it"},
		run.ActOn{Deviation: 2, Text: "told them again"},
		run.Complete{},
		run.MarkNotApplicable{Reason: "no door"},
		run.MarkNotDone{Reason: "no broom"},
		run.ActOn{Deviation: 3, Text: "ordered a broom"},
	}
	r, now := walked(t, p, acts...), kittest.Now.Add(time.Duration(len(acts))*time.Minute)
	return &fakeBench{
		people: []model.Person{khan, bell},
		rec: model.Record{
			Completion: model.Completion{Entry: 40, At: now, Person: khan, SOP: p.Meta.ID, Title: p.Meta.Title, Version: "2.1", Run: "r-01", Codes: []sop.Code{"S16"}, SupervisorSigns: true, Statement: "I, A. Khan, performed it."},
			Summary:    r.Summarise(), Procedure: p, Walked: r,
		},
	}
}

// walked is a run of a page in which somebody did something each minute.
func walked(t testing.TB, p *sop.Procedure, acts ...run.Action) run.Run {
	t.Helper()
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range acts {
		events, err := r.Do(a, khan.ID, kittest.Now.Add(time.Duration(i+1)*time.Minute))
		if err != nil {
			t.Fatalf("%#v: %v", a, err)
		}
		if r, err = r.After(events...); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// screen is that of a completion.
func screen(t testing.TB, b *fakeBench, entry int) document.Model {
	t.Helper()
	list, ok := present.ListNamed("log")
	if !ok {
		t.Fatal("there is no log")
	}
	return document.New(present.Sources{Desk: b, Reader: b, Roll: b}, list, fmt.Sprint(entry))
}

func (b *fakeBench) Staff() (out model.Staff, err error) {
	people, err := b.People()
	for _, p := range people {
		out.Members = append(out.Members, model.Member{Person: p})
	}
	return out, err
}

func (b *fakeBench) Enrolled() (model.Enrolled, error) {
	people, err := b.People()
	return model.Enrolled{People: people}, err
}
