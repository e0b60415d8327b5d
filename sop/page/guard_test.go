package page_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"soprun/sop/page"
)

func TestNormaliseTakesOffTheMarkAndReturns(t *testing.T) {
	got, err := page.Normalise([]byte("\ufeff# A\r\nb\rc\r\n"))
	if err != nil || string(got) != "# A\nb\rc\n" {
		t.Errorf("normalised to %q, %v", got, err)
	}
	if _, err := page.Normalise([]byte("caf\xe9")); !errors.Is(err, page.ErrNotUTF8) {
		t.Errorf("bytes that are not UTF-8: %v", err)
	}
	if _, err := page.Normalise(make([]byte, page.MaxBytes+1)); !errors.Is(err, page.ErrTooLarge) {
		t.Errorf("too many bytes: %v", err)
	}
}

func TestTheHashIsThatOfTheNormalisedText(t *testing.T) {
	plain := bench + "1. Do. `#do`\n"
	a, b := parsed(t, plain), parsed(t, "\ufeff"+strings.ReplaceAll(plain, "\n", "\r\n"))
	if a.SHA256 != b.SHA256 || len(a.SHA256) != 64 {
		t.Errorf("hashes are %q and %q", a.SHA256, b.SHA256)
	}
	if c := parsed(t, bench+"1. Do it. `#do`\n"); c.SHA256 == a.SHA256 {
		t.Error("another text has the same hash")
	}
}

// hostile are pages that would keep a markdown or YAML parser busy, or
// overflow its stack.
func hostile() map[string]string {
	deep := func(open, inner, closing string) string {
		return strings.Repeat(open, 10_000) + inner + strings.Repeat(closing, 10_000)
	}
	fill := func(s string) string { return strings.Repeat(s, (page.MaxBytes-len(bench))/len(s)) }
	var indented strings.Builder
	for i := range 1_000 {
		indented.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return map[string]string{
		"10 MB":                    strings.Repeat("a b\n", 10<<20/4),
		"lists":                    bench + deep("- ", "x", ""),
		"numbered lists":           bench + deep("1. ", "x", ""),
		"quotes":                   bench + deep("> ", "x", ""),
		"quotes and lists":         bench + deep("> - ", "x", ""),
		"brackets":                 bench + deep("[", "x", "](y)"),
		"images":                   bench + deep("![", "x", "](y)"),
		"emphasis":                 bench + deep("*a **b ", "x", "** *"),
		"long emphasis":            bench + deep("*", "x", "*"),
		"yaml flow":                "---\na: " + deep("[", "", "]") + "\n---\n",
		"yaml maps":                "---\na: " + deep("{a: ", "", "}") + "\n---\n",
		"yaml lists":               "---\n" + deep("- ", "x", "") + "\n---\n",
		"yaml questions":           "---\n" + deep("? ", "x", "") + "\n---\n",
		"yaml indentation":         "---\n" + indented.String() + "---\n",
		"links never closed":       bench + fill("[a](b"),
		"angle links":              bench + fill("[a](<b"),
		"definitions":              bench + fill("[a]: b\n"),
		"crossed emphasis":         bench + fill("_a*_"),
		"one line":                 bench + fill("a b "),
		"one paragraph":            bench + fill("a b\n"),
		"backticks of all lengths": bench + fill("` `` ``` ```` "),
		"steps":                    bench + fill("1. a\n"),
		"control characters":       bench + fill("\x1b"),
	}
}

func TestHostilePagesAreRefusedBeforeParsing(t *testing.T) {
	for name, src := range hostile() {
		p, findings := page.Parse([]byte(src))
		if p != nil || len(findings) == 0 || len(findings) > 500 {
			t.Errorf("%s: procedure %v with %d findings", name, p != nil, len(findings))
			continue
		}
		for _, f := range findings {
			if f.Code != "E012" && f.Code != "E010" {
				t.Errorf("%s: %v", name, f)
			}
		}
		if _, err := page.Format([]byte(src)); !errors.Is(err, page.ErrFormat) {
			t.Errorf("%s: formatted with %v", name, err)
		}
	}
}

func TestTwentyDeepIsStillRead(t *testing.T) {
	parsed(t, bench+strings.Repeat("> ", page.MaxDepth)+"quote\n\n1. Do. `#do`\n")
	parsed(t, bench+strings.Repeat("- ", page.MaxDepth)+"list\n\n1. Do. `#do`\n")
}

func TestEveryFormatCharacterIsRefusedInEveryForm(t *testing.T) {
	var refused []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		control := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
		if control && r != '\n' && r != '\t' {
			refused = append(refused, r)
		}
	}
	for _, r := range refused {
		raw := bench + "A" + string(r) + "B\n\n1. Do. `#do`\n"
		if r == '\r' {
			raw = bench + "A\rB\n\n1. Do. `#do`\n"
		}
		for _, src := range []string{raw, fmt.Sprintf("%sA&#%d;B\n", bench, r), fmt.Sprintf("%sA&#x%x;B\n", bench, r), fmt.Sprintf("%s`&#X%X;`\n", bench, r)} {
			if p, findings := page.Parse([]byte(src)); p != nil || len(findings) != 1 || findings[0].Code != "E010" {
				t.Fatalf("U+%04X as %q: %v", r, src[len(bench):], findings)
			}
		}
	}
}

// TestNothingReadHoldsAForbiddenCharacter is the promise that screens and
// prints rely on: whatever the page, what comes out of it is safe to draw.
func TestNothingReadHoldsAForbiddenCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-z ]|&#(x1b|27|8238|x200b);|&rlm;|[\x00-\x1f\x{80}-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}]){0,8}`).Draw(t, "text")
		p, findings := page.Parse([]byte(bench + text + "\n\n1. Do. `#do`\n"))
		if p == nil {
			if !page.HasErrors(findings) {
				t.Fatal("a page without errors is no procedure")
			}
			return
		}
		for _, r := range p.Intro {
			if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf) {
				t.Fatalf("U+%04X came through", r)
			}
		}
	})
}
