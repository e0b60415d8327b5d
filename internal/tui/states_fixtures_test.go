package tui_test

import (
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/tui"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

var osei = model.Person{ID: "j.osei", Name: "J. Osei", Roles: []sop.Role{sop.Assistant}}

// state is one state of a run on the screen: how the run came there, and the
// keys that lead to the state once it is open.
type state struct {
	name string
	step string              // where the walk leads, "" for the end
	page func(string) string // changes the page's text; nil for none
	walk func(w *walked)     // what happens there before the program opens
	card bool                // the resume card stays
	then func(b *fakeBench, m tea.Model) tea.Model
	// word says what the state is, in the role that it is drawn with.
	word string
	role kit.Role
	// practice walks it as a rehearsal.
	practice bool
}

// walked is a run that is walked without a screen, act by act.
type walked struct {
	t     testing.TB
	b     *fakeBench
	id    string
	who   model.Person // who performs it
	run   run.Run
	every time.Duration // between two acts
}

// by takes an act of a person, which must be accepted.
func (w *walked) by(p model.Person, actions ...run.Action) *walked {
	w.t.Helper()
	for _, a := range actions {
		w.b.now = w.b.now.Add(w.every)
		events, err := w.run.Do(a, p.ID, w.b.now)
		if err != nil {
			w.t.Fatalf("%#v of %s: %v", a, p.ID, err)
		}
		if w.run, err = w.run.After(events...); err != nil {
			w.t.Fatal(err)
		}
		w.b.runs[w.id] = append(w.b.runs[w.id], events...)
	}
	return w
}

// me takes acts of whoever performs the run.
func (w *walked) me(actions ...run.Action) *walked {
	w.t.Helper()
	if id := w.run.Performer(); id != "" {
		return w.by(model.Person{ID: id}, actions...)
	}
	return w.by(w.who, actions...)
}

// later lets time go by.
func (w *walked) later(d time.Duration) { w.b.now = w.b.now.Add(d) }

// answers are what the walk records; everything else takes its first form.
var answers = map[string]string{
	"asset": "CEN-0012", "lot": "B7731", "lot-expiry": "2027-03-02", "strength": "10000", "broken": "plastic", "spill": "sealed bucket",
	"condition": "good", "temp": "5.0", "speed": "3000", "locked": "yes",
	"unit": "FR-001", "now": "4.0",
}

// to walks as the page asks until a step is current, its alerts unread unless
// it is the first.
func (w *walked) to(step string) *walked {
	w.t.Helper()
	for range 300 {
		s, open := w.run.Current()
		if !open || s.ID == step {
			return w
		}
		w.sensible(s)
	}
	w.t.Fatalf("step %q was never reached", step)
	return w
}

// sensible takes the next act of the current step.
func (w *walked) sensible(s run.Step) {
	w.t.Helper()
	f, _, missing := s.MissingField()
	wait, started := w.run.Wait(s)
	_, alert := s.PendingAlert()
	due := w.run.Due(w.b.now)
	switch {
	case due != nil:
		w.me(due)
	case w.openDeviation() > 0:
		w.me(run.ActOn{Deviation: w.openDeviation(), Text: "told the lead"})
	case alert:
		w.me(run.Acknowledge{})
	case missing:
		w.me(run.Record{Field: f.Name, Text: answers[f.Name]})
	case s.Wait != nil && !started:
		w.me(run.StartWait{})
	case started && !wait.Over(w.b.now):
		w.later(wait.Left(w.b.now))
	case s.Do != "" && s.Others.Linked == "":
		w.me(run.Link{Run: "r-0001", Outcome: run.OutcomeComplete})
	case s.Verify != "" && s.Others.Checked == nil:
		if field, i, more := s.ToCheck(osei.ID); more {
			w.by(osei, run.CheckValue{Field: field.Name, Text: s.ValuesOf(field.Name)[i-1].Text})
			return
		}
		w.by(osei, run.Check{As: s.Verify})
	case s.Hold != "" && len(s.Others.Releases) == 0:
		w.by(bell, run.Release{As: s.Hold})
	default:
		w.me(run.Confirm{})
	}
}

// openDeviation returns the number of the current step's, 0 for none.
func (w *walked) openDeviation() int {
	s, _ := w.run.Current()
	for _, d := range w.run.Deviations() {
		if d.Step == s.ID && d.Action == nil {
			return d.Number
		}
	}
	return 0
}

// read acknowledges every alert of the current step.
func (w *walked) read() *walked {
	w.t.Helper()
	for {
		s, _ := w.run.Current()
		if _, pending := s.PendingAlert(); !pending {
			return w
		}
		w.me(run.Acknowledge{})
	}
}

// stateBench is a bench whose page has every kind of step.
func stateBench(t testing.TB, s state) *fakeBench {
	t.Helper()
	text, err := os.ReadFile("testdata/states.md")
	if err != nil {
		t.Fatal(err)
	}
	if s.page != nil {
		text = []byte(s.page(string(text)))
	}
	b := newBench(t)
	proc, findings := page.Parse(text)
	if page.HasErrors(findings) {
		t.Fatalf("the fixture has errors: %v", findings)
	}
	b.proc, b.text, b.people = proc, text, []model.Person{khan, bell, osei}
	b.idleAfter, b.bell, b.frozen = 10*time.Minute, true, true
	return b
}

// begin walks a bench's run to where a state begins.
func begin(t testing.TB, b *fakeBench, s state) {
	t.Helper()
	w := &walked{t: t, b: b, id: "r-01JD4F", who: khan, every: 20 * time.Second}
	if s.practice {
		w.id, w.who, b.proc = "p-00001", model.Nobody, run.Rehearsal(b.proc)
	}
	var err error
	if w.run, err = run.New(b.proc); err != nil {
		t.Fatal(err)
	}
	w.me(run.Begin{}).to(s.step)
	if s.walk != nil {
		s.walk(w)
	}
	b.now = b.now.Add(30 * time.Second)
}

// reach opens the program on a run that stands in a state. Its clock is held.
func reach(t testing.TB, s state, width, height int) tea.Model {
	t.Helper()
	m, _ := reached(t, s, width, height)
	return m
}

func reached(t testing.TB, s state, width, height int) (tea.Model, *fakeBench) {
	t.Helper()
	b := stateBench(t, s)
	begin(t, b, s)
	b.frozen = false
	begun := b.now
	m := tuitest.Press(b.start(width, height), "enter")
	if !s.card && strings.Contains(flat(tuitest.Frame(m, 140, 60)), "yes, go on") {
		m = tuitest.Press(m, "enter")
	}
	if s.then != nil {
		m = s.then(b, m)
	}
	// The clock is held at a round time, so that no frame depends on how often
	// the program looked at it.
	b.frozen = true
	b.now = begun.Add(b.now.Sub(begun).Truncate(30*time.Second) + 30*time.Second)
	return tuitest.Send(m, tui.Ticked()), b
}

// wait lets time go by in front of the screen, and tells it so.
func wait(b *fakeBench, m tea.Model, d time.Duration) tea.Model {
	b.now = b.now.Add(d)
	return tuitest.Send(m, tui.Ticked())
}

// pressing returns what presses keys in a state.
func pressing(keys ...string) func(*fakeBench, tea.Model) tea.Model {
	return func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, keys...) }
}

// doConfirm makes the page one that is confirmed afterwards.
func doConfirm(text string) string {
	return strings.Replace(text, "mode: read-do", "mode: do-confirm", 1)
}

// consequences returns the page with values that say what happens when they do not
// pass, and a wait during which other steps go on.
func consequences(text string) string {
	return strings.NewReplacer(
		"wait 30 min", "wait 30 min before #inspect",
		"`lot-expiry: date, after today`", "`lot-expiry: date, after today, or redo`",
		"possible 0 to 20000, 3 times`", "possible 0 to 20000, 3 times, or hold`",
		"`locked: yes/no, expect yes`", "`locked: yes/no, expect yes, or redo #test-run 1 time then end`",
		"`#finish, critical, S26 B1`", "`#finish, always, critical, S26 B1`",
	).Replace(text)
}

// tooSlow records a speed that does not pass, and what was done about it.
func tooSlow(w *walked) {
	for _, speed := range []string{"2800", "3000", "3040"} {
		w.me(run.Record{Field: "speed", Text: speed})
		if w.openDeviation() > 0 {
			w.me(run.ActOn{Deviation: w.openDeviation(), Text: "told the lead"})
		}
	}
}

// notLocked records a lid that does not lock.
func notLocked(w *walked) {
	w.me(run.Record{Field: "locked", Text: "no"}, run.Confirm{})
}

// computing has the page compute with the speed that is read.
func computing(text string) string {
	const speed = "    - Speed shown: `speed: number rpm, 2900 to 3100, possible 0 to 20000, 3 times`\n"
	return strings.Replace(text, speed, speed+
		"    - Mean, a second: `mean: number Hz = mean(speed) / 60, 49.50 to 50.50, or redo 1 time then end`\n"+
		"    - Drift, up by down: `drift: number 1 = (max(speed) - 3000) / (min(speed) - 2990), 1 place`\n", 1)
}

// speeds are read one after the other.
func speeds(of ...string) func(*walked) {
	return func(w *walked) {
		for _, text := range of {
			w.me(run.Record{Field: "speed", Text: text})
		}
	}
}

// lookingUp has the strength and the contact time depend on the product that step 2 asks for.
func lookingUp(text string) string {
	return strings.NewReplacer(
		"## 1. Make safe\n", "| Product `product` | Wet for `contact` | From, ppm `low` | To, ppm `high` |\n| --- | --- | --- | --- |\n"+
			"| Chlorine tablets | 10 min | 9500 | 10500 |\n| Weak tablets | 5 min | 950 | 1050 |\n| Alcohol wipe | 30 s | none | none |\n\n## 1. Make safe\n",
		"   - Room: ", "   - Product: `product: choice, of the table`\n   - Room: ",
		"9500 to 10500", "low to high", "wait 10 min", "wait contact",
	).Replace(text)
}

// uses chooses a product and goes on to a step.
func uses(product, step string) func(*walked) {
	return func(w *walked) {
		w.me(run.Record{Field: "asset", Text: "CEN-0012"}, run.Record{Field: "product", Text: product})
		w.me(run.Confirm{})
		w.to(step).read()
	}
}
