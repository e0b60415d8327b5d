package figure_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"soprun/sop/figure"
)

// TestWhatABrowserReadsOtherwiseIsRefused is about the file itself, which whoever checks a bundle
// may open: what a browser leaves out, or does beside.
func TestWhatABrowserReadsOtherwiseIsRefused(t *testing.T) {
	rect := `<rect width="9" height="9"/>`
	for name, c := range map[string]struct{ elements, says string }{
		"sheet of styles of another language": {`<style xmlns="http://www.w3.org/1999/xhtml">rect{display:none}</style>` + rect, "<style>"},
		"sheet of styles in a description":    {`<desc><style>rect{display:none}</style></desc>` + rect, "<style>"},
		"sheet of styles in what is foreign":  {`<metadata><x xmlns="a:b"><style xmlns="http://www.w3.org/2000/svg">rect{display:none}</style></x></metadata>` + rect, "<style>"},
		"words of another language":           {`<p xmlns="http://www.w3.org/1999/xhtml">Do not spin.</p>` + rect, "<p>"},
		"said twice":                          {`<rect width="9" height="9" fill="red" fill="none"/>`, "twice"},
		"prefix of nothing":                   {`<rect width="9" height="9" my:own="1"/>`, "prefix"},
		"element with a prefix of nothing":    {`<my:own/>` + rect, "prefix"},
		"comment in a style":                  {`<rect width="9" height="9" style="fill:none;/* ;fill:red; */"/>`, "comments"},
		"place in a style":                    {`<rect width="9" height="9" style="x:9"/>`, "attribute"},
		"transform in a style":                {`<rect width="9" height="9" style="transform:rotate(90)"/>`, "attribute"},
		"important":                           {`<rect width="9" height="9" style="fill:none !important"/>`, "colour"},
		"size without a unit":                 {`<text y="9" style="font-size:5">a</text>`, "font-size:5px"},
		"line that is never wider":            {`<g vector-effect="non-scaling-stroke">` + rect + `</g>`, "vector-effect"},
		"line under its area":                 {`<g paint-order="stroke">` + rect + `</g>`, "paint-order"},
		"transform of a part of words":        {`<text y="9" font-size="5">a<tspan transform="scale(2)">b</tspan></text>`, "transform"},
		"one radius":                          {`<ellipse cx="9" cy="9" rx="5"/>`, "radius"},
		"corner below nothing":                {`<rect width="9" height="9" rx="-5" ry="3"/>`, "below 0"},
		"width below nothing":                 {`<rect width="-9" height="9"/>` + rect, "below 0"},
		"hexadecimal":                         {`<rect width="0x1p3" height="9"/>`, "no length"},
		"no number as a width":                {`<rect width="9" height="9" stroke="red" stroke-width="nan"/>`, "stroke-width"},
		"infinite":                            {`<rect width="inf" height="9"/>`, "no length"},
		"two commas":                          {`<polygon points="0,0,,9,9,0,9"/>`, "pairs"},
		"comma at the end":                    {`<polygon points="0,0 9,9 0,9,"/>`, "pairs"},
		"comma before a command":              {`<path d="M0 0,L9 9H0"/>`, "no number"},
		"comma behind a command":              {`<path d="M,0 0L9 9H0"/>`, "no number"},
		"point without figures":               {`<path d="M0 0L9. 9H0"/>`, "no number"},
		"colour that does not end":            {`<rect width="9" height="9" fill="rgb(1,2,3"/>`, "colour"},
		"commas between transforms":           {`<rect width="9" height="9" transform="scale(1),,scale(2)"/>`, "transform"},
	} {
		_, err := figure.Read([]byte(svg(c.elements)))
		if !errors.Is(err, figure.ErrUnread) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	for name, root := range map[string]string{
		"stretched": `viewBox="0 0 9 9" width="90" height="9" preserveAspectRatio="none"`, "turned": `viewBox="0 0 9 9" transform="rotate(90)"`,
	} {
		if _, err := figure.Read([]byte(`<svg xmlns="http://www.w3.org/2000/svg" ` + root + `>` + rect + `</svg>`)); !errors.Is(err, figure.ErrUnread) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAColourThatFollowsIsThatOfWhatIsPainted(t *testing.T) {
	f := drawn(t, `<g color="red" fill="currentColor"><g color="black"><rect width="9" height="9"/></g><rect x="20" width="9" height="9"/></g>`)
	if got := inkAt(f, 5, 5) + inkAt(f, 25, 5); got != "#r" {
		t.Errorf("%s is drawn, want #r", got)
	}
}

func TestWordsOfOneRowStandBesideEachOther(t *testing.T) {
	for elements, want := range map[string]string{
		`<text x="2" y="9" font-size="4">Do <tspan font-weight="bold">not</tspan> spin</text>`:                         "Do not spin",
		`<text x="2" y="9" font-size="4"><tspan>Do</tspan> <tspan>not</tspan>` + "\n" + `<tspan> spin </tspan></text>`: "Do not spin",
		`<text x="20" y="9" font-size="4" text-anchor="middle">Do <tspan>not</tspan><!-- --> spin </text>`:             "Do not spin",
		`<text x="2" y="9" font-size="4">Do<tspan>&#160;not</tspan></text>`:                                            "Do not",
		`<text x="2" y="9" font-size="4">Do<tspan x="2" y="14">not</tspan></text>`:                                     "Do|not",
		`<text x="9" y="18" font-size="4" transform="rotate(-90 9 18)">Do not</text>`:                                  "Do not",
		`<text x="9" y="9" font-size="4" fill="none">Do not</text><rect width="9" height="9"/>`:                        "",
	} {
		var got []string
		for _, w := range drawn(t, elements).Words {
			got = append(got, w.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %s", elements, got, want)
		}
	}
	// One row in two parts is where the row in one part is.
	for _, anchor := range []string{"start", "middle", "end"} {
		one := drawn(t, `<text x="20" y="9" font-size="4" text-anchor="`+anchor+`">Do not</text>`)
		two := drawn(t, `<text x="20" y="9" font-size="4" text-anchor="`+anchor+`"><tspan>Do</tspan> <tspan>not</tspan> </text>`)
		if farthest(one.Image(400, 200), two.Image(400, 200)) > 24 || one.Words[0].At != two.Words[0].At {
			t.Errorf("%s: %v and %v", anchor, one.Words, two.Words)
		}
	}
}

// TestWhatTakesLongToDrawIsRefused has files of less than 512 KB that would keep a screen for
// seconds.
func TestWhatTakesLongToDrawIsRefused(t *testing.T) {
	var zigzag strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&zigzag, "L%d %d", i*7%40, i*3%20)
	}
	for name, elements := range map[string]string{
		"lines to and fro": `<path stroke="red" stroke-width="9" d="M0 0` + zigzag.String() + `"/>`,
		"long curves":      `<path d="M0 0` + strings.Repeat("C90000 0 -90000 0 9 9", 500) + `"/>`,
		"dashes behind none": `<g transform="scale(1e-160)"><path d="M0 0z" stroke="red" stroke-dasharray="1e-300"/></g>` +
			`<path d="M0 0H40" stroke="red" stroke-dasharray="0.001"/>`,
		"letters":          `<text y="9" font-size="0.001">` + strings.Repeat("m", 400_000) + `</text>`,
		"parts of letters": `<text y="9" font-size="0.001">` + strings.Repeat("<tspan>mmmmmmmmmmmmmmmm</tspan>", 9000) + `</text>`,
	} {
		if _, err := figure.Read([]byte(svg(elements))); !errors.Is(err, figure.ErrUnread) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestThePortableFormShowsWhatIsPainted reads it back: it has outlines and colours only.
func TestThePortableFormShowsWhatIsPainted(t *testing.T) {
	for _, file := range []string{"testdata/rotor.svg", "testdata/saved.svg"} {
		f, err := figure.Read(mustRead(t, file))
		if err != nil {
			t.Fatal(err)
		}
		src := f.Portable()
		again, err := figure.Read(src)
		if err != nil || len(again.Words) > 0 || len(again.Shapes) != len(f.Shapes) || bytes.Contains(src, []byte("font")) {
			t.Fatalf("%s: %v\n%.2000s", file, err, src)
		}
		if d := farthest(f.Image(300, 200), again.Image(300, 200)); d > 24 {
			t.Errorf("%s: a dot differs by %d", file, d)
		}
	}
}

// farthest is by how much two pictures of one size differ at any dot.
func farthest(a, b *image.RGBA) (most int) {
	for i := range a.Pix {
		most = max(most, int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return most
}

func TestThePortableFormOfAPhotographIsItsPixelsOnWhite(t *testing.T) {
	photo := image.NewNRGBA64(image.Rect(0, 0, 2, 1))
	photo.Set(0, 0, color.NRGBA64{R: 0xffff, A: 0x8000})
	var b bytes.Buffer
	if err := png.Encode(&b, photo); err != nil {
		t.Fatal(err)
	}
	f, err := figure.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	out, err := png.Decode(bytes.NewReader(f.Portable()))
	if err != nil {
		t.Fatal(err)
	}
	left, right := color.RGBAModel.Convert(out.At(0, 0)), color.RGBAModel.Convert(out.At(1, 0))
	if left != (color.RGBA{255, 127, 127, 255}) || right != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("%v, %v", left, right)
	}
}

func TestDashesLeaveTheirGapsAndDotsAreSeen(t *testing.T) {
	dashes := drawn(t, `<path d="M0 10H40" stroke="black" stroke-width="6" stroke-dasharray="4 4"/>`)
	dots := drawn(t, `<path d="M0 10H40" stroke="black" stroke-width="2" stroke-dasharray="0 8"/>`)
	if got := inkAt(dashes, 2, 10) + inkAt(dashes, 6, 10) + inkAt(dots, 8, 10) + inkAt(dots, 12, 10); got != "#.#." {
		t.Errorf("%s is drawn, want #.#.", got)
	}
	if !bytes.Contains(dashes.Portable(), []byte(`stroke-linecap="butt"`)) || bytes.Contains(dots.Portable(), []byte(`"butt"`)) {
		t.Errorf("%s%s", dashes.Portable(), dots.Portable())
	}
}

func TestAFaultIsSaidInOneShortLine(t *testing.T) {
	for _, elements := range []string{
		`<path d="M0 0L"/>`, `<polygon points="` + strings.Repeat("1 2\n", 9000) + `1"/>`, `<text y="9">` + strings.Repeat("\u5371", 9000) + `</text>`,
	} {
		_, err := figure.Read([]byte(svg(elements)))
		if err == nil || len(err.Error()) > 500 || strings.ContainsAny(err.Error(), "\n\r") {
			t.Errorf("%.100s: %.2000v", elements, err)
		}
	}
}
