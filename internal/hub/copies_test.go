package hub_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
	"soprun/internal/station/stationtest"
	"soprun/internal/store"
	"soprun/sop/record"
)

// reader lets a role read sites, and returns its copies.
func reader(t testing.TB, d *hubtest.Database, name string, sites ...string) *hub.Copies {
	t.Helper()
	if err := connect(t, d.Owner()).AddReader(t.Context(), d.Role(name), sites...); err != nil {
		t.Fatal(err)
	}
	return &hub.Copies{
		Dir: filepath.Join(t.TempDir(), "copies"), URL: d.URL(d.Role(name)), Name: name,
		Now: func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) },
	}
}

// pulled takes what is new over, by log.
func pulled(t testing.TB, c *hub.Copies) map[string]hub.Copy {
	t.Helper()
	all, err := c.Pull(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]hub.Copy{}
	for _, of := range all {
		by[of.Log] = of
	}
	return by
}

// opened opens a copy, which is closed before the next pull.
func opened(t testing.TB, c *hub.Copies, of hub.Copy) *store.Store {
	t.Helper()
	key, err := c.Key()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenWith(filepath.Join(of.Dir, "log.db"), nil, store.Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// reportOn verifies a copy.
func reportOn(t testing.TB, c *hub.Copies, of hub.Copy) *record.Report {
	t.Helper()
	s := opened(t, c, of)
	report, err := s.Verify(t.Context(), time.Now(), nil)
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return report
}

// isSound fails a test where a copy does not verify, or is not of the log of a bench.
func isSound(t testing.TB, c *hub.Copies, of hub.Copy, b *bench) {
	t.Helper()
	if report := reportOn(t, c, of); !report.OK() || report.Head != b.Store.Head() {
		t.Errorf("%s: %+v", b.Origin, report)
	}
}

func TestAReaderHasVerifiedCopiesOfTheSitesThatItMayRead(t *testing.T) {
	d := newHub(t)
	north, south := newBench(t, "north.nhs.uk/bench/2026-1"), newBench(t, "south.nhs.uk/bench/2026-1")
	northURL, southURL := enrol(t, d, north.Origin, "north/haematology"), enrol(t, d, south.Origin, "south")
	enrol(t, d, "north.nhs.uk/new/2026-1", "north")
	north.work(20)
	mustUpload(t, north, northURL)
	mustUpload(t, south, southURL)
	all, some := reader(t, d, "all", "*"), reader(t, d, "some", "north")
	if got := pulled(t, all); len(got) != 3 || got[south.Origin].Entries != south.size() || got[north.Origin].New != north.size() {
		t.Errorf("all: %+v", got)
	}
	got := pulled(t, some)
	if _, there := got[south.Origin]; there || len(got) != 2 || got["north.nhs.uk/new/2026-1"].Entries != 0 {
		t.Errorf("the north: %+v", got)
	}
	isSound(t, some, got[north.Origin], north)
}

func TestACopyTakesWhatIsNewAndItsIndexIsItsOwn(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url, c := enrol(t, d, origin, "elsewhere"), reader(t, d, "all", "*")
	b.work(10)
	mustUpload(t, b, url)
	pulled(t, c)
	for range 3 {
		b.work(7)
		mustUpload(t, b, url)
		if got := pulled(t, c)[origin]; got.New != 28 || got.Entries != b.size() || got.Blocked != "" {
			t.Fatalf("%+v", got)
		}
	}
	got := pulled(t, c)[origin]
	if got.New != 0 {
		t.Errorf("nothing was new, and %d entries came", got.New)
	}
	isSound(t, c, got, b)
	s := opened(t, c, got)
	defer func() { _ = s.Close() }()
	n := 0
	if err := s.Find(store.Query{}, func(int64) bool { n++; return true }); err != nil || n != 31 {
		t.Errorf("it finds %d completions of 31, %v", n, err)
	}
	if _, err := s.Append([]record.Sealed{{Payload: []byte("{}")}}); !errors.Is(err, store.ErrNoSigner) {
		t.Errorf("something was appended to a copy: %v", err)
	}
	list, err := c.List()
	if err != nil || len(list) != 1 || list[0].Entries != b.size() || list[0].Site != "elsewhere" {
		t.Errorf("without the hub: %+v, %v", list, err)
	}
}

func TestABadEntryBlocksItsLogAndOthersGoOn(t *testing.T) {
	d := newHub(t)
	b, other := newBench(t, origin), newBench(t, "north.nhs.uk/bench/2026-1")
	url, otherURL, c := enrol(t, d, origin, "elsewhere"), enrol(t, d, other.Origin, "north"), reader(t, d, "all", "*")
	b.work(3)
	mustUpload(t, b, url)
	mustUpload(t, other, otherURL)
	before := pulled(t, c)[origin].Entries
	b.work(2)
	other.work(2)
	mustUpload(t, b, url)
	mustUpload(t, other, otherURL)
	its := ` and log = (select id from soprun.logs where log = '` + origin + `')`
	for _, what := range []struct{ change, undo, says string }{
		{`update soprun.entries set payload = set_byte(payload, 40, get_byte(payload, 40) # 1) where seq = 22` + its, `again`, "entry 22"},
		{`update soprun.entries set payload = set_byte(payload, 40, get_byte(payload, 40) # 1) where seq = 16` + its, `again`, "entry 16"},
		{`update soprun.entries set signature = set_byte(signature, 90, get_byte(signature, 90) # 1) where seq = 19` + its, `again`, "entry 19"},
		{`update soprun.entries set checkpoint = set_byte(checkpoint, 9, get_byte(checkpoint, 9) # 1) where seq = 18` + its, `again`, "checkpoint"},
		{`update soprun.entries set leaf = set_byte(leaf, 9, get_byte(leaf, 9) # 1) where seq = 15` + its, `again`, "another entry 15"},
		{`update soprun.entries set seq = seq + 100 where seq = 17` + its, `update soprun.entries set seq = 17 where seq = 117` + its, "entry 17"},
		{`update soprun.logs set signed_size = 9 where log = '` + origin + `'`, `update soprun.logs set signed_size = size where log = '` + origin + `'`, "the hub was put back"},
		{`update soprun.logs set signed_root = sha256('x') where log = '` + origin + `'`, `update soprun.logs set signed_root = root where log = '` + origin + `'`, "signed another head"},
	} {
		must(t, d.Owner(), what.change)
		then := *c // as the copies are now
		then.Dir = filepath.Join(t.TempDir(), "copies")
		if err := errors.Join(os.Mkdir(then.Dir, 0o700), stationtest.Copy(then.Dir, os.DirFS(c.Dir))); err != nil {
			t.Fatal(err)
		}
		got, fresh := pulled(t, &then), pulled(t, reader(t, d, "fresh", "*"))
		if of := got[origin]; !strings.Contains(of.Blocked, what.says) || of.Entries < before || of.Entries >= b.size() && !strings.Contains(what.change, "signed_root") {
			t.Errorf("%s: %+v", what.change, of)
		}
		if of := got[other.Origin]; of.Blocked != "" || of.Entries != other.size() {
			t.Errorf("%s: the other: %+v", what.change, of)
		}
		if report := reportOn(t, &then, got[origin]); !report.OK() {
			t.Errorf("%s: what is here is not sound any more: %+v", what.change, report)
		}
		if of := fresh[origin]; of.Blocked == "" && of.Entries == b.size() {
			t.Errorf("%s: a new copy: %+v", what.change, of)
		}
		if what.undo == "again" {
			what.undo = what.change
		}
		must(t, d.Owner(), what.undo)
	}
	if of := pulled(t, c)[origin]; of.Blocked != "" || of.Entries != b.size() {
		t.Errorf("put right: %+v", of)
	}
}

func TestAFlippedBitInAStationAndInACopyIsFound(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	c := reader(t, d, "all", "*")
	b.work(5)
	mustUpload(t, b, enrol(t, d, origin, "elsewhere"))
	of := pulled(t, c)[origin]
	marked := b.entry(9).Payload[:60]
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{b.file, filepath.Join(of.Dir, "log.db")} {
		flip(t, file, marked)
		report, err := store.Audit(t.Context(), file, nil)
		if err != nil || report.OK() || report.Faults[0].Entry != 9 {
			t.Errorf("%s: %v, %+v", file, err, report)
		}
	}
	if report := reportOn(t, c, of); report.OK() || report.Faults[0].Entry != 9 {
		t.Errorf("the open copy: %+v", report)
	}
}

// flip flips a bit in a file where these bytes stand.
func flip(t testing.TB, file string, in []byte) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(content, in)
	if at < 0 {
		t.Fatalf("%s has no such bytes", file)
	}
	content[at+40] ^= 4
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestACopyThatIsDamagedIsMadeAnew(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	c := reader(t, d, "all", "*")
	b.work(5)
	mustUpload(t, b, enrol(t, d, origin, "elsewhere"))
	of := pulled(t, c)[origin]
	for what, content := range map[string][]byte{"empty": {}, "something else": []byte(strings.Repeat("no log ", 9000))} {
		if err := os.WriteFile(filepath.Join(of.Dir, "log.db"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if of = pulled(t, c)[origin]; of.Blocked != "" || of.New != b.size() {
			t.Errorf("%s: %+v", what, of)
		}
		isSound(t, c, of, b)
	}
}
