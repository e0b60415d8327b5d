package hub_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/hub"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

const disposalDay = "2034-12-01"

// aged is a log with a run that was reviewed eight years ago, and one that was not.
func (b *bench) aged() (reviewed int64) {
	b.T.Helper()
	reviewed = b.work(1)
	b.add(b.Act(recordtest.Boss, sop.Supervisor, b.ReviewBody(reviewed)))
	b.work(1)
	b.Now = b.Now.AddDate(8, 0, 20)
	return reviewed
}

// dispose has two people dispose of what is due.
func (b *bench) dispose() (at int64, list []int64) {
	b.T.Helper()
	at = b.size()
	list, err := b.Due(disposalDay)
	if err != nil || len(list) == 0 {
		b.T.Fatalf("%v is due, %v", list, err)
	}
	body, err := record.DisposeOf(disposalDay, "kept for eight years", list)
	if err != nil {
		b.T.Fatal(err)
	}
	b.add(b.Act(recordtest.Admin, sop.Administrator, body))
	b.add(b.Act(recordtest.Boss, sop.Supervisor, &record.ConfirmDispose{Leaf: b.Stored[at].Hashes[0], Position: at}))
	return at, list
}

// mustDispose carries out what was disposed of in a hub.
func mustDispose(t testing.TB, url string) []hub.Disposed {
	t.Helper()
	done, err := connect(t, url).Dispose(t.Context(), func(v hub.Verdict) error { return errors.New(faultsOf(v)) })
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestADisposalReachesTheHubItsReadersAndTheHubAbove(t *testing.T) {
	lower, upper := newHub(t), newHub(t)
	b := newBench(t, origin)
	url, c := enrol(t, lower, origin, "elsewhere"), reader(t, lower, "all", "*")
	if err := connect(t, upper.Owner()).AddFeeder(t.Context(), upper.Role("feeder"), "north"); err != nil {
		t.Fatal(err)
	}
	reviewed := b.aged()
	secret := b.entry(reviewed).Payload[40:200]
	mustUpload(t, b, url)
	forward := func() {
		t.Helper()
		for _, sent := range forwarded(t, c, upper.URL(upper.Role("feeder"))) {
			if sent.Err != nil {
				t.Fatal(sent.Err)
			}
		}
	}
	forward()
	for what, holds := range map[string]bool{"the hub": holds(t, lower, secret), "the copy": inFile(t, c, secret)} {
		if !holds {
			t.Fatalf("before, %s does not have the payload: the test looks in the wrong place", what)
		}
	}
	if done := mustDispose(t, lower.Owner()); len(done) != 0 {
		t.Errorf("before the disposal %+v was destroyed", done)
	}
	at, list := b.dispose()
	b.work(1)
	mustUpload(t, b, url)
	forward()
	for what, url := range map[string]string{"the hub": lower.Owner(), "the hub above": upper.Owner()} {
		done := mustDispose(t, url)
		if len(done) != 1 || done[0].Disposal != at || done[0].Entries != int64(len(list)) {
			t.Errorf("%s: %+v", what, done)
		}
		if done := mustDispose(t, url); len(done) != 0 {
			t.Errorf("%s: again %+v", what, done)
		}
		if v := verdicts(t, url)[origin]; !v.OK() || v.Report.Destroyed != int64(len(list)) || v.Report.Head != b.Store.Head() {
			t.Errorf("%s does not verify any more: %s", what, faultsOf(v))
		}
	}
	if holds(t, lower, secret) {
		t.Error("the payload is in a file of the server still")
	}
	if inFile(t, c, secret) {
		t.Error("the payload is in the copy still")
	}
	isSound(t, c, pulled(t, c)[origin], b)
	wrote := map[string]int64{}
	all, err := connect(t, lower.Owner()).Destructions(t.Context())
	for _, x := range all {
		wrote[x.Copy] = x.Entries
	}
	if err != nil || len(wrote) != 2 || wrote[""] != int64(len(list)) || wrote["all"] != int64(len(list)) {
		t.Errorf("who destroyed what: %+v, %v", all, err)
	}
	// Whoever copies the log only now has the leaves, and the station goes on.
	late := reader(t, lower, "late", "*")
	isSound(t, late, pulled(t, late)[origin], b)
	b.work(1)
	mustUpload(t, b, url)
	isSound(t, c, pulled(t, c)[origin], b)
}

// holds reports whether the files of a hub have bytes as they are.
func holds(t testing.TB, d interface {
	Holds(what []byte) (bool, error)
}, what []byte,
) bool {
	t.Helper()
	found, err := d.Holds(what)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// inFile reports whether a copy has them.
func inFile(t testing.TB, c *hub.Copies, what []byte) bool {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(pulled(t, c)[origin].Dir, "log.db"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(content), string(what))
}

func TestNothingOfALogThatDoesNotVerifyIsDestroyed(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	reviewed := b.aged()
	b.dispose()
	mustUpload(t, b, enrol(t, d, origin, "elsewhere"))
	must(t, d.Owner(), `update soprun.entries set payload = set_byte(payload, 40, 1) where seq = 2`)
	told := 0
	done, err := connect(t, d.Owner()).Dispose(t.Context(), func(v hub.Verdict) error {
		told++
		return nil
	})
	if err != nil || len(done) != 0 || told != 1 || !holds(t, d, b.entry(reviewed).Payload[40:200]) {
		t.Errorf("destroyed %+v, told of %d, %v", done, told, err)
	}
}

func TestAStationThatHasDestroyedUploadsTheLeaves(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.aged()
	_, list := b.dispose()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.open() // which carries it out
	if _, _, err := b.Get(list[0]); !errors.Is(err, store.ErrErased) {
		t.Fatalf("it is there still: %v", err)
	}
	mustUpload(t, b, url)
	if v := verdicts(t, d.Owner())[origin]; !v.OK() || v.Report.Destroyed != int64(len(list)) {
		t.Errorf("%s", faultsOf(v))
	}
	c := reader(t, d, "all", "*")
	isSound(t, c, pulled(t, c)[origin], b)
}

// forwarded brings what a hub has to the one above.
func forwarded(t testing.TB, c *hub.Copies, above string) []hub.Forwarded {
	t.Helper()
	all, err := c.Forward(t.Context(), above)
	if err != nil || len(all) == 0 {
		t.Fatalf("%+v, %v", all, err)
	}
	return all
}
