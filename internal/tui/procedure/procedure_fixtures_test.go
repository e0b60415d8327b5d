package procedure_test

import (
	"fmt"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/procedure"
	"soprun/sop"
	"soprun/sop/page"
)

// fakeBench is one page and who may approve it.
type fakeBench struct {
	present.Desk // nothing here makes a key or asks for a short name
	present.Reader
	present.Library
	present.Runs
	page      model.Page
	people    []model.Person
	pageErr   error
	peopleErr error
	runs      []model.OpenRun
	runsErr   error
	draftErr  error
	signErr   error // what the next signature answers
	signed    []string
	drafted   []string // who asked for a draft
	noAdopt   error    // why the page cannot be adopted
	adoptErr  error    // what the next adoption answers
	adopted   [][]page.Setting
}

func (*fakeBench) CheckKnown(model.Named) error { return nil }

func (b *fakeBench) Page(string) (model.Page, error)       { return b.page, b.pageErr }
func (b *fakeBench) People() ([]model.Person, error)       { return b.people, b.peopleErr }
func (b *fakeBench) OpenRuns() ([]model.OpenRun, error)    { return b.runs, b.runsErr }
func (b *fakeBench) state(s model.PageState) *fakeBench    { b.page.State = s; return b }
func (b *fakeBench) approval(a *model.Approval) *fakeBench { b.page.Approval = a; return b }

// revised puts another text into the page's folder.
func (b *fakeBench) revised() *fakeBench {
	next := *b.page.Procedure
	next.Meta.Version, next.SHA256 = "2.2", "2"
	next.Sections = []sop.Section{{Title: "1. Look", Steps: []sop.Step{{ID: "look", Number: 1, Text: "Look at the hinge.", Critical: true}}}}
	b.page.Revision = &model.Revision{Version: "2.2", State: model.PageReady, SHA256: "2"}
	b.page.Revised = &model.Revised{Procedure: &next, Text: []byte("another text")}
	return b
}

func (b *fakeBench) enrolled(p ...model.Person) *fakeBench { b.people = p; return b }
func (b *fakeBench) open(t *testing.T) *kittest.Driver {
	return kittest.Open(t, procedure.New(b.sources(), "SOP-X-001"))
}
func (b *fakeBench) problem(what string) *fakeBench { b.page.Problem = what; return b }
func (b *fakeBench) refuse(draft, signature error) *fakeBench {
	b.draftErr, b.signErr = draft, signature
	return b
}

func (b *fakeBench) Prepare(person string, act model.Act) (model.Draft, error) {
	b.drafted = append(b.drafted, person)
	if b.draftErr != nil {
		return model.Draft{}, b.draftErr
	}
	p := act.(model.Approve).Procedure.Meta
	return model.Draft{Person: model.Person{ID: person}, Statement: fmt.Sprintf("I, %s, approved %s v%s.", person, p.ID, p.Version)}, nil
}

func (b *fakeBench) Sign(d model.Draft, passphrase []byte) (int64, error) {
	if err := b.signErr; err != nil {
		b.signErr = nil
		return 0, err
	}
	b.signed = append(b.signed, d.Statement+" "+string(passphrase))
	b.page.State, b.page.Approval = model.PageApproved, &model.Approval{By: bell, Version: b.page.Version, Effective: "2026-11-22"}
	return 9, nil
}

var (
	khan = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
	bell = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Supervisor}}
	lee  = model.Person{ID: "ann.lee", Name: "Ann Lee", Roles: []sop.Role{sop.Supervisor}}
)

// approved is a page in force, with two people enrolled.
func approved() *fakeBench {
	p := &sop.Procedure{
		Meta:  sop.Meta{ID: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Standard: "ST0218 v1.1", Equipment: []string{"thermometer", "cloth"}},
		Intro: "Once a day, before nine.",
		Sections: []sop.Section{{Title: "1. Look", Steps: []sop.Step{{
			ID: "look", Number: 1, Text: "Look at the door.", Alerts: []sop.Alert{{Kind: sop.Important, Text: "Wear\ngloves."}, {Kind: sop.Warning, Text: "The floor is wet."}},
			Fields: []sop.Field{{Name: "temp", Label: "Temperature", Type: sop.Number, Local: "the label on the door"}},
		}}}},
	}
	return &fakeBench{
		people: []model.Person{khan, bell},
		page: model.Page{
			Procedure: p, Text: []byte("---\nid: SOP-X-001\n---\n# Look at a fridge\n\nOnce a day.\n\n## 1. Look\n\n1. Look at the door.\n"),
			PageRow: model.PageRow{
				ID: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Group: "Cold storage", Codes: []sop.Code{"S16"}, State: model.PageApproved,
				Approval: &model.Approval{By: model.Person{Name: "J. Bell"}, Version: "2.1", Effective: "2026-03-02", ReviewBy: "2028-03-02"},
			},
		},
	}
}

// newOther returns the screen of the other page.
func newOther(b *fakeBench) procedure.Model { return procedure.New(b.sources(), "SOP-X-002") }

func (b *fakeBench) sources() present.Sources {
	return present.Sources{Desk: b, Reader: b, Library: b, Runs: b, Roll: b}
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
