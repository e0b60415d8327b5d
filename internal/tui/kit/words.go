package kit

import (
	"strings"

	"soprun/internal/present"
	"soprun/sop"
)

// Instruction returns what a step says to do, in one role; the keys of the page's
// sources are dim.
func Instruction(p *sop.Procedure, s sop.Step, r Role) Line {
	return inRoles(present.WithKeys(p, present.Instruction(s)), r, r)
}

// Blocks lays a page's prose out in lines of at most width cells; the keys of its
// sources are dim.
func Blocks(p *sop.Procedure, md string, width int, role, strong Role) []Line {
	key := blocksKey{md: md, width: width, role: role, strong: strong}
	if len(p.Meta.Sources) > 0 {
		key.sources = &p.Meta.Sources[0]
	}
	return blocked.Of(key, func() []Line { return blocks(p, md, width, role, strong) })
}

type blocksKey struct {
	sources      *sop.Source // the first, nil for none
	md           string
	width        int
	role, strong Role
}

// blocked keeps the prose around the steps of a run, which is laid out once a width.
var blocked = present.Memory[blocksKey, []Line]{Most: 128}

func blocks(p *sop.Procedure, md string, width int, role, strong Role) (out []Line) {
	for _, row := range present.Lay(md, width) {
		out = append(out, inRoles(present.WithKeys(p, row), role, strong))
	}
	return out
}

// Lines lays out what is said of a page in lines of at most width cells, with its figures.
func Lines(lines []present.Line, width int, env Env) []Line {
	var out []Line
	for _, l := range lines {
		margin := L(Text, strings.Repeat(" ", l.Indent))
		for _, row := range lineRows(l, width-l.Indent, env) {
			if len(row) > 0 {
				row = append(margin[:1:1], row...)
			}
			out = append(out, row)
		}
	}
	return out
}

// around is how many rows of a screen stand around a picture at least: the head, the foot, and
// what it belongs to.
const around = 8

// lineRows sets words hung by two cells, and prose as Glamour does.
func lineRows(l present.Line, width int, env Env) []Line {
	switch {
	case l.Figure != nil:
		return append(Wrap(L(Dim, l.Text), width, 2), pictured(l.Figure, width, env.Height-around, env.Theme)...)
	case l.Prose != "":
		if rows, err := Prose(l.Prose, width); err == nil {
			return rows
		}
		return Blocks(&sop.Procedure{}, l.Prose, width, Text, Strong) // all of it, only less well set
	case l.Text != "":
		text := l.Text
		if l.Glyph != "" {
			text = l.Glyph + " " + text
		}
		return Wrap(inRoles([]present.Piece{{Style: l.Weight, Text: text}}, Text, Strong), width, 2)
	default:
		return []Line{nil}
	}
}

func inRoles(pieces []present.Piece, role, strong Role) Line {
	var out Line
	for _, p := range pieces {
		r := role
		//exhaustive:enforce
		switch p.Style {
		case present.Plainly:
		case present.Strong:
			r = strong
		case present.Heading:
			r = Accent
		case present.Faint:
			r = Dim
		}
		out = append(out, Span{r, p.Text})
	}
	return out
}

// Safe returns s without anything that could do more than show a character.
// Paint passes every text through it.
func Safe(s string) string { return present.Safe(s) }

// Sentence makes a refusal a sentence: it starts upper case and ends with a stop.
func Sentence(s string) string { return present.Sentence(s) }

// pictured is a picture, or says that there is none: nobody approves what they did not see for a
// page without figures.
func pictured(data []byte, width, high int, theme Theme) []Line {
	if lines := Picture(data, width, high, theme); len(lines) > 0 {
		return lines
	}
	return Wrap(L(Dim, NotDrawn), width, 2)
}
