package record

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Assessed says whether somebody agrees with an assessment of them.
type Assessed struct {
	Agree    string // Yes or No
	Comment  string
	Leaf     tlog.Hash // leaf hash of the competence
	Position int64     // of the competence
}

// Whether somebody agrees.
const (
	Yes = "yes"
	No  = "no"
)

// Word is what somebody said of an assessment of them.
type Word struct {
	Agrees   bool
	Comment  string
	Position int64
	At       time.Time
}

// Agrees reports whether they agree.
func (b *Assessed) Agrees() bool { return b.Agree == Yes }

func (*Assessed) kind() Kind { return KindAssessed }

func (b *Assessed) code(f *codec) {
	forText(f, "agree", &b.Agree)
	forOptText(f, "comment", &b.Comment)
	f.hash("leaf", &b.Leaf)
	forNumber(f, "position", &b.Position)
}

func (b *Assessed) check() error {
	err := errors.Join(oneOf("agree", b.Agree, Yes, No), field("comment", b.Comment, 0, maxWords), checkPlace(b.Position))
	if !b.Agrees() {
		err = errors.Join(err, checkWords("comment", b.Comment))
	}
	return err
}

// assessment returns the one of a person at a position, nil for none.
func (s *State) assessment(person string, position int64) *Assessment {
	for _, a := range s.Assessed[person] {
		if a.Position == position {
			return a
		}
	}
	return nil
}

func checkAssessed(s *State, p Placed, _ Past) *Fault {
	b, by := p.Entry.Body.(*Assessed), p.Entry.Person
	a := s.assessment(by, b.Position)
	switch {
	case a == nil || a.Leaf != b.Leaf:
		return faultf(FaultStanding, "entry %d is no assessment of %q with these contents", b.Position, by)
	case a.Word != nil:
		return faultf(FaultStanding, "%q said in entry %d whether they agree with entry %d", by, a.Word.Position, b.Position)
	}
	return nil
}

func sayAssessed(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Assessed)
	a := s.assessment(e.Person, b.Position)
	if a == nil { // Check refuses it
		a = &Assessment{}
	}
	said := "agree"
	if !b.Agrees() {
		said = "do not agree"
	}
	return fmt.Sprintf("I, %s, %s with the assessment in entry %d by %s, as %s in %s v%s, %s.", s.who(e), said, b.Position, s.named(a.By), a.Outcome, a.SOP, a.Version, when(e)) +
		inWords(" Comment: ", b.Comment)
}
