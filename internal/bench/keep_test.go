package bench_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/bench"
	"soprun/internal/model"
	"soprun/internal/station"
)

// later is a start of the program on the same data folder, at a later hour.
func later(t *testing.T, dir, stamp string, folder *counting) *bench.Bench {
	t.Helper()
	now := func() time.Time { return opening().Add(24 * time.Hour) }
	s, err := station.Open(stationConfig(dir, now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	b := bench.New(s, now, folder)
	b.Remember(filepath.Join(dir, "pages.list"), stamp)
	return b
}

// reads lists the library and returns how often its page was read so far.
func reads(t *testing.T, b *bench.Bench, folder *counting) int {
	t.Helper()
	rows, err := b.Pages()
	if err != nil || len(rows) != 1 {
		t.Fatalf("pages = %+v, %v", rows, err)
	}
	return folder.read["cold-storage/fridge.md"]
}

func TestTheNextStartReadsOnlyPagesThatChanged(t *testing.T) {
	dir := t.TempDir()
	first := &counting{MapFS: shipped()}
	if n := reads(t, later(t, filepath.Join(dir, "one"), "v1", first), first); n != 1 {
		t.Fatalf("the first start read the page %d times", n)
	}
	// The data folder of a station that is not set up is not there: nothing was written.
	if err := os.MkdirAll(filepath.Join(dir, "two"), 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "two")
	if n := reads(t, later(t, data, "v1", first), first); n != 2 {
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
			m["cold-storage/fridge.md"] = &fstest.MapFile{Data: []byte(pageText), ModTime: opening().Add(time.Minute)}
		}, 1},
		"another size": {"v1", func(m fstest.MapFS) { m["cold-storage/fridge.md"] = file(pageText + "\nMore.\n") }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			own := t.TempDir()
			if err := os.CopyFS(own, os.DirFS(data)); err != nil {
				t.Fatal(err)
			}
			folder := &counting{MapFS: shipped()}
			c.change(folder.MapFS)
			if n := reads(t, later(t, own, c.stamp, folder), folder); n != c.reads {
				t.Errorf("read %d times, want %d", n, c.reads)
			}
		})
	}
}

func TestAListThatLiesChangesNothingThatIsOpened(t *testing.T) {
	dir := t.TempDir()
	folder := &counting{MapFS: shipped()}
	reads(t, later(t, dir, "v1", folder), folder)
	list := filepath.Join(dir, "pages.list")
	text, err := os.ReadFile(list)
	if err != nil || !strings.Contains(string(text), "Check a fridge") {
		t.Fatalf("the list holds %q, %v", text, err)
	}
	if err := os.WriteFile(list, []byte(strings.ReplaceAll(string(text), "Check a fridge", "Kick a fridge")), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := later(t, dir, "v1", folder).Page(pageID)
	if err != nil || p.Title != "Check a fridge" || p.State != model.PageReady {
		t.Errorf("opened %+v, %v", p.PageRow, err)
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
		if n := reads(t, later(t, dir, "v1", folder), folder); n != 1 {
			t.Errorf("%s: read %d times", name, n)
		}
		if text, err := os.ReadFile(list); err != nil || !strings.Contains(string(text), pageID) {
			t.Errorf("%s: the list holds %q, %v", name, text, err)
		}
	}
}

// A file that was changed a moment ago may be changed again within the same
// tick of the disk's clock.
func TestAPageThatWasJustChangedIsReadAgainAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	folder := &counting{MapFS: shipped()}
	folder.MapFS["cold-storage/fridge.md"].ModTime = opening().Add(24*time.Hour - time.Second)
	reads(t, later(t, dir, "v1", folder), folder)
	again := &counting{MapFS: folder.MapFS}
	if n := reads(t, later(t, dir, "v1", again), again); n != 1 {
		t.Errorf("read %d times", n)
	}
}

// The list of a station that is set up is the station's own, or is made again: a
// library that shows what no page says would send people to the wrong one.
func TestAListThatTheStationDidNotWriteIsNotShown(t *testing.T) {
	title := func(dir string) string {
		t.Helper()
		rows, err := later(t, dir, "v1", &counting{MapFS: shipped()}).Pages()
		if err != nil || len(rows) != 1 {
			t.Fatalf("%v, %v", rows, err)
		}
		return rows[0].Title
	}
	first := copyTemplate(t)
	if got := title(first); got != "Check a fridge" {
		t.Fatalf("it shows %q", got)
	}
	text, err := os.ReadFile(filepath.Join(first, "pages.list"))
	if err != nil {
		t.Fatal(err)
	}
	lie := strings.ReplaceAll(string(text), "Check a fridge", "Kick a fridge")
	_, body, found := strings.Cut(lie, "\n")
	if !found || lie == string(text) {
		t.Fatalf("the list is %q", text)
	}
	for name, list := range map[string]string{"changed": lie, "without a seal": "\n" + body, "of before": body} {
		dir := copyTemplate(t)
		if err := os.WriteFile(filepath.Join(dir, "pages.list"), []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := title(dir); got != "Check a fridge" {
			t.Errorf("%s: it shows %q", name, got)
		}
	}
	// The station's own is gone by: nothing is read again.
	dir, again := copyTemplate(t), &counting{MapFS: shipped()}
	if err := os.WriteFile(filepath.Join(dir, "pages.list"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := reads(t, later(t, dir, "v1", again), again); n != 0 {
		t.Errorf("read %d times though the list is the station's", n)
	}
}
