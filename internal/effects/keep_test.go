package effects_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/station"
)

// later is a start of the program on the same data folder, at a later hour.
func later(t *testing.T, dir, stamp string, folder *counting) *effects.Place {
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
	b := effects.New(s, now, folder)
	b.Remember(filepath.Join(dir, "pages.list"), stamp)
	return b
}

// reads lists the library and returns how often its page was read so far.
func reads(t *testing.T, b *effects.Place, folder *counting) int {
	t.Helper()
	rows, err := b.ReadPages(silent)
	if err != nil || len(rows) != 1 {
		t.Fatalf("pages = %+v, %v", rows, err)
	}
	return folder.read["cold-storage/fridge.md"]
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

// The list of a station that is set up is the station's own, or is made again: a
// library that shows what no page says would send people to the wrong one.
func TestAListThatTheStationDidNotWriteIsNotShown(t *testing.T) {
	title := func(dir string) string {
		t.Helper()
		rows, err := later(t, dir, "v1", &counting{MapFS: shipped()}).ReadPages(silent)
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
