package tui_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/demo"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/procedure"
	"soprun/internal/tui/signoff"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// wordWidths are those at which every page is looked at.
var wordWidths = []int{60, 80, 140}

// readPage reads a page that has no errors.
func readPage(t *testing.T, name, text string) *sop.Procedure {
	t.Helper()
	p, findings := page.Parse([]byte(text))
	if page.HasErrors(findings) {
		t.Fatalf("%s: %v", name, findings)
	}
	return p
}

// drawn returns all that a screen shows, on a terminal as tall as it needs.
func drawn(env kit.Env, s kit.Screen) string {
	v := s.View(env)
	v.Hints = nil
	var b strings.Builder
	for _, l := range append(append([]kit.Line{v.Left}, v.Pinned...), v.Body...) {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}

func TestEveryWordOfAPageStandsOnItsScreenAndWhereItIsApproved(t *testing.T) {
	for name, text := range tuitest.Pages(t, "../..") {
		p := readPage(t, name, text)
		words := page.WordsOf(p)
		b := onePage{page: model.Page{PageRow: model.PageRow{ID: p.Meta.ID, Title: p.Meta.Title, Version: p.Meta.Version, State: model.PageReady}, Procedure: p, Text: []byte(text)}}
		for _, width := range wordWidths {
			d := kittest.Open(t, procedure.New(present.Sources{Desk: b, Reader: b, Library: b, Runs: b, Roll: b}, p.Meta.ID))
			d.Env.Width = width
			if lost := tuitest.Missing(drawn(d.Env, d.Screen), words); len(lost) > 0 {
				t.Errorf("%s at %d: the page's screen lacks %q", name, width, lost)
			}
			d.Press("a")
			if lost := tuitest.Missing(drawn(d.Env, d.Screen), words); len(lost) > 0 {
				t.Errorf("%s at %d: whoever approves it does not see %q", name, width, lost)
			}
		}
	}
}

// onePage is a library of one page.
type onePage struct {
	page         model.Page
	present.Desk // nothing is signed
	present.Reader
	present.Library
	present.Runs
}

func (b onePage) Page(string) (model.Page, error)  { return b.page, nil }
func (onePage) Staff() (model.Staff, error)        { return model.Staff{}, nil }
func (onePage) OpenRuns() ([]model.OpenRun, error) { return nil, nil }
func (onePage) CanAdopt(string) error              { return nil }

func TestEveryWordOfAPageStandsInTheFramesOfARunThatReachesEveryStep(t *testing.T) {
	for name, text := range tuitest.Pages(t, "../..") {
		p := readPage(t, name, tuitest.Smooth(text))
		for _, width := range wordWidths {
			shown := framesOf(t, name, p, width)
			if lost := tuitest.Missing(shown, page.WordsOf(p)); len(lost) > 0 {
				t.Errorf("%s at %d: the run lacks %q", name, width, lost)
			}
		}
	}
}

// framesOf walks a page from its start to its sign-off and returns all frames.
func framesOf(t *testing.T, name string, p *sop.Procedure, width int) string {
	t.Helper()
	khan := model.Person{ID: "a.khan", Name: "A. Khan"}
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	var events []sop.Event
	now := kittest.Now
	do := func(a run.Action) {
		t.Helper()
		now = now.Add(time.Minute)
		more, err := r.Do(a, khan.ID, now)
		if err == nil {
			r, err = r.After(more...)
		}
		if err != nil {
			t.Fatalf("%s: %#v: %v", name, a, err)
		}
		events = append(events, more...)
	}
	var shown strings.Builder
	show := func(s kit.Screen) {
		var env kit.Env
		env.Width, env.Height, env.Now = width, 24, now
		opening, _ := env.Session.Do(session.Resume{Run: "r-01"})
		env.Session, _ = opening.Do(session.Opened{At: now, Run: model.LoadedRun{OpenRun: model.OpenRun{ID: "r-01", Person: khan}, Procedure: p, Events: events}})
		shown.WriteString(drawn(env, s))
	}
	do(run.Begin{})
	for range p.StepCount() {
		s, open := r.Current()
		if !open {
			break
		}
		show(checklist.New(nil, nil))
		for range s.Alerts {
			if _, pending := s.PendingAlert(); pending {
				do(run.Acknowledge{})
				s, _ = r.Current()
			}
		}
		for _, f := range s.Fields {
			for n := range max(1, f.Repeat) {
				if f.Calc == nil { // what is computed is never typed
					do(demo.Answer(f, n, now))
				}
			}
		}
		do(run.Confirm{})
	}
	if err := r.SignOff(); err != nil {
		t.Fatalf("%s does not end: %v", name, err)
	}
	show(signoff.New())
	return shown.String()
}

func (onePage) Enrolled() (model.Enrolled, error) { return model.Enrolled{}, nil }
