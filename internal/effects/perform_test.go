package effects_test

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/session"
)

// fakeRunner answers every call with its name.
type fakeRunner struct {
	name  string
	calls []string
}

func (r *fakeRunner) call(what string) error {
	r.calls = append(r.calls, what)
	return errors.New(r.name)
}

func (r *fakeRunner) StartRun(sop string, _ model.Person) (model.LoadedRun, error) {
	return model.LoadedRun{OpenRun: model.OpenRun{ID: sop}}, r.call("start")
}

func (r *fakeRunner) LoadRun(id string) (model.LoadedRun, error) {
	return model.LoadedRun{OpenRun: model.OpenRun{ID: id}}, r.call("load")
}

func (r *fakeRunner) RunAt(string) (events int, open bool) { return 3, true }

func (r *fakeRunner) Append(session.Append) error { return r.call("append") }
func (r *fakeRunner) Prepare(by string, act model.Act) (model.Draft, error) {
	return model.Draft{Run: by, Statement: fmt.Sprintf("%T", act)}, r.call("draft")
}

func (r *fakeRunner) Sign(d model.Draft, _ []byte) (int64, error) { return 7, r.call("sign " + d.ID) }

func (r *fakeRunner) Linked(_, sop string, _ time.Time) (model.LinkedRun, error) {
	return model.LinkedRun{ID: sop}, r.call("linked")
}

func TestEveryEffectGoesToItsOwnRunnerAndItsResultComesBack(t *testing.T) {
	now := time.Date(2026, 11, 22, 13, 47, 0, 0, time.UTC)
	for _, practice := range []bool{false, true} {
		live, rehearsal := &fakeRunner{name: "live"}, &fakeRunner{name: "rehearsal"}
		place := effects.Runners{Live: live, Practice: rehearsal, Now: func() time.Time { return now }}
		used, idle := live, rehearsal
		if practice {
			used, idle = rehearsal, live
		}
		err := errors.New(used.name)
		opened := session.Opened{Run: model.LoadedRun{OpenRun: model.OpenRun{ID: "r", Practice: practice}}, At: now, Err: err}
		for _, c := range []struct {
			effect session.Effect
			want   session.Action
		}{
			{session.StartRun{SOP: "r", Practice: practice}, opened},
			{session.LoadRun{Run: "r", Practice: practice}, opened},
			{session.LookAgain{Run: "r", Has: 2, Practice: practice}, session.Looked{Run: opened.Run, Open: true, At: now, Err: err}},
			{session.LookAgain{Run: "r", Has: 3, Practice: practice, Clock: true}, session.Looked{Run: opened.Run, Open: true, At: now, Err: err}},
			{session.LookAgain{Run: "r", Has: 3, Practice: practice}, session.Looked{}},
			{session.Append{Run: "r", Practice: practice}, session.Appended{Run: "r", Err: err}},
			{session.PrepareAct{Run: "r", Practice: practice, Person: model.Person{ID: "by"}, Act: model.InRun{}}, session.Prepared{Run: "r", Draft: model.Draft{Run: "by", Statement: "model.InRun"}, Err: err}},
			{session.FindLinked{Run: "r", SOP: "s", Practice: practice}, session.Linked{Run: "r", Found: model.LinkedRun{ID: "s"}, At: now, Err: err}},
			{session.SignDraft{Run: "r", Practice: practice}, session.Signed{Run: "r", Entry: 7, Err: err}},
		} {
			if got := place.Perform(c.effect); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%T: %+v, want %+v", c.effect, got, c.want)
			}
		}
		if len(used.calls) != 8 || len(idle.calls) != 0 {
			t.Errorf("practice %t: %v and %v", practice, used.calls, idle.calls)
		}
	}
}

func TestAnEffectThatNobodyKnowsIsNotDone(t *testing.T) {
	got, ok := effects.Runners{}.Perform(session.Report{}).(session.Appended)
	if !ok || !errors.Is(got.Err, errors.ErrUnsupported) {
		t.Errorf("an unknown effect gave %+v", got)
	}
}

// linking answers as a log in which a linked run is begun once.
type linking struct {
	fakeRunner
	begun chan string // its place is taken while it is begun
	runs  int
}

func (l *linking) Linked(_, sop string, _ time.Time) (model.LinkedRun, error) {
	return model.LinkedRun{ID: map[bool]string{true: sop}[l.runs > 0], Open: l.runs > 0}, nil
}

func (l *linking) StartRun(sop string, _ model.Person) (model.LoadedRun, error) {
	l.begun <- sop
	l.runs++
	return model.LoadedRun{OpenRun: model.OpenRun{ID: sop}}, nil
}

func (l *linking) LoadRun(id string) (model.LoadedRun, error) {
	return model.LoadedRun{OpenRun: model.OpenRun{ID: id}}, nil
}

// Two terminals that come to a step at the same moment go on with one run of what it names.
func TestALinkedRunIsBegunOnce(t *testing.T) {
	l := &linking{begun: make(chan string)}
	w := effects.Runners{Live: l, Now: time.Now, Linking: new(sync.Mutex)}
	opened := make(chan string, 2)
	for range 2 {
		go func() {
			opened <- w.Perform(session.StartRun{SOP: "s", Parent: "r", Since: time.Unix(1, 0)}).(session.Opened).Run.ID
		}()
	}
	<-l.begun
	one := ""
	select {
	case <-l.begun:
		t.Fatal("a second one is begun")
	case one = <-opened:
	}
	if other := <-opened; one != "s" || other != "s" || l.runs != 1 {
		t.Errorf("%d runs were begun, and %q and %q are opened", l.runs, one, other)
	}
}

// A run is read again where who performs it can sign it no more; nobody signs a rehearsal.
func TestARunIsReadAgainWhereItsPerformersKeyWasRevoked(t *testing.T) {
	place := effects.Runners{Live: &fakeRunner{}, Practice: &fakeRunner{}, Now: time.Now, Unable: func(person string) string { return person + " has no key" }}
	for _, c := range []struct {
		effect session.LookAgain
		again  bool
	}{
		{session.LookAgain{Run: "r", Has: 3, Person: "a.khan"}, true},
		{session.LookAgain{Run: "r", Has: 3, Person: "a.khan", Unable: "a.khan has no key"}, false},
		{session.LookAgain{Run: "r", Has: 3, Person: "a.khan", Practice: true}, false},
	} {
		if got := place.Perform(c.effect).(session.Looked); got.Open != c.again {
			t.Errorf("%+v: read again %t", c.effect, got.Open)
		}
	}
}

// A run is read again where a newer version of its page took effect; a rehearsal has none.
func TestARunIsReadAgainWhereItsPageHasANewerVersion(t *testing.T) {
	newer := model.Meanwhile{Newer: "2.1"}
	place := effects.Runners{Live: &fakeRunner{}, Practice: &fakeRunner{}, Now: time.Now, Meanwhile: func(string) model.Meanwhile { return newer }}
	for _, c := range []struct {
		effect session.LookAgain
		again  bool
	}{
		{session.LookAgain{Run: "r", Has: 3}, true},
		{session.LookAgain{Run: "r", Has: 3, Meanwhile: newer}, false},
		{session.LookAgain{Run: "r", Has: 3, Practice: true}, false},
	} {
		if got := place.Perform(c.effect).(session.Looked); got.Open != c.again {
			t.Errorf("%+v: read again %t", c.effect, got.Open)
		}
	}
}
