package sop

import (
	"cmp"
	"strconv"
)

// Consequence is what the page says of a value that is outside its limits, or of a
// linked procedure that did not end complete, for when its step is closed.
type Consequence struct {
	Does Consequent
	// Of a redo: From is the id of the first step that is done again, the step itself
	// where it is "". Times is how often at most; Then is what follows after that, a
	// hold or an end.
	From  string
	Times int
	Then  *Consequence
	// Who decides at a hold.
	Who Who
	// Scope is what ends, in a section that is done once for each item; "" elsewhere.
	Scope Scope
}

// Consequent is what a consequence does.
type Consequent string

// What can follow, the gravest first.
const (
	End  Consequent = "end"  // the run, or the item, ends after the step
	Hold Consequent = "hold" // nothing goes on until somebody decides
	Redo Consequent = "redo" // steps are done again
)

// Scope is what an end ends.
type Scope string

// The scopes.
const (
	EndItem Scope = "item"
	EndsRun Scope = "run"
)

// DefaultTimes is how often a redo is done where the page does not say.
const DefaultTimes = 2

// String writes the consequence as a page does, all of it said: "redo #clean 2 times
// then hold: supervisor".
func (c *Consequence) String() string {
	if c == nil {
		return ""
	}
	switch c.Does {
	case Hold:
		return "hold: " + string(c.Who)
	case Redo:
		text := "redo"
		if c.From != "" {
			text += " #" + c.From
		}
		if text += " " + strconv.Itoa(c.Times) + " time"; c.Times != 1 {
			text += "s"
		}
		return text + " then " + c.Then.String()
	default:
		if c.Scope != "" {
			return "end " + string(c.Scope)
		}
		return "end"
	}
}

// Graver returns the consequence that goes before the other: an end, of the run before
// one of the item, before a hold before a redo. Either may be nil.
func (c *Consequence) Graver(other *Consequence) *Consequence {
	switch {
	case c == nil:
		return other
	case other == nil || cmp.Compare(c.rank(), other.rank()) <= 0:
		return c
	default:
		return other
	}
}

func (c *Consequence) rank() int {
	switch c.Does {
	case End:
		if c.Scope == EndItem {
			return 1
		}
		return 0
	case Hold:
		return 2
	default:
		return 3
	}
}
