package station_test

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
)

// BenchmarkCompletions reads a log of 100,000 completions (SOPRUN_ENTRIES), as the log
// screen does: what it shows first, without words and for a letter that all have; a step
// of the search for what nothing has; and that to its end. The most that was live on the
// heap after any of them is all that the list costs.
func BenchmarkCompletions(b *testing.B) {
	n := 10_000
	if more, err := strconv.Atoi(os.Getenv("SOPRUN_ENTRIES")); err == nil {
		n = more
	}
	dir := b.TempDir()
	stationtest.Long(b, dir, n)
	s, err := station.Open(config(dir, opening))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }() // it was only read
	before, most := live(), uint64(0)
	part := func(words string, from model.From) (model.Part[model.Completion], time.Duration) {
		began := time.Now()
		p, err := s.CompletionsFrom(b.Context(), model.Query{Words: words}, from)
		if err != nil {
			b.Fatal(err)
		}
		return p, time.Since(began)
	}
	var first, letter, oldest, step, whole []time.Duration
	for b.Loop() {
		rows, took := part("", model.From{})
		first = append(first, took)
		most = max(most, grown(before))
		_, took = part("k", model.From{})
		letter = append(letter, took)
		_, took = part("", model.From{Oldest: true})
		oldest = append(oldest, took)
		began := time.Now()
		for from, more := (model.From{}), true; more; {
			p, took := part("~", from)
			step = append(step, took)
			from.Entry, more = p.Next, p.More
		}
		whole = append(whole, time.Since(began))
		most = max(most, grown(before))
		runtime.KeepAlive(rows)
	}
	for name, all := range map[string][]time.Duration{"first(aim<=16)": first, "letter(aim<=16)": letter, "oldest(aim<=16)": oldest, "step(aim<=16)": step, "nothing-has(aim<=500)": whole} {
		b.ReportMetric(float64(middle(all))/float64(time.Millisecond), "ms/"+name)
	}
	b.ReportMetric(float64(most)/1e6, "MB-live(aim<=40)")
}

// live returns how many bytes of the heap are in use.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// grown returns by how many bytes more is in use than before.
func grown(before uint64) uint64 {
	now := live()
	return now - min(now, before)
}

// middle is what a machine that others use too makes the least difference to.
func middle(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
