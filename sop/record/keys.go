package record

import (
	"cmp"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"soprun/sop"
)

// Rotate gives a person another key. They sign it themselves with the key before
// it, or an administrator does for somebody who forgot their passphrase.
type Rotate struct {
	Declaration string
	Key         string
	Person      string
	Proof       string // by the new key, as in Enrol
	Reason      string
}

// Revoke says that a key signs no more, and from where on it may not have been
// its person who signed with it.
type Revoke struct {
	Key     string
	Person  string
	Reason  string
	Suspect *int64 // position; nil where nothing is disputed
}

func (*Rotate) kind() Kind { return KindRotate }
func (*Revoke) kind() Kind { return KindRevoke }

func (b *Rotate) code(f *codec) {
	forText(f, "declaration", &b.Declaration)
	forText(f, "key", &b.Key)
	forText(f, "person", &b.Person)
	forText(f, "proof", &b.Proof)
	forText(f, "reason", &b.Reason)
}

func (b *Revoke) code(f *codec) {
	forText(f, "key", &b.Key)
	forText(f, "person", &b.Person)
	forText(f, "reason", &b.Reason)
	if f.opt("suspect_from", b.Suspect == nil) {
		if f.reading {
			b.Suspect = new(int64)
		}
		numeral(f, b.Suspect)
	}
}

func (b *Rotate) check() error {
	_, keyErr := ParsePublicKey(b.Key)
	return errors.Join(checkDeclaration(b.Declaration), keyErr, CheckPersonID(b.Person), field("reason", b.Reason, 1, maxWords))
}

func (b *Revoke) check() error {
	_, keyErr := ParsePublicKey(b.Key)
	err := errors.Join(keyErr, CheckPersonID(b.Person), field("reason", b.Reason, 1, maxWords))
	if b.Suspect != nil {
		err = errors.Join(err, checkNumber("suspect_from", *b.Suspect))
	}
	return err
}

// Prove signs the rotation with the new key: it sets the declaration, the key
// and the proof. Person has to be set before; name is theirs, as enrolled.
func (b *Rotate) Prove(newKey crypto.Signer, log, name string) error {
	e := &Enrol{Name: name, Person: b.Person}
	err := e.Prove(newKey, log)
	b.Declaration, b.Key, b.Proof = e.Declaration, e.Key, e.Proof
	return err
}

func (b *Rotate) verifyProof(log, name string) error {
	e := &Enrol{Declaration: b.Declaration, Key: b.Key, Name: name, Person: b.Person, Proof: b.Proof}
	return e.verifyProof(log)
}

// Fingerprint returns what ssh-keygen -l shows of a key.
func Fingerprint(key string) string {
	blob, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, keyAlgorithm+" ")) // its entry was read
	sum := sha256.Sum256(blob)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}

// Key is what a log says of one key.
type Key struct {
	Person  string `json:"person"`
	Bound   int64  `json:"bound"`             // position at which it was bound
	Ended   int64  `json:"ended,omitempty"`   // position after which it signs no more; 0 while it is the person's
	Revoked int64  `json:"revoked,omitempty"` // position of its revocation; 0 where there is none
	Suspect int64  `json:"suspect,omitempty"` // from here on, up to Revoked, what it signed is disputed
}

// signs reports whether an act of the person at a position is signed with the key.
func (k *Key) signs(person string, position int64) bool {
	return k.Person == person && (k.Bound < position || position == 0) && (k.Ended == 0 || position <= k.Ended)
}

// Keys holds every key that a log ever bound. None is ever unbound.
type Keys map[string]*Key

// apply folds one entry in.
func (ks Keys) apply(position int64, e *Entry) {
	switch b := e.Body.(type) {
	case *Genesis:
		ks[b.Key] = &Key{Person: e.Person, Bound: position}
	case *Enrol:
		ks[b.Key] = &Key{Person: b.Person, Bound: position}
	case *Rotate:
		if live := ks[ks.of(b.Person)]; live != nil {
			live.Ended = position
		}
		ks[b.Key] = &Key{Person: b.Person, Bound: position}
	case *Revoke:
		if k := ks[b.Key]; k != nil { // Check refuses others
			k.Revoked, k.Suspect = position, position
			k.Ended = cmp.Or(k.Ended, position)
			if b.Suspect != nil {
				k.Suspect = *b.Suspect
			}
		}
	case *Return, *Answer, *CloseIncident, *Missed, *Asset, *Calendar, *Duty, *Read, *Settings, *Terminal, *Note, *NoteRead,
		*LogClose, *Assign, *Unlock, *Approve, *Retire, *AccessReview, *Competence, *Assessed, *Scheme, *Evidence, *OwnWork, *Completion, *Review, *Amend,
		*Dispose, *ConfirmDispose, *RunAct, *RunStart, *RunEvent, *UnlockFailed, *ClockBack, *ClockJump, *Export, *Backup,
		*Restore: // neither bind nor revoke a key
	}
}

// of returns the key that a person has, "" for none.
func (ks Keys) of(person string) string {
	for key, k := range ks {
		if k.Person == person && k.Ended == 0 {
			return key
		}
	}
	return ""
}

// Of returns every key that a person ever had, in the order of the log.
func (ks Keys) Of(person string) []string {
	all := ks.sorted(func(a, b *Key) int { return cmp.Compare(a.Bound, b.Bound) })
	return slices.DeleteFunc(all, func(key string) bool { return ks[key].Person != person })
}

// Disputed reports whether the act of a person at a position was signed with a
// key that was revoked later, and is one of those that may not be theirs.
func (ks Keys) Disputed(person string, position int64) bool {
	for _, k := range ks {
		if k.Suspect <= position && position < k.Revoked && k.signs(person, position) {
			return true
		}
	}
	return false
}

// Suspects returns the people with a key of which something that it signed is disputed.
func (ks Keys) Suspects() map[string]bool {
	out := map[string]bool{}
	for _, k := range ks {
		if k.Suspect < k.Revoked {
			out[k.Person] = true
		}
	}
	return out
}

// Clone returns a copy that no entry changes.
func (ks Keys) Clone() Keys {
	out := make(Keys, len(ks))
	for key, k := range ks {
		own := *k
		out[key] = &own
	}
	return out
}

// sorted returns the keys in an order.
func (ks Keys) sorted(order func(a, b *Key) int) []string {
	return slices.SortedFunc(maps.Keys(ks), func(a, b string) int { return order(ks[a], ks[b]) })
}

// AllowedSigners returns a file with which ssh-keygen verifies what was signed in
// these namespaces: a line for every key that a person ever had.
func (ks Keys) AllowedSigners(namespaces ...string) []byte {
	var b strings.Builder
	byPerson := func(a, b *Key) int { return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Bound, b.Bound)) }
	for _, key := range ks.sorted(byPerson) {
		fmt.Fprintf(&b, "%s namespaces=\"%s\" %s\n", ks[key].Person, strings.Join(namespaces, ","), key)
	}
	return []byte(b.String())
}

// ended returns the keys that sign no more, as ssh-keygen -r reads them.
func (ks Keys) ended() []byte {
	var b strings.Builder
	for _, key := range ks.sorted(func(a, b *Key) int { return cmp.Compare(a.Ended, b.Ended) }) {
		if ks[key].Ended > 0 {
			b.WriteString(key + "\n")
		}
	}
	return []byte(b.String())
}

// acts are the positions of what each key has signed.
type acts map[string][]int64

func (a acts) add(p Placed) { a[p.Key] = append(a[p.Key], p.Position) }

// disputed returns those that are disputed, in the order of the log.
func (a acts) disputed(ks Keys) (positions []int64) {
	for key, k := range ks {
		for _, at := range a[key] {
			if k.Suspect <= at && at < k.Revoked {
				positions = append(positions, at)
			}
		}
	}
	slices.Sort(positions)
	return positions
}

func checkRotate(s *State, p Placed, _ Past) *Fault {
	b, e := p.Entry.Body.(*Rotate), p.Entry
	person := s.People[b.Person]
	switch {
	case person == nil:
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	case e.Person != b.Person && e.Role != sop.Administrator:
		return faultf(FaultRole, "%q gave %q another key as %s", e.Person, b.Person, e.Role)
	case s.Keys[b.Key] != nil:
		return faultf(FaultKey, "the key is bound to %q; a key is bound once, ever", s.Keys[b.Key].Person)
	}
	if err := b.verifyProof(e.Log, person.Name); err != nil {
		return faultf(FaultProof, "%q did not prove to hold the key: %v", b.Person, err)
	}
	return nil
}

func checkRevoke(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Revoke)
	k := s.Keys[b.Key]
	switch {
	case s.People[b.Person] == nil:
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	case k == nil || k.Person != b.Person:
		return faultf(FaultKey, "the key that it revokes is not that of %q", b.Person)
	case k.Revoked > 0:
		return faultf(FaultKey, "the key of %q was revoked before, in entry %d", b.Person, k.Revoked)
	case b.Suspect != nil && (*b.Suspect < k.Bound || *b.Suspect > p.Position):
		return faultf(FaultKey, "it disputes entries from %d on; the key was bound in entry %d", *b.Suspect, k.Bound)
	case k.Ended == 0 && s.loses(b.Person):
		return faultf(FaultRole, "%q is the last administrator who has a key", b.Person)
	}
	return nil
}

// loses reports whether a log would have no administrator with a key any more
// without one person.
func (s *State) loses(person string) bool {
	for id, other := range s.People {
		if s.part || id != person && other.Key != "" && other.Has(sop.Administrator) {
			return false
		}
	}
	return true
}

// takeKey gives a person another key, or none.
func (s *State) takeKey(p Placed) {
	switch b := p.Entry.Body.(type) {
	case *Rotate:
		person := s.People[b.Person]
		person.Key, person.LastAct, person.Failures = b.Key, p.Position, 0
	case *Revoke:
		if person := s.People[b.Person]; person.Key == b.Key {
			person.Key = ""
		}
	}
}

// Disputed reports whether the act of a person at a position is disputed: it was
// signed with a key that was revoked later, as suspect from there on.
func (s *State) Disputed(person string, position int64) bool {
	return s.Keys.Disputed(person, position)
}

func sayRotate(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Rotate)
	return fmt.Sprintf("I, %s, rotated the key of %s to %s %s, because: %s", s.who(e), s.named(b.Person), Fingerprint(b.Key), when(e), b.Reason)
}

func sayRevoke(s *State, e *Entry, _ Past) string {
	b, from := e.Body.(*Revoke), ""
	if b.Suspect != nil {
		from = fmt.Sprintf(", disputed from entry %d on", *b.Suspect)
	}
	return fmt.Sprintf("I, %s, revoked the key %s of %s %s%s, because: %s", s.who(e), Fingerprint(b.Key), s.named(b.Person), when(e), from, b.Reason)
}
