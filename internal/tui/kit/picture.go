package kit

import (
	"crypto/sha256"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"strings"

	"soprun/internal/present"
	"soprun/sop/figure"
	"soprun/sop/page"
)

// The cells of a picture: larger ones show no more, and in smaller ones the words of a drawing
// stand on its lines.
const (
	leastColumns   = 40
	leastRows      = 6
	pictureColumns = 72
	pictureRows    = 24
)

// NotDrawn says that there is no picture where one belongs.
const NotDrawn = "It cannot be drawn here: make the window larger, or see it on paper (soprun paper)."

// Picture draws a figure in half blocks, two dots to a cell, in at most so many cells and rows. What
// is dark in a drawing has the colour of text; a photograph is drawn as light and dark as it is,
// on either background. It returns no line for a file that is no figure, and where there is no
// room to see anything.
func Picture(data []byte, width, high int, theme Theme) []Line {
	key := pictureKey{sha256.Sum256(data), min(width, pictureColumns), min(high, pictureRows), theme.Light}
	return drawn.Of(key, func() []Line { return picture(data, key.width, key.high, key.light) })
}

type pictureKey struct {
	sum         [sha256.Size]byte
	width, high int
	light       bool
}

// drawn keeps what was drawn: a page is drawn at every key, with all of its figures.
var drawn = present.Memory[pictureKey, []Line]{Most: 3 * page.MaxFigures}

func picture(data []byte, width, most int, light bool) []Line {
	f, err := figure.Read(data)
	if err != nil || width < leastColumns || most < leastRows {
		return nil
	}
	columns, rows := width, 2*most
	if high := f.Height * float64(columns) / f.Width; high < float64(rows) {
		rows = max(2, int(high+1)&^1)
	} else {
		columns = max(2, int(f.Width*float64(rows)/f.Height))
	}
	dots := dotted(f, columns, rows, f.Photo != nil && !light)
	cells := make([][]rune, rows/2)
	for y := range cells {
		for x := range columns {
			cells[y] = append(cells[y], half[2*dots.ColorIndexAt(x, 2*y)+dots.ColorIndexAt(x, 2*y+1)])
		}
	}
	left := placed(cells, f, rows)
	var out []Line
	for _, row := range cells {
		out = append(out, L(Text, strings.TrimRight(string(row), " ")))
	}
	for len(out) > 0 && out[0].Width() == 0 {
		out = out[1:]
	}
	for len(out) > 0 && out[len(out)-1].Width() == 0 {
		out = out[:len(out)-1]
	}
	if len(left) > 0 {
		out = append(out, Wrap(L(Dim, "Also written there: "+strings.Join(left, "; ")+"."), width, 2)...)
	}
	return out
}

// nearby are the rows in which words may stand, from their own.
var nearby = []int{0, 1, -1}

// placed writes the words of a drawing in their places, in the letters of the terminal: half
// blocks are too large for any. It returns those for which there is no room beside the others.
func placed(cells [][]rune, f *figure.Figure, rows int) (left []string) {
	taken := make([][]bool, len(cells))
	for y := range taken {
		taken[y] = make([]bool, len(cells[y]))
	}
	for _, w := range f.Words {
		letters := []rune(w.Text)
		y := min(int(w.At.Y*float64(rows)/f.Height/2), len(cells)-1)
		if !slices.ContainsFunc(nearby, func(by int) bool {
			at := y + by
			return at >= 0 && at < len(cells) && write(cells[at], taken[at], letters, w.At.X*float64(len(cells[at]))/f.Width)
		}) {
			left = append(left, w.Text)
		}
	}
	return left
}

// write puts letters around the middle of where they stand, unless something is written there or
// right beside. What has no room beside the edge moves in.
func write(row []rune, taken []bool, letters []rune, middle float64) bool {
	if len(letters) > len(row) {
		return false
	}
	x := max(0, min(int(math.Round(middle-float64(len(letters))/2)), len(row)-len(letters)))
	if slices.Contains(taken[max(0, x-1):min(len(row), x+len(letters)+1)], true) {
		return false
	}
	for i := range letters {
		row[x+i], taken[x+i] = letters[i], true
	}
	return true
}

// half is a cell by its upper and its lower dot.
var half = [4]rune{' ', '▄', '▀', '█'}

// dotted is a figure in dots: 1 where there is to be ink.
func dotted(f *figure.Figure, columns, rows int, inverted bool) *image.Paletted {
	const fine = 3 // thin lines are not lost between dots
	large := f.WithoutWords(columns*fine, rows*fine)
	grey := image.NewGray(image.Rect(0, 0, columns, rows))
	for y := range rows {
		for x := range columns {
			grey.SetGray(x, y, color.Gray{Y: shade(large, x*fine, y*fine, fine, f.Photo == nil)})
		}
	}
	dots := image.NewPaletted(grey.Bounds(), color.Palette{color.White, color.Black})
	if inverted {
		dots.Palette = color.Palette{color.Black, color.White}
	}
	if f.Photo != nil {
		draw.FloydSteinberg.Draw(dots, dots.Bounds(), grey, image.Point{})
	} else {
		draw.Draw(dots, dots.Bounds(), grey, image.Point{}, draw.Src)
	}
	return dots
}

// shade is how light a dot is. In a drawing a line that goes through it is all of it, and a light
// fill is none.
func shade(img *image.RGBA, x, y, n int, drawing bool) uint8 {
	sum, dark := 0, 255
	for dy := range n {
		for dx := range n {
			g := int(color.GrayModel.Convert(img.RGBAAt(x+dx, y+dy)).(color.Gray).Y)
			sum, dark = sum+g, min(dark, g)
		}
	}
	mean := sum / (n * n)
	if drawing && dark < 110 && mean < 215 {
		return 0
	}
	return uint8(mean)
}
