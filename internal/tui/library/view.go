package library

import (
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/standard"
)

// View draws the library. Only the rows around the cursor are made.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{
		Left:  kit.Line{{Role: kit.Strong, Text: "soprun   "}, {Role: kit.Text, Text: env.Station.Name}},
		Right: kit.L(kit.Dim, env.Now.Format("Mon 2 Jan  15:04")),
	}
	v.Add(m.findLine(env), nil)
	switch {
	case m.trouble() != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The library cannot be read: "+m.trouble().Error()))
		return v
	case !m.loaded: // the first start of a large library takes a while
		v.AddText(env.Width, 2, kit.L(kit.Dim, present.PagesRead(m.far.Of())))
		return v
	case m.entries.len() == 0:
		v.AddText(env.Width, 2, m.empty())
		return v
	}
	for _, note := range env.Station.Notes {
		v.AddText(env.Width, 2, kit.L(kit.Caution, note))
		v.Add(nil)
	}
	if kit.Untold(m.bad.tasks) {
		v.AddText(env.Width, 2, kit.L(kit.Text, present.IndexingHere(env.Station.Index, env.Station.Inspection != "")))
		v.Add(nil)
	}
	if m.bad.watch != nil {
		v.AddText(env.Width, 2, kit.L(kit.Caution, "Changes of pages on the disk are not noticed now: "+m.bad.watch.Error()+". They are read whenever you come back here."))
		v.Add(nil)
	}
	m.addNews(&v, env)
	rows := max(3, kit.BodyHeight(env.Height))
	from, to := m.list.Window(rows, m.entries.len())
	c := m.columns(env)
	for i := from; i < to; i++ {
		m.addEntry(&v, env, c, from, i)
	}
	if m.group != present.ByGroup && to == m.entries.len() {
		v.Add(nil)
		v.AddText(env.Width, 2, kit.L(kit.Dim, standard.Attribution))
	}
	if m.list.At == m.entries.len()-1 {
		v.FocusEnd = len(v.Body) - 1
	}
	if m.list.At == 0 {
		v.Focus, v.FocusEnd = 0, 0
	}
	return v
}

// trouble is why the library cannot be shown, nil where it can.
func (m Model) trouble() error {
	if m.bad.pages == nil && !kit.Untold(m.bad.tasks) {
		return m.bad.tasks
	}
	return m.bad.pages
}

// addEntry draws one entry, under its heading where it has one; from is the first
// that is drawn.
func (m Model) addEntry(v *kit.View, env kit.Env, c columns, from, i int) {
	e := m.entries.at(i)
	if e.heading != "" {
		if i > from {
			v.Add(nil)
		}
		v.AddText(env.Width, 2, kit.L(kit.Dim, e.heading))
	}
	lines := row(e, i == m.list.At, c, env)
	if i == m.list.At {
		v.Focus, v.FocusEnd = len(v.Body)-1, len(v.Body)+len(lines)-1
	}
	v.Target(i, len(lines))
	v.Add(lines...)
}

// findLine is what is typed, and how to group the pages another way.
func (m Model) findLine(env kit.Env) kit.Line {
	width := min(env.Width-2, 120)
	other := kit.L(kit.Dim, "tab "+m.group.Next().String())
	if far := m.pages.check.progress(); far != "" {
		if both := append(kit.L(kit.Dim, far+"   "), other...); width-10-both.Width() >= leastFind {
			other = both
		} else {
			other = kit.L(kit.Dim, far)
		}
	}
	room := width - 10 - other.Width()
	if room < leastFind {
		room, other = env.TextWidth()-10, nil
	}
	find := append(kit.Line{{Role: kit.Dim, Text: "  Find  "}}, m.find.Spans(true, room)...)
	if other == nil {
		return find
	}
	return kit.Columns(find, other, width)
}

// leastFind is how many letters of what is typed are seen before anything
// stands beside it.
const leastFind = 20

func (m Model) empty() kit.Line {
	if m.find.Value() != "" {
		return kit.L(kit.Text, fmt.Sprintf("No procedure fits %q. Press esc to see all of them.", m.find.Value()))
	}
	return kit.L(kit.Text, "There is no procedure yet. Start soprun with --pages and the folder that holds yours.")
}

// addNews tells a new station what to do first.
func (m Model) addNews(v *kit.View, env kit.Env) {
	if m.pages.approved {
		return
	}
	v.AddText(env.Width, 2, kit.L(kit.Text, "Nothing is approved. Open a procedure, read it, and approve it there; until then it can be practised."))
	v.Add(nil)
}

func row(e entry, selected bool, c columns, env kit.Env) []kit.Line {
	role := kit.Text
	if selected {
		role = kit.Accent
	}
	width := min(env.Width-2, 120)
	title, rights := e.words(c, env)
	left := kit.Line{kit.Mark(selected), {Role: role, Text: title}}
	least := min(left.Width(), leastTitle, width/3)
	for _, right := range rights {
		if least+2+right.Width() <= width {
			return kit.Beside(left, right, 4, width)
		}
	}
	return kit.Beside(left, rights[len(rights)-1], 4, width)
}

// leastTitle is how much room a title has on its first row, in cells, before what
// stands at its right is given up; the rest of it goes on in the next row.
const leastTitle = 26

// words returns what stands at the left of an entry, and at its right from the
// most to the least.
func (e entry) words(c columns, env kit.Env) (string, []kit.Line) {
	switch {
	case e.run != nil:
		return e.run.Title, runWords(*e.run, c, env)
	case e.task != nil:
		text, tone := e.task.Words(env.Now)
		return e.task.Text, []kit.Line{kit.L(kit.Toned(tone), text)}
	case e.used, env.Now.Sub(e.page.LastRun) < today:
		return e.page.Title, usedWords(*e.page, c, env)
	default:
		return e.page.Title, pageWords(*e.page, c, env)
	}
}

// columns are the widths of what stands at the right, so that it lines up: of the
// open runs, and of the pages.
type columns struct{ where, waits, who, last, state, id, version int }

func (m Model) columns(env kit.Env) columns {
	c := m.pages.wide
	c.last = agoWidth
	for _, r := range m.open {
		waits, _ := present.Waits(r, env.Now)
		c.where, c.waits, c.who = max(c.where, kit.Width(present.Place(r))), max(c.waits, kit.Width(waits)), max(c.who, kit.Width(present.Performer(r)))
		c.last = max(c.last, kit.Width(present.Elsewhere(env.Station, r.ID)))
	}
	return c
}

// runWords says where an open run is, what it waits for, whose it is and since
// when; what it waits for is never given up.
func runWords(r model.OpenRun, c columns, env kit.Env) []kit.Line {
	line := kit.L(kit.Text, kit.Pad(present.Place(r), c.where))
	waits, warn := present.Waits(r, env.Now)
	role := kit.Text
	if warn {
		role = kit.Caution
	}
	if c.waits > 0 {
		line = append(line, kit.Span{Role: role, Text: "  " + kit.Pad(waits, c.waits)})
	}
	with := func(more string) kit.Line {
		return append(line[:len(line):len(line)], kit.Span{Role: kit.Dim, Text: more})
	}
	name := "  " + kit.Pad(present.Performer(r), c.who)
	least := kit.L(role, waits)
	if waits == "" {
		least = kit.L(kit.Text, present.Place(r))
	}
	last := "  " + kit.Pad(present.Ago(env.Now.Sub(r.Last)), c.last)
	if also := present.Elsewhere(env.Station, r.ID); also != "" { // somebody may be at it now
		last = "  " + kit.Pad(also, c.last)
		return []kit.Line{with(name + last), with(last), line, least}
	}
	return []kit.Line{with(name + last), with(name), line, least}
}

// agoWidth is how wide the time since a run's last act is, in cells.
const agoWidth = len("59 min ago")

// The least widths of the list, in cells, at which codes and versions are shown.
const (
	withCodes    = 96
	withVersions = 88
)

// pageWords says what stands at the right of a page, in columns: by how wide the
// terminal is, not the title, and the state is never given up.
func pageWords(p model.PageRow, c columns, env kit.Env) []kit.Line {
	state := kit.Span{Role: kit.Caution, Text: kit.Pad(stateWords(p), c.state)}
	if p.Stands() == model.PageUnchecked { // which is no news of the page
		state.Role = kit.Dim
	}
	width := env.Width - 2
	if width < withCodes && strings.TrimSpace(state.Text) == "" { // a column of nothing parts no title
		state.Text = ""
	}
	id := idWords(p, c, width)
	full := kit.Line{state, id}
	if width >= withCodes {
		full = append(kit.Line{{Role: kit.Dim, Text: kit.Pad(skills(p.Codes, 4), 18)}}, full...)
	}
	return []kit.Line{full, {state, id}, {state}}
}

// idWords is a page's id, with its version where there is room.
func idWords(p model.PageRow, c columns, width int) kit.Span {
	id, version := "  "+kit.Pad(p.ID, c.id), ""
	if p.Version != "" {
		version = "  v" + p.Version
	}
	if width >= withVersions {
		id += kit.Pad(version, c.version+3)
	}
	return kit.Span{Role: kit.Dim, Text: id}
}

// today is how long a page says wherever it is listed that it was signed.
const today = 24 * time.Hour

// usedWords says when a page was signed last: whoever comes back after the terminal failed sees
// whether their signature is kept, and anybody whether it was done already.
func usedWords(p model.PageRow, c columns, env kit.Env) []kit.Line {
	line := kit.Line{{Role: kit.Dim, Text: kit.PadLeft("signed "+present.Ago(env.Now.Sub(p.LastRun)), len("signed 365 days ago"))}}
	if state := stateWords(p); state != "" {
		line = append(kit.Line{{Role: kit.Caution, Text: state + "  "}}, line...)
	}
	return []kit.Line{append(line[:len(line):len(line)], idWords(p, c, env.Width-2)), line}
}

// stateWords is the state of a page, "" where nothing has to be said.
func stateWords(p model.PageRow) string {
	if p.State == model.PageApproved {
		return ""
	}
	return present.RowState(p)
}

// skills lists the first few S codes of a page.
func skills(codes []sop.Code, n int) string {
	out := ""
	for _, c := range codes {
		if c[0] == 'S' && n > 0 {
			out, n = out+string(c)+" ", n-1
		}
	}
	return out
}
