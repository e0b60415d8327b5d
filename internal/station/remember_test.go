package station_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/procedures"
)

// facts is what lists say that goes by the approved texts: a heading, and what a trace finds.
func (b *bench) factsOfTexts(sum string) (station.Heading, []string) {
	b.t.Helper()
	h, err := b.Heading(sum)
	if err != nil {
		b.t.Fatal(err)
	}
	found, _ := b.traced("temperature")
	return h, found
}

// What was read of the approved texts is left to the next start of the same program, which finds
// by it what it would find by the texts. What this station and this program did not write is not
// gone by.
func TestWhatWasReadOfTheTextsIsLeftToTheNextStart(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	sum := b.Approvals("SOP-CEN-014")[0].SHA256
	want, found := b.factsOfTexts(sum)
	if want.Title != "Daily centrifuge check" || len(want.Codes) != 3 || len(found) != 1 {
		t.Fatalf("%+v, %q", want, found)
	}
	file := filepath.Join(b.cfg.Dir, "texts.list")
	b.reopen()
	if _, err := os.Stat(file); err == nil {
		t.Error("a program that cannot be told from another leaves something")
	}
	again := func() {
		t.Helper()
		b.reopen()
		if got, words := b.factsOfTexts(sum); got.Title != want.Title || got.Version != want.Version || len(got.Codes) != 3 || len(words) != 1 {
			t.Errorf("%+v, %q", got, words)
		}
	}
	b.cfg.Build = "one"
	again()
	b.reopen()
	left, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	was, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	again() // by what was left
	b.reopen()
	if is, err := os.Stat(file); err != nil || !os.SameFile(is, was) {
		t.Errorf("it was read, and written, again: %v", err)
	}
	for name, text := range map[string][]byte{
		"changed":        bytes.Replace(left, []byte("Daily centrifuge check"), []byte("Daily centrifuge chuck"), 1),
		"without a seal": append([]byte("\n"), bytes.SplitN(left, []byte("\n"), 2)[1]...),
		"cut":            left[:len(left)/2],
	} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if again(); t.Failed() {
			t.Fatalf("where it was %s", name)
		}
	}
	if err := os.WriteFile(file, left, 0o600); err != nil {
		t.Fatal(err)
	}
	b.cfg.Build = "two"
	again()
	b.reopen()
	if other, err := os.ReadFile(file); err != nil || bytes.Equal(other, left) {
		t.Errorf("another program leaves what it has read itself: %v", err)
	}
	// A text that is approved later is read, and left with the others.
	if _, err := act(b.Station, boss, model.Approve{Text: []byte(textOf("2.2", "S26", "1. Clean the bowl. `#clean, S26`\n")), Procedure: read(t, textOf("2.2", "S26", "1. Clean the bowl. `#clean, S26`\n"))}); err != nil {
		t.Fatal(err)
	}
	next := b.Approvals("SOP-CEN-014")[1].SHA256
	for range 2 {
		b.reopen()
		if h, err := b.Heading(next); err != nil || h.Version != "2.2" {
			t.Errorf("%+v, %v", h, err)
		}
	}
}

// Of every shipped page it says what its text says.
func TestWhatIsLeftOfATextIsWhatItSays(t *testing.T) {
	n := 0
	err := fs.WalkDir(procedures.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".md") || strings.HasSuffix(name, "README.md") {
			return err
		}
		text, err := fs.ReadFile(procedures.FS, name)
		if err != nil {
			return err
		}
		n++
		if left, says := station.LeftOf(text), station.SaidBy(text); left != says {
			t.Errorf("%s: it is left\n%s\nand says\n%s", name, left, says)
		}
		return nil
	})
	if err != nil || n < 50 {
		t.Errorf("%d pages, %v", n, err)
	}
}
