package station_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/bundle"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// kept is a station.Target in memory.
type kept struct {
	fstest.MapFS
	committed bool
	fail      error
	begun     func() // called when a file is begun; may be nil
}

func (k *kept) Add(name string, content []byte) error {
	k.MapFS[name] = &fstest.MapFile{Data: bytes.Clone(content), Mode: 0o644}
	return k.fail
}

func (k *kept) Create(name string) (io.WriteCloser, error) {
	if k.begun != nil {
		k.begun()
	}
	out, err := recordtest.Files(k.MapFS).Create(name)
	return out, errors.Join(err, k.fail)
}

func (k *kept) Commit() error { k.committed = true; return nil }

func (b *bench) exported(x station.Export) *kept {
	b.t.Helper()
	to := &kept{MapFS: fstest.MapFS{}}
	if _, err := b.Export(context.Background(), x, to, nil); err != nil || !to.committed {
		b.t.Fatalf("export: %v, committed %v", err, to.committed)
	}
	return to
}

// lastPayload returns the payload of the log's last entry.
func (b *bench) lastPayload() string {
	b.t.Helper()
	raw, err := b.Entry(b.About().Entries - 1)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(raw.Payload)
}

func TestAnExportIsAnEntryAndVerifies(t *testing.T) {
	b := newBench(t)
	for _, x := range []station.Export{{}, {By: boss, Passphrase: phraseOf(boss)}} {
		size := b.About().Entries
		to := b.exported(x)
		report, err := record.VerifyBundle(t.Context(), to, record.BundleOptions{})
		if err != nil || !report.OK() || report.About.By != x.By || report.About.Size != size || !report.About.Whole() {
			t.Errorf("%+v: %v, %v", report.About, report.Faults, err)
		}
		if last := b.lastPayload(); !strings.Contains(last, `"manifest_sha256":"`+report.Manifest) || !strings.Contains(last, `"type":"export"`) {
			t.Errorf("the last entry is %s", last)
		}
	}
}

func TestARefusedExportIsNoEntryAndHandsNothingOver(t *testing.T) {
	b := newBench(t)
	size := b.About().Entries
	for name, x := range map[string]station.Export{
		"a run that is not there":    {Filter: record.Filter{Run: "r-0000"}},
		"a person without work":      {Filter: record.Filter{Person: worker}},
		"a day that is none":         {Filter: record.Filter{Since: "yesterday"}},
		"a signer who is not there":  {By: "no.body", Passphrase: []byte("x")},
		"a filter that has no sense": {Filter: record.Filter{Code: "X1"}},
	} {
		to := &kept{MapFS: fstest.MapFS{}}
		if _, err := b.Export(t.Context(), x, to, nil); err == nil || to.committed || len(to.MapFS) > 0 {
			t.Errorf("%s: %v, %d files", name, err, len(to.MapFS))
		}
	}
	to := &kept{MapFS: fstest.MapFS{}, fail: errors.New("the disk is full")}
	if _, err := b.Export(t.Context(), station.Export{}, to, nil); err == nil || to.committed {
		t.Errorf("a full disk: %v", err)
	}
	if got := b.About().Entries; got != size {
		t.Errorf("%d entries, want %d", got, size)
	}
	if _, err := b.Export(t.Context(), station.Export{By: boss, Passphrase: []byte("a wrong one")}, to, nil); err == nil || to.committed {
		t.Error("signed with a wrong passphrase")
	}
	if last := b.lastPayload(); !strings.Contains(last, `"type":"unlock.failed"`) {
		t.Errorf("the wrong passphrase is no entry: %s", last)
	}
}

// A bundle that nobody waits for any more is not made, and the log does not say that it was.
func TestABundleIsGivenUpWithItsContext(t *testing.T) {
	b := newBench(t)
	size, calls := b.About().Entries, 0
	whole := &kept{MapFS: fstest.MapFS{}}
	if _, err := b.Export(t.Context(), station.Export{}, whole, func(done, total int64) {
		if calls++; done > total || total != 2*size {
			t.Errorf("%d of %d", done, total)
		}
	}); err != nil || calls == 0 || !whole.committed {
		t.Fatalf("%v, told %d times", err, calls)
	}
	size = b.About().Entries
	ctx, giveUp := context.WithCancel(t.Context())
	given := &kept{MapFS: fstest.MapFS{}, begun: giveUp}
	if _, err := b.Export(ctx, station.Export{}, given, nil); !errors.Is(err, context.Canceled) || given.committed {
		t.Errorf("%v, committed %v", err, given.committed)
	}
	if got := b.About().Entries; got != size {
		t.Errorf("the log says that it was made: %d entries, want %d", got, size)
	}
	path := filepath.Join(t.TempDir(), "backup")
	to, err := bundle.CreateZip(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Backup(ctx, to); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup: %v", err)
	}
	to.Discard()
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 0 {
		t.Errorf("%v, and %d files are left", err, len(left))
	}
}

// backup writes a backup into a folder of its own.
func (b *bench) backup() string {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), "backup")
	to, err := bundle.CreateZip(path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer to.Discard()
	if _, err := b.Backup(context.Background(), to); err != nil {
		b.t.Fatal(err)
	}
	return path
}

func TestABackupIsMadeWhileTheStationGoesOnAndComesBack(t *testing.T) {
	b := newBench(t)
	path := b.backup()
	if last := b.lastPayload(); !strings.Contains(last, `"type":"backup"`) {
		t.Errorf("the last entry is %s", last)
	}
	b.now = b.now.Add(time.Minute)
	if _, err := act(b.Station, boss, model.Unlock{Person: worker, Reason: "asked for it"}); err != nil {
		t.Errorf("the station does not go on: %v", err)
	}
	opened, err := bundle.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	cfg := b.cfg
	cfg.Dir = filepath.Join(t.TempDir(), "again")
	if err := errors.Join(stationtest.Copy(cfg.Dir, opened), opened.Close()); err != nil {
		t.Fatal(err)
	}
	again := &bench{t: t, now: b.now, cfg: cfg}
	again.open()
	defer func() { _ = again.Close() }() // verified before
	report, err := again.Restored(context.Background(), [32]byte{1})
	if err != nil || !report.OK() {
		t.Fatal(err)
	}
	if last := again.lastPayload(); !strings.Contains(last, `"type":"restore"`) || !strings.Contains(last, `"backup_sha256":"0100`) {
		t.Errorf("the last entry is %s", last)
	}
	if _, err := act(again.Station, boss, model.Unlock{Person: worker, Reason: "asked for it"}); err != nil {
		t.Errorf("nobody can sign in what was restored: %v", err)
	}
	again.mustVerify()
}

func TestABackupHoldsNoOtherFiles(t *testing.T) {
	for name, want := range map[string]bool{
		"log.db": true, "station.key": true, "host.key": true, "people/ann.lee.key": true,
		"people/../station.key": false, "people/.key": false, "practice.db": false, "people/a/b.key": false, "ann.lee.key": false, "x": false,
	} {
		if station.IsBackedUp(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}
