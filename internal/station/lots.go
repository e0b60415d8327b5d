package station

import (
	"context"
	"encoding/json"
	"maps"
	"sync"

	"soprun/internal/store"
)

// lots remembers when lots expire, so that only completions that are new are gone through: of
// the first start of a day too, since it is left to the next one.
type lots struct {
	recall func() *keptLots // what the last start left

	mu   sync.Mutex
	read bool
	keptLots
	left int // blocks that the last start had gone through
}

// keptLots is what is left to the next start.
type keptLots struct {
	Since string // the day before which lots that have expired were left out
	Known *store.Lots
}

// worthLeaving is after how many blocks it is left anew: to go through them takes a few
// milliseconds.
const worthLeaving = 16

// expires returns the days on which lots expire that have not before a day.
func (l *lots) expires(ctx context.Context, log *store.Store, kind func(store.Of) store.ThingKind, today string) (map[string]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.read {
		if kept := l.recall(); kept != nil {
			l.keptLots, l.left = *kept, kept.Known.Blocks
		}
		l.read = true
	}
	known := l.Known
	if today < l.Since { // a clock was set back: those that were left out count again
		known = nil
	}
	all, known, err := log.Lots(ctx, kind, known)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(known.Expires, func(_, day string) bool { return day < today })
	l.keptLots = keptLots{today, known}
	return all, nil
}

const (
	lotsFile   = "lots.list"
	sealOfLots = "soprun lots 1"
)

// recallLots returns what the last start left, nil for nothing.
func (s *Station) recallLots() *keptLots {
	lines := s.recall(lotsFile, sealOfLots)
	var out keptLots
	if len(lines) != 1 || json.Unmarshal(lines[0], &out) != nil || out.Known == nil {
		return nil
	}
	return &out
}

// leaveLots leaves what is known of the lots to the next start, where that saves it something.
func (s *Station) leaveLots() {
	s.lots.mu.Lock()
	kept, left := s.lots.keptLots, s.lots.left
	s.lots.mu.Unlock()
	if kept.Known != nil && (kept.Known.Blocks >= left+worthLeaving || kept.Known.Blocks < left) {
		s.leaveThese(kept)
	}
}

func (s *Station) leaveThese(kept keptLots) {
	if line, err := json.Marshal(kept); err == nil {
		s.leave(lotsFile, sealOfLots, [][]byte{line})
	}
}
