package record

import (
	"errors"
	"fmt"
	"time"
)

// Competence says whether a person can carry out a version of a procedure.
type Competence struct {
	Comment string
	Expires string // local day, the first on which it no longer holds
	Method  string
	Outcome string
	Person  string
	Run     string // in which they were watched
	SOP     string
	SHA256  string
	Version string
}

// How somebody was assessed, and what came of it.
const (
	Observed  = "observed"
	Questions = "questions"
	Portfolio = "portfolio"

	Competent = "competent"
	NotYet    = "not yet"
)

// Assessment is one competence entry.
type Assessment struct {
	Competence
	Position int64
	By       string
	At       time.Time
}

// Holds reports whether somebody is competent by it in a version of the procedure, on a local day.
func (a *Assessment) Holds(version, day string) bool {
	return a.Outcome == Competent && a.Version == version && (a.Expires == "" || day < a.Expires)
}

func (*Competence) kind() Kind { return KindCompetence }

func (b *Competence) code(f *codec) {
	forOptText(f, "comment", &b.Comment)
	forOptText(f, "expires", &b.Expires)
	forText(f, "method", &b.Method)
	forText(f, "outcome", &b.Outcome)
	forText(f, "person", &b.Person)
	forOptText(f, "run", &b.Run)
	forText(f, "sop", &b.SOP)
	forText(f, "sop_sha256", &b.SHA256)
	forText(f, "sop_version", &b.Version)
}

func (b *Competence) check() error {
	err := errors.Join(
		field("comment", b.Comment, 0, maxWords), oneOf("method", b.Method, Observed, Questions, Portfolio),
		oneOf("outcome", b.Outcome, Competent, NotYet), CheckPersonID(b.Person), checkSOP(b.SOP, b.Version, b.SHA256),
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

func checkCompetence(s *State, p Placed, past Past) *Fault {
	b, by := p.Entry.Body.(*Competence), p.Entry.Person
	switch {
	case s.People[b.Person] == nil:
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	case b.Person == by:
		return faultf(FaultDuties, "%q assessed themselves", by)
	case !s.approved(b.SOP, b.Version, b.SHA256):
		return faultf(FaultApproval, "%s v%s was not approved with this text before it", b.SOP, b.Version)
	case b.Run == "" || s.incomplete(): // the run may not be there
		return nil
	}
	at, ok := past.Completed(b.Run)
	done, known := past.Performed(at)
	if !ok || !known || done.Person != b.Person || done.SOP != b.SOP {
		return faultf(FaultRun, "%q did not complete run %s of %s before it", b.Person, b.Run, b.SOP)
	}
	return nil
}

func sayCompetence(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Competence)
	out := fmt.Sprintf("I, %s, assessed %s as %s in %s v%s %s, method %s", s.who(e), s.named(b.Person), b.Outcome, b.SOP, b.Version, when(e), b.Method)
	if b.Run != "" {
		out += ", run " + b.Run
	}
	if b.Expires != "" {
		out += ", until " + day(b.Expires)
	}
	return out + "." + inWords(" Comment: ", b.Comment)
}
