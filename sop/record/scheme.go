package record

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Scheme says how somebody is found competent in some procedures. It replaces the one
// before it for each of them.
type Scheme struct {
	Assessors    int      // who have to have watched, at least
	Methods      []string // by which somebody may be assessed, sorted
	Months       int      // for which competence holds; 0 for no end
	Observations int      // runs without help that have to have been watched
	Pages        []string // ids of the procedures, sorted
	Pieces       *Pieces  // of a portfolio; nil where none is asked for
	Reason       string
}

// Pieces are how many pieces a portfolio has.
type Pieces struct{ Least, Most int }

// maxPieces is how many pieces a portfolio has at most.
const maxPieces = 100

// Planned is one scheme entry.
type Planned struct {
	Scheme
	Position int64
	By       string
	At       time.Time
}

func (*Scheme) kind() Kind { return KindScheme }

func (b *Scheme) code(f *codec) {
	forNumber(f, "assessors", &b.Assessors)
	forTexts(f, "methods", &b.Methods)
	forOptNumber(f, "months", &b.Months)
	forNumber(f, "observations", &b.Observations)
	forTexts(f, "pages", &b.Pages)
	forOptObject(f, "pieces", &b.Pieces)
	forText(f, "reason", &b.Reason)
}

func (p *Pieces) code(f *codec) {
	forNumber(f, "least", &p.Least)
	forNumber(f, "most", &p.Most)
}

func (b *Scheme) check() error {
	err := errors.Join(
		within("observations", b.Observations, 1, sop.MaxObservations), within("assessors", b.Assessors, 1, b.Observations),
		within("months", b.Months, 0, sop.MaxMonths), within("pages", len(b.Pages), 1, sop.MaxPages), field("reason", b.Reason, 1, maxWords),
		inOrder("methods", b.Methods), inOrder("pages", b.Pages),
	)
	for _, m := range b.Methods {
		err = errors.Join(err, oneOf("methods", m, Observed, Questions, Portfolio))
	}
	if !slices.Contains(b.Methods, Observed) {
		err = errors.Join(err, fmt.Errorf("methods %q: need %q, without which nobody is competent", b.Methods, Observed))
	}
	for _, page := range b.Pages {
		err = errors.Join(err, match("pages", sopID, page, "1 to 64 letters, digits, dots, hyphens and underscores"))
	}
	if p := b.Pieces; p != nil {
		err = errors.Join(err, within("pieces.most", p.Most, 1, maxPieces), within("pieces.least", p.Least, 1, p.Most))
	}
	return err
}

// within checks that a number is one of those between two.
func within(name string, n, least, most int) error {
	if n < least || n > most {
		return fmt.Errorf("%s %d: needs to be from %d to %d", name, n, least, most)
	}
	return nil
}

// inOrder checks that a list is sorted, without repeats.
func inOrder(name string, list []string) error {
	for i := 1; i < len(list); i++ {
		if list[i-1] >= list[i] {
			return fmt.Errorf("%s %q: need to be sorted, without repeats", name, list)
		}
	}
	return nil
}

func checkScheme(s *State, p Placed, _ Past) *Fault {
	if s.part { // which has the approvals of the procedures of its runs only
		return nil
	}
	for _, page := range p.Entry.Body.(*Scheme).Pages {
		if len(s.Approvals[page]) == 0 {
			return faultf(FaultApproval, "no version of %s was approved before it", page)
		}
	}
	return nil
}

// plan folds a scheme.
func (s *State) plan(p Placed, b *Scheme) {
	for _, page := range b.Pages {
		s.Schemes[page] = &Planned{Scheme: *b, Position: p.Position, By: p.Entry.Person, At: p.Entry.At.Time}
	}
}

func sayScheme(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Scheme)
	out := fmt.Sprintf("I, %s, set the scheme of %s %s: %s by %s, methods %s", s.who(e), strings.Join(b.Pages, ", "), when(e),
		count(b.Observations, "observation"), count(b.Assessors, "assessor"), strings.Join(b.Methods, ", "))
	if b.Months > 0 {
		out += ", competent for " + count(b.Months, "month")
	}
	if b.Pieces != nil {
		out += fmt.Sprintf(", portfolio of %d to %d pieces", b.Pieces.Least, b.Pieces.Most)
	}
	return out + ", because: " + b.Reason
}

// LastExpiry returns the last day on which a competence of a scheme can end that begins on
// another day.
func (b *Scheme) LastExpiry(from string) string {
	return sop.Period{N: b.Months, Unit: "month"}.From(mustDay(from)).Format(time.DateOnly)
}

// Shown is what somebody was watched doing in a version of a procedure, without help, as
// they and who watched have signed.
type Shown struct {
	Runs      []string // each once
	Assessors []string // who watched one of them, each once
}

// Shown returns what the assessments of a person say so far that they gave their word on.
func (s *State) Shown(person, sopID, version string) Shown {
	return s.shown(person, func(a *Assessment) bool { return a.SOP == sopID && a.Version == version })[OfVersion{sopID, version}]
}

// OfVersion names a version of a procedure.
type OfVersion struct{ SOP, Version string }

// AllShown returns that of each version of each procedure in which a person was watched.
func (s *State) AllShown(person string) map[OfVersion]Shown {
	return s.shown(person, func(*Assessment) bool { return true })
}

// shown goes through the assessments of a person once, however many versions there are.
func (s *State) shown(person string, counts func(*Assessment) bool) map[OfVersion]Shown {
	out := map[OfVersion]Shown{}
	for _, a := range s.Assessed[person] {
		if a.Word == nil || !counts(a) {
			continue
		}
		of := OfVersion{a.SOP, a.Version}
		w := out[of]
		if w.add(&a.Competence, a.By); len(w.Runs) > 0 {
			out[of] = w
		}
	}
	return out
}

// add adds what one more assessment says, or would say.
func (w *Shown) add(b *Competence, by string) {
	if !b.Unaided() {
		return
	}
	if !slices.Contains(w.Runs, b.Run) {
		w.Runs = append(w.Runs, b.Run)
	}
	if !slices.Contains(w.Assessors, by) {
		w.Assessors = append(w.Assessors, by)
	}
}

// checkPlanned compares an assessment with the scheme that is in force for its procedure.
func (s *State) checkPlanned(p Placed) *Fault {
	b, e := p.Entry.Body.(*Competence), p.Entry
	now := s.Schemes[b.SOP]
	switch {
	case now == nil && b.Scheme == 0:
		return nil
	case now == nil:
		return faultf(FaultStanding, "entry %d is no scheme that is in force for %s", b.Scheme, b.SOP)
	case now.Position != b.Scheme:
		return faultf(FaultStanding, "the scheme in entry %d is in force for %s, and it names entry %d", now.Position, b.SOP, b.Scheme)
	case !slices.Contains(now.Methods, b.Method):
		return faultf(FaultStanding, "the scheme in entry %d has no method %q", b.Scheme, b.Method)
	case b.Outcome != Competent:
		return nil
	}
	if last := now.LastExpiry(e.Clock.Day(e.At.Time)); now.Months > 0 && (b.Expires == "" || b.Expires > last) {
		return faultf(FaultStanding, "competence holds for %s by the scheme in entry %d: it ends on %s at the latest", count(now.Months, "month"), b.Scheme, last)
	}
	w := s.Shown(b.Person, b.SOP, b.Version)
	w.add(b, e.Person)
	if len(w.Runs) < now.Observations || len(w.Assessors) < now.Assessors {
		return faultf(FaultStanding, "%q was watched without help in %s by %s, as both signed, and the scheme in entry %d asks for %d by %d",
			b.Person, count(len(w.Runs), "run"), count(len(w.Assessors), "assessor"), b.Scheme, now.Observations, now.Assessors)
	}
	return nil
}

// checkWatched compares an assessment of a run that its signer watched with that run.
func (s *State) checkWatched(p Placed, past Past, done Performed, at int64) *Fault {
	b, by := p.Entry.Body.(*Competence), p.Entry.Person
	w := past.Watched(at)
	switch {
	case done.Version != b.Version:
		return faultf(FaultRun, "run %s was of v%s, and it is about v%s", b.Run, done.Version, b.Version)
	case !slices.Contains(w.Named, Observation{b.Person, by}):
		return faultf(FaultRun, "%q did not say before run %s that %q watches it", b.Person, b.Run, by)
	case b.Unaided() && done.Outcome == Stopped:
		return faultf(FaultRun, "run %s was stopped: it shows nobody without help", b.Run)
	case b.Unaided() && slices.ContainsFunc(w.Doers, func(doer string) bool { return doer != b.Person }):
		return faultf(FaultRun, "somebody else did a step of run %s too: it shows nobody without help", b.Run)
	case slices.Contains(done.Owners, by):
		return faultf(FaultDuties, "%q carried run %s out themselves", by, b.Run)
	case slices.Contains(w.Seconds, by):
		return faultf(FaultDuties, "%q checked or released in run %s, and does not assess it", by, b.Run)
	}
	return nil
}
