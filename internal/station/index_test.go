package station_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/model"
	"soprun/internal/station"
)

// withoutIndex opens the station of a log whose index is gone, and is built in batches of
// so many entries.
func (b *bench) withoutIndex(batch int64) {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	db, err := bbolt.Open(station.LogFile(b.cfg.Dir), 0o600, nil)
	if err == nil {
		err = errors.Join(db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("derived")) }), db.Close())
	}
	if err != nil {
		b.t.Fatal(err)
	}
	b.cfg.IndexLater, b.cfg.IndexBatch = true, batch
	b.open()
}

func TestWhileTheIndexIsBuiltWhatNeedsItSaysHowFarItIs(t *testing.T) {
	b := newBench(t)
	for range 3 {
		b.perform(worker)
	}
	b.approved(fridgePage("1.0", "daily", "F-11, F-12"))
	b.withoutIndex(10)
	total := b.About().Entries
	if got := b.Indexing(); got != (model.Indexing{Total: total}) {
		t.Errorf("at first it is %+v", got)
	}
	for more := true; more; {
		want := b.Indexing()
		if about := b.About().Index; about != want {
			t.Errorf("the station says %+v, want %+v", about, want)
		}
		for what, read := range map[string]func() error{
			"the log": func() error {
				_, err := b.CompletionsFrom(t.Context(), model.Query{}, model.From{})
				return err
			},
			"a trace":     func() error { _, err := b.TraceFrom(t.Context(), model.Query{}, model.From{}); return err },
			"assets":      func() error { _, err := b.Things(t.Context(), model.All); return err },
			"readings":    func() error { _, err := b.Readings(t.Context(), "SOP-CEN-014", "t"); return err },
			"what is due": func() error { _, err := b.DueNow(); return err },
			"slots":       func() error { _, err := b.Slots("SOP-EQ-900", b.now.AddDate(0, 0, -7), b.now); return err },
		} {
			var got model.Indexing
			if err := read(); !errors.As(err, &got) || got != want {
				t.Errorf("%s: %v, want %+v", what, err, want)
			}
		}
		var err error
		if more, err = b.IndexBatch(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.now = b.now.Add(2 * time.Second)
		if left := b.Indexing().Left; more && left <= 0 {
			t.Errorf("after %d of %d it is not said how long it takes", b.Indexing().Done, total)
		}
	}
	part, err := b.CompletionsFrom(t.Context(), model.Query{}, model.From{})
	if err != nil || len(part.Rows) != 3 || b.Indexing().Running() {
		t.Errorf("%d completions (%v), want 3", len(part.Rows), err)
	}
}

// A run is started, carried out and signed, countersigned by somebody else, and read in
// full, while nothing of the index is there.
func TestWhileTheIndexIsBuiltTheMainJobGoesOn(t *testing.T) {
	b := newBench(t)
	before := b.perform(worker)
	b.withoutIndex(5)
	at := b.perform(worker)
	for _, entry := range []int64{before, at} {
		b.sign(b.Prepare(boss, model.Countersign{Entry: entry}))
		r, err := b.Record(entry)
		if err != nil || r.Walked.Procedure() == nil || len(r.Reviews) != 1 {
			t.Errorf("record %d has %d reviews (%v)", entry, len(r.Reviews), err)
		}
		if _, err := b.Prepare(worker, model.Countersign{Entry: entry}); err == nil {
			t.Errorf("who performed %d countersigns it", entry)
		}
	}
	if !b.Indexing().Running() {
		t.Error("the index was built meanwhile")
	}
	if err := b.KeepIndexing(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, again := b.Indexing(), b.KeepIndexing(t.Context()); again != nil {
		t.Error(again)
	}
}

func TestAnIndexIsNotBuiltBehindWhoeverLeaves(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	b.withoutIndex(5)
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := b.KeepIndexing(gone); !errors.Is(err, context.Canceled) || b.Indexing().Done != 0 {
		t.Errorf("%v, and %d entries were indexed", err, b.Indexing().Done)
	}
}

// A step that names another procedure finds its run at the end of the log.
func TestWhileTheIndexIsBuiltAStepFindsTheRunOfTheProcedureItNames(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	parent := b.start(worker)
	b.now = b.now.Add(time.Hour)
	since := b.now
	at := b.perform(worker)
	want, err := b.Linked(parent, "SOP-CEN-014", since)
	if err != nil || want.ID == "" {
		t.Fatal(want, err)
	}
	b.withoutIndex(5)
	if got, err := b.Linked(parent, "SOP-CEN-014", since); err != nil || got != want {
		t.Errorf("it finds %+v (%v), want %+v of entry %d", got, err, want, at)
	}
	if got, err := b.Linked(parent, "SOP-X", since); err != nil || got != (model.LinkedRun{}) {
		t.Errorf("of another procedure it finds %+v (%v)", got, err)
	}
}
