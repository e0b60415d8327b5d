package station

import (
	"fmt"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
)

// Disposal is one decision to destroy what was kept for long enough.
type Disposal struct {
	Entry     int64
	At        time.Time
	By        string
	Before    string // local day; of completions before it
	Entries   int
	Reason    string
	Confirmed int64 // entry, 0 while nobody has confirmed it
}

// Due returns how many entries could be disposed of now: those of runs that were
// completed before a local day, and reviewed.
func (s *Station) Due(before string) (entries int, err error) {
	log, err := s.log()
	if err != nil {
		return 0, err
	}
	due, err := log.Due(before)
	return len(due), err
}

// dispose drafts a disposal. Nothing is destroyed before somebody else confirms it.
func (s *Station) dispose(by string, act model.Dispose) (*draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	due, err := log.Due(act.Before)
	if err != nil {
		return nil, err
	}
	if len(due) == 0 {
		return nil, fmt.Errorf("%w: no reviewed run was completed before %s", ErrRules, act.Before)
	}
	body, err := record.DisposeOf(act.Before, record.CleanText(act.Reason), due)
	if err != nil {
		return nil, err
	}
	return s.draft(by, sop.Administrator, body)
}

// confirm drafts the confirmation of a disposal by a supervisor or another
// administrator. From then on what it names is gone for every rule; its payloads are
// destroyed when the station is opened next.
func (s *Station) confirm(by string, act model.Confirm) (*draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	var body *record.ConfirmDispose
	role := sop.Supervisor
	log.View(func(st *record.State) {
		for _, d := range st.Disposals {
			if d.Position == act.Entry {
				body = &record.ConfirmDispose{Leaf: d.Leaf, Position: act.Entry}
			}
		}
		if p := st.People[by]; p != nil && p.Has(sop.Administrator) {
			role = sop.Administrator
		}
	})
	if body == nil {
		return nil, fmt.Errorf("entry %d is no disposal: %w", act.Entry, ErrUnknown)
	}
	return s.draft(by, role, body)
}

// Disposals returns every disposal, in the order of the log.
func (s *Station) Disposals() (all []Disposal) {
	s.view(func(st *record.State) {
		for _, d := range st.Disposals {
			all = append(all, Disposal{
				Entry: d.Position, At: s.local(d.At), By: d.By, Before: d.Before, Entries: d.Entries, Reason: d.Reason, Confirmed: d.Confirmed,
			})
		}
	})
	return all
}
