package station

import (
	"fmt"
	"slices"
	"sync"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/schedule"
)

// known holds what schedules have read of completions of which the index does not say all,
// by entry. It does not change.
type known struct {
	mu    sync.Mutex
	runs  map[int64]told
	older older
}

// told is what the entries of a run say of what it was for.
type told struct {
	named []string
	left  []schedule.LeftOut
}

// mostRolling bounds how far back the last completion of a rolling schedule is looked for.
const mostRolling = 400

// runsOf returns the completions of procedures, sorted by when they were started. The items of
// each are those of the text that it was carried out by.
func (s *Station) runsOf(log *store.Store, wanted map[string]store.Wanted) (map[string][]schedule.Run, error) {
	var approvals []*record.Approval
	log.View(func(st *record.State) {
		for id := range wanted {
			approvals = append(approvals, st.Approvals[id]...)
		}
	})
	fields := map[string]string{}
	for _, a := range approvals {
		fields[a.SHA256] = s.texts.of(log, a.SHA256).rule.Each.Field
	}
	all, err := log.Ran(wanted, func(sum string) string { return fields[sum] })
	if err != nil {
		return nil, s.untold(err)
	}
	out := make(map[string][]schedule.Run, len(all))
	for id, ran := range all {
		runs := make([]schedule.Run, len(ran))
		for i, r := range ran {
			if runs[i], err = s.runOf(log, r, fields[r.SHA256]); err != nil {
				return nil, err
			}
		}
		slices.SortStableFunc(runs, func(a, b schedule.Run) int { return a.Started.Compare(b.Started) })
		out[id] = runs
	}
	return out, nil
}

// runOf is a completion as schedules have it; a field says what it was for.
func (s *Station) runOf(log *store.Store, r store.Ran, field string) (schedule.Run, error) {
	run := schedule.Run{
		Entry: r.At, Signed: r.Signed, Started: s.local(r.Started), Done: s.local(r.Done), LateEntry: r.LateEntry, Outcome: outcomeOf(r.Outcome), Served: r.Named,
	}
	if r.Amended || r.LeftOut {
		of, err := s.told(log, r.At, field)
		if err != nil {
			return run, err
		}
		run.Served, run.Left = of.named, of.left
	}
	log.View(func(st *record.State) { run.Disputed = st.Disputed(r.Person, r.At) })
	return run, nil
}

// told reads what the entries of the run of a completion say of what it was for, as it was
// signed: what a value was amended to later changes no slot.
func (s *Station) told(log *store.Store, at int64, field string) (told, error) {
	s.known.mu.Lock()
	of, read := s.known.runs[at]
	s.known.mu.Unlock()
	if read {
		return of, nil
	}
	p, _, err := log.Get(at)
	if err != nil {
		return of, err
	}
	b, ok := p.Entry.Body.(*record.Completion)
	if !ok {
		return of, fmt.Errorf("%w: entry %d is no completion", store.ErrIndex, at)
	}
	all, err := s.entriesOf(log, b.Run)
	if err != nil {
		return of, err
	}
	of = served(all.events, field)
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	if s.known.runs == nil {
		s.known.runs = map[int64]told{}
	}
	s.known.runs[at] = of
	return of, nil
}

// outcomeOf is how a run ended in the words of schedules: one that is complete except for
// something is done.
func outcomeOf(o record.Outcome) schedule.Outcome {
	switch o {
	case record.Stopped:
		return schedule.Stopped
	case record.Ended:
		return schedule.Ended
	default:
		return schedule.Complete
	}
}

// served returns the items that a run was for, which a field names, and those that it left
// out.
func served(events []sop.Event, field string) (out told) {
	values := record.Values{}
	for _, e := range events {
		values.Add(e)
		if e.Kind == sop.ItemsLeft {
			out.left = append(out.left, schedule.LeftOut{Item: e.Value, Reason: e.Reason})
		}
	}
	for id, text := range values {
		if id.Field == field && !slices.Contains(out.named, text) {
			out.named = append(out.named, text)
		}
	}
	slices.Sort(out.named)
	return out
}
