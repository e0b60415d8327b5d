package record_test

import (
	"strings"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// copied is a log with a run, and one more fact about a copy.
func copied(body func(l *recordtest.Log) record.Body) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		l.Force(l.Fact("", body(l)))
	}
}

func exported(change func(*record.Export)) func(*recordtest.Log) {
	return copied(func(l *recordtest.Log) record.Body {
		b := &record.Export{Entries: l.Tree.Size(), Size: l.Tree.Size(), Manifest: strings.Repeat("ab", 32)}
		change(b)
		return b
	})
}

// copies are logs that say that they were copied.
var copies = map[string]scenario{
	"ok-exported": {"ok", "an export of the whole log", exported(func(*record.Export) {})},
	"ok-exported-in-part": {"ok", "an export of what one person did for one code in a week, signed by who made it", func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		l.Append(l.Fact(boss, &record.Export{
			Entries: 8, Size: l.Tree.Size(), Manifest: strings.Repeat("ab", 32),
			Filter: &record.Filter{Code: "S26", Person: worker, Run: "r-0001", Since: "2026-11-16", SOP: recordtest.SOP, Until: "2026-11-22"},
		}))
	}},
	"ok-backed-up-and-restored": {"ok", "a backup, and the restore after it", func(l *recordtest.Log) {
		l.Append(l.Fact("", &record.Backup{Entries: l.Tree.Size()}))
		l.Append(l.Fact("", &record.Restore{Entries: l.Tree.Size(), Backup: strings.Repeat("cd", 32)}))
		l.Perform(worker, "r-0001")
	}},
	"copy-of-too-many":      {record.FaultCopy, "an export of more entries than the log had", exported(func(b *record.Export) { b.Size++ })},
	"copy-of-no-checkpoint": {record.FaultCopy, "an export of a log that ends where no checkpoint was written", exported(func(b *record.Export) { b.Entries, b.Size = 6, 6 })},
	"copy-of-a-part-as-all": {record.FaultCopy, "an export of the whole log that holds only some of it", exported(func(b *record.Export) { b.Entries = 3 })},
	"copy-of-nothing": {record.FaultCopy, "an export without an entry", exported(func(b *record.Export) {
		b.Entries, b.Filter = 0, &record.Filter{Run: "r-0001"}
	})},
	"copy-backed-up-elsewhere": {record.FaultCopy, "a backup of another number of entries than the log had", copied(func(*recordtest.Log) record.Body {
		return &record.Backup{Entries: 3}
	})},
	"copy-restored-in-part": {record.FaultCopy, "a restore that put back more than there is", copied(func(l *recordtest.Log) record.Body {
		return &record.Restore{Entries: l.Tree.Size() + 1, Backup: strings.Repeat("cd", 32)}
	})},
	"schema-filter-of-nothing": {record.FaultSchema, "an export with a filter that selects by nothing", unfiltered},
}

// unfiltered spells an export that Encode refuses.
func unfiltered(l *recordtest.Log) {
	l.Perform(worker, "r-0001")
	sealed := l.Fact("", &record.Export{
		Entries: 1, Size: l.Tree.Size(), Manifest: strings.Repeat("ab", 32), Filter: &record.Filter{Run: "r-0001"},
	})
	sealed.Payload = []byte(strings.Replace(string(sealed.Payload), `{"run":"r-0001"}`, `{}`, 1))
	l.Force(sealed)
}
