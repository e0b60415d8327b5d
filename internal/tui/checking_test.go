package tui_test

import (
	"fmt"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

// crowded is a library of many pages of which only the front matter is known until they are checked.
type crowded struct {
	*fakeBench
	rows  *[]model.PageRow
	asked *[]string
}

func newCrowded(b *fakeBench, n int) crowded {
	c := crowded{fakeBench: b, rows: new([]model.PageRow), asked: new([]string)}
	for i := range n {
		*c.rows = append(*c.rows, model.PageRow{ID: fmt.Sprintf("SOP-X-%05d", i), Title: fmt.Sprintf("Room %d", i), Group: "Rooms", State: model.PageUnchecked, Unchecked: true})
	}
	b.department.Unchecked = n
	return c
}

func (c crowded) ListPages(func(done, total int64)) ([]model.PageRow, error) {
	return slices.Clone(*c.rows), nil
}

func (c crowded) CheckPages(ids []string) (out []model.PageRow, err error) {
	*c.asked = append(*c.asked, ids...)
	for i := range *c.rows {
		if row := &(*c.rows)[i]; slices.Contains(ids, row.ID) {
			row.Unchecked, row.State = false, model.PageReady
			out = append(out, *row)
		}
	}
	if c.department.Unchecked -= len(out); c.department.Unchecked == 0 {
		c.department.ToApprove = *c.rows
	}
	return out, nil
}

// What changes on the disk under Today is read, checked and told there.
func TestPagesThatChangedUnderAScreenAreReadAndTold(t *testing.T) {
	b := newBench(t)
	lib := newCrowded(b, 0)
	m := tuitest.Send(tuitest.Start(begun(b, lib, nil), 80, 24), kit.Go{To: kit.ToList, List: "today"})
	shows(t, m, "Nothing waits for anybody.")
	*lib.rows = *newCrowded(b, 130).rows
	m = tuitest.Send(tuitest.Send(m, kit.PagesChanged{}), tui.Ticked())
	if len(*lib.asked) != 130 {
		t.Fatalf("%d pages were checked", len(*lib.asked))
	}
	shows(t, m, "130 versions to approve")
}

func TestPagesAreCheckedUnderWhateverScreenIsOnTop(t *testing.T) {
	today := kit.Go{To: kit.ToList, List: "today"}
	for name, to := range map[string]kit.Go{
		"today": today, "a task of it": {To: kit.ToRow, List: "today", Row: "approvals"}, "another list": {To: kit.ToList, List: "people"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.waiting = &[]tea.Msg{}
			lib := newCrowded(b, 130)
			m := tuitest.Send(tuitest.Start(begun(b, lib, nil), 80, 24), to)
			if to.List == "today" {
				shows(t, m, "130 pages not checked yet")
			}
			for _, msg := range *b.waiting { // what the library began is done now
				m = tuitest.Send(m, msg)
			}
			if all := slices.Sorted(slices.Values(*lib.asked)); len(all) != 130 || len(slices.Compact(all)) != 130 {
				t.Fatalf("%d pages were checked", len(all))
			}
			m = tuitest.Send(m, tui.Ticked())
			hides(t, m, "not checked yet")
			if to == today {
				shows(t, m, "130 versions to approve")
			}
			m = tuitest.Send(m, kit.Back{})
			shows(t, m, "130 versions to approve", "Room 0", present.GroupSupervisor)
			hides(t, m, "checking", "not checked yet")
		})
	}
}
