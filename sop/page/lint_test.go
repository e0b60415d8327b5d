package page_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"soprun/sop/page"
)

func TestEveryVectorYieldsExactlyItsFindings(t *testing.T) {
	for name, v := range vectors(t) {
		t.Run(name, func(t *testing.T) {
			var got []string
			findings := page.Lint(v.page, v.options(t))
			for _, f := range findings {
				got = append(got, fmt.Sprintf("%s %d:%d", f.Code, f.Line, f.Column))
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(v.expect))
			if !slices.Equal(got, want) {
				t.Errorf("%s:\n got %q\nwant %q\n%v", v.comment, got, want, findings)
			}
		})
	}
}

func TestEveryCodeHasAVector(t *testing.T) {
	all := vectors(t)
	for _, code := range page.Codes() {
		found := false
		for name, v := range all {
			named := strings.HasPrefix(name, code+"-")
			expects := slices.ContainsFunc(v.expect, func(e string) bool { return strings.HasPrefix(e, code+" ") })
			if named && !expects {
				t.Errorf("vector %s does not expect %s", name, code)
			}
			found = found || named
		}
		if !found {
			t.Errorf("no vector is named after %s", code)
		}
	}
}

func TestMessagesSayWhatWouldBeRight(t *testing.T) {
	for name, v := range vectors(t) {
		for _, f := range page.Lint(v.page, v.options(t)) {
			if f.Message == "" || strings.HasSuffix(f.Message, ".") || strings.Contains(f.Message, "failed to") || strings.Contains(f.Message, "%!") {
				t.Errorf("%s: message %q", name, f.Message)
			}
			if len(f.Message) > 220 {
				t.Errorf("%s: message of %d bytes", name, len(f.Message))
			}
			if f.Line < 1 || f.Column < 1 {
				t.Errorf("%s: place %d:%d", name, f.Line, f.Column)
			}
		}
	}
}

func TestHintsNameWhatWasMeant(t *testing.T) {
	all := vectors(t)
	for name, want := range map[string]string{
		"E006-unknown": "#contact", "E013-unknown": "critical", "E013-lower-case-code": "S26", "E013-id": "#wet",
		"E018-unknown-step": "#off", "E101-mistyped": "number", "E102-empty": "-25 to -15", "E110-name": "temp-1",
		"E201-unknown": "surface", "E301-unknown": "WARNING", "E301-lower-case": "WARNING", "E301-attention": "CAUTION", "E301-ppe": "IMPORTANT", "E301-info": "NOTE", "E301-hint": "TIP", "E401-unknown": "S35",
		"E403-version": "ST0218 v1.1", "E503-unknown": "complete-within", "E506-status": "ready",
		"E506-sign": "supervisor", "E507-different": "Clean the bench", "W704-moved": "step 2",
	} {
		v, ok := all[name]
		if !ok {
			t.Errorf("no vector %s", name)
			continue
		}
		findings := page.Lint(v.page, v.options(t))
		if len(findings) == 0 || findings[len(findings)-1].Hint != want {
			t.Errorf("%s: %v, want the hint %q", name, findings, want)
		}
	}
}

func TestEveryCodeInTheSourceIsExplained(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source files (%v)", err)
	}
	form := regexp.MustCompile(`"([EW][0-9]{3})"`)
	used := map[string]bool{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range form.FindAllSubmatch(src, -1) {
			used[string(m[1])] = true
		}
	}
	for code := range used {
		text, ok := page.Explain(code)
		if !ok || !strings.HasPrefix(text, code+" ") || len(text) < 120 {
			t.Errorf("%s is explained as %q", code, text)
		}
	}
	if codes := page.Codes(); len(codes) != len(used) || !slices.IsSorted(codes) {
		t.Errorf("%d codes are explained and %d used; sorted: %t", len(codes), len(used), slices.IsSorted(codes))
	}
	if _, ok := page.Explain("E999"); ok {
		t.Error("E999 is no code")
	}
}

func TestAPageWithoutFrontMatterIsToldTheKeysAndTheCommandThatWritesThem(t *testing.T) {
	findings := page.Lint([]byte("# Clean the sink\n\n1. Scrub it.\n"), page.Options{})
	if len(findings) != 1 || findings[0].Code != "E501" {
		t.Fatalf("findings %v", findings)
	}
	text, _ := page.Explain("E501")
	for _, want := range []string{"id", "title", "version", "status", "owner", "review-every", "standard", "codes", "mode", "sign", "soprun new"} {
		if !strings.Contains(findings[0].Message, want) || !strings.Contains(text, want) {
			t.Errorf("%q is not named: %s\n%s", want, findings[0].Message, text)
		}
	}
}
