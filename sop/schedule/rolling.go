package schedule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// event is what moves the slots of a rolling schedule on: a version, a run, or the day
// from which completions were kept.
type event struct {
	at      time.Time
	version *Version // in force from here on, nil for none
	run     *Run
	kept    bool // completions before were disposed of
}

// rolling returns the slots of rolling schedules, item by item.
func (a *answer) rolling() (out []Slot) {
	var items []string
	for _, t := range a.turns {
		if t.version == nil || t.version.Rule.Cadence != sop.Rolling {
			continue
		}
		for _, item := range t.version.items() {
			if !contains(items, item) {
				items = append(items, item)
			}
		}
	}
	if len(items) == 0 {
		return nil
	}
	runs := a.logged()
	for _, item := range items {
		c := chain{answer: a, item: item, outages: a.outages[strings.ToLower(item)]}
		for _, e := range a.events(runs, item) {
			c.take(e)
		}
		if c.open != nil {
			c.end(time.Time{}, nil)
		}
		out = append(out, c.slots...)
	}
	return out
}

// logged returns the runs in the order of the log.
func (a *answer) logged() []*Run {
	runs := make([]*Run, len(a.page.Runs))
	for i := range a.page.Runs {
		runs[i] = &a.page.Runs[i]
	}
	slices.SortFunc(runs, func(a, b *Run) int { return cmp.Compare(a.Entry, b.Entry) })
	return runs
}

// events lists what moved the slots of an item up to now, in order of time. A run that
// is logged after another one, and was done before it, moves nothing.
func (a *answer) events(runs []*Run, item string) (out []event) {
	for _, t := range a.turns {
		if !t.at.After(a.now) {
			out = append(out, event{at: t.at, version: t.version})
		}
	}
	if kept := a.site.start(a.site.KeptFrom); !a.site.KeptFrom.IsZero() && !kept.After(a.now) {
		out = append(out, event{at: kept, kept: true})
	}
	var last time.Time
	for _, r := range runs {
		if r.Done.After(last) && a.serves(r, item) {
			out, last = append(out, event{at: r.Done, run: r}), r.Done
		}
	}
	slices.SortStableFunc(out, func(a, b event) int { return a.at.Compare(b.at) }) // and a version stays before a run
	return out
}

// chain is the slots of one item, each of which begins where the one before was done.
type chain struct {
	*answer
	item    string
	outages []Outage
	version *Version  // in force
	last    time.Time // when it was done last, as far as is known
	open    *Slot
	late    time.Time // from when the open slot is late
	rule    sop.Schedule
	slots   []Slot
}

// take moves the chain on by an event.
func (c *chain) take(e event) {
	switch {
	case e.run != nil:
		c.end(e.at, e.run)
		c.last = e.at
		c.begin(e.at)
	case e.kept:
		if c.open != nil && c.open.Begin.Before(e.at) {
			c.end(e.at, nil)
		}
		c.last = time.Time{}
		c.begin(e.at)
	default:
		c.version = e.version
		switch {
		case !c.rolls():
			c.end(e.at, nil)
		case c.open == nil:
			c.begin(e.at)
		}
	}
}

// rolls reports whether the version in force asks for the item in a rolling way.
func (c *chain) rolls() bool {
	return c.version != nil && c.version.Rule.Cadence == sop.Rolling && contains(c.version.items(), c.item)
}

// begin opens a slot. It is due so long after the item was done last or, where that is
// not after the slot begins, after its begin.
func (c *chain) begin(at time.Time) {
	if !c.rolls() {
		return
	}
	c.rule = c.version.Rule
	c.open = &Slot{Item: c.item, Begin: at}
	if !c.last.IsZero() {
		c.falls(c.rule.Every.From(c.site.day(c.last)))
	}
	if !c.open.Due.After(at) {
		c.falls(c.rule.Every.From(c.site.day(at)))
	}
}

// falls says on which day the open slot is due.
func (c *chain) falls(day time.Time) {
	c.open.Day, c.open.Due = day, c.site.due(c.rule, day)
	c.late = c.site.late(c.rule, day, c.open.Due)
}

// end closes the open slot, if there is one: at an instant, done by a run or by none; or
// at none, and it stays as it is now.
func (c *chain) end(at time.Time, run *Run) {
	if c.open == nil {
		return
	}
	s := c.open
	s.End, s.Run = at, run
	out := c.whileOut()
	switch {
	case run != nil && (out || !at.After(c.late)):
		s.State = Done
	case c.disposed(s.Begin):
		s.State = NotKept
	case run != nil:
		s.overdue(DoneLate, at, c.site)
	case !at.IsZero():
		s.State, s.Waiver = NotRequired, RuleReplaced
		if c.version == nil {
			s.Waiver = PageRetired
		}
	case c.now.Before(c.site.start(s.Day)):
		s.State = Upcoming
	case out:
		s.State, s.Waiver = NotRequired, OutOfService
	case !c.now.Before(c.late):
		s.overdue(Late, c.now, c.site)
	default:
		s.State = Due
	}
	c.slots = append(c.slots, *s)
	c.open = nil
}

// whileOut moves the open slot to the day on which its asset came back, where it would
// have been late before, and reports whether the asset was out when the slot ended, or is
// now. What was late before the asset went out stays late.
func (c *chain) whileOut() bool {
	until := c.now
	if !c.open.End.IsZero() {
		until = c.open.End
	}
	for _, o := range c.outages {
		switch {
		case !o.From.Before(c.late) || o.From.After(until):
			return false
		case o.Until.IsZero() || o.Until.After(until):
			return true
		case o.Until.After(c.open.Due):
			c.falls(c.site.day(o.Until))
		}
	}
	return false
}
