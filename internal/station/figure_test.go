package station_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/page"
)

const dial = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect width="40" height="20"/></svg>`

// pictured is a page with a figure, read with its file; the same figure stands in it twice.
func pictured(t testing.TB, data string) (string, *sop.Procedure) {
	t.Helper()
	sum := sha256.Sum256([]byte(data))
	shown := "![The dial](figures/dial.svg \"sha256:" + hex.EncodeToString(sum[:]) + "\")\n\n"
	text := textOf("3.0", "S26", "1. Clean the bowl. `#clean, S26`\n\n   "+shown+shown)
	p, err := page.WithFigures(read(t, text), func(sop.Figure) ([]byte, error) { return []byte(data), nil })
	if err != nil {
		t.Fatal(err)
	}
	return text, p
}

func TestWhatIsApprovedIsKeptWithItsFigures(t *testing.T) {
	b := newBench(t)
	text, p := pictured(t, dial)
	d, err := b.Prepare(boss, model.Approve{Text: []byte(text), Procedure: p})
	if !strings.Contains(d.Statement, `"Daily centrifuge check" with 1 figure on `) {
		t.Errorf("the statement is %q, %v", d.Statement, err)
	}
	b.sign(d, err)
	b.reopen()
	got, kept, err := b.Procedure(p.SHA256)
	if err != nil || string(kept) != text || len(got.Figures) != 2 || !bytes.Equal(got.Figures[1].Data, []byte(dial)) {
		t.Errorf("it comes back as %d figures, %v", len(got.Figures), err)
	}
	b.mustVerify()
}

func TestNothingIsApprovedWithoutTheFiguresThatItShows(t *testing.T) {
	b := newBench(t)
	text, p := pictured(t, dial)
	script := strings.Replace(dial, "<rect", "<script/><rect", 1)
	scripted, running := pictured(t, script)
	large, heavy := pictured(t, dial+strings.Repeat(" ", 600<<10))
	for name, c := range map[string]struct {
		text   string
		shown  *sop.Procedure
		change func(*sop.Figure)
	}{
		"no file":               {text, p, func(f *sop.Figure) { f.Data = nil }},
		"another picture":       {text, p, func(f *sop.Figure) { f.Data = []byte(script) }},
		"one that was not seen": {text, p, func(f *sop.Figure) { f.SHA256 = strings.Repeat("0", 64) }},
		"one that runs":         {scripted, running, func(*sop.Figure) {}},
		"a large one":           {large, heavy, func(*sop.Figure) {}},
	} {
		shown := *c.shown
		shown.Figures = []sop.Figure{c.shown.Figures[0]}
		c.change(&shown.Figures[0])
		if _, err := b.Prepare(boss, model.Approve{Text: []byte(c.text), Procedure: &shown}); !errors.Is(err, station.ErrNotReady) || !strings.Contains(err.Error(), "figures/dial.svg") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
