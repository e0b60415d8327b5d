package effects_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/demo"
	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/practice"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
	"soprun/sop"
	"soprun/sop/run"
)

// The people of every test's station.
var (
	lee = model.Person{ID: "ann.lee", Name: "Ann Lee", Roles: []sop.Role{sop.Administrator, sop.Supervisor}}
	ray = model.Person{ID: "bo.ray", Name: "Bo Ray", Roles: []sop.Role{sop.Supervisor}}
	oh  = model.Person{ID: "kim.oh", Name: "Kim Oh", Roles: []sop.Role{sop.Assistant}}
)

// phrase returns a fresh copy of a person's passphrase: whoever uses it wipes it.
func phrase(p model.Person) []byte { return []byte("maple kettle orbit " + p.ID) }

// pageID is the page that every station has approved.
const pageID = "SOP-FRI-001"

// pageText has alerts, every kind of field, conditions and critical steps.
const pageText = `---
id: SOP-FRI-001
title: Check a fridge
version: 1.0
status: ready
owner: Quality lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S15, S16, S26]
mode: read-do
sign: performer, supervisor
---

# Check a fridge

Once a day, before nine.

## 1. Look

> [!WARNING]
> The floor may be wet.

> [!IMPORTANT]
> Wear gloves.

1. Look at the door. ` + "`#look, critical, S7`" + `
2. Read the display. ` + "`#read, S16`" + `
   - Temperature: ` + "`temp: number °C, 2.0 to 8.0, possible -40.0 to 60.0`" + `
   - Alarm: ` + "`alarm: choice, off | sounding`" + `
3. **If** ` + "`alarm = sounding`" + `: tell the shift lead. ` + "`#tell, critical, S7`" + `
4. **If** ` + "`temp out of limits`" + `: move the stock. ` + "`#move, S26`" + `

## 2. Close

> [!CAUTION]
> The probe is sharp.

5. Record the probe. ` + "`#probe, S15`" + `
   - Asset: ` + "`asset: scan FRI-####`" + `
   - Calibrated until: ` + "`expiry: date, after today`" + `
   - Level: ` + "`level: number 1, 0 to 9, 2 times`" + `
   - Trace: ` + "`trace: file, optional`" + `
   - Door shut: ` + "`shut: yes/no, expect yes`" + `
6. Sign the sheet. ` + "`#sheet, S16`" + `
`

// opening is when the template's log was opened.
func opening() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

// file returns one file of a folder of pages.
func file(text string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(text), ModTime: opening()}
}

// shipped is the folder of the approved page.
func shipped() fstest.MapFS { return fstest.MapFS{"cold-storage/fridge.md": file(pageText)} }

// changed returns the page with parts replaced: old, new, old, new.
func changed(t testing.TB, pairs ...string) string {
	t.Helper()
	text := pageText
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the page does not hold %q", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// other returns a page of another id that passes lint.
func other(t testing.TB, id, title string) string {
	t.Helper()
	return changed(t, "id: SOP-FRI-001", "id: "+id, "title: Check a fridge", "title: "+title, "# Check a fridge", "# "+title)
}

// template makes, once, the folder that every station is a copy of: a key takes
// time to make.
var template = sync.OnceValues(func() (dir string, err error) {
	dir, err = os.MkdirTemp("", "soprun-bench-*")
	if err != nil {
		return "", err
	}
	s, err := station.Open(stationConfig(dir, opening))
	if err != nil {
		return "", err
	}
	b := effects.New(s, opening, shipped())
	err = b.SetUp(model.SetUp{Site: "St Elsewhere", Station: "Bench 2", PersonID: lee.ID, Name: lee.Name, Passphrase: phrase(lee)})
	if err != nil {
		return "", err
	}
	for _, p := range []model.Person{ray, oh} {
		e := model.Enrolment{By: lee.ID, ByPass: phrase(lee), ID: p.ID, Name: p.Name, Roles: p.Roles, Passphrase: phrase(p)}
		if _, err := b.Enrol(e); err != nil {
			return "", err
		}
	}
	p, err := b.Page(pageID)
	if err != nil {
		return "", err
	}
	if err := approves(b, p); err != nil {
		return "", err
	}
	quick := stationtest.Quick(dir, func(person string) string { return string(phrase(model.Person{ID: person})) })
	return dir, errors.Join(quick, s.Close())
})

func stationConfig(dir string, now func() time.Time) station.Config {
	return station.Config{Dir: dir, Now: now, App: "test", Machine: station.Machine{Boot: "b1", Zone: "Europe/London", Synced: true}}
}

// copyTemplate copies the prepared folder to a new one.
func copyTemplate(t testing.TB) string {
	t.Helper()
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	if err := stationtest.Copy(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// place is a bench under test with a clock that the test moves.
type place struct {
	*effects.Place
	t        testing.TB
	dir      string
	now      time.Time
	station  *station.Station
	practice *practice.File
}

// open returns the bench of a copied station over folders of pages, an hour
// after it was opened. When the test ends the log is verified.
func open(t testing.TB, folders ...fs.FS) *place {
	t.Helper()
	p := openAt(t, copyTemplate(t), opening().Add(time.Hour), folders...)
	t.Cleanup(p.mustVerify)
	return p
}

// openAt opens the station of a folder at an instant.
func openAt(t testing.TB, dir string, now time.Time, folders ...fs.FS) *place {
	t.Helper()
	p := &place{t: t, dir: dir, now: now}
	s, err := station.Open(stationConfig(dir, p.clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	p.station, p.Place = s, effects.New(s, p.clock, folders...)
	return p
}

func (p *place) clock() time.Time { return p.now }

// withPractice gives the bench a practice file of its own.
func (p *place) withPractice() *place {
	p.t.Helper()
	f, err := practice.Open(filepath.Join(p.dir, "practice.db"), p.clock, p.Page)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if err := f.Close(); err != nil {
			p.t.Error(err)
		}
	})
	p.practice = f
	p.WithPractice(f)
	return p
}

func (p *place) mustVerify() {
	p.t.Helper()
	verdict, err := p.Verify(context.Background(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, f := range verdict.Faults {
		p.t.Errorf("entry %d does not verify: %s", f.Entry, f.What)
	}
}

// row returns a page's row in the library.
func (p *place) row(id string) model.PageRow {
	p.t.Helper()
	rows, err := p.ReadPages(silent)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == id {
			return r
		}
	}
	p.t.Fatalf("the library has no %s: %+v", id, rows)
	return model.PageRow{}
}

// approve approves the library's text of a page.
func (p *place) approve(id string) {
	p.t.Helper()
	page, err := p.Page(id)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := approves(p.Place, page); err != nil {
		p.t.Fatal(err)
	}
}

// approves has Ray approve a page.
func approves(b *effects.Place, p model.Page) error {
	act, err := p.Approve()
	if err != nil {
		return err
	}
	return signs(b, ray, act)
}

// signs has somebody sign an act.
func signs(b *effects.Place, who model.Person, act model.Act) error {
	draft, err := b.Prepare(who.ID, act)
	if err != nil {
		return err
	}
	_, err = b.Sign(draft, phrase(who))
	return err
}

// runner is what keeps runs: the bench and the practice file.
type runner interface {
	StartRun(sop string, by model.Person) (model.LoadedRun, error)
	LoadRun(id string) (model.LoadedRun, error)
	Append(session.Append) error
	session.Desk
}

// walk is one run of a page, act by act.
type walk struct {
	*place
	keeper runner
	id     string
	who    model.Person
	run    run.Run
}

// start begins a run for the record.
func (p *place) start(who model.Person) *walk { return p.startIn(p.Place, who) }

func (p *place) startIn(keeper runner, who model.Person) *walk {
	p.t.Helper()
	loaded, err := keeper.StartRun(pageID, who)
	if err != nil {
		p.t.Fatal(err)
	}
	w := &walk{place: p, keeper: keeper, id: loaded.ID, who: who}
	if w.run, err = run.Replay(loaded.Procedure, loaded.Events); err != nil {
		p.t.Fatal(err)
	}
	w.do(run.Begin{})
	return w
}

// do takes actions, stores their events and folds them.
func (w *walk) do(actions ...run.Action) *walk {
	w.t.Helper()
	for _, a := range actions {
		w.now = w.now.Add(time.Second)
		if _, err := act(w.keeper, &w.run, w.id, w.who.ID, a, w.now); err != nil {
			w.t.Fatalf("%#v: %v", a, err)
		}
	}
	return w
}

// act asks a run for one action, stores its events and folds them. It returns
// how many events were stored.
func act(keeper runner, r *run.Run, id, who string, a run.Action, at time.Time) (int, error) {
	events, err := r.Do(a, who, at)
	if err != nil {
		return 0, err
	}
	if err := keeper.Append(session.Append{Run: id, Person: who, After: r.Events(), Events: events}); err != nil {
		return 0, err
	}
	*r, err = r.After(events...)
	return len(events), err
}

// next chooses what the page asks for now: an action on a deviation, a value or
// the end of the step.
func next(r run.Run, at time.Time) run.Action {
	s, _ := r.Current()
	if _, pending := s.PendingAlert(); pending {
		return run.Acknowledge{}
	}
	for _, d := range r.Deviations() {
		if d.Action == nil {
			return run.ActOn{Deviation: d.Number, Text: "told the shift lead"}
		}
	}
	if f, n, missing := s.MissingField(); missing {
		a := demo.Answer(f, 100*n, at)
		if f.Name == "temp" { // outside its limits, so that a deviation opens
			a.Text = "8.1"
		}
		return a
	}
	if s.Critical {
		return run.Confirm{}
	}
	return run.Complete{}
}

// toEnd walks to the end of the page.
func (w *walk) toEnd() *walk {
	w.t.Helper()
	for !w.run.Finished() {
		w.do(next(w.run, w.now))
	}
	return w
}

// draft fixes the sentence of the run's completion.
func (w *walk) draft() model.Draft {
	w.t.Helper()
	d, err := w.keeper.Prepare(w.who.ID, model.SignOff{Run: w.id, After: w.run.Events(), Summary: w.run.Summarise()})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// sign signs the run and returns its entry.
func (w *walk) sign() int64 {
	w.t.Helper()
	entry, err := w.keeper.Sign(w.draft(), phrase(w.who))
	if err != nil {
		w.t.Fatal(err)
	}
	return entry
}

// kinds lists the kinds of events, for messages.
func kinds(events []sop.Event) string {
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = string(e.Kind)
	}
	return strings.Join(out, " ")
}

func isPassphrase(err error) bool {
	var wrong *station.PassphraseError
	return errors.As(err, &wrong)
}

// silent is nobody to tell how many pages were read.
func silent(int64, int64) {}
