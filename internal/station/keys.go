package station

import (
	"errors"
	"fmt"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// RotateKey gives a person another key. Whoever knows their passphrase signs it
// themselves; for who forgot it an administrator signs, and the new passphrase is
// typed by its person. From the entry on only the new key is theirs.
func (s *Station) RotateKey(in model.Rotation) (entry int64, err error) {
	defer clear(in.Passphrase)
	defer clear(in.Next)
	if !s.IsSetUp() {
		return 0, ErrNotSetUp
	}
	if err := run.CheckWords(in.Reason); err != nil {
		return 0, err
	}
	s.keeping.Lock() // one key is made at a time
	defer s.keeping.Unlock()
	if err := checkNext(in); err != nil {
		return 0, err
	}
	name, role := s.rotator(in)
	if err := s.checkPassphrase(model.SetUp{PersonID: in.Person, Passphrase: in.Next}); err != nil {
		return 0, err
	}
	if err := s.checkUntold(in.Next); err != nil {
		return 0, err
	}
	key, err := keyring.New(in.Person, in.Next, s.cfg.Rand)
	if err != nil {
		return 0, err
	}
	defer key.Lock()
	body := &record.Rotate{Person: in.Person, Reason: record.CleanText(in.Reason)}
	if err := body.Prove(key, s.About().Log, name); err != nil {
		return 0, err
	}
	d, err := s.draft(in.By, role, body)
	if err != nil {
		return 0, err
	}
	return s.rotate(d, in.Passphrase, key, body)
}

// checkNext refuses a new passphrase that is the old one, or that the reason tells.
func checkNext(in model.Rotation) error {
	old, next := keyring.Fold(in.Passphrase), keyring.Fold(in.Next)
	defer old.Wipe()
	defer next.Wipe()
	switch {
	case in.By == in.Person && old.Same(next):
		return fmt.Errorf("%w: a new key needs another one than the old key", keyring.ErrWeak)
	case old.Same(next):
		return fmt.Errorf("%w: it is that of %s, and each person has their own", keyring.ErrWeak, in.By)
	case next.In(in.Reason):
		return fmt.Errorf("%w: it stands in the reason", keyring.ErrWeak)
	}
	return nil
}

// rotator returns the name of a person, and the role in which somebody gives them
// another key. The log refuses what neither allows.
func (s *Station) rotator(in model.Rotation) (name string, role sop.Role) {
	role = sop.Administrator
	s.view(func(st *record.State) {
		name = nameOf(st, in.Person)
		if p := st.People[in.By]; p != nil && in.By == in.Person {
			role = p.Roles[0]
		}
	})
	return name, role
}

// rotate puts the new key on disk before the entry that names it, and in the old
// one's place after it.
func (s *Station) rotate(d *draft, passphrase []byte, key *keyring.Key, body *record.Rotate) (int64, error) {
	staged := false
	entry, err := s.signAnd(d, passphrase, func() error {
		err := s.ring.Stage(key)
		staged = err == nil
		return err
	})
	var refused *record.Fault
	if staged && errors.As(err, &refused) { // after a failure of the disk, nobody knows whether the log has it
		return entry, errors.Join(err, s.ring.Unstage(key))
	}
	if err != nil {
		return entry, err
	}
	s.signing.Lock()
	defer s.signing.Unlock()
	if err := s.ring.Settle(body.Person, body.Key); err != nil { // the next who asks for the key tries again
		return entry, fmt.Errorf("the new key of %q is in the log, its file is not in place yet: %w", body.Person, err)
	}
	return entry, nil
}

// revoke drafts the revocation of a key. The person cannot act then before RotateKey
// by an administrator; entries that are suspect stay, and are shown as disputed.
func (s *Station) revoke(by string, in model.Revoke) (*draft, error) {
	body := &record.Revoke{Person: in.Person, Reason: record.CleanText(in.Reason)}
	if in.Suspect {
		body.Suspect = &in.From
	}
	known := false
	s.view(func(st *record.State) {
		p := st.People[in.Person]
		if known = p != nil; known && in.Key == "" {
			body.Key = p.Key
		}
		for _, k := range keysOf(st, in.Person) {
			if k.Fingerprint == in.Key {
				body.Key = k.Public
			}
		}
	})
	switch {
	case !s.IsSetUp():
		return nil, ErrNotSetUp
	case !known:
		return nil, s.nobody(in.Person)
	case body.Key == "" && in.Key != "":
		return nil, refuse(ErrUnknown, "%q is the fingerprint of no key of %q", in.Key, in.Person)
	case body.Key == "":
		return nil, fmt.Errorf("person %q: %w", in.Person, ErrRevoked)
	}
	return s.draft(by, sop.Administrator, body)
}

// keysOf returns every key of a person, in the order in which they had them.
func keysOf(st *record.State, person string) (all []model.Key) {
	for _, public := range st.Keys.Of(person) {
		k := st.Keys[public]
		key := model.Key{Public: public, Fingerprint: record.Fingerprint(public), Bound: k.Bound, Ended: k.Ended, Revoked: k.Revoked}
		if k.Suspect < k.Revoked {
			key.Suspect = k.Suspect
		}
		all = append(all, key)
	}
	return all
}

// disputed reports whether the act of a person at a position is disputed.
func disputed(log *store.Store, person string, at int64) (is bool) {
	log.View(func(st *record.State) { is = st.Disputed(person, at) })
	return is
}

// settle puts everybody's key in place that a rotation that broke off has left
// beside it. The caller holds s.signing or is alone.
func (s *Station) settle() (err error) {
	s.view(func(st *record.State) {
		for _, p := range st.People {
			err = errors.Join(err, s.ring.Settle(p.ID, p.Key))
		}
	})
	return err
}
