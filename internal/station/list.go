package station

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// Completions returns the signed runs that a query selects, newest first.
func (s *Station) Completions(q model.Query) ([]model.Completion, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	var out []model.Completion
	var readErr error
	words := strings.Fields(strings.ToLower(q.Words))
	of := store.Query{Person: q.Person, SOP: q.SOP, Code: q.Code, Since: q.Since, Until: q.Until, Open: q.Open}
	err = log.Find(of, func(at int64) bool {
		p, raw, err := log.Get(at)
		if err != nil {
			readErr = err
			return false
		}
		b, ok := p.Entry.Body.(*record.Completion)
		if !ok || q.Person != "" && p.Entry.Person != q.Person || q.SOP != "" && b.SOP != q.SOP {
			readErr = fmt.Errorf("%w: entry %d is not what it lists it as", store.ErrIndex, at)
			return false
		}
		if q.Code != "" && !slices.Contains(b.Codes, q.Code) {
			return true
		}
		c := s.completion(log, p, b)
		if !hasAll(c, raw.Payload, words) {
			return true
		}
		if readErr = hands(log, &c); readErr != nil {
			return false
		}
		out = append(out, c)
		return q.Limit <= 0 || len(out) < q.Limit
	})
	return out, errors.Join(err, readErr)
}

// hasAll reports whether every word, in lower case, stands in the title, the name or
// what was signed.
func hasAll(c model.Completion, payload []byte, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(c.Title + "\n" + c.Person.Name + "\n" + string(payload))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// completion is what an entry says by itself: nobody else's hand.
func (s *Station) completion(log *store.Store, p record.Placed, b *record.Completion) model.Completion {
	c := model.Completion{
		Entry: p.Position, At: s.local(p.Entry.At.Time), Role: p.Entry.Role,
		SOP: b.SOP, Version: b.Version, Run: b.Run, Outcome: run.Outcome(b.Outcome), Codes: b.Codes, Statement: p.Entry.Statement,
		Counts: run.Counts{
			Done: b.Counts.Done, NotApplicable: b.Counts.NotApplicable, NotDone: b.Counts.NotDone, NotRequired: b.Counts.NotRequired,
			Deviations: b.Counts.Deviations, Corrections: b.Counts.Corrections,
		},
	}
	for _, e := range b.Exceptions {
		c.Exceptions = append(c.Exceptions, run.Exception{Kind: run.ExceptionKind(e.Kind), Step: e.Step, Text: e.Text, Action: e.Action})
	}
	log.View(func(st *record.State) {
		c.Title = titleOf(st, b.SOP, b.Version)
		c.Person, c.Disputed = personOf(st, p.Entry.Person), st.Disputed(p.Entry.Person, p.Position)
	})
	return c
}

// signers returns who signed at some positions, of acts about one completion.
func signers(log *store.Store, positions []int64) (out []model.Hand, err error) {
	all, err := log.GetAll(positions)
	for _, p := range all {
		out = append(out, handOf(log, p))
	}
	return out, err
}

func handOf(log *store.Store, p record.Placed) (h model.Hand) {
	h.Entry = p.Position
	log.View(func(st *record.State) {
		h.By, h.Disputed = personOf(st, p.Entry.Person), st.Disputed(p.Entry.Person, p.Position)
	})
	return h
}

// hands adds to a completion who countersigned and who amended it. A review stands
// while nothing was amended after it.
func hands(log *store.Store, c *model.Completion) error {
	reviews, amendments, err := log.Reviews(c.Entry)
	if err != nil || len(reviews)+len(amendments) == 0 {
		return err
	}
	if c.Amended, err = signers(log, amendments); err != nil {
		return err
	}
	stand, _ := slices.BinarySearch(reviews, last(amendments))
	var errOld error
	c.Superseded, errOld = signers(log, reviews[:stand])
	c.Countersigned, err = signers(log, reviews[stand:])
	return errors.Join(errOld, err)
}

// last returns the last of some positions, 0 for none: nothing is about the genesis.
func last(positions []int64) int64 {
	if n := len(positions); n > 0 {
		return positions[n-1]
	}
	return 0
}

// personOf returns somebody by their short name; of one who is not enrolled, it is
// their name too.
func personOf(st *record.State, id string) model.Person {
	if p := st.People[id]; p != nil {
		return model.Person{ID: id, Name: p.Name, Roles: slices.Clone(p.Roles)}
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
	switch b := p.Entry.Body.(type) {
	case *record.Review:
		out.Of = b.Position
	case *record.Amend:
		out.Of = b.Position
	}
	return out, nil
}

func get(log *store.Store, entry int64) (record.Placed, error) {
	if entry < 0 || entry >= log.Head().Size {
		return record.Placed{}, fmt.Errorf("entry %d: %w: the log has %d", entry, ErrUnknown, log.Head().Size)
	}
	p, _, err := log.Get(entry)
	if errors.Is(err, store.ErrGone) {
		err = fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return p, err
}

// Codes returns how many completions each code has, for all people or for one.
func (s *Station) Codes(person string) (map[sop.Code]int, error) {
	rows, err := s.Completions(model.Query{Person: person})
	counts := map[sop.Code]int{}
	for _, r := range rows {
		for _, c := range r.Codes {
			counts[c]++
		}
	}
	return counts, err
}
