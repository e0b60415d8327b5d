package page_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
)

// everything is a page with one of each thing that two versions can differ in.
const everything = bench + `Intro.

## A

Before all.

1. Read it. ` + "`#read, S7`" + `
   - Temp: ` + "`temp: number °C, 2.0 to 8.0`" + `
   - Alarm: ` + "`alarm: choice, off | on`" + `
   - Shut: ` + "`shut: yes/no, expect yes`" + `
   - Tube: ` + "`tube: scan CEN-####`" + `
   - Twice: ` + "`twice: number mK = temp * 2, 1 place`" + `
   - Due: ` + "`due: date = made + 3 months`" + `
   - Made: ` + "`made: date`" + `
2. Wet it. ` + "`#wet`" + `
3. Rinse. ` + "`#rinse, hold: supervisor`" + `
4. Call. ` + "`#call, do: SOP-TST-002`" + `

## Knowledge check

- **Why?** ` + "`#read, K26`" + `
  Because.
`

// edited returns the page everything with texts replaced, each of which must
// stand in it once.
func edited(t *testing.T, oldnew ...string) string {
	t.Helper()
	src := everything
	for i := 0; i < len(oldnew); i += 2 {
		if n := strings.Count(everything, oldnew[i]); n != 1 {
			t.Fatalf("%q stands on the page %d times", oldnew[i], n)
		}
		src = strings.Replace(src, oldnew[i], oldnew[i+1], 1)
	}
	return src
}

func TestDiffSeesEachThingAddedRemovedAndChanged(t *testing.T) {
	for _, c := range []struct {
		old, new string
		kind     page.ChangeKind
		want     string // what the change reads from old to new
		back     string // and from new to old
	}{
		{
			"2.0 to 8.0", "2.0 to 8.0, possible -40 to 60", page.LimitChange,
			"#read: temp limits: 2.0 to 8.0 °C, possible -40 to 60 °C, was 2.0 to 8.0 °C",
			"#read: temp limits: 2.0 to 8.0 °C, was 2.0 to 8.0 °C, possible -40 to 60 °C",
		},
		{
			"off | on", "off | on, expect off, or redo 1 time then end", page.LimitChange,
			"#read: alarm limits: added expect off, or redo 1 time then end", "#read: alarm limits: removed expect off, or redo 1 time then end",
		},
		{"off | on", "off | on, any", page.FieldChange, "#read: alarm: Alarm, choice, off | on, any, was Alarm, choice, off | on", "#read: alarm: Alarm, choice, off | on, was Alarm, choice, off | on, any"},
		{"expect yes", "expect yes, or hold: practitioner", page.LimitChange, "#read: shut limits: expect yes, or hold: practitioner, was expect yes", "#read: shut limits: expect yes, was expect yes, or hold: practitioner"},
		{"#wet", "#wet, always", page.CriticalChange, "#wet: always: added yes", "#wet: always: removed yes"},
		{"do: SOP-TST-002", "do: SOP-TST-002 or end", page.LimitChange, "#call: do or: added end", "#call: do or: removed end"},
		{"hold: supervisor", "hold: practitioner", page.ControlChange, "#rinse: hold: practitioner, was supervisor", "#rinse: hold: supervisor, was practitioner"},
		{", 2.0 to 8.0", "", page.LimitChange, "#read: temp limits: removed 2.0 to 8.0 °C", "#read: temp limits: added 2.0 to 8.0 °C"},
		{
			"2.0 to 8.0", "at least 2.0", page.LimitChange,
			"#read: temp limits: at least 2.0 °C, was 2.0 to 8.0 °C", "#read: temp limits: 2.0 to 8.0 °C, was at least 2.0 °C",
		},
		{
			"2.0 to 8.0", `local "log"`, page.LimitChange,
			`#read: temp limits: local "log", was 2.0 to 8.0 °C`, `#read: temp limits: 2.0 to 8.0 °C, was local "log"`,
		},
		{", expect yes", "", page.LimitChange, "#read: shut limits: removed expect yes", "#read: shut limits: added expect yes"},
		{"expect yes", "expect no", page.LimitChange, "#read: shut limits: expect no, was expect yes", "#read: shut limits: expect yes, was expect no"},

		{"temp * 2, 1", "temp * 3, 1", page.LimitChange, "#read: twice limits: = temp * 3, 1 place, was = temp * 2, 1 place", "#read: twice limits: = temp * 2, 1 place, was = temp * 3, 1 place"},
		{"temp * 2, 1 place", "temp * 2, 2 places", page.LimitChange, "#read: twice limits: = temp * 2, 2 places, was = temp * 2, 1 place", "#read: twice limits: = temp * 2, 1 place, was = temp * 2, 2 places"},
		{"temp * 2, 1 place", "temp * 2, at most 9.0", page.LimitChange, "#read: twice limits: = temp * 2, at most 9.0 mK, was = temp * 2, 1 place", "#read: twice limits: = temp * 2, 1 place, was = temp * 2, at most 9.0 mK"},
		{"number mK = temp * 2, 1 place", "number mK", page.LimitChange, "#read: twice limits: removed = temp * 2, 1 place", "#read: twice limits: added = temp * 2, 1 place"},
		{"made + 3 months", "made + 4 months", page.LimitChange, "#read: due limits: = made + 4 months, was = made + 3 months", "#read: due limits: = made + 3 months, was = made + 4 months"},

		{"#wet", "#wet, wait 10 min", page.TimeChange, "#wet: wait: added 10 min", "#wet: wait: removed 10 min"},
		{"#wet", "#wet, wait 10 min before #call", page.TimeChange, "#wet: wait: added 10 min before #call", "#wet: wait: removed 10 min before #call"},
		{"#wet", `#wet, wait local "label"`, page.TimeChange, `#wet: wait: added local "label"`, `#wet: wait: removed local "label"`},
		{"#wet", "#wet, within 10 min of #read", page.TimeChange, "#wet: within: added 10 min of #read", "#wet: within: removed 10 min of #read"},
		{"mode: read-do", "mode: read-do\ncomplete-within: 2 h", page.TimeChange, "complete-within: added 2 h", "complete-within: removed 2 h"},

		{"#wet", "#wet, critical", page.CriticalChange, "#wet: critical: added yes", "#wet: critical: removed yes"},

		{"#wet", "#wet, verify: second person", page.ControlChange, "#wet: verify: added second person", "#wet: verify: removed second person"},
		{"#rinse, hold: supervisor", "#rinse", page.ControlChange, "#rinse: hold: removed supervisor", "#rinse: hold: added supervisor"},
		{"hold: supervisor", "hold: second person", page.ControlChange, "#rinse: hold: second person, was supervisor", "#rinse: hold: supervisor, was second person"},
		{", do: SOP-TST-002", "", page.ControlChange, "#call: do: removed SOP-TST-002", "#call: do: added SOP-TST-002"},
		{"SOP-TST-002", "SOP-TST-003", page.ControlChange, "#call: do: SOP-TST-003, was SOP-TST-002", "#call: do: SOP-TST-002, was SOP-TST-003"},
		{"#wet", "#wet, n/a: ok", page.ControlChange, "#wet: n/a: ok: added yes", "#wet: n/a: ok: removed yes"},
		{"#wet", "#wet, any order", page.ControlChange, "#wet: any order: added yes", "#wet: any order: removed yes"},
		{"2. Wet it.", "2. **If** `temp > 8`: Wet it.", page.ControlChange, "#wet: condition: added temp > 8", "#wet: condition: removed temp > 8"},
		{"mode: read-do", "mode: do-confirm", page.ControlChange, "mode: do-confirm, was read-do", "mode: read-do, was do-confirm"},
		{"sign: performer", "sign: performer, supervisor", page.ControlChange, "sign: performer, supervisor, was performer", "sign: performer, was performer, supervisor"},
		{"sign: performer", "sign: performer\nneeds: [centrifuge]", page.ControlChange, "needs: added centrifuge", "needs: removed centrifuge"},

		{"   - Tube: `tube: scan CEN-####`\n", "", page.FieldChange, "#read: tube: removed Tube, scan CEN-####", "#read: tube: added Tube, scan CEN-####"},
		{
			"alarm: choice, off | on", "alarm: text", page.FieldChange,
			"#read: alarm: Alarm, text, was Alarm, choice, off | on", "#read: alarm: Alarm, choice, off | on, was Alarm, text",
		},
		{
			"off | on", "off | on | broken", page.FieldChange,
			"#read: alarm: Alarm, choice, off | on | broken, was Alarm, choice, off | on",
			"#read: alarm: Alarm, choice, off | on, was Alarm, choice, off | on | broken",
		},
		{
			"scan CEN-####", "scan gs1 lot", page.FieldChange,
			"#read: tube: Tube, scan, gs1 lot, was Tube, scan CEN-####", "#read: tube: Tube, scan CEN-####, was Tube, scan, gs1 lot",
		},
		{
			"scan CEN-####", "scan CEN-###", page.FieldChange,
			"#read: tube: Tube, scan CEN-###, was Tube, scan CEN-####", "#read: tube: Tube, scan CEN-####, was Tube, scan CEN-###",
		},
		{
			"scan CEN-####", "scan CEN-####, optional", page.FieldChange,
			"#read: tube: Tube, scan CEN-####, optional, was Tube, scan CEN-####", "#read: tube: Tube, scan CEN-####, was Tube, scan CEN-####, optional",
		},

		{"2. Wet it.", "> [!WARNING]\n> Hot.\n\n2. Wet it.", page.AlertChange, "#wet: alerts: added WARNING Hot.", "#wet: alerts: removed WARNING Hot."},

		{"Rinse. ", "Rinse it. ", page.TextChange, "#rinse: text: Rinse it., was Rinse.", "#rinse: text: Rinse., was Rinse it."},
		{"Intro.\n\n", "", page.TextChange, "introduction: removed Intro.", "introduction: added Intro."},
		{"Before all.\n\n", "", page.TextChange, "section A: removed Before all.", "section A: added Before all."},

		{
			"Because.", "So.", page.LearningChange,
			"question Why?: #read K26\nSo., was #read K26\nBecause.", "question Why?: #read K26\nBecause., was #read K26\nSo.",
		},
		{
			"#read, K26", "#read #wet, K26", page.LearningChange,
			"question Why?: #read #wet K26\nBecause., was #read K26\nBecause.", "question Why?: #read K26\nBecause., was #read #wet K26\nBecause.",
		},
		{
			"- **Why?** `#read, K26`\n  Because.\n", "Answer all.\n\n- **Why?** `#read, K26`\n  Because.\n", page.LearningChange,
			"text above the questions: added Answer all.", "text above the questions: removed Answer all.",
		},

		{"owner: Quality Lead", "owner: Lab Lead", page.DocumentChange, "owner: Lab Lead, was Quality Lead", "owner: Quality Lead, was Lab Lead"},
		{"status: ready", "status: draft", page.DocumentChange, "status: draft, was ready", "status: ready, was draft"},
		{"24 months", "1 year", page.DocumentChange, "review-every: 1 year, was 24 months", "review-every: 24 months, was 1 year"},
		{"ST0218 v1.1", "ST0218 v1.2", page.DocumentChange, "standard: ST0218 v1.2, was ST0218 v1.1", "standard: ST0218 v1.1, was ST0218 v1.2"},
		{"sign: performer", "sign: performer\narea: Bench", page.DocumentChange, "area: added Bench", "area: removed Bench"},
		{"#read, S7", "#read", page.DocumentChange, "#read: step codes: removed S7", "#read: step codes: added S7"},
	} {
		before, after := parsed(t, everything), parsed(t, edited(t, c.old, c.new))
		for want, got := range map[string][]page.Change{c.want: page.Diff(before, after), c.back: page.Diff(after, before)} {
			if len(got) != 1 || got[0].String() != want || got[0].Kind != c.kind {
				t.Errorf("%q and %q\n got %d: %q\nwant %d: %q", c.old, c.new, len(got), got, c.kind, want)
			}
		}
	}
}

func TestDiffOfAnotherUnitNamesTheLimitAndTheField(t *testing.T) {
	got := page.Diff(parsed(t, everything), parsed(t, edited(t, "number °C", "number K")))
	if len(got) != 2 || got[0].Kind != page.LimitChange || got[1].Kind != page.FieldChange {
		t.Errorf("changes are %q: a limit in another unit is another limit", got)
	}
}

func TestDiffListsAnotherToleranceAsALimit(t *testing.T) {
	before := parsed(t, edited(t, "#read, S7", "#read, verify: second person, S7"))
	after := parsed(t, edited(t, "#read, S7", "#read, verify: second person, S7", "2.0 to 8.0", "2.0 to 8.0, tolerance 0.2"))
	wider := parsed(t, edited(t, "#read, S7", "#read, verify: second person, S7", "2.0 to 8.0", "2.0 to 8.0, tolerance 0.5"))
	for want, got := range map[string][]page.Change{
		"#read: temp limits: 2.0 to 8.0 °C, tolerance 0.2 °C, was 2.0 to 8.0 °C":                   page.Diff(before, after),
		"#read: temp limits: 2.0 to 8.0 °C, was 2.0 to 8.0 °C, tolerance 0.2 °C":                   page.Diff(after, before),
		"#read: temp limits: 2.0 to 8.0 °C, tolerance 0.5 °C, was 2.0 to 8.0 °C, tolerance 0.2 °C": page.Diff(after, wider),
	} {
		if len(got) != 1 || got[0].String() != want || got[0].Kind != page.LimitChange {
			t.Errorf("changes are %q, want %q", got, want)
		}
	}
}

func TestDiffOrdersEveryKindByItsDanger(t *testing.T) {
	after := edited(t,
		"owner: Quality Lead", "owner: Lab Lead", "Because.", "So.", "Intro.", "Introduction.",
		"2. Wet it. `#wet`", "> [!WARNING]\n> Hot.\n\n2. Wet it. `#wet, critical`",
		"off | on", "off | on | broken", ", hold: supervisor", "",
		"4. Call. `#call, do: SOP-TST-002`\n", "4. Call. `#call, do: SOP-TST-002, wait 5 min`\n5. New. `#new`\n", "2.0 to 8.0", "2.0 to 9.0")
	want := []page.ChangeKind{
		page.LimitChange, page.TimeChange, page.CriticalChange, page.StepChange, page.ControlChange, page.FieldChange,
		page.AlertChange, page.TextChange, page.LearningChange, page.DocumentChange,
	}
	var kinds []page.ChangeKind
	for _, c := range page.Diff(parsed(t, everything), parsed(t, after)) {
		kinds = append(kinds, c.Kind)
	}
	if got := slices.Compact(slices.Clone(kinds)); !slices.Equal(got, want) {
		t.Errorf("kinds are %v, want %v", kinds, want)
	}
}

func TestDiffOfARemovedStepNamesTheControlsThatWentWithIt(t *testing.T) {
	var got []string
	for _, c := range page.Diff(parsed(t, everything), parsed(t, edited(t, "3. Rinse. `#rinse, hold: supervisor`\n4. Call.", "3. Call."))) {
		got = append(got, c.String())
	}
	want := []string{"#rinse: step: removed Rinse.", "#rinse: hold: removed supervisor", "#rinse: section: removed A", "#rinse: text: removed Rinse."}
	if !slices.Equal(got, want) {
		t.Errorf("changes are %q, want %q", got, want)
	}
}

func TestDiffSeesASectionThatGotAnotherName(t *testing.T) {
	before := &sop.Procedure{Sections: []sop.Section{{Title: "1. Make safe", Steps: []sop.Step{{ID: "isolate", Number: 1, Text: "Switch off."}}}}}
	after := &sop.Procedure{Sections: []sop.Section{{Title: "1. Clean", Steps: []sop.Step{{ID: "isolate", Number: 1, Text: "Switch off."}}}}}
	got := page.Diff(before, after)
	if len(got) == 0 || got[0].Step != "isolate" || got[0].What != "section" || got[0].Old != "1. Make safe" || got[0].New != "1. Clean" {
		t.Errorf("changes = %v", got)
	}
}

func TestDiffSaysThatASectionIsConfirmedAfterwards(t *testing.T) {
	before := bench + "## Wash\n\n1. Wet it. `#wet`\n2. Rinse it. `#rinse`\n"
	changes := page.Diff(parsed(t, before), parsed(t, strings.Replace(before, "## Wash", "## Wash `do-confirm`", 1)))
	for i, want := range []string{"#wet: section do-confirm: added yes", "#rinse: section do-confirm: added yes"} {
		if i >= len(changes) || changes[i].String() != want || changes[i].Kind != page.ControlChange {
			t.Errorf("%v, want %s", changes, want)
		}
	}
}
