package words

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

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
	for _, section := range p.Sections {
		if len(section.Steps) > 0 && section.Steps[0].ID == s.ID {
			texts = append(texts, section.Intro)
		}
	}
	return strings.FieldsFunc(strings.Join(texts, " "), func(r rune) bool {
		return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// SourceText words a source: what it is called, who published it and when.
func SourceText(s sop.Source) string {
	return fmt.Sprintf("%s. %s, %s.", strings.TrimSuffix(s.Title, "."), s.Publisher, s.Year)
}
