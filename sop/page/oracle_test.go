package page_test

import (
	"bytes"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"pgregory.net/rapid"

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

// obeyed is what the machine obeys and no reader has to be shown as it stands.
var obeyed = regexp.MustCompile("(?s)\\*\\*If\\*\\* `[^`]*`:\\s?|`#[^`]*`|`(?:critical|wait|n/a|each:|do-confirm)[^`]*`|: `[a-z][a-z0-9-]*: [^`]*`")

// lookedUp is the same in a table: the name of a column, and what the department sets.
var lookedUp = regexp.MustCompile("(?: `[a-z][a-z0-9-]*`| local \"[^\"\n]*\") \\|")

// lost returns the words of a page's body that no reader of the procedure would be
// shown, each as often as it is missing.
func lost(t fataler, src string) []string {
	t.Helper()
	p, _ := page.Parse([]byte(src))
	_, body, _ := strings.Cut(strings.TrimPrefix(src, "---\n"), "\n---\n")
	if at := checkHeading.FindStringIndex(body); at != nil {
		body = body[:at[0]]
	}
	body = lookedUp.ReplaceAllString(obeyed.ReplaceAllString(body, ""), " |")
	var out bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))
	if err := md.Convert([]byte(body), &out); err != nil {
		t.Fatalf("%v", err)
	}
	left := map[string]int{}
	for _, w := range page.WordsOf(p) {
		left[strings.Trim(w, ":[]!-")]++
	}
	var missing []string
	for _, w := range strings.Fields(html.UnescapeString(rawElement.ReplaceAllString(inlineTag.ReplaceAllString(out.String(), ""), " "))) {
		w = strings.Trim(w, ":[]!-")
		if left[w]--; left[w] < 0 && w != "" {
			missing = append(missing, w)
		}
	}
	return missing
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

var strayCode = regexp.MustCompile("`[ \\t]+-")

var checkHeading = regexp.MustCompile(`(?mi)^## +(?:[0-9]+\. )?knowledge check *$`)

func TestNoWordOfAPageWithoutErrorsIsLostInReadingIt(t *testing.T) {
	pages := 0
	for _, folder := range []string{"../../procedures/*/*.md", "testdata/views/*.md"} {
		files, err := filepath.Glob(folder)
		if err != nil || len(files) == 0 {
			t.Fatalf("no pages in %s: %v", folder, err)
		}
		for _, file := range files {
			pages++
			if missing := lost(t, string(mustRead(t, file))); len(missing) > 0 {
				t.Errorf("%s: %q", file, missing)
			}
		}
	}
	if pages < 40 || t.Failed() {
		t.Fatalf("%d pages", pages)
	}
	rapid.Check(t, func(t *rapid.T) {
		src := bench + anyBody(t)
		stray := strings.Count(src, "`")%2 != 0 || strayCode.MatchString(src) // where code begins, obeyed does not know
		if stray || page.HasErrors(page.Lint([]byte(src), page.Options{})) {
			return
		}
		if missing := lost(t, src); len(missing) > 0 {
			t.Fatalf("%q is lost from\n%s", missing, src)
		}
	})
}
