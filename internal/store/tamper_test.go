package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// written returns the file of a log with acts, facts, a batch and a text, and
// where each part of each value ends.
func written(t *testing.T) string {
	t.Helper()
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	at := p.perform("r-0001")
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(at)))
	p.append(p.Start(recordtest.Worker, "r-0002")...)
	p.append(p.Signed(recordtest.Boss, sop.Supervisor, "r-0002", sop.Event{Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.BySupervisor)}))
	mustVerify(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// short is a log that is as small as one with every kind of byte can be.
func short(t *testing.T) string {
	t.Helper()
	file := path(t)
	s := open(t, file)
	p := &pair{Log: recordtest.Empty(t), store: s}
	p.append(p.Act(recordtest.Admin, sop.Administrator, p.GenesisBody()))
	approval := p.Act(recordtest.Admin, sop.Supervisor, recordtest.ApproveBody("2.1", recordtest.TextSHA256))
	p.Append(approval)
	if _, err := s.Append([]record.Sealed{approval}, []byte(recordtest.Text)); err != nil {
		t.Fatal(err)
	}
	p.append(p.Start(recordtest.Admin, "r-0001", recordtest.Done("clean")[1])...)
	p.append(p.Signed(recordtest.Admin, sop.Supervisor, "r-0001", sop.Event{Kind: sop.HandoverOffered, Reason: "lunch"}))
	p.append(p.Event(recordtest.Admin, "r-0001", sop.Event{Kind: sop.HandoverWithdrawn}))
	p.append(p.Act(recordtest.Admin, sop.Supervisor, p.CompletionBody("r-0001")))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// edit changes the file behind the program's back.
func edit(t testing.TB, file string, change func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(change); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// judge opens the file and verifies it; a file that does not even open is a
// sentence as well.
func judge(t *testing.T, file string) (sentence string, sound bool) {
	t.Helper()
	s, err := store.Open(file, recordtest.Station())
	if err != nil {
		return err.Error(), false
	}
	defer func() { _ = s.Close() }()
	report := verify(t, s)
	if report.OK() {
		return "", true
	}
	return report.Faults[0].Error(), false
}

// put is an edit of one value.
func put(t *testing.T, file string, bucket string, key, value []byte) {
	t.Helper()
	edit(t, file, func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Put(key, value) })
}

type stored struct {
	bucket     string
	key, value []byte
}

// values returns every key and value of the buckets that make the log.
func values(t *testing.T, file string) (all []stored) {
	t.Helper()
	edit(t, file, func(tx *bbolt.Tx) error {
		for _, bucket := range []string{"meta", "entries", "texts"} {
			err := tx.Bucket([]byte(bucket)).ForEach(func(k, v []byte) error {
				all = append(all, stored{bucket, bytes.Clone(k), bytes.Clone(v)})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// TestAnyChangedByteIsFound changes every byte of every stored value in turn:
// header, payload, signature, tree hashes, checkpoint, text and format.
func TestAnyChangedByteIsFound(t *testing.T) {
	file := short(t)
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tried, regions := 0, map[string]int{}
	for _, v := range valuesOf(t, db) {
		for i := range v.value {
			if slow && i%16 != 0 {
				continue
			}
			// One transaction is changed, verified as it would be read, and rolled back.
			tx, err := db.Begin(true)
			if err != nil {
				t.Fatal(err)
			}
			changed := bytes.Clone(v.value)
			changed[i] ^= 1 << (i % 8)
			if err := tx.Bucket([]byte(v.bucket)).Put(v.key, changed); err != nil {
				t.Fatal(err)
			}
			faults := store.VerifyTx(t.Context(), tx, file)
			if len(faults) == 0 || faults[0].What == "" || faults[0].Do == "" {
				t.Errorf("%s %x: byte %d of %d (%s) can be changed unseen", v.bucket, v.key, i, len(v.value), region(v, i))
			}
			regions[region(v, i)]++
			tried++
			if err := tx.Rollback(); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d bytes changed, by region: %v", tried, regions)
	for _, name := range []string{"header", "payload", "signature", "hashes", "checkpoint", "meta", "texts"} {
		if !slow && regions[name] == 0 {
			t.Errorf("no byte of region %q was tried", name)
		}
	}
	if faults := verifyOnce(t, db, file); len(faults) != 0 {
		t.Errorf("restored, and still wrong: %v", faults[0])
	}
}

func valuesOf(t *testing.T, db *bbolt.DB) (all []stored) {
	t.Helper()
	err := db.View(func(tx *bbolt.Tx) error {
		for _, bucket := range []string{"meta", "entries", "texts"} {
			err := tx.Bucket([]byte(bucket)).ForEach(func(k, v []byte) error {
				all = append(all, stored{bucket, bytes.Clone(k), bytes.Clone(v)})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func verifyOnce(t *testing.T, db *bbolt.DB, file string) (faults []*record.Fault) {
	t.Helper()
	tx, err := db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	return store.VerifyTx(t.Context(), tx, file)
}

// region names the part of an entry that a byte belongs to.
func region(v stored, i int) string {
	if v.bucket != "entries" {
		return v.bucket
	}
	ends := []int{8, int(binary.BigEndian.Uint16(v.value[2:])), int(binary.BigEndian.Uint16(v.value[4:])), 32 * int(v.value[1])}
	for n, name := range []string{"header", "payload", "signature", "hashes"} {
		if i < ends[n] {
			return name
		}
		i -= ends[n]
	}
	return "checkpoint"
}

func TestAMovedOrMissingValueIsFound(t *testing.T) {
	file := written(t)
	all := values(t, file)
	for _, v := range all {
		for name, change := range map[string]func(b *bbolt.Bucket) error{
			"removed": func(b *bbolt.Bucket) error { return b.Delete(v.key) },
			"renamed": func(b *bbolt.Bucket) error {
				other := bytes.Clone(v.key)
				other[len(other)-1] ^= 0x40
				if err := b.Put(other, v.value); err != nil {
					return err
				}
				return b.Delete(v.key)
			},
			"doubled": func(b *bbolt.Bucket) error { return b.Put(append(bytes.Clone(v.key), 0), v.value) },
			"cut":     func(b *bbolt.Bucket) error { return b.Put(v.key, v.value[:len(v.value)-1]) },
			"longer":  func(b *bbolt.Bucket) error { return b.Put(v.key, append(bytes.Clone(v.value), 0)) },
		} {
			edit(t, file, func(tx *bbolt.Tx) error { return change(tx.Bucket([]byte(v.bucket))) })
			if sentence, sound := judge(t, file); sound {
				t.Errorf("%s %x: %s unseen", v.bucket, v.key, name)
			} else if sentence == "" {
				t.Errorf("%s %x: %s without a sentence", v.bucket, v.key, name)
			}
			edit(t, file, func(tx *bbolt.Tx) error {
				b := tx.Bucket([]byte(v.bucket))
				if err := b.Delete(append(bytes.Clone(v.key), 0)); err != nil {
					return err
				}
				other := bytes.Clone(v.key)
				other[len(other)-1] ^= 0x40
				if b.Get(other) != nil && !exists(all, v.bucket, other) {
					if err := b.Delete(other); err != nil {
						return err
					}
				}
				return b.Put(v.key, v.value)
			})
		}
		if sentence, sound := judge(t, file); !sound {
			t.Fatalf("%s %x: restored, and still: %s", v.bucket, v.key, sentence)
		}
	}
}

func exists(all []stored, bucket string, key []byte) bool {
	return slices.ContainsFunc(all, func(v stored) bool { return v.bucket == bucket && bytes.Equal(v.key, key) })
}

func TestWhatDoesNotBelongIntoTheFileIsFound(t *testing.T) {
	for name, change := range map[string]func(tx *bbolt.Tx) error{
		"bucket": func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("notes")); return err },
		"bucket among the entries": func(tx *bbolt.Tx) error {
			_, err := tx.Bucket([]byte("entries")).CreateBucket([]byte("x"))
			return err
		},
		"text": func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("texts")).Put(bytes.Repeat([]byte{1}, 32), []byte("x"))
		},
		"meta":    func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("x"), []byte("x")) },
		"swapped": swapEntries,
	} {
		file := written(t)
		edit(t, file, change)
		if _, sound := judge(t, file); sound {
			t.Errorf("%s: unseen", name)
		}
	}
}

func swapEntries(tx *bbolt.Tx) error {
	b := tx.Bucket([]byte("entries"))
	k1, k2 := binary.BigEndian.AppendUint64(nil, 4), binary.BigEndian.AppendUint64(nil, 5)
	v1, v2 := bytes.Clone(b.Get(k1)), bytes.Clone(b.Get(k2))
	if err := b.Put(k1, v2); err != nil {
		return err
	}
	return b.Put(k2, v1)
}

func TestALogPutBackToAnEarlierCopyIsContradicted(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	p.perform("r-0001")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	earlier, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	p.store = s
	p.perform("r-0002")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, earlier, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	report := verify(t, s)
	if len(report.Faults) != 1 || report.Faults[0].Code != record.FaultRolledBack {
		t.Errorf("faults = %v, want rolled-back", report.Faults)
	}
	if why := s.PutBack(); why == nil || why.Code != record.FaultRolledBack {
		t.Errorf("it opens without a word: %v", why)
	}
	// Nothing follows in the shorter log.
	p.Log, p.store = recordtest.New(t), s
	p.Append(p.Start(recordtest.Worker, "r-0001", recordtest.Done("clean")...)...)
	p.Append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody("r-0001")))
	var problem *store.Problem
	if _, err := s.Append(p.Start(recordtest.Worker, "r-0003")); !errors.As(err, &problem) || problem.Kind != store.RolledBack {
		t.Errorf("it goes on: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// Going on where the memory of the longer one was away meanwhile does not make it go away.
	notes := file + ".checkpoints"
	if err := os.Rename(notes, notes+".away"); err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	p.store = s
	p.append(p.Start(recordtest.Worker, "r-0003", recordtest.Done("a")...)...)
	p.append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody("r-0003")))
	if err := os.Rename(notes+".away", notes); err != nil {
		t.Fatal(err)
	}
	if report := verify(t, s); report.OK() {
		t.Error("the forked log verifies")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	s = open(t, file)
	if _, err := s.Append(p.Start(recordtest.Worker, "r-0004")); !errors.As(err, &problem) || problem.Kind != store.RolledBack {
		t.Errorf("the forked log goes on: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestAChangedCheckpointFileIsFoundAndATornOneIsMended(t *testing.T) {
	file := written(t)
	notes := file + ".checkpoints"
	good, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 45, 100, len(good) / 2, len(good) - 2} {
		changed := bytes.Clone(good)
		changed[at] ^= 1
		if err := os.WriteFile(notes, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, sound := judge(t, file); sound {
			t.Errorf("byte %d: unseen", at)
		}
	}
	for name, f := range map[string]func(first, second, rest []byte) [][]byte{ // each is a checkpoint of the log all the same
		"in another order": func(first, second, rest []byte) [][]byte { return [][]byte{second, first, rest} },
		"one twice":        func(first, second, rest []byte) [][]byte { return [][]byte{first, first, second, rest} },
		"one left out":     func(first, _, rest []byte) [][]byte { return [][]byte{first, rest} },
	} {
		lines := bytes.SplitAfter(good, []byte("\n")) // five make a note
		first, second, rest := bytes.Join(lines[:5], nil), bytes.Join(lines[5:10], nil), bytes.Join(lines[10:], nil)
		if err := os.WriteFile(notes, bytes.Join(f(first, second, rest), nil), 0o600); err != nil {
			t.Fatal(err)
		}
		if sentence, sound := judge(t, file); !sound || len(rest) == 0 {
			t.Errorf("%s: %s", name, sentence)
		}
	}
	for _, cut := range []int{1, 30, 150, 260, len(good)} { // a power cut loses the end
		if err := os.WriteFile(notes, good[:len(good)-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if sentence, sound := judge(t, file); !sound {
			t.Errorf("cut by %d: %s", cut, sentence)
		}
		if mended, err := os.ReadFile(notes); err != nil || !bytes.HasSuffix(mended, good[len(good)-100:]) {
			t.Errorf("cut by %d: the last checkpoint did not come back (%v)", cut, err)
		}
	}
}
