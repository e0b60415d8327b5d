package station

import (
	"slices"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// Measured returns the controls of completed runs of a procedure that later ones are judged
// with, the oldest first.
func (s *Station) Measured(procedure string) ([]sop.Measured, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	return s.measured(log, procedure)
}

// measured returns the controls of completed runs of a procedure that later ones are judged
// with, the oldest first. The caller holds s.writing.mu.
func (s *Station) measured(log *store.Store, procedure string) (out []sop.Measured, err error) {
	log.View(func(st *record.State) { out = slices.Clone(st.Measured[procedure]) })
	for i, m := range out {
		if !m.Moved {
			continue
		}
		p, _, err := log.Get(m.Entry)
		if err != nil {
			return nil, err
		}
		b, is := p.Entry.Body.(*record.Completion)
		if !is {
			continue
		}
		page, err := s.procedure(b.SHA256)
		if err != nil {
			return nil, err
		}
		if target, sd, ok := measuredBy(page, m); ok {
			out[i].Target, out[i].SD = target.String(), sd.String()
		}
	}
	return out, nil
}

// measuredBy returns by what a page measures a control of a lot.
func measuredBy(p *sop.Procedure, m sop.Measured) (target, sd sop.Decimal, ok bool) {
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			for _, f := range st.Fields {
				if f.Name != m.Field {
					continue
				}
				table, _, _ := p.Column(f.From.Target)
				row, _ := table.Row(m.Lot)
				return f.Target(table, row)
			}
		}
	}
	return target, sd, false
}

// judgedNow returns a *ControlsError where events judge a control with other earlier values
// than those that are measured.
func judgedNow(events []sop.Event, measured []sop.Measured) error {
	for _, e := range events {
		m, is := sop.MeasuredBy(e)
		if !is {
			continue
		}
		want := sop.Judged(measured, m)
		if !slices.EqualFunc(e.Control.Earlier, want, func(e sop.Earlier, m sop.Measured) bool { return e == m.Earlier }) {
			return &ControlsError{Measured: measured}
		}
	}
	return nil
}
