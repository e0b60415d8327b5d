package library

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// checking is how far the pages are read of which a list has only the front matter so far. It
// belongs to one listing.
type checking struct {
	at          map[string][]int // where the rows of an id stand
	left, total int
}

// checkedAtOnce is how many pages are read before their rows are drawn: about a twentieth of a
// second.
const checkedAtOnce = 64

// checked is the result of reading some pages whole.
type checked struct {
	of   *checking
	rows []model.PageRow
	err  error
}

// Behind says that pages are checked under any screen.
func (checked) Behind() {}

func newChecking(rows []model.PageRow) *checking {
	c := &checking{at: map[string][]int{}}
	for i := range rows {
		if rows[i].Unchecked {
			c.left++
			c.at[rows[i].ID] = append(c.at[rows[i].ID], i)
		}
	}
	c.total = c.left
	return c
}

// checkCmd reads the next pages, from the cursor outwards; nil where all are known.
func (m Model) checkCmd() tea.Cmd {
	ids := m.unchecked()
	if len(ids) == 0 {
		return nil
	}
	src, of := m.src, m.pages.check
	return func() tea.Msg {
		rows, err := src.CheckPages(ids)
		return checked{of: of, rows: rows, err: err}
	}
}

// unchecked are the ids of the pages that are read next: those nearest to the cursor, then those
// that Find leaves out.
func (m Model) unchecked() (ids []string) {
	if m.pages.check.left == 0 {
		return nil
	}
	seen := map[string]bool{}
	add := func(p *model.PageRow) {
		if p != nil && p.Unchecked && !seen[p.ID] {
			seen[p.ID], ids = true, append(ids, p.ID)
		}
	}
	for far := 0; far < m.entries.len() && len(ids) < checkedAtOnce; far++ {
		if at := m.list.At + far; at < m.entries.len() {
			add(m.entries.at(at).page)
		}
		if at := m.list.At - far; at >= 0 && at < m.entries.len() {
			add(m.entries.at(at).page)
		}
	}
	for i := 0; i < len(m.pages.rows) && len(ids) < checkedAtOnce; i++ {
		add(&m.pages.rows[i])
	}
	return ids
}

// cameChecked puts pages that were read whole in their rows, and goes on with the next. The rows
// stay where they are: what they stand by is in the front matter.
func (m Model) cameChecked(env kit.Env, msg checked) (Model, tea.Cmd) {
	c := m.pages.check
	if msg.of != c {
		return m, nil // another listing goes on by itself
	}
	if m.bad.pages = msg.err; msg.err != nil {
		return m, nil
	}
	before := c.left
	for i := range msg.rows {
		m.pages.took(&msg.rows[i])
	}
	switch {
	case c.left == before: // they are listed no more
		return m, m.Init(env)
	case c.left > 0:
		return m, m.checkCmd()
	}
	m.pages.wide = widths(m.pages.rows)
	return m, tea.Batch(m.waitingCmd(), func() tea.Msg { return kit.PagesChecked{} }) // what is to be approved is known only now
}

// took puts what is known of a page now in its row.
func (s shelf) took(now *model.PageRow) {
	for _, i := range s.check.at[now.ID] {
		if row := &s.rows[i]; row.Unchecked && row.File == now.File && row.Group == now.Group {
			*row = *now
			s.check.left--
			return
		}
	}
}

// progress says how far the pages are checked, "" once they are.
func (c *checking) progress() string {
	if c == nil || c.left == 0 {
		return ""
	}
	return "checking " + present.Thousands(c.total-c.left) + " of " + present.Thousands(c.total) + " pages"
}
