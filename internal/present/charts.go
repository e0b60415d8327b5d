package present

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/chart"
	"soprun/internal/model"
	"soprun/sop"
)

// Charts is where what pictures show is read.
type Charts interface {
	// Numbers are the fields of a procedure that can be charted, Readings all that one of
	// them was recorded as. Readings ends early when its context does.
	Numbers(sop string) (model.Numbers, error)
	Readings(ctx context.Context, sop, field string) (model.Readings, error)
	// Slots are those of a procedure whose time overlaps that between two instants.
	Slots(sop string, since, until time.Time) ([]model.Slot, error)
}

// ChartKind is what a chart is of.
type ChartKind int

// The kinds.
const (
	OfReadings   ChartKind = iota // of a field
	OfExceptions                  // by step
	OfSlots                       // by day
)

// ChartOf names a chart.
type ChartOf struct {
	SOP   string // "" for the exceptions of all procedures
	Kind  ChartKind
	Field string // OfReadings: the name of the field
	Item  string // "" for the first that there is
	// Since and Until are midnights between which it is, Until not; zero ones for what is
	// usual: two months of readings, three of exceptions, one of slots, up to today.
	Since, Until time.Time
	All          bool // of every item and all times: to be written, not drawn
}

// Chart is a picture, and the same in words: what it is of, what it comes to, and the rows
// that it is made of.
type Chart struct {
	Of    ChartOf // as it was read: with an item and times
	Title string  // of the procedure
	Which string  // "SOP-EQ-014 now"
	Parts []string
	Said  []Said   // what it comes to, the gravest first
	Rules []Said   // what its marks and rules mean
	Items []string // that there are, of which it shows one
	Empty string   // why there is nothing to draw, "" where there is

	// Draw draws the picture, with a row marked, or none for -1. SVG is the same as a file.
	Draw func(size chart.Size, style chart.Style, row int) (chart.Drawn, error)
	SVG  func() string

	List List  // what the rows are: its columns, and how one is said
	Rows []Row // in the order of the picture

	leads func(Row) Link
	items []string // of slots: of which item each row is
}

// Leads is what a row leads to: the record that it is of, or what is done about it.
func (c Chart) Leads(row int) Link {
	if row < 0 || row >= len(c.Rows) || c.leads == nil {
		return Link{}
	}
	return c.leads(c.Rows[row])
}

// About says in one line what is seen.
func (c Chart) About() string { return strings.Join(c.Parts, between) }

// between stands between the parts of a line.
const between = "    "

// Offer is a chart that there is, in words.
type Offer struct {
	ChartOf
	Name, Words string
}

// Offers are the charts of a procedure: of each number, of its exceptions and its slots.
func (s Sources) Offers(id string) (title string, out []Offer, err error) {
	n, err := s.Numbers(id)
	if err != nil {
		return "", nil, err
	}
	for _, f := range n.Fields {
		out = append(out, Offer{ChartOf{SOP: n.SOP, Field: f.Name}, f.Name, labelled(f)})
	}
	out = append(out, Offer{ChartOf{SOP: id, Kind: OfExceptions}, "exceptions", "How often each step did not go as the page says"})
	if n.Scheduled {
		out = append(out, Offer{ChartOf{SOP: id, Kind: OfSlots}, "slots", "What was done when it was due, by day"})
	}
	return n.Title, out, nil
}

// labelled names a field with its unit: "Temperature now, °C".
func labelled(f model.NumberField) string {
	label := Plain(f.Label)
	if label == "" {
		label = f.Name
	}
	if f.Unit != "" && f.Unit != "1" {
		label += ", " + f.Unit
	}
	return label
}

// Chart reads a chart as it is at an instant.
func (s Sources) Chart(ctx context.Context, of ChartOf, now time.Time) (Chart, error) {
	if err := of.order(); err != nil {
		return Chart{}, err
	}
	switch of.Kind {
	case OfExceptions:
		return s.exceptionsChart(ctx, of, now)
	case OfSlots:
		return s.slotsChart(of, now)
	default:
		return s.readingsChart(ctx, of, now)
	}
}

func (of ChartOf) order() error {
	if !of.Since.IsZero() && !of.Until.IsZero() && !of.Since.Before(of.Until) {
		return fmt.Errorf("a chart ends after it begins: it cannot be since %s and until %s", of.Since.Format(time.DateOnly), of.Until.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	return nil
}

// Move returns the chart of so many months later.
func (of ChartOf) Move(months int) ChartOf {
	of.Since, of.Until = monthsOn(of.Since, months), monthsOn(of.Until, months)
	return of
}

// monthsOn is a midnight so many months later; the last days of a month stay in it.
func monthsOn(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// NextItem returns the chart of the item after this one.
func (c Chart) NextItem() ChartOf {
	of := c.Of
	if n := len(c.Items); n > 0 {
		at := slices.IndexFunc(c.Items, func(item string) bool { return strings.EqualFold(item, of.Item) })
		of.Item = c.Items[(at+1)%n]
	}
	return of
}

// midnightOf is the beginning of an instant's day.
func midnightOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// lastMonths begins so many months before the one of an instant.
func lastMonths(t time.Time, before int) time.Time {
	return time.Date(t.Year(), t.Month()-time.Month(before), 1, 0, 0, 0, 0, t.Location())
}

// spanWords words the days of a chart: "1 Feb to 28 Mar 2026".
func spanWords(since, until time.Time) string {
	last := until.AddDate(0, 0, -1)
	switch {
	case since.Format(time.DateOnly) == last.Format(time.DateOnly):
		return last.Format("2 Jan 2006")
	case since.Year() != last.Year():
		return since.Format("2 Jan 2006") + " to " + last.Format("2 Jan 2006")
	default:
		return since.Format("2 Jan") + " to " + last.Format("2 Jan 2006")
	}
}

// daysWords words some days in a row: "11-19 Mar", "30 Mar to 2 Apr", "23 Mar".
func daysWords(from, to time.Time) string {
	switch {
	case from.Format(time.DateOnly) == to.Format(time.DateOnly):
		return to.Format("2 Jan")
	case from.Month() == to.Month() && from.Year() == to.Year():
		return from.Format("2") + "-" + to.Format("2 Jan")
	default:
		return from.Format("2 Jan") + " to " + to.Format("2 Jan")
	}
}

// itemMeant finds an item as somebody typed it.
func itemMeant(items []string, typed string) (string, error) {
	if typed == "" && len(items) > 0 {
		return items[0], nil
	}
	for _, item := range items {
		if strings.EqualFold(item, typed) {
			return item, nil
		}
	}
	switch {
	case typed == "":
		return "", nil
	case len(items) == 0:
		return "", fmt.Errorf("there is no reading of %q: what was read is told apart by nothing here", typed)
	default:
		return "", fmt.Errorf("there is no reading of %q%s; there are some of %s", typed, sop.MeantFold(typed, items), strings.Join(items, ", "))
	}
}

// described is a picture in words, for who cannot see it.
func (c Chart) described() chart.Told {
	parts := []string{c.About() + "."}
	for _, l := range c.Said {
		parts = append(parts, Sentence(l.Text))
	}
	return chart.Told{Title: strings.TrimSpace(Plain(c.Title) + "  " + c.Which), Description: Safe(strings.Join(parts, " "))}
}
