package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

var markedAt = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// mustVerifyNew verifies what is new since the log was last marked as sound, wants
// the state that a whole verification finds, and marks every third size anew.
func mustVerifyNew(t testing.TB, s *store.Store) {
	t.Helper()
	whole := verify(t, s)
	report, _, err := s.VerifyNew(t.Context(), nil)
	if !errors.Is(err, store.ErrNoMark) {
		mustBeSound(t, report, err)
		want, errWant := json.Marshal(whole.State)
		got, errGot := json.Marshal(report.State)
		if err := errors.Join(errWant, errGot); err != nil || string(got) != string(want) || report.Head != whole.Head || report.Entries != whole.Entries {
			t.Fatalf("what is new leads to another state (%v):\n%s\n%s", err, got, want)
		}
	}
	if whole.Entries%3 == 0 {
		mark(t, s)
	}
}

func mustBeSound(t testing.TB, report *record.Report, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Faults {
		t.Errorf("verify what is new: %v", f)
	}
}

// mark verifies a log whole and has that written down.
func mark(t testing.TB, s *store.Store) {
	t.Helper()
	report, err := s.Verify(t.Context(), markedAt, nil)
	mustBeSound(t, report, err)
	if m, err := s.Marked(); err != nil || m.Size != report.Entries || !m.At.Equal(markedAt) {
		t.Fatalf("marked %+v (%v)", m, err)
	}
}

func TestOnlyWhatIsNewIsReadAgain(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	if _, _, err := s.VerifyNew(t.Context(), nil); !errors.Is(err, store.ErrNoMark) {
		t.Fatalf("without a verification before: %v", err)
	}
	at := p.perform("r-0001")
	p.append(p.Start(recordtest.Worker, "r-0002", recordtest.Done("clean")...)...) // still open at the mark
	mark(t, s)
	before := s.Head().Size
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(at)))
	p.append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody("r-0002")))
	for range 2 { // the second finds nothing new
		report, m, err := s.VerifyNew(t.Context(), func(done, total int64) {
			if done < before || done > total {
				t.Errorf("%d of %d", done, total)
			}
		})
		mustBeSound(t, report, err)
		if report.Before != before || report.Entries != s.Head().Size || !m.At.Equal(markedAt) {
			t.Errorf("read %d of %d, as of %s", report.Before, report.Entries, m.At)
		}
		before = s.Head().Size
	}
}

// What the state of an earlier version lacks would look as if it were not in the log.
func TestAMarkOfAnEarlierFormatIsNotGoneOnFrom(t *testing.T) {
	file, _ := marked(t)
	text, err := os.ReadFile(file + ".verified")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := bytes.Cut(text, []byte("\n"))
	old := store.OlderFormat(body)
	if old == nil {
		t.Fatalf("the mark has no format: %s", body)
	}
	if err := os.WriteFile(file+".verified", fmt.Appendf(nil, "%x\n%s", sha256.Sum256(old), old), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := MustOpen(t, file).VerifyNew(t.Context(), nil); !errors.Is(err, store.ErrNoMark) {
		t.Errorf("went on from it: %v", err)
	}
}

// marked is the file of a log that was found sound before its last entries.
func marked(t *testing.T) (file string, size int64) {
	t.Helper()
	file = path(t)
	s := open(t, file)
	p := newPair(t, s)
	at := p.perform("r-0001")
	mark(t, s)
	size = s.Head().Size
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(at)))
	p.append(p.Start(recordtest.Worker, "r-0002", recordtest.Done("clean")...)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file, size
}

func TestAnyChangedByteOfWhatIsNewIsFound(t *testing.T) {
	file, from := marked(t)
	s := open(t, file)
	lengths := map[int64]int{}
	for at := from; at < s.Head().Size; at++ {
		lengths[at] = s.SizeOf(at)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for at, length := range lengths {
		for i := 0; i < length; i += 37 {
			edit(t, file, func(tx *bbolt.Tx) error {
				b := tx.Bucket([]byte("entries"))
				v := append([]byte(nil), b.Get(store.KeyOf(at))...)
				v[i] ^= 0x10
				return b.Put(store.KeyOf(at), v)
			})
			if s, err := store.Open(file, recordtest.Station()); err == nil {
				report, _, err := s.VerifyNew(t.Context(), nil)
				if err == nil && report.OK() {
					t.Errorf("byte %d of entry %d was changed, and nothing found", i, at)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
			tried++
			if err := os.WriteFile(file, whole, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if tried < 50 {
		t.Fatalf("%d bytes were tried", tried)
	}
}

func TestALogThatIsNoLongerTheOneThatWasFoundSoundIsTold(t *testing.T) {
	file, from := marked(t)
	for name, c := range map[string]struct {
		change func(tx *bbolt.Tx) error
		want   record.FaultCode
	}{
		"its end was cut off": {func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte("entries"))
			for at := from - 1; b.Get(store.KeyOf(at)) != nil; at++ {
				if err := b.Delete(store.KeyOf(at)); err != nil {
					return err
				}
			}
			return tx.DeleteBucket([]byte("derived"))
		}, record.FaultRolledBack},
		"its tree was changed": {func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte("entries"))
			v := append([]byte(nil), b.Get(store.KeyOf(from-1))...)
			v[len(v)-1-32] ^= 1 // of the checkpoint, or of the hashes before it
			for i := 8; i < len(v)-300; i++ {
				v[i] ^= 1
			}
			return b.Put(store.KeyOf(from-1), v)
		}, ""},
	} {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		edit(t, file, c.change)
		s, err := store.Open(file, recordtest.Station())
		if err == nil {
			mustTell(t, name, s, c.want)
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		} else if c.want != "" {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestACutFileOfCheckpointsIsTold(t *testing.T) {
	file, _ := marked(t)
	if err := os.Truncate(file+".checkpoints", 10); err != nil {
		t.Fatal(err)
	}
	s := open(t, file)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	mustTell(t, "the file of checkpoints is cut", s, record.FaultRolledBack)
}

// An earlier copy of the log with no checkpoints beside it is sound by itself: only the
// mark tells, whichever way it is verified, and it is not written over.
func TestAnEarlierCopyIsToldHoweverItIsVerified(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	at := p.perform("r-0001")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	earlier, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	p.store = s
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(at)))
	mark(t, s)
	if err := errors.Join(s.Close(), os.WriteFile(file, earlier, 0o600), os.Remove(file+".checkpoints")); err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	mustTell(t, "an earlier copy", s, record.FaultRolledBack)
}

// mustTell wants that the log is not taken for the one that was found sound, however
// it is verified, and that the mark stays.
func mustTell(t testing.TB, name string, s *store.Store, want record.FaultCode) {
	t.Helper()
	before, err := s.Marked()
	if err != nil {
		t.Fatal(err)
	}
	news, _, err := s.VerifyNew(t.Context(), nil)
	all, errAll := s.Verify(t.Context(), markedAt, nil)
	governing, errGoverning := s.Examine(t.Context(), nil)
	for how, got := range map[string]struct {
		report *record.Report
		err    error
	}{"what is new": {news, err}, "all": {all, errAll}, "what governs": {governing, errGoverning}} {
		switch {
		case got.err != nil && want != "":
			t.Errorf("%s, %s: %v", name, how, got.err)
		case got.err == nil && (got.report.OK() || want != "" && got.report.Faults[0].Code != want):
			t.Errorf("%s, %s: %v", name, how, got.report.Faults)
		}
	}
	if after, err := s.Marked(); err != nil || after.Size != before.Size || after.Root != before.Root {
		t.Errorf("%s: marked %+v, was %+v (%v)", name, after, before, err)
	}
}

func TestADamagedMarkIsNone(t *testing.T) {
	file, _ := marked(t)
	text, err := os.ReadFile(file + ".verified")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, file)
	for i := range text {
		bad := append([]byte(nil), text...)
		bad[i] ^= 1
		if err := os.WriteFile(file+".verified", bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Marked(); !errors.Is(err, store.ErrNoMark) {
			t.Fatalf("byte %d was changed: %v", i, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(file + "*.new"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}
