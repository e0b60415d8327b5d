package record

import "sync"

// ahead are the batches of a source, read beside those who look at them.
type ahead struct {
	batches chan readBatch
	stop    chan struct{}
	done    sync.WaitGroup
}

// readBatch is some entries, and what is wrong with the one behind them.
type readBatch struct {
	entries []Stored
	fault   *Fault
}

// readAhead reads a source from a position on. The first batch is of one entry.
func readAhead(src Source, next int64) *ahead {
	a := &ahead{batches: make(chan readBatch, 4), stop: make(chan struct{})}
	a.done.Go(func() {
		defer close(a.batches)
		batch, size := make([]Stored, 0, batchSize), 1
		send := func(f *Fault) bool {
			select {
			case a.batches <- readBatch{batch, f}:
				batch, size = make([]Stored, 0, batchSize), batchSize
				return true
			case <-a.stop:
				return false
			}
		}
		for stored, err := range src.Entries() {
			if f := readable(stored, err, next); f != nil {
				send(f)
				return
			}
			if batch, next = append(batch, stored), next+1; len(batch) == size && !send(nil) {
				return
			}
		}
		if len(batch) > 0 {
			send(nil)
		}
	})
	return a
}

// end leaves nothing of the source in use.
func (a *ahead) end() {
	close(a.stop)
	a.done.Wait()
}
