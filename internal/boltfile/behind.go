package boltfile

import (
	"sync"

	"go.etcd.io/bbolt"
)

// together is how many writings go to the file in one transaction, and mostBehind how many may
// wait for theirs.
const (
	together   = 16
	mostBehind = 4 * together
)

// behind is what is still to be written, in its order.
type behind struct {
	mu      sync.Mutex
	changed *sync.Cond
	todo    []func(*bbolt.Tx) error
	writing bool
	err     error // the first, after which nothing more is written
}

// WriteBehind lets UpdateBehind return before anything is written, and no transaction wait for the disk.
// What goes wrong is the error of whatever comes next, and of Close; what a crash leaves misses
// what was still to be written. It is for what is made up, and can be made again.
func (d *DB) WriteBehind() {
	d.SyncAtClose()
	d.behind = &behind{}
	d.behind.changed = sync.NewCond(&d.behind.mu)
}

// UpdateBehind calls f in a transaction that writes, after all that it was given before; where the file
// is not written behind, that is Update. f is called by another goroutine: it must not wait for
// anything that is held by whoever uses the file.
func (d *DB) UpdateBehind(f func(*bbolt.Tx) error) error {
	b := d.behind
	if b == nil {
		return d.Update(f)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.todo) >= mostBehind && b.err == nil {
		b.changed.Wait()
	}
	if b.err != nil {
		return b.err
	}
	if b.todo = append(b.todo, f); len(b.todo) >= together && !b.writing {
		b.writing = true
		go d.catchUp()
	}
	return nil
}

// catchUp writes while there is enough to do. The caller has set writing.
func (d *DB) catchUp() {
	b := d.behind
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.todo) >= together && b.err == nil {
		d.writeDown()
	}
	b.writing = false
	b.changed.Broadcast()
}

// writeDown writes all that is to be written, in one transaction. The caller holds b.mu, which
// others can have meanwhile, and has set writing.
func (d *DB) writeDown() {
	b := d.behind
	todo := b.todo
	b.todo = nil
	b.mu.Unlock()
	err := d.update(func(tx *bbolt.Tx) error {
		for _, f := range todo {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	})
	b.mu.Lock()
	b.err = err
	b.changed.Broadcast()
}

// settle waits until all is written that was given to UpdateBehind.
func (d *DB) settle() error {
	b := d.behind
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.writing {
		b.changed.Wait()
	}
	if len(b.todo) > 0 && b.err == nil {
		b.writing = true
		d.writeDown()
		b.writing = false
		b.changed.Broadcast()
	}
	return b.err
}
