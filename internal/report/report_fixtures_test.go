package report_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/sop"
	"soprun/sop/run"
)

var (
	now   = time.Date(2026, 4, 2, 9, 41, 0, 0, time.UTC)
	khan  = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
	bell  = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Supervisor}}
	march = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
)

const root = "EG0kLrt8sWlTnEubqv58K1CuFiZiBS1u08EV9MdS/FI="

// leafOf is a leaf hash that only one entry has.
func leafOf(entry int64) string { return fmt.Sprintf("%043d=", entry) }

// desk is a log in memory.
type desk struct {
	present.Station
	present.Charts
	records []model.Traced // the oldest first
	slots   []model.Slot
	staff   model.Staff
	demo    bool
	grows   bool // the log goes on with each look at it
	looks   int64
	err     error
}

func (d *desk) Here() model.Station {
	s := model.Station{Log: "st-mary/bench-2/2026-1a2b3c", Site: "St Mary", Name: "Bench 2", Demo: d.demo, Entries: 90_000, Root: root}
	if d.grows {
		d.looks++
		s.Root = leafOf(d.looks)
	}
	return s
}

func (d *desk) TraceFrom(_ context.Context, q model.Query, from model.From) (out model.Part[model.Traced], err error) {
	out.Of = len(d.records)
	for i := range d.records {
		t := d.records[len(d.records)-1-i]
		if from.Oldest {
			t = d.records[i]
		}
		passed := from.Entry != 0 && (from.Oldest && t.Entry <= from.Entry || !from.Oldest && t.Entry >= from.Entry)
		if passed || q.SOP != "" && t.SOP != q.SOP || q.Person != "" && t.Person.ID != q.Person || t.At.Before(q.Since) || !q.Until.IsZero() && !t.At.Before(q.Until) {
			continue
		}
		if len(out.Rows) == q.Limit {
			out.More = true
			break
		}
		t.Values = append([]model.TracedValue{}, t.Values...)
		out.Rows, out.Next = append(out.Rows, t), t.Entry
	}
	if from.Oldest { // the newest stands first, whichever way it was read
		for i, j := 0, len(out.Rows)-1; i < j; i, j = i+1, j-1 {
			out.Rows[i], out.Rows[j] = out.Rows[j], out.Rows[i]
		}
	}
	return out, d.err
}

func (d *desk) CompletionsFrom(ctx context.Context, q model.Query, from model.From) (out model.Part[model.Completion], err error) {
	part, err := d.TraceFrom(ctx, q, from)
	out.Next, out.More, out.Of = part.Next, part.More, part.Of
	for _, t := range part.Rows {
		if strings.Contains(t.Title, q.Words) {
			out.Rows = append(out.Rows, t.Completion)
		}
	}
	return out, err
}

func (d *desk) Record(entry int64) (rec model.Record, err error) {
	for _, t := range d.records {
		if t.Entry == entry {
			rec.Completion = t.Completion
			return rec, d.err
		}
	}
	return rec, fmt.Errorf("entry %d is no completion", entry)
}

func (d *desk) FourWords() string { return "" }

func (d *desk) Staff() (model.Staff, error)                                { return d.staff, d.err }
func (d *desk) DueNow() ([]model.Slot, error)                              { return d.slots, d.err }
func (d *desk) Exposure() (model.Exposure, error)                          { return model.Exposure{}, d.err }
func (d *desk) Things(context.Context, model.Which) ([]model.Asset, error) { return nil, d.err }
func (d *desk) Department() (model.Department, error) {
	return model.Department{Approvals: []model.Approval{{Entry: 3, SOP: "SOP-EQ-014", Version: "2.1", Title: "Fridge check"}}}, d.err
}

func (d *desk) Slots(string, time.Time, time.Time) ([]model.Slot, error) { return d.slots, d.err }

func (d *desk) source() report.Source {
	return report.Source{
		Sources: present.Sources{Reader: d, Station: d, Charts: d, Roll: d}, Now: now,
	}
}

// compose composes a report that has to be possible.
func (d *desk) compose(t *testing.T, want model.Wanted) report.Report {
	t.Helper()
	r, err := report.Compose(t.Context(), d.source(), want)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// written is a report in every format.
type written struct{ html, pdf, csv, json []byte }

func write(t *testing.T, r report.Report) (w written) {
	t.Helper()
	for _, f := range []struct {
		to *[]byte
		by func(context.Context, *bytes.Buffer) error
	}{
		{&w.html, func(ctx context.Context, b *bytes.Buffer) error { return r.WriteHTML(ctx, b) }},
		{&w.pdf, func(ctx context.Context, b *bytes.Buffer) error { return r.WritePDF(ctx, b) }},
		{&w.csv, func(ctx context.Context, b *bytes.Buffer) error { return r.WriteCSV(ctx, b) }},
		{&w.json, func(ctx context.Context, b *bytes.Buffer) error { return r.WriteJSON(ctx, b) }},
	} {
		var b bytes.Buffer
		if err := f.by(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		*f.to = b.Bytes()
	}
	return w
}

// reading is a fridge check on a day of March, at nine.
func reading(day int, now, low, high string) model.Traced {
	at := march.AddDate(0, 0, day-1).Add(8*time.Hour + 47*time.Minute)
	entry := int64(800 + day)
	value := func(field, label, text, mark string) model.TracedValue {
		return model.TracedValue{Step: "read", Field: field, Item: "FR-001", Label: label, Text: text, Unit: "°C", Limits: "2.0 to 8.0", Mark: mark, At: at, Sought: true}
	}
	mark := ""
	if high > "8.0" {
		mark = "ABOVE 8.0"
	}
	return model.Traced{
		Completion: model.Completion{
			Entry: entry, Leaf: leafOf(entry), At: at.Add(4 * time.Minute), Person: khan, SOP: "SOP-EQ-014", Title: "Fridge check", Version: "2.1",
			Run: fmt.Sprintf("r-%d", entry), Outcome: run.OutcomeComplete, Statement: "I did it.", Countersigned: []model.Hand{{Entry: entry + 100, By: bell}},
		},
		Values: []model.TracedValue{
			{Step: "unit", Field: "unit", Item: "FR-001", Label: "Asset label", Text: "FR-001", At: at, Sought: true},
			value("now", "Temperature now", now, ""), value("low", "Lowest since the reset", low, ""), value("high", "Highest since the reset", high, mark),
			{Step: "read", Field: "now", Item: "FR-002", Label: "Temperature now", Text: "6.66", Unit: "°C", Limits: "2.0 to 8.0", At: at},
			{Step: "seal", Field: "seal", Item: "FR-001", Label: "Door seal", Text: "whole", Limits: "whole", At: at, Sought: true},
		},
	}
}

// fridge is a month of checks: one too warm, one missed and explained, one missed, one late,
// one disputed, one not required, one left out.
func fridge() *desk {
	d := &desk{demo: true, staff: model.Staff{Members: []model.Member{{Person: khan, State: model.KeyLive}, {Person: bell, State: model.KeyLive}}}}
	for day := 1; day <= 31; day++ {
		slot := model.Slot{SOP: "SOP-EQ-014", Title: "Fridge check", Item: "FR-001", Name: march.AddDate(0, 0, day-1).Format(time.DateOnly), Due: march.AddDate(0, 0, day-1).Add(9 * time.Hour), State: "done", Done: int64(800 + day)}
		t := reading(day, fmt.Sprintf("%d.%d", 4, day%10), "3.2", fmt.Sprintf("6.%d", day%10))
		switch day {
		case 7:
			slot.State, slot.Done, slot.Explained = "missed", 0, "the bench was flooded"
		case 8:
			slot.State, slot.Done = "missed", 0
		case 14:
			slot.State, slot.Late = "done late", 41*time.Minute
		case 19:
			t = reading(day, "4.4", "3.2", "8.6")
			t.Exceptions = []run.Exception{{Kind: "deviation", Step: "read", Item: "FR-001", Text: "Highest since the reset 8.6 °C ABOVE 8.0 °C", Action: "moved the stock"}}
		case 21:
			t.Disputed = true
		case 23:
			t.Values = t.Values[4:5] // of the other fridge
			t.Exceptions = []run.Exception{{Kind: run.IsLeftOut, Step: "unit", Text: "FR-001 was left out: it defrosts"}}
		case 22:
			slot.State, slot.Done, slot.Waiver = "not required", 0, "out of service"
		}
		d.slots = append(d.slots, slot)
		if slot.Done != 0 {
			d.records = append(d.records, t)
		}
	}
	return d
}

// month is what is wanted of the fridge.
func month() model.Wanted {
	return model.Wanted{Query: model.Query{SOP: "SOP-EQ-014", Since: march, Until: march.AddDate(0, 1, 0)}, Asset: "fr-001", Month: march}
}

// plain is a text without spaces and line breaks: on paper words stand in other lines.
func plain(text string) string { return strings.Join(strings.Fields(text), "") }

func (d *desk) Enrolled() (model.Enrolled, error) {
	var out model.Enrolled
	for _, m := range d.staff.Members {
		out.People = append(out.People, m.Person)
	}
	return out, d.err
}
