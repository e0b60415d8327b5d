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
	facts := func(of string) []string { return constants(t, "facts.go", of) }
	givens, seconds, tests, amends, sums := facts("Given"), facts("Second"), facts("Tests"), facts("Amends"), facts("Sums")
	for _, name := range constants(t, "field.go", "FieldType") {
		facts := sop.FieldType(name).Facts()
		if !slices.Contains(givens, string(facts.Given)) {
			t.Errorf("a %s field does not say how a person gives its value", name)
		}
		if !slices.Contains(sums, string(facts.Sums)) {
			t.Errorf("a %s field does not say whether a page computes it", name)
		}
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

// What a condition can ask whether it is less is compared as its type is, not by its letters;
// a type in order that is not here is named.
func TestValuesOfATypeAreComparedAsItIsWritten(t *testing.T) {
	type pair struct{ less, more, no string }
	of := map[sop.FieldType]pair{
		sop.Number: {"9.50", "10", "ten"},
		sop.Date:   {"2026-09-30", "2026-10-01", "1 Oct"},
		sop.Clock:  {"2026-11-27T09:50+00:00", "10:00", "9:5"},
	}
	for _, typ := range sop.FieldTypes {
		p, named := of[typ]
		switch {
		case !named && typ.Facts().Tests == sop.InOrder:
			t.Errorf("a %s can be asked whether it is less, and no test shows it", typ)
		case !named:
			if cmp, ordered := typ.Compare("Whole", "whole"); cmp != 0 || ordered {
				t.Errorf("%s: Whole is not the same as whole: %d, %v", typ, cmp, ordered)
			}
			if _, ordered := typ.Compare("a", "b"); ordered || sop.NotEqual.Holds(typ.Compare("a", "a")) || sop.Less.Holds(typ.Compare("a", "b")) {
				t.Errorf("%s: words have an order", typ)
			}
			if _, is := typ.Form("anything"); !is {
				t.Errorf("%s: not any text is one", typ)
			}
		default:
			for op, want := range map[sop.Op]bool{
				sop.Less: true, sop.LessEqual: true, sop.NotEqual: true, sop.Equal: false, sop.Greater: false, sop.GreaterEqual: false, sop.OutOfLimits: false,
			} {
				if got := op.Holds(typ.Compare(p.less, p.more)); got != want {
					t.Errorf("%s: %s %s %s is %v", typ, p.less, op, p.more, got)
				}
			}
			if like, is := typ.Form(p.no); is || like == "" {
				t.Errorf("%s: %q is taken for one like %q", typ, p.no, like)
			}
			if _, is := typ.Form(p.more); !is {
				t.Errorf("%s: %q is not taken", typ, p.more)
			}
		}
	}
	if cmp, ordered := sop.Number.Compare("unknown", "7"); cmp == 0 || ordered {
		t.Errorf("what is no number is compared as one: %d, %v", cmp, ordered)
	}
}

func TestAnswersAreWhatIsChosenFrom(t *testing.T) {
	for _, typ := range sop.FieldTypes {
		f := sop.Field{Type: typ}
		if typ == sop.Choice {
			f.Choices = []string{"whole", "worn"}
		}
		if chosen := typ.Facts().Given == sop.Chosen; chosen != (len(f.Answers()) == 2) {
			t.Errorf("a %s field is chosen: %v, from %q", typ, chosen, f.Answers())
		}
	}
}
