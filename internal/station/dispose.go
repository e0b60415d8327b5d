package station

import (
	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

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
		return nil, refuse(ErrRules, "no reviewed run was completed before %s", act.Before)
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
		return nil, refuse(ErrUnknown, "entry %d is no disposal", act.Entry)
	}
	return s.draft(by, role, body)
}

// disposals returns every disposal, in the order of the log.
func (s *Station) disposals(log *store.Store) (all []model.Disposal, err error) {
	var confirmed []int64
	log.View(func(st *record.State) {
		for _, d := range st.Disposals {
			all = append(all, model.Disposal{
				Entry: d.Position, At: s.local(d.At), By: personOf(st, d.By), Before: d.Before, Entries: d.Entries, Reason: d.Reason,
				Disputed: st.Disputed(d.By, d.Position),
			})
			confirmed = append(confirmed, d.Confirmed)
		}
	})
	for i, at := range confirmed {
		if at == 0 {
			continue
		}
		p, _, err := log.Get(at)
		if err != nil {
			return nil, err
		}
		by := handOf(log, p)
		all[i].Confirmed = &by
	}
	return all, nil
}
