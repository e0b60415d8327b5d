package record

// BundleOptions are the ways in which the check of a bundle can differ.
type BundleOptions struct {
	Lean bool // see Options
	// Progress is called now and then with how much of the work is done; it may be nil.
	Progress func(done, total int64)
}

// progress counts what goes over the entries of a bundle, twice: for themselves and for what
// is derived of them.
type progress struct {
	tell        func(done, total int64) // nil where nobody listens
	done, total int64
}

func progressOver(entries int64, tell func(done, total int64)) progress {
	return progress{tell: tell, total: 2 * entries}
}

// toldEvery is how many entries go by before it is said again.
const toldEvery = 1024

func (p *progress) step() { p.reach(p.done + 1) }

// reach says that so much is done. What is more than there should be, as in a bundle that says
// less than it holds, counts for nothing.
func (p *progress) reach(done int64) {
	if done = min(done, p.total); p.tell != nil && done/toldEvery != p.done/toldEvery {
		p.tell(done, p.total)
	}
	p.done = done
}

// end says that nothing is left.
func (p *progress) end() {
	if p.tell != nil {
		p.tell(p.total, p.total)
	}
}
