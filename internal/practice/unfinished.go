package practice

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"soprun/internal/model"
	"soprun/sop/page"
	"soprun/sop/run"
)

// Unfinished lists the rehearsals that somebody began and did not end, and those that are
// nobody's, newest first.
func (f *File) Unfinished(person string) ([]model.OpenRun, error) {
	return f.offered(func(r rehearsal) bool { return r.By == "" || strings.EqualFold(r.By, person) })
}

// OpenRuns lists the rehearsals that were begun and not ended, newest first.
func (f *File) OpenRuns() ([]model.OpenRun, error) {
	return f.offered(func(rehearsal) bool { return true })
}

// offered lists the rehearsals that can be gone on with, of those that fit.
func (f *File) offered(fits func(rehearsal) bool) ([]model.OpenRun, error) {
	var out []model.OpenRun
	err := f.newestFirst(func(tx *bbolt.Tx, id string, r rehearsal) (bool, error) {
		proc, findings := page.Parse([]byte(r.Text))
		if !r.Ended.IsZero() || page.HasErrors(findings) || !fits(r) {
			return true, nil
		}
		events, err := eventsOf(tx, id)
		if err == nil && closed(events) {
			out = append(out, open(id, r, run.Rehearsal(proc), events, f.now()))
		}
		return true, err
	})
	return out, err
}

// EndRehearsal ends a rehearsal where it is. Nothing follows from it.
func (f *File) EndRehearsal(id string) error {
	return f.db.Update(func(tx *bbolt.Tx) error {
		r, err := get(tx, id)
		if err != nil {
			return err
		}
		return f.end(tx, id, r)
	})
}

func (f *File) end(tx *bbolt.Tx, id string, r rehearsal) error {
	r.Ended, r.Outcome = f.now(), run.OutcomeStopped
	return put(tx.Bucket(runsBucket), []byte(id), r)
}

// Linked returns the newest rehearsal of a page that whoever began another one began since
// an instant.
func (f *File) Linked(parent, id string, since time.Time) (model.LinkedRun, error) {
	var out model.LinkedRun
	err := f.newestFirst(func(tx *bbolt.Tx, key string, r rehearsal) (bool, error) {
		of, err := get(tx, parent)
		if err != nil {
			return false, err
		}
		if r.SOP != id || r.Started.Before(since) || !strings.EqualFold(r.By, of.By) {
			return true, nil
		}
		out = model.LinkedRun{ID: key, Open: r.Ended.IsZero(), Outcome: r.Outcome}
		return false, nil
	})
	return out, err
}

// endOlder ends those of a page that somebody began before: who begins anew does not go on
// with them. Those of nobody may be anybody's.
func (f *File) endOlder(tx *bbolt.Tx, sop, by string) error {
	if by == "" {
		return nil
	}
	return each(tx, func(id string, r rehearsal) error {
		if r.SOP != sop || !strings.EqualFold(r.By, by) || !r.Ended.IsZero() {
			return nil
		}
		return f.end(tx, id, r)
	})
}

// clear removes the rehearsals with which nobody went on for long, and what is left of those
// that ended. It writes nothing where there are none.
func (f *File) clear() error {
	until, old := f.now().Add(-model.RehearsalsKept), []string(nil)
	err := f.db.View(func(tx *bbolt.Tx) error {
		return each(tx, func(id string, r rehearsal) error {
			last, err := lastOf(tx, id, r)
			if err == nil && last.Before(until) {
				old = append(old, id)
			}
			return err
		})
	})
	if err != nil || len(old) == 0 {
		return err
	}
	return f.db.Update(func(tx *bbolt.Tx) error {
		for _, id := range old {
			if err := tx.Bucket(runsBucket).Delete([]byte(id)); err != nil {
				return err
			}
			if err := tx.Bucket(eventsBucket).DeleteBucket([]byte(id)); err != nil && !errors.Is(err, bolterrors.ErrBucketNotFound) {
				return err
			}
		}
		return nil
	})
}

// lastOf is when something was done in a rehearsal last.
func lastOf(tx *bbolt.Tx, id string, r rehearsal) (time.Time, error) {
	if !r.Ended.IsZero() {
		return r.Ended, nil
	}
	events, err := eventsOf(tx, id)
	if n := len(events); err == nil && n > 0 && events[n-1].At.After(r.Started) {
		return events[n-1].At, nil
	}
	return r.Started, err
}

// each calls f with every rehearsal, which it may change.
func each(tx *bbolt.Tx, f func(id string, r rehearsal) error) error {
	all, ids := map[string]rehearsal{}, []string(nil)
	err := tx.Bucket(runsBucket).ForEach(func(k, v []byte) error {
		var r rehearsal
		if err := json.Unmarshal(v, &r); err != nil {
			return fmt.Errorf("practice run %s: %w", k, err)
		}
		all[string(k)], ids = r, append(ids, string(k))
		return nil
	})
	for _, id := range ids {
		if err == nil {
			err = f(id, all[id])
		}
	}
	return err
}
