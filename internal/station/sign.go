package station

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// draftLife is how long a draft can be signed: its time is fixed, and an act
// must not lie too far behind the log.
const draftLife = record.ActLag - time.Minute

// draft makes an act as it will be signed. It refuses what the log's rules
// would refuse, before anybody types a passphrase.
func (s *Station) draft(person string, role sop.Role, body record.Body) (*draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	now, err := s.now(log)
	if err != nil {
		return nil, err
	}
	return s.draftAt(log, now, person, role, body)
}

// draftAt is draft for a caller that holds s.writing.mu and has read the clock.
func (s *Station) draftAt(log *store.Store, now reading, person string, role sop.Role, body record.Body) (*draft, error) {
	e, err := s.entry(origin(log), person, body, now)
	if err != nil {
		return nil, err
	}
	head := log.Head()
	e.Role, e.Prev = role, &head
	log.Say(e)
	payload, err := record.Encode(e)
	if err == nil {
		err = log.Check(e)
	}
	if err != nil {
		switch known, revoked := holder(log, person); {
		case !known:
			return nil, s.nobody(person)
		case revoked:
			return nil, fmt.Errorf("person %q: %w", person, ErrRevoked)
		case errors.Is(err, record.ErrSchema):
			return nil, unfit{err}
		}
		return nil, s.refused(err, person, role)
	}
	return &draft{entry: *e, at: s.local(e.At.Time), payload: payload}, nil
}

// unfit is what cannot be written as an entry, in the words for whoever typed it: how
// the log calls that is not theirs.
type unfit struct{ error }

// Error says what is wrong.
func (e unfit) Error() string {
	return strings.TrimPrefix(e.error.Error(), record.ErrSchema.Error()+": ")
}

// Unwrap returns the cause.
func (e unfit) Unwrap() error { return e.error }

// refusal is why an act is not to be signed, in the words for whoever would sign it: there
// is no entry yet that it could be about.
type refusal struct {
	error
	words string
}

// Error says why.
func (e refusal) Error() string { return e.words }

// Unwrap returns what the log says of it.
func (e refusal) Unwrap() error { return e.error }

// refused words what a rule of the log says of a draft.
func (s *Station) refused(err error, person string, role sop.Role) error {
	var fault *record.Fault
	if !errors.As(err, &fault) || fault.Entry == record.NoEntry {
		return err
	}
	may := s.whoMay(role)
	if fault.Code != record.FaultRole || slices.Contains(may, person) {
		return refusal{err, fault.What}
	}
	return refusal{err, notTheirs(person, role, may)}
}

// whoMay are the short names of who has a role.
func (s *Station) whoMay(role sop.Role) (may []string) {
	for _, p := range s.People() {
		if p.Has(role) {
			may = append(may, p.ID)
		}
	}
	return may
}

// notTheirs says that somebody does not sign for want of a role, and who does.
func notTheirs(person string, role sop.Role, may []string) string {
	words := fmt.Sprintf("%q is no %s, who signs this", person, role)
	if len(may) > 0 {
		words += ": that is " + strings.Join(may, " or ")
	}
	return words
}

// holder reports whether a person is enrolled, and whether their key was revoked
// and they have no other.
func holder(log *store.Store, person string) (known, revoked bool) {
	log.View(func(st *record.State) {
		p := st.People[person]
		known, revoked = p != nil, p != nil && p.Key == ""
	})
	return known, revoked
}

// Sign signs the draft that the station holds by this one's ID with the person's passphrase, which is wiped,
// and appends it. It returns the entry's position.
func (s *Station) Sign(shown model.Draft, passphrase []byte) (entry int64, err error) {
	d, err := s.drafts.get(shown.ID)
	if err == nil && shown.After > 0 {
		d, err = s.onto(d, shown.After)
	}
	if err != nil {
		clear(passphrase)
		return 0, err
	}
	entry, err = s.signAnd(d, passphrase, func() error { return nil })
	if err == nil {
		s.drafts.drop(shown.ID)
	}
	return entry, err
}

// onto returns a draft as it is signed after another act of its person that was shown
// with it: the same sentence, over a head that has that act, because nobody signs without
// having seen their own last one.
func (s *Station) onto(d *draft, last int64) (*draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	known := false
	log.View(func(st *record.State) {
		p := st.People[d.entry.Person]
		known = p != nil && p.LastAct == last
	})
	if !known {
		return nil, fmt.Errorf("%w: entry %d is not what %s signed last", ErrDraft, last, d.entry.Person)
	}
	next, head := *d, log.Head()
	next.entry.Prev = &head
	next.payload, err = record.Encode(&next.entry)
	return &next, err
}

// signAnd does something more between opening the key and appending.
func (s *Station) signAnd(d *draft, passphrase []byte, more func() error) (int64, error) {
	defer clear(passphrase)
	if err := s.fresh(d); err != nil {
		return 0, err
	}
	log, err := s.log()
	if err != nil {
		return 0, err
	}
	if err := s.checkReceipt(log, d.entry.Person); err != nil {
		return 0, err
	}
	if err := s.Examine(context.Background(), nil); err != nil {
		return 0, err
	}
	typed := keyring.Fold(passphrase)
	defer typed.Wipe()
	signer, key, err := s.unlock(d.entry.Person, passphrase)
	if err != nil {
		return 0, err
	}
	defer signer.Lock()
	if err := s.checkExposed(d, key, typed); err != nil {
		return 0, err
	}
	if err := more(); err != nil {
		return 0, err
	}
	entry, err := s.signWith(d, signer)
	if err == nil {
		s.keepReceipt(log, d.entry.Person)
	}
	return entry, err
}

// SignWith signs a draft with an unlocked key. It is for demonstrations and
// tests, which sign many times: a person's act goes through Sign.
func (s *Station) SignWith(shown model.Draft, signer crypto.Signer) (entry int64, err error) {
	d, err := s.drafts.get(shown.ID)
	if err != nil {
		return 0, err
	}
	entry, err = s.signWith(d, signer)
	if err == nil {
		s.drafts.drop(shown.ID)
	}
	return entry, err
}

func (s *Station) signWith(d *draft, signer crypto.Signer) (entry int64, err error) {
	log, err := s.log()
	if err != nil {
		return 0, err
	}
	if err := errors.Join(s.fresh(d), s.Examine(context.Background(), nil)); err != nil {
		return 0, err
	}
	if d.of != 0 {
		if err := s.unchanged(d.of, d.changed); err != nil {
			return 0, err
		}
	}
	signature, err := record.Sign(signer, d.payload)
	if err != nil {
		return 0, err
	}
	if d.run != "" {
		leave := s.writing.of(d.run)
		defer leave()
	}
	s.writing.mu.Lock()
	if at := standingOf(log, d.run); at.open && at.entries != d.entries {
		s.writing.mu.Unlock()
		return 0, fmt.Errorf("%w: %w", ErrDraft, model.RunMoved{})
	}
	err = s.writing.handIn(func() (err error) {
		entry, err = s.append(log, []record.Sealed{{Payload: d.payload, Signature: signature}}, d.texts...)
		return err
	})
	if err == nil && d.event != nil {
		s.writing.mu.Lock()
		defer s.writing.mu.Unlock()
		s.keepWalk(d.run, d.walked, d.entries+1)
	}
	return entry, err
}

func (s *Station) fresh(d *draft) error {
	if age := s.cfg.Now().Sub(d.at); age > draftLife || age < -record.FactLag {
		return fmt.Errorf("%w: it was shown at %s", ErrDraft, d.at.Format("15:04"))
	}
	return nil
}

// Signer opens a person's key with their passphrase, which is wiped. A wrong
// one becomes an entry; too many in a row make the next try wait. A key whose
// passphrase can be read in the log is refused with an *ExposedError.
func (s *Station) Signer(person string, passphrase []byte) (*keyring.Signer, error) {
	if err := s.Examine(context.Background(), nil); err != nil {
		clear(passphrase)
		return nil, err
	}
	signer, key, err := s.unlock(person, passphrase)
	if err != nil {
		return nil, err
	}
	if err := s.notExposed(person, key); err != nil {
		signer.Lock()
		return nil, err
	}
	return signer, nil
}

// notExposed refuses a key of a person that is marked.
func (s *Station) notExposed(person, key string) error {
	marked, err := s.ring.Exposed(person, key)
	if err == nil && marked {
		err = &ExposedError{Person: person, Kept: true}
	}
	return err
}

// unlock is Signer for any key, which it names as entries do.
func (s *Station) unlock(person string, passphrase []byte) (signer *keyring.Signer, key string, err error) {
	defer clear(passphrase)
	log, err := s.log()
	if err != nil {
		return nil, "", err
	}
	leave := s.trying.of(person) // and of nobody else: to open a key takes a tenth of a second
	defer leave()
	s.signing.RLock()
	defer s.signing.RUnlock()
	failures, key, err := s.mayTry(log, person)
	if err != nil {
		return nil, "", err
	}
	if err := s.ring.Settle(person, key); err != nil {
		return nil, "", err
	}
	signer, err = s.ring.Unlock(person, passphrase)
	if !errors.Is(err, keyring.ErrPassphrase) || s.isClosed() { // a closed log counts nothing
		return signer, key, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	wrong := &PassphraseError{
		Person: person, Failures: failures + 1, Wait: keyring.Delay(failures + 1), Locked: keyring.Locked(failures + 1),
	}
	if _, err := s.addFact(log, person, &record.UnlockFailed{Count: failures + 1}); err != nil {
		return nil, "", errors.Join(wrong, fmt.Errorf("recording the failure: %w", err))
	}
	return nil, "", wrong
}

// mayTry returns how many failures in a row a person has, and the key that the
// log says is theirs, or a WaitError.
func (s *Station) mayTry(log *store.Store, person string) (failures int, key string, err error) {
	var last time.Time
	known := false
	log.View(func(st *record.State) {
		if p := st.People[person]; p != nil {
			known, failures, last, key = true, p.Failures, p.LastFailure, p.Key
		}
	})
	if !known {
		return 0, "", s.nobody(person)
	}
	if key == "" {
		return 0, "", fmt.Errorf("person %q: %w", person, ErrRevoked)
	}
	if keyring.Locked(failures) {
		return 0, "", &WaitError{Person: person}
	}
	if wait := keyring.Wait(failures, last, s.cfg.Now()); wait > 0 {
		return 0, "", &WaitError{Person: person, Wait: wait}
	}
	return failures, key, nil
}
