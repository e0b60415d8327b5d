package practice_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/practice"
	"soprun/sop/page"
)

const dial = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect x="4" y="4" width="72" height="32" fill="none" stroke="black"/></svg>`

// A rehearsal shows the figures of its page as they were when it began, also once the
// program was started again and the page has others.
func TestARehearsalKeepsTheFiguresOfItsPage(t *testing.T) {
	sum := sha256.Sum256([]byte(dial))
	text := strings.TrimRight(source, "\n") + "\n\n   ![The dial](figures/dial.svg \"sha256:" + hex.EncodeToString(sum[:]) + "\")\n"
	proc, findings := page.Read([]byte(text), page.Options{Figures: func(string) ([]byte, error) { return []byte(dial), nil }})
	if page.HasErrors(findings) || len(proc.Figures) != 1 {
		t.Fatalf("%v, %d figures", findings, len(proc.Figures))
	}
	read := func(id string) (model.Page, error) {
		return model.Page{PageRow: model.PageRow{ID: id, Version: "1.0", State: model.PageDraft}, Procedure: proc, Text: []byte(text)}, nil
	}
	path := filepath.Join(t.TempDir(), "practice.db")
	f, err := practice.Open(path, func() time.Time { return noon }, read)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := f.StartRun("SOP-T-001", model.Nobody)
	if err != nil {
		t.Fatal(err)
	}
	for again := range 2 {
		if got := begun.Procedure.Figures; len(got) != 1 || !bytes.Equal(got[0].Data, []byte(dial)) {
			t.Fatalf("opened %d times again, it has %d figures, and not as they were", again, len(got))
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		f = open(t, path)
		if begun, err = f.LoadRun(begun.ID); err != nil {
			t.Fatal(err)
		}
	}
}
