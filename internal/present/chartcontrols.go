package present

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/chart"
	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/control"
)

// controls are those of one assay, as a Levey-Jennings chart shows some of them.
type controls struct {
	all      []model.Reading // that have a target
	first    int             // of all, the first that is shown
	shown    []model.Reading
	findings []control.Finding // those that touch what is shown, by places in all
	of       ChartOf
	read     model.Readings
	now      time.Time
	without  int // readings that have no target
}

// isControl reports whether readings are of controls.
func isControl(read model.Readings) bool {
	return slices.ContainsFunc(read.All, func(r model.Reading) bool { return r.Control != nil })
}

// controlling judges the controls of one item, or all of those that belong together.
func controlling(in []model.Reading, read model.Readings, of ChartOf, now time.Time) *controls {
	v := &controls{read: read, of: of, now: now}
	for _, r := range in {
		if r.Control == nil {
			v.without++
			continue
		}
		if _, ok := control.Z(r.Number, r.Control.Target, r.Control.SD); !ok {
			v.without++
			continue
		}
		v.all = append(v.all, r)
	}
	v.first = len(v.all)
	for i, r := range v.all {
		if !r.At.Before(of.Since) && r.At.Before(of.Until) {
			v.first = min(v.first, i)
			v.shown = append(v.shown, r)
		}
	}
	for _, f := range judged(v.all) {
		if f.Last() >= v.first && f.Of[0] < v.first+len(v.shown) {
			v.findings = append(v.findings, f)
		}
	}
	return v
}

// judged are the rules that controls break, by their places. They are judged in the order in
// which they were on entry: run by run, as those were completed.
func judged(all []model.Reading) []control.Finding {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return all[a].Control.Nth - all[b].Control.Nth })
	in := make([]control.Control, len(all))
	for n, i := range order {
		r := all[i]
		z, _ := control.Z(r.Number, r.Control.Target, r.Control.SD) // which those have
		in[n] = control.Control{Name: r.Control.Row, Run: runOf(r), Z: z}
	}
	found := control.Westgard(in)
	for _, f := range found {
		for n, at := range f.Of {
			f.Of[n] = order[at]
		}
		slices.Sort(f.Of)
	}
	slices.SortStableFunc(found, func(a, b control.Finding) int { return a.Last() - b.Last() })
	return found
}

// runOf is the run in which a control was measured: a round that was done again is one of its own.
func runOf(r model.Reading) string { return fmt.Sprint(r.Entry, " ", r.Redone) }

// z is how many standard deviations a control lies from its target.
func z(r model.Reading) float64 {
	if r.Control == nil {
		return 0
	}
	of, ok := control.Z(r.Number, r.Control.Target, r.Control.SD)
	if !ok {
		return 0
	}
	out, _ := of.Float64()
	return out
}

// chart draws the controls, and says what they come to.
func (v *controls) chart(c Chart) Chart {
	c.List, c.Parts, c.Said = controlsList, v.parts(), v.said()
	c.Rules = withAgain(controlRules, v.shown, "What was done again counts, and is a run of its own.")
	if len(v.shown) == 0 {
		c.Empty = (&seen{all: v.all, of: v.of, read: v.read, now: v.now}).empty()
	}
	for i, r := range v.shown {
		c.Rows = append(c.Rows, controlKind.rowOf(charted{r, v.of, v.read.Field, v.rulesOf(v.first + i)}))
	}
	series := v.series()
	c.Draw = func(size chart.Size, style chart.Style, row int) (chart.Drawn, error) {
		return series.Draw(size, style, row)
	}
	c.SVG = func() string {
		return series.SVG(c.described(), func(i int) string { return c.List.Says(c.Rows[i], v.now) })
	}
	return c
}

// wholeControls returns a chart of which only the rows are wanted, with the rules that each
// control breaks among those of its item.
func (c Chart) wholeControls(read model.Readings) Chart {
	items := read.Items
	if len(items) == 0 {
		items = []string{""}
	}
	c.List = controlsList
	always := c.Of
	always.Until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, item := range items {
		v := controlling(ofItemOnly(read, item), read, always, time.Time{})
		for i, r := range v.all {
			c.Rows = append(c.Rows, controlKind.rowOf(charted{r, c.Of, read.Field, v.rulesOf(i)}))
		}
	}
	return c
}

// rulesOf names the rules that a control breaks, alone or with others.
func (v *controls) rulesOf(at int) (out []string) {
	for _, f := range v.findings {
		if slices.Contains(f.Of, at) && !slices.Contains(out, string(f.Rule)) {
			out = append(out, string(f.Rule))
		}
	}
	return out
}

func (v *controls) day(at time.Time) time.Time { return at.In(v.now.Location()) }

// parts say what is seen: which controls, of when, and the targets of their lots.
func (v *controls) parts() (out []string) {
	if v.of.Item != "" {
		out = append(out, Safe(v.of.Item))
	}
	var names, lots []string
	for _, r := range v.shown {
		if name := Plain(r.Control.Name); !slices.Contains(names, name) {
			names = append(names, name)
		}
		lot := fmt.Sprintf("%s: %s, sd %s", Safe(r.Control.Lot), r.Control.Target, r.Control.SD)
		if !slices.Contains(lots, lot) {
			lots = append(lots, lot)
		}
	}
	if len(names) == 0 {
		names = []string{labelled(v.read.Field)}
	}
	out = append(out, "Control, "+andWords(names), spanWords(v.of.Since, v.of.Until))
	if len(lots) > 0 {
		out = append(out, "z-scores by lot")
	}
	return append(out, lots...)
}

// said is what the controls come to: how many were rejected, and each rule that is broken.
func (v *controls) said() (out []Said) {
	add := func(tone Tone, format string, args ...any) {
		out = append(out, Said{Text: fmt.Sprintf(format, args...), Tone: tone})
	}
	rejects, again, disputed := 0, 0, 0
	for _, f := range v.findings {
		rejects += map[bool]int{true: 1}[f.Rule.Rejects()]
	}
	for _, r := range v.shown {
		disputed += map[bool]int{true: 1}[r.Disputed]
		again += min(r.Redone, 1)
	}
	add(Normal, "%s", Number(len(v.shown), "control"))
	switch {
	case rejects > 0:
		add(Caution, "%s", Number(rejects, "reject"))
	case len(v.shown) > 0:
		add(Sound, "no rule rejects")
	}
	if disputed > 0 {
		add(Danger, "%d DISPUTED", disputed)
	}
	for _, f := range slices.Backward(v.findings) { // the newest first
		tone := Awaited
		if f.Rule.Rejects() {
			tone = Caution
		}
		add(tone, "%s, %s", ruleWords(f.Rule), daysWords(v.day(v.all[f.Of[0]].At), v.day(v.all[f.Last()].At)))
	}
	if len(v.shown) > 0 {
		add(Quiet, "limits from the table, not from the data")
	}
	if again > 0 {
		add(Quiet, "%s done again", Thousands(again))
	}
	if v.without > 0 {
		add(Quiet, "%s without a target are not in it", Number(v.without, "reading"))
	}
	return append(out, (&seen{read: v.read, of: v.of}).left()...)
}

// series is what the controls look like.
func (v *controls) series() chart.Series {
	s := chart.Series{From: v.of.Since, Until: v.of.Until, Scores: true}
	states := map[int]chart.State{}
	for _, f := range slices.Backward(v.findings) {
		class, state := chart.Look, chart.IsLook
		if f.Rule.Rejects() {
			class, state = chart.Out, chart.IsOut
		}
		for _, i := range f.Of {
			states[i] = max(states[i], state)
		}
		if last := v.all[f.Last()]; f.Last() < v.first+len(v.shown) {
			s.Notes = append(s.Notes, chart.Note{Y: z(last), Text: ruleWords(f.Rule) + " " + v.day(last.At).Format("2 Jan"), Class: class})
		}
	}
	lots := map[string]string{} // by the control
	for i, r := range v.shown {
		s.Points = append(s.Points, chart.Point{At: v.day(r.At), Y: z(r), State: states[v.first+i]})
		if lot, known := lots[r.Control.Name]; known && lot != r.Control.Lot {
			s.Changes = append(s.Changes, chart.Change{At: v.day(r.At), Text: "lot " + Safe(r.Control.Lot)})
		}
		lots[r.Control.Name] = r.Control.Lot
	}
	return s
}

// controlRules say what the lines and marks of a Levey-Jennings chart mean.
var controlRules = func() []Said {
	out := []Said{
		{Text: "Each mark is a control: how many standard deviations it lies from the target of its lot, as its page says."},
		{Glyph: "■ or X", Text: "A control that a rule rejects."},
		{Glyph: "▲ or !", Text: "A control to be looked at."},
	}
	for _, r := range control.Rules {
		words := "reject"
		if !r.Rejects() {
			words = "look"
		}
		out = append(out, Said{Text: fmt.Sprintf("%s: %s. %s.", r, r.Words(), Capital(words))})
	}
	return append(out,
		Said{Text: "Beyond is strictly so; one on the mean ends a row. Rows run over all controls that belong together and over each, also from one lot to the next."},
		Said{Text: "Westgard, Barry, Hunt, Groth, Clin Chem 27:493 (1981).", Tone: Quiet},
	)
}()

// controlWords are a control beside its target.
func (r charted) controlWords() string {
	out := r.words()
	if r.Control != nil {
		out += fmt.Sprintf(", z %+.2f, %s lot %s: %s, sd %s", z(r.Reading), Safe(r.Control.Name), Safe(r.Control.Lot), r.Control.Target, r.Control.SD)
	}
	if len(r.rules) > 0 {
		out += ", " + strings.Join(r.rules, " ")
	}
	return out
}

var controlKind = kind[charted]{
	row: readingKind.row,
	says: func(r charted, now time.Time) string {
		return fmt.Sprintf("%s: %s; %s, entry %d.", Minute(r.At, now.Location()), r.controlWords(), r.Person.Name, r.Entry)
	},
	prints:  readingKind.prints,
	columns: append(slices.Clone(readingKind.columns), controlColumns...),
}

var controlColumns = []column[charted]{
	{"control", ofControl(func(c model.Control) any { return c.Name })},
	{"lot", ofControl(func(c model.Control) any { return c.Lot })},
	{"target", ofControl(func(c model.Control) any { return figure{c.Target} })},
	{"sd", ofControl(func(c model.Control) any { return figure{c.SD} })},
	{"z", func(r charted) any { return rounded(r.Reading) }},
	{"rules", func(r charted) any { return r.rules }},
}

// rounded is a score to three places, "" for a reading that is no control.
func rounded(r model.Reading) any {
	if r.Control == nil {
		return ""
	}
	of, ok := control.Z(r.Number, r.Control.Target, r.Control.SD)
	if !ok {
		return ""
	}
	d, err := sop.Rounded(of, 3)
	if err != nil {
		return ""
	}
	return figure{d}
}

// ofControl reads a column of a control, "" for a reading that is none.
func ofControl(read func(model.Control) any) func(charted) any {
	return func(r charted) any {
		if r.Control == nil {
			return ""
		}
		return read(*r.Control)
	}
}

var controlsList = of(List{Name: "controls", Title: "Controls", Rows: "Controls", Row: "control", Opens: "record"}, controlKind)
