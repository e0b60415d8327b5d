package effects_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"soprun/internal/effects"
	"soprun/internal/station"
	"soprun/procedures"
)

// many writes shipped pages under ids of their own, in fifty groups.
func many(t testing.TB, n int) string {
	t.Helper()
	shipped, err := procedures.All()
	if err != nil || len(shipped) < 40 {
		t.Fatalf("%d shipped pages, %v", len(shipped), err)
	}
	dir := t.TempDir()
	for i := range n {
		text := string(shipped[i%len(shipped)].Source)
		_, rest, _ := strings.Cut(text, "\nid: ")
		id, _, _ := strings.Cut(rest, "\n")
		name := filepath.Join(dir, fmt.Sprintf("group-%02d", i%50), fmt.Sprintf("page-%05d.md", i))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		text = strings.Replace(text, "\nid: "+id+"\n", fmt.Sprintf("\nid: SOP-MANY-%05d\n", i), 1)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		old := opening().Add(-time.Hour)
		if err := os.Chtimes(name, old, old); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadingSaysHowFarItIsAndOnlyWhileItReads(t *testing.T) {
	data := t.TempDir()
	s, err := station.Open(stationConfig(data, opening))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	const pages = 120
	b := effects.New(s, opening, os.DirFS(many(t, pages)))
	var calls, most atomic.Int64
	read := func() {
		t.Helper()
		rows, err := b.ReadPages(func(done, total int64) {
			calls.Add(1)
			if done == total {
				most.Store(total)
			}
		})
		if err != nil || len(rows) != pages {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
	}
	if read(); calls.Load() != pages || most.Load() != pages {
		t.Errorf("progress was told %d times, and ended at %d of %d", calls.Load(), most.Load(), pages)
	}
	if read(); calls.Load() != pages {
		t.Errorf("pages that are as they were are read again: told %d times", calls.Load())
	}
}
