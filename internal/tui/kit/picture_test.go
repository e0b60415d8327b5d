package kit_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/sop/page"
)

// boxed is a drawing of a box with a word in its middle.
const boxed = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect x="4" y="4" width="72" height="32" fill="none" stroke="black" stroke-width="4"/><text x="40" y="23" text-anchor="middle" font-size="8">Lid shut</text></svg>`

func rows(lines []kit.Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.String())
	}
	return strings.Join(out, "\n")
}

func TestADrawingIsDrawnWithItsWordsInLetters(t *testing.T) {
	got := rows(kit.Picture([]byte(boxed), 40, 24, kit.Theme{}))
	want := ` ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
 ██▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀██
 ██                                  ██
 ██                                  ██
 ██                                  ██
 ██             Lid shut             ██
 ██                                  ██
 ██                                  ██
 ██▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄██
 ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀`
	if got != want {
		t.Errorf("drawn:\n%s\nwant\n%s", got, want)
	}
}

// TestNoWordOfADrawingIsLostOnAScreen: words are larger in a terminal than in a drawing, and a turned
// one has no letters there.
func TestNoWordOfADrawingIsLostOnAScreen(t *testing.T) {
	const crowded = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" font-size="4"><rect x="1" y="1" width="398" height="198" fill="none" stroke="black"/>` +
		`<text x="20" y="50">Do not spin</text><text x="30" y="52">above 4 g</text><text x="24" y="54">with no lid</text><text x="22" y="56">on the left</text>` +
		`<text transform="rotate(-90 300 100)" x="300" y="100">seen from above</text>` +
		`<text x="2" y="180" font-size="3">a very long warning that has so small letters that no terminal of so many columns has the room for it in one row</text></svg>`
	for width := 40; width <= 72; width++ {
		got := rows(kit.Picture([]byte(crowded), width, 24, kit.Theme{}))
		for _, words := range []string{"Do not spin", "above 4 g", "with no lid", "on the left", "seen from above", "a very long warning"} {
			if strings.Count(strings.Join(strings.Fields(got), " "), words) != 1 {
				t.Fatalf("%d columns: %q is lost:\n%s", width, words, got)
			}
		}
	}
}

func TestAPictureHasItsRoomAndNoMore(t *testing.T) {
	for _, c := range []struct{ width, high, columns, rows int }{{200, 100, 72, 18}, {72, 8, 32, 8}, {50, 100, 50, 13}, {39, 24, 0, 0}, {72, 5, 0, 0}} {
		lines := kit.Picture([]byte(boxed), c.width, c.high, kit.Theme{})
		if len(lines) > c.rows || (len(lines) == 0) != (c.rows == 0) {
			t.Errorf("%d by %d: %d rows, want at most %d", c.width, c.high, len(lines), c.rows)
		}
		for _, l := range lines {
			if l.Width() > c.columns {
				t.Errorf("%d by %d: a row of %d cells", c.width, c.high, l.Width())
			}
		}
	}
	if lines := kit.Picture([]byte("no figure"), 72, 24, kit.Theme{}); lines != nil {
		t.Errorf("it is drawn:\n%s", rows(lines))
	}
}

// TestAPhotographIsAsLightAsItIsOnEitherBackground: on a dark terminal a block is light.
func TestAPhotographIsAsLightAsItIsOnEitherBackground(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 20 {
			img.SetGray(x, y, color.Gray{Y: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	for light, want := range map[bool]string{false: strings.Repeat("█", 20), true: strings.Repeat(" ", 20) + strings.Repeat("█", 20)} {
		lines := kit.Picture(b.Bytes(), 40, 24, kit.Theme{Light: light})
		if len(lines) == 0 || lines[3].String() != want {
			t.Errorf("light %v:\n%s", light, rows(lines))
		}
	}
}

func TestAPageDrawsItsFigureUnderWhatItShows(t *testing.T) {
	said := []present.Line{{Text: "Figure: Shut.", Figure: []byte(boxed), Indent: 2}}
	got := rows(kit.Lines(said, 60, kit.Env{Height: 24}))
	if !strings.HasPrefix(got, "  Figure: Shut.\n") || !strings.Contains(got, "Lid shut") {
		t.Errorf("drawn:\n%s", got)
	}
	if got := rows(kit.Lines(said, 60, kit.Env{Height: 12})); !strings.HasPrefix(got, "  Figure: Shut.\n  "+kit.NotDrawn[:20]) || strings.Contains(got, "Lid shut") {
		t.Errorf("on a low screen:\n%s", got)
	}
}

// TestAPageWithAllItsFiguresIsDrawnOnce: somebody types below it.
func TestAPageWithAllItsFiguresIsDrawnOnce(t *testing.T) {
	var said []present.Line
	for i := range page.MaxFigures {
		said = append(said, present.Line{Text: "Figure: Shut.", Figure: []byte(boxed + strings.Repeat(" ", i))})
	}
	all := func() { kit.Lines(said, 60, kit.Env{Height: 24}) }
	all()
	if n := testing.AllocsPerRun(1, all); n > 100*page.MaxFigures {
		t.Errorf("drawn again, it takes %v allocations", n)
	}
}
