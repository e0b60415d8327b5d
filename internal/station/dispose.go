package station

import (
	"fmt"
	"time"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
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

// PrepareDispose returns a disposal as an administrator will sign it. Nothing is
// destroyed before somebody else confirms it.
func (s *Station) PrepareDispose(by, before, reason string) (*Draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	if err := run.CheckWords(reason); err != nil {
		return nil, err
	}
	due, err := log.Due(before)
	if err != nil {
		return nil, err
	}
	if len(due) == 0 {
		return nil, fmt.Errorf("%w: no reviewed run was completed before %s", ErrRules, before)
	}
	body, err := record.DisposeOf(before, record.CleanText(reason), due)
	if err != nil {
		return nil, err
	}
	return s.draft(by, sop.Administrator, body)
}

// PrepareConfirm returns the confirmation of a disposal as a supervisor or another
// administrator will sign it. From then on what it names is gone for every rule;
// its payloads are destroyed when the station is opened next.
func (s *Station) PrepareConfirm(by string, entry int64) (*Draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	var body *record.ConfirmDispose
	role := sop.Supervisor
	log.View(func(st *record.State) {
		for _, d := range st.Disposals {
			if d.Position == entry {
				body = &record.ConfirmDispose{Leaf: d.Leaf, Position: entry}
			}
		}
		if p := st.People[by]; p != nil && p.Has(sop.Administrator) {
			role = sop.Administrator
		}
	})
	if body == nil {
		return nil, fmt.Errorf("entry %d is no disposal: %w", entry, ErrUnknown)
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
