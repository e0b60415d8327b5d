package tuitest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Pages returns the text of every shipped page, and of every page that shows a
// kind of prose, by its path. root is the project's.
func Pages(t testing.TB, root string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, folder := range []string{"procedures", "sop/page/testdata/views"} {
		before := len(out)
		err := filepath.WalkDir(filepath.Join(root, folder), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(name) != ".md" || strings.ToUpper(d.Name()) == d.Name()[:len(d.Name())-3]+".MD" {
				return err
			}
			text, err := os.ReadFile(name)
			out[filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))] = string(text)
			return err
		})
		if err != nil || len(out) == before {
			t.Fatalf("no pages in %s: %v", folder, err)
		}
	}
	return out
}

// smooths take off a page what decides which steps come and who has to come.
var smooths = []struct {
	form *regexp.Regexp
	with string
}{
	{regexp.MustCompile("\\*\\*If\\*\\* `[^`]*`:\\s"), ""},
	{regexp.MustCompile(`(?m)^complete-within: .*\n`), ""},
	{regexp.MustCompile(`, within (?:local "[^"]*"|[^,` + "`" + `]*?) of #[a-z0-9-]+`), ""},
	{regexp.MustCompile(`, wait (?:local "[^"]*"|[0-9]+ [a-z]+|[a-z][a-z0-9-]*)(?: before #[a-z0-9-]+)?`), ""},
	{regexp.MustCompile("(?m)^(## .*) `each: [^`]*`$"), "$1"},
	{regexp.MustCompile("(`[a-z][^`]*), or (?:redo|hold|end)[^,`]*"), "$1"},
	{regexp.MustCompile("(: number [^,`]* = [^,`]+), [^`]*"), "$1, 1 place"}, // the answers of a run do not add up
	{regexp.MustCompile("(: number [^,`]+), (?:at most |at least |[a-z][a-z0-9-]* to )[a-z][a-z0-9-]*"), "$1"},
	{regexp.MustCompile(`, (?:verify|hold|do): [A-Za-z0-9 -]+`), ""},
	{regexp.MustCompile(`, any order`), ""},
	{regexp.MustCompile(`, local "[^"]*"`), ""},
	{regexp.MustCompile(`\| local "[^"]*"`), "| 1"}, // what is computed with a cell needs its figure
	{regexp.MustCompile(`, tolerance [0-9.]+`), ""},
}

// Smooth returns a page's text without conditions, times and other people, so
// that one run by one person reaches every step of it.
func Smooth(text string) string {
	for _, s := range smooths {
		text = s.form.ReplaceAllString(text, s.with)
	}
	return text
}

// Missing returns the words that do not stand in what was shown. Capitals do
// not count: a frame has its sections in capitals, and what follows a condition
// begins with one.
func Missing(shown string, words []string) []string {
	shown = strings.ToLower(shown)
	var out []string
	for _, w := range words {
		if !stands(shown, strings.ToLower(w)) {
			out = append(out, w)
		}
	}
	return out
}

// stands reports whether a word stands in a text by itself: one that ran
// together with its neighbour is lost to a reader.
func stands(text, word string) bool {
	letter := func(r rune, _ int) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(word)
		joined := letter(utf8.DecodeLastRuneInString(text[:from])) && letter(utf8.DecodeRuneInString(word)) ||
			letter(utf8.DecodeRuneInString(text[to:])) && letter(utf8.DecodeLastRuneInString(word))
		if !joined {
			return true
		}
		at = to
	}
}
