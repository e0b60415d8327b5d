package sop

import "strings"

// How much help a run took that somebody watched.
const (
	Told     = "told"
	Helped   = "helped"
	Prompted = "prompted"
	Alone    = "alone"
	Teaches  = "teaches"
)

// Independences are those, from the least on.
var Independences = []string{Told, Helped, Prompted, Alone, Teaches}

// Unaided reports whether a run with so much help counts as one without.
func Unaided(independence string) bool { return independence == Alone || independence == Teaches }

// How a code is shown that no run shows.
const (
	ByQuestion   = "question"
	ByDiscussion = "discussion"
	ByEmployer   = "employer"
)

// ShownBy returns how a code is shown that no run shows: what is known is asked, and behaviour
// is what an employer saw. It is nothing for a code that is shown by doing.
func ShownBy(code Code) []string {
	switch {
	case strings.HasPrefix(string(code), "K"):
		return []string{ByQuestion, ByDiscussion}
	case strings.HasPrefix(string(code), "B"):
		return []string{ByEmployer}
	default:
		return nil
	}
}
