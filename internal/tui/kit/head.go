package kit

// titled is the height, in rows, from which a title stays in sight: below it the
// step itself needs the lines, and the title scrolls with the rest.
const titled = 16

// Head sets a view's header: the title, which text it is, and who and where. A
// title is not cut: where one line does not hold all three, it stands under the
// rule by itself, above what scrolls. It is called before anything is added.
func (v *View) Head(env Env, title, which, who Line) {
	width := env.Width
	right := append(append(Line{}, which...), append(Line{{Text, "   "}}, who...)...)
	if title.Width()+2+right.Width() <= width-2 {
		v.Left, v.Right = title, right
		return
	}
	lines := Wrap(append(Line{{Text, "  "}}, title...), max(10, min(TextWidth, width-2)), 2)
	if v.Left, v.Right = which, who; env.Height < titled {
		v.Add(lines...)
		return
	}
	v.Pinned = append(v.Pinned, lines...)
}

// Beside wraps a line in the room that its right part leaves, which stands on the
// first of its rows: a title goes on in a second row and is never cut.
func Beside(left, right Line, indent, width int) []Line {
	room := width
	if right.Width() > 0 {
		room = max(width/3, width-right.Width()-2)
	}
	lines := Wrap(left, room, indent)
	lines[0] = Columns(lines[0], right, width)
	return lines
}
