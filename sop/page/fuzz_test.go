package page_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/internal/needs"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// seeds gives a fuzz test every vector, the example and the messy page.
func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/lint/*.page")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds (%v)", err)
	}
	for _, file := range append(files, "testdata/example.md", "testdata/messy.md") {
		src := mustRead(f, file)
		if _, body, ok := bytes.Cut(src, []byte("\n\n")); ok && strings.HasSuffix(file, ".page") {
			src = body
		}
		if len(src) < 4096 {
			f.Add(src)
		}
	}
}

// checkLint holds what is true of every input.
func checkLint(src []byte) error {
	if err := checkFront(src); err != nil {
		return err
	}
	p, parsed := page.Parse(src)
	if p == nil && !page.HasErrors(parsed) {
		return errors.New("no procedure and no error")
	}
	all := page.Lint(src, page.Options{Standard: standard.ST0218()})
	for _, f := range all {
		if _, ok := page.Explain(f.Code); !ok || f.Line < 1 || f.Column < 1 || f.Message == "" {
			return fmt.Errorf("finding %+v", f)
		}
	}
	if !slices.IsSortedFunc(all, func(a, b page.Finding) int { return a.Line - b.Line }) {
		return errors.New("findings are not in order")
	}
	if p == nil || page.HasErrors(parsed) {
		return nil
	}
	if p.StepCount() == 0 || p.Meta.ID == "" || len(p.SHA256) != 64 {
		return fmt.Errorf("a page without errors lacks parts: %+v", p)
	}
	for _, q := range p.Questions {
		named := map[string]bool{}
		for _, id := range q.Steps {
			_, there := p.Step(id)
			if !there || named[id] {
				return fmt.Errorf("a page without errors has a question about %q", q.Steps)
			}
			named[id] = true
		}
		if len(named) == 0 {
			return fmt.Errorf("a page without errors has a question about no step: %+v", q)
		}
	}
	if len(page.Diff(p, p)) > 0 {
		return fmt.Errorf("a page differs from itself: %v", page.Diff(p, p))
	}
	return nil
}

// checkFormat holds what is true of every page that can be formatted.
func checkFormat(src []byte) error {
	before, findings := page.Parse(src)
	out, err := page.Format(src)
	if err != nil {
		if !errors.Is(err, page.ErrFormat) {
			return err
		}
		if !namesALine.MatchString(err.Error()) {
			return fmt.Errorf("a page is refused without a line: %w", err)
		}
		if !page.HasErrors(page.Lint(src, page.Options{})) {
			return fmt.Errorf("a page that lints clean is not formatted: %w", err)
		}
		return nil
	}
	again, err := page.Format(out)
	if err != nil || !bytes.Equal(out, again) {
		return fmt.Errorf("formatting twice differs (%w):\n%q\n%q", err, out, again)
	}
	after, left := page.Parse(out)
	if after == nil {
		return fmt.Errorf("the formatted page is no procedure: %v", left)
	}
	if !page.HasErrors(findings) {
		if changes := page.Diff(before, after); len(changes) > 0 || page.HasErrors(left) {
			return fmt.Errorf("formatting changed %v, findings %v:\n%q", changes, left, out)
		}
	}
	return nil
}

// namesALine finds the line and column of a refusal.
var namesALine = regexp.MustCompile(`: [1-9][0-9]*:[1-9][0-9]*: `)

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		if err := checkLint(src); err != nil {
			t.Error(err)
		}
	})
}

func FuzzFormat(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		if err := checkFormat(src); err != nil {
			t.Error(err)
		}
	})
}

// anyBody draws a body out of pieces that mean something next to each other.
func anyBody(t *rapid.T) string {
	pieces := []string{
		"1. Do it. `#do`\n", "2. Go on. `#go, wait 3 min, S7`\n", "  7)  Look.\n", "10. Read. `critical`\n", "1.\tTab. `#tab`\n",
		"   - T: `t: number °C, 2.0 to 8.0`\n", "    - C: `c: choice, a | b`\n", "- plain\n", "\t- tab\n", "     - deeper\n",
		"3. **If** `c = a`: stop. `#stop`\n", "   More.\n", "Prose.\n", "> [!WARNING]\n> Mind.\n", "> quote\n", "lazy\n",
		"## Section\n", "### Small\n", "**If** `c = b`: so.\n", "\n", "\n", "\n", "```\ncode\n```\n", "        code\n", "***\n", "===\n", "---\n",
		"## Knowledge check\n", "- **Why?** `#do, K26`\n  Because.\n", "- **Both?** `#go #do, K26`\n  So.\n", "  - [ ] a\n  - [x] b\n", "`", "| a |\n|---|\n| b |\n", "\\\n", "1.\n",
		"   2. nested\n", "4. Wrapped\n   over `#wrapped,\n   S7`\n", "* star\n", "+ plus\n", "5.      far\n",
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 14).Draw(t, "pieces"), "")
}

func TestAnyPagePutTogetherFromPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := []byte(bench + anyBody(t))
		if err := checkLint(src); err != nil {
			t.Fatal(err)
		}
		if err := checkFormat(src); err != nil {
			t.Fatal(err)
		}
	})
}

// commonMark returns the examples of the CommonMark specification, which the
// markdown library ships with its tests.
func commonMark(t *testing.T) []string {
	t.Helper()
	needs.Tool(t, "go") // which knows where the examples are
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct{ Markdown string }
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 600 {
		t.Fatalf("only %d examples", len(examples))
	}
	out := make([]string, len(examples))
	for i, e := range examples {
		out[i] = e.Markdown
	}
	return out
}

func TestCommonMarkExamplesAreReadAsProse(t *testing.T) {
	// What is no soprun syntax must not become an instruction: beside steps for
	// ordered lists and the refusals, an example may yield nothing.
	allowed := []string{"E001", "E002", "E009", "E010", "E011", "E012", "E015", "E017", "E019", "E507"}
	for i, markdown := range commonMark(t) {
		src := []byte(bench + "Prose.\n\n" + markdown + "\n\n## Steps\n")
		if err := checkLint(src); err != nil {
			t.Errorf("example %d: %v", i+1, err)
		}
		if err := checkFormat(src); err != nil {
			t.Errorf("example %d: %v", i+1, err)
		}
		p, findings := page.Parse(src)
		for _, f := range findings {
			if !slices.Contains(allowed, f.Code) {
				t.Errorf("example %d %q: %v", i+1, markdown, f)
			}
		}
		if instructs(p) {
			t.Errorf("example %d %q yields an instruction: %+v", i+1, markdown, p)
		}
	}
}

// instructs reports whether anything on a page would be obeyed.
func instructs(p *sop.Procedure) bool {
	if p == nil {
		return false
	}
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			if st.ID != "" || st.Critical || st.Wait != nil || st.If != nil || len(st.Fields)+len(st.Alerts)+len(st.Codes) > 0 {
				return true
			}
		}
	}
	return false
}

func TestCommonMarkProseIsNotLost(t *testing.T) {
	for i, markdown := range commonMark(t) {
		p, findings := page.Parse([]byte(bench + markdown + "\n\n## Steps\n\n1. Do. `#do`\n"))
		if p == nil || page.HasErrors(findings) || strings.ContainsAny(markdown, "\t") {
			continue
		}
		shown := strings.Join(strings.Fields(p.Intro), " ")
		for _, s := range p.Sections {
			shown += " " + strings.Join(strings.Fields(s.Title+" "+s.Intro+" "+s.More), " ")
		}
		for _, word := range strings.Fields(markdown) {
			if !strings.Contains(shown, strings.Trim(word, "#=-")) {
				t.Errorf("example %d %q: %q is lost in %q", i+1, markdown, word, shown)
				break
			}
		}
	}
}
