package bench

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"soprun/internal/session"
	"soprun/sop"
)

// Pages lists the library by group and title, each page with its standing.
func (b *Bench) Pages() ([]session.PageRow, error) { return b.ReadPages(func(int64, int64) {}) }

// ReadPages is Pages; while it reads files it says how many it has read, of how
// many that are new or changed. progress is called by several goroutines.
func (b *Bench) ReadPages(progress func(done, total int64)) ([]session.PageRow, error) {
	pages, err := b.pages.all(progress)
	if err != nil {
		return nil, err
	}
	last, err := b.lastRuns()
	if err != nil {
		return nil, err
	}
	names := b.names()
	out := make([]session.PageRow, len(pages))
	for i, p := range pages {
		out[i] = b.row(p, names)
		out[i].LastRun = last[out[i].ID]
	}
	return out, nil
}

// PagesChanged has all folders looked through when the next page is opened.
func (b *Bench) PagesChanged() { b.pages.forget() }

// Page opens one page of the library.
func (b *Bench) Page(id string) (session.Page, error) {
	o, err := b.pages.page(id)
	if err != nil {
		if o.Errors > 0 {
			err = fmt.Errorf("%s cannot be read: %s", o.path, b.trouble(o.onePage))
		}
		return session.Page{}, err
	}
	return session.Page{PageRow: b.row(o.onePage, b.names()), Procedure: o.proc, Text: o.text}, nil
}

// page opens the page with an id.
func (c *catalogue) page(id string) (opened, error) {
	p, ok, err := c.find(id)
	if err != nil {
		return opened{}, err
	}
	if !ok {
		return opened{}, fmt.Errorf("the library has no procedure %q", id)
	}
	o, err := c.open(p)
	if err != nil || o.proc == nil {
		return o, fmt.Errorf("%s cannot be read: %s", p.path, o.Fault)
	}
	return o, nil
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

// names are the printed names of who is enrolled, by id.
func (b *Bench) names() map[string]string {
	out := map[string]string{}
	if !b.IsSetUp() {
		return out
	}
	for _, p := range b.station.People() {
		out[p.ID] = p.Name
	}
	return out
}

// fileWords returns the name of a page's file in words: many people know a page by
// what its file, or the paper before it, was called.
func fileWords(file string) string {
	return strings.ReplaceAll(strings.TrimSuffix(path.Base(file), ".md"), "-", " ")
}

func (b *Bench) row(p onePage, names map[string]string) session.PageRow {
	row := session.PageRow{
		ID: p.ID, Title: p.Title, Version: p.Version, File: fileWords(p.path), Group: p.group, Codes: p.Codes, State: session.PageBroken, Problem: b.trouble(p), Errors: p.Errors, SHA256: p.SHA256,
	}
	if !p.Readable || p.Fault != "" {
		return row
	}
	row.Approval, row.State = b.standing(p.summary, names)
	if row.State == session.PageChanged {
		if _, err := b.approved(row.ID); err != nil {
			row.Problem = err.Error()
		}
	}
	return row
}

// trouble says how much is wrong with a page, and what lists all of it.
func (b *Bench) trouble(p onePage) string {
	if p.Errors == 0 {
		return p.Fault
	}
	text := "1 error, at " + p.Fault
	if p.Errors > 1 {
		text = fmt.Sprintf("%d errors, the first at %s", p.Errors, p.Fault)
	}
	if b.own == "" || p.folder != len(b.pages.folders)-1 {
		return text // a page of the program stands in no file that could be linted
	}
	return text + ". The command soprun lint " + quoted(filepath.Join(b.own, filepath.FromSlash(p.path))) + " lists all of them"
}

// quoted writes a path as a shell takes it.
func quoted(path string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-+:\\", r)
	}
	if !strings.ContainsFunc(path, func(r rune) bool { return !plain(r) }) && !strings.HasPrefix(path, "-") {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// retired reports whether the text of a page was approved last and taken out of
// force since.
func (b *Bench) retired(p summary) bool {
	all := b.station.Approvals(p.ID)
	return len(all) > 0 && all[len(all)-1].SHA256 == p.SHA256 && all[len(all)-1].Retired != nil
}

// standing returns the log's word on a page and the state that follows.
func (b *Bench) standing(p summary, names map[string]string) (*session.Approval, session.PageState) {
	state := session.PageReady
	switch {
	case p.Status == sop.Draft:
		state = session.PageDraft
	case p.Status == sop.Retired:
		state = session.PageRetired
	case p.Locals:
		state = session.PageLocal
	}
	if !b.IsSetUp() {
		return nil, state
	}
	a, ok := b.station.Approval(p.ID)
	if !ok {
		if b.retired(p) {
			state = session.PageRetired
		}
		return nil, state
	}
	approval := &session.Approval{
		By: cmp.Or(names[a.By], a.By), Version: a.Version, Effective: a.Effective, ReviewBy: a.ReviewBy, Entry: a.Position, Disputed: a.Disputed,
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
