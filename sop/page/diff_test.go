package page_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/sop/page"
)

const diffBase = bench + `Intro.

## A

> [!NOTE]
> Mind.

1. Read it. ` + "`#read, critical, S7`" + `
   - Temp: ` + "`temp: number °C, 2.0 to 8.0, possible -40 to 60`" + `
2. Wet it. ` + "`#wet, wait 10 min, verify: second person`" + `
3. Rinse. ` + "`#rinse, within 20 min of #wet`" + `
4. **If** ` + "`temp > 8`" + `: call. ` + "`#call`" + `

## Knowledge check

- **Why?** ` + "`#read, K26`" + `
  Because.
`

// changed lists the differences after replacing texts in the base page.
func changed(t *testing.T, oldnew ...string) []page.Change {
	t.Helper()
	after := strings.NewReplacer(oldnew...).Replace(diffBase)
	if after == diffBase {
		t.Fatalf("%q changes nothing", oldnew)
	}
	return page.Diff(parsed(t, diffBase), parsed(t, after))
}

func TestDiffNamesEachChange(t *testing.T) {
	for _, c := range []struct {
		old, new, want string
		kind           page.ChangeKind
	}{
		{"2.0 to 8.0", "2.0 to 9.0", "#read: temp limits: 2.0 to 9.0 °C, possible -40 to 60 °C, was 2.0 to 8.0 °C, possible -40 to 60 °C", page.LimitChange},
		{"wait 10 min", "wait 5 min", "#wet: wait: 5 min, was 10 min", page.TimeChange},
		{", wait 10 min", "", "#wet: wait: removed 10 min", page.TimeChange},
		{"within 20 min", "within 30 min", "#rinse: within: 30 min of #wet, was 20 min of #wet", page.TimeChange},
		{"#read, critical", "#read", "#read: critical: removed yes", page.CriticalChange},
		{", verify: second person", "", "#wet: verify: removed second person", page.ControlChange},
		{"temp > 8", "temp > 9", "#call: condition: temp > 9, was temp > 8", page.ControlChange},
		{"Temp: ", "Display: ", "#read: temp: Display, number °C, was Temp, number °C", page.FieldChange},
		{"> Mind.", "> Mind it.", "#read: alerts: NOTE Mind it., was NOTE Mind.", page.AlertChange},
		{"Rinse.", "Rinse well.", "#rinse: text: Rinse well., was Rinse.", page.TextChange},
		{"Intro.", "Introduction.", "introduction: Introduction., was Intro.", page.TextChange},
		{"Because.", "So that.", "question Why?: #read K26\nSo that., was #read K26\nBecause.", page.LearningChange},
		{"version: 1.0", "version: 1.1", "version: 1.1, was 1.0", page.DocumentChange},
		{"#read, critical, S7", "#read, critical, S7 S22", "#read: step codes: S7, S22, was S7", page.DocumentChange},
	} {
		got := changed(t, c.old, c.new)
		if len(got) != 1 || got[0].String() != c.want || got[0].Kind != c.kind {
			t.Errorf("%q to %q\n got %v\nwant [%s]", c.old, c.new, got, c.want)
		}
	}
}

func TestDiffPutsLimitsTimesAndCriticalTagsFirst(t *testing.T) {
	got := changed(t, "version: 1.0", "version: 1.1", "Intro.", "Introduction.", "Mind.", "Mind it.", "#read, critical", "#read",
		"wait 10 min", "wait 9 min", "2.0 to 8.0", "2.5 to 8.0", ", verify: second person", "")
	want := []page.ChangeKind{
		page.LimitChange, page.TimeChange, page.CriticalChange, page.ControlChange, page.AlertChange, page.TextChange, page.DocumentChange,
	}
	var kinds []page.ChangeKind
	for _, c := range got {
		kinds = append(kinds, c.Kind)
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("kinds are %v, want %v: %v", kinds, want, got)
	}
}

func TestDiffOfStepsAddedRemovedAndMoved(t *testing.T) {
	old := bench + "1. A. `#a`\n2. B. `#b, critical, wait 3 min`\n3. C. `#c`\n4. D. `#d`\n"
	for name, c := range map[string]struct {
		steps string
		want  []string
	}{
		"added":   {"1. A. `#a`\n2. New. `#new`\n3. B. `#b, critical, wait 3 min`\n4. C. `#c`\n5. D. `#d`\n", []string{"#new: step: added New.", "#new: text: added New."}},
		"removed": {"1. A. `#a`\n2. C. `#c`\n3. D. `#d`\n", []string{"#b: wait: removed 3 min", "#b: critical: removed yes", "#b: step: removed B.", "#b: text: removed B."}},
		"moved":   {"1. D. `#d`\n2. A. `#a`\n3. B. `#b, critical, wait 3 min`\n4. C. `#c`\n", []string{"#d: place: step 1, was step 4"}},
		"only renumbered": {
			"1. A. `#a`\n\nProse.\n\n2. B. `#b, critical, wait 3 min`\n3. C. `#c`\n4. D. `#d`\n",
			[]string{"#b: text before the step: added Prose."},
		},
	} {
		var got []string
		for _, change := range page.Diff(parsed(t, old), parsed(t, bench+c.steps)) {
			got = append(got, change.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\n got %q\nwant %q", name, got, c.want)
		}
	}
}

func TestDiffTellsTwoQuestionsOfTheSameTextApart(t *testing.T) {
	src := bench + "1. A. `#a`\n2. B. `#b`\n\n## Knowledge check\n\n- Why? `#a`\n  One.\n- Why? `#b`\n  Two.\n"
	if got := page.Diff(parsed(t, src), parsed(t, src)); len(got) != 0 {
		t.Errorf("a page differs from itself: %v", got)
	}
	got := page.Diff(parsed(t, src), parsed(t, strings.Replace(src, "Two.", "Three.", 1)))
	if len(got) != 1 || !strings.Contains(got[0].New, "Three.") {
		t.Errorf("changes are %v", got)
	}
}
