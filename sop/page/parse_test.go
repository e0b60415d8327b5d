package page_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/page"
)

func decimal(s string) *sop.Decimal {
	d := sop.MustDecimal(s)
	return &d
}

func equals(name, value string) *sop.Condition {
	return &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: name, Op: sop.Equal, Value: value}}}
}

// exampleMeta and exampleSections are the format description's complete
// example, as it must be read; places are left out.
func exampleMeta() sop.Meta {
	return sop.Meta{
		ID: "SOP-CEN-014", Title: "Clean a benchtop centrifuge after a tube breakage", Version: "2.1", Status: sop.Ready,
		Owner: "Quality Lead, Blood Sciences", ReviewEvery: sop.Period{N: 24, Unit: "month"}, Standard: "ST0218 v1.1",
		Codes: []sop.Code{"S7", "S15", "S19", "S22", "S24", "S26", "S27", "S28", "K24", "K26", "K27"}, Mode: sop.ReadDo,
		CompleteWithin: &sop.Duration{D: 3 * time.Hour}, Sign: []string{"performer", "supervisor"},
	}
}

func exampleSections() []sop.Section {
	return []sop.Section{{Title: "1. Make safe", Steps: makeSafe()}, {Title: "2. Clean", Steps: clean()}, {Title: "3. Return to use", Steps: returnToUse()}}
}

func makeSafe() []sop.Step {
	return []sop.Step{
		{
			ID: "isolate", Number: 1, Critical: true, Codes: []sop.Code{"S22", "S24"},
			Text:   "Switch off at the wall. Put the *Do not use* sign on the lid.",
			Alerts: []sop.Alert{{Kind: sop.Important, Text: "**PPE:** gown, two pairs of nitrile gloves, eye protection."}},
		},
		{ID: "identify", Number: 2, Text: "Identify the centrifuge.", Codes: []sop.Code{"S7"}, Fields: []sop.Field{
			{Name: "asset", Label: "Asset label", Type: sop.Scan, Pattern: "CEN-####", Repeat: 1},
			{Name: "room", Label: "Room", Type: sop.Text, Repeat: 1},
		}},
		{
			ID: "settle", Number: 3, Text: "Leave the lid shut so that droplets settle.", Critical: true,
			Wait: &sop.Duration{D: 30 * time.Minute}, Codes: []sop.Code{"S26", "K26"},
			Alerts: []sop.Alert{{Kind: sop.Warning, Text: "**Hazard: aerosol and infection.** Keep the lid shut until the wait is over."}},
		},
	}
}

func clean() []sop.Step {
	return []sop.Step{
		{ID: "disinfectant", Number: 4, Text: "Record the disinfectant.", Codes: []sop.Code{"S15", "S27"}, Fields: []sop.Field{
			{Name: "lot", Label: "Lot number", Type: sop.Scan, Repeat: 1},
			{Name: "lot-expiry", Label: "Expiry", Type: sop.Date, Days: sop.DayRule{Test: sop.AfterToday}, Repeat: 1},
			{
				Name: "strength", Label: "Strength made up", Type: sop.Number, Unit: "ppm", Repeat: 1,
				Accepted: sop.Range{Low: decimal("9500"), High: decimal("10500")},
				Possible: sop.Range{Low: decimal("0"), High: decimal("50000")},
			},
		}},
		{ID: "inspect", Number: 5, Text: "Open the lid and look.", Codes: []sop.Code{"S26"}, Fields: []sop.Field{
			{Name: "broken", Label: "What broke", Type: sop.Choice, Choices: []string{"glass", "plastic"}, Repeat: 1},
			{Name: "spill", Label: "Where the spill is", Type: sop.Choice, Choices: []string{"sealed bucket", "bowl"}, Repeat: 1},
		}},
		{
			ID: "glass", Number: 6, Text: "remove every piece with forceps.", If: equals("broken", "glass"), Critical: true, Codes: []sop.Code{"S22"},
			Alerts: []sop.Alert{{Kind: sop.Caution, Text: "Never pick up broken glass by hand. Use forceps and the sharps bin."}},
		},
		{ID: "tell-lead", Number: 7, Text: "tell the shift lead before you go on.", If: equals("spill", "bowl"), Hold: sop.BySupervisor, Codes: []sop.Code{"S19"}},
		{
			ID: "contact", Number: 8, Text: "Wet every inner surface with disinfectant. Keep it wet.", Critical: true,
			Wait: &sop.Duration{D: 10 * time.Minute}, Codes: []sop.Code{"S27", "K27"},
		},
		{
			ID: "rinse", Number: 9, Text: "Rinse with water and dry.", Codes: []sop.Code{"S26"},
			Within: &sop.Within{Time: sop.Duration{D: 20 * time.Minute}, Of: "contact"},
		},
	}
}

func returnToUse() []sop.Step {
	return []sop.Step{
		{
			ID: "damage", Number: 10, Text: "Check the bowl, lid seal and buckets for cracks.", Verify: sop.BySecondPerson, Codes: []sop.Code{"S7", "S28"},
			Fields: []sop.Field{{Name: "condition", Label: "Condition", Type: sop.Choice, Choices: []string{"good", "damaged"}, Repeat: 1}},
		},
		{
			ID: "fault", Number: 11, Text: "leave the sign on and report the fault.", If: equals("condition", "damaged"), Codes: []sop.Code{"S19"},
			Fields: []sop.Field{{Name: "fault", Label: "Fault reference", Type: sop.Text, Repeat: 1}},
		},
		{
			ID: "test-run", Number: 12, Text: "run it empty.", If: equals("condition", "good"), Codes: []sop.Code{"S7"},
			Fields: []sop.Field{{
				Name: "speed", Label: "Speed shown", Type: sop.Number, Unit: "rpm", Repeat: 1,
				Accepted: sop.Range{Low: decimal("2900"), High: decimal("3100")},
			}},
		},
		{ID: "release", Number: 13, Text: "take the sign off.", If: equals("condition", "good"), Codes: []sop.Code{"S7"}},
		{ID: "finish", Number: 14, Text: "Bag the waste. Wash your hands.", Critical: true, Codes: []sop.Code{"S26"}},
	}
}

func TestTheCompleteExampleIsReadFieldByField(t *testing.T) {
	p := mustParse(t, "testdata/example.md")
	if !reflect.DeepEqual(p.Meta, exampleMeta()) {
		t.Errorf("front matter\n got %+v\nwant %+v", p.Meta, exampleMeta())
	}
	if want := "Use this when a specimen tube has broken in a bucket or in the bowl."; p.Intro != want {
		t.Errorf("introduction %q, want %q", p.Intro, want)
	}
	want := exampleSections()
	if len(p.Sections) != len(want) {
		t.Fatalf("%d sections, want %d", len(p.Sections), len(want))
	}
	for i, s := range p.Sections {
		if s.Title != want[i].Title || s.Intro != "" || s.More != "" || s.If != nil || len(s.Steps) != len(want[i].Steps) {
			t.Errorf("section %d is %q with %d steps", i, s.Title, len(s.Steps))
			continue
		}
		for j, st := range s.Steps {
			if st = withoutPlaces(st); !reflect.DeepEqual(st, want[i].Steps[j]) {
				t.Errorf("step\n got %+v\nwant %+v", st, want[i].Steps[j])
			}
		}
	}
	questions := []sop.Question{
		{
			Text: "Why must the lid stay shut for 30 minutes?", Steps: []string{"settle"}, Codes: []sop.Code{"K24"},
			Answer: "Spinning makes an aerosol. It must settle before anyone breathes near it.",
		},
		{Text: "The surface dries after six minutes. What do you do?", Steps: []string{"contact"}, Codes: []sop.Code{"K27"}, Options: []sop.Option{
			{Text: "Carry on, because most of the time has passed"},
			{Text: "Wait four more minutes"},
			{Text: "Wet it again and start the ten minutes again", Right: true},
		}},
	}
	for i, q := range p.Questions {
		q.Pos = sop.Pos{}
		if !reflect.DeepEqual(q, questions[i]) {
			t.Errorf("question\n got %+v\nwant %+v", q, questions[i])
		}
	}
	if len(p.Questions) != len(questions) {
		t.Errorf("%d questions, want %d", len(p.Questions), len(questions))
	}
}

func withoutPlaces(st sop.Step) sop.Step {
	st.Pos = sop.Pos{}
	for i := range st.Alerts {
		st.Alerts[i].Pos = sop.Pos{}
	}
	for i := range st.Fields {
		st.Fields[i].Pos = sop.Pos{}
	}
	if st.If != nil {
		st.If.Pos = sop.Pos{}
	}
	return st
}

func TestPlacesAreThoseOfTheSource(t *testing.T) {
	src := mustRead(t, "testdata/example.md")
	p, _ := page.Parse(src)
	lines := strings.Split(string(src), "\n")
	begins := func(what string, pos sop.Pos, want string) {
		t.Helper()
		if got := lines[pos.Line-1][pos.Column-1:]; !strings.HasPrefix(got, want) {
			t.Errorf("%s is placed at %q, want %q", what, got, want)
		}
	}
	for _, s := range p.Sections {
		begins("section", s.Pos, "## "+s.Title)
		for _, st := range s.Steps {
			begins("step", st.Pos, strconv.Itoa(st.Number)+". ")
			for _, a := range st.Alerts {
				begins("alert", a.Pos, "> [!"+string(a.Kind)+"]")
			}
			for _, f := range st.Fields {
				begins("field", f.Pos, "`"+f.Name+":")
			}
			if st.If != nil {
				begins("condition", st.If.Pos, st.If.String()+"`")
			}
		}
	}
}

func TestProseIsKeptWhereItStands(t *testing.T) {
	p := parsed(t, bench+"Read this.\n\n- one\n- two\n\n## A\n\nSection prose.\n\n"+
		"1. Do *this*\n   now. `#do`\n\n   Under the step.\n\n   ```text\n   code\n     indented\n   ```\n\n   - a bullet\n   - another\n\n"+
		"Between.\n\n| a | b |\n|---|---|\n| c | d |\n\n2. Go on. `#go`\n\nAfter.\n\n### Small\n\n## Knowledge check\n\nAloud.\n\n- **Why?** `#do`\n  Because\n  it is.\n\n  And more.\n- **How, on\n  two lines?** `#go`\n  - [ ] So\n    That is\n    slow.\n  - [x] Thus\n\n    Right.\n")
	s := p.Sections[0]
	for what, c := range map[string][2]string{
		"introduction":          {p.Intro, "Read this.\n\n- one\n- two"},
		"section prose":         {s.Intro, "Section prose."},
		"wrapped instruction":   {s.Steps[0].Text, "Do *this* now."},
		"under the step":        {s.Steps[0].More, "Under the step.\n\n```text\ncode\n  indented\n```\n\n- a bullet\n- another"},
		"between steps":         {s.Steps[1].Before, "Between.\n\n| a | b |\n|---|---|\n| c | d |"},
		"after the steps":       {s.More, "After.\n\n### Small"},
		"above the questions":   {p.CheckIntro, "Aloud."},
		"answer":                {p.Questions[0].Answer, "Because it is.\n\nAnd more."},
		"question on two lines": {p.Questions[1].Text, "How, on two lines?"},
		"why of an option":      {p.Questions[1].Options[0].Why, "That is slow."},
		"paragraph of why":      {p.Questions[1].Options[1].Why, "Right."},
	} {
		if c[0] != c[1] {
			t.Errorf("%s\n got %q\nwant %q", what, c[0], c[1])
		}
	}
}

func TestASectionMayHaveACondition(t *testing.T) {
	p := parsed(t, bench+"## A\n\n1. Look. `#look`\n   - Wet: `wet: yes/no`\n\n## B\n\n**If** `wet = yes`: dry the bench,\nall of it.\n\nMore.\n\n2. Wipe. `#wipe`\n")
	s := p.Sections[1]
	if s.If == nil || s.If.String() != "wet = yes" {
		t.Fatalf("condition is %v", s.If)
	}
	if want := "dry the bench, all of it.\n\nMore."; s.Intro != want {
		t.Errorf("section prose is %q, want %q", s.Intro, want)
	}
}

func TestConditionsReadAsWritten(t *testing.T) {
	for _, cond := range []string{
		"n = 1", "n != 1", "n < 1.5", "n <= -2", "n > 0", "n >= 7", "n out of limits",
		"n > 1 and c = very wet and n out of limits", "n > 1 or c != dry",
	} {
		p := parsed(t, bench+"1. Read. `#read`\n   - N: `n: number °C, 1 to 2`\n   - C: `c: choice, very wet | dry`\n2. **If** `"+cond+"`: go. `#go`\n")
		if got := p.Sections[0].Steps[1].If.String(); got != cond {
			t.Errorf("condition %q is read as %q", cond, got)
		}
	}
}

func TestLimitsKeepTheirDecimals(t *testing.T) {
	for field, want := range map[string]int{
		"n: number °C, 2.0 to 8.0": 1, "n: number °C, 2 to 8.25": 2, "n: number °C, at least 7.200": 3,
		"n: number °C, 2 to 8, possible -40.5 to 60": 0, "n: number °C, possible 0.0 to 9.9": 1, "n: number °C": 0,
	} {
		p := parsed(t, bench+"1. Read. `#read`\n   - N: `"+field+"`\n")
		if got := p.Sections[0].Steps[0].Fields[0].Places; got != want {
			t.Errorf("%q has %d places, want %d", field, got, want)
		}
	}
}

func TestAToleranceKeepsItsDecimals(t *testing.T) {
	p := parsed(t, bench+"1. Read. `#read, verify: second person`\n   - A: `a: number °C, 2.00 to 8.00, possible -40 to 60, tolerance 0.20`\n   - B: `b: number °C, 2.0 to 8.0`\n")
	fields := p.Sections[0].Steps[0].Fields
	if got := fields[0].Tolerance; got == nil || got.String() != "0.20" {
		t.Errorf("tolerance is %v, want 0.20", got)
	}
	if fields[1].Tolerance != nil {
		t.Errorf("a field without a tolerance has %v", fields[1].Tolerance)
	}
}

func TestLocalValuesAreListed(t *testing.T) {
	p := parsed(t, bench+"1. Wet it. `#wet, wait local \"label, back of the bottle\"`\n   - T: `t: number °C, local \"freezer's own label\"`\n2. Dry. `#dry, within local \"policy\" of #wet`\n")
	got := p.Locals()
	if len(got) != 3 || got[0].Hint != "label, back of the bottle" || got[1].Hint != "freezer's own label" || got[2].What != "within" {
		t.Errorf("local values are %+v", got)
	}
}

func TestABarMayBeEscaped(t *testing.T) {
	p := parsed(t, bench+"1. Look. `#look`\n   - State: `state: choice, good \\| bad`\n")
	if got := p.Sections[0].Steps[0].Fields[0].Choices; !reflect.DeepEqual(got, []string{"good", "bad"}) {
		t.Errorf("choices are %q", got)
	}
}

func TestStepsBeforeAnySectionFormOne(t *testing.T) {
	p := parsed(t, bench+"Intro.\n\n1. Do. `#do`\n")
	if len(p.Sections) != 1 || p.Sections[0].Title != "" || len(p.Sections[0].Steps) != 1 || p.Intro != "Intro." {
		t.Errorf("page is %+v", p)
	}
}

func TestAPageWithoutFrontMatterIsNoProcedure(t *testing.T) {
	if p, findings := page.Parse([]byte("# Only prose\n")); p != nil || !page.HasErrors(findings) {
		t.Errorf("procedure %v, findings %v", p, findings)
	}
}

func TestAFileThatExplainsAFolderIsNoPage(t *testing.T) {
	for file, want := range map[string]bool{"clean.md": true, "a/clean.md": true, "README.md": false, "a/SOURCES.md": false, "clean.txt": false} {
		if got := page.Named(file); got != want {
			t.Errorf("%s is a page: %v, want %v", file, got, want)
		}
	}
}

// A label is quoted where no markdown is drawn: in refusals, in the record and on sheets.
func TestALabelIsTheWordsThatAReaderSees(t *testing.T) {
	for label, want := range map[string]string{
		"Temperature": "Temperature", "**Centrifuge** label": "Centrifuge label", "Lot of `X` [buffer](https://example.org)": "Lot of X buffer",
		"*C. difficile*": "C. difficile", `2 \* 3 &deg;C`: "2 * 3 °C", "Seen at <https://example.org/a>": "Seen at https://example.org/a",
	} {
		p := parsed(t, bench+"1. Read. `#read`\n   - "+label+": `n: text`\n")
		if got := p.Sections[0].Steps[0].Fields[0].Label; got != want {
			t.Errorf("%s is %q, want %q", label, got, want)
		}
	}
}
