package station

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// soonExpires is how long before a lot expires it is said that it does, in days.
const soonExpires = 14

// Things returns what runs were done with or for: assets, lots and the items of lists, and
// what was taken out of service, by their names. What was scanned once only, like the label
// of a specimen, is none, and an item that is a bare number names nothing.
func (s *Station) Things(ctx context.Context, which model.Which) (all []model.Asset, err error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	if which == model.Expiring {
		return s.expiring(ctx, log)
	}
	used, err := s.used.things(ctx, log, s.texts.every(log).thing)
	if err != nil {
		return nil, s.untold(err)
	}
	s.view(func(st *record.State) { all = s.outOfService(st) })
	at := map[string]int{} // one is out of service at most once
	for i, a := range all {
		at[a.ID] = i
	}
	for _, u := range oneEach(used) {
		i, out := at[u.Text]
		if !out {
			i, all = len(all), append(all, model.Asset{ID: u.Text})
		}
		a := &all[i]
		a.Lot, a.Runs, a.Wrong, a.Last, a.LastAt, a.Expiry = u.Lot, u.Runs, u.Wrong, u.Last, s.local(u.LastAt), u.Expiry
	}
	today, soon := s.expiresSoon()
	for i, a := range all {
		all[i].Soon = a.Lot && a.Expiry >= today && a.Expiry <= soon
	}
	slices.SortFunc(all, func(a, b model.Asset) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// used remembers what completed runs were done with, so that only those that are new are gone through.
type used struct {
	mu    sync.Mutex
	known *store.Used
}

func (u *used) things(ctx context.Context, log *store.Store, kind func(store.Of) store.ThingKind) ([]store.Thing, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	all, known, err := log.Things(ctx, kind, u.known)
	if err == nil {
		u.known = known
	}
	return all, err
}

// expiresSoon returns the first and the last day of what expires soon.
func (s *Station) expiresSoon() (first, last string) {
	now := s.cfg.Now()
	return now.Format(time.DateOnly), now.AddDate(0, 0, soonExpires).Format(time.DateOnly)
}

// expiring returns the lots that expire soon.
func (s *Station) expiring(ctx context.Context, log *store.Store) (all []model.Asset, err error) {
	today, last := s.expiresSoon()
	days, err := s.lots.expires(ctx, log, s.texts.every(log).thing, today)
	if err != nil {
		return nil, s.untold(err)
	}
	for lot, day := range days {
		if day >= today && day <= last {
			all = append(all, model.Asset{ID: lot, Lot: true, Expiry: day, Soon: true})
		}
	}
	slices.SortFunc(all, func(a, b model.Asset) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// oneEach returns those of the things that are some, each once: what is a lot somewhere is one
// everywhere.
func oneEach(used []store.Thing) []store.Thing {
	used = slices.DeleteFunc(used, func(u store.Thing) bool { return !isThing(u) })
	lots := map[string]bool{}
	for _, u := range used {
		if u.Lot {
			lots[u.Text] = true
		}
	}
	return slices.DeleteFunc(used, func(u store.Thing) bool { return !u.Lot && lots[u.Text] })
}

// isThing reports whether something that was used is a thing: an item that is a bare number names
// nothing.
func isThing(u store.Thing) bool {
	return u.Lot || !u.Item || strings.Trim(u.Text, "0123456789") != ""
}

// thingOf says what a field says of a thing.
func thingOf(f sop.Field) store.ThingKind {
	if f.Type != sop.Scan && f.Type != sop.Date {
		return 0
	}
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
