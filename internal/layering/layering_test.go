package layering_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allowed says what each part of the project may import of the project. A name
// stands for the package and everything below it, or with a "$" for that package
// alone; the longest name that fits a package decides for it. Tests may import more, so they are not read.
var allowed = map[string][]string{
	"cmd":                          {"internal/cli"},
	"internal/cli":                 {"sop", "internal", "procedures"},
	"internal/demo":                {"sop", "internal/model", "internal/pages", "internal/session", "internal/station", "internal/keyring"},
	"internal/bench":               {},
	"internal/release":             {},
	"internal/site":                {"internal/cli"},
	"internal/manual":              {},
	"internal/bundle":              {"internal/disk"},
	"internal/guest":               {"internal/disk"},
	"internal/witness":             {"sop", "internal/boltfile"},
	"internal/effects":             {"sop", "internal/model", "internal/session", "internal/station", "internal/keyring", "internal/practice", "internal/pages", "internal/answers", "internal/spaced", "internal/study"},
	"internal/serve":               {"sop$", "internal/model"},
	"internal/pages":               {"sop", "internal/disk"},
	"internal/session":             {"sop$", "sop/run", "internal/model"},
	"internal/model":               {"sop$", "sop/run"},
	"internal/station":             {"sop", "internal/model", "internal/store", "internal/trace", "internal/keyring", "internal/disk", "internal/holidays"},
	"internal/station/stationtest": {"sop", "sop/record", "internal/store"},
	"internal/study/studytest":     {"sop/page", "sop/recall", "internal/study", "procedures"},
	"internal/study":               {"sop$", "sop/recall", "internal/answers", "internal/disk", "internal/spaced"},
	"internal/answers":             {"internal/disk", "internal/spaced"},
	"internal/spaced":              {},
	"internal/store":               {"sop", "internal/boltfile", "internal/disk", "internal/trace"},
	"internal/hub":                 {"sop", "internal/store", "internal/disk", "internal/bundle"},
	"internal/hub/hubtest":         {"internal/needs"},
	"internal/trace":               {"sop$"},
	"internal/chart":               {},
	"internal/disk":                {},
	"internal/boltfile":            {},
	"internal/holidays":            {"sop$"},
	"internal/keyring":             {"sop", "internal/disk"},
	"internal/practice":            {"sop$", "sop/page", "sop/run", "sop/standard", "internal/model", "internal/session", "internal/boltfile"},
	"internal/report":              {"sop$", "sop/figure", "sop/page", "sop/run", "sop/standard", "internal/model", "internal/present"},
	"internal/paper":               {"sop$", "sop/figure", "sop/page", "sop/run", "sop/standard", "internal/model", "internal/present"},
	"internal/oldpage":             {"sop/page"},
	"internal/watch":               {"sop"},
	"internal/present":             {"sop$", "sop/page", "sop/run", "sop/control", "sop/standard", "internal/model", "internal/session", "internal/chart", "internal/trace", "internal/answers", "internal/spaced", "internal/study", "sop/recall"},
	"internal/tui":                 {"sop$", "sop/figure", "sop/page", "sop/run", "sop/standard", "internal/model", "internal/session", "internal/present", "internal/chart", "internal/answers", "internal/study", "sop/recall", "internal/tui"},
	"internal/plain":               {"sop$", "sop/page", "sop/run", "sop/standard", "internal/model", "internal/session", "internal/present", "internal/answers", "internal/study", "sop/recall"},
	"internal/tuitest":             {},
	"internal/tui/kittest":         {"sop", "internal/model", "internal/session", "internal/tui/kit", "internal/tuitest"},
	"internal/layering":            {},
	"internal/needs":               {},
	"internal/e2e":                 {},
	"procedures":                   {},
	"sop":                          {},
	"sop/page":                     {"sop$", "sop/recall", "sop/figure"},
	"sop/figure":                   {},
	"sop/run":                      {"sop$", "sop/control"},
	"sop/control":                  {"sop$"},
	"sop/recall":                   {"sop$"},
	"sop/schedule":                 {"sop$"},
	"sop/standard":                 {"sop$"},
	"sop/record":                   {"sop$"},
	"sop/record/witness":           {"sop/record$"},
	"sop/record/recordtest":        {"sop"},
}

// exact lists names of allowed that mean one package and nothing below it.
var exact = map[string]bool{"sop": true}

// library says which of the world's modules a part may use; a part that is not
// listed may use any. An empty list is the standard library only.
var library = map[string][]string{
	"sop":          {},
	"sop/run":      {},
	"sop/control":  {},
	"sop/recall":   {},
	"sop/schedule": {},
	"sop/standard": {},
	"sop/page":     {"github.com/yuin/goldmark", "go.yaml.in/yaml/v3"},
	"sop/figure":   {"golang.org/x/image"},
	"sop/record": {
		"golang.org/x/crypto", "golang.org/x/mod/sumdb", "golang.org/x/text/unicode/norm",
		"github.com/hiddeco/sshsig", "github.com/gowebpki/jcs",
	},
	"sop/record/witness": {"golang.org/x/mod/sumdb"},
	"internal/report":    {"codeberg.org/go-pdf/fpdf", "golang.org/x/image/font", "golang.org/x/text/unicode/norm"},
	"internal/holidays":  {"github.com/rickar/cal/v2"},
	"internal/model":     {},
	"internal/chart":     {},
	"internal/session":   {},
	"internal/trace":     {"golang.org/x/text/unicode/norm"},
	"internal/hub":       {"github.com/jackc/pgx/v5", "golang.org/x/mod/sumdb"},
	"internal/store":     {"go.etcd.io/bbolt", "golang.org/x/mod/sumdb", "golang.org/x/sys"},
}

type source struct {
	pkg  string // folder below the project's root, with slashes
	file string
	tree *ast.File
	fset *token.FileSet
}

// sources parses every Go file of the project that is not a test.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var out []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != root || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		out = append(out, source{pkg: path.Dir(filepath.ToSlash(rel)), file: rel, tree: tree, fset: fset})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 10 {
		t.Fatalf("only %d source files were found: the test looks in the wrong place", len(out))
	}
	return out
}

func TestImportsPointInward(t *testing.T) {
	for _, s := range sources(t) {
		part, known := governing(s.pkg)
		if !known {
			t.Errorf("%s: package %s is not in the import table; add it with what it may import", s.file, s.pkg)
			continue
		}
		for _, spec := range s.tree.Imports {
			name := strings.Trim(spec.Path.Value, `"`)
			if own, ours := strings.CutPrefix(name, "soprun/"); ours {
				if own != s.pkg && !permits(allowed[part], own) {
					t.Errorf("%s imports %s: %s may import %v", s.file, own, part, allowed[part])
				}
				continue
			}
			if libs, limited := library[part]; limited && strings.Contains(strings.Split(name, "/")[0], ".") && !permits(libs, name) {
				t.Errorf("%s imports %s: %s may use %v beside the standard library", s.file, name, part, libs)
			}
		}
	}
}

// A package that prepares tests is not a part of the program.
func TestOnlyTestsUseWhatIsForTests(t *testing.T) {
	for _, s := range sources(t) {
		for _, spec := range s.tree.Imports {
			own, _ := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "soprun/")
			if slices.Contains(testOnly, own) && !slices.Contains(testOnly, s.pkg) {
				t.Errorf("%s imports %s, which is for tests", s.file, own)
			}
		}
	}
}

// reserved says which packages may use a name of another one that is not for everybody: what is
// written without waiting for the disk is lost by a power cut, which only a demo survives, and a copy that comes again.
var reserved = map[string][]string{
	"NoSync":       {"internal/boltfile"},
	"NoGrowSync":   {"internal/boltfile"},
	"SyncAtClose":  {"internal/boltfile", "internal/store"},
	"WriteBehind":  {"internal/boltfile", "internal/store"},
	"UpdateBehind": {"internal/boltfile", "internal/store"},
	"MakeUp":       {"internal/store", "internal/station"},
	"ToMakeUp":     {"internal/station", "internal/demo"},
}

func TestOnlyADemoIsWrittenWithoutWaitingForTheDisk(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			id, is := n.(*ast.Ident)
			if !is {
				return true
			}
			if of, kept := reserved[id.Name]; kept {
				if seen[id.Name] = true; !slices.Contains(of, s.pkg) {
					t.Errorf("%s uses %s, which is for %v", s.fset.Position(id.Pos()), id.Name, of)
				}
			}
			return true
		})
	}
	for name := range reserved {
		if !seen[name] {
			t.Errorf("nothing is named %s any more: the test looks for the wrong name", name)
		}
	}
}

// governing finds the longest name of the table that covers a package.
func governing(pkg string) (string, bool) {
	best := ""
	for name := range allowed {
		if covers(name, pkg) && len(name) > len(best) {
			best = name
		}
	}
	return best, best != ""
}

func covers(name, pkg string) bool {
	return pkg == name || !exact[name] && strings.HasPrefix(pkg, name+"/")
}

// permits reports whether one of the names, or a package below it, is pkg.
func permits(names []string, pkg string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		alone, only := strings.CutSuffix(n, "$")
		return pkg == alone || !only && strings.HasPrefix(pkg, n+"/")
	})
}

// Practice does not import what signs or logs, nor anything that does.
func TestPracticeNeedsNothingThatSignsOrLogs(t *testing.T) {
	imports := map[string][]string{}
	for _, s := range sources(t) {
		for _, spec := range s.tree.Imports {
			imports[s.pkg] = append(imports[s.pkg], strings.TrimPrefix(strings.Trim(spec.Path.Value, `"`), "soprun/"))
		}
	}
	needed := []string{"internal/practice"}
	for i := 0; i < len(needed); i++ { // it grows
		for _, pkg := range imports[needed[i]] {
			if !slices.Contains(needed, pkg) {
				needed = append(needed, pkg)
			}
		}
	}
	for _, pkg := range needed {
		if permits([]string{"internal/station", "internal/store", "internal/keyring", "sop/record", "crypto/ed25519", "golang.org/x/crypto", "github.com/hiddeco/sshsig"}, pkg) {
			t.Errorf("practice needs %s", pkg)
		}
	}
	if !slices.Contains(needed, "internal/session") || !slices.Contains(needed, "sop/run") {
		t.Errorf("it needs %v: the test looks in the wrong place", needed)
	}
}

func TestScreensDoNotImportEachOther(t *testing.T) {
	for _, s := range sources(t) {
		screen, isScreen := strings.CutPrefix(s.pkg, "internal/tui/")
		if !isScreen {
			continue
		}
		for _, spec := range s.tree.Imports {
			other, isTUI := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "soprun/internal/tui")
			isTUI = isTUI && (other == "" || strings.HasPrefix(other, "/"))
			if isTUI && other != "/kit" && other != "/"+screen {
				t.Errorf("%s imports %s: screens share the kit and talk by messages", s.file, spec.Path.Value)
			}
		}
	}
}
