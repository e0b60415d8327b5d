package layering_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The budgets. A data table may be longer; it is named here with its reason.
const (
	maxFileLines     = 400
	maxFunctionLines = 60
	maxModelFields   = 12
)

var exemptFiles = map[string]string{}

func TestFilesFunctionsAndModelsStayInTheirBudgets(t *testing.T) {
	for _, s := range sources(t) {
		if n := s.fset.File(s.tree.Pos()).LineCount(); n > maxFileLines && exemptFiles[filepath.ToSlash(s.file)] == "" {
			t.Errorf("%s has %d lines, at most %d", s.file, n, maxFileLines)
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if lines := s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line; lines > maxFunctionLines {
					t.Errorf("%s: %s has %d lines, at most %d", s.file, n.Name, lines, maxFunctionLines)
				}
			case *ast.TypeSpec:
				if st, ok := n.Type.(*ast.StructType); ok && strings.HasSuffix(n.Name.Name, "Model") && st.Fields.NumFields() > maxModelFields {
					t.Errorf("%s: %s has %d fields, at most %d", s.file, n.Name, st.Fields.NumFields(), maxModelFields)
				}
			}
			return true
		})
	}
}

// testOnly are packages that only tests import.
var testOnly = []string{"internal/tuitest", "internal/tuitest/picture", "internal/tui/kittest", "internal/station/stationtest", "internal/study/studytest", "internal/layering", "internal/e2e", "sop/record/recordtest", "internal/hub/hubtest"}

// TestThereIsAtLeastAsMuchTestAsCode counts lines. Scenario files that a person
// wrote are tests; golden files, which a program writes, are not counted.
func TestThereIsAtLeastAsMuchTestAsCode(t *testing.T) {
	code, tests := 0, 0
	for _, s := range sources(t) {
		lines := s.fset.File(s.tree.Pos()).LineCount()
		if slices.Contains(testOnly, s.pkg) {
			tests += lines
		} else {
			code += lines
		}
	}
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2 {
			return fs.SkipDir
		}
		frozen := strings.Contains(name, "/testdata/bundles/") // a program wrote them
		scenario := strings.Contains(name, "/testdata/") && !frozen && slices.Contains([]string{".txt", ".page", ".md", ".py"}, filepath.Ext(name))
		if d.IsDir() || !scenario && !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		tests += strings.Count(string(text), "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d lines of tests, %d of code: %.2f", tests, code, float64(tests)/float64(code))
	if tests < code {
		t.Errorf("%d lines of tests for %d lines of code: promises are missing", tests, code)
	}
}
