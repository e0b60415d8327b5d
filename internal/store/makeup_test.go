package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// TestALogThatIsMadeUpIsWhatAppendingMakesOfIt: what is written behind is the same log, entry by
// entry and checkpoint by checkpoint.
func TestALogThatIsMadeUpIsWhatAppendingMakesOfIt(t *testing.T) {
	here, there := path(t), path(t)
	p, waits, behind := recordtest.Empty(t), open(t, here), open(t, there)
	behind.MakeUp()
	add := func(batch ...record.Sealed) {
		p.Append(batch...)
		one, err := waits.Append(batch, []byte(recordtest.Text))
		other, err2 := behind.Append(batch, []byte(recordtest.Text))
		if err != nil || err2 != nil || one != other {
			t.Fatalf("%+v, %v and behind it %+v, %v", one, err, other, err2)
		}
	}
	add(p.Act(recordtest.Admin, sop.Administrator, p.GenesisBody()))
	add(p.Act(recordtest.Admin, sop.Administrator, p.EnrolBody(recordtest.Boss, "Bo Ray", sop.Supervisor)))
	add(p.Act(recordtest.Admin, sop.Administrator, p.EnrolBody(recordtest.Worker, "Kim Oh", sop.Assistant)))
	add(p.Act(recordtest.Boss, sop.Supervisor, recordtest.ApproveBody("2.1", recordtest.TextSHA256)))
	for i := range 40 {
		add(p.Start(recordtest.Worker, fmt.Sprintf("r-%04d", i), recordtest.Done("clean")[0])...)
		if i%7 != 0 {
			continue
		}
		if _, raw, err := behind.Get(behind.Head().Size - 1); err != nil || len(raw.Checkpoint) == 0 {
			t.Fatalf("the last entry is not there for who reads it: %v", err)
		}
		var fault *record.Fault
		if _, err := behind.Append(p.Start(recordtest.Worker, "r-0000")); !errors.As(err, &fault) {
			t.Fatalf("a run that is started twice: %v", err)
		}
	}
	for at := range waits.Head().Size {
		_, one, err := waits.Get(at)
		_, other, err2 := behind.Get(at)
		if err != nil || err2 != nil || fmt.Sprint(one) != fmt.Sprint(other) {
			t.Fatalf("entry %d: %v, %v\n%v\n%v", at, err, err2, one, other)
		}
	}
	if err := errors.Join(waits.Close(), behind.Close()); err != nil {
		t.Fatal(err)
	}
	one, err := os.ReadFile(here + ".checkpoints")
	other, err2 := os.ReadFile(there + ".checkpoints")
	if err != nil || err2 != nil || len(one) == 0 || !bytes.Equal(one, other) {
		t.Errorf("the checkpoints beside them differ: %v, %v", err, err2)
	}
	mustVerify(t, MustOpen(t, there))
}

func TestALogThatIsMadeUpTellsWhatFailedBehind(t *testing.T) {
	file := path(t)
	s := open(t, file)
	s.MakeUp()
	p := &pair{Log: recordtest.Empty(t), store: s}
	p.append(p.Act(recordtest.Admin, sop.Administrator, p.GenesisBody()))
	if err := os.Mkdir(file+".checkpoints", 0o700); err != nil { // nothing can be written beside it
		t.Fatal(err)
	}
	if _, _, err := s.Get(0); err == nil {
		t.Error("the entry is read, and its checkpoint is not beside it")
	}
	if s.Close() == nil {
		t.Error("it is closed as if all were well")
	}
}
