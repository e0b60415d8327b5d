package layering_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shapes are what a front end takes from a table: one that it named would be missing in
// the others.
var shapes = []string{"Form", "List", "Doc", "Question"}

func TestNoFrontEndNamesASingleFormListOrDocument(t *testing.T) {
	single, tables := map[string]bool{}, 0
	all := sources(t)
	for _, s := range all {
		if s.pkg != "internal/present" {
			continue
		}
		for _, decl := range s.tree.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.IsExported() && d.Type.Results != nil && isShape(d.Type.Results.List[0].Type) {
					single[d.Name.Name] = true
				}
			case *ast.GenDecl:
				names, several := shapesOf(d)
				tables += several
				for _, name := range names {
					single[name] = true
				}
			}
		}
	}
	delete(single, "ListNamed") // it looks one up by a name that stands in the table
	for name := range single {
		if name != "Record" { // what its own tests read
			t.Errorf("present.%s is a single one", name)
		}
	}
	if tables < 6 || !single["Record"] {
		t.Errorf("%d tables, and %v: the test looks in the wrong place", tables, single)
	}
	for _, s := range all {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, isName := sel.X.(*ast.Ident); isName && x.Name == "present" && single[sel.Sel.Name] {
				t.Errorf("%s names present.%s", s.file, sel.Sel.Name)
			}
			return true
		})
	}
}

// shapesOf returns the exported variables of a declaration that are a single form, list
// or document, and counts those that are several.
func shapesOf(d *ast.GenDecl) (single []string, several int) {
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || d.Tok != token.VAR || len(v.Values) != 1 || !v.Names[0].IsExported() {
			continue
		}
		lit, _ := v.Values[0].(*ast.CompositeLit)
		if lit == nil {
			continue
		}
		switch of := lit.Type.(type) {
		case *ast.ArrayType:
			several += map[bool]int{true: 1}[isShape(of.Elt)]
		case *ast.MapType:
			several += map[bool]int{true: 1}[isShape(of.Value)]
		default:
			if isShape(lit.Type) {
				single = append(single, v.Names[0].Name)
			}
		}
	}
	return single, several
}

func isShape(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && slices.Contains(shapes, id.Name)
}

// A table that one front end forgot would be acts that can be done in the others only.
func TestEveryTableOfFormsAndQuestionsIsUsedInEachFrontEnd(t *testing.T) {
	present, err := importer.ForCompiler(token.NewFileSet(), "gc", compiled(t)).Import("soprun/internal/present")
	if err != nil {
		t.Fatal(err)
	}
	fronts := map[string]map[string]bool{"internal/tui": {}, "internal/plain": {}, "internal/cli": {}}
	for _, s := range sources(t) {
		for front, used := range fronts {
			if s.pkg == front || strings.HasPrefix(s.pkg, front+"/") {
				ast.Inspect(s.tree, func(n ast.Node) bool {
					if of, ok := n.(*ast.SelectorExpr); ok {
						used[of.Sel.Name] = true
					}
					return true
				})
			}
		}
	}
	tables, held := 0, heldByLists(t)
	for _, name := range present.Scope().Names() {
		of := present.Scope().Lookup(name)
		row := rowsOf(of.Type())
		if !of.Exported() || row == "" {
			continue
		}
		tables++
		for front, used := range fronts {
			isCommand := row != "Question" // which is asked in a run
			runs := used[name] || held[name] && used["Lists"]
			if !runs && (isCommand || front != "internal/cli") && name != "Questions" {
				t.Errorf("%s does not use present.%s", front, name)
			}
		}
	}
	if tables < 8 {
		t.Errorf("%d tables: the test looks in the wrong place", tables)
	}
}

// heldByLists names the tables of forms that a list has, in whatever it is shown: whoever
// runs every list runs them.
func heldByLists(t *testing.T) map[string]bool {
	t.Helper()
	held := map[string]bool{}
	for _, s := range sources(t) {
		if s.pkg != "internal/present" {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, ok := pair.Key.(*ast.Ident); ok && (key.Name == "Forms" || key.Name == "About") {
				ast.Inspect(pair.Value, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						held[id.Name] = true
					}
					return true
				})
			}
			return true
		})
	}
	return held
}

// rowsOf names the rows of a table, or of what returns one: "" for what is none. What can
// be asked of present.Questions now is returned by OfferedAt.
func rowsOf(of types.Type) string {
	if f, ok := of.(*types.Signature); ok {
		if f.Recv() != nil || f.Results().Len() == 0 {
			return ""
		}
		of = f.Results().At(0).Type()
	}
	switch table := of.(type) {
	case *types.Slice:
		of = table.Elem()
	case *types.Map:
		of = table.Elem()
	default:
		return ""
	}
	if row, ok := of.(*types.Named); ok && slices.Contains([]string{"Form", "Question", "List"}, row.Obj().Name()) {
		return row.Obj().Name()
	}
	return ""
}

// What a question of the run asks, and what it makes of the answers, is written once. A
// front end that made the act itself would ask for it in its own way.
func TestNoFrontEndMakesWhatAQuestionOfTheRunMakes(t *testing.T) {
	made := actionsIn(t, "internal/present")
	if len(made) < 12 {
		t.Fatalf("questions make %v: the test looks in the wrong place", made)
	}
	simple := []string{"TakeOver"} // of a run that was handed over: nothing is asked then
	for _, pkg := range []string{"internal/tui/checklist", "internal/tui/signoff", "internal/plain"} {
		drawn := actionsIn(t, pkg)
		if len(drawn) == 0 && pkg != "internal/tui/signoff" { // which asks for words only
			t.Errorf("%s makes nothing: the test looks in the wrong place", pkg)
		}
		for _, name := range drawn {
			if slices.Contains(made, name) && !slices.Contains(simple, name) {
				t.Errorf("%s makes a run.%s, which a question makes", pkg, name)
			}
		}
	}
}

// actionsIn returns the actions of a run that a package makes.
func actionsIn(t *testing.T, pkg string) (names []string) {
	t.Helper()
	actions := map[string]bool{}
	for _, s := range sources(t) {
		if s.pkg != "sop/run" {
			continue
		}
		for _, decl := range s.tree.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && f.Recv != nil && f.Name.Name == "action" {
				actions[f.Recv.List[0].Type.(*ast.Ident).Name] = true
			}
		}
	}
	for _, s := range sources(t) {
		if s.pkg != pkg {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if of, ok := lit.Type.(*ast.SelectorExpr); ok && of.X.(*ast.Ident).Name == "run" && actions[of.Sel.Name] && !slices.Contains(names, of.Sel.Name) {
				names = append(names, of.Sel.Name)
			}
			return true
		})
	}
	return names
}

// maxMethods is how wide an interface may be.
const maxMethods = 7

// What asks for much is hard to stand in for: an interface that is wider than it can be
// read at one look is several.
func TestNoInterfaceIsWide(t *testing.T) {
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", compiled(t))
	seen := 0
	for _, s := range sources(t) {
		pkg, err := imports.Import("soprun/" + s.pkg)
		if err != nil {
			continue // of tests, or of another system
		}
		for _, name := range pkg.Scope().Names() {
			if i, ok := pkg.Scope().Lookup(name).Type().Underlying().(*types.Interface); ok {
				if seen++; i.NumMethods() > maxMethods {
					t.Errorf("%s.%s has %d methods, at most %d", s.pkg, name, i.NumMethods(), maxMethods)
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d interfaces: the test looks in the wrong place", seen)
	}
}

// notShown are fields of the model that nothing reads to show them, each with why.
var notShown = map[string]string{
	"Key.Public":       "its fingerprint is shown",
	"PageRow.SHA256":   "a hash is compared, not read",
	"PageRow.File":     "a page is found by it",
	"Revision.SHA256":  "a hash is compared, not read",
	"Record.SHA256":    "an export has it",
	"Record.Events":    "the walked run is shown",
	"Record.Procedure": "the walked run has it",
	"Hand.Entry":       "the record names the entry of each review and amendment",
	"OpenRun.Version":  "the run's own screen has the page",
	"Fault.Code":       "the words follow from it",
	"Verdict.At":       "it is shown as it is found",
	"Staff.Keys":       "each key is shown",
	"Station.Log":      "the sentences that are signed name it",
	"Station.Entries":  "the screens show completions",

	"Named.Of":          "a form asks with it, and the refusal says it",
	"Station.Continues": "it is told when the log is opened",
	"Witnessed.Stamp":   "the name of its file says it",

	"AccessReview.People": "the sentence of the review says it",
	"AccessReview.Keys":   "the sentence of the review says it",
}

// given are types that a front end fills in, and the parts in which lists come.
var given = []string{"SetUp", "Enrolment", "NewPassphrase", "Rotation", "Query", "From", "Part", "Draft"}

// What the model keeps is told somewhere, or it is not kept: a fact that no view read is
// how a disputed signature looked sound.
func TestEveryFieldOfTheModelIsReadWhereThingsAreShown(t *testing.T) {
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", compiled(t))
	model, err := imports.Import("soprun/internal/model")
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	for _, pkg := range []string{"model", "present", "paper", "report", "plain", "cli", "tui", "tui/kit", "tui/library", "tui/listing", "tui/document", "tui/procedure", "session"} {
		readsOf(t, fset, imports, pkg, read)
	}
	fields := 0
	for _, name := range model.Scope().Names() {
		st, ok := model.Scope().Lookup(name).Type().Underlying().(*types.Struct)
		if !ok || !model.Scope().Lookup(name).Exported() || isAct(model, name) || slices.Contains(given, name) {
			continue
		}
		for i := range st.NumFields() {
			f := st.Field(i)
			fields++
			if !read[placeOf(fset, f)] && !f.Embedded() && notShown[name+"."+f.Name()] == "" {
				t.Errorf("model.%s.%s is shown nowhere", name, f.Name())
			}
		}
	}
	if fields < 60 {
		t.Errorf("%d fields: the test looks in the wrong place", fields)
	}
}

// compiled finds what the compiler wrote of each package that the program imports.
func compiled(t *testing.T) importer.Lookup {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "soprun/cmd/soprun").Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if name, file, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			files[name] = file
		}
	}
	return func(name string) (io.ReadCloser, error) { return os.Open(files[name]) }
}

// isAct reports whether a type is an act, which is written by forms and read by the
// station.
func isAct(model *types.Package, name string) bool {
	act, ok := model.Scope().Lookup("Act").Type().Underlying().(*types.Interface)
	return ok && types.Implements(model.Scope().Lookup(name).Type(), act)
}

// readsOf adds what the files of a package read.
func readsOf(t *testing.T, fset *token.FileSet, imports types.Importer, pkg string, read map[string]bool) {
	t.Helper()
	dir := filepath.Join("..", filepath.FromSlash(pkg))
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, n := range names {
		if !strings.HasSuffix(n.Name(), ".go") || strings.HasSuffix(n.Name(), "_test.go") || slices.ContainsFunc([]string{"_windows", "_darwin", "_other", "_bsd"}, func(os string) bool { return strings.Contains(n.Name(), os) }) {
			continue
		}
		f, err := parser.ParseFile(fset, filepath.Join(dir, n.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
	conf := types.Config{Importer: imports, Error: func(error) {}}
	_, _ = conf.Check("soprun/internal/"+pkg, fset, files, info) // what does not check is another test's
	for _, s := range info.Selections {
		read[placeOf(fset, s.Obj())] = true
	}
}

// placeOf tells a field from others, however often its package was read.
func placeOf(fset *token.FileSet, of types.Object) string {
	at := fset.Position(of.Pos())
	return fmt.Sprintf("%s:%d:%s", filepath.Base(at.Filename), at.Line, of.Name())
}
