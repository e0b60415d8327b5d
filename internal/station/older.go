package station

import (
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/schedule"
)

// older is what was missed long ago, as it was found.
type older struct {
	as    found
	slots []model.Slot
}

// found is when that was, from when on records were kept, and with how many entries of each kind that
// can change it. A run that is signed a month late is seen within the hour.
type found struct {
	hour                          string // slots end on the hour
	keptFrom                      time.Time
	explained, approvals, outages int
}

// remembered is how far back missed slots are looked for that nobody explained.
const remembered = 366 * 24 * time.Hour

// missedLongAgo returns the slots that were missed before those that DueNow lists one by one, and that
// nobody explained: of each procedure and item the first, with how many there are behind it.
func (s *Station) missedLongAgo(log *store.Store, site schedule.Site, now time.Time) ([]model.Slot, error) {
	as := found{hour: now.Format("2006-01-02T15"), keptFrom: site.KeptFrom}
	log.View(func(st *record.State) {
		for _, all := range st.Missed {
			as.explained += len(all)
		}
		for _, all := range st.Approvals {
			as.approvals += len(all)
		}
		as.outages = len(st.Outages)
	})
	s.known.mu.Lock()
	was := s.known.older
	s.known.mu.Unlock()
	if was.as == as {
		return slices.Clone(was.slots), nil
	}
	since, next := now.Add(-remembered), older{as: as}
	pages, err := s.scheduled(log, since.Add(-schedule.Reach), s.Approved()...)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		at := map[string]int{}
		for _, slot := range site.Older(p.Page, since, now) {
			if i, has := at[slot.Item]; has {
				next.slots[i].More++
				continue
			}
			at[slot.Item] = len(next.slots)
			next.slots = append(next.slots, s.slot(p, slot))
		}
	}
	s.known.mu.Lock()
	s.known.older = next
	s.known.mu.Unlock()
	return slices.Clone(next.slots), nil
}
