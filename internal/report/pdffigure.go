package report

import (
	"bytes"
	"image/color"

	"codeberg.org/go-pdf/fpdf"

	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/figure"
)

// The most room of a figure, in millimetres.
const (
	figureWidth  = 110.0
	figureHeight = 90.0
)

// figures sets pictures below what is there, each with what it shows in words.
func (p *pdf) figures(list []sop.Figure) {
	if len(list) > 0 {
		p.keep(30)
		p.SetY(p.GetY() + 2.5)
		p.put("FIGURES OF THE PAGE", 8.5, true)
	}
	for _, f := range list {
		read, err := figure.Read(f.Data)
		if err != nil { // it was read before it was approved
			p.put(present.Captioned(f), docSize, false)
			continue
		}
		scale := min(figureWidth/read.Width, figureHeight/read.Height)
		width, height := read.Width*scale, read.Height*scale
		p.keep(height + 2*leading(docSize) + 4)
		top := p.GetY() + 1.5
		p.ClipRect(margin, top, width, height, false)
		if read.Photo != nil {
			p.photograph(f.SHA256, read, margin, top, width, height)
		} else {
			p.drawing(read, margin, top, scale)
		}
		p.ClipEnd()
		p.SetY(top + height + 1)
		p.put(present.Captioned(f), docSize, false)
	}
}

// photograph sets one in its portable form: of others this writer of PDF reads some only.
func (p *pdf) photograph(name string, f *figure.Figure, x, y, width, height float64) {
	as := fpdf.ImageOptions{ImageType: "PNG"}
	if p.GetImageInfo(name) == nil {
		p.RegisterImageOptionsReader(name, as, bytes.NewReader(f.Portable()))
	}
	p.ImageOptions(name, x, y, width, height, false, as, 0, "")
}

// drawing paints the shapes of a figure as lines and areas: they are sharp at any size.
func (p *pdf) drawing(f *figure.Figure, x, y, scale float64) {
	p.SetLineJoinStyle("round")
	for _, s := range f.Shapes {
		how := ""
		if s.Fill != nil {
			how = "f"
			p.SetFillColor(rgb(*s.Fill))
		}
		if s.Stroke != nil {
			how = map[string]string{"": "D", "f": "FD"}[how]
			p.SetDrawColor(rgb(*s.Stroke))
			p.SetLineWidth(s.Width * scale)
			dash := make([]float64, len(s.Dash))
			for i, part := range s.Dash {
				dash[i] = part * scale
			}
			p.SetDashPattern(dash, 0)
			p.SetLineCapStyle(map[bool]string{true: "round", false: "butt"}[s.Round()])
		}
		for _, seg := range s.Path {
			var at [6]float64
			for i, point := range seg.At {
				at[2*i], at[2*i+1] = x+point.X*scale, y+point.Y*scale
			}
			switch seg.Op {
			case figure.Move:
				p.MoveTo(at[0], at[1])
			case figure.Line:
				p.LineTo(at[0], at[1])
			case figure.Cubic:
				p.CurveBezierCubicTo(at[0], at[1], at[2], at[3], at[4], at[5])
			case figure.Close:
				p.ClosePath()
			}
		}
		p.DrawPath(how)
	}
	p.SetLineCapStyle("butt")
	p.SetLineJoinStyle("miter")
	p.SetDashPattern(nil, 0)
	p.SetDrawColor(0, 0, 0)
	p.SetFillColor(0, 0, 0)
}

func rgb(c color.RGBA) (r, g, b int) { return int(c.R), int(c.G), int(c.B) }
