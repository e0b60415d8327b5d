package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// pipettePage is a calibration whose mean and cv are computed.
var pipettePage = strings.Split(strings.ReplaceAll(probePage, "Disinfect the probe", "Calibrate it"), "1. Look.")[0] + `1. Take the factor. ` + "`#air`" + `
   - Factor: ` + "`factor: number 1`" + `
2. Weigh it. ` + "`#weigh, critical`" + `
   - Mass: ` + "`mass: number mg, 3 times`" + `
   - Mean: ` + "`mean: number µL = mean(mass) / factor, 9.90 to 10.10, or hold`" + `
   - CV: ` + "`cv: number % = cv(mass), 1 place`" + `
   - Due: ` + "`due: date = weighed + 3 months, after today`" + `
   - Weighed on: ` + "`weighed: date`" + `
3. **If** ` + "`mean > 10.05`" + `: adjust it. ` + "`#adjust`" + `
`

func masses(of ...string) (out []any) {
	for _, m := range of {
		out = append(out, run.Record{Field: "mass", Text: m})
	}
	return out
}

func weighed(factor string, of ...string) []any {
	return append([]any{run.Record{Field: "factor", Text: factor}, run.Complete{}}, masses(of...)...)
}

func TestAComputedValueStandsBesideItsFigures(t *testing.T) {
	for want, acts := range map[string][]any{
		"mean of 3 readings ÷ “Factor”": nil,
		"mean of 3 readings ÷ 1.002":    weighed("1.002", "10"),
	} {
		work := walked(t, pipettePage, acts...)
		if got := present.Figures(work.Run, run.Step{}, work.Run.Steps()[1].FieldNamed("mean")); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if work := walked(t, pipettePage); present.Figures(work.Run, run.Step{}, work.Run.Steps()[0].FieldNamed("factor")) != "" {
		t.Error("what a person enters has figures")
	}
}

func TestWhatIsComputedIsWordedForWhoApprovesThePage(t *testing.T) {
	work := walked(t, pipettePage, weighed("1")...)
	text := strings.Join(present.SayLines(present.AsItRuns(work.Run.Procedure())), "\n")
	for _, want := range []string{
		"Mean: µL 9.90 to 10.10, computed as mean of “Mass” ÷ “Factor”. If not: nothing goes on until a supervisor decides",
		"CV: % to 1 place, computed as cv of “Mass”", "Due: after today, computed as “Weighed on” + 3 months",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	s, _ := work.Run.Current()
	var about []string
	for _, line := range present.About(work, s, begun) {
		about = append(about, line.Label+" "+line.Text)
	}
	if got := strings.Join(about, "\n"); !strings.Contains(got, "Computes Mean: 9.90 to 10.10 µL: mean of “Mass” ÷ “Factor”") {
		t.Errorf("the step is explained as\n%s", got)
	}
}

func TestWhatAnActComputedIsSaid(t *testing.T) {
	before := walked(t, pipettePage, weighed("1", "10", "10")...)
	after := walked(t, pipettePage, weighed("1", "10", "10", "10.6")...)
	want := "Mean is 10.20 µL, ABOVE 10.10 µL: mean of 3 readings ÷ 1."
	if got := present.ComputedSince(before.Run, after.Run); len(got) != 2 || got[0] != want || got[1] != "CV is 3.4 %: cv of 3 readings." {
		t.Errorf("said is %q", got)
	}
	right := walked(t, pipettePage, append(weighed("1", "10", "10", "10.6"), run.Correct{Step: "weigh", Field: "mass", Index: 3, Text: "10.0", Reason: "misread it"})...)
	if got := present.ComputedSince(after.Run, right.Run); len(got) != 2 || got[0] != "Mean is 10.00 µL: mean of 3 readings ÷ 1." {
		t.Errorf("after a correction it is %q", got)
	}
	if got := present.ComputedSince(right.Run, right.Run); len(got) != 0 {
		t.Errorf("nothing was done, said is %q", got)
	}
}

func TestWhatCannotBeComputedIsSaidWithoutAUnitAndAsADoubt(t *testing.T) {
	acts := append(weighed("0", "10", "10", "10"), run.Record{Field: "weighed", Text: "2026-11-20"},
		by{"j.bell", run.Release{As: sop.BySupervisor, Note: "the factor is looked up again"}}, run.Confirm{})
	work := walked(t, pipettePage, acts...)
	s, _ := work.Run.Current()
	if got := present.Bearing(work.Run, s); len(got) != 1 || !strings.HasPrefix(got[0], "Something cannot be computed from steps 1 and 2, so this may apply: correct what is wrong there") {
		t.Errorf("it says %q", got)
	}
	rec := model.Record{Walked: work.Run}
	var lines []string
	for _, section := range []present.Section{present.StepsAndValues(work, time.Time{})} {
		for _, l := range section.Lines {
			lines = append(lines, l.Label+" "+l.Text+" "+l.Flag+" "+l.More)
		}
	}
	if got := strings.Join(lines, "\n"); !strings.Contains(got, "Mean unknown CANNOT BE COMPUTED: division by zero computed: mean of 3 readings ÷ 0") {
		t.Errorf("the record says\n%s", got)
	}
	for _, v := range rec.Amendable() {
		if v.Field.Calc != nil {
			t.Errorf("%s can be amended", v.Field.Name)
		}
	}
	for _, v := range present.ToCorrect(work.Run) {
		if v.Field == "mean" || v.Field == "cv" || v.Field == "due" {
			t.Errorf("%s can be corrected", v.Field)
		}
	}
}

func TestWhatIsComputedIsNotAskedFor(t *testing.T) {
	work := walked(t, pipettePage, weighed("1", "10", "10", "10")...)
	if asked := work.Asks(session.Asking{At: begun}); asked.Kind != session.AskValue || asked.Field.Name != "weighed" {
		t.Errorf("asked is %v %s", asked.Kind, asked.Field.Name)
	}
	work = walked(t, pipettePage, append(weighed("1", "10", "10", "10"), run.Record{Field: "weighed", Text: "2026-11-20"})...)
	if asked := work.Asks(session.Asking{At: begun}); asked.Kind != session.AskClose {
		t.Errorf("asked is %v %s", asked.Kind, asked.Field.Name)
	}
}
