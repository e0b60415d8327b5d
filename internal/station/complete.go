package station

import (
	"fmt"
	"slices"

	"soprun/sop"
	"soprun/sop/record"
)

// Prepare returns the completion of a run as it will be signed: counts,
// outcome and reason follow from the run's events.
func (s *Station) Prepare(run, person string, sum Summary) (*Draft, error) {
	body := &record.Completion{Run: run, Codes: append([]sop.Code{}, sum.Codes...)}
	var role record.Role
	known := false
	s.view(func(st *record.State) {
		r := st.Open[run]
		if r == nil {
			return
		}
		known = true
		body.Counts, body.Outcome, body.Events = r.Tally.Counts(), r.Tally.Outcome(), r.Events()
		body.SOP, body.SHA256, body.Version = r.SOP, r.SHA256, r.Version
		if body.Outcome == record.Stopped {
			body.Reason = r.Tally.StopReason
		}
		if p := st.People[person]; p != nil {
			role = roleFor(record.KindCompletion, p)
		}
	})
	if !known {
		return nil, fmt.Errorf("run %q is not open: %w", run, ErrUnknown)
	}
	for _, e := range sum.Exceptions {
		e.Text, e.Action = record.CleanText(e.Text), record.CleanText(e.Action)
		body.Exceptions = append(body.Exceptions, e)
	}
	if role == "" {
		return nil, fmt.Errorf("person %q may not carry out a procedure: %w", person, ErrUnknown)
	}
	return s.draft(person, role, body)
}

// roleFor returns the first role that may sign such an act and that the person
// holds, "" for none.
func roleFor(k record.Kind, p *record.Person) record.Role {
	if i := slices.IndexFunc(k.By(), p.Has); i >= 0 {
		return k.By()[i]
	}
	return ""
}

// PrepareReview returns the countersignature of a completion as it will be
// signed. It is refused for one's own work.
func (s *Station) PrepareReview(person string, entry int64, comment string) (*Draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	done, ok := log.Performed(entry)
	if !ok {
		return nil, fmt.Errorf("entry %d is no completion: %w", entry, ErrUnknown)
	}
	body := &record.Review{Comment: record.CleanText(comment), Leaf: done.Leaf, Position: entry}
	return s.draft(person, record.Supervisor, body)
}

// Countersign prepares and signs a review in one go.
func (s *Station) Countersign(person string, passphrase []byte, entry int64, comment string) (int64, error) {
	defer clear(passphrase)
	d, err := s.PrepareReview(person, entry, comment)
	if err != nil {
		return 0, err
	}
	return s.Sign(d, passphrase)
}
