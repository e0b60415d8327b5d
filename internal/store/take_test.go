package store_test

import (
	"crypto/rand"
	"errors"
	"iter"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// copyKey is the key of whoever keeps copies.
func copyKey(t *testing.T) *store.CopyKey {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "copies")
	if err != nil {
		t.Fatal(err)
	}
	key := &store.CopyKey{}
	if key.Signer, err = note.NewSigner(private); err != nil {
		t.Fatal(err)
	}
	if key.Verifier, err = note.NewVerifier(public); err != nil {
		t.Fatal(err)
	}
	return key
}

// sent are the entries of a log from a position on, as they are sent: with the signatures of
// the station alone.
func sent(t *testing.T, s *store.Store, from int64) (all []record.Stored) {
	t.Helper()
	for at := from; at < s.Head().Size; at++ {
		_, raw, err := s.Get(at)
		if err != nil && !errors.Is(err, store.ErrErased) {
			t.Fatal(err)
		}
		raw.Hashes = raw.Hashes[:1]
		all = append(all, raw)
	}
	return all
}

func eachOf(all []record.Stored) iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		for _, e := range all {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// copyOfLog is a copy of a log in a new file.
func copyOfLog(t *testing.T, s *store.Store) (file string) {
	t.Helper()
	file = path(t)
	report, err := store.CopyLog(t.Context(), file, eachOf(sent(t, s, 0)), func() [][]byte { return [][]byte{[]byte(recordtest.Text)} }, nil)
	if err != nil || !report.OK() || report.Head != s.Head() {
		t.Fatalf("%v, %+v", err, report)
	}
	return file
}

func openCopy(t *testing.T, file string, key *store.CopyKey) *store.Store {
	t.Helper()
	s, err := store.OpenWith(file, nil, store.Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestACopyTakesWhatAStationWritesAndNothingElse(t *testing.T) {
	s, key := MustOpen(t, path(t)), copyKey(t)
	p := newPair(t, s)
	p.perform("r-0001")
	before := copyOfLog(t, s)
	size := s.Head().Size
	p.perform("r-0002")
	p.perform("r-0003")
	news := sent(t, s, size)
	start, err := os.ReadFile(before)
	if err != nil {
		t.Fatal(err)
	}
	for what, wrong := range map[string]func([]record.Stored) []record.Stored{
		"an entry left out":  func(all []record.Stored) []record.Stored { return slices.Delete(all, 1, 2) },
		"the first left out": func(all []record.Stored) []record.Stored { return all[1:] },
		"another payload":    func(all []record.Stored) []record.Stored { all[0].Payload = all[1].Payload; return all },
		"another payload, its own leaf": func(all []record.Stored) []record.Stored {
			all[0].Payload, all[0].Hashes = all[1].Payload, nil
			return all
		},
		"no signature": func(all []record.Stored) []record.Stored {
			all[len(all)-1].Signature, all[len(all)-1].Hashes = nil, nil
			return all
		},
		"no checkpoint at its end": func(all []record.Stored) []record.Stored { all[len(all)-1].Checkpoint = nil; return all },
		"another checkpoint": func(all []record.Stored) []record.Stored {
			all[len(all)-1].Checkpoint = slices.Clone(all[len(all)-1].Checkpoint)
			all[len(all)-1].Checkpoint[5] ^= 1
			return all
		},
		"an entry that was destroyed": func(all []record.Stored) []record.Stored {
			all[0] = record.Stored{Position: size, Erased: &record.Erased{Leaf: record.Leaf(all[0].Payload, nil), Disposal: size + 9}}
			return all
		},
	} {
		file := path(t)
		if err := os.WriteFile(file, start, 0o600); err != nil {
			t.Fatal(err)
		}
		c := openCopy(t, file, key)
		if err := c.Take(wrong(slices.Clone(news[:4]))); err == nil || c.Head().Size >= size+4 {
			t.Errorf("%s was taken: %v", what, c.Head())
		}
		mustVerify(t, c)
	}
	c := openCopy(t, before, key)
	if err := c.Take(news, []byte(recordtest.Text)); err != nil {
		t.Fatal(err)
	}
	if c.Head() != s.Head() {
		t.Errorf("%v, not %v", c.Head(), s.Head())
	}
	mustVerify(t, c)
	if err := s.Take(news); err == nil {
		t.Error("the log itself took entries of others")
	}
}

func TestTheIndexOfACopyIsSealedByWhoeverKeepsIt(t *testing.T) {
	s, key := MustOpen(t, path(t)), copyKey(t)
	p := newPair(t, s)
	p.perform("r-0001")
	file := copyOfLog(t, s)
	if err := openCopy(t, file, key).Close(); err != nil {
		t.Fatal(err)
	}
	c := openCopy(t, file, key)
	if at, ok := c.Marked(); ok == nil {
		t.Errorf("it was marked as verified: %+v", at)
	}
	if _, err := c.Verify(t.Context(), time.Now(), nil); err != nil {
		t.Fatal(err)
	}
	if at, err := c.Marked(); err != nil || at.Size != s.Head().Size {
		t.Errorf("its mark: %+v, %v", at, err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	other := openCopy(t, file, copyKey(t)) // whose seal it does not bear
	if report, err := other.Verify(t.Context(), time.Time{}, nil); err != nil || report.OK() {
		t.Errorf("an index that somebody else sealed: %v, %+v", err, report)
	}
}

func TestADisposalDestroysInACopyWhatItDestroysInTheLog(t *testing.T) {
	file, key := path(t), copyKey(t)
	s := open(t, file)
	p, reviewed := aged(t, s)
	copyFile := copyOfLog(t, s)
	early := openCopy(t, copyFile, key)
	size := s.Head().Size
	_, list := p.dispose()
	p.perform("r-0003")
	if err := early.Take(sent(t, s, size)); err != nil {
		t.Fatal(err)
	}
	if early.Pending() != len(list) {
		t.Errorf("%d entries are to be destroyed, not %d", early.Pending(), len(list))
	}
	if err := errors.Join(early.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	for what, c := range map[string]*store.Store{"one that was there": openCopy(t, copyFile, key), "a new one": openCopy(t, copyOfLog(t, s), key)} {
		if _, _, err := c.Get(reviewed); !errors.Is(err, store.ErrErased) || c.Pending() != 0 || c.Head() != s.Head() {
			t.Errorf("%s: %v, %d pending, %v", what, err, c.Pending(), c.Head())
		}
		if report := verify(t, c); !report.OK() || report.Destroyed != int64(len(list)) {
			t.Errorf("%s: %+v", what, report)
		}
	}
}
