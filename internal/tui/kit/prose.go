package kit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"charm.land/glamour/v2"
	styles "charm.land/glamour/v2/ansi"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/page"
)

// Prose lays out a page's markdown with Glamour and returns it as lines of
// spans. Glamour decides where things stand and which words are headings or
// strong; how they look is the theme's, and no escape sequence of its output is
// passed on: Glamour lets those of the page through.
func Prose(md string, width int) ([]Line, error) {
	key := proseKey{md, width}
	if lines, ok := prosed.Get(key); ok {
		return lines, nil
	}
	lines, err := prose(md, width)
	if err != nil {
		return nil, fmt.Errorf("laying out a page: %w", err)
	}
	prosed.Put(key, lines)
	return lines, nil
}

// prose gives Glamour what it sets well, and lays out the rest as a run does:
// Glamour's tables are as wide as their cells, and paragraphs of one item run
// together.
func prose(md string, width int) ([]Line, error) {
	r, err := glamour.NewTermRenderer(glamour.WithStyles(proseStyle()), glamour.WithWordWrap(0))
	if err != nil {
		return nil, err
	}
	var out []Line
	add := func(lines []Line) {
		if len(out) > 0 && len(lines) > 0 {
			out = append(out, nil)
		}
		out = append(out, lines...)
	}
	plain := ""
	flush := func() error {
		text, err := r.Render(plain)
		if plain != "" {
			add(decode(text, width))
		}
		plain = ""
		return err
	}
	for _, part := range page.Parts(md) {
		if !beyondGlamour(part.Block) {
			plain += part.Text + "\n\n"
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
		add(Blocks(&sop.Procedure{}, part.Text, width, Text, Strong))
	}
	return out, flush()
}

// beyondGlamour reports whether a block holds a table, or an item of several
// blocks.
func beyondGlamour(b page.Block) bool {
	if b.Kind == page.Table || b.Kind == page.Picture {
		return true
	}
	for _, item := range b.Items {
		texts := 0
		for _, in := range item.Blocks {
			if in.Kind != page.List {
				texts++
			}
		}
		if texts > 1 || slices.ContainsFunc(item.Blocks, beyondGlamour) {
			return true
		}
	}
	return slices.ContainsFunc(b.Blocks, beyondGlamour)
}

type proseKey struct {
	md    string
	width int
}

// prosed keeps what was laid out: a page is drawn at every key and laid out
// once a width.
var prosed = present.Memory[proseKey, []Line]{Most: 16}

// Glamour is told to colour what has a role with these two colours; decode
// reads them back.
const (
	headingColour = "1"
	strongColour  = "2"
)

func proseStyle() styles.StyleConfig {
	colour := func(c string) styles.StylePrimitive { return styles.StylePrimitive{Color: &c} }
	block := func(c string) styles.StyleBlock { return styles.StyleBlock{StylePrimitive: colour(c)} }
	return styles.StyleConfig{
		Heading:       block(headingColour),
		Strikethrough: styles.StylePrimitive{BlockPrefix: present.StruckOut, BlockSuffix: "]"},
		Strong:        colour(strongColour),
		Emph:          colour(strongColour),
		Code:          block(strongColour),
		Link:          colour(strongColour),
		Item:          styles.StylePrimitive{BlockPrefix: "- "},
		Enumeration:   styles.StylePrimitive{BlockPrefix: ". "},
		List:          styles.StyleList{LevelIndent: 2},
	}
}

// decode reads styled text into lines of spans. Of the escape sequences only
// the two colours mean something; everything else is dropped.
func decode(s string, width int) []Line {
	var lines []Line
	for _, row := range strings.Split(strings.Trim(s, "\n"), "\n") {
		var line Line
		role, state := Text, byte(0)
		for row != "" {
			seq, _, n, next := ansi.DecodeSequence(row, state, nil)
			switch {
			case strings.HasPrefix(seq, "\x1b"):
				role = roleOfSequence(seq)
			default:
				line = appendText(line, role, seq)
			}
			row, state = row[n:], next
		}
		line = trimRight(line)
		lines = append(lines, Wrap(line, width, hang(line.String()))...)
	}
	return lines
}

var marker = regexp.MustCompile(`^ *(- |[0-9]+\. )?`)

// hang returns how far the further lines of a paragraph stand in: under the
// text behind the marker of a list.
func hang(row string) int { return len(marker.FindString(row)) }

func roleOfSequence(seq string) Role {
	switch seq {
	case "\x1b[3" + headingColour + "m":
		return Accent
	case "\x1b[3" + strongColour + "m":
		return Strong
	default:
		return Text
	}
}

func appendText(l Line, r Role, text string) Line {
	if n := len(l); n > 0 && l[n-1].Role == r {
		l[n-1].Text += text
		return l
	}
	return append(l, Span{r, text})
}

func trimRight(l Line) Line {
	for len(l) > 0 {
		last := &l[len(l)-1]
		if last.Text = strings.TrimRight(last.Text, " "); last.Text != "" {
			return l
		}
		l = l[:len(l)-1]
	}
	return nil
}
