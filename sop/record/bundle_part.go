package record

import (
	"errors"
	"slices"
)

// checkEntries checks each entry by itself, and then what follows of them: all
// the rules for a whole log, those that can be told for a part of one.
func (c *bundleCheck) checkEntries() error {
	if c.report.About.Whole() {
		return c.replay()
	}
	return c.replayPart()
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
