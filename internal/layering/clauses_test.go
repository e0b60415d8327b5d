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
	// A test that judges many logs is named with one of them.
	row := regexp.MustCompile("^\\| [^|]+ \\| [^|]+ \\| `(Test[A-Za-z0-9]+)`(?: `([a-z0-9-]+)`)? \\|$")
	known, rows := testNames(t), map[string]int{}
	table := "Clauses"
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			table = heading
		}
		if !strings.HasPrefix(line, "|") || strings.HasSuffix(line, "| test |") || strings.HasPrefix(line, "| --- |") {
			continue
		}
		rows[table]++
		if m := row.FindStringSubmatch(line); m == nil {
			t.Errorf("%q names no test", line)
		} else if !known[m[1]] {
			t.Errorf("%q names a test that does not exist", line)
		} else if m[2] != "" {
			if _, err := os.Stat("../../sop/record/testdata/vectors/" + m[2] + ".txt"); err != nil || m[1] != "TestEveryVectorIsJudgedAsItExpects" {
				t.Errorf("%q names a log that its test does not judge", line)
			}
		}
	}
	if rows["Clauses"] < 30 || rows["Threats"] < 30 {
		t.Errorf("%v rows: the test looks in the wrong place", rows)
	}
	if strings.Contains(strings.ToLower(string(text)), "complian") {
		t.Error("it claims more than a design")
	}
}
