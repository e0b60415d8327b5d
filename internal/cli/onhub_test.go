package cli_test

import (
	"errors"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// readsCopies are the commands of a log that only read it, and do so on the copies of a hub.
var readsCopies = []string{
	"assets", "calendar", "chart", "checkpoint", "checkpoint compare", "checkpoint key", "checkpoint list", "checkpoint qr", "checkpoint words",
	"dispose list", "due", "export", "incidents", "log", "log approvals", "matrix", "notes", "paper", "people", "people assessments", "people duties",
	"people evidence", "people schemes", "people statements", "people terminals", "portfolio", "progress", "release", "report", "review", "running", "show",
	"today", "trace", "unread", "verify",
}

// What a station does of its own, and what is written or signed, is no work on the copies of a hub:
// it is refused in words, before the hub is asked, and nothing is made.
func TestWhatIsNotReadIsRefusedOnTheCopiesOfAHub(t *testing.T) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	go func() {
		for {
			conn, err := on.Accept()
			if err != nil {
				return
			}
			asked.Add(1)
			_ = conn.Close() // it is no hub
		}
	}()
	t.Cleanup(func() { _ = on.Close() }) // closing twice is harmless
	url := "postgres://lead@" + on.Addr().String() + "/hub?sslmode=disable"
	lines := [][]string{
		{"run", "SOP-IC-001"},
		{"serve"},
		{"practise"},
		{"inspect", "there"},
		{"continue", "there", "--as", "j.bell"},
		{"restore", "there", "here"},
		{"witness"},
		{"new", "SOP-ZZ-009", "--title", "Clean it", "-o", "here"},
		{"demo", "here"},
		{"adopt", "SOP-EQ-013", "here"},
		{"set-up", "--site", "Here", "--station", "Bench", "--name", "Jo Osei", "--person", "jo.osei"},
		{"release", "trust", "there"},
	}
	for _, name := range slices.Sorted(maps.Keys(visits)) {
		if !slices.Contains(readsCopies, name) {
			lines = append(lines, visits[name]...)
		}
	}
	for _, args := range lines {
		dir := filepath.Join(t.TempDir(), "data")
		t.Chdir(t.TempDir())
		r := reading(dir, url, "", args...)
		if !strings.Contains(r.errors, "leave out --hub") && !strings.Contains(r.errors, "without --hub") && !strings.Contains(r.errors, "done at that station") {
			t.Errorf("%q says %q and prints %q", args, r.errors, r.out)
		}
		if n := asked.Swap(0); n != 0 {
			t.Errorf("%q asks the hub first", args)
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q made a folder: %v", args, err)
		}
		if made, err := os.ReadDir("."); err != nil || len(made) > 0 {
			t.Errorf("%q made %v, %v", args, made, err)
		}
	}
	if reading(t.TempDir(), url, "", "log"); asked.Load() == 0 {
		t.Error("what reads does not ask the hub either: the test looks at nothing")
	}
}
