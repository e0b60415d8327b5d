// Package picture draws what a terminal shows as SVG: still, or as a recording
// that moves by CSS alone. It is for the pictures of the documents, which tests
// hold to what the program draws.
package picture

import (
	"fmt"
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// Frame is one screen, as it is drawn on a dark and on a light terminal.
type Frame struct{ Dark, Light string }

// look is how a cell is drawn. Fore and Back name its colours on a dark and on
// a light terminal, "" for the terminal's own.
type look struct {
	fore, back        [2]string
	bold, under, turn bool
}

// cell is one place of the screen.
type cell struct {
	text string // one grapheme, "" for a blank
	look look
}

// grid are the cells of a frame. It panics where a frame says other words on a light terminal than
// on a dark one: a picture of it would lie in one of them.
func grid(f Frame, width, height int) [][]cell {
	dark, light := canvas(f.Dark, width, height), canvas(f.Light, width, height)
	out := make([][]cell, height)
	for y := range out {
		out[y] = make([]cell, width)
		for x := range out[y] {
			d, l := dark.CellAt(x, y), light.CellAt(x, y)
			if d == nil || l == nil {
				continue
			}
			if d.Content != l.Content {
				panic(fmt.Sprintf("line %d, column %d is %q on a dark terminal and %q on a light one", y, x, d.Content, l.Content))
			}
			c := cell{text: strings.TrimRight(d.Content, " ")}
			c.look = look{
				fore: [2]string{hex(d.Style.Fg), hex(l.Style.Fg)}, back: [2]string{hex(d.Style.Bg), hex(l.Style.Bg)},
				bold: d.Style.Attrs&uv.AttrBold != 0, under: d.Style.Underline != uv.UnderlineNone, turn: d.Style.Attrs&uv.AttrReverse != 0,
			}
			if c.text == "" && !c.look.turn && c.look.back == [2]string{} && !c.look.under {
				c.look = look{}
			}
			out[y][x] = c
		}
	}
	return out
}

func canvas(content string, width, height int) *lipgloss.Canvas {
	return lipgloss.NewCanvas(width, height).Compose(lipgloss.NewLayer(content))
}

func hex(c color.Color) string {
	if c == nil {
		return ""
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}
