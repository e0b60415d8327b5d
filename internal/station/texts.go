package station

import (
	"context"
	"fmt"
	"runtime"
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
	wrong  bool // it has errors by the rules of today
	meta   sop.Meta
	rule   sop.Schedule
	items  []string // of the list of the rule
	asks   bool     // for a supervisor
	steps  map[string]string
	fields map[fieldOf]fieldFacts
}

type fieldOf struct{ step, field string }

type fieldFacts struct {
	label   string
	scanned bool
	thing   store.ThingKind
}

// texts remembers the facts of approved texts, by their SHA-256: each is read once.
type texts struct {
	mu  sync.Mutex
	all map[string]func() *facts
}

// of returns the facts of a text. One that cannot be read asks for a supervisor: nobody knows
// that it did not.
func (t *texts) of(log *store.Store, sum string) *facts {
	return t.reading(sum, func() []byte {
		text, _ := checkedText(log, sum) // nothing is read as a page where it was changed
		return text
	})()
}

// reading returns what reads a text once, whoever calls it first.
func (t *texts) reading(sum string, text func() []byte) func() *facts {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = map[string]func() *facts{}
	}
	if t.all[sum] == nil {
		t.all[sum] = sync.OnceValue(func() *facts { return factsOf(text()) })
	}
	return t.all[sum]
}

// read reads those of the texts that were not read before, side by side, until ctx ends.
func (t *texts) read(ctx context.Context, log *store.Store, sums []string) {
	next := make(chan string)
	var wg sync.WaitGroup
	for range min(len(sums), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for sum := range next {
				t.of(log, sum)
			}
		})
	}
	for _, sum := range sums {
		if ctx.Err() != nil {
			break
		}
		next <- sum
	}
	close(next)
	wg.Wait()
}

func factsOf(text []byte) *facts {
	p, findings := page.Parse(text)
	if p == nil {
		return &facts{unread: true, asks: true}
	}
	f := &facts{wrong: page.HasErrors(findings), meta: p.Meta, asks: slices.Contains(p.Meta.Sign, string(sop.Supervisor)), rule: p.Meta.Schedule, steps: map[string]string{}, fields: map[fieldOf]fieldFacts{}}
	if l, ok := p.Meta.List(f.rule.Each.List); ok {
		f.items = l.Items
	}
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			f.steps[st.ID] = st.Text
			for _, field := range st.Fields {
				f.fields[fieldOf{st.ID, field.Name}] = fieldFacts{label: field.Label, scanned: field.Type == sop.Scan, thing: thingOf(field)}
			}
		}
	}
	return f
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

// factsBySum are the facts of all approved texts, for who may not read one meanwhile.
type factsBySum map[string]*facts

func (t *texts) every(log *store.Store) factsBySum {
	sums := approvedTexts(log)
	t.read(context.Background(), log, sums)
	all := make(factsBySum, len(sums))
	for _, sum := range sums {
		all[sum] = t.of(log, sum)
	}
	return all
}

// asking are those that ask for a supervisor.
func (all factsBySum) asking() map[string]bool {
	out := make(map[string]bool, len(all))
	for sum, f := range all {
		out[sum] = f.asks
	}
	return out
}

// thing is what the field of a value says of a thing.
func (all factsBySum) thing(of store.Of) store.ThingKind {
	if f := all[of.SHA256]; f != nil {
		return f.fields[fieldOf{of.Step, of.Field}].thing
	}
	return 0
}

// words are those of the step and of the field of a value, and whether that is scanned. Where
// a text cannot be read, both have their names still.
func (all factsBySum) words(of store.Of) (step, field string, scanned bool) {
	f := all[of.SHA256]
	if f == nil || f.unread {
		return of.Step, of.Field, false
	}
	step, field = of.Step+"\n"+f.steps[of.Step], of.Field
	if known, ok := f.fields[fieldOf{of.Step, of.Field}]; ok {
		return step, field + "\n" + known.label, known.scanned
	}
	return step, field, false
}

// Meta returns the front matter of an approved text, by its SHA-256. One that cannot be
// carried out is an error.
func (s *Station) Meta(sum string) (sop.Meta, error) {
	log, err := s.log()
	if err != nil {
		return sop.Meta{}, err
	}
	f := s.texts.of(log, sum)
	if f.unread || f.wrong {
		return sop.Meta{}, fmt.Errorf("the approved text %s cannot be carried out: %w", sum, ErrNotReady)
	}
	return f.meta, nil
}

// ReadTexts reads every approved text ahead of the lists that need what they say, until ctx
// ends: a hundred of them take longer than a list may.
func (s *Station) ReadTexts(ctx context.Context) {
	if log, err := s.log(); err == nil { // a station that is not set up has none
		s.texts.read(ctx, log, approvedTexts(log))
	}
}
