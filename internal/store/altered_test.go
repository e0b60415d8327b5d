package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// lived is the file of a log in which something of each kind is derived.
func lived(t *testing.T, file string) {
	t.Helper()
	s := open(t, file)
	p, at := passedOn(t, s)
	p.append(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(at)))
	p.perform("r-0002")
	done := p.perform("r-0003")
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(done)))
	p.append(p.Start(recordtest.Worker, "r-0004", recordtest.Done("clean")...)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// said is all that is drawn of a log but its entries.
func said(t *testing.T, s *store.Store) string {
	t.Helper()
	var out strings.Builder
	for _, q := range []store.Query{{}, {Person: recordtest.Worker}, {Person: recordtest.Boss}, {Awaited: asked}, {SOP: recordtest.SOP}, {Code: "S26"}} {
		var found []int64
		if err := s.Find(q, func(at int64) bool { found = append(found, at); return true }); err != nil {
			return "error"
		}
		fmt.Fprintln(&out, q, found)
		for _, at := range found {
			done, ok, err := s.Performed(at)
			about, aboutErr := s.About(at)
			if err != nil || aboutErr != nil {
				return "error"
			}
			fmt.Fprintln(&out, at, ok, done)
			for _, p := range about {
				fmt.Fprintln(&out, p.Position, p.Leaf, p.Entry.Person, p.Entry.Body)
			}
		}
	}
	for n := range 5 {
		entries, completion, err := s.Run(fmt.Sprintf("r-%04d", n))
		if err != nil {
			return "error"
		}
		fmt.Fprintln(&out, n, entries, completion)
	}
	s.View(func(st *record.State) {
		for _, id := range []string{recordtest.Admin, recordtest.Boss, recordtest.Worker} {
			fmt.Fprintln(&out, *st.People[id])
		}
		fmt.Fprintln(&out, len(st.People), len(st.Keys), len(st.Approvals[recordtest.SOP]), *st.Approvals[recordtest.SOP][0], len(st.Open), st.Latest)
	})
	return out.String()
}

// within changes the value of a key of the index.
func within(path []string, change func(v []byte) []byte) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("derived"))
		for _, name := range path[:len(path)-1] {
			b = b.Bucket([]byte(name))
		}
		k := []byte(path[len(path)-1])
		before := b.Get(k)
		after := change(bytes.Clone(before))
		if before == nil || bytes.Equal(before, after) {
			return fmt.Errorf("nothing was changed at %q", path)
		}
		return b.Put(k, after)
	}
}

func replacing(old, replacement string) func([]byte) []byte {
	return func(v []byte) []byte { return bytes.Replace(v, []byte(old), []byte(replacement), 1) }
}

const firstRows = "\x00\x00\x00\x00"

func position8(at uint64) string { return string(binary.BigEndian.AppendUint64(nil, at)) }

// alterations are the ways in which what is derived can be made to say something else.
var alterations = map[string]func(*bbolt.Tx) error{
	"a completion that is hidden":       within([]string{"rows", firstRows}, func(v []byte) []byte { return v[40:] }),
	"the last completion hidden":        within([]string{"rows", firstRows}, func(v []byte) []byte { return v[:len(v)-40] }),
	"a completion listed twice":         within([]string{"rows", firstRows}, func(v []byte) []byte { return append(v, v[:40]...) }),
	"a completion by somebody else":     within([]string{"rows", firstRows}, func(v []byte) []byte { v[13] ^= 1; return v }),
	"a completion of other codes":       within([]string{"rows", firstRows}, func(v []byte) []byte { v[19] ^= 0xff; return v }),
	"a completion at another time":      within([]string{"rows", firstRows}, func(v []byte) []byte { v[2] ^= 1; return v }),
	"a completion that waits no more":   within([]string{"rows", firstRows}, func(v []byte) []byte { v[40+37] |= 1; return v }),
	"a completion that waits again":     within([]string{"rows", firstRows}, func(v []byte) []byte { v[37] &^= 1; return v }),
	"a row that leads to another entry": within([]string{"rows", firstRows}, func(v []byte) []byte { v[11]++; return v }),
	"another name":                      within([]string{"dictionary"}, replacing(recordtest.Worker, recordtest.Boss)),
	"another procedure":                 within([]string{"dictionary"}, replacing(recordtest.SOP, "SOP-CEN-999")),
	"a role":                            within([]string{"snapshot"}, replacing(`"assistant"`, `"administrator"`)),
	"a key":                             within([]string{"snapshot"}, replacing(recordtest.Public(recordtest.Worker), recordtest.Public("zoe.ash"))),
	"an approval":                       within([]string{"snapshot"}, replacing(recordtest.TextSHA256, strings.Repeat("ab", 32))),
	"an owner":                          within([]string{"snapshot"}, replacing(`"Owners":["`+recordtest.Worker, `"Owners":["`+recordtest.Boss)),
	"a snapshot that cannot be read":    within([]string{"snapshot"}, func(v []byte) []byte { return v[:len(v)/2] }),
	"a run without its last event":      within([]string{"runs", "r-0002"}, func(v []byte) []byte { return v[:len(v)-1] }),
	"a run with another completion":     within([]string{"runs", "r-0002"}, func(v []byte) []byte { v[0]++; return v }),
	"a run that nobody took over":       within([]string{"runs", "r-0001"}, func(v []byte) []byte { v[1]--; return v }),
	"an invented countersignature": func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("derived")).Bucket([]byte("reviews")).Put([]byte(position8(14)+position8(12)), []byte{1})
	},
	"a countersignature hidden": func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("derived")).Bucket([]byte("reviews"))
		k, _ := b.Cursor().First()
		return b.Delete(bytes.Clone(k))
	},
	"a run hidden": func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("derived")).Bucket([]byte("runs")).Delete([]byte("r-0002"))
	},
	"something more":         func(tx *bbolt.Tx) error { return tx.Bucket([]byte("derived")).Put([]byte("x"), []byte("y")) },
	"a seal of another size": within([]string{"seal"}, replacing(`"size":`, `"size":1`)),
	"a seal that is none":    within([]string{"seal"}, func([]byte) []byte { return []byte("{}") }),
}

// What is derived can be written by whoever can write to the file. Without the
// station's key, none of it is used: what is shown comes from the entries.
func TestNothingFalseIsSaidWhereTheIndexWasChanged(t *testing.T) {
	honest := path(t)
	lived(t, honest)
	s := open(t, honest)
	want := said(t, s)
	if err := s.Close(); err != nil || want == "error" {
		t.Fatal(want, err)
	}
	for name, change := range alterations {
		file := copied(t, honest)
		edit(t, file, change)
		s := open(t, file)
		if got := said(t, s); got != want {
			t.Errorf("%s: it now says\n%s\nand said\n%s", name, got, want)
		}
		for _, way := range ways(s) {
			report, err := way()
			if err != nil || len(report.Faults) != 1 || !strings.Contains(report.Faults[0].What, "index --rebuild") {
				t.Errorf("%s: %v, %v", name, report, err)
			}
		}
		if err := s.Rebuild(nil); err != nil {
			t.Fatal(err)
		}
		if got := said(t, s); got != want {
			t.Errorf("%s: after a rebuild it says\n%s", name, got)
		}
		mustVerify(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// ways are the verifications that compare what is derived.
func ways(s *store.Store) map[string]func() (*record.Report, error) {
	return map[string]func() (*record.Report, error){
		"full":    func() (*record.Report, error) { return s.Verify(context.Background(), time.Time{}, nil) },
		"start":   func() (*record.Report, error) { return s.Examine(context.Background(), nil) },
		"on core": func() (*record.Report, error) { return s.VerifySlowly(context.Background(), time.Time{}) },
	}
}

// Whoever has the station's key can seal what they changed: then it is found when the
// entries are folded again, before anything is signed.
func TestAnIndexThatWasChangedWithTheStationsKeyIsFoundFromTheEntries(t *testing.T) {
	honest := path(t)
	lived(t, honest)
	for name, change := range alterations {
		if strings.HasPrefix(name, "a seal") || strings.HasPrefix(name, "a snapshot that") {
			continue // which is sealed here
		}
		file := copied(t, honest)
		edit(t, file, func(tx *bbolt.Tx) error { return errors.Join(change(tx), store.Reseal(tx, recordtest.Station())) })
		for way := range ways(nil) {
			s := open(t, file)
			report, err := ways(s)[way]()
			if err == nil && report.OK() {
				t.Errorf("%s: %s finds nothing", name, way)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// An index that the station never sealed says nothing, whoever wrote it.
func TestALogWithoutTheStationsKeyIsReadFromItsEntries(t *testing.T) {
	file := path(t)
	lived(t, file)
	s := open(t, file)
	want := said(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("derived")) })
	for name, opened := range map[string]func() (*store.Store, error){
		"without the key": func() (*store.Store, error) { return store.Open(file, nil) },
		"to read":         func() (*store.Store, error) { return store.OpenToRead(file, store.Options{}) },
	} {
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := opened()
		if err != nil {
			t.Fatal(err)
		}
		if got := said(t, s); got != want {
			t.Errorf("%s: it says\n%s\nand should\n%s", name, got, want)
		}
		mustVerify(t, s)
		if s.IsReadOnly() != (name == "to read") || s.Path() != file {
			t.Errorf("%s: %s is read only: %v", name, s.Path(), s.IsReadOnly())
		}
		if _, err := s.Append([]record.Sealed{{}}); err == nil {
			t.Errorf("%s: something was appended", name)
		}
		if err := s.Rebuild(nil); err == nil {
			t.Errorf("%s: the index was written", name)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		after, err := os.ReadFile(file)
		if err != nil || name == "to read" && !bytes.Equal(before, after) {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
}

// A payload, a signature or a leaf hash that was changed is not shown as an entry.
func TestAnEntryThatWasChangedIsNeverRead(t *testing.T) {
	honest := path(t)
	lived(t, honest)
	for name, at := range map[string]int{"payload": 8 + 40, "leaf hash": -1} {
		file := copied(t, honest)
		edit(t, file, func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte("entries"))
			v := bytes.Clone(b.Get([]byte(position8(5))))
			i := at
			if i < 0 {
				i = 8 + int(binary.BigEndian.Uint16(v[2:])) + int(binary.BigEndian.Uint16(v[4:]))
			}
			v[i] ^= 1
			return b.Put([]byte(position8(5)), v)
		})
		s := open(t, file)
		if _, _, err := s.Get(5); !errors.Is(err, store.ErrChanged) {
			t.Errorf("%s: read with %v", name, err)
		}
		if _, _, err := s.Run("r-0001"); !errors.Is(err, store.ErrChanged) {
			t.Errorf("%s: its run is read with %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A rebuild that breaks off leaves the index as it was.
func TestARebuildThatBreaksOffLeavesTheOldIndex(t *testing.T) {
	file := path(t)
	lived(t, file)
	edit(t, file, func(tx *bbolt.Tx) error {
		next, err := tx.CreateBucket([]byte("derived.next"))
		if err != nil {
			return err
		}
		_, err = next.CreateBucket([]byte("rows"))
		return err
	})
	s := open(t, file)
	before := store.Derived(s)
	mustVerify(t, s)
	if err := s.Rebuild(nil); err != nil {
		t.Fatal(err)
	}
	after := store.Derived(s)
	if len(before) == 0 || !slices.Equal(keysOf(before), keysOf(after)) {
		t.Errorf("the index holds %v, and held %v", keysOf(after), keysOf(before))
	}
	for k, v := range before {
		if after[k] != v {
			t.Errorf("%q is %q, and was %q", k, after[k], v)
		}
	}
	mustVerify(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	mustBeWhole(t, file)
}

func keysOf(m map[string]string) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A mark that somebody wrote who has not the station's key is none.
func TestAMarkThatWasChangedIsNotGoneOnFrom(t *testing.T) {
	file := path(t)
	lived(t, file)
	s := open(t, file)
	if _, err := s.Verify(t.Context(), time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Marked(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file + ".verified")
	if err != nil {
		t.Fatal(err)
	}
	forged := bytes.Replace(text, []byte(`"assistant"`), []byte(`"administrator"`), 1)
	first, body, _ := bytes.Cut(forged, []byte("\n"))
	for name, text := range map[string][]byte{"changed": forged, "with a sum of its own": store.Resummed(first, body)} {
		if err := os.WriteFile(file+".verified", text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Marked(); !errors.Is(err, store.ErrNoMark) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// copied returns a copy of a log's file, without what lies beside it.
func copied(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "log.db")
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// An index that is not used is not written either, and what follows in the log is in
// what is used instead.
func TestALogGoesOnWhileItsIndexIsNotUsed(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, _ := passedOn(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, alterations["a role"])
	s = open(t, file)
	p.store = s
	changed := store.Derived(s)
	var before, after []int64
	find := func(found *[]int64) {
		t.Helper()
		if err := s.Find(store.Query{Person: recordtest.Worker}, func(at int64) bool { *found = append(*found, at); return true }); err != nil {
			t.Fatal(err)
		}
	}
	find(&before)
	at := p.perform("r-0002")
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(at)))
	find(&after)
	if len(after) != len(before)+1 || after[0] != at {
		t.Errorf("found %v, then %v", before, after)
	}
	if entries, completion, err := s.Run("r-0002"); err != nil || completion != at || len(entries) != 3 {
		t.Errorf("the run is %v, %d, %v", entries, completion, err)
	}
	if about, err := s.About(at); err != nil || len(about) != 1 {
		t.Errorf("about it are %v, %v", about, err)
	}
	if now := store.Derived(s); !maps.Equal(now, changed) {
		t.Error("what was changed was written over, and nobody can look at it any more")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// Without its genesis nobody can be known; verification says what is wrong all the same.
func TestALogThatCannotBeFoldedIsRefusedAndAudited(t *testing.T) {
	file := path(t)
	lived(t, file)
	if report, err := store.Audit(t.Context(), file, func(done, total int64) {
		if done > total {
			t.Errorf("%d of %d", done, total)
		}
	}); err != nil || !report.OK() {
		t.Fatalf("a sound log: %v, %v", report, err)
	}
	edit(t, file, func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("entries"))
		v := bytes.Clone(b.Get([]byte(position8(0))))
		v[60] ^= 1
		return b.Put([]byte(position8(0)), v)
	})
	var problem *store.Problem
	if _, err := store.Open(file, recordtest.Station()); !errors.As(err, &problem) || problem.Kind != store.Changed || !strings.Contains(err.Error(), "entry 0") {
		t.Errorf("opened: %v", err)
	}
	report, err := store.Audit(t.Context(), file, nil)
	if err != nil || report.OK() || report.Faults[0].Entry != 0 {
		t.Errorf("audited: %v, %v", report, err)
	}
	if _, err := store.Audit(t.Context(), file+".none", nil); !errors.As(err, &problem) || problem.Kind != store.Missing {
		t.Errorf("nothing was audited: %v", err)
	}
}

// What a copy is made of is the log of one moment.
func TestASnapshotIsTheLogOfOneMoment(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, _ := passedOn(t, s)
	failed := errors.New("the stick is full")
	err := s.Snapshot(func(snap *store.Snapshot) error {
		size, seen := snap.Size(), int64(0)
		for placed, err := range snap.Placed {
			if err != nil || placed.Position != seen {
				t.Errorf("entry %d: %v", placed.Position, err)
			}
			seen++
		}
		checkpoint, err := snap.Checkpoint()
		if err != nil || seen != size || size != p.Head().Size {
			t.Errorf("%d of %d, %v", seen, size, err)
		}
		if head, err := record.OpenCheckpoint(verifier(t), checkpoint); err != nil || head != p.Head() {
			t.Errorf("its checkpoint is over %v: %v", head, err)
		}
		proof, err := snap.Prove(3)
		if err != nil || tlog.CheckRecord(proof, size, p.Head().Root, 3, p.Stored[3].Hashes[0]) != nil {
			t.Errorf("entry 3 is not proved: %v", err)
		}
		if text, ok := snap.Text(recordtest.TextSHA256); !ok || string(text) != recordtest.Text {
			t.Errorf("its text is %q", text)
		}
		var copied bytes.Buffer
		if n, err := snap.WriteTo(&copied); err != nil || n != snap.FileSize() {
			t.Errorf("%d bytes of %d: %v", n, snap.FileSize(), err)
		}
		return failed
	})
	if !errors.Is(err, failed) || strings.Contains(err.Error(), "log.db") {
		t.Errorf("the log is blamed for another file: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func verifier(t *testing.T) note.Verifier {
	t.Helper()
	v, err := note.NewVerifier(recordtest.StationKey())
	if err != nil {
		t.Fatal(err)
	}
	return v
}
