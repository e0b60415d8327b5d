package hub_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
	"soprun/sop/record"
)

// verdicts verifies a hub, and returns the verdicts by log.
func verdicts(t testing.TB, url string, named ...string) map[string]hub.Verdict {
	t.Helper()
	all := map[string]hub.Verdict{}
	err := connect(t, url).Verify(t.Context(), func(v hub.Verdict) error {
		all[v.Log] = v
		return nil
	}, named...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func faultsOf(v hub.Verdict) string {
	var b strings.Builder
	for _, f := range v.Report.Faults {
		b.WriteString(f.Error() + "\n")
	}
	return b.String()
}

func TestAHubThatHasWhatItsStationsSentVerifies(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	enrol(t, d, "north.nhs.uk/bench/2026-1", "north") // which never sent anything
	b.work(30)
	mustUpload(t, b, url)
	all := verdicts(t, d.Owner())
	if v := all[origin]; !v.OK() || v.Report.Entries != b.size() || v.Report.Head != b.Store.Head() || v.Unsigned != 0 {
		t.Errorf("%+v %s", v, faultsOf(v))
	}
	if v, there := all["north.nhs.uk/bench/2026-1"]; !there || !v.OK() {
		t.Errorf("the log of which nothing has come: %+v", v)
	}
}

func TestWhatStandsBehindTheLastSignedHeadIsCheckedByItsHashes(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(1)
	mustUpload(t, b, url)
	before := b.Store.Head()
	b.work(1)
	if _, _, err := connect(t, url).Append(t.Context(), origin, before.Root, b.entries(before.Size, before.Size+2), nil); err != nil {
		t.Fatal(err)
	}
	if v := verdicts(t, d.Owner())[origin]; !v.OK() || v.Unsigned != 2 || v.Report.Entries != before.Size {
		t.Errorf("%+v %s", v, faultsOf(v))
	}
	must(t, d.Owner(), `update soprun.entries set payload = payload || ' ' where seq = (select max(seq) from soprun.entries)`)
	if v := verdicts(t, d.Owner())[origin]; v.OK() || !strings.Contains(faultsOf(v), "was changed after it came") {
		t.Errorf("the changed tail: %s", faultsOf(v))
	}
}

func TestWhateverIsChangedInAHubIsFoundAndOtherLogsGoOn(t *testing.T) {
	d := newHub(t)
	b, other := newBench(t, origin), newBench(t, "north.nhs.uk/bench/2026-1")
	b.work(4)
	mustUpload(t, b, enrol(t, d, origin, "elsewhere"))
	mustUpload(t, other, enrol(t, d, other.Origin, "north"))
	its := ` and log = (select id from soprun.logs where log = '` + origin + `')`
	for _, c := range []struct{ change, says string }{
		{`update soprun.entries set payload = set_byte(payload, 40, get_byte(payload, 40) # 1) where seq = 6` + its, "entry 6"},
		{`update soprun.entries set signature = set_byte(signature, 90, get_byte(signature, 90) # 1) where seq = 7` + its, "entry 7"},
		{`update soprun.entries set leaf = set_byte(leaf, 3, get_byte(leaf, 3) # 1) where seq = 5` + its, "entry 5"},
		{`update soprun.entries set checkpoint = set_byte(checkpoint, 3, get_byte(checkpoint, 3) # 1) where seq = 7` + its, "checkpoint"},
		{`delete from soprun.entries where seq = 9` + its, "entry 9"},
		{`delete from soprun.entries where seq >= 12` + its, "says"},
		{`update soprun.entries set seq = seq + 1000 where seq = 5` + its, "entry 5"},
		{`update soprun.logs set size = size + 1 where log = '` + origin + `'`, "says"},
		{`update soprun.logs set root = sha256('x') where log = '` + origin + `'`, "does not follow from its entries"},
		{`update soprun.logs set edges[3] = sha256('x') where log = '` + origin + `'`, "does not follow from its entries"},
		{`update soprun.logs set signed_size = 7 where log = '` + origin + `'`, ""},
		{`update soprun.texts set text = 'x'`, "text"},
		{`delete from soprun.log_texts where log = (select id from soprun.logs where log = '` + origin + `')`, "text"},
		{`update soprun.entries set payload = null, signature = null, erased = decode(replace(encode(convert_to('soprun-log/1' || chr(10) || 'payload sha256:' ||
			encode(sha256(payload), 'hex') || chr(10) || 'signature sha256:' || coalesce(encode(sha256(signature), 'hex'), '-') || chr(10), 'UTF8'), 'base64'), chr(10), ''), 'base64'), disposal = 9
			where seq = 5` + its, "no disposal in entry 9"},
	} {
		err := inOneTransaction(t, d.Owner(), []string{`create schema kept; create table kept.e as table soprun.entries; create table kept.l as table soprun.logs;
			create table kept.t as table soprun.texts; create table kept.lt as table soprun.log_texts`}, `select 1`, new(int))
		if err != nil {
			t.Fatal(err)
		}
		must(t, d.Owner(), c.change)
		all := verdicts(t, d.Owner())
		if v := all[origin]; v.OK() || !strings.Contains(faultsOf(v), c.says) {
			t.Errorf("%s: it does not say %q: %s", c.change, c.says, faultsOf(v))
		}
		if v := all[other.Origin]; !v.OK() && !strings.Contains(c.change, "soprun.texts") {
			t.Errorf("%s: the other log: %s", c.change, faultsOf(v))
		}
		must(t, d.Owner(), `delete from soprun.log_texts; delete from soprun.texts; delete from soprun.entries; delete from soprun.logs;
			insert into soprun.logs overriding system value select * from kept.l; insert into soprun.entries select * from kept.e;
			insert into soprun.texts select * from kept.t; insert into soprun.log_texts select * from kept.lt; drop schema kept cascade`)
	}
	if all := verdicts(t, d.Owner()); !all[origin].OK() || !all[other.Origin].OK() {
		t.Errorf("put back: %+v", all)
	}
}

func TestAFlippedBitInAPageOfTheDatabaseIsFoundAndNamed(t *testing.T) {
	hubtest.Needs(t)
	c, err := hubtest.Start(true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	d := c.Database(t)
	if _, err := connect(t, d.Owner()).Init(t.Context(), hub.Setup{Name: "x", Alone: true}); err != nil {
		t.Fatal(err)
	}
	b, other := newBench(t, origin), newBench(t, "north.nhs.uk/bench/2025-1")
	b.work(10)
	enrol(t, d, other.Origin, "north")
	mustUpload(t, b, enrol(t, d, origin, "elsewhere"))
	file, marked := "", b.entry(9)
	must(t, d.Owner(), `select pg_relation_filepath('soprun.entries_2026')`, &file)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(c.Dir, file)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(content, marked.Payload[:60])
	if at < 0 {
		t.Fatal("the entry does not stand in the file")
	}
	content[at+40] ^= 4
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.Boot(); err != nil {
		t.Fatal(err)
	}
	all := verdicts(t, d.Owner())
	if v := all[origin]; v.OK() || !strings.Contains(faultsOf(v), "invalid page in block") || v.Report.Faults[0].Code != record.FaultStorage {
		t.Errorf("the flipped bit: %+v", v)
	}
	if v, there := all[other.Origin]; !there || !v.OK() {
		t.Errorf("the other log: %+v", v)
	}
}
