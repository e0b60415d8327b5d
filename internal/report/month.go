package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

// mostColumns is how many numbers stand side by side on the sheet of a month.
const mostColumns = 6

// month lays a month of an asset out: a row for each reading, each slot that nobody did,
// and each other day, with the values beside their limits.
func (r Report) month(ctx context.Context) (part, error) {
	var all []Entry
	for e, err := range r.Records(ctx) {
		if err != nil {
			return part{}, err
		}
		all = append(all, e)
	}
	m := sheet{report: r, entries: all, fields: numbers(all, r.wanted.Asset)}
	t := &table{caption: "A row for each reading, and for each day", empty: "Nothing was due in this month, and nothing was recorded."}
	t.columns = append(t.columns, column{Title: "Day", Share: 19}, column{Title: "Time", Share: 11}, column{Title: "Entry", Share: 12, End: true})
	for _, f := range m.fields {
		t.columns = append(t.columns, column{Title: f.title(), Limits: f.over(), Share: max(14.5, min(18, 66/float64(len(m.fields)))), End: true})
	}
	t.columns = append(t.columns, column{Title: "Who", Share: 20}, column{Title: "Countersigned by", Share: 22}, column{Title: "Out of limits, missed, remarks", Share: 56})
	rows := m.rows()
	t.rows = func(yield func([]cell, error) bool) {
		for _, row := range rows {
			if !yield(row.cells, nil) {
				return
			}
		}
	}
	return part{table: t, chart: m.chart(), notes: m.notes()}, nil
}

// sheet is the sheet of a month while it is laid out.
type sheet struct {
	report  Report
	entries []Entry
	fields  []*number
}

// number is a field of numbers, a column of the sheet.
type number struct {
	step, field, label, unit string
	limits                   []string // that its values had, each once
}

func (n *number) title() string { return strings.TrimSpace(n.label + ", " + cmp.Or(n.unit, "1")) }

// over are the limits where all values had the same ones.
func (n *number) over() string {
	if len(n.limits) == 1 {
		return n.limits[0]
	}
	return ""
}

// numbers are the fields of numbers that some records have, in the order of their steps: of
// an asset that is one of several only its own.
func numbers(all []Entry, asset string) (out []*number) {
	its := func(v model.TracedValue) bool { return v.Item != "" && strings.EqualFold(v.Item, asset) }
	itsOwn := slices.ContainsFunc(all, func(e Entry) bool { return slices.ContainsFunc(e.Values, its) })
	for _, e := range all {
		for _, v := range e.Values {
			if !itsOwn || its(v) {
				out = withNumber(out, v)
			}
		}
	}
	return out
}

// withNumber adds the field of a value to some, where it is of a number and has room.
func withNumber(all []*number, v model.TracedValue) []*number {
	if _, err := sop.ParseDecimal(v.Text); err != nil || v.Unit == "" && v.Limits == "" {
		return all
	}
	n := fieldOf(all, v)
	if n == nil {
		if len(all) == mostColumns {
			return all
		}
		n = &number{step: v.Step, field: v.Field, label: v.Label, unit: v.Unit}
		all = append(all, n)
	}
	if v.Limits != "" && !slices.Contains(n.limits, v.Limits) {
		n.limits = append(n.limits, v.Limits)
	}
	return all
}

func fieldOf(all []*number, v model.TracedValue) *number {
	for _, n := range all {
		if n.step == v.Step && n.field == v.Field {
			return n
		}
	}
	return nil
}

// line is a row of the sheet at a time.
type line struct {
	at    time.Time
	cells []cell
}

// rows are the lines of the sheet in the order of time.
func (m sheet) rows() (out []line) {
	zone := m.report.At.Location()
	for _, e := range m.entries {
		out = append(out, m.reading(e, zone))
	}
	for _, s := range m.report.slots {
		if l := m.undone(s, zone); s.Done == 0 && (s.State != "upcoming" || sameDay(l.at, m.report.At)) {
			out = append(out, l)
		}
	}
	w, nothing := m.report.wanted, "nothing due, nothing recorded"
	if m.report.partial {
		nothing = "nothing recorded in this part of the log"
	}
	for d := w.Month; d.Before(w.Month.AddDate(0, 1, 0)) && !d.After(m.report.At); d = d.AddDate(0, 0, 1) {
		if !slices.ContainsFunc(out, func(l line) bool { return sameDay(l.at, d) }) {
			out = append(out, line{at: d, cells: m.cells(d, 0, nil, "", "", cell{Text: nothing})})
		}
	}
	slices.SortStableFunc(out, func(a, b line) int { return a.at.Compare(b.at) })
	return out
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// timeOf is what the clock showed, with its zone in the hour that it shows twice.
func timeOf(at time.Time) string {
	text := at.Format("15:04")
	if at.Add(time.Hour).Format("15:04") == text || at.Add(-time.Hour).Format("15:04") == text {
		text += at.Format(" MST")
	}
	return text
}

// cells are the cells of a line, of an entry where there is one.
func (m sheet) cells(at time.Time, entry int64, values []cell, who, by string, remark cell) []cell {
	clock, name := "", ""
	if entry != 0 {
		clock, name = timeOf(at), strconv.FormatInt(entry, 10)
	}
	for len(values) < len(m.fields) {
		values = append(values, cell{Text: "-"})
	}
	return slices.Concat([]cell{{Text: at.Format("Mon 2 Jan")}, {Text: clock}, {Text: name}}, values, []cell{{Text: who}, {Text: by}, remark})
}

// reading is a record as a line.
func (m sheet) reading(e Entry, zone *time.Location) line {
	at := e.At
	values := make([]cell, len(m.fields))
	for i := range values {
		values[i] = cell{Text: "-"}
	}
	var remarks []string
	first := true
	said := map[int]bool{} // exceptions, by their place, that are told with their value
	for _, v := range e.Values {
		if v.Mark != "" && !v.Amended { // its exceptions say what was amended
			at := deviationOf(e, v)
			said[at] = true
			remarks = append(remarks, remarkOn(e, v, at))
		}
		i := slices.Index(m.fields, fieldOf(m.fields, v))
		if i < 0 {
			continue
		}
		if first {
			at, first = v.At, false
		}
		values[i] = m.fields[i].cell(v, values[i].Text)
	}
	at = at.In(zone)
	remarks = append(remarks, m.remarks(e, said)...)
	standing := present.ReviewBy(e.Completion, present.Printed)
	by := present.SignedBy(e.Countersigned)
	if by == "" && e.Awaited() {
		by = "not yet"
	}
	strong := marked(e.Values) || strings.Contains(standing, "DISPUTED")
	return line{at: at, cells: m.cells(at, e.Entry, values, e.Person.Name, by, cell{Text: strings.Join(remarks, "; "), Strong: strong})}
}

// cell is a value in its column, behind another one of the same record.
func (n *number) cell(v model.TracedValue, before string) cell {
	text := v.Text
	if before != "-" {
		text = before + ", " + text
	}
	if n.over() == "" && v.Limits != "" {
		text += " (" + v.Limits + ")"
	}
	if v.Mark != "" {
		text += " " + sign(v.Mark)
	}
	return cell{Text: strings.TrimSpace(text + " " + again(v)), Strong: v.Mark != ""}
}

// again says that a value was done again, "" for one that stands: what does stands behind it.
func again(v model.TracedValue) string {
	if v.Redone == 0 {
		return ""
	}
	return present.Redone
}

// sign stands behind a value that is out of its limits.
func sign(mark string) string {
	switch {
	case strings.HasPrefix(mark, "ABOVE"):
		return "▲"
	case strings.HasPrefix(mark, "BELOW"):
		return "▼"
	default:
		return "■"
	}
}

// remarks are what is said of a record beside its values, without the exceptions that are said.
func (m sheet) remarks(e Entry, said map[int]bool) (out []string) {
	if result, warn := present.Result(e.Completion); warn && e.Outcome != run.OutcomeComplete {
		out = append(out, result)
	}
	asset := m.report.wanted.Asset
	left, why := leftOut(e.Traced, asset)
	if left != "" {
		out = append(out, leftOutText(why))
	}
	for i, x := range present.ExceptionsOf(e.Completion) {
		if !said[i] && (x.Item == "" || asset == "" || strings.EqualFold(x.Item, asset)) {
			out = append(out, exceptional(x)...)
		}
	}
	if s := m.report.slotOf(e.Entry); s != nil {
		if says := slotSays(*s); says != "" {
			out = append(out, says)
		}
	} else if len(m.report.slots) > 0 && (left == "" || len(e.Values) > 0) { // what was left out is not done once more
		out = append(out, "extra")
	}
	if standing := present.ReviewBy(e.Completion, present.Printed); standing != "" && standing != "to review" && !strings.HasPrefix(standing, "countersigned by") {
		out = append(out, standing)
	}
	return out
}

// undone is a slot that no record did as a line.
func (m sheet) undone(s model.Slot, zone *time.Location) line {
	at := s.Due.Add(-time.Nanosecond).In(zone) // what is due by midnight is due on the day before
	remark := cell{Text: slotSays(s), Strong: s.State == "missed" || s.State == "late"}
	return line{at: at, cells: m.cells(at, 0, nil, "", "", remark)}
}

// slotSays words how a slot stands, "" for one that was done in time.
func slotSays(s model.Slot) string {
	var out []string
	switch s.State {
	case "done":
	case "done late":
		out = append(out, "done, "+present.LateBy(s))
	case "late":
		out = append(out, "LATE, not done yet")
	case "missed":
		out = append(out, "MISSED")
		if s.Explained == "" {
			out = append(out, "not explained")
		}
	case "not required":
		out = append(out, strings.Trim("not required: "+s.Waiver, ": "))
	default:
		out = append(out, s.State)
	}
	if s.Explained != "" {
		out = append(out, "explained: "+s.Explained)
	}
	if s.Extras > 0 {
		out = append(out, present.Number(s.Extras, "extra reading"))
	}
	return strings.Join(out, ", ")
}

// dueWords counts the slots of a month by how they stand.
func (r Report) dueWords() string {
	if r.partial {
		return "not told: this is a part of the log"
	}
	n, explained := map[string]int{}, 0
	for _, s := range r.slots {
		n[s.State]++
		if s.State == "missed" && s.Explained != "" {
			explained++
		}
	}
	if len(r.slots) == 0 {
		return "never: the page has no schedule, or had none then"
	}
	out := []string{present.Number(len(r.slots), "time")}
	for _, state := range []string{"done", "done late", "missed", "not required", "not kept", "late", "due", "upcoming"} {
		if n[state] == 0 {
			continue
		}
		text := fmt.Sprintf("%d %s", n[state], state)
		if state == "missed" {
			text += fmt.Sprintf(" (%d explained)", explained)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// deviationOf returns the place of the exception that tells of a value, -1 for none.
func deviationOf(e Entry, v model.TracedValue) int {
	return slices.IndexFunc(e.Exceptions, func(x run.Exception) bool {
		return v.Mark != "" && x.Kind == run.IsDeviation && x.Step == v.Step && x.Item == v.Item &&
			strings.HasPrefix(x.Text, v.Label+" "+v.Text+" ") && (v.Mark == model.OutOfLimits || strings.Contains(x.Text, v.Mark))
	})
}

// remarkOn words a value that is not as its page says, and what was done about it. What was
// expected of an answer its exception says, and a trace does not.
func remarkOn(e Entry, v model.TracedValue, deviation int) string {
	said := []string{v.Label, v.Text, v.Unit, v.Mark}
	if deviation >= 0 && v.Mark == model.OutOfLimits {
		said = []string{e.Exceptions[deviation].Text}
	}
	said = append(said, present.DoneAgain(v))
	text := strings.Join(strings.Fields(strings.Join(said, " ")), " ")
	if deviation >= 0 {
		text += doneAbout(e.Exceptions[deviation])
	}
	return text
}

// exceptional words an exception of a record; what was computed again goes with what was
// corrected.
func exceptional(x run.Exception) []string {
	if x.Kind == run.IsLeftOut || x.Kind == run.IsCorrected && strings.Contains(x.Text, ": computed again: ") {
		return nil
	}
	return []string{present.Exception(x, nil) + doneAbout(x)}
}

// doneAbout ends what is said of an exception among others.
func doneAbout(x run.Exception) string {
	if x.Action == "" {
		return ""
	}
	return ", done about it: " + strings.TrimSuffix(x.Action, ".")
}

// notes say what is not in the columns.
func (m sheet) notes() []string {
	out := []string{"▲ above its limits, ▼ below them, ■ not as expected. A time is when the first of the values was entered."}
	var others []string
	for _, e := range m.entries {
		for _, v := range e.Values {
			if fieldOf(m.fields, v) == nil && !slices.Contains(others, v.Label) {
				others = append(others, v.Label)
			}
		}
	}
	if len(others) > 0 {
		out = append(out, "Recorded too, and in limits or as expected where no remark says otherwise: "+strings.Join(others, ", ")+".")
	}
	return out
}

func exceptionText(x run.Exception) string {
	text := strings.TrimSpace(x.Item + " " + present.Exception(x, nil))
	if x.Action != "" {
		text += ", done about it: " + x.Action
	}
	return text
}
