package station_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/run"
)

// Whoever is offered to set a station up would begin a new log over what is left of the old one.
func TestAFolderThatLostItsLogIsNoStationToBeSetUp(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(b.cfg.Dir, "log.db")
	if err := os.Rename(log, log+".aside"); err != nil {
		t.Fatal(err)
	}
	var missing *station.MissingError
	if _, err := station.Open(b.cfg); !errors.As(err, &missing) || missing.Path != log {
		t.Errorf("it is opened: %v", err)
	}
	if err := os.Rename(log+".aside", log); err != nil {
		t.Fatal(err)
	}
	b.reopen()
}

// What is written into a file that nobody finds again is lost, however often it was synced.
func TestNothingIsRecordedInALogThatWasMovedRemovedOrPutBackWhileItWasOpen(t *testing.T) {
	b := newBench(t)
	log := filepath.Join(b.cfg.Dir, "log.db")
	copied, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{})
	entries, aside := b.About().Entries, log+".aside"
	refused := func(what string) {
		t.Helper()
		var elsewhere *station.ElsewhereError
		events, err := b.walk(name).Do(run.Complete{}, worker, b.now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = b.AppendEvents(name, worker, b.after(name), events); !errors.As(err, &elsewhere) || elsewhere.Path != log {
			t.Errorf("%s: a step: %v", what, err)
		}
		d, err := b.Prepare(admin, model.Revoke{Person: worker, Reason: "left the department"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Sign(d, phraseOf(admin)); !errors.As(err, &elsewhere) {
			t.Errorf("%s: a signature: %v", what, err)
		}
		if n := b.About().Entries; n != entries {
			t.Errorf("%s: %d entries, and there were %d", what, n, entries)
		}
	}
	if err := os.Rename(log, aside); err != nil {
		t.Fatal(err)
	}
	refused("moved away")
	if err := os.WriteFile(log, copied, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("an earlier copy in its place")
	if err := os.Rename(aside, log); err != nil {
		t.Fatal(err)
	}
	b.do(name, worker, run.Complete{})
}
