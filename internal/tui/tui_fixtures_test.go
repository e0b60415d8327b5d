package tui_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	books "soprun/internal/answers"
	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/study"
	"soprun/internal/tui"
	"soprun/internal/tui/kittest"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// source is a page with every kind of field, alerts and conditions.
const source = `---
id: SOP-CEN-014
title: Clean a benchtop centrifuge after a tube breakage
version: 2.1
status: ready
owner: Quality Lead, Blood Sciences
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S15, S22, S26, S27, K26]
mode: read-do
equipment: [forceps, sharps bin]
sign: performer, supervisor
---

# Clean a benchtop centrifuge after a tube breakage

Use this when a specimen tube has broken in a bucket or in the bowl.

## 1. Make safe

> [!IMPORTANT]
> **PPE:** gown, two pairs of nitrile gloves, eye protection.

1. Switch off at the wall. Put the *Do not use* sign on the lid. ` + "`#isolate, critical, S22`" + `
2. Identify the centrifuge. ` + "`#identify, S7`" + `
   - Asset label: ` + "`asset: scan CEN-####`" + `
   - Room: ` + "`room: text, optional`" + `

## 2. Clean

3. Record the disinfectant. ` + "`#disinfectant, S15 S27`" + `
   - Expiry: ` + "`lot-expiry: date, after today`" + `
   - Strength made up: ` + "`strength: number ppm, 9500 to 10500, possible 0 to 50000`" + `
4. Open the lid and look. ` + "`#inspect, S26`" + `
   - What broke: ` + "`broken: choice, glass | plastic`" + `

> [!CAUTION]
> Never pick up broken glass by hand. Use forceps and the sharps bin.

5. **If** ` + "`broken = glass`" + `: remove every piece with forceps. ` + "`#glass, critical, S22`" + `
6. Wet every inner surface with disinfectant. ` + "`#contact, S27 K26`" + `
   - Still wet: ` + "`wet: yes/no, expect yes`" + `
`

var (
	khan = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
	bell = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Administrator, sop.Supervisor}}
)

// fakeBench is a workplace in memory. It signs nothing and keeps every act.
type fakeBench struct {
	inspected string // what is only looked at
	elsewhere map[string][]string
	opened    []string // the runs that a terminal said it has open
	t         testing.TB
	now       time.Time
	setUp     bool
	entries   int64
	demo      bool
	state     model.PageState
	proc      *sop.Procedure
	text      []byte
	people    []model.Person
	runs      map[string][]sop.Event
	signed    []model.Completion
	reviews   map[int64][]model.Review
	drafted   model.Act
	passes    int           // signatures that were given
	appendErr error         // what the next append answers
	out       []model.Asset // of service
	startErr  error         // refuses each new run
	password  string
	faults    []model.Fault
	// frozen holds the clock; otherwise it moves a second each time it is read.
	frozen bool
	still  bool // for the next time that it is read
	// waiting keeps what is to be delivered after a while; nil to deliver it at once.
	waiting *[]tea.Msg
	// hideBroken lists a run that does not replay as if it did.
	hideBroken bool
	idleAfter  time.Duration
	bell       bool
	newer      string // the version that took effect meanwhile
	slots      []model.Slot
	department model.Department
	assessed   []model.Assessed
	things     []model.Asset
	rehearsed  []model.OpenRun // rehearsals that are unfinished
	books      string          // where the answers of who practises are, "" before anybody does
	index      model.Indexing  // how far it is where it is built again
}

func newBench(t testing.TB) *fakeBench {
	t.Helper()
	proc, findings := page.Parse([]byte(source))
	if page.HasErrors(findings) {
		t.Fatalf("the fixture has errors: %v", findings)
	}
	return &fakeBench{
		t: t, now: time.Date(2026, 11, 22, 13, 47, 0, 0, time.UTC), setUp: true, state: model.PageApproved,
		proc: proc, text: []byte(source), people: []model.Person{khan, bell},
		runs: map[string][]sop.Event{}, reviews: map[int64][]model.Review{}, password: "correct horse",
	}
}

// sources is the bench as a front end works on it.
func (b *fakeBench) sources() present.Sources {
	return present.Sources{Desk: b, Reader: b, Library: b, Runs: b, Station: b, Roll: b, Files: disk{}, Pad: b, Charts: b, Study: studied{b}, Rehearsals: b}
}

func (b *fakeBench) Unfinished(string) ([]model.OpenRun, error) { return b.rehearsed, nil }

func (b *fakeBench) EndRehearsal(string) error { b.rehearsed = nil; return nil }

func (b *fakeBench) Things(context.Context, model.Which) ([]model.Asset, error) {
	return b.things, b.untold()
}
func (b *fakeBench) Department() (model.Department, error) { return b.department, nil }

func (b *fakeBench) LeaveNote(string, string) (int64, error) { return 99, nil }

func (b *fakeBench) ReadNote(string, int64) error { return nil }

func (b *fakeBench) DueNow() ([]model.Slot, error) { return b.slots, b.untold() }

func (b *fakeBench) RunSoFar(name string) (model.LoadedRun, error) { return b.LoadRun(name) }

// untold is the error of what is told from the index.
func (b *fakeBench) untold() error {
	if b.index.Running() {
		return b.index
	}
	return nil
}

// start opens the program on this bench at a size.
func (b *fakeBench) start(width, height int) tea.Model {
	return tuitest.Start(tui.New(tui.Config{
		Sources: b.sources(), Perform: effects.Runners{Live: b, Practice: &fakePractice{b}, Now: b.clock}.Perform, Now: b.clock, IdleAfter: b.idleAfter, Bell: b.bell,
		ReadFile: func(path string) (string, error) { return strings.Repeat("0f", 32), nil },
		After:    b.after,
		At:       func(run string) { b.opened = append(b.opened, run) },
	}), width, height)
}

func (b *fakeBench) clock() time.Time {
	if !b.frozen && !b.still {
		b.now = b.now.Add(time.Second)
	}
	b.still = false
	return b.now
}

// after delivers a message at once; no time goes by meanwhile.
func (b *fakeBench) after(_ time.Duration, msg tea.Msg) tea.Cmd {
	if b.waiting != nil {
		*b.waiting = append(*b.waiting, msg)
		return nil
	}
	return func() tea.Msg {
		b.still = true
		return msg
	}
}

func (b *fakeBench) Here() model.Station {
	return model.Station{Site: "St Elsewhere", Name: "Bench 2", Entries: b.entries, Demo: b.demo, Inspection: b.inspected, Index: b.index, Elsewhere: b.elsewhere, Out: b.out}
}
func (b *fakeBench) IsSetUp() bool               { return b.setUp }
func (*fakeBench) CheckChosen(model.SetUp) error { return nil }

func (*fakeBench) CheckKnown(model.Named) error { return nil }

func (b *fakeBench) FourWords() string { return "copper lantern violet harbour" }
func (b *fakeBench) SetUp(s model.SetUp) error {
	if len(s.Passphrase) < 12 {
		return errors.New("the passphrase is too short: 12 characters or more")
	}
	b.setUp = true
	return nil
}

func (b *fakeBench) GoOn(string, model.SetUp) (model.Continues, error) {
	b.setUp = true
	return model.Continues{}, nil
}
func (b *fakeBench) People() ([]model.Person, error) { return b.people, nil }
func (b *fakeBench) Enrolled() (model.Enrolled, error) {
	return model.Enrolled{People: b.people, Shown: "these", Rules: b.department.Rules.Rules}, nil
}

func (b *fakeBench) Enrol(e model.Enrolment) (int64, error) {
	if string(e.ByPass) != b.password {
		return 0, errors.New("wrong passphrase")
	}
	b.people = append(b.people, model.Person{ID: e.ID, Name: e.Name, Roles: e.Roles})
	return 9, nil
}

func (b *fakeBench) ChangePassphrase(c model.NewPassphrase) error {
	if string(c.Old) != b.password {
		return errors.New("wrong passphrase")
	}
	b.password = string(c.New)
	return nil
}

func (b *fakeBench) row() model.PageRow {
	row := model.PageRow{
		ID: b.proc.Meta.ID, Title: b.proc.Meta.Title, Version: b.proc.Meta.Version, Group: "Equipment preparation",
		Codes: b.proc.Meta.Codes, State: b.state,
	}
	if b.state.Runnable() {
		row.Approval = &model.Approval{By: model.Person{Name: "J. Bell"}, Version: "2.1", Effective: "2026-11-01", ReviewBy: "2028-11-01"}
	}
	return row
}

func (b *fakeBench) ListPages(func(done, total int64)) ([]model.PageRow, error) {
	other := model.PageRow{ID: "SOP-IC-001", Title: "Clean your hands", Version: "1.0", Group: "Infection control", Codes: []sop.Code{"S26"}, State: model.PageReady}
	return []model.PageRow{b.row(), other}, nil
}

func (b *fakeBench) ReadPages(progress func(done, total int64)) ([]model.PageRow, error) {
	return b.ListPages(progress)
}

func (b *fakeBench) CheckPages([]string) ([]model.PageRow, error) { return nil, nil } // there are few

func (b *fakeBench) Page(id string) (model.Page, error) {
	if id != b.proc.Meta.ID {
		return model.Page{}, fmt.Errorf("the library has no procedure %q", id)
	}
	return model.Page{PageRow: b.row(), Procedure: b.proc, Text: b.text}, nil
}

// studied is the desk of a bench, which has a folder once somebody practises at it.
type studied struct{ b *fakeBench }

func (p studied) Owners() ([]books.Owner, error) { return p.b.study().Owners() }

func (p studied) Sit(person, pin string, far func(done, total int64)) (*study.Sitting, error) {
	return p.b.study().Sit(person, pin, far)
}

// study is a desk at which the page of the bench is practised.
func (b *fakeBench) study() study.Desk {
	if b.books == "" {
		b.books = filepath.Join(b.t.TempDir(), "answers")
	}
	now := func() time.Time { return b.now }
	return study.Desk{
		Books: books.Folder{Dir: b.books, Now: now}, Now: now,
		Pages: func(string, func(int64, int64)) ([]study.Page, error) {
			return []study.Page{{Procedure: b.proc, Daily: true}}, nil
		},
	}
}

func (b *fakeBench) CanAdopt(string) error { return nil }

func (b *fakeBench) Adopt(_ string, settings []page.Setting) (string, error) {
	text, err := page.Set(b.text, page.Options{}, settings...)
	if err != nil {
		return "", err
	}
	b.text, b.state = text, model.PageReady
	b.proc, _ = page.Parse(text)
	return "equipment-preparation/centrifuge.md", nil
}

// withLocals leaves two values of the page to the department.
func withLocals(b *fakeBench) {
	text := strings.Replace(source, "`#contact, S27 K26`", "`#contact, wait local \"product label, contact time\", S27 K26`", 1)
	text = strings.Replace(text, "9500 to 10500, possible", "local \"infection control policy\", possible", 1)
	proc, findings := page.Parse([]byte(text))
	if page.HasErrors(findings) || len(proc.Locals()) != 2 {
		b.t.Fatalf("the fixture leaves %v, %v", proc.Locals(), findings)
	}
	b.text, b.proc, b.state = []byte(text), proc, model.PageLocal
}

func (b *fakeBench) StartRun(_ string, by model.Person) (model.LoadedRun, error) {
	if b.startErr != nil {
		return model.LoadedRun{}, b.startErr
	}
	id := fmt.Sprintf("r-01JD%02d", len(b.runs)+1)
	b.runs[id] = nil
	return b.load(id, by)
}

func (b *fakeBench) LoadRun(id string) (model.LoadedRun, error) {
	if strings.HasPrefix(id, "p-") {
		return b.load(id, model.Nobody)
	}
	r, err := run.Replay(b.proc, b.runs[id])
	if who := r.Performer(); err == nil && who != "" {
		for _, p := range b.people {
			if p.ID == who {
				return b.load(id, p)
			}
		}
	}
	return b.load(id, khan)
}

func (b *fakeBench) load(id string, by model.Person) (model.LoadedRun, error) {
	events, ok := b.runs[id]
	if !ok {
		return model.LoadedRun{}, fmt.Errorf("no run %q", id)
	}
	out := model.LoadedRun{OpenRun: model.OpenRun{ID: id, SOP: b.proc.Meta.ID, Version: b.proc.Meta.Version, Person: by, Started: b.now.Add(-12 * time.Minute)}, Procedure: b.proc, Events: events, Meanwhile: model.Meanwhile{Newer: b.newer}}
	if r, err := run.Replay(b.proc, events); err == nil {
		out.OpenRun = out.Describe(r, b.now)
	}
	return out, nil
}

func (b *fakeBench) OpenRuns() ([]model.OpenRun, error) {
	var out []model.OpenRun
	for _, id := range slices.Sorted(maps.Keys(b.runs)) {
		events := b.runs[id]
		r, err := run.Replay(b.proc, events)
		if err != nil && !b.hideBroken {
			return nil, err
		}
		row := model.OpenRun{ID: id, SOP: b.proc.Meta.ID, Version: b.proc.Meta.Version, Title: b.proc.Meta.Title, Person: khan, Last: b.now, Practice: strings.HasPrefix(id, "p-")}
		if err == nil {
			row = row.Describe(r, b.now)
		}
		out = append(out, row)
	}
	return out, nil
}

func (b *fakeBench) Append(a session.Append) error {
	if err := b.appendErr; err != nil {
		b.appendErr = nil
		return err
	}
	if len(b.runs[a.Run]) != a.After {
		return model.RunMoved{}
	}
	b.runs[a.Run] = append(b.runs[a.Run], a.Events...)
	return nil
}

func (b *fakeBench) RunAt(id string) (events int, open bool) {
	run, open := b.runs[id]
	return len(run), open
}

func (b *fakeBench) Linked(string, string, time.Time) (model.LinkedRun, error) {
	return model.LinkedRun{}, nil
}

// Prepare words what is signed as the log would, in short.
func (b *fakeBench) Prepare(by string, act model.Act) (model.Draft, error) {
	i := slices.IndexFunc(b.people, func(p model.Person) bool { return p.ID == by })
	if i < 0 {
		return model.Draft{}, fmt.Errorf("nobody is called %s", by)
	}
	who := b.people[i]
	d := model.Draft{ID: "a draft", Person: who}
	b.drafted = act
	switch act := act.(type) {
	case model.SignOff:
		d.Run, d.Statement = act.Run, fmt.Sprintf(
			"I, %s (%s, assistant), performed SOP-CEN-014 v2.1, run %s, on 22 Nov 2026 at 13:47 (UTC+00:00). Outcome: %s. %d steps done.",
			who.Name, who.ID, act.Run, act.Summary.Outcome, act.Summary.Counts.Done)
	case model.InRun:
		e := act.Event
		e.At, e.Person = b.now, by
		d.Run, d.Event, d.Statement = act.Run, &e, fmt.Sprintf("I, %s (%s), signed %s of run %s.", who.Name, who.ID, e.Kind, act.Run)
	case model.Approve:
		if by != bell.ID {
			return d, fmt.Errorf("%s is not a supervisor and cannot approve", by)
		}
		d.Statement = "I, J. Bell (j.bell, supervisor), approved " + act.Procedure.Meta.ID + " v2.1."
	case model.Countersign:
		if by == khan.ID {
			return d, errors.New("a.khan performed this run and cannot countersign it")
		}
		d.Statement = fmt.Sprintf("I, J. Bell (j.bell, supervisor), reviewed entry %d.", act.Entry)
	case model.Assign:
		d.Statement = "I, " + by + ", assigned roles to " + act.Person + "."
	case model.Revoke:
		d.Statement = "I, " + by + ", revoked the key of " + act.Person + "."
	case model.CloseLog:
		d.Statement = "I, " + by + ", closed the log, because: " + act.Reason
	default:
		d.Statement = fmt.Sprintf("I, %s, sign %T.", by, act)
	}
	return d, nil
}

// Sign keeps what was drafted last.
func (b *fakeBench) Sign(d model.Draft, passphrase []byte) (int64, error) {
	if string(passphrase) != b.password {
		return 0, fmt.Errorf("that is not the passphrase of %s; 4 tries are left before a wait", d.Person.ID)
	}
	b.passes++
	entry := int64(40 + len(b.signed))
	switch act := b.drafted.(type) {
	case model.InRun:
		b.runs[d.Run] = append(b.runs[d.Run], *d.Event)
	case model.SignOff:
		b.signed = append(b.signed, model.Completion{
			SupervisorSigns: true,
			Entry:           entry, At: b.now, Person: d.Person, SOP: b.proc.Meta.ID, Title: b.proc.Meta.Title, Version: "2.1",
			Run: d.Run, Outcome: run.OutcomeComplete, Codes: []sop.Code{"S7", "S22"},
		})
	case model.Approve:
		b.state = model.PageApproved
	case model.Countersign:
		b.reviews[act.Entry] = append(b.reviews[act.Entry], model.Review{Entry: act.Entry + 1, By: d.Person, At: b.now, Comment: act.Comment, Stands: true})
	}
	return entry, nil
}

// Exposure says that another station has seen all but the last entries.
func (b *fakeBench) Exposure() (model.Exposure, error) {
	if len(b.signed) == 0 {
		return model.Exposure{}, nil
	}
	return model.Exposure{By: "bench-2", At: b.now.Add(-14 * time.Minute), Entries: 9}, nil
}

func (b *fakeBench) Completions(q model.Query) ([]model.Completion, error) {
	var out []model.Completion
	for _, c := range b.signed {
		if strings.Contains(strings.ToLower(c.Title+c.Person.Name), strings.ToLower(q.Words)) && (!q.Open || len(b.reviews[c.Entry]) == 0) {
			out = append([]model.Completion{c}, out...)
		}
	}
	return out, nil
}

func (b *fakeBench) TraceFrom(ctx context.Context, q model.Query, from model.From) (out model.Part[model.Traced], err error) {
	part, err := b.CompletionsFrom(ctx, q, from)
	out = model.Part[model.Traced]{Next: part.Next, More: part.More, Looked: part.Looked, Of: part.Of, ReadAs: []string{"read as: the word " + q.Words}}
	for _, c := range part.Rows {
		out.Rows = append(out.Rows, model.Traced{Completion: c})
	}
	return out, err
}

func (b *fakeBench) CompletionsFrom(_ context.Context, q model.Query, from model.From) (model.Part[model.Completion], error) {
	if b.index.Running() {
		return model.Part[model.Completion]{}, b.index
	}
	rows, err := b.Completions(q)
	rows = slices.DeleteFunc(slices.Clone(rows), func(c model.Completion) bool {
		return q.Open && !c.Awaited() || q.Exceptions && !c.Wrong() || q.Clean && c.Wrong()
	})
	return kittest.Part(rows, from, 100, func(c model.Completion) (int64, bool) { return c.Entry, true }), err
}

func (b *fakeBench) Record(entry int64) (model.Record, error) {
	for _, c := range b.signed {
		if c.Entry != entry {
			continue
		}
		r, err := run.Replay(b.proc, b.runs[c.Run])
		for _, review := range b.reviews[entry] {
			c.Countersigned = append(c.Countersigned, model.Hand{By: review.By})
		}
		c.Statement = "I, A. Khan (a.khan, assistant), performed SOP-CEN-014 v2.1, run " + c.Run + "."
		return model.Record{Completion: c, Procedure: b.proc, Walked: r, Summary: r.Summarise(), Reviews: b.reviews[entry]}, err
	}
	return model.Record{}, fmt.Errorf("no completion %d", entry)
}

// Staff is everybody, each with one key.
func (b *fakeBench) Staff() (model.Staff, error) {
	var staff model.Staff
	for i, p := range b.people {
		var found []model.Competence
		for _, a := range b.assessed {
			if a.Person.ID == p.ID {
				found = append(found, a.Competence)
			}
		}
		staff.Members = append(staff.Members, model.Member{Competences: found, Person: p, State: model.KeyLive, Keys: []model.Key{{Fingerprint: "SHA256:Mq3vL0e1PzGq8mX2", Bound: int64(i)}}})
	}
	return staff, nil
}

func (b *fakeBench) RotateKey(model.Rotation) (int64, error) { return 9, nil }

func (b *fakeBench) Verify(context.Context, func(done, total int64)) (model.Verdict, error) {
	return model.Verdict{Entries: 41, At: b.now, Faults: b.faults}, nil
}

// fakePractice is a practice file in memory.
type fakePractice struct{ *fakeBench }

func (p *fakePractice) StartRun(_ string, by model.Person) (model.LoadedRun, error) {
	p.runs["p-00001"] = nil
	return p.load("p-00001", by)
}

func (p *fakePractice) Prepare(by string, act model.Act) (model.Draft, error) {
	d := model.Draft{Run: "p-00001", Person: model.Nobody}
	if in, ok := act.(model.InRun); ok {
		e := in.Event
		e.At, e.Person, d.Event = p.now, by, &e
	}
	return d, nil
}

func (p *fakePractice) Sign(model.Draft, []byte) (int64, error) {
	delete(p.runs, "p-00001")
	return 0, nil
}
