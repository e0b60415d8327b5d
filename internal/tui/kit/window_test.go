package kit_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/internal/model"
	"soprun/internal/tui/kit"
)

// drawnView draws a view of numbered lines, some of them blank, one block kept.
func drawnView(t *rapid.T) kit.View {
	n := rapid.IntRange(1, 80).Draw(t, "lines")
	v := kit.View{}
	for i := range n {
		line := kit.L(kit.Text, fmt.Sprintf("<%d>", i))
		if rapid.IntRange(0, 3).Draw(t, "blank") == 0 {
			line = nil
		}
		v.Target(i, 1)
		v.Add(line)
	}
	v.FocusEnd = rapid.IntRange(0, n-1).Draw(t, "end")
	v.Focus = rapid.IntRange(0, v.FocusEnd).Draw(t, "focus")
	from := rapid.IntRange(0, n-1).Draw(t, "from")
	v.Keep = [2]int{from, min(n, from+rapid.IntRange(0, 4).Draw(t, "kept"))}
	v.At = rapid.IntRange(0, v.FocusEnd).Draw(t, "at")
	v.AtEnd = rapid.IntRange(v.At, n-1).Draw(t, "at end")
	if pinned := rapid.IntRange(0, 9).Draw(t, "pinned"); pinned > 0 {
		v.Pinned = make([]kit.Line, pinned)
		v.Pinned[0] = kit.L(kit.Text, "pinned")
	}
	return v
}

func TestPagingShowsEveryLineAndKeepsTheStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawnView(t)
		height := rapid.IntRange(10, 60).Draw(t, "height")
		var seen strings.Builder
		look := func(scroll int) int {
			frame := v.Paint(kit.Theme{}, 80, height, scroll)
			seen.WriteString(frame)
			if len(v.Pinned) > 0 && !strings.Contains(frame, "pinned") {
				t.Fatal("what is pinned scrolled away")
			}
			return v.Shown(height, scroll).Scroll
		}
		first := v.Paint(kit.Theme{}, 80, height, 0)
		if text := v.Body[v.AtEnd].String(); v.AtEnd > 0 && !strings.Contains(first, text) {
			t.Fatalf("line %d, what was said, is not on the first frame", v.AtEnd)
		}
		shown := v.Shown(height, 0)
		if text := v.Body[v.At].String(); v.At > 0 && v.AtEnd-v.At < shown.Rows && !strings.Contains(first, text) {
			t.Fatalf("line %d is not on the first frame", v.At)
		}
		scroll := look(0)
		for last := scroll + 1; last != scroll; {
			last, scroll = scroll, look(scroll-v.PageUp(height, scroll))
		}
		for last := scroll - 1; last != scroll; {
			last, scroll = scroll, look(scroll+v.PageDown(height, scroll))
		}
		for _, l := range v.Body {
			if !strings.Contains(seen.String(), l.String()) {
				t.Fatalf("%s is on no page", l)
			}
		}
	})
}

func TestSpacingMovesNothingButBlankLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawnView(t)
		d := rapid.SampledFrom([]kit.Density{kit.Automatic, kit.Compact, kit.Roomy}).Draw(t, "density")
		height := rapid.IntRange(10, 60).Draw(t, "height")
		out := v.Spaced(d, height)
		if text(v) != text(out) {
			t.Fatalf("from %q to %q", text(v), text(out))
		}
		if d == kit.Automatic && height >= 20 && len(out.Body) < len(v.Body) && len(out.Body)+len(v.Pinned) != kit.BodyHeight(height) {
			t.Fatal("more blank lines went than had to")
		}
		for line, row := range out.Targets {
			if s := out.Body[line].String(); s != "" && s != fmt.Sprintf("<%d>", row) {
				t.Fatalf("a click on %q means row %d", s, row)
			}
		}
		for _, at := range [][2]int{{v.At, out.At}, {v.AtEnd, out.AtEnd}, {v.Keep[0], out.Keep[0]}} {
			if s := v.Body[at[0]].String(); s != "" && out.Body[at[1]].String() != s {
				t.Fatalf("%q became %q", s, out.Body[at[1]])
			}
		}
	})
}

func text(v kit.View) string {
	var b strings.Builder
	for _, l := range v.Body {
		b.WriteString(l.String())
	}
	return b.String()
}

func TestAClickMeansTheRowThatIsSeenThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawnView(t)
		height, scroll := rapid.IntRange(10, 40).Draw(t, "height"), rapid.IntRange(-20, 20).Draw(t, "scroll")
		rows := strings.Split(v.Paint(kit.Theme{}, 80, height, scroll), "\n")
		for y, row := range rows {
			got, ok := v.Clicked(80, height, scroll, 4, y)
			if seen := strings.Contains(row, "<"); seen && (!ok || !strings.Contains(row, fmt.Sprintf("<%d>", got))) {
				t.Fatalf("a click on %q means %d, %v", row, got, ok)
			}
		}
		for _, y := range []int{0, 1, height - 2, height - 1} {
			if row, ok := v.Clicked(80, height, scroll, 4, y); ok {
				t.Fatalf("a click on row %d of the frame means %d", y, row)
			}
		}
	})
}

func TestThatItIsBeingSignedIsInSightBelowManySentences(t *testing.T) {
	drafts := make([]model.Draft, 25)
	for i := range drafts {
		drafts[i] = model.Draft{Person: model.Person{ID: "j.bell"}, Statement: "I, J. Bell, countersigned this record after I had looked at each of its exceptions."}
	}
	s := kit.Signature{}.Drafted(drafts, nil)
	s.Busy = true
	for _, height := range []int{10, 16, 24} {
		v, env := kit.View{}, kit.Env{Width: 60, Height: height}
		lines, from, to := s.Lines(env)
		v.Add(lines...)
		v.Focus, v.FocusEnd = from, to
		if frame := v.Paint(kit.Theme{}, 60, height, 0); !strings.Contains(frame, "Passphrase of j.bell") || !strings.Contains(frame, "Signing") {
			t.Errorf("on %d rows:\n%s", height, frame)
		}
	}
}
