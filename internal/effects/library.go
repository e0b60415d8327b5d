package effects

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
	"unicode"

	"soprun/internal/model"
	"soprun/internal/pages"
	"soprun/internal/station"
	"soprun/sop"
)

// ReadPages lists the library by group and title, each page with its standing; while it
// reads files it says how many it has read, of how many that are new or changed.
// progress is called by several goroutines.
func (b *Place) ReadPages(progress func(done, total int64)) ([]model.PageRow, error) {
	listed, err := b.pages.All(progress)
	if err != nil {
		return nil, err
	}
	return b.used(b.rows(listed))
}

// ListPages is ReadPages, but where very many pages are new or changed it reads only their front
// matter. What that does not say is Unchecked in their rows.
func (b *Place) ListPages(progress func(done, total int64)) ([]model.PageRow, error) {
	listed, err := b.pages.Listed(progress)
	if err != nil {
		return nil, err
	}
	return b.used(b.rows(listed))
}

// CheckPages reads some pages whole, by their ids, and returns all rows with these ids.
func (b *Place) CheckPages(ids []string) ([]model.PageRow, error) {
	files, left := b.pages.Check(ids)
	if left == 0 {
		debug.FreeOSMemory() // it took much, and nothing like it comes again
	}
	byID := map[string][]*pages.Page{}
	for _, p := range files {
		byID[p.ID] = append(byID[p.ID], p)
	}
	var out []model.PageRow
	for _, id := range ids {
		out = append(out, b.rowsOf(byID[id])...)
	}
	return b.used(out)
}

// rowsOf are the rows of the files of one id.
func (b *Place) rowsOf(files []*pages.Page) (out []model.PageRow) {
	if len(files) == 0 {
		return nil
	}
	if a, ok := b.approval(files[0].ID); ok {
		if row, ok := b.listed(a, pages.NewsOf(files, a.SHA256)); ok {
			return []model.PageRow{row}
		}
	}
	for _, p := range files {
		out = append(out, b.row(p))
	}
	return out
}

// used adds to pages when each was signed last.
func (b *Place) used(rows []model.PageRow) ([]model.PageRow, error) {
	last, err := b.lastRuns()
	if err != nil && !errors.As(err, new(model.Indexing)) { // while that is built, what was used last is not told
		return nil, err
	}
	for i := range rows {
		rows[i].LastRun = last[rows[i].ID]
	}
	return rows, nil
}

// PagesChanged has all folders looked through when the next page is opened.
func (b *Place) PagesChanged() { b.pages.Forget() }

// Page opens one page of the library: the text that is in force, with the one in
// its folder beside it where that is another; else the one in its folder.
func (b *Place) Page(id string) (model.Page, error) {
	f, inForce := b.inForce(id)
	o, err := b.pages.Page(id, f.SHA256)
	switch {
	case inForce && f.err == nil:
		return b.openInForce(f, o, err), nil
	case err != nil && o.Errors > 0:
		return model.Page{}, fmt.Errorf("%q cannot be read: %s", o.Path, b.trouble(&o.Page))
	case err != nil:
		return model.Page{}, err
	}
	return model.Page{PageRow: b.row(&o.Page), Procedure: o.Procedure, Text: o.Text}, nil
}

// openInForce opens the text in force, and what the folder has beside it.
func (b *Place) openInForce(f force, o pages.Opened, err error) model.Page {
	var there *pages.Page
	if err == nil || o.Path != "" {
		there = &o.Page
	}
	out := model.Page{PageRow: b.rowInForce(f.Approval, headingOf(f.proc.Meta), there), Procedure: f.proc, Text: f.text}
	if out.Revision != nil && o.Procedure != nil {
		out.Revised = &model.Revised{Procedure: o.Procedure, Text: o.Text}
	}
	return out
}

func headingOf(m sop.Meta) station.Heading {
	return station.Heading{ID: m.ID, Title: m.Title, Version: m.Version, Codes: m.Codes}
}

// lastRuns returns when each page was last signed here.
func (b *Place) lastRuns() (map[string]time.Time, error) {
	if !b.IsSetUp() {
		return nil, nil
	}
	return b.LastRuns()
}

// fileWords returns the name of a page's file in words: many people know a page by
// what its file, or the paper before it, was called.
func fileWords(file string) string {
	return strings.ReplaceAll(strings.TrimSuffix(path.Base(file), ".md"), "-", " ")
}

// row is a page of which no text is in force.
func (b *Place) row(p *pages.Page) model.PageRow {
	row := model.PageRow{
		ID: p.ID, Title: p.Title, Version: p.Version, File: fileWords(p.Path), Group: p.Group, Codes: p.Codes, SHA256: p.SHA256, Unchecked: !p.Whole,
	}
	r := b.revision(p)
	row.State, row.Problem, row.Errors, row.Retired = r.State, r.Problem, r.Errors, b.retired(&p.Summary)
	if r.Effective != "" {
		row.State, row.Problem = model.PageReady, "it is approved and takes effect on "+r.Effective
	}
	if a, ok := b.approval(p.ID); ok { // its text cannot be read from the log
		row.Approval, row.State, row.Problem = &a, model.PageBroken, b.read(a).err.Error()
	}
	return row
}

// trouble says how much is wrong with a page, and what lists all of it.
func (b *Place) trouble(p *pages.Page) string {
	if p.Errors == 0 {
		return p.Fault
	}
	text := "1 error, at " + p.Fault
	if p.Errors > 1 {
		text = sop.Counted(p.Errors, "error", "errors") + ", the first at " + p.Fault
	}
	if b.own == "" || !b.pages.Own(p) {
		return text // a page of the program stands in no file that could be linted
	}
	return text + ". The command soprun lint " + quoted(filepath.Join(b.own, filepath.FromSlash(p.Path))) + " lists all of them"
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

// retired returns how the text of a page was taken out of force that was approved last,
// nil for one that was not.
func (b *Place) retired(p *pages.Summary) *model.Retirement {
	all := b.Approvals(p.ID)
	if len(all) == 0 || all[len(all)-1].SHA256 != p.SHA256 {
		return nil
	}
	return all[len(all)-1].Retired
}
