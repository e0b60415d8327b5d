package station

import (
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
)

// People returns everyone who is enrolled, sorted by id.
func (s *Station) People() (people []model.Person) {
	s.view(func(st *record.State) {
		for _, p := range st.PeopleByID() {
			people = append(people, personOf(st, p.ID))
		}
	})
	return people
}

// CheckEnrolled returns a *NobodyError for a short name that nobody has here.
func (s *Station) CheckEnrolled(person string) error {
	known := false
	s.view(func(st *record.State) { known = st.People[person] != nil })
	if known {
		return nil
	}
	return s.nobody(person)
}

func (s *Station) nobody(person string) error {
	var ids []string
	for _, p := range s.People() {
		ids = append(ids, p.ID)
	}
	return &NobodyError{person, sop.MeantFold(person, ids)}
}

// CheckFree says why a short name cannot be given to a new person, or a name not be printed,
// nil when they can. An empty name is not looked at, and neither is no short name beside one.
func (s *Station) CheckFree(id, name string) error {
	if name != "" {
		name = record.CleanText(name)
		if err := cmp.Or(record.CheckName(name), s.checkNamesake(id, name)); err != nil || id == "" {
			return err
		}
	}
	if err := record.CheckPersonID(id); err != nil {
		return err
	}
	has := ""
	s.view(func(st *record.State) {
		if p := st.People[id]; p != nil {
			has = p.Name
		}
	})
	if has != "" {
		return fmt.Errorf("the short name %q is that of %s already, and is never used for anybody else", id, has)
	}
	return nil
}

// checkNamesake refuses a name that is printed for somebody else already: a record that says
// "done by A. Khan, checked by A. Khan" would not say that these are two.
func (s *Station) checkNamesake(id, name string) (err error) {
	spaced := func(name string) string { return strings.Join(strings.Fields(name), " ") }
	s.view(func(st *record.State) {
		for _, p := range st.PeopleByID() {
			if p.ID != id && strings.EqualFold(spaced(p.Name), spaced(name)) {
				err = fmt.Errorf("%q is how the records name %s already: write this name so that the two can be told apart, with a first name for example", name, p.ID)
			}
		}
	})
	return err
}

// Enrol binds a new key to a new person. Both passphrases are wiped: the
// administrator's signs, the new person's protects the new key.
func (s *Station) Enrol(who model.Enrolment) (entry int64, err error) { return s.enrolAs(who, nil) }

// EnrolFrom is Enrol of somebody who keeps the key that they have at another open
// station, which their passphrase opens.
func (s *Station) EnrolFrom(before *Station, who model.Enrolment) (entry int64, err error) {
	return s.enrolAs(who, before)
}

func (s *Station) enrolAs(who model.Enrolment, before *Station) (entry int64, err error) {
	defer clear(who.ByPass)
	defer clear(who.Passphrase)
	if !s.IsSetUp() {
		return 0, ErrNotSetUp
	}
	s.keeping.Lock() // asked for twice, the second finds the person in the log and touches no key
	defer s.keeping.Unlock()
	about := s.About()
	who.Name = record.CleanText(who.Name)
	if err := s.checkNamesake(who.ID, who.Name); err != nil {
		return 0, err
	}
	if err := s.checkNew(before, model.SetUp{PersonID: who.ID, Name: who.Name, Passphrase: who.Passphrase}); err != nil {
		return 0, err
	}
	if before == nil {
		if err := checkNext(model.Rotation{Person: who.ID, By: who.By, Passphrase: who.ByPass, Next: who.Passphrase}); err != nil {
			return 0, err
		}
		if err := s.checkUntold(who.Passphrase); err != nil {
			return 0, err
		}
	}
	key, err := s.firstKey(who.ID, who.Passphrase, before)
	if err != nil {
		return 0, err
	}
	defer key.Lock()
	body := &record.Enrol{Name: who.Name, Person: who.ID, Roles: sortedRoles(who.Roles)}
	if err := body.Prove(key, about.Log); err != nil {
		return 0, err
	}
	d, err := s.draft(who.By, sop.Administrator, body)
	if err != nil {
		return 0, err
	}
	return s.enrol(d, who.ByPass, key)
}

// ChangePassphrase lets a person protect their key with another passphrase. The
// key stays the same one, so that nothing in the log changes; a wrong old
// passphrase is an entry like every other. Both are wiped.
func (s *Station) ChangePassphrase(in model.NewPassphrase) error {
	person, old, passphrase := in.Person, in.Old, in.New
	defer clear(old)
	defer clear(passphrase)
	if err := s.checkPassphrase(model.SetUp{PersonID: person, Passphrase: passphrase}); err != nil {
		return err
	}
	if err := s.checkUntold(passphrase); err != nil {
		return err
	}
	signer, err := s.Signer(person, old)
	if err != nil {
		return err
	}
	defer signer.Lock()
	return s.ring.Change(person, signer, passphrase)
}

// enrol puts the new key on disk before the entry that names it: a person
// whose key was lost could never sign.
func (s *Station) enrol(d *draft, passphrase []byte, key *keyring.Key) (int64, error) {
	id, saved := d.entry.Body.(*record.Enrol).Person, false
	entry, err := s.signAnd(d, passphrase, func() error {
		if s.ring.Has(id) { // of an enrolment that broke off: the log does not know the person
			if _, err := s.ring.SetAside(id); err != nil {
				return err
			}
		}
		err := s.ring.Save(key)
		saved = err == nil
		return err
	})
	var refused *record.Fault
	if saved && errors.As(err, &refused) { // after a failure of the disk, nobody knows whether the log has it
		err = errors.Join(err, s.ring.Discard(key))
	}
	return entry, err
}

// AllowedSigners returns the file with which ssh-keygen verifies entries: one
// line for each key that a person ever had.
func (s *Station) AllowedSigners() string {
	var lines []byte
	s.view(func(st *record.State) { lines = st.Keys.AllowedSigners(record.Namespace) })
	return string(lines)
}

func publicKey(key *keyring.Key) string {
	return record.PublicKey(key.Public().(ed25519.PublicKey))
}

func sortedRoles(roles []sop.Role) []sop.Role {
	return slices.Compact(slices.Sorted(slices.Values(roles)))
}
