package paper_test

import (
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"soprun/internal/model"
	"soprun/internal/paper"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/figure"
	"soprun/sop/page"
)

// source has every kind of field, each kind of time, a second person and a hold.
const source = `---
id: SOP-CEN-014
title: Clean a benchtop centrifuge
version: 2.1
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S22, S26]
mode: read-do
complete-within: 3 h
equipment: [forceps, sharps bin]
sign: performer, supervisor
---

# Clean a benchtop centrifuge

Use this when a specimen tube has broken.

## 1. Make safe

> [!WARNING]
> **Hazard: aerosol.** Keep the lid shut.

1. Identify it. ` + "`#identify, S7`" + `
   - Asset label: ` + "`asset: scan CEN-####`" + `
   - Room: ` + "`room: text, optional`" + `
   - Opened: ` + "`opened: time`" + `
   - Trace: ` + "`trace: file`" + `
2. Leave the lid shut. ` + "`#settle, critical, wait 30 min, S26`" + `
3. Read the display. ` + "`#read, verify: second person`" + `
   - Temperature: ` + "`temp: number °C, 2.0 to 8.0, possible -40.0 to 60.0, tolerance 0.2`" + `
   - Speed: ` + "`speed: number rpm, at least 2900, 2 times`" + `
   - Mean speed: ` + "`mean-speed: number rpm = mean(speed), 2900 to 3100`" + `
   - A tenth: ` + "`tenth: number rpm = (mean-speed - 100) / 10, 2 places`" + `
   - Strength: ` + "`strength: number ppm, local \"policy\"`" + `
   - What broke: ` + "`broken: choice, glass | plastic`" + `
   - Still wet: ` + "`wet: yes/no, expect yes`" + `
   - Expiry: ` + "`expiry: date, after today`" + `
   - Order by: ` + "`order: date = expiry - 1 month`" + `

## 2. Clean

**If** ` + "`broken = glass or temp > 6.0`" + `: go on here.

More about it.

4. **If** ` + "`temp out of limits`" + `: tell the lead. ` + "`#tell, within 20 min of #settle, hold: supervisor, S22`" + `
5. Wet it. ` + "`#wet, wait local \"label, contact time\", n/a: ok`" + `
6. Check the fridge. ` + "`#fridge, do: SOP-FRI-001`" + `
`

var printed = time.Date(2026, 11, 22, 13, 47, 0, 0, time.UTC)

// sheet is the form of a page that the log has approved.
func sheet(t *testing.T) paper.Sheet {
	t.Helper()
	p, findings := page.Parse([]byte(source))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	return paper.Sheet{
		Procedure: p, Site: "St Elsewhere", Station: "Bench 2", Printed: printed,
		Approval: &model.Approval{By: model.Person{ID: "j.bell", Name: "J. Bell"}, Effective: "2026-03-02", ReviewBy: "2028-03-02"},
	}
}

// flat folds white space, so that a text is found over a line break.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

var tags = regexp.MustCompile(`<[^>]*>`)

func TestTheFormLooksAsItDid(t *testing.T) {
	golden.RequireEqual(t, paper.Text(sheet(t)))
}

func TestTheFormSaysWhichTextItIsAndForHowLongItHolds(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*paper.Sheet)
		want   []string
	}{
		"approved":      {func(*paper.Sheet) {}, []string{"SOP-CEN-014 v2.1.", "Approved by J. Bell (j.bell), effective 2 Mar 2026, review by 2 Mar 2028.", "Bench 2, St Elsewhere."}},
		"not approved":  {func(s *paper.Sheet) { s.Approval = nil }, []string{"NOT APPROVED in this station's log: not to be worked from."}},
		"past review":   {func(s *paper.Sheet) { s.Approval.ReviewBy = "2026-11-21" }, []string{"review by 21 Nov 2026: REVIEW OVERDUE."}},
		"to its day":    {func(s *paper.Sheet) { s.Approval.ReviewBy = "2026-11-22" }, []string{"review by 22 Nov 2026."}},
		"of no station": {func(s *paper.Sheet) { s.Site, s.Station, s.Approval = "", "", nil }, []string{"NOT APPROVED"}},
		"of a demo":     {func(s *paper.Sheet) { s.Banner = "DEMO - MADE-UP DEPARTMENT" }, []string{"DEMO - MADE-UP DEPARTMENT"}},
	} {
		s := sheet(t)
		c.change(&s)
		for form, text := range map[string]string{"text": flat(paper.Text(s)), "html": flat(tags.ReplaceAllString(paper.HTML(s), ""))} {
			for _, want := range append(c.want, "Uncontrolled when printed, valid on 22 Nov 2026", s.Procedure.SHA256) {
				if !strings.Contains(strings.ReplaceAll(text, "&#39;", "'"), want) {
					t.Errorf("%s as %s does not say %q:\n%s", name, form, want, text)
				}
			}
		}
	}
}

func TestEveryStepHasABoxAndEveryValueItsBlankUnitAndLimits(t *testing.T) {
	text := flat(paper.Text(sheet(t)))
	at := 0
	for _, want := range []string{
		"! WARNING: Hazard: aerosol. Keep the lid shut.", "[ ] 1 Identify it.", "Asset label: ______________________________ (CEN- then 4 digits)",
		"Room: ______________________________ (may stay empty)", "Opened: ___:___", "Trace: name of the file ___",
		"[ ] 2 CRITICAL Leave the lid shut.", "Wait at least 30 min. Begun ___:___ over ___:___",
		"[ ] 3 Read the display.", "Temperature: __________ °C (accepted 2.0 to 8.0 °C; possible -40.0 to 60.0; both readings within 0.2)",
		"[ ] outside its limits; what was done:", "Second reading, without looking at the first: __________ °C",
		"Speed: 1. __________ rpm 2. __________ rpm (accepted at least 2900 rpm)", "(limits ______ (set by the department: policy))",
		"What broke: [ ] glass [ ] plastic", "Still wet: [ ] yes [ ] no (yes is expected)", "Expiry: day ___ month ________ year _____ (after today)",
		"CHECKED by a second person, never by who performs: Name",
		"Only if “What broke” of step 3 is glass or “Temperature” of step 3 is above 6.0 °C: go on here. [ ] otherwise: this section is not required", "More about it.",
		"[ ] 4 Only if “Temperature” of step 3 is out of limits: Tell the lead.", "Within 20 min of step 2. That was done at ___:___", "[ ] not required",
		"HOLD. Stop here until a supervisor releases this: Name", "[ ] 5 Wet it.", "Wait at least ______ (set by the department: label, contact time).", "[ ] not applicable",
		"[ ] 6 Check the fridge.", "Here SOP-FRI-001 is worked through.", "EXCEPTIONS", "PERFORMER: Name", "SUPERVISOR: Name",
	} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q does not follow:\n%s", want, text[at:])
		}
		at += i
	}
	critical := text[strings.Index(text, "[ ] 2 "):strings.Index(text, "[ ] 3 ")]
	if strings.Contains(critical, "not applicable") {
		t.Errorf("a critical step can be not applicable: %s", critical)
	}
}

func TestTheHTMLSaysWhatTheTextSays(t *testing.T) {
	s := sheet(t)
	drawn := strings.NewReplacer("[ ] ", "", "_", "", "! ", "").Replace(paper.Text(s))
	shown := strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&").Replace(tags.ReplaceAllString(paper.HTML(s), " "))
	missing := 0
	for _, word := range strings.Fields(strings.ToLower(drawn)) {
		if word != ":" && !strings.Contains(word, "===") && !strings.Contains(strings.ToLower(shown), word) {
			missing++
			t.Errorf("the HTML does not show %q", word)
		}
	}
	if len(strings.Fields(drawn)) < 200 || missing > 0 {
		t.Errorf("%d of %d words are missing", missing, len(strings.Fields(drawn)))
	}
}

func TestTheHTMLIsOnePrintablePageThatRunsNothing(t *testing.T) {
	text := paper.HTML(sheet(t))
	for _, want := range []string{"<!doctype html>", `lang="en-GB"`, "default-src 'none'", "@page{size:A4", "@media print", `class="box"`, `class="blank" style="width:30mm"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "src=\"", "href"} {
		if strings.Contains(text, never) {
			t.Errorf("it holds %q", never)
		}
	}
}

// TestHostileTextIsOnlyRead puts every hostile text everywhere a page, a person
// or a station could.
func TestHostileTextIsOnlyRead(t *testing.T) {
	for _, evil := range append(tuitest.Hostile, `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "</style><b>", "&lt;b&gt;", "]]>", "`x` **y** [z](javascript:1)") {
		p := sheet(t).Procedure
		p.Meta.Title += evil
		p.Meta.ID += evil
		p.Meta.Version += evil
		p.Meta.Equipment = append(p.Meta.Equipment, evil)
		p.Meta.Sign = append(p.Meta.Sign, evil)
		p.Intro += evil
		for i := range p.Sections {
			p.Sections[i].Title += evil
			p.Sections[i].Intro += evil
			p.Sections[i].More += evil
			for j := range p.Sections[i].Steps {
				poison(&p.Sections[i].Steps[j], evil)
			}
		}
		s := paper.Sheet{Procedure: p, Site: evil, Station: evil, Banner: evil, Printed: printed, Approval: &model.Approval{By: model.Person{ID: evil, Name: evil}, Effective: evil, ReviewBy: evil}}
		for name, text := range map[string]string{"text": paper.Text(s), "html": paper.HTML(s)} {
			if bad := tuitest.Unsafe(text); len(bad) > 0 {
				t.Errorf("%q as %s: %q", evil, name, bad)
			}
		}
		elements(t, evil, paper.HTML(s))
	}
}

func poison(st *sop.Step, evil string) {
	st.Text += evil
	st.Before, st.More, st.Do = evil, evil, evil
	st.Alerts = append(st.Alerts, sop.Alert{Kind: sop.Warning, Text: evil})
	st.Verify, st.Hold = sop.Who(evil), sop.Who(evil)
	st.Wait = &sop.Duration{Local: evil}
	st.If = &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: evil, Op: sop.Equal, Value: evil}, {Name: "broken", Op: sop.Equal, Value: evil}}}
	for i := range st.Fields {
		f := &st.Fields[i]
		f.Label += evil
		f.Unit, f.Pattern, f.Local, f.Expect, f.Days.Test = evil, evil, evil, []string{evil}, sop.DayTest(evil)
		f.Choices = append(f.Choices, evil)
	}
}

// elements fails on any element or attribute that the form itself does not
// draw, and on HTML that does not close what it opens.
func elements(t *testing.T, evil, text string) {
	t.Helper()
	_, body, ok := strings.Cut(text, "<body>")
	if !ok {
		t.Fatal("no body")
	}
	body = "<body>" + strings.TrimSuffix(strings.TrimSpace(body), "</html>")
	known := map[string]bool{
		"body": true, "h1": true, "h2": true, "h3": true, "p": true, "b": true, "span": true, "footer": true, "div": true, "ul": true, "ol": true, "li": true,
		"table": true, "tr": true, "th": true, "td": true, "pre": true, "blockquote": true, "hr": true, "br": true,
	}
	d := xml.NewDecoder(strings.NewReader(body))
	seen := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%q: %v", evil, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		seen++
		for _, a := range start.Attr {
			if !slices.Contains([]string{"class", "style", "value"}, a.Name.Local) || strings.ContainsAny(a.Value, "<>&\"") {
				t.Errorf("%q: attribute %s=%q", evil, a.Name.Local, a.Value)
			}
		}
		if !known[start.Name.Local] {
			t.Errorf("%q drew the element %s", evil, start.Name.Local)
		}
	}
	if seen < 50 {
		t.Errorf("%q: only %d elements", evil, seen)
	}
	if head, _, _ := strings.Cut(text, "<style>"); strings.Contains(head, "<script") || strings.Count(head, "</title>") != 1 {
		t.Errorf("%q: the head is %s", evil, head)
	}
}

func TestEveryShippedPageFitsOnPaperWithAllItsWords(t *testing.T) {
	pages := 0
	err := fs.WalkDir(os.DirFS("../../procedures"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !page.Named(name) {
			return err
		}
		src, err := os.ReadFile("../../procedures/" + name)
		if err != nil {
			return err
		}
		p, _ := page.Parse(src)
		pages++
		text := paper.Text(paper.Sheet{Procedure: p, Printed: printed})
		for _, row := range strings.Split(text, "\n") {
			if ansi.StringWidth(row) > 78 {
				t.Errorf("%s: %d cells: %q", name, ansi.StringWidth(row), row)
			}
		}
		if n := strings.Count(text, "Done at"); n != p.StepCount() {
			t.Errorf("%s: %d lines for %d steps", name, n, p.StepCount())
		}
		for _, s := range p.Sections {
			for _, st := range s.Steps {
				for _, f := range st.Fields {
					if !strings.Contains(flat(text), strings.Fields(strings.Trim(f.Label, "*`"))[0]) {
						t.Errorf("%s: no %q", name, f.Label)
					}
				}
			}
		}
		return nil
	})
	if err != nil || pages < 40 {
		t.Fatalf("%d pages, %v", pages, err)
	}
}

func TestPaperSaysWhatFollowsAndWhatIsDoneTogether(t *testing.T) {
	steps := []sop.Step{
		{ID: "settle", Number: 1, Text: "Let it settle.", Wait: &sop.Duration{D: time.Minute}, WaitBefore: "read"},
		{ID: "read", Number: 2, Text: "Read it.", Always: true, Do: "SOP-X-009", DoOr: &sop.Consequence{Does: sop.Hold, Who: sop.ByPractitioner}, Fields: []sop.Field{
			{Name: "strip", Label: "Strip", Type: sop.Choice, Choices: []string{"good", "bad"}, Expect: []string{"good"}, Or: &sop.Consequence{Does: sop.Redo, From: "settle", Times: 1, Then: &sop.Consequence{Does: sop.End}}},
			{Name: "lot", Label: "Lot", Type: sop.Scan, GS1: sop.GS1Lot},
		}},
	}
	p := &sop.Procedure{Meta: sop.Meta{ID: "SOP-X-001", Title: "Read a strip"}, Sections: []sop.Section{{Title: "1. Read", Steps: steps}, {Title: "2. Wash", DoConfirm: true, Steps: []sop.Step{{ID: "wash", Number: 3, Text: "Wash."}}}}}
	text := strings.Join(strings.Fields(paper.Text(paper.Sheet{Procedure: p})), " ")
	for _, want := range []string{
		"Wait at least 1 min before step 2; other steps go on meanwhile.", "(done even if the run has ended)", "[ ] it did not end complete If not: nothing goes on until a practitioner decides.",
		"[ ] not right If not: steps 1 to 2 are done again, at most once; then the run ends. Decided or done:", "(lot)", "Do all of these first. Then tick each line as you see it done.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not stand on it:\n%s", want, text)
		}
	}
}

func TestPaperHasAPlaceForTheItemAndABoxForEachOfTheList(t *testing.T) {
	section := sop.Section{Title: "2. Each fridge", Each: &sop.Each{Field: "unit", List: "fridges"}, Steps: []sop.Step{
		{ID: "identify", Number: 1, Text: "Identify it.", Fields: []sop.Field{{Name: "unit", Label: "Fridge", Type: sop.Scan}}},
		{ID: "lock", Number: 2, Text: "Lock it.", Always: true, If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.HasEnded}}}},
	}}
	for want, list := range map[string]sop.List{
		"All 2; beside one that is left out write why: [ ] FR-001 [ ] FR-002": {Name: "fridges", Items: []string{"FR-001", "FR-002"}},
		"The list is not set yet: The cold room's door.":                      {Name: "fridges", Local: "the cold room's door"},
		"At least one. The last one is done: [ ]":                             {},
	} {
		p := &sop.Procedure{Meta: sop.Meta{ID: "SOP-X-001", Title: "Read", Lists: []sop.List{list}}, Sections: []sop.Section{section}}
		text := strings.Join(strings.Fields(paper.Text(paper.Sheet{Procedure: p})), " ")
		for _, words := range []string{"Once for each: Fridge. Fill in one copy of this part for each. This one is for:", want, "Only if the item has ended: (done even if the item has ended) Lock it."} {
			if !strings.Contains(text, words) {
				t.Errorf("%q does not stand on it:\n%s", words, text)
			}
		}
		web := paper.HTML(paper.Sheet{Procedure: p})
		if !strings.Contains(web, "Once for each: Fridge.") || len(list.Items) > 0 && !strings.Contains(web, "FR-002") {
			t.Errorf("the page for the browser does not say so:\n%s", web)
		}
	}
}

const dial = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect width="40" height="20"/></svg>`

// pictured is the sheet with a figure under its first step.
func pictured(t *testing.T) paper.Sheet {
	t.Helper()
	s := sheet(t)
	p := *s.Procedure
	sum := strings.Repeat("0a", 32)
	p.Figures = []sop.Figure{{Caption: "The dial & its lamp", Path: "figures/dial.svg", SHA256: sum, Data: []byte(dial)}}
	p.Sections[0].Steps[0].More = "![The dial & its lamp](figures/dial.svg \"sha256:" + sum + "\")"
	s.Procedure = &p
	return s
}

func TestAFigureIsOnPaperWithItsCaption(t *testing.T) {
	s := pictured(t)
	if text := paper.Text(s); !strings.Contains(text, "Figure: The dial & its lamp.") {
		t.Errorf("the text has no caption:\n%s", text)
	}
	want := `<figure><img src="` + figure.DataURI([]byte(dial)) + `" alt=""/><figcaption>Figure: The dial &amp; its lamp.</figcaption></figure>`
	text := paper.HTML(s)
	if !strings.Contains(text, want) || !strings.Contains(text, "img-src data:") {
		t.Errorf("the page has no figure:\n%s", text)
	}
	s.Procedure.Figures[0].Data = nil
	if text := paper.HTML(s); strings.Contains(text, "<img") || !strings.Contains(text, "Figure: The dial") {
		t.Error("a figure that is not at hand is not said by its caption alone")
	}
}
