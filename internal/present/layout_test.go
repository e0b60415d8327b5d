package present_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/internal/present"
	"soprun/internal/tuitest"
	"soprun/sop/page"
)

// laid returns prose as lines of at most width cells.
func laid(md string, width int) string {
	rows := present.Rows(page.Blocks(md), width)
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.Join(rows, "\n")
}

func TestEachBlockIsLaidOutAsWhatItIs(t *testing.T) {
	for name, c := range map[string]struct {
		md    string
		width int
		want  string
	}{
		"a paragraph wraps":             {"One two three four", 9, "One two\nthree\nfour"},
		"a stop stays with its word":    {"See the `lamp`.", 12, "See the\nlamp."},
		"a break stays a break":         {"One  \ntwo", 20, "One\ntwo"},
		"a list hangs":                  {"Take:\n\n- a long item\n- b\n  - c", 8, "Take:\n- a long\n  item\n- b\n  - c"},
		"numbers stand as written":      {"9. a\n10. b", 20, "9.  a\n10. b"},
		"code stands as it is written":  {"```\nPROG 4\n  TEMP 134\n```", 40, "  PROG 4\n    TEMP 134"},
		"a quote is one":                {"> Mind your fingers.", 12, "> Mind your\n> fingers."},
		"what is struck out says so":    {"Take ~~5 *mL*~~ 6 mL.", 60, "Take [struck out: 5 mL] 6 mL."},
		"a table that fits":             {"| a | b |\n|---|---|\n| one | two |", 20, "a    b\n---  ---\none  two"},
		"headers wrap before the rows":  {"| Balance | Weight within | Settles for |\n|---|---|---|\n| Balance 1 | 0.3 | 10 min |\n| Balance 2 | 0.5 | 30 min |", 27, "Balance    Weight   Settles\n           within   for\n---------  -------  -------\nBalance 1  0.3      10 min\nBalance 2  0.5      30 min"},
		"cells wrap in their columns":   {"| No | Says |\n|---|---|\n| 1 | one two three |\n| 2 | x |", 12, "No  Says\n--  --------\n1   one two\n    three\n\n2   x"},
		"a row too wide becomes lines":  {"| Alpha | Beta |\n|---|---|\n| aaaaaaaa | bbbbbbbb |\n| c | d |", 16, "Alpha: aaaaaaaa\nBeta: bbbbbbbb\n\nAlpha: c\nBeta: d"},
		"an empty cell keeps its place": {"| a | b |\n|---|---|\n| | two |", 20, "a  b\n-  ---\n   two"},
		"a heading, a rule":             {"### Left\n\nText\n\n***", 30, "Left\nText\n\n--------------------"},
	} {
		if got := laid(c.md, c.width); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

func TestNoWordOfAnyPageIsLostAtAnyWidthAndNoLineIsWider(t *testing.T) {
	var texts []string
	for _, text := range tuitest.Pages(t, "../..") {
		texts = append(texts, text[strings.LastIndex(text, "\n---\n")+len("\n---\n"):])
	}
	rapid.Check(t, func(t *rapid.T) {
		md := rapid.SampledFrom(texts).Draw(t, "page")
		width := rapid.IntRange(40, 140).Draw(t, "width")
		blocks := page.Blocks(md)
		rows := present.Rows(blocks, width)
		for _, row := range rows {
			if n := present.Width(row); n > width {
				t.Fatalf("%d cells of %d: %q", n, width, row)
			}
		}
		var list []string
		for _, w := range page.Words(blocks) {
			if len(w) < 20 { // a longer one may be broken
				list = append(list, w)
			}
		}
		if lost := tuitest.Missing(strings.Join(rows, "\n"), list); len(lost) > 0 {
			t.Fatalf("at %d lost %q", width, lost)
		}
		if lost := tuitest.Missing(strings.Join(present.Prose(md), "\n"), list); len(lost) > 0 {
			t.Fatalf("unsaid are %q", lost)
		}
	})
}

func TestProseSaysTheRowsOfATableWithTheirHeaders(t *testing.T) {
	got := present.Prose("| Load | *Minutes* | |\n|---|---|---|\n| Porous | 3 | x |\n| Fluids | | |\n\n> Mind it.\n>\n> Again.\n\n- a\n\n  more\n\n| only |\n|---|")
	want := []string{"Load: Porous; Minutes: 3; x", "Load: Fluids; Minutes:", "Quote: Mind it.", "Again.", "- a", "  more", "only"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("said\n%q\nwant\n%q", got, want)
	}
}
