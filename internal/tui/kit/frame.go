package kit

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/present"
)

// The smallest terminal that a frame is drawn on, in cells. Below it the
// program says so and keeps its state.
const (
	MinWidth  = 40
	MinHeight = 10
)

// TextWidth is the widest that running text is set, in cells: longer lines are
// harder to read back from after a look away.
const TextWidth = 76

// SideFrom is the width from which a view's Side is shown beside its body.
const SideFrom = 140

// View is what a screen wants to be seen. The frame around it is the same on
// every screen: a header, a rule, the body, a rule, and one line of hints.
type View struct {
	Left, Right Line   // header: what this is; who and where
	Banner      string // stands in both rules: PRACTICE, DEMO
	Pinned      []Line // stands above the body and never scrolls away
	Body        []Line
	Side        []Line // context, shown to the right on a wide terminal
	// Focus and FocusEnd are the body lines that have to be visible when not
	// all are; FocusEnd wins where both cannot be.
	Focus, FocusEnd int
	// Keep are the body lines from the first up to the second that stay in
	// sight when the body scrolls on behind them: the current step's
	// instruction (H13).
	Keep [2]int
	// At is the line that has to be read first: what is asked. It is shown even where
	// that hides FocusEnd. 0 for none. AtEnd is what is answered or was said of it, in the
	// frame always, even where that hides At.
	At, AtEnd int
	// Targets are the body lines that can be clicked, each with the row that
	// it means to the screen.
	Targets map[int]int
	Hints   []Hint
	// Say stands in the place of the hints until the next key: why nothing was
	// taken. It is one short sentence.
	Say string
}

// Hint is a key that acts now, with what it does.
type Hint struct{ Key, Does string }

// Add appends lines to the body.
func (v *View) Add(lines ...Line) { v.Body = append(v.Body, lines...) }

// Asks says from which line on it is asked what is answered now, and nothing before it.
func (v *View) Asks(at int) { v.At, v.AtEnd = at, at }

// AddText wraps a line to the text width and appends it, indented.
func (v *View) AddText(width, indent int, l Line) {
	for _, line := range Wrap(l, max(1, min(TextWidth, width-2)-indent), 0) {
		v.Add(append(Line{{Text, strings.Repeat(" ", indent)}}, line...))
	}
}

// Paint draws the view on width by height cells. No line is wider than the
// terminal and nothing but printable text and colours leaves it.
func (v View) Paint(t Theme, width, height, scroll int) string {
	if width < 1 || height < 1 {
		return ""
	}
	if width < MinWidth || height < MinHeight {
		return tooSmall(width, height)
	}
	shown := v.Shown(height, scroll)
	rows := make([]string, 0, height)
	rows = append(rows, t.paint(v.edge(Columns(v.Left, v.Right, width-2)), width))
	rows = append(rows, t.paint(v.rule(width, shown.First > 0, "more above, page up"), width))
	for i := range BodyHeight(height) {
		line := v.edge(v.row(shown, i))
		if width >= SideFrom && i < len(v.Side) {
			side := v.Side[i]
			if i == BodyHeight(height)-1 && i < len(v.Side)-1 {
				side = L(Dim, "more below: "+present.Number(len(v.Side)-i, "line"))
			}
			line = beside(line, side, width)
		}
		rows = append(rows, t.paint(line, width))
	}
	rows = append(rows, t.paint(v.rule(width, shown.More, "more below, page down"), width))
	foot := hintLine(v.Hints, width-2)
	if v.Say != "" {
		foot = Shorten(L(Caution, v.Say), width-2)
	}
	rows = append(rows, t.paint(v.edge(foot), width))
	return strings.Join(rows, "\n")
}

// SideWidth returns how wide the side column is on a terminal of that width; 0
// when there is none.
func SideWidth(width int) int {
	if width < SideFrom {
		return 0
	}
	return min(TextWidth, width-TextWidth-8)
}

func beside(left, right Line, width int) Line {
	column := width - SideWidth(width) - 2
	gap := max(1, column-left.Width())
	return append(append(left, Span{Text, strings.Repeat(" ", gap)}, Span{Dim, "│ "}), right...)
}

func (v View) edge(l Line) Line { return append(Line{{Text, " "}}, l...) }

// rule draws the line between header, body and footer, with the banner in it
// and a word when the body goes on behind it.
func (v View) rule(width int, hidden bool, word string) Line {
	line := Line{{Text, " "}}
	if v.Banner != "" {
		line = append(line, Span{Banner, v.Banner + " "})
	}
	tail := ""
	if hidden {
		tail = " " + word
	}
	dashes := max(0, width-1-line.Width()-Width(tail))
	return append(line, Span{Dim, strings.Repeat("─", dashes) + tail})
}

// hintLine sets the hints that fit, and passes over one that is too long for what is
// left; the last is kept, because it is the way to all others.
func hintLine(hints []Hint, width int) Line {
	if len(hints) == 0 {
		return nil
	}
	last := hintSpans(hints[len(hints)-1])
	room := width - last.Width()
	var line Line
	for _, h := range hints[:len(hints)-1] {
		spans := append(hintSpans(h), Span{Text, "   "})
		if line.Width()+spans.Width() <= room {
			line = append(line, spans...)
		}
	}
	return append(line, last...)
}

func hintSpans(h Hint) Line { return Line{{Strong, h.Key}, {Dim, " " + h.Does}} }

func tooSmall(width, height int) string {
	words := L(Text, "Terminal too small. Make it at least 60 by 16; nothing is lost.")
	var rows []string
	for _, l := range Wrap(words, width, 0) {
		if len(rows) < height {
			rows = append(rows, ansi.Truncate(l.String(), width, ""))
		}
	}
	return strings.Join(rows, "\n")
}

// paint turns a line into styled text of at most width cells. Every text goes
// through Safe here.
func (t Theme) paint(l Line, width int) string {
	var b strings.Builder
	left := width
	for _, s := range l {
		text := Safe(s.Text)
		n := Width(text)
		if n > left {
			text = ansi.Truncate(text, left, "")
			n = Width(text)
		}
		left -= n
		if s.Role == Text || s.Role == Typed || text == "" {
			b.WriteString(text)
			continue
		}
		with := inks.Of(inkKey{t, s.Role}, func() ink { return inkOf(t.Style(s.Role)) })
		if !with.whole {
			b.WriteString(render(t.Style(s.Role), text))
			continue
		}
		b.WriteString(with.before)
		b.WriteString(text)
		b.WriteString(with.after)
	}
	return b.String()
}

// ink is what a style writes around a text.
type ink struct {
	before, after string
	whole         bool // it writes nothing between
}

type inkKey struct {
	theme Theme
	role  Role
}

// inks keeps those of the themes in use: a frame has some hundred texts in half a dozen of them.
var inks = present.Memory[inkKey, ink]{Most: 64}

func inkOf(s lipgloss.Style) (k ink) {
	const probe = "a b"
	k.before, k.after, k.whole = strings.Cut(render(s, probe), probe)
	return k
}

// render styles text without the padding and tab handling of a full render.
func render(s lipgloss.Style, text string) string { return s.Inline(true).Render(text) }
