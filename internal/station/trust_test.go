package station_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/bundle"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// changedStation opens the station of every test after its log's file was changed.
func changedStation(t *testing.T, change func(tx *bbolt.Tx) error) *station.Station {
	t.Helper()
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := stationtest.Copy(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(filepath.Join(dir, "log.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(change), db.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := station.Open(config(dir, func() time.Time { return opening().Add(time.Hour) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// flipped changes a byte of an entry's payload, and leaves all else as it is.
func flipped(at uint64, byteOf int) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		b, k := tx.Bucket([]byte("entries")), binary.BigEndian.AppendUint64(nil, at)
		v := bytes.Clone(b.Get(k))
		v[byteOf] ^= 1
		return b.Put(k, v)
	}
}

// All rules rest on who may do what: nothing is signed where that was changed.
func TestNothingIsSignedUponALogThatWasChanged(t *testing.T) {
	s := changedStation(t, flipped(1, 60)) // an enrolment, which the sealed index remembers rightly
	text := strings.Replace(pageText, "version: 2.1", "version: 2.2", 1)
	_, err := act(s, boss, model.Approve{Text: []byte(text), Procedure: read(t, text), Effective: opening()})
	var doubt *station.DoubtError
	if !errors.As(err, &doubt) || doubt.Fault.Entry != 1 {
		t.Fatalf("signed: %v", err)
	}
	if c := s.Checked(); c.Fault == "" || c.Running || !c.At.IsZero() {
		t.Errorf("it says %+v", c)
	}
	if _, err := s.Signer(worker, phraseOf(worker)); !errors.As(err, &doubt) {
		t.Errorf("a key was opened: %v", err)
	}
	// What is no signature goes on: nobody at the bench is stopped in the middle.
	if _, err := s.StartRun(worker, read(t, pageText)); err != nil {
		t.Errorf("a run cannot be started: %v", err)
	}
}

func TestAReadingThatWasBrokenOffIsBegunAgain(t *testing.T) {
	b := newBench(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Examine(ended, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	told := int64(0)
	if err := b.Examine(t.Context(), func(done, total int64) { told = max(told, done) }); err != nil || told != b.About().Entries {
		t.Errorf("%v, told of %d entries", err, told)
	}
	if err := b.Examine(t.Context(), func(int64, int64) { t.Error("it is read twice") }); err != nil {
		t.Error(err)
	}
}

func TestTheLogIsCheckedBehindTheScreensOnceADay(t *testing.T) {
	b := newBench(t)
	var clock atomic.Pointer[time.Time] // which is read behind the test
	set := func(now time.Time) time.Time { clock.Store(&now); return now }
	at := set(b.now)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := station.Open(config(b.cfg.Dir, func() time.Time { return *clock.Load() }))
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Checked(); c.Running || !c.At.IsZero() {
		t.Fatalf("before: %+v", c)
	}
	ctx, cancel := context.WithCancel(t.Context())
	tick, done := make(chan time.Time), make(chan struct{})
	go func() {
		defer close(done)
		s.KeepChecking(ctx, tick)
	}()
	tick <- at // taken once the first check has ended
	tick <- at // and the second
	if c := s.Checked(); c.Running || !c.At.Equal(at) || c.Fault != "" {
		t.Errorf("on the first day: %+v", c)
	}
	later := set(at.Add(23 * time.Hour))
	tick <- later
	tick <- later
	if c := s.Checked(); !c.At.Equal(at) {
		t.Errorf("on the same day: %+v", c)
	}
	later = set(at.Add(25 * time.Hour))
	tick <- later
	tick <- later
	if c := s.Checked(); !c.At.Equal(later) {
		t.Errorf("a day later: %+v", c)
	}
	cancel()
	<-done
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b.open()
}

// What goes on behind the screens finds a fault as a signature would, and from there on
// nothing is signed.
func TestAFaultThatIsFoundBehindTheScreensStopsSigning(t *testing.T) {
	s := changedStation(t, flipped(3, 60))
	ctx, cancel := context.WithCancel(t.Context())
	tick, done := make(chan time.Time), make(chan struct{})
	go func() {
		defer close(done)
		s.KeepChecking(ctx, tick)
	}()
	tick <- opening()
	cancel()
	<-done
	var doubt *station.DoubtError
	if _, err := act(s, admin, model.Assign{Person: worker, Roles: []sop.Role{sop.Trainee}, Reason: "to learn"}); !errors.As(err, &doubt) {
		t.Errorf("signed: %v", err)
	}
}

// A medium that was put away can be read, verified and exported; nothing is written.
func TestALogThatIsOpenedToReadIsVerifiedListedShownAndExported(t *testing.T) {
	b := newBench(t)
	done := b.perform(worker, "S26")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	before := filesOf(t, b.cfg.Dir)
	cfg := b.cfg
	cfg.Opening = station.ToRead
	s, err := station.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.OK() {
		t.Errorf("verified: %v, %v", report, err)
	}
	if rows, err := s.Completions(model.Query{}); err != nil || len(rows) != 1 || rows[0].Entry != done {
		t.Errorf("listed: %v, %v", rows, err)
	}
	if shown, err := s.Record(done); err != nil || shown.Person.ID != worker {
		t.Errorf("shown: %v, %v", shown, err)
	}
	to := &kept{MapFS: fstest.MapFS{}}
	out, err := s.Export(t.Context(), station.Export{}, to, nil)
	if err != nil || !to.committed || out.Unrecorded == "" || !bytes.Contains(to.MapFS["README"].Data, []byte("The log has no entry that this bundle was made")) {
		t.Errorf("exported: %+v, %v\n%s", out, err, to.MapFS["README"].Data)
	}
	if report, err := record.VerifyBundle(t.Context(), to, record.BundleOptions{}); err != nil || !report.OK() {
		t.Errorf("the bundle: %v, %v", report, err)
	}
	var problem *store.Problem
	if _, err := act(s, admin, model.Assign{Person: worker, Roles: []sop.Role{sop.Trainee}, Reason: "to learn"}); !errors.As(err, &problem) || problem.Kind != store.ReadOnly {
		t.Errorf("signed: %v", err)
	}
	if _, err := s.StartRun(worker, read(t, pageText)); !errors.As(err, &problem) || problem.Kind != store.ReadOnly {
		t.Errorf("started: %v", err)
	}
	path := filepath.Join(t.TempDir(), "backup")
	zip, err := bundle.CreateZip(path)
	if err != nil {
		t.Fatal(err)
	}
	defer zip.Discard()
	if n, err := s.Backup(t.Context(), zip); err != nil || n != s.About().Entries {
		t.Errorf("backed up: %d, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if after := filesOf(t, b.cfg.Dir); !maps.Equal(before, after) {
		t.Error("something was written")
	}
	b.open()
}

// filesOf returns what is in a folder.
func filesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(os.DirFS(dir), name)
		out[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
