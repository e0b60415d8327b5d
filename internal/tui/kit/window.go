package kit

import (
	"cmp"
	"slices"
	"strings"
)

// BodyHeight returns how many lines between the rules a terminal of that
// height has.
func BodyHeight(height int) int { return max(1, height-4) }

// Shown says which lines of a view a terminal shows: the pinned ones, then
// those of Keep that would have scrolled away, then the body from First on.
type Shown struct {
	Pinned, Kept int // how many of each stand above the window
	First, Rows  int // the window over the body
	Scroll       int // how far it is scrolled in fact
	More         bool
}

// least is how many lines are left below those that are pinned: one of the step, two for what is asked.
const least = 3

// Shown returns what is shown on a terminal of that height, scroll lines below
// the place where the focus asks for. Where the lines to keep would scroll away
// they cover the first lines of the window.
func (v View) Shown(height, scroll int) Shown {
	s := Shown{Pinned: max(0, min(len(v.Pinned), BodyHeight(height)-least))}
	s.Rows = BodyHeight(height) - s.Pinned
	if len(v.Body) <= s.Rows {
		return s
	}
	base := v.base(s.Rows)
	s.First = v.clamp(base+scroll, s.Rows)
	s.Scroll, s.More = s.First-base, s.First+s.Rows < len(v.Body)
	s.Kept = v.kept(s.First, s.Rows)
	s.First, s.Rows = s.First+s.Kept, s.Rows-s.Kept
	return s
}

// kept returns how many lines of Keep cover a window that begins at a line.
func (v View) kept(first, rows int) int {
	if first <= v.Keep[0] {
		return 0
	}
	return min(v.Keep[1]-v.Keep[0], max(0, rows-2)) // two are left for what is asked
}

// base returns the first line to show so that what has to be seen is.
func (v View) base(rows int) int {
	first := max(0, v.FocusEnd-rows+1)
	if v.Focus < first && v.FocusEnd-v.Focus < rows {
		first = v.Focus
	}
	at := cmp.Or(v.At, v.AtEnd)
	if kept := v.kept(first, rows); at > 0 && at < first+kept {
		first = max(at-kept, min(at, v.Keep[0]))
	}
	return max(first, v.AtEnd-rows+1)
}

func (v View) clamp(first, rows int) int { return max(0, min(first, len(v.Body)-rows)) }

// row returns the line that stands i rows below the upper rule.
func (v View) row(s Shown, i int) Line {
	if i < s.Pinned {
		return v.Pinned[i]
	}
	if line := v.line(s, i); line < len(v.Body) {
		return v.Body[line]
	}
	return nil
}

// line returns the number of the body line that stands i rows below the rule.
func (v View) line(s Shown, i int) int {
	if i -= s.Pinned; i < s.Kept {
		return v.Keep[0] + i
	}
	return s.First + i - s.Kept
}

// PageDown returns how many lines a page down is, so that no line is passed
// over: to the step where that comes next, else what is shown without one line.
func (v View) PageDown(height, scroll int) int {
	s := v.Shown(height, scroll)
	first, rows := s.First-s.Kept, s.Rows+s.Kept
	page := max(1, rows-1-v.kept(first+rows-1, rows))
	if to := v.Keep[0] - first; to > page && to < rows {
		return to
	}
	return page
}

// PageUp returns how many lines a page up is.
func (v View) PageUp(height, scroll int) int { return max(1, v.Shown(height, scroll).Rows-1) }

// Clicked returns the row that a click on a cell of the terminal means, and
// false when there is none.
func (v View) Clicked(width, height, scroll, x, y int) (int, bool) {
	i := y - 2
	if i < 0 || i >= BodyHeight(height) || x >= width-SideWidth(width)-1 {
		return 0, false
	}
	s := v.Shown(height, scroll)
	if i < s.Pinned {
		return 0, false
	}
	row, ok := v.Targets[v.line(s, i)]
	return row, ok
}

// Target says that the body's next lines, so many of them, are a row that can
// be clicked.
func (v *View) Target(row, lines int) {
	if v.Targets == nil {
		v.Targets = map[int]int{}
	}
	for i := range lines {
		v.Targets[len(v.Body)+i] = row
	}
}

// Density is how much room stands between the parts of a screen.
type Density int

// The densities.
const (
	Automatic Density = iota // by the terminal's height, and by what there is to show
	Compact                  // no blank line: more is seen at once
	Roomy                    // a blank line between parts; on tall terminals the step has air around it
)

// The heights at which the density changes by itself, in rows.
const (
	compactBelow = 20
	airyFrom     = 36
)

// Other returns the density to go to from the one that is on a terminal of
// that height.
func (d Density) Other(height int) Density {
	if d == Compact || d == Automatic && height < compactBelow {
		return Roomy
	}
	return Compact
}

// Spaced returns the view in a density. No word of it is lost in any: only
// blank lines go, and by themselves only as many as would push words off the
// terminal, those beside the current step last.
func (v View) Spaced(d Density, height int) View {
	rows := BodyHeight(height) - len(v.Pinned)
	blank := v.blanks()
	switch over := len(v.Body) - rows; {
	case d == Compact || d == Automatic && height < compactBelow:
		return v.without(blank, false)
	case d == Automatic && over > 0 && over <= len(blank):
		return v.without(blank[:over], false)
	case height >= airyFrom && v.Keep[1] > v.Keep[0]:
		return v.without(nil, true)
	default:
		return v
	}
}

// blanks returns the lines of the body that show nothing, those nearest to the
// current step last.
func (v View) blanks() []int {
	var out []int
	for i, l := range v.Body {
		if l.isBlank() {
			out = append(out, i)
		}
	}
	away := func(i int) int { return max(v.Keep[0]-i, i-v.Keep[0]) }
	slices.SortStableFunc(out, func(a, b int) int { return away(b) - away(a) })
	return out
}

// without returns the view without some lines of its body; airy puts a line
// more around what is in focus.
func (v View) without(lines []int, airy bool) View {
	out := v
	out.Body, out.Targets = make([]Line, 0, len(v.Body)+2), nil
	at := make([]int, len(v.Body)+1)
	for i, l := range v.Body {
		if airy && i == v.Focus {
			out.Body = append(out.Body, nil)
		}
		at[i] = len(out.Body)
		if slices.Contains(lines, i) {
			continue
		}
		if row, ok := v.Targets[i]; ok {
			out.Target(row, 1)
		}
		out.Body = append(out.Body, l)
		if airy && i == v.FocusEnd {
			out.Body = append(out.Body, nil)
		}
	}
	at[len(v.Body)] = len(out.Body)
	to := func(i int) int { return at[max(0, min(i, len(v.Body)))] }
	out.Focus, out.FocusEnd, out.At = to(v.Focus), min(to(v.FocusEnd), max(0, len(out.Body)-1)), to(v.At)
	out.AtEnd = to(v.AtEnd)
	out.Keep = [2]int{to(v.Keep[0]), to(v.Keep[1])}
	return out
}

// isBlank reports whether nothing is seen of a line.
func (l Line) isBlank() bool {
	for _, s := range l {
		if s.Role == Cursor || strings.TrimSpace(s.Text) != "" {
			return false
		}
	}
	return true
}
