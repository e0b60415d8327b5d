package record_test

import (
	"bytes"
	"slices"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// retirementDay is when what an old log holds has been kept for long enough.
const retirementDay = "2034-12-01"

// old is a log with a run that was reviewed and one that nobody reviewed, wrong
// passphrases between them, and eight years since.
func old(l *recordtest.Log) {
	l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	batch := l.Start(worker, "r-0001", append(recordtest.Done("clean"), recordtest.Done("spin")...)...)
	l.Append(append(batch, l.Fact(worker, &record.UnlockFailed{Count: 2}))...)
	finish(l, worker, sop.Assistant) // which sets the count to 0
	at := l.Tree.Size() - 1
	l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	l.Append(l.Start(worker, "r-0002", append(recordtest.Done("clean"), sop.Event{Kind: sop.LinkedDone, Step: "clean", Value: "r-0001", Mark: "complete"})...)...)
	l.Append(l.Act(worker, sop.Assistant, l.CompletionBody("r-0002")))
	l.Now = l.Now.AddDate(8, 0, 20)
}

// completionOf returns where the completion of a run stands.
func completionOf(l *recordtest.Log, run string) int64 {
	return int64(slices.IndexFunc(l.Stored, func(e record.Stored) bool {
		return bytes.Contains(e.Payload, []byte(`"type":"completion"`)) && bytes.Contains(e.Payload, []byte(run))
	}))
}

func disposeBody(l *recordtest.Log) *record.Dispose {
	b, err := record.DisposeOf(retirementDay, "kept for eight years", l.Past.Due(l.Tree.Size(), retirementDay))
	if err != nil {
		l.T.Fatal(err)
	}
	return b
}

func confirmBody(l *recordtest.Log, at int64) *record.ConfirmDispose {
	return &record.ConfirmDispose{Leaf: l.Stored[at].Hashes[0], Position: at}
}

// listed appends a disposal of what an old log can lose, and returns its position
// and its list.
func listed(l *recordtest.Log) (at int64, list []int64) {
	old(l)
	at, list = l.Tree.Size(), l.Past.Due(l.Tree.Size(), retirementDay)
	l.Append(l.Act(admin, sop.Administrator, disposeBody(l)))
	return at, list
}

// buried is an old log that lost what it could.
func buried(l *recordtest.Log) (at int64, list []int64) {
	at, list = listed(l)
	l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
	l.Destroy(at, list...)
	return at, list
}

// disposing is an act about a disposal that only somebody with the station's key
// could append.
func disposing(person string, role sop.Role, body func(l *recordtest.Log, at int64) record.Body) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		at, _ := listed(l)
		l.Force(l.Act(person, role, body(l, at), func(e *record.Entry) {
			if e.Statement = l.State.Statement(e, l.Past); e.Statement == "" {
				e.Statement = "I confirmed it."
			}
		}))
	}
}

// again reviews the other run of an old log, and disposes of that too.
func again(l *recordtest.Log) (at int64, list []int64) {
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(completionOf(l, "r-0002"))))
	at, list = l.Tree.Size(), l.Past.Due(l.Tree.Size(), retirementDay)
	l.Append(l.Act(admin, sop.Administrator, disposeBody(l)))
	l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
	return at, list
}

// disposed are logs that are old enough to lose something.
var disposed = map[string]scenario{
	"ok-disposed": {"ok", "a disposal that was confirmed, and whose entries are still there", func(l *recordtest.Log) {
		at, _ := listed(l)
		l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
		l.Perform(worker, "r-0003")
	}},
	"ok-destroyed": {"ok", "a log whose oldest run was destroyed; a later run names it, and a count of failures ended with it", func(l *recordtest.Log) {
		buried(l)
		l.Perform(worker, "r-0003")
		l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	}},
	"ok-destroyed-twice": {"ok", "two disposals, one after the other, both carried out", func(l *recordtest.Log) {
		buried(l)
		at, list := again(l)
		l.Destroy(at, list...)
		l.Perform(worker, "r-0003")
	}},
	"ok-destroyed-and-disposed-again": {"ok", "two disposals, of which the second was not carried out yet", func(l *recordtest.Log) {
		buried(l)
		again(l)
	}},
	"disposal-of-one-less": {record.FaultDisposal, "a disposal that leaves an entry of a run out", func(l *recordtest.Log) {
		old(l)
		list := l.Past.Due(l.Tree.Size(), retirementDay)
		b, err := record.DisposeOf(retirementDay, "kept for eight years", list[1:])
		if err != nil {
			l.T.Fatal(err)
		}
		l.Force(l.Act(admin, sop.Administrator, b))
	}},
	"disposal-of-what-is-to-come": {record.FaultDisposal, "a disposal of what will be completed before a day to come", func(l *recordtest.Log) {
		old(l)
		b := disposeBody(l)
		b.Before = "2035-01-01"
		l.Force(l.Act(admin, sop.Administrator, b))
	}},
	"disposal-confirmed-of-another-entry": {record.FaultDisposal, "a confirmation of an entry that is no disposal", disposing(boss, sop.Supervisor, func(l *recordtest.Log, _ int64) record.Body {
		return confirmBody(l, 3)
	})},
	"disposal-confirmed-of-another-text": {record.FaultDisposal, "a confirmation that cites another leaf", disposing(boss, sop.Supervisor, func(l *recordtest.Log, at int64) record.Body {
		b := confirmBody(l, at)
		b.Leaf[0] ^= 1
		return b
	})},
	"disposal-confirmed-twice": {record.FaultDisposal, "a disposal that is confirmed again", func(l *recordtest.Log) {
		at, _ := listed(l)
		l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
		l.Force(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
	}},
	"disposal-changed-since": {record.FaultDisposal, "a confirmation after a second review of a listed run", func(l *recordtest.Log) {
		at, _ := listed(l)
		l.Append(l.Act(admin, sop.Supervisor, l.ReviewBody(completionOf(l, "r-0001"))))
		l.Force(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
	}},
	"duties-own-disposal": {record.FaultDuties, "an administrator and supervisor who confirms their own disposal", disposing(admin, sop.Supervisor, func(l *recordtest.Log, at int64) record.Body {
		return confirmBody(l, at)
	})},
	"review-of-the-disposed": {record.FaultReview, "a review of a completion that was disposed of", func(l *recordtest.Log) {
		at, _ := listed(l)
		l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
		l.Force(l.Act(admin, sop.Supervisor, l.ReviewBody(completionOf(l, "r-0001")), func(e *record.Entry) { e.Statement = "I reviewed it." }))
	}},
	"disposal-of-a-file-that-lost-more": {record.FaultDisposal, "an unreviewed run that was destroyed under a disposal that does not name it", func(l *recordtest.Log) {
		at, _ := buried(l)
		l.Destroy(at, completionOf(l, "r-0002"))
	}},
	"disposal-carried-out-in-part": {record.FaultDisposal, "a disposal of which one entry is still there", func(l *recordtest.Log) {
		at, list := listed(l)
		l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
		l.Destroy(at, list[1:]...)
	}},
	"missing-destroyed-unconfirmed": {record.FaultMissing, "entries that were destroyed before anybody confirmed that", func(l *recordtest.Log) {
		at, list := listed(l)
		l.Destroy(at, list...)
	}},
	"missing-destroyed-by-nobody": {record.FaultMissing, "an entry that was destroyed and names no disposal", func(l *recordtest.Log) {
		old(l)
		l.Perform(worker, "r-0003")
		l.Destroy(l.Tree.Size()-1, completionOf(l, "r-0002"))
	}},
}
