package bench

import (
	"fmt"
	"strconv"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
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

// PrepareRoles fixes the sentence that gives somebody other roles.
func (b *Bench) PrepareRoles(by, person string, roles []sop.Role, reason string) (model.Draft, error) {
	return b.drafted(b.station.PrepareAssign(by, person, roles, reason))
}

// PrepareUnlock fixes the sentence that lets somebody try their passphrase again.
func (b *Bench) PrepareUnlock(by, person, reason string) (model.Draft, error) {
	return b.drafted(b.station.PrepareUnlock(by, person, reason))
}

// PrepareRevoke fixes the sentence that takes a key away.
func (b *Bench) PrepareRevoke(by string, typed model.Revoking) (model.Draft, error) {
	in := station.Revocation{Person: typed.Person, Reason: typed.Reason}
	if typed.SuspectFrom != "" {
		n, err := strconv.ParseInt(typed.SuspectFrom, 10, 64)
		if err != nil || n < 0 {
			return model.Draft{}, fmt.Errorf("%q is no number of an entry", typed.SuspectFrom)
		}
		in.Suspect, in.From = true, n
	}
	if typed.Key != "" {
		for _, k := range b.station.Keys(typed.Person) {
			if k.Fingerprint == typed.Key {
				in.Key = k.Public
			}
		}
		if in.Key == "" {
			return model.Draft{}, fmt.Errorf("%q is the fingerprint of no key of %q", typed.Key, typed.Person)
		}
	}
	return b.drafted(b.station.PrepareRevoke(by, in))
}

// PrepareAccess fixes the sentence that somebody looked at who has access.
func (b *Bench) PrepareAccess(by, shown, comment string) (model.Draft, error) {
	return b.drafted(b.station.PrepareAccessReview(by, shown, comment))
}

// PrepareCompetence fixes the sentence of an assessment.
func (b *Bench) PrepareCompetence(by string, in model.Assessing) (model.Draft, error) {
	if in.Expires != "" {
		if _, err := time.Parse(time.DateOnly, in.Expires); err != nil {
			return model.Draft{}, fmt.Errorf("%q is no day: write it like 2027-11-22", in.Expires)
		}
	}
	return b.drafted(b.station.PrepareCompetence(by, station.Assessing{
		Person: in.Person, SOP: in.SOP, Outcome: in.Outcome, Method: in.Method, Run: in.Run, Expires: in.Expires, Comment: in.Comment,
	}))
}

// PrepareRetire fixes the sentence that ends an approved version.
func (b *Bench) PrepareRetire(by, sopID, version, reason string) (model.Draft, error) {
	return b.drafted(b.station.PrepareRetire(by, sopID, version, reason))
}

// RotateKey gives somebody another key.
func (b *Bench) RotateKey(r model.Rotation) error {
	_, err := b.station.RotateKey(station.Rotation(r))
	return err
}

// PrepareClose fixes the sentence that ends the log.
func (b *Bench) PrepareClose(by, reason string) (model.Draft, error) {
	return b.drafted(b.station.PrepareClose(by, reason))
}

// PrepareDispose fixes the sentence that disposes of what was kept for long enough.
func (b *Bench) PrepareDispose(by, before, reason string) (model.Draft, error) {
	if _, err := time.Parse(time.DateOnly, before); err != nil {
		return model.Draft{}, fmt.Errorf("%q is no day: write it like 2026-11-22", before)
	}
	return b.drafted(b.station.PrepareDispose(by, before, reason))
}

// PrepareConfirm fixes the sentence of the second person of a disposal.
func (b *Bench) PrepareConfirm(by, entry string) (model.Draft, error) {
	n, err := strconv.ParseInt(entry, 10, 64)
	if err != nil {
		return model.Draft{}, fmt.Errorf("%q is no number of an entry", entry)
	}
	return b.drafted(b.station.PrepareConfirm(by, n))
}
