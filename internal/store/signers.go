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
	for _, s := range t.signersOf(r) {
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

// signersOf reads who signed something about a completion, one at a time.
func (t *terms) signersOf(r *row) []signer {
	t.file.Lock()
	defer t.file.Unlock()
	return t.x.signers(r.position())
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

// suspects are the people with a key that was revoked as suspect, by their numbers.
type suspects struct {
	is       []bool
	people   []string
	disputed func(person string, position int64) bool
}

func (d *dictionary) suspects(m Meaning) (s suspects) {
	if len(m.Suspects) == 0 {
		return s
	}
	s = suspects{make([]bool, len(d.People)), d.People, m.Disputed}
	for i, id := range d.People {
		s.is[i] = m.Suspects[id]
	}
	return s
}

// did reports whether what somebody signed is disputed.
func (s *suspects) did(person int, position int64) bool {
	return s.may(person) && s.disputed(s.people[person], position)
}

func (s *suspects) may(person int) bool { return person >= 0 && person < len(s.is) && s.is[person] }

// disputed reports whether a completion is disputed, an amendment of it, or a countersignature that
// stands.
func (t *terms) disputed(r *row) bool {
	s := &t.suspects
	if len(s.is) == 0 || !s.may(int(r.person())) && !s.may(r.countersigner()) && r[37]&flagOthers == 0 {
		return false
	}
	t.file.Lock()
	defer t.file.Unlock()
	return s.signed(t.x, r)
}

func (s *suspects) signed(x index, r *row) bool {
	if s.did(int(r.person()), r.position()) {
		return true
	}
	amended, reviewed := false, false
	for _, by := range x.signers(r.position()) {
		switch by.what {
		case IsReview:
			reviewed = reviewed || s.did(by.person, by.at)
		case IsAmendment:
			amended, reviewed = amended || s.did(by.person, by.at), false
		case IsReturn, IsAnswer, IsClosing:
		}
	}
	return amended || reviewed
}
