package library

import (
	"regexp"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/sop"
)

// recentRows is how many of the pages used last stand above the groups.
const recentRows = 3

var codeLike = regexp.MustCompile(`^(?i)[skb][0-9]{1,2}$`)

// shelf is every page, with what is asked of all of them again and again: a department can have
// ten thousand.
type shelf struct {
	rows     []model.PageRow
	words    findable // of the open runs, then of the pages
	groups   map[present.Grouping][]entry
	wide     columns // of those that a page has
	approved bool    // one of them is
	check    *checking
}

func shelve(rows []model.PageRow, open []model.OpenRun) shelf {
	s := shelf{rows: rows, words: makeFindable(len(open) + len(rows)), groups: map[present.Grouping][]entry{}, check: newChecking(rows)}
	for _, r := range open {
		s.words.add(r.Title + " " + r.SOP)
	}
	for i := range rows {
		s.words.add(rows[i].FindBy())
		s.approved = s.approved || rows[i].Approval != nil
	}
	s.wide = widths(rows)
	return s
}

// widths are the widths of the columns that a page has.
func widths(rows []model.PageRow) (c columns) {
	for i := range rows {
		p := &rows[i]
		c.state, c.id, c.version = max(c.state, kit.Width(stateWords(*p))), max(c.id, kit.Width(p.ID)), max(c.version, kit.Width(p.Version))
	}
	return c
}

// listed is what stands in a list. A department can have ten thousand pages, which no key copies.
type listed struct {
	above, pages []entry // what was put above, and the pages under their headings
	found        []int   // or what Find selects, of the open runs and then the pages, under one heading
	heading      string
	open         []model.OpenRun
	rows         []model.PageRow
}

func (l listed) len() int { return len(l.above) + len(l.pages) + len(l.found) }

// at returns an entry, by its place.
func (l listed) at(i int) entry {
	switch {
	case i < len(l.above):
		return l.above[i]
	case l.found == nil:
		return l.pages[i-len(l.above)]
	case l.found[i] < len(l.open):
		return entry{heading: first(i, l.heading), run: &l.open[l.found[i]]}
	default:
		return entry{heading: first(i, l.heading), page: &l.rows[l.found[i]-len(l.open)]}
	}
}

// list orders what the library shows: the open runs, those first that wait for
// a supervisor, then what waits for somebody, what was used last, and the
// groups. With words to find, the best match stands first.
func list(pages shelf, open []model.OpenRun, tasks []present.Task, find string, g present.Grouping) listed {
	if find != "" {
		return found(pages, open, find)
	}
	var out []entry
	for i := range open {
		out = append(out, entry{heading: first(i, "OPEN RUNS"), run: &open[i]})
	}
	group := ""
	for i := range tasks {
		e := entry{task: &tasks[i]}
		if group != tasks[i].Group {
			group, e.heading = tasks[i].Group, tasks[i].Group
		}
		out = append(out, e)
	}
	for i, p := range recent(pages.rows) {
		out = append(out, entry{heading: first(i, "USED LAST"), page: p, used: true})
	}
	return listed{above: out, pages: pages.grouped(g)}
}

// grouped lists every page under its headings; it is worked out once.
func (s shelf) grouped(g present.Grouping) []entry {
	if _, done := s.groups[g]; !done && s.groups != nil {
		s.groups[g] = grouped(s.rows, g)
	}
	return s.groups[g]
}

func first(i int, heading string) string {
	if i == 0 {
		return heading
	}
	return ""
}

func recent(pages []model.PageRow) []*model.PageRow {
	var out []*model.PageRow
	for i := range pages {
		if !pages[i].LastRun.IsZero() {
			out = append(out, &pages[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *model.PageRow) int { return b.LastRun.Compare(a.LastRun) })
	return out[:min(recentRows, len(out))]
}

// found narrows the library: by exact code when the words are one, otherwise
// by the letters of title, id and file name in their order.
func found(pages shelf, open []model.OpenRun, find string) listed {
	out := listed{heading: "FOUND", open: open, rows: pages.rows}
	if !codeLike.MatchString(find) {
		out.found = pages.words.hits(find)
		return out
	}
	code := sop.Code(strings.ToUpper(find))
	out.heading = "SHOW " + string(code)
	for i := range pages.rows {
		if slices.Contains(pages.rows[i].Codes, code) {
			out.found = append(out.found, len(open)+i)
		}
	}
	return out
}
