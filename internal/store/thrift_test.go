package store_test

import (
	"path/filepath"
	"runtime/metrics"
	"testing"
	"time"
)

// sweptAt is by how many percent the heap may grow before it is swept.
func sweptAt() uint64 {
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// Who verifies keeps the heap small, and the last of several leaves it as it was.
func TestTheHeapIsKeptSmallWhileALogIsVerified(t *testing.T) {
	p := newPair(t, open(t, filepath.Join(t.TempDir(), "log.db")))
	defer func() { p.must(p.store.Close()) }()
	before, asked := sweptAt(), 0
	small := func() {
		if asked++; sweptAt() != 50 {
			t.Errorf("it may grow by %d percent", sweptAt())
		}
	}
	other := newPair(t, open(t, filepath.Join(t.TempDir(), "log.db")))
	defer func() { p.must(other.store.Close()) }()
	report, err := p.store.Verify(t.Context(), time.Time{}, func(int64, int64) {
		small()
		report, err := other.store.Verify(t.Context(), time.Time{}, func(int64, int64) { small() })
		if err != nil || !report.OK() {
			t.Error(report, err)
		}
		small()
	})
	if err != nil || !report.OK() || asked < 3 || sweptAt() != before || before == 50 {
		t.Errorf("%v, %v, asked %d times, %d percent before and %d after", report, err, asked, before, sweptAt())
	}
}
