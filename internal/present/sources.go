package present

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"soprun/sop"
)

// Ground is what a step rests on: a code of the standard, or a source, by its key.
type Ground struct{ Key, Text string }

// Grounds returns the codes that a step shows, in their words, and then the
// sources that its text names by their keys.
func Grounds(p *sop.Procedure, s sop.Step) (out []Ground) {
	for _, c := range Codes(s.Codes) {
		out = append(out, Ground{string(c.Code), c.Text})
	}
	named := keysIn(p, s)
	for _, source := range p.Meta.Sources {
		if slices.Contains(named, source.Key) {
			out = append(out, Ground{source.Key, SourceText(source)})
		}
	}
	return out
}

// keysIn returns the words of a step that could be keys of sources. What its
// section says belongs to the section's first step.
func keysIn(p *sop.Procedure, s sop.Step) []string {
	texts := []string{s.Before, s.Text, s.More}
	for _, a := range s.Alerts {
		texts = append(texts, a.Text)
	}
	if s.Number == 1 {
		texts = append(texts, p.Intro)
	}
	for _, section := range p.Sections {
		if len(section.Steps) > 0 && section.Steps[0].ID == s.ID {
			texts = append(texts, section.Intro)
		}
	}
	return strings.FieldsFunc(strings.Join(texts, " "), func(r rune) bool {
		return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// WithKeys sets the keys of sources apart in pieces of a page's text: they are
// for whoever wants to look a fact up, and stand between the words of others.
func WithKeys(p *sop.Procedure, line []Piece) []Piece {
	var out []Piece
	for _, piece := range line {
		out = append(out, keyed(p, piece)...)
	}
	return out
}

func keyed(p *sop.Procedure, piece Piece) []Piece {
	for _, source := range p.Meta.Sources {
		from, to, ok := findKey(piece.Text, source.Key)
		if !ok {
			continue
		}
		var out []Piece
		if from > 0 {
			out = append(out, keyed(p, Piece{piece.Style, piece.Text[:from]})...)
		}
		out = append(out, Piece{Faint, piece.Text[from:to]})
		if to < len(piece.Text) {
			out = append(out, keyed(p, Piece{piece.Style, piece.Text[to:]})...)
		}
		return out
	}
	return []Piece{piece}
}

// findKey returns where a key stands in a text as a word of its own, with the
// brackets around it.
func findKey(text, key string) (from, to int, ok bool) {
	part := func(r rune) bool { return r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	for at := 0; key != ""; at = to {
		i := strings.Index(text[at:], key)
		if i < 0 {
			return 0, 0, false
		}
		from, to = at+i, at+i+len(key)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, _ := utf8.DecodeRuneInString(text[to:])
		if from > 0 && part(before) || to < len(text) && part(after) {
			continue
		}
		if before == '(' && after == ')' {
			from, to = from-1, to+1
		}
		return from, to, true
	}
	return 0, 0, false
}

// SourceText words a source: what it is called, who published it and when.
func SourceText(s sop.Source) string {
	return fmt.Sprintf("%s. %s, %s.", strings.TrimSuffix(s.Title, "."), s.Publisher, s.Year)
}
