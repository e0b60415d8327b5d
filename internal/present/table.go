package present

import (
	"strings"

	"soprun/sop"
	"soprun/sop/run"
)

// columnLabel returns the words over a column, and whether a name is that of one.
func columnLabel(p *sop.Procedure, name string) (string, bool) {
	_, c, is := p.Column(name)
	return Plain(c.Label), is
}

// rangeOf words the accepted range of a number: of a field with limits from a table that
// of its row, with what was chosen; on the page itself that the table says it.
func rangeOf(f sop.Field) string {
	switch {
	case f.NotAsked:
		return "not asked for with " + Safe(f.Row)
	case f.From.None():
		return f.Accepted.String()
	case f.Row == "":
		return "limits by the table"
	case f.Accepted.Open():
		return "not set for " + Safe(f.Row)
	default:
		return f.Accepted.String() + ", for " + Safe(f.Row)
	}
}

// LimitsOnPage words the limits of a field with the columns that they come from: "“From” to
// “To” of the table, by “Product”"; "" where they are figures.
func LimitsOnPage(p *sop.Procedure, f sop.Field) string {
	if f.From.None() {
		return ""
	}
	words := func(name string) string {
		if label, is := columnLabel(p, name); is {
			return "“" + label + "”"
		}
		return name
	}
	shown := f
	shown.From = sop.Columns{Low: words(f.From.Low), High: words(f.From.High), Target: words(f.From.Target), SD: words(f.From.SD)}
	var table sop.Table
	for _, name := range f.From.Names() {
		if t, _, is := p.Column(name); is {
			table = t
		}
	}
	text := shown.Limits() + " of the table, by “" + Plain(table.Label) + "”"
	if f.From.Target != "" {
		text += ", and no rule broken of " + strings.Join(rowRules(), ", ")
	}
	return text
}

// LengthOf words a time of the page, where the department finds it, or the column of the
// table that has it.
func LengthOf(p *sop.Procedure, t sop.Duration) string {
	table, c, is := p.Column(t.Column)
	switch {
	case t.Local != "":
		return "what the department sets (" + Safe(t.Local) + ")"
	case is && t.D == 0:
		return "“" + Plain(c.Label) + "” of the table, by “" + Plain(table.Label) + "”"
	default:
		return t.String()
	}
}

// NoRow words why a step can only be not done, "" where it has the row that it needs.
func NoRow(r run.Run, s run.Step) string {
	none, lacks := r.Lacks(s)
	if !lacks {
		return ""
	}
	return Sentence(none.Words()) + " This step can only be not done, with a reason."
}

// waitByRow words the wait of a step that the row says: how long, for what was chosen, or
// that there is none; "" for a wait that stands on the page.
func waitByRow(r run.Run, s run.Step) string {
	_, row, cell, is := r.LookUp(s, r.WaitBy(s))
	switch {
	case !is || row.Name == "":
		return ""
	case cell.None:
		return "No wait for " + Safe(row.Name) + "."
	default:
		return ", for " + Safe(row.Name)
	}
}

// figureOf words the figure of a column, by the row that is chosen; its label while none is.
func figureOf(c sop.Column, cell sop.Cell) string {
	if cell.Figure == nil {
		return strings.TrimSpace("“" + Plain(c.Label) + "” " + map[bool]string{true: "(none)"}[cell.None])
	}
	return cell.Figure.String()
}
