package effects_test

import (
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/page"
)

func TestAPageSaysWhereItStands(t *testing.T) {
	local := []string{"number °C, 2.0 to 8.0, possible -40.0 to 60.0", `number °C, local "the label on the door"`}
	for name, c := range map[string]struct {
		text     string
		state    model.PageState
		revision model.PageState // "" for none
	}{
		"as it was approved":      {pageText, model.PageApproved, ""},
		"another text":            {changed(t, "Once a day, before nine.", "Twice a day."), model.PageApproved, model.PageReady},
		"a draft of the next":     {changed(t, "status: ready", "status: draft"), model.PageApproved, model.PageDraft},
		"retired in its file":     {changed(t, "status: ready", "status: retired"), model.PageApproved, model.PageRetired},
		"with a value to set":     {changed(t, local...), model.PageApproved, model.PageLocal},
		"a draft with two errors": {changed(t, "codes: [S7,", "codes: [S99,", "#sheet, S16", "#sheet, S98"), model.PageApproved, model.PageBroken},
		"a draft without keys":    {"---\nid: SOP-FRI-001\nowner: [\n---\n", model.PageApproved, model.PageBroken},
		"never approved":          {other(t, "SOP-FRI-002", "Defrost a fridge"), model.PageReady, ""},
		"a new draft":             {strings.Replace(other(t, "SOP-FRI-002", "Defrost a fridge"), "status: ready", "status: draft", 1), model.PageDraft, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, fstest.MapFS{"cold-storage/fridge-check.md": file(c.text)})
			id := pageID
			if c.state != model.PageApproved {
				id = "SOP-FRI-002"
			}
			row := p.row(id)
			if row.State != c.state || (row.Approval != nil) != (c.state == model.PageApproved) || (row.Revision != nil) != (c.revision != "") {
				t.Fatalf("state %q, approval %+v, revision %+v; want %q and %q", row.State, row.Approval, row.Revision, c.state, c.revision)
			}
			if row.Revision != nil && row.Revision.State != c.revision {
				t.Errorf("the text in the folder is %q, want %q", row.Revision.State, c.revision)
			}
			if row.Group != "Cold storage" || row.File != "fridge check" || row.Version != "1.0" {
				t.Errorf("row = %+v", row)
			}
		})
	}
}

// H37: whatever a file holds, or does not, the text in force is listed, shown and
// run, and the other one is announced beside it.
func TestNoDraftHidesTheVersionInForce(t *testing.T) {
	for name, c := range map[string]struct {
		folder  fstest.MapFS
		revised bool // the draft can be read
	}{
		"a sound draft":         {fstest.MapFS{"a/fridge.md": file(changed(t, "version: 1.0", "version: 2.0", "Look at the door.", "Kick the door."))}, true},
		"a draft with errors":   {fstest.MapFS{"a/fridge.md": file(changed(t, "#sheet, S16", "#sheet, S98"))}, true},
		"no front matter":       {fstest.MapFS{"a/fridge.md": file("# Check a fridge\n")}, false},
		"no YAML":               {fstest.MapFS{"a/fridge.md": file(changed(t, "owner:", "owner: ["))}, false},
		"another id":            {fstest.MapFS{"a/fridge.md": file(other(t, "SOP-FRI-002", "Check a fridge"))}, false},
		"no file":               {fstest.MapFS{}, false},
		"two files of one id":   {fstest.MapFS{"a/fridge.md": file(pageText), "b/fridge.md": file(changed(t, "Look at the door.", "Kick the door."))}, true},
		"a file that is locked": {fstest.MapFS{"a/fridge.md": &fstest.MapFile{Mode: fs.ModeDir}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, c.folder)
			row := p.row(pageID)
			if row.State != model.PageApproved || row.Title != "Check a fridge" || row.Version != "1.0" || !row.State.Runnable() {
				t.Errorf("row = %+v", row)
			}
			got, err := p.Page(pageID)
			if err != nil || got.Procedure.Meta.Version != "1.0" || !strings.Contains(string(got.Text), "Look at the door.") {
				t.Fatalf("page = %+v, %v", got.PageRow, err)
			}
			if (got.Revised != nil) != c.revised {
				t.Errorf("revised: %+v", got.Revised)
			}
			if loaded, err := p.StartRun(pageID, oh); err != nil || loaded.Version != "1.0" {
				t.Errorf("it does not run: %v", err)
			}
		})
	}
}

func TestAPageThatWasTakenOutOfForceIsRetired(t *testing.T) {
	p := open(t, shipped())
	d, err := p.station.Prepare(ray.ID, model.Retire{SOP: pageID, Version: "1.0", Reason: "the fridge is gone"})
	if err == nil {
		_, err = p.station.Sign(d, phrase(ray))
	}
	if err != nil {
		t.Fatal(err)
	}
	if row := p.row(pageID); row.State != model.PageRetired || row.Approval != nil {
		t.Errorf("row = %+v", row)
	}
}

func TestAnApprovalNamesWhoAndWhen(t *testing.T) {
	a := open(t, shipped()).row(pageID).Approval
	if a.By.Name != "Bo Ray" || a.Version != "1.0" || a.Effective != "2026-11-22" || a.ReviewBy != "2028-11-22" || a.Entry != 3 || a.Disputed {
		t.Errorf("approval = %+v", *a)
	}
}

// H37: a page past its review date is said to be, and is not blocked.
func TestAPagePastItsReviewDateSaysSoAndStillRuns(t *testing.T) {
	p := open(t, shipped())
	p.now = time.Date(2028, 11, 22, 23, 59, 0, 0, time.UTC)
	if got := p.row(pageID).State; got != model.PageApproved {
		t.Errorf("on its last day the page is %q", got)
	}
	p.now = p.now.Add(2 * time.Minute)
	if got := p.row(pageID).State; got != model.PageReview {
		t.Errorf("on the day after the page is %q", got)
	}
	if _, err := p.StartRun(pageID, oh); err != nil {
		t.Errorf("a page to be reviewed is not run: %v", err)
	}
}

// H37: that a page was past its review date when it was worked from stands in the record.
func TestARunBegunPastTheReviewDateSaysSoInItsRecord(t *testing.T) {
	p := open(t, shipped())
	p.now = time.Date(2028, 11, 22, 23, 59, 0, 0, time.UTC)
	onTime := p.start(oh).toEnd()
	p.now = p.now.Add(2 * time.Minute)
	entries := map[int64]string{onTime.sign(): "", p.start(oh).toEnd().sign(): "2028-11-22"}
	for entry, want := range entries {
		if rec, err := p.Record(entry); err != nil || rec.PastReview != want {
			t.Errorf("the record of entry %d says %q (%v), want %q", entry, rec.PastReview, err, want)
		}
	}
	if len(entries) != 2 {
		t.Fatalf("%d records", len(entries))
	}
}

// H37: the approved text runs, whatever stands in the folder.
func TestAChangedPageRunsTheTextThatWasApproved(t *testing.T) {
	pages := shipped()
	p := open(t, pages)
	pages["cold-storage/fridge.md"] = file(changed(t, "version: 1.0", "version: 2.0", "Look at the door.", "Kick the door."))
	if r := p.row(pageID); r.State != model.PageApproved || r.Version != "1.0" || r.Revision == nil || r.Revision.Version != "2.0" || r.Approval.Version != "1.0" {
		t.Fatalf("row = %+v", r)
	}
	loaded, err := p.StartRun(pageID, oh)
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := loaded.Procedure.Step("look"); s.Text != "Look at the door." || loaded.Version != "1.0" {
		t.Errorf("v%s runs: %q", loaded.Version, s.Text)
	}
	p.approve(pageID)
	if r := p.row(pageID); r.State != model.PageApproved || r.Approval.Version != "2.0" || r.Revision != nil {
		t.Errorf("after the approval: %+v", r)
	}
	again, err := p.LoadRun(loaded.ID)
	if err != nil || again.Version != "1.0" {
		t.Errorf("the open run changed its version to %s, %v", again.Version, err)
	}
}

func TestWhatAChangedTextAsksForDoesNotStopTheApprovedOne(t *testing.T) {
	p := open(t, fstest.MapFS{"a/fridge.md": file(changed(t, "#sheet, S16", "#sheet, wait 10 min, S16"))})
	if r := p.row(pageID); r.State != model.PageApproved || r.Revision == nil || r.Problem != "" {
		t.Errorf("state %q, problem %q: the approved text asks for no wait", r.State, r.Problem)
	}
	if _, err := p.StartRun(pageID, oh); err != nil {
		t.Error(err)
	}
}

func TestABrokenPageSaysHowManyErrorsItHasAndWhatListsThem(t *testing.T) {
	p := open(t, shipped(), fstest.MapFS{
		"new ones/two.md": file("---\nid: SOP-TWO-002\ntitle: A\n---\n\n# A\n"),
		"none.md":         file("# no front matter\n"),
	})
	p.OwnFolder("sops")
	row := p.row("SOP-TWO-002")
	if row.Errors != 9 || !strings.HasPrefix(row.Problem, "9 errors, the first at 1:1: E502 ") || !strings.HasSuffix(row.Problem, "soprun lint 'sops/new ones/two.md' lists all of them") {
		t.Errorf("%d errors: %q", row.Errors, row.Problem)
	}
	_, err := p.Page("none.md")
	if err == nil || !strings.Contains(err.Error(), `"none.md" cannot be read: 1 error, at 1:1: E501 `) || !strings.Contains(err.Error(), "soprun lint sops/none.md") {
		t.Errorf("opened: %v", err)
	}
	if row := p.row(pageID); row.Errors != 0 || row.Problem != "" {
		t.Errorf("a sound page: %+v", row)
	}
}

func TestABrokenPageSaysWhatIsWrongAndWhere(t *testing.T) {
	broken := strings.Replace(other(t, "SOP-FRI-002", "Defrost"), "#sheet, S16", "#sheet, S98", 1)
	p := open(t, fstest.MapFS{
		"a/none.md":   file("# no front matter\n"),
		"a/escape.md": file(strings.Replace(other(t, "SOP-FRI-003", "Escape"), "Look at the door.", "Look at\x1b[31m the door.", 1)),
		"a/code.md":   file(broken),
	})
	rows, err := p.ReadPages(silent)
	rows = slices.DeleteFunc(rows, func(r model.PageRow) bool { return r.ID == pageID })
	if err != nil || len(rows) != 3 {
		t.Fatalf("pages = %+v, %v", rows, err)
	}
	for _, r := range rows {
		if r.State != model.PageBroken || !strings.Contains(r.Problem, "E") || strings.ContainsRune(r.Problem, '\x1b') {
			t.Errorf("%s: %q, %q", r.ID, r.State, r.Problem)
		}
	}
	if _, err := p.Page("a/none.md"); err == nil || !strings.Contains(err.Error(), `"a/none.md" cannot be read`) {
		t.Errorf("opened: %v", err)
	}
	if got, err := p.Page("sop-fri-002"); err != nil || got.State != model.PageBroken || got.Procedure == nil {
		t.Errorf("a page that parses is shown with its error: %+v, %v", got.PageRow, err)
	}
}

func TestOnlyASupervisorApprovesAndOnlyAPageWithoutErrors(t *testing.T) {
	fresh := other(t, "SOP-FRI-002", "Defrost a fridge")
	for name, c := range map[string]struct {
		text string
		by   model.Person
	}{
		"by an assistant": {fresh, oh},
		"a draft":         {strings.Replace(fresh, "status: ready", "status: draft", 1), ray},
		"a broken page":   {strings.Replace(fresh, "#sheet, S16", "#sheet, S98", 1), ray},
		"a local value":   {strings.Replace(fresh, "2.0 to 8.0, possible -40.0 to 60.0", `local "the label on the door"`, 1), ray},
	} {
		p := open(t, fstest.MapFS{"a/x.md": file(c.text)})
		before := p.Here().Entries
		act, err := must(t, p, "SOP-FRI-002").Approve()
		if err == nil {
			_, err = p.Prepare(c.by.ID, act)
		}
		if err == nil {
			t.Errorf("%s: prepared for approval", name)
		}
		if got := p.Here().Entries; got != before {
			t.Errorf("%s: the refusal left %d entries", name, got-before)
		}
	}
}

func must(t *testing.T, p *place, id string) model.Page {
	t.Helper()
	got, err := p.Page(id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAPageLargerThanTheLimitIsAProblemAndIsNotRead(t *testing.T) {
	big := &counting{MapFS: fstest.MapFS{"a/big.md": file(strings.Repeat("x", page.MaxBytes+1)), "a/fridge.md": file(pageText)}}
	p := open(t, big)
	if r := p.row("a/big.md"); r.State != model.PageBroken || r.Problem == "" {
		t.Errorf("row = %+v", r)
	}
	if p.row(pageID).State != model.PageApproved {
		t.Error("the other page is gone")
	}
	if big.read["a/big.md"] != 0 {
		t.Error("a file that is too large was read")
	}
}

func TestAPageThatCannotBeReadDoesNotHideTheOthers(t *testing.T) {
	folder := &counting{MapFS: shipped(), deny: "a/locked.md"}
	folder.MapFS["a/locked.md"] = file(other(t, "SOP-FRI-002", "Defrost a fridge"))
	p := open(t, folder)
	if r := p.row("a/locked.md"); r.State != model.PageBroken || !strings.Contains(r.Problem, "permission denied") {
		t.Errorf("row = %+v", r)
	}
	if p.row(pageID).State != model.PageApproved {
		t.Error("the other page is gone")
	}
	folder.deny = "" // the right is given; neither size nor time changed
	if r := p.row("SOP-FRI-002"); r.State != model.PageReady {
		t.Errorf("once it can be read: %+v", r)
	}
}

func TestALaterFolderReplacesAPageOfTheSameID(t *testing.T) {
	own := fstest.MapFS{
		"ours/our-fridge.md": file(changed(t, "Once a day, before nine.", "Our way.")),
		"ours/more.md":       file(other(t, "SOP-FRI-009", "Move a fridge")),
	}
	p := open(t, shipped(), own)
	rows, err := p.ReadPages(silent)
	if err != nil || len(rows) != 2 {
		t.Fatalf("pages = %+v, %v", rows, err)
	}
	got := must(t, p, pageID)
	if got.Group != "Ours" || got.Revised == nil || got.Revised.Procedure.Intro != "Our way." || got.Procedure.Intro == "Our way." {
		t.Errorf("page = %+v", got.PageRow)
	}
}

func TestTwoPagesOfOneFolderWithOneIDAreBothShownAsAProblem(t *testing.T) {
	p := open(t, fstest.MapFS{
		"a/one.md": file(pageText), "b/two.md": file(changed(t, "Once a day, before nine.", "A copy that somebody edited.")),
	})
	rows, err := p.ReadPages(silent)
	if err != nil || len(rows) != 1 || rows[0].Revision == nil || !strings.Contains(rows[0].Revision.Problem, "a/one.md") {
		t.Fatalf("what is in force does not say that two files have its id: %+v, %v", rows, err)
	}
	p = open(t, fstest.MapFS{"a/one.md": file(other(t, "SOP-FRI-002", "Defrost")), "b/two.md": file(other(t, "SOP-FRI-002", "Defrost it"))})
	rows, err = p.ReadPages(silent)
	rows = slices.DeleteFunc(rows, func(r model.PageRow) bool { return r.ID == pageID })
	if err != nil || len(rows) != 2 {
		t.Fatalf("one of two pages is hidden: %+v, %v", rows, err)
	}
	for i, name := range []string{"b/two.md", "a/one.md"} {
		if rows[i].State != model.PageBroken || !strings.Contains(rows[i].Problem, name) {
			t.Errorf("row = %+v, want it to name %s", rows[i], name)
		}
	}
}

func TestAReadMeAndOtherFilesAreNoPages(t *testing.T) {
	pages := shipped()
	pages["README.md"], pages["cold-storage/README.md"] = file("# Read me\n"), file("# Read me\n")
	pages["cold-storage/notes.txt"], pages["cold-storage/photo.png"] = file("x"), file("x")
	rows, err := open(t, pages).ReadPages(silent)
	if err != nil || len(rows) != 1 || rows[0].ID != pageID {
		t.Errorf("pages = %+v, %v", rows, err)
	}
}

func TestTheLibraryIsOrderedByGroupAndTitle(t *testing.T) {
	p := open(t, fstest.MapFS{
		"zoo/a.md":         file(other(t, "SOP-A-001", "Aardvark")),
		"analysis/z.md":    file(other(t, "SOP-A-002", "Zebra")),
		"analysis/b.md":    file(other(t, "SOP-A-003", "Bear")),
		"top.md":           file(other(t, "SOP-A-004", "Top")),
		"écoulement/x.md":  file(other(t, "SOP-A-005", "Flow")),
		"deep/in/a/y-z.md": file(other(t, "SOP-A-006", "Deep")),
	})
	rows, err := p.ReadPages(silent)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, r.Group+"/"+r.Title)
	}
	want := []string{"A/Deep", "Analysis/Bear", "Analysis/Zebra", "Approved, without a file/Check a fridge", "Other procedures/Top", "Zoo/Aardvark", "Écoulement/Flow"}
	if !slices.Equal(got, want) {
		t.Errorf("order = %q, want %q", got, want)
	}
}

func TestAPageIsReadAgainOnlyWhenItsFileChanged(t *testing.T) {
	folder := &counting{MapFS: fstest.MapFS{"cold-storage/fridge.md": file(other(t, "SOP-FRI-002", "Defrost"))}}
	p := open(t, folder)
	reads := func() int {
		t.Helper()
		if _, err := p.ReadPages(silent); err != nil {
			t.Fatal(err)
		}
		return folder.read["cold-storage/fridge.md"]
	}
	if n := reads(); n != 1 {
		t.Fatalf("read %d times at first", n)
	}
	if n := reads(); n != 1 {
		t.Errorf("read %d times although nothing changed", n)
	}
	folder.MapFS["cold-storage/fridge.md"] = &fstest.MapFile{Data: []byte(pageText), ModTime: opening().Add(time.Second)}
	if n := reads(); n != 2 {
		t.Errorf("read %d times after its time changed", n)
	}
	folder.MapFS["cold-storage/fridge.md"] = &fstest.MapFile{Data: []byte(pageText + "\nMore.\n"), ModTime: opening().Add(time.Second)}
	if n := reads(); n != 3 {
		t.Errorf("read %d times after its size changed", n)
	}
	delete(folder.MapFS, "cold-storage/fridge.md")
	if rows, err := p.ReadPages(silent); err != nil || len(rows) != 1 || rows[0].ID != pageID {
		t.Errorf("a page that was deleted is listed: %+v, %v", rows, err)
	}
}

func TestALibraryThatIsGoneIsAnError(t *testing.T) {
	p := open(t, os.DirFS(t.TempDir()+"/gone"))
	if _, err := p.ReadPages(silent); err == nil || !strings.Contains(err.Error(), "reading the pages") {
		t.Errorf("Pages: %v", err)
	}
	if _, err := p.Page("SOP-FRI-002"); err == nil {
		t.Error("a page was found in no folder")
	}
	if got, err := p.Page(pageID); err != nil || got.State != model.PageApproved {
		t.Errorf("what is in force cannot be read without its folder: %v", err)
	}
}

func TestAPageThatIsNotThereIsSaid(t *testing.T) {
	if _, err := open(t, shipped()).Page("SOP-X"); err == nil || !strings.Contains(err.Error(), `no procedure "SOP-X"`) {
		t.Errorf("err = %v", err)
	}
	p := open(t, fstest.MapFS{"team/hand-wash.md": {Data: []byte(strings.ReplaceAll(pageText, pageID, "SOP-IC-001"))}})
	for id, want := range map[string]string{"sop-ic-010": "(did you mean SOP-IC-001?)", "ic-001": "(did you mean SOP-IC-001?)", "Hand-wsh": "(did you mean SOP-IC-001?)", "teeth": `"teeth"`} {
		if _, err := p.Page(id); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestAPageSaysWhenItWasSignedLast(t *testing.T) {
	p := open(t, shipped())
	if r := p.row(pageID); !r.LastRun.IsZero() {
		t.Errorf("never signed, and last run at %s", r.LastRun)
	}
	p.start(oh).toEnd().sign()
	first := p.now
	p.now = p.now.Add(time.Hour)
	p.start(lee).toEnd()
	if r := p.row(pageID); !r.LastRun.Equal(first) {
		t.Errorf("last run %s, want %s: only a signed run counts", r.LastRun, first)
	}
}

func TestBeforeTheSetUpPagesAreListedAndNothingRuns(t *testing.T) {
	s, err := station.Open(stationConfig(t.TempDir(), opening))
	if err != nil {
		t.Fatal(err)
	}
	b := effects.New(s, opening, shipped())
	rows, err := b.ReadPages(silent)
	if err != nil || len(rows) != 1 || rows[0].State != model.PageReady || rows[0].Approval != nil {
		t.Errorf("pages = %+v, %v", rows, err)
	}
	if b.IsSetUp() || !reflect.DeepEqual(b.Here(), model.Station{}) {
		t.Errorf("station = %+v", b.Here())
	}
	if runs, err := b.OpenRuns(); err != nil || runs != nil {
		t.Errorf("open runs = %+v, %v", runs, err)
	}
	if _, err := b.StartRun(pageID, oh); err == nil {
		t.Error("a run was started without a log")
	}
	if _, err := b.Completions(model.Query{}); err == nil {
		t.Error("there are completions without a log")
	}
}

// counting is a folder that counts how often each file is read, and denies one.
type counting struct {
	fstest.MapFS
	mu   sync.Mutex
	read map[string]int
	deny string
}

func (c *counting) Open(name string) (fs.File, error) {
	f, err := c.MapFS.Open(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	if strings.HasSuffix(name, ".md") {
		if name == c.deny {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
		}
		if c.read == nil {
			c.read = map[string]int{}
		}
		c.read[name]++
	}
	return f, err
}

func (c *counting) ReadFile(name string) ([]byte, error) {
	if _, err := c.Open(name); err != nil {
		return nil, err
	}
	return c.MapFS.ReadFile(name)
}

func TestATextThatIsApprovedForLaterWaitsBesideTheOneInForce(t *testing.T) {
	pages := shipped()
	p := open(t, pages)
	next := changed(t, "version: 1.0", "version: 2.0", "Look at the door.", "Look at the hinge.")
	pages["cold-storage/fridge.md"] = file(next)
	proc, findings := page.Parse([]byte(next))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	if err := signs(p.Place, ray, model.Approve{Text: []byte(next), Procedure: proc, Effective: p.now.AddDate(0, 0, 10)}); err != nil {
		t.Fatal(err)
	}
	row := p.row(pageID)
	if row.Version != "1.0" || row.Revision == nil || row.Revision.State != model.PageApproved || row.Revision.Effective != p.now.AddDate(0, 0, 10).Format(time.DateOnly) || row.Approvable() {
		t.Errorf("row = %+v, revision %+v", row, row.Revision)
	}
	first := other(t, "SOP-FRI-009", "Move a fridge")
	pages["cold-storage/move.md"] = file(first)
	if proc, _ = page.Parse([]byte(first)); proc == nil {
		t.Fatal("the page cannot be read")
	}
	if err := signs(p.Place, ray, model.Approve{Text: []byte(first), Procedure: proc, Effective: p.now.AddDate(0, 0, 10)}); err != nil {
		t.Fatal(err)
	}
	if row := p.row("SOP-FRI-009"); row.State.Runnable() || row.Approval != nil || !strings.Contains(row.Problem, "takes effect on") {
		t.Errorf("a first version that does not hold yet: %+v", row)
	}
	p.now = p.now.AddDate(0, 0, 11)
	if row := p.row(pageID); row.Version != "2.0" || row.Revision != nil {
		t.Errorf("once it has taken effect: %+v", row)
	}
}

func TestWhatWaitsForAnApprovalIsWhatTheDepartmentWroteItself(t *testing.T) {
	own := fstest.MapFS{"mine.md": file(other(t, "SOP-FRI-002", "Defrost"))}
	p := open(t, fstest.MapFS{"shelf.md": file(other(t, "SOP-FRI-003", "Empty a fridge")), "fridge.md": file(pageText)}, own)
	waits := func() (ids []string) {
		t.Helper()
		p.PagesChanged()
		d, err := p.Department()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range d.ToApprove {
			ids = append(ids, row.ID)
		}
		return ids
	}
	if got := waits(); got != nil {
		t.Errorf("without a folder of the department's: %q", got)
	}
	p.OwnFolder("sops")
	own["draft.md"] = file(strings.Replace(other(t, "SOP-FRI-004", "Draft"), "status: ready", "status: draft", 1))
	own["broken.md"] = file("# no front matter\n")
	if got := waits(); !slices.Equal(got, []string{"SOP-FRI-002"}) {
		t.Errorf("of the department's: %q", got)
	}
	own["fridge.md"] = file(changed(t, "version: 1.0", "version: 2.0", "Look at the door.", "Look at the door and the seal."))
	if got := waits(); !slices.Equal(got, []string{"SOP-FRI-001", "SOP-FRI-002"}) {
		t.Errorf("with another text of what is in force: %q", got)
	}
	p.approve("SOP-FRI-001")
	p.approve("SOP-FRI-002")
	if got := waits(); got != nil {
		t.Errorf("when they are approved: %q", got)
	}
}

// Which procedures are of an area the groups of the library tell, of those in force.
func TestADutyOfAnAreaIsOfWhatItsGroupHasInForce(t *testing.T) {
	p := open(t, fstest.MapFS{
		"cold-storage/fridge.md": file(pageText), "cold-storage/defrost.md": file(other(t, "SOP-FRI-002", "Defrost")), "elsewhere/empty.md": file(other(t, "SOP-FRI-003", "Empty a fridge")),
	})
	p.approve("SOP-FRI-003")
	for area, want := range map[string]string{
		"cold Storage": "", "Elsewhere": "", "cold stroage": `no page stands in an area "cold stroage" (did you mean cold storage?); the areas are cold storage, elsewhere`,
	} {
		if err := p.CheckKnown(model.Named{Kind: model.NamedArea, ID: area}); want == "" != (err == nil) || err != nil && err.Error() != want {
			t.Errorf("area %q: %v, want %q", area, err, want)
		}
	}
	d, err := p.Prepare(ray.ID, model.GiveDuty{Person: oh.ID, Area: "cold Storage", Reason: "learns it"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Sign(d, phrase(ray)); err != nil {
		t.Fatal(err)
	}
	of := func() (ids []string) {
		t.Helper()
		d, err := p.Department()
		if err != nil || len(d.Duties) != 1 {
			t.Fatalf("%+v, %v", d.Duties, err)
		}
		for _, one := range d.Duties[0].Of {
			if one.Area == "" || one.Person.ID != oh.ID || one.Version == "" {
				t.Errorf("%+v", one)
			}
			ids = append(ids, one.SOP)
		}
		return ids
	}
	if got := of(); !slices.Equal(got, []string{pageID}) {
		t.Errorf("it is of %q", got)
	}
	p.approve("SOP-FRI-002")
	if got := of(); !slices.Equal(got, []string{pageID, "SOP-FRI-002"}) {
		t.Errorf("with another in force it is of %q", got)
	}
}
