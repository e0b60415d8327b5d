package effects

import (
	"slices"
	"time"

	"soprun/internal/answers"
	"soprun/internal/model"
	"soprun/internal/pages"
	"soprun/internal/spaced"
	"soprun/internal/study"
)

// Study is the desk at which the pages of this place are practised by questions, with the
// answers in a folder.
func (b *Place) Study(books answers.Folder, now func() time.Time) study.Desk {
	enrolled := func(person string) error {
		if !b.IsSetUp() {
			return nil
		}
		return b.CheckEnrolled(person)
	}
	return study.Desk{Books: books, Pages: b.studied, Closed: b.off, Now: now, Enrolled: enrolled}
}

// off tells on which days nobody is here, so that nothing is planned on one.
func (b *Place) off() (func(spaced.Day) bool, error) {
	off, err := b.Off()
	if err != nil {
		return nil, err
	}
	known := map[spaced.Day]bool{}
	return func(d spaced.Day) bool {
		is, asked := known[d]
		if !asked {
			is = off(d.Date())
			known[d] = is
		}
		return is
	}, nil
}

// studied returns every page that can be read. By the day somebody is asked those that they
// are assigned, else all that are in force, else all. far is told how many were read.
func (b *Place) studied(person string, far func(done, total int64)) (out []study.Page, err error) {
	rows, err := b.ListPages(func(int64, int64) {})
	if err != nil {
		return nil, err
	}
	d, err := b.Department()
	if err != nil {
		return nil, err
	}
	opened := make([]model.Page, len(rows))
	pages.SideBySide(len(rows), far, func(i int) {
		if p, err := b.Page(rows[i].ID); err == nil { // the library says what is wrong with the others
			p.Text, p.Revised, opened[i] = nil, nil, p // which are as large again
		}
	})
	opened = slices.DeleteFunc(opened, func(p model.Page) bool {
		return p.Procedure == nil || p.State == model.PageBroken || p.State == model.PageRetired
	})
	daily := func(model.Page) bool { return true }
	for _, narrower := range []func(model.Page) bool{
		func(r model.Page) bool { return r.State.Runnable() },
		func(r model.Page) bool {
			return slices.ContainsFunc(d.Duties, func(of model.Duty) bool {
				return of.Person.ID == person && (of.SOP == r.ID || slices.ContainsFunc(of.Of, func(one model.Duty) bool { return one.SOP == r.ID }))
			})
		},
	} {
		if slices.ContainsFunc(opened, narrower) {
			daily = narrower
		}
	}
	for _, p := range opened {
		out = append(out, study.Page{Procedure: p.Procedure, Daily: daily(p), Until: lastDay(p.Approval)})
	}
	return out, nil
}

// lastDay is the day before a page is reviewed, 0 for none.
func lastDay(a *model.Approval) spaced.Day {
	if a == nil {
		return 0
	}
	by, err := time.Parse(time.DateOnly, a.ReviewBy)
	if err != nil {
		return 0
	}
	return spaced.DayOf(by) - 1
}
