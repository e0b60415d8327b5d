package layering_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// testNames returns the name of every test of the project.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
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
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range tree.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				names[f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestEveryRowOfTheClausesNamesATestThatExists(t *testing.T) {
	text, err := os.ReadFile("../../sop/record/CLAUSES.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("^\\| [^|]+ \\| [^|]+ \\| `(Test[A-Za-z0-9]+)` \\|$")
	known, rows := testNames(t), 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| clause |") || strings.HasPrefix(line, "| --- |") {
			continue
		}
		rows++
		if m := row.FindStringSubmatch(line); m == nil {
			t.Errorf("%q names no test", line)
		} else if !known[m[1]] {
			t.Errorf("%q names a test that does not exist", line)
		}
	}
	if rows < 30 {
		t.Errorf("%d rows: the test looks in the wrong place", rows)
	}
	if strings.Contains(strings.ToLower(string(text)), "complian") {
		t.Error("it claims more than a design")
	}
}
