package store

import (
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// ErrIndex is returned where the index names an entry for something that it is not:
// nothing is shown then that the log does not say.
var ErrIndex = errors.New("the index does not follow from the log: build it again (soprun index --rebuild), and find out who changed it")

// fitsRun compares what the index says of a run with the entries themselves.
func fitsRun(tx *bbolt.Tx, id string, r *runIndex) error {
	if r.completion > 0 {
		done, err := placed(tx, r.completion)
		b, ok := record.Body(nil), false
		if err == nil {
			b, ok = done.Entry.Body, true
		}
		if c, is := b.(*record.Completion); ok && (!is || c.Run != id || c.Events.Count != len(r.entries) || c.Events.First != first(r.entries)) {
			return fmt.Errorf("%w: entry %d is not the completion of run %s with its %s", ErrIndex, r.completion, id, sop.Counted(len(r.entries), "entry", "entries"))
		}
		if err != nil && !errors.Is(err, ErrErased) {
			return err
		}
	}
	for _, at := range r.entries {
		p, err := placed(tx, at)
		if errors.Is(err, ErrErased) {
			continue
		}
		if err != nil {
			return err
		}
		if runOf(p.Entry) != id {
			return fmt.Errorf("%w: entry %d is not of run %s", ErrIndex, at, id)
		}
	}
	return nil
}

func first(positions []int64) int64 {
	if len(positions) == 0 {
		return -1
	}
	return slices.Min(positions)
}

// runOf returns the run that an entry is one of the own entries of, "" for none.
func runOf(e *record.Entry) string {
	switch b := e.Body.(type) {
	case *record.RunStart:
		return b.Run
	case *record.RunEvent:
		return b.Run
	case *record.RunAct:
		return b.Run
	}
	return ""
}

// placedAbout reads an entry that the index says is about another one: it has to name position and
// leaf hash of that.
func placedAbout(tx *bbolt.Tx, of int64, at About) (record.Placed, error) {
	other, err := sound(tx, of)
	if err != nil {
		return record.Placed{}, err
	}
	p, err := placed(tx, at.Entry)
	if err != nil {
		return p, err
	}
	if what, position, leaf := aboutOf(p.Entry); what == 0 || what != at.What || position != of || leaf != other.Hashes[0] {
		return p, fmt.Errorf("%w: entry %d is not about entry %d", ErrIndex, at.Entry, of)
	}
	return p, nil
}

// aboutOf returns which entry another one is about, and as what; 0 for none.
func aboutOf(e *record.Entry) (what What, position int64, leaf tlog.Hash) {
	switch b := e.Body.(type) {
	case *record.Review:
		return IsReview, b.Position, b.Leaf
	case *record.Return:
		return IsReturn, b.Position, b.Leaf
	case *record.Answer:
		return IsAnswer, b.Position, b.Leaf
	case *record.Amend:
		return IsAmendment, b.Position, b.Leaf
	case *record.CloseIncident:
		return IsClosing, b.Position, b.Leaf
	}
	return 0, 0, tlog.Hash{}
}
