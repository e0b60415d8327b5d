package run

import (
	"fmt"
	"slices"
	"time"

	"soprun/sop"
)

// row returns the row of a table that is chosen for a step, and false while none is.
func (r Run) row(by Step, t sop.Table) (sop.Row, bool) {
	_, values := r.recorded(by, t.Field)
	if len(values) == 0 {
		return sop.Row{}, false
	}
	return t.Row(values[len(values)-1].Text)
}

// lookedUp returns the run with each of its steps as the rows that are chosen say: the wait,
// the window and the limits of a step that uses a table are those of the row, and none
// while there is no row. All else reads them as if they stood on the page.
func (r Run) lookedUp() Run {
	if len(r.proc.Tables) == 0 {
		return r
	}
	r.steps = r.writable()
	for i := range r.steps {
		s := &r.steps[i]
		written := r.asWritten(*s)
		if len(r.proc.Columns(written)) == 0 {
			continue
		}
		if w := written.Wait; w != nil {
			s.Wait = r.timeOf(*s, *w)
		}
		if w := written.Within; w != nil {
			s.Within = nil
			if t := r.timeOf(*s, w.Time); t != nil {
				s.Within = &sop.Within{Time: *t, Of: w.Of}
			}
		}
		s.Fields = slices.Clone(written.Fields)
		for j, f := range s.Fields {
			s.Fields[j] = r.asked(*s, f)
		}
	}
	return r
}

// asWritten returns a step as its page has it, with the names of columns.
func (r Run) asWritten(s Step) sop.Step {
	for _, x := range r.proc.Sections[s.Section].Steps {
		if x.ID == s.ID {
			return x
		}
	}
	return s.Step
}

// timeOf returns the time that a wait or a window of a step has, nil for none.
func (r Run) timeOf(s Step, t sop.Duration) *sop.Duration {
	table, column, is := r.proc.Column(t.Column)
	if !is {
		return &t
	}
	row, chosen := r.row(s, table)
	cell := table.Cell(row, column.Name)
	switch {
	case !chosen || cell.None:
		return nil
	case cell.Time != nil:
		t.D = cell.Time.D
	default:
		t.Local = cell.Local
	}
	return &t
}

// asked returns a field of a step with the limits that the row gives it.
func (r Run) asked(s Step, f sop.Field) sop.Field {
	for _, name := range f.From.Names() {
		if table, _, is := r.proc.Column(name); is {
			if row, chosen := r.row(s, table); chosen {
				return f.Asked(table, row)
			}
		}
	}
	return f
}

// chosenBy returns the names of the fields that choose the rows which a step uses, each
// once.
func (r Run) chosenBy(columns []string) (out []string) {
	for _, name := range columns {
		if table, _, is := r.proc.Column(name); is && !slices.Contains(out, table.Field) {
			out = append(out, table.Field)
		}
	}
	return out
}

// needs returns the names of the fields without which a step cannot be done: those that
// choose the rows which it uses.
func (r Run) needs(s Step) []string {
	if len(r.proc.Tables) == 0 {
		return nil
	}
	return r.chosenBy(r.proc.Columns(r.asWritten(s)))
}

// readBy returns the names of the fields that a field is computed from, by itself or by
// the row that they choose, or that choose its limits.
func (r Run) readBy(f sop.Field) (out []string) {
	for _, name := range f.Calc.Names() {
		if _, _, is := r.proc.Column(name); !is {
			out = append(out, name)
		}
	}
	return append(out, r.chosenBy(r.proc.ColumnsOf(f))...)
}

// NoRow is why a step can only be left out as not done: the row that it needs was not
// chosen.
type NoRow struct {
	Field sop.Field // that chooses the row
	By    Step      // that asks for it
}

// Lacks returns the row that a step needs and that nobody can choose any more before it,
// and false where it has all that it needs, or asks for it itself.
func (r Run) Lacks(s Step) (NoRow, bool) {
	for _, name := range r.needs(s) {
		table, _ := r.proc.TableOf(name)
		if _, chosen := r.row(s, table); chosen {
			continue
		}
		for _, by := range r.seen(s, name) {
			if by.Place() != s.Place() {
				return NoRow{Field: by.FieldNamed(name), By: by}, true
			}
		}
	}
	return NoRow{}, false
}

// Words says why there is no row: "Product was not chosen: step 3 was left out".
func (n NoRow) Words() string {
	why := "was left out"
	switch {
	case n.By.Closed == nil:
		why = "is still to do"
	case n.By.State == NotRequired:
		why = "was not required"
	case !leftOut(n.By):
		why = "did not ask for it"
	}
	return fmt.Sprintf("%s was not chosen: step %d %s", n.Field.Label, n.By.Number, why)
}

// withoutRow refuses what cannot be done to a step while the row that it needs is not
// chosen: nobody knows its time, or its limits.
func (t *turn) withoutRow(s Step, a Action) *Refusal {
	none, lacks := t.run.Lacks(s)
	if !lacks {
		return nil
	}
	switch a.(type) {
	case MarkNotDone, Reopen, Release:
		return nil
	case MarkNotApplicable:
		if len(t.run.InDoubt(s)) > 0 {
			return nil
		}
	}
	return refuse(NeedsRow, s.ID, "", "%s, so that step %d can only be not done, with a reason", none.Words(), s.Number)
}

// withoutLimits refuses a value of a field that the row has not, or of which the row is
// not chosen yet.
func (r Run) withoutLimits(s Step, f sop.Field) *Refusal {
	switch {
	case f.NotAsked:
		return refuse(NeedsRow, s.ID, f.Name, "%s is not asked for with %s", f.Label, f.Row)
	case !f.From.None() && f.Row == "":
		of := r.field(r.chosenBy(r.proc.ColumnsOf(f))[0])
		return refuse(NeedsRow, s.ID, f.Name, "%s: enter %s first, which says its limits", f.Label, of.Label)
	default:
		return nil
	}
}

// figureOf returns what the row that is chosen has in a column. An error says why it has
// none, or that the row is still to be chosen.
func (r Run) figureOf(by Step, table sop.Table, column sop.Column) ([]string, error) {
	if _, err := r.figures(by, table.Field); err != nil {
		return nil, err
	}
	row, _ := r.row(by, table)
	switch cell := table.Cell(row, column.Name); {
	case cell.Figure != nil:
		return []string{cell.Figure.String()}, nil
	case cell.None:
		return nil, fmt.Errorf("%s has none for %s", column.Label, row.Name)
	default:
		return nil, fmt.Errorf("%s is not set for %s", column.Label, row.Name)
	}
}

// judgeRows judges the values again whose limits are of another row than when they were
// recorded: one that is outside now, or no longer, is noted as a correction of its mark,
// and what follows from it follows.
func (t *turn) judgeRows(why string) {
	if why == "" {
		why = "what its limits depend on was chosen again"
	}
	for i := 0; i < len(t.run.steps); i++ {
		s := t.run.steps[i]
		for _, f := range s.Fields {
			if f.Row == "" || f.Calc != nil || s.State == NotRequired {
				continue
			}
			for _, v := range s.ValuesOf(f.Name) {
				t.judgeRow(s, f, v, why)
			}
		}
	}
}

func (t *turn) judgeRow(s Step, f sop.Field, v Value, why string) {
	d, err := sop.ParseDecimal(v.Text)
	if err != nil {
		return
	}
	got, again := t.run.judgedAgain(s, f, v, reading{value: v.Text, mark: outside(f.Accepted, d, f.Unit)})
	if !again {
		return
	}
	t.emit(sop.Event{
		Kind: sop.ValueCorrected, Step: s.ID, Item: s.Item, Field: f.Name, Index: v.Index,
		Value: v.Text, Old: v.Text, Raw: v.Raw, Unit: v.Unit, Mark: got.mark, Reason: fitting("judged again: " + why), Control: got.control,
	})
	if got.mark != "" {
		t.deviate(s, f.Name, describe(f, got))
	}
	t.followClosed(s)
}

// keptBy notes what was done by the row that is chosen no more: closed steps that waited
// for less than the new one says, were done later than it allows, or did not ask for what
// it asks; and what was done too late while it did not count, and counts now.
func (t *turn) keptBy(before Run) {
	if len(before.steps) != len(t.run.steps) {
		return
	}
	for i, s := range t.run.steps {
		if s.State != Done {
			continue
		}
		if was := before.steps[i]; t.run.countsLate(i) && !before.countsLate(i) && was.Within != nil && s.Within.Time == was.Within.Time {
			of, _ := t.run.proc.Step(s.Within.Of)
			if what := fmt.Sprintf("step %d was not done within %s of step %d; a correction makes it required", s.Number, s.Within.Time, of.Number); !t.run.deviates(s, what) {
				t.deviate(s, "", what)
			}
		}
		for _, what := range t.run.keptNot(s, before.steps[i]) {
			t.deviate(s, "", what)
		}
	}
}

// countsLate reports whether a step counts that was done later than its window allows, and
// of which nothing says so.
func (r Run) countsLate(i int) bool {
	s := r.steps[i]
	window, counts := r.Window(s)
	if !counts || s.Closed == nil || s.Timing.Missed != nil || !window.Over(s.Closed.Done()) {
		return false
	}
	_, required := r.required(i)
	return required
}

// keptNot words what of a step that is done was not kept of what its row says now, where
// the one before let it pass.
func (r Run) keptNot(s, was Step) (out []string) {
	if lasted := s.waitLasted(); s.Wait != nil && lasted < s.Wait.D && (was.Wait == nil || was.Wait.D < s.Wait.D) {
		out = append(out, fmt.Sprintf("step %d waited %s; now it is %s", s.Number, Clock(lasted.Truncate(time.Second)), s.Wait))
	}
	window, counts := r.Window(s)
	if shorter := counts && (was.Within == nil || was.Within.Time.D > window.Length); shorter && s.Timing.Missed == nil && window.Over(s.Closed.Done()) {
		of, _ := r.proc.Step(s.Within.Of)
		out = append(out, fmt.Sprintf("step %d was not done within %s of step %d, as it now is", s.Number, s.Within.Time, of.Number))
	}
	for _, f := range s.Fields {
		if was.FieldNamed(f.Name).NotAsked && !f.NotAsked && len(s.ValuesOf(f.Name)) == 0 {
			out = append(out, fmt.Sprintf("%s was not asked for; with %s it is", f.Label, f.Row))
		}
	}
	return out
}

// waitLasted returns how long a step was waited for before it was closed.
func (s Step) waitLasted() time.Duration {
	n := len(s.Timing.Waits)
	if n == 0 || s.Closed == nil {
		return 0
	}
	return s.Closed.Done().Sub(s.Timing.Waits[n-1].Done())
}

// LookUp returns what stands in a column for a step, with the row that is chosen, whose name
// is "" while none is; false for a name that is no column's.
func (r Run) LookUp(by Step, column string) (sop.Column, sop.Row, sop.Cell, bool) {
	table, c, is := r.proc.Column(column)
	if !is {
		return sop.Column{}, sop.Row{}, sop.Cell{}, false
	}
	row, _ := r.row(by, table)
	return c, row, table.Cell(row, column), true
}

// WaitBy returns the column from which a step has its wait, "" where the page has a time.
func (r Run) WaitBy(s Step) string {
	if w := r.asWritten(s).Wait; w != nil {
		return w.Column
	}
	return ""
}
