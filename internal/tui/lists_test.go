package tui_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/document"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/listing"
)

// Whatever is in the tables is on a screen: each list with its rows and with none,
// narrowed by words, and each row in full with what it leads to.
func TestEveryListAndItsDocumentsAreOnAScreen(t *testing.T) {
	for _, l := range present.Lists {
		b := newBench(t)
		governed(b)
		b.slots = []model.Slot{{SOP: "SOP-CEN-014", Title: b.proc.Meta.Title, Name: "2026-11-21", State: "missed", Due: b.now.AddDate(0, 0, -1)}}
		b.signed = []model.Completion{{Entry: 40, At: b.now, Person: khan, SOP: "SOP-CEN-014", Title: b.proc.Meta.Title, SupervisorSigns: true}}
		withOpenRun(b)
		to := kit.ToRow
		if l.Queue {
			to = kit.ToReview
		}
		d := kittest.Open(t, listing.New(b.sources(), l, false)).Shows(l.Title).Hides(l.Empty)
		d.Press("/").Type("no such words").Shows(l.Unfit, "0 found").Press("esc").Hides(l.Unfit)
		d.Press("down", "up", "enter")
		if len(d.Went) != 1 || d.Went[0].To != to || d.Went[0].List != l.Name {
			t.Errorf("%s: enter leads to %+v", l.Name, d.Went)
			continue
		}
		row := kittest.Open(t, document.New(b.sources(), l, d.Went[0].Row))
		row.Shows(l.Named(d.Went[0].Row))
		o, err := l.Open(b.sources(), d.Went[0].Row, b.now.Location())
		if err != nil || len(o.Doc) == 0 {
			t.Fatalf("%s: %v", l.Name, err)
		}
		for _, s := range o.Doc {
			row.Shows(strings.ToUpper(s.Heading))
		}
		for i, link := range o.Doc.Links() {
			row.Press("enter")
			if i < len(row.Went) && row.Went[i] != kit.Follow(link) {
				t.Errorf("%s: link %d leads to %+v, want %+v", l.Name, i+1, row.Went[i], link)
			}
			row.Press("tab")
		}
		if len(row.Went) != len(o.Doc.Links()) {
			t.Errorf("%s: %d links, %d lead somewhere", l.Name, len(o.Doc.Links()), len(row.Went))
		}
		kittest.Open(t, document.New(b.sources(), l, "none")).Shows("This " + l.Opens + " cannot be read")
	}
}

// Each list is reached: from the first screen, or beside another list.
func TestEveryListIsReached(t *testing.T) {
	for _, l := range present.Lists {
		reached := l.Chord != ""
		for _, other := range present.Lists {
			for _, beside := range other.BesideIt() {
				reached = reached || beside.Name == l.Name
			}
			if len(other.BesideIt()) != len(other.Beside) {
				t.Errorf("%s names a list that there is none of: %v", other.Name, other.Beside)
			}
		}
		if !reached || l.Does == "" || l.Row == "" || l.Rows == "" || l.Opens == "" || l.Empty == "" || l.Unfit == "" {
			t.Errorf("%s is reached from nowhere, or does not say what it is: %+v", l.Name, l)
		}
	}
}
