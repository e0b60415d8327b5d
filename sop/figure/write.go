package figure

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strconv"
)

// Portable is a figure as a file that shows what Image paints wherever it is opened. A browser
// reads more of the file that was approved than this package does: it has letters of its own,
// follows the colour profile of a photograph, and shows its second picture. What is written here
// are outlines in colours, or pixels on white, and nothing else.
func (f *Figure) Portable() []byte {
	if f.Photo != nil {
		return pixels(f.Photo)
	}
	var b bytes.Buffer
	w, h := number(f.Width), number(f.Height)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" stroke-linecap="round" stroke-linejoin="round">`, w, h)
	for _, s := range f.Shapes {
		b.WriteString("\n<path fill=\"" + hexOf(s.Fill) + `"`)
		if s.Stroke != nil {
			b.WriteString(` stroke="` + hexOf(s.Stroke) + `" stroke-width="` + number(s.Width) + `"`)
		}
		if s.Stroke != nil && len(s.Dash) > 0 {
			b.WriteString(` stroke-dasharray="`)
			for _, part := range s.Dash {
				b.WriteString(number(part) + " ")
			}
			b.WriteString(`"`)
		}
		if s.Stroke != nil && !s.Round() {
			b.WriteString(` stroke-linecap="butt"`)
		}
		b.WriteString(` d="`)
		for _, seg := range s.Path {
			b.WriteByte("MLCZ"[seg.Op])
			for _, p := range seg.ends() {
				b.WriteString(number(p.X) + " " + number(p.Y) + " ")
			}
		}
		b.WriteString(`"/>`)
	}
	b.WriteString("\n</svg>\n")
	return b.Bytes()
}

// number writes one with five figures, and with thousandths where it is larger.
func number(n float64) string {
	if math.Abs(n) >= 100 {
		return strconv.FormatFloat(math.Round(n*1000)/1000, 'f', -1, 64)
	}
	return strconv.FormatFloat(n, 'g', 5, 64)
}

func hexOf(c *color.RGBA) string {
	if c == nil {
		return "none"
	}
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

// pixels writes a photograph on white with 8 bits a colour, without anything but its pixels.
func pixels(photo image.Image) []byte {
	if _, grey := photo.(*image.Gray); !grey {
		flat := image.NewRGBA(photo.Bounds())
		draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(flat, flat.Bounds(), photo, photo.Bounds().Min, draw.Over)
		photo = flat
	}
	var b bytes.Buffer
	if err := png.Encode(&b, photo); err != nil {
		panic(err) // it has a size, and a buffer takes everything
	}
	return b.Bytes()
}

// DataURI is a figure as a browser takes it in the src of an img (RFC 2397), where it runs nothing
// and fetches nothing: its portable form. It returns "" for a file that is no figure.
func DataURI(src []byte) string {
	f, err := Read(src)
	if err != nil {
		return ""
	}
	return "data:" + f.Kind.Media() + ";base64," + base64.StdEncoding.EncodeToString(f.Portable())
}
