package record

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// LogClose ends a log for good.
type LogClose struct {
	Reason string
}

// Continues names the last tree of the closed log that a log goes on from.
type Continues struct {
	Log  string
	Root tlog.Hash
	Size int64
}

func (*LogClose) kind() Kind { return KindClose }

func (b *LogClose) code(f *codec) { forText(f, "reason", &b.Reason) }

func (c *Continues) code(f *codec) {
	forText(f, "log", &c.Log)
	f.hash("root", &c.Root)
	forNumber(f, "size", &c.Size)
}

func (b *LogClose) check() error { return field("reason", b.Reason, 1, maxWords) }

func (c *Continues) check() error {
	if c == nil {
		return nil
	}
	err := errors.Join(CheckOrigin(c.Log), checkNumber("continues.size", c.Size))
	if c.Size < 2 {
		err = errors.Join(err, fmt.Errorf("continues.size %d: a closed log has a genesis and an end", c.Size))
	}
	return err
}

func checkClose(s *State, _ Placed, _ Past) *Fault {
	for id := range s.Open {
		return faultf(FaultRun, "run %s is open: a log is closed when every run is signed", id)
	}
	return nil
}

func sayClose(s *State, e *Entry, _ Past) string {
	b := e.Body.(*LogClose)
	return fmt.Sprintf("I, %s, closed the log %s %s, because: %s", s.who(e), e.Log, when(e), b.Reason)
}

// CheckChain returns what is wrong with a row of logs, of which each goes on from
// the one before it: nil when every log is sound, closed but for the last one, and
// named by the next with its last tree.
func CheckChain(logs ...*Report) *Fault {
	for i, r := range logs {
		if !r.OK() || r.State == nil {
			return NewFault(FaultChain, NoEntry, "log %d of the chain is not sound by itself", i+1)
		}
		if i == 0 {
			continue
		}
		before, c := logs[i-1], r.State.Continues
		switch {
		case before.State.Closed == 0:
			return NewFault(FaultChain, NoEntry, "the log %s was not closed, and %s goes on from it", before.State.Origin, r.State.Origin)
		case c == nil:
			return NewFault(FaultChain, 0, "the log %s does not say that it goes on from another", r.State.Origin)
		case *c != (Continues{Log: before.State.Origin, Root: before.Head.Root, Size: before.Head.Size}):
			return NewFault(FaultChain, 0, "the log %s goes on from %s of %s, and not from this end of %s", r.State.Origin, sop.Counted(c.Size, "entry", "entries"), c.Log, before.State.Origin)
		case slices.ContainsFunc(logs[:i], func(o *Report) bool { return o.State.Origin == r.State.Origin }):
			return NewFault(FaultChain, 0, "the log %s stands in the chain twice", r.State.Origin)
		}
	}
	return nil
}
