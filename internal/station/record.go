package station

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
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
		return model.Record{}, &NoCompletionError{entry}
	}
	out := model.Record{Completion: s.completion(log, p, b), SHA256: b.SHA256}
	if err := s.walkAgain(log, &out); err != nil {
		return model.Record{}, err
	}
	if err := s.actsAbout(log, &out); err != nil {
		return model.Record{}, err
	}
	log.View(func(st *record.State) { out.Outages = s.outagesOf(st, out) })
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
	s.writing.mu.Lock()
	out.Procedure, err = s.procedure(out.SHA256)
	s.writing.mu.Unlock()
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
			if e.Kind == sop.Observed {
				out.Names[e.Value] = nameOf(st, e.Value)
			}
			if _, signed := record.ActOf(e.Kind); signed && st.Disputed(e.Person, all.positions[i]) {
				out.DisputedActs = append(out.DisputedActs, model.ActAt{Person: e.Person, At: e.At})
			}
		}
	})
	out.PastReview = s.pastReview(*out)
	log.View(func(st *record.State) {
		out.Unfit = warned(st, all, out.Walked)
		s.addAssessments(st, out)
	})
	return s.incidents(log, out, all)
}

// outagesOf returns when things that a record was done with were out of service, between the
// moment at which each was recorded and the last act of the run.
func (s *Station) outagesOf(st *record.State, rec model.Record) (out []model.Outage) {
	for _, o := range st.Outages {
		since, used := usedSince(rec, o.Asset)
		if used && o.During(since, rec.Walked.LastAt()) {
			ended := o.Until
			if !ended.IsZero() {
				ended = s.local(ended)
			}
			out = append(out, model.Outage{ID: o.Asset, Reason: o.Reason, From: s.local(o.From), Until: ended})
		}
	}
	return out
}

// outagesAt returns those of a record of which the index says that there is one.
func (s *Station) outagesAt(entry int64) []model.Outage {
	rec, err := s.Record(entry)
	if err != nil || len(rec.Outages) == 0 {
		return []model.Outage{{}}
	}
	return rec.Outages
}

// usedSince returns from when on a record was done with a thing, as its values stand.
func usedSince(rec model.Record, id string) (since time.Time, used bool) {
	for _, step := range rec.Walked.Steps() {
		for _, v := range rec.ValuesOf(step) {
			if strings.EqualFold(v.Text(), id) && (!used || v.Value.By.At.Before(since)) {
				since, used = v.Value.By.At, true
			}
		}
	}
	return since, used
}

// addAssessments adds to a record what was found of who performed it, and who has not said it yet.
func (s *Station) addAssessments(st *record.State, out *model.Record) {
	for _, u := range st.Unsaid {
		if u.Position == out.Entry {
			out.Unassessed = append(out.Unassessed, u.Assessor)
		}
	}
	for _, c := range s.competences(st, out.Person.ID, s.cfg.Now(), func(a *record.Assessment) bool { return a.Run == out.Run }) {
		out.Assessments = append(out.Assessments, model.Assessed{Person: out.Person, Competence: c})
	}
}

// actsAbout adds to a record what was signed about it.
func (s *Station) actsAbout(log *store.Store, out *model.Record) error {
	if err := s.hands(log, &out.Completion); err != nil {
		return err
	}
	fieldsOf(out.Procedure, out.Amendments)
	all, err := log.About(out.Entry)
	if err != nil {
		return err
	}
	for _, p := range all {
		s.addAct(out, handOf(log, p), s.local(p.Entry.At.Time), p.Entry.Body)
	}
	return nil
}

// addAct adds one act that was signed about a record.
func (s *Station) addAct(out *model.Record, h model.Hand, at time.Time, body record.Body) {
	switch b := body.(type) {
	case *record.Review:
		out.Reviews = append(out.Reviews, model.Review{Entry: h.Entry, By: h.By, Disputed: h.Disputed, At: at, Comment: b.Comment, Stands: true})
	case *record.Return:
		out.Returns = append(out.Returns, model.Return{Entry: h.Entry, By: h.By, Disputed: h.Disputed, At: at, Reason: b.Reason, Open: true})
	case *record.Answer:
		last := &out.Returns[len(out.Returns)-1] // the log has no answer but to a return that is open
		last.Open, last.Answer = false, &model.Answer{Entry: h.Entry, By: h.By, Disputed: h.Disputed, At: at, Text: b.Text}
	case *record.Amend:
		for i := range out.Reviews {
			out.Reviews[i].Stands = false
		}
		for i := range out.Returns {
			out.Returns[i].Open = false
		}
	}
}

// incidents adds to a record those that were raised in its run, at some positions.
func (s *Station) incidents(log *store.Store, out *model.Record, all entries) error {
	for i, e := range all.events {
		if e.Kind != sop.IncidentRaised {
			continue
		}
		raised := model.Incident{
			Entry: all.positions[i], SOP: out.SOP, Run: out.Run, Step: e.Step, Item: e.Item, Reference: e.Value, What: e.Reason,
			By: model.Person{ID: e.Person, Name: out.Names[e.Person]}, At: e.At,
		}
		about, err := log.About(raised.Entry)
		if err != nil {
			return err
		}
		for _, p := range about {
			if b, ok := p.Entry.Body.(*record.CloseIncident); ok {
				h := handOf(log, p)
				raised.Closed = &model.Closing{Entry: h.Entry, By: h.By, At: s.local(p.Entry.At.Time), Reason: b.Reason, Disputed: h.Disputed}
				raised.Reference = cmp.Or(b.Reference, raised.Reference)
			}
		}
		out.Incidents = append(out.Incidents, raised)
	}
	return nil
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
