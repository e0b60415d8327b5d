package tui

import (
	"cmp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Choosing is what somebody who reads many stations chooses from.
type Choosing struct {
	Rows  []present.Pick
	At    int      // where the cursor stands
	Notes []string // said above the rows
	Noun  string   // what a row is, "" for a station
	Title string   // "" where it goes without saying
	Empty string   // why there is no row, "" where there is no station
	Seeks bool     // the hub can be asked again, and records looked for at all stations
}

// Stations is what whoever reads many stations begins with: each under its site, with what waits
// there. It is a program of its own, that ends with what was chosen.
type Stations struct {
	Choosing
	env    kit.Env
	list   kit.List
	typing bool
	words  string // as they are typed
	ahead  ahead
	result Chosen
}

// Chosen is how the program of the stations ended.
type Chosen struct {
	Row   int                 // that was chosen, -1 for none
	At    int                 // where the cursor stood
	Again bool                // the hub is asked again
	Words string              // that are looked for at all stations, "" for none
	All   *present.Everywhere // what is shown of all stations; nil for nothing
}

// NewStations returns it.
func NewStations(c Choosing) Stations {
	l := present.HubLists[0]
	c.Noun, c.Empty = cmp.Or(c.Noun, l.Row), cmp.Or(c.Empty, l.Empty)
	return Stations{Choosing: c, list: kit.List{At: c.At}.Clamp(len(c.Rows)), result: Chosen{Row: -1}}
}

// Chosen returns how it ended.
func (s Stations) Chosen() Chosen {
	s.result.At = s.list.At
	return s.result
}

const (
	stationUp kit.Act = iota + 1
	stationDown
	stationPageUp
	stationPageDown
	stationFirst
	stationLast
	stationOpen
	stationAgain
	stationSeek
	stationsLeave
	stationsAll // and those behind it, for what is shown of all
)

var stationKeys = kit.Keymap{
	{Keys: []string{"enter"}, Does: "open", Act: stationOpen, Hint: true},
	{Keys: []string{"up", "k"}, Does: "up", Act: stationUp},
	{Keys: []string{"down", "j"}, Does: "down", Act: stationDown},
	{Keys: []string{"pgup"}, Does: "page up", Act: stationPageUp},
	{Keys: []string{"pgdown"}, Does: "page down", Act: stationPageDown},
	{Keys: []string{"home"}, Does: "first", Act: stationFirst},
	{Keys: []string{"end"}, Does: "last", Act: stationLast},
}

var seekKeys = kit.Keymap{
	{Keys: []string{"/"}, Does: "trace all", Act: stationSeek, Hint: true},
	{Keys: []string{"r"}, Does: "ask again", Act: stationAgain, Hint: true},
}

// keys are those of the rows.
func (s Stations) keys() kit.Keymap {
	keys, leave := append(kit.Keymap(nil), stationKeys...), "back"
	if s.Seeks {
		keys, leave = append(keys, seekKeys...), "leave"
		for i, e := range present.AtAllStations {
			keys = append(keys, kit.Binding{Keys: []string{e.Key}, Does: e.Does, Act: stationsAll + kit.Act(i), Hint: true})
		}
	}
	return append(keys, kit.Binding{Keys: []string{"q", "esc", "ctrl+c"}, Does: leave, Act: stationsLeave, Hint: true})
}

// hints are all that there are: those that do not fit are passed over, but the last.
func (s Stations) hints() (all []kit.Hint) {
	for _, b := range s.keys() {
		if b.Hint {
			all = append(all, kit.Hint{Key: b.Keys[0], Does: b.Does})
		}
	}
	return all
}

// Init asks the terminal for its colours, and whether it has the first frame.
func (s Stations) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, seenCmd(tick))
}

// Update takes the terminal's messages and the keys.
func (s Stations) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	s.ahead = s.ahead.sees(msg)
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.EnvMsg, tea.BackgroundColorMsg, tea.ColorProfileMsg:
		s.env = drawnOn(s.env, msg)
	case tea.PasteMsg:
		if s.typing && !s.ahead.drops(msg, time.Time{}) {
			s.words += oneLine(msg.Content)
		}
	case tea.KeyPressMsg:
		if s.ahead.drops(msg, time.Time{}) {
			return s, nil
		}
		if s.typing {
			return s.typed(msg)
		}
		if b, ok := s.keys().Find(msg.String()); ok {
			return s.do(b.Act)
		}
	}
	return s, nil
}

// mostWords is how many letters are looked for at most.
const mostWords = 200

func oneLine(text string) string {
	text = strings.Join(strings.Fields(present.Safe(text)), " ")
	return string([]rune(text)[:min(mostWords, len([]rune(text)))])
}

// typed takes a key while the words are typed.
func (s Stations) typed(key tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	switch key.String() {
	case "esc", "ctrl+c":
		s.typing, s.words = false, ""
	case "backspace":
		if letters := []rune(s.words); len(letters) > 0 {
			s.words = string(letters[:len(letters)-1])
		}
	case "enter":
		if s.result.Words = strings.TrimSpace(s.words); s.result.Words != "" {
			return s, tea.Quit
		}
		s.typing = false
	default:
		if len([]rune(s.words)) < mostWords {
			s.words += present.Safe(key.Text)
		}
	}
	return s, nil
}

func (s Stations) do(act kit.Act) (tea.Model, tea.Cmd) {
	page := max(1, kit.BodyHeight(s.env.Height)-2)
	by := map[kit.Act]int{
		stationUp: -1, stationDown: 1, stationPageUp: -page, stationPageDown: page, stationFirst: -len(s.Rows), stationLast: len(s.Rows),
	}
	if n, moves := by[act]; moves {
		s.list = s.list.Move(n, len(s.Rows)).Clamp(len(s.Rows))
		return s, nil
	}
	if act >= stationsAll {
		s.result.All = &present.AtAllStations[act-stationsAll]
		return s, tea.Quit
	}
	switch act {
	case stationSeek:
		s.typing = true
		return s, nil
	case stationOpen:
		if len(s.Rows) == 0 {
			return s, nil
		}
		s.result.Row = s.list.At
	case stationAgain:
		s.result.Again = true
	}
	return s, tea.Quit
}

// View draws the rows under what they stand under.
func (s Stations) View() tea.View {
	v := kit.View{
		Left: kit.L(kit.Strong, "soprun"), Right: kit.L(kit.Dim, present.Number(len(s.Rows), s.Noun)), Banner: "COPIES, READ-ONLY", Hints: s.hints(),
	}
	if s.Title != "" {
		v.Left = append(v.Left, kit.L(kit.Text, "   "+s.Title)...)
	}
	if s.typing {
		v.Pinned = []kit.Line{append(kit.L(kit.Accent, "  Trace at all stations  "), kit.L(kit.Text, s.words+"_")...), nil}
		v.Hints = []kit.Hint{{Key: "enter", Does: "look"}, {Key: "esc", Does: "leave it"}}
	}
	for _, text := range s.Notes {
		v.AddText(s.env.Width, 2, kit.L(kit.Caution, text))
	}
	if len(s.Rows) == 0 {
		v.AddText(s.env.Width, 2, kit.L(kit.Text, s.Empty))
	}
	for i, r := range s.Rows {
		s.add(&v, i, r)
	}
	view := tea.NewView(v.Paint(s.env.Theme, s.env.Width, s.env.Height, 0))
	view.AltScreen, view.WindowTitle = true, "soprun"
	return view
}

// add draws a row, under its group where that begins.
func (s Stations) add(v *kit.View, i int, r present.Pick) {
	if i == 0 || s.Rows[i-1].Group != r.Group {
		if len(v.Body) > 0 {
			v.Add(nil)
		}
		v.Add(kit.Wrap(kit.L(kit.Dim, r.Group), s.env.Width-2, 0)...)
	}
	first, selected := len(v.Body), i == s.list.At
	v.Add(kit.Row(r.Cells, selected, s.env)...)
	if !selected {
		return
	}
	if r.More != "" {
		v.Add(kit.Wrap(kit.L(kit.Dim, "  "+r.More), s.env.Width-2, 2)...)
	}
	if v.Focus, v.FocusEnd = max(0, first-2), len(v.Body)-1; r.Why != "" {
		v.Say = "BLOCKED: " + r.Why
	}
}
