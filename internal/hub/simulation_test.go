package hub_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
)

// simulated is a station of a simulation, and what the model knows of it.
type simulated struct {
	*bench
	up    hub.Uploader
	acked int64
}

// TestARandomScheduleKeepsWhatWasAcknowledged has stations work and upload over links that are cut anywhere,
// two uploaders of one at once, and batches that come late and again. After each step what the hub
// has of each log is a beginning of it, without a gap, nothing twice, and no shorter than what was acknowledged.
// SOPRUN_SEED repeats a schedule, SOPRUN_ROUNDS makes it longer.
func TestARandomScheduleKeepsWhatWasAcknowledged(t *testing.T) {
	seed, steps := uint64(time.Now().UnixNano()), 80
	if text := os.Getenv("SOPRUN_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if rounds, err := strconv.Atoi(os.Getenv("SOPRUN_ROUNDS")); err == nil {
		steps *= rounds
	}
	t.Logf("SOPRUN_SEED=%d", seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	d := newHub(t)
	link := hubtest.NewProxy(t, d.Port)
	var all []*simulated
	for i := range 3 {
		s := &simulated{bench: newBench(t, fmt.Sprintf("trust.nhs.uk/bench-%d/2026-1", i))}
		s.up = hub.Uploader{URL: link.Through(enrol(t, d, s.Origin, "trust")), Log: s.Store}
		s.up.Arrived = func(done, _ int64) { s.acked = max(s.acked, done) }
		all = append(all, s)
	}
	cut := 0
	for step := range steps {
		s := all[dice.IntN(len(all))]
		link.CutAfter(nil)
		switch kind := dice.IntN(10); {
		case kind < 4:
			s.work(1 + dice.IntN(20))
		case kind < 7:
			budget := 200 + dice.Int64N(60_000)
			link.CutAfter(func() int64 { return budget })
			if _, err := s.up.Once(t.Context()); err != nil {
				cut++
			}
		case kind < 8:
			if sent, err := s.up.Once(t.Context()); err != nil || sent.Total != s.size() {
				t.Fatalf("step %d: a whole link: %+v, %v", step, sent, err)
			}
		case kind < 9:
			s.twice(t)
		default:
			s.late(t, d, dice)
		}
		for _, s := range all {
			s.compare(t, d, step)
		}
	}
	if cut == 0 {
		t.Error("no upload was cut: the schedule tries nothing")
	}
}

// twice has two uploaders at work at once.
func (s *simulated) twice(t *testing.T) {
	ended := make(chan error, 2)
	for range 2 {
		up := hub.Uploader{URL: s.up.URL, Log: s.Store}
		go func() {
			_, err := up.Once(t.Context())
			ended <- err
		}()
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Errorf("one of two uploaders: %v", err)
		}
	}
}

// late sends a part of the log, as a network that kept it would.
func (s *simulated) late(t *testing.T, d *hubtest.Database, dice *rand.Rand) {
	from := dice.Int64N(s.size())
	to := min(s.size(), from+1+dice.Int64N(200))
	db := connect(t, d.URL(d.Role(hub.RoleOf(s.Origin))))
	var prev [32]byte
	err := s.Snapshot(func(l *snapshot) error {
		head, err := l.HeadAt(from)
		prev = head.Root
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if answer, _, err := db.Append(t.Context(), s.Origin, prev, s.entries(from, to), nil); err != nil || answer == hub.Forked {
		t.Errorf("entries %d to %d, late: %q, %v", from, to, answer, err)
	}
}

// compare holds what the hub has against the model.
func (s *simulated) compare(t *testing.T, d *hubtest.Database, step int) {
	t.Helper()
	rows, last, size, sum := int64(0), int64(0), int64(0), ""
	must(t, d.Owner(), `select count(*), coalesce(max(seq), -1) + 1, coalesce(encode(sha256(string_agg(leaf, '' order by seq)), 'hex'), ''),
		(select size from soprun.logs where log = '`+s.Origin+`') from soprun.entries where log = (select id from soprun.logs where log = '`+s.Origin+`')`,
		&rows, &last, &sum, &size)
	switch {
	case rows != last || rows != size:
		t.Fatalf("step %d: %d rows up to %d of a log of %d", step, rows, last, size)
	case rows < s.acked:
		t.Fatalf("step %d: %d entries were acknowledged, and the hub has %d", step, s.acked, rows)
	case rows > 0 && sum != sumOf(s.bench, rows):
		t.Fatalf("step %d: the first %d entries are not those of the log", step, rows)
	}
}
