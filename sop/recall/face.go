package recall

import "soprun/sop"

// Kind is what a face asks.
type Kind string

// The kinds of face.
const (
	Next   Kind = "next"    // which step follows
	Order  Kind = "order"   // in which order steps are done
	Gap    Kind = "gap"     // a limit, a time, a unit, a cell of a table
	Why    Kind = "why"     // a question of the knowledge check
	Fault  Kind = "fault"   // which of some lines is not as on the page
	WhatIf Kind = "what if" // what is done when something is so, or not right
	Hazard Kind = "hazard"  // what to beware of before a step
	Who    Kind = "who"     // who checks, releases or decides
)

// Kinds lists every kind of face.
var Kinds = []Kind{Next, Order, Gap, Why, Fault, WhatIf, Hazard, Who}

// How is the way in which a face is answered.
type How string

// The ways to answer.
const (
	Choose How = "choose"
	Sort   How = "sort"
	Type   How = "type"
	Point  How = "point"
	Recall How = "recall" // said to oneself, then seen and judged by oneself
)

// Face is one question about a step.
type Face struct {
	Kind Kind
	Page string // id
	Step string // id
	// Of says what of the step is asked, so that no two faces of a kind and step have the
	// same: the name of a field, with its row; the number of a question; what is no field
	// begins with a colon, ":wait". "" where there is one only.
	Of  string
	How How

	Given []string // what is so: values that were recorded, steps that are done
	Asked string

	Options []Option // of Choose; the first is the right one, Arranged mixes them
	// Lines of Sort are in the order of the page, those of Point as they are shown.
	Lines  []Line
	Blanks []string // of Type: what belongs into each gap, in the order of the gaps
	Unit   string   // that stands behind the last gap, and may be typed too

	// See is the right answer in words, as it is shown afterwards.
	See   string
	Codes []sop.Code // of Why: what its question is about
	At    sop.Pos    // the line of the page that says so

	counted bool // it is made to be counted only, without wrong answers
}

// Option is one answer to choose from.
type Option struct {
	Text string // markdown
	Why  string // what the page says of it, "" for nothing
}

// Line is one line to sort or to point at.
type Line struct {
	Text string
	Step string // id
	// Place is that of the line in the right order, from 0; lines that may swap have the
	// same.
	Place int
	Right bool // of Point: it is the one to point at
}

// Key names a face on its page, whatever the version.
func (f Face) Key() string { return f.Step + " " + string(f.Kind) + " " + f.Of }
