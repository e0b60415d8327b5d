package practice_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/model"
	"soprun/internal/practice"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

const source = `---
id: SOP-T-001
title: Look at a fridge
version: 1.0
status: draft
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Look at a fridge

## 1. Look

1. Look at the door. ` + "`#look, S7`" + `
2. Read the display. ` + "`#read, wait 10 min, S7`" + `
   - Temperature: ` + "`temp: number °C, 2.0 to 8.0`" + `
`

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// pageOf reads the one page that there is.
func pageOf(t *testing.T) func(id string) (model.Page, error) {
	t.Helper()
	proc, findings := page.Parse([]byte(source))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	return func(id string) (model.Page, error) {
		if id != proc.Meta.ID {
			return model.Page{}, errors.New("no such page")
		}
		return model.Page{PageRow: model.PageRow{ID: id, Version: "1.0", State: model.PageDraft}, Procedure: proc, Text: []byte(source)}, nil
	}
}

// open opens a practice file over one page.
func open(t *testing.T, path string) *practice.File {
	t.Helper()
	f, err := practice.Open(path, func() time.Time { return noon }, pageOf(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() }) // closing twice is harmless
	return f
}

// act walks one action of a rehearsal.
func act(t *testing.T, f *practice.File, id string, r run.Run, a run.Action) run.Run {
	t.Helper()
	events, err := r.Do(a, model.Nobody.ID, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Append(session.Append{Run: id, Practice: true, After: r.Events(), Events: events}); err != nil {
		t.Fatal(err)
	}
	if r, err = r.After(events...); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestARehearsalGoesOnAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new folder", "practice.db")
	f := open(t, path)
	loaded, err := f.StartRun("SOP-T-001", model.Nobody)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Replay(loaded.Procedure, loaded.Events)
	if err != nil {
		t.Fatal(err)
	}
	r = act(t, f, loaded.ID, r, run.Begin{})
	if open, err := f.OpenRuns(); err != nil || len(open) != 0 {
		t.Errorf("a rehearsal that was only looked at is offered: %v, %v", open, err)
	}
	act(t, f, loaded.ID, r, run.Complete{})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = open(t, path)
	runs, err := f.OpenRuns()
	if err != nil || len(runs) != 1 || runs[0].Step != 2 || !runs[0].Practice {
		t.Fatalf("open runs = %+v, %v", runs, err)
	}
	again, err := f.LoadRun(loaded.ID)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = run.Replay(again.Procedure, again.Events); err != nil {
		t.Fatal(err)
	}
	if s, _ := r.Current(); s.ID != "read" {
		t.Errorf("it goes on at %q", s.ID)
	}
}

func TestAnEndedRehearsalIsNoEntryAndIsNotOfferedAgain(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "practice.db"))
	loaded, err := f.StartRun("SOP-T-001", model.Nobody)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.New(loaded.Procedure)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []run.Action{run.Begin{}, run.Complete{}, run.StartWait{}, run.Record{Field: "temp", Text: "5.0"}} {
		r = act(t, f, loaded.ID, r, a)
	}
	events, err := r.Do(run.Complete{}, model.Nobody.ID, noon.Add(time.Minute))
	if err != nil {
		t.Fatalf("ten minutes are one in practice: %v", err)
	}
	if err := f.Append(session.Append{Run: loaded.ID, After: r.Events(), Events: events}); err != nil {
		t.Fatal(err)
	}
	draft, err := f.Prepare(model.Nobody.ID, model.SignOff{Run: loaded.ID})
	if err != nil || draft.Statement != "" {
		t.Fatalf("draft = %+v, %v: there is nothing to sign", draft, err)
	}
	entry, err := f.Sign(draft, nil)
	if err != nil || entry != 0 {
		t.Errorf("entry %d, %v", entry, err)
	}
	if runs, err := f.OpenRuns(); err != nil || len(runs) != 0 {
		t.Errorf("open runs = %v, %v", runs, err)
	}
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "practice.db"))
	if _, err := f.LoadRun("p-99999"); !errors.Is(err, practice.ErrUnknown) {
		t.Errorf("LoadRun: %v", err)
	}
	if err := f.Append(session.Append{Run: "p-99999", Events: []sop.Event{{Kind: sop.StepDone}}}); !errors.Is(err, practice.ErrUnknown) {
		t.Errorf("Append: %v", err)
	}
	if _, err := f.Sign(model.Draft{Run: "p-99999"}, nil); !errors.Is(err, practice.ErrUnknown) {
		t.Errorf("Sign: %v", err)
	}
	if _, err := f.StartRun("SOP-X", model.Nobody); err == nil {
		t.Error("a page that is not there was started")
	}
}

// rehearsed is a practice file with one rehearsal in it, and its bytes.
func rehearsed(t *testing.T) (path string, whole []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "practice.db")
	f := open(t, path)
	if _, err := f.StartRun("SOP-T-001", model.Nobody); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, whole
}

func TestThePracticeFileHoldsNoKeyAndNoSignature(t *testing.T) {
	path, data := rehearsed(t)
	for _, word := range []string{"SSH SIGNATURE", "PRIVATE KEY", "soprun-record"} {
		if bytes.Contains(data, []byte(word)) {
			t.Errorf("the practice file holds %q", word)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("practice wrote %v beside its file, %v", entries, err)
	}
}

func TestASecondProcessIsToldAndDoesNotHang(t *testing.T) {
	path := filepath.Join(t.TempDir(), "practice.db")
	open(t, path)
	began := time.Now()
	_, err := practice.Open(path, func() time.Time { return noon }, nil)
	if err == nil {
		t.Fatal("opened twice")
	}
	if waited := time.Since(began); waited > 5*time.Second {
		t.Errorf("it took %s to say so", waited)
	}
}

// It used to make every start of the program die.
func TestADamagedFileIsMovedAsideAndPracticeBeginsAnew(t *testing.T) {
	for name, damage := range map[string]func(b []byte) []byte{
		"cut off":                 func(b []byte) []byte { return b[:len(b)/2] },
		"begins with other words": func(b []byte) []byte { copy(b, bytes.Repeat([]byte("else"), os.Getpagesize())); return b },
		"a page of zeros":         func(b []byte) []byte { clear(b[2*os.Getpagesize() : 6*os.Getpagesize()]); return b },
		"a rehearsal changed":     func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`{"sop":`), []byte(`{{{sop":`)) },
		"all zeros":               func(b []byte) []byte { clear(b); return b },
	} {
		path, whole := rehearsed(t)
		broken := damage(whole)
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		f := open(t, path)
		if f.Aside == "" {
			t.Errorf("%s: it was taken as it is", name)
			continue
		}
		if kept, err := os.ReadFile(f.Aside); err != nil || !bytes.Equal(kept, broken) {
			t.Errorf("%s: what was moved aside is not the file: %v", name, err)
		}
		if runs, err := f.OpenRuns(); err != nil || len(runs) > 0 {
			t.Errorf("%s: %d runs, %v", name, len(runs), err)
		}
		if _, err := f.StartRun("SOP-T-001", model.Nobody); err != nil {
			t.Errorf("%s: practice does not begin anew: %v", name, err)
		}
	}
}

func TestAFileOfSomethingElseStaysWhereItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "practice.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("entries")); return err })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := practice.Open(path, func() time.Time { return noon }, nil); !errors.Is(err, practice.ErrForeign) {
		t.Errorf("opened: %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// Two terminals may have one rehearsal open: of two acts on what was shown at both, one is kept.
func TestOfTwoActsOnOneRehearsalOneIsKept(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "practice.db"))
	loaded, err := f.StartRun("SOP-T-001", model.Nobody)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Replay(loaded.Procedure, loaded.Events)
	if err != nil {
		t.Fatal(err)
	}
	events, err := r.Do(run.Begin{}, model.Nobody.ID, noon)
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan error, 8)
	for range cap(results) {
		go func() {
			results <- f.Append(session.Append{Run: loaded.ID, Practice: true, After: r.Events(), Events: events})
		}()
	}
	kept := 0
	for range cap(results) {
		switch err := <-results; {
		case err == nil:
			kept++
		case !errors.As(err, new(model.RunMoved)):
			t.Error(err)
		}
	}
	if has, open := f.RunAt(loaded.ID); kept != 1 || has != len(events) || !open {
		t.Errorf("%d were kept, it has %d events, open %t", kept, has, open)
	}
}

// Two who practise at once each go on with their own rehearsal of what a step names.
func TestAStepFindsNoRehearsalThatSomebodyElseBegan(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "practice.db"))
	var ids []string
	for _, who := range []string{"l.green", "s.ali"} {
		loaded, err := f.StartRun("SOP-T-001", model.Person{ID: who})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, loaded.ID)
	}
	for _, id := range ids { // the page names itself here
		if got, err := f.Linked(id, "SOP-T-001", noon); err != nil || got.ID != id {
			t.Errorf("from %s it finds %+v, %v", id, got, err)
		}
	}
}
