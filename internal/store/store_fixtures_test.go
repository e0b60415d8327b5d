package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// asked says that the page of the tests asks for a supervisor.
var asked = map[string]bool{recordtest.TextSHA256: true}

// MustOpen opens the log at path, made first if it is not there. When the test
// ends, the log is verified whole, by our rules and by bbolt's.
func MustOpen(t testing.TB, path string) *store.Store {
	t.Helper()
	s := open(t, path)
	t.Cleanup(func() {
		mustVerify(t, s)
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
		mustBeWhole(t, path)
	})
	return s
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	if exists, err := filepath.Glob(path); err == nil && exists == nil {
		if err := store.Create(path); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(path, recordtest.Station())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustVerify(t testing.TB, s *store.Store) {
	t.Helper()
	report := verify(t, s)
	for _, f := range report.Faults {
		t.Errorf("verify: %v", f)
	}
}

func verify(t testing.TB, s *store.Store) *record.Report {
	t.Helper()
	report, err := s.Verify(t.Context(), time.Time{}, nil)
	if err != nil && t.Context().Err() != nil { // in a cleanup the test's context has ended
		report, err = s.Verify(contextOfCleanup(), time.Time{}, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func mustBeWhole(t testing.TB, path string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Errorf("bbolt: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// pair is a store and the log in memory that it has to equal.
type pair struct {
	*recordtest.Log
	store *store.Store
}

// newPair returns a store with three people and an approved procedure.
func newPair(t testing.TB, s *store.Store) *pair {
	t.Helper()
	p := &pair{Log: recordtest.Empty(t), store: s}
	p.append(p.Act(recordtest.Admin, sop.Administrator, p.GenesisBody()))
	p.append(p.Act(recordtest.Admin, sop.Administrator, p.EnrolBody(recordtest.Boss, "Bo Ray", sop.Supervisor)))
	p.append(p.Act(recordtest.Admin, sop.Administrator, p.EnrolBody(recordtest.Worker, "Kim Oh", sop.Assistant)))
	approval := p.Act(recordtest.Boss, sop.Supervisor, recordtest.ApproveBody("2.1", recordtest.TextSHA256))
	p.Append(approval)
	if _, err := s.Append([]record.Sealed{approval}, []byte(recordtest.Text)); err != nil {
		t.Fatal(err)
	}
	return p
}

// append adds a batch to both.
func (p *pair) append(batch ...record.Sealed) store.Outcome {
	p.T.Helper()
	p.Append(batch...)
	out, err := p.store.Append(batch)
	if err != nil {
		p.T.Fatal(err)
	}
	if out.CheckpointFile != nil {
		p.T.Fatal(out.CheckpointFile)
	}
	if p.store.Head() != p.Head() {
		p.T.Fatalf("head = %v, the model has %v", p.store.Head(), p.Head())
	}
	return out
}

// perform adds a whole run and its completion, and returns the latter's position.
func (p *pair) perform(run string) int64 {
	p.T.Helper()
	p.append(p.Start(recordtest.Worker, run, recordtest.Done("clean")...)...)
	return p.append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody(run))).First
}
