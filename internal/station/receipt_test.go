package station_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/record"
)

// signs lets a person sign as they do: with a draft and their passphrase.
func (b *bench) signs(entry int64, comment string) error {
	b.t.Helper()
	b.now = b.now.Add(time.Minute)
	d, err := b.Prepare(boss, model.Countersign{Entry: entry, Comment: comment})
	if err != nil {
		b.t.Fatal(err)
	}
	_, err = b.Sign(d, phraseOf(boss))
	return err
}

// copied returns the log's bytes, and putBack puts bytes in its place.
func (b *bench) copied() []byte {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(b.cfg.Dir, "log.db"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.open()
	return text
}

func (b *bench) putBack(text []byte) {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.cfg.Dir, "log.db"), text, 0o600); err != nil {
		b.t.Fatal(err)
	}
	for _, name := range []string{"log.db.checkpoints", "log.db.verified"} { // whoever does it is thorough
		if err := os.Remove(filepath.Join(b.cfg.Dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			b.t.Fatal(err)
		}
	}
	b.open()
}

func TestALogThatWasPutBackIsToldByTheReceiptOfWhoSignsNext(t *testing.T) {
	b := newBench(t)
	first, second := b.perform(worker), b.perform(worker)
	before := b.copied()
	if err := b.signs(first, "seen"); err != nil {
		t.Fatal(err)
	}
	size := b.About().Entries
	b.putBack(before)
	err := b.signs(second, "seen too")
	var fork *station.ForkError
	if !errors.As(err, &fork) || !fork.Fork.RolledBack() || fork.Fork.EarlierHead.Size != size {
		t.Fatalf("err = %v", err)
	}
	if b.About().Entries != size-1 {
		t.Error("something was signed")
	}
	report, err := os.ReadFile(fork.Report)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(report); !strings.Contains(text, string(fork.Fork.Earlier)) || !strings.Contains(text, string(fork.Fork.Now)) {
		t.Errorf("the report lacks a note:\n%s", text)
	}
}

func TestALogThatWasGrownAnewIsToldByTheReceipt(t *testing.T) {
	b := newBench(t)
	first, second := b.perform(worker), b.perform(worker)
	before := b.copied()
	if err := b.signs(first, "seen"); err != nil {
		t.Fatal(err)
	}
	b.putBack(before)
	b.perform(worker) // the thief of the station's key goes on from there
	err := b.signs(second, "seen too")
	var fork *station.ForkError
	if !errors.As(err, &fork) || fork.Fork.RolledBack() || !strings.Contains(err.Error(), "not those that were signed for") {
		t.Fatalf("err = %v", err)
	}
}

func TestAReceiptOfAnUntouchedLogStopsNobody(t *testing.T) {
	b := newBench(t)
	first, second := b.perform(worker), b.perform(worker)
	if err := b.signs(first, "seen"); err != nil {
		t.Fatal(err)
	}
	b.perform(worker)
	b.reopen()
	if err := b.signs(second, "seen too"); err != nil {
		t.Fatal(err)
	}
	b.mustVerify()
}

func TestAReceiptOfAnotherStationIsSaid(t *testing.T) {
	b := newBench(t)
	first := b.perform(worker)
	other, err := station.Open(config(t.TempDir(), b.cfg.Now))
	if err != nil {
		t.Fatal(err)
	}
	if err := other.SetUp(model.SetUp{Site: "Elsewhere", Station: "Bench 9", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)}); err != nil {
		t.Fatal(err)
	}
	note, err := other.Checkpoint()
	if err := errors.Join(err, other.Close()); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.cfg.Dir, "people", boss+".receipt"), note, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.signs(first, "seen"); err == nil || !strings.Contains(err.Error(), "receipt") {
		t.Errorf("err = %v", err)
	}
	var code *record.Fault
	if errors.As(err, &code) {
		t.Errorf("it is called a fault of the log: %v", code)
	}
}
