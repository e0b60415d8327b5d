package station_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/sop/record"
)

func TestWhatIsKeptLongEnoughIsDestroyedWhenTwoPeopleSaySo(t *testing.T) {
	b := newBench(t)
	at, young := b.perform(worker), b.perform(worker)
	b.sign(b.Prepare(boss, model.Countersign{Entry: at, Comment: "all fine, SECRETWORD"}))
	if _, err := b.Prepare(admin, model.Dispose{Before: "2026-11-22", Reason: "kept for eight years"}); !errors.Is(err, station.ErrRules) {
		t.Errorf("nothing is due: %v", err)
	}
	b.now = b.now.AddDate(8, 0, 1)
	if n, err := b.Due("2034-11-23"); err != nil || n == 0 {
		t.Fatalf("%d entries are due, %v", n, err)
	}
	entry := b.sign(b.Prepare(admin, model.Dispose{Before: "2034-11-23", Reason: "kept for eight years"}))
	var refused *record.Fault
	if _, err := b.Prepare(admin, model.Confirm{Entry: entry}); !errors.As(err, &refused) || refused.Code != record.FaultDuties {
		t.Errorf("one person alone: %v", err)
	}
	if _, err := b.Prepare(boss, model.Confirm{Entry: at}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("a confirmation of no disposal: %v", err)
	}
	confirmed := b.sign(b.Prepare(boss, model.Confirm{Entry: entry}))
	b.mustVerify()
	b.reopen()
	kept, err := b.Department()
	d := kept.Disposals
	if err != nil || len(d) != 1 || d[0].Confirmed == nil || d[0].Confirmed.Entry != confirmed || d[0].Confirmed.By.ID != boss || d[0].By.ID != admin || d[0].Before != "2034-11-23" {
		t.Errorf("disposals = %+v, %v", d, err)
	}
	if _, err := b.Record(at); !errors.Is(err, station.ErrUnknown) || !errors.Is(err, store.ErrErased) || strings.Contains(err.Error(), "not in the log") {
		t.Errorf("the record is there still: %v", err)
	}
	if _, err := b.Record(young); err != nil {
		t.Errorf("what nobody reviewed is gone: %v", err)
	}
	file, err := os.ReadFile(filepath.Join(b.cfg.Dir, "log.db"))
	if err != nil || strings.Contains(string(file), "SECRETWORD") {
		t.Errorf("a word of it is in the file still: %v", err)
	}
	report, err := record.VerifyBundle(t.Context(), b.exported(station.Export{By: boss, Passphrase: phraseOf(boss)}), record.BundleOptions{})
	if err != nil || !report.OK() || report.Destroyed == 0 {
		t.Errorf("an export of what is left: %v, %v", report.Faults, err)
	}
	b.perform(worker) // the log goes on
	if _, err := b.Prepare(admin, model.Dispose{Before: "2034-11-23", Reason: "again"}); !errors.Is(err, station.ErrRules) {
		t.Errorf("it is due again: %v", err)
	}
}
