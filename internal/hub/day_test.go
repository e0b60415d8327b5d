package hub_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
)

// A day of a trust: 5,300 completions at 40 stations. The nation is 285 million a year.
const (
	dayOfTrust     = 5_300
	stationsOf     = 40
	yearOfNation   = 285_000_000
	roundsOfDay    = 12
	primaryLostAt  = 6
	nationStations = 9_000
)

// size is what a simulation is run with.
type size struct{ completions, stations int }

// sizeOfDay is a fiftieth of a day of a trust, or with SOPRUN_DAY=trust all of it, and with
// SOPRUN_DAY=nation a thousandth of a year of the nation; SOPRUN_DAY=N is N completions.
func sizeOfDay(t *testing.T) size {
	switch text := os.Getenv("SOPRUN_DAY"); text {
	case "":
		return size{dayOfTrust / 50, 6}
	case "trust":
		return size{dayOfTrust, stationsOf}
	case "nation":
		return size{yearOfNation / 1000, nationStations / 1000}
	default:
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return size{n, stationsOf}
	}
}

// worker is a station of the day, and what it was told is acknowledged.
type worker struct {
	*bench
	up    hub.Uploader
	mu    sync.Mutex
	acked int64
}

// TestADayOfATrustArrivesWhole has stations work through a day, over links that are cut, while the
// primary is lost at noon; after it everything that was acknowledged is in the hub, what was not
// comes after all, and the hub and each station verify.
func TestADayOfATrustArrivesWhole(t *testing.T) {
	day, seed := sizeOfDay(t), uint64(time.Now().UnixNano())
	t.Logf("%d completions at %d stations, seed %d", day.completions, day.stations, seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	d, standby := pair(t)
	first, second := hubtest.NewProxy(t, d.Port), hubtest.NewProxy(t, standby.Port)
	var locked sync.Mutex
	budget := func() int64 {
		locked.Lock()
		defer locked.Unlock()
		if dice.IntN(3) == 0 {
			return -1
		}
		return 500 + dice.Int64N(20_000)
	}
	first.CutAfter(budget)
	var all []*worker
	for i := range day.stations {
		w := &worker{bench: newBench(t, fmt.Sprintf("trust.nhs.uk/bench-%d/2026-1", i))}
		enrol(t, d, w.Origin, fmt.Sprintf("site-%d", i%5))
		role := d.Role(hub.RoleOf(w.Origin))
		w.up = hub.Uploader{URL: fmt.Sprintf("postgres://%s@%s,%s/%s?sslmode=disable&target_session_attrs=read-write", role, first.Address(), second.Address(), d.Name), Log: w.Store}
		w.up.Arrived = func(done, _ int64) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.acked = max(w.acked, done)
		}
		all = append(all, w)
	}
	began, lost := time.Now(), 0
	for round := range roundsOfDay {
		work(t, all, day.completions*(round+1)/roundsOfDay)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = uploadAll(t, all) // links are cut, and there is a next time
		}()
		if round == primaryLostAt { // while they upload
			lost = lose(t, d, standby, all)
		}
		<-ended
	}
	worked := time.Since(began)
	first.CutAfter(nil)
	second.CutAfter(nil)
	left := int64(0)
	for _, w := range all {
		left += w.size() - w.acked
	}
	began = time.Now()
	if err := uploadAll(t, all); err != nil {
		t.Fatal(err)
	}
	drained := time.Since(began)
	began = time.Now()
	total := int64(0)
	now := &hubtest.Database{Cluster: standby, Name: d.Name}
	for log, v := range verdicts(t, now.Owner()) {
		if !v.OK() {
			t.Errorf("%s: %s", log, faultsOf(v))
		}
		total += v.Entries
	}
	verified := time.Since(began)
	for _, w := range all {
		mustHold(t, now, w.bench)
		if report, err := w.Verify(t.Context(), time.Now(), nil); err != nil || !report.OK() {
			t.Errorf("%s: %v, %+v", w.Origin, err, report)
		}
	}
	if first.Cuts() == 0 {
		t.Error("no link was cut: the day tries nothing")
	}
	t.Logf("%d entries; %d uploads cut; %d were with the lost primary alone and not acknowledged; worked and uploaded in %v, the last %d in %v, the hub verified in %v",
		total, first.Cuts()+second.Cuts(), lost, worked.Round(time.Millisecond), left, drained.Round(time.Millisecond), verified.Round(time.Millisecond))
}

// work has the stations work until they have done so many completions together.
func work(t *testing.T, all []*worker, until int) {
	t.Helper()
	var wait sync.WaitGroup
	for i, w := range all {
		mine := until/len(all) + map[bool]int{true: 1}[i < until%len(all)]
		wait.Go(func() { w.work(mine - w.runs) })
	}
	wait.Wait()
}

// uploadAll has every station upload at once, and returns what went wrong last.
func uploadAll(t *testing.T, all []*worker) (failed error) {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	for _, w := range all {
		wait.Go(func() {
			ctx, enough := context.WithTimeout(t.Context(), 10*time.Minute)
			defer enough()
			if _, err := w.up.Once(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = err
			}
		})
	}
	wait.Wait()
	return failed
}

// lose kills the primary and has the standby take its place: nothing that was acknowledged is
// lost. It returns how many entries the primary alone had.
func lose(t *testing.T, d *hubtest.Database, standby *hubtest.Cluster, all []*worker) (alone int) {
	t.Helper()
	had, has := 0, 0
	until(t, "they upload", func() bool {
		busy := 0
		must(t, d.URL("postgres"), `select count(*) from pg_stat_activity where usename like 'hub%st\_%' and datname = '`+d.Name+`'`, &busy)
		return busy > 0
	})
	must(t, d.URL("postgres"), `select count(*) from soprun.entries`, &had)
	if err := d.Kill(); err != nil {
		t.Fatal(err)
	}
	acked := map[string]int64{} // nobody answers before the standby is promoted
	for _, w := range all {
		w.mu.Lock()
		acked[w.Origin] = w.acked
		w.mu.Unlock()
	}
	if err := standby.Promote(); err != nil {
		t.Fatal(err)
	}
	now := &hubtest.Database{Cluster: standby, Name: d.Name}
	must(t, now.Owner(), `select count(*) from soprun.entries`, &has)
	for _, w := range all {
		size := int64(0)
		must(t, now.Owner(), `select size from soprun.logs where log = '`+strings.ReplaceAll(w.Origin, "'", "")+`'`, &size)
		if size < acked[w.Origin] {
			t.Errorf("%s: %d entries were acknowledged, and the standby has %d", w.Origin, acked[w.Origin], size)
		}
	}
	return had - has
}
