package hub_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
	"soprun/sop/record"
)

func TestTwelveThousandEntriesArriveOverFortyCutConnections(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(3000)
	link := hubtest.NewProxy(t, d.Port)
	dice := rand.New(rand.NewPCG(1, 2))
	link.CutAfter(func() int64 {
		if link.Cuts() >= 40 {
			return -1
		}
		return 1_000 + dice.Int64N(400_000)
	})
	up, last, failed := &hub.Uploader{URL: link.Through(url), Log: b.Store}, int64(0), 0
	up.Arrived = func(done, _ int64) { last = done }
	for done := false; !done; {
		had := last
		sent, err := up.Once(t.Context())
		if done = err == nil; done && sent.Total != b.size() {
			t.Fatalf("%d of %d entries were acknowledged", sent.Total, b.size())
		}
		if failed++; last < had {
			t.Fatalf("%d entries were acknowledged, after %d", last, had)
		}
		if failed > 200 {
			t.Fatalf("it never arrives: %v", err)
		}
	}
	if link.Cuts() < 40 || b.size() < 12_000 {
		t.Fatalf("%d cuts, %d entries", link.Cuts(), b.size())
	}
	mustHold(t, d, b)
}

// mustHold compares what the hub has of a log with the log, entry for entry.
func mustHold(t testing.TB, d *hubtest.Database, b *bench) {
	t.Helper()
	rows, sum := int64(0), ""
	must(t, d.Owner(), `select count(*), coalesce(encode(sha256(string_agg(leaf, '' order by seq)), 'hex'), '')
		from soprun.entries e, soprun.logs l where e.log = l.id and e.year = l.year and l.log = '`+b.Origin+`'`, &rows, &sum)
	if want := sumOf(b, b.size()); rows != b.size() || sum != want {
		t.Errorf("the hub has %d entries of %d, and their sum is %s, not %s", rows, b.size(), sum, want)
	}
}

// wall runs what waits for something else until it is so: the server tells of nothing.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	ctx, enough := context.WithTimeout(t.Context(), time.Minute)
	defer enough()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not within a minute", what)
		}
	}
}

// pair is a primary with a synchronous standby, and a hub on them.
func pair(t *testing.T) (primary *hubtest.Database, standby *hubtest.Cluster) {
	t.Helper()
	hubtest.Needs(t)
	c, err := hubtest.Start(true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	standby, err = c.Standby("second")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = standby.Close() })
	primary = c.Database(t)
	if err := c.Exec("postgres", `alter system set synchronous_standby_names = 'second'; select pg_reload_conf()`); err != nil {
		t.Fatal(err)
	}
	owner := connect(t, primary.Owner())
	until(t, "the standby is synchronous", func() bool {
		n := 0
		must(t, primary.URL("postgres"), `select count(*) from pg_stat_replication where sync_state = 'sync' and state = 'streaming'`, &n)
		return n == 1
	})
	if _, err := owner.Init(t.Context(), hub.Setup{Name: "a hub with a standby"}); err != nil {
		t.Fatal(err)
	}
	all, err := owner.Check(t.Context())
	if err != nil || !hub.Sound(all) {
		t.Fatalf("the check of a hub with a standby: %+v, %v", all, err)
	}
	return primary, standby
}

func TestACommitThatTheStandbyDoesNotHaveIsNoAcknowledgementAndALostPrimaryLosesNothing(t *testing.T) {
	d, standby := pair(t)
	b := newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(20)
	mustUpload(t, b, url)
	acknowledged := b.size()

	if err := standby.Stop(); err != nil {
		t.Fatal(err)
	}
	b.work(5)
	notAcknowledged(t, d, b, url, "new entries")
	n := int64(0)
	must(t, d.URL("postgres"), `select count(*) from soprun.entries`, &n)
	if n <= acknowledged {
		t.Fatalf("the primary has %d entries: nothing was cancelled while it waited", n)
	}
	notAcknowledged(t, d, b, url, "entries that the primary alone has") // a dup is none either

	if err := d.Kill(); err != nil { // what it alone had is lost with it
		t.Fatal(err)
	}
	if err := standby.Boot(); err != nil {
		t.Fatal(err)
	}
	if err := standby.Promote(); err != nil {
		t.Fatal(err)
	}
	second := &hubtest.Database{Cluster: standby, Name: d.Name}
	must(t, second.Owner(), `select count(*) from soprun.entries`, &n)
	if n != acknowledged {
		t.Fatalf("the standby has %d entries, and %d were acknowledged", n, acknowledged)
	}
	if err := standby.Exec("postgres", `alter system set synchronous_standby_names = ''; select pg_reload_conf()`); err != nil {
		t.Fatal(err)
	}
	// One URL names both machines, and the log goes on where the one that lives ends.
	both := fmt.Sprintf("postgres://%s@127.0.0.1:%d,127.0.0.1:%d/%s?sslmode=disable", d.Role(hub.RoleOf(origin)), d.Port, standby.Port, d.Name)
	mustUpload(t, b, both)
	mustHold(t, second, b)
}

// notAcknowledged uploads while there is no standby, and has the wait for it cancelled.
func notAcknowledged(t *testing.T, d *hubtest.Database, b *bench, url, what string) {
	t.Helper()
	ended, arrived := make(chan error, 1), int64(0)
	up := &hub.Uploader{URL: url, Log: b.Store, Arrived: func(done, _ int64) { arrived = done }}
	go func() {
		_, err := up.Once(context.WithoutCancel(t.Context()))
		ended <- err
	}()
	cancelled := false
	until(t, "the commit waits, and is cancelled", func() bool {
		must(t, d.URL("postgres"), `select coalesce(bool_or(pg_cancel_backend(pid)), false) from pg_stat_activity
			where wait_event = 'SyncRep' and datname = '`+d.Name+`'`, &cancelled)
		return cancelled
	})
	if err := <-ended; !errors.Is(err, hub.ErrUnsure) || !strings.Contains(err.Error(), "canceling wait for synchronous replication") {
		t.Errorf("%s: the upload ended with %v", what, err)
	}
	if arrived != 0 {
		t.Errorf("%s: %d entries were called acknowledged", what, arrived)
	}
}

func TestFiftyStationsThatWereAwayForThirtyDaysComeBackAtOnce(t *testing.T) {
	d := newHub(t)
	const stations, runs = 50, 30
	type one struct {
		*bench
		url string
	}
	var all []one
	for i := range stations {
		b := newBench(t, fmt.Sprintf("trust.nhs.uk/bench-%d/2026-1", i))
		all = append(all, one{b, enrol(t, d, b.Origin, "trust")})
		mustUpload(t, b, all[i].url)
		for range runs { // a run a day
			b.work(1)
			b.Now = b.Now.AddDate(0, 0, 1)
		}
	}
	ended := make(chan error, stations)
	for _, s := range all {
		go func() {
			sent, err := (&hub.Uploader{URL: s.url, Log: s.Store}).Once(t.Context())
			if err == nil && sent.Total != s.size() {
				err = fmt.Errorf("%s: %d of %d", s.Origin, sent.Total, s.size())
			}
			ended <- err
		}()
	}
	for range stations {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	for _, s := range all {
		mustHold(t, d, s.bench)
	}
}

// sumOf is the SHA-256 over the leaf hashes of a log's first entries, in hexadecimal.
func sumOf(b *bench, size int64) string {
	var leaves []byte
	for at := range size {
		leaf := record.LeafHash(b.Stored[at].Payload, b.Stored[at].Signature)
		leaves = append(leaves, leaf[:]...)
	}
	return hexSum(leaves)
}
