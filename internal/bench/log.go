package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/record"
	"soprun/sop/run"
)

// Completions lists the signed runs that a query selects, newest first.
func (b *Bench) Completions(q model.Query) ([]model.Completion, error) {
	words := strings.Fields(strings.ToLower(q.Words))
	filter := station.Filter{Limit: q.Limit, Open: q.Open}
	switch len(words) {
	case 0:
	case 1:
		filter.Text, words = words[0], nil
	default: // the station looks for one text, so the limit counts only after the others
		filter.Text, words, filter.Limit = words[0], words[1:], 0
	}
	rows, err := b.station.Log(filter)
	if err != nil {
		return nil, err
	}
	out := make([]model.Completion, 0, len(rows))
	for _, r := range rows {
		if q.Limit > 0 && len(out) == q.Limit {
			break
		}
		if hasAll(r, words) {
			out = append(out, b.completion(r))
		}
	}
	return out, nil
}

// hasAll reports whether every word, in lower case, stands in a row.
func hasAll(r station.Row, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(fmt.Sprint(r.Title, r.Name, r.Statement, r.SOP, r.Person, r.Run, r.Outcome, r.Codes, r.Exceptions))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

func (b *Bench) completion(r station.Row) model.Completion {
	c := model.Completion{
		Entry: r.Entry, At: r.At, Person: model.Person{ID: r.Person, Name: r.Name}, Role: r.Role,
		SOP: r.SOP, Title: r.Title, Version: r.Version, Run: r.Run, Outcome: run.Outcome(r.Outcome), Codes: r.Codes,
		Exceptions: len(r.Exceptions), Deviations: r.Counts.Deviations, NotDone: r.Counts.NotDone,
		Amended: len(r.Amended) > 0, Disputed: r.Disputed,
	}
	for _, h := range r.Countersigned {
		c.Countersigned = append(c.Countersigned, model.Hand{Name: b.person(h.Person).Name, Disputed: h.Disputed})
	}
	for _, h := range r.Superseded {
		c.Superseded = append(c.Superseded, model.Hand{Name: b.person(h.Person).Name, Disputed: h.Disputed})
	}
	for _, h := range r.Amended {
		c.AmendDisputed = c.AmendDisputed || h.Disputed
	}
	return c
}

// checkSignature checks the stored bytes of an entry against its signature and
// returns what is wrong, "" for nothing. Verify checks far more.
func (b *Bench) checkSignature(entry int64) (string, error) {
	raw, err := b.station.Entry(entry)
	if err != nil {
		return "", err
	}
	if _, err := record.VerifySignature(raw.Payload, raw.Signature); err != nil {
		return err.Error(), nil
	}
	return "", nil
}

// pastReview returns the day by which the approved page was to be reviewed,
// where the run was begun after that day; else "".
func (b *Bench) pastReview(r station.Record) string {
	if len(r.Events) == 0 {
		return ""
	}
	begun := r.Events[0].At
	for _, a := range slices.Backward(b.station.Approvals(r.SOP)) {
		if a.SHA256 == r.SHA256 && !a.At.After(begun) {
			if a.ReviewBy < begun.In(b.now().Location()).Format(time.DateOnly) {
				return a.ReviewBy
			}
			return ""
		}
	}
	return ""
}

// Record returns one completion in full, walked again from its own events.
func (b *Bench) Record(entry int64) (model.Record, error) {
	r, err := b.station.Record(entry)
	if err != nil {
		return model.Record{}, err
	}
	text, err := b.station.Text(r.SHA256)
	if err != nil {
		return model.Record{}, err
	}
	proc, err := parse(r.SOP, text)
	if err != nil {
		return model.Record{}, err
	}
	walked, err := run.Replay(proc, r.Events)
	if err != nil {
		return model.Record{}, err
	}
	out := model.Record{Completion: b.completion(r.Row), Statement: r.Statement, Summary: walked.Summarise(), Procedure: proc, Run: walked}
	out.PastReview = b.pastReview(r)
	out.Names = map[string]string{}
	for _, e := range r.Events {
		if out.Names[e.Person] == "" {
			out.Names[e.Person] = b.person(e.Person).Name
		}
	}
	for _, e := range r.DisputedActs {
		out.DisputedActs = append(out.DisputedActs, model.ActAt{Person: e.Person, At: e.At})
	}
	if out.Signature, err = b.checkSignature(entry); err != nil {
		return model.Record{}, err
	}
	for _, review := range r.Reviews {
		out.Reviews = append(out.Reviews, model.Review{
			Entry: review.Entry, By: model.Person{ID: review.Person, Name: review.Name}, At: review.At, Comment: review.Comment,
			Stands: review.Stands, Disputed: review.Disputed,
		})
	}
	for _, a := range r.Amendments {
		out.Amendments = append(out.Amendments, model.Amendment{
			Entry: a.Entry, By: model.Person{ID: a.Person, Name: a.Name}, At: a.At,
			Step: a.Step, Field: a.Field, Index: a.Index, Old: a.Old, New: a.New, Mark: a.Mark, Reason: a.Reason, Disputed: a.Disputed,
		})
	}
	return out, nil
}

// Exposure returns what nobody outside the machine has seen of the log yet.
func (b *Bench) Exposure() (model.Exposure, error) {
	e, err := b.station.Exposure()
	return model.Exposure{By: e.Last.By, At: e.Last.At, Entries: e.Entries, Fault: e.Fault}, err
}
