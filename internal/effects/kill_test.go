package effects_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"soprun/sop/run"
)

// acknowledgements walks the page once without being killed and returns what is
// said after each act. The clock and the answers are fixed, so every child does
// the same.
func acknowledgements(t *testing.T) []string {
	t.Helper()
	c := startChild(t, copyTemplate(t))
	var out []string
	for {
		line, ok := c.acknowledged()
		if !ok {
			c.end()
			return out
		}
		_, rest, _ := strings.Cut(line, " ") // the id of the run is another one each time
		out = append(out, rest)
		c.goOn()
	}
}

func TestARunKilledAfterAnyActGoesOnWhereItWas(t *testing.T) {
	all := acknowledgements(t)
	if len(all) < 15 || all[len(all)-1] != fmt.Sprintf("%s sign", strings.Fields(all[len(all)-1])[0]) {
		t.Fatalf("the walk is too short to say much: %q", all)
	}
	for k := range all {
		dir := copyTemplate(t)
		c := startChild(t, dir)
		var line string
		for i := 0; i <= k; i++ {
			if i > 0 {
				c.goOn()
			}
			var ok bool
			if line, ok = c.acknowledged(); !ok {
				t.Fatalf("the child ended before act %d: %s", i, &c.errs)
			}
		}
		c.kill()
		if _, rest, _ := strings.Cut(line, " "); rest != all[k] {
			t.Fatalf("act %d said %q, want %q", k, rest, all[k])
		}
		if got := carriedOn(t, dir, strings.Fields(line)[0]); got != line {
			t.Errorf("killed after act %d: %q was acknowledged, %q is there", k, line, got)
		}
	}
}

func TestARunKilledWithinAnActHasAllOfItOrNothing(t *testing.T) {
	all := acknowledgements(t)
	for k := 0; k+1 < len(all); k++ {
		dir := copyTemplate(t)
		c := startChild(t, dir)
		var line string
		for i := 0; i <= k; i++ {
			if i > 0 {
				c.goOn()
			}
			line, _ = c.acknowledged()
		}
		c.goOn() // the next act is on its way to the disk
		c.kill()
		id, before, _ := strings.Cut(line, " ")
		_, got, _ := strings.Cut(carriedOn(t, dir, id), " ")
		if got != before && got != all[k+1] {
			t.Errorf("killed within act %d: %q is there, want %q or %q", k+1, got, before, all[k+1])
		}
	}
}

// carriedOn opens the station that a killed child has left and returns what is
// there, as the child words it. The log must verify, and the run must be walked
// to its end and signed.
func carriedOn(t *testing.T, dir, id string) string {
	t.Helper()
	p := openAt(t, dir, opening().Add(2*time.Hour), shipped())
	p.mustVerify()
	runs, err := p.OpenRuns()
	if err != nil || len(runs) != 1 || runs[0].ID != id {
		t.Fatalf("open runs = %+v, %v; want %s", runs, err, id)
	}
	loaded, err := p.LoadRun(id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Replay(loaded.Procedure, loaded.Events)
	if err != nil {
		t.Fatalf("the run does not replay: %v", err)
	}
	if s, open := r.Current(); open && s.Number != runs[0].Step {
		t.Errorf("the library offers step %d, the run is at %d", runs[0].Step, s.Number)
	}
	w := &walk{place: p, keeper: p.Place, id: id, who: oh, run: r}
	w.toEnd()
	if w.draft().Statement == "" {
		t.Error("the run cannot be signed")
	}
	return said(id, len(loaded.Events), r)
}
