package record_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// reference says what FORMAT.md, sections 6 and 8, says of the acts that random
// histories try: written anew from its words, as plainly as it goes, and with
// nothing of the package that it judges but the shapes of its data.
type reference struct {
	roots     []tlog.Hash // by tree size
	latest    time.Time
	closed    bool
	people    map[string]*member
	keys      map[string]*bond
	acts      map[int64]string // key that signed the act at a position
	approvals []*version
	runs      map[string]*course
	performed map[int64]*course // by the position of their completion
	measured  []measurement     // in completed runs
	scheme    *record.Scheme    // in force for the only procedure
	schemeAt  int64
	found     []judgement // what was assessed
	desk
}

type member struct {
	name, key string // "" for no key
	roles     []sop.Role
	last      int64 // position of their act or enrolment
	failed    int
}

type bond struct {
	person                  string
	at, revoked, disputedAt int64 // revoked 0 while it is not
}

type version struct {
	record.Approve
	retired string // local day, "" while it is not
}

type course struct {
	record.RunStart
	owners           []string // the last one has it
	offered, stopped bool
	reason           string
	entries          []int64
	leaves           []byte
	hands            map[string][]string // who performed a step
	ends             map[string]sop.EventKind
	values           map[record.ValueID]string
	measured         []measurement
	odd              map[string]int // exceptions by kind
	completed        bool
	by               string
	leaf             tlog.Hash
	reviews, amends  []string
	answers          []string
	watched          [][2]string // who is, and by whom
	seconds          []string    // who checked
	doers            []string
	back             int64 // position of the return that is open, 0 for none
	backBy           string
}

func (c *course) owner() string { return c.owners[len(c.owners)-1] }

// signers is the column "by" of section 6.
var signers = map[record.Kind][]sop.Role{
	record.KindGenesis: {"administrator"}, record.KindClose: {"administrator"}, record.KindEnrol: {"administrator"},
	record.KindRole: {"administrator"}, record.KindRevoke: {"administrator"},
	record.KindRotate: {"administrator", "assistant", "supervisor", "trainee"},
	record.KindUnlock: {"supervisor"}, record.KindApprove: {"supervisor"}, record.KindRetire: {"supervisor"},
	record.KindAssessed: {"administrator", "assistant", "practitioner", "supervisor", "trainee"},
	record.KindScheme:   {"supervisor"}, record.KindAccess: {"administrator", "supervisor"}, record.KindCompetence: {"supervisor"}, record.KindReview: {"supervisor"},
	record.KindCompletion: {"assistant", "trainee", "supervisor"}, record.KindAmend: {"assistant", "trainee", "supervisor"},
	record.KindCheck: {"assistant", "supervisor"}, record.KindOffer: {"assistant", "trainee", "supervisor"},
	record.KindTake:     {"assistant", "trainee", "supervisor"},
	record.KindEvidence: {"supervisor"}, record.KindStatement: {"supervisor"},
	record.KindReturn: {"supervisor"}, record.KindAnswer: {"assistant", "trainee", "supervisor"},
	record.KindMissed: {"assistant", "trainee", "supervisor"}, record.KindIncident: {"supervisor"},
	record.KindAsset: {"assistant", "practitioner", "supervisor", "trainee"}, record.KindRead: {"assistant", "practitioner", "supervisor", "trainee"},
	record.KindCalendar: {"administrator", "supervisor"}, record.KindDuty: {"supervisor"}, record.KindSettings: {"supervisor"}, record.KindTerminal: {"administrator"},
}

// list are the codes of what is broken.
type list []record.FaultCode

func (l *list) add(broken bool, code record.FaultCode) {
	if broken {
		*l = append(*l, code)
	}
}

// breaks returns every rule that an entry would break at the end of the log, in
// no order: nothing where it may stand there.
func (r *reference) breaks(e *record.Entry, key string, proved bool) (no list) {
	m, act := r.people[e.Person], len(signers[e.Type]) > 0
	no.add(r.closed, record.FaultClosed)
	late := map[bool]time.Duration{true: 15 * time.Minute, false: 2 * time.Second}[act]
	no.add(r.latest.Sub(e.At.Time) > late, record.FaultTime)
	if m == nil {
		no.add(true, record.FaultPerson)
		no.add(act && !slices.Contains(signers[e.Type], e.Role), record.FaultSchema)
		return no
	}
	if act {
		no.add(!slices.Contains(signers[e.Type], e.Role), record.FaultSchema)
		no.add(m.key == "" || m.key != key, record.FaultKey)
		no.add(m.failed >= 20, record.FaultUnlock)
		no.add(!slices.Contains(m.roles, e.Role), record.FaultRole)
		no.add(e.Prev.Size <= m.last || e.Prev.Size > r.size() || r.roots[e.Prev.Size] != e.Prev.Root, record.FaultPrev)
	}
	switch b := e.Body.(type) {
	case *record.LogClose:
		for _, c := range r.runs {
			no.add(!c.completed, record.FaultRun)
		}
	case *record.UnlockFailed:
		no.add(b.Count != m.failed+1, record.FaultUnlock)
	case *record.Enrol, *record.Assign, *record.Rotate, *record.Revoke, *record.Unlock:
		r.people8(&no, e, proved)
	case *record.RunStart, *record.RunEvent, *record.RunAct, *record.Completion:
		r.runs8(&no, e)
	default:
		r.works8(&no, e)
	}
	return no
}

func (r *reference) size() int64 { return int64(len(r.roots)) - 1 }

// lastAdmin reports whether nobody else is an administrator with a key.
func (r *reference) lastAdmin(person string) bool {
	for id, m := range r.people {
		if id != person && m.key != "" && slices.Contains(m.roles, sop.Administrator) {
			return false
		}
	}
	return true
}

func (r *reference) people8(no *list, e *record.Entry, proved bool) {
	switch b := e.Body.(type) {
	case *record.Enrol:
		no.add(r.people[b.Person] != nil, record.FaultPerson)
		no.add(r.keys[b.Key] != nil, record.FaultKey)
		no.add(!proved, record.FaultProof)
	case *record.Assign:
		no.add(r.people[b.Person] == nil, record.FaultPerson)
		no.add(!slices.Contains(b.Roles, sop.Administrator) && r.lastAdmin(b.Person), record.FaultRole)
	case *record.Rotate:
		no.add(r.people[b.Person] == nil, record.FaultPerson)
		no.add(e.Person != b.Person && e.Role != sop.Administrator, record.FaultRole)
		no.add(r.keys[b.Key] != nil, record.FaultKey)
		no.add(!proved, record.FaultProof)
	case *record.Unlock:
		no.add(r.people[b.Person] == nil, record.FaultPerson)
		no.add(b.Person == e.Person, record.FaultDuties)
	case *record.Revoke:
		k, m := r.keys[b.Key], r.people[b.Person]
		if k == nil || m == nil {
			no.add(m == nil, record.FaultPerson)
			no.add(k == nil, record.FaultKey)
			return
		}
		no.add(k.person != b.Person || k.revoked > 0, record.FaultKey)
		no.add(b.Suspect != nil && (*b.Suspect < k.at || *b.Suspect > r.size()), record.FaultKey)
		no.add(m.key == b.Key && r.lastAdmin(b.Person), record.FaultRole)
	}
}

// due returns the version in force on a day, nil for none.
func (r *reference) due(day string) (now *version) {
	for _, v := range r.approvals {
		if v.Effective <= day && (v.retired == "" || v.retired >= v.Effective) {
			now = v
		}
	}
	if now != nil && now.retired != "" {
		return nil
	}
	return now
}

func (r *reference) approved(sum, name string, standing bool) bool {
	return slices.ContainsFunc(r.approvals, func(v *version) bool {
		return v.SHA256 == sum && v.Version == name && (!standing || v.retired == "")
	})
}

func (r *reference) works8(no *list, e *record.Entry) {
	switch b := e.Body.(type) {
	case *record.Approve:
		for _, v := range r.approvals {
			no.add(v.Version == b.Version && v.SHA256 != b.SHA256, record.FaultApproval)
		}
	case *record.Retire:
		no.add(!r.approved(b.SHA256, b.Version, true), record.FaultApproval)
	case *record.AccessReview:
		people, live, sum := r.access()
		no.add(b.People != people || b.Keys != live || b.SHA256 != sum, record.FaultAccess)
	case *record.Competence:
		c := r.runs[b.Run]
		no.add(r.people[b.Person] == nil, record.FaultPerson)
		no.add(b.Person == e.Person, record.FaultDuties)
		no.add(!r.approved(b.SHA256, b.Version, false), record.FaultApproval)
		no.add(b.Run != "" && (c == nil || !c.completed || c.by != b.Person), record.FaultRun)
		r.found8(no, e, b, c)
	case *record.Assessed:
		r.word8(no, e, b)
	case *record.Evidence:
		r.shown8(no, e, b.Person, b.Day)
	case *record.OwnWork:
		r.shown8(no, e, b.Person, b.Last)
	case *record.Scheme:
		no.add(len(r.approvals) == 0, record.FaultApproval)
	case *record.Review:
		c := r.performed[b.Position]
		if c == nil {
			no.add(true, record.FaultReview)
			return
		}
		no.add(c.leaf != b.Leaf || slices.Contains(c.reviews, e.Person), record.FaultReview)
		no.add(c.back > 0, record.FaultReview)
		no.add(slices.Contains(c.owners, e.Person) || slices.Contains(c.amends, e.Person) || slices.Contains(c.answers, e.Person), record.FaultDuties)
	case *record.Amend:
		c := r.performed[b.Position]
		if c == nil {
			no.add(true, record.FaultAmendment)
			return
		}
		no.add(c.leaf != b.Leaf || c.values[b.ID()] != b.Old, record.FaultAmendment)
		no.add(e.Role != sop.Supervisor && !slices.Contains(c.owners, e.Person), record.FaultRole)
	default:
		r.desk8(no, e)
	}
}

// access returns how many are enrolled, how many have a live key, and the hash of the list.
func (r *reference) access() (people, live int, sum string) {
	var rows []map[string]any // whose names json writes in order
	for _, id := range slices.Sorted(maps.Keys(r.people)) {
		m := r.people[id]
		row := map[string]any{"id": id, "name": m.name, "roles": m.roles, "state": "live"}
		switch {
		case m.key == "":
			row["state"] = "revoked"
		case m.failed >= 20:
			row["state"], row["key"] = "locked", m.key
		default:
			live++
			row["key"] = m.key
		}
		rows = append(rows, row)
	}
	text, err := json.Marshal(rows)
	if err != nil {
		panic(err) // of strings
	}
	hash := sha256.Sum256(text)
	return len(rows), live, hex.EncodeToString(hash[:])
}

// disputed returns the positions of what was signed with a key that was revoked
// later, as suspect from there on.
func (r *reference) disputed() (positions []int64) {
	for _, at := range slices.Sorted(maps.Keys(r.acts)) {
		if k := r.keys[r.acts[at]]; k.revoked > 0 && k.disputedAt <= at && at < k.revoked {
			positions = append(positions, at)
		}
	}
	return positions
}
