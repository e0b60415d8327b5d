package bench

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"soprun/internal/model"
)

// Pages lists the library by group and title, each page with its standing.
func (b *Bench) Pages() ([]model.PageRow, error) { return b.ReadPages(func(int64, int64) {}) }

// ReadPages is Pages; while it reads files it says how many it has read, of how
// many that are new or changed. progress is called by several goroutines.
func (b *Bench) ReadPages(progress func(done, total int64)) ([]model.PageRow, error) {
	pages, err := b.pages.all(progress)
	if err != nil {
		return nil, err
	}
	last, err := b.lastRuns()
	if err != nil {
		return nil, err
	}
	out := b.rows(pages)
	for i := range out {
		out[i].LastRun = last[out[i].ID]
	}
	return out, nil
}

// PagesChanged has all folders looked through when the next page is opened.
func (b *Bench) PagesChanged() { b.pages.forget() }

// Page opens one page of the library: the text that is in force, with the one in
// its folder beside it where that is another; else the one in its folder.
func (b *Bench) Page(id string) (model.Page, error) {
	f, inForce := b.inForce(id)
	o, err := b.pages.page(id, f.SHA256)
	switch {
	case inForce && f.err == nil:
		return b.openInForce(f, o, err), nil
	case err != nil && o.Errors > 0:
		return model.Page{}, fmt.Errorf("%q cannot be read: %s", o.path, b.trouble(o.onePage))
	case err != nil:
		return model.Page{}, err
	}
	return model.Page{PageRow: b.row(o.onePage), Procedure: o.proc, Text: o.text}, nil
}

// openInForce opens the text in force, and what the folder has beside it.
func (b *Bench) openInForce(f force, o opened, err error) model.Page {
	var there *onePage
	if err == nil || o.path != "" {
		there = &o.onePage
	}
	out := model.Page{PageRow: b.rowInForce(f, there), Procedure: f.proc, Text: f.text}
	if out.Revision != nil && o.proc != nil {
		out.Revised = &model.Revised{Procedure: o.proc, Text: o.text}
	}
	return out
}

// page opens the page with an id; of several files with it, one that is not the
// text with this hash.
func (c *catalogue) page(id, known string) (opened, error) {
	p, ok, err := c.find(id, known)
	if err != nil {
		return opened{}, err
	}
	if !ok {
		return opened{}, fmt.Errorf("the library has no procedure %q%s", id, c.meant(id))
	}
	o, err := c.open(p)
	if err != nil || o.proc == nil {
		return o, fmt.Errorf("%q cannot be read: %s", p.path, o.Fault)
	}
	return o, nil
}

// lastRuns returns when each page was last signed here.
func (b *Bench) lastRuns() (map[string]time.Time, error) {
	if !b.IsSetUp() {
		return nil, nil
	}
	rows, err := b.Completions(model.Query{Limit: recentRuns})
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

// fileWords returns the name of a page's file in words: many people know a page by
// what its file, or the paper before it, was called.
func fileWords(file string) string {
	return strings.ReplaceAll(strings.TrimSuffix(path.Base(file), ".md"), "-", " ")
}

// row is a page of which no text is in force.
func (b *Bench) row(p onePage) model.PageRow {
	row := model.PageRow{
		ID: p.ID, Title: p.Title, Version: p.Version, File: fileWords(p.path), Group: p.group, Codes: p.Codes, SHA256: p.SHA256,
	}
	r := b.revision(p)
	row.State, row.Problem, row.Errors = r.State, r.Problem, r.Errors
	if r.Effective != "" {
		row.State, row.Problem = model.PageReady, "it is approved and takes effect on "+r.Effective
	}
	if a, ok := b.approval(p.ID); ok { // its text cannot be read from the log
		row.Approval, row.State, row.Problem = &a, model.PageBroken, b.read(a).err.Error()
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
