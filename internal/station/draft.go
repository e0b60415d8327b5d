package station

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// draft is an act as it will be signed.
type draft struct {
	entry   record.Entry
	at      time.Time  // local
	event   *sop.Event // of an act in a run, as it will be replayed; nil for others
	run     string     // that has to stand where it does now; "" for none
	entries int        // of that run
	walked  run.Run    // that run with the event
	of      int64      // completion that has to say what it did; 0 for none
	changed int64      // of that completion, as it was read
	payload []byte
	texts   [][]byte // to be kept with it
}

// drafts are those that were shown and can still be signed, by the hash of what will
// be signed. Nothing but the station makes one.
type drafts struct {
	mu   sync.Mutex
	byID map[string]*draft
}

func (all *drafts) put(d *draft) (id string) {
	sum := sha256.Sum256(d.payload)
	id = hex.EncodeToString(sum[:])
	all.mu.Lock()
	defer all.mu.Unlock()
	for old, o := range all.byID {
		if d.at.Sub(o.at) > draftLife {
			delete(all.byID, old)
		}
	}
	if all.byID == nil {
		all.byID = map[string]*draft{}
	}
	all.byID[id] = d
	return id
}

func (all *drafts) get(id string) (*draft, error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if d := all.byID[id]; d != nil {
		return d, nil
	}
	return nil, fmt.Errorf("%w: nothing like it is waiting here", ErrDraft)
}

func (all *drafts) drop(id string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	delete(all.byID, id)
}

// Prepare returns an act as its person will sign it. It refuses what the log's rules
// would refuse, before anybody types a passphrase: the errors are those of the rules,
// ErrRules, ErrUnknown, ErrNotApproved, ErrNotReady and *record.Fault among them.
func (s *Station) Prepare(by string, act model.Act) (model.Draft, error) {
	d, err := s.prepare(by, act)
	if err != nil {
		return model.Draft{}, err
	}
	out := model.Draft{ID: s.drafts.put(d), Run: d.run, Role: d.entry.Role, At: d.at, Statement: d.entry.Statement, Event: d.event}
	s.view(func(st *record.State) { out.Person = personOf(st, by) })
	return out, nil
}

func (s *Station) prepare(by string, act model.Act) (*draft, error) {
	if err := run.CheckWords(wordsOf(act)); err != nil {
		return nil, err
	}
	switch act := act.(type) {
	case model.SignOff:
		return s.signOff(by, act)
	case model.InRun:
		return s.inRun(by, act)
	case model.Countersign:
		return s.countersign(by, act)
	case model.Amend:
		return s.amend(by, act)
	case model.Approve:
		return s.approve(by, act)
	case model.Retire:
		return s.retire(by, act)
	case model.Assign:
		return s.draft(by, sop.Administrator, &record.Assign{Person: act.Person, Reason: record.CleanText(act.Reason), Roles: sortedRoles(act.Roles)})
	case model.Unlock:
		return s.draft(by, sop.Supervisor, &record.Unlock{Person: act.Person, Reason: record.CleanText(act.Reason)})
	case model.Revoke:
		return s.revoke(by, act)
	case model.ReviewAccess:
		return s.reviewAccess(by, act)
	case model.Assess:
		return s.assess(by, act)
	case model.CloseLog:
		return s.draft(by, sop.Administrator, &record.LogClose{Reason: record.CleanText(act.Reason)})
	case model.Dispose:
		return s.dispose(by, act)
	case model.Confirm:
		return s.confirm(by, act)
	default:
		return s.prepareDesk(by, act)
	}
}

// prepareDesk drafts what is signed at a supervisor's desk, and what people are told there.
func (s *Station) prepareDesk(by string, act model.Act) (*draft, error) {
	switch act := act.(type) {
	case model.SendBack:
		return s.sendBack(by, act)
	case model.AnswerReturn:
		return s.answerReturn(by, act)
	case model.CloseIncident:
		return s.closeIncident(by, act)
	case model.Explain:
		return s.explain(by, act)
	case model.Move:
		return s.move(by, act)
	case model.Declare:
		return s.declare(by, act)
	case model.SetRules:
		return s.setRules(by, act)
	case model.GiveDuty:
		return s.giveDuty(by, act)
	case model.GiveAccess:
		return s.giveAccess(by, act)
	case model.TakeAccess:
		return s.takeAccess(by, act)
	case model.MarkRead:
		return s.markRead(by, act)
	case model.SayAssessed:
		return s.sayAssessed(by, act)
	case model.RecordEvidence:
		return s.recordEvidence(by, act)
	case model.StateOwnWork:
		return s.stateOwnWork(by, act)
	case model.SetScheme:
		return s.setScheme(by, act)
	default:
		return nil, fmt.Errorf("%T: %w", act, ErrUnknown)
	}
}

// wordsOf returns what somebody wrote of their own in an act outside a run, "" for
// nothing.
func wordsOf(act model.Act) string {
	switch act := act.(type) {
	case model.Countersign:
		return act.Comment
	case model.SendBack:
		return act.Reason
	case model.AnswerReturn:
		return act.Text
	case model.CloseIncident:
		return act.Reason
	case model.Explain:
		return act.Reason
	case model.Move:
		return act.Reason
	case model.Declare:
		return act.Reason
	case model.SetRules:
		return act.Reason
	case model.GiveDuty:
		return act.Reason
	case model.GiveAccess:
		return act.Reason
	case model.TakeAccess:
		return act.Reason
	case model.Retire:
		return act.Reason
	case model.Assign:
		return act.Reason
	case model.Unlock:
		return act.Reason
	case model.Revoke:
		return act.Reason
	case model.ReviewAccess:
		return act.Comment
	case model.CloseLog:
		return act.Reason
	case model.Dispose:
		return act.Reason
	default:
		return wordsOfEvidence(act)
	}
}

// wordsOfEvidence is wordsOf for what shows what somebody can do.
func wordsOfEvidence(act model.Act) string {
	switch act := act.(type) {
	case model.Assess:
		return act.Comment
	case model.SayAssessed:
		return act.Comment
	case model.RecordEvidence:
		return act.Asked + " | " + act.Said
	case model.StateOwnWork:
		return act.Comment
	case model.SetScheme:
		return act.Reason
	default:
		return ""
	}
}
