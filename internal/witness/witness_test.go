package witness_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/witness"
	"soprun/sop/record"
	cosign "soprun/sop/record/witness"
)

// watched is a log that a witness watches.
type watched struct {
	t      testing.TB
	signer note.Signer
	key    string
	hashes tlog.HashReaderFunc
	stored *[]tlog.Hash
	tree   record.Frontier
}

func newLog(t testing.TB, origin string) *watched {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return (&watched{t: t, signer: signer, key: public}).empty()
}

func (l *watched) empty() *watched {
	stored := new([]tlog.Hash)
	return &watched{t: l.t, signer: l.signer, key: l.key, stored: stored, hashes: func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range indexes {
			out = append(out, (*stored)[i])
		}
		return out, nil
	}}
}

func (l *watched) add(n int, word string) *watched {
	for range n {
		*l.stored = append(*l.stored, l.tree.Add(record.LeafHash(fmt.Appendf(nil, "%s %d", word, l.tree.Size()), nil))...)
	}
	return l
}

func (l *watched) request(old int64) []byte {
	l.t.Helper()
	checkpoint, err := record.SignCheckpoint(l.signer, l.tree.Head())
	if err != nil {
		l.t.Fatal(err)
	}
	r := cosign.Request{Old: old, Checkpoint: checkpoint}
	if old > 0 && old < l.tree.Size() {
		if r.Proof, err = tlog.ProveTree(l.tree.Size(), old, l.hashes); err != nil {
			l.t.Fatal(err)
		}
	}
	return r.Bytes()
}

func openAt(t testing.TB, dir string) *witness.Witness {
	t.Helper()
	w, err := witness.Open(witness.Config{Dir: dir, Rand: rand.Reader, Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func TestAWitnessRemembersWhatItCosigned(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	w, l := openAt(t, dir), newLog(t, "st-elsewhere/bench-1").add(20, "entry")
	if err := w.Watch(l.key); err != nil {
		t.Fatal(err)
	}
	station, err := note.NewVerifier(l.key)
	if err != nil {
		t.Fatal(err)
	}
	key, err := cosign.ReadVerifier(w.Key())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ old, more int64 }{{0, 0}, {20, 0}, {20, 5}, {25, 1}} {
		l.add(int(step.more), "entry")
		cosigned, err := w.Cosign(l.request(step.old))
		if err != nil {
			t.Fatalf("from %d: %v", step.old, err)
		}
		if _, at, err := cosign.OpenCosigned(station, key, cosigned); err != nil || at.Hour() != 9 {
			t.Errorf("from %d: at %s, %v", step.old, at, err)
		}
		if logs, err := w.Logs(); err != nil || len(logs) != 1 || logs[0] != (witness.Log{Origin: "st-elsewhere/bench-1", Size: l.tree.Size()}) {
			t.Errorf("it watches %+v (%v)", logs, err)
		}
	}
	l.add(5, "entry")
	var seen *cosign.SeenError
	if _, err := w.Cosign(l.request(3)); !errors.As(err, &seen) {
		t.Fatalf("a request that starts elsewhere: %v", err)
	}
	if _, err := w.Cosign(l.request(seen.Seen)); err != nil {
		t.Errorf("a request from the size that it named: %v", err)
	}
}

func TestAWitnessDoesNotCosignTwoLogsOfOneStation(t *testing.T) {
	dir := t.TempDir()
	l := newLog(t, "st-elsewhere/bench-1").add(20, "entry")
	func() {
		w := openAt(t, dir)
		if err := w.Watch(l.key); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Cosign(l.request(0)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}()
	w := openAt(t, dir) // it remembers over a restart, with the same key
	for name, other := range map[string]*watched{"put back": l.empty().add(12, "entry"), "grown anew": l.empty().add(12, "entry").add(30, "other")} {
		old := min(20, other.tree.Size())
		var fork *cosign.Fork
		if _, err := w.Cosign(other.request(old)); !errors.As(err, &fork) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Cosign(l.add(1, "entry").request(20)); err != nil {
		t.Errorf("after the refusals the right log is refused: %v", err)
	}
}

func TestAWitnessTrustsNoKeyThatItWasNotGiven(t *testing.T) {
	w, l := openAt(t, t.TempDir()), newLog(t, "st-elsewhere/bench-1").add(2, "entry")
	if _, err := w.Cosign(l.request(0)); !errors.Is(err, witness.ErrUnknownLog) {
		t.Errorf("a log that nobody named: %v", err)
	}
	if err := w.Watch(l.key); err != nil {
		t.Fatal(err)
	}
	if err := w.Watch(l.key); err != nil {
		t.Errorf("the same key again: %v", err)
	}
	thief := newLog(t, "st-elsewhere/bench-1").add(9, "entry")
	if err := w.Watch(thief.key); err == nil || !strings.Contains(err.Error(), "another key") {
		t.Errorf("a second key for one log: %v", err)
	}
	if _, err := w.Cosign(thief.request(0)); err == nil {
		t.Error("a checkpoint by another key is cosigned")
	}
	if err := w.Watch("nonsense"); err == nil {
		t.Error("nonsense is a key")
	}
}

func TestOneProgramAtATimeUsesAWitness(t *testing.T) {
	dir := t.TempDir()
	openAt(t, dir)
	if _, err := witness.Open(witness.Config{Dir: dir, Rand: rand.Reader, Now: time.Now}); !errors.Is(err, witness.ErrBusy) {
		t.Errorf("a second one: %v", err)
	}
}
