package present

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"soprun/internal/chart"
	"soprun/internal/model"
)

// The states of a slot that waits for nobody.
const (
	slotUpcoming    = "upcoming"
	slotDone        = "done"
	slotDoneLate    = "done late"
	slotNotRequired = "not required"
	slotNotKept     = "not kept"
)

// hows are how the states of a slot are drawn. One that is due is not late yet.
var hows = map[string]chart.How{
	slotUpcoming: chart.NotYet, slotDue: chart.NotYet, slotDone: chart.WasDone, slotNotKept: chart.NotKept,
	slotNotRequired: chart.NotRequired, slotDoneLate: chart.WasLate, slotLate: chart.WasLate, slotMissed: chart.WasMissed,
}

// slotsChart is a strip of the slots of a procedure by day.
func (s Sources) slotsChart(of ChartOf, now time.Time) (c Chart, err error) {
	n, err := s.Numbers(of.SOP)
	if err != nil {
		return c, err
	}
	if !n.Scheduled {
		return c, fmt.Errorf("%s is never due: its page has no schedule, and so no slots", of.SOP)
	}
	c = Chart{Of: of, Title: n.Title, Which: of.SOP + " slots", List: slotsList, leads: slotLeads, Rules: stripRules}
	if c.Of.Until.IsZero() {
		c.Of.Until = lastMonths(now, -1)
	}
	if c.Of.Since.IsZero() {
		c.Of.Since = lastMonths(c.Of.Until.AddDate(0, 0, -1), 0)
	}
	slots, err := s.Slots(of.SOP, c.Of.Since, c.Of.Until)
	if err != nil {
		return c, err
	}
	strip, ofRow := stripOf(slots, c.Of)
	var all []chart.Slot
	for _, item := range strip.Items {
		all = append(all, item.Slots...)
	}
	for _, slot := range slots {
		if slot.State != slotUpcoming {
			c.Rows, c.items = append(c.Rows, slotOfKind.rowOf(slot)), append(c.items, slot.Item)
		}
	}
	c.Parts = []string{"Slots", spanWords(c.Of.Since, c.Of.Until)}
	c.Said = slotsSaid(slots, all)
	if len(c.Rows) == 0 {
		c.Empty = fmt.Sprintf("Nothing was due from %s.", spanWords(c.Of.Since, c.Of.Until))
	}
	c.Draw = func(size chart.Size, style chart.Style, row int) (chart.Drawn, error) {
		if row >= 0 && row < len(ofRow) {
			row = ofRow[row]
		}
		return strip.Draw(size, style, row)
	}
	c.SVG = func() string { return strip.SVG(c.described()) }
	return c, nil
}

// stripOf draws slots by item, and returns of which item each is that is not still to come.
func stripOf(slots []model.Slot, of ChartOf) (strip chart.Strip, ofRow []int) {
	strip = chart.Strip{From: of.Since, Until: of.Until}
	at := map[string]int{}
	for _, slot := range slots {
		i, known := at[slot.Item]
		if !known {
			i, at[slot.Item] = len(strip.Items), len(strip.Items)
			strip.Items = append(strip.Items, chart.Item{Name: cmp.Or(Safe(slot.Item), "all")})
		}
		if slot.State == slotUpcoming {
			continue
		}
		strip.Items[i].Slots = append(strip.Items[i].Slots, chart.Slot{Day: slot.Due.Add(-time.Nanosecond), How: hows[slot.State]})
		ofRow = append(ofRow, i)
	}
	for i := range strip.Items {
		strip.Items[i].Said = chart.Counts(strip.Items[i].Slots)
	}
	return strip, ofRow
}

// whyOf is why a slot was missed, left out or is not required; "" for nothing.
func whyOf(s model.Slot) string { return cmp.Or(s.Explained, s.Waiver) }

// slotsSaid words what became of the slots.
func slotsSaid(slots []model.Slot, drawn []chart.Slot) (out []Said) {
	out = append(out, Said{Text: chart.Counts(drawn)})
	for _, state := range []string{slotLate, slotDue} {
		n := len(slices.DeleteFunc(slices.Clone(slots), func(s model.Slot) bool { return s.State != state }))
		if n > 0 {
			out = append(out, Said{Text: fmt.Sprintf("%d %s now", n, state), Tone: map[string]Tone{slotLate: Caution, slotDue: Normal}[state]})
		}
	}
	open := slices.DeleteFunc(slices.Clone(slots), func(s model.Slot) bool { return s.State != slotMissed || whyOf(s) != "" })
	if n := len(open); n > 0 {
		out = append(out, Said{Text: fmt.Sprintf("%s missed and to be explained", Thousands(n)), Tone: Caution})
	}
	return out
}

var stripRules = []Said{
	{Text: "Each mark is a day. Of several slots on one day the gravest is shown: missed before late before done."},
	{Text: "Late is what was done after it was due and its grace, or is still open then. Missed stays missed, also once it is explained."},
	{Text: "Not required: out of service, closed, retired, or left out by a version that took another's place. Not kept (-): completions of that time were disposed of."},
}

// slotLeads is the record that did a slot, or where one that was missed is explained.
func slotLeads(r Row) Link {
	s := r.fact.(model.Slot)
	switch {
	case s.Done > 0:
		return Signed(s.Done)
	case s.State == slotMissed && whyOf(s) == "", s.State == slotLate, s.State == slotDue:
		return Link{List: due.Name, Row: nameOfSlot(s)}
	default:
		return Link{}
	}
}

// slotOfKind are slots whatever became of them.
var slotOfKind = kind[model.Slot]{
	row:  slotKind.row,
	says: func(s model.Slot, now time.Time) string { return slotTitle(s) + ", " + slotWords(s, now) + "." },
	prints: func(s model.Slot, now time.Time) string {
		return fmt.Sprintf("%-32s %s", nameOfSlot(s), slotWords(s, now))
	},
	columns: append(slices.Clone(slotKind.columns),
		column[model.Slot]{"entry", func(s model.Slot) any { return s.Done }},
		column[model.Slot]{"why", func(s model.Slot) any { return whyOf(s) }},
	),
}

// slotWords word what became of a slot.
func slotWords(s model.Slot, now time.Time) string {
	text := s.State
	switch s.State {
	case slotMissed:
		text = "MISSED"
	case slotDoneLate, slotLate:
		text = s.State + ", " + LateBy(s)
	}
	if whyOf(s) != "" {
		text += ": " + whyOf(s)
	}
	return "due " + Minute(s.Due, now.Location()) + ": " + text
}

var slotsList = of(List{Name: "slots", Title: "Slots", Rows: "Slots", Row: "slot", Opens: "record"}, slotOfKind)
