// Package bench is a workplace as the screens see it: the station's log and
// keys, the library of pages, and the practice file, in the session's read
// models. It decides nothing that the record or the run decides; it joins them.
package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/practice"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/page"
)

// ErrPractice is returned for the events of a rehearsal: none of them enters the log.
var ErrPractice = errors.New("this is practice: nothing of it enters the log")

// Bench joins one station with its pages.
type Bench struct {
	station  *station.Station
	pages    *catalogue
	practice *practice.File
	now      func() time.Time
	texts    texts  // of the log
	own      string // where the last folder is on the disk, "" for nowhere
}

// New joins an open station with the folders that hold its pages; a page of a
// later folder replaces one with the same id. now is the clock, in the local
// zone.
func New(s *station.Station, now func() time.Time, folders ...fs.FS) *Bench {
	return &Bench{station: s, pages: &catalogue{folders: folders}, now: now}
}

// WithPractice lists the rehearsals of a practice file beside the open runs.
func (b *Bench) WithPractice(f *practice.File) { b.practice = f }

// Station returns what every screen says of the workplace.
func (b *Bench) Station() model.Station {
	about, checked := b.station.About(), b.station.Checked()
	return model.Station{
		Site: about.Site, Name: about.Station, Log: about.Origin, Demo: about.Demo, Closed: about.Closed, Entries: about.Entries,
		Checked: checked, Notes: b.notes(checked.Fault),
	}
}

// notes says what is not as it should be beside the log.
func (b *Bench) notes(fault string) (notes []string) {
	if fault != "" {
		notes = append(notes, fault)
	}
	if b.practice != nil && b.practice.Aside != "" {
		notes = append(notes, "The file of practice runs was damaged. It was moved to "+filepath.Base(b.practice.Aside)+", and practice begins anew. The log is not touched by it.")
	}
	return notes
}

// IsSetUp reports whether the log has been opened.
func (b *Bench) IsSetUp() bool { return b.station.IsSetUp() }

// SetUp opens the log with the first person's signature.
func (b *Bench) SetUp(s model.SetUp) error { return b.station.SetUp(s) }

// FourWords suggests a passphrase.
func (b *Bench) FourWords() string {
	words, err := keyring.Offer(rand.Reader)
	if err != nil {
		return "four words of your own"
	}
	return words
}

// People lists who is enrolled.
func (b *Bench) People() ([]model.Person, error) { return b.station.People(), nil }

// CheckFree says why a short name cannot be given to a new person.
func (b *Bench) CheckFree(id string) error { return b.station.CheckFree(id) }

// CheckEnrolled says that nobody has a short name.
func (b *Bench) CheckEnrolled(id string) error { return b.station.CheckEnrolled(id) }

// Enrol adds a person with the signature of an administrator.
func (b *Bench) Enrol(e model.Enrolment) error {
	_, err := b.station.Enrol(e)
	return err
}

// ChangePassphrase lets a person protect their key with another passphrase.
func (b *Bench) ChangePassphrase(c model.NewPassphrase) error { return b.station.ChangePassphrase(c) }

// Prepare fixes the sentence of an act.
func (b *Bench) Prepare(by string, act model.Act) (model.Draft, error) {
	return b.station.Prepare(by, act)
}

// Sign signs what was drafted and stores it.
func (b *Bench) Sign(d model.Draft, passphrase []byte) (int64, error) {
	return b.station.Sign(d, passphrase)
}

// StartRun begins a run of the approved text of a page: that text, and not the
// one in the folder, is what runs.
func (b *Bench) StartRun(id string, by model.Person) (model.LoadedRun, error) {
	proc, err := b.approved(id)
	if err != nil {
		return model.LoadedRun{}, err
	}
	name, err := b.station.StartRun(by.ID, proc)
	if err != nil {
		return model.LoadedRun{}, err
	}
	return b.LoadRun(name)
}

// approved reads the text of a page that the log says is in force.
func (b *Bench) approved(id string) (*sop.Procedure, error) {
	a, ok := b.station.Approval(id)
	if !ok {
		return nil, fmt.Errorf("%s is not approved; it can be practised", id)
	}
	text, err := b.station.Text(a.SHA256)
	if err != nil {
		return nil, err
	}
	return parse(id, text)
}

// parse reads a page that was approved, so without errors.
func parse(id string, text []byte) (*sop.Procedure, error) {
	proc, findings := page.Parse(text)
	if page.HasErrors(findings) {
		return nil, fmt.Errorf("the approved text of %s has errors: %s", id, findings[0])
	}
	return proc, nil
}

// LoadRun reads a run back from the log to go on with it. If the clock was
// moved meanwhile, that is noted first.
func (b *Bench) LoadRun(name string) (model.LoadedRun, error) {
	if err := b.station.CheckClock(); err != nil {
		return model.LoadedRun{}, err
	}
	return b.station.LoadRun(name)
}

// OpenRuns lists what can be carried on with, newest first, rehearsals last.
func (b *Bench) OpenRuns() ([]model.OpenRun, error) {
	if !b.IsSetUp() {
		return nil, nil
	}
	open := b.station.OpenRuns()
	if b.practice == nil {
		return open, nil
	}
	rehearsals, err := b.practice.OpenRuns()
	return append(open, rehearsals...), err
}

// Append stores the events of one act.
func (b *Bench) Append(a session.Append) error {
	if a.Practice {
		return ErrPractice
	}
	_, err := b.station.AppendEvents(a.Run, a.Person, a.Events)
	var moved *station.ClockError
	if errors.As(err, &moved) {
		return model.ClockMoved{By: moved.By}
	}
	return err
}

// Linked returns the newest run of a procedure that was started since an instant.
func (b *Bench) Linked(sopID string, since time.Time) (model.LinkedRun, error) {
	return b.station.Linked(sopID, since)
}

// Verify checks the whole log.
func (b *Bench) Verify(ctx context.Context, progress func(done, total int64)) (model.Verdict, error) {
	report, err := b.station.Verify(ctx, progress)
	if err != nil {
		return model.Verdict{}, err
	}
	out := model.Verdict{Entries: report.Entries, At: b.now()}
	for _, f := range report.Faults {
		out.Faults = append(out.Faults, model.Fault{Entry: f.Entry, Code: string(f.Code), What: f.What, Do: f.Do})
	}
	return out, nil
}
