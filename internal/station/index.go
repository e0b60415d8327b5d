package station

import (
	"context"
	"errors"
	"sync"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
)

// indexing is how fast the index is built, where it is built behind the screens.
type indexing struct {
	mu    sync.Mutex
	from  int64     // entries that it covered when that began
	since time.Time // zero while it has not
}

// KeepIndexing builds the index of a log that was opened with IndexLater, until it is whole or
// ctx ends. What needs the index returns a model.Indexing meanwhile.
func (s *Station) KeepIndexing(ctx context.Context) error {
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = s.IndexBatch(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// IndexBatch builds one batch of it, and reports whether anything is left to do.
func (s *Station) IndexBatch(ctx context.Context) (more bool, err error) {
	log, err := s.log()
	if errors.Is(err, ErrNotSetUp) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if t, trails := log.Trails(); trails {
		s.indexing.begin(t.Done, s.cfg.Now())
	}
	return log.BuildBatch(ctx)
}

func (i *indexing) begin(at int64, now time.Time) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.since.IsZero() {
		i.from, i.since = at, now
	}
}

// left returns how long the rest will take if it goes on as it did so far.
func (i *indexing) left(t store.Trailing, now time.Time) time.Duration {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.since.IsZero() {
		return 0
	}
	return model.LeftOf(t.Done-i.from, t.Total-i.from, now.Sub(i.since))
}

// Indexing returns how far the index is, zero where it is whole.
func (s *Station) Indexing() model.Indexing {
	log, err := s.log()
	if err != nil {
		return model.Indexing{}
	}
	t, trails := log.Trails()
	if !trails {
		return model.Indexing{}
	}
	return model.Indexing{Done: t.Done, Total: t.Total, Left: s.indexing.left(t, s.cfg.Now())}
}

// untold is an error of what is told from the index, in the words of the model where that
// is not whole.
func (s *Station) untold(err error) error {
	var t *store.Trailing
	if !errors.As(err, &t) {
		return err
	}
	return model.Indexing{Done: t.Done, Total: t.Total, Left: s.indexing.left(*t, s.cfg.Now())}
}
