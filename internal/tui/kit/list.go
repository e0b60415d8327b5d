package kit

// List is a cursor that moves over n rows; the zero value stands on the first.
type List struct{ At int }

// Move returns the list with its cursor moved by so many rows of n.
func (l List) Move(by, n int) List {
	l.At = max(0, min(n-1, l.At+by))
	return l
}

// Clamp returns the list with its cursor on one of n rows.
func (l List) Clamp(n int) List { return l.Move(0, n) }

// Clicked moves the cursor to one of n rows that was clicked, and reports
// whether it stood there already: then the click opens it, as enter does.
func (l List) Clicked(row, n int) (List, bool) {
	if row < 0 || row >= n {
		return l, false
	}
	again := row == l.At
	l.At = row
	return l, again
}

// Window returns the rows [from, to) to draw so that the cursor is among them:
// a frame costs the same for ten rows and for a million.
func (l List) Window(rows, n int) (from, to int) {
	if n <= rows {
		return 0, n
	}
	from = max(0, min(l.At-rows/2, n-rows))
	return from, from + rows
}

// Mark returns what stands before a row.
func Mark(selected bool) Span {
	if selected {
		return Span{Accent, "▸ "}
	}
	return Span{Text, "  "}
}
