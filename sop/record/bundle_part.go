package record

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strconv"
)

// checkEntries checks each entry by itself, and then what follows of them: all
// the rules for a whole log, those that can be told for a part of one.
func (c *bundleCheck) checkEntries() error {
	if c.report.About.Whole() {
		return c.replay()
	}
	return c.replayPart()
}

// replay is level 3 for a whole log: everything that Verify checks.
func (c *bundleCheck) replay() error {
	checkpoints, err := c.read(fileCheckpoints)
	if err != nil {
		return err
	}
	src := &bundledLog{c: c, notes: splitNotes(checkpoints)}
	report, err := Verify(c.ctx, src, Options{NoHashes: true})
	if err = errors.Join(err, src.err); err != nil {
		return err
	}
	report.Faults = slices.Concat(c.report.Faults, report.Faults)
	c.report.Report = *report
	if c.head != c.report.Head {
		c.fault(FaultCheckpoint, NoEntry, "the checkpoint is not over the tree of these entries")
	}
	return nil
}

// splitNotes returns the checkpoints of a file by the size of their tree. The
// file itself is compared with what was read of it.
func splitNotes(text []byte) map[int64][]byte {
	notes := map[int64][]byte{}
	for lines := bytes.SplitAfter(text, []byte("\n")); len(lines) >= 5; lines = lines[5:] {
		if size, err := strconv.ParseInt(string(bytes.TrimSpace(lines[1])), 10, 64); err == nil {
			notes[size] = bytes.Join(lines[:5], nil)
		}
	}
	return notes
}

// bundledLog is a whole log in a bundle as a Source.
type bundledLog struct {
	c     *bundleCheck
	notes map[int64][]byte
	err   error
}

// Entries yields what the bundle has, as its log would.
func (l *bundledLog) Entries() iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		for _, at := range l.c.positions {
			e, err := l.c.stored(at)
			if err != nil {
				l.err = err
				return
			}
			if e.Checkpoint = l.notes[at+1]; len(e.Checkpoint) > 0 {
				l.c.checkpoints.Write(e.Checkpoint)
			}
			if entry, err := Decode(e.Payload); err == nil {
				l.c.note(at, entry)
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Text returns a text of the bundle.
func (l *bundledLog) Text(sum string) ([]byte, bool) {
	text, err := l.c.read(dirTexts + sum)
	l.err = errors.Join(l.err, err)
	return text, l.c.sums[dirTexts+sum] != nil
}

// replayPart checks the rules on the entries that are there. What follows from
// those that are not is left open: see State.part.
func (c *bundleCheck) replayPart() error {
	state, past, signed, held := NewState(), NewLedger(), acts{}, newPart(c.report.About.Filter)
	state.part = true
	for _, at := range c.positions {
		stored, err := c.stored(at)
		if err = errors.Join(err, c.ctx.Err()); err != nil {
			return err
		}
		c.report.Entries++
		if stored.Erased != nil {
			c.fault(FaultMissing, at, "it was destroyed, and a part of a log never holds such an entry")
			continue
		}
		entry, key, fault := Open(stored.Payload, stored.Signature)
		p := Placed{Position: at, Leaf: LeafHash(stored.Payload, stored.Signature), Key: key, Entry: entry}
		if fault == nil {
			c.note(at, entry)
			fault = state.Check(p, past)
		}
		if fault != nil {
			c.fault(fault.Code, at, "%s", fault.What)
			continue
		}
		state.Apply(p)
		past.Apply(p)
		held.note(p)
		if entry.Type.Act() {
			c.report.Acts++
			signed.add(p)
		}
	}
	c.report.Head, c.report.State, c.report.Disputed = c.head, state, signed.disputed(state.Keys)
	if c.report.OK() { // else an entry that is at fault is missed here too
		c.checkChosen(held)
	}
	return nil
}

// checkChosen compares what a part of a log holds with what its filter selects.
func (c *bundleCheck) checkChosen(held *part) {
	chosen := held.choose(c.report.About.By)
	if len(chosen) == 0 {
		c.fault(FaultFilter, NoEntry, "it holds no run that its filter selects (%s)", held.filter.words())
		return
	}
	for _, at := range c.positions {
		if _, ok := slices.BinarySearch(chosen, at); !ok {
			c.fault(FaultFilter, at, "its filter (%s) does not select it, and nothing of what it selects needs it", held.filter.words())
		}
	}
}
