package station

import (
	"slices"
	"sync"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
)

// asking remembers of the approved texts, by their SHA-256, whether they say that a
// supervisor signs.
type asking struct {
	mu    sync.Mutex
	texts map[string]bool
}

// of reports whether a text asks for a supervisor. One that cannot be read does: nobody
// knows that it did not.
func (a *asking) of(log *store.Store, sum string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	asks, known := a.texts[sum]
	if known {
		return asks
	}
	asks = true
	if text, ok := log.Text(sum); ok {
		if p, _ := page.Parse(text); p != nil {
			asks = slices.Contains(p.Meta.Sign, string(sop.Supervisor))
		}
	}
	if a.texts == nil {
		a.texts = map[string]bool{}
	}
	a.texts[sum] = asks
	return asks
}

// among returns those of all approved texts that ask for a supervisor.
func (a *asking) among(log *store.Store) map[string]bool {
	var sums []string
	log.View(func(st *record.State) {
		for _, versions := range st.Approvals {
			for _, v := range versions {
				sums = append(sums, v.SHA256)
			}
		}
	})
	out := make(map[string]bool, len(sums))
	for _, sum := range sums {
		out[sum] = a.of(log, sum)
	}
	return out
}
