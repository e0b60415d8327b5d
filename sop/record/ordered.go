package record

import (
	"iter"
	"runtime"
	"sync"
)

// orderedBatch is how many of them a goroutine works at.
const orderedBatch = 256

// eachInOrder calls work with all, on every core, and done with what it returned, in their order.
// The first error ends it.
func eachInOrder[T, R any](all iter.Seq2[T, error], work func(T) (R, error), done func(R) error) error {
	o := ordered[T, R]{work: work, done: done}
	defer o.wait()
	var batch []T
	for one, err := range all {
		if err != nil {
			return err
		}
		if batch = append(batch, one); len(batch) < orderedBatch {
			continue
		}
		o.begin(batch)
		batch = nil
		if err := o.end(2 * runtime.GOMAXPROCS(0)); err != nil {
			return err
		}
	}
	o.begin(batch)
	return o.end(0)
}

// ordered is work under way.
type ordered[T, R any] struct {
	work  func(T) (R, error)
	done  func(R) error
	ahead []*finishedBatch[R] // in order
}

// finishedBatch is what became of a batch.
type finishedBatch[R any] struct {
	out  []R
	err  error
	wait sync.WaitGroup
}

func (o *ordered[T, R]) begin(batch []T) {
	w := &finishedBatch[R]{}
	w.wait.Go(func() {
		for _, one := range batch {
			r, err := o.work(one)
			if err != nil {
				w.err = err
				return
			}
			w.out = append(w.out, r)
		}
	})
	o.ahead = append(o.ahead, w)
}

// end passes on all but the newest few.
func (o *ordered[T, R]) end(behind int) error {
	for len(o.ahead) > behind {
		w := o.ahead[0]
		o.ahead = o.ahead[1:]
		w.wait.Wait()
		for _, r := range w.out {
			if err := o.done(r); err != nil {
				return err
			}
		}
		if w.err != nil {
			return w.err
		}
	}
	return nil
}

// wait leaves nothing in use.
func (o *ordered[T, R]) wait() {
	for _, w := range o.ahead {
		w.wait.Wait()
	}
}
