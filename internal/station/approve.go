package station

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
)

func (s *Station) approve(by string, act model.Approve) (*draft, error) {
	p, text, err := ready(act.Text, act.Procedure)
	if err != nil {
		return nil, err
	}
	effective := act.Effective
	if effective.IsZero() {
		effective = s.cfg.Now()
	}
	body := &record.Approve{
		Effective: effective.Format(time.DateOnly), SOP: p.Meta.ID, SHA256: p.SHA256, Version: p.Meta.Version,
		Title: record.CleanText(p.Meta.Title),
	}
	kept := map[string][]byte{}
	for _, f := range p.Figures {
		kept[f.SHA256] = f.Data
	}
	body.Figures = slices.Sorted(maps.Keys(kept))
	if p.Meta.ReviewEvery.N > 0 {
		body.ReviewBy = p.Meta.ReviewEvery.From(effective).Format(time.DateOnly)
	}
	d, err := s.draft(by, sop.Supervisor, body)
	if err != nil {
		return nil, err
	}
	d.texts = append([][]byte{text}, slices.Collect(maps.Values(kept))...)
	return d, nil
}

// ready reads the page again: what is approved is the text, whatever the caller
// has read it as.
func ready(text []byte, shown *sop.Procedure) (*sop.Procedure, []byte, error) {
	p, text, err := readPage(text)
	if err != nil {
		return nil, nil, err
	}
	if p.SHA256 != shown.SHA256 || p.Meta.ID != shown.Meta.ID || p.Meta.Version != shown.Meta.Version || p.Meta.Title != shown.Meta.Title {
		return nil, nil, fmt.Errorf("%w: the text is not the one that was read as %s", ErrNotReady, shown.Meta.ID)
	}
	if p, err = page.WithFigures(p, shownAs(shown)); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotReady, err)
	}
	return p, text, approvable(p)
}

// shownAs returns the figures that somebody approves with a page: those that they saw, which
// have to be such as every view draws.
func shownAs(shown *sop.Procedure) func(sop.Figure) ([]byte, error) {
	return func(f sop.Figure) ([]byte, error) {
		seen, _ := shown.Figure(f.SHA256)
		if seen.Data == nil {
			return nil, errors.New("its file is not there")
		}
		return seen.Data, page.CheckFigure(f.Path, seen.Data)
	}
}

// Procedure reads a page by the SHA-256 of its text, which was approved, with its pictures.
func (s *Station) Procedure(sum string) (p *sop.Procedure, text []byte, err error) {
	if text, err = s.Text(sum); err != nil {
		return nil, nil, err
	}
	p, findings := page.Parse(text)
	if p == nil || page.HasErrors(findings) {
		return nil, nil, fmt.Errorf("the approved text %s cannot be read as a page: %w", sum, ErrNotReady)
	}
	p, err = page.WithFigures(p, func(f sop.Figure) ([]byte, error) { return s.Text(f.SHA256) })
	return p, text, err
}

func approvable(p *sop.Procedure) error {
	if p.Meta.Status != sop.Ready {
		return fmt.Errorf("%w: %s says status %q, its author has to say %q first", ErrNotReady, p.Meta.ID, p.Meta.Status, sop.Ready)
	}
	if locals := p.Locals(); len(locals) > 0 {
		where := fmt.Sprintf("in step %q", locals[0].Step)
		if locals[0].Step == "" {
			where = "among its lists"
		}
		return fmt.Errorf("%w: %s leaves %s to the department, the first is %q %s (%s)",
			ErrNotReady, p.Meta.ID, sop.Counted(len(locals), "value", "values"), locals[0].What, where, locals[0].Hint)
	}
	return nil
}

// today is the local day, as approvals name theirs.
func (s *Station) today() string { return s.cfg.Now().Format(time.DateOnly) }

// Approval returns the version of a procedure that is in force today.
func (s *Station) Approval(sopID string) (a model.Approval, ok bool) {
	today := s.today()
	s.view(func(st *record.State) {
		if found := st.InForce(sopID, today); found != nil {
			a, ok = s.approval(st, found, today), true
		}
	})
	return a, ok
}

// InForce lists the approvals that hold today, one a procedure, by procedure.
func (s *Station) InForce() (all []model.Approval) {
	today := s.today()
	s.view(func(st *record.State) {
		for _, id := range slices.Sorted(maps.Keys(st.Approvals)) {
			if found := st.InForce(id, today); found != nil {
				all = append(all, s.approval(st, found, today))
			}
		}
	})
	return all
}

// Approvals returns every approval of a procedure, oldest first.
func (s *Station) Approvals(sopID string) (all []model.Approval) {
	s.view(func(st *record.State) {
		today := ""
		for _, a := range st.Approvals[sopID] {
			if today == "" { // of most pages of a large library there is none
				today = s.today()
			}
			all = append(all, s.approval(st, a, today))
		}
	})
	return all
}

// everyApproval returns the approvals of all procedures, in the order of the log.
func (s *Station) everyApproval() (all []model.Approval) {
	today := s.today()
	s.view(func(st *record.State) {
		for _, versions := range st.Approvals {
			for _, a := range versions {
				all = append(all, s.approval(st, a, today))
			}
		}
	})
	slices.SortFunc(all, func(a, b model.Approval) int { return cmp.Compare(a.Entry, b.Entry) })
	return all
}

// Approved returns the ids of the procedures of which a version was ever approved, in
// alphabetical order.
func (s *Station) Approved() (ids []string) {
	s.view(func(st *record.State) { ids = slices.Sorted(maps.Keys(st.Approvals)) })
	return ids
}

func (s *Station) approval(st *record.State, a *record.Approval, today string) model.Approval {
	out := model.Approval{
		Disputed:   st.Disputed(a.By, a.Position),
		PastReview: a.ReviewBy != "" && a.ReviewBy < today && st.InForce(a.SOP, today) == a,
		SOP:        a.SOP, Version: a.Version, Title: a.Title, SHA256: a.SHA256,
		Effective: a.Effective, ReviewBy: a.ReviewBy, By: personOf(st, a.By), At: s.local(a.At), Entry: a.Position,
	}
	if r := a.Retired; r != nil {
		out.Retired = &model.Retirement{Entry: r.Position, At: s.local(r.At), By: personOf(st, r.By), Reason: r.Reason}
	}
	return out
}

// Text returns the text of an approved page by its SHA-256, which is checked:
// nobody works by a text that was changed in the file.
func (s *Station) Text(sum string) ([]byte, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	return checkedText(log, sum)
}

func checkedText(log *store.Store, sum string) ([]byte, error) {
	text, ok := log.Text(sum)
	if !ok {
		return nil, fmt.Errorf("text %q: %w", sum, ErrUnknown)
	}
	if got := sha256.Sum256(text); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("text %q was changed in the log's file: %w", sum, ErrNotApproved)
	}
	return text, nil
}
