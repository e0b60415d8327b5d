package plain

import (
	"sync"
	"time"
)

// How long something takes before the dialogue says how far it is, and how often it does then: a
// screen reader reads each line out. Of few things there is nothing to say.
const (
	tellsAfter = time.Second
	tellsEvery = 5 * time.Second
	tellsOf    = 200
)

// telling returns what says, in words, how far something is that takes long. Several goroutines
// may call it, while nothing else is said.
func (p *program) telling(words func(done, total int64) string) (far func(done, total int64)) {
	var mu sync.Mutex
	var next time.Time
	return func(done, total int64) {
		if total < tellsOf {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		switch now := p.cfg.Now(); {
		case next.IsZero():
			next = now.Add(tellsAfter)
		case done < total && !now.Before(next):
			next = now.Add(tellsEvery)
			p.d.say(words(done, total))
			p.d.flush()
		}
	}
}
