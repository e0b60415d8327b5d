package library_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/library"
	"soprun/sop"
)

// fakeBench is a library in memory.
type fakeBench struct {
	present.Library // nothing is opened here
	present.Reader
	pages    []model.PageRow
	open     []model.OpenRun
	pagesErr error
	openErr  error
	reads    int
	toSign   int // records that wait for a review
	wrong    int // of them those with exceptions
	slots    []model.Slot
	kept     model.Department
	whole    map[string]model.PageRow // what is known of pages once they are read whole
	asked    [][]string               // which were to be read whole, at each time
	checkErr error
}

func (b *fakeBench) DueNow() ([]model.Slot, error)            { return b.slots, nil }
func (b *fakeBench) RunSoFar(string) (model.LoadedRun, error) { return model.LoadedRun{}, nil }

func (b *fakeBench) Things(context.Context, model.Which) ([]model.Asset, error) { return nil, nil }
func (b *fakeBench) Department() (model.Department, error)                      { return b.kept, nil }

func (b *fakeBench) Staff() (model.Staff, error) { return model.Staff{}, nil }

func (b *fakeBench) ListPages(func(done, total int64)) ([]model.PageRow, error) {
	b.reads++
	return slices.Clone(b.pages), b.pagesErr
}

// CheckPages makes known what is in whole.
func (b *fakeBench) CheckPages(ids []string) (out []model.PageRow, err error) {
	b.asked = append(b.asked, ids)
	for _, id := range ids {
		for i, p := range b.pages {
			if p.ID != id {
				continue
			}
			if row, is := b.whole[id]; is {
				b.pages[i] = row
			}
			b.pages[i].Unchecked = false
			out = append(out, b.pages[i])
		}
	}
	return out, b.checkErr
}

func (b *fakeBench) OpenRuns() ([]model.OpenRun, error) { return b.open, b.openErr }

func (b *fakeBench) TraceFrom(ctx context.Context, q model.Query, from model.From) (out model.Part[model.Traced], err error) {
	part, err := b.CompletionsFrom(ctx, q, from)
	out = model.Part[model.Traced]{Next: part.Next, More: part.More, Looked: part.Looked, Of: part.Of, ReadAs: []string{"read as: the word " + q.Words}}
	for _, c := range part.Rows {
		out.Rows = append(out.Rows, model.Traced{Completion: c})
	}
	return out, err
}

func (b *fakeBench) CompletionsFrom(_ context.Context, q model.Query, _ model.From) (model.Part[model.Completion], error) {
	if !q.Open {
		return model.Part[model.Completion]{}, nil
	}
	part := model.Part[model.Completion]{Of: b.toSign}
	if q.Exceptions {
		part.Of = b.wrong
	}
	if part.Of > 0 {
		part.Rows = []model.Completion{{Entry: 12, At: kittest.Now.Add(-72 * time.Hour)}}
	}
	return part, nil
}

// page returns one approved page that was used so many days ago, 0 for never.
func page(id, title, group string, days int, codes ...sop.Code) model.PageRow {
	p := model.PageRow{
		ID: id, Title: title, Version: "1.0", Group: group, Codes: codes, State: model.PageApproved,
		Approval: &model.Approval{By: model.Person{Name: "Bo Ray"}, Version: "1.0", Effective: "2026-11-01"},
	}
	if days > 0 {
		p.LastRun = kittest.Now.AddDate(0, 0, -days)
	}
	return p
}

// cupboard is a library of three groups, with two runs open.
func cupboard() *fakeBench {
	return &fakeBench{
		pages: []model.PageRow{
			page("SOP-ANA-001", "Start the analyser", "Analysis", 4, "S12", "K7"),
			page("SOP-ANA-002", "Stop the analyser", "Analysis", 0, "S12"),
			page("SOP-CEN-014", "Clean a centrifuge", "Cleaning", 1, "S7", "S15", "S22", "S26", "S27"),
			page("SOP-CEN-015", "Clean a hood", "Cleaning", 3, "S26"),
			page("SOP-IC-001", "Clean your hands", "Infection control", 2, "S26", "B1"),
		},
		open: []model.OpenRun{
			{ID: "r-2", SOP: "SOP-ANA-001", Title: "Start the analyser", Person: model.Person{ID: "a.khan", Name: "A. Khan"}, Last: kittest.Now.Add(-5 * time.Minute), Step: 3, Steps: 9},
			{ID: "p-1", SOP: "SOP-IC-001", Title: "Clean your hands", Person: model.Nobody, Practice: true, Last: kittest.Now.Add(-50 * time.Hour), Steps: 4},
		},
	}
}

func newLibrary(b *fakeBench) library.Model {
	return library.New(present.Sources{Library: b, Runs: b, Reader: b, Roll: b})
}

func open(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, newLibrary(b))
}

func (b *fakeBench) Enrolled() (model.Enrolled, error) { return model.Enrolled{}, nil }
