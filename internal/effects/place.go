// Package effects performs what a session asks for: it joins a station with its pages
// and with the practice file, and is the one place where an effect becomes a call and
// its result an action. It decides nothing that the record or the run decides.
package effects

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/pages"
	"soprun/internal/practice"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
)

// ErrPractice is returned for the events of a rehearsal: none of them enters the log.
var ErrPractice = errors.New("this is practice: nothing of it enters the log")

// Place is one station joined with its pages. What it does not say itself, the station
// says.
type Place struct {
	*station.Station
	pages    *pages.Catalogue
	practice *practice.File
	now      func() time.Time
	texts    texts                   // of the log
	own      string                  // where the last folder is on the disk, "" for nowhere
	far      func(done, total int64) // is told how many pages were read for what people are to do
	whole    bool                    // all of a page is read for that at once
	other    func(dir string) (*station.Station, error)

	linking sync.Mutex // while a linked run is begun

	inspection *Inspection // nil where work is done
	said       []string    // what every screen says beside what the station does
}

// New joins an open station with the folders that hold its pages; a page of a
// later folder replaces one with the same id. now is the clock, in the local
// zone.
func New(s *station.Station, now func() time.Time, folders ...fs.FS) *Place {
	return &Place{Station: s, pages: pages.New(folders...), now: now, far: func(int64, int64) {}}
}

// Note has every screen say something of what lies beside the log.
func (b *Place) Note(text string) { b.said = append(b.said, text) }

// WithPractice lists the rehearsals of a practice file beside the open runs.
func (b *Place) WithPractice(f *practice.File) { b.practice = f }

// WithOthers opens the stations of other folders, whose logs this one goes on from.
func (b *Place) WithOthers(open func(dir string) (*station.Station, error)) { b.other = open }

// GoOn sets the station up with a log that goes on from the closed one in a folder, and
// returns what that is.
func (b *Place) GoOn(from string, who model.SetUp) (before model.Continues, err error) {
	old, err := b.other(from)
	if err != nil {
		clear(who.Passphrase)
		return before, err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	if err := b.Continue(old, who); err != nil {
		return before, err
	}
	return *b.About().Continues, nil
}

// Here returns what every screen says of the station, and of its folder.
func (b *Place) Here() model.Station {
	out := b.About()
	out.Notes = b.notes(out.Checked.Fault)
	b.inspected(&out)
	return out
}

// notes says what is not as it should be beside the log.
func (b *Place) notes(fault string) (notes []string) {
	if fault != "" {
		notes = append(notes, fault)
	}
	notes = append(notes, b.OfHub()...)
	if b.practice != nil && b.practice.Aside != "" {
		notes = append(notes, "The file of practice runs was damaged. It was moved to "+filepath.Base(b.practice.Aside)+", and practice begins anew. The log is not touched by it.")
	}
	return append(notes, b.said...)
}

// FourWords suggests a passphrase.
func (b *Place) FourWords() string {
	words, err := keyring.Offer(rand.Reader)
	if err != nil {
		return "four words of your own"
	}
	return words
}

// People lists who is enrolled.
func (b *Place) People() ([]model.Person, error) { return b.Station.People(), nil }

// StartRun begins a run of the approved text of a page: that text, and not the
// one in the folder, is what runs.
func (b *Place) StartRun(id string, by model.Person) (model.LoadedRun, error) {
	proc, err := b.approved(id)
	if err != nil {
		return model.LoadedRun{}, err
	}
	name, err := b.Station.StartRun(by.ID, proc)
	if err != nil {
		return model.LoadedRun{}, err
	}
	return b.LoadRun(name)
}

// approved reads the text of a page that the log says is in force.
func (b *Place) approved(id string) (*sop.Procedure, error) {
	a, ok := b.Approval(id)
	if !ok {
		return nil, fmt.Errorf("%s is not approved; it can be practised", id)
	}
	p, _, err := b.Procedure(a.SHA256)
	return p, err
}

// LoadRun reads a run back from the log to go on with it. If the clock was
// moved meanwhile, that is noted first.
func (b *Place) LoadRun(name string) (model.LoadedRun, error) {
	if err := b.CheckClock(); err != nil {
		return model.LoadedRun{}, err
	}
	return b.Station.LoadRun(name)
}

// RunSoFar returns what a run has, to be looked at and not to go on with: nothing is noted.
func (b *Place) RunSoFar(name string) (model.LoadedRun, error) { return b.Station.LoadRun(name) }

// OpenRuns lists what can be carried on with, newest first, rehearsals last.
func (b *Place) OpenRuns() ([]model.OpenRun, error) {
	if !b.IsSetUp() {
		return nil, nil
	}
	open := b.Station.OpenRuns()
	if b.practice == nil {
		return open, nil
	}
	rehearsals, err := b.practice.OpenRuns()
	return append(open, rehearsals...), err
}

// Unfinished lists the rehearsals that somebody can go on with.
func (b *Place) Unfinished(person string) ([]model.OpenRun, error) {
	if b.practice == nil {
		return nil, nil
	}
	return b.practice.Unfinished(person)
}

// EndRehearsal ends a rehearsal where it is.
func (b *Place) EndRehearsal(run string) error {
	if b.practice == nil {
		return ErrPractice
	}
	return b.practice.EndRehearsal(run)
}

// Append stores the events of one act.
func (b *Place) Append(a session.Append) error {
	if a.Practice {
		return ErrPractice
	}
	_, err := b.AppendEvents(a.Run, a.Person, a.After, a.Events)
	var moved *station.ClockError
	if errors.As(err, &moved) {
		return model.ClockMoved{By: moved.By}
	}
	var others *station.ControlsError
	if errors.As(err, &others) {
		return model.ControlsMoved{Measured: others.Measured}
	}
	return err
}

// Verify checks the whole log.
func (b *Place) Verify(ctx context.Context, progress func(done, total int64)) (model.Verdict, error) {
	if b.inspection != nil && b.inspection.Verify != nil {
		return b.inspection.Verify(ctx)
	}
	report, err := b.Station.Verify(ctx, progress)
	if err != nil {
		return model.Verdict{}, err
	}
	return VerdictOf(report, b.now()), nil
}

// VerdictOf is what a report of the record says, at an instant.
func VerdictOf(report *record.Report, at time.Time) model.Verdict {
	out := model.Verdict{Entries: report.Entries, At: at}
	for _, f := range report.Faults {
		out.Faults = append(out.Faults, model.Fault{Entry: f.Entry, Code: string(f.Code), What: f.What, Do: f.Do})
	}
	return out
}
