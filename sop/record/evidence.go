package record

import (
	"errors"
	"fmt"
	"time"

	"soprun/sop"
)

// Evidence shows a code of somebody that no run shows: what they know, or how they behave.
type Evidence struct {
	Asked  string // of them, or of their employer
	Code   sop.Code
	Day    string // local day on which it was asked
	Method string
	Person string
	Said   string // in answer
}

// How a code is shown that no run shows.
const (
	Question   = sop.ByQuestion
	Discussion = sop.ByDiscussion
	Employer   = sop.ByEmployer
)

// OwnWork states that the evidence of somebody for some days is their own work.
type OwnWork struct {
	Comment     string
	First, Last string // local days
	Person      string
}

// Evidenced is one evidence entry.
type Evidenced struct {
	Evidence
	Position int64
	By       string
	At       time.Time
}

// Stated is one statement entry.
type Stated struct {
	OwnWork
	Position int64
	By       string
	At       time.Time
}

func (*Evidence) kind() Kind { return KindEvidence }
func (*OwnWork) kind() Kind  { return KindStatement }

func (b *Evidence) code(f *codec) {
	forText(f, "asked", &b.Asked)
	forText(f, "code", &b.Code)
	forText(f, "day", &b.Day)
	forText(f, "method", &b.Method)
	forText(f, "person", &b.Person)
	forText(f, "said", &b.Said)
}

func (b *OwnWork) code(f *codec) {
	forOptText(f, "comment", &b.Comment)
	forText(f, "first", &b.First)
	forText(f, "last", &b.Last)
	forText(f, "person", &b.Person)
}

func (b *Evidence) check() error {
	return errors.Join(
		checkWords("asked", b.Asked), checkWords("said", b.Said), CheckPersonID(b.Person), checkDay("day", b.Day),
		match("code", codeID, string(b.Code), "a letter S, K or B and a number up to 99"), b.checkMethod(),
	)
}

// checkMethod checks that the code is one that is shown so.
func (b *Evidence) checkMethod() error {
	methods := sop.ShownBy(b.Code)
	if methods == nil {
		return fmt.Errorf("code %q: S codes are shown by doing, in runs that somebody watched", b.Code)
	}
	return oneOf("method", b.Method, methods...)
}

func (b *OwnWork) check() error {
	err := errors.Join(field("comment", b.Comment, 0, maxWords), CheckPersonID(b.Person), checkDay("first", b.First), checkDay("last", b.Last))
	if b.First > b.Last {
		err = errors.Join(err, fmt.Errorf("last %q: is before the first, %q", b.Last, b.First))
	}
	return err
}

func checkEvidence(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Evidence)
	return s.checkOfAnother(p, b.Person, b.Day, "the evidence is about %q, who recorded it: another supervisor has to record it")
}

func checkOwnWork(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*OwnWork)
	return s.checkOfAnother(p, b.Person, b.Last, "the statement is about the evidence of %q, who made it: another supervisor has to make it")
}

// checkOfAnother refuses what somebody records about themself, with these words, about a
// stranger, or before its day.
func (s *State) checkOfAnother(p Placed, person, day, own string) *Fault {
	e := p.Entry
	today := e.Clock.Day(e.At.Time)
	switch {
	case s.People[person] == nil:
		return faultf(FaultPerson, "%q was not enrolled before it", person)
	case person == e.Person:
		return faultf(FaultDuties, own, person)
	case day > today:
		return faultf(FaultStanding, "it is about %s, which was still to come on %s", day, today)
	}
	return nil
}

// evidence folds what shows a code, and that somebody's evidence is their own.
func (s *State) evidence(p Placed) {
	e := p.Entry
	switch b := e.Body.(type) {
	case *Evidence:
		if s.Evidence == nil {
			s.Evidence = map[string][]*Evidenced{}
		}
		s.Evidence[b.Person] = append(s.Evidence[b.Person], &Evidenced{*b, p.Position, e.Person, e.At.Time})
	case *OwnWork:
		if s.Statements == nil {
			s.Statements = map[string][]*Stated{}
		}
		s.Statements[b.Person] = append(s.Statements[b.Person], &Stated{*b, p.Position, e.Person, e.At.Time})
	}
}

func sayEvidence(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Evidence)
	return fmt.Sprintf("I, %s, recorded evidence of %s of %s %s, %s on %s, asked %s, said %s.",
		s.who(e), b.Code, s.named(b.Person), when(e), b.Method, day(b.Day), quoted(b.Asked), quoted(b.Said))
}

func sayOwnWork(s *State, e *Entry, _ Past) string {
	b := e.Body.(*OwnWork)
	return fmt.Sprintf("I, %s, stated %s that the evidence of %s from %s to %s is their own work.", s.who(e), when(e), s.named(b.Person), day(b.First), day(b.Last)) +
		inWords(" Comment: ", b.Comment)
}
