package sop

import (
	"slices"
	"strings"
)

// MostEarlier is how many values of one row a control is judged with at most: ten running
// are the longest row that a rule speaks of, and the control is one of them.
const MostEarlier = 9

// MaxLot is how many bytes the name of the lot of a control has at most.
const MaxLot = 100

// Control is what the value of a control material was judged with: what it is measured by,
// and the values of earlier runs that the rules look at.
type Control struct {
	Chooser string   `json:"chooser"` // the field that chose the lot
	Lot     string   `json:"lot"`     // the row of the table
	Target  string   `json:"target"`  // a decimal
	SD      string   `json:"sd"`      // a decimal above zero
	Fields  []string `json:"fields"`  // that are judged together, as the page has them, its own among them
	// Of is what it was measured on, apart from what was measured on others: the item of its
	// section, or what was scanned; "" where the items are the controls, and where nothing was.
	Of      string    `json:"of,omitempty"`
	Scanned string    `json:"scanned,omitempty"` // the field that says so; "" where the item does
	Earlier []Earlier `json:"earlier,omitempty"` // the oldest first, as Judged returns them
}

// Earlier is the value of a control in a run that was completed before.
type Earlier struct {
	Entry  int64  `json:"entry"`           // position of the completion
	Again  int    `json:"again,omitempty"` // how often its step was opened again after it
	Field  string `json:"field"`
	Index  int    `json:"index"`
	Item   string `json:"item,omitempty"`
	Lot    string `json:"lot"`
	Target string `json:"target"`
	SD     string `json:"sd"`
	Value  string `json:"value"`
}

func (c *Control) equal(other *Control) bool {
	if c == nil || other == nil {
		return c == other
	}
	return c.Same(other) && slices.Equal(c.Earlier, other.Earlier)
}

// Same reports whether two say the same but for the earlier values.
func (c *Control) Same(other *Control) bool {
	return c.Chooser == other.Chooser && c.Lot == other.Lot && c.Target == other.Target && c.SD == other.SD &&
		slices.Equal(c.Fields, other.Fields) && c.Of == other.Of && c.Scanned == other.Scanned
}

// Measured is the value of a control as it stands, with what later ones find it by.
type Measured struct {
	Earlier          // no Entry while its run is open
	Step    string   `json:"step"`
	Unit    string   `json:"unit,omitempty"`
	Chooser string   `json:"chooser"`
	Fields  []string `json:"fields"`
	Of      string   `json:"of,omitempty"`
	Scanned string   `json:"scanned,omitempty"`
	Day     string   `json:"day,omitempty"` // local, of the completion
	// Moved says that its lot was amended: then its page says by what it is measured, and
	// Target and SD are those of the lot before.
	Moved bool `json:"moved,omitempty"`
}

// MeasuredBy returns the value that an event says of a control, and false for every other
// event.
func MeasuredBy(e Event) (Measured, bool) {
	c := e.Control
	if c == nil {
		return Measured{}, false
	}
	return Measured{
		Earlier: Earlier{Field: e.Field, Index: e.Index, Item: e.Item, Lot: c.Lot, Target: c.Target, SD: c.SD, Value: e.Value},
		Step:    e.Step, Unit: e.Unit, Chooser: c.Chooser, Fields: c.Fields, Of: c.Of, Scanned: c.Scanned,
	}, true
}

// Row names the row over runs that a control is in, of what it was measured on: its field,
// or its item where the items are the controls.
func (m Measured) Row() string { return RowOf(m.Field, m.Item, m.Of) }

// RowOf is the row of a control of a field and an item that was measured on something.
func RowOf(field, item, of string) string {
	if item != "" && of == "" {
		return "item " + item
	}
	return "field " + field
}

// With reports whether a control is judged together with one of a field.
func (m Measured) With(field, unit, of string) bool {
	return slices.Contains(m.Fields, field) && m.Unit == unit && strings.EqualFold(m.Of, of)
}

// Measure returns what is measured in a run after an event, in the order in which it was
// first recorded; what was before stays as it is.
func Measure(all []Measured, e Event) []Measured {
	//exhaustive:ignore
	switch e.Kind {
	case StepReopened:
		out := slices.Clone(all)
		for i, m := range out {
			if m.Step == e.Step && m.Item == e.Item {
				out[i].Again++
			}
		}
		return out
	case ValueRecorded, ValueCorrected, ValueSettled:
	default:
		return all
	}
	m, is := MeasuredBy(e)
	i := MeasuredAt(all, e.Step, e.Item, e.Field, e.Index)
	switch {
	case i < 0 && is:
		return append(slices.Clip(all), m)
	case i < 0:
		return all
	case is:
		out := slices.Clone(all)
		out[i] = m
		return out
	default: // it is no number any more
		return slices.Delete(slices.Clone(all), i, i+1)
	}
}

// MeasuredAt returns where a value stands among what was measured in a run, -1 for nowhere.
// One that was done again is not found.
func MeasuredAt(all []Measured, step, item, field string, index int) int {
	return slices.IndexFunc(all, func(m Measured) bool {
		return m.Again == 0 && m.Step == step && m.Item == item && m.Field == field && m.Index == index
	})
}

// Judged returns the values that a control is judged with, of those that were measured
// before, the oldest first: of all that are judged together with it the newest, and of its
// own row the newest, MostEarlier of each.
func Judged(before []Measured, m Measured) (out []Measured) {
	all, row := 0, 0
	for _, b := range slices.Backward(before) {
		if !b.With(m.Field, m.Unit, m.Of) {
			continue
		}
		own := b.Row() == m.Row()
		if all < MostEarlier || own && row < MostEarlier {
			out = append(out, b)
		}
		if all++; own {
			row++
		}
		if row >= MostEarlier {
			break
		}
	}
	slices.Reverse(out)
	return out
}

// KeepMeasured returns those of some values, the oldest first, that a later control can be
// judged with, also once those of runs that were completed before some day are disposed of.
func KeepMeasured(all []Measured) (out []Measured) {
	type key struct{ field, unit, of, row string }
	days := map[key][]string{} // of those after it
	for _, m := range slices.Backward(all) {
		keep := false
		for _, field := range m.Fields {
			for _, row := range []string{"", m.Row()} {
				k, later := key{field, m.Unit, strings.ToLower(m.Of), row}, 0
				for _, day := range days[k] {
					if day >= m.Day {
						later++
					}
				}
				keep = keep || later < MostEarlier
				days[k] = append(days[k], m.Day)
			}
		}
		if keep {
			out = append(out, m)
		}
	}
	slices.Reverse(out)
	return out
}
