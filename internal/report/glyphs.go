package report

import (
	"fmt"
	"strings"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"soprun/internal/present"
)

// glyphs knows which characters the type on paper has: Latin, Greek and Cyrillic letters,
// and the signs of measures.
type glyphs struct {
	font    *sfnt.Font
	buffer  sfnt.Buffer
	known   map[rune]bool
	missing bool // something was written in its place
}

func newGlyphs() *glyphs {
	font, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // it is a part of the program
	}
	return &glyphs{font: font, known: map[rune]bool{}}
}

// spelt are characters that say the same in others.
var spelt = map[rune]string{
	'✓': "[x]", '✔': "[x]", '☑': "[x]", '☒': "[x]", '☐': "[ ]", '✗': "no", '✘': "no", '⚠': "(!)",
	'\u2010': "-", '\u2011': "-", '\u202f': " ", '\u2009': " ", '\u2007': " ",
}

// readable is text in characters that the type has: another spelling of what it lacks, or
// its number.
func (g *glyphs) readable(text string) string {
	plain := norm.NFC.String(present.Safe(text))
	if !strings.ContainsFunc(plain, func(r rune) bool { return !g.has(r) }) {
		return plain
	}
	var b strings.Builder
	for _, r := range plain {
		other := norm.NFKC.String(string(r))
		switch {
		case g.has(r):
			b.WriteRune(r)
		case spelt[r] != "":
			b.WriteString(spelt[r])
		case !strings.ContainsFunc(other, func(r rune) bool { return !g.has(r) }):
			b.WriteString(other)
		default:
			g.missing = true
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}

func (g *glyphs) has(r rune) bool {
	has, asked := g.known[r]
	if !asked {
		i, err := g.font.GlyphIndex(&g.buffer, r)
		has = err == nil && i != 0 && r <= 0xffff
		g.known[r] = has
	}
	return has
}
