package station

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// amend drafts an amendment. The text is read as the
// page says, as in a correction. Whoever carried the run out amends it, or a
// supervisor; the completion then waits for a review again.
func (s *Station) amend(person string, in model.Amend) (*draft, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	done, ok, err := log.Performed(in.Entry)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &NoCompletionError{in.Entry}
	}
	role, err := s.roleToAmend(person, done)
	if err != nil {
		return nil, err
	}
	body, err := s.amended(log, done, in)
	if err != nil {
		return nil, err
	}
	return s.draft(person, role, body)
}

// amended reads what was typed over the run that was signed.
func (s *Station) amended(log *store.Store, done record.Performed, in model.Amend) (*record.Amend, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	r, err := s.walk(log, done.Run)
	if err != nil {
		return nil, err
	}
	now := s.local(record.At(s.cfg.Now()).Time)
	in.Index = max(1, in.Index)
	value, mark, reason, err := r.Judge(run.Correct{Step: in.Step, Item: in.Item, Field: in.Field, Index: in.Index, Text: in.Text, Reason: in.Reason}, now)
	if err != nil {
		return nil, err
	}
	body := &record.Amend{
		Field: in.Field, Index: in.Index, Item: in.Item, Leaf: done.Leaf, Mark: record.CleanText(mark), New: record.CleanText(value),
		Position: in.Entry, Reason: record.CleanText(reason), Step: in.Step,
	}
	var ok bool
	if body.Old, ok, err = log.Value(in.Entry, body.ID()); err != nil {
		return nil, err
	} else if !ok {
		return nil, fmt.Errorf("value %q of step %q: %w", in.Field, in.Step, ErrUnknown)
	}
	switch {
	case body.Old == body.New:
		return nil, refuse(ErrRules, "%s is %s already", in.Field, body.Old)
	case utf8.RuneCountInString(body.Reason) < record.LeastReason:
		return nil, refuse(ErrRules, "say in %d letters at least why it is amended", record.LeastReason)
	}
	return body, nil
}

// roleToAmend returns the role in which a person amends a completion: any in
// which they may have carried it out, or else that of a supervisor.
func (s *Station) roleToAmend(person string, done record.Performed) (role sop.Role, err error) {
	s.view(func(st *record.State) {
		p := st.People[person]
		switch {
		case p == nil:
			err = fmt.Errorf("person %q: %w", person, ErrUnknown)
		case slices.Contains(done.Owners, person):
			role = roleFor(record.KindAmend, p)
		case p.Has(sop.Supervisor):
			role = sop.Supervisor
		}
	})
	if err == nil && role == "" {
		err = refuse(ErrRules, "only who carried the run out, or a supervisor, amends it")
	}
	return role, err
}
