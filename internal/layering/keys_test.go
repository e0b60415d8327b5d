package layering_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// keyOfAScreen finds words that tell somebody which key to use.
var keyOfAScreen = regexp.MustCompile(`(?i)\b(press|ctrl|esc|click|arrow|pgup|pgdn|backspace|keyboard|keystroke|hotkey)\b|\b(with|type|hit) ([b-z]|enter|tab|return)\b`)

// The domain is walked on a screen, in a dialogue and by programs: whoever draws it
// says which key does what.
func TestTheDomainNamesNoKeyOfAScreen(t *testing.T) {
	read := 0
	for _, s := range sources(t) {
		if s.pkg != "sop" && !strings.HasPrefix(s.pkg, "sop/") {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			read++
			aPage := strings.Contains(text, "`#") // a sample of a page, whose steps may be about a machine's keys
			if found := keyOfAScreen.FindString(text); found != "" && !aPage {
				t.Errorf("%s: %q names a key of a screen: %q", s.fset.Position(lit.Pos()), text, found)
			}
			return true
		})
	}
	if read < 1000 {
		t.Errorf("only %d texts were read: the test looks in the wrong place", read)
	}
	for _, bad := range []string{"confirm it with y once it is done", "press n", "Ctrl+C stops", "type enter"} {
		if !keyOfAScreen.MatchString(bad) {
			t.Errorf("%q is not found", bad)
		}
	}
}
