package kit

import "sync/atomic"

// Progress is how far something is that takes long: written by what does it and
// read by the frame.
type Progress struct{ done, total atomic.Int64 }

// Set says how much is done, of how much.
func (p *Progress) Set(done, total int64) {
	p.total.Store(total)
	p.done.Store(done)
}

// Of returns how much is done, of how much; 0 of 0 before that is known.
func (p *Progress) Of() (done, total int64) { return p.done.Load(), p.total.Load() }

// Percent returns how much is done, from 0 to 100.
func (p *Progress) Percent() int64 { return p.done.Load() * 100 / max(1, p.total.Load()) }
