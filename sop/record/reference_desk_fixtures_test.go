package record_test

import (
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// What the reference says of a desk, and what random histories try at one.

// desk is what a log says of a department so far.
type desk struct {
	troubles map[int64]*trouble // open, by where they were raised
	notes    map[int64]string   // unread: who wrote them
	missed   []record.Missed
	out      map[string]bool    // assets
	duties   map[[2]string]bool // person and what of
	read     map[string]string  // by person: the version that they read last
	doors    map[string]string  // by name: the key of a terminal that has access
}

type trouble struct {
	run, by string
	leaf    tlog.Hash
	known   bool // it has a reference
}

// set puts a value in a map that may not be there.
func set[K comparable, V any](m *map[K]V, key K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = v
}

func (d *desk) open(at int64, t *trouble) { set(&d.troubles, at, t) }

func ofDuty(b *record.Duty) [2]string { return [2]string{b.Person, b.SOP + "/" + b.Area} }

func (r *reference) desk8(no *list, e *record.Entry) {
	bench := func() bool {
		return slices.ContainsFunc(r.people[e.Person].roles, func(x sop.Role) bool { return x != sop.Administrator })
	}
	switch b := e.Body.(type) {
	case *record.Return, *record.Answer:
		r.back8(no, e)
	case *record.Missed:
		approved := false
		for _, v := range r.approvals {
			approved = approved || v.Effective <= b.First[:10]
		}
		no.add(!approved, record.FaultApproval)
		no.add(b.Last > e.At.Format("2006-01-02T15:04"), record.FaultStanding) // the log keeps UTC
		for _, m := range r.missed {
			no.add(m.Item == b.Item && m.Last >= b.First && m.First <= b.Last, record.FaultStanding)
		}
	case *record.Asset:
		no.add(r.out[b.Asset] == (b.State == "out"), record.FaultStanding)
		no.add(b.State == "in" && e.Role != sop.Supervisor && e.Role != "practitioner", record.FaultRole)
	case *record.Duty:
		no.add(r.people[b.Person] == nil, record.FaultPerson)
		no.add(r.duties[ofDuty(b)] == (b.State == "on"), record.FaultStanding)
	case *record.Terminal:
		no.add(b.Person != "" && r.people[b.Person] == nil, record.FaultPerson)
		taken := r.doors[b.Name] != "" || slices.Contains(slices.Collect(maps.Values(r.doors)), b.Key)
		no.add(b.State == "on" && taken || b.State == "off" && r.doors[b.Name] != b.Key, record.FaultStanding)
	case *record.Read:
		no.add(!r.approved(b.SHA256, b.Version, true), record.FaultApproval)
		no.add(r.read[e.Person] == b.Version+b.SHA256, record.FaultStanding)
	case *record.Note:
		no.add(!bench(), record.FaultRole)
	case *record.NoteRead:
		by, there := r.notes[b.Position]
		no.add(!there, record.FaultStanding)
		no.add(by == e.Person, record.FaultDuties)
		no.add(!bench(), record.FaultRole)
	case *record.CloseIncident:
		t := r.troubles[b.Position]
		if t == nil {
			no.add(true, record.FaultStanding)
			return
		}
		no.add(t.leaf != b.Leaf || t.run != b.Run || !t.known && b.Reference == "", record.FaultStanding)
		no.add(t.by == e.Person, record.FaultDuties)
	}
}

func (r *reference) back8(no *list, e *record.Entry) {
	switch b := e.Body.(type) {
	case *record.Return:
		c := r.performed[b.Position]
		if c == nil {
			no.add(true, record.FaultReview)
			return
		}
		no.add(c.leaf != b.Leaf || len(c.reviews) > 0 || c.back > 0, record.FaultReview)
		no.add(slices.Contains(c.owners, e.Person) || slices.Contains(c.amends, e.Person), record.FaultDuties)
	case *record.Answer:
		c := r.performed[b.Position]
		if c == nil {
			no.add(true, record.FaultReview)
			return
		}
		no.add(c.leaf != b.Leaf || c.back == 0 || c.back != b.Return, record.FaultReview)
		if !slices.Contains(c.owners, e.Person) {
			no.add(e.Role != sop.Supervisor, record.FaultRole)
			no.add(c.backBy == e.Person, record.FaultDuties)
		}
	}
}

func (r *reference) takeDesk(at int64, e *record.Entry) {
	switch b := e.Body.(type) {
	case *record.Return:
		c := r.performed[b.Position]
		c.back, c.backBy = at, e.Person
	case *record.Answer:
		c := r.performed[b.Position]
		c.back, c.answers = 0, append(c.answers, e.Person)
	case *record.Missed:
		r.missed = append(r.missed, *b)
	case *record.Asset:
		set(&r.out, b.Asset, b.State == "out")
	case *record.Duty:
		set(&r.duties, ofDuty(b), b.State == "on")
	case *record.Terminal:
		if set(&r.doors, b.Name, b.Key); b.State == "off" {
			delete(r.doors, b.Name)
		}
	case *record.Read:
		set(&r.read, e.Person, b.Version+b.SHA256)
	case *record.Note:
		set(&r.notes, at, e.Person)
	case *record.NoteRead:
		delete(r.notes, b.Position)
	case *record.CloseIncident:
		delete(r.troubles, b.Position)
	}
}

func (h *history) sendBack() (record.Body, bool) {
	if h.early() {
		return nil, true
	}
	b := &record.Return{Reason: why}
	b.Position, b.Leaf = h.about()
	return b, true
}

func (h *history) answer() (record.Body, bool) {
	if h.early() {
		return nil, true
	}
	open := slices.DeleteFunc(slices.Sorted(maps.Keys(h.ref.performed)), func(at int64) bool { return h.ref.performed[at].back == 0 })
	if len(open) == 0 && h.chance("sent back first", 80) {
		return h.sendBack()
	}
	b := &record.Answer{Text: "it is in the book of the fridge", Return: 1 + int64(h.below("return", int(h.ref.size()-1)))}
	b.Position, b.Leaf = h.about()
	if len(open) > 0 && h.chance("one that is open", 85) {
		at := pick(h, "open", open)
		b.Position, b.Leaf, b.Return = at, h.ref.performed[at].leaf, h.ref.performed[at].back
	}
	return b, true
}

func (h *history) house() (record.Body, bool) {
	state := pick(h, "state", []int{0, 1})
	asset := &record.Asset{Asset: pick(h, "asset", []string{"F-11", "F-12"}), Reason: "the door", State: []string{"out", "in"}[state]}
	duty := &record.Duty{Person: pick(h, "person", somebody), State: []string{"on", "off"}[state]}
	if duty.SOP = "SOP-CEN-014"; h.chance("an area", 30) {
		duty.SOP, duty.Area = "", "cold store"
	}
	read := &record.Read{SOP: "SOP-CEN-014"}
	read.Version, read.SHA256 = h.sop()
	door := &record.Terminal{Name: pick(h, "door", []string{"bench-3", "bench-4"}), Key: pick(h, "key", []string{fingerprintOf("a"), fingerprintOf("b")}), State: []string{"on", "off"}[state]}
	if door.State == "on" {
		door.Host, door.Person = fingerprintOf("host"), pick(h, "whose", []string{"", worker, "tim.fox"})
	}
	first := pick(h, "first", []string{"2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-22T08:00", "2026-11-22T23:00"})
	missed := &record.Missed{First: first, Last: first, Item: pick(h, "item", []string{"", "F-11"}), Reason: why, Slots: 1, SOP: "SOP-CEN-014"}
	if first < "2026-11-22" && h.chance("to the last", 40) {
		missed.Last, missed.Slots = "2026-11-22", 3
	}
	return pick(h, "what", []record.Body{
		asset, asset, duty, duty, read, read, missed, missed, door, door, settingsBody(), calendarBody("2026-12-24", "2026-12-28", "closed"),
	}), true
}

func (h *history) note() (record.Body, bool) {
	if n := len(h.ref.notes); n > 0 && h.chance("read", 60) {
		at := pick(h, "note", slices.Sorted(maps.Keys(h.ref.notes)))
		if h.chance("another entry", 15) {
			at++
		}
		return &record.NoteRead{Position: at}, true
	}
	return &record.Note{Text: "rotor 2 squeaks"}, true
}

func (h *history) closeIncident() (record.Body, bool) {
	open := slices.Sorted(maps.Keys(h.ref.troubles))
	if len(open) == 0 {
		return nil, true
	}
	at := pick(h, "incident", open)
	t := h.ref.troubles[at]
	b := &record.CloseIncident{Leaf: t.leaf, Position: at, Run: t.run, Reason: "rotor replaced, see the report"}
	switch h.below("wrong", 8) {
	case 0:
		b.Position++
	case 1:
		b.Run = pick(h, "run", courses)
	case 2:
	default:
		b.Reference = "W-1"
	}
	return b, true
}
