package report

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
)

// csvColumns are those of a report of records: a row is a value, with the record that it
// is in, and a record without values is a row too. Every row says of which log and which
// day it is a copy, so that it still does once it was sorted.
var csvColumns = []string{
	"entry", "leaf", "at", "sop", "version", "title", "run", "outcome", "person", "name",
	"standing", "countersigned", "superseded", "amended", "disputed", "exceptions",
	"step", "item", "field", "label", "value", "unit", "limits", "mark", "value_at", "value_amended", "value_done_again",
	"value_amended_by", "value_stands", "left_out",
}

// ofSlot are the columns behind them in a month: of the slot that a record served, or that
// nobody did.
var ofSlot = []string{"slot", "due", "slot_state", "slot_says"}

// ofCopy are the last ones.
var ofCopy = []string{"log", "tree_size", "tree_root", "selected_by", "copy"}

// WriteCSV writes a report as CSV.
func (r Report) WriteCSV(ctx context.Context, w io.Writer) error {
	out := csv.NewWriter(w)
	columns := csvColumns
	if r.Kind == OfList {
		columns = r.list.Columns
	}
	if r.Kind == OfMonth {
		columns = slices.Concat(columns, ofSlot)
	}
	if err := out.Write(slices.Concat(columns, ofCopy)); err != nil {
		return err
	}
	var err error
	if r.Kind == OfList {
		err = r.csvList(ctx, out)
	} else {
		err = r.csvRecords(ctx, out)
	}
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (r Report) csvList(ctx context.Context, out *csv.Writer) error {
	for row, err := range r.Rows(ctx) {
		if err != nil {
			return err
		}
		if err := writeCells(out, append(r.list.Values(row), r.csvCopy()...)); err != nil {
			return err
		}
	}
	return nil
}

func (r Report) csvRecords(ctx context.Context, out *csv.Writer) error {
	write := func(values ...[]any) error { return writeCells(out, slices.Concat(append(values, r.csvCopy())...)) }
	for e, err := range r.Records(ctx) {
		if err != nil {
			return err
		}
		var slot []any
		if r.Kind == OfMonth {
			slot = slotCells(r.slotOf(e.Entry))
		}
		values := e.Values
		left, why := leftOut(e.Traced, r.wanted.Asset)
		if len(values) == 0 {
			values = []model.TracedValue{{Item: left}}
		}
		for _, v := range values {
			if err := write(recordCells(e.Completion), valueCells(v), []any{why}, slot); err != nil {
				return err
			}
		}
	}
	for _, s := range r.slots {
		if s.Done != 0 {
			continue
		}
		blank := make([]any, len(csvColumns))
		for i := range blank {
			blank[i] = ""
		}
		blank[slices.Index(csvColumns, "sop")], blank[slices.Index(csvColumns, "title")], blank[slices.Index(csvColumns, "item")] = s.SOP, s.Title, s.Item
		if err := write(blank, slotCells(&s)); err != nil {
			return err
		}
	}
	return nil
}

// csvCopy are the cells that say of what every row is a copy.
func (r Report) csvCopy() []any {
	var filter []string
	for _, t := range r.Filter {
		filter = append(filter, t.Name+"="+t.Value)
	}
	return []any{r.Station.Log, r.Station.Entries, r.Station.Root, strings.Join(filter, " "), strings.TrimPrefix(r.Banner+". ", ". ") + r.copied()}
}

func recordCells(c model.Completion) []any {
	var exceptions []string
	for _, x := range present.ExceptionsOf(c) {
		exceptions = append(exceptions, exceptionText(x))
	}
	t := Tally{}
	t.add(c)
	return []any{
		c.Entry, c.Leaf, c.At.UTC(), c.SOP, c.Version, c.Title, c.Run, string(c.Outcome), c.Person.ID, c.Person.Name,
		standing(c), names(c.Countersigned), names(c.Superseded), names(c.Amended), t.Disputed > 0, strings.Join(exceptions, "; "),
	}
}

func names(hands []model.Hand) []string {
	out := []string{}
	for _, h := range hands {
		if !slices.Contains(out, h.By.ID) {
			out = append(out, h.By.ID)
		}
	}
	return out
}

func valueCells(v model.TracedValue) []any {
	var at any = ""
	if !v.At.IsZero() {
		at = v.At.UTC()
	}
	return []any{v.Step, v.Item, v.Field, v.Label, v.Text, v.Unit, v.Limits, v.Mark, at, v.Amended, v.Redone, strings.Join(present.AmendersOf(v), " "), v.Stands}
}

func slotCells(s *model.Slot) []any {
	if s == nil {
		return []any{"", "", "", ""}
	}
	return []any{s.Name, s.Due.UTC(), s.State, slotSays(*s)}
}

// slotOf is the slot that a record did, nil for none.
func (r Report) slotOf(entry int64) *model.Slot {
	for i, s := range r.slots {
		if s.Done == entry {
			return &r.slots[i]
		}
	}
	return nil
}
