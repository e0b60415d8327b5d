package record

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"soprun/sop"
)

// AccessReview says that somebody looked at who has access.
type AccessReview struct {
	Comment string
	Keys    int    // that are live
	People  int    // who are enrolled
	SHA256  string // of the list that they looked at
}

// Standing is how a person's key stands.
type Standing string

// How a key stands.
const (
	Live    Standing = "live"
	Locked  Standing = "locked"  // after too many wrong passphrases
	Revoked Standing = "revoked" // they have none
)

// Access is what one person may do: a member of the list of an AccessReview.
type Access struct {
	ID    string
	Key   string // "" for none
	Name  string
	Roles []sop.Role
	State Standing
}

// AccessReviewed is one access.review entry.
type AccessReviewed struct {
	AccessReview
	Position int64
	By       string
	At       time.Time
}

func (*AccessReview) kind() Kind { return KindAccess }

func (b *AccessReview) code(f *codec) {
	forOptText(f, "comment", &b.Comment)
	forNumber(f, "keys", &b.Keys)
	forNumber(f, "people", &b.People)
	forText(f, "sha256", &b.SHA256)
}

func (a *Access) code(f *codec) {
	forText(f, "id", &a.ID)
	forOptText(f, "key", &a.Key)
	forText(f, "name", &a.Name)
	forTexts(f, "roles", &a.Roles)
	forText(f, "state", &a.State)
}

func (b *AccessReview) check() error {
	return errors.Join(
		field("comment", b.Comment, 0, maxWords), checkNumber("keys", int64(b.Keys)), checkNumber("people", int64(b.People)),
		checkHex("sha256", b.SHA256, 32),
	)
}

// Standing returns how the person's key stands.
func (p *Person) Standing() Standing {
	switch {
	case p.Key == "":
		return Revoked
	case p.Failures >= MaxFailures:
		return Locked
	default:
		return Live
	}
}

// Access returns the list of everybody who is enrolled, sorted by id.
func (s *State) Access() []Access {
	list := make([]Access, 0, len(s.People))
	for _, p := range s.PeopleByID() {
		list = append(list, Access{ID: p.ID, Key: p.Key, Name: p.Name, Roles: p.Roles, State: p.Standing()})
	}
	return list
}

// ReviewAccess returns the review of the access that people have now.
func (s *State) ReviewAccess(comment string) (*AccessReview, error) {
	list := s.Access()
	text, err := canonicalList(list, func(f *codec, one *Access) { f.object(one) })
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	b := &AccessReview{Comment: comment, People: len(list), SHA256: hex.EncodeToString(sum[:])}
	for _, a := range list {
		if a.State == Live {
			b.Keys++
		}
	}
	return b, nil
}

func checkAccess(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*AccessReview)
	if s.part { // which never holds everybody
		return nil
	}
	if want, err := s.ReviewAccess(b.Comment); err != nil || *want != *b {
		return faultf(FaultAccess, "the list of people and keys that it names is not the one that the log has there")
	}
	return nil
}

func sayAccess(s *State, e *Entry, _ Past) string {
	b := e.Body.(*AccessReview)
	out := fmt.Sprintf("I, %s, reviewed access %s: %d enrolled, %d with a live key, list %s.", s.who(e), when(e), b.People, b.Keys, b.SHA256)
	return out + inWords(" Comment: ", b.Comment)
}
