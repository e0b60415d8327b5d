package page_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/page"
)

// generated is a random page that follows the format: its text and what
// reading it must give.
type generated struct {
	text strings.Builder
	want []sop.Section
	// asked are the questions, which stand last.
	asked []sop.Question
	// table is the one that is looked up, nil for none; the first step chooses its row.
	table *sop.Table
	// fields are those of the steps so far, for conditions.
	fields []sop.Field
	steps  int
	lists  []sop.List
}

var (
	genCodes = []sop.Code{"S7", "S15", "S16", "S26", "K7", "B1"}
	genWords = []string{"Wipe", "the", "door", "with", "2 %", "bleach", "(fresh)", "— twice —", "until", "dry", "und", "prüfe", "*slowly*"}
)

func sentence(t *rapid.T, label string) string {
	words := rapid.SliceOfN(rapid.SampledFrom(genWords[1:]), 1, 6).Draw(t, label)
	return "Look " + strings.Join(words, " ") + "."
}

// anyPage draws a page.
func anyPage(t *rapid.T) *generated {
	g := &generated{}
	for i := range rapid.IntRange(1, 3).Draw(t, "sections") {
		title := fmt.Sprintf("%d. Part", i+1)
		g.want = append(g.want, sop.Section{Title: title})
		looksUp := i == 0 && rapid.Bool().Draw(t, "looks up")
		if !looksUp && rapid.IntRange(0, 3).Draw(t, "each") == 0 {
			title += " " + g.each(t)
		}
		fmt.Fprintf(&g.text, "\n## %s\n\n", title)
		if looksUp {
			g.lookup(t)
		}
		if g.inEach() {
			g.namingStep(t)
		}
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			g.step(t)
		}
	}
	g.questions(t)
	g.front()
	return g
}

// questions draws a knowledge check; each question names some of the steps.
func (g *generated) questions(t *rapid.T) {
	ids := make([]string, g.steps)
	for i := range ids {
		ids[i] = fmt.Sprintf("step-%d", i+1)
	}
	g.text.WriteString("\n## Knowledge check\n\n")
	for range rapid.IntRange(0, 3).Draw(t, "questions") {
		q := sop.Question{
			Text: sentence(t, "asks"), Answer: sentence(t, "answer"), Codes: []sop.Code{"K7"},
			Steps: rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, min(3, g.steps), rapid.ID).Draw(t, "about"),
		}
		fmt.Fprintf(&g.text, "- **%s** `#%s, K7`\n  %s\n", q.Text, strings.Join(q.Steps, " #"), q.Answer)
		g.asked = append(g.asked, q)
	}
}

// asks fails unless the page asks the questions that were drawn.
func (g *generated) asks(t *rapid.T, p *sop.Procedure) {
	var got []sop.Question
	for _, q := range p.Questions {
		q.Pos = sop.Pos{}
		got = append(got, q)
	}
	var lists []sop.List
	for _, l := range p.Meta.Lists {
		l.Pos = sop.Pos{}
		lists = append(lists, l)
	}
	if !reflect.DeepEqual(lists, g.lists) {
		t.Fatalf("lists\n%+v\nmade from\n%+v\n%s", lists, g.lists, &g.text)
	}
	if !reflect.DeepEqual(got, g.asked) {
		t.Fatalf("asks\n%+v\nmade from\n%+v\n%s", got, g.asked, &g.text)
	}
}

// step draws a step with everything that can belong to it.
func (g *generated) step(t *rapid.T) {
	g.steps++
	s := sop.Step{ID: fmt.Sprintf("step-%d", g.steps), Number: g.steps, Text: sentence(t, "text")}
	for _, kind := range rapid.SliceOfNDistinct(rapid.SampledFrom(sop.AlertKinds), 0, 2, rapid.ID).Draw(t, "alerts") {
		a := sop.Alert{Kind: kind, Text: sentence(t, "alert")}
		s.Alerts = append(s.Alerts, a)
		fmt.Fprintf(&g.text, "\n> [!%s]\n> %s\n", a.Kind, a.Text)
	}
	condition := ""
	if len(g.fields) > 0 && rapid.Bool().Draw(t, "conditional") {
		s.If = g.condition(t)
		s.Text = strings.ToLower(s.Text[:1]) + s.Text[1:]
		condition = fmt.Sprintf("**If** `%s`: ", s.If)
	}
	tag := []string{"#" + s.ID}
	if s.Critical = rapid.Bool().Draw(t, "critical"); s.Critical {
		tag = append(tag, "critical")
	}
	if s.AnyOrder = rapid.Bool().Draw(t, "any order") && g.table == nil; s.AnyOrder {
		tag = append(tag, "any order")
	}
	if s.NAOk = !s.Critical && rapid.Bool().Draw(t, "n/a"); s.NAOk {
		tag = append(tag, "n/a: ok")
	}
	if s.Always = rapid.Bool().Draw(t, "always"); s.Always {
		tag = append(tag, "always")
	}
	if rapid.Bool().Draw(t, "links") {
		s.Do, s.DoOr = "SOP-TST-002", rapid.SampledFrom([]*sop.Consequence{nil, {Does: sop.End}, {Does: sop.Hold, Who: sop.ByPractitioner}}).Draw(t, "do or")
		item := "do: " + s.Do
		s.DoOr = g.scoped(t, s.DoOr)
		if s.DoOr != nil {
			item += " or " + s.DoOr.String()
		}
		tag = append(tag, item)
	}
	if g.steps > 1 && g.table != nil && rapid.Bool().Draw(t, "waits by the row") {
		s.Wait = &sop.Duration{Column: "contact"}
		tag = append(tag, "wait contact")
	} else if rapid.Bool().Draw(t, "waits") {
		wait, err := sop.ParseDuration(rapid.SampledFrom([]string{"30 s", "10 min", "3 h"}).Draw(t, "wait"))
		if err != nil {
			t.Fatal(err)
		}
		s.Wait = &wait
		tag = append(tag, "wait "+wait.String())
	}
	if rapid.Bool().Draw(t, "verified") {
		s.Verify = rapid.SampledFrom([]sop.Who{sop.BySecondPerson, sop.BySupervisor, sop.ByPractitioner}).Draw(t, "verify")
		tag = append(tag, "verify: "+string(s.Verify))
	}
	s.Codes = rapid.SliceOfNDistinct(rapid.SampledFrom(genCodes), 0, 3, rapid.ID).Draw(t, "codes")
	if len(s.Codes) == 0 {
		s.Codes = nil
	} else {
		tag = append(tag, strings.Trim(fmt.Sprint(s.Codes), "[]"))
	}
	fmt.Fprintf(&g.text, "\n%d. %s%s `%s`\n", s.Number, condition, s.Text, strings.Join(tag, ", "))
	if g.steps == 1 && g.table != nil {
		g.choose(&s)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "fields") {
		name := fmt.Sprintf("value-%d-%d", g.steps, i+1)
		f, words := anyField(t, name, s.Verify)
		if rapid.IntRange(0, 3).Draw(t, "computed") == 0 {
			numbers, days := g.figures(s)
			f, words = anyComputed(t, name, numbers, days)
		}
		words = g.limitsOfRow(t, &f, words)
		if s.NAOk && f.Or != nil { // leaving the step out would go round it
			f.Or, words = nil, words[:strings.Index(words, ", or ")]+afterOr(words)
		}
		words = g.scopedField(t, &f, words)
		s.Fields = append(s.Fields, f)
		fmt.Fprintf(&g.text, "%s- %s: `%s: %s`\n", strings.Repeat(" ", len(fmt.Sprint(s.Number))+2), f.Label, f.Name, words)
	}
	for _, f := range s.Fields {
		if s.If == nil && f.Type != sop.File { // conditions do not nest, and a file cannot be tested
			g.fields = append(g.fields, f)
		}
	}
	last := &g.want[len(g.want)-1]
	last.Steps = append(last.Steps, s)
}

// condition draws a condition over the fields of earlier steps.
func (g *generated) condition(t *rapid.T) *sop.Condition {
	c := &sop.Condition{Join: sop.And}
	n := rapid.IntRange(1, 3).Draw(t, "terms")
	if n > 1 {
		c.Join = rapid.SampledFrom([]sop.Join{sop.And, sop.Or}).Draw(t, "join")
	}
	for range n {
		f := rapid.SampledFrom(g.fields).Draw(t, "of")
		term := sop.Term{Name: f.Name, Op: rapid.SampledFrom([]sop.Op{sop.Equal, sop.NotEqual}).Draw(t, "same")}
		switch f.Type {
		case sop.Number:
			term.Op = rapid.SampledFrom([]sop.Op{sop.Less, sop.LessEqual, sop.Greater, sop.GreaterEqual}).Draw(t, "order")
			term.Value = "5"
			if f.Ranged() && rapid.Bool().Draw(t, "out") {
				term.Op, term.Value = sop.OutOfLimits, ""
			}
		case sop.Choice:
			term.Value = rapid.SampledFrom(f.Choices).Draw(t, "choice")
		case sop.YesNo:
			term.Value = "yes"
		case sop.Date:
			term.Value = "2026-11-22"
		case sop.Clock:
			term.Value = "09:30"
		default:
			term.Value = "LOT1"
		}
		c.Terms = append(c.Terms, term)
	}
	return c
}

// anyField draws a field with the words that a page writes for it. Under a check by
// somebody else it may have a tolerance.
func anyField(t *rapid.T, name string, verify sop.Who) (sop.Field, string) {
	f := sop.Field{Name: name, Label: "Value of " + name, Repeat: 1, Type: rapid.SampledFrom(sop.FieldTypes).Draw(t, "type")}
	words := []string{string(f.Type)}
	add := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	switch f.Type {
	case sop.Number:
		f.Unit = rapid.SampledFrom([]string{"°C", "rpm", "1", "mL"}).Draw(t, "unit")
		words[0] += " " + f.Unit
		low, high := sop.MustDecimal("2.0"), sop.MustDecimal("8.0")
		switch rapid.IntRange(0, 3).Draw(t, "limits") {
		case 1:
			f.Accepted = sop.Range{Low: &low}
		case 2:
			f.Accepted = sop.Range{High: &high}
		case 3:
			f.Accepted = sop.Range{Low: &low, High: &high}
		}
		if !f.Accepted.Open() {
			f.Places = 1
			add("%s", f.Accepted)
		}
		if rapid.Bool().Draw(t, "possible") {
			least, most := sop.MustDecimal("-40.00"), sop.MustDecimal("60.00")
			f.Possible = sop.Range{Low: &least, High: &most}
			if f.Accepted.Open() {
				f.Places = 2
			}
			add("possible %s", f.Possible)
		}
		if verify != "" && rapid.Bool().Draw(t, "tolerant") {
			tolerance := sop.MustDecimal("1")
			f.Tolerance = &tolerance
			add("tolerance %s", tolerance)
		}
	case sop.Choice:
		f.Choices = rapid.SampledFrom([][]string{{"glass", "plastic"}, {"off", "sounding", "not fitted"}, {"clean and dry", "wet or soiled"}}).Draw(t, "choices")
		add("%s", strings.Join(f.Choices, " | "))
		anyRight(t, &f, f.Choices, add)
	case sop.YesNo:
		anyRight(t, &f, []string{"yes", "no"}, add)
	case sop.Date:
		if rule := rapid.SampledFrom([]string{"", "after today", "from today", "at most 28 days ago", "at least 6 months ahead"}).Draw(t, "days"); rule != "" {
			var err error
			if f.Days, err = sop.ParseDayRule(rule); err != nil {
				t.Fatal(err)
			}
			add("%s", rule)
		}
		if rapid.Bool().Draw(t, "gs1") {
			f.GS1 = sop.GS1Expiry
			add("gs1 expiry")
		}
	case sop.Scan:
		if rapid.IntRange(0, 3).Draw(t, "gs1") == 0 {
			f.GS1 = sop.GS1Lot
			words[0] += " gs1 lot"
		} else if f.Pattern = rapid.SampledFrom([]string{"", "CEN-####", "@@*"}).Draw(t, "pattern"); f.Pattern != "" {
			words[0] += " " + f.Pattern
		}
	}
	if f.Limited() {
		f.Or = anyConsequence(t, add)
	}
	if f.Optional = f.Or == nil && rapid.Bool().Draw(t, "optional"); f.Optional {
		add("optional")
	}
	if rapid.Bool().Draw(t, "repeats") {
		f.Repeat = rapid.IntRange(2, 9).Draw(t, "times")
		add("%d times", f.Repeat)
	}
	return f, strings.Join(words, ", ")
}

// afterOr returns the options of a field behind what follows a value outside its limits.
func afterOr(words string) string {
	_, rest, _ := strings.Cut(words, ", or ")
	if i := strings.Index(rest, ", "); i >= 0 {
		return rest[i:]
	}
	return ""
}

// anyRight draws which of the answers are right, or that all are.
func anyRight(t *rapid.T, f *sop.Field, answers []string, add func(string, ...any)) {
	switch rapid.IntRange(0, 2).Draw(t, "right") {
	case 1:
		f.Expect = []string{rapid.SampledFrom(answers).Draw(t, "expect")}
		add("expect %s", f.Expect[0])
	case 2:
		f.Any = true
		add("any")
	}
}

// anyConsequence draws what follows a value outside its limits: nothing, or a redo of the
// step itself, a hold or an end.
func anyConsequence(t *rapid.T, add func(string, ...any)) *sop.Consequence {
	who := rapid.SampledFrom([]sop.Who{sop.BySupervisor, sop.BySecondPerson, sop.ByPractitioner}).Draw(t, "decides")
	hold := &sop.Consequence{Does: sop.Hold, Who: who}
	switch rapid.IntRange(0, 3).Draw(t, "or") {
	case 1:
		add("or end")
		return &sop.Consequence{Does: sop.End}
	case 2:
		add("or hold: %s", who)
		return hold
	case 3:
		n := rapid.IntRange(1, 9).Draw(t, "redos")
		add("or redo %d times then hold: %s", n, who)
		return &sop.Consequence{Does: sop.Redo, Times: n, Then: hold}
	default:
		return nil
	}
}

// placeless returns sections without their places in the source, which the
// generator does not know.
func placeless(sections []sop.Section) []sop.Section {
	var out []sop.Section
	for _, s := range sections {
		s.Pos = sop.Pos{}
		var steps []sop.Step
		for _, st := range s.Steps {
			st.Pos = sop.Pos{}
			if st.If != nil {
				c := *st.If
				c.Pos = sop.Pos{}
				st.If = &c
			}
			alerts, fields := []sop.Alert(nil), []sop.Field(nil)
			for _, a := range st.Alerts {
				a.Pos = sop.Pos{}
				alerts = append(alerts, a)
			}
			for _, f := range st.Fields {
				f.Pos = sop.Pos{}
				f.Repeat = max(1, f.Repeat)
				fields = append(fields, f)
			}
			st.Alerts, st.Fields = alerts, fields
			steps = append(steps, st)
		}
		s.Steps = steps
		out = append(out, s)
	}
	return out
}

func TestAGeneratedPageReadsAsWhatItWasMadeFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyPage(t)
		p, findings := page.Parse([]byte(g.text.String()))
		if page.HasErrors(findings) {
			t.Fatalf("%v\n%s", findings, &g.text)
		}
		if got := placeless(p.Sections); !reflect.DeepEqual(got, g.want) {
			t.Fatalf("read as\n%+v\nmade from\n%+v\n%s", got, g.want, &g.text)
		}
		g.asks(t, p)
		g.looksUp(t, p)
		if p.StepCount() != g.steps || p.Intro != "An introduction." {
			t.Fatalf("%d steps of %d, intro %q", p.StepCount(), g.steps, p.Intro)
		}
	})
}

func TestFormattingAGeneratedPageChangesNothingOfIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyPage(t)
		once, err := page.Format([]byte(g.text.String()))
		if err != nil {
			t.Fatalf("%v\n%s", err, &g.text)
		}
		again, err := page.Format(once)
		if err != nil || !bytes.Equal(again, once) {
			t.Fatalf("formatting twice differs, %v:\n%s\n%s", err, once, again)
		}
		p, _ := page.Parse(once)
		if got := placeless(p.Sections); !reflect.DeepEqual(got, g.want) {
			t.Fatalf("formatted, it reads as\n%+v\nmade from\n%+v", got, g.want)
		}
		g.asks(t, p)
		g.looksUp(t, p)
	})
}

func TestAPageWithWrongNumbersIsNumberedAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyPage(t)
		text := g.text.String()
		for n := 1; n <= g.steps; n++ { // every list starts at 1 and stays there
			text = strings.Replace(text, fmt.Sprintf("\n%d. ", n), "\n1. ", 1)
		}
		out, err := page.Format([]byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		p, findings := page.Parse(out)
		if page.HasErrors(findings) {
			t.Fatalf("%v\n%s", findings, out)
		}
		if got := placeless(p.Sections); !reflect.DeepEqual(got, g.want) {
			t.Fatalf("numbered again, it reads as\n%+v\nmade from\n%+v\n%s", got, g.want, out)
		}
	})
}

func TestAPageDoesNotDifferFromItselfAndEveryLimitThatMovesIsAChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyPage(t)
		p, _ := page.Parse([]byte(g.text.String()))
		if changes := page.Diff(p, p); len(changes) != 0 {
			t.Fatalf("a page differs from itself: %v", changes)
		}
		moved := strings.ReplaceAll(g.text.String(), "8.0", "8.5")
		q, _ := page.Parse([]byte(moved))
		limits := 0
		for _, section := range g.want {
			for _, st := range section.Steps {
				for _, f := range st.Fields {
					if f.Accepted.High != nil {
						limits++
					}
				}
			}
		}
		if changes := page.Diff(p, q); len(changes) != limits {
			t.Fatalf("%d limits moved, %d changes: %v", limits, len(changes), changes)
		}
	})
}
