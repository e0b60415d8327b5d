package effects

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"soprun/internal/model"
	"soprun/internal/pages"
	"soprun/internal/station"
	"soprun/sop"
)

// force is an approval that holds, with its text as the log keeps it.
type force struct {
	model.Approval
	proc *sop.Procedure
	text []byte
	err  error // why the text cannot be read
}

// texts remembers texts of the log by their hash: what is in force is read once.
// It is safe for use by several goroutines.
type texts struct {
	mu   sync.Mutex
	read map[string]force
}

// approval returns the approval of a page that holds today.
func (b *Place) approval(id string) (model.Approval, bool) {
	if !b.IsSetUp() {
		return model.Approval{}, false
	}
	return b.Approval(id)
}

// inForce returns the text of a page that is in force, by its id in any case.
func (b *Place) inForce(id string) (force, bool) {
	a, ok := b.approval(id)
	if !ok {
		a, ok = b.approval(strings.ToUpper(id))
	}
	if !ok {
		return force{}, false
	}
	return b.read(a), true
}

// read returns an approval with its text.
func (b *Place) read(a model.Approval) force {
	b.texts.mu.Lock()
	defer b.texts.mu.Unlock()
	if f, ok := b.texts.read[a.SHA256]; ok {
		f.Approval = a
		return f
	}
	f := force{Approval: a}
	f.proc, f.text, f.err = b.Procedure(a.SHA256)
	if b.texts.read == nil {
		b.texts.read = map[string]force{}
	}
	if f.err == nil {
		b.texts.read[a.SHA256] = f
	}
	return f
}

// rows joins the pages of the folders with the texts in force: one row for each
// text in force, and one for each page that has none. A file cannot hide what
// was approved, whatever it holds, nor can its absence.
func (b *Place) rows(listed []*pages.Page) []model.PageRow {
	byID := map[string][]*pages.Page{}
	held := map[string]bool{}
	out := make([]model.PageRow, 0, len(listed))
	if b.IsSetUp() {
		inForce := b.InForce()
		for _, a := range inForce {
			byID[a.SOP] = nil
		}
		for _, p := range listed {
			if files, is := byID[p.ID]; is {
				byID[p.ID] = append(files, p)
			}
		}
		for _, a := range inForce {
			var there *pages.Page
			if files := byID[a.SOP]; len(files) > 0 {
				there = pages.NewsOf(files, a.SHA256)
			}
			row, ok := b.listed(a, there)
			if held[a.SOP] = ok; ok {
				out = append(out, row)
			}
		}
	}
	for _, p := range listed {
		if !held[p.ID] {
			out = append(out, b.row(p))
		}
	}
	slices.SortStableFunc(out, func(x, y model.PageRow) int {
		return cmp.Or(strings.Compare(x.Group, y.Group), strings.Compare(x.Title, y.Title))
	})
	return out
}

// Department returns what people are to do, of an area too, and which texts wait for an
// approval.
func (b *Place) Department() (model.Department, error) {
	d, err := b.Station.Department()
	if err != nil {
		return d, err
	}
	listed, err := b.known()
	if err != nil {
		return d, err
	}
	own := map[string]bool{}
	for _, p := range listed {
		own[p.SHA256] = own[p.SHA256] || b.own != "" && b.pages.Own(p)
	}
	rows := b.rows(listed)
	b.Cover(d.Duties, func(area string) (ids []string) {
		for _, row := range rows {
			if strings.EqualFold(row.Group, area) {
				ids = append(ids, row.ID)
			}
		}
		return ids
	})
	for _, row := range rows {
		switch {
		case row.Revision == nil && !own[row.SHA256]:
		case row.Approvable():
			d.ToApprove = append(d.ToApprove, row)
		case row.Stands() == model.PageUnchecked:
			d.Unchecked++
		}
	}
	return d, nil
}

// CheckKnown refuses what nobody knows here, with what is near it.
func (b *Place) CheckKnown(n model.Named) error {
	if n.Kind != model.NamedArea {
		return b.Station.CheckKnown(n)
	}
	areas, err := b.pages.Groups()
	if err != nil || len(areas) == 0 || slices.ContainsFunc(areas, func(a string) bool { return strings.EqualFold(a, n.ID) }) {
		return err
	}
	for i, a := range areas {
		areas[i] = strings.ToLower(a)
	}
	return fmt.Errorf("no page stands in an area %q%s; the areas are %s", n.ID, sop.MeantFold(n.ID, areas), strings.Join(areas, ", "))
}

// known lists the pages as they were listed last, and whole where that is wanted.
func (b *Place) known() ([]*pages.Page, error) {
	if b.whole {
		return b.pages.KnownWhole(b.far)
	}
	return b.pages.Known(b.far)
}

// listed is the row of an approval. The log is asked for the text only where no
// file has it.
func (b *Place) listed(a model.Approval, there *pages.Page) (model.PageRow, bool) {
	if there != nil && there.SHA256 == a.SHA256 {
		return b.rowInForce(a, station.Heading{ID: there.ID, Title: there.Title, Version: there.Version, Codes: there.Codes}, there), true
	}
	h, err := b.Heading(a.SHA256)
	if err != nil {
		return model.PageRow{}, false
	}
	return b.rowInForce(a, h, there), true
}

// withoutFile is the group of approved pages that stand in no folder any more.
const withoutFile = "Approved, without a file"

// rowInForce is a page with a text in force. there is its file, nil for none.
func (b *Place) rowInForce(a model.Approval, h station.Heading, there *pages.Page) model.PageRow {
	row := model.PageRow{
		ID: h.ID, Title: h.Title, Version: h.Version, Group: withoutFile, Codes: h.Codes, SHA256: a.SHA256,
		State: model.PageApproved, Approval: &a,
	}
	if a.PastReview {
		row.State = model.PageReview
	}
	if there == nil {
		return row
	}
	row.File, row.Group, row.Unchecked = fileWords(there.Path), there.Group, !there.Whole
	if there.SHA256 == a.SHA256 {
		row.Errors = there.Errors // rules that came after its approval
		return row
	}
	r := b.revision(there)
	row.Revision = &r
	return row
}

// waiting returns the day on which the text of a page takes effect that is
// approved already, "" for one that is not or that has taken effect.
func (b *Place) waiting(p *pages.Summary) string {
	if !b.IsSetUp() || p.SHA256 == "" {
		return ""
	}
	today := b.now().Format(time.DateOnly)
	for _, a := range b.Approvals(p.ID) {
		if a.SHA256 == p.SHA256 && a.Retired == nil && a.Effective > today {
			return a.Effective
		}
	}
	return ""
}

// revision says how the text in a file stands by itself.
func (b *Place) revision(p *pages.Page) model.Revision {
	r := model.Revision{Version: p.Version, State: model.PageReady, SHA256: p.SHA256}
	switch {
	case b.waiting(&p.Summary) != "":
		r.State, r.Effective = model.PageApproved, b.waiting(&p.Summary)
	case !p.Whole && p.Fault == "":
		r.State = model.PageUnchecked
	case !p.Readable || p.Fault != "":
		r.State, r.Problem, r.Errors = model.PageBroken, b.trouble(p), p.Errors
	case p.Status == sop.Retired, b.IsSetUp() && b.retired(&p.Summary) != nil:
		r.State = model.PageRetired
	case p.Status == sop.Draft:
		r.State = model.PageDraft
	case p.Locals:
		r.State = model.PageLocal
	}
	return r
}
