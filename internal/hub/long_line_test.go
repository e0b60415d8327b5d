package hub_test

import (
	"flag"
	"testing"
	"time"

	"soprun/internal/hub/hubtest"
)

// longLine is how many runs a station has to bring over a long line: a few in a build,
//
//	go test ./internal/hub -run LongLine -runs 3000 -v
var longLine = flag.Int("runs", 100, "runs of four entries that are brought over a long line")

// What a station has arrives over a long line too. It says how much the line costs: a batch is
// one answer, so that a station's log comes at 200 entries in each time there and back at best.
func TestALogArrivesOverALongLine(t *testing.T) {
	d := newHub(t)
	took := map[time.Duration]time.Duration{}
	entries := int64(0)
	for i, each := range []time.Duration{0, 10 * time.Millisecond} {
		of := origin + string(rune('0'+i))
		b := newBench(t, of)
		url := enrol(t, d, of, "elsewhere")
		b.work(*longLine)
		link := hubtest.NewProxy(t, d.Port)
		link.Delay(each)
		began := time.Now()
		entries = mustUpload(t, b, link.Through(url)).New
		took[each] = time.Since(began)
		if entries != b.size() {
			t.Errorf("%d entries of %d arrive", entries, b.size())
		}
	}
	near, far := took[0], took[10*time.Millisecond]
	t.Logf("%d entries: %v beside the hub (%.0f a second), %v at 20 ms there and back (%.0f a second)",
		entries, near.Round(time.Millisecond), float64(entries)/near.Seconds(), far.Round(time.Millisecond), float64(entries)/far.Seconds())
	if batches := entries/200 + 12; far > near*3+time.Duration(batches)*60*time.Millisecond { // it was connected, asked and told before
		t.Errorf("over a long line it takes %v, and %v beside the hub: an answer is waited for more often than once a batch", far, near)
	}
}
