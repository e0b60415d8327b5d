package record_test

import (
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// What the reference says of competence by schemes, and what random histories try.

// judgement is an assessment and who signed it.
type judgement struct {
	record.Competence
	by   string
	at   int64
	leaf tlog.Hash
	word bool // its person said whether they agree
}

func (j judgement) counts() bool { return j.Independence == "alone" || j.Independence == "teaches" }

// found8 says what an assessment breaks of the scheme in force and of the run that was watched.
func (r *reference) found8(no *list, e *record.Entry, b *record.Competence, c *course) {
	s := r.scheme
	no.add(s == nil && b.Scheme > 0 || s != nil && b.Scheme != r.schemeAt, record.FaultStanding)
	for _, j := range r.found {
		no.add(b.Independence != "" && j.Independence != "" && j.Run == b.Run && j.by == e.Person && j.Person == b.Person, record.FaultStanding)
	}
	if s != nil && b.Scheme == r.schemeAt {
		no.add(!slices.Contains(s.Methods, b.Method), record.FaultStanding)
		if b.Outcome == "competent" {
			no.add(s.Months > 0 && (b.Expires == "" || b.Expires > "2028-11-22"), record.FaultStanding)
			runs, people := map[string]bool{}, map[string]bool{}
			for _, j := range append(slices.Clone(r.found), judgement{Competence: *b, by: e.Person, word: true}) {
				if j.counts() && j.word && j.Person == b.Person && j.Version == b.Version {
					runs[j.Run], people[j.by] = true, true
				}
			}
			no.add(len(runs) < s.Observations || len(people) < s.Assessors, record.FaultStanding)
		}
	}
	if b.Independence == "" || c == nil {
		return
	}
	no.add(c.Version != b.Version, record.FaultRun)
	no.add(!slices.Contains(c.watched, [2]string{b.Person, e.Person}), record.FaultRun)
	no.add(c.stopped && (judgement{Competence: *b}).counts(), record.FaultRun)
	no.add((judgement{Competence: *b}).counts() && slices.ContainsFunc(c.doers, func(doer string) bool { return doer != b.Person }), record.FaultRun)
	no.add(slices.Contains(c.owners, e.Person) || slices.Contains(c.seconds, e.Person), record.FaultDuties)
}

// word8 says what somebody's word on an assessment breaks.
func (r *reference) word8(no *list, e *record.Entry, b *record.Assessed) {
	i := slices.IndexFunc(r.found, func(j judgement) bool { return j.at == b.Position })
	no.add(i < 0 || r.found[i].Person != e.Person || r.found[i].leaf != b.Leaf || r.found[i].word, record.FaultStanding)
}

// shown8 says what evidence of somebody breaks, or the statement that it is theirs.
func (r *reference) shown8(no *list, e *record.Entry, person, day string) {
	no.add(r.people[person] == nil, record.FaultPerson)
	no.add(person == e.Person, record.FaultDuties)
	no.add(day > e.At.Format("2006-01-02"), record.FaultStanding) // the log keeps UTC
}

func (h *history) show() (record.Body, bool) {
	person, day := pick(h, "person", somebody), pick(h, "day", []string{"2026-11-21", "2026-11-22", "2026-11-22", "2026-11-23"})
	if h.chance("a statement", 40) {
		return &record.OwnWork{First: "2026-11-01", Last: day, Person: person}, true
	}
	b := pick(h, "what", []*record.Evidence{evidenceBody(), verifiedBody()})
	b.Person, b.Day = person, day
	return b, true
}

// word is what somebody says of an assessment, mostly of one of them that waits for it.
func (h *history) word() (record.Body, bool) {
	if len(h.ref.found) == 0 {
		return nil, true
	}
	waits := slices.DeleteFunc(slices.Clone(h.ref.found), func(j judgement) bool { return j.word })
	if len(waits) == 0 || h.chance("any", 15) {
		waits = h.ref.found
	}
	j := pick(h, "assessment", waits)
	b := &record.Assessed{Agree: pick(h, "agree", []string{"yes", "no"}), Comment: differs, Leaf: j.leaf, Position: j.at}
	switch h.below("wrong", 10) {
	case 0:
		b.Position, b.Leaf = h.about()
	case 1:
		b.Leaf[3] ^= 1
	}
	return b, true
}

func (h *history) plan() (record.Body, bool) {
	b := schemeBody()
	b.Months = pick(h, "months", []int{0, 24})
	b.Observations = 1 + h.below("observations", 2)
	b.Assessors = 1 + h.below("assessors", b.Observations)
	if h.chance("all methods", 30) {
		b.Methods = []string{"observed", "portfolio", "questions"}
	}
	return b, true
}

// watch is what somebody says who watched a run, mostly one that was completed.
func (h *history) watch() (record.Body, bool) {
	if h.early() {
		return nil, true
	}
	b := found(h.runOf(), pick(h, "how", sop.Independences), pick(h, "outcome", []string{"competent", "not yet"}), 0)
	b.Person = pick(h, "person", somebody)
	b.Version, b.SHA256 = h.sop()
	if done := slices.DeleteFunc(slices.Clone(courses), func(run string) bool { return h.ref.runs[run] == nil || !h.ref.runs[run].completed }); len(done) > 0 && h.chance("completed", 90) {
		b.Run = pick(h, "done", done)
		c := h.ref.runs[b.Run]
		b.Person, b.Version, b.SHA256 = c.by, c.Version, c.SHA256
	}
	if h.ref.scheme != nil && h.chance("by the scheme", 85) {
		b.Scheme = h.ref.schemeAt
	}
	b.Expires = pick(h, "expires", []string{"", "2028-11-22", "2028-11-22", "2028-11-23"})
	return b, true
}
