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

	"soprun/sop/run"
)

var (
	ruleInName    = regexp.MustCompile(`^TestH([0-9]+)[A-Z]`)
	ruleInComment = regexp.MustCompile(`\bH([0-9]+)\b`)
)

// TestEachRuleIsNamedByATest reads the rules and fails on a gap: a rule is
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
	for i, rule := range run.Rules {
		if rule.Number != i+1 || rule.Words == "" {
			t.Errorf("%+v is row %d of the rules", rule, i+1)
		}
		if len(named[rule.Number]) == 0 {
			t.Errorf("no test names H%d: %s", rule.Number, rule.Words)
		}
		delete(named, rule.Number)
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
