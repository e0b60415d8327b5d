package sop

import "strings"

// Condition is what stands in backticks after **If**: terms joined all by
// "and" or all by "or".
type Condition struct {
	Join  Join
	Terms []Term
	Pos   Pos
}

// Join is how a condition's terms go together.
type Join string

// The two joins; a condition of one term has And.
const (
	And Join = "and"
	Or  Join = "or"
)

// Term is one test of a recorded value.
type Term struct {
	Name  string // a field recorded by an earlier step; "" for Ended and Again
	Op    Op
	Value string // as written, without quotes; "" for OutOfLimits, Ended and Again
}

// Op is a term's test.
type Op string

// The tests that a term can make.
const (
	Equal        Op = "="
	NotEqual     Op = "!="
	Less         Op = "<"
	LessEqual    Op = "<="
	Greater      Op = ">"
	GreaterEqual Op = ">="
	OutOfLimits  Op = "out of limits"
	HasEnded     Op = "ended" // the run, as its page says
	IsAgain      Op = "again" // this step was opened again
)

// Holds reports whether the test is true of a value that lies cmp to the condition's: below
// 0 for less, 0 for the same. What has no order is the same or not.
func (o Op) Holds(cmp int, ordered bool) bool {
	switch o {
	case Equal:
		return cmp == 0
	case NotEqual:
		return cmp != 0
	case Less:
		return ordered && cmp < 0
	case LessEqual:
		return ordered && cmp <= 0
	case Greater:
		return ordered && cmp > 0
	case GreaterEqual:
		return ordered && cmp >= 0
	default:
		return false
	}
}

// String writes the condition as a page does, without the backticks.
func (c Condition) String() string {
	terms := make([]string, len(c.Terms))
	for i, t := range c.Terms {
		terms[i] = t.String()
	}
	return strings.Join(terms, " "+string(c.Join)+" ")
}

// String writes the term as a page does.
func (t Term) String() string {
	switch {
	case t.Op == HasEnded || t.Op == IsAgain:
		return string(t.Op)
	case t.Op == OutOfLimits:
		return t.Name + " " + string(t.Op)
	case strings.Contains(t.Value, " and ") || strings.Contains(t.Value, " or "):
		return t.Name + " " + string(t.Op) + ` "` + t.Value + `"`
	default:
		return t.Name + " " + string(t.Op) + " " + t.Value
	}
}
