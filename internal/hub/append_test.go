package hub_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/hub"
	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestAnUploadBringsEveryEntryAndItsText(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(60)
	if sent := mustUpload(t, b, url); sent.New != b.size() || sent.Log != origin {
		t.Errorf("sent %+v, of %d", sent, b.size())
	}
	head, err := connect(t, url).Head(t.Context(), origin)
	if err != nil {
		t.Fatal(err)
	}
	if want := b.Store.Head(); head.TreeHead != want || head.Signed != want {
		t.Errorf("the hub has %v, signed %v; the log is %v", head.TreeHead, head.Signed, want)
	}
	texts, year := 0, 0
	must(t, d.Owner(), `select (select count(*) from soprun.log_texts), (select year from soprun.logs)`, &texts, &year)
	if texts != 1 || year != 2026 {
		t.Errorf("%d texts, in the year %d", texts, year)
	}
	b.work(1)
	if sent := mustUpload(t, b, url); sent.New != 4 {
		t.Errorf("after one run more, %d entries were sent", sent.New)
	}
}

func TestWhatIsSentAgainForEverIsADuplicateAndAddsNothing(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(5)
	mustUpload(t, b, url)
	db := connect(t, url)
	var empty record.Frontier
	for range 50 {
		answer, head, err := db.Append(t.Context(), origin, empty.Head().Root, b.entries(0, b.size()), nil)
		if err != nil || answer != hub.Dup || head != b.Store.Head() {
			t.Fatalf("the whole log again: %q, %v, %v", answer, head, err)
		}
	}
	// One that begins before the end and goes beyond it is said to be there up to the end.
	b.work(1)
	answer, head, err := db.Append(t.Context(), origin, tlog.Hash{}, b.entries(10, b.size()), nil)
	if err != nil || answer != hub.Dup || head.Size != b.size()-4 {
		t.Errorf("across the end: %q, %v, %v", answer, head, err)
	}
	if sent := mustUpload(t, b, url); sent.New != 4 {
		t.Errorf("%d entries were sent, not the four new ones", sent.New)
	}
	if sent := mustUpload(t, b, url); sent.New != 0 {
		t.Errorf("nothing was new, and %d entries were sent", sent.New)
	}
	n := int64(0)
	must(t, d.Owner(), `select count(*) from soprun.entries`, &n)
	if n != b.size() {
		t.Errorf("the hub has %d rows of %d entries", n, b.size())
	}
}

func TestEntriesBehindAGapAreNotTaken(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	db := connect(t, enrol(t, d, origin, "elsewhere"))
	b.work(3)
	answer, head, err := db.Append(t.Context(), origin, tlog.Hash{}, b.entries(4, 8), nil)
	if err != nil || answer != hub.Gap || head.Size != 0 {
		t.Fatalf("entries 4 to 7 of an empty log: %q, %v, %v", answer, head, err)
	}
	if sent := mustUpload(t, b, d.URL(d.Role(hub.RoleOf(origin)))); sent.New != b.size() {
		t.Errorf("after that %d entries were sent, not all", sent.New)
	}
}

func TestAnotherEntryOrAnotherPastIsAFork(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(2)
	mustUpload(t, b, url)
	db, before := connect(t, url), b.Store.Head()
	b.work(1)
	for what, given := range map[string]struct {
		first, to int64
		prev      tlog.Hash
	}{
		"another past":               {before.Size, b.size(), tlog.Hash{1}},
		"another entry at its place": {3, 6, tlog.Hash{}},
	} {
		batch := b.entries(given.first, given.to)
		if given.first < before.Size {
			batch[0].Payload, batch[0].Signature = batch[1].Payload, batch[1].Signature
		}
		answer, head, err := db.Append(t.Context(), origin, given.prev, batch, nil)
		if err != nil || answer != hub.Forked || head != before {
			t.Errorf("%s: %q, %v, %v", what, answer, head, err)
		}
	}
}

// clone makes another bench of a copy of its file, with the same keys: its clock goes otherwise.
func (b *bench) clone(t testing.TB) *bench {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(b.file)
	if err != nil {
		t.Fatal(err)
	}
	its := *b.Log
	its.Tree, its.State, its.Past = record.Frontier{}, record.NewState(), record.NewLedger()
	its.Stored = nil
	for _, e := range b.Stored {
		its.Append(record.Sealed{Payload: e.Payload, Signature: e.Signature})
	}
	its.Now = its.Now.Add(7)
	c := &bench{Log: &its, file: filepath.Join(t.TempDir(), "log.db"), runs: b.runs + 1000}
	if err := os.WriteFile(c.file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	b.open()
	c.open()
	return c
}

func TestOfTwoUploadersWithOneIdentityOneIsStoppedAndBothNotesAreKept(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(3)
	mustUpload(t, b, url)
	other := b.clone(t)
	b.work(2)
	other.work(4)
	mustUpload(t, b, url)
	_, err := upload(t, other, url)
	var fork *hub.ForkError
	if !errors.As(err, &fork) || fork.Fork == nil {
		t.Fatalf("the clone's upload ended with %v", err)
	}
	for _, note := range [][]byte{fork.Fork.Earlier, fork.Fork.Now} {
		if !bytes.Contains([]byte(fork.Report()), note) {
			t.Errorf("the report has not the note\n%s", note)
		}
		v := recordtest.StationOf(origin)
		if _, err := record.OpenCheckpoint(verifierOf(t, v), note); err != nil {
			t.Errorf("a note that proves nothing: %v", err)
		}
	}
	if _, err := upload(t, other, url); !errors.As(err, &fork) {
		t.Errorf("the next upload of the clone ended with %v", err)
	}
	b.work(1)
	mustUpload(t, b, url) // the first one goes on
	all, err := connect(t, d.Owner()).Status(t.Context())
	if err != nil || len(all) != 1 || all[0].Forks != 1 || all[0].Entries != b.size() {
		t.Errorf("the hub says %+v, %v", all, err)
	}
}

func TestALogThatWasPutBackIsNotUploaded(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(3)
	before := b.clone(t)
	b.work(2)
	mustUpload(t, b, url)
	_, err := upload(t, before, url)
	var fork *hub.ForkError
	if !errors.As(err, &fork) || fork.Fork == nil || !fork.Fork.RolledBack() {
		t.Fatalf("the copy of before was uploaded: %v", err)
	}
}

func TestAHubThatWasChangedIsNoForkOfTheStation(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(1)
	mustUpload(t, b, url)
	must(t, d.Owner(), `update soprun.logs set root = sha256('x'), signed_root = sha256('x')`)
	_, err := upload(t, b, url)
	if !errors.Is(err, hub.ErrHub) || errors.As(err, new(*hub.ForkError)) {
		t.Errorf("a hub with a false root: %v", err)
	}
}

func TestWhatIsNoEntryIsRefused(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(120)
	db, empty := connect(t, url), (&record.Frontier{}).Head().Root
	long := b.entries(0, 3)
	long[2].Payload = bytes.Repeat([]byte("x"), 9000)
	for what, c := range map[string]struct {
		batch []record.Stored
		texts [][]byte
		says  string
	}{
		"too many":           {b.entries(0, 201), nil, "200 entries"},
		"a payload too long": {long, nil, "longer than any entry"},
		"too much text":      {b.entries(0, 4), [][]byte{make([]byte, 1<<20), make([]byte, 1)}, "1 MB"},
	} {
		if _, _, err := db.Append(t.Context(), origin, empty, c.batch, c.texts); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := sql(t, url, `select soprun.append('`+origin+`', 0, sha256(''), array[sha256('x')], array['{"at":"2026"}'::bytea], array[null::bytea],
		array[null::bytea], array[null::bytea], array[null::bigint], array[]::bytea[])`); err == nil || !strings.Contains(err.Error(), "not what its leaf says") {
		t.Errorf("an entry with another leaf: %v", err)
	}
	n := 0
	must(t, d.Owner(), `select count(*) from soprun.entries`, &n)
	if n != 0 {
		t.Errorf("%d entries of it were kept", n)
	}
}

func TestACommitWaitsForTheStandbyWhateverTheSessionSays(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	mustUpload(t, b, url)
	said := ""
	must(t, url, `set synchronous_commit = off; begin; select soprun.checkpoint('`+origin+`', 1, sha256(''), 'x'); commit`)
	err := inOneTransaction(t, url, []string{`set synchronous_commit = off`, `select soprun.checkpoint('` + origin + `', 1, sha256(''), 'x')`}, `show synchronous_commit`, &said)
	if err != nil || said != "on" {
		t.Errorf("before the commit synchronous_commit is %q, %v", said, err)
	}
}

type snapshot = store.Snapshot
