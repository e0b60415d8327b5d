package present

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
)

// Report is the form that reports on what a chart shows, with a row of it under the cursor, or
// none for -1: on the records of its points, or on a month of what it is of, on one sheet.
func (c Chart) Report(row int) Form {
	f := reportOn("report on what is charted", func(_ Case, in Answers) model.Wanted { return c.wanted(in) })
	f.Row = false
	if c.Of.Kind == OfExceptions {
		return f
	}
	month := Ask{
		Name: "month", Label: "Month", Kind: Optional, Check: aMonth, Start: func(Case, Answers) string { return c.month() },
		Help: "Like 2026-03, for one sheet of it.", Empty: "for a row for each record", Prompt: "Month, like 2026-03, for one sheet with a row for each day",
	}
	asks := []Ask{month}
	if c.Of.Kind == OfSlots {
		asset := Ask{
			Name: "asset", Label: "Asset", Kind: Optional, Check: itemOf(c.Of.SOP), Start: func(Case, Answers) string { return c.itemAt(row) },
			Help: "Where it is due for several: of which, like F-12.", Empty: "for all", Prompt: "Asset, like F-12, where it is due for several",
		}
		asks = []Ask{asset, month}
	}
	f.Asks = append(asks, f.Asks...)
	return f
}

// itemOf refuses what no record and no list of a procedure names.
func itemOf(id string) func(Names, Answers, string) error {
	return func(n Names, _ Answers, text string) error {
		return known(n, model.Named{Kind: model.NamedItem, ID: text, Of: id})
	}
}

// aMonth refuses what is no month.
func aMonth(_ Names, _ Answers, text string) error {
	if _, err := time.Parse(monthForm, text); text != "" && err != nil {
		return fmt.Errorf("%q is no month: write it like 2026-03", text)
	}
	return nil
}

const monthForm = "2006-01"

// month is the month that a chart shows and nothing else, "" where it shows more or less.
func (c Chart) month() string {
	if c.Of.Since.Day() != 1 || !c.Of.Until.Equal(c.Of.Since.AddDate(0, 1, 0)) {
		return ""
	}
	return c.Of.Since.Format(monthForm)
}

// itemAt is of which item a row is, and else the one that the chart was asked for.
func (c Chart) itemAt(row int) string {
	if row >= 0 && row < len(c.items) {
		return c.items[row]
	}
	return c.Of.Item
}

// wanted is what a report on a chart is about.
func (c Chart) wanted(in Answers) model.Wanted {
	out := model.Wanted{Query: model.Query{SOP: c.Of.SOP, Since: c.Of.Since, Until: c.Of.Until}}
	switch c.Of.Kind {
	case OfExceptions:
		out.Query.Exceptions = true
		return out
	case OfSlots:
		out.Asset = strings.TrimSpace(in["asset"])
	case OfReadings:
		out.Asset, out.Field = c.Of.Item, c.Of.Field
	}
	if month, err := time.ParseInLocation(monthForm, cmp.Or(strings.TrimSpace(in["month"]), "none"), c.Of.Since.Location()); err == nil {
		out.Month, out.Field = month, ""
		out.Query.Since, out.Query.Until = month, month.AddDate(0, 1, 0)
	}
	return out
}
