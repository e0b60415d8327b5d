package record

import (
	"errors"
	"fmt"
	"time"
)

// Duty says that a person is meant to carry out a procedure, or all those of an
// area, or that they are not any more.
type Duty struct {
	Area   string // an area, or
	Person string
	ReadBy string // local day by which they are to have read it; "" for none
	Reason string
	SOP    string // a procedure
	State  string // On or Off
}

// Read says that a person has read a version of a procedure.
type Read struct {
	SOP     string
	SHA256  string
	Version string
}

// Whether somebody has a duty.
const (
	On  = "on"
	Off = "off"
)

func (*Duty) kind() Kind { return KindDuty }
func (*Read) kind() Kind { return KindRead }

func (b *Duty) code(f *codec) {
	forOptText(f, "area", &b.Area)
	forText(f, "person", &b.Person)
	forOptText(f, "read_by", &b.ReadBy)
	forOptText(f, "reason", &b.Reason)
	forOptText(f, "sop", &b.SOP)
	forText(f, "state", &b.State)
}

func (b *Read) code(f *codec) {
	forText(f, "sop", &b.SOP)
	forText(f, "sop_sha256", &b.SHA256)
	forText(f, "sop_version", &b.Version)
}

func (b *Duty) check() error {
	err := errors.Join(CheckPersonID(b.Person), field("area", b.Area, 0, 100), field("reason", b.Reason, 0, maxWords), oneOf("state", b.State, On, Off))
	if b.SOP != "" {
		err = errors.Join(err, match("sop id", sopID, b.SOP, "1 to 64 letters, digits, dots, hyphens and underscores"))
	}
	if (b.Area == "") == (b.SOP == "") {
		err = errors.Join(err, errors.New("area, sop: one of the two needs to be there, and not both"))
	}
	if b.ReadBy != "" {
		err = errors.Join(err, checkDay("read_by", b.ReadBy))
		if b.State == Off {
			err = errors.Join(err, errors.New("read_by: is for a duty that is given"))
		}
	}
	return err
}

func (b *Read) check() error { return checkSOP(b.SOP, b.Version, b.SHA256) }

// Of names what the duty is of, a procedure or an area, as the key of State.Duties.
func (b *Duty) Of() string {
	if b.Area != "" {
		return "area " + b.Area
	}
	return b.SOP
}

// Given is one duty that somebody has.
type Given struct {
	Duty
	Position int64
	By       string
	At       time.Time
}

// HasRead is the last read entry of a person about a procedure.
type HasRead struct {
	Read
	Position int64
	At       time.Time
}

func checkDuty(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Duty)
	if s.People[b.Person] == nil {
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	}
	if has := s.Duties[b.Person][b.Of()] != nil; has == (b.State == On) {
		return faultf(FaultStanding, "%q %s the duty of %s already", b.Person, map[bool]string{true: "has", false: "does not have"}[has], b.Of())
	}
	return nil
}

func checkRead(s *State, p Placed, _ Past) *Fault {
	b, by := p.Entry.Body.(*Read), p.Entry.Person
	if last := s.HaveRead[by][b.SOP]; last != nil && last.Version == b.Version && last.SHA256 == b.SHA256 {
		return faultf(FaultStanding, "%q read %s v%s before, in entry %d", by, b.SOP, b.Version, last.Position)
	}
	for _, a := range s.Approvals[b.SOP] {
		if a.of(b.Version, b.SHA256) && a.Retired == nil {
			return nil
		}
	}
	return faultf(FaultApproval, "%s v%s is not approved with this text", b.SOP, b.Version)
}

// oblige folds a duty or what somebody read.
func (s *State) oblige(p Placed) {
	e := p.Entry
	switch b := e.Body.(type) {
	case *Duty:
		duties := s.Duties[b.Person]
		if b.State == Off {
			delete(duties, b.Of())
			return
		}
		if duties == nil {
			duties = map[string]*Given{}
			s.Duties[b.Person] = duties
		}
		duties[b.Of()] = &Given{Duty: *b, Position: p.Position, By: e.Person, At: e.At.Time}
	case *Read:
		if s.HaveRead[e.Person] == nil {
			s.HaveRead[e.Person] = map[string]*HasRead{}
		}
		s.HaveRead[e.Person][b.SOP] = &HasRead{Read: *b, Position: p.Position, At: e.At.Time}
	}
}

func sayDuty(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Duty)
	what, by := b.SOP, ""
	if b.Area != "" {
		what = "area " + quoted(b.Area)
	}
	if b.ReadBy != "" {
		by = ", to be read by " + day(b.ReadBy)
	}
	said := fmt.Sprintf("gave %s the duty of %s", s.named(b.Person), what)
	if b.State == Off {
		said = fmt.Sprintf("took from %s the duty of %s", s.named(b.Person), what)
	}
	return fmt.Sprintf("I, %s, %s %s%s.", s.who(e), said, when(e), by) + inWords(" Reason: ", b.Reason)
}

func sayRead(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Read)
	return fmt.Sprintf("I, %s, read %s v%s %s.", s.who(e), b.SOP, b.Version, when(e))
}
