package report

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
)

// part is a piece of a report on paper, and on a page of HTML.
type part struct {
	heading string
	apart   bool        // it begins a sheet of its own
	facts   []Term      // a label and what it says
	groups  []group     // of such
	doc     present.Doc // nil for none
	table   *table      // nil for none
	chart   *chart      // nil for none
	figures []sop.Figure
	notes   []string
}

// group is lines with labels under a heading.
type group struct {
	Heading string
	Narrow  bool // its labels are codes
	Lines   []labelled
}

// labelled is what a label says, and what has to be looked at about it: the words say why.
type labelled struct {
	Term
	Strong bool
}

// table is rows of cells under headings. It is read as it is written.
type table struct {
	caption string
	columns []column
	rows    iter.Seq2[[]cell, error]
	empty   string // why there is no row
}

// column is what stands above the cells, and which share of the width they have.
type column struct {
	Title, Limits string
	Share         float64
	End           bool // numbers end at its right
}

// cell is what stands in one place of a table.
type cell struct {
	Text   string
	Strong bool   // somebody has to look at it; the words say why
	Small  string // under it
}

// copied says what a printed report is.
func (r Report) copied() string {
	return "Printed copy, valid on " + r.At.Format("2 Jan 2006, 15:04")
}

// head is what the log was when it was printed.
func (r Report) head() string { return present.Entries(r.Station.Entries) + ", root " + r.Station.Root }

// foot stands under every sheet.
func (r Report) foot() string {
	return fmt.Sprintf("%s. The record is the log %s: %s.", r.copied(), r.Station.Log, r.head())
}

// facts are what every report says of itself.
func (r Report) facts() []Term {
	var filter []string
	for _, t := range r.Filter {
		filter = append(filter, t.Name+" "+t.Value)
	}
	if len(filter) == 0 {
		filter = []string{"none: all of them"}
	}
	out := []Term{
		{"Station", strings.Trim(r.Station.Site+", "+r.Station.Name, ", ")},
		{"Selected by", strings.Join(filter, " · ")},
		{"Holds", r.Holds()},
	}
	if n := len(r.Tally.Versions); n > 0 && n <= mostVersions {
		out = append(out, Term{"Page", strings.Join(r.Tally.Versions, ", ")})
	} else if n > 0 {
		out = append(out, Term{"Page", present.Number(n, "version") + "; each row names its own"})
	}
	if standing := r.Tally.words(); standing != "" {
		out = append(out, Term{"Standing", standing})
	}
	if r.Kind == OfMonth {
		out = append(out, Term{"Due", r.dueWords()})
	}
	return append(out,
		Term{"Log", r.Station.Log},
		Term{"Tree head", r.head()},
		Term{"Copy", r.copied() + ". Look an entry up with: soprun show N. Check the log with: soprun verify."})
}

// mostVersions is how many versions of pages stand above the rows.
const mostVersions = 4

// Holds words how many of how many are in it.
func (r Report) Holds() string {
	if r.Count == 0 {
		return fmt.Sprintf("none of %s %s in the log", present.Thousands(int64(r.Of)), r.What)
	}
	return fmt.Sprintf("%s of %s %s in the log", present.Thousands(int64(r.Count)), present.Thousands(int64(r.Of)), r.What)
}

// words say what has to be looked at.
func (t Tally) words() string {
	var out []string
	for _, one := range []struct {
		n    int
		says string
	}{{t.Disputed, "DISPUTED"}, {t.Superseded, "with a SUPERSEDED countersignature"}, {t.Amended, "amended"}, {t.Exceptions, "with exceptions"}, {t.Waiting, "waiting for a supervisor"}} {
		if one.n > 0 {
			out = append(out, present.Thousands(int64(one.n))+" "+one.says)
		}
	}
	return strings.Join(out, ", ")
}

// parts yields what stands on the sheets, in order.
func (r Report) parts(ctx context.Context) iter.Seq2[part, error] {
	if r.Kind == OfPortfolio {
		return r.folio()
	}
	return func(yield func(part, error) bool) {
		if !yield(part{facts: r.facts()}, nil) {
			return
		}
		if r.person != nil && !yield(part{doc: *r.person}, nil) {
			return
		}
		switch r.Kind {
		case InFull:
			for e, err := range r.Records(ctx) {
				if err != nil {
					yield(part{}, err)
					return
				}
				if !yield(r.inDetail(e), nil) {
					return
				}
			}
		case OfMonth:
			month, err := r.month(ctx)
			yield(month, err)
		case OfList:
			yield(part{table: r.listed(ctx)}, nil)
		case OfRecords, OfPerson:
			yield(part{table: r.rows(ctx)}, nil)
		case OfPortfolio: // it has sheets of its own
		}
	}
}

// inDetail is one record in full.
func (r Report) inDetail(e Entry) part {
	return part{heading: fmt.Sprintf("Entry %d: %s", e.Entry, e.Title), apart: len(r.wanted.Entries) > 1, doc: e.Doc, facts: []Term{
		{"Page", e.SOP + " v" + e.Version},
		{"Run", e.Run},
		{"Entry", fmt.Sprintf("%d, leaf %s", e.Entry, e.Leaf)},
		{"Standing", standing(e.Completion)},
	}, figures: e.Figures}
}

// rows are a table of records.
func (r Report) rows(ctx context.Context) *table {
	return &table{
		caption: "Records, newest first, each with its values beside their limits",
		columns: []column{{Title: "Entry", Share: 14, End: true}, {Title: "Signed", Share: 18}, {Title: "Procedure", Share: 44}, {Title: "Values", Share: 66}, {Title: "Who", Share: 18}, {Title: "Standing", Share: 26}},
		empty:   "No record fits.",
		rows: func(yield func([]cell, error) bool) {
			for e, err := range r.Records(ctx) {
				if !yield(r.row(e), err) || err != nil {
					return
				}
			}
		},
	}
}

func (r Report) row(e Entry) []cell {
	c := e.Completion
	result, _ := present.Result(c)
	stands := standing(c)
	values := valuesText(e.Values)
	left, why := leftOut(e.Traced, r.wanted.Asset)
	if left != "" {
		values += "\n" + leftOutText(why)
	}
	for _, x := range present.ExceptionsOf(c) {
		if left != "" && x.Text == left+" was left out: "+why { // it is said
			continue
		}
		values += fmt.Sprintf("\nException: %s", exceptionText(x))
	}
	return []cell{
		{Text: fmt.Sprint(c.Entry)},
		{Text: c.At.In(r.At.Location()).Format("2 Jan 2006 15:04")},
		{Text: fmt.Sprintf("%s, %s v%s, %s", c.Title, c.SOP, c.Version, result), Small: c.Run + ", leaf " + c.Leaf},
		{Text: strings.TrimPrefix(values, "\n"), Strong: marked(e.Values) || left != ""},
		{Text: c.Person.Name, Small: c.Person.ID},
		{Text: stands, Strong: strings.Contains(stands, "DISPUTED") || strings.Contains(stands, "SENT BACK")},
	}
}

// standing words who countersigned, and all that is disputed.
func standing(c model.Completion) string {
	return cmp.Or(present.ReviewBy(c, present.Printed), "no countersignature is asked for")
}

func marked(values []model.TracedValue) bool {
	for _, v := range values {
		if v.Mark != "" {
			return true
		}
	}
	return false
}

// valuesText writes values beside their Limits: those of one item in a line.
func valuesText(values []model.TracedValue) string {
	var out strings.Builder
	item := ""
	for i, v := range values {
		switch {
		case i > 0 && v.Item != item:
			out.WriteString("\n")
		case i > 0:
			out.WriteString("; ")
		}
		if v.Item != item && v.Item != "" {
			out.WriteString(v.Item + ": ")
		}
		item = v.Item
		out.WriteString(valueText(v))
	}
	return out.String()
}

// valueText writes a value with what it is a value of, and what it is judged by.
func valueText(v model.TracedValue) string {
	parts := []string{v.Label, present.TimeOfDay(v.Text), v.Unit}
	if v.Limits != "" {
		parts = append(parts, "("+v.Limits+")")
	}
	parts = append(parts, v.Mark)
	parts = append(parts, present.AmendedBy(v), present.DoneAgain(v))
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// listed is a table of the rows of a list.
func (r Report) listed(ctx context.Context) *table {
	t := &table{caption: r.list.Title, empty: r.list.Nothing(r.Station)}
	for i, name := range r.list.Columns {
		t.columns = append(t.columns, column{Title: strings.ReplaceAll(name, "_", " "), Share: r.shares[i]})
	}
	if len(r.Filter) > 1 {
		t.empty = "No " + r.list.Row + " fits."
	}
	t.rows = func(yield func([]cell, error) bool) {
		for row, err := range r.Rows(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			cells, err := r.listedCells(row)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return t
}

func (r Report) listedCells(row present.Row) (cells []cell, err error) {
	for _, value := range r.list.Values(row) {
		text, err := Text(value)
		if err != nil {
			return nil, err
		}
		if at, ok := value.(time.Time); ok {
			text = present.Minute(at, r.At.Location())
		}
		cells = append(cells, cell{Text: text})
	}
	return cells, nil
}

// The letters that a column of a list is given room for.
const (
	leastLetters = 5
	mostLetters  = 36
)

// wider gives a column of a list room for what is in a row.
func (r *Report) wider(cells []cell) {
	for i, c := range cells {
		letters := len([]rune(c.Text))
		r.shares[i] = max(r.shares[i], float64(min(mostLetters, letters)))
	}
}
