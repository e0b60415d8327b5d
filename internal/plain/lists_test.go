package plain_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/sop/page"
)

// Whatever is in the tables is said: each list with its rows, a filter that leaves none,
// and a row in full with what it leads to.
func TestEveryListAndItsDocumentsAreSaid(t *testing.T) {
	p := open(t)
	p.says(whole, "Countersigned.")
	p.says(all(toRun, step1, []string{".stop", "fire alarm"}, signed, leaves), "Signed.")
	p.now = p.now.AddDate(0, 0, 2)
	by := p.prepared(bell.ID, model.Dispose{Before: "2026-11-23", Reason: "kept for long enough"})
	if by == 0 {
		t.Fatal("nothing was disposed of")
	}
	furnish(t, p)
	for _, l := range present.Lists {
		to := wayTo(l)
		out := p.says(all(to, []string{"no such words", "list", "1", "read", "b"}, backOut(to), []string{"q"}), l.Rows+": ", "1. ")
		part, err := l.Read(t.Context(), p, model.Query{}, model.From{})
		if err != nil || len(part.Rows) == 0 {
			t.Fatalf("%s: %d rows, %v", l.Name, len(part.Rows), err)
		}
		o, err := l.Open(p.sources(), part.Rows[0].Name, p.clock().Location())
		if err != nil {
			t.Fatal(err)
		}
		said := []string{plain.Heard(l.Says(part.Rows[0], p.now)), plain.Heard(plain.Called(l, part.Rows[0].Name, o)), plain.Heard(o.Title)}
		for _, s := range o.Doc {
			said = append(said, s.Heading+":")
		}
		for _, want := range said {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %q is not said:\n%s", l.Name, want, out)
			}
		}
		if links := o.Doc.Links(); len(links) > 0 && !strings.Contains(out, "Number 1 opens "+links[0].Words()+".") {
			t.Errorf("%s: it is not said what %+v opens:\n%s", l.Name, links[0], out)
		}
	}
}

// wayTo is what is typed in the library to come to a list: those that it stands beside.
func wayTo(l present.List) []string {
	if l.Chord != "" {
		return []string{l.Name}
	}
	for _, other := range present.Lists {
		for _, beside := range other.BesideIt() {
			if beside.Name == l.Name {
				return append(wayTo(other), l.Name)
			}
		}
	}
	return nil
}

// furnish leaves something in every list of the department.
func furnish(t *testing.T, p *place) {
	t.Helper()
	p.says([]string{"clean a centrifuge", "1", "s", "a.khan", "j", "a tube broke in the rotor", "W-17", "q", "b", "q"}, "Raised. It stands among the exceptions")
	if _, err := p.LeaveNote(khan.ID, "rotor 2 squeaks"); err != nil {
		t.Fatal(err)
	}
	p.prepared(khan.ID, model.Move{Asset: "F-12", Reason: "the door does not close"})
	p.prepared(bell.ID, model.GiveDuty{Person: khan.ID, SOP: "SOP-CEN-014"})
	p.prepared(bell.ID, model.GiveAccess{Key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF3jnUJqvRITmSopx7T7LnDSrXSJUulFArml9eN0jgF3 root@bench-3"})
	p.prepared(bell.ID, model.Assess{Person: khan.ID, SOP: "SOP-CEN-014", Outcome: "not yet", Method: "questions"})
	p.prepared(bell.ID, model.RecordEvidence{Person: khan.ID, Code: "K27", Method: "question", Asked: "why balance it?", Said: "or it shakes"})
	p.prepared(bell.ID, model.StateOwnWork{Person: khan.ID, First: "2025-11-22"})
	p.prepared(bell.ID, model.SetScheme{Scheme: model.Scheme{Pages: []string{"SOP-CEN-014"}, Observations: 3, Assessors: 2, Methods: []string{"observed"}}, Reason: "agreed last week"})
	p.prepared(bell.ID, model.Declare{First: "2026-12-24", Reason: "the laboratory moves"})
	proc, _ := page.Parse([]byte(daily))
	p.prepared(bell.ID, model.Approve{Text: []byte(daily), Procedure: proc})
	p.now = p.now.AddDate(0, 0, 1) // the first slot is that of the next day
}

// daily is a page that is due every day.
const daily = `---
id: SOP-DAY-001
title: Look at the fridge
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
schedule: daily
---

# Look at the fridge

Use this each day.

## 1. Look

1. Look at the display. ` + "`#look, S7`" + `
`

// backOut leaves as many menus as were entered.
func backOut(to []string) []string { return strings.Split(strings.Repeat("b ", len(to)-1)+"b", " ") }

// prepared signs an act.
func (p *place) prepared(by string, act model.Act) int64 {
	p.t.Helper()
	d, err := p.Prepare(by, act)
	if err != nil {
		p.t.Fatal(err)
	}
	entry, err := p.Sign(d, []byte(phrase(model.Person{ID: by})))
	if err != nil {
		p.t.Fatal(err)
	}
	return entry
}

func TestALinkOfADocumentIsOpenedByItsNumber(t *testing.T) {
	open(t).says([]string{"l", "approvals", "1", "2", "b", "1", "b", "9", "x", "b", "words", "b", "b", "q"},
		"Approved versions: 2.", "Number 1 opens the person j.bell.", "Number 2 opens SOP-", "j.bell. J. Bell.", "There is no number 9 here.", "There is no number x here.",
		`No approval has these words.`)
}

// What a word of a trace is the name of is said before the rows, and numbered with them.
func TestWhatAWordIsTheNameOfIsOpenedByItsNumber(t *testing.T) {
	p := open(t)
	p.says(all(toRun, step1, []string{".stop", "fire alarm"}, signed, leaves), "Signed.")
	out := p.says([]string{"trace", "a.khan", "1", "b", "2", "b", "3", "b", "q"}, "1. a.khan, a person.", "a.khan. A. Khan", "There is no number 3.")
	if person, record := strings.Index(out, "a.khan. A. Khan"), strings.Index(out, "Entry "); person < 0 || record < person {
		t.Errorf("the person is not opened before the record:\n%s", out)
	}
}
