// Package document is the screen of one row of a list in full: of a completion the
// sentence that was signed, each step with its values, and who countersigned. The acts
// about it are signed here.
package document

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Model is the screen.
type Model struct {
	src    present.Sources
	list   present.List
	name   string // of the row
	opened present.Opened
	loaded bool
	err    error
	fill   *kit.Filling // what is signed, nil for nothing
	pick   *picking     // the value that is picked, nil for none
	link   kit.List     // over the links of the document
	notice string
}

// New returns the screen of a row of a list.
func New(src present.Sources, list present.List, row string) Model {
	return Model{src: src, list: list, name: row}
}

// loaded is the result of reading the row.
type loaded struct {
	name   string
	opened present.Opened
	err    error
}

// Init reads the row.
func (m Model) Init(env kit.Env) tea.Cmd {
	src, list, name, zone := m.src, m.list, m.name, env.Now.Location()
	return func() tea.Msg {
		opened, err := list.Open(src, name, zone)
		return loaded{name, opened, err}
	}
}

// Field returns what is typed into while something is signed.
func (m Model) Field(kit.Env) kit.Field {
	if m.fill != nil {
		return m.fill.Field()
	}
	return kit.Field{}
}

const (
	leave kit.Act = iota + 1
	nextLink
	openLink
	chartIt
	firstForm // and one more for each that follows
)

var goesBack = kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true}

// Keys returns the key table of the document, or of what is in progress. What cannot
// be seen is not signed for.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.fill != nil:
		return m.fill.Keys()
	case m.pick != nil:
		return whilePicking
	case !m.loaded || m.err != nil:
		return kit.Keymap{goesBack}
	}
	var out kit.Keymap
	for i, f := range m.opened.Forms(m.opened.Case) {
		if f.Offered(m.opened.Case) {
			out = append(out, kit.Binding{Keys: []string{f.Key}, Does: f.Does, Act: firstForm + kit.Act(i), Hint: len(out) < hinted && !f.Later, Writes: f.Name != present.ReportForm})
		}
	}
	out = slices.Insert(out, min(1, len(out)), goesBack) // there may be no room for what stands behind it
	switch n := len(m.opened.Doc.Links()); {
	case n > 1:
		out = append(out, kit.Binding{Keys: []string{"tab", "down"}, Does: "next link", Act: nextLink})
		fallthrough
	case n > 0:
		out = append(out, kit.Binding{Keys: []string{"enter"}, Does: "open the link", Act: openLink, Hint: true})
	}
	if m.opened.Chart.SOP != "" {
		out = append(out, kit.Binding{Keys: []string{"g"}, Does: "chart of its procedure", Act: chartIt})
	}
	return out
}

// hinted is how many forms stand in the footer.
const hinted = 2

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	if msg, ok := msg.(loaded); ok {
		if msg.name == m.name {
			m.loaded, m.opened, m.err = true, msg.opened, msg.err
			m.link = m.link.Clamp(max(1, len(m.opened.Doc.Links())))
		}
		return m, nil
	}
	if _, ok := msg.(kit.Ticked); ok && env.Whole(kit.Untold(m.err)) {
		return m, m.Init(env)
	}
	if _, ok := msg.(kit.LogChanged); ok && m.fill == nil && m.pick == nil {
		return m, m.Init(env)
	}
	if m.fill != nil {
		return m.filling(env, msg)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		act, _ := m.Keys(env).Match(key.String())
		if m.pick != nil {
			return m.picked(act), nil
		}
		return m.act(act)
	}
	return m, nil
}

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	switch {
	case act == leave:
		return m, kit.BackCmd()
	case act == nextLink:
		m.link.At = (m.link.At + 1) % len(m.opened.Doc.Links())
	case act == openLink:
		return m, kit.GoCmd(kit.Follow(m.opened.Doc.Links()[m.link.At]))
	case act == chartIt:
		return m, kit.ToChartOf(m.opened.Chart)
	case act >= firstForm:
		return m.begin(int(act-firstForm), nil), nil
	}
	return m, nil
}

// begin fills in a form about this row, once a value was picked where it wants one.
func (m Model) begin(form int, value *model.Standing) Model {
	c := m.opened.Case
	if value != nil {
		c.Value = *value
	}
	f := m.opened.Forms(c)[form]
	if m.notice = ""; f.Picks && value == nil {
		return m.beginPicking(form)
	}
	fill := kit.Fill(f, c, m.src)
	m.fill = &fill
	return m
}

func (m Model) filling(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, said, cmd := m.fill.Update(msg)
	if m.fill = next; next == nil {
		m.pick = nil
	}
	if said != "" {
		m.notice = said
		return m, m.Init(env)
	}
	return m, cmd
}
