package station

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// How much of a list is read at once: that takes a few milliseconds, whatever is
// looked for.
const (
	partRows   = 100   // in full
	lookAtOnce = 1_000 // for the words of a filter
)

// CompletionsFrom reads some of the signed runs that a query selects: up to its Limit,
// or up to partRows. It ends early when the context does.
func (s *Station) CompletionsFrom(ctx context.Context, q model.Query, from model.From) (model.Part[model.Completion], error) {
	return s.completionsIn(ctx, q, store.Span{After: from.Entry, Oldest: from.Oldest})
}

func (s *Station) completionsIn(ctx context.Context, q model.Query, span store.Span) (part model.Part[model.Completion], err error) {
	log, err := s.log()
	if err != nil {
		return part, err
	}
	words := strings.Fields(strings.ToLower(q.Words))
	of := s.among(log, q)
	if span.Max, span.Look = partRows, lookAtOnce; q.Limit > 0 {
		span.Max = q.Limit
	}
	if len(words) > 0 {
		of.Reads = newSieve(log, words).lets
	}
	found, err := log.Search(ctx, of, span)
	if err != nil {
		return part, s.untold(err)
	}
	part = model.Part[model.Completion]{Next: found.Next, More: found.More, Looked: found.Looked, Of: found.Of}
	for _, at := range found.At {
		if err := ctx.Err(); err != nil {
			return part, err
		}
		c, fits, err := s.listed(log, at, q, words)
		if err == nil && fits && slices.Contains(found.Out, at) {
			c.Outages = s.outagesAt(at)
		}
		if err != nil {
			return part, err
		}
		if fits {
			part.Rows = append(part.Rows, c)
		}
	}
	if span.Oldest {
		slices.Reverse(part.Rows)
	}
	return part, nil
}

// listed returns the completion at a position, and whether it is one that a query
// selects: the index says of some only that they may be.
func (s *Station) listed(log *store.Store, at int64, q model.Query, words []string) (c model.Completion, fits bool, err error) {
	p, raw, err := log.Get(at)
	if err != nil {
		return c, false, err
	}
	b, ok := p.Entry.Body.(*record.Completion)
	if !ok || q.Person != "" && p.Entry.Person != q.Person || q.SOP != "" && b.SOP != q.SOP {
		return c, false, fmt.Errorf("%w: entry %d is not what it lists it as", store.ErrIndex, at)
	}
	if q.Code != "" && !slices.Contains(b.Codes, q.Code) {
		return c, false, nil
	}
	c = s.completion(log, p, b)
	if !hasAll(c, raw.Payload, words) {
		return c, false, nil
	}
	if err := s.hands(log, &c); err != nil || len(c.Amendments) == 0 {
		return c, true, err
	}
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	if page, err := s.procedure(b.SHA256); err == nil { // else the names in the entries are what is left of it
		fieldsOf(page, c.Amendments)
	}
	return c, true, nil
}

// EachCompletion yields the signed runs that a query selects, newest first, and reads
// on as they are asked for. After an error there is none.
func (s *Station) EachCompletion(ctx context.Context, q model.Query) iter.Seq2[model.Completion, error] {
	return func(yield func(model.Completion, error) bool) {
		left := q.Limit
		for span, more := (store.Span{Uncounted: true}), true; more; {
			q.Limit = min(left, partRows)
			part, err := s.completionsIn(ctx, q, span)
			if err != nil {
				yield(model.Completion{}, err)
				return
			}
			for _, c := range part.Rows {
				if left--; !yield(c, nil) || left == 0 {
					return
				}
			}
			span.After, more = part.Next, part.More
		}
	}
}

// Completions returns the signed runs that a query selects, newest first.
func (s *Station) Completions(q model.Query) (out []model.Completion, err error) {
	for c, err := range s.EachCompletion(context.Background(), q) {
		if err != nil {
			return out, err
		}
		out = append(out, c)
	}
	return out, nil
}

// LastRuns returns when a run of each procedure was last signed.
func (s *Station) LastRuns() (map[string]time.Time, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	all, err := log.LastSigned()
	for id, at := range all {
		all[id] = s.local(at)
	}
	return all, s.untold(err)
}

// completion is what an entry says by itself: nobody else's hand.
func (s *Station) completion(log *store.Store, p record.Placed, b *record.Completion) model.Completion {
	c := model.Completion{
		SupervisorSigns: s.texts.of(log, b.SHA256).asks,
		Entry:           p.Position, Leaf: base64.StdEncoding.EncodeToString(p.Leaf[:]), At: s.local(p.Entry.At.Time), Role: p.Entry.Role,
		SOP: b.SOP, Version: b.Version, Run: b.Run, Outcome: run.Outcome(b.Outcome), Codes: b.Codes, Statement: p.Entry.Statement,
		Counts: run.Counts{
			Done: b.Counts.Done, NotApplicable: b.Counts.NotApplicable, NotDone: b.Counts.NotDone, NotRequired: b.Counts.NotRequired,
			LeftOut: b.Counts.LeftOut, Deviations: b.Counts.Deviations, Corrections: b.Counts.Corrections,
		},
	}
	for _, e := range b.Exceptions {
		c.Exceptions = append(c.Exceptions, run.Exception{Kind: run.ExceptionKind(e.Kind), Step: e.Step, Item: e.Item, Text: e.Text, Action: e.Action})
	}
	log.View(func(st *record.State) {
		c.Title = titleOf(st, b.SOP, b.Version)
		c.Person, c.Disputed = personOf(st, p.Entry.Person), st.Disputed(p.Entry.Person, p.Position)
	})
	return c
}

func handOf(log *store.Store, p record.Placed) (h model.Hand) {
	h.Entry = p.Position
	log.View(func(st *record.State) {
		h.By, h.Disputed = personOf(st, p.Entry.Person), st.Disputed(p.Entry.Person, p.Position)
	})
	return h
}

// hands adds to a completion who countersigned, amended, sent it back and answered. A
// review stands while nothing was amended after it, a return while nothing answers it.
func (s *Station) hands(log *store.Store, c *model.Completion) error {
	all, err := log.About(c.Entry)
	if err != nil {
		return err
	}
	for _, p := range all {
		h := handOf(log, p)
		switch b := p.Entry.Body.(type) {
		case *record.Review:
			c.Countersigned = append(c.Countersigned, h)
		case *record.Return:
			c.SentBack = &h
		case *record.Answer:
			c.Answered, c.SentBack = append(c.Answered, h), nil
		case *record.Amend:
			c.Amended, c.SentBack = append(c.Amended, h), nil
			c.Superseded, c.Countersigned = append(c.Superseded, c.Countersigned...), nil
			c.Amendments = append(c.Amendments, model.Amendment{
				Entry: h.Entry, By: h.By, Disputed: h.Disputed, At: s.local(p.Entry.At.Time),
				Step: b.Step, Item: b.Item, Field: b.Field, Index: max(1, b.Index), Old: b.Old, New: b.New, Mark: b.Mark, Reason: b.Reason,
			})
		}
	}
	return nil
}

// fieldsOf adds to amendments the fields that they are of.
func fieldsOf(page *sop.Procedure, all []model.Amendment) {
	for i, a := range all {
		all[i].Of = fieldIn(page, a.Step, a.Field)
	}
}

// personOf returns somebody by their short name; of one who is not enrolled, it is
// their name too.
func personOf(st *record.State, id string) model.Person {
	if p := st.People[id]; p != nil {
		return model.Person{ID: id, Name: p.Name, Roles: slices.Clone(p.Roles), Gone: p.Key == ""}
	}
	return model.Person{ID: id, Name: id}
}

func nameOf(st *record.State, person string) string { return personOf(st, person).Name }

// Entry returns the exact bytes of the entry at a position.
func (s *Station) Entry(entry int64) (Raw, error) {
	log, err := s.log()
	if err != nil {
		return Raw{}, err
	}
	if _, err := get(log, entry); err != nil {
		return Raw{}, err
	}
	p, raw, err := log.Get(entry)
	if err != nil {
		return Raw{}, err
	}
	out := Raw{Payload: raw.Payload, Signature: raw.Signature}
	out.Disputed = len(raw.Signature) > 0 && disputed(log, p.Entry.Person, entry)
	out.Of = record.Of(p.Entry)
	return out, nil
}

func get(log *store.Store, entry int64) (record.Placed, error) {
	if entry < 0 || entry >= log.Head().Size {
		return record.Placed{}, fmt.Errorf("entry %d: %w: the log has %d", entry, ErrUnknown, log.Head().Size)
	}
	p, _, err := log.Get(entry)
	if errors.Is(err, store.ErrErased) {
		err = refuse(ErrUnknown, "%w", err)
	}
	return p, err
}

// Codes returns how many completions each code has, for all people or for one.
func (s *Station) Codes(person string) (map[sop.Code]int, error) {
	counts := map[sop.Code]int{}
	for r, err := range s.EachCompletion(context.Background(), model.Query{Person: person}) {
		if err != nil {
			return counts, err
		}
		for _, c := range r.Codes {
			counts[c]++
		}
	}
	return counts, nil
}
