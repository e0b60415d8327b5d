package kit

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"soprun/internal/chart"
)

// Role is what a piece of text means; the theme decides how it looks.
type Role int

// The roles.
const (
	Text    Role = iota
	Strong       // the one thing to do now
	Dim          // labels, what is past
	Accent       // what is selected or current
	Good         // done, verified
	Caution      // outside limits, critical
	Danger       // a hazard, a fault
	Typed        // what a person is typing
	Cursor       // the place where it goes
	Banner       // PRACTICE, DEMO: what this is not
)

// Roles lists every role, for tests that walk them all.
var Roles = []Role{Text, Strong, Dim, Accent, Good, Caution, Danger, Typed, Cursor, Banner}

// Theme maps roles to styles on one background. The zero Theme is for dark
// terminals and real work.
type Theme struct {
	Light    bool
	Practice bool // practice has an accent of its own
	Basic    bool // the terminal has sixteen colours, and draws each as it likes
	Letters  bool // it shows no colours; pictures are of letters and signs then
}

// palette is a theme's colours. Text is the terminal's own foreground.
type palette struct{ background, dim, accent, good, caution, danger, practice color.Color }

var (
	dark = palette{
		background: lipgloss.Color("#000000"),
		dim:        lipgloss.Color("#9BA3AE"),
		accent:     lipgloss.Color("#41B6E6"),
		good:       lipgloss.Color("#78D0A0"),
		caution:    lipgloss.Color("#FFB81C"),
		danger:     lipgloss.Color("#FF9A5C"),
		practice:   lipgloss.Color("#B39DDB"),
	}
	light = palette{
		background: lipgloss.Color(chart.White),
		dim:        lipgloss.Color(chart.DimInk),
		accent:     lipgloss.Color(chart.AccentInk),
		good:       lipgloss.Color(chart.GoodInk),
		caution:    lipgloss.Color(chart.CautionInk),
		danger:     lipgloss.Color(chart.DangerInk),
		practice:   lipgloss.Color("#5E2E9E"),
	}
)

// The sixteen-colour forms use only what can be read on black or on white as
// every common terminal draws it. On white no green and no grey can be, so what
// is good or past has the text's own colour there, and its word. On black no other
// colour than white is left for practice, which its banner names.
var (
	basicDark = palette{
		background: lipgloss.Black, dim: lipgloss.White, accent: lipgloss.BrightCyan, good: lipgloss.BrightGreen,
		caution: lipgloss.BrightYellow, danger: lipgloss.BrightRed, practice: lipgloss.BrightWhite,
	}
	basicLight = palette{
		background: lipgloss.BrightWhite, dim: lipgloss.NoColor{}, accent: lipgloss.Blue, good: lipgloss.NoColor{},
		caution: lipgloss.Red, danger: lipgloss.Red, practice: lipgloss.Magenta,
	}
)

func (t Theme) palette() palette {
	p := dark
	switch {
	case t.Basic && t.Light:
		p = basicLight
	case t.Basic:
		p = basicDark
	case t.Light:
		p = light
	}
	if t.Practice {
		p.accent = p.practice
	}
	return p
}

// Style returns how a role looks.
func (t Theme) Style(r Role) lipgloss.Style {
	p, s := t.palette(), lipgloss.NewStyle()
	//exhaustive:enforce
	switch r {
	case Text, Typed:
		return s
	case Strong:
		return s.Bold(true)
	case Dim:
		return s.Foreground(p.dim)
	case Accent:
		return s.Foreground(p.accent).Bold(true)
	case Good:
		return s.Foreground(p.good)
	case Caution:
		return s.Foreground(p.caution).Bold(true)
	case Danger:
		return s.Foreground(p.danger).Bold(true).Underline(t.Basic)
	case Cursor:
		return s.Reverse(true)
	case Banner:
		return s.Foreground(p.accent).Bold(true)
	}
	return s
}
