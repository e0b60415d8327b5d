package bench

import (
	"fmt"
	"strings"
	"time"

	"soprun/internal/session"
	"soprun/sop"
)

// Pages lists the library by group and title, each page with its standing.
func (b *Bench) Pages() ([]session.PageRow, error) {
	pages, err := b.pages.all()
	if err != nil {
		return nil, err
	}
	last, err := b.lastRuns()
	if err != nil {
		return nil, err
	}
	out := make([]session.PageRow, len(pages))
	for i, p := range pages {
		out[i] = b.row(p)
		out[i].LastRun = last[out[i].ID]
	}
	return out, nil
}

// Page opens one page of the library.
func (b *Bench) Page(id string) (session.Page, error) {
	pages, err := b.pages.all()
	if err != nil {
		return session.Page{}, err
	}
	for _, p := range pages {
		if !strings.EqualFold(p.id(), id) {
			continue
		}
		if p.proc == nil {
			return session.Page{}, fmt.Errorf("%s cannot be read: %s", p.path, p.fault)
		}
		return session.Page{PageRow: b.row(p), Procedure: p.proc, Text: p.text}, nil
	}
	return session.Page{}, fmt.Errorf("the library has no procedure %q", id)
}

// lastRuns returns when each page was last signed here.
func (b *Bench) lastRuns() (map[string]time.Time, error) {
	if !b.IsSetUp() {
		return nil, nil
	}
	rows, err := b.Completions(session.Query{Limit: recentRuns})
	out := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		if out[r.SOP].IsZero() {
			out[r.SOP] = r.At
		}
	}
	return out, err
}

// recentRuns is how far back the library looks for what was used last.
const recentRuns = 200

func (b *Bench) row(p onePage) session.PageRow {
	row := session.PageRow{ID: p.id(), Title: p.title(), Group: p.group(), State: session.PageBroken, Problem: p.fault}
	if p.proc == nil {
		return row
	}
	row.Version, row.Codes = p.proc.Meta.Version, p.proc.Meta.Codes
	if p.fault != "" {
		return row
	}
	row.Approval, row.State = b.standing(p.proc)
	if row.State == session.PageChanged {
		if _, err := b.approved(row.ID); err != nil {
			row.Problem = err.Error()
		}
	}
	return row
}

// retired reports whether the text of a page was approved last and taken out of
// force since.
func (b *Bench) retired(p *sop.Procedure) bool {
	all := b.station.Approvals(p.Meta.ID)
	return len(all) > 0 && all[len(all)-1].SHA256 == p.SHA256 && all[len(all)-1].Retired != nil
}

// standing returns the log's word on a page and the state that follows.
func (b *Bench) standing(p *sop.Procedure) (*session.Approval, session.PageState) {
	state := session.PageReady
	switch {
	case p.Meta.Status == sop.Draft:
		state = session.PageDraft
	case p.Meta.Status == sop.Retired:
		state = session.PageRetired
	case len(p.Locals()) > 0:
		state = session.PageLocal
	}
	if !b.IsSetUp() {
		return nil, state
	}
	a, ok := b.station.Approval(p.Meta.ID)
	if !ok {
		if b.retired(p) {
			state = session.PageRetired
		}
		return nil, state
	}
	approval := &session.Approval{
		By: b.person(a.By).Name, Version: a.Version, Effective: a.Effective, ReviewBy: a.ReviewBy, Entry: a.Position,
	}
	switch {
	case a.SHA256 != p.SHA256 && state == session.PageReady:
		return approval, session.PageChanged
	case a.SHA256 != p.SHA256:
		return approval, state
	case a.ReviewBy != "" && a.ReviewBy < b.now().Format(time.DateOnly):
		return approval, session.PageReview
	default:
		return approval, session.PageApproved
	}
}
