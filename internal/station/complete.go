package station

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

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
			body.Reason = shorten(r.Tally.StopReason, 500)
		}
		if p := st.People[person]; p != nil {
			role = roleFor(record.KindCompletion, p)
		}
	})
	if !known {
		return nil, fmt.Errorf("run %q is not open: %w", run, ErrUnknown)
	}
	body.Exceptions = listed(sum.Exceptions)
	if role == "" {
		return nil, fmt.Errorf("person %q may not carry out a procedure: %w", person, ErrUnknown)
	}
	return s.draft(person, role, body)
}

// listBytes bounds the exceptions of a completion, so that a run can be signed
// however much went wrong. The whole of each is in the run's own entries.
const listBytes = 5000

// listed returns the exceptions as a completion lists them: long texts are cut,
// and the last one says how many more there are.
func listed(all []record.Exception) (list []record.Exception) {
	left := listBytes
	for i, e := range all {
		e.Text, e.Action = shorten(record.CleanText(e.Text), 300), shorten(record.CleanText(e.Action), 300)
		if left -= len(e.Text) + len(e.Action) + len(e.Step) + 60; left < 0 {
			return append(list, record.Exception{Kind: "more", Text: fmt.Sprintf("%d more, in the entries of the run", len(all)-i)})
		}
		list = append(list, e)
	}
	return list
}

// shorten cuts a text to so many bytes and says so with an ellipsis.
func shorten(s string, most int) string {
	const ellipsis = "…"
	if len(s) <= most {
		return s
	}
	cut := most - len(ellipsis)
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimSpace(s[:cut]) + ellipsis
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
