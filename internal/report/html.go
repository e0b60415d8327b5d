package report

import (
	"context"
	_ "embed" // the style and the templates
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"

	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/figure"
	"soprun/sop/page"
)

//go:embed report.css
var style string

//go:embed report.tmpl
var templates string

// pages are parsed when one is written first: few starts of the program do.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"safe":  present.Safe,
		"style": func() template.CSS { return template.CSS(style) }, //nolint:gosec // it is the program's own
		"tone":  toneClass,
		"lines": lines,
	}).Parse(templates))
})

// lines is text without anything that could do more than be read, its lines as they are.
func lines(text string) string {
	all := strings.Split(text, "\n")
	for i, l := range all {
		all[i] = present.Safe(l)
	}
	return strings.Join(all, "\n")
}

// toneClass names how a line is meant; the words say it too.
func toneClass(t present.Tone) string {
	switch t {
	case present.Danger:
		return "danger"
	case present.Caution:
		return "caution"
	case present.Quiet:
		return "quiet"
	case present.Normal, present.Sound, present.Awaited:
	}
	return "said"
}

// WriteHTML writes a report as one page that needs nothing else, and runs nothing.
func (r Report) WriteHTML(ctx context.Context, w io.Writer) error {
	out := &htmlWriter{w: w, drawn: map[string]template.URL{}}
	out.run("begin", map[string]any{"Report": r, "Month": r.Kind == OfMonth, "Foot": r.foot()})
	for p, err := range r.parts(ctx) {
		if err != nil {
			return err
		}
		if err := out.part(p); err != nil {
			return err
		}
	}
	out.run("end", r.foot())
	return out.err
}

// htmlWriter remembers the first thing that failed.
type htmlWriter struct {
	w     io.Writer
	err   error
	drawn map[string]template.URL // by the SHA-256 of a figure
}

func (h *htmlWriter) run(name string, data any) {
	if h.err == nil {
		h.err = pages().ExecuteTemplate(h.w, name, data)
	}
}

func (h *htmlWriter) part(p part) error {
	h.run("part", map[string]any{"Heading": p.heading, "Apart": p.apart, "Facts": p.facts, "Groups": p.groups, "Doc": p.doc})
	if p.table != nil {
		if err := h.table(p.table); err != nil {
			return err
		}
	}
	if p.chart != nil {
		width, height := 186.0, 42.0
		h.run("chart", p.chart.draw(width, height))
	}
	if len(p.figures) > 0 {
		h.run("figures", h.pictures(p.figures))
	}
	h.run("notes", p.notes)
	h.run("part end", nil)
	return h.err
}

// mostPictures is how many pictures are kept ready for the next record, which is often of the same
// page.
const mostPictures = 2 * page.MaxFigures

// pictures are figures as a page has them.
func (h *htmlWriter) pictures(list []sop.Figure) (out []pictureHTML) {
	if len(h.drawn) > mostPictures {
		clear(h.drawn)
	}
	for _, f := range list {
		image, ok := h.drawn[f.SHA256]
		if !ok {
			image = template.URL(figure.DataURI(f.Data)) //nolint:gosec // base64 in an img, which runs nothing
			h.drawn[f.SHA256] = image
		}
		out = append(out, pictureHTML{image, present.Captioned(f)})
	}
	return out
}

type pictureHTML struct {
	Image template.URL // "" for none that can be drawn
	Said  string
}

func (h *htmlWriter) table(t *table) error {
	h.run("table", columnsHTML(t))
	n := 0
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		n++
		cells, letters := make([]cellHTML, len(row)), 0
		for i, c := range row {
			cells[i] = cellHTML{c, t.columns[i].End, i == 0}
			letters = max(letters, len(c.Text))
		}
		if h.run("row", map[string]any{"Cells": cells, "Short": letters < mostWhole}); h.err != nil {
			return h.err
		}
	}
	none := ""
	if n == 0 {
		none = t.empty
	}
	h.run("table end", map[string]any{"None": none, "Columns": len(t.columns)})
	return h.err
}

// mostWhole is how long the texts of a row are that stays on one sheet.
const mostWhole = 500

// cellHTML is a cell with where it stands.
type cellHTML struct {
	cell
	End, Top bool
}

// columnsHTML are the columns with their shares in percent.
func columnsHTML(t *table) map[string]any {
	sum := 0.0
	for _, c := range t.columns {
		sum += c.Share
	}
	columns := slices.Clone(t.columns)
	for i := range columns {
		columns[i].Share *= 100 / sum
	}
	return map[string]any{"Caption": t.caption, "Columns": columns}
}
