package store_test

import (
	"bytes"
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

const disposalDay = "2034-12-01"

// aged is a store with a run that was reviewed eight years ago, and one that was
// not.
func aged(t *testing.T, s *store.Store) (p *pair, reviewed int64) {
	t.Helper()
	p = newPair(t, s)
	reviewed = p.perform("r-0001")
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(reviewed)))
	p.perform("r-0002")
	p.Now = p.Now.AddDate(8, 0, 20)
	return p, reviewed
}

// dispose signs a disposal twice and returns its position and list.
func (p *pair) dispose() (at int64, list []int64) {
	p.T.Helper()
	at = p.store.Head().Size
	list, err := p.store.Due(disposalDay)
	p.must(err)
	if want := p.Past.Due(at, disposalDay); !slices.Equal(list, want) || len(list) == 0 {
		p.T.Fatalf("due %v, the model says %v", list, want)
	}
	body, err := record.DisposeOf(disposalDay, "kept for eight years", list)
	p.must(err)
	p.append(p.Act(recordtest.Admin, sop.Administrator, body))
	p.append(p.Act(recordtest.Boss, sop.Supervisor, &record.ConfirmDispose{Leaf: p.Stored[at].Hashes[0], Position: at}))
	return at, list
}

func TestWhatTwoPeopleDisposeOfIsDestroyedAtTheNextStart(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, reviewed := aged(t, s)
	secret := p.Stored[reviewed].Payload
	at, list := p.dispose()
	if _, ok, err := s.Performed(reviewed); ok || err != nil {
		t.Error("what was disposed of is there for the rules")
	}
	mustVerify(t, s)
	p.perform("r-0003")
	head := s.Head()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	if s.Head() != head {
		t.Errorf("the tree changed: %v, want %v", s.Head(), head)
	}
	for _, n := range list {
		if _, _, err := s.Get(n); !errors.Is(err, store.ErrErased) {
			t.Errorf("entry %d: %v, want ErrErased", n, err)
		}
	}
	found, err := os.ReadFile(file)
	if err != nil || bytes.Contains(found, secret) || bytes.Contains(found, secret[len(secret)/2:]) {
		t.Errorf("the payload is in the file still: %v", err)
	}
	if report := verify(t, s); report.Destroyed != int64(len(list)) || !report.OK() {
		t.Errorf("%d destroyed, want %d: %v", report.Destroyed, len(list), report.Faults)
	}
	var rows []int64
	if err := s.Find(store.Query{}, func(n int64) bool { rows = append(rows, n); return true }); err != nil || len(rows) != 2 || slices.Contains(rows, reviewed) {
		t.Errorf("completions %v, %v", rows, err)
	}
	p.store = s
	p.append(p.Fact(recordtest.Worker, &record.UnlockFailed{Count: 1})) // the log goes on
	if err := s.Rebuild(nil); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file + ".disposing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
	if at >= head.Size {
		t.Errorf("the disposal stands in %d of %d", at, head.Size)
	}
}

// A crash while the new file is written leaves the old one, and a part of a new one.
func TestADisposalThatBrokeOffIsCarriedOutAtTheStartAfterIt(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, _ := aged(t, s)
	_, list := p.dispose()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+".disposing", []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	readOnly, err := store.Open(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := readOnly.Get(list[0]); err != nil {
		t.Errorf("without the station's key it was destroyed: %v", err)
	}
	if err := readOnly.Close(); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	if _, _, err := s.Get(list[0]); !errors.Is(err, store.ErrErased) {
		t.Errorf("it is there still: %v", err)
	}
}

func TestADisposalAfterADisposalTakesWhatIsLeft(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, _ := aged(t, s)
	_, first := p.dispose()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	p.store = s
	var second int64
	if err := s.Find(store.Query{Awaited: asked}, func(n int64) bool { second = n; return true }); err != nil || second == 0 {
		t.Fatal(second, err)
	}
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(second)))
	_, then := p.dispose()
	if slices.Contains(then, first[0]) || !slices.Contains(then, second) {
		t.Errorf("disposed of %v, before of %v", then, first)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	if report := verify(t, s); report.Destroyed != int64(len(first)+len(then)) {
		t.Errorf("%d destroyed of %d", report.Destroyed, len(first)+len(then))
	}
}

// Whoever can write the file cannot destroy what nobody disposed of.
func TestAnEntryThatWasDestroyedByNobodyIsMissing(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, reviewed := aged(t, s)
	p.dispose()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, func(tx *bbolt.Tx) error {
		entries := tx.Bucket([]byte("entries"))
		gone := bytes.Clone(entries.Get(store.KeyOf(reviewed)))
		return errors.Join(entries.Put(store.KeyOf(reviewed+2), gone), tx.DeleteBucket([]byte("derived")))
	})
	s, err := store.Open(file, recordtest.Station())
	if err != nil {
		return // it is found at once
	}
	if report := verify(t, s); report.OK() {
		t.Error("no fault was found")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// What the file says of itself cannot bring back what two people disposed of.
func TestADisposalIsCarriedOutThoughTheFileSaysThatItWas(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p, _ := aged(t, s)
	at, list := p.dispose()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("disposed"), []byte(position8(uint64(at))))
	})
	s = MustOpen(t, file)
	for _, n := range list {
		if _, _, err := s.Get(n); !errors.Is(err, store.ErrErased) {
			t.Errorf("entry %d is back: %v", n, err)
		}
	}
}

// A disposal can be confirmed after a later one was carried out, where that took what was
// countersigned only since.
func TestADisposalThatIsConfirmedAfterALaterOneIsCarriedOutToo(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	early := p.perform("r-0001")
	p.Now = p.Now.AddDate(0, 0, 3)
	late := p.perform("r-0002")
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(late)))
	p.Now = p.Now.AddDate(8, 0, 20)
	dispose := func(before string) (at int64, list []int64) {
		at = p.store.Head().Size
		list, err := p.store.Due(before)
		p.must(err)
		body, err := record.DisposeOf(before, "kept for eight years", list)
		p.must(err)
		p.append(p.Act(recordtest.Admin, sop.Administrator, body))
		return at, list
	}
	confirm := func(at int64) {
		p.append(p.Act(recordtest.Boss, sop.Supervisor, &record.ConfirmDispose{Leaf: p.Stored[at].Hashes[0], Position: at}))
	}
	first, of := dispose(disposalDay) // the late run, for the early one is not countersigned
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(early)))
	second, _ := dispose("2026-11-24")
	confirm(second)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	p.store = open(t, file)
	if _, _, err := p.store.Get(early); !errors.Is(err, store.ErrErased) {
		t.Fatalf("the second disposal was not carried out: %v", err)
	}
	confirm(first)
	for range 2 {
		if err := p.store.Close(); err != nil {
			t.Fatal(err)
		}
		p.store = open(t, file)
		for _, at := range of {
			if _, _, err := p.store.Get(at); !errors.Is(err, store.ErrErased) {
				t.Errorf("entry %d of the first disposal: %v", at, err)
			}
		}
		mustVerify(t, p.store)
	}
}
