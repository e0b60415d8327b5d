package paper_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"soprun/internal/paper"
	"soprun/internal/tuitest"
	"soprun/sop"
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

func TestEachBlockIsTheElementThatItIs(t *testing.T) {
	p := sheet(t).Procedure
	p.Intro = "Two  \nlines.\n\n> [!NOTE]\n> Mind it.\n\n```\na\n  b\n```\n\n***"
	p.Sections[0].Steps[0].More = "3. three\n7. seven\n\n| a |\n|---|\n| *b* |"
	p.Sections[0].Steps[0].Alerts = []sop.Alert{{Kind: sop.Caution, Text: "Mind:\n\n- the rim"}}
	got := paper.HTML(paper.Sheet{Procedure: p, Printed: printed})
	for _, want := range []string{
		"<p>Two<br/>lines.</p>", "<blockquote><p><b>NOTE</b></p><p>Mind it.</p></blockquote>", "<pre>a\n  b</pre>", "<hr/>",
		`<ol><li value="3"><p>three</p></li><li value="7"><p>seven</p></li></ol>`, "<table><tr><th>a</th></tr><tr><td><b>b</b></td></tr></table>",
		`<div class="alert"><b>CAUTION:</b> Mind:<ul><li><p>the rim</p></li></ul></div>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the form lacks %s:\n%s", want, got)
		}
	}
}
