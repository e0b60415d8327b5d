package station

import "sync"

// turns is who writes into the log, and when. What is read of its end has to hold until what
// follows from it is there: of the whole log for most, who write alone; of one run for its
// events and its signatures, so that those of several runs go to the disk together.
type turns struct {
	mu     sync.Mutex   // held from reading the log's end until what follows was handed in
	flight sync.RWMutex // held by what was handed in until it is on the disk

	guard sync.Mutex
	runs  map[string]*turn
}

// turn is that of a run, or of whatever is named by a word.
type turn struct {
	sync.Mutex
	wanted int // by how many
}

// Lock waits until nobody else writes, nor anything is on its way.
func (t *turns) Lock() {
	t.mu.Lock()
	t.flight.Lock() // nothing new is handed in meanwhile
}

// Unlock lets others write.
func (t *turns) Unlock() {
	t.flight.Unlock()
	t.mu.Unlock()
}

// of waits until nobody else has the turn of a run, or of a person, until leave.
func (t *turns) of(run string) (leave func()) {
	t.guard.Lock()
	if t.runs == nil {
		t.runs = map[string]*turn{}
	}
	one := t.runs[run]
	if one == nil {
		one = &turn{}
		t.runs[run] = one
	}
	one.wanted++
	t.guard.Unlock()
	one.Lock()
	return func() {
		one.Unlock()
		t.guard.Lock()
		defer t.guard.Unlock()
		if one.wanted--; one.wanted == 0 {
			delete(t.runs, run)
		}
	}
}

// handIn hands something to the store, and waits until it is on the disk. The caller holds
// mu, which others can have meanwhile, and does not hold it any more when it returns.
func (t *turns) handIn(write func() error) error {
	t.flight.RLock()
	t.mu.Unlock()
	defer t.flight.RUnlock()
	return write()
}
