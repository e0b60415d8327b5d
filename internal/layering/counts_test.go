package layering_test

import (
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// counted is a number in a text, right before or one word before what may be its plural.
var counted = regexp.MustCompile(`(?:([A-Za-z]+) )?%d ((?:more |other |new |whole )?([a-z]+s))\b`)

// verbs end as a plural does.
var verbs = words("is has was needs says does holds opens asks runs hangs explains follows names goes begins counts this")

// ordinals are what a number behind them names: it counts nothing.
var ordinals = words("step steps entry line column number year item deviation incident release reading")

// neverOne are the numbers that cannot be one, each by the text it stands in, and why.
var neverOne = map[string]string{
	"first %d readings ever":         "control.First is a constant",
	"sop: %s has %d days":            "a month has 28",
	"sop: %s %d has %d days":         "a month has 28",
	"internal/chart: %d days":        "it is said of two and more",
	"a whole run, %d times faster":   "run.Faster is a constant",
	"a frame of %d bytes":            "over a most",
	"asked in %d of %d ways":         "a constant",
	"the reference has %d letters":   "over a most",
	"Practice is %d times faster":    "run.Faster is a constant",
	"in %d letters at least":         "a constant",
	"in at least %d letters":         "a constant",
	"%d slots are explained at once": "record.MaxSlots is a constant",
	"longer than %d bytes":           "a constant",
	"indent it by %d spaces":         "what stands under a number stands three letters in, at least",
	"this section has %d steps":      "over a most of nine",
	"the page has %d steps":          "over a most",
	"%d questions, one":              "it is said of two and more",
	"%d letters are too many":        "over a most",
	"%d steps from here":             "one step is no row of quick ones",
	"a field is read 2 to %d times":  "a constant",
	"an RSA key of %d bits":          "it is hundreds",
	"keep them for the %d steps":     "a constant",
	"more than %d":                   "a constant",
	"at most %d":                     "a constant",
	"needs %d columns":               "no picture has one column",
	"it has %d characters":           "a passphrase of one letter is refused as any short one",
}

func words(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}

// "1 times" is read by whoever came once.
func TestNoTextPutsANumberBeforeAPluralThatItDidNotChoose(t *testing.T) {
	texts, excused := 0, map[string]bool{}
	for _, s := range sources(t) {
		if !told(s.pkg) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			lit, is := n.(*ast.BasicLit)
			if !is || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value) // it was parsed
			texts++
			for _, m := range counted.FindAllStringSubmatch(text, -1) {
				if ordinals[strings.ToLower(m[1])] || verbs[m[3]] {
					continue
				}
				if part := excuse(s.pkg + ": " + text); part != "" {
					excused[part] = true
					continue
				}
				t.Errorf("%s: %q in %q is read as \"1 %s\" too: sop.Counted chooses the word", s.file, m[0], text, m[2])
			}
			return true
		})
	}
	if texts < 5000 {
		t.Errorf("only %d texts were read", texts)
	}
	for part := range neverOne {
		if !excused[part] {
			t.Errorf("%q is excused and stands nowhere", part)
		}
	}
}

func excuse(text string) string {
	for part := range neverOne {
		if strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

// told reports whether what a package says is held to it: not what tests and builds say, nor
// sentences that are signed, whose words are a format, nor what only knows a file.
func told(pkg string) bool {
	return !slices.Contains(testOnly, pkg) && !slices.ContainsFunc([]string{
		"internal/bench", "internal/site", "internal/boltfile", "internal/trace", "sop/record",
	}, func(not string) bool { return pkg == not || strings.HasPrefix(pkg, not+"/") })
}

// bare is a count of a thousand or more as a machine writes it: a number is known as one by what
// it counts. Amounts have units, years months, and names of things stand alone.
var bare = regexp.MustCompile(`(?:^|[^0-9A-Za-z.,:/-])([0-9]{4,}) (?:more|missed|beyond|(?:[a-z]+ )?(?:entr(?:y|ies)|(?:record|run|step|row|reading|control|completion|act|page|log|question|signature|fault|event|line|letter|copie|exception|deviation|observation|place|character|time|day)s))\b`)

func TestACountOfThousandsIsShownWithThemApart(t *testing.T) {
	read := 0
	for _, dir := range []string{"internal", "README.md", ".github", "sop/record/FORMAT.md", "procedures/README.md"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".golden", ".md", ".txtar"}, filepath.Ext(name)) || d.Name() == "DECISIONS.md" {
				return err
			}
			text, err := os.ReadFile(name)
			read++
			for i, line := range strings.Split(string(text), "\n") {
				for _, m := range bare.FindAllStringSubmatch(line, -1) {
					t.Errorf("%s:%d: %s in %q is a count: sop.Thousands sets it apart", name, i+1, m[1], line)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 100 {
		t.Errorf("only %d files were read", read)
	}
	for text, want := range map[string]bool{"3605 entries": true, "(1284 open runs)": true, "3,605 entries": false, "10500 ppm": false, "entry 3605": false, "Nov 2026 day": false} {
		if bare.MatchString(text) != want {
			t.Errorf("%q is taken for a bare count: %v", text, !want)
		}
	}
}
