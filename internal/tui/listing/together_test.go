package listing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/listing"
	"soprun/sop"
)

// Record is read in full before several are signed for.
func (b *fakeBench) Record(entry int64) (model.Record, error) {
	for _, c := range b.rows {
		if c.Entry == entry {
			return model.Record{Completion: c}, b.err
		}
	}
	return model.Record{}, errors.New("no such record")
}

func (b *fakeBench) People() ([]model.Person, error) {
	return []model.Person{{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Supervisor}}}, b.err
}

func (b *fakeBench) Department() (model.Department, error) { return model.Department{}, nil }

func (p *fakePeople) Department() (model.Department, error) { return model.Department{}, nil }

// marking opens the log of three completions with a desk, on which the first and the
// last were opened.
func marking(t *testing.T) (*fakeBench, *fakePeople, *kittest.Driver) {
	t.Helper()
	b, desk := &fakeBench{rows: completions(3)}, &fakePeople{}
	d := kittest.Open(t, listing.New(present.Sources{Desk: desk, Reader: b, Station: b, Roll: b}, named(t, "log"), false))
	return b, desk, d.Press("enter", "end", "enter")
}

func TestRowsThatWereOpenedAreSignedForTogether(t *testing.T) {
	_, desk, d := marking(t)
	d.Hides("marked").Press("space", "home", "space").Shows("2 marked *", "c countersign the marked", "esc unmark all").Press("c")
	d.Shows("Countersign entries 98, 100", "Supervisor j.bell").Answer("", "looked at both").Shows("You sign these 2 sentences")
	if len(desk.acts) != 2 || desk.acts[0] != (model.Countersign{Entry: 98, Comment: "looked at both"}) || len(desk.signed) != 0 {
		t.Fatalf("drafted %+v, signed %q", desk.acts, desk.signed)
	}
	d.Answer("correct horse").Shows("Countersigned. Signed: entries 98, 100.").Hides("marked")
	if len(desk.signed) != 2 {
		t.Errorf("signed %q", desk.signed)
	}
}

func TestARowThatWasNotOpenedIsNamedAndNothingIsSigned(t *testing.T) {
	_, desk, d := marking(t)
	d.Press("space", "up", "space", "c").Shows("Open entry 99 first: nobody signs for a record that they did not read.", "2 marked *")
	if len(desk.acts) != 0 {
		t.Errorf("drafted %+v", desk.acts)
	}
	if d.Press("enter", "c").Shows("Countersign entries 98, 99"); len(d.Went) != 3 {
		t.Errorf("went %+v", d.Went)
	}
	if d.Press("esc").Shows("2 marked *"); d.Backs != 0 || len(desk.acts) != 0 {
		t.Error("leaving the form leaves the list, or signs")
	}
}

func TestAMarkIsTakenAwayByItsKeyAndAllByEscape(t *testing.T) {
	_, _, d := marking(t)
	d.Press("space").Shows("▸*", "1 marked *").Press("space").Hides("marked", "▸*")
	d.Press("c").Shows("TO REVIEW").Press("esc", "space", "down", "space").Shows("2 marked *", "▸*").Press("esc").Hides("marked")
	if d.Backs != 0 {
		t.Error("it was left")
	}
	// A mark stays while a filter hides its row; in the filter a space is one.
	d.Press("space", "/").Type("number 000").Shows("1 marked *", "1 found").Press("enter").Shows("1 marked *")
	if d.Press("esc", "esc", "esc"); d.Backs != 1 {
		t.Errorf("left %d times", d.Backs)
	}
}

func TestOwnWorkAmongTheMarkedIsNamedBeforeThePassphrase(t *testing.T) {
	_, desk, d := marking(t)
	desk.draftErr = fmt.Errorf("%q reviewed their own work", "j.bell")
	d.Press("space", "home", "space", "c").Answer("", "").Shows(`Entry 98: "j.bell" reviewed their own work; nothing is signed.`).Hides("You sign")
	if len(desk.signed) != 0 {
		t.Errorf("signed %q", desk.signed)
	}
}

func TestWhatFailsAmongTheMarkedIsSaidOnTheListToo(t *testing.T) {
	b, desk, d := marking(t)
	d.Press("space", "home", "space", "c").Answer("", "")
	desk.signErr = errors.New("the disk is full")
	d.Answer("correct horse").Shows("Nothing is signed: the disk is full.")
	desk.failAfter = 1
	d.Answer("correct horse").Shows("Signed: entry 98. NOT SIGNED: entry 100, because of entry 100: the disk is full.").Press("esc")
	d.Shows("Signed: entry 98. NOT SIGNED: entry 100.").Hides("marked")
	if len(desk.signed) != 1 || !strings.Contains(desk.signed[0], "j.bell") {
		t.Errorf("signed %q", desk.signed)
	}
	b.err = errors.New("the log is damaged")
	d.Press("space", "c").Shows("Entry 100: the log is damaged.")
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
