package station_test

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/model"
	"soprun/sop"
)

// signersAtOnce is how many people sign at once: those who have a key in a build, 64 in earnest:
//
//	go test ./internal/station -run SignAtOnce -signers 64 -v
var signersAtOnce = flag.Int("signers", 2, "people who sign at once")

// atOnce calls f of everybody at once and returns how long it took until all were done.
func atOnce(t *testing.T, n int, f func(i int) error) time.Duration {
	t.Helper()
	errs, began := make([]error, n), time.Now()
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = f(i) })
	}
	all.Wait()
	took := time.Since(began)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return took
}

// People who sign at the same moment all have their signature. It says how long that takes: with
// keys that are open, and from the passphrase on, beside as many who write into a bare bbolt file.
func TestPeopleSignAtOnce(t *testing.T) {
	b := newBench(t)
	people := []string{boss, worker}
	for i := len(people); i < *signersAtOnce; i++ {
		id := fmt.Sprintf("s.%02d", i)
		if _, err := b.Enrol(by(admin, phraseOf(admin), model.Enrolment{ID: id, Name: "Signer " + id, Roles: []sop.Role{sop.Assistant}, Passphrase: phraseOf(id)})); err != nil {
			t.Fatal(err)
		}
		people = append(people, id)
	}
	n := len(people)
	drafts := func() (out []model.Draft) {
		var runs []string
		for _, who := range people {
			runs = append(runs, b.work(who))
		}
		for i, who := range people {
			d, err := b.prepare(runs[i], who)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, d)
		}
		return out
	}
	db, err := bbolt.Open(filepath.Join(t.TempDir(), "bare.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // nothing is kept in it
	put := func(i int) error {
		return db.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("bare"))
			if err != nil {
				return err
			}
			return bucket.Put(fmt.Appendf(nil, "%d %d", i, time.Now().UnixNano()), make([]byte, 1500)) // as large as what is signed
		})
	}
	for _, who := range people {
		b.signer(who)
	}
	const rounds = 4
	var held, ref, whole time.Duration
	for range rounds {
		all := drafts()
		held += atOnce(t, n, func(i int) error {
			_, err := b.SignWith(all[i], b.signer(people[i]))
			return err
		})
		ref += atOnce(t, n, put)
	}
	all := drafts()
	whole = atOnce(t, n, func(i int) error {
		_, err := b.Sign(all[i], phraseOf(people[i]))
		return err
	})
	perSecond := func(times int, took time.Duration) float64 { return float64(times*n) / took.Seconds() }
	t.Logf("%d sign at once: %.0f signatures a second with keys that are open, %.0f db.Update; %.1f whole ones, the last after %v",
		n, perSecond(rounds, held), perSecond(rounds, ref), perSecond(1, whole), whole.Round(time.Millisecond))
	if got := b.About().Entries; got < int64(n*(rounds+1)) {
		t.Errorf("the log has %d entries", got)
	}
}
