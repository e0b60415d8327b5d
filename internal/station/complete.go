package station

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
)

// signOff drafts the completion of a run. All that it says follows from the run's
// events; the summary is what was shown, and has to say the same. A run with a step or
// a deviation open is refused with a *run.Refusal.
func (s *Station) signOff(person string, act model.SignOff) (*draft, error) {
	run := act.Run
	sum, err := s.checkSummary(run, person, act.After, summaryOf(act.Summary))
	if err != nil {
		return nil, err
	}
	body := &record.Completion{Run: run, Codes: append([]sop.Code{}, sum.Codes...)}
	var role sop.Role
	known, unable := false, ""
	s.view(func(st *record.State) {
		r := st.Open[run]
		if r == nil {
			return
		}
		known = true
		body.Counts, body.Outcome, body.Events = r.Tally.Counts(), r.Tally.Outcome(), r.Events()
		body.SOP, body.SHA256, body.Version = r.SOP, r.SHA256, r.Version
		if body.Outcome == record.Stopped || body.Outcome == record.Ended {
			body.Reason = record.Shorten(r.Tally.Reason, 500)
		}
		if p := st.People[person]; p != nil {
			role, unable = roleFor(record.KindCompletion, p), personOf(st, person).Unable()
		}
	})
	if !known {
		return nil, refuse(ErrUnknown, "run %q is not open", run)
	}
	body.Exceptions = listed(sum.Exceptions)
	if unable != "" {
		return nil, fmt.Errorf("%s: a supervisor takes the run over at its steps, with t, and signs it", unable)
	}
	d, err := s.draft(person, role, body)
	if err == nil {
		d.run, d.entries = run, body.Events.Count
	}
	return d, err
}

// checkSummary walks the run again and returns its own summary.
func (s *Station) checkSummary(name, person string, after int, shown summary) (summary, error) {
	log, err := s.log()
	if err != nil {
		return summary{}, err
	}
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	if err := s.ownedBy(log, name, person); err != nil {
		return summary{}, err
	}
	if standingOf(log, name).events() != after {
		return summary{}, model.RunMoved{}
	}
	r, err := s.walk(log, name)
	if err != nil {
		return summary{}, err
	}
	if err := r.SignOff(); err != nil {
		return summary{}, err
	}
	sum := summaryOf(r.Summarise())
	if !sum.equal(shown.kept()) {
		return summary{}, fmt.Errorf("%w: codes or exceptions differ from what the run's entries say", ErrDraft)
	}
	return sum, nil
}

// listBytes bounds the exceptions of a completion, so that a run can be signed
// however much went wrong. The whole of each is in the run's own entries.
const listBytes = 4000

// listed returns the exceptions as a completion lists them: long texts are cut,
// and the last one says how many more there are.
func listed(all []record.Exception) (list []record.Exception) {
	left := listBytes
	for i, e := range all {
		e.Text, e.Action = record.Shorten(e.Text, 300), record.Shorten(e.Action, 300)
		if left -= written(e.Text) + written(e.Action) + written(e.Step) + written(e.Item) + 60; left < 0 {
			return append(list, record.Exception{Kind: record.More, Text: record.MoreText(len(all) - i)})
		}
		list = append(list, e)
	}
	return list
}

// written returns how many bytes a text takes in a payload.
func written(s string) int { return len(s) + strings.Count(s, `"`) + strings.Count(s, `\`) }

// roleFor returns the first role that may sign such an act and that the person
// holds, "" for none.
func roleFor(k record.Kind, p *record.Person) sop.Role {
	if i := slices.IndexFunc(k.By(), p.Has); i >= 0 {
		return k.By()[i]
	}
	return ""
}

// countersign drafts the countersignature of a completion. It is refused for one's
// own work.
func (s *Station) countersign(person string, act model.Countersign) (*draft, error) {
	done, err := s.performed(act.Entry)
	if err != nil {
		return nil, err
	}
	body := &record.Review{Comment: record.CleanText(act.Comment), Leaf: done.Leaf, Position: act.Entry}
	d, err := s.draft(person, sop.Supervisor, body)
	if err != nil {
		return nil, err
	}
	d.of, d.changed = act.Entry, act.Changed
	return d, s.unchanged(act.Entry, act.Changed)
}

// unchanged is a model.RecordChanged where something changed a completion since the entry that
// did so last as it was read.
func (s *Station) unchanged(entry, since int64) error {
	log, err := s.log()
	if err != nil {
		return err
	}
	var c model.Completion
	c.Entry = entry
	if err := s.hands(log, &c); err != nil {
		return err
	}
	if c.Changed() != since {
		return c.AsChanged()
	}
	return nil
}
