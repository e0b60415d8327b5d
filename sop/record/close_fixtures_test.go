package record_test

import (
	"bytes"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// shut closes a log.
func shut(l *recordtest.Log) {
	l.Append(l.Act(admin, sop.Administrator, &record.LogClose{Reason: "end of the year"}))
}

// continuing returns a log that goes on from another one.
func continuing(l *recordtest.Log, origin string) *recordtest.Log {
	n := recordtest.Empty(l.T)
	n.Origin, n.Now = origin, l.Now
	b := n.GenesisBody()
	head := l.Head()
	b.Continues = &record.Continues{Log: l.Origin, Root: head.Root, Size: head.Size}
	n.Append(n.Act(admin, sop.Administrator, b))
	return n
}

// opening is a log whose genesis says that it goes on from another.
func opening(change func(*record.Genesis)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		old := *l
		*l = *recordtest.Empty(l.T)
		b := l.GenesisBody()
		b.Continues = &record.Continues{Log: "example.nhs.uk/haem-bench-2/2025-000001", Root: old.Head().Root, Size: old.Head().Size}
		change(b)
		l.Force(l.Act(admin, sop.Administrator, b))
	}
}

// ended are logs that end, or go on from one that did.
var ended = map[string]scenario{
	"ok-closed": {"ok", "a log that was closed when every run was signed", func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		shut(l)
	}},
	"ok-continued": {"ok", "a log that goes on from a closed one", opening(func(*record.Genesis) {})},
	"closed-act-after": {record.FaultClosed, "a review that was added after the log was closed", func(l *recordtest.Log) {
		at := l.Perform(worker, "r-0001")
		shut(l)
		l.Force(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"closed-fact-after": {record.FaultClosed, "an export that was noted after the log was closed", func(l *recordtest.Log) {
		shut(l)
		l.Force(l.Fact("", &record.Export{Entries: l.Tree.Size(), Size: l.Tree.Size(), Manifest: hashOf("manifest")}))
	}},
	"closed-twice": {record.FaultClosed, "a log that is closed again", func(l *recordtest.Log) {
		shut(l)
		l.Force(l.Act(admin, sop.Administrator, &record.LogClose{Reason: "again"}))
	}},
	"run-open-at-the-end": {record.FaultRun, "a log that is closed while a run is open", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(admin, sop.Administrator, &record.LogClose{Reason: "end of the year"})
	})},
	"log-continues-itself": {record.FaultLog, "a log that goes on from itself", opening(func(b *record.Genesis) { b.Continues.Log = recordtest.Origin })},
	"schema-continues-nothing": {record.FaultSchema, "a log that goes on from an empty one", func(l *recordtest.Log) {
		opening(func(*record.Genesis) {})(l)
		payload := l.Stored[0].Payload
		*l = *recordtest.Empty(l.T)
		l.Force(l.Seal(admin, bytes.Replace(payload, []byte(`"size":4}`), []byte(`"size":0}`), 1)))
	}},
}
