package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Stations is what whoever reads many stations begins with: each under its site, with what waits
// there. It is a program of its own, that ends with the one that was chosen.
type Stations struct {
	env    kit.Env
	of     present.List
	rows   []present.Row
	list   kit.List
	now    func() time.Time
	notes  []string
	chosen int
	again  bool
}

// NewStations returns it with the row that the cursor stands on; now is the clock, and notes are
// said above the rows.
func NewStations(rows []present.Row, at int, notes []string, now func() time.Time) Stations {
	return Stations{of: present.HubLists[0], rows: rows, list: kit.List{At: at}.Clamp(len(rows)), notes: notes, now: now, chosen: -1}
}

// Chosen returns the row that was chosen, -1 for none.
func (s Stations) Chosen() int { return s.chosen }

// Again reports whether the hub is to be asked again.
func (s Stations) Again() bool { return s.again }

// At returns the row that the cursor stands on.
func (s Stations) At() int { return s.list.At }

const (
	stationUp kit.Act = iota + 1
	stationDown
	stationPageUp
	stationPageDown
	stationFirst
	stationLast
	stationOpen
	stationAgain
	stationsLeave
)

var stationKeys = kit.Keymap{
	{Keys: []string{"enter"}, Does: "open", Act: stationOpen, Hint: true},
	{Keys: []string{"r"}, Does: "ask the hub again", Act: stationAgain, Hint: true},
	{Keys: []string{"up", "k"}, Does: "up", Act: stationUp},
	{Keys: []string{"down", "j"}, Does: "down", Act: stationDown},
	{Keys: []string{"pgup"}, Does: "page up", Act: stationPageUp},
	{Keys: []string{"pgdown"}, Does: "page down", Act: stationPageDown},
	{Keys: []string{"home"}, Does: "first", Act: stationFirst},
	{Keys: []string{"end"}, Does: "last", Act: stationLast},
	{Keys: []string{"q", "esc", "ctrl+c"}, Does: "leave", Act: stationsLeave, Hint: true},
}

// Init asks the terminal for its colours.
func (s Stations) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update takes the terminal's messages and the keys.
func (s Stations) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.BackgroundColorMsg, tea.ColorProfileMsg:
		s.env = drawnOn(s.env, msg)
	case tea.KeyPressMsg:
		if b, ok := stationKeys.Find(msg.String()); ok {
			return s.do(b.Act)
		}
	}
	return s, nil
}

func (s Stations) do(act kit.Act) (tea.Model, tea.Cmd) {
	page := max(1, kit.BodyHeight(s.env.Height)-2)
	by := map[kit.Act]int{
		stationUp: -1, stationDown: 1, stationPageUp: -page, stationPageDown: page, stationFirst: -len(s.rows), stationLast: len(s.rows),
	}
	if n, moves := by[act]; moves {
		s.list = s.list.Move(n, len(s.rows)).Clamp(len(s.rows))
		return s, nil
	}
	switch {
	case act == stationOpen && len(s.rows) > 0:
		s.chosen = s.list.At
	case act == stationAgain:
		s.again = true
	case act != stationsLeave:
		return s, nil
	}
	return s, tea.Quit
}

// View draws the rows under their sites.
func (s Stations) View() tea.View {
	v := kit.View{
		Left: kit.L(kit.Strong, "soprun"), Right: kit.L(kit.Dim, present.Number(len(s.rows), "station")), Banner: "COPIES, READ-ONLY", Hints: stationKeys.Hints(),
	}
	for _, text := range s.notes {
		v.AddText(s.env.Width, 2, kit.L(kit.Caution, text))
	}
	if len(s.rows) == 0 {
		v.AddText(s.env.Width, 2, kit.L(kit.Text, s.of.Empty))
	}
	for i, r := range s.rows {
		if i == 0 || present.SiteOf(s.rows[i-1]) != present.SiteOf(r) {
			if i > 0 || len(s.notes) > 0 {
				v.Add(nil)
			}
			v.Add(kit.L(kit.Dim, present.SiteOf(r)))
		}
		first := len(v.Body)
		v.Add(kit.Row(s.of.Cells(r, s.now()), i == s.list.At, s.env)...)
		if i == s.list.At {
			v.Add(kit.Wrap(kit.L(kit.Dim, "  "+present.MoreOf(r, s.now())), s.env.Width-2, 2)...)
			v.Focus, v.FocusEnd = max(0, first-2), len(v.Body)-1
		}
	}
	if why := s.why(); why != "" {
		v.Say = why
	}
	view := tea.NewView(v.Paint(s.env.Theme, s.env.Width, s.env.Height, 0))
	view.AltScreen, view.WindowTitle = true, "soprun"
	return view
}

// why says of the selected station why nothing new of it is shown.
func (s Stations) why() string {
	if len(s.rows) == 0 {
		return ""
	}
	if text := present.BlockedOf(s.rows[s.list.At]); text != "" {
		return fmt.Sprintf("BLOCKED: %s", text)
	}
	return ""
}
