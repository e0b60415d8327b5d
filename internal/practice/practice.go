// Package practice keeps rehearsals in a file of their own. Nothing in it is a
// record: no key is held here, nothing is signed, and there is no code path from
// this file into the log.
package practice

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// File is the practice file. It is safe for use by several goroutines.
type File struct {
	db   *boltfile.DB
	now  func() time.Time
	page func(id string) (model.Page, error)

	// Aside is where a damaged file was moved to, "" for none: then this one is new.
	Aside string
}

// ErrUnknown is returned when the file has no rehearsal with that id.
var ErrUnknown = errors.New("no such practice run")

// ErrForeign is returned for a file that is something else, as a log is.
var ErrForeign = errors.New("it is not a practice file; nothing was written to it")

// The buckets: one rehearsal a key, and its events under its id.
var (
	runsBucket   = []byte("runs")
	eventsBucket = []byte("events")
)

// rehearsal is the stored form of one practice run.
type rehearsal struct {
	By      string      `json:"by,omitempty"` // who practises, "" for nobody who said so
	SOP     string      `json:"sop"`
	Version string      `json:"version"`
	Text    string      `json:"text"`              // of the page, as it was
	Figures [][]byte    `json:"figures,omitempty"` // the files of its figures, as they were
	Started time.Time   `json:"started"`
	Ended   time.Time   `json:"ended,omitzero"`
	Outcome run.Outcome `json:"outcome,omitempty"`
}

// stored is one event with what travels beside it.
type stored struct {
	At     time.Time `json:"at"`
	Person string    `json:"person,omitempty"` // "" for who practises
	Event  sop.Event `json:"event"`
}

// Open opens the practice file, or makes it. One that cannot be read is moved
// aside: no rehearsal is worth a start that fails. page reads a page of the library;
// now is the clock.
func Open(path string, now func() time.Time, page func(id string) (model.Page, error)) (*File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("practice file: %w", err)
	}
	f := &File{now: now, page: page}
	err := f.open(path)
	if unreadable(err) {
		f.Aside = path + now().Format(".damaged-20060102-150405")
		if err = os.Rename(path, f.Aside); err == nil {
			err = f.open(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("practice file %q: %w", path, err)
	}
	return f, nil
}

func (f *File) open(path string) (err error) {
	if f.db, err = boltfile.Open(path, boltfile.Options{Wait: time.Second, MayMake: true}); err != nil {
		return err
	}
	if err = makeBuckets(f.db); err == nil {
		err = f.db.View(readAll)
	}
	if err == nil {
		err = f.clear()
	}
	if err != nil {
		err = errors.Join(err, f.db.Close())
	}
	return err
}

// errContent is returned for a rehearsal that is not as this program writes one.
var errContent = errors.New("it cannot be read")

// unreadable reports whether a file is of no use. One that is open elsewhere, or is
// something else, as a log is, stays where it is.
func unreadable(err error) bool {
	var damage *boltfile.Damage
	return errors.As(err, &damage) || errors.Is(err, boltfile.ErrForeign) || errors.Is(err, boltfile.ErrTruncated) || errors.Is(err, errContent)
}

// readAll reads every rehearsal once, so that what cannot be read is found now and
// not in the middle of one.
func readAll(tx *bbolt.Tx) error {
	return tx.Bucket(runsBucket).ForEach(func(id, _ []byte) error {
		_, err := get(tx, string(id))
		if err == nil {
			_, err = eventsOf(tx, string(id))
		}
		if err != nil {
			return fmt.Errorf("practice run %q: %w: %w", id, errContent, err)
		}
		return nil
	})
}

// makeBuckets makes what is missing, and writes nothing when nothing is, or when
// the file is another's: a log that was put in its place stays as it is.
func makeBuckets(db *boltfile.DB) error {
	there := 0
	err := db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			if there++; !bytes.Equal(name, runsBucket) && !bytes.Equal(name, eventsBucket) {
				return ErrForeign
			}
			return nil
		})
	})
	if err != nil || there == 2 {
		return err
	}
	return db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{runsBucket, eventsBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// Close closes the file.
func (f *File) Close() error { return f.db.Close() }

// StartRun begins a rehearsal of any page that can be read: approved or not. Who begins one
// anew ends theirs of before.
func (f *File) StartRun(id string, by model.Person) (model.LoadedRun, error) {
	p, err := f.page(id)
	if err != nil {
		return model.LoadedRun{}, err
	}
	if p.Procedure == nil || p.State == model.PageBroken {
		return model.LoadedRun{}, fmt.Errorf("%s has errors: %s", id, p.Problem)
	}
	name, who := "", by.ID
	if who == model.Nobody.ID {
		who = ""
	}
	err = f.db.Update(func(tx *bbolt.Tx) error {
		if err := f.endOlder(tx, id, who); err != nil {
			return err
		}
		runs := tx.Bucket(runsBucket)
		n, err := runs.NextSequence()
		if err != nil {
			return err
		}
		name = fmt.Sprintf("p-%05d", n)
		r := rehearsal{By: who, SOP: id, Version: p.Version, Text: string(p.Text), Figures: filesOf(p.Procedure), Started: f.now()}
		return put(runs, []byte(name), r)
	})
	if err != nil {
		return model.LoadedRun{}, err
	}
	return f.LoadRun(name)
}

// LoadRun reads a rehearsal back.
func (f *File) LoadRun(id string) (model.LoadedRun, error) {
	var out model.LoadedRun
	err := f.db.View(func(tx *bbolt.Tx) error {
		r, err := get(tx, id)
		if err != nil {
			return err
		}
		proc, findings := page.Parse([]byte(r.Text))
		if page.HasErrors(findings) {
			return fmt.Errorf("practice run %s: its page has errors: %s", id, findings[0])
		}
		events, err := eventsOf(tx, id)
		if err != nil {
			return err
		}
		proc = run.Rehearsal(r.pictured(proc))
		out = model.LoadedRun{Procedure: proc, Events: events, OpenRun: open(id, r, proc, events, f.now())}
		return nil
	})
	return out, err
}

// RunAt returns how many events a rehearsal has, and whether it goes on.
func (f *File) RunAt(id string) (events int, open bool) {
	err := f.db.View(func(tx *bbolt.Tx) error {
		r, err := get(tx, id)
		if err != nil {
			return err
		}
		if b := tx.Bucket(eventsBucket).Bucket([]byte(id)); b != nil {
			events = int(b.Sequence()) //nolint:gosec // one for each act of a person
		}
		open = r.Ended.IsZero()
		return nil
	})
	return events, err == nil && open
}

// Append stores the events of one act. Where the rehearsal went on at another terminal
// since it was shown, the error is a model.RunMoved.
func (f *File) Append(a session.Append) error {
	return f.append(a.Run, a.Events, func(has uint64) bool { return has == uint64(a.After) }) //nolint:gosec // a number of events
}

// append stores events where what the rehearsal has fits.
func (f *File) append(id string, events []sop.Event, fits func(has uint64) bool) error {
	now := f.now()
	return f.db.Update(func(tx *bbolt.Tx) error {
		if _, err := get(tx, id); err != nil {
			return err
		}
		b, err := tx.Bucket(eventsBucket).CreateBucketIfNotExists([]byte(id))
		if err != nil {
			return err
		}
		if !fits(b.Sequence()) {
			return model.RunMoved{}
		}
		for _, e := range events {
			n, err := b.NextSequence()
			if err != nil {
				return err
			}
			one := stored{At: now, Event: e}
			if !e.At.IsZero() {
				one.At = e.At
			}
			if e.Person != model.Nobody.ID {
				one.Person = e.Person
			}
			if err := put(b, binary.BigEndian.AppendUint64(nil, n), one); err != nil {
				return err
			}
		}
		return nil
	})
}

// Prepare returns an act of a rehearsal without a statement: nobody signs it.
func (f *File) Prepare(by string, act model.Act) (model.Draft, error) {
	d := model.Draft{Person: model.Nobody}
	if by == model.Partner.ID {
		d.Person = model.Partner
	}
	switch act := act.(type) {
	case model.SignOff:
		d.Run = act.Run
	case model.InRun:
		e := act.Event
		e.At, e.Person = f.now(), by
		d.Run, d.Event = act.Run, &e
	default:
		return model.Draft{}, ErrUnknown
	}
	return d, nil
}

// newestFirst calls look with every rehearsal until it returns false.
func (f *File) newestFirst(look func(tx *bbolt.Tx, id string, r rehearsal) (bool, error)) error {
	return f.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(runsBucket).Cursor()
		for k, v := c.Last(); k != nil; k, v = c.Prev() {
			var r rehearsal
			if err := json.Unmarshal(v, &r); err != nil {
				return fmt.Errorf("practice run %s: %w", k, err)
			}
			if more, err := look(tx, string(k), r); err != nil || !more {
				return err
			}
		}
		return nil
	})
}

// Sign ends the rehearsal, or keeps an act in it. Nothing is signed; the entry is 0.
func (f *File) Sign(d model.Draft, _ []byte) (int64, error) {
	if d.Event != nil {
		return 0, f.append(d.Run, []sop.Event{*d.Event}, func(uint64) bool { return true })
	}
	loaded, err := f.LoadRun(d.Run)
	if err != nil {
		return 0, err
	}
	walked, err := run.Replay(loaded.Procedure, loaded.Events)
	if err != nil {
		return 0, err
	}
	return 0, f.db.Update(func(tx *bbolt.Tx) error {
		r, err := get(tx, d.Run)
		if err != nil {
			return err
		}
		r.Ended, r.Outcome = f.now(), walked.Summarise().Outcome
		return put(tx.Bucket(runsBucket), []byte(d.Run), r)
	})
}

// closed reports whether any step was closed: a run that was only looked at is
// not offered again.
func closed(events []sop.Event) bool {
	for _, e := range events {
		if e.Kind == sop.StepDone || e.Kind == sop.StepNotDone || e.Kind == sop.StepNotApplicable || e.Kind == sop.ValueRecorded {
			return true
		}
	}
	return false
}

func open(id string, r rehearsal, proc *sop.Procedure, events []sop.Event, now time.Time) model.OpenRun {
	out := model.OpenRun{
		ID: id, SOP: r.SOP, Title: proc.Meta.Title, Version: r.Version, Person: model.Nobody, Practice: true, Practises: r.By,
		Started: r.Started, Last: r.Started, Steps: proc.StepCount(),
	}
	if len(events) > 0 {
		out.Last = events[len(events)-1].At
	}
	if walked, err := run.Replay(proc, events); err == nil {
		return out.Describe(walked, now)
	}
	return out
}

func get(tx *bbolt.Tx, id string) (rehearsal, error) {
	var r rehearsal
	v := tx.Bucket(runsBucket).Get([]byte(id))
	if v == nil {
		return r, fmt.Errorf("%q: %w", id, ErrUnknown)
	}
	return r, json.Unmarshal(v, &r)
}

func put(b *bbolt.Bucket, key []byte, value any) error {
	v, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return b.Put(key, v)
}

func eventsOf(tx *bbolt.Tx, id string) ([]sop.Event, error) {
	b := tx.Bucket(eventsBucket).Bucket([]byte(id))
	if b == nil {
		return nil, nil
	}
	var out []sop.Event
	err := b.ForEach(func(_, v []byte) error {
		var s stored
		if err := json.Unmarshal(v, &s); err != nil {
			return fmt.Errorf("practice run %s: %w", id, err)
		}
		s.Event.At, s.Event.Person = s.At, cmp.Or(s.Person, model.Nobody.ID)
		out = append(out, s.Event)
		return nil
	})
	return out, err
}
