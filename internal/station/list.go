package station

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// Log returns the completions that match, newest first.
func (s *Station) Log(f Filter) ([]Row, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	var rows []Row
	var readErr error
	q := store.Query{Person: f.Person, SOP: f.SOP, Code: f.Code, Since: f.Since, Until: f.Until, Open: f.Open}
	err = log.Find(q, func(at int64) bool {
		p, raw, err := log.Get(at)
		if err != nil {
			readErr = err
			return false
		}
		b, ok := p.Entry.Body.(*record.Completion)
		if !ok || f.Person != "" && p.Entry.Person != f.Person || f.SOP != "" && b.SOP != f.SOP {
			readErr = fmt.Errorf("%w: entry %d is not what it lists it as", store.ErrIndex, at)
			return false
		}
		if f.Code != "" && !slices.Contains(b.Codes, f.Code) {
			return true
		}
		row := s.row(log, p, b)
		if f.Text != "" && !contains(row, raw.Payload, f.Text) {
			return true
		}
		if readErr = row.about(log); readErr != nil {
			return false
		}
		rows = append(rows, row)
		return f.Limit <= 0 || len(rows) < f.Limit
	})
	if err == nil {
		err = readErr
	}
	return rows, err
}

func contains(r Row, payload []byte, text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(strings.ToLower(r.Title), text) || strings.Contains(strings.ToLower(string(payload)), text)
}

func (s *Station) row(log *store.Store, p record.Placed, b *record.Completion) Row {
	row := Row{
		Entry: p.Position, At: s.local(p.Entry.At.Time), Person: p.Entry.Person, Role: p.Entry.Role,
		SOP: b.SOP, Version: b.Version, Run: b.Run, Outcome: b.Outcome, Counts: b.Counts,
		Codes: b.Codes, Exceptions: b.Exceptions, Statement: p.Entry.Statement,
	}
	log.View(func(st *record.State) {
		row.Title = titleOf(st, b.SOP, b.Version)
		row.Name, row.Disputed = nameOf(st, row.Person), st.Disputed(row.Person, p.Position)
	})
	return row
}

// hands returns who signed at some positions, of acts about one completion.
func hands(log *store.Store, positions []int64) (out []Hand, err error) {
	all, err := log.GetAll(positions)
	for _, p := range all {
		out = append(out, Hand{Entry: p.Position, Person: p.Entry.Person, Disputed: disputed(log, p.Entry.Person, p.Position)})
	}
	return out, err
}

// about adds to a row who countersigned and who amended it. A review stands while
// nothing was amended after it.
func (r *Row) about(log *store.Store) error {
	reviews, amendments, err := log.Reviews(r.Entry)
	if err != nil || len(reviews)+len(amendments) == 0 {
		return err
	}
	if r.Amended, err = hands(log, amendments); err != nil {
		return err
	}
	last := int64(0)
	if n := len(amendments); n > 0 {
		last = amendments[n-1]
	}
	stand, _ := slices.BinarySearch(reviews, last)
	var errOld error
	r.Superseded, errOld = hands(log, reviews[:stand])
	r.Countersigned, err = hands(log, reviews[stand:])
	return errors.Join(errOld, err)
}

func nameOf(st *record.State, person string) string {
	if p := st.People[person]; p != nil {
		return p.Name
	}
	return person
}

// Record returns everything about the completion at a position.
func (s *Station) Record(entry int64) (Record, error) {
	log, err := s.log()
	if err != nil {
		return Record{}, err
	}
	p, err := get(log, entry)
	if err != nil {
		return Record{}, err
	}
	b, ok := p.Entry.Body.(*record.Completion)
	if !ok {
		return Record{}, fmt.Errorf("entry %d is no completion: %w", entry, ErrUnknown)
	}
	run, err := s.LoadRun(b.Run)
	if err != nil {
		return Record{}, err
	}
	out := Record{
		Row: s.row(log, p, b), Reason: b.Reason, SHA256: b.SHA256,
		Leaf: base64.StdEncoding.EncodeToString(p.Leaf[:]), Events: run.Events,
	}
	for i, e := range run.Events {
		if _, signed := record.ActOf(e.Kind); signed && disputed(log, e.Person, run.Entries[i]) {
			out.DisputedActs = append(out.DisputedActs, e)
		}
	}
	if err := out.about(log); err != nil {
		return out, err
	}
	reviews, amendments, err := log.Reviews(entry)
	if err != nil {
		return out, err
	}
	if out.Amendments, err = s.amendments(log, amendments); err != nil {
		return out, err
	}
	last := int64(0)
	if n := len(amendments); n > 0 {
		last = amendments[n-1]
	}
	out.Reviews, err = s.reviews(log, reviews, last)
	return out, err
}

// reviews returns countersignatures; those after the last amendment stand.
func (s *Station) reviews(log *store.Store, positions []int64, amended int64) ([]Review, error) {
	var reviews []Review
	all, err := log.GetAll(positions)
	for _, p := range all {
		b, ok := p.Entry.Body.(*record.Review)
		if !ok {
			continue
		}
		r := Review{
			Entry: p.Position, At: s.local(p.Entry.At.Time), Person: p.Entry.Person, Comment: b.Comment, Statement: p.Entry.Statement,
			Stands: p.Position > amended, Disputed: disputed(log, p.Entry.Person, p.Position),
		}
		log.View(func(st *record.State) { r.Name = nameOf(st, r.Person) })
		reviews = append(reviews, r)
	}
	return reviews, err
}

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
	rows, err := s.Log(Filter{Person: person})
	counts := map[sop.Code]int{}
	for _, r := range rows {
		for _, c := range r.Codes {
			counts[c]++
		}
	}
	return counts, err
}
