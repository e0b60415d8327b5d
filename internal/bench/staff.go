package bench

import (
	"soprun/internal/model"
	"soprun/internal/station"
)

// Staff returns everybody who is enrolled, with their keys and assessments.
func (b *Bench) Staff() (model.Staff, error) {
	list, err := b.station.Access()
	if err != nil {
		return model.Staff{}, err
	}
	out := model.Staff{Shown: list.SHA256}
	if l := list.Last; l != nil {
		out.Last = &model.AccessReview{Entry: l.Entry, At: l.At, By: b.person(l.By).Name, Disputed: l.Disputed}
	}
	for _, a := range list.People {
		m := model.Member{Person: model.Person{ID: a.ID, Name: a.Name, Roles: a.Roles}, State: string(a.State)}
		for _, k := range b.station.Keys(a.ID) {
			key := model.Key{Fingerprint: k.Fingerprint, Bound: k.Bound, Ended: k.Ended, Revoked: k.Revoked > 0}
			if k.Suspect < k.Revoked {
				key.Suspect = k.Suspect
			}
			m.Keys = append(m.Keys, key)
		}
		for _, c := range b.station.Competences(a.ID) {
			m.Competences = append(m.Competences, model.Competence{
				Entry: c.Entry, At: c.At, By: b.person(c.By).Name, SOP: c.SOP, Version: c.Version,
				Outcome: c.Outcome, Method: c.Method, Expires: c.Expires, Holds: c.Holds, Disputed: c.Disputed,
			})
		}
		out.Members = append(out.Members, m)
	}
	return out, nil
}

// RotateKey gives somebody another key.
func (b *Bench) RotateKey(r model.Rotation) error {
	_, err := b.station.RotateKey(station.Rotation(r))
	return err
}
