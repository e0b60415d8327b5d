package layering_test

import (
	"go/ast"
	"path/filepath"
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
