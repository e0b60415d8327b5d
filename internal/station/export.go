package station

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// Export is what a bundle is to hold, and who vouches for it.
type Export struct {
	Filter     record.Filter // the zero filter for the whole log
	By         string        // who signs the manifest, "" for nobody
	Passphrase []byte        // of By; it is wiped
}

// Exported is a bundle that was made.
type Exported struct {
	Entries  int64 // that it holds
	Size     int64 // of the log
	Manifest string
	Whole    bool
}

// Target is where the files of a bundle go. Nothing stands under its name
// before Commit; the caller discards what was not committed.
type Target interface {
	Add(name string, content []byte) error
	Commit() error
}

// Export makes a bundle. That it was made is an entry before anybody has it.
func (s *Station) Export(x Export, to Target) (out Exported, err error) {
	defer clear(x.Passphrase)
	log, err := s.log()
	if err != nil {
		return out, err
	}
	filter, runs, err := s.selected(log, x.Filter)
	if err != nil {
		return out, err
	}
	var signer *keyring.Signer
	if x.By != "" {
		if signer, err = s.Signer(x.By, x.Passphrase); err != nil {
			return out, err
		}
		defer signer.Lock()
	}
	b := record.Bundle{About: record.About{App: s.cfg.App, At: record.At(s.cfg.Now()), By: x.By, Filter: filter, Log: origin(log)}, Add: to.Add}
	if signer != nil {
		b.Sign = func(manifest []byte) ([]byte, error) { return record.SignManifest(signer, manifest) }
	}
	err = log.Snapshot(func(snap *store.Snapshot) (err error) {
		b.About.Size = snap.Size()
		if b.Positions, err = chosen(snap, filter, runs, x.By); err != nil {
			return err
		}
		out = Exported{Entries: int64(len(b.Positions)), Size: snap.Size(), Whole: filter == nil}
		out.Manifest, err = record.WriteBundle(snap, b)
		return err
	})
	if err != nil {
		return out, err
	}
	if s.isClosed() { // nothing follows the end of a log
		return out, to.Commit()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.addFact(log, x.By, &record.Export{Entries: out.Entries, Filter: filter, Manifest: out.Manifest, Size: out.Size}); err != nil {
		return out, err
	}
	return out, to.Commit()
}

// chosen returns the positions of what a bundle holds.
func chosen(snap *store.Snapshot, filter *record.Filter, runs []string, by string) (all []int64, err error) {
	if filter != nil {
		return record.Part(snap.Placed, runs, by)
	}
	for at := range snap.Size() {
		all = append(all, at)
	}
	return all, nil
}

// selected returns the runs that a filter selects; a nil filter is that of the
// whole log.
func (s *Station) selected(log *store.Store, f record.Filter) (filter *record.Filter, runs []string, err error) {
	if f == (record.Filter{}) {
		return nil, nil, nil
	}
	if err := f.Check(); err != nil {
		return nil, nil, err
	}
	rest := f
	if rest.Run = ""; rest == (record.Filter{}) {
		entries, _, err := log.Run(f.Run)
		if err == nil && len(entries) == 0 {
			err = fmt.Errorf("run %q: %w", f.Run, ErrUnknown)
		}
		return &f, []string{f.Run}, err
	}
	list := Filter{Person: f.Person, SOP: f.SOP, Code: sop.Code(f.Code)}
	zone := s.cfg.Now().Location()
	if f.Since != "" {
		list.Since, err = time.ParseInLocation(time.DateOnly, f.Since, zone)
	}
	if f.Until != "" {
		last, lastErr := time.ParseInLocation(time.DateOnly, f.Until, zone)
		list.Until, err = last.AddDate(0, 0, 1), errors.Join(err, lastErr)
	}
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.Log(list)
	for _, r := range slices.Backward(rows) {
		if f.Run == "" || f.Run == r.Run {
			runs = append(runs, r.Run)
		}
	}
	if err == nil && len(runs) == 0 {
		err = fmt.Errorf("no completion fits: %w", ErrUnknown)
	}
	return &f, runs, err
}
