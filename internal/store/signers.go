package store

import (
	"soprun/sop/record"
)

// ofOthers returns the terms that a row has through those who signed something about it, of whom
// it names only the last that countersigned it. has are those that it has.
func (t *terms) ofOthers(r *row, has bits) (others bits, err error) {
	if t.anybody&^has == 0 || r[37]&flagOthers == 0 {
		return 0, nil
	}
	var stands bits
	for _, s := range t.x.signers(r.position()) {
		if s.person >= len(t.people) {
			return 0, ErrIndex
		}
		others |= t.people[s.person]
		switch s.what {
		case IsReview:
			stands |= t.countersigns[s.person]
		case IsAmendment:
			stands = 0
		case IsReturn, IsAnswer, IsClosing:
		}
	}
	return others | stands, nil
}

// amended notes who amended the values of a record: its amendments say it.
func (t *tracing) amended(of *Traced) error {
	for _, at := range t.x.about(of.At) {
		if at.What != IsAmendment {
			continue
		}
		p, err := placedAbout(t.tx, of.At, at)
		if err != nil {
			return err
		}
		b, ok := p.Entry.Body.(*record.Amend)
		if !ok {
			return ErrIndex
		}
		v := of.standing(b.ID())
		if v == nil {
			return ErrIndex
		}
		v.AmendedBy = append(v.AmendedBy, p.Entry.Person)
		if n, known := t.dictionary.people[p.Entry.Person]; known && t.people[n]&t.all&^t.not != 0 {
			v.Hit, v.OfItem, v.Terms = true, false, max(1, v.Terms)
		}
	}
	return nil
}

// standing returns the value of a record that stands for a field, or for one of its readings.
func (r *Traced) standing(id record.ValueID) *TracedValue {
	reading := max(1, id.Index)
	for i := range r.Values {
		v := &r.Values[i]
		if v.Redone > 0 || v.Step != id.Step || v.Item != id.Item || v.Field != id.Field {
			continue
		}
		if reading--; reading == 0 {
			return v
		}
	}
	return nil
}
