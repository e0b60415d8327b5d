package recall

import (
	"slices"
	"strings"
)

// Answer is what a person answered. Only what the face asks for counts.
type Answer struct {
	Option int      // Choose: its place in Options
	Order  []int    // Sort: the places in Lines, in the order in which the person put them
	Typed  []string // Type: a text for each gap
	Line   int      // Point: its place in Lines
}

// Judge reports whether an answer is right, and whether that can be told: what is recalled is
// judged by the person who recalled it.
func (f Face) Judge(a Answer) (right, told bool) {
	//exhaustive:enforce
	switch f.How {
	case Choose:
		return a.Option == 0, true
	case Sort:
		return f.sorted(a.Order), true
	case Type:
		return f.filled(a.Typed), true
	case Point:
		return a.Line >= 0 && a.Line < len(f.Lines) && f.Lines[a.Line].Right, true
	case Recall:
	}
	return false, false
}

// sorted reports whether every line is there once, none before one of an earlier place.
func (f Face) sorted(order []int) bool {
	if len(order) != len(f.Lines) {
		return false
	}
	place := 0
	for n, i := range order {
		if i < 0 || i >= len(f.Lines) || slices.Contains(order[:n], i) || f.Lines[i].Place < place {
			return false
		}
		place = f.Lines[i].Place
	}
	return true
}

// filled reports whether each gap has what belongs there. A figure may be written with
// other decimals, a unit in another spelling, and be left out where it stands behind the
// gap.
func (f Face) filled(typed []string) bool {
	if len(typed) != len(f.Blanks) {
		return false
	}
	for i, want := range f.Blanks {
		got := strings.TrimSpace(typed[i])
		if !Same(got, want) && (f.Unit == "" || !Same(got, want+" "+f.Unit) && !Same(got+" "+f.Unit, want+" "+f.Unit)) {
			return false
		}
	}
	return true
}
