package record

import (
	"iter"
	"runtime"
	"sync"
)

// inOrderBatch is how many of them a goroutine works at.
const inOrderBatch = 256

// eachInOrder calls work with all, on every core, and done with what it returned, in their order.
// The first error ends it.
func eachInOrder[T, R any](all iter.Seq2[T, error], work func(T) (R, error), done func(R) error) error {
	type batch struct {
		in   []T
		out  []R
		err  error
		wait sync.WaitGroup
	}
	var ahead []*batch
	begin := func(b *batch) {
		b.wait.Go(func() {
			for _, one := range b.in {
				r, err := work(one)
				if err != nil {
					b.err = err
					return
				}
				b.out = append(b.out, r)
			}
		})
		ahead = append(ahead, b)
	}
	end := func() error {
		b := ahead[0]
		ahead = ahead[1:]
		b.wait.Wait()
		for _, r := range b.out {
			if err := done(r); err != nil {
				return err
			}
		}
		return b.err
	}
	var failed error
	now := &batch{}
	for one, err := range all {
		if failed = err; failed != nil {
			break
		}
		if now.in = append(now.in, one); len(now.in) < inOrderBatch {
			continue
		}
		begin(now)
		now = &batch{}
		if len(ahead) > 2*runtime.GOMAXPROCS(0) {
			if failed = end(); failed != nil {
				break
			}
		}
	}
	begin(now)
	for len(ahead) > 0 && failed == nil {
		failed = end()
	}
	for _, b := range ahead {
		b.wait.Wait()
	}
	return failed
}
