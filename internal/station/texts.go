package station

import (
	"slices"
	"sync"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
)

// facts are what lists have to know of an approved text.
type facts struct {
	unread bool // it cannot be read as a page
	rule   sop.Schedule
	items  []string // of the list of the rule
	asks   bool     // for a supervisor
	things map[fieldOf]store.ThingKind
}

type fieldOf struct{ step, field string }

// texts remembers the facts of approved texts, by their SHA-256: each is read once.
type texts struct {
	mu  sync.Mutex
	all map[string]*facts
}

// of returns the facts of a text. One that cannot be read asks for a supervisor: nobody knows
// that it did not.
func (t *texts) of(log *store.Store, sum string) *facts {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f := t.all[sum]; f != nil {
		return f
	}
	f := &facts{unread: true, asks: true, things: map[fieldOf]store.ThingKind{}}
	if text, ok := log.Text(sum); ok {
		if p, _ := page.Parse(text); p != nil {
			f.read(p)
		}
	}
	if t.all == nil {
		t.all = map[string]*facts{}
	}
	t.all[sum] = f
	return f
}

func (f *facts) read(p *sop.Procedure) {
	f.unread, f.asks, f.rule = false, slices.Contains(p.Meta.Sign, string(sop.Supervisor)), p.Meta.Schedule
	if l, ok := p.Meta.List(f.rule.Each.List); ok {
		f.items = l.Items
	}
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			for _, field := range st.Fields {
				if k := thingOf(field); k > 0 {
					f.things[fieldOf{st.ID, field.Name}] = k
				}
			}
		}
	}
}

// approvedTexts returns the SHA-256 of every text that was ever approved.
func approvedTexts(log *store.Store) (sums []string) {
	log.View(func(st *record.State) {
		for _, versions := range st.Approvals {
			for _, v := range versions {
				sums = append(sums, v.SHA256)
			}
		}
	})
	return sums
}

// asking returns those of all approved texts that ask for a supervisor.
func (t *texts) asking(log *store.Store) map[string]bool {
	sums := approvedTexts(log)
	out := make(map[string]bool, len(sums))
	for _, sum := range sums {
		out[sum] = t.of(log, sum).asks
	}
	return out
}

// things returns what is asked for each value while the log is read: what its field says of a
// thing. The texts are read before.
func (t *texts) things(log *store.Store) func(store.Of) store.ThingKind {
	known := map[string]map[fieldOf]store.ThingKind{}
	for _, sum := range approvedTexts(log) {
		known[sum] = t.of(log, sum).things
	}
	return func(of store.Of) store.ThingKind { return known[of.SHA256][fieldOf{of.Step, of.Field}] }
}
