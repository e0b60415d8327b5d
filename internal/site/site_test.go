package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const root = "../.."

// whole is the site of this source, built once.
var whole = sync.OnceValues(func() (map[string][]byte, error) { return build(root) })

func built(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < len(pages)+1 {
		t.Fatalf("it has %d files, of %d pages", len(files), len(pages))
	}
	return files
}

// each is called for every page.
func each(t *testing.T, check func(name, html string)) {
	t.Helper()
	files := built(t)
	for _, p := range pages {
		check(p.to, string(files[p.to]))
	}
}

var (
	anchors  = regexp.MustCompile(` id="([^"]*)"`)
	leads    = regexp.MustCompile(`<a[^>]* href="([^"]*)"`)
	loads    = regexp.MustCompile(`<(?:img|link|script|iframe|source)[^>]* (?:src|href)="([^"]*)"`)
	headings = regexp.MustCompile(`<h([1-6])`)
)

func TestEveryLinkAndAnchorOfTheSiteLeadsSomewhere(t *testing.T) {
	files, ids, seen := built(t), map[string]map[string]bool{}, 0
	each(t, func(name, html string) {
		ids[name] = map[string]bool{"": true}
		for _, m := range anchors.FindAllStringSubmatch(html, -1) {
			if ids[name][m[1]] {
				t.Errorf("%s: two places are #%s", name, m[1])
			}
			ids[name][m[1]] = true
		}
	})
	each(t, func(name, html string) {
		for _, m := range append(leads.FindAllStringSubmatch(html, -1), loads.FindAllStringSubmatch(html, -1)...) {
			if strings.HasPrefix(m[1], "https://") {
				continue
			}
			seen++
			file, anchor, _ := strings.Cut(m[1], "#")
			if file == "" {
				file = name
			}
			if _, there := files[file]; !there || ids[file] != nil && !ids[file][anchor] {
				t.Errorf("%s: %s leads nowhere", name, m[1])
			}
		}
	})
	if seen < 500 {
		t.Errorf("only %d links were looked at", seen)
	}
}

func TestThePagesNeedNothingFromElsewhereAndNoScript(t *testing.T) {
	each(t, func(name, html string) {
		for _, m := range loads.FindAllStringSubmatch(html, -1) {
			if strings.Contains(m[1], ":") || strings.HasPrefix(m[1], "/") {
				t.Errorf("%s loads %s", name, m[1])
			}
		}
		for _, bad := range []string{"<script", "javascript:", " onclick=", " style=\"", "raw HTML omitted", "url("} {
			if strings.Contains(html, bad) && (bad != " style=\"" || strings.Count(html, bad) != strings.Count(html, ` style="text-align:`)) {
				t.Errorf("%s has %q", name, bad)
			}
		}
	})
	if bytes.Contains(built(t)["style.css"], []byte("url(")) {
		t.Error("the style loads something")
	}
}

// What somebody needs who hears a page, or goes through it by keys.
func TestEveryPageHasItsLandmarksAndOneHeadingOfTheFirstOrder(t *testing.T) {
	titles := map[string]string{}
	each(t, func(name, html string) {
		for _, want := range []string{
			`<html lang="en-GB">`, `<a class="skip" href="#text">`, `<main id="text"`, `<header>`, `<footer>`, `<nav id="pages" class="pages" aria-label="All pages"`, `<meta name="viewport"`, `aria-current="page"`,
		} {
			if strings.Count(html, want) != 1 {
				t.Errorf("%s has %d of %s", name, strings.Count(html, want), want)
			}
		}
		title := regexp.MustCompile(`<title>([^<]+)</title>`).FindStringSubmatch(html)
		if title == nil || titles[title[1]] != "" {
			t.Fatalf("%s has the title of %s: %v", name, titles[title[1]], title)
		}
		titles[title[1]] = name
		article, _, _ := strings.Cut(html, "</main>")
		last, first := 0, 0
		for _, m := range headings.FindAllStringSubmatch(article, -1) {
			level := int(m[1][0] - '0')
			if level == 1 {
				first++
			}
			if level > last+1 {
				t.Errorf("%s: a heading of order %d follows one of order %d", name, level, last)
			}
			last = level
		}
		if first != 1 {
			t.Errorf("%s has %d headings of the first order", name, first)
		}
		for _, img := range regexp.MustCompile(`<img[^>]*>`).FindAllString(html, -1) {
			if alt := regexp.MustCompile(` alt="([^"]*)"`).FindStringSubmatch(img); alt == nil || len(strings.Fields(alt[1])) < 4 {
				t.Errorf("%s: %s does not say what it shows", name, img)
			}
		}
		if strings.Contains(html, `<th scope="col"></th>`) {
			t.Errorf("%s: the head of a column is empty", name)
		}
	})
}

func TestWhatIsTooWideScrollsByItselfAndFromTheKeyboard(t *testing.T) {
	if got := reachable("<pre><code>" + strings.Repeat("x", 79) + "\n</code></pre><pre><code>short\n</code></pre><p><code>a-b</code>"); got !=
		`<pre tabindex="0"><code>`+strings.Repeat("x", 79)+"\n</code></pre><pre><code>short\n</code></pre><p>"+`<code class="short">a-b</code>` {
		t.Error(got)
	}
	each(t, func(name, html string) {
		if tables, scroll := strings.Count(html, "<table>"), regexp.MustCompile(`<div class="scroll"[^>]*><table>`).FindAllString(html, -1); tables != len(scroll) {
			t.Errorf("%s has %d tables, of which %d scroll", name, tables, len(scroll))
		}
	})
}

func TestTheSiteHasEveryCommandAndEachDocument(t *testing.T) {
	files := built(t)
	for name, want := range map[string]string{
		commandsPage: `<h3 id="soprun-people-terminals-add">`, "index.html": `src="pictures/library-today.svg"`, "start.html": `href="administrators.html"`, "procedures.html": "<h1", "decisions.html": "<h1",
	} {
		if !strings.Contains(string(files[name]), want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
	if !slices.Contains(names(files), "pictures/main-job.svg") {
		t.Error("the recording is not there")
	}
}

func TestTheSameSourceGivesTheSameSite(t *testing.T) {
	again, err := build(root)
	if err != nil {
		t.Fatal(err)
	}
	files := built(t)
	if !slices.Equal(names(files), names(again)) {
		t.Fatalf("%v, then %v", names(files), names(again))
	}
	for name := range files {
		if !bytes.Equal(files[name], again[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// copied is a source of which a test changes something.
func copied(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	for _, p := range pages {
		if p.from == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, p.from))
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(to, p.from)), 0o700)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, p.from), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(to, ".github", "pictures"), os.DirFS(filepath.Join(root, ".github", "pictures"))); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(to, "procedures", "testdata", "wrong"), 0o700); err != nil { // a document names it
		t.Fatal(err)
	}
	return to
}

func TestALinkThatLeadsNowhereIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"# Security\n\n[gone](gone.md)\n":                              "the link to gone.md leads nowhere",
		"# Security\n\n[gone](docs/start.md#no-such-place)\n":          "security.html: there is no #no-such-place in start.html",
		"# Security\n\n![a picture that is gone](pictures/gone.svg)\n": "leads nowhere",
		"# Security\n\n# And again\n":                                  `"And again" is a second heading of the first order`,
		"Security has no heading.\n":                                   "no heading of the first order",
	} {
		source := copied(t)
		if err := os.WriteFile(filepath.Join(source, ".github", "SECURITY.md"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := build(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestADocumentThatIsInNoListIsRefused(t *testing.T) {
	source := copied(t)
	if err := os.WriteFile(filepath.Join(source, ".github", "docs", "new.md"), []byte("# New\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := build(source); err == nil || !strings.Contains(err.Error(), "new.md is in no list") {
		t.Errorf("%v", err)
	}
}

func TestASiteTakesThePlaceOfOneBeforeAndOfNothingElse(t *testing.T) {
	mine := t.TempDir()
	if err := os.WriteFile(filepath.Join(mine, "thesis"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-source", root, "-out", mine}, io.Discard); err == nil || !strings.Contains(err.Error(), "was not built by this program") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(mine, "thesis")); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "bin", "site")
	if err := run([]string{"-source", root, "-out", dir}, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "old.html"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-source", root, "-out", dir}, io.Discard); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "old.html")); err == nil {
		t.Error("what was there before is still there")
	}
	if text, err := os.ReadFile(filepath.Join(dir, "index.html")); err != nil || !bytes.Equal(text, built(t)["index.html"]) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}
