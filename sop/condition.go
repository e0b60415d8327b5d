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
	Name  string // a field recorded by an earlier step
	Op    Op
	Value string // as written; "" for OutOfLimits
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
)

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
	if t.Op == OutOfLimits {
		return t.Name + " " + string(t.Op)
	}
	return t.Name + " " + string(t.Op) + " " + t.Value
}
