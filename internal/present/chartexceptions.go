package present

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"soprun/internal/chart"
	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// mostBars is how many steps a Pareto names; the others are one bar.
const mostBars = 7

// tallied is a step with how often something was exceptional there.
type tallied struct {
	SOP, Step string // of no step where the whole run was exceptional
	What      string // what it was most often
	Whats     int    // how often it was that
	N         int
	Percent   int // of all, with those before it
	Since     time.Time
	Until     time.Time
}

// name is a step as a bar has it: "EQ-014 #read".
func (t tallied) name() string {
	of := strings.TrimPrefix(t.SOP, "SOP-")
	if t.Step == "" {
		return of
	}
	return of + " #" + t.Step
}

// said is what happened there, and of how many of them it is said: "5 of 9 corrected".
func (t tallied) said() string {
	if t.Whats == t.N {
		return t.What
	}
	return fmt.Sprintf("%s of %s %s", Thousands(t.Whats), Thousands(t.N), t.What)
}

// exceptionsChart is a Pareto of the exceptions of a procedure, or of all, by step.
func (s Sources) exceptionsChart(ctx context.Context, of ChartOf, now time.Time) (c Chart, err error) {
	c = Chart{Of: of, Which: strings.TrimSpace(of.SOP + " exceptions"), List: exceptionsList, leads: exceptionalRecords}
	if of.SOP != "" {
		n, err := s.Numbers(of.SOP)
		if err != nil {
			return c, err
		}
		c.Title = n.Title
	}
	if !of.All {
		if c.Of.Until.IsZero() {
			c.Of.Until = midnightOf(now).AddDate(0, 0, 1)
		}
		if c.Of.Since.IsZero() {
			c.Of.Since = lastMonths(c.Of.Until.AddDate(0, 0, -1), 2)
		}
	}
	all, runs, err := s.tally(ctx, c.Of)
	if err != nil {
		return c, err
	}
	total := 0
	pareto := chart.Pareto{Others: chart.Bar{}}
	for i, t := range all {
		c.Rows = append(c.Rows, exceptionKind.rowOf(t))
		if total += t.N; i < mostBars || len(all) == mostBars+1 {
			pareto.Bars = append(pareto.Bars, chart.Bar{Name: t.name(), What: Safe(t.said()), Count: t.N})
			continue
		}
		pareto.Others.Count += t.N
		pareto.Others.Name = Number(i-mostBars+1, "other")
	}
	if of.All {
		return c, nil
	}
	c.Parts = []string{"Exceptions by step", spanWords(c.Of.Since, c.Of.Until), fmt.Sprintf("%s in %s", Thousands(total), Number(runs, "run"))}
	c.Rules = paretoRules
	switch {
	case runs == 0:
		c.Empty = fmt.Sprintf("No run was signed from %s.", spanWords(c.Of.Since, c.Of.Until))
	case total == 0:
		c.Empty = fmt.Sprintf("All went as the pages say in %s from %s.", Number(runs, "run"), spanWords(c.Of.Since, c.Of.Until))
	default:
		c.Said = paretoSaid(all, total)
	}
	c.Draw = func(size chart.Size, style chart.Style, row int) (chart.Drawn, error) {
		return pareto.Draw(size, style, min(row, len(pareto.Bars)))
	}
	c.SVG = func() string { return pareto.SVG(c.described()) }
	return c, nil
}

// tally counts the exceptions by step, the most first, and the runs that they are of.
func (s Sources) tally(ctx context.Context, of ChartOf) (out []tallied, runs int, err error) {
	q := model.Query{SOP: of.SOP, Since: of.Since, Until: of.Until, Limit: 1}
	part, err := s.CompletionsFrom(ctx, q, model.From{})
	if err != nil {
		return nil, 0, err
	}
	at := map[[2]string]*tally{}
	q.Limit, q.Exceptions = 0, true
	for from, more := (model.From{}), true; more; {
		part, err := s.CompletionsFrom(ctx, q, from)
		if err != nil {
			return nil, 0, err
		}
		for _, c := range part.Rows {
			for _, e := range counted(c) {
				of := [2]string{c.SOP, e.Step}
				if at[of] == nil {
					at[of] = &tally{tallied{SOP: c.SOP, Step: e.Step, Since: q.Since, Until: q.Until}, map[string]int{}, map[string]bool{}}
				}
				at[of].add(e)
			}
		}
		from, more = model.From{Entry: part.Next}, part.More
	}
	for _, t := range at {
		out = append(out, t.tallied)
	}
	slices.SortFunc(out, func(a, b tallied) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.SOP, b.SOP), cmp.Compare(a.Step, b.Step))
	})
	accumulate(out)
	return out, part.Of, nil
}

// tally is a step while its exceptions are counted, by what they are.
type tally struct {
	tallied
	whats map[string]int
	isOut map[string]bool
}

// isBefore reports which of two that are equally often is said: a deviation, and not a slip
// that was corrected.
func (t *tally) isBefore(what string) bool {
	if t.isOut[what] != t.isOut[t.What] {
		return t.isOut[what]
	}
	return what < t.What
}

func (t *tally) add(e run.Exception) {
	what := whatOf(e)
	t.N++
	t.whats[what]++
	t.isOut[what] = e.Kind == run.IsDeviation
	if n, best := t.whats[what], t.whats[t.What]; n > best || n == best && t.isBefore(what) {
		t.What = what
	}
	t.Whats = t.whats[t.What]
}

// accumulate says what part of all each has with those before it, halves up.
func accumulate(all []tallied) {
	total, sum := 0, 0
	for _, t := range all {
		total += t.N
	}
	for i := range all {
		sum += all[i].N
		all[i].Percent = (200*sum + total) / (2 * total)
	}
}

// marks are the words that the mark of a value begins with.
var marks = []string{"ABOVE ", "BELOW ", "EXPECTED ", "EXPIRED", "TOO OLD", "TOO SOON", "AHEAD", "CANNOT BE COMPUTED"}

// whatOf words what an exception is a case of, without the figure that was read: "highest
// above 8.0 °C".
func whatOf(e run.Exception) string {
	if e.Kind != run.IsDeviation {
		return string(e.Kind)
	}
	for _, mark := range marks {
		if before, after, is := strings.Cut(e.Text, mark); is {
			return caseOf(strings.ToLower(strings.TrimSpace(before)), mark, after)
		}
	}
	text, _, _ := strings.Cut(e.Text, ":")
	return text
}

// readDay is a day as it ends what was read.
var readDay = regexp.MustCompile(`(?:^| )(?:\d{1,2} \p{L}{3} \d{4}|\d{4}-\d{2}(?:-\d{2})?)$`)

// caseOf words a value outside its limits by its label and the limit. A figure or a day is
// left out, so that all are one case; an answer is kept, which may be of several words.
func caseOf(before, mark, after string) string {
	lower := strings.ToLower(mark)
	switch mark {
	case "EXPECTED ":
		return before + ", " + lower + after
	case "ABOVE ", "BELOW ":
		if _, unit, has := strings.Cut(after, " "); has {
			before = strings.TrimSuffix(before, " "+strings.ToLower(unit))
		}
		return before[:max(0, strings.LastIndex(before, " "))] + " " + lower + after
	case "CANNOT BE COMPUTED":
		return strings.TrimSuffix(before, " "+sop.Unknown) + " " + lower
	case "EXPIRED":
		after = ""
	}
	return readDay.ReplaceAllString(before, "") + " " + lower + after
}

// paretoSaid words the first steps of a Pareto.
func paretoSaid(all []tallied, total int) (out []Said) {
	half := slices.IndexFunc(all, func(t tallied) bool { return t.Percent >= 50 })
	out = append(out, Said{Text: fmt.Sprintf("%s of %s %s %d %% of all", Number(half+1, "step"), Thousands(len(all)), map[bool]string{true: "has", false: "have"}[half == 0], all[half].Percent)})
	return append(out, Said{Text: fmt.Sprintf("most at %s: %s of %s, %s", all[0].name(), Thousands(all[0].N), Thousands(total), Safe(all[0].said())), Tone: Caution})
}

var paretoRules = []Said{
	{Text: "An exception is whatever did not go as the page says: it stands in the record with what was done about it. Each is counted at its step, or at its page where it is of none."},
	{Text: "The figure behind the bar is how many there were; the percentage is the part of all that this step and those above it have."},
}

// exceptionalRecords is the trace of the records that are counted at a step.
func exceptionalRecords(r Row) Link {
	t := r.fact.(tallied)
	words := "exceptions page:" + t.SOP
	if !t.Since.IsZero() {
		words += " since:" + t.Since.Format(time.DateOnly)
	}
	if !t.Until.IsZero() {
		words += " until:" + t.Until.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return Link{List: traces.Name, Seek: words}
}

var exceptionKind = kind[tallied]{
	row: func(t tallied) (int64, string) { return numberOf(t.name()), t.name() },
	says: func(t tallied, _ time.Time) string {
		return fmt.Sprintf("%s: %s, %s; with those before it %d %%.", t.name(), Thousands(t.N), t.said(), t.Percent)
	},
	prints: func(t tallied, _ time.Time) string {
		return fmt.Sprintf("%6d  %3d %%  %-28s %s", t.N, t.Percent, t.name(), t.said())
	},
	columns: []column[tallied]{
		{"sop", func(t tallied) any { return t.SOP }},
		{"step", func(t tallied) any { return t.Step }},
		{"what", func(t tallied) any { return t.What }},
		{"what_count", func(t tallied) any { return t.Whats }},
		{"count", func(t tallied) any { return t.N }},
		{"percent", func(t tallied) any { return t.Percent }},
	},
}

var exceptionsList = of(List{Name: "exceptions", Title: "Exceptions", Rows: "Steps with exceptions", Row: "step", Opens: "list"}, exceptionKind)
