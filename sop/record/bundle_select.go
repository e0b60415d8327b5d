package record

import (
	"iter"
	"maps"
	"slices"

	"soprun/sop"
)

// Part returns the positions of all that a bundle of what a filter selects holds,
// and of what it takes to check it: FORMAT.md lists it. There are none where the
// filter selects no run. by is who signs the bundle, "" for nobody. entries are
// those of the whole log.
func Part(entries iter.Seq2[Placed, error], filter *Filter, by string) ([]int64, error) {
	p := newPart(filter)
	for placed, err := range entries {
		if err != nil {
			return nil, err
		}
		p.note(placed)
	}
	return p.choose(by), nil
}

// Fits reports whether a filter selects a completion, and with it its run. A nil
// filter selects all.
func (f *Filter) Fits(e *Entry) bool {
	b, ok := e.Body.(*Completion)
	if f == nil || !ok {
		return ok
	}
	day := e.Clock.Day(e.At.Time)
	return (f.Person == "" || f.Person == e.Person) && (f.SOP == "" || f.SOP == b.SOP) && (f.Run == "" || f.Run == b.Run) &&
		(f.Code == "" || slices.Contains(b.Codes, sop.Code(f.Code))) && f.Since <= day && (f.Until == "" || day <= f.Until)
}

// gives reports whether what was found of somebody goes along with what a filter selects: what
// is of one person says nothing of their colleagues.
func (f *Filter) gives(person string) bool { return f == nil || f.Person == "" || f.Person == person }

// one returns the run that a filter selects, completed or not, false where it
// selects completions.
func (f *Filter) one() (run string, ok bool) {
	if f == nil || *f != (Filter{Run: f.Run}) {
		return "", false
	}
	return f.Run, true
}

// partAct is where an entry stands and who is in it.
type partAct struct {
	at     int64
	person string // whose it is
	about  string // another person, whom it is about
}

type partRun struct {
	sop     string
	entries []partAct // completion and all that is about it too
	end     int64     // position of its own last entry
	linked  []string
	owners  []string
	taken   bool
}

// part holds where things are in a log, and what was taken of it.
type part struct {
	filter      *Filter
	selected    []string // runs
	runs        map[string]*partRun
	people      map[string][]partAct // genesis, enrolment, roles and keys
	approvals   map[string][]partAct // by procedure, retirements too
	clocks      []int64
	competences map[string][]partAct // by procedure
	schemes     map[string][]partAct // likewise
	words       map[int64]partAct    // of who was assessed, by position of the competence
	evidence    []partAct            // that the filter selects, statements too
	performed   map[int64]string     // run by position of the completion
	taken       map[int64]bool
	known       map[string]bool // people who were taken
}

func newPart(filter *Filter) *part {
	return &part{
		filter: filter, runs: map[string]*partRun{}, people: map[string][]partAct{}, approvals: map[string][]partAct{},
		competences: map[string][]partAct{}, schemes: map[string][]partAct{}, words: map[int64]partAct{}, performed: map[int64]string{}, taken: map[int64]bool{}, known: map[string]bool{},
	}
}

// choose returns the positions of what the bundle holds, sorted.
func (p *part) choose(by string) []int64 {
	if run, ok := p.filter.one(); ok && p.runs[run] != nil {
		p.selected = []string{run}
	}
	if len(p.selected) == 0 {
		return nil
	}
	p.take(partAct{}) // the genesis
	p.person(by)
	for _, run := range p.selected {
		p.run(run)
	}
	for _, act := range p.evidence {
		p.take(act)
	}
	return slices.Sorted(maps.Keys(p.taken))
}

func (p *part) note(placed Placed) {
	act := partAct{at: placed.Position, person: placed.Entry.Person}
	switch b := placed.Entry.Body.(type) {
	case *Genesis:
		p.people[act.person] = append(p.people[act.person], act)
	case *Enrol:
		p.bind(b.Person, act)
	case *Assign:
		p.bind(b.Person, act)
	case *Rotate:
		p.bind(b.Person, act)
	case *Revoke:
		p.bind(b.Person, act)
	case *Approve:
		p.approvals[b.SOP] = append(p.approvals[b.SOP], act)
	case *Retire:
		p.approvals[b.SOP] = append(p.approvals[b.SOP], act)
	case *Competence, *Assessed, *Scheme, *Evidence, *OwnWork:
		p.assess(placed.Entry.Body, act)
	case *ClockBack, *ClockJump:
		p.clocks = append(p.clocks, act.at)
	case *RunStart:
		p.runs[b.Run] = &partRun{sop: b.SOP, owners: []string{act.person}}
		p.inRun(b.Run, act)
	case *RunEvent:
		if b.Event.Kind == sop.Observed {
			act.about = b.Event.Value
		}
		p.inRun(b.Run, act)
		if r := p.runs[b.Run]; r != nil && b.Event.Kind == sop.LinkedDone {
			r.linked = append(r.linked, b.Event.Value)
		}
	case *RunAct:
		p.inRun(b.Run, act)
		if r := p.runs[b.Run]; r != nil && placed.Entry.Type == KindTake {
			r.owners = append(r.owners, act.person)
		}
	case *Completion:
		p.completed(placed.Entry, b.Run, act)
	case *Review, *Return, *Answer, *Amend:
		p.about(p.performed[Of(placed.Entry)], act)
	case *CloseIncident:
		p.about(b.Run, act)
	case *Missed, *Asset, *Calendar, *Duty, *Read, *Settings, *Terminal, *Note, *NoteRead,
		*LogClose, *Unlock, *AccessReview, *Dispose, *ConfirmDispose, *UnlockFailed, *Export, *Backup, *Restore: // are in no part for their own sake
	}
}

// assess notes a scheme, what was found of somebody, their word on it, or other evidence.
func (p *part) assess(body Body, act partAct) {
	switch b := body.(type) {
	case *Competence:
		act.about = b.Person
		p.competences[b.SOP] = append(p.competences[b.SOP], act)
	case *Assessed:
		p.words[b.Position] = act
	case *Evidence, *OwnWork:
		p.shown(body, act)
	case *Scheme:
		for _, page := range b.Pages {
			p.schemes[page] = append(p.schemes[page], act)
		}
	}
}

// shown notes what shows a code of the person of the filter, or that their evidence is their own.
func (p *part) shown(body Body, act partAct) {
	f := p.filter
	if f == nil || f.Person == "" || f.Run != "" || f.SOP != "" {
		return
	}
	switch b := body.(type) {
	case *Evidence:
		act.about = b.Person
		if b.Person == f.Person && (f.Code == "" || f.Code == string(b.Code)) && f.Since <= b.Day && (f.Until == "" || b.Day <= f.Until) {
			p.evidence = append(p.evidence, act)
		}
	case *OwnWork:
		act.about = b.Person
		if b.Person == f.Person && f.Since <= b.Last && (f.Until == "" || b.First <= f.Until) {
			p.evidence = append(p.evidence, act)
		}
	}
}

func (p *part) completed(e *Entry, run string, act partAct) {
	p.performed[act.at] = run
	p.inRun(run, act)
	if p.filter.Fits(e) {
		p.selected = append(p.selected, run)
	}
}

// bind notes an entry about a person: their enrolment, their roles or their keys.
func (p *part) bind(person string, act partAct) {
	act.about = person
	p.people[person] = append(p.people[person], act)
}

// about notes an entry about a run that is none of its own.
func (p *part) about(run string, act partAct) {
	if r := p.runs[run]; r != nil {
		r.entries = append(r.entries, act)
	}
}

func (p *part) inRun(id string, act partAct) {
	if r := p.runs[id]; r != nil {
		r.entries, r.end = append(r.entries, act), act.at
	}
}

// run takes a run with all that it needs.
func (p *part) run(id string) {
	r := p.runs[id]
	if r == nil || r.taken {
		return
	}
	r.taken = true
	for _, act := range r.entries {
		p.take(act)
	}
	for _, at := range p.clocks {
		if at > r.entries[0].at && at < r.end {
			p.take(partAct{at: at})
		}
	}
	for _, act := range p.approvals[r.sop] {
		p.take(act)
	}
	for _, act := range p.schemes[r.sop] {
		p.take(act)
	}
	for _, act := range p.competences[r.sop] {
		if !slices.Contains(r.owners, act.about) || !p.filter.gives(act.about) {
			continue
		}
		p.take(act)
		if word, ok := p.words[act.at]; ok {
			p.take(word)
		}
	}
	for _, linked := range r.linked {
		p.run(linked)
	}
}

func (p *part) take(act partAct) {
	p.taken[act.at] = true
	p.person(act.person)
	p.person(act.about)
}

// person takes what binds somebody's key and gives them roles, and whoever
// signed that.
func (p *part) person(id string) {
	if p.known[id] {
		return
	}
	p.known[id] = true
	for _, act := range p.people[id] {
		p.take(act)
	}
}
