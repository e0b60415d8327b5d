package plain_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/plain"
)

// doubted is a place whose log is found not to verify once the first line was typed.
type doubted struct {
	*place
	lines []string
	fault string
}

func (d *doubted) Here() model.Station {
	out := d.place.Here()
	out.Checked.Fault = d.fault
	return out
}

func (d *doubted) Read(b []byte) (int, error) {
	if len(d.lines) == 0 {
		return 0, io.EOF
	}
	if line := d.lines[0]; line == "all" {
		d.fault = "Nothing is signed here until the log verifies: entry 7 was changed."
	}
	n := copy(b, d.lines[0]+"\n")
	d.lines = d.lines[1:]
	return n, nil
}

// The log is read to its end behind the dialogue, so nothing is known when it begins.
func TestALogThatDoesNotVerifyIsSaidOnceItIsFound(t *testing.T) {
	d := &doubted{place: open(t), lines: []string{"clean a", "all", "clean a", "1", "b", "q"}}
	d.with = func(cfg *plain.Config) { cfg.Sources = sourcesOf(d) }
	out, err := d.talkTo(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	inOrder(t, out, "1. Clean a centrifuge", ": all", "Nothing is signed here until the log verifies: entry 7 was changed.", "Library.", ": clean a")
	if n := strings.Count(out, "entry 7 was changed"); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, out)
	}
}
