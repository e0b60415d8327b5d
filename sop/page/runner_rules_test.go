package page_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"soprun/sop/page"
)

// steps writes n steps, each with a tag of its own behind the words.
func steps(n int, tag string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d. Wipe shelf %d. `#shelf-%d%s`\n", i+1, i+1, i+1, tag)
	}
	return b.String()
}

func warns(src, code string) bool {
	return slices.Contains(codesOf(page.Lint([]byte(src), page.Options{})), code)
}

func TestH28MoreThanThreeSecondPersonChecksAreTooMany(t *testing.T) {
	for n, want := range map[int]bool{3: false, 4: true} {
		if got := warns(bench+"## 1. Wipe\n\n"+steps(n, ", verify: second person, S7"), "W703"); got != want {
			t.Errorf("%d checks: warned %t", n, got)
		}
	}
}

func TestH30APageIsReadDoOrAShortDoConfirm(t *testing.T) {
	src := bench + "## 1. Wipe\n\n" + steps(5, ", S7") + "\n## 2. Dry\n\n" + strings.NewReplacer("1. ", "6. ", "2. ", "7. ", "3. ", "8. ", "4. ", "9. ", "5. ", "10. ", "shelf-", "side-").Replace(steps(5, ", S7"))
	if warns(src, "E506") || !warns(strings.Replace(src, "mode: read-do", "mode: do-later", 1), "E506") {
		t.Error("the mode is one of two words")
	}
	if !warns(strings.Replace(src, "mode: read-do", "mode: do-confirm", 1), "W605") {
		t.Error("ten steps are too many to be confirmed from memory")
	}
	short := strings.Replace(bench+"## 1. Wipe\n\n"+steps(4, ", S7"), "mode: read-do", "mode: do-confirm", 1)
	if warns(short, "W605") {
		t.Error("four steps are a short closing list")
	}
}

func TestH31SectionsAndStepsAreShort(t *testing.T) {
	for n, want := range map[int]bool{9: false, 10: true} {
		if got := warns(bench+"## 1. Wipe\n\n"+steps(n, ", S7"), "W601"); got != want {
			t.Errorf("a section of %d steps: warned %t", n, got)
		}
	}
	long := "1. " + strings.Repeat("wipe ", 31) + "it. `#wipe, S7`\n"
	if !warns(bench+"## 1. Wipe\n\n"+long, "W603") || warns(bench+"## 1. Wipe\n\n1. Wipe it. `#wipe, S7`\n", "W603") {
		t.Error("a step of more than thirty words is warned of, a short one is not")
	}
}

func TestH32VagueWordsNeedAMeasure(t *testing.T) {
	for _, word := range []string{"Check the seal", "Ensure that it is shut", "Wipe as required", "Use an appropriate cloth", "Wipe again if necessary"} {
		if !warns(bench+"## 1. Wipe\n\n1. "+word+". `#wipe, S7`\n", "W604") {
			t.Errorf("%q has no measure and is not warned of", word)
		}
	}
}

func TestH33ConditionsAreNestedTwoDeepAtMost(t *testing.T) {
	if !slices.ContainsFunc(page.Codes(), func(c string) bool { return c == "E205" }) {
		t.Fatal("no code for conditions that are nested too deep")
	}
	all := vectors(t)
	for _, name := range []string{"E205-section", "E205-values"} {
		v, ok := all[name]
		if !ok || !slices.Contains(codesOf(page.Lint(v.page, v.options(t))), "E205") {
			t.Errorf("%s is not refused", name)
		}
	}
}
