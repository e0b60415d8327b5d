package manual_test

import (
	"os/exec"
	"strings"
	"testing"

	"soprun/internal/manual"
	"soprun/internal/needs"
)

// odd is a manual of what roff would take for something else.
var odd = manual.Manual{
	Name: "odd", Short: "Show what is odd", About: []string{".Not a request", `a\b stays`, "  as\n  it stands"},
	Commands:  []manual.Command{{Path: "odd Op No", Use: "odd Op No [-x]", Text: []string{"'Quoted' at first. Then --more."}, Options: []manual.Option{{Letter: "x", Name: "ex", Value: "Fl", Text: "of what"}}, Examples: []string{".hidden --x", "'q'"}}},
	Variables: []manual.Variable{{Name: "ODD", Text: "is odd", Help: true}, {Name: "EVEN", Text: "is not"}},
	Files:     []manual.File{{Name: `C:\odd "one"`, Text: "that"}},
	Exits:     []manual.Exit{{Code: 0, Text: "it worked"}},
	Examples:  []manual.Example{{Text: "So:", Lines: []string{"odd -x"}}},
	See:       []string{"man(1)"}, Issues: "None.",
}

func TestWhatRoffWouldTakeForARequestIsDrawnAsItIs(t *testing.T) {
	needs.Tool(t, "mandoc")
	cmd := exec.Command("mandoc", "-T", "utf8", "-O", "width=200")
	cmd.Stdin = strings.NewReader(string(odd.Page("November 29, 2026")))
	drawn, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for strings.Contains(string(drawn), "\b") { // bold and underlined are struck over
		at := strings.Index(string(drawn), "\b")
		drawn = append(drawn[:at-1], drawn[at+1:]...)
	}
	for _, want := range []string{".Not a request", `a\b stays`, "  as\n", "odd Op No", "odd Op No [-x]", "'Quoted' at first.", "Then --more.", "-x, --ex Fl", ".hidden --x", "'q'", "ODD", `C:\odd "one"`, "November 29, 2026"} {
		if !strings.Contains(string(drawn), want) {
			t.Errorf("%q is not drawn:\n%s", want, drawn)
		}
	}
}

func TestTheHelpHasTheVariablesThatSomebodySets(t *testing.T) {
	if got := odd.Help(); got != "Exit codes:\n  0  it worked\n\nEnvironment:\n  ODD            is odd" {
		t.Errorf("%q", got)
	}
}

func TestNothingOfTheManualIsMarkdownOfItsOwn(t *testing.T) {
	m := odd
	m.About = []string{"a_b_c *d* <e> [f] `g` | h"}
	m.Variables = []manual.Variable{{Name: "A", Text: "one | two"}}
	got := string(m.Markdown())
	for _, want := range []string{`a\_b\_c \*d\* \<e> \[f] ` + "\\`g\\`" + ` | h`, `| One \| two. |`, "### odd Op No\n\n```text\nodd Op No [-x]\n```", "| `-x, --ex FL` | Of what. |"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not stand in\n%s", want, got)
		}
	}
}
