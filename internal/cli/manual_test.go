package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"soprun/internal/cli"
	"soprun/internal/needs"
	"soprun/internal/station/stationtest"
)

// page is the manual as man gets it, with what is only for roff taken out.
func manPage(t *testing.T) string {
	t.Helper()
	got := runCLI(t.TempDir(), "man")
	if got.code != 0 || !strings.HasPrefix(got.out, ".Dd ") {
		t.Fatalf("code %d, %q, %q", got.code, got.errors, got.out)
	}
	return strings.NewReplacer(`\&`, "", `\-`, "-", `\e`, `\`).Replace(got.out)
}

func tags(text, macro string) (out []string) {
	for _, m := range regexp.MustCompile(`(?m)^\.It `+macro+` ?(.*)$`).FindAllStringSubmatch(text, -1) {
		out = append(out, strings.Trim(m[1], `"`))
	}
	return out
}

func section(t *testing.T, text, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, "\n.Sh "+name+"\n")
	if !found {
		t.Fatalf("there is no section %s", name)
	}
	part, _, _ := strings.Cut(rest, "\n.Sh ")
	return part
}

func TestTheManualHasEveryCommandWithItsOptions(t *testing.T) {
	commands := section(t, manPage(t), "COMMANDS")
	walked := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			if !sub.IsAvailableCommand() || sub.Name() == "help" {
				continue
			}
			walked++
			_, own, found := strings.Cut(commands, "\n.Ss "+sub.CommandPath()+"\n")
			own, _, _ = strings.Cut(own, "\n.Ss ")
			if !found {
				if _, own, found = strings.Cut(commands, ".Ss "+sub.CommandPath()+"\n"); !found {
					t.Errorf("%s does not stand in the manual", sub.CommandPath())
					continue
				}
			}
			sub.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
				if !f.Hidden && f.Name != "help" && !regexp.MustCompile(`(?m)^\.It (Fl . , )?Fl Fl `+f.Name+`( Ar|$)`).MatchString(own) {
					t.Errorf("%s: the manual leaves out --%s", sub.CommandPath(), f.Name)
				}
			})
			walk(sub)
		}
	}
	walk(cli.Tree())
	if walked < 100 {
		t.Fatalf("only %d commands were walked", walked)
	}
}

// Constants of the program's text, by AST: what getenv is called with may be one.
func constants(files []*ast.File) map[string]string {
	out := map[string]string{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				for i, v := range spec.Values {
					if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING && i < len(spec.Names) {
						out[spec.Names[i].Name], _ = strconv.Unquote(lit.Value)
					}
				}
			}
			return true
		})
	}
	return out
}

// developers are packages that whoever uses the program never runs.
var developers = regexp.MustCompile(`/(release|bench|needs|site|pictures|layering|e2e|tuitest|kittest|hubtest|[a-z]+test)/`)

func programFiles(t *testing.T) (files []*ast.File) {
	t.Helper()
	for _, dir := range []string{"cmd", "internal", "sop"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(name string, d fs.DirEntry, err error) error {
			slashed := filepath.ToSlash(name)
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.Contains(slashed, "/testdata/") || developers.MatchString(slashed) {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			files = append(files, f)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// byLibraries are the variables that are read for the program by what it imports or calls.
var byLibraries = map[string][]string{
	"github.com/adrg/xdg":                   {"XDG_DATA_HOME", "HOME", "LOCALAPPDATA"},
	"github.com/charmbracelet/colorprofile": {"COLORTERM", "TERM", "NO_COLOR"},
	"github.com/jackc/pgx/v5":               {"PGPASSWORD"},
	"os.TempDir":                            {"TMPDIR"},
	"charm.land/bubbletea/v2":               {"TERM", "COLORTERM"},
}

// variablesRead are those that the program's own files look up, and those of byLibraries that they need.
func variablesRead(t *testing.T) map[string]bool {
	t.Helper()
	files := programFiles(t)
	names, read := constants(files), map[string]bool{}
	for _, f := range files {
		for _, spec := range f.Imports {
			for _, name := range byLibraries[strings.Trim(spec.Path.Value, `"`)] {
				read[name] = true
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, isName := sel.X.(*ast.Ident); isName {
				for _, name := range byLibraries[x.Name+"."+sel.Sel.Name] {
					read[name] = true
				}
			}
			if !slices.Contains([]string{"getenv", "Getenv", "LookupEnv"}, sel.Sel.Name) || len(call.Args) != 1 {
				return true
			}
			switch arg := call.Args[0].(type) {
			case *ast.BasicLit:
				name, _ := strconv.Unquote(arg.Value)
				read[name] = true
			case *ast.Ident:
				if names[arg.Name] == "" {
					t.Errorf("a variable is looked up whose name is in %s: the test cannot tell which", arg.Name)
				}
				read[names[arg.Name]] = true
			}
			return true
		})
	}
	return read
}

func TestTheManualHasEveryVariableThatIsReadAndNoOther(t *testing.T) {
	read := variablesRead(t)
	units, err := filepath.Glob(filepath.Join(root, "internal/release/linux/*"))
	if err != nil || len(units) == 0 {
		t.Fatalf("no units: %v", err)
	}
	for _, name := range units {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range regexp.MustCompile(`SOPRUN_[A-Z_]+`).FindAllString(string(text), -1) {
			read[v] = true
		}
	}
	said := tags(section(t, manPage(t), "ENVIRONMENT"), "Ev")
	for name := range read {
		if !slices.Contains(said, name) {
			t.Errorf("%s is read, and the manual does not say what it is for", name)
		}
	}
	for _, name := range said {
		if !read[name] {
			t.Errorf("the manual has %s, which nothing reads", name)
		}
	}
	if len(said) < 8 || !read["SOPRUN_DATA"] || !read["SOPRUN_HUB"] {
		t.Errorf("%v are said, %v are read: the test looks in the wrong place", said, read)
	}
}

func TestTheManualHasTheExitCodesOfTheProgram(t *testing.T) {
	var codes []string
	f, err := parser.ParseFile(token.NewFileSet(), "cli.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "exit") && len(spec.Values) == 1 {
			codes = append(codes, spec.Values[0].(*ast.BasicLit).Value)
		}
		return true
	})
	if said := tags(section(t, manPage(t), "EXIT STATUS"), ""); len(codes) != 3 || !slices.Equal(said, codes) {
		t.Errorf("the manual has %v, the program ends with %v", said, codes)
	}
}

func TestTheManualIsCleanForMandoc(t *testing.T) {
	needs.Tool(t, "mandoc")
	for _, term := range []string{"dumb", "xterm"} { // fang, which draws the help, is left out on a dumb one
		file := filepath.Join(t.TempDir(), "soprun.1")
		var out, errs strings.Builder
		if code := cli.Run([]string{"man"}, []string{"TERM=" + term}, strings.NewReader(""), &out, &errs); code != 0 {
			t.Fatalf("%s: %s", term, &errs)
		}
		if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if faults, err := exec.Command("mandoc", "-Tlint", "-W", "warning", file).Output(); err != nil {
			t.Errorf("%v:\n%s", err, faults)
		}
	}
}

// notRun are the examples of commands that a test cannot run, by how they begin, and why. They are
// read as command lines all the same.
var notRun = map[string]string{
	"soprun amend": "signs", "soprun watched": "signs", "soprun demo": "is an example of the manual, which is run", "soprun answer": "signs", "soprun approve": "signs", "soprun countersign": "signs", "soprun have-read": "signs", "soprun return": "signs", "soprun people terminals add": "signs",
	"soprun export --as": "signs", "soprun checkpoint compare": "needs what the one before wrote",
	"soprun hub": "needs a server", "soprun sync": "needs a server", "soprun --hub": "needs a server", "SOPRUN_HUB=": "needs a server", "soprun witness": "needs the key of another station", "soprun release": "needs a server", "soprun stamp": "needs an authority", "soprun serve": "goes on", "soprun lint --watch": "goes on",
	"soprun inspect /media": "needs a stick", "soprun inspect": "opens the screens", "soprun run": "opens the screens", "soprun practise": "opens the screens", "soprun --data": "opens the screens",
	"soprun adopt SOP-EQ-011": "asks", "soprun report 812": "is a record of a real log", "soprun progress l.green": "needs what they practised", "soprun portfolio": "is tested by itself",
}

func TestEveryExampleOfACommandIsUnderstood(t *testing.T) {
	data := ownDemo(t)
	work := t.TempDir()
	if err := stationtest.Copy(filepath.Join(work, "procedures"), os.DirFS(filepath.Join(root, "procedures"))); err != nil {
		t.Fatal(err)
	}
	prepareExamples(t, work)
	t.Chdir(work)
	ran := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for line := range strings.SplitSeq(c.Example, "\n") {
			if line == "" {
				continue
			}
			args := understood(t, line)
			if args == nil || slices.ContainsFunc(keys(notRun), func(begin string) bool { return strings.HasPrefix(line, begin) }) {
				continue
			}
			ran++
			if got := runCLI(data, args...); got.code != 0 {
				t.Errorf("%s: code %d, %s", line, got.code, got.errors)
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(cli.Tree())
	if ran < 40 {
		t.Errorf("only %d examples were run", ran)
	}
}

func keys(of map[string]string) (out []string) {
	for k := range of {
		out = append(out, k)
	}
	return out
}

// prepareExamples makes what the examples name.
func prepareExamples(t *testing.T, work string) {
	t.Helper()
	for name, text := range map[string]string{"page.md": adopted, "old/centrifuge.md": "# Clean a centrifuge\n\n1. Open it.\n2. Wipe it.\n", "sops/page.md": adopted} {
		file := filepath.Join(work, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

const adopted = "---\nid: SOP-ZZZ-001\ntitle: Shut the door\nversion: 1.0\nstatus: draft\nowner: Quality Lead\nreview-every: 24 months\nstandard: ST0218 v1.1\ncodes: [S7]\nmode: read-do\nsign: performer\n---\n\n# Shut the door\n\n1. Open it. `#open, S7`\n2. Shut it. `#shut, S7`\n"

// understood reads an example as the program would, up to where it works, and returns its arguments.
func understood(t *testing.T, line string) []string {
	t.Helper()
	line, _, _ = strings.Cut(line, " > ")
	line, _, _ = strings.Cut(line, " | ")
	var args []string
	for _, m := range regexp.MustCompile(`'([^']*)'|"([^"]*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
		args = append(args, m[1]+m[2]+m[3])
	}
	if strings.Contains(args[0], "=") { // a variable of the environment
		args = args[1:]
	}
	if args[0] != "soprun" {
		t.Errorf("%q is no command line of soprun", line)
		return nil
	}
	args = args[1:]
	tree := cli.TreeOf("help")
	cmd, rest, err := tree.Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil && cmd.Args != nil {
		err = cmd.Args(cmd, cmd.Flags().Args())
	}
	if err == nil {
		err = cmd.ValidateRequiredFlags()
	}
	if err != nil {
		t.Errorf("%s: %v", line, err)
		return nil
	}
	return args
}

// Files of the manual are those that are there after its examples, and others that need more.
func mustStandInTheManual(t *testing.T, dir string) {
	t.Helper()
	known := tags(section(t, manPage(t), "FILES"), "Pa")
	seen := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		rel = filepath.ToSlash(rel)
		seen++
		if !slices.ContainsFunc(known, func(k string) bool {
			is, _ := path.Match(k, rel)
			return is || strings.HasSuffix(k, "/*") && strings.HasPrefix(rel, strings.TrimSuffix(k, "*"))
		}) {
			t.Errorf("%s is in the folder of a log, and the manual does not say what it is", rel)
		}
		return err
	})
	if err != nil || seen < 5 {
		t.Errorf("%d files, %v", seen, err)
	}
}

// The help is drawn with the first word of each text as in a title: of "lower-case letters" that
// made "Lower-Case letters", of "SHA256" it would make "Sha256".
func TestHelpBeginsWithAWordThatATitleSpellsAlike(t *testing.T) {
	spelt := func(path, text string) {
		word, _, _ := strings.Cut(text, " ")
		rest := word[min(1, len(word)):]
		if rest != strings.ToLower(rest) || strings.ContainsAny(rest, "-/") {
			t.Errorf("%s begins with %q: %q", path, word, text)
		}
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			_, text := pflag.UnquoteUsage(f)
			spelt(c.CommandPath()+" --"+f.Name, text)
		})
		for _, below := range c.Commands() {
			spelt(below.CommandPath(), below.Short)
			walk(below)
		}
	}
	walk(cli.Tree())
}
