package pages_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/needs"
	"soprun/internal/pages"
	"soprun/sop/page"
)

var opening = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const fridgeID = "SOP-FRI-001"

// fridge is a page with a value that the department sets.
const fridge = "---\nid: SOP-FRI-001\ntitle: Check a fridge\nversion: 1.0\nstatus: ready\nowner: Quality lead\nreview-every: 12 months\n" +
	"standard: ST0218 v1.1\ncodes: [S16]\nmode: read-do\nsign: performer\n---\n\n# Check a fridge\n\nOnce a day.\n\n" +
	"1. Read it. `#read, S16`\n   - Now: `now: number °C, local \"the label on the door\", possible -40.0 to 60.0`\n"

func file(text string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(text), ModTime: opening}
}

func shipped() fstest.MapFS { return fstest.MapFS{"cold-storage/fridge.md": file(fridge)} }

// named is the page with another id and title.
func named(id, title string) string {
	return strings.NewReplacer("SOP-FRI-001", id, "Check a fridge", title).Replace(fridge)
}

// counting counts how often each file is opened.
type counting struct {
	fstest.MapFS
	mu   sync.Mutex // pages are read side by side
	read map[string]int
}

func (c *counting) Open(name string) (fs.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.read == nil {
		c.read = map[string]int{}
	}
	if strings.HasSuffix(name, ".md") {
		c.read[name]++
	}
	return c.MapFS.Open(name)
}

// Stat looks at a file without opening it.
func (c *counting) Stat(name string) (fs.FileInfo, error) { return c.MapFS.Stat(name) }

// sealed is a voucher whose seal is a word.
type sealed struct{}

func (sealed) VouchPages([]byte) []byte             { return []byte("sealed") }
func (sealed) VouchedPages(_ []byte, v []byte) bool { return string(v) == "sealed" }

func listed(t *testing.T, c *pages.Catalogue) []*pages.Page {
	t.Helper()
	out, err := c.All(func(int64, int64) {})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// reads starts the program on a data folder a day later, and returns how often its page
// was read so far.
func reads(t *testing.T, dir, stamp string, folder *counting) int {
	t.Helper()
	c := pages.New(folder)
	c.Remember(filepath.Join(dir, "pages.list"), stamp, func() time.Time { return opening.Add(24 * time.Hour) }, sealed{})
	if all := listed(t, c); len(all) != 1 || all[0].Title != "Check a fridge" || !all[0].Locals {
		t.Fatalf("pages = %+v", all)
	}
	return folder.read["cold-storage/fridge.md"]
}

func TestTheNextStartReadsOnlyPagesThatChanged(t *testing.T) {
	dir := t.TempDir()
	first := &counting{MapFS: shipped()}
	if n := reads(t, filepath.Join(dir, "one"), "v1", first); n != 1 {
		t.Fatalf("the first start read the page %d times", n)
	}
	// The data folder of a station that is not set up is not there: nothing was written.
	data := filepath.Join(dir, "two")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if n := reads(t, data, "v1", first); n != 2 {
		t.Fatalf("read %d times", n)
	}
	for name, c := range map[string]struct {
		stamp  string
		change func(fstest.MapFS)
		reads  int
	}{
		"as it was":       {"v1", func(fstest.MapFS) {}, 0},
		"another program": {"v2", func(fstest.MapFS) {}, 1},
		"another time": {"v1", func(m fstest.MapFS) {
			m["cold-storage/fridge.md"] = &fstest.MapFile{Data: []byte(fridge), ModTime: opening.Add(time.Minute)}
		}, 1},
		"at no time, as the program's own": {"v1", func(m fstest.MapFS) { m["cold-storage/fridge.md"].ModTime = time.Time{} }, 1},
		"another size":                     {"v1", func(m fstest.MapFS) { m["cold-storage/fridge.md"] = file(fridge + "\nMore.\n") }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			own := t.TempDir()
			if err := os.CopyFS(own, os.DirFS(data)); err != nil {
				t.Fatal(err)
			}
			folder := &counting{MapFS: shipped()}
			c.change(folder.MapFS)
			if n := reads(t, own, c.stamp, folder); n != c.reads {
				t.Errorf("read %d times, want %d", n, c.reads)
			}
		})
	}
}

func TestAListThatIsNoneIsMadeAgain(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "cut": `{"Stamp":"v1","Pages":[{"Fol`, "a text": "notes"} {
		dir := t.TempDir()
		list := filepath.Join(dir, "pages.list")
		if err := os.WriteFile(list, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		folder := &counting{MapFS: shipped()}
		if n := reads(t, dir, "v1", folder); n != 1 {
			t.Errorf("%s: read %d times", name, n)
		}
		if text, err := os.ReadFile(list); err != nil || !strings.Contains(string(text), fridgeID) {
			t.Errorf("%s: the list holds %q, %v", name, text, err)
		}
	}
}

// A file that was changed a moment ago may be changed again within the same
// tick of the disk's clock.
func TestAPageThatWasJustChangedIsReadAgainAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	folder := &counting{MapFS: shipped()}
	folder.MapFS["cold-storage/fridge.md"].ModTime = opening.Add(24*time.Hour - time.Second)
	reads(t, dir, "v1", folder)
	again := &counting{MapFS: folder.MapFS}
	if n := reads(t, dir, "v1", again); n != 1 {
		t.Errorf("read %d times", n)
	}
}

func TestANewFileIsNeverWrittenOverAnother(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "deep", "in", "page.md")
	if err := pages.WriteNew(name, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := pages.WriteNew(name, []byte("two")); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("err = %v", err)
	}
	// A link to a file that is not there is a name that is taken, too.
	dangling := filepath.Join(dir, "deep", "link.md")
	if err := os.Symlink(filepath.Join(dir, "elsewhere.md"), dangling); err != nil {
		needs.Skip(t, "no symbolic links here")
	}
	if err := pages.WriteNew(dangling, []byte("two")); err == nil {
		t.Error("written through a link")
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != "one" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "deep", "in")); err != nil || len(left) != 1 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestPagesAreListedByGroupAndTitleAndALaterFolderReplacesOne(t *testing.T) {
	own := fstest.MapFS{"cold-storage/own.md": file(named(fridgeID, "Look into a fridge")), "README.md": file("# Notes\n")}
	c := pages.New(fstest.MapFS{
		"cold-storage/fridge.md": file(fridge), "cold-storage/a.md": file(named("SOP-FRI-002", "Zero a fridge")),
		"air/b.md": file(named("SOP-AIR-001", "Wipe a hood")), "notes.txt": file("none"),
	}, own)
	var titles []string
	for _, p := range listed(t, c) {
		titles = append(titles, p.Group+": "+p.Title)
	}
	if want := []string{"Air: Wipe a hood", "Cold storage: Look into a fridge", "Cold storage: Zero a fridge"}; !slices.Equal(titles, want) {
		t.Errorf("listed %q, want %q", titles, want)
	}
	if o, err := c.Page("sop-fri-001", ""); err != nil || !c.Own(&o.Page) || o.Procedure == nil || len(o.Text) == 0 {
		t.Errorf("opened %+v, %v", o.Page, err)
	}
	if o, err := c.Page("SOP-AIR-001", ""); err != nil || c.Own(&o.Page) {
		t.Errorf("opened %+v, %v", o.Page, err)
	}
}

func TestWhatIsWrongWithAPageIsItsFaultAndHidesNoOther(t *testing.T) {
	c := pages.New(fstest.MapFS{
		"a/one.md": file(fridge), "a/same.md": file(fridge), "a/broken.md": file("---\nid: SOP-BRK-001\n---\n"),
		"a/long.md": file(strings.Repeat("x", page.MaxBytes+1)), "a/good.md": file(named("SOP-GUD-001", "Good")),
	})
	whole, err := c.Whole(func(int64, int64) {})
	if err != nil || len(whole) != 5 {
		t.Fatalf("%d pages, %v", len(whole), err)
	}
	for _, o := range whole {
		if (o.Fault == "") != (o.ID == "SOP-GUD-001") {
			t.Errorf("%s: fault %q", o.Path, o.Fault)
		}
	}
	if _, err := c.Page("a/long.md", ""); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a page that is none: %v", err)
	}
	for id, meant := range map[string]string{"SOP-GUD-01": "SOP-GUD-001", "goood": "SOP-GUD-001"} {
		if _, err := c.Page(id, ""); err == nil || !strings.Contains(err.Error(), "did you mean "+meant) {
			t.Errorf("%s: %v, want %s as what was meant", id, err, meant)
		}
	}
	if _, err := pages.New(os.DirFS(filepath.Join(t.TempDir(), "gone"))).All(func(int64, int64) {}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is gone: %v", err)
	}
}

func TestOfTwoFilesTheOneThatIsNewsComesFirst(t *testing.T) {
	files := []*pages.Page{{Summary: pages.Summary{SHA256: "1"}}, {Summary: pages.Summary{SHA256: "2"}}}
	if got := pages.NewsOf(files, "1"); got.SHA256 != "2" {
		t.Errorf("beside 1 it is %s", got.SHA256)
	}
	if got := pages.NewsOf(files, ""); got.SHA256 != "1" {
		t.Errorf("by itself it is %s", got.SHA256)
	}
}

func TestAPageThatChangedIsReadAgainWhenItIsOpened(t *testing.T) {
	folder := &counting{MapFS: shipped()}
	c := pages.New(folder)
	listed(t, c)
	listed(t, c)
	if n := folder.read["cold-storage/fridge.md"]; n != 1 {
		t.Errorf("two lists read it %d times", n)
	}
	folder.MapFS["cold-storage/fridge.md"] = &fstest.MapFile{Data: []byte(named(fridgeID, "Look at a fridge")), ModTime: opening.Add(time.Hour)}
	if o, err := c.Page(fridgeID, ""); err != nil || o.Title != "Look at a fridge" {
		t.Errorf("opened %q, %v", o.Title, err)
	}
	c.Forget()
	if all := listed(t, c); all[0].Title != "Look at a fridge" {
		t.Errorf("listed %q", all[0].Title)
	}
}

func TestAnAdoptedPageHasItsValuesAndOverwritesNone(t *testing.T) {
	dir := t.TempDir()
	c := pages.New(shipped())
	label := page.Setting{Step: "read", What: "now", Value: "2.0 to 8.0"}
	wrong := label
	wrong.Value = "8.0 to 2.0"
	if _, err := c.Adopt(fridgeID, dir, []page.Setting{wrong}); err == nil {
		t.Error("a wrong value was set")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("the refusal left %v, %v", left, err)
	}
	name, err := c.Adopt(fridgeID, dir, []page.Setting{label})
	if err != nil || name != "cold-storage/fridge.md" {
		t.Fatalf("%q, %v", name, err)
	}
	if o, err := pages.New(os.DirFS(dir)).Page(fridgeID, ""); err != nil || o.Locals {
		t.Errorf("there are values to set still: %+v, %v", o.Summary, err)
	}
	if _, err := c.Adopt(fridgeID, dir, []page.Setting{label}); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("adopted twice: %v", err)
	}
	if pages.FileName("SOP-FRI-001") != "sop-fri-001.md" {
		t.Error("a new file is named otherwise than by its id")
	}
}

// What the program brings itself was changed at no time, and is not read at each start for that.
func TestThePagesOfTheProgramAreReadOnce(t *testing.T) {
	dir := t.TempDir()
	folder := &counting{MapFS: shipped()}
	for _, f := range folder.MapFS {
		f.ModTime = time.Time{}
	}
	for range 3 {
		if n := reads(t, dir, "v1", folder); n != 1 {
			t.Errorf("read %d times", n)
		}
	}
}
