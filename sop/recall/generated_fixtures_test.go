package recall_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"soprun/sop"
)

// sentences are what the steps of a drawn page say: some alike, some the same in another
// spelling.
var sentences = []string{
	"Wipe the bench with bleach.", "Wipe the bench with Bleach.", "Wait 10 min at the door.", "Wait 600 s at the door.", "Open the lid and look.",
	"Close the lid again.", "Rinse with water and dry.", "Label the rack now.", "Tell the lead at once.", "Ask the pharmacy first.",
	"Weigh the vessel twice.", "Put it apart, labelled.", "Take a fresh pair of gloves.",
}

// anyPage draws a page of yes/no, choice and number fields, with branches, blocks that may
// swap, ends, holds, redos, waits, alerts, people and questions.
func anyPage(t *rapid.T) *sop.Procedure {
	p := &sop.Procedure{Meta: sop.Meta{ID: "SOP-GEN-001", Mode: sop.ReadDo}}
	var fields []sop.Field
	number := 0
	for range rapid.IntRange(1, 3).Draw(t, "sections") {
		section := sop.Section{Title: "Part", DoConfirm: rapid.IntRange(0, 4).Draw(t, "do-confirm") == 0}
		if len(fields) > 0 && rapid.IntRange(0, 4).Draw(t, "section hangs") == 0 {
			section.If = anyCondition(t, fields, false)
		}
		for range rapid.IntRange(1, 7).Draw(t, "steps") {
			number++
			st := anyStep(t, number, fields)
			fields = append(fields, st.Fields...)
			section.Steps = append(section.Steps, st)
		}
		if rapid.IntRange(0, 4).Draw(t, "each") == 0 {
			section.Each = &sop.Each{Field: section.Steps[0].ID}
		}
		p.Sections = append(p.Sections, section)
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "questions") {
		q := sop.Question{Text: fmt.Sprintf("Question %d?", n), Steps: []string{fmt.Sprintf("s%d", rapid.IntRange(1, number).Draw(t, "about"))}, Answer: "So."}
		if rapid.Bool().Draw(t, "options") {
			q.Answer, q.Options = "", []sop.Option{{Text: "2.0 °C"}, {Text: rapid.SampledFrom([]string{"2 C", "8 °C"}).Draw(t, "option"), Right: true}, {Text: "3 °C", Why: "No."}}
		}
		p.Questions = append(p.Questions, q)
	}
	return p
}

func anyStep(t *rapid.T, number int, before []sop.Field) sop.Step {
	st := sop.Step{
		ID: fmt.Sprintf("s%d", number), Number: number, Text: rapid.SampledFrom(sentences).Draw(t, "text"),
		Critical: rapid.Bool().Draw(t, "critical"), AnyOrder: rapid.IntRange(0, 4).Draw(t, "any order") == 0, Always: rapid.IntRange(0, 3).Draw(t, "always") == 0,
	}
	if len(before) > 0 && rapid.IntRange(0, 2).Draw(t, "hangs") == 0 {
		st.If = anyCondition(t, before, st.Always)
	}
	switch rapid.IntRange(0, 5).Draw(t, "more") {
	case 0:
		d, _ := sop.ParseDuration("10 min")
		st.Wait = &d
	case 1:
		st.Wait = &sop.Duration{Local: "the label"}
	case 2:
		st.Verify = sop.BySecondPerson
	case 3:
		st.Hold = sop.ByPractitioner
	case 4:
		st.Alerts = []sop.Alert{{Kind: sop.Warning, Text: fmt.Sprintf("Beware of what can burn, spill or cut, number %d.", number)}}
	}
	for n := range rapid.IntRange(0, 2).Draw(t, "fields") {
		st.Fields = append(st.Fields, anyField(t, fmt.Sprintf("f%d-%d", number, n), number))
	}
	return st
}

func anyField(t *rapid.T, name string, number int) sop.Field {
	f := sop.Field{Name: name, Label: strings.ToUpper(name), Repeat: 1}
	switch rapid.IntRange(0, 2).Draw(t, "type") {
	case 0:
		f.Type = sop.YesNo
		if rapid.Bool().Draw(t, "expects") {
			f.Expect = []string{"yes"}
		}
	case 1:
		f.Type, f.Choices = sop.Choice, []string{"good", "worn", "split"}
		if rapid.Bool().Draw(t, "expects") {
			f.Expect = []string{"good", "worn"}
		}
	default:
		low, high := sop.MustDecimal("2.0"), sop.MustDecimal("8.0")
		f.Type, f.Unit, f.Places = sop.Number, "°C", 1
		switch rapid.IntRange(0, 3).Draw(t, "limits") {
		case 0:
			f.Local = "the label"
		case 1:
			f.Accepted.Low = &low
		default:
			f.Accepted = sop.Range{Low: &low, High: &high}
		}
	}
	if f.Limited() {
		hold := &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
		f.Or = rapid.SampledFrom([]*sop.Consequence{
			nil, nil, hold, {Does: sop.End}, {Does: sop.Redo, Times: 2, Then: hold}, {Does: sop.Redo, From: fmt.Sprintf("s%d", max(1, number-2)), Times: 1, Then: &sop.Consequence{Does: sop.End}},
		}).Draw(t, "or")
	}
	return f
}

func anyCondition(t *rapid.T, fields []sop.Field, ended bool) *sop.Condition {
	c := &sop.Condition{Join: rapid.SampledFrom([]sop.Join{sop.And, sop.Or}).Draw(t, "join")}
	if ended && rapid.Bool().Draw(t, "ended") {
		c.Terms = append(c.Terms, sop.Term{Op: sop.HasEnded})
		return c
	}
	for range rapid.IntRange(1, 2).Draw(t, "terms") {
		f := rapid.SampledFrom(fields).Draw(t, "tests")
		term := sop.Term{Name: f.Name, Op: sop.OutOfLimits}
		switch {
		case f.Type == sop.Number && f.Local == "" && (!f.Limited() || rapid.Bool().Draw(t, "compares")):
			term.Op, term.Value = rapid.SampledFrom([]sop.Op{sop.Less, sop.GreaterEqual, sop.Greater}).Draw(t, "op"), "5.0"
		case f.Type == sop.YesNo:
			term.Op, term.Value = sop.Equal, "yes"
		case f.Type == sop.Choice:
			term.Op, term.Value = sop.NotEqual, "worn"
		}
		c.Terms = append(c.Terms, term)
	}
	return c
}
