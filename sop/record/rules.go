package record

import (
	"slices"

	"golang.org/x/mod/sumdb/note"

	"soprun/sop"
)

// MaxFailures is how many wrong passphrases in a row lock a key until a
// supervisor unlocks it.
const MaxFailures = 20

// rulesOf holds the rule of each kind that has one of its own.
var rulesOf = map[Kind]func(*State, Placed, Past) *Fault{
	KindGenesis:      checkGenesis,
	KindClose:        checkClose,
	KindEnrol:        checkEnrol,
	KindRole:         checkAssign,
	KindRotate:       checkRotate,
	KindRevoke:       checkRevoke,
	KindUnlock:       checkUnlock,
	KindApprove:      checkApprove,
	KindRetire:       checkRetire,
	KindAccess:       checkAccess,
	KindCompetence:   checkCompetence,
	KindAssessed:     checkAssessed,
	KindScheme:       checkScheme,
	KindEvidence:     checkEvidence,
	KindStatement:    checkOwnWork,
	KindCompletion:   checkCompletion,
	KindReview:       checkReview,
	KindReturn:       checkReturn,
	KindAnswer:       checkAnswer,
	KindAmend:        checkAmend,
	KindMissed:       checkMissed,
	KindAsset:        checkAsset,
	KindDuty:         checkDuty,
	KindTerminal:     checkTerminal,
	KindRead:         checkRead,
	KindIncident:     checkCloseIncident,
	KindNote:         checkNote,
	KindNoteRead:     checkNoteRead,
	KindDispose:      checkDispose,
	KindConfirm:      checkConfirm,
	KindRunStart:     checkRunStart,
	KindRunEvent:     checkRunEvent,
	KindCheck:        checkRunAct,
	KindRelease:      checkRunAct,
	KindOffer:        checkRunAct,
	KindTake:         checkRunAct,
	KindDecide:       checkRunAct,
	KindUnlockFailed: checkUnlockFailed,
	KindExport:       checkExport,
	KindBackup:       checkBackup,
	KindRestore:      checkRestore,
}

// Check returns nil when the entry may stand at its place, after what the
// state and the past hold, else the first rule that it breaks.
func (s *State) Check(p Placed, past Past) *Fault {
	f := s.check(p, past)
	if f != nil {
		f.Entry = p.Position
	}
	return f
}

func (s *State) check(p Placed, past Past) *Fault {
	e := p.Entry
	if (e.Type == KindGenesis) != (p.Position == 0) {
		return faultf(FaultGenesis, "a log begins with its genesis, and has no other; this is %q", e.Type)
	}
	if p.Position > 0 && e.Log != s.Origin {
		return faultf(FaultLog, "it belongs to log %q, this is %q", e.Log, s.Origin)
	}
	if s.Closed > 0 {
		return faultf(FaultClosed, "the log was closed in entry %d, and nothing follows that", s.Closed)
	}
	if f := s.checkTime(e); f != nil && !s.part && !s.gapped {
		return f
	}
	if f := s.checkPerson(p, past); f != nil {
		return f
	}
	if rule := rulesOf[e.Type]; rule != nil {
		if f := rule(s, p, past); f != nil {
			return f
		}
	}
	if !e.Type.Act() {
		return nil
	}
	if f := s.checkNew(e); f != nil {
		return f
	}
	if want := s.meaning(e); e.Meaning != want {
		return faultf(FaultStatement, "its signature means %q, and by the entries of its run it means %q", e.Meaning, want)
	}
	if want := s.Statement(e, past); e.Statement != want {
		return faultf(FaultStatement, "the sentence that was signed does not follow from the data; it reads %q, it should read %q", e.Statement, want)
	}
	return nil
}

func (s *State) checkPerson(p Placed, past Past) *Fault {
	e := p.Entry
	if e.Type == KindGenesis || e.Person == "" {
		return nil
	}
	person := s.People[e.Person]
	if person == nil {
		return faultf(FaultPerson, "%q was not enrolled before it", e.Person)
	}
	if !e.Type.Act() {
		return nil
	}
	if person.Key == "" {
		return faultf(FaultKey, "the key of %q was revoked, and they have no other", e.Person)
	}
	if person.Key != p.Key {
		return faultf(FaultKey, "it is not signed with the key that %q has there", e.Person)
	}
	if person.Failures >= MaxFailures {
		return faultf(FaultUnlock, "the key of %q was locked after %d wrong passphrases in a row", e.Person, person.Failures)
	}
	if !person.Has(e.Role) {
		return faultf(FaultRole, "%q signed as %s and was none at that point", e.Person, e.Role)
	}
	if s.part && p.Entry.Prev.Size <= p.Position {
		return nil
	}
	return checkPrev(p, past)
}

func checkPrev(p Placed, past Past) *Fault {
	prev := p.Entry.Prev
	if prev.Size > p.Position {
		return faultf(FaultPrev, "its signer names %d earlier entries, and there are %d", prev.Size, p.Position)
	}
	if !past.Has(*prev) {
		return faultf(FaultPrev, "its signer saw another log up to entry %d: entries before it were changed, dropped or put in order anew", prev.Size-1)
	}
	return nil
}

// checkNew refuses an act whose signer had not seen their own act before it.
// Whoever holds the station's key could otherwise set the clock back and log
// the signed bytes of an act again: a role that was taken away since, or the
// approval of a version that was replaced.
func (s *State) checkNew(e *Entry) *Fault {
	person := s.People[e.Person]
	if person == nil || e.Prev.Size > person.LastAct { // nobody is there before the genesis
		return nil
	}
	return faultf(FaultPrev, "%q signed it before their act or enrolment in entry %d: it was logged again, or too late", e.Person, person.LastAct)
}

func checkGenesis(_ *State, p Placed, past Past) *Fault {
	e, b := p.Entry, p.Entry.Body.(*Genesis)
	if p.Key != b.Key {
		return faultf(FaultKey, "the genesis is not signed with the key that it names")
	}
	if !slices.Contains(b.Roles, sop.Administrator) {
		return faultf(FaultRole, "the first person of a log has to be administrator")
	}
	if b.Continues != nil && b.Continues.Log == e.Log {
		return faultf(FaultLog, "it goes on from itself")
	}
	if v, err := note.NewVerifier(b.StationKey); err != nil || v.Name() != e.Log {
		return faultf(FaultLog, "the station's key %q is not named after log %q", b.StationKey, e.Log)
	}
	return checkPrev(p, past)
}

func checkEnrol(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Enrol)
	if s.People[b.Person] != nil {
		return faultf(FaultPerson, "%q was enrolled before; an id is never used twice", b.Person)
	}
	if bound := s.Keys[b.Key]; bound != nil {
		return faultf(FaultKey, "the key is bound to %q; a key is bound once, ever", bound.Person)
	}
	if err := b.verifyProof(p.Entry.Log); err != nil {
		return faultf(FaultProof, "%q did not prove to hold the key: %v", b.Person, err)
	}
	return nil
}

func checkAssign(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Assign)
	if s.People[b.Person] == nil {
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	}
	if !slices.Contains(b.Roles, sop.Administrator) && s.loses(b.Person) {
		return faultf(FaultRole, "%q is the last administrator who has a key and has to stay one", b.Person)
	}
	return nil
}

func checkUnlock(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Unlock)
	if s.People[b.Person] == nil {
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	}
	if b.Person == p.Entry.Person {
		return faultf(FaultDuties, "%q unlocked their own key", b.Person)
	}
	return nil
}

func checkApprove(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Approve)
	for _, a := range s.Approvals[b.SOP] {
		if a.Version != b.Version {
			continue
		}
		if a.SHA256 != b.SHA256 {
			return faultf(FaultApproval, "%s v%s was approved with another text; a changed text needs a new version", b.SOP, b.Version)
		}
		if !slices.Equal(a.Figures, b.Figures) {
			return faultf(FaultApproval, "%s v%s was approved with other figures, which follow from its text", b.SOP, b.Version)
		}
	}
	return nil
}

func checkReview(s *State, p Placed, past Past) *Fault {
	b, reviewer := p.Entry.Body.(*Review), p.Entry.Person
	done, ok := past.Performed(b.Position)
	switch {
	case !ok:
		return faultf(FaultReview, "entry %d, which it reviews, is no completion", b.Position)
	case done.Leaf != b.Leaf:
		return faultf(FaultReview, "it reviews entry %d with other contents than the log has there", b.Position)
	case slices.Contains(done.Owners, reviewer):
		return faultf(FaultDuties, "%q reviewed their own work", reviewer)
	case slices.Contains(done.Amenders, reviewer):
		return faultf(FaultDuties, "%q reviewed entry %d, which they had amended", reviewer, b.Position)
	case slices.Contains(done.Answerers, reviewer):
		return faultf(FaultDuties, "%q reviewed entry %d, and had answered its return", reviewer, b.Position)
	case s.Returns[b.Position] != nil:
		return faultf(FaultReview, "entry %d was sent back in entry %d, and that is not answered", b.Position, s.Returns[b.Position].At)
	case slices.Contains(done.Reviewers, reviewer):
		return faultf(FaultReview, "%q reviewed entry %d before", reviewer, b.Position)
	}
	return nil
}

func checkUnlockFailed(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*UnlockFailed)
	if want := s.People[p.Entry.Person].Failures + 1; b.Count != want && (!s.lost || b.Count != 1) {
		return faultf(FaultUnlock, "it counts %d failures in a row, the log has %d", b.Count, want)
	}
	return nil
}
