package checklist_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop"
	"soprun/sop/run"
)

var khan = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}

func limits(low, high string) sop.Range {
	l, h := sop.MustDecimal(low), sop.MustDecimal(high)
	return sop.Range{Low: &l, High: &h}
}

// fridge is a page whose steps ask in every way: two alerts, a reading, a choice,
// repeats, an optional text, a file, yes or no, a critical step, one that may be
// passed without a reason.
func fridge() *sop.Procedure {
	steps := []sop.Step{
		{ID: "open", Text: "Open the door.", Codes: []sop.Code{"S7"}, Alerts: []sop.Alert{{Kind: sop.Warning, Text: "The floor is wet."}, {Kind: sop.Important, Text: "Wear gloves."}, {Kind: sop.Tip, Text: "Stand straight."}}},
		{ID: "read", Text: "Read the display.", Fields: []sop.Field{
			{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0"), Possible: limits("-40.0", "60.0")},
			{Name: "state", Label: "Alarm", Type: sop.Choice, Choices: []string{"off", "sounding"}},
		}},
		{ID: "level", Text: "Read the level.", Fields: []sop.Field{{Name: "level", Label: "Level", Type: sop.Number, Unit: "1", Repeat: 3}}},
		{ID: "note", Text: "Write what you saw.", NAOk: true, Fields: []sop.Field{
			{Name: "note", Label: "Note", Type: sop.Text, Optional: true}, {Name: "shut", Label: "Shut", Type: sop.YesNo, Expect: []string{"yes"}},
		}},
		{ID: "trace", Text: "Keep the trace.", Fields: []sop.Field{{Name: "trace", Label: "Trace", Type: sop.File}}},
		{ID: "lock", Text: "Lock it.", Critical: true},
	}
	for i := range steps {
		steps[i].Number = i + 1
	}
	return &sop.Procedure{
		Meta:     sop.Meta{ID: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Codes: []sop.Code{"S7"}},
		Sections: []sop.Section{{Title: "1. Look", Steps: steps[:3]}, {Title: "2. Close", Steps: steps[3:]}},
	}
}

// keeper keeps one run in memory, and fails when it is told to.
type keeper struct {
	proc      *sop.Procedure
	events    []sop.Event
	appendErr error        // what the next append answers
	draftErr  error        // what the next sentence answers
	keepCard  bool         // do not confirm the step done last
	gone      bool         // the key of its performer was revoked
	taken     model.Person // who took it over at another terminal, if anybody did
}

func (k *keeper) perform(e session.Effect) session.Action {
	switch e := e.(type) {
	case session.LoadRun:
		by := khan
		by.Gone = k.gone
		return session.Opened{At: kittest.Now, Run: model.LoadedRun{
			OpenRun: model.OpenRun{ID: e.Run, Person: by}, Procedure: k.proc, Events: k.events,
		}}
	case session.Append:
		if err := k.appendErr; err != nil {
			k.appendErr = nil
			return session.Appended{Run: e.Run, Err: err}
		}
		k.events = append(k.events, e.Events...)
		return session.Appended{Run: e.Run}
	case session.PrepareAct:
		if err := k.draftErr; err != nil {
			k.draftErr = nil
			return session.Prepared{Run: e.Run, Err: err}
		}
		event := e.Act.(model.InRun).Event
		event.At, event.Person = kittest.Now, e.Person.ID
		return session.Prepared{Run: e.Run, Draft: model.Draft{Run: e.Run, Person: e.Person, Event: &event, Statement: "I, " + e.Person.Name + ", sign " + string(event.Kind) + "."}}
	case session.LookAgain:
		by := khan
		if k.taken.ID != "" {
			by = k.taken
		}
		by.Gone = k.gone
		return session.Looked{Open: true, Run: model.LoadedRun{OpenRun: model.OpenRun{ID: e.Run, Person: by}, Procedure: k.proc, Events: k.events}}
	case session.SignDraft:
		if string(e.Passphrase) != "right" {
			return session.Signed{Run: e.Run, Err: errors.New("that is not the passphrase")}
		}
		k.events = append(k.events, *e.Draft.Event)
		return session.Signed{Run: e.Run, Entry: 9}
	default:
		return nil
	}
}

// staff are the people of the tests.
type staff struct{}

func (staff) People() ([]model.Person, error) {
	return []model.Person{khan, {ID: "j.osei", Name: "J. Osei", Roles: []sop.Role{sop.Assistant}}, {ID: "s.lead", Name: "S. Lead", Roles: []sop.Role{sop.Supervisor}}}, nil
}

// files are what the file field reads.
func files(path string) (string, error) {
	if path == "trace.pdf" {
		return strings.Repeat("0f", 32), nil
	}
	return "", errors.New("open " + path + ": no such file")
}

// open shows the run that a keeper has.
func open(t *testing.T, k *keeper) *kittest.Driver {
	t.Helper()
	return openReading(t, k, files)
}

func openReading(t *testing.T, k *keeper, read checklist.FileReader) *kittest.Driver {
	t.Helper()
	if k.proc == nil {
		k.proc = fridge()
	}
	d := &kittest.Driver{T: t, Screen: checklist.New(staff{}, read), Perform: k.perform}
	d.Env = kit.Env{Width: 80, Height: 24, Now: kittest.Now, Station: model.Station{Name: "Bench 2"}}
	d.Run(kit.Do(session.Resume{Run: "r-01"}))
	d.Run(d.Screen.Init(d.Env))
	if work, _ := d.Env.Session.Work(); work.Card && !k.keepCard {
		d.Press("enter")
	}
	d.Asked = nil
	return d
}

// at shows a run that stands at a step, with everything before it done as the
// page asks.
func at(t *testing.T, step string) (*kittest.Driver, *keeper) {
	t.Helper()
	k := &keeper{proc: fridge()}
	r, err := run.New(k.proc)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{"temp": "5.0", "state": "off", "level": "1", "note": "nothing", "shut": "yes", "trace": "trace.pdf"}
	begun := false
	for now := kittest.Now.Add(-time.Hour); ; now = now.Add(time.Second) {
		s, open := r.Current()
		var a run.Action = run.Confirm{}
		f, _, missing := s.MissingField()
		_, pending := s.PendingAlert()
		switch {
		case !begun:
			a, begun = run.Begin{}, true
		case !open || s.ID == step:
			return openedAt(t, k), k
		case pending:
			a = run.Acknowledge{}
		case missing:
			a = run.Record{Field: f.Name, Text: answers[f.Name], SHA256: strings.Repeat("0f", 32)}
		}
		events, err := r.Do(a, khan.ID, now)
		if err != nil {
			t.Fatalf("%#v: %v", a, err)
		}
		k.events = append(k.events, events...)
		if r, err = r.After(events...); err != nil {
			t.Fatal(err)
		}
	}
}

func openedAt(t *testing.T, k *keeper) *kittest.Driver {
	t.Helper()
	return open(t, k)
}

// step returns the id of the step that a driver's run stands at, "" at the end.
func step(d *kittest.Driver) string {
	work, _ := d.Env.Session.Work()
	s, _ := work.Run.Current()
	return s.ID
}

// values returns the recorded values of a field of any step.
func values(d *kittest.Driver, field string) []run.Value {
	work, _ := d.Env.Session.Work()
	var out []run.Value
	for _, s := range work.Run.Steps() {
		out = append(out, s.ValuesOf(field)...)
	}
	return out
}
