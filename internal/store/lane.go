package store

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// chunk are the completions of a value of rows.
type chunk struct {
	base         uint32 // the number of the first
	rows         []byte
	first, after uint32 // which blocks have their values
	left         rowSet // those that have all terms, once it was looked at
	err          error
}

func (c *chunk) count() int { return len(c.rows) / rowSize }

// lane looks at one chunk after the other, beside other lanes. It changes nothing that others read.
type lane struct {
	*tracing
	chunk    *chunk             // which it looks at
	parts    []within           // the blocks with values of that
	kinds    []kindMask         // what rows have, by their kinds
	shares   []shareMask        // what completions have by their values in a block
	fields   [][]bits           // by the set that a block has, the terms of what its values are of
	left     rowSet             // the completions that are still looked at
	lack     bits               // terms that any of them may still lack
	has      [rowsPerValue]bits // the terms that each of them has
	numbered [rowsPerValue]bits // the comparisons of what it has a number of
}

// lookAt looks at some chunks on all cores, once what they read was found sound.
func (t *tracing) lookAt(chunks []chunk) error {
	for i := range chunks {
		chunks[i].err = t.know(&chunks[i])
	}
	for len(t.lanes) < workers(len(chunks)) {
		t.lanes = append(t.lanes, &lane{tracing: t})
	}
	return onAllCores(t.guard, len(chunks), 1, func(worker, i int) {
		if c := &chunks[i]; c.err == nil {
			c.err = t.lanes[worker].ofAll(c)
		}
	})
}

// guarding has work done whose file may be damaged: that is an error then.
type guarding func(work func() error) error

// workers is how many work on so much at most.
func workers(n int) int { return min(n, runtime.GOMAXPROCS(0)) }

// onAllCores calls work for each of n, with the number of the worker that does it: beside each other
// where there are so many for each that it is worth it. A guard holds for one goroutine: each worker
// but the first, which is whoever calls it, has one of its own.
func onAllCores(guard guarding, n, worth int, work func(worker, i int)) error {
	var next atomic.Int64
	run := func(worker int) {
		for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
			work(worker, int(i))
		}
	}
	errs := make([]error, max(1, workers(n/worth)))
	func() {
		var others sync.WaitGroup
		defer others.Wait()
		defer next.Store(int64(n)) // nothing more is begun where this one breaks
		for worker := 1; worker < len(errs); worker++ {
			others.Go(func() { errs[worker] = guard(func() error { run(worker); return nil }) })
		}
		run(0)
	}()
	return cmp.Or(errs...)
}

// know notes which blocks have the values of a chunk, and reads what is not known of them, or was
// changed since.
func (t *tracing) know(c *chunk) error {
	if n := c.count(); n == 0 || n > rowsPerValue {
		return ErrIndex
	}
	if g := t.folds.sound.rowGist(c.base/rowsPerValue, c.rows, t.x.at); t.outside(g) || t.ofValues == 0 {
		return nil
	}
	if err := t.before(c.base); err != nil {
		return err
	}
	for n := t.near; n < t.blocks; n++ {
		g, err := t.gist(n)
		if err != nil || g.first >= c.base+uint32(c.count()) { // behind it
			return err
		}
		if t.span.Oldest || c.after == 0 {
			t.near = n
		}
		if g.last >= c.base {
			if c.after == 0 {
				c.first = n
			}
			c.after = n + 1
		}
	}
	return nil
}

// before goes to the last block that begins before a completion. Those that were near are of chunks
// beside its own.
func (t *tracing) before(completion uint32) error {
	for ; t.near > 0; t.near-- {
		if g, err := t.gist(t.near); err != nil || g.first < completion {
			return err
		}
	}
	return nil
}

// gist returns that of a block, by its number.
func (t *tracing) gist(n uint32) (*gist, error) {
	return t.folds.gist(n, t.x, t.textOf)
}

// ofAll leaves those of a chunk that have all terms.
func (l *lane) ofAll(c *chunk) error {
	l.chunk, l.parts = c, l.parts[:0]
	for n := c.first; n < c.after; n++ {
		l.parts = append(l.parts, within{l: l, gist: l.folds.sound.gists[n], number: n, base: c.base, n: uint32(c.count())})
	}
	l.left.fill(c.count())
	if l.sieve != nil {
		l.sift()
	}
	err := l.siftByNumbers()
	if err == nil {
		err = l.ofRows()
	}
	if err == nil && l.left.any() {
		err = l.ofParts()
	}
	c.left = l.left
	return err
}

// ofRows notes which terms rows have by themselves, and leaves those that may have all.
func (l *lane) ofRows() error {
	if !l.left.any() {
		return nil
	}
	g := &l.folds.sound.rows[l.chunk.base/rowsPerValue]
	if l.outside(g) {
		l.left = rowSet{}
		return nil
	}
	l.kinds = fit(l.kinds, len(l.folds.sound.kinds.each))
	for i := range l.left.up() {
		has, err := l.ofKind(g.kinds[i])
		if err == nil && has == itself {
			has, err = l.rowHas(rowAt(l.chunk.rows, i), &l.matcher, 0)
		}
		if err != nil {
			return err
		}
		if l.has[i], l.numbered[i] = has, 0; has == impossible {
			l.left.drop(i)
		}
	}
	return nil
}

// selects reports whether a row is among those that are looked through.
func (t *tracing) selects(m *matcher, r *row) bool {
	switch {
	case t.every:
		return true
	case !m.matches(r):
		return false
	case m.countersigner < 0 && m.code == "":
		return true
	}
	t.file.Lock()
	defer t.file.Unlock()
	return t.x.selects(m, r) && t.coded(r)
}

// coded reports whether a row that may have a code has it.
func (t *tracing) coded(r *row) bool {
	if t.matcher.code == "" || r.has(t.matcher.code) {
		return true
	}
	codes, err := codesOf(t.tx, r)
	return err == nil && slices.Contains(codes, string(t.matcher.code))
}
