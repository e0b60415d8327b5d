package station

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
)

// soonExpires is how long before a lot expires it is said that it does, in days.
const soonExpires = 14

// Things returns what runs were done with or for: assets, lots and the items of lists, and
// what was taken out of service, by their names. What was scanned once only, like the label
// of a specimen, is none, and an item that is a bare number names nothing.
func (s *Station) Things(ctx context.Context) (all []model.Asset, err error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	var sums []string
	log.View(func(st *record.State) {
		for _, versions := range st.Approvals {
			for _, v := range versions {
				sums = append(sums, v.SHA256)
			}
		}
	})
	used, err := log.Things(ctx, s.fields.of(log, sums))
	if err != nil {
		return nil, s.untold(err)
	}
	s.view(func(st *record.State) { all = s.outOfService(st) })
	for _, u := range oneEach(used) {
		i := slices.IndexFunc(all, func(a model.Asset) bool { return a.ID == u.Text })
		if i < 0 {
			i, all = len(all), append(all, model.Asset{ID: u.Text})
		}
		a := &all[i]
		a.Lot, a.Runs, a.Wrong, a.Last, a.LastAt, a.Expiry = u.Lot, u.Runs, u.Wrong, u.Last, s.local(u.LastAt), u.Expiry
	}
	now := s.cfg.Now()
	today, soon := now.Format(time.DateOnly), now.AddDate(0, 0, soonExpires).Format(time.DateOnly)
	for i, a := range all {
		all[i].Soon = a.Lot && a.Expiry >= today && a.Expiry <= soon
	}
	slices.SortFunc(all, func(a, b model.Asset) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// oneEach returns those of the things that are some, each once: what is a lot somewhere is one
// everywhere.
func oneEach(used []store.Thing) (out []store.Thing) {
	slices.SortFunc(used, func(a, b store.Thing) int {
		return cmp.Or(strings.Compare(a.Text, b.Text), map[bool]int{true: -1, false: 1}[a.Lot])
	})
	for _, u := range slices.CompactFunc(used, func(a, b store.Thing) bool { return a.Text == b.Text }) {
		if _, err := strconv.Atoi(u.Text); u.Lot || u.Runs > 1 && !u.Item || u.Item && err != nil {
			out = append(out, u)
		}
	}
	return out
}

// fieldKinds remembers what the fields of the approved texts say of things: by the SHA-256
// of a text, then by step and field.
type fieldKinds struct {
	mu    sync.Mutex
	texts map[string]map[fieldOf]store.ThingKind
}

type fieldOf struct{ step, field string }

// of reads the texts that it does not know, and returns what is asked for each field: not
// while the log is read.
func (f *fieldKinds) of(log *store.Store, sums []string) func(store.Of) store.ThingKind {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.texts == nil {
		f.texts = map[string]map[fieldOf]store.ThingKind{}
	}
	for _, sum := range sums {
		if f.texts[sum] != nil {
			continue
		}
		f.texts[sum] = map[fieldOf]store.ThingKind{}
		text, _ := log.Text(sum)
		p, _ := page.Parse(text)
		if p == nil {
			continue
		}
		for _, section := range p.Sections {
			for _, st := range section.Steps {
				for _, field := range st.Fields {
					if k := thingOf(field); k > 0 {
						f.texts[sum][fieldOf{st.ID, field.Name}] = k
					}
				}
			}
		}
	}
	known := maps.Clone(f.texts)
	return func(of store.Of) store.ThingKind { return known[of.SHA256][fieldOf{of.Step, of.Field}] }
}

// thingOf says what a field says of a thing.
func thingOf(f sop.Field) store.ThingKind {
	words := strings.FieldsFunc(strings.ToLower(f.Name+" "+f.Label), func(r rune) bool { return r < 'a' || r > 'z' })
	has := func(any ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(any, w) })
	}
	switch {
	case f.Type == sop.Scan && (f.GS1 == sop.GS1Lot || has("lot", "batch")):
		return store.ALot
	case f.Type == sop.Scan:
		return store.AnAsset
	case f.Type == sop.Date && (f.GS1 == sop.GS1Expiry || has("expiry", "expires")):
		return store.AnExpiry
	}
	return 0
}
