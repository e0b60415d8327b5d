package kit

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
)

// Screen is one place of the program. A screen is a value: Update returns the
// next one. It asks for anything outside itself with a message.
type Screen interface {
	// Init returns the command that fills the screen, also when it is come
	// back to.
	Init(Env) tea.Cmd
	Update(Env, tea.Msg) (Screen, tea.Cmd)
	View(Env) View
	// Keys returns what keys do now.
	Keys(Env) Keymap
	// Field returns where printable keys go now; the zero Field where they act.
	Field(Env) Field
}

// Env is what the root knows and every screen may read.
type Env struct {
	Width, Height int
	Now           time.Time
	Station       model.Station
	Session       session.Session
	Theme         Theme
	Warning       string // what the root has to say, under the step: that nobody pressed a key for long
}

// Banner returns what every frame has to say of itself, "" for real work.
func (e Env) Banner() string { return present.Banner(e.Station, e.Session) }

// TextWidth returns how wide running text may be set on this terminal.
func (e Env) TextWidth() int { return max(10, min(TextWidth, e.Width-2)) }

// Place is a screen that can be gone to.
type Place int

// The places.
const (
	ToLibrary Place = iota
	ToProcedure
	ToList
	ToRow
	ToReview
	ToActs
	ToChecklist
	ToSignOff
	ToChart
	ToQuestions
)

// Go asks the root for another screen.
type Go struct {
	To   Place
	Page string // ToProcedure, ToQuestions: the page's id
	List string // ToList, ToRow, ToReview, ToActs: the name of the list
	Row  string // ToRow, ToReview: the name of the row
	Only bool   // ToList: only the rows that wait for somebody
	Seek string // ToList: what is looked for in it
	// Chart is that of ToChart; one of readings without a field is still to be chosen.
	Chart present.ChartOf
	// Replace leaves the present screen instead of keeping it to come back to.
	Replace bool
}

// Follow asks the root for what a link leads to.
func Follow(l present.Link) Go {
	if l.Page != "" {
		return Go{To: ToProcedure, Page: l.Page}
	}
	if l.Row == "" {
		return Go{To: ToList, List: l.List, Seek: l.Seek}
	}
	return Go{To: ToRow, List: l.List, Row: l.Row}
}

// Back asks the root for the screen before this one.
type Back struct{}

// Ask hands the root an action for the session.
type Ask struct{ Action session.Action }

// Do returns the command that asks the session for an action.
func Do(a session.Action) tea.Cmd { return func() tea.Msg { return Ask{a} } }

// GoCmd returns the command that asks for another screen.
func GoCmd(g Go) tea.Cmd { return func() tea.Msg { return g } }

// ToChartOf returns the command that asks for a chart; none for one of no procedure.
func ToChartOf(of present.ChartOf) tea.Cmd {
	if of.SOP == "" {
		return nil
	}
	return GoCmd(Go{To: ToChart, Chart: of})
}

// BackCmd returns the command that asks for the screen before.
func BackCmd() tea.Cmd { return func() tea.Msg { return Back{} } }

// Changed tells the screen on top that the session is another one now.
type Changed struct{}

// LogChanged tells the screen on top that something was written into the log, or that all pages are
// checked: what it shows may stand otherwise now. Whatever is typed or filled in stays.
type LogChanged struct{}

// Click tells the screen on top that a row of its view was clicked. A first
// click selects the row and a second does what enter does there; none closes or
// acknowledges a step, and none signs.
type Click struct{ Row int }

// Wheel tells the screen on top that the wheel was turned where the body of its
// view ends: a list that draws only some of its rows goes on by so many.
type Wheel struct{ By int }

// Told tells the root what went wrong behind the screens, in one sentence. It stands in
// the place of the hints until a key.
type Told struct{ Text string }

// Ticked tells the screen on top that time went by.
type Ticked struct{}
