package procedures_test

import (
	"regexp"
	"strings"
	"testing"

	"soprun/sop/page"
)

// hardest is the school grade by Flesch and Kincaid that a page may ask of its reader:
// 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, Research
// Branch Report 8-75, 1975).
const hardest = 6.0

var (
	unread   = regexp.MustCompile(`\([A-Z0-9, -]+\)|\x60[^\x60]*\x60|[*_>]|(?m)^\|.*$`) // sources, tags, emphasis, tables
	sentence = regexp.MustCompile(`[.!?]+(\s|$)`)
	word     = regexp.MustCompile(`[A-Za-z][A-Za-z'-]*`)
	vowels   = regexp.MustCompile(`[aeiouy]+`)
	silent   = regexp.MustCompile(`[^aeiouylsxzgc]e$|[^aeiouysxzgcdt]e[ds]$`) // an e at the end that nobody says
)

// reading is the grade of a text, and how many words it has.
func reading(text string) (grade float64, words int) {
	text = unread.ReplaceAllString(text, "")
	sentences, syllables := len(sentence.FindAllString(text, -1)), 0
	all := word.FindAllString(strings.ToLower(text), -1)
	for _, w := range all {
		n := len(vowels.FindAllString(w, -1))
		if n > 1 && silent.MatchString(w) {
			n--
		}
		syllables += max(1, n)
	}
	if sentences == 0 || len(all) == 0 {
		return 0, 0
	}
	words = len(all)
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59, words
}

func TestTheReadingGradeIsThatOfItsFormula(t *testing.T) {
	for text, want := range map[string]float64{
		"The cat sat on the mat.":                              0.39*6 + 11.8 - 15.59,
		"Label the bottle. Record the temperature (OXF-AUTO).": 0.39*3 + 11.8*12/6 - 15.59,
	} {
		if got, _ := reading(text); got < want-0.01 || got > want+0.01 {
			t.Errorf("%q has grade %.2f, want %.2f", text, got, want)
		}
	}
}

func TestEveryPageReadsAsPlainEnglish(t *testing.T) {
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		text := proc.Intro + "\n"
		for _, section := range proc.Sections {
			text += section.Intro + "\n"
			for _, s := range section.Steps {
				for _, a := range s.Alerts {
					text += a.Text + "\n"
				}
				text += s.Text + "\n"
			}
		}
		if grade, words := reading(text); grade > hardest || words < 80 {
			t.Errorf("%s: %d words of grade %.1f, at most %.1f", p.Path, words, grade, hardest)
		}
	}
}

// unused are words that a page has a plainer one for, and what that is.
var unused = map[*regexp.Regexp]string{
	regexp.MustCompile(`(?i)\bwhom\b`):                                  "who",
	regexp.MustCompile(`(?i)\b(lies|lie down)\b`):                       "is, or leaves",
	regexp.MustCompile(`(?i)\bstands\b`):                                "is",
	regexp.MustCompile(`\bSay (what|how|when|where|why|which|whether)`): "record",
}

func TestNoPageHasAWordThatThereIsAPlainerOneFor(t *testing.T) {
	for _, p := range all(t) {
		for i, line := range strings.Split(string(p.Source), "\n") {
			line = strings.ReplaceAll(line, "stands still", "is still") // as a rotor does
			for w, plain := range unused {
				if found := w.FindString(line); found != "" {
					t.Errorf("%s:%d: %q: write %s", p.Path, i+1, found, plain)
				}
			}
		}
	}
}
