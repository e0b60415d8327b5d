package layering_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rules are the rules that a run keeps, each in a few words.
var rules = [...]string{
	1: "one current step", 2: "start and done are two events", 3: "the value is the completion", 4: "keys that bounce do nothing",
	5: "a critical step has its own key", 6: "critical without colour", 7: "hazards are acknowledged first", 8: "the frame says what, who and where",
	9: "the step before and the next are shown", 10: "coming back confirms the step done last", 11: "an interruption and its note",
	12: "an idle bench asks who is at it", 13: "nothing covers the step", 14: "an overdue run needs a decision", 15: "waits survive and are never shortened",
	16: "a moved clock is recorded", 17: "time completes nothing", 18: "a missed window opens a deviation", 19: "four outcomes",
	20: "not required is not not applicable", 21: "exceptions before sign-off", 22: "a mark stays with its value", 23: "impossible is typed again",
	24: "unit and limits beside the input", 25: "nothing is filled in beforehand", 26: "nobody checks themself", 27: "the second reading is blind",
	28: "few second-person checks", 29: "a hold waits for its role", 30: "read-do or do-confirm", 31: "short sections and steps",
	32: "no vague words", 33: "only the live branch is open", 34: "pace is asked for at the end", 35: "a late entry has both times",
	36: "corrections add", 37: "only approved versions run", 38: "practice is no record", 39: "a hand-over is signed by both", 40: "a scan ends its field",
}

var (
	ruleInName    = regexp.MustCompile(`^TestH([0-9]+)[A-Z]`)
	ruleInComment = regexp.MustCompile(`\bH([0-9]+)\b`)
)

// TestEachRuleIsNamedByATest lists H1 to H40 and fails on a gap: a rule is
// named where a test's name begins with it or where the comment above does.
func TestEachRuleIsNamedByATest(t *testing.T) {
	named := map[int][]string{}
	files := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range tree.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") || f.Name.Name == "TestEachRuleIsNamedByATest" {
				continue
			}
			for _, n := range rulesOf(f) {
				named[n] = append(named[n], f.Name.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Fatalf("only %d test files were read", files)
	}
	for n := 1; n < len(rules); n++ {
		if len(named[n]) == 0 {
			t.Errorf("no test names H%d: %s", n, rules[n])
		}
		delete(named, n)
	}
	for _, n := range slices.Sorted(maps.Keys(named)) {
		t.Errorf("%v name H%d, which is no rule", named[n], n)
	}
}

// rulesOf returns the numbers of the rules that a test names.
func rulesOf(f *ast.FuncDecl) []int {
	found := ruleInName.FindAllStringSubmatch(f.Name.Name, -1)
	found = append(found, ruleInComment.FindAllStringSubmatch(f.Doc.Text(), -1)...)
	var out []int
	for _, m := range found {
		if n, err := strconv.Atoi(m[1]); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// What a test needs and does not find is said in one place, where CI can refuse it.
func TestNoTestIsLeftOutByItself(t *testing.T) {
	err := filepath.WalkDir(filepath.Join("..", ".."), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			inFuzz := strings.Contains(string(text), "func Fuzz") // a drawn input may be no case
			if regexp.MustCompile(`\b[tb]\.Skip(f|Now)?\(`).MatchString(line) && !inFuzz {
				t.Errorf("%s:%d: use needs.Skip or needs.Tool", name, i+1)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
