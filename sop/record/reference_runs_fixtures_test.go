package record_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// What the reference says of runs, and how it takes what was allowed.

func (r *reference) runs8(no *list, e *record.Entry) {
	switch b := e.Body.(type) {
	case *record.RunStart:
		no.add(r.runs[b.Run] != nil, record.FaultRun)
		can := slices.ContainsFunc(r.people[e.Person].roles, func(x sop.Role) bool { return x != sop.Administrator })
		no.add(!can, record.FaultRole)
		v := r.due(e.At.Format("2006-01-02")) // the log keeps UTC
		no.add(v == nil || v.Version != b.Version || v.SHA256 != b.SHA256, record.FaultApproval)
	case *record.RunEvent:
		r.event8(no, e, r.runs[b.Run], b.Event)
		r.controls8(no, b.Event)
	case *record.RunAct:
		r.event8(no, e, r.runs[b.Run], b.Event)
	case *record.Completion:
		c := r.runs[b.Run]
		if c == nil || c.completed {
			no.add(true, record.FaultRun)
			return
		}
		want := c.completion()
		no.add(c.owner() != e.Person || c.offered, record.FaultRun)
		no.add(b.SOP != c.SOP || b.Version != c.Version || b.SHA256 != c.SHA256, record.FaultApproval)
		no.add(b.Events != want.Events, record.FaultEvents)
		no.add(b.Counts != want.Counts || b.Outcome != want.Outcome || b.Reason != want.Reason, record.FaultCounts)
		no.add(len(b.Exceptions) != len(want.Exceptions), record.FaultCounts)
	}
}

func (r *reference) event8(no *list, e *record.Entry, c *course, ev sop.Event) {
	if c == nil || c.completed {
		no.add(true, record.FaultRun)
		return
	}
	mine, forSupervisor := c.owner() == e.Person, ev.Mark == "supervisor"
	no.add(c.stopped && ev.Kind != "value.correct" && ev.Kind != "incident.raise" && (ev.Kind != "handover.take" || !forSupervisor), record.FaultRun)
	no.add(c.offered && ev.Kind != "handover.withdraw" && ev.Kind != "handover.take", record.FaultRun)
	switch ev.Kind {
	case "handover.take":
		no.add(mine, record.FaultDuties)
		no.add(!c.offered && !forSupervisor, record.FaultRun)
		no.add(forSupervisor && e.Role != sop.Supervisor, record.FaultRole)
	case "step.check":
		no.add(mine || slices.Contains(c.hands[ev.Step], e.Person), record.FaultDuties)
		no.add(forSupervisor && e.Role != sop.Supervisor, record.FaultRole)
	case "handover.withdraw":
		no.add(!mine || !c.offered, record.FaultRun)
	case "observe":
		no.add(!mine || len(c.doers) > 0, record.FaultRun)
		no.add(r.people[ev.Value] == nil, record.FaultPerson)
		no.add(ev.Value == e.Person, record.FaultDuties)
		no.add(slices.Contains(c.watched, [2]string{e.Person, ev.Value}), record.FaultStanding)
	default:
		no.add(!mine, record.FaultRun)
	}
}

// completion returns the only completion that the run can have.
func (c *course) completion() *record.Completion {
	sum := sha256.Sum256(c.leaves)
	b := &record.Completion{
		Codes: []sop.Code{"S26"}, Run: c.Run, SOP: c.SOP, Version: c.Version, SHA256: c.SHA256, Outcome: "complete",
		Events: record.Events{Count: len(c.entries), First: c.entries[0], SHA256: hex.EncodeToString(sum[:])},
	}
	for _, end := range c.ends {
		if end == "step.done" {
			b.Counts.Done++
		} else {
			b.Counts.NotDone++
			b.Outcome = "complete-except"
		}
	}
	if c.stopped {
		b.Outcome, b.Reason = "stopped", c.reason
	}
	b.Counts.Corrections = c.odd["corrected"]
	for range c.odd["corrected"] {
		b.Exceptions = append(b.Exceptions, record.Exception{Kind: "corrected", Step: "clean", Text: "x"})
	}
	for range c.odd["incident"] {
		b.Exceptions = append(b.Exceptions, record.Exception{Kind: "incident", Step: "clean", Text: "x"})
	}
	for range c.odd["taken over"] {
		b.Exceptions = append(b.Exceptions, record.Exception{Kind: "taken over", Text: "x"})
	}
	return b
}

// take notes an entry that breaks nothing.
func (r *reference) take(e *record.Entry, key string, leaf, root tlog.Hash) {
	at := r.size()
	r.roots = append(r.roots, root)
	if e.At.After(r.latest) {
		r.latest = e.At.Time
	}
	if e.Role != "" {
		r.acts[at] = key
	}
	switch b := e.Body.(type) {
	case *record.Genesis:
		r.people[e.Person], r.keys[b.Key] = &member{name: b.Name, key: b.Key, roles: b.Roles}, &bond{person: e.Person}
	case *record.LogClose:
		r.closed = true
	case *record.Enrol:
		r.people[b.Person] = &member{name: b.Name, key: b.Key, roles: b.Roles, last: at}
		r.keys[b.Key] = &bond{person: b.Person, at: at}
	case *record.Assign:
		r.people[b.Person].roles = b.Roles
	case *record.Rotate:
		m := r.people[b.Person]
		m.key, m.last, m.failed = b.Key, at, 0
		r.keys[b.Key] = &bond{person: b.Person, at: at}
	case *record.Revoke:
		k := r.keys[b.Key]
		if k.revoked, k.disputedAt = at, at; b.Suspect != nil {
			k.disputedAt = *b.Suspect
		}
		if m := r.people[b.Person]; m.key == b.Key {
			m.key = ""
		}
	case *record.Unlock:
		r.people[b.Person].failed = 0
	case *record.UnlockFailed:
		r.people[e.Person].failed++
	default:
		r.takeWork(at, e, leaf)
	}
	if m := r.people[e.Person]; e.Role != "" {
		m.last, m.failed = at, 0
	}
}

func (r *reference) takeWork(at int64, e *record.Entry, leaf tlog.Hash) {
	switch b := e.Body.(type) {
	case *record.Approve:
		r.approvals = append(r.approvals, &version{Approve: *b})
	case *record.Retire:
		for _, v := range r.approvals {
			if v.Version == b.Version && v.retired == "" {
				v.retired = e.At.Format("2006-01-02")
			}
		}
	case *record.RunStart:
		r.runs[b.Run] = &course{
			RunStart: *b, owners: []string{e.Person}, hands: map[string][]string{}, ends: map[string]sop.EventKind{},
			values: map[record.ValueID]string{}, odd: map[string]int{},
		}
		r.runs[b.Run].take(at, e.Person, sop.Event{}, leaf)
	case *record.RunEvent:
		r.runs[b.Run].take(at, e.Person, b.Event, leaf)
		if b.Event.Kind == "incident.raise" {
			r.open(at, &trouble{run: b.Run, by: e.Person, leaf: leaf, known: b.Event.Value != ""})
		}
	case *record.RunAct:
		r.runs[b.Run].take(at, e.Person, b.Event, leaf)
	case *record.Completion:
		c := r.runs[b.Run]
		c.completed, c.by, c.leaf = true, e.Person, leaf
		r.performed[at] = c
		r.complete(at, c)
	case *record.Competence:
		r.found = append(r.found, judgement{Competence: *b, by: e.Person, at: at, leaf: leaf})
	case *record.Assessed:
		r.found[slices.IndexFunc(r.found, func(j judgement) bool { return j.at == b.Position })].word = true
	case *record.Scheme:
		r.scheme, r.schemeAt = b, at
	case *record.Review:
		c := r.performed[b.Position]
		c.reviews = append(c.reviews, e.Person)
	case *record.Amend:
		c := r.performed[b.Position]
		c.values[b.ID()], c.reviews, c.amends, c.back = b.New, nil, append(c.amends, e.Person), 0
		r.amended(b)
	default:
		r.takeDesk(at, e)
	}
}

func (c *course) take(at int64, person string, ev sop.Event, leaf tlog.Hash) {
	c.entries, c.leaves = append(c.entries, at), append(c.leaves, leaf[:]...)
	if person == c.owner() && ev.Kind != "incident.raise" {
		c.hands[ev.Step] = append(c.hands[ev.Step], person)
	}
	c.measure(ev)
	switch ev.Kind {
	case "value", "value.correct":
		c.values[record.ValueID{Step: ev.Step, Field: ev.Field, Index: ev.Index}] = ev.Value
		if ev.Kind == "value.correct" {
			c.odd["corrected"]++
		}
	case "step.done", "step.not-done":
		if c.ends[ev.Step] = ev.Kind; ev.Kind == "step.done" {
			c.doers = append(c.doers, person)
		}
	case "observe":
		c.watched = append(c.watched, [2]string{person, ev.Value})
	case "step.check":
		c.seconds = append(c.seconds, person)
	case "step.reopen":
		delete(c.ends, ev.Step)
		for id := range c.values {
			if id.Step == ev.Step {
				delete(c.values, id)
			}
		}
	case "incident.raise":
		c.odd["incident"]++
	case "run.stop":
		c.stopped, c.offered, c.reason = true, false, ev.Reason
	case "handover.offer":
		c.offered = true
	case "handover.withdraw":
		c.offered = false
	case "handover.take":
		c.owners, c.offered = append(c.owners, person), false
		if ev.Mark == "supervisor" {
			c.odd["taken over"]++
		}
	default: // is in the run, and changes nothing here
	}
}
