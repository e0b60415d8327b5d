package run_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/control"
	"soprun/sop/run"
)

// assay is a page that measures controls of two levels by the lot that was chosen.
func assay(or *sop.Consequence) *sop.Procedure {
	cell := func(text string) sop.Cell {
		d := sop.MustDecimal(text)
		return sop.Cell{Figure: &d}
	}
	level := func(name, label string) sop.Field {
		return sop.Field{Name: name, Label: label, Type: sop.Number, Unit: "mmol/L", Repeat: 1, Places: 2, From: sop.Columns{Target: "target", SD: "sd"}, Or: or}
	}
	p := pageOf(
		sop.Step{ID: "vial", Fields: []sop.Field{{Name: "lot", Label: "Lot", Type: sop.Choice, OfTable: true, Choices: []string{"4417", "4503"}}}},
		sop.Step{ID: "measure", Fields: []sop.Field{level("one", "Level 1"), level("two", "Level 2")}},
	)
	p.Tables = []sop.Table{{Field: "lot", Label: "Lot", Columns: []sop.Column{{Name: "target"}, {Name: "sd"}}, Rows: []sop.Row{
		{Name: "4417", Cells: []sop.Cell{cell("5.0"), cell("0.10")}}, {Name: "4503", Cells: []sop.Cell{cell("6.0"), cell("0.20")}},
	}}}
	return p
}

// lab performs the assay run after run, and keeps what a log would of its controls.
type lab struct {
	*walk
	page *sop.Procedure
	kept []sop.Measured
	runs int64
	// seen is every control that was measured, in the order of the log, with the rules that
	// its mark names.
	seen []control.Control
	told [][]string
}

func newLab(t testing.TB, or *sop.Consequence) *lab { return &lab{page: assay(or), walk: &walk{t: t}} }

// begin begins a run that knows the controls of those before it.
func (l *lab) begin() {
	l.t.Helper()
	l.walk = begin(l.t, l.page)
	l.run = l.run.Knowing(l.kept)
}

// answered says what was done about every deviation, where a person has to.
func (l *lab) answered() {
	for _, d := range l.run.Deviations() {
		if s, _ := l.run.Step(d.Step, d.Item); d.Action == nil {
			if open, ask := l.run.Unanswered(s); ask && open.Number == d.Number {
				l.do(run.ActOn{Deviation: d.Number, Text: "told the lead"})
			}
		}
	}
}

// measure measures both levels with a vial of a lot.
func (l *lab) measure(lot, one, two string) {
	l.t.Helper()
	l.do(run.Record{Field: "lot", Text: lot}, run.Confirm{}, run.Record{Field: "one", Text: one}, run.Record{Field: "two", Text: two})
}

// retraced insists that the rules cause the events of the run, beside those before it.
func (l *lab) retraced() {
	l.t.Helper()
	start, err := run.New(l.page)
	if err == nil {
		_, err = start.Knowing(l.kept).Retrace(l.events...)
	}
	if err != nil {
		l.t.Errorf("it cannot be retraced: %v", err)
	}
}

// sign completes the run: its controls are those of the log from now on.
func (l *lab) sign() {
	l.t.Helper()
	l.retraced()
	l.runs++
	entry := 100 + l.runs
	var own []sop.Measured
	for _, e := range l.events {
		own = sop.Measure(own, e)
	}
	marks := l.marks()
	if len(marks) != len(own) {
		l.t.Fatalf("%d controls, and %d marks", len(own), len(marks))
	}
	for i, m := range own {
		z, _ := control.Z(sop.MustDecimal(m.Value), sop.MustDecimal(m.Target), sop.MustDecimal(m.SD))
		l.seen = append(l.seen, control.Control{Name: m.Field, Run: fmt.Sprint(entry, " ", m.Again), Z: z})
		l.told = append(l.told, rulesIn(marks[i]))
		m.Entry, m.Day = entry, "2026-11-22"
		l.kept = append(l.kept, m)
	}
	l.kept = sop.KeepMeasured(l.kept)
}

// marks are those of the controls of the run, in the order in which they were recorded.
func (l *lab) marks() (out []string) {
	s := l.step("measure")
	for _, a := range s.Earlier {
		for _, v := range a.Values {
			out = append(out, v.Mark)
		}
	}
	for _, v := range s.Values {
		out = append(out, v.Mark)
	}
	return out
}

// rulesIn are the rules that a mark names.
func rulesIn(mark string) []string {
	before, _, rejects := strings.Cut(mark, " REJECT")
	if !rejects {
		return nil
	}
	if i := strings.LastIndex(before, ", "); i >= 0 {
		before = before[i+2:]
	}
	return strings.Fields(before)
}

// charted are the rules that reject a control behind all that were measured before it.
func (l *lab) charted(at int) (out []string) {
	for _, f := range control.Westgard(l.seen[:at+1]) {
		if f.Rule.Rejects() && slices.Contains(f.Of, at) && !slices.Contains(out, string(f.Rule)) {
			out = append(out, string(f.Rule))
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return slices.Index(control.Rules, control.Rule(a)) - slices.Index(control.Rules, control.Rule(b))
	})
	return out
}

// What a control is rejected for on entry is what the chart of all of them says of it
// afterwards, behind those that were measured before: over lots, corrections and rounds
// that were done again.
func TestAControlIsJudgedOnEntryAsTheChartJudgesItAfterwards(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := newLab(t, nil)
		lots := map[string][2]string{"4417": {"5.0", "0.10"}, "4503": {"6.0", "0.20"}}
		drift := big.NewRat(0, 1)
		value := func(lot string) string {
			if rapid.IntRange(0, 9).Draw(rt, "shift") == 0 {
				drift = big.NewRat(int64(rapid.IntRange(-20, 20).Draw(rt, "drift")), 10)
			}
			z := new(big.Rat).Add(drift, big.NewRat(int64(rapid.IntRange(-14, 14).Draw(rt, "z")), 10))
			target, sd := sop.MustDecimal(lots[lot][0]), sop.MustDecimal(lots[lot][1])
			d, err := sop.Rounded(z.Mul(z, sd.Rat()).Add(z, target.Rat()), 2)
			if err != nil {
				rt.Fatal(err)
			}
			return d.String()
		}
		name := func() string { return rapid.SampledFrom([]string{"4417", "4503"}).Draw(rt, "lot") }
		for range rapid.IntRange(4, 16).Draw(rt, "runs") {
			l.begin()
			lot := name()
			l.measure(lot, value(lot), value(lot))
			for range rapid.IntRange(0, 2).Draw(rt, "rounds") {
				l.answered()
				l.do(run.Confirm{}, run.Redo{Reason: "air in the cuvette"})
				l.do(run.Record{Field: "one", Text: value(lot)}, run.Record{Field: "two", Text: value(lot)})
			}
			switch rapid.IntRange(0, 4).Draw(rt, "slip") {
			case 0:
				_ = l.try(run.Correct{Step: "measure", Field: rapid.SampledFrom([]string{"one", "two"}).Draw(rt, "field"), Text: value(lot), Reason: "misread"})
			case 1:
				_ = l.try(run.Correct{Step: "vial", Field: "lot", Text: name(), Reason: "the other vial"})
			}
			l.answered()
			l.do(run.Confirm{})
			l.sign()
		}
		for i := range l.seen {
			if want := l.charted(i); !slices.Equal(l.told[i], want) {
				rt.Fatalf("control %d (%+v) was marked with %v, the chart says %v", i, l.seen[i], l.told[i], want)
			}
		}
	})
}

// Each rule on entry, with what it looked at: entries, and controls of the run itself.
func TestAMarkNamesTheRuleAndWhatItLookedAt(t *testing.T) {
	for _, c := range []struct {
		name      string
		earlier   [][2]string // of level 1 and 2
		one, two  string
		mark, was string // of level 2, and of level 1
	}{
		{"none", nil, "5.0", "5.0", "", ""},
		{"1-2s is looked at, and no mark", nil, "5.0", "5.21", "", ""},
		{"1-3s", nil, "5.0", "5.31", "ABOVE 5.30 mmol/L, 1-3s REJECT", ""},
		{"1-3s below", nil, "5.0", "4.69", "BELOW 4.70 mmol/L, 1-3s REJECT", ""},
		{"2-2s in one run", nil, "5.21", "5.22", "2-2s REJECT with Level 1", ""},
		{"2-2s of one control", [][2]string{{"5.0", "5.22"}}, "5.0", "5.21", "2-2s REJECT with entry 101", ""},
		{"not 2-2s over runs of two controls", [][2]string{{"5.22", "5.0"}}, "4.9", "5.21", "", ""},
		{"R-4s", nil, "4.79", "5.21", "R-4s REJECT with Level 1", ""},
		{"not R-4s over runs", [][2]string{{"5.0", "4.79"}}, "5.0", "5.21", "", ""},
		{"4-1s", [][2]string{{"4.9", "5.11"}, {"4.9", "5.12"}, {"4.9", "5.13"}}, "5.0", "5.14", "4-1s REJECT with entries 101, 102, 103", ""},
		{"4-1s of all", [][2]string{{"5.11", "5.12"}}, "5.13", "5.14", "4-1s REJECT with entry 101 and Level 1", ""},
		{"on the mean ends a row", slices.Repeat([][2]string{{"5.0", "5.01"}}, 9), "5.0", "5.0", "", ""},
		{"10-x", slices.Repeat([][2]string{{"5.0", "5.01"}}, 9), "5.0", "5.02", "10-x REJECT with entries 101, 102, 103, 104, 105, 106, 107, 108, 109", ""},
		{"several rules", [][2]string{{"5.0", "5.32"}}, "5.0", "5.31", "ABOVE 5.30 mmol/L, 1-3s 2-2s REJECT with entry 101", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, nil)
			for _, e := range c.earlier {
				l.begin()
				l.measure("4417", e[0], e[1])
				l.answered()
				l.do(run.Confirm{})
				l.sign()
			}
			l.begin()
			l.measure("4417", c.one, c.two)
			if got := l.value("measure", "two").Mark; got != c.mark {
				t.Errorf("level 2 is marked %q, want %q", got, c.mark)
			}
			if got := l.value("measure", "one").Mark; got != c.was {
				t.Errorf("level 1 is marked %q, want %q", got, c.was)
			}
			if n := len(l.run.Deviations()); (n > 0) != (c.mark != "") {
				t.Errorf("%d deviations for the mark %q", n, c.mark)
			}
			l.retraced()
		})
	}
}

// A warning is derived and not kept: no deviation, no mark.
func TestAWarningIsLookedAt(t *testing.T) {
	l := newLab(t, nil)
	l.begin()
	l.measure("4417", "5.0", "5.21")
	verdict, is := l.run.Judged(l.step("measure"), l.value("measure", "two"))
	if !is || !slices.Equal(verdict.Rules, []control.Rule{control.OneTwoS}) || verdict.Rejects() {
		t.Errorf("judged %+v, %v", verdict, is)
	}
	if _, is := l.run.Judged(l.step("vial"), l.value("vial", "lot")); is {
		t.Error("a lot is judged")
	}
}

// What follows from a reject is what the page says of a value outside its limits.
func TestARejectIsDoneAgainAsThePageSays(t *testing.T) {
	l := newLab(t, &sop.Consequence{Does: sop.Redo, From: "vial", Times: 1, Then: &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}})
	l.begin()
	l.measure("4417", "5.21", "5.22")
	l.do(run.Confirm{})
	l.at("vial")
	l.measure("4503", "6.41", "6.0")
	if got := l.value("measure", "one").Mark; got != "2-2s REJECT with Level 1 of an earlier round" {
		t.Errorf("one control twice running is marked %q", got)
	}
	if d := l.run.Deviations(); len(d) != 2 || d[0].Action == nil || d[0].What != "Level 2 5.22 mmol/L 2-2s REJECT with Level 1" {
		t.Errorf("deviations %+v", d)
	}
	if follows, _ := l.run.Follows(l.step("measure")); follows.Does != sop.Hold {
		t.Errorf("the second time %+v follows", follows)
	}
	l.retraced()
}

// One control that is corrected, or is of another lot, is judged anew, and so are those that
// were judged with it.
func TestACorrectedControlIsJudgedAnewWithThoseBesideIt(t *testing.T) {
	l := newLab(t, nil)
	l.begin()
	l.measure("4417", "5.21", "5.22")
	l.do(run.Correct{Step: "measure", Field: "one", Text: "5.01", Reason: "misread"})
	if got := l.value("measure", "two").Mark; got != "" {
		t.Errorf("level 2 is still marked %q", got)
	}
	l.do(run.Correct{Step: "measure", Field: "one", Text: "5.23", Reason: "misread"})
	if got := l.value("measure", "two").Mark; got != "2-2s REJECT with Level 1" {
		t.Errorf("level 2 is marked %q", got)
	}
	l.do(run.Correct{Step: "vial", Field: "lot", Text: "4503", Reason: "the other vial"})
	if got := l.value("measure", "two"); got.Mark != "BELOW 5.40 mmol/L, 1-3s 2-2s REJECT with Level 1" || got.Control.Lot != "4503" {
		t.Errorf("by the other lot: %q of %+v", got.Mark, got.Control)
	}
	l.retraced()
}

// That another run was completed meanwhile changes nothing that was judged before.
func TestWhatWasCompletedSinceJudgesNothingAnew(t *testing.T) {
	l := newLab(t, nil)
	l.begin()
	l.measure("4417", "5.0", "5.22")
	before := len(l.events)
	other := newLab(t, nil)
	other.begin()
	other.measure("4417", "5.0", "5.23")
	other.answered()
	other.do(run.Confirm{})
	other.sign()
	l.run = l.run.Knowing(other.kept)
	l.do(run.Confirm{})
	if got := l.value("measure", "two"); got.Mark != "" || len(got.Control.Earlier) != 0 {
		t.Errorf("%q with %+v", got.Mark, got.Control)
	}
	for _, e := range l.events[before:] {
		if e.Kind == sop.ValueCorrected {
			t.Errorf("judged again: %+v", e)
		}
	}
}

// A run that is replayed without the log comes to the same, and one with other earlier values
// than its events say is none that the rules cause.
func TestAReplayJudgesByWhatItsEventsSay(t *testing.T) {
	l := newLab(t, nil)
	l.begin()
	l.measure("4417", "5.0", "5.22")
	l.do(run.Confirm{})
	l.sign()
	l.begin()
	l.measure("4417", "5.0", "5.23")
	again, err := run.Replay(l.page, l.events)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := again.Step("measure", "")
	got, is := again.Judged(s, s.ValuesOf("two")[0])
	if !is || !slices.Equal(got.Rules, []control.Rule{control.TwoTwoS}) || !slices.Equal(got.Entries, []int64{101}) {
		t.Errorf("replayed: %+v, %v", got, is)
	}
	start, err := run.New(l.page)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := start.Knowing(l.kept).Retrace(l.events...); err != nil {
		t.Errorf("with what it was judged with: %v", err)
	}
	if _, err := start.Retrace(l.events...); err == nil {
		t.Error("without the run before it the same follows from the page")
	}
	unmarked := slices.Clone(l.events)
	for i, e := range unmarked {
		if e.Field == "two" && e.Kind == sop.ValueRecorded {
			unmarked[i].Mark = ""
		}
	}
	if _, err := start.Knowing(l.kept).Retrace(unmarked...); err == nil {
		t.Error("a reject that is not marked follows from the page")
	}
}

// A mark that would name more than an amendment keeps is cut behind its rules.
func TestTheMarkOfAControlFitsAnAmendment(t *testing.T) {
	l := newLab(t, nil)
	l.page.Sections[0].Steps[1].Fields[0].Label = strings.Repeat("Level é ", 40)
	l.begin()
	l.measure("4417", "5.21", "5.22")
	if got := l.value("measure", "two").Mark; len(got) > 200 || !strings.HasPrefix(got, "2-2s REJECT with Level é") || !strings.HasSuffix(got, "…") {
		t.Errorf("%d bytes: %q", len(got), got)
	}
	l.retraced()
}

// An amendment of a control is judged with what it was judged with when it was recorded.
func TestAnAmendedControlIsJudgedByItsRow(t *testing.T) {
	l := newLab(t, nil)
	l.begin()
	l.measure("4417", "5.0", "5.22")
	l.do(run.Confirm{})
	l.sign()
	l.begin()
	l.measure("4417", "5.0", "5.0")
	l.do(run.Confirm{})
	_, mark, _, err := l.run.Judge(run.Correct{Step: "measure", Field: "two", Text: "5.21", Reason: "the printout says so"}, l.now)
	if err != nil || mark != "2-2s REJECT with entry 101" {
		t.Errorf("marked %q, %v", mark, err)
	}
}
