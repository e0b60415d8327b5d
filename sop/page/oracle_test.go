package page_test

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"soprun/sop/page"
)

var (
	rawElement = regexp.MustCompile(`(?s)<[^>]*>`)
	rawHTML    = regexp.MustCompile(`<[A-Za-z/!?][^>:@]*>|<!|<\?|<[a-z]+ `)
	inlineTag  = regexp.MustCompile(`</?(?:em|strong|code|a|del)\b[^>]*>`)
)

// TestTheWalkHasTheWordsThatTheMarkdownLibraryRenders holds the walk of the
// blocks against the library's own HTML, over the examples of CommonMark.
func TestTheWalkHasTheWordsThatTheMarkdownLibraryRenders(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))
	compared := 0
	for i, source := range commonMark(t) {
		if rawHTML.MatchString(source) || strings.Contains(source, "\x00") || strings.Contains(source, "![") || strings.Contains(source, "]:") {
			continue // HTML, pictures and link definitions: Lint refuses them
		}
		var out bytes.Buffer
		if err := md.Convert([]byte(source), &out); err != nil {
			t.Fatal(err)
		}
		text := html.UnescapeString(rawElement.ReplaceAllString(inlineTag.ReplaceAllString(out.String(), ""), " "))
		want := strings.Fields(text)
		var got []string
		for _, w := range page.Words(page.Blocks(source)) {
			if !listNumber.MatchString(w) {
				got = append(got, w)
			}
		}
		compared++
		want = slices.DeleteFunc(want, listNumber.MatchString)
		if !slices.Equal(got, want) {
			t.Errorf("example %d %q:\n got %q\nwant %q", i+1, source, got, want)
		}
	}
	if compared < 400 {
		t.Errorf("only %d examples were compared", compared)
	}
}

// listNumber is what the library draws beside an item, and the walk among words.
var listNumber = regexp.MustCompile(`^[0-9]+\.$`)
