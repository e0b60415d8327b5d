package record

import "soprun/sop"

// Kind is an entry's type.
type Kind string

// The kinds of entry. Acts are signed by a person, facts are vouched for by
// the station.
const (
	KindGenesis    Kind = "genesis"
	KindClose      Kind = "log.close"
	KindEnrol      Kind = "enrol"
	KindRole       Kind = "role"
	KindRotate     Kind = "key.rotate"
	KindRevoke     Kind = "key.revoke"
	KindUnlock     Kind = "unlock"
	KindApprove    Kind = "sop.approve"
	KindRetire     Kind = "sop.retire"
	KindAccess     Kind = "access.review"
	KindCompetence Kind = "competence"
	KindAssessed   Kind = "assessed"
	KindScheme     Kind = "scheme"
	KindEvidence   Kind = "evidence"
	KindStatement  Kind = "statement"
	KindCompletion Kind = "completion"
	KindReview     Kind = "review"
	KindReturn     Kind = "return"
	KindAnswer     Kind = "answer"
	KindAmend      Kind = "amend"
	KindIncident   Kind = "incident.close"

	KindMissed   Kind = "missed"
	KindAsset    Kind = "asset"
	KindCalendar Kind = "calendar"
	KindDuty     Kind = "assign"
	KindRead     Kind = "read"
	KindSettings Kind = "settings"
	KindTerminal Kind = "terminal"

	KindDispose Kind = "dispose"
	KindConfirm Kind = "dispose.confirm"

	KindCheck   Kind = "run.check" // these five are events of a run
	KindRelease Kind = "run.release"
	KindOffer   Kind = "run.offer"
	KindTake    Kind = "run.take"
	KindDecide  Kind = "run.decide"

	KindRunStart     Kind = "run.start"
	KindRunEvent     Kind = "run.event"
	KindNote         Kind = "note"
	KindNoteRead     Kind = "note.read"
	KindUnlockFailed Kind = "unlock.failed"
	KindClockBack    Kind = "clock.back"
	KindClockJump    Kind = "clock.jump"
	KindExport       Kind = "export"
	KindBackup       Kind = "backup"
	KindRestore      Kind = "restore"
)

// Body is what an entry says beyond who and when; each kind has its own.
type Body interface {
	coded
	kind() Kind
	// check tells whether the body is well-coded by itself.
	check() error
}

// kindRow is all that differs between kinds before the rules of State.
type kindRow struct {
	meaning string     // of the signature; "" for a fact
	by      []sop.Role // who may sign
	body    func() Body
}

var (
	// performers are the roles that carry a procedure out.
	performers = []sop.Role{sop.Assistant, sop.Trainee, sop.Supervisor}
	// checkers are the roles that look at somebody else's step.
	checkers = []sop.Role{sop.Assistant, sop.Practitioner, sop.Supervisor}
	// atBench are those of everybody but who only administers.
	atBench = []sop.Role{sop.Assistant, sop.Practitioner, sop.Supervisor, sop.Trainee}
)

// kinds is the closed list. A new kind is a row here, a body, a rule in
// rulesOf, and for an act a sentence in sentences.
var kinds = map[Kind]kindRow{
	KindGenesis:      {"opened", []sop.Role{sop.Administrator}, func() Body { return new(Genesis) }},
	KindClose:        {"closed", []sop.Role{sop.Administrator}, func() Body { return new(LogClose) }},
	KindEnrol:        {"enrolled", []sop.Role{sop.Administrator}, func() Body { return new(Enrol) }},
	KindRole:         {"assigned", []sop.Role{sop.Administrator}, func() Body { return new(Assign) }},
	KindRotate:       {"rotated", sop.Roles, func() Body { return new(Rotate) }},
	KindRevoke:       {"revoked", []sop.Role{sop.Administrator}, func() Body { return new(Revoke) }},
	KindUnlock:       {"unlocked", []sop.Role{sop.Supervisor}, func() Body { return new(Unlock) }},
	KindApprove:      {"approved", []sop.Role{sop.Supervisor}, func() Body { return new(Approve) }},
	KindRetire:       {"retired", []sop.Role{sop.Supervisor}, func() Body { return new(Retire) }},
	KindAccess:       {"reviewed access", []sop.Role{sop.Administrator, sop.Supervisor}, func() Body { return new(AccessReview) }},
	KindCompetence:   {"assessed", []sop.Role{sop.Supervisor}, func() Body { return new(Competence) }},
	KindAssessed:     {"was assessed", sop.Roles, func() Body { return new(Assessed) }},
	KindScheme:       {"set a scheme", []sop.Role{sop.Supervisor}, func() Body { return new(Scheme) }},
	KindEvidence:     {"recorded evidence", []sop.Role{sop.Supervisor}, func() Body { return new(Evidence) }},
	KindStatement:    {"stated", []sop.Role{sop.Supervisor}, func() Body { return new(OwnWork) }},
	KindCompletion:   {"performed", performers, func() Body { return new(Completion) }},
	KindReview:       {"reviewed", []sop.Role{sop.Supervisor}, func() Body { return new(Review) }},
	KindReturn:       {"sent back", []sop.Role{sop.Supervisor}, func() Body { return new(Return) }},
	KindAnswer:       {"answered", performers, func() Body { return new(Answer) }},
	KindAmend:        {"amended", performers, func() Body { return new(Amend) }},
	KindMissed:       {"explained", performers, func() Body { return new(Missed) }},
	KindAsset:        {"moved", atBench, func() Body { return new(Asset) }},
	KindCalendar:     {"declared", []sop.Role{sop.Administrator, sop.Supervisor}, func() Body { return new(Calendar) }},
	KindDuty:         {"gave a duty", []sop.Role{sop.Supervisor}, func() Body { return new(Duty) }},
	KindRead:         {"read", atBench, func() Body { return new(Read) }},
	KindSettings:     {"set", []sop.Role{sop.Supervisor}, func() Body { return new(Settings) }},
	KindTerminal:     {"allowed a terminal", []sop.Role{sop.Administrator}, func() Body { return new(Terminal) }},
	KindIncident:     {"closed an incident", []sop.Role{sop.Supervisor}, func() Body { return new(CloseIncident) }},
	KindDispose:      {"disposed", []sop.Role{sop.Administrator}, func() Body { return new(Dispose) }},
	KindConfirm:      {"confirmed disposal", []sop.Role{sop.Administrator, sop.Supervisor}, func() Body { return new(ConfirmDispose) }},
	KindCheck:        {"checked", checkers, func() Body { return new(RunAct) }},
	KindRelease:      {"released", checkers, func() Body { return new(RunAct) }},
	KindOffer:        {"handed over", performers, func() Body { return new(RunAct) }},
	KindTake:         {"took over", performers, func() Body { return new(RunAct) }},
	KindDecide:       {"decided", []sop.Role{sop.Supervisor}, func() Body { return new(RunAct) }},
	KindRunStart:     {body: func() Body { return new(RunStart) }},
	KindRunEvent:     {body: func() Body { return new(RunEvent) }},
	KindNote:         {body: func() Body { return new(Note) }},
	KindNoteRead:     {body: func() Body { return new(NoteRead) }},
	KindUnlockFailed: {body: func() Body { return new(UnlockFailed) }},
	KindClockBack:    {body: func() Body { return new(ClockBack) }},
	KindClockJump:    {body: func() Body { return new(ClockJump) }},
	KindExport:       {body: func() Body { return new(Export) }},
	KindBackup:       {body: func() Body { return new(Backup) }},
	KindRestore:      {body: func() Body { return new(Restore) }},
}

// signedOff is the other meaning of a completion, by who did nothing of it: it follows
// from the run's events.
const signedOff = "signed off"

// nobodys are the facts that may concern no person.
var nobodys = []Kind{KindClockBack, KindClockJump, KindExport, KindBackup, KindRestore}

// Act reports whether entries of this kind are signed by a person.
func (k Kind) Act() bool { return kinds[k].meaning != "" }

// By returns the roles that may sign an act of this kind, none for a fact.
func (k Kind) By() []sop.Role { return kinds[k].by }

// worked are the acts of people at the bench: none of them says who may do what.
var worked = map[Kind]bool{
	KindCompletion: true, KindReview: true, KindReturn: true, KindAnswer: true, KindAmend: true, KindIncident: true,
	KindMissed: true, KindAsset: true, KindRead: true,
	KindCheck: true, KindRelease: true, KindOffer: true, KindTake: true, KindDecide: true,
}

// Governs reports whether an entry of the kind is an act that says who may do what:
// it gives or takes keys, roles, approvals, competence and what shows it, or ends what there was.
func (k Kind) Governs() bool { return k.Act() && !worked[k] }
