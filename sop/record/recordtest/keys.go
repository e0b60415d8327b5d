package recordtest

import (
	"cmp"
	"crypto/ed25519"

	"soprun/sop"
	"soprun/sop/record"
)

// KeyOf returns the key that a person signs with now.
func (l *Log) KeyOf(person string) ed25519.PrivateKey {
	return Key(cmp.Or(l.Held[person], person))
}

// RotateBody gives a person the key of a name.
func (l *Log) RotateBody(person, key string) *record.Rotate {
	b := &record.Rotate{Person: person, Reason: "lost the note with it"}
	if err := b.Prove(Key(key), l.Origin, l.State.People[person].Name); err != nil {
		l.T.Fatal(err)
	}
	return b
}

// Rotate appends that somebody gives a person the key of a name, with which they
// sign from then on.
func (l *Log) Rotate(by string, role sop.Role, person, key string) {
	l.Append(l.Act(by, role, l.RotateBody(person, key)))
	l.Hold(person, key)
}

// Hold lets a person sign with the key of a name.
func (l *Log) Hold(person, key string) {
	if l.Held == nil {
		l.Held = map[string]string{}
	}
	l.Held[person] = key
}

// Destroy leaves nothing but the leaf of each entry, as a store does once the
// disposal at a position was confirmed.
func (l *Log) Destroy(disposal int64, positions ...int64) {
	for _, at := range positions {
		e := &l.Stored[at]
		e.Erased = &record.Erased{Leaf: record.Leaf(e.Payload, e.Signature), Disposal: disposal}
		e.Payload, e.Signature = nil, nil
	}
}

// RevokeBody revokes the key of a name, as suspect from a position on unless that
// is below 0.
func RevokeBody(person, key string, suspect int64) *record.Revoke {
	b := &record.Revoke{Key: Public(key), Person: person, Reason: "the note with it was found"}
	if suspect >= 0 {
		b.Suspect = &suspect
	}
	return b
}
