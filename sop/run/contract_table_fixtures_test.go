package run_test

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
)

// rowOf is a row of the table that a drawn page can have, as the promises know it.
type rowOf struct {
	name      string
	wait      time.Duration // 0 for none
	low, high int
	asked     bool // false where the limits are none
}

var rowsOf = []rowOf{{"ra", time.Minute, 0, 1, true}, {"rb", 0, 1, 3, true}, {"rc", 2 * time.Minute, 0, 0, false}}

// withTable gives a page a table, sometimes: a step chooses the row, and later ones have
// their waits, windows and limits from it; so can a field under the choice.
func withTable(t *rapid.T, steps []sop.Step) []sop.Table {
	if rapid.IntRange(0, 3).Draw(t, "table") == 0 {
		return nil
	}
	table := sop.Table{Field: "item", Label: "Item", Columns: []sop.Column{{Name: "soak", Times: true}, {Name: "low"}, {Name: "high"}}}
	for _, row := range rowsOf {
		cells := []sop.Cell{{None: true}, {None: true}, {None: true}}
		if row.wait > 0 {
			cells[0] = sop.Cell{Time: &sop.Duration{D: row.wait}}
		}
		if row.asked {
			low, high := sop.MustDecimal(strconv.Itoa(row.low)), sop.MustDecimal(strconv.Itoa(row.high))
			cells[1], cells[2] = sop.Cell{Figure: &low}, sop.Cell{Figure: &high}
		}
		table.Rows = append(table.Rows, sop.Row{Name: row.name, Cells: cells})
	}
	chooses := rapid.IntRange(0, len(steps)-2).Draw(t, "chooses")
	steps[chooses].Fields = append(steps[chooses].Fields, sop.Field{Name: "item", Label: "Item", Type: sop.Choice, OfTable: true, Choices: table.Choices()})
	for i := chooses; i < len(steps); i++ {
		if i > chooses && steps[i].AnyOrder && steps[chooses].AnyOrder {
			continue // the row could come later
		}
		if i > chooses && steps[i].Wait == nil && rapid.Bool().Draw(t, "soaks") {
			steps[i].Wait = &sop.Duration{Column: "soak"}
		}
		if i > chooses && steps[i].Within != nil && rapid.Bool().Draw(t, "window of the row") {
			steps[i].Within.Time = sop.Duration{Column: "soak"}
		}
		if rapid.Bool().Draw(t, "limits of the row") {
			f := figure(fmt.Sprintf("m%d", i), 1)
			f.From, f.Or = sop.Columns{Low: "low", High: "high"}, anyConsequence(t, i)
			steps[i].Fields = append(steps[i].Fields, f)
		}
	}
	return []sop.Table{table}
}

// row returns the row that a step goes by, and false while none is chosen.
func (c *contract) row(by *saidOf) (rowOf, bool) {
	for _, s := range c.steps {
		if !speaksOf(by, s) {
			continue
		}
		if i := slices.IndexFunc(rowsOf, func(r rowOf) bool { return r.name == s.known["item"] }); i >= 0 {
			return rowsOf[i], true
		}
	}
	return rowOf{}, false
}

// usesRow reports whether a step needs a row that another one chooses.
func usesRow(st sop.Step) bool {
	limits := func(f sop.Field) bool { return !f.From.None() }
	item := func(f sop.Field) bool { return f.Name == "item" }
	return !slices.ContainsFunc(st.Fields, item) && (slices.ContainsFunc(st.Fields, limits) || st.Wait != nil && st.Wait.Column != "" || st.Within != nil && st.Within.Time.Column != "")
}

// takeRow judges what a step that needs a row does without one, or against it.
func (c *contract) takeRow(s *saidOf, e sop.Event) {
	row, chosen := c.row(s)
	i := slices.IndexFunc(s.Fields, func(f sop.Field) bool { return f.Name == e.Field && !f.From.None() })
	switch {
	case e.Kind == sop.WaitStarted:
		s.waits = e.At
	case e.Kind == sop.ValueRecorded && i >= 0 && (!chosen || !row.asked):
		c.broken("%s is recorded, row %q", e.Field, row.name)
	case e.Kind == sop.StepDone && usesRow(s.Step) && !chosen:
		c.broken("%s is done without its row", s.ID)
	case e.Kind == sop.StepNotApplicable && usesRow(s.Step) && !chosen && c.verdict(s) != "unknown":
		c.broken("%s is not applicable without its row", s.ID)
	case e.Kind == sop.StepDone && s.Wait != nil && s.Wait.Column != "" && row.wait > 0 && (s.waits.IsZero() || e.At.Sub(s.waits) < row.wait):
		c.broken("%s is done at %s, its wait of %s began at %s", s.ID, e.At, row.wait, s.waits)
	}
}

// rows holds every value with limits of the row against the row that is chosen now.
func (c *contract) rows() {
	for _, s := range c.steps {
		row, chosen := c.row(s)
		for _, f := range s.Fields {
			text := s.known[f.Name]
			if f.From.None() || text == "" || !chosen || s.end == sop.StepNotRequired {
				continue
			}
			n, _ := strconv.Atoi(text)
			if bad := row.asked && (n < row.low || n > row.high); s.bad[f.Name] != bad {
				c.broken("%s is %s, out of limits %v with %s", f.Name, text, s.bad[f.Name], row.name)
			}
		}
	}
}
