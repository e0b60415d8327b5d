package store_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestARoleThatWasWrittenBesideTheLogIsFound(t *testing.T) {
	file := path(t)
	s := open(t, file)
	newPair(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		derived := tx.Bucket([]byte("derived"))
		honest := derived.Get([]byte("snapshot"))
		if !store.BeginsAsWritten(honest) {
			t.Errorf("its format is read from all of %q", honest)
		}
		forged := bytes.Replace(honest, []byte(`"assistant"`), []byte(`"administrator"`), 1)
		if bytes.Equal(forged, honest) {
			t.Error("nothing was forged")
		}
		return derived.Put([]byte("snapshot"), forged)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	report := verify(t, s)
	if len(report.Faults) != 1 || report.Faults[0].Code != record.FaultStorage || !strings.Contains(report.Faults[0].What, "index again") {
		t.Errorf("faults = %v", report.Faults)
	}
	if err := s.Rebuild(nil); err != nil {
		t.Fatal(err)
	}
}

// passedOn is a store with a run that Bo had for a while and Kim has signed.
func passedOn(t *testing.T, s *store.Store) (p *pair, completion int64) {
	t.Helper()
	p = newPair(t, s)
	p.append(p.Start(recordtest.Worker, "r-0001", recordtest.Done("clean")...)...)
	for _, e := range []struct {
		person string
		kind   sop.EventKind
	}{
		{recordtest.Worker, sop.HandoverOffered},
		{recordtest.Boss, sop.HandoverTaken},
		{recordtest.Boss, sop.HandoverOffered},
		{recordtest.Worker, sop.HandoverTaken},
	} {
		p.append(p.Signed(e.person, roleOf(e.person), "r-0001", sop.Event{Kind: e.kind, Reason: "end of shift"}))
	}
	return p, p.append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody("r-0001"))).First
}

func TestWhoeverOwnedARunNeverReviewsItHoweverLongAgoThatWas(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, at := passedOn(t, s)
	for _, when := range []string{"at once", "after the index was written", "after a start", "after a rebuild"} {
		var refused *record.Fault
		_, err := s.Append([]record.Sealed{p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(at))})
		if !errors.As(err, &refused) || refused.Code != record.FaultDuties {
			t.Errorf("%s: %v, want the separation of duties", when, err)
		}
		switch when {
		case "at once":
			err = s.CatchUp()
		case "after the index was written":
			if err = s.Close(); err == nil {
				s = open(t, file)
			}
		case "after a start":
			err = s.Rebuild(nil)
		}
		if when != "after a rebuild" && err != nil {
			t.Fatal(err)
		}
	}
	p.store = s
	p.append(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(at)))
	mustVerify(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestSignedEventsAreEntriesOfTheirRun(t *testing.T) {
	s := MustOpen(t, path(t))
	_, at := passedOn(t, s)
	entries, completion, err := s.Run("r-0001")
	if want := []int64{4, 5, 6, 7, 8, 9, 10}; err != nil || completion != at || !slices.Equal(entries, want) {
		t.Errorf("entries %v, completion %d (%v); want %v and %d", entries, completion, err, want, at)
	}
}

func TestAnIndexOfAnEarlierFormatIsBuiltAgain(t *testing.T) {
	file := path(t)
	s := open(t, file)
	passedOn(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, func(tx *bbolt.Tx) error {
		derived := tx.Bucket([]byte("derived"))
		old := store.OlderFormat(derived.Get([]byte("snapshot")))
		return errors.Join(derived.Put([]byte("snapshot"), old), derived.DeleteBucket([]byte("runs")))
	})
	s = MustOpen(t, file)
	if now := store.Derived(s); now["runs/r-0001"] == "" || store.OlderFormat([]byte(now["snapshot"])) == nil {
		t.Error("the index was not built again")
	}
}
