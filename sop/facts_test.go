package sop_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"soprun/sop"
)

// constants returns the values of the constants of a type in a file.
func constants(t *testing.T, file, of string) (values []string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != of {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				value, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, value)
			}
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("%s has no constant of type %s", file, of)
	}
	return values
}

// A type without a row, or a row without one of its facts, is named here.
func TestEveryFieldTypeHasAllItsFacts(t *testing.T) {
	seconds, tests, amends := constants(t, "facts.go", "Second"), constants(t, "facts.go", "Tests"), constants(t, "facts.go", "Amends")
	for _, name := range constants(t, "field.go", "FieldType") {
		facts := sop.FieldType(name).Facts()
		if !slices.Contains(seconds, string(facts.Second)) {
			t.Errorf("a %s field does not say whether a second person reads it blind", name)
		}
		if !slices.Contains(tests, string(facts.Tests)) {
			t.Errorf("a %s field does not say what conditions can ask of it", name)
		}
		if !slices.Contains(amends, string(facts.Amends)) {
			t.Errorf("a %s field does not say whether its value can be put right", name)
		}
		if !slices.Contains(sop.FieldTypes, sop.FieldType(name)) {
			t.Errorf("%s is not in the list of field types", name)
		}
	}
	if got := sop.FieldType("").Facts(); got != (sop.Facts{}) {
		t.Errorf("a type that there is not has facts: %+v", got)
	}
}
