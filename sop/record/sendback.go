package record

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// Return sends a completion back to who performed it, instead of a review.
type Return struct {
	Leaf     tlog.Hash // leaf hash of the completion
	Position int64     // of the completion
	Reason   string
}

// Answer says what somebody who performed a completion has to say to its return.
type Answer struct {
	Leaf     tlog.Hash // leaf hash of the completion
	Position int64     // of the completion
	Return   int64     // position of the return
	Text     string
}

// SentBack is a return that is open.
type SentBack struct {
	Return
	At       int64 // its own position
	By       string
	Returned time.Time
}

func (*Return) kind() Kind { return KindReturn }
func (*Answer) kind() Kind { return KindAnswer }

func (b *Return) code(f *codec) {
	f.hash("leaf", &b.Leaf)
	forNumber(f, "position", &b.Position)
	forText(f, "reason", &b.Reason)
}

func (b *Answer) code(f *codec) {
	f.hash("leaf", &b.Leaf)
	forNumber(f, "position", &b.Position)
	forNumber(f, "return", &b.Return)
	forText(f, "text", &b.Text)
}

func (b *Return) check() error { return errors.Join(checkPlace(b.Position), checkReason(b.Reason)) }

func (b *Answer) check() error {
	return errors.Join(checkPlace(b.Position), checkPlace(b.Return), checkWords("text", b.Text))
}

// checkPlace checks the position of an entry that another one names: at 0 stands
// the genesis, which none does.
func checkPlace(position int64) error {
	if position < 1 {
		return fmt.Errorf("position %d: nothing stands there that could be meant", position)
	}
	return checkNumber("position", position)
}

func checkReturn(s *State, p Placed, past Past) *Fault {
	b, by := p.Entry.Body.(*Return), p.Entry.Person
	done, ok := past.Performed(b.Position)
	switch {
	case !ok || done.Leaf != b.Leaf:
		return faultf(FaultReview, "entry %d, which it sends back, is no completion with these contents", b.Position)
	case slices.Contains(done.Owners, by), slices.Contains(done.Amenders, by):
		return faultf(FaultDuties, "%q sent their own work back", by)
	case len(done.Reviewers) > 0:
		return faultf(FaultReview, "entry %d was reviewed before, and is not sent back", b.Position)
	case s.Returns[b.Position] != nil:
		return faultf(FaultReview, "entry %d was sent back before, in entry %d, and that is not answered", b.Position, s.Returns[b.Position].At)
	}
	return nil
}

func checkAnswer(s *State, p Placed, past Past) *Fault {
	b, e := p.Entry.Body.(*Answer), p.Entry
	done, ok := past.Performed(b.Position)
	r := s.Returns[b.Position]
	switch {
	case !ok || done.Leaf != b.Leaf:
		return faultf(FaultReview, "entry %d, for which it answers, is no completion with these contents", b.Position)
	case r == nil || r.At != b.Return:
		return faultf(FaultReview, "entry %d is no return of entry %d that is open", b.Return, b.Position)
	case slices.Contains(done.Owners, e.Person):
		return nil
	case e.Role != sop.Supervisor:
		return faultf(FaultRole, "%q answered for the work of somebody else as %s", e.Person, e.Role)
	case r.By == e.Person:
		return faultf(FaultDuties, "%q answered their own return", e.Person)
	}
	return nil
}

// sendBack folds a return, or what ends one.
func (s *State) sendBack(p Placed) {
	switch b := p.Entry.Body.(type) {
	case *Return:
		s.Returns[b.Position] = &SentBack{Return: *b, At: p.Position, By: p.Entry.Person, Returned: p.Entry.At.Time}
	case *Answer:
		delete(s.Returns, b.Position)
	case *Amend:
		delete(s.Returns, b.Position)
		s.remeasure(b)
	}
}

func sayReturn(s *State, e *Entry, past Past) string {
	b := e.Body.(*Return)
	done, _ := past.Performed(b.Position)
	return fmt.Sprintf("I, %s, sent back entry %d, %s, %s by %s, %s, because: %s",
		s.who(e), b.Position, done.page(), done.Meaning, s.named(done.Person), when(e), b.Reason)
}

func sayAnswer(s *State, e *Entry, past Past) string {
	b := e.Body.(*Answer)
	done, _ := past.Performed(b.Position)
	r := s.Returns[b.Position]
	if r == nil { // Check refuses it
		r = &SentBack{}
	}
	return fmt.Sprintf("I, %s, answered the return in entry %d by %s, of entry %d, %s, %s: %s",
		s.who(e), b.Return, s.named(r.By), b.Position, done.page(), when(e), b.Text)
}

// page names in a sentence what was performed.
func (d *Performed) page() string { return fmt.Sprintf("%s v%s, run %s", d.SOP, d.Version, d.Run) }
