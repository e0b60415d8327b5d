package run

import (
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Row is several steps in a row that were each done faster than they can be
// read (H34). It says something of the record, and nothing about a person's
// worth: nobody is ranked by it.
type Row struct {
	Step        string // the first of them
	Item        string
	Steps       int // how many
	First, Last int // their numbers on the page
	// How the items of the first and of the last of them are named now, "" where there is none.
	FirstOf, LastOf string
	Explained       *Close // what the performer said of it; nil before
}

const (
	fastRow        = 3 // steps from which a row counts
	wordsPerSecond = 5
)

// FastRows returns the fast rows in the order in which the steps were closed.
// Steps that are only confirmed afterwards are in none.
func (r Run) FastRows() []Row {
	var rows []Row
	var open []Step
	end := func() {
		if len(open) >= fastRow {
			first, last := open[0], open[len(open)-1]
			rows = append(rows, r.withWords(Row{Step: first.ID, Item: first.Item, Steps: len(open), First: first.Number, Last: last.Number, FirstOf: first.Named, LastOf: last.Named}))
		}
		open = nil
	}
	for _, i := range r.closed {
		switch s := r.steps[i]; {
		case s.State == NotRequired: // nobody read it
		case r.proc.ConfirmsAfter(s.Section):
			end()
		case s.fast():
			open = append(open, s)
		default:
			end()
		}
	}
	end()
	return rows
}

func (r Run) withWords(row Row) Row {
	for _, x := range r.explained {
		if x.Step == row.Step && x.Item == row.Item && x.Steps == row.Steps {
			row.Explained = x.Explained
		}
	}
	return row
}

// fast reports whether the step was done in less time than it takes to read it.
func (s Step) fast() bool {
	if s.State != Done || s.Started == nil || !s.Closed.Earlier.IsZero() {
		return false
	}
	took := s.Closed.At.Sub(s.Started.At)
	return took < max(time.Second, time.Duration(s.words())*time.Second/wordsPerSecond)
}

// words is how many words the page has for the step.
func (s Step) words() (n int) {
	for _, text := range []string{s.Text, s.More} {
		for range strings.FieldsSeq(text) {
			n++
		}
	}
	return n
}

// unexplained returns the first fast row that nobody has explained.
func (r Run) unexplained() (Row, bool) {
	rows := r.FastRows()
	if i := slices.IndexFunc(rows, func(x Row) bool { return x.Explained == nil }); i >= 0 {
		return rows[i], true
	}
	return Row{}, false
}

// Unexplained returns the first fast row that the performer has to explain
// before the run is signed, and false when there is none. It is asked at the
// end, so that it does not slow the work down.
func (r Run) Unexplained() (Row, bool) {
	if !r.Finished() {
		return Row{}, false
	}
	return r.unexplained()
}

func (t *turn) explainPace(a ExplainPace) *Refusal {
	row, ok := t.run.Unexplained()
	if !ok {
		return refuse(NoSuchThing, t.run.here(), "", "there is no pace to explain")
	}
	text, refusal := words(row.Step, a.Text, "say how these steps were done")
	if refusal != nil {
		return refusal
	}
	t.emit(sop.Event{Kind: sop.PaceExplained, Step: row.Step, Item: row.Item, Index: row.Steps, Reason: text})
	return nil
}
