package station

import (
	"context"
	"fmt"
	"io"

	"soprun/internal/keyring"
	"soprun/internal/store"
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
	// Unrecorded says why the log has no entry that it was made, "" where it has.
	Unrecorded string
}

// Target is where the files of a bundle go. Nothing stands under its name
// before Commit; the caller discards what was not committed.
type Target interface {
	Add(name string, content []byte) error
	Create(name string) (io.WriteCloser, error) // a file that is closed before the next one
	Commit() error
}

// Export makes a bundle. That it was made is an entry before anybody has it, but for
// a log that nothing can be appended to: then the bundle's README says so. It fails once ctx is
// done, and progress, which may be nil, is told how far it is.
func (s *Station) Export(ctx context.Context, x Export, to Target, progress func(done, total int64)) (out Exported, err error) {
	defer clear(x.Passphrase)
	log, err := s.log()
	if err != nil {
		return out, err
	}
	var filter *record.Filter // of the whole log
	if x.Filter != (record.Filter{}) {
		if filter = &x.Filter; filter.Check() != nil {
			return out, filter.Check()
		}
	}
	var signer *keyring.Signer
	if x.By != "" {
		if signer, err = s.Signer(x.By, x.Passphrase); err != nil {
			return out, err
		}
		defer signer.Lock()
	}
	if err := s.Examine(ctx, nil); err != nil {
		return out, err
	}
	b := record.Bundle{About: record.About{App: s.cfg.App, At: record.At(s.cfg.Now()), By: x.By, Filter: filter, Log: origin(log)}, Progress: progress}
	b.Add, b.Create = heeding(ctx, to)
	unrecorded := log.IsReadOnly() || s.isClosed() // nothing follows the end of a log
	if unrecorded {
		b.Unrecorded = "the log cannot be written any more"
		if log.IsReadOnly() {
			b.Unrecorded = "it was made from a medium that cannot be written"
		}
	}
	if signer != nil {
		b.Sign = func(manifest []byte) ([]byte, error) { return record.SignManifest(signer, manifest) }
	}
	err = log.Snapshot(func(snap *store.Snapshot) (err error) {
		b.About.Size = snap.Size()
		if b.Positions, err = chosen(snap, filter, x.By); err != nil {
			return err
		}
		out = Exported{Entries: int64(len(b.Positions)), Size: snap.Size(), Whole: filter == nil, Unrecorded: b.Unrecorded}
		if out.Whole {
			out.Entries = out.Size
		}
		out.Manifest, err = record.WriteBundle(snap, b)
		return err
	})
	if err != nil {
		return out, err
	}
	if unrecorded {
		return out, to.Commit()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if _, err := s.addFact(log, x.By, &record.Export{Entries: out.Entries, Filter: filter, Manifest: out.Manifest, Size: out.Size}); err != nil {
		return out, err
	}
	return out, to.Commit()
}

// chosen returns the positions of what a bundle of a part holds, nil for the whole log.
func chosen(snap *store.Snapshot, filter *record.Filter, by string) (all []int64, err error) {
	if filter == nil {
		return nil, nil
	}
	all, err = record.Part(snap.Placed, filter, by)
	switch {
	case err != nil || len(all) > 0:
	case *filter == (record.Filter{Run: filter.Run}):
		err = fmt.Errorf("run %q: %w", filter.Run, ErrUnknown)
	default:
		err = refuse(ErrUnknown, "no completion fits")
	}
	return all, err
}
