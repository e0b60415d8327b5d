package run

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// Outcome is how a run ended.
type Outcome string

// The outcomes. A run with steps that were not done is never called complete
// without saying so (H21).
const (
	OutcomeComplete Outcome = "complete"
	OutcomeExcept   Outcome = "complete-except"
	OutcomeStopped  Outcome = "stopped"
)

// Summary is what a person reads, and signs, at the end of a run.
type Summary struct {
	Outcome Outcome
	Counts  Counts
	// Codes are the codes of the steps that were done, in the page's order.
	Codes      []sop.Code
	Exceptions []Exception // in the order of the steps
	Reason     string      // why the run was stopped, "" otherwise
}

// Counts is how many steps ended in each state, and what else happened.
type Counts struct {
	Done, NotApplicable, NotDone, NotRequired, Open int
	Deviations, Corrections                         int
}

// Exception is one thing that did not go as the page says (H21).
type Exception struct {
	Number int // of the step
	Step   string
	Kind   ExceptionKind
	Text   string
	Action string // what was done about it; "" while open, or where nothing is asked
	// Deviation is the deviation's number, 0 when this is none.
	Deviation int
}

// Open reports whether the exception still waits for an action.
func (e Exception) Open() bool { return e.Deviation > 0 && e.Action == "" }

// ExceptionKind says what is exceptional.
type ExceptionKind string

// The kinds of exception.
const (
	IsDeviation     ExceptionKind = "deviation"
	IsNotApplicable ExceptionKind = "not applicable"
	IsCorrected     ExceptionKind = "corrected"
	IsTypedAgain    ExceptionKind = "typed again"
)

// Summarise returns what the run comes to so far. SignOff says whether it can
// be signed.
func (r Run) Summarise() Summary {
	sum := Summary{Outcome: OutcomeComplete, Counts: r.counts(), Codes: r.codesShown()}
	for _, s := range r.steps {
		sum.Exceptions = append(sum.Exceptions, r.exceptions(s)...)
	}
	switch {
	case r.stopped != nil:
		sum.Outcome, sum.Reason = OutcomeStopped, r.stopped.Reason
	case sum.Counts.NotDone > 0:
		sum.Outcome = OutcomeExcept
	}
	return sum
}

// SignOff returns nil when the run can be signed, else a *Refusal that names
// what is still open: steps, or deviations without an action (H21).
func (r Run) SignOff() error {
	if s, open := r.Current(); open {
		return refuse(StepsOpen, s.ID, "", "step %d is still to do", s.Number)
	}
	for _, d := range r.deviations {
		if d.Action == nil {
			return refuse(NeedsAction, d.Step, d.Field, "%s: say what was done about it before you sign", d.What)
		}
	}
	return nil
}

func (r Run) counts() Counts {
	c := Counts{Deviations: len(r.deviations)}
	for _, s := range r.steps {
		//exhaustive:enforce
		switch s.State {
		case Done:
			c.Done++
		case NotApplicable:
			c.NotApplicable++
		case NotDone:
			c.NotDone++
		case NotRequired:
			c.NotRequired++
		case ToDo, Current:
			c.Open++
		}
		for _, v := range s.Values {
			c.Corrections += len(v.Old)
		}
	}
	return c
}

// codesShown returns the codes of the steps that were done, in the order of
// the page's front matter.
func (r Run) codesShown() []sop.Code {
	var out []sop.Code
	for _, code := range r.proc.Meta.Codes {
		shown := slices.ContainsFunc(r.steps, func(s Step) bool {
			return s.State == Done && slices.Contains(s.Codes, code)
		})
		if shown {
			out = append(out, code)
		}
	}
	return out
}

func (r Run) exceptions(s Step) []Exception {
	var out []Exception
	add := func(kind ExceptionKind, format string, args ...any) {
		out = append(out, Exception{Number: s.Number, Step: s.ID, Kind: kind, Text: fmt.Sprintf(format, args...)})
	}
	for _, d := range r.deviations {
		if d.Step != s.ID {
			continue
		}
		add(IsDeviation, "%s", d.What)
		last := &out[len(out)-1]
		last.Deviation = d.Number
		if d.Action != nil {
			last.Action = d.Action.Reason
		}
	}
	if s.State == NotApplicable {
		add(IsNotApplicable, "not applicable: %s", orNone(s.Closed.Reason))
	}
	for _, v := range s.Values {
		for i, old := range v.Old {
			add(IsCorrected, "%s", correction(s, v, i, old))
		}
	}
	for _, e := range s.Refused {
		add(IsTypedAgain, "%s %s was typed first: %s", label(s, e.Field), e.Value, e.Mark)
	}
	return out
}

// correction words one replaced value: "Strength 9600 -> 10000 ppm: misread the label".
func correction(s Step, v Value, i int, old Correction) string {
	after := v.Text
	if i+1 < len(v.Old) {
		after = v.Old[i+1].Text
	}
	unit := ""
	if v.Unit != "1" {
		unit = v.Unit
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s -> %s %s", label(s, v.Field), old.Text, after, unit)) + ": " + old.By.Reason
}

func label(s Step, field string) string {
	for _, f := range s.Fields {
		if f.Name == field {
			return f.Label
		}
	}
	return field
}

func orNone(s string) string {
	if s == "" {
		return "no reason asked"
	}
	return s
}
