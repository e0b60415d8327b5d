package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// noIndex takes the index out of a file.
func noIndex(t testing.TB, file string) {
	edit(t, file, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("derived")) })
}

// openLater opens a log whose index is built in batches of so many entries.
func openLater(t testing.TB, file string, batch int64) *store.Store {
	t.Helper()
	s, err := store.OpenWith(file, recordtest.Station(), store.Options{IndexLater: true, Batch: batch})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// finished builds what is left of an index.
func finished(t testing.TB, s *store.Store) {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = s.BuildBatch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// asWhole fails unless the index is what one is that was built at once.
func asWhole(t testing.TB, s *store.Store, want map[string]string) {
	t.Helper()
	got := store.Derived(s)
	for k := range maps.Keys(want) {
		if got[k] != want[k] {
			t.Errorf("%q is %q, want %q", k, got[k], want[k])
		}
	}
	if len(got) != len(want) || len(want) == 0 {
		t.Errorf("%d keys, want %d", len(got), len(want))
	}
}

// runs returns the file of a log with some runs, of which the first was passed on, and what
// its whole index is.
func runs(t *testing.T) (file string, whole map[string]string) {
	t.Helper()
	file = path(t)
	s := open(t, file)
	p, at := passedOn(t, s)
	for n := range 12 {
		p.perform(fmt.Sprintf("r-1%03d", n))
	}
	p.append(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(at)))
	if err := s.Rebuild(nil); err != nil {
		t.Fatal(err)
	}
	whole = store.Derived(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file, whole
}

// A process that is killed leaves the file as its last transaction did. Whichever batch that
// wrote, the next start goes on behind it, and comes to the same index.
func TestAnIndexThatIsBuiltGoesOnBehindTheBatchAtWhichItWasStopped(t *testing.T) {
	file, whole := runs(t)
	noIndex(t, file)
	const batch = 7
	s := openLater(t, file, batch)
	defer func() { _ = s.Close() }()
	for built, more := int64(0), true; more; built += batch {
		copied := path(t)
		copyNow(t, s, copied)
		again := openLater(t, copied, batch)
		if at, trails := again.Trails(); !trails || at.Done != built || at.Total != s.Head().Size {
			t.Errorf("after %d entries it goes on from %d of %d (%t)", built, at.Done, at.Total, trails)
		}
		mustVerify(t, again) // with the part of it that is there
		finished(t, again)
		asWhole(t, again, whole)
		mustVerify(t, again)
		if err := again.Close(); err != nil {
			t.Error(err)
		}
		mustBeWhole(t, copied)
		var err error
		if more, err = s.BuildBatch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	asWhole(t, s, whole)
}

// Whoever opens a log for something that cannot wait has its index built before.
func TestALogThatIsNotOpenedForLaterHasItsIndexAtOnce(t *testing.T) {
	file, whole := runs(t)
	noIndex(t, file)
	var told []int64
	s, err := store.OpenWith(file, recordtest.Station(), store.Options{Batch: 20, Indexing: func(done, total int64) { told = append(told, done, total) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, trails := s.Trails(); trails {
		t.Error("its index trails")
	}
	asWhole(t, s, whole)
	if n := len(told); n < 4 || told[0] != 20 || told[n-2] != s.Head().Size || told[n-1] != s.Head().Size {
		t.Errorf("it told %v", told)
	}
}

func TestWhileTheIndexTrailsNothingIsToldInPart(t *testing.T) {
	file, _ := runs(t)
	noIndex(t, file)
	s := openLater(t, file, 30)
	defer func() { _ = s.Close() }()
	for more := true; more; {
		at, _ := s.Trails()
		var trailing *store.Trailing
		err := s.Find(store.Query{}, func(int64) bool { t.Error("it found something"); return true })
		if !errors.As(err, &trailing) || *trailing != at {
			t.Errorf("Find: %v, want how far it is: %v", err, at)
		}
		if _, _, err := s.Things(t.Context(), func(store.Of) store.ThingKind { return 0 }, nil); !errors.As(err, &trailing) {
			t.Errorf("Things: %v", err)
		}
		if _, err := s.Readings(t.Context(), func(store.Of) bool { return true }); !errors.As(err, &trailing) {
			t.Errorf("Readings: %v", err)
		}
		if err := s.CatchUp(); !errors.As(err, &trailing) {
			t.Errorf("CatchUp: %v", err)
		}
		if _, _, err := s.VerifyNew(t.Context(), nil); !errors.Is(err, store.ErrNoMark) {
			t.Errorf("VerifyNew: %v", err)
		}
		// What is about one run is known from the entries behind the index.
		entries, completion, err := s.Run("r-0001")
		if err != nil || len(entries) != 7 || completion != 11 {
			t.Errorf("the run is %v, completed in %d (%v)", entries, completion, err)
		}
		if about, err := s.About(11); err != nil || len(about) != 1 || !isReview(about[0]) {
			t.Errorf("about it is %v (%v)", about, err)
		}
		mustVerify(t, s)
		if more, err = s.BuildBatch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	found := 0
	if err := s.Find(store.Query{}, func(int64) bool { found++; return true }); err != nil || found != 13 {
		t.Errorf("%d completions (%v), want 13", found, err)
	}
}

// The rules know of what the index does not cover, whatever it covers by then: an act that
// they are against is refused, one that they allow is appended, and the index that is whole
// in the end is what it is where it never trailed.
func TestWhoeverActsWhileTheIndexTrailsIsHeldToEveryRule(t *testing.T) {
	dir, n, trailed := t.TempDir(), 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		file := filepath.Join(dir, fmt.Sprintf("%d.db", n))
		p := newPair(t, open(t, file))
		act := func(run string) {
			p.live(rt, run)
			if rapid.IntRange(0, 5).Draw(rt, "signed") > 0 {
				p.signed(rt, run)
			}
		}
		for i := range rapid.IntRange(1, 5).Draw(rt, "runs") {
			act(fmt.Sprintf("r-%04d", i))
		}
		p.must(p.store.Close())
		noIndex(t, file)
		p.store = openLater(t, file, int64(rapid.IntRange(3, 20).Draw(rt, "batch")))
		for i, more := 0, true; more; i++ {
			if _, trails := p.store.Trails(); trails {
				trailed++
			}
			if i < 3 && rapid.Bool().Draw(rt, "acts") {
				act(fmt.Sprintf("r-1%03d", i))
			}
			if records := p.records(); len(records) > 0 {
				p.heldTo(rt, rapid.SampledFrom(records).Draw(rt, "record").at)
			}
			var err error
			more, err = p.store.BuildBatch(t.Context())
			p.must(err)
		}
		p.must(p.store.CatchUp())
		got := store.Derived(p.store)
		p.must(p.store.Rebuild(nil))
		for k, want := range store.Derived(p.store) {
			if got[k] != want {
				rt.Errorf("%q is %q, want %q", k, got[k], want)
			}
		}
		mustVerify(t, p.store)
		p.must(p.store.Close())
	})
	if n >= 50 && trailed < n {
		t.Errorf("the index trailed %d times in %d logs", trailed, n)
	}
}

// heldTo has somebody review a completion, and fails unless the store says of it what the
// rules say that know the whole log.
func (p *pair) heldTo(t *rapid.T, at int64) {
	by := rapid.SampledFrom([]string{recordtest.Boss, recordtest.Admin, recordtest.Worker}).Draw(t, "reviewer")
	sealed := p.Act(by, sop.Supervisor, p.ReviewBody(at))
	e, err := record.Decode(sealed.Payload)
	p.must(err)
	got, want := p.store.Check(e), p.Try(sealed)
	if (want == nil) != (got == nil) {
		t.Fatalf("%s reviews %d: %v, want %v", by, at, got, want)
	}
	if want == nil {
		_, err := p.store.Append([]record.Sealed{sealed})
		p.must(err)
	}
}

// What only is read has its index in memory, in the same batches.
func TestAReaderBuildsWhatIsMissingInMemory(t *testing.T) {
	file, _ := runs(t)
	s := open(t, file)
	want, _, err := store.IndexAsRead(s)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	for _, change := range []func(*bbolt.Tx) error{
		func(tx *bbolt.Tx) error { return tx.Bucket([]byte("derived")).Put([]byte("dictionary"), []byte("{}")) }, // damaged
		func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("derived")) },
	} {
		edit(t, file, change)
		s, err := store.OpenToRead(file, store.Options{IndexLater: true, Batch: 10})
		if err != nil {
			t.Fatal(err)
		}
		if at, trails := s.Trails(); !trails || at.Done != 0 {
			t.Errorf("it goes on from %v (%t)", at, trails)
		}
		finished(t, s)
		got, _, err := store.IndexAsRead(s)
		if !maps.Equal(got, want) || err != nil {
			t.Errorf("the index is another one (%v)", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Whoever leaves in the middle of a batch leaves what was there before it.
func TestABatchThatIsBrokenOffChangesNothing(t *testing.T) {
	file, whole := runs(t)
	noIndex(t, file)
	s := openLater(t, file, 30)
	defer func() { _ = s.Close() }()
	gone, leave := context.WithCancel(t.Context())
	leave()
	if more, err := s.BuildBatch(gone); !errors.Is(err, context.Canceled) || !more {
		t.Errorf("%t, %v", more, err)
	}
	if at, _ := s.Trails(); at.Done != 0 {
		t.Errorf("%d entries are indexed", at.Done)
	}
	finished(t, s)
	asWhole(t, s, whole)
}

// A part of an index is believed under the station's seal alone, like a whole one.
func TestAPartOfAnIndexThatWasChangedIsNotGoneOnFrom(t *testing.T) {
	file, _ := runs(t)
	noIndex(t, file)
	s := openLater(t, file, 30)
	if _, err := s.BuildBatch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("derived")).Bucket([]byte("runs")).Delete([]byte("r-0001"))
	})
	s = openLater(t, file, 30)
	defer func() { _ = s.Close() }()
	if at, trails := s.Trails(); !trails || at.Done != 0 {
		t.Errorf("it goes on from %v (%t)", at, trails)
	}
	finished(t, s)
	if entries, _, err := s.Run("r-0001"); err != nil || len(entries) != 7 {
		t.Errorf("the run is %v (%v)", entries, err)
	}
	report := verify(t, s)
	if len(report.Faults) != 1 || report.Faults[0].Code != record.FaultStorage {
		t.Errorf("faults = %v, want that something changed it", report.Faults)
	}
}

// Whoever holds the station's key can seal a false part. It is found before anybody signs, as
// a false whole is.
func TestAFalsePartOfAnIndexIsFoundBeforeItIsGoneOnFrom(t *testing.T) {
	file, _ := runs(t)
	noIndex(t, file)
	s := openLater(t, file, 30)
	if _, err := s.BuildBatch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, func(tx *bbolt.Tx) error {
		err := tx.Bucket([]byte("derived")).Bucket([]byte("runs")).Delete([]byte("r-0001"))
		return errors.Join(err, store.Reseal(tx, recordtest.Station()))
	})
	s = openLater(t, file, 30)
	defer func() { _ = s.Close() }()
	if at, trails := s.Trails(); !trails || at.Done != 30 {
		t.Fatalf("it goes on from %v (%t)", at, trails)
	}
	report, err := s.Examine(t.Context(), nil)
	if err != nil || len(report.Faults) != 1 || !strings.Contains(report.Faults[0].What, "in the part of the index that was there") {
		t.Errorf("faults = %v (%v)", report.Faults, err)
	}
	finished(t, s)
	if report, err := s.Examine(t.Context(), nil); err != nil || len(report.Faults) != 1 {
		t.Errorf("of the whole index: %v (%v)", report.Faults, err)
	}
}

// What was destroyed is in no batch, whether it stands at the end of one, or fills it.
func TestAnIndexIsBuiltAroundWhatWasDestroyed(t *testing.T) {
	for batch := int64(1); batch < 8; batch++ {
		file := path(t)
		s := open(t, file)
		p, reviewed := aged(t, s)
		p.dispose()
		p.perform("r-0003")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = openLater(t, file, batch) // which destroys it, and leaves no index
		for more, stopped := true, false; more; stopped = !stopped {
			if _, err := s.BuildBatch(t.Context()); err != nil {
				t.Fatalf("batches of %d: %v", batch, err)
			}
			if stopped {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = openLater(t, file, batch+1) // so that it gets on
				mustVerify(t, s)
			}
			_, more = s.Trails()
		}
		var rows []int64
		if err := s.Find(store.Query{}, func(n int64) bool { rows = append(rows, n); return true }); err != nil || len(rows) != 2 || slices.Contains(rows, reviewed) {
			t.Errorf("batches of %d: completions %v, %v", batch, rows, err)
		}
		mustVerify(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func isReview(p record.Placed) bool {
	_, is := p.Entry.Body.(*record.Review)
	return is
}

// A line that shows how far the reading is ends only when it is told that all was read.
func TestTheReadingOfALogSaysWhenItIsOver(t *testing.T) {
	file, _ := runs(t)
	noIndex(t, file)
	var told [][2]int64
	s, err := store.OpenToRead(file, store.Options{Reading: func(done, total int64) { told = append(told, [2]int64{done, total}) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if n := len(told); n < 2 || told[0][0] != 0 || told[n-1][0] != told[n-1][1] || told[0][1] != told[n-1][1] {
		t.Errorf("told %v", told)
	}
}
