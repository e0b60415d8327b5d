package pages_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/pages"
	"soprun/sop/page"
)

const dial = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect width="40" height="20"/></svg>`

// pictured is a folder with the page and a figure, which the page names.
func pictured(t *testing.T) fstest.MapFS {
	t.Helper()
	src := page.NameFigures([]byte(fridge+"\n   ![The dial](figures/dial.svg)\n"), func(string) ([]byte, error) { return []byte(dial), nil })
	return fstest.MapFS{"cold-storage/fridge.md": file(string(src)), "cold-storage/figures/dial.svg": file(dial)}
}

func TestAPageIsOpenedWithItsFigures(t *testing.T) {
	o, err := pages.New(pictured(t)).Page(fridgeID, "")
	if err != nil || o.Fault != "" || len(o.Procedure.Figures) != 1 || string(o.Procedure.Figures[0].Data) != dial {
		t.Fatalf("%+v, %v", o.Page, err)
	}
}

// TestAnotherFigureIsAFaultOfItsPage: the page itself is as it was, and so is what is known of it.
func TestAnotherFigureIsAFaultOfItsPage(t *testing.T) {
	folder := pictured(t)
	dir := t.TempDir()
	list := func() *pages.Page {
		c := pages.New(folder)
		c.Remember(filepath.Join(dir, "pages.list"), "v1", func() time.Time { return opening.Add(24 * time.Hour) }, sealed{})
		return listed(t, c)[0]
	}
	if p := list(); p.Fault != "" || len(p.Figures) != 1 {
		t.Fatalf("at first: %+v", p)
	}
	same := pages.New(folder)
	if p := listed(t, same)[0]; p.Fault != "" {
		t.Fatal(p.Fault)
	}
	folder["cold-storage/figures/dial.svg"] = file(strings.Replace(dial, "40", "41", 1))
	folder["cold-storage/figures/dial.svg"].ModTime = opening.Add(time.Minute)
	for name, p := range map[string]*pages.Page{"at the next start": list(), "meanwhile": listed(t, same)[0]} {
		if !strings.Contains(p.Fault, "another picture") || p.Errors != 1 {
			t.Errorf("%s: %q", name, p.Fault)
		}
	}
	delete(folder, "cold-storage/figures/dial.svg")
	if o, err := same.Page(fridgeID, ""); err != nil || !strings.Contains(o.Fault, "there is no such file") {
		t.Errorf("without it: %q, %v", o.Fault, err)
	}
}

func TestAnAdoptedPageTakesItsFiguresAlong(t *testing.T) {
	c := pages.New(pictured(t))
	dir := t.TempDir()
	set := page.Setting{Step: "read", What: "now", Value: "2.0 to 8.0"}
	name, err := c.Adopt(fridgeID, dir, []page.Setting{set})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "cold-storage/figures/dial.svg")); err != nil || string(got) != dial {
		t.Errorf("the figure is %q, %v", got, err)
	}
	if o, err := pages.New(os.DirFS(dir)).Page(fridgeID, ""); err != nil || o.Fault != "" {
		t.Errorf("%s has %q, %v", name, o.Fault, err)
	}
}

func TestAnAdoptedPageWritesOverNoOtherFigure(t *testing.T) {
	c := pages.New(pictured(t))
	dir := t.TempDir()
	figure := filepath.Join(dir, "cold-storage", "figures", "dial.svg")
	if err := errors.Join(os.MkdirAll(filepath.Dir(figure), 0o700), os.WriteFile(figure, []byte("mine"), 0o600)); err != nil {
		t.Fatal(err)
	}
	_, err := c.Adopt(fridgeID, dir, []page.Setting{{Step: "read", What: "now", Value: "2.0 to 8.0"}})
	got, _ := os.ReadFile(figure)
	if err == nil || string(got) != "mine" {
		t.Errorf("%v; the file holds %q", err, got)
	}
	if _, err := os.Stat(filepath.Join(dir, "cold-storage", "fridge.md")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the page was written: %v", err)
	}
}
