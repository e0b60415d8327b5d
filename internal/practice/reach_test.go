package practice_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/practice"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

var (
	lee = model.Person{ID: "ann.lee", Name: "Ann Lee", Roles: []sop.Role{sop.Administrator, sop.Supervisor}}
	oh  = model.Person{ID: "kim.oh", Name: "Kim Oh", Roles: []sop.Role{sop.Assistant}}
)

func phrase(p model.Person) []byte { return []byte("maple kettle orbit " + p.ID) }

// place is a station with an approved page, and a practice file beside it.
type place struct {
	*effects.Place
	t        *testing.T
	dir      string
	station  *station.Station
	practice *practice.File
}

func config(dir string) station.Config {
	return station.Config{
		Dir: dir, Now: func() time.Time { return noon }, App: "test",
		Machine: station.Machine{Boot: "b1", Zone: "Europe/London", Synced: true},
	}
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, dir: t.TempDir()}
	var err error
	if p.station, err = station.Open(config(p.dir)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.station.Close() }) // closing twice is harmless
	ready := strings.Replace(source, "status: draft", "status: ready", 1)
	p.Place = effects.New(p.station, func() time.Time { return noon }, fstest.MapFS{"fridge.md": {Data: []byte(ready)}})
	setUp := model.SetUp{Site: "St Elsewhere", Station: "Bench 2", PersonID: lee.ID, Name: lee.Name, Passphrase: phrase(lee)}
	enrol := model.Enrolment{By: lee.ID, ByPass: phrase(lee), ID: oh.ID, Name: oh.Name, Roles: oh.Roles, Passphrase: phrase(oh)}
	if err := p.SetUp(setUp); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Enrol(enrol); err != nil {
		t.Fatal(err)
	}
	page, err := p.Page("SOP-T-001")
	if err != nil {
		t.Fatal(err)
	}
	approval, err := page.Approve()
	if err != nil {
		t.Fatal(err)
	}
	draft, err := p.Prepare(lee.ID, approval)
	if err == nil {
		_, err = p.Sign(draft, phrase(lee))
	}
	if err != nil {
		t.Fatal(err)
	}
	if p.practice, err = practice.Open(filepath.Join(p.dir, "practice.db"), func() time.Time { return noon }, p.Page); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.practice.Close() }) // closing twice is harmless
	return p
}

// rehearsed is a rehearsal to its end, with all that it leaves.
func (p *place) rehearsed() (id string, events []sop.Event, draft model.Draft) {
	p.t.Helper()
	loaded, err := p.practice.StartRun("SOP-T-001", model.Nobody)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := run.New(loaded.Procedure)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, a := range []run.Action{run.Begin{}, run.Complete{}, run.StartWait{}, run.Record{Field: "temp", Text: "5.0"}} {
		r = act(p.t, p.practice, loaded.ID, r, a)
	}
	if draft, err = p.practice.Prepare(model.Nobody.ID, model.SignOff{Run: loaded.ID}); err != nil {
		p.t.Fatal(err)
	}
	if loaded, err = p.practice.LoadRun(loaded.ID); err != nil {
		p.t.Fatal(err)
	}
	return loaded.ID, loaded.Events, draft
}

// tries are all that can be asked of the log with what a rehearsal leaves.
func (p *place) tries(live, rehearsal string, events []sop.Event, draft model.Draft) map[string]func() error {
	signed := model.Draft{Run: live, Person: oh, Statement: "I, Kim Oh, performed SOP-T-001.", ID: draft.ID}
	event := sop.Event{Kind: sop.HandoverOffered, Reason: "end of my shift"}
	watched := sop.Event{Kind: sop.Observed, Value: lee.ID, Reason: "I read the display before I open the door; it could be warm"}
	out := map[string]func() error{
		"load":             func() error { _, err := p.LoadRun(rehearsal); return err },
		"start, by":        func() error { _, err := p.StartRun("SOP-T-001", model.Nobody); return err },
		"start, by a mate": func() error { _, err := p.StartRun("SOP-T-001", model.Partner); return err },
		"events":           func() error { return p.Append(session.Append{Run: rehearsal, Person: oh.ID, Events: events}) },
		"its own events": func() error {
			return p.Append(session.Append{Run: rehearsal, Person: model.Nobody.ID, Events: events})
		},
		"events, in a run of the log": func() error {
			return p.Append(session.Append{Run: live, Person: model.Nobody.ID, Practice: true, Events: events})
		},
		"all its events, as a person's own": func() error { return p.Append(session.Append{Run: live, Person: oh.ID, Events: events}) },
		"a step": func() error {
			done := []sop.Event{{Kind: sop.StepDone, Step: "look"}}
			return p.Append(session.Append{Run: live, Person: model.Nobody.ID, Practice: true, Events: done})
		},
		"itself, as done": func() error {
			done := []sop.Event{{Kind: sop.LinkedDone, Step: "look", Value: rehearsal, Mark: "complete"}}
			return p.Append(session.Append{Run: live, Person: oh.ID, Events: done})
		},
		"a completion": func() error {
			_, err := p.Prepare(oh.ID, model.SignOff{Run: rehearsal})
			return err
		},
		"an act": func() error {
			_, err := p.Prepare(oh.ID, model.InRun{Run: rehearsal, Event: event})
			return err
		},
		"an act of nobody": func() error {
			_, err := p.Prepare(model.Nobody.ID, model.InRun{Run: live, Event: event})
			return err
		},
		"a review":     func() error { _, err := p.Prepare(lee.ID, model.Countersign{}); return err }, // the entry that its end is given
		"a review, by": func() error { _, err := p.Prepare(model.Nobody.ID, model.Countersign{}); return err },
		"a role": func() error {
			_, err := p.Prepare(lee.ID, model.Assign{Person: model.Partner.ID, Roles: model.Partner.Roles, Reason: "practised"})
			return err
		},
		"that somebody watches it": func() error {
			return p.Append(session.Append{Run: rehearsal, Person: oh.ID, Events: []sop.Event{watched}})
		},
		"that somebody watches, as in practice": func() error {
			return p.Append(session.Append{Run: live, Person: oh.ID, Practice: true, Events: []sop.Event{watched}})
		},
		"that somebody watches nobody": func() error {
			return p.Append(session.Append{Run: live, Person: model.Nobody.ID, Events: []sop.Event{watched}})
		},
		"that somebody watched it, signed": func() error {
			_, err := p.Prepare(oh.ID, model.InRun{Run: rehearsal, Event: watched})
			return err
		},
		"an assessment without help": func() error {
			_, err := p.Prepare(lee.ID, model.Assess{Person: oh.ID, SOP: "SOP-T-001", Run: rehearsal, Method: "observed", Outcome: "competent", Independence: "alone", Comment: "watched the whole run"})
			return err
		},
		"an assessment of nobody": func() error {
			_, err := p.Prepare(lee.ID, model.Assess{Person: model.Nobody.ID, SOP: "SOP-T-001", Method: "observed", Outcome: "competent"})
			return err
		},
		"an assessment by nobody": func() error {
			_, err := p.Prepare(model.Nobody.ID, model.Assess{Person: oh.ID, SOP: "SOP-T-001", Method: "observed", Outcome: "competent"})
			return err
		},
		"agreement to an assessment": func() error {
			_, err := p.Prepare(oh.ID, model.SayAssessed{Agree: true})
			return err
		},
		"an amendment":    func() error { _, err := p.Prepare(oh.ID, model.Amend{}); return err },
		"that it is back": func() error { _, err := p.Prepare(lee.ID, model.SendBack{}); return err },
		"reading a page":  func() error { _, err := p.Prepare(model.Nobody.ID, model.MarkRead{SOP: "SOP-T-001"}); return err },
		"a duty": func() error {
			_, err := p.Prepare(lee.ID, model.GiveDuty{Person: model.Nobody.ID, SOP: "SOP-T-001", Reason: "practised"})
			return err
		},
		"a bundle of it": func() error {
			_, err := p.station.Export(context.Background(), station.Export{Filter: record.Filter{Run: rehearsal}}, nil, nil)
			return err
		},
		"an assessment": func() error {
			_, err := p.Prepare(lee.ID, model.Assess{Person: oh.ID, SOP: "SOP-T-001", Run: rehearsal, Method: "observed", Outcome: "competent"})
			return err
		},
	}
	for what, d := range map[string]model.Draft{"its draft": draft, "its draft, in a run of the log": signed, "no draft": {Run: live, Person: oh}} {
		out[what] = func() error {
			_, err := p.Sign(d, phrase(oh))
			return err
		}
		out[what+", by another"] = func() error {
			_, err := p.Sign(d, phrase(lee))
			return err
		}
	}
	return out
}

func TestNothingOfARehearsalIsTakenByTheLog(t *testing.T) {
	p := newPlace(t)
	rehearsal, events, draft := p.rehearsed()
	live, err := p.StartRun("SOP-T-001", oh)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := run.New(live.Procedure)
	if err != nil {
		t.Fatal(err)
	}
	begin, err := begun.Do(run.Begin{}, oh.ID, noon)
	if err == nil {
		err = p.Append(session.Append{Run: live.ID, Person: oh.ID, Events: begin})
	}
	if err != nil {
		t.Fatal(err)
	}
	before := p.Here().Entries
	for what, try := range p.tries(live.ID, rehearsal, events, draft) {
		if err := try(); err == nil {
			t.Errorf("the log took of practice: %s", what)
		}
		if now := p.Here().Entries; now != before {
			t.Errorf("%s: the log grew by %d entries", what, now-before)
			before = now
		}
	}
	if verdict, err := p.Verify(t.Context(), nil); err != nil || len(verdict.Faults) > 0 {
		t.Errorf("%v, %v", verdict.Faults, err)
	}
}

func TestNothingOfTheLogIsTakenByARehearsal(t *testing.T) {
	p := newPlace(t)
	rehearsal, _, _ := p.rehearsed()
	live, err := p.StartRun("SOP-T-001", oh)
	if err != nil {
		t.Fatal(err)
	}
	before := p.Here().Entries
	_, load := p.practice.LoadRun(live.ID)
	_, sign := p.practice.Sign(model.Draft{Run: live.ID, Person: oh}, phrase(oh))
	added := p.practice.Append(session.Append{Run: live.ID, Person: oh.ID, Events: []sop.Event{{Kind: sop.StepDone, Step: "look"}}})
	for what, err := range map[string]error{"load": load, "sign": sign, "append": added} {
		if !errors.Is(err, practice.ErrUnknown) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if entry, err := p.practice.Sign(model.Draft{Run: rehearsal, Person: oh, ID: "x"}, phrase(oh)); err != nil || entry != 0 {
		t.Errorf("the end of a rehearsal: entry %d, %v", entry, err)
	}
	if now := p.Here().Entries; now != before {
		t.Errorf("the log grew by %d entries", now-before)
	}
}

// Neither file passes for the other, and a refused one keeps every byte.
func TestAPracticeFileAndALogDoNotPassForEachOther(t *testing.T) {
	p := newPlace(t)
	p.rehearsed()
	log, rehearsals := filepath.Join(p.dir, "log.db"), filepath.Join(p.dir, "practice.db")
	if err := errors.Join(p.station.Close(), p.practice.Close()); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(p.dir, "other")
	if err := errors.Join(os.Rename(log, other), os.Rename(rehearsals, log), os.Rename(other, rehearsals)); err != nil {
		t.Fatal(err)
	}
	was := map[string][]byte{}
	for _, name := range []string{log, rehearsals} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		was[name] = data
	}
	if s, err := station.Open(config(p.dir)); err == nil {
		t.Errorf("a practice file passes for the log: %v", s.Close())
	}
	f, err := practice.Open(rehearsals, func() time.Time { return noon }, p.Page)
	if !errors.Is(err, practice.ErrForeign) {
		t.Errorf("a log passes for a practice file: %v", err)
	}
	if err == nil {
		_ = f.Close() // so that it can be read
	}
	for name, before := range was {
		if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, before) {
			t.Errorf("%s was changed: %v", filepath.Base(name), err)
		}
	}
}

func TestAWholeRehearsalLeavesNoKeyAndNoSignature(t *testing.T) {
	p := newPlace(t)
	_, _, draft := p.rehearsed()
	if _, err := p.practice.Sign(draft, phrase(oh)); err != nil {
		t.Fatal(err)
	}
	secrets := []string{"SSH SIGNATURE", "PRIVATE KEY", "PRIVATE+KEY", "ssh-ed25519", "soprun-record", "signature", string(phrase(oh)), p.Here().Name + "+"}
	keys, err := filepath.Glob(filepath.Join(p.dir, "people", "*.key"))
	if err != nil || len(keys) != 2 {
		t.Fatalf("%v, %v", keys, err)
	}
	for _, name := range append(keys, filepath.Join(p.dir, "station.key")) {
		key, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, strings.Fields(string(key))...)
	}
	if err := p.practice.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(p.dir, "practice.db"))
	if err != nil || !bytes.Contains(data, []byte("step.done")) {
		t.Fatalf("the rehearsal is not in it: %v", err)
	}
	for _, secret := range secrets {
		if len(secret) > 8 && bytes.Contains(data, []byte(secret)) {
			t.Errorf("the practice file holds %q", secret)
		}
	}
}

// What practice takes and gives is data of this project's that can be read by
// anybody, of no package that holds a key, a log or a record.
func TestPracticeHandsNothingOverThatSigns(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var look func(where string, of reflect.Type)
	look = func(where string, of reflect.Type) {
		if seen[of] {
			return
		}
		seen[of] = true
		for _, bad := range []string{"internal/station", "internal/store", "internal/keyring", "sop/record", "crypto", "golang.org/x/"} {
			if strings.Contains(of.PkgPath(), bad) {
				t.Errorf("%s is a %s", where, of)
			}
		}
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map, reflect.Chan:
			look(where, of.Elem())
		case reflect.Struct:
			for i := range of.NumField() {
				look(where+"."+of.Field(i).Name, of.Field(i).Type)
			}
		default: // holds nothing else
		}
	}
	file := reflect.TypeFor[*practice.File]()
	for i := range file.NumMethod() {
		m := file.Method(i)
		for n := range m.Type.NumIn() {
			look(m.Name, m.Type.In(n))
		}
		for n := range m.Type.NumOut() {
			look(m.Name, m.Type.Out(n))
		}
	}
	if len(seen) < 20 || !seen[reflect.TypeFor[model.Draft]()] {
		t.Errorf("only %d types were looked at", len(seen))
	}
	f := open(t, filepath.Join(t.TempDir(), "practice.db"))
	loaded, err := f.StartRun("SOP-T-001", model.Nobody)
	if err != nil {
		t.Fatal(err)
	}
	completion, err := f.Prepare(model.Nobody.ID, model.SignOff{Run: loaded.ID})
	signed, actErr := f.Prepare(model.Partner.ID, model.InRun{Run: loaded.ID, Event: sop.Event{Kind: sop.StepChecked, Step: "look"}})
	if err != nil || actErr != nil || completion.ID+signed.ID != "" || completion.Statement+signed.Statement != "" {
		t.Errorf("drafts %+v, %+v, %v, %v", completion, signed, err, actErr)
	}
}
