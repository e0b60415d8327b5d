package station

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
)

// Heading is what a list says of an approved text.
type Heading struct {
	ID, Title, Version string
	Codes              []sop.Code
}

// facts are what lists have to know of an approved text.
type facts struct {
	Heading
	unread bool // it cannot be read as a page
	wrong  bool // it has errors by the rules of today
	rule   sop.Schedule
	items  []string // of the list of the rule
	listed []string // of all its lists
	asks   bool     // for a supervisor
	things map[fieldOf]store.ThingKind
	words  func() *words
}

// words are those of a text that somebody may look for.
type words struct {
	steps  map[string]string
	fields map[fieldOf]fieldWords
}

func onceWords(of func() *words) func() *words { return sync.OnceValue(of) }

type fieldOf struct{ step, field string }

type fieldWords struct {
	label   string
	scanned bool
}

// texts remembers the facts of approved texts, by their SHA-256: each is read once, and what
// the last start left is not read at all.
type texts struct {
	recall func() map[string]*facts // what the last start left; nil for nothing

	mu   sync.Mutex
	all  map[string]func() *facts
	got  map[string]*facts // of those that were read, but for what cannot be
	news bool              // one of them was not left by the last start
}

// of returns the facts of a text. One that cannot be read asks for a supervisor: nobody knows
// that it did not.
func (t *texts) of(log *store.Store, sum string) *facts {
	t.mu.Lock()
	if t.all == nil {
		t.all, t.got = map[string]func() *facts{}, map[string]*facts{}
	}
	read := t.all[sum]
	if read == nil {
		read = sync.OnceValue(func() *facts { return t.read(log, sum) })
		t.all[sum] = read
	}
	t.mu.Unlock()
	return read()
}

// read returns the facts of a text, as they were left or as its text has them.
func (t *texts) read(log *store.Store, sum string) *facts {
	var f *facts
	if t.recall != nil {
		f = t.recall()[sum]
	}
	news := f == nil
	if news {
		text, err := checkedText(log, sum)
		if err != nil { // nothing is read as a page where it was changed
			return &facts{unread: true, asks: true, words: noWords}
		}
		f = factsOf(text)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.got[sum], t.news = f, t.news || news
	return f
}

// told returns what was read, nil where the last start has left all of it.
func (t *texts) told() map[string]*facts {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.news {
		return nil
	}
	t.news = false
	return maps.Clone(t.got)
}

func noWords() *words { return &words{} }

// readAll reads those of the texts that were not read before, side by side, until ctx ends.
func (t *texts) readAll(ctx context.Context, log *store.Store, sums []string) {
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
		return &facts{unread: true, asks: true, words: noWords}
	}
	m, w := p.Meta, &words{steps: map[string]string{}, fields: map[fieldOf]fieldWords{}}
	f := &facts{
		Heading: Heading{m.ID, m.Title, m.Version, m.Codes}, wrong: page.HasErrors(findings), asks: slices.Contains(m.Sign, string(sop.Supervisor)), rule: m.Schedule,
		things: map[fieldOf]store.ThingKind{}, words: func() *words { return w },
	}
	if l, ok := m.List(f.rule.Each.List); ok {
		f.items = l.Items
	}
	for _, l := range m.Lists {
		f.listed = append(f.listed, l.Items...)
	}
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			w.steps[st.ID] = st.Text
			for _, field := range st.Fields {
				of := fieldOf{st.ID, field.Name}
				w.fields[of] = fieldWords{label: field.Label, scanned: field.Type == sop.Scan}
				if kind := thingOf(field); kind != 0 {
					f.things[of] = kind
				}
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
	t.readAll(context.Background(), log, sums)
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
		return f.things[fieldOf{of.Step, of.Field}]
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
	w := f.words()
	step, field = of.Step+"\n"+w.steps[of.Step], of.Field
	if known, ok := w.fields[fieldOf{of.Step, of.Field}]; ok {
		return step, field + "\n" + known.label, known.scanned
	}
	return step, field, false
}

// Heading returns what a list says of an approved text, by its SHA-256. One that cannot be
// carried out is an error.
func (s *Station) Heading(sum string) (Heading, error) {
	log, err := s.log()
	if err != nil {
		return Heading{}, err
	}
	f := s.texts.of(log, sum)
	if f.unread || f.wrong {
		return Heading{}, fmt.Errorf("the approved text %s cannot be carried out: %w", sum, ErrNotReady)
	}
	return f.Heading, nil
}

// ReadTexts reads every approved text ahead of the lists that need what they say, until ctx
// ends: a hundred of them take longer than a list may.
func (s *Station) ReadTexts(ctx context.Context) {
	if log, err := s.log(); err == nil { // a station that is not set up has none
		s.texts.readAll(ctx, log, approvedTexts(log))
	}
}
