package plain_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/practice"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
	"soprun/sop"
)

// The people of every test's station.
var (
	bell = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Administrator, sop.Supervisor}}
	khan = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
)

// phrase returns a person's passphrase, as it is typed.
func phrase(p model.Person) string { return "maple kettle orbit " + p.ID }

// pageText has alerts of each kind, every way to enter a value, conditions,
// critical steps and a step that may be left out.
const pageText = `---
id: SOP-CEN-014
title: Clean a centrifuge
version: 2.1
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S15, S22, S26, S27, K26]
mode: read-do
sign: performer, supervisor
---

# Clean a centrifuge

Use this when a tube has broken.

## 1. Make safe

> [!WARNING]
> The lid is sharp.

> [!IMPORTANT]
> **PPE:** gown, gloves.

1. Switch off at the wall. ` + "`#isolate, critical, S22`" + `

> [!NOTE]
> The label is on the back.

2. Identify the centrifuge. ` + "`#identify, S7`" + `
   - Asset label: ` + "`asset: scan CEN-####`" + `
   - Room: ` + "`room: text, optional`" + `

## 2. Clean

Keep the window open.

3. Record the disinfectant. ` + "`#disinfectant, S15 S27`" + `
   - Expiry: ` + "`lot-expiry: date, after today`" + `
   - Strength: ` + "`strength: number ppm, 9500 to 10500, possible 0 to 50000`" + `
4. Open the lid and look. ` + "`#inspect, S26`" + `
   - What broke: ` + "`broken: choice, glass | plastic`" + `

> [!CAUTION]
> Never pick up glass by hand.

5. **If** ` + "`broken = glass`" + `: remove every piece with forceps. ` + "`#glass, critical, S22`" + `
6. Wet every surface. ` + "`#contact, S27 K26`" + `
   - Still wet: ` + "`wet: yes/no, expect yes`" + `
7. Level the feet. ` + "`#level, n/a: ok, S7`" + `
   - Level: ` + "`level: number 1, 0 to 9, 2 times`" + `
   - Photo: ` + "`photo: file, optional`" + `
`

// hands is a page that nobody has approved.
var hands = strings.NewReplacer("SOP-CEN-014", "SOP-IC-001", "Clean a centrifuge", "Clean your hands", "codes: [S7, ", "codes: [S7, S28, ", "   - Photo", "   - Tilt: `tilt: number 1 = range(level), at most 5`\n   - Photo").Replace(pageText)

// crew is a page that asks for time and for other people.
const crew = `---
id: SOP-CRW-001
title: Check with others
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S22]
mode: read-do
sign: performer
complete-within: 4 h
---

# Check with others

1. Wipe the left side. ` + "`#left, any order, S7`" + `
2. Wipe the right side. ` + "`#right, any order, S7`" + `
3. Wet the bench and leave it wet. ` + "`#wet, critical, wait 10 min, S22`" + `
4. Read the display. ` + "`#read, verify: second person, within 20 min of #wet, S7`" + `
   - Now: ` + "`now: number °C, 2.0 to 8.0, possible -30.0 to 50.0, tolerance 0.2`" + `

   ![The dial](figures/dial.svg "sha256:631acbc4a220ef890cbd4b6cecffdfe0046c05811587b9c0a58930c1389c1b4e")

5. Put it back. ` + "`#back, hold: supervisor, S7`" + `
`

// dial is what its display looks like.
const dial = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect x="4" y="4" width="72" height="32" fill="none" stroke="black"/><text x="40" y="23" text-anchor="middle">DIAL</text></svg>`

// short is a page of one step, and parent one whose step runs it.
const short = `---
id: SOP-SHT-001
title: Look at the lamp
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Look at the lamp

1. Look at the lamp. ` + "`#lamp, S7`" + `
`

var parent = strings.NewReplacer("SOP-SHT-001", "SOP-PAR-001", "Look at the lamp", "Begin the round", "`#lamp, S7`", "`#round, do: SOP-SHT-001, S7`").Replace(short)

// probe is a page that says what must not pass, and on which other work goes on while a
// wait runs.
const probe = `---
id: SOP-PRB-001
title: Disinfect the probe
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Disinfect the probe

1. Take a bottle. ` + "`#take, S7`" + `
   - Casing: ` + "`casing: choice, whole | split, expect whole, or hold`" + `
   - Expiry: ` + "`expiry: date, from today, or redo`" + `
2. Read it. ` + "`#read, critical, S7`" + `
   - Indicator: ` + "`indicator: choice, passed | failed, expect passed, or redo #take 1 time then end`" + `
3. Let it stand. ` + "`#stand, wait 10 min before #hang, S7`" + `
4. Tidy up. ` + "`#tidy, S7`" + `
5. Hang it up. ` + "`#hang, S7`" + `
6. **If** ` + "`ended`" + `: lock it away. ` + "`#lock, always, critical, S7`" + `
`

// trolley is a page on which the product says how strong it is and how long it stays wet.
const trolley = `---
id: SOP-TRO-001
title: Wipe the trolley
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Wipe the trolley

| Product ` + "`product`" + ` | Wet for ` + "`contact`" + ` | From, ppm ` + "`low`" + ` | To, ppm ` + "`high`" + ` |
| --- | --- | --- | --- |
| Tablets | 10 min | 950 | 1050 |
| Strong tablets | 5 min | 9500 | 10500 |
| Wipes | none | none | none |

1. Choose. ` + "`#choose, S7`" + `
   - Product: ` + "`product: choice, of the table`" + `
2. Measure. ` + "`#measure, S7`" + `
   - Strength: ` + "`strength: number ppm, low to high`" + `
3. Wet it. ` + "`#wet, wait contact, S7`" + `
4. Dry it. ` + "`#dry, S7`" + `
`

// round is a page that is done once for each of three bottles.
const round = `---
id: SOP-RND-001
title: Look at every bottle
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
lists: {bottles: [B-1, B-2, B-3]}
---

# Look at every bottle

## 1. Each bottle ` + "`each: bottle of bottles`" + `

1. Take a bottle. ` + "`#which, S7`" + `
   - Bottle: ` + "`bottle: scan B-#`" + `
2. Look at its seal. ` + "`#look, S7`" + `
   - Seal: ` + "`seal: choice, whole | broken, expect whole, or end item`" + `
3. Shake it. ` + "`#shake, S7`" + `
4. **If** ` + "`ended`" + `: throw it away. ` + "`#bin, always, critical, S7`" + `

## 2. Afterwards

5. **If** ` + "`seal out of limits`" + `: order a new one. ` + "`#order, S7`" + `
`

// shelves is a page of nothing but a section for each of two shelves.
const shelves = `---
id: SOP-SHE-001
title: Wipe the shelves
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
lists: {shelves: [S-1, S-2]}
---

# Wipe the shelves

## 1. Each shelf ` + "`each: shelf of shelves`" + `

1. Wipe a shelf. ` + "`#wipe, S7`" + `
   - Shelf: ` + "`shelf: scan S-#`" + `
`

func opening() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

func pages() fstest.MapFS {
	return fstest.MapFS{
		"equipment/centrifuge.md":        {Data: []byte(pageText), ModTime: opening()},
		"infection-control/hand-wash.md": {Data: []byte(hands), ModTime: opening()},
		"team/crew.md":                   {Data: []byte(crew), ModTime: opening()},
		"team/figures/dial.svg":          {Data: []byte(dial), ModTime: opening()},
		"work/parent.md":                 {Data: []byte(parent), ModTime: opening()},
		"work/short.md":                  {Data: []byte(short), ModTime: opening()},
		"zone/probe.md":                  {Data: []byte(probe), ModTime: opening()},
		"zone/round.md":                  {Data: []byte(round), ModTime: opening()},
		"zone/shelves.md":                {Data: []byte(shelves), ModTime: opening()},
		"zone/trolley.md":                {Data: []byte(trolley), ModTime: opening()},
	}
}

func stationConfig(dir string, now func() time.Time) station.Config {
	return station.Config{Dir: dir, Now: now, App: "test", Machine: station.Machine{Boot: "b1", Zone: "Europe/London", Synced: true}}
}

// template makes, once, the folder that every place is a copy of: a key takes
// time to make.
var template = sync.OnceValues(func() (dir string, err error) {
	dir, err = os.MkdirTemp("", "soprun-plain-*")
	if err != nil {
		return "", err
	}
	s, err := station.Open(stationConfig(dir, opening))
	if err != nil {
		return "", err
	}
	b := effects.New(s, opening, pages())
	err = b.SetUp(model.SetUp{Site: "St Elsewhere", Station: "Bench 2", PersonID: bell.ID, Name: bell.Name, Passphrase: []byte(phrase(bell))})
	if err != nil {
		return "", err
	}
	_, err = b.Enrol(model.Enrolment{By: bell.ID, ByPass: []byte(phrase(bell)), ID: khan.ID, Name: khan.Name, Roles: []sop.Role{sop.Assistant}, Passphrase: []byte(phrase(khan))})
	if err != nil {
		return "", err
	}
	for _, id := range []string{"SOP-CEN-014", "SOP-CRW-001"} {
		if err := approve(b, id); err != nil {
			return "", err
		}
	}
	quick := stationtest.Quick(dir, func(person string) string { return phrase(model.Person{ID: person}) })
	return dir, errors.Join(quick, s.Close())
})

// approve has J. Bell approve a page.
func approve(b *effects.Place, id string) error {
	p, err := b.Page(id)
	if err != nil {
		return err
	}
	act, err := p.Approve()
	if err != nil {
		return err
	}
	draft, err := b.Prepare(bell.ID, act)
	if err != nil {
		return err
	}
	_, err = b.Sign(draft, []byte(phrase(bell)))
	return err
}

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := template(); err == nil {
		_ = os.RemoveAll(dir) // a leftover in the temporary folder harms nobody
	}
	os.Exit(code)
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

// place is a workplace that dialogues are held at.
type place struct {
	*effects.Place
	t        testing.TB
	now      time.Time
	reads    sync.Mutex
	station  *station.Station
	practice *practice.File
	// with changes what a dialogue is told of the place and of its input.
	with func(*plain.Config)
}

// sources is the place as a front end works on it.
func (p *place) sources() present.Sources { return sourcesOf(p) }

func sourcesOf[B interface {
	present.Desk
	present.Reader
	present.Library
	present.Runs
	present.Station
	present.Roll
	present.Pad
	present.Charts
}](b B,
) present.Sources {
	return present.Sources{Desk: b, Reader: b, Library: b, Runs: b, Station: b, Pad: b, Charts: b, Roll: b}
}

// open opens the prepared place; empty opens one that is not set up.
func open(t testing.TB) *place  { t.Helper(); return openAt(t, copyTemplate(t)) }
func empty(t testing.TB) *place { t.Helper(); return openAt(t, t.TempDir()) }

func openAt(t testing.TB, dir string) *place {
	t.Helper()
	p := &place{t: t, now: opening().Add(time.Hour), with: func(*plain.Config) {}}
	s, err := station.Open(stationConfig(dir, p.clock))
	if err != nil {
		t.Fatal(err)
	}
	p.station, p.Place = s, effects.New(s, p.clock, pages())
	p.practice, err = practice.Open(filepath.Join(dir, "practice.db"), p.clock, p.Page)
	if err != nil {
		t.Fatal(err)
	}
	p.WithPractice(p.practice)
	t.Cleanup(func() {
		if verdict, err := p.Verify(context.Background(), func(int64, int64) {}); p.IsSetUp() && (err != nil || !verdict.OK()) {
			t.Errorf("the log does not verify: %v %v", err, verdict.Faults)
		}
		if err := errors.Join(p.practice.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return p
}

// clock moves on a second each time it is read: pages are read side by side.
func (p *place) clock() time.Time {
	p.reads.Lock()
	defer p.reads.Unlock()
	p.now = p.now.Add(time.Second)
	return p.now
}

// talk holds a dialogue with these answers and returns what was said.
func (p *place) talk(answers ...string) (string, error) {
	p.t.Helper()
	return p.talkTo(context.Background(), strings.NewReader(strings.Join(answers, "\n")+"\n"))
}

func (p *place) talkTo(ctx context.Context, in io.Reader) (string, error) {
	var out bytes.Buffer
	cfg := plain.Config{
		Sources: p.sources(), Perform: effects.Runners{Live: p, Practice: p.practice, Now: p.clock, Unable: p.Unable}.Perform, Now: p.clock, In: in, Out: &out, Echo: true,
		ReadFile: func(path string) (string, error) {
			if path != "feet.jpg" {
				return "", errors.New("no such file")
			}
			return strings.Repeat("0f", 32), nil
		},
	}
	p.with(&cfg)
	err := plain.Run(ctx, cfg)
	p.mustBeSpeakable(out.String())
	return out.String(), err
}

// says holds a dialogue to its end and fails unless all texts are said in this
// order.
func (p *place) says(answers []string, texts ...string) string {
	p.t.Helper()
	out, err := p.talk(answers...)
	if err != nil {
		p.t.Errorf("%v:\n%s", err, out)
	}
	inOrder(p.t, out, texts...)
	return out
}

// inOrder fails unless the texts stand in out one after the other.
func inOrder(t testing.TB, out string, texts ...string) {
	t.Helper()
	rest := out
	for _, text := range texts {
		i := strings.Index(rest, text)
		if i < 0 {
			t.Fatalf("%q is not said, or not in its place:\n%s", text, out)
		}
		rest = rest[i+len(text):]
	}
}

// lacks fails if one of the texts is said.
func lacks(t testing.TB, out string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(out, text) {
			t.Errorf("%q is said:\n%s", text, out)
		}
	}
}

// all joins parts of a script.
func all(parts ...[]string) []string {
	var out []string
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// The parts of the main job. Each begins where the one before it ends.
var (
	toRun  = []string{"1", "s", "a.khan"}                                        // of the approved page, by A. Khan
	step1  = []string{"a", "a", "yes"}                                           // two alerts, a critical step
	step2  = []string{"CEN-0012", ".skip", "d"}                                  // a scan, an optional value
	step3  = []string{"2 Mar 2027", "10000", "d"}                                // a date, a number
	step4  = []string{"plastic", "d"}                                            // a choice by its word; step 5 is not required
	step6  = []string{"yes", "d"}                                                // yes or no
	step7  = []string{"3", "4", "feet.jpg", "d"}                                 // repeated, and a file
	signed = []string{"sign", phrase(khan)}                                      // leads to the record
	leaves = []string{"b", "q"}                                                  // the record and the library
	steps  = all(toRun, step1, step2, step3, step4, step6, step7)                // to the sentence
	review = []string{"c", "r", "c", bell.ID, "looked at the lot", phrase(bell)} // of the record
	setUp  = []string{"St Elsewhere", "Bench 2", "J. Bell", "j.bell"}            // to the passphrase
	opens  = all(setUp, []string{phrase(bell), phrase(bell)})                    // the log
	whole  = all(steps, signed, review, leaves)                                  // the main job
	enrols = []string{"e", "n", "Jo Osei", "j.osei", "supervisor", "j.bell"}     // to the passphrases
)
