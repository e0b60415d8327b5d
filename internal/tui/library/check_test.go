package library_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/tui/kittest"
)

// unread is a library of so many pages of which only the front matter is known. The one with an even
// number turns out to have an error, the others to be not approved yet.
func unread(n int) *fakeBench {
	b := &fakeBench{whole: map[string]model.PageRow{}}
	for i := range n {
		p := page(fmt.Sprintf("SOP-X-%05d", i), fmt.Sprintf("Check the centrifuge of room %d", i), fmt.Sprintf("Group %02d", i/20), 0)
		p.Approval, p.State, p.Unchecked = nil, model.PageUnchecked, true
		b.pages = append(b.pages, p)
		if p.State, p.Unchecked = model.PageReady, false; i%2 == 0 {
			p.State, p.Errors = model.PageBroken, 1
		}
		b.whole[p.ID] = p
	}
	return b
}

// held opens a library and keeps back what is read whole.
func held(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	d := kittest.Open(t, silent{newLibrary(b)})
	d.Screen = newLibrary(b)
	list := d.Screen.Init(d.Env)()
	d.Hold = true
	return d.Send(list)
}

func TestAPageSaysThatItIsNotCheckedUntilItIs(t *testing.T) {
	d := held(t, unread(200))
	d.Shows("Check the centrifuge of room 0", "not checked yet SOP-X-00000", "checking 0 of 200 pages").Hides("has 1 error", "not approved")
	d.Release()
	d.Shows("has 1 error SOP-X-00000", "not approved SOP-X-00001").Hides("not checked yet", "checking")
}

func TestThePagesThatAreSeenAreCheckedFirst(t *testing.T) {
	b := unread(500)
	d := held(t, b).Press("ctrl+end")
	d.Release()
	if len(b.asked) < 5 || !slices.Contains(b.asked[0], "SOP-X-00000") {
		t.Fatalf("asked %d times, at first %q", len(b.asked), b.asked[0])
	}
	if next := b.asked[1]; next[0] != "SOP-X-00499" || !slices.Contains(next, "SOP-X-00480") || slices.Contains(next, "SOP-X-00200") {
		t.Errorf("at the end of the list these were next: %q", next)
	}
	all := slices.Sorted(slices.Values(slices.Concat(b.asked...)))
	if len(all) != 500 || len(slices.Compact(all)) != 500 {
		t.Errorf("%d pages were read", len(all))
	}
}

func TestTheCursorStaysWhilePagesAreChecked(t *testing.T) {
	b := unread(300)
	d := held(t, b).Press("pgdown", "down")
	where := d.Frame()
	line := where[strings.Index(where, "\u25b8"):]
	title, _, _ := strings.Cut(line, "  ")
	d.Release()
	d.Shows(title)
	d.Press("enter")
	if len(d.Went) != 1 || !strings.HasSuffix(title, "room "+strings.TrimLeft(strings.TrimPrefix(d.Went[0].Page, "SOP-X-"), "0")) {
		t.Errorf("enter opens %+v, the cursor stood on %q", d.Went, title)
	}
}

func TestWhatIsFoundIsCheckedBeforeTheRest(t *testing.T) {
	b := unread(500)
	d := held(t, b).Type("room 333")
	d.Release()
	if len(b.asked) < 2 || b.asked[1][0] != "SOP-X-00333" {
		t.Errorf("asked for %q", b.asked)
	}
	d.Shows("room 333 not approved")
}

func TestWhatIsToApproveIsAskedForAgainOnceAllIsChecked(t *testing.T) {
	b := unread(130)
	b.kept.Unchecked = 130
	d := held(t, b) // it asked for the first time here
	b.kept = model.Department{ToApprove: []model.PageRow{b.whole["SOP-X-00001"]}}
	d.Release().Shows("1 version to approve").Hides("not checked yet")
}

func TestWhyPagesCannotBeCheckedIsSaid(t *testing.T) {
	b := unread(130)
	b.checkErr = errors.New("the disk is gone")
	open(t, b).Shows("The library cannot be read: the disk is gone")
	if len(b.asked) != 1 {
		t.Errorf("it was tried %d times", len(b.asked))
	}
}

func TestFewPagesAreCheckedWithoutAWord(t *testing.T) {
	b := cupboard()
	open(t, b).Hides("check")
	if len(b.asked) > 0 {
		t.Errorf("asked for %q", b.asked)
	}
}

func TestATitleIsFoundInWhateverScriptItIsWritten(t *testing.T) {
	b := &fakeBench{pages: []model.PageRow{page("SOP-A-1", "Größe prüfen", "A", 0), page("SOP-A-2", "Wipe the bench", "A", 0), page("SOP-A-3", "300 \u212A halten", "A", 0)}}
	for find, title := range map[string]string{"größe": "Größe prüfen", "prüf": "Größe prüfen", "grfen": "Größe prüfen", "wpb": "Wipe the bench", "a-2": "Wipe the bench", "300 k": "halten"} {
		open(t, b).Type(find).Shows("FOUND", title)
	}
	open(t, b).Type("q").Shows("No procedure fits")
}
