package store_test

import (
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"soprun/internal/store"
	"soprun/internal/trace"
)

// Of a log of 100,000 completions, and ten values each.
const (
	tracedRuns   = 100_000
	tracedValues = 10
	traceAim     = 4 * time.Millisecond
	traceMemory  = 40 << 20
	tracePage    = 30                    // records of a first page, as a station asks for them
	traceCheck   = 41 * time.Microsecond // what the check of a signature took on one core where the aim was met
)

// BenchmarkTrace reads the first page of what has some terms: the median of each
// combination, and of all, beside the aim.
func BenchmarkTrace(b *testing.B) {
	file := filepath.Join(b.TempDir(), "log.db")
	s := open(b, file)
	defer func() { _ = s.Close() }()
	newPair(b, s)
	if err := store.FillIndex(s, tracedRuns, tracedValues); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	before := heap()
	first := time.Now()
	find(b, s, "zebra", now)
	b.Logf("the first one, which reads all: %v", time.Since(first))
	for _, typed := range []string{
		"fridge", "f-12 t-07 march", "f-12", "t-07 above", "reading > 8", "reading > 80 f-11", "zebra", "zebra kim fridge", "kim -countersigned", "free4711", "out of limits last 7 days",
		`"free text 99999"`, "by:kim asset:f-12 reading < 3", "march", "a b c d e f g h", "",
		"reading = 3.35", "-reading", // nothing has it
	} {
		b.Run(typed, func(b *testing.B) {
			var took []time.Duration
			n := 0
			for b.Loop() {
				begin := time.Now()
				n = find(b, s, typed, now)
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
			b.ReportMetric(float64(traceAim.Milliseconds()), "ms/aim")
			b.ReportMetric(float64(n), "found")
		})
	}
	b.Run("any", func(b *testing.B) { anyTrace(b, s, now) })
	b.Logf("it holds %d MB more on the heap, at most %d are wanted", (heap()-before)>>20, traceMemory>>20)
}

// anyTrace looks for some hundred combinations of terms, and names the slowest: beside the aim, and
// beside what that is on a machine which is so much slower.
func anyTrace(b *testing.B, s *store.Store, now time.Time) {
	b.Helper()
	const combinations, turns = 400, 7
	r := rand.New(rand.NewPCG(26, 7))
	times := checkTakes().Seconds() / traceCheck.Seconds()
	slowest, of, over, overThat := time.Duration(0), "", 0, 0
	for b.Loop() {
		for range combinations {
			typed := someTerms(r)
			var took []time.Duration
			for range turns {
				begin := time.Now()
				find(b, s, typed, now)
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			median := took[turns/2]
			if median > traceAim {
				over++
			}
			if median.Seconds() > times*traceAim.Seconds() {
				overThat++
			}
			if median > slowest {
				slowest, of = median, typed
			}
		}
	}
	b.ReportMetric(float64(slowest.Microseconds())/1000, "ms/slowest-median")
	b.ReportMetric(float64(over)/float64(b.N)/combinations, "share-over-the-aim")
	b.ReportMetric(times, "times-as-slow")
	b.ReportMetric(float64(overThat)/float64(b.N)/combinations, "share-over-so-many-times-the-aim")
	b.Logf("the slowest: %s", of)
}

// checkTakes measures what the check of a signature takes here, on one core.
func checkTakes() time.Duration {
	private, message := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), make([]byte, 128)
	public, signature := private.Public().(ed25519.PublicKey), ed25519.Sign(private, message)
	took := make([]time.Duration, 1000)
	for i := range took {
		begin := time.Now()
		ed25519.Verify(public, message, signature)
		took[i] = time.Since(begin)
	}
	slices.Sort(took)
	return took[len(took)/2]
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func find(b *testing.B, s *store.Store, typed string, now time.Time) int {
	b.Helper()
	found, err := s.Trace(b.Context(), trace.Parse(typed, now), store.Query{}, names, store.Span{Max: tracePage})
	if err != nil {
		b.Fatal(err)
	}
	if found.Of != tracedRuns {
		b.Fatal(fmt.Errorf("%d completions", found.Of))
	}
	return len(found.Records)
}
