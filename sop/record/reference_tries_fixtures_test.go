package record_test

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// Who and what random histories are about. The last of them is often nobody yet.
var (
	somebody  = []string{admin, boss, worker, "zoe.ash", "eve.poe", "max.fox"}
	names     = map[string]string{admin: "Ann Lee", boss: "Bo Ray", worker: "Kim Oh", "zoe.ash": "Zoe Ash", "eve.poe": "Eve Poe", "max.fox": "Max Fox"}
	spareKeys = []string{"k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8"}
	roleSets  = [][]sop.Role{
		{sop.Administrator},
		{sop.Assistant},
		{sop.Supervisor},
		{sop.Trainee},
		{sop.Administrator, sop.Supervisor},
		{sop.Assistant, sop.Supervisor},
	}
	versions = []string{"2.1", "3.0", "3.1"}
	courses  = []string{"r-0001", "r-0002", "r-0003", "r-0004", "r-0005"}
)

// below draws a number below n, each as often: rapid's own are mostly small.
func (h *history) below(what string, n int) int {
	return evenly.Draw(h.rt, what) * n >> 10
}

var evenly = rapid.Custom(func(t *rapid.T) (n int) {
	for range 10 {
		n *= 2
		if rapid.Bool().Draw(t, "bit") {
			n++
		}
	}
	return n
})

func pick[V any](h *history, what string, from []V) V { return from[h.below(what, len(from))] }

// chance is true in so many cases of a hundred.
func (h *history) chance(what string, percent int) bool { return h.below(what, 100) < percent }

// tries are what somebody can try, with how often.
var tries = []struct {
	weight int
	try    func(*history) (record.Body, bool)
}{
	{4, (*history).enrol},
	{4, (*history).role},
	{6, (*history).rotate},
	{4, (*history).revoke},
	{3, (*history).unlock},
	{4, (*history).approve},
	{3, (*history).retire},
	{8, (*history).start},
	{4, (*history).handOver},
	{6, (*history).takeOver},
	{4, (*history).second},
	{13, (*history).sign},
	{12, (*history).review},
	{13, (*history).amend},
	{5, (*history).assess},
	{2, (*history).plan},
	{8, (*history).watch},
	{8, (*history).word},
	{4, (*history).show},
	{10, (*history).sendBack},
	{16, (*history).answer},
	{8, (*history).house},
	{5, (*history).note},
	{10, (*history).closeIncident},
	{4, (*history).access},
	{1, (*history).end},
	{26, (*history).event},
	{2, (*history).guess},
}

// step tries one act, valid or not.
func (h *history) step() {
	total := 0
	for _, one := range tries {
		total += one.weight
	}
	n := h.below("try", total)
	for _, one := range tries {
		if n -= one.weight; n < 0 {
			if body, proved := one.try(h); body != nil {
				h.offer(h.by(body, proved))
				h.again(body)
			}
			return
		}
	}
}

// again lets somebody who may have got a key just now take another one, having
// seen that or not.
func (h *history) again(body record.Body) {
	b, ok := body.(*record.Rotate)
	if !ok || h.ref.people[b.Person] == nil || !h.chance("again", 60) {
		return
	}
	next := &record.Rotate{Person: b.Person, Reason: "lost"}
	if err := next.Prove(recordtest.Key(pick(h, "key", spareKeys)), h.Origin, names[b.Person]); err != nil {
		h.T.Fatal(err)
	}
	m := h.ref.people[b.Person]
	a := h.valid(b.Person, m.roles[0], next)
	a.seen = m.last + int64(h.below("with", 2))
	h.offer(a)
}

// by says who tries it, mostly somebody who may.
func (h *history) by(body record.Body, proved bool) attempt {
	kind := record.NewEntry(body).Type
	able, fresh, person := []string{}, []string{}, ""
	for _, id := range slices.Sorted(maps.Keys(h.ref.people)) {
		if m := h.ref.people[id]; m.key == "" || m.failed >= 20 {
			continue
		}
		for _, r := range h.ref.people[id].roles {
			if slices.Contains(signers[kind], r) && !slices.Contains(able, id) {
				able = append(able, id)
				if m := h.ref.people[id]; h.ref.acts[m.last] != m.key { // who got their key from somebody else
					fresh = append(fresh, id)
				}
			}
		}
	}
	if own := h.whose(body); own != "" && h.chance("their own", 85) {
		person = own
	} else if len(fresh) > 0 && h.chance("who has a new key", 40) {
		person = pick(h, "new", fresh)
	} else if len(able) > 0 && h.chance("who may", 85) {
		person = pick(h, "by", able)
	} else {
		person = pick(h, "anybody", somebody)
	}
	role := sop.Role("")
	if record.NewEntry(body).Type.Act() {
		role = pick(h, "role", sop.Roles)
		if m := h.ref.people[person]; m != nil && h.chance("a role of theirs", 90) {
			role = pick(h, "one of theirs", m.roles)
			for _, r := range m.roles {
				if slices.Contains(signers[kind], r) && h.chance("that fits", 90) {
					role = r
				}
			}
		}
	}
	a := h.valid(person, role, body)
	a.unproved = !proved
	if h.chance("another key", 4) {
		a.key = pick(h, "key", append(slices.Clone(somebody), spareKeys...))
	}
	if m := h.ref.people[person]; m != nil {
		often := 6
		if h.ref.acts[m.last] != m.key { // it was somebody else who gave them their key
			often = 50
		}
		if h.chance("the tree with or without their last act", often) {
			a.seen = m.last + int64(h.below("with", 2))
		}
	}
	if h.chance("an earlier tree", 4) {
		a.seen = int64(h.below("seen", int(h.ref.size()+2)))
	}
	a.lie = h.chance("lie", 2)
	if h.chance("late", 6) {
		a.ago = pick(h, "ago", []time.Duration{time.Second, 3 * time.Second, 10 * time.Second, 14 * time.Minute, 20 * time.Minute})
	}
	return a
}

// whose returns whom a body is for, "" where it is for several.
func (h *history) whose(body record.Body) string {
	run := ""
	switch b := body.(type) {
	case *record.Answer:
		if c := h.ref.performed[b.Position]; c != nil {
			return c.owner()
		}
	case *record.Assessed:
		if i := slices.IndexFunc(h.ref.found, func(j judgement) bool { return j.at == b.Position }); i >= 0 {
			return h.ref.found[i].Person
		}
	case *record.Competence:
		if c := h.ref.runs[b.Run]; c != nil && len(c.watched) > 0 && b.Independence != "" {
			return pick(h, "who watched", c.watched)[1]
		}
	case *record.Completion:
		run = b.Run
	case *record.RunEvent:
		run = b.Run
	case *record.RunAct:
		if b.Event.Kind == "handover.offer" {
			run = b.Run
		}
	case *record.Rotate:
		if h.chance("by themselves", 30) {
			return b.Person
		}
	case *record.RunStart, *record.UnlockFailed, *record.Note, *record.NoteRead:
		return pick(h, "who", slices.Sorted(maps.Keys(h.ref.people)))
	}
	if c := h.ref.runs[run]; c != nil {
		return c.owner()
	}
	return ""
}

func (h *history) enrol() (record.Body, bool) {
	id := pick(h, "person", somebody)
	for _, other := range somebody[3:] {
		if h.ref.people[other] == nil && h.chance("somebody new", 70) {
			id = other
		}
	}
	b := &record.Enrol{Name: names[id], Person: id, Roles: pick(h, "roles", roleSets)}
	key, log := id, h.Origin
	if h.chance("another's key", 10) {
		key = pick(h, "key", append(slices.Clone(somebody), spareKeys...))
	}
	proved := !h.chance("unproved", 8)
	if !proved {
		log = "example.nhs.uk/other/2026"
	}
	if err := b.Prove(recordtest.Key(key), log); err != nil {
		h.T.Fatal(err)
	}
	return b, proved
}

func (h *history) role() (record.Body, bool) {
	return &record.Assign{Person: pick(h, "person", somebody), Reason: "moved", Roles: pick(h, "roles", roleSets)}, true
}

func (h *history) rotate() (record.Body, bool) {
	b := &record.Rotate{Person: pick(h, "person", somebody), Reason: "lost"}
	name, proved := names[b.Person], !h.chance("unproved", 8)
	if !proved {
		name += "y"
	}
	if err := b.Prove(recordtest.Key(pick(h, "key", append(spareKeys, somebody[0], somebody[3]))), h.Origin, name); err != nil {
		h.T.Fatal(err)
	}
	return b, proved
}

func (h *history) revoke() (record.Body, bool) {
	keys := slices.Sorted(maps.Keys(h.ref.keys))
	key := pick(h, "key", append(keys, recordtest.Public(spareKeys[7])))
	b := &record.Revoke{Key: key, Person: pick(h, "person", somebody), Reason: "found"}
	if k := h.ref.keys[key]; k != nil && h.chance("its person's", 85) {
		b.Person = k.person
	}
	if h.chance("suspect", 75) {
		from := int64(h.below("from", int(h.ref.size()+2)))
		b.Suspect = &from
	}
	return b, true
}

func (h *history) unlock() (record.Body, bool) {
	return &record.Unlock{Person: pick(h, "person", somebody), Reason: "asked"}, true
}

func (h *history) sop() (version, sum string) {
	version = pick(h, "version", versions)
	if v := h.ref.due("2026-11-22"); v != nil && h.chance("in force", 75) {
		version = v.Version
	}
	switch {
	case h.chance("another text", 4):
		return version, hashOf("other")
	case version == "2.1":
		return version, recordtest.TextSHA256
	}
	return version, hashOf(version)
}

func (h *history) approve() (record.Body, bool) {
	b := recordtest.ApproveBody(h.sop())
	if n := len(h.ref.approvals); n < len(versions) && h.chance("a new one", 60) {
		b.Version, b.SHA256 = versions[n], hashOf(versions[n])
	}
	b.Effective = pick(h, "from", []string{"2026-11-20", "2026-11-22", "2026-11-23"})
	return b, true
}

func (h *history) retire() (record.Body, bool) { return retireBody(h.sop()), true }

func (h *history) start() (record.Body, bool) {
	b := recordtest.StartBody(pick(h, "run", courses))
	if n := len(h.ref.runs); n < len(courses) && h.chance("a new one", 70) {
		b.Run = courses[n]
	}
	b.Version, b.SHA256 = h.sop()
	return b, true
}

// runOf returns a run, mostly one that is open.
func (h *history) runOf() string {
	open := slices.DeleteFunc(slices.Clone(courses), func(run string) bool { return h.ref.runs[run] == nil || h.ref.runs[run].completed })
	if len(open) > 0 && h.chance("an open one", 85) {
		return pick(h, "open", open)
	}
	return pick(h, "run", courses)
}

func (h *history) event() (record.Body, bool) {
	value := sop.Event{Step: "clean", Field: "t", Index: 1, Value: pick(h, "value", []string{"5.1", "5.2"})}
	typed, corrected := value, value
	typed.Kind, corrected.Kind, corrected.Reason = "value", "value.correct", "misread"
	return &record.RunEvent{Run: h.runOf(), Event: pick(h, "event", []sop.Event{
		typed, typed, h.control(typed), h.control(typed), h.control(typed), corrected, h.control(corrected),
		{Kind: "step.done", Step: "clean"},
		{Kind: "step.done", Step: "spin"},
		{Kind: "step.not-done", Step: "spin"},
		{Kind: "step.reopen", Step: "clean"},
		{Kind: "run.stop", Reason: "spilt"},
		{Kind: "incident.raise", Step: "clean", Value: pick(h, "reference", []string{"", "W-1"}), Reason: "a tube broke in the rotor"},
		{Kind: "handover.withdraw"},
		{Kind: "observe", Value: pick(h, "assessor", somebody), Reason: beforehand},
		{Kind: "observe", Value: pick(h, "assessor", somebody), Reason: beforehand},
	})}, true
}

func (h *history) handOver() (record.Body, bool) {
	return &record.RunAct{Run: h.runOf(), Event: sop.Event{Kind: "handover.offer", Reason: "end of my shift"}}, true
}

func (h *history) takeOver() (record.Body, bool) {
	e := sop.Event{Kind: "handover.take"}
	if h.chance("as supervisor", 40) {
		e.Mark, e.Reason = "supervisor", "their shift is over"
	}
	return &record.RunAct{Run: h.runOf(), Event: e}, true
}

func (h *history) second() (record.Body, bool) {
	return &record.RunAct{Run: h.runOf(), Event: sop.Event{
		Kind: "step.check", Step: pick(h, "step", []string{"clean", "spin"}), Mark: pick(h, "as", []string{"second person", "supervisor"}),
	}}, true
}

func (h *history) sign() (record.Body, bool) {
	run := h.runOf()
	c := h.ref.runs[run]
	if c == nil {
		return nil, true
	}
	b := c.completion()
	switch h.below("wrong", 20) {
	case 0:
		b.Counts.Done++
	case 1:
		b.Events.Count++
	case 2:
		b.Events.SHA256 = hashOf("others")
	case 3:
		b.Version, b.SHA256 = h.sop()
	case 4:
		b.Exceptions = append(b.Exceptions, record.Exception{Kind: "deviation", Step: "clean", Text: "x"})
	case 5:
		b.Outcome, b.Reason = "stopped", "nothing"
	}
	return b, true
}

// end closes the log, mostly before it may be.
func (h *history) end() (record.Body, bool) {
	if h.ref.size() < 50 {
		return nil, true
	}
	return &record.LogClose{Reason: "full"}, true
}

// windUp signs what is open and closes the log, and then tries a little more.
func (h *history) windUp() {
	for _, run := range courses {
		c := h.ref.runs[run]
		if c == nil || c.completed {
			continue
		}
		if c.offered {
			h.offer(h.valid(c.owner(), "", &record.RunEvent{Run: run, Event: sop.Event{Kind: "handover.withdraw"}}))
		}
		h.offer(h.by(c.completion(), true))
	}
	h.offer(h.by(&record.LogClose{Reason: "full"}, true))
	for range 3 {
		h.step()
	}
}

// guess is one wrong passphrase, or so many that the key is locked.
func (h *history) guess() (record.Body, bool) {
	id := pick(h, "person", slices.Sorted(maps.Keys(h.ref.people)))
	if h.chance("often", 35) {
		for range 20 {
			h.offer(h.valid(id, "", &record.UnlockFailed{Count: h.ref.people[id].failed + 1}))
		}
	}
	n := h.ref.people[id].failed + 1
	if h.chance("miscounted", 20) {
		n += 2
	}
	return &record.UnlockFailed{Count: n}, true
}
