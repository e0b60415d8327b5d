package paper_test

import (
	"html"
	"regexp"
	"testing"

	"soprun/internal/paper"
	"soprun/internal/tuitest"
	"soprun/sop/page"
)

var (
	inlineElement = regexp.MustCompile(`</?b>`)
	blockElement  = regexp.MustCompile(`<[^>]*>`)
)

func TestEveryWordOfAPageStandsOnPaper(t *testing.T) {
	for name, text := range tuitest.Pages(t, "../..") {
		p, findings := page.Parse([]byte(text))
		if page.HasErrors(findings) {
			t.Fatalf("%s: %v", name, findings)
		}
		words := page.WordsOf(p)
		if len(words) < 15 {
			t.Fatalf("%s has only %d words", name, len(words))
		}
		sheet := paper.Sheet{Procedure: p, Printed: printed}
		if lost := tuitest.Missing(paper.Text(sheet), words); len(lost) > 0 {
			t.Errorf("%s as text lacks %q", name, lost)
		}
		if lost := tuitest.Missing(html.UnescapeString(blockElement.ReplaceAllString(inlineElement.ReplaceAllString(paper.HTML(sheet), ""), " ")), words); len(lost) > 0 {
			t.Errorf("%s as HTML lacks %q", name, lost)
		}
	}
}
