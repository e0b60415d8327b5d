package plain_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"soprun/internal/effects"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
)

// openWithoutIndex opens a copy of a place whose log has no index; it is built as a test asks.
func openWithoutIndex(t *testing.T, of *place, from string) *place {
	t.Helper()
	dir := t.TempDir()
	if err := errors.Join(of.station.Close(), stationtest.Copy(dir, os.DirFS(from))); err != nil {
		t.Fatal(err)
	}
	p := openAt(t, dir)
	if err := p.station.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(filepath.Join(dir, "log.db"), 0o600, nil)
	if err == nil {
		err = errors.Join(db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("derived")) }), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	cfg := stationConfig(dir, p.clock)
	cfg.IndexLater, cfg.IndexBatch = true, 10
	if p.station, err = station.Open(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.station.Close() })
	p.Place = effects.New(p.station, p.clock, pages())
	p.WithPractice(p.practice)
	return p
}

// The dialogue says how far the index is in the place of what it cannot tell, and the main
// job waits for nothing.
func TestTheDialogueSaysThatTheIndexIsBuiltAndARunIsSignedMeanwhile(t *testing.T) {
	dir := copyTemplate(t)
	before := openAt(t, dir)
	before.says(whole, "Countersigned.")
	p := openWithoutIndex(t, before, dir)
	out := p.says(all([]string{"log", "b"}, []string{"log", "today", "b", "b"}, []string{"q"}),
		"The index of the log is being built again: 0%, 0 of ", "What waits for somebody, and what was used last, is told then.", "started, carried out and signed as always", "Clean a centrifuge",
		"The index of the log is being built again, and this is told from all of it: 0% so far, nothing is lost.")
	lacks(t, out, "There is no", "Nothing waits")
	p.says(all(toRun, step1, []string{".stop", "fire alarm"}, signed, leaves), "Signed.")
	if !p.Here().Index.Running() {
		t.Error("the index was built meanwhile")
	}
	if err := p.station.KeepIndexing(t.Context()); err != nil {
		t.Fatal(err)
	}
	lacks(t, p.says([]string{"log", "b", "q"}, "Completions: 2"), "index")
}
