package station

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/run"
)

// Record returns everything about the completion at a position, its run walked again
// from its own events and its signature checked again.
func (s *Station) Record(entry int64) (model.Record, error) {
	log, err := s.log()
	if err != nil {
		return model.Record{}, err
	}
	p, err := get(log, entry)
	if err != nil {
		return model.Record{}, err
	}
	b, ok := p.Entry.Body.(*record.Completion)
	if !ok {
		return model.Record{}, fmt.Errorf("entry %d is no completion: %w", entry, ErrUnknown)
	}
	out := model.Record{Completion: s.completion(log, p, b), SHA256: b.SHA256, Leaf: base64.StdEncoding.EncodeToString(p.Leaf[:])}
	if err := s.walkAgain(log, &out); err != nil {
		return model.Record{}, err
	}
	if err := s.actsAbout(log, &out); err != nil {
		return model.Record{}, err
	}
	_, raw, err := log.Get(entry)
	if err != nil {
		return model.Record{}, err
	}
	if _, err := record.VerifySignature(raw.Payload, raw.Signature); err != nil {
		out.Signature = err.Error()
	}
	return out, nil
}

// walkAgain adds to a record what its run's own entries say.
func (s *Station) walkAgain(log *store.Store, out *model.Record) error {
	all, err := s.entriesOf(log, out.Run)
	if err != nil {
		return err
	}
	s.writing.Lock()
	out.Procedure, err = s.procedure(out.SHA256)
	s.writing.Unlock()
	if err != nil {
		return err
	}
	if out.Walked, err = run.Replay(out.Procedure, all.events); err != nil {
		return err
	}
	out.Events, out.Summary, out.Names = all.events, out.Walked.Summarise(), map[string]string{}
	log.View(func(st *record.State) {
		for i, e := range all.events {
			out.Names[e.Person] = nameOf(st, e.Person)
			if _, signed := record.ActOf(e.Kind); signed && st.Disputed(e.Person, all.positions[i]) {
				out.DisputedActs = append(out.DisputedActs, model.ActAt{Person: e.Person, At: e.At})
			}
		}
	})
	out.PastReview = s.pastReview(*out)
	return nil
}

// actsAbout adds to a record what was signed about it.
func (s *Station) actsAbout(log *store.Store, out *model.Record) error {
	if err := hands(log, &out.Completion); err != nil {
		return err
	}
	reviews, amendments, err := log.Reviews(out.Entry)
	if err != nil {
		return err
	}
	var errAmended error
	out.Amendments, errAmended = s.amendments(log, amendments)
	out.Reviews, err = s.reviews(log, reviews, last(amendments))
	return errors.Join(errAmended, err)
}

// pastReview returns the day by which the approved page was to be reviewed, where the
// run was begun after that day; else "".
func (s *Station) pastReview(r model.Record) string {
	if len(r.Events) == 0 {
		return ""
	}
	begun := r.Events[0].At
	for _, a := range slices.Backward(s.Approvals(r.SOP)) {
		if a.SHA256 == r.SHA256 && !a.At.After(begun) {
			if a.ReviewBy < s.local(begun).Format(time.DateOnly) {
				return a.ReviewBy
			}
			return ""
		}
	}
	return ""
}

// reviews returns countersignatures; those after the last amendment stand.
func (s *Station) reviews(log *store.Store, positions []int64, amended int64) (out []model.Review, err error) {
	all, err := log.GetAll(positions)
	for _, p := range all {
		if b, ok := p.Entry.Body.(*record.Review); ok {
			h := handOf(log, p)
			out = append(out, model.Review{
				Entry: h.Entry, By: h.By, Disputed: h.Disputed, At: s.local(p.Entry.At.Time), Comment: b.Comment, Stands: p.Position > amended,
			})
		}
	}
	return out, err
}

// amendments returns what was amended of a completion, in that order.
func (s *Station) amendments(log *store.Store, positions []int64) (out []model.Amendment, err error) {
	all, err := log.GetAll(positions)
	for _, p := range all {
		if b, ok := p.Entry.Body.(*record.Amend); ok {
			h := handOf(log, p)
			out = append(out, model.Amendment{
				Entry: h.Entry, By: h.By, Disputed: h.Disputed, At: s.local(p.Entry.At.Time),
				Step: b.Step, Item: b.Item, Field: b.Field, Index: max(1, b.Index), Old: b.Old, New: b.New, Mark: b.Mark, Reason: b.Reason,
			})
		}
	}
	return out, err
}
