package tui

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/study"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/document"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/library"
	"soprun/internal/tui/listing"
	"soprun/internal/tui/procedure"
	"soprun/internal/tui/questions"
	"soprun/internal/tui/setup"
)

// Config is what the program needs from outside.
type Config struct {
	Sources  present.Sources                     // required
	Perform  func(session.Effect) session.Action // required: does what the session asks for
	Now      func() time.Time                    // required: its location is the local zone
	ReadFile checklist.FileReader                // required
	At       func(run string)                    // is told which run is open here, "" for none; nil for nobody
	Open     string                              // id of a page to open at once, "" for the library
	Show     present.Link                        // a row of a list, or what is looked for in it, to open at once
	Practise bool                                // begins at the home of practice
	Of       string                              // the page that is practised there, "" for any
	Mode     study.Mode                          // in which it is, "" for one that is chosen there
	Every    time.Duration                       // how often the clock on the screen moves; 0 for never
	// IdleAfter is how long nobody presses a key before the acting name is
	// cleared (H12); 0 for never.
	IdleAfter time.Duration
	Bell      bool // ring once when a wait is over; the words change too
	// Width and Height are the terminal's size in cells, so that the first
	// frame need not wait for it; 0 when it is not known.
	Width, Height int
	NoMouse       bool // leave the mouse to the terminal
	// After returns the command that delivers a message after a while; nil for
	// the machine's own clock.
	After func(time.Duration, tea.Msg) tea.Cmd
	Say   string // one sentence that stands on the first screen until esc
}

// Model is the root of the program.
type Model struct {
	cfg     Config
	env     kit.Env
	stack   []kit.Screen // the last is on top
	scroll  int          // lines scrolled away from where the screen wants to be
	help    bool
	density kit.Density
	failure string    // an error that ended what was in progress, until a key
	touched time.Time // when a key was last pressed
	watched time.Time // when it was last looked whether a wait is over
	news    news
	gate    gate
	begun   tea.Cmd // what the first screen asked for when it was filled before the first frame; nil where it was not
}

// New returns the program at its first screen.
func New(cfg Config) Model {
	now := cfg.Now()
	m := Model{cfg: cfg, gate: gate{say: cfg.Say}, touched: now, watched: now, env: kit.Env{Now: now, Station: cfg.Sources.Here(), Width: cfg.Width, Height: cfg.Height}}
	if !cfg.Sources.IsSetUp() {
		m.stack = []kit.Screen{setup.New(cfg.Sources)}
		return m
	}
	m.stack = []kit.Screen{library.New(cfg.Sources)}
	if cfg.Open != "" {
		m.stack = append(m.stack, procedure.New(cfg.Sources, cfg.Open))
	}
	if list, is := present.ListNamed(cfg.Show.List); is && cfg.Show.Row != "" {
		m.stack = append(m.stack, document.New(cfg.Sources, list, cfg.Show.Row))
	} else if is && cfg.Show.Seek != "" {
		m.stack = append(m.stack, listing.New(cfg.Sources, list, false).Seeking(cfg.Show.Seek))
	}
	if cfg.Practise {
		m.stack = append(m.stack, questions.New(cfg.Sources.Study, cfg.Of).Keeping(cfg.Sources.Rehearsals).In(cfg.Mode))
	}
	return m
}

// Begun fills the library before the first frame, so that nobody sees an empty one first; where
// that takes until late, it is filled behind it as any other screen is.
func (m Model) Begun(late <-chan time.Time) Model {
	if _, is := m.top().(library.Model); !is {
		return m
	}
	came, read := make(chan tea.Msg, 1), m.top().Init(m.env)
	go func() { came <- read() }()
	select {
	case msg := <-came:
		next, cmd := m.toTop(msg)
		m = next.(Model)
		m.begun = func() tea.Msg { return behind{firstFrame, cmd} }
	case <-late:
		m.begun = func() tea.Msg { return <-came }
	}
	return m
}

// firstFrame is how long the first frame has the processors to itself: what waits for somebody takes
// both of them, and kept it from the terminal for 6 ms.
const firstFrame = 5 * time.Millisecond

// behind has a command begin after a while.
type behind struct {
	after time.Duration
	begin tea.Cmd
}

// Init asks the terminal for its background and fills the first screen.
func (m Model) Init() tea.Cmd {
	fill := m.begun
	if fill == nil {
		fill = m.top().Init(m.env)
	}
	return tea.Batch(tea.RequestBackgroundColor, seenCmd(m.after), m.tickCmd(), fill)
}

func (m Model) top() kit.Screen { return m.stack[len(m.stack)-1] }

// Update routes: the terminal's own messages, then keys, then what screens ask
// for, and everything else to the screen on top.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.env.Now, m.gate.ahead = m.cfg.Now(), m.gate.ahead.sees(msg)
	next, cmd := m.looked().update(msg)
	return next.(Model).looked(), cmd
}

func (m Model) update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg, tea.EnvMsg, tea.BackgroundColorMsg, tea.ColorProfileMsg:
		m.env = drawnOn(m.env, msg)
		return m, nil
	case ticked:
		return m.ticked()
	case behind:
		if msg.after > 0 {
			return m, m.after(msg.after, behind{begin: msg.begin})
		}
		return m, msg.begin
	case tea.KeyPressMsg:
		m.touched, m.env.Warning = m.env.Now, ""
		return m.key(msg)
	case tea.PasteMsg:
		return m.pasted(msg)
	case paused:
		return m.paused(msg)
	case late:
		return m.typeLate()
	case tea.MouseMsg:
		return m.mouse(msg)
	case kit.PagesChanged:
		return m.pagesChanged(msg)
	case kit.PagesChecked:
		m.news.waits = m.news.waits || len(m.stack) > 1
		return m, nil
	case kit.Behind:
		return m.toFirst(msg)
	case kit.Told:
		m.gate.say = msg.Text
		return m, nil
	case kit.Go:
		return m.goTo(msg)
	case kit.Back:
		return m.back()
	case kit.Ask:
		return m.ask(msg.Action)
	case performed:
		return m.ask(msg.result)
	}
	return m.toTop(msg)
}

// drawnOn returns what a screen knows after something that the terminal says of itself.
func drawnOn(env kit.Env, msg tea.Msg) kit.Env {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		env.Width, env.Height = msg.Width, msg.Height
	case tea.EnvMsg: // before the terminal answers, which not every one does
		env.Theme.Light = lightBehind(msg.Getenv("COLORFGBG"))
	case tea.BackgroundColorMsg:
		env.Theme.Light = !msg.IsDark()
	case tea.ColorProfileMsg:
		env.Theme.Basic, env.Theme.Letters = msg.Profile == colorprofile.ANSI, msg.Profile == colorprofile.ASCII || msg.Profile == colorprofile.NoTTY
	}
	return env
}

// lightBehind reports whether the background that COLORFGBG names is a light one: it ends in the number
// of one of sixteen colours.
func lightBehind(colours string) bool {
	n, err := strconv.Atoi(colours[strings.LastIndex(colours, ";")+1:])
	return err == nil && (n == 7 || n > 8 && n < 16)
}

// pagesChanged tells the screen on top, and the library under it, which reads and checks what is new:
// then other screens are read again too.
func (m Model) pagesChanged(msg kit.PagesChanged) (tea.Model, tea.Cmd) {
	if len(m.stack) == 1 {
		return m.toTop(msg)
	}
	m.news.waits = true
	next, reads := m.toFirst(msg)
	next, cmd := next.(Model).toTop(msg)
	return next, tea.Batch(reads, cmd)
}

// toTop gives a message to the screen on top.
func (m Model) toTop(msg tea.Msg) (tea.Model, tea.Cmd) { return m.to(len(m.stack)-1, msg) }

// toFirst gives a message to the screen under all others.
func (m Model) toFirst(msg tea.Msg) (tea.Model, tea.Cmd) { return m.to(0, msg) }

func (m Model) to(at int, msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.stack[at].Update(m.env, msg)
	m.stack = append([]kit.Screen(nil), m.stack...)
	m.stack[at] = next
	return m, cmd
}

// goTo puts a screen on top.
func (m Model) goTo(g kit.Go) (tea.Model, tea.Cmd) {
	m.env.Station = m.cfg.Sources.Here()
	stack := append([]kit.Screen(nil), m.stack...)
	if g.Replace {
		stack = stack[:len(stack)-1]
	}
	m.stack, m.scroll = append(stack, m.screen(g)), 0
	return m, m.top().Init(m.env)
}

// back leaves the screen on top; the first screen stays.
func (m Model) back() (tea.Model, tea.Cmd) {
	if len(m.stack) > 1 {
		m.stack = append([]kit.Screen(nil), m.stack[:len(m.stack)-1]...)
	}
	m.scroll = 0
	m.env.Station = m.cfg.Sources.Here()
	return m, m.top().Init(m.env)
}
