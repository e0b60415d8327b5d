package effects

import (
	"errors"
	"reflect"
	"sync"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
)

// Runner keeps runs: the station's log keeps those that are records, the
// practice file those that are not.
type Runner interface {
	StartRun(sop string, by model.Person) (model.LoadedRun, error)
	LoadRun(id string) (model.LoadedRun, error)
	// RunAt returns how many events a run has, and whether it is open.
	RunAt(id string) (events int, open bool)
	Append(session.Append) error
	session.Desk
	// Linked returns the newest run of a procedure that whoever performs another run
	// started since an instant.
	Linked(parent, sop string, since time.Time) (model.LinkedRun, error)
}

// Runners are where effects are performed.
type Runners struct {
	Live     Runner           // required: the log
	Practice Runner           // required: what is no record
	Now      func() time.Time // required
	// Unable says why a person can sign no run that they carry out, "" where they can; nil where
	// nobody's key is revoked while a run is open.
	Unable func(person string) string
	// Meanwhile says what became of the version of an open run since it began; nil where no page
	// is approved or retired while a run is open.
	Meanwhile func(run string) model.Meanwhile
	Linking   *sync.Mutex // is held while a linked run is begun; nil where one front end works alone
}

// Perform performs an effect and returns its result for the session. It works
// until the disk has answered. A session.Report has no result: it is the front
// end's to show.
func (w Runners) Perform(e session.Effect) session.Action {
	switch e := e.(type) {
	case session.StartRun:
		loaded, err := w.start(e)
		return w.opened(loaded, e.Practice, err)
	case session.LoadRun:
		loaded, err := w.runner(e.Practice).LoadRun(e.Run)
		return w.opened(loaded, e.Practice, err)
	case session.LookAgain:
		return w.looked(e)
	case session.Append:
		return session.Appended{Run: e.Run, Err: w.runner(e.Practice).Append(e)}
	case session.PrepareAct:
		draft, err := w.runner(e.Practice).Prepare(e.Person.ID, e.Act)
		return session.Prepared{Run: e.Run, Draft: draft, Err: err}
	case session.FindLinked:
		found, err := w.runner(e.Practice).Linked(e.Run, e.SOP, e.Since)
		return session.Linked{Run: e.Run, Found: found, At: w.Now(), Err: err}
	case session.SignDraft:
		entry, err := w.runner(e.Practice).Sign(e.Draft, e.Passphrase)
		return session.Signed{Run: e.Run, Entry: entry, Err: err}
	default:
		return session.Appended{Err: errors.ErrUnsupported}
	}
}

// start begins a run. One that a step runs is begun once: whoever comes to the step at another
// terminal at the same moment goes on with it.
func (w Runners) start(e session.StartRun) (model.LoadedRun, error) {
	keeper := w.runner(e.Practice)
	if e.Parent == "" {
		return keeper.StartRun(e.SOP, e.Person)
	}
	if w.Linking != nil {
		w.Linking.Lock()
		defer w.Linking.Unlock()
	}
	found, err := keeper.Linked(e.Parent, e.SOP, e.Since)
	switch {
	case err != nil:
		return model.LoadedRun{}, err
	case found.Open:
		return keeper.LoadRun(found.ID)
	default:
		return keeper.StartRun(e.SOP, e.Person)
	}
}

func (w Runners) runner(isPractice bool) Runner {
	if isPractice {
		return w.Practice
	}
	return w.Live
}

// looked reads a run again where it is another than was shown.
func (w Runners) looked(e session.LookAgain) session.Action {
	keeper := w.runner(e.Practice)
	events, open := keeper.RunAt(e.Run)
	if open && !e.Clock && events == e.Has && w.unable(e) == e.Unable && reflect.DeepEqual(w.meanwhile(e), e.Meanwhile) {
		return session.Looked{}
	}
	if !open {
		return session.Looked{Run: model.LoadedRun{OpenRun: model.OpenRun{ID: e.Run}}}
	}
	loaded, err := keeper.LoadRun(e.Run)
	loaded.ID, loaded.Practice = e.Run, e.Practice
	return session.Looked{Run: loaded, Open: true, At: w.Now(), Err: err}
}

// unable says why who performs a run cannot sign it; nobody signs a rehearsal.
func (w Runners) unable(e session.LookAgain) string {
	if e.Practice || w.Unable == nil {
		return e.Unable
	}
	return w.Unable(e.Person)
}

// meanwhile says what became of the version of a run; a rehearsal has none.
func (w Runners) meanwhile(e session.LookAgain) model.Meanwhile {
	if e.Practice || w.Meanwhile == nil {
		return e.Meanwhile
	}
	return w.Meanwhile(e.Run)
}

func (w Runners) opened(run model.LoadedRun, isPractice bool, err error) session.Action {
	run.Practice = isPractice
	return session.Opened{Run: run, At: w.Now(), Err: err}
}

// Perform performs an effect here: in the log, or in the practice file.
func (b *Place) Perform(e session.Effect) session.Action {
	if b.inspection != nil {
		return Runners{Live: looking{}, Practice: looking{}, Now: b.now, Linking: &b.linking}.Perform(e)
	}
	return Runners{Live: b, Practice: b.practice, Now: b.now, Unable: b.Station.Unable, Meanwhile: b.Station.Meanwhile, Linking: &b.linking}.Perform(e)
}
