package record

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// Competence says whether a person can carry out a version of a procedure.
type Competence struct {
	Comment string
	Expires string // local day, the first on which it no longer holds
	// Independence is how much help it took, where the signer watched the run; else "".
	Independence string
	Method       string
	Next         string // what the person does next, "" for nothing
	Outcome      string
	Person       string
	Run          string // in which they were watched
	Scheme       int64  // position of the scheme that it is by, 0 for none
	SOP          string
	SHA256       string
	Version      string
}

// How somebody was assessed, and what came of it.
const (
	Observed  = "observed"
	Questions = "questions"
	Portfolio = "portfolio"

	Competent = "competent"
	NotYet    = "not yet"
)

// How independently somebody carried a run out.
const (
	Told     = sop.Told
	Helped   = sop.Helped
	Prompted = sop.Prompted
	Alone    = sop.Alone
	Teaches  = sop.Teaches
)

// Unaided reports whether a run counts as one that took no help.
func (b *Competence) Unaided() bool { return sop.Unaided(b.Independence) }

// Assessment is one competence entry.
type Assessment struct {
	Competence
	Position int64
	Leaf     tlog.Hash
	By       string
	At       time.Time
	Word     *Word // of who was assessed; nil while they said nothing
}

// Holds reports whether somebody is competent by it in a version of the procedure, on a local day.
func (a *Assessment) Holds(version, day string) bool {
	return a.Outcome == Competent && a.Version == version && (a.Expires == "" || day < a.Expires)
}

func (*Competence) kind() Kind { return KindCompetence }

func (b *Competence) code(f *codec) {
	forOptText(f, "comment", &b.Comment)
	forOptText(f, "expires", &b.Expires)
	forOptText(f, "independence", &b.Independence)
	forText(f, "method", &b.Method)
	forOptText(f, "next", &b.Next)
	forText(f, "outcome", &b.Outcome)
	forText(f, "person", &b.Person)
	forOptText(f, "run", &b.Run)
	forOptNumber(f, "scheme", &b.Scheme)
	forText(f, "sop", &b.SOP)
	forText(f, "sop_sha256", &b.SHA256)
	forText(f, "sop_version", &b.Version)
}

func (b *Competence) check() error {
	err := errors.Join(
		field("comment", b.Comment, 0, maxWords), oneOf("method", b.Method, Observed, Questions, Portfolio),
		oneOf("outcome", b.Outcome, Competent, NotYet), CheckPersonID(b.Person), checkSOP(b.SOP, b.Version, b.SHA256),
		field("next", b.Next, 0, maxWords), checkNumber("scheme", b.Scheme), b.checkIndependence(),
	)
	if b.Outcome == Competent && b.Method != Observed {
		err = errors.Join(err, fmt.Errorf("method %q: only who watched says that somebody is competent", b.Method))
	}
	if b.Expires != "" {
		err = errors.Join(err, checkDay("expires", b.Expires))
	}
	if b.Run != "" {
		err = errors.Join(err, checkRun(b.Run))
	}
	return err
}

// checkIndependence checks what is said of a run that was watched.
func (b *Competence) checkIndependence() error {
	if b.Independence == "" {
		if b.Scheme > 0 && b.Method == Observed {
			return errors.New("independence: by a scheme, who watched says how much help it took")
		}
		return nil
	}
	err := errors.Join(oneOf("independence", b.Independence, sop.Independences...), oneOf("method", b.Method, Observed), field("comment", b.Comment, 1, maxWords))
	if b.Run == "" {
		err = errors.Join(err, errors.New("run: needs the one that was watched"))
	}
	return err
}

func checkCompetence(s *State, p Placed, past Past) *Fault {
	b, by := p.Entry.Body.(*Competence), p.Entry.Person
	switch {
	case s.People[b.Person] == nil:
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	case b.Person == by:
		return faultf(FaultDuties, "%q assessed themselves", by)
	case !s.approved(b.SOP, b.Version, b.SHA256):
		return faultf(FaultApproval, "%s v%s was not approved with this text before it", b.SOP, b.Version)
	}
	if f := s.checkPlanned(p); f != nil {
		return f
	}
	if f := s.checkOnce(b, by); f != nil || b.Run == "" {
		return f
	}
	at, ok := past.Completed(b.Run)
	if !ok && s.incomplete() { // it may be a run that is not there
		return nil
	}
	done, known := past.Performed(at)
	if !ok || !known || done.Person != b.Person || done.SOP != b.SOP {
		return faultf(FaultRun, "%q did not complete run %s of %s before it", b.Person, b.Run, b.SOP)
	}
	if b.Independence == "" {
		return nil
	}
	return s.checkWatched(p, past, done, at)
}

// checkOnce refuses a second assessment of a run by who watched it.
func (s *State) checkOnce(b *Competence, by string) *Fault {
	for _, a := range s.Assessed[b.Person] {
		if b.Independence != "" && a.Independence != "" && a.Run == b.Run && a.By == by {
			return faultf(FaultStanding, "%q assessed run %s before, in entry %d", by, b.Run, a.Position)
		}
	}
	return nil
}

func sayCompetence(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Competence)
	out := fmt.Sprintf("I, %s, assessed %s as %s in %s v%s %s, method %s", s.who(e), s.named(b.Person), b.Outcome, b.SOP, b.Version, when(e), b.Method)
	if b.Run != "" {
		out += ", run " + b.Run
	}
	if b.Independence != "" {
		out += ", independence " + b.Independence
	}
	if b.Scheme > 0 {
		out += fmt.Sprintf(", by the scheme in entry %d", b.Scheme)
	}
	if b.Expires != "" {
		out += ", until " + day(b.Expires)
	}
	if b.Next != "" {
		out += ", next " + quoted(b.Next)
	}
	return out + "." + inWords(" Comment: ", b.Comment)
}
