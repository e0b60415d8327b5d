package hub_test

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/bundle"
	"soprun/internal/hub"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestAClosedYearIsTakenOutAsBundlesThatVerify(t *testing.T) {
	d := newHub(t)
	old, other := newBench(t, origin), newBench(t, "north.nhs.uk/bench/2026-1")
	url, otherURL, c := enrol(t, d, origin, "elsewhere"), enrol(t, d, other.Origin, "north"), reader(t, d, "all", "*")
	reviewed := old.aged()
	old.dispose()
	old.work(3)
	other.work(1)
	mustUpload(t, old, url)
	mustUpload(t, other, otherURL)
	mustDispose(t, d.Owner())
	dir, now := t.TempDir(), time.Date(2035, 1, 2, 9, 0, 0, 0, time.UTC)
	owner := connect(t, d.Owner())
	if all, err := owner.Archive(t.Context(), 2026, dir, "test", now); !errors.Is(err, hub.ErrOpen) || len(all) != 0 {
		t.Fatalf("a year that is open: %+v, %v", all, err)
	}
	for _, b := range []*bench{old, other} {
		b.add(b.Act(recordtest.Admin, sop.Administrator, &record.LogClose{Reason: "the year is over"}))
	}
	mustUpload(t, old, url)
	mustUpload(t, other, otherURL)
	pulled(t, c)
	must(t, d.Owner(), `update soprun.entries set payload = set_byte(payload, 40, 1) where seq = 2 and log = (select id from soprun.logs where log = '`+other.Origin+`')`)
	if all, err := owner.Archive(t.Context(), 2026, t.TempDir(), "test", now); err == nil || !strings.Contains(err.Error(), "nothing of 2026 was taken out") || len(all) != 0 {
		t.Fatalf("a year that does not verify: %+v, %v", all, err)
	}
	must(t, d.Owner(), `update soprun.entries set payload = $$`+string(other.entry(2).Payload)+`$$ where seq = 2 and log = (select id from soprun.logs where log = '`+other.Origin+`')`)

	dir = t.TempDir()
	all, err := owner.Archive(t.Context(), 2026, dir, "test", now)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, one := range all {
		content, err := os.ReadFile(one.File)
		if err != nil || filepath.Dir(one.File) != dir || hexSum(content) != hexOf(one.SHA256[:]) {
			t.Errorf("%+v, %v", one, err)
		}
		b, err := bundle.Open(one.File)
		if err != nil {
			t.Fatal(err)
		}
		if report, err := record.VerifyBundle(t.Context(), b, record.BundleOptions{}); err != nil || !report.OK() || report.Entries != one.Entries {
			t.Errorf("%s: %v, %+v", one.Log, err, report)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	there := ""
	must(t, d.Owner(), `select coalesce(to_regclass('soprun.entries_2026')::text, 'gone')`, &there)
	if v := verdicts(t, d.Owner()); there != "gone" || !v[origin].Archived || !v[origin].OK() || v[origin].Entries != old.size() {
		t.Errorf("%s; %+v", there, v[origin])
	}
	if all, err := owner.Status(t.Context()); err != nil || len(all) != 2 || !all[0].Archived {
		t.Errorf("its status: %+v, %v", all, err)
	}
	if got := pulled(t, c)[origin]; got.Blocked != "" || got.Entries != old.size() {
		t.Errorf("a copy that was there: %+v", got)
	}
	if got := pulled(t, reader(t, d, "late", "*"))[origin]; got.Blocked != "" || got.Entries != 0 {
		t.Errorf("a copy that comes later: %+v", got)
	}
	if _, err := upload(t, old, url); !errors.Is(err, hub.ErrArchived) || !strings.Contains(err.Error(), "taken out of the hub as a bundle") {
		t.Errorf("an upload after that: %v", err)
	}
	k := keep(t, &hub.Uploader{URL: url, Log: old.Store})
	if s := <-k.states; !errors.Is(s.Err, hub.ErrArchived) {
		t.Errorf("behind the screens: %+v", s)
	}
	<-k.ended
	if again, err := owner.Archive(t.Context(), 2026, dir, "test", now); err != nil || len(again) != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if reviewed == 0 {
		t.Error("nothing was disposed of")
	}
}

func TestTheNextLogOfAStationIsItsOwnAndNobodyElsesIs(t *testing.T) {
	d := newHub(t)
	old := newBench(t, "trust.nhs.uk/bench/2026-1")
	url := enrol(t, d, old.Origin, "trust")
	mustUpload(t, old, url)
	next := continued(t, old, "trust.nhs.uk/bench/2027-1")
	mustUpload(t, next, url)
	all, err := connect(t, d.Owner()).Status(t.Context())
	if err != nil || len(all) != 2 || all[1].Log != next.Origin || all[1].Site != "trust" || all[1].Role != all[0].Role {
		t.Errorf("%+v, %v", all, err)
	}
	for _, name := range []string{"trust.nhs.uk/bench-2/2027-1", "other.nhs.uk/bench/2027-1"} {
		db := connect(t, url)
		b := continued(t, old, name)
		if _, _, err := db.Append(t.Context(), name, (&record.Frontier{}).Head().Root, b.entries(0, 1), nil); !errors.Is(err, hub.ErrRefused) {
			t.Errorf("a log named %s: %v", name, err)
		}
	}
}

// continued is the log that goes on from another one.
func continued(t testing.TB, old *bench, name string) *bench {
	t.Helper()
	l := recordtest.Empty(t)
	l.Origin = name
	body, head := l.GenesisBody(), old.Store.Head()
	body.Continues = &record.Continues{Log: old.Origin, Root: head.Root, Size: head.Size}
	l.Append(l.Act(recordtest.Admin, sop.Administrator, body))
	b := &bench{Log: l, file: filepath.Join(t.TempDir(), "log.db")}
	if err := store.Create(b.file); err != nil {
		t.Fatal(err)
	}
	b.open()
	b.write(record.Sealed{Payload: l.Stored[0].Payload, Signature: l.Stored[0].Signature})
	return b
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
