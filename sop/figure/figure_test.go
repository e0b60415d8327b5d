package figure_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"soprun/sop/figure"
)

// drawn reads a drawing of some elements, 40 units wide and 20 high.
func drawn(t testing.TB, elements string) *figure.Figure {
	t.Helper()
	f, err := figure.Read([]byte(svg(elements)))
	if err != nil {
		t.Fatalf("%s: %v", elements, err)
	}
	return f
}

func svg(elements string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">` + elements + `</svg>`
}

// inkAt reports what stands at a place of a drawing: "." for the sheet, "#" for dark, "r" for red.
func inkAt(f *figure.Figure, x, y int) string {
	c := f.Image(400, 200).RGBAAt(x*10, y*10)
	switch {
	case c.R > 200 && c.G > 200:
		return "."
	case c.R > 200:
		return "r"
	default:
		return "#"
	}
}

func TestEveryShapeIsPaintedWhereItStands(t *testing.T) {
	for name, c := range map[string]struct {
		elements string
		ink      [3]int // x, y: dark there
		sheet    [2]int // and white there
	}{
		"rect":             {`<rect x="10" y="5" width="10" height="10"/>`, [3]int{12, 7}, [2]int{22, 7}},
		"round rect":       {`<rect x="10" y="0" width="20" height="20" rx="10"/>`, [3]int{20, 10}, [2]int{11, 1}},
		"circle":           {`<circle cx="20" cy="10" r="8"/>`, [3]int{26, 10}, [2]int{27, 17}},
		"ellipse":          {`<ellipse cx="20" cy="10" rx="18" ry="4"/>`, [3]int{36, 10}, [2]int{20, 16}},
		"line":             {`<line x1="0" y1="10" x2="40" y2="10" stroke="black" stroke-width="4"/>`, [3]int{20, 11}, [2]int{20, 13}},
		"polyline":         {`<polyline points="0,10 20,10 20,20" fill="none" stroke="#000" stroke-width="2"/>`, [3]int{20, 18}, [2]int{10, 15}},
		"polygon":          {`<polygon points="0 20 20 0 40 20"/>`, [3]int{20, 10}, [2]int{5, 5}},
		"relative path":    {`<path d="m10 5h10v10h-10z"/>`, [3]int{12, 7}, [2]int{22, 7}},
		"numbers together": {`<path d="M10,5L20.0.5e1-0,15z"/>`, [3]int{14, 6}, [2]int{30, 10}},
		"cubic":            {`<path d="M0 20C0 0 40 0 40 20z"/>`, [3]int{20, 8}, [2]int{1, 5}},
		"smooth cubic":     {`<path d="M0 10C0 5 20 5 20 10S40 15 40 10" fill="none" stroke="black" stroke-width="2"/>`, [3]int{30, 13}, [2]int{30, 7}},
		"quadratic":        {`<path d="M0 20Q20 -20 40 20z"/>`, [3]int{20, 4}, [2]int{2, 4}},
		"smooth quadratic": {`<path d="M0 10Q10 0 20 10T40 10" fill="none" stroke="black" stroke-width="2"/>`, [3]int{30, 15}, [2]int{30, 6}},
		"arc":              {`<path d="M12 10a8 8 0 1 1 16 0z"/>`, [3]int{20, 4}, [2]int{20, 14}},
		"arc, flags":       {`<path d="M12 10a8 8 0 0016 0z"/>`, [3]int{20, 14}, [2]int{20, 4}},
		"arc, too small":   {`<path d="M12 10a1 1 0 0 1 16 0z"/>`, [3]int{20, 4}, [2]int{20, 14}},
		"translate":        {`<g transform="translate(10 5)"><rect width="10" height="10"/></g>`, [3]int{12, 7}, [2]int{5, 3}},
		"scale":            {`<g transform="scale(2)"><rect x="5" y="2" width="5" height="5"/></g>`, [3]int{12, 7}, [2]int{7, 3}},
		"rotate":           {`<rect x="0" y="-20" width="10" height="10" transform="rotate(90)"/>`, [3]int{15, 5}, [2]int{5, 15}},
		"rotate about":     {`<rect x="10" y="0" width="20" height="4" transform="rotate(90 20 10)"/>`, [3]int{28, 10}, [2]int{20, 2}},
		"matrix":           {`<rect width="10" height="10" transform="matrix(1 0 0 1 10,5)"/>`, [3]int{12, 7}, [2]int{5, 3}},
		"transforms":       {`<rect width="5" height="5" transform="translate(10,5) scale(2)"/>`, [3]int{18, 13}, [2]int{8, 4}},
		"style":            {`<rect width="10" height="10" style="fill:#000;opacity:1;stroke:none"/>`, [3]int{5, 5}, [2]int{15, 5}},
		"style over fill":  {`<rect width="10" height="10" fill="white" style="fill: black"/>`, [3]int{5, 5}, [2]int{15, 5}},
		"fill of group":    {`<g fill="black"><rect width="10" height="10"/><rect x="20" width="10" height="10" fill="#fff"/></g>`, [3]int{5, 5}, [2]int{25, 5}},
		"dashes":           {`<path d="M0 10H40" stroke="black" stroke-width="4" stroke-dasharray="10 10"/>`, [3]int{5, 10}, [2]int{15, 10}},
		"current colour":   {`<g color="black" fill="none"><rect width="10" height="10" fill="currentColor"/></g>`, [3]int{5, 5}, [2]int{15, 5}},
		"words":            {`<text x="20" y="19" font-size="26" text-anchor="middle" font-weight="bold">I</text>`, [3]int{20, 10}, [2]int{4, 10}},
		"parts of words":   {`<text x="2" y="4" font-size="4">a<tspan x="20" y="19" font-size="26" font-weight="bold" text-anchor="middle">I</tspan></text>`, [3]int{20, 10}, [2]int{36, 10}},
	} {
		f := drawn(t, c.elements)
		if got := inkAt(f, c.ink[0], c.ink[1]) + inkAt(f, c.sheet[0], c.sheet[1]); got != "#." {
			t.Errorf("%s: %s is drawn, want #.", name, got)
		}
	}
}

func TestWhatIsDrawnLaterLiesAbove(t *testing.T) {
	f := drawn(t, `<rect width="40" height="20"/><rect x="10" width="10" height="20" fill="#f00"/><rect x="12" width="2" height="20" fill="rgb(255,255,255)"/>`)
	if got := inkAt(f, 5, 10) + inkAt(f, 17, 10) + inkAt(f, 13, 10); got != "#r." {
		t.Errorf("%s is drawn, want #r.", got)
	}
}

func TestAPictureIsFittedInAndNothingLeavesItsSheet(t *testing.T) {
	f := drawn(t, `<rect x="-100" y="-100" width="400" height="400"/>`)
	img := f.Image(100, 100) // twice as wide as high: it is 50 high, in the middle
	for y, want := range map[int]uint8{10: 255, 50: 0, 90: 255} {
		if got := img.RGBAAt(50, y).R; got != want {
			t.Errorf("at row %d it is %d, want %d", y, got, want)
		}
	}
}

func TestAPhotographIsScaled(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 4, 2))
	for y := range 2 {
		for x := range 2 {
			src.Set(x, y, color.Black)
			src.Set(x+2, y, color.White)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, src); err != nil {
		t.Fatal(err)
	}
	f, err := figure.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := inkAt(f, 5, 10) + inkAt(f, 35, 10); got != "#." || f.Kind.Media() != "image/png" || f.Width != 4 {
		t.Errorf("%s is drawn of %v by %v, %s", got, f.Width, f.Height, f.Kind.Media())
	}
}

// TestWhatNotEveryViewDrawsIsRefused is the reason for this package: what one view leaves out
// in silence must not be approved in another.
func TestWhatNotEveryViewDrawsIsRefused(t *testing.T) {
	rect := `<rect width="1" height="1"/>`
	for name, c := range map[string]struct{ elements, says string }{
		"script":           {`<script>alert(1)</script>` + rect, "<script>"},
		"handler":          {`<rect width="10" height="10" onload="alert(1)"/>`, "onload"},
		"styles":           {`<style>rect{display:none}</style>` + rect, "<style>"},
		"styles in defs":   {`<defs><style>rect{display:none}</style></defs>` + rect, "<style>"},
		"gradient":         {`<defs><linearGradient id="a"/></defs>` + rect, "<linearGradient>"},
		"gradient as fill": {`<rect width="10" height="10" fill="url(#a)"/>`, "colour"},
		"picture":          {`<image href="x.png"/>` + rect, "<image>"},
		"use":              {`<use href="#a"/>` + rect, "<use>"},
		"link":             {`<a href="https://example.org">` + rect + `</a>`, "<a>"},
		"foreign":          {`<foreignObject><p>Do not spin.</p></foreignObject>` + rect, "<foreignObject>"},
		"animation":        {`<rect width="10" height="10"><animate attributeName="x" to="100"/></rect>`, "<animate>"},
		"clip":             {`<rect width="10" height="10" clip-path="url(#a)"/>`, "clip-path"},
		"filter":           {`<rect width="10" height="10" style="filter:blur(9px)"/>`, "filter"},
		"marker":           {`<path d="M0 0H9" marker-end="url(#a)"/>`, "marker-end"},
		"hidden":           {`<g display="none">` + rect + `</g>` + rect, "display"},
		"see-through":      {`<rect width="10" height="10" opacity="0.2"/>`, "opacity"},
		"even-odd":         {`<path d="M0 0H9V9z" fill-rule="evenodd"/>`, "fill-rule"},
		"unknown":          {`<rect width="10" height="10" pathLength="3"/>`, "pathLength"},
		"unknown element":  {`<blink/>` + rect, "<blink>"},
		"unit":             {`<rect width="10mm" height="10"/>`, "10mm"},
		"percent":          {`<rect width="10%" height="10"/>`, "10%"},
		"colour":           {`<rect width="10" height="10" fill="hsl(0,1,1)"/>`, "colour"},
		"stray words":      {`Do not spin.` + rect, "Do not spin."},
		"no letter":        {`<text y="9">危</text>`, "no character"},
		"many places":      {`<text x="1 2 3" y="9">abc</text>`, "1 2 3"},
		"words cut off":    {`<text x="30" y="9">too long</text>`, "too long"},
		"words above":      {`<text x="3" y="2">High</text>`, "High"},
		"along a path":     {`<text><textPath href="#a">x</textPath></text>`, "<textPath>"},
		"bad path":         {`<path d="M0 0 X9 9"/>`, "path"},
		"no begin":         {`<path d="L9 9"/>`, "begins with no M"},
		"not a number":     {`<path d="M0 0L9"/>`, "path"},
		"endless":          {`<rect width="1e999" height="10"/>`, "1e999"},
		"far away":         {`<rect x="1e9" width="10" height="10"/>`, "far outside"},
		"transform":        {`<rect width="10" height="10" transform="perspective(9)"/>`, "transform"},
		"nothing":          {`<g/>`, "nothing is drawn"},
		"deep":             {strings.Repeat("<g>", 99) + rect + strings.Repeat("</g>", 99), "deep"},
		"deep in text":     {"<text>" + strings.Repeat("<tspan>", 99) + strings.Repeat("</tspan>", 99) + "</text>", "deep"},
		"many":             {strings.Repeat(rect, 5000), "simpler"},
		"many dashes":      {`<path d="M0 0H40" stroke="red" stroke-dasharray="0.001"/>`, "dashes"},
		"many sheets":      {strings.Repeat(`<rect width="40" height="20"/>`, 400), "cover"},
		"not closed":       {`<g>` + rect, "line 1"},
		"pair":             {`<polygon points="1 2 3"/>`, "pairs"},
	} {
		_, err := figure.Read([]byte(svg(c.elements)))
		if !errors.Is(err, figure.ErrUnread) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

func TestWhatIsNoFigureIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ src, says string }{
		"nothing":       {"", "neither"},
		"words":         {"hello", "neither"},
		"packed":        {"\x1f\x8b\x08\x00", "unpacked"},
		"wide letters":  {"\xff\xfe<\x00s\x00", "UTF-8"},
		"html":          {"<html><body/></html>", "<html>"},
		"no namespace":  {`<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg>`, "xmlns"},
		"doctype":       {`<!DOCTYPE svg [<!ENTITY a "b">]>` + svg("<path/>"), "DOCTYPE"},
		"stylesheet":    {`<?xml-stylesheet href="a.css"?>` + svg("<path/>"), "xml-stylesheet"},
		"no size":       {`<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>`, "viewBox"},
		"size":          {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>`, "viewBox"},
		"begin":         {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="5 0 9 9"/>`, "0 0"},
		"vast":          {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e300 1e300"><rect width="9" height="9"/></svg>`, "units large"},
		"next to none":  {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e-300 1e-300"><rect width="9" height="9"/></svg>`, "units large"},
		"thin":          {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 9"><rect width="1" height="1"/></svg>`, "times as long"},
		"two":           {svg(`<rect width="9" height="9"/>`) + svg(""), "comes after"},
		"broken png":    {"\x89PNG\r\n\x1a\nxxxx", ""},
		"large":         {strings.Repeat(" ", figure.MaxBytes+1), "bytes"},
		"line of fault": {"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">\n\n<blink/>\n</svg>", "line 3"},
	} {
		_, err := figure.Read([]byte(c.src))
		if !errors.Is(err, figure.ErrUnread) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q in one line", name, err, c.says)
		}
	}
}

func TestALargePhotographIsRefusedBeforeItIsDecoded(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 5000, 10))); err != nil {
		t.Fatal(err)
	}
	if _, err := figure.Read(b.Bytes()); !errors.Is(err, figure.ErrUnread) || !strings.Contains(err.Error(), "pixels") {
		t.Errorf("it was read: %v", err)
	}
}

// TestADrawingAsAProgramSavesIt has what Inkscape writes into a plain SVG.
func TestADrawingAsAProgramSavesIt(t *testing.T) {
	src := mustRead(t, "testdata/saved.svg")
	f, err := figure.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	if f.Width != 60 || len(f.Shapes) != 3 {
		t.Errorf("%v units wide, %d shapes", f.Width, len(f.Shapes))
	}
}

// TestWhatSaysNothingOfAPlainDrawingIsPassedOver: a program writes every property that it knows.
func TestWhatSaysNothingOfAPlainDrawingIsPassedOver(t *testing.T) {
	for _, style := range []string{
		"font-variation-settings:normal;opacity:1;vector-effect:none;fill:#ffffff;fill-opacity:1;stroke:#000000;stroke-width:0.264583;stroke-linecap:butt;stroke-linejoin:miter;stroke-miterlimit:4;stroke-dasharray:none;stroke-dashoffset:0;stroke-opacity:1;-inkscape-stroke:none;stop-color:#000000;stop-opacity:1",
		"font-style:normal;font-variant:normal;font-weight:normal;font-stretch:normal;font-size:4.2px;font-family:sans-serif;font-variant-ligatures:normal;font-variant-caps:normal;font-variant-numeric:normal;font-feature-settings:normal;text-indent:0;text-decoration:none;text-decoration-line:none;text-decoration-style:solid;text-decoration-color:#000000;text-orientation:mixed;shape-padding:0;shape-margin:0;isolation:auto;mix-blend-mode:normal;solid-color:#000000;color-rendering:auto;image-rendering:auto",
	} {
		drawn(t, `<g style="`+style+`"><rect width="9" height="9"/></g>`)
	}
}

func mustRead(t testing.TB, file string) []byte {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// FuzzRead holds that no file makes reading or painting panic.
func FuzzRead(f *testing.F) {
	f.Add(mustRead(f, "testdata/rotor.svg"))
	f.Add(mustRead(f, "testdata/saved.svg"))
	f.Add([]byte(svg(`<path d="M1 1a1 2 3 0 1 4 5zm1 1t5 5s1 2 3 4" stroke="red" stroke-dasharray="0 1"/>`)))
	f.Add([]byte(svg(`<text x="9" y="9" font-size="3" text-anchor="end">a <tspan dx="1">b</tspan> <tspan x="3" style="font-size:2px">c</tspan></text>`)))
	f.Fuzz(func(_ *testing.T, src []byte) {
		if fig, err := figure.Read(src); err == nil {
			fig.Image(24, 24)
			fig.Portable()
		}
	})
}
