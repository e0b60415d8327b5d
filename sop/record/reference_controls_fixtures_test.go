package record_test

import (
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
)

// What the reference says of controls.

// measurement is the value of a control in a run.
type measurement struct {
	sop.Earlier
	step, unit, of string
	fields         []string
}

func (m measurement) row() string {
	if m.Item != "" && m.of == "" {
		return "item " + m.Item
	}
	return "field " + m.Field
}

// measurementOf reads what an event says of a control.
func measurementOf(e sop.Event) measurement {
	c := e.Control
	return measurement{
		Earlier: sop.Earlier{Field: e.Field, Index: e.Index, Item: e.Item, Lot: c.Lot, Target: c.Target, SD: c.SD, Value: e.Value},
		step:    e.Step, unit: e.Unit, of: c.Of, fields: c.Fields,
	}
}

// judgedWith are the values of completed runs that a control is judged with.
func (r *reference) judgedWith(m measurement) (out []sop.Earlier) {
	var fit, own []measurement
	for _, x := range r.measured {
		if slices.Contains(x.fields, m.Field) && x.unit == m.unit && strings.EqualFold(x.of, m.of) {
			fit = append(fit, x)
		}
	}
	for _, x := range fit {
		if x.row() == m.row() {
			own = append(own, x)
		}
	}
	last := func(all []measurement) []measurement { return all[max(0, len(all)-9):] }
	among := func(all []measurement, x measurement) bool {
		return slices.ContainsFunc(all, func(y measurement) bool { return y.Earlier == x.Earlier })
	}
	for _, x := range fit {
		if among(last(fit), x) || among(last(own), x) {
			out = append(out, x.Earlier)
		}
	}
	return out
}

// controls8 says whether a control is judged with what it has to be.
func (r *reference) controls8(no *list, e sop.Event) {
	if e.Control != nil {
		no.add(!slices.Equal(r.judgedWith(measurementOf(e)), e.Control.Earlier), record.FaultControl)
	}
}

// measure takes an event of a run.
func (c *course) measure(e sop.Event) {
	at := -1
	for i, m := range c.measured {
		switch {
		case m.step != e.Step || m.Item != e.Item:
		case e.Kind == "step.reopen":
			c.measured[i].Again++
		case m.Field == e.Field && m.Index == e.Index && m.Again == 0:
			at = i
		}
	}
	switch {
	case e.Kind != "value" && e.Kind != "value.correct":
	case e.Control == nil && at >= 0:
		c.measured = slices.Delete(c.measured, at, at+1)
	case e.Control != nil && at >= 0:
		c.measured[at] = measurementOf(e)
	case e.Control != nil:
		c.measured = append(c.measured, measurementOf(e))
	}
}

// complete takes what was measured in a run that is completed.
func (r *reference) complete(at int64, c *course) {
	for _, m := range c.measured {
		m.Entry = at
		r.measured = append(r.measured, m)
	}
}

// amended takes an amendment of a control.
func (r *reference) amended(b *record.Amend) {
	for i, m := range r.measured {
		if m.Entry == b.Position && m.Again == 0 && m.step == b.Step && m.Item == b.Item && m.Field == b.Field && m.Index == b.Index {
			r.measured[i].Value = b.New
		}
	}
}

// control judges a value with others, mostly with those that it has to be.
func (h *history) control(e sop.Event) sop.Event {
	c := &sop.Control{Chooser: "lot", Lot: pick(h, "lot", []string{"4417", "4503"}), Target: "5.0", SD: "0.20", Fields: []string{"t", "u"}, Of: pick(h, "of", []string{"", "", "", "AN-1", "an-1"})}
	if c.Of != "" {
		c.Scanned = "analyser"
	}
	e.Control, e.Field = c, pick(h, "level", []string{"t", "t", "u"})
	c.Earlier = h.ref.judgedWith(measurementOf(e))
	n := len(c.Earlier)
	if n == 0 && h.chance("made up", 35) {
		c.Earlier = []sop.Earlier{{Entry: 1 + int64(h.below("entry", int(h.ref.size()))), Field: "t", Index: 1, Lot: "4417", Target: "5.0", SD: "0.20", Value: "5.1"}}
	}
	if n > 0 {
		switch h.below("wrong", 15) {
		case 0:
			c.Earlier = c.Earlier[:n-1]
		case 1:
			c.Earlier = c.Earlier[1:]
		case 2:
			c.Earlier[h.below("value", n)].Value = "5.7"
		case 3:
			slices.Reverse(c.Earlier)
		case 4:
			c.Earlier[h.below("entry", n)].Entry--
		case 5:
			c.Earlier = nil
		}
	}
	return e
}
