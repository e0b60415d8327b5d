package kit_test

import (
	"testing"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
	"soprun/sop/page"
)

func TestAPageAsItRunsIsNeverTooWide(t *testing.T) {
	for name, text := range tuitest.Pages(t, "../../..") {
		p, findings := page.Parse([]byte(text))
		if page.HasErrors(findings) {
			t.Fatalf("%s: %v", name, findings)
		}
		for _, width := range []int{30, 60, 76} {
			for _, row := range kit.Lines(present.AsItRuns(p), width, kit.Env{Height: 24}) {
				if n := row.Width(); n > width {
					t.Errorf("%s: %d cells of %d: %q", name, n, width, row.String())
				}
			}
		}
	}
}

func TestWhatIsSaidOfAPageStandsUnderItsIndent(t *testing.T) {
	got := kit.Lines([]present.Line{
		{Weight: present.Heading, Text: "Wash"},
		{},
		{Text: "Only if the water of the bath is warm enough", Indent: 4},
		{Prose: "Use **soap**.", Indent: 2},
		{Glyph: present.AlertGlyph, Text: "WARNING, to be read before step 10", Indent: 2},
	}, 30, kit.Env{Height: 24})
	want := []string{"Wash", "", "    Only if the water of the", "      bath is warm enough", "  Use soap.", "  ! WARNING, to be read before", "    step 10"}
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d: %v", len(got), len(want), got)
	}
	for i, l := range got {
		if l.String() != want[i] {
			t.Errorf("line %d is %q, want %q", i, l.String(), want[i])
		}
	}
	if last := got[4]; last[len(last)-2].Role != kit.Strong {
		t.Errorf("what is strong on the page is not drawn so: %v", last)
	}
}
