package record_test

import (
	"bytes"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// The names of the keys that people get later.
const (
	nextKey  = "kim.oh, the second"
	thirdKey = "kim.oh, the third"
)

// suspected is a log with two runs of the worker, whose key is then revoked as
// suspect from the second one's completion on, and given another.
func suspected(l *recordtest.Log) (disputed int64) {
	l.Perform(worker, "r-0001")
	disputed = l.Perform(worker, "r-0002")
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(disputed)))
	l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(worker, worker, disputed)))
	l.Rotate(admin, sop.Administrator, worker, nextKey)
	l.Perform(worker, "r-0003")
	return disputed
}

// rekeyed makes an act about keys that only somebody with the station's key
// could append.
func rekeyed(by string, role sop.Role, body func(l *recordtest.Log) record.Body) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		l.Force(l.Act(by, role, body(l)))
	}
}

func revoking(person, key string, suspect int64) func(*recordtest.Log) {
	return rekeyed(admin, sop.Administrator, func(*recordtest.Log) record.Body { return recordtest.RevokeBody(person, key, suspect) })
}

// another enrols a second administrator.
func another(l *recordtest.Log) string {
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("eve.poe", "Eve Poe", sop.Administrator)))
	return "eve.poe"
}

// keyed are logs in which keys are rotated and revoked.
var keyed = map[string]scenario{
	"ok-key-rotated": {"ok", "a person who takes another key and signs with that", func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		l.Rotate(worker, sop.Assistant, worker, nextKey)
		l.Perform(worker, "r-0002")
		l.Rotate(worker, sop.Assistant, worker, thirdKey)
		l.Perform(worker, "r-0003")
	}},
	"ok-key-given-to-who-forgot": {"ok", "a locked key, and another one that an administrator gives its person", func(l *recordtest.Log) {
		for n := 1; n <= record.MaxFailures; n++ {
			l.Append(l.Fact(worker, &record.UnlockFailed{Count: n}))
		}
		l.Rotate(admin, sop.Administrator, worker, nextKey)
		l.Perform(worker, "r-0001")
		l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	}},
	"ok-key-revoked-as-suspect": {"ok", "a key that is revoked, with a completion that is disputed, and another key after it", func(l *recordtest.Log) { suspected(l) }},
	"ok-key-revoked-after-its-time": {"ok", "a key that was replaced, and is revoked later as suspect from its start", func(l *recordtest.Log) {
		at := l.Perform(worker, "r-0001")
		l.Rotate(worker, sop.Assistant, worker, nextKey)
		l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(worker, worker, at-6)))
		l.Perform(worker, "r-0002")
	}},
	"ok-key-of-the-genesis-disputed": {"ok", "an administrator who revokes their own key, suspect from the very first entry, because there is another", func(l *recordtest.Log) {
		other := another(l)
		l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(admin, admin, 0)))
		l.Append(l.Act(other, sop.Administrator, &record.Assign{Person: admin, Reason: "for now", Roles: []sop.Role{sop.Supervisor}}))
		l.Rotate(other, sop.Administrator, admin, "ann.lee, the second")
	}},

	"key-of-before-the-rotation": {record.FaultKey, "a completion signed with the key that was replaced", func(l *recordtest.Log) {
		finished(l)
		l.Rotate(worker, sop.Assistant, worker, nextKey)
		l.Hold(worker, worker)
		l.Force(complete(l))
	}},
	"key-after-its-revocation": {record.FaultKey, "a completion signed with a key that was revoked", func(l *recordtest.Log) {
		finished(l)
		l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(worker, worker, -1)))
		l.Force(complete(l))
	}},
	"key-rotated-by-who-has-none": {record.FaultKey, "a person who gives themselves a key after theirs was revoked", func(l *recordtest.Log) {
		l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(worker, worker, -1)))
		l.Force(l.Act(worker, sop.Assistant, l.RotateBody(worker, nextKey)))
	}},
	"key-rotated-to-a-colleagues": {record.FaultKey, "a rotation to the key of somebody else", rekeyed(worker, sop.Assistant, func(l *recordtest.Log) record.Body {
		return l.RotateBody(worker, boss)
	})},
	"key-rotated-back": {record.FaultKey, "a rotation back to a key that was replaced", func(l *recordtest.Log) {
		l.Rotate(worker, sop.Assistant, worker, nextKey)
		l.Force(l.Act(worker, sop.Assistant, l.RotateBody(worker, worker)))
	}},
	"key-revoked-of-a-colleague": {record.FaultKey, "a revocation of a key that is another's", revoking(worker, boss, -1)},
	"key-revoked-twice": {record.FaultKey, "a key that is revoked again, as suspect from another entry on", func(l *recordtest.Log) {
		disputed := suspected(l)
		l.Force(l.Act(admin, sop.Administrator, recordtest.RevokeBody(worker, worker, disputed-1)))
	}},
	"key-disputed-before-it-was-bound": {record.FaultKey, "a revocation that disputes what stands before the enrolment", revoking(worker, worker, 1)},
	"key-disputed-in-time-to-come":     {record.FaultKey, "a revocation that disputes from an entry on that is still to come", revoking(worker, worker, 99)},
	"proof-of-rotation-of-another-log": {record.FaultProof, "a rotation whose proof was made for another log", rekeyed(worker, sop.Assistant, func(l *recordtest.Log) record.Body {
		b := l.RotateBody(worker, nextKey)
		if err := b.Prove(recordtest.Key(nextKey), "example.nhs.uk/other/2026", "Kim Oh"); err != nil {
			l.T.Fatal(err)
		}
		return b
	})},
	"proof-of-rotation-of-a-colleague": {record.FaultProof, "a rotation with the proof that a colleague made", rekeyed(admin, sop.Administrator, func(l *recordtest.Log) record.Body {
		b := l.RotateBody(boss, nextKey)
		b.Person = worker
		return b
	})},
	"person-rotated-unknown": {record.FaultPerson, "a key for somebody who was never enrolled", rekeyed(admin, sop.Administrator, func(l *recordtest.Log) record.Body {
		b := l.RotateBody(worker, nextKey)
		b.Person = "zoe.ash"
		return b
	})},
	"person-revoked-unknown": {record.FaultPerson, "a revocation of the key of somebody who was never enrolled", revoking("zoe.ash", worker, -1)},
	"role-rotated-by-a-supervisor": {record.FaultRole, "a supervisor who gives an assistant another key", rekeyed(boss, sop.Supervisor, func(l *recordtest.Log) record.Body {
		return l.RotateBody(worker, nextKey)
	})},
	"role-last-administrators-key": {record.FaultRole, "the last administrator who revokes their own key", revoking(admin, admin, -1)},
	"role-last-administrator-with-a-key": {record.FaultRole, "an administrator who stops being one while the only other has no key", func(l *recordtest.Log) {
		other := another(l)
		l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(other, other, -1)))
		l.Force(l.Act(admin, sop.Administrator, &record.Assign{Person: admin, Reason: "leaves", Roles: []sop.Role{sop.Supervisor}}))
	}},
	"prev-of-before-the-new-key": {record.FaultPrev, "an act with the new key by somebody who saw the log before they had it", func(l *recordtest.Log) {
		finished(l)
		before := l.Head()
		l.Rotate(admin, sop.Administrator, worker, nextKey)
		l.Force(complete(l, func(e *record.Entry) { e.Prev = &before }))
	}},
	"statement-of-another-key": {record.FaultStatement, "a sentence that names another key than is revoked", func(l *recordtest.Log) {
		b := recordtest.RevokeBody(worker, worker, -1)
		honest := l.State.Statement(&record.Entry{Type: record.KindRevoke, Person: admin, Role: sop.Administrator, At: record.At(l.Now), Body: b}, l.Past)
		l.Force(l.Act(admin, sop.Administrator, b, func(e *record.Entry) {
			e.Statement = strings.Replace(honest, record.Fingerprint(recordtest.Public(worker)), record.Fingerprint(recordtest.Public(boss)), 1)
		}))
	}},
	"schema-rotated-undeclared": {record.FaultSchema, "a rotation with another declaration", func(l *recordtest.Log) {
		sealed := l.Act(worker, sop.Assistant, l.RotateBody(worker, nextKey))
		l.Force(l.Seal(worker, bytes.Replace(sealed.Payload, []byte("as binding as"), []byte("not as binding as"), 1)))
	}},
	"schema-revoked-by-a-supervisor": {record.FaultSchema, "a revocation in the role of a supervisor", func(l *recordtest.Log) {
		sealed := l.Act(admin, sop.Administrator, recordtest.RevokeBody(worker, worker, -1))
		l.Force(l.Seal(admin, bytes.Replace(sealed.Payload, []byte(`"role":"administrator"`), []byte(`"role":"supervisor"`), 1)))
	}},
}
