package effects_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"soprun/internal/model"
)

// crowded is a folder with the approved page, one of each other standing, and so many more that
// pages are listed before they are read whole.
func crowded(t *testing.T) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{
		"a/fridge.md": file(pageText),
		"a/local.md":  file(strings.Replace(other(t, "SOP-FRI-002", "Local"), "2.0 to 8.0", `local "the label"`, 1)),
		"a/broken.md": file(strings.Replace(other(t, "SOP-FRI-003", "Broken"), "#sheet, S16", "#sheet, S98", 1)),
		"a/draft.md":  file(strings.Replace(other(t, "SOP-FRI-004", "Draft"), "status: ready", "status: draft", 1)),
		"a/one.md":    file(other(t, "SOP-FRI-005", "Twin")), "a/two.md": file(other(t, "SOP-FRI-005", "Twin")),
	}
	for i := range 200 {
		folder[fmt.Sprintf("more/page-%03d.md", i)] = file(other(t, fmt.Sprintf("SOP-MANY-%03d", i), fmt.Sprintf("Page %03d", i)))
	}
	return folder
}

// listedFrom lists the pages of a folder that is the department's own.
func listedFrom(t *testing.T, folder fstest.MapFS) (*place, []model.PageRow) {
	t.Helper()
	p := open(t, folder)
	p.OwnFolder("sops")
	rows, err := p.ListPages(silent)
	if err != nil {
		t.Fatal(err)
	}
	return p, rows
}

// Who asks once is told whole what waits for an approval, and meanwhile how many pages were read.
func TestWhoAsksOnceIsToldWhatWaitsForAnApproval(t *testing.T) {
	for whole, want := range map[bool][3]int{false: {203, 0, 206}, true: {0, 200, 205}} {
		p := open(t, crowded(t))
		p.OwnFolder("sops")
		var mu sync.Mutex
		most := 0
		p.Tell(func(done, _ int64) {
			mu.Lock()
			defer mu.Unlock()
			most = max(most, int(done))
		})
		if whole {
			p.Whole()
		}
		if d, err := p.Department(); err != nil || [3]int{d.Unchecked, len(d.ToApprove), most} != want {
			t.Errorf("whole %t: %d are not checked, %d to approve, %d read, %v", whole, d.Unchecked, len(d.ToApprove), most, err)
		}
	}
}

func ofID(rows []model.PageRow, id string) (out []model.PageRow) {
	for _, r := range rows {
		if r.ID == id {
			out = append(out, r)
		}
	}
	return out
}

func TestOfAPageThatIsNotCheckedOnlyTheLogSaysThatItIsApproved(t *testing.T) {
	folder := crowded(t)
	p, rows := listedFrom(t, folder)
	for _, r := range rows {
		want := model.PageUnchecked
		switch r.ID {
		case pageID:
			want = model.PageApproved // that text, by its hash
		case "SOP-FRI-005":
			want = model.PageBroken // nobody can say which is meant
		}
		if r.State != want || !r.Unchecked || r.Approvable() {
			t.Errorf("%s: %q, unchecked %v", r.ID, r.State, r.Unchecked)
		}
	}
	if d, err := p.Department(); err != nil || d.Unchecked != 203 || len(d.ToApprove) > 0 {
		t.Errorf("%d are not checked, %d to approve, %v", d.Unchecked, len(d.ToApprove), err)
	}
	if _, err := p.StartRun("SOP-MANY-001", oh); err == nil || !strings.Contains(err.Error(), "not approved") {
		t.Errorf("a page that is not checked runs: %v", err)
	}
	if got, err := p.Page("SOP-FRI-003"); err != nil || got.State != model.PageBroken || got.Unchecked {
		t.Errorf("opened it is %q, %v", got.State, err)
	}
}

func TestCheckedPagesStandAsThoseThatWereReadWhole(t *testing.T) {
	folder := crowded(t)
	p, rows := listedFrom(t, folder)
	whole, err := openedWhole(t, folder)
	if err != nil || len(whole) != len(rows) {
		t.Fatalf("%d rows, %d whole, %v", len(rows), len(whole), err)
	}
	var ids []string
	for _, r := range rows {
		if !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	got, err := p.CheckPages(ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if a, b := ofID(got, id), ofID(whole, id); !reflect.DeepEqual(a, b) {
			t.Errorf("%s checked:\n%+v\nread whole:\n%+v", id, a, b)
		}
	}
	for id, want := range map[string]model.PageState{
		pageID: model.PageApproved, "SOP-FRI-002": model.PageLocal, "SOP-FRI-003": model.PageBroken, "SOP-FRI-004": model.PageDraft, "SOP-FRI-005": model.PageBroken, "SOP-MANY-199": model.PageReady,
	} {
		if r := ofID(got, id); len(r) == 0 || r[0].State != want || r[0].Unchecked {
			t.Errorf("%s: %+v, want %q", id, r, want)
		}
	}
	if d, err := p.Department(); err != nil || d.Unchecked != 0 || len(d.ToApprove) != 200 {
		t.Errorf("%d are not checked, %d to approve, %v", d.Unchecked, len(d.ToApprove), err)
	}
}

// openedWhole lists a folder read whole, on a station of its own.
func openedWhole(t *testing.T, folder fstest.MapFS) ([]model.PageRow, error) {
	t.Helper()
	p := open(t, folder)
	p.OwnFolder("sops")
	return p.ReadPages(silent)
}

func TestARevisionThatIsNotCheckedIsNoneToApproveAndHidesNothing(t *testing.T) {
	folder := crowded(t)
	folder["a/fridge.md"] = file(changed(t, "version: 1.0", "version: 2.0", "Look at the door.", "Kick the door."))
	p := open(t, folder)
	rows, err := p.ListPages(silent)
	if err != nil {
		t.Fatal(err)
	}
	row := ofID(rows, pageID)[0]
	if row.State != model.PageApproved || row.Version != "1.0" || row.Revision == nil || row.Revision.State != model.PageUnchecked || row.Approvable() {
		t.Errorf("listed: %+v, %+v", row, row.Revision)
	}
	got, err := p.CheckPages([]string{pageID})
	if err != nil || len(got) != 1 || got[0].State != model.PageApproved || got[0].Revision.State != model.PageReady || !got[0].Approvable() {
		t.Errorf("checked: %+v, %v", got, err)
	}
}
