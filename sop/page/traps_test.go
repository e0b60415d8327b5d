package page_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/sop/page"
)

// These are the traps that the format's description lists, in its order, each
// with what must happen. Traps 7 and 9 are about drawing and about where the
// markdown library may be used.

// tenSteps returns a page of ten steps whose last has a bullet indented so.
func tenSteps(indent string) string {
	var b strings.Builder
	b.WriteString(bench)
	for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
		b.WriteString(n + ". Do. `#s" + n + "`\n")
	}
	return b.String() + indent + "- Speed: `speed: number rpm`\n"
}

func TestTrap1ABulletThatLeavesItsStepIsAnError(t *testing.T) {
	_, findings := page.Parse([]byte(tenSteps("   ")))
	if !slices.Equal(codesOf(findings), []string{"E005"}) {
		t.Errorf("three spaces: %v", findings)
	}
	p := parsed(t, tenSteps("    "))
	if len(p.Sections[0].Steps[9].Fields) != 1 {
		t.Error("four spaces: the field is not the step's")
	}
}

func TestTrap2NumbersAreReadFromTheSource(t *testing.T) {
	p, findings := page.Parse([]byte(bench + "1. A. `#a`\n3. B. `#b`\n3. C. `#c`\n"))
	var got []int
	for _, st := range p.Sections[0].Steps {
		got = append(got, st.Number)
	}
	if !slices.Equal(got, []int{1, 3, 3}) || !slices.Equal(codesOf(findings), []string{"E001", "E001"}) {
		t.Errorf("numbers %v, findings %v", got, findings)
	}
}

func TestTrap3AStepThatVanishesIntoProseIsAnError(t *testing.T) {
	p, findings := page.Parse([]byte(bench + "1. A. `#a`\n\nNow clean.\n2. B.\n3. C.\n"))
	if len(p.Sections[0].Steps) != 1 || !slices.Equal(codesOf(findings), []string{"E015", "E015"}) {
		t.Errorf("%d steps, findings %v", len(p.Sections[0].Steps), findings)
	}
}

func TestTrap4ALineFoldedIntoAFieldIsAnError(t *testing.T) {
	p, findings := page.Parse([]byte(bench + "1. A. `#a`\n   - Lot: `lot: scan`\nScan the box.\n"))
	if !slices.Equal(codesOf(findings), []string{"E107"}) {
		t.Errorf("findings %v", findings)
	}
	if f := p.Sections[0].Steps[0].Fields; len(f) != 1 || f[0].Name != "lot" {
		t.Errorf("the field itself must still be read, got %+v", f)
	}
}

func TestTrap5AStepCarriesNoCheckBox(t *testing.T) {
	for _, box := range []string{"[ ]", "[x]", "[X]"} {
		if _, findings := page.Parse([]byte(bench + "1. " + box + " A. `#a`\n")); !slices.Equal(codesOf(findings), []string{"E016"}) {
			t.Errorf("%s: findings %v", box, findings)
		}
	}
}

func TestTrap6PlacesHoldBelowTheFrontMatter(t *testing.T) {
	p := parsed(t, bench+"1. Ä. `#a`\n")
	if got, want := p.Sections[0].Steps[0].Pos.Line, strings.Count(bench, "\n")+1; got != want {
		t.Errorf("the step is on line %d, want %d", got, want)
	}
	_, findings := page.Parse([]byte(bench + "1. Äh. `#a, nosuch`\n"))
	if len(findings) != 1 || findings[0].Column != len("1. Äh. `#a, ")+1 {
		t.Errorf("columns count bytes: %v", findings)
	}
}

func TestTrap8ControlCharactersAreRefusedRawAndAsEntities(t *testing.T) {
	for _, in := range []string{"\x1b[2J", "\x1b]0;title\x07", "&#27;[2J", "&#x1b;[2J", "&#x1B;[2J", "&rlm;", "\u202e", "&#8238;", "\u009b2J", "&#155;"} {
		p, findings := page.Parse([]byte(bench + "1. A " + in + " b. `#a`\n"))
		if p != nil || len(findings) == 0 || findings[0].Code != "E010" {
			t.Errorf("%q: %v", in, findings)
		}
	}
}
