package present

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// charted is a reading of a chart.
type charted struct {
	model.Reading
	of    ChartOf
	field model.NumberField
	rules []string // of Westgard's that it breaks
}

// figure is a number as it was recorded, which no spreadsheet takes for a text.
type figure struct{ sop.Decimal }

// MarshalJSON writes it with the decimals that it was recorded with.
func (f figure) MarshalJSON() ([]byte, error) { return []byte(f.String()), nil }

// recordOf is the record that a reading is of.
func recordOf(r Row) Link { return Signed(r.Entry) }

var readingKind = kind[charted]{
	row: func(r charted) (int64, string) { return r.Entry, named(r.Entry) },
	says: func(r charted, now time.Time) string {
		return fmt.Sprintf("%s: %s; %s, entry %d.", Minute(r.At, now.Location()), r.words(), r.Person.Name, r.Entry)
	},
	prints: func(r charted, now time.Time) string {
		return strings.TrimSpace(fmt.Sprintf("%7d  %s  %-10s  %-32s %s", r.Entry, r.At.In(now.Location()).Format("2006-01-02 15:04"), r.Item, r.words(), r.Person.ID))
	},
	columns: []column[charted]{
		{"entry", func(r charted) any { return r.Entry }},
		{"at", func(r charted) any { return r.At.UTC() }},
		{"sop", func(r charted) any { return r.of.SOP }},
		{"version", func(r charted) any { return r.Version }},
		{"step", func(r charted) any { return r.Step }},
		{"field", func(r charted) any { return r.of.Field }},
		{"item", func(r charted) any { return r.Item }},
		{"value", func(r charted) any { return figure{r.Number} }},
		{"unit", func(r charted) any { return r.field.Unit }},
		{"limits", func(r charted) any { return r.Accepted.String() }},
		{"mark", func(r charted) any { return r.Mark }},
		{"person", func(r charted) any { return r.Person.ID }},
		{"amended", func(r charted) any { return r.Amended }},
		{"done_again", func(r charted) any { return r.Redone }}, // how often after it, 0 for what stands
		{"disputed", func(r charted) any { return r.Disputed }},
		{"stands", func(r charted) any { return r.Stands }}, // of one that was done again: what stands instead
	},
}

// words are a reading beside its limits.
func (r charted) words() string {
	parts := []string{r.Text}
	if r.field.Unit != "1" {
		parts = append(parts, r.field.Unit)
	}
	switch {
	case r.Mark != "":
		parts = append(parts, r.Mark)
	case !r.Accepted.Open():
		parts = append(parts, "("+r.Accepted.String()+")")
	}
	if r.Amended {
		parts = append(parts, "amended")
	}
	if r.Redone > 0 {
		parts = append(parts, doneAgain(r.Redone, r.Stands))
	}
	if r.Disputed {
		parts = append(parts, "DISPUTED")
	}
	return strings.Join(parts, " ")
}

// withAgain adds to some rules what is true of readings that were done again, where there is one.
func withAgain(rules []Said, shown []model.Reading, says string) []Said {
	if !slices.ContainsFunc(shown, func(r model.Reading) bool { return r.Redone > 0 }) {
		return rules
	}
	return append(slices.Clone(rules), Said{Text: says})
}

var readingsList = of(List{Name: "readings", Title: "Readings", Rows: "Readings", Row: "reading", Opens: "record"}, readingKind)
