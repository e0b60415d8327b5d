package stationtest

import (
	"fmt"
	"path/filepath"
	"testing"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// Log is a station's log that is written without the station: thousands of runs in a
// second. There are no keys beside it, so that a station can only read it.
type Log struct {
	*recordtest.Log
	store *store.Store
}

// NewLog makes the log of a folder: three people and an approved procedure.
func NewLog(t testing.TB, dir string) *Log {
	t.Helper()
	file := filepath.Join(dir, "log.db")
	if err := store.Create(file); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(file, recordtest.Station())
	if err != nil {
		t.Fatal(err)
	}
	l := &Log{recordtest.New(t), s}
	for _, e := range l.Stored {
		l.write([]byte(recordtest.Text), record.Sealed{Payload: e.Payload, Signature: e.Signature})
	}
	return l
}

func (l *Log) write(text []byte, batch ...record.Sealed) {
	l.T.Helper()
	if _, err := l.store.Append(batch, text); err != nil {
		l.T.Fatal(err)
	}
}

// Append adds a batch to what is in memory and to the file.
func (l *Log) Append(batch ...record.Sealed) {
	l.T.Helper()
	l.Log.Append(batch...)
	l.write([]byte(recordtest.Text), batch...)
}

// Perform adds a run of a procedure and its completion, and returns the latter's place.
func (l *Log) Perform(person string, role sop.Role, start *record.RunStart) int64 {
	l.T.Helper()
	batch := []record.Sealed{l.Fact(person, start)}
	for _, e := range recordtest.Done("clean") {
		batch = append(batch, l.Event(person, start.Run, e))
	}
	l.Append(batch...)
	l.Append(l.Act(person, role, l.CompletionBody(start.Run)))
	return l.Tree.Size() - 1
}

// Close brings the index up to date and closes the file.
func (l *Log) Close() {
	l.T.Helper()
	if err := l.store.CatchUp(); err != nil {
		l.T.Fatal(err)
	}
	if err := l.store.Close(); err != nil {
		l.T.Fatal(err)
	}
}

// Long makes the folder of a station whose log has so many completions, one in ten
// of them countersigned. The run of the oldest is r-00000000, and so on.
func Long(t testing.TB, dir string, completions int) {
	t.Helper()
	l := NewLog(t, dir)
	for n := range completions {
		at := l.Perform(recordtest.Worker, sop.Assistant, recordtest.StartBody(fmt.Sprintf("r-%08d", n)))
		if n%10 == 0 {
			l.Append(l.Act(recordtest.Boss, sop.Supervisor, l.ReviewBody(at)))
		}
	}
	l.Close()
}
