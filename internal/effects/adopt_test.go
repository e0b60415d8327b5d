package effects_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"soprun/internal/model"
	"soprun/internal/pages"
	"soprun/sop/page"
)

// withLocal is the page with a value to set, under another id.
func withLocal(t testing.TB) string {
	t.Helper()
	return strings.Replace(other(t, "SOP-FRI-002", "Defrost a fridge"), "2.0 to 8.0, possible", `local "the label on the door", possible`, 1)
}

var doorLabel = page.Setting{Step: "read", What: "temp", Value: "2.0 to 8.0"}

// ownPlace is a station whose department has a folder of its own.
func ownPlace(t *testing.T) (*place, string) {
	t.Helper()
	dir := t.TempDir()
	pages := shipped()
	pages["cold-storage/defrost.md"] = file(withLocal(t))
	p := open(t, pages, os.DirFS(dir))
	p.OwnFolder(dir)
	return p, dir
}

func TestAnAdoptedPageIsWrittenWithItsValuesAndCanBeApproved(t *testing.T) {
	p, dir := ownPlace(t)
	if r := p.row("SOP-FRI-002"); r.State != model.PageLocal {
		t.Fatalf("before: %+v", r)
	}
	if err := p.CanAdopt("SOP-FRI-002"); err != nil {
		t.Fatal(err)
	}
	name, err := p.Adopt("SOP-FRI-002", []page.Setting{doorLabel})
	if err != nil || name != "cold-storage/defrost.md" {
		t.Fatalf("adopted as %q, %v", name, err)
	}
	if got := must(t, p, "SOP-FRI-002"); got.State != model.PageReady || len(got.Procedure.Locals()) != 0 {
		t.Errorf("opened at once: %+v", got.PageRow)
	}
	got, err := os.ReadFile(filepath.Join(dir, "cold-storage", "defrost.md"))
	if want := strings.Replace(withLocal(t), `local "the label on the door"`, "2.0 to 8.0", 1); err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	if r := p.row("SOP-FRI-002"); r.State != model.PageReady || r.Group != "Cold storage" {
		t.Errorf("after: %+v", r)
	}
	p.approve("SOP-FRI-002")
	if r := p.row("SOP-FRI-002"); r.State != model.PageApproved {
		t.Errorf("approved: %+v", r)
	}
	onlyFile(t, dir, name)
}

// onlyFile fails unless a folder holds this one file and nothing else.
func onlyFile(t *testing.T, dir, name string) {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, name)
		}
		return err
	})
	if err != nil || len(files) != 1 || files[0] != filepath.Join(dir, filepath.FromSlash(name)) {
		t.Errorf("the folder holds %q, %v", files, err)
	}
}

func TestAPageIsNotAdoptedWhereThatWouldLoseSomething(t *testing.T) {
	p, dir := ownPlace(t)
	wrong := doorLabel
	wrong.Value = "8.0 to 2.0"
	if _, err := p.Adopt("SOP-FRI-002", []page.Setting{wrong}); err == nil || !strings.Contains(err.Error(), "E102") {
		t.Errorf("a wrong value: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("the refusal left %v, %v", left, err)
	}
	if _, err := p.Adopt("SOP-NO-001", nil); err == nil {
		t.Error("a page that is not there was adopted")
	}
	if err := pages.WriteNew(filepath.Join(dir, "cold-storage", "defrost.md"), []byte(other(t, "SOP-FRI-009", "Paint a fridge"))); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Adopt("SOP-FRI-002", []page.Setting{doorLabel}); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("over another page: %v", err)
	}
	onlyFile(t, dir, "cold-storage/defrost.md")
	if err := p.CanAdopt("SOP-FRI-009"); err == nil || !strings.Contains(err.Error(), "own already: set its values in cold-storage/defrost.md") {
		t.Errorf("the department's own page: %v", err)
	}
}

func TestWithoutAFolderAdoptingSaysHowToGiveOne(t *testing.T) {
	p := open(t, fstest.MapFS{"a/x.md": file(withLocal(t))})
	if err := p.CanAdopt("SOP-FRI-002"); err == nil || !strings.Contains(err.Error(), "start soprun with --pages") {
		t.Errorf("err = %v", err)
	}
	if _, err := p.Adopt("SOP-FRI-002", []page.Setting{doorLabel}); err == nil {
		t.Error("adopted into no folder")
	}
}

func TestAPageWithErrorsIsNotAdopted(t *testing.T) {
	dir := t.TempDir()
	shelf := fstest.MapFS{"a/x.md": file(strings.Replace(withLocal(t), "#sheet, S16", "#sheet, S98", 1))}
	p := open(t, shelf, os.DirFS(dir))
	p.OwnFolder(dir)
	if err := p.CanAdopt("SOP-FRI-002"); err == nil || !strings.Contains(err.Error(), "has errors") {
		t.Errorf("err = %v", err)
	}
	if _, err := pages.New(shelf).Adopt("SOP-FRI-002", filepath.Join(dir, "new"), nil); err == nil {
		t.Error("adopted from the shelf")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
