package present

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"soprun/internal/chart"
	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/control"
)

// readingsChart is a run chart of a field.
func (s Sources) readingsChart(ctx context.Context, of ChartOf, now time.Time) (c Chart, err error) {
	read, err := s.Readings(ctx, of.SOP, of.Field)
	if err != nil {
		return c, err
	}
	if read.Together {
		read.Items, of.Item = nil, ""
	}
	c = Chart{Of: of, Title: read.Title, Which: read.SOP + " " + of.Field, Items: read.Items, List: readingsList, leads: recordOf}
	if of.All {
		return c.whole(read), nil
	}
	if c.Of.Item, err = itemMeant(read.Items, of.Item); err != nil {
		return c, err
	}
	in := ofItemOnly(read, c.Of.Item)
	c.Of.Since, c.Of.Until = readingsSpan(of, in, now)
	if isControl(read) {
		return controlling(in, read, c.Of, now).chart(c), nil
	}
	v := seeing(in, read, c.Of, now)
	for _, r := range v.shown {
		c.Rows = append(c.Rows, readingKind.rowOf(charted{r, c.Of, read.Field, nil}))
	}
	c.Parts = v.parts()
	c.Said = v.said()
	c.Rules = withAgain(readingRules, v.shown, "A reading that was done again stays, and counts as any other.")
	if len(v.shown) == 0 {
		c.Empty = v.empty()
	}
	series := v.series()
	c.Draw = func(size chart.Size, style chart.Style, row int) (chart.Drawn, error) {
		return series.Draw(size, style, row)
	}
	c.SVG = func() string {
		return series.SVG(c.described(), func(i int) string { return c.List.Says(c.Rows[i], now) })
	}
	return c, nil
}

// whole returns a chart of which only the rows are wanted: those of every item.
func (c Chart) whole(read model.Readings) Chart {
	if isControl(read) {
		return c.wholeControls(read)
	}
	for _, r := range read.All {
		c.Rows = append(c.Rows, readingKind.rowOf(charted{r, c.Of, read.Field, nil}))
	}
	return c
}

// ofItemOnly returns the readings of one item, the oldest first.
func ofItemOnly(read model.Readings, item string) (out []model.Reading) {
	for _, r := range read.All {
		if read.Together || strings.EqualFold(r.Item, item) {
			out = append(out, r)
		}
	}
	return out
}

// readingsSpan is between what a chart of readings is: this month and the one before, or
// those of the last reading where there is none in them; not before the first ever, but for
// the days of a week.
func readingsSpan(of ChartOf, in []model.Reading, now time.Time) (since, until time.Time) {
	last := now
	if n := len(in); n > 0 && of.Since.IsZero() && of.Until.IsZero() && in[n-1].At.Before(lastMonths(now, 1)) {
		last = in[n-1].At.In(now.Location())
	}
	if until = of.Until; until.IsZero() {
		if until = midnightOf(last).AddDate(0, 0, 1); !of.Since.IsZero() && !of.Since.Before(until) {
			until = of.Since.AddDate(0, 0, 1)
		}
	}
	if since = of.Since; since.IsZero() {
		since = lastMonths(until.AddDate(0, 0, -1), 1)
		if len(in) > 0 && of.Until.IsZero() { // what was not yet leaves no room empty
			first := midnightOf(in[0].At.In(now.Location()))
			if week := until.AddDate(0, 0, -fewestDays); first.After(week) {
				first = week
			}
			if first.After(since) {
				since = first
			}
		}
	}
	return since, until
}

// fewestDays is how many days a chart is of at least, unless it is asked for fewer.
const fewestDays = 7

// seen are the readings of one item, as a chart shows some of them.
type seen struct {
	all     []model.Reading
	first   int // of all, the first that is shown
	shown   []model.Reading
	of      ChartOf
	read    model.Readings
	base    *control.Baseline
	remarks []control.Remark
	now     time.Time
}

func seeing(all []model.Reading, read model.Readings, of ChartOf, now time.Time) *seen {
	v := &seen{all: all, of: of, read: read, now: now}
	v.first = len(all)
	for i, r := range all {
		if r.At.Before(of.Since) || !r.At.Before(of.Until) {
			continue
		}
		v.first = min(v.first, i)
		v.shown = append(v.shown, r)
	}
	figures := make([]sop.Decimal, len(all))
	for i, r := range all {
		figures[i] = r.Number
	}
	if len(figures) >= control.First {
		if b, ok := control.BaselineOf(figures[:control.First]); ok {
			v.base = &b
		}
	}
	for _, m := range control.Remarks(figures, v.base) {
		if m.To >= v.first && m.From < v.first+len(v.shown) {
			v.remarks = append(v.remarks, m)
		}
	}
	return v
}

func (v *seen) day(at time.Time) time.Time { return at.In(v.now.Location()) }

// parts say what is seen: which readings, of when, by which versions.
func (v *seen) parts() (out []string) {
	if v.of.Item != "" {
		out = append(out, Safe(v.of.Item))
	}
	out = append(out, labelled(v.read.Field), spanWords(v.of.Since, v.of.Until))
	var versions []string
	for _, r := range v.shown {
		if text := "v" + r.Version; !slices.Contains(versions, text) {
			versions = append(versions, text)
		}
	}
	if len(versions) > 0 {
		out = append(out, "every reading, "+andWords(versions))
	}
	return out
}

// andWords joins words: "v1.0, v1.1 and v2.0".
func andWords(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// said is what the readings come to.
func (v *seen) said() (out []Said) {
	add := func(tone Tone, format string, args ...any) {
		out = append(out, Said{Text: fmt.Sprintf(format, args...), Tone: tone})
	}
	var marked []model.Reading
	amended, again, disputed := 0, 0, 0
	for _, r := range v.shown {
		if r.Mark != "" {
			marked = append(marked, r)
		}
		amended += map[bool]int{true: 1}[r.Amended]
		again += min(r.Redone, 1)
		disputed += map[bool]int{true: 1}[r.Disputed]
	}
	add(Normal, "%s", Number(len(v.shown), "reading"))
	switch n := len(marked); {
	case n > 0:
		last := marked[n-1]
		text := fmt.Sprintf("%d out, %s %s", n, v.day(last.At).Format("2 Jan"), last.Text)
		if n > 1 {
			text = fmt.Sprintf("%d out, the last %s %s", n, v.day(last.At).Format("2 Jan"), last.Text)
		}
		add(Caution, "%s", text)
	case len(v.shown) > 0 && v.limited():
		add(Sound, "none out")
	case len(v.shown) > 0:
		add(Quiet, "the page has no limits for it")
	}
	if disputed > 0 {
		add(Danger, "%d DISPUTED", disputed)
	}
	if n := v.daysNone(); n > 0 {
		add(Normal, "%s none", Number(n, "day"))
	}
	out = append(out, v.remarked()...)
	if amended > 0 {
		add(Quiet, "%d amended", amended)
	}
	if again > 0 {
		add(Quiet, "%s done again", Thousands(again))
	}
	out = append(out, v.left()...)
	return out
}

// left says what is not among the readings, and what they are not judged by.
func (v *seen) left() (out []Said) {
	add := func(format string, args ...any) {
		out = append(out, Said{Text: fmt.Sprintf(format, args...), Tone: Quiet})
	}
	if n := len(v.all); v.base == nil && n > 0 {
		add("%s, %d make a mean", Number(n, "reading")+" in all", control.First)
	}
	if v.read.OtherUnits > 0 {
		add("%d in another unit are not in it", v.read.OtherUnits)
	}
	if v.read.Unread > 0 {
		add("%s no number", Number(v.read.Unread, "value")+map[bool]string{true: " is", false: " are"}[v.read.Unread == 1])
	}
	if v.read.Open > 0 {
		add("%s not in it", Number(v.read.Open, "open run")+map[bool]string{true: " is", false: " are"}[v.read.Open == 1])
	}
	if bounds, differ := v.bounds(); differ && bounds == nil {
		add("its limits differ from reading to reading and stand beside each")
	}
	if n := len(v.read.Items); n > 1 {
		at := slices.IndexFunc(v.read.Items, func(item string) bool { return strings.EqualFold(item, v.of.Item) })
		add("%d of %s", at+1, Number(n, "item"))
	}
	return out
}

// empty says why there is no reading.
func (v *seen) empty() string {
	switch n := len(v.all); {
	case n == 0 && v.read.Open > 0:
		return "Nothing was recorded for it yet but in runs that are open. A reading is found here once its run is signed."
	case n == 0:
		return "Nothing was recorded for it yet. A reading is found here once its run is signed."
	default:
		return fmt.Sprintf("There is no reading from %s. The last one was on %s.", spanWords(v.of.Since, v.of.Until), v.day(v.all[n-1].At).Format("2 Jan 2006"))
	}
}

// limited reports whether the page has limits for any of them.
func (v *seen) limited() bool {
	return slices.ContainsFunc(v.shown, func(r model.Reading) bool { return !r.Accepted.Open() })
}

// daysNone counts the days without a reading between the first ever and now, where there
// is one on most days.
func (v *seen) daysNone() int {
	if len(v.shown) == 0 {
		return 0
	}
	days := map[string]bool{}
	for _, r := range v.shown {
		days[v.day(r.At).Format(time.DateOnly)] = true
	}
	from, none, all := v.of.Since, 0, 0
	if first := midnightOf(v.day(v.all[0].At)); first.After(from) {
		from = first
	}
	today := midnightOf(v.now)
	for day := from; day.Before(v.of.Until) && (day.Before(today) || days[day.Format(time.DateOnly)]); day = day.AddDate(0, 0, 1) {
		if all++; !days[day.Format(time.DateOnly)] {
			none++
		}
	}
	if 2*none > all {
		return 0
	}
	return none
}

// remarked words what rows of readings show, and how many lie far from the first ones.
func (v *seen) remarked() (out []Said) {
	far, last := 0, time.Time{}
	for _, m := range v.remarks {
		from, to := v.day(v.all[m.From].At), v.day(v.all[m.To].At)
		text := fmt.Sprintf("%d %s, %s", m.To-m.From+1, m.Signal, daysWords(from, to))
		switch m.Signal {
		case control.Beyond:
			far, last = far+1, to
			continue
		case control.Side:
			text = fmt.Sprintf("%d %s the mean, %s", m.To-m.From+1, map[bool]string{true: "above", false: "below"}[m.Above], daysWords(from, to))
		case control.Rising, control.Falling:
		}
		out = append(out, Said{Text: text, Tone: Awaited})
	}
	if far > 0 {
		low, high := v.base.Low.FloatString(v.read.Places), v.base.High.FloatString(v.read.Places)
		text := fmt.Sprintf("%s beyond %s to %s, as the first %d were, %s", Thousands(far), low, high, control.First, last.Format("2 Jan"))
		if far > 1 {
			text = fmt.Sprintf("%s beyond %s to %s, as the first %d were, the last %s", Thousands(far), low, high, control.First, last.Format("2 Jan"))
		}
		out = append(out, Said{Text: text, Tone: Awaited})
	}
	return out
}

// readingRules say what the marks and the remarks of a run chart mean.
var readingRules = []Said{
	{Glyph: "■ or X", Text: "A reading out of limits: its page does not accept it. It was a deviation, and the record says what was done."},
	{Glyph: "▲ or !", Text: fmt.Sprintf("A reading to be looked at: more than 3 deviations from the mean, which is that of the first %d readings ever. A deviation is their mean moving range over 1.128.", control.First)},
	{Text: "Nine or more on one side of the mean, and six or more each above the last or each below it, are a remark too (Nelson 1984, rules 1 to 3). One on the mean ends a row."},
	{Text: "A remark is a reason to look, never an exception.", Tone: Quiet},
}

// series is what the readings look like.
func (v *seen) series() chart.Series {
	s := chart.Series{From: v.of.Since, Until: v.of.Until, Places: v.read.Places}
	far := map[int]bool{}
	for _, m := range v.remarks {
		if m.Signal == control.Beyond {
			far[m.From] = true
		}
	}
	for i, r := range v.shown {
		p := chart.Point{At: v.day(r.At), Y: floatOf(r.Number)}
		switch {
		case r.Mark != "":
			p.State = chart.IsOut
			word, _, _ := strings.Cut(r.Mark, " ")
			s.Notes = append(s.Notes, chart.Note{Y: p.Y, Text: word + " " + p.At.Format("2 Jan"), Class: chart.Out})
		case far[v.first+i]:
			p.State = chart.IsLook
		}
		s.Points = append(s.Points, p)
		if before := i - 1; before >= 0 && v.shown[before].Version != r.Version {
			s.Changes = append(s.Changes, chart.Change{At: p.At, Text: "v" + r.Version})
		}
	}
	slices.Reverse(s.Notes) // the newest first
	if v.base != nil && len(v.shown) > 0 {
		mean, _ := v.base.Mean.Float64()
		s.Mean = &chart.Level{Y: mean, Text: "mean " + v.base.Mean.FloatString(v.read.Places)}
	}
	s.Bounds, _ = v.bounds()
	return s
}

func floatOf(d sop.Decimal) float64 {
	f, _ := d.Rat().Float64()
	return f
}

// mostBounds is how often limits may change before nobody could follow their lines.
const mostBounds = 6

// bounds are the limits of the readings over time, and whether there is more than one.
func (v *seen) bounds() (out []chart.Bound, differ bool) {
	last := ""
	for _, r := range v.shown {
		text := r.Accepted.String()
		if len(out) > 0 && text == last {
			continue
		}
		b := chart.Bound{From: v.day(r.At), Low: math.NaN(), High: math.NaN()}
		if low := r.Accepted.Low; low != nil {
			b.Low, b.LowText = floatOf(*low), low.String()
		}
		if high := r.Accepted.High; high != nil {
			b.High, b.HighText = floatOf(*high), high.String()
		}
		out, last = append(out, b), text
	}
	if len(out) > mostBounds {
		return nil, true
	}
	return out, len(out) > 1
}
