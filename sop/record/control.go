package record

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"soprun/sop"
)

// control is a sop.Control that is coded, and earlier one of the values that it names.
type (
	control sop.Control
	earlier sop.Earlier
)

func (c *control) code(f *codec) {
	forText(f, "chooser", &c.Chooser)
	if f.opt("earlier", len(c.Earlier) == 0) {
		forList(f, &c.Earlier, func(f *codec, e *sop.Earlier) { f.object((*earlier)(e)) })
		f.filled("earlier", len(c.Earlier) == 0)
	}
	forTexts(f, "fields", &c.Fields)
	forText(f, "lot", &c.Lot)
	forOptText(f, "of", &c.Of)
	forOptText(f, "scanned", &c.Scanned)
	forText(f, "sd", &c.SD)
	forText(f, "target", &c.Target)
}

func (e *earlier) code(f *codec) {
	forOptNumber(f, "again", &e.Again)
	forNumber(f, "entry", &e.Entry)
	forText(f, "field", &e.Field)
	forNumber(f, "index", &e.Index)
	forOptText(f, "item", &e.Item)
	forText(f, "lot", &e.Lot)
	forText(f, "sd", &e.SD)
	forText(f, "target", &e.Target)
	forText(f, "value", &e.Value)
}

// controlled lists the kinds of event that say what a control was judged with.
var controlled = []sop.EventKind{sop.ValueRecorded, sop.ValueCorrected, sop.ValueSettled}

// decimalID is how the figures of a control are written.
var decimalID = regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,40})?$`)

// checkControl checks the form of what a control was judged with.
func checkControl(e sop.Event) (err error) {
	c := e.Control
	if c == nil {
		return nil
	}
	if !slices.Contains(controlled, e.Kind) || e.Step == "" || e.Index < 1 || !slices.Contains(c.Fields, e.Field) {
		err = fmt.Errorf("event.control: is of a value, by a field that is among its fields; it is of %s of %q", e.Kind, e.Field)
	}
	err = errors.Join(err, match("control.chooser", fieldID, c.Chooser, "the name of a field"),
		checkMeasure("control", c.Lot, c.Target, c.SD, e.Value), field("control.of", c.Of, 0, maxValue))
	for i, name := range c.Fields {
		err = errors.Join(err, match("control.fields", fieldID, name, "the name of a field"))
		if slices.Contains(c.Fields[:i], name) {
			err = errors.Join(err, fmt.Errorf("control.fields %q: stands there twice", name))
		}
	}
	if c.Scanned != "" {
		err = errors.Join(err, match("control.scanned", fieldID, c.Scanned, "the name of a field"))
	}
	if len(c.Earlier) > 2*sop.MostEarlier {
		err = errors.Join(err, fmt.Errorf("control.earlier: at most %d values", 2*sop.MostEarlier))
	}
	for _, x := range c.Earlier {
		err = errors.Join(err, match("earlier.field", fieldID, x.Field, "the name of a field"), field("earlier.item", x.Item, 0, maxItem),
			checkNumber("earlier.entry", x.Entry), checkNumber("earlier.again", int64(x.Again)), checkNumber("earlier.index", int64(x.Index)),
			checkMeasure("earlier", x.Lot, x.Target, x.SD, x.Value))
		if x.Entry < 1 || x.Index < 1 {
			err = errors.Join(err, fmt.Errorf("earlier.entry %d, reading %d: stands in no completion", x.Entry, x.Index))
		}
	}
	return err
}

// checkMeasure checks a value and what it is measured by.
func checkMeasure(name, lot, target, sd, value string) error {
	err := field(name+".lot", lot, 1, sop.MaxLot)
	for _, text := range []string{target, sd, value} {
		err = errors.Join(err, match(name, decimalID.MatchString, text, "a decimal number like 5.41"))
	}
	if by, bad := sop.ParseDecimal(sd); bad == nil && by.Cmp(sop.Decimal{}) <= 0 {
		err = errors.Join(err, fmt.Errorf("%s.sd %q: is above zero", name, sd))
	}
	return err
}

// judgedBy refuses a control that was judged with other earlier values than the log has: one
// that is not there or says something else, one of another page, field, item or unit, or
// out of order, and one that leaves out a newer one.
func (s *State) judgedBy(r *OpenRun, e sop.Event) *Fault {
	m, is := sop.MeasuredBy(e)
	if !is || s.incomplete() {
		return nil
	}
	want, got := sop.Judged(s.Measured[r.SOP], m), e.Control.Earlier
	if len(got) != len(want) {
		return faultf(FaultControl, "%q of step %q was judged with %d earlier values, and the log has %d to judge it with", e.Field, e.Step, len(got), len(want))
	}
	for i, w := range want {
		if w.Moved { // only its page says by what that lot is measured
			w.Target, w.SD = got[i].Target, got[i].SD
		}
		if got[i] != w.Earlier {
			return faultf(FaultControl, "%q of step %q was judged with %q of entry %d as %q, and there the log has %q of entry %d as %q, to be judged with",
				e.Field, e.Step, got[i].Field, got[i].Entry, got[i].Value, w.Field, w.Entry, w.Value)
		}
	}
	return nil
}

// measured folds the controls of a run that is completed.
func (s *State) measured(p Placed, b *Completion) {
	r := s.Open[b.Run]
	if r == nil || len(r.Measured) == 0 {
		return
	}
	all := slices.Clone(s.Measured[b.SOP])
	for _, m := range r.Measured {
		m.Entry, m.Day = p.Position, p.Entry.Clock.Day(p.Entry.At.Time)
		all = append(all, m)
	}
	put(&s.Measured, b.SOP, sop.KeepMeasured(all))
}

// remeasure folds an amendment of a control, of its lot or of what it was measured on.
func (s *State) remeasure(b *Amend) {
	for procedure, all := range s.Measured {
		if !slices.ContainsFunc(all, func(m sop.Measured) bool { return m.Entry == b.Position }) {
			continue
		}
		var out []sop.Measured
		for _, m := range all {
			if m.Entry != b.Position || m.Again > 0 {
				out = append(out, m)
				continue
			}
			switch {
			case m.Step == b.Step && m.Item == b.Item && m.Field == b.Field && m.Index == max(1, b.Index):
				if !decimalID.MatchString(b.New) {
					continue
				}
				m.Value = b.New
			case b.Item != "" && b.Item != m.Item:
			case m.Chooser == b.Field:
				m.Lot, m.Moved = b.New, true
			case m.Scanned == b.Field:
				m.Of = b.New
			}
			out = append(out, m)
		}
		s.Measured[procedure] = out
	}
}

// unmeasure forgets the controls of runs that were completed before a day, of which some
// were disposed of.
func (s *State) unmeasure(before string) {
	for procedure, all := range s.Measured {
		s.Measured[procedure] = slices.DeleteFunc(slices.Clone(all), func(m sop.Measured) bool { return m.Day < before })
	}
}
