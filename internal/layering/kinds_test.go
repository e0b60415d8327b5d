package layering_test

import (
	"go/ast"
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// folds are the functions that take entries into what is known of a log. Each says
// in cases which kinds it leaves out: a new kind of entry has to be thought of in all.
var folds = map[string][]string{
	"sop/record":     {"State.Apply", "Keys.apply", "Ledger.Apply", "Retention.Apply", "standings.apply", "part.note"},
	"internal/store": {"indexer.add", "recent.apply"},
}

func TestEveryFoldOfTheLogNamesEveryKindOfEntry(t *testing.T) {
	bodies, switches := map[string]bool{}, map[string]map[string]bool{}
	for _, s := range sources(t) {
		if s.pkg == "sop/record" && filepath.Base(s.file) == "kind.go" {
			ast.Inspect(s.tree, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && nameOf(call.Fun) == "new" {
					bodies[nameOf(call.Args[0])] = true
				}
				return true
			})
		}
		for _, decl := range s.tree.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && slices.Contains(folds[s.pkg], method(f)) {
				switches[s.pkg+" "+method(f)] = named(f)
			}
		}
	}
	if len(bodies) < 20 {
		t.Fatalf("only %d kinds of entry were found", len(bodies))
	}
	for pkg, names := range folds {
		for _, name := range names {
			found := switches[pkg+" "+name]
			for _, body := range slices.Sorted(maps.Keys(bodies)) {
				if !found[body] {
					t.Errorf("%s: %s does not say what it does with %s, or that it leaves it out", pkg, name, body)
				}
			}
		}
	}
}

// method returns "State.Apply" for a method of State or of *State.
func method(f *ast.FuncDecl) string { return nameOf(f.Recv.List[0].Type) + "." + f.Name.Name }

// named returns the types in the cases of a function's switches over types.
func named(f *ast.FuncDecl) map[string]bool {
	all := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.TypeSwitchStmt); ok {
			for _, c := range s.Body.List {
				for _, typ := range c.(*ast.CaseClause).List {
					all[nameOf(typ)] = true
				}
			}
		}
		return true
	})
	return all
}

// nameOf returns the last name of an expression: of *record.Amend it is Amend.
func nameOf(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return nameOf(x.X)
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	default:
		return ""
	}
}
