package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Outcome is how a run ended.
type Outcome string

// The outcomes. A run with steps that were not done is never called complete
// without saying so (H21).
const (
	OutcomeComplete Outcome = "complete"
	OutcomeExcept   Outcome = "complete-except"
	OutcomeEnded    Outcome = "ended" // before its last step, as the page says
	OutcomeStopped  Outcome = "stopped"
)

// Words says in words how a run ended: "was stopped".
func (o Outcome) Words() string {
	switch o {
	case OutcomeEnded:
		return "ended early, as its page says"
	case OutcomeStopped:
		return "was stopped"
	case OutcomeExcept:
		return "is complete except for what was not done"
	default:
		return "is " + string(o)
	}
}

// Summary is what a person reads, and signs, at the end of a run.
type Summary struct {
	Outcome Outcome
	Counts  Counts
	// Codes are the codes of the steps that were done, in the page's order.
	Codes      []sop.Code
	Exceptions []Exception // in the order of the steps
	Reason     string      // why the run was stopped, or ended; "" otherwise
}

// Counts is how many steps ended in each state, and what else happened.
type Counts struct {
	Done, NotApplicable, NotDone, NotRequired, Open int
	LeftOut                                         int // items of a list
	Deviations, Corrections                         int
}

// Exception is one thing that did not go as the page says (H21).
type Exception struct {
	Number int // of the step
	Step   string
	Item   string // of a section that is done once for each; "" elsewhere
	Named  string // how that is named now; "" also where only the record is known
	Kind   ExceptionKind
	Text   string
	Action string // what was done about it; "" while open, or where nothing is asked
	// Deviation is the deviation's number, 0 when this is none.
	Deviation int
}

// Open reports whether the exception still waits for an action.
func (e Exception) Open() bool { return (e.Deviation > 0 || e.Kind == IsFast) && e.Action == "" }

// ExceptionKind says what is exceptional.
type ExceptionKind string

// The kinds of exception.
const (
	IsDeviation     ExceptionKind = "deviation"
	IsNotApplicable ExceptionKind = "not applicable"
	IsCorrected     ExceptionKind = "corrected"
	IsTypedAgain    ExceptionKind = "typed again"
	IsLate          ExceptionKind = "late entry"
	IsDoneAgain     ExceptionKind = "done again"
	IsWaitAgain     ExceptionKind = "wait again"
	IsSettled       ExceptionKind = "settled"
	IsClock         ExceptionKind = "clock"
	IsFast          ExceptionKind = "fast"
	IsDecided       ExceptionKind = "decided"
	IsTakenOver     ExceptionKind = "taken over"
	IsEnded         ExceptionKind = "ended"
	IsLeftOut       ExceptionKind = "left out"
	IsIncident      ExceptionKind = "incident"
)

// Summarise returns what the run comes to so far. SignOff says whether it can
// be signed.
func (r Run) Summarise() Summary {
	sum := Summary{Outcome: OutcomeComplete, Counts: r.counts(), Codes: r.codesShown()}
	for section := range r.copies {
		sum.Exceptions = append(sum.Exceptions, r.exceptionsIn(section)...)
	}
	switch {
	case r.stopped != nil:
		sum.Outcome, sum.Reason = OutcomeStopped, r.stopped.Reason
	case r.ended != nil:
		sum.Outcome, sum.Reason = OutcomeEnded, r.ended.By.Reason
	case sum.Counts.NotDone > 0:
		sum.Outcome = OutcomeExcept
	}
	return sum
}

// SignOff returns nil when the run can be signed, else a *Refusal that names
// what is still open: steps, or deviations without an action (H21).
func (r Run) SignOff() error {
	if refusal := r.stillOpen(); refusal != nil {
		return refusal
	}
	if d, ok := r.OpenDeviation(); ok {
		return refuse(NeedsAction, d.Step, d.Field, "%s: say what was done about it before you sign", d.What)
	}
	if row, ok := r.unexplained(); ok {
		return refuse(NeedsPace, row.Step, "", "steps %d%s to %d%s were each done faster than they can be read: say how", row.First, ofItem(row.FirstOf), row.Last, ofItem(row.LastOf))
	}
	if r.crew.offer != nil {
		return refuse(HandedOver, r.here(), "", "the run is handed over; whoever takes it signs it")
	}
	return nil
}

// stillOpen refuses while a step is to do or holds the run, or an end was not noted.
func (r Run) stillOpen() *Refusal {
	s, open := r.Current()
	switch at, end := r.toEnd(); {
	case open && s.Closed != nil:
		return r.released(s)
	case open:
		return refuse(StepsOpen, s.ID, "", "step %d is still to do", s.Number)
	case end:
		return refuse(TimeFirst, at.ID, "", "the run was ended at the hold of step %d: that has to be noted first", at.Number)
	case r.stopped != nil:
		return nil
	default:
		return r.allClosed()
	}
}

func (r Run) counts() Counts {
	c := Counts{Deviations: len(r.deviations), LeftOut: len(r.left)}
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
		for _, v := range s.allValues() {
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

// exceptionsIn lists what is exceptional about the steps of one section, and about what
// it was not done for.
func (r Run) exceptionsIn(section int) (out []Exception) {
	for _, s := range slices.Concat(r.steps[r.begin(section):r.begin(section+1)], r.dropped) {
		if s.Section == section {
			out = append(out, r.exceptions(s)...)
		}
	}
	for _, l := range r.left {
		if s, _ := r.proc.Step(l.Step); r.sectionOf(l.Step) == section {
			text := LeftOutText(l.Item, l.By.Reason)
			if slices.ContainsFunc(r.names(section, -1), same(l.Item)) {
				text += "; it was done after all"
			}
			out = append(out, Exception{Number: s.Number, Step: l.Step, Kind: IsLeftOut, Text: text})
		}
	}
	return out
}

// exceptions lists what is exceptional about one step.
func (r Run) exceptions(s Step) []Exception {
	var out []Exception
	add := func(kind ExceptionKind, action, format string, args ...any) {
		out = append(out, Exception{Number: s.Number, Step: s.ID, Item: s.Item, Named: s.Named, Kind: kind, Text: fmt.Sprintf(format, args...), Action: action})
	}
	for _, d := range r.deviations {
		if !d.of(s) {
			continue
		}
		add(IsDeviation, "", "%s", d.What)
		last := &out[len(out)-1]
		last.Deviation = d.Number
		if d.Action != nil {
			last.Action = d.Action.Reason
		}
	}
	if e := r.ended; e != nil && e.Step == s.ID && e.Item == s.Item {
		add(IsEnded, "", "the run ended: %s", e.By.Reason)
	}
	for _, e := range r.itemEnds {
		if !e.byRun && e.Step == s.ID && e.Item == s.Item {
			add(IsEnded, "", "the item ended: %s", e.By.Reason)
		}
	}
	if s.State == NotApplicable {
		add(IsNotApplicable, "", "not applicable: %s", orNone(s.Closed.Reason))
	}
	for _, v := range s.allValues() {
		for i, old := range v.Old {
			add(IsCorrected, "", "%s", correction(s, v, i, old))
		}
	}
	for _, e := range s.Refused {
		mark, _, _ := strings.Cut(e.Mark, ";") // what to do about it was for then
		add(IsTypedAgain, "", "%s %s was typed first: %s", label(s, e.Field), e.Value, mark)
	}
	for _, x := range s.Others.Settled {
		f := s.FieldNamed(x.Field)
		add(IsSettled, x.By.Reason, "%s read as %s and as %s, settled as %s", f.Label, withUnit(f, x.First), withUnit(f, x.Second), withUnit(f, x.Text))
	}
	return slices.Concat(out, r.incidentsAt(s), r.timeExceptions(s))
}

// timeExceptions lists what time, haste or a supervisor did at one step.
func (r Run) timeExceptions(s Step) []Exception {
	var out []Exception
	add := func(kind ExceptionKind, action, format string, args ...any) {
		out = append(out, Exception{Number: s.Number, Step: s.ID, Item: s.Item, Named: s.Named, Kind: kind, Text: fmt.Sprintf(format, args...), Action: action})
	}
	for _, a := range s.Again {
		if a.State == NotRequired {
			add(IsDoneAgain, "", "done again from here: %s", a.By.Reason)
			continue
		}
		add(IsDoneAgain, "", "%s first, then done again: %s", a.State, a.By.Reason)
	}
	for _, w := range s.waitsAgain() {
		add(IsWaitAgain, "", "%s started again: %s", s.waitInWords(), w.Reason)
	}
	for _, c := range s.lateEntries() {
		add(IsLate, "", "late entry: done at %s, entered at %s: %s", c.Earlier.In(c.At.Location()).Format("15:04"), c.At.Format("15:04"), c.Reason)
	}
	for _, d := range r.clock.doubts {
		if d.Step == s.ID && d.Item == s.Item {
			add(IsClock, "", "the clock was set %s; timers that ran are doubtful", MovedBy(d.By))
		}
	}
	for _, d := range r.crew.decided {
		switch {
		case d.Step != s.ID || d.Item != s.Item:
		case d.Kind == IsDecided:
			add(IsDecided, "", "open for longer than %s; %s decided to continue: %s", r.proc.Meta.CompleteWithin, d.By.Person, d.By.Reason)
		default:
			add(IsTakenOver, "", "taken over by %s without a hand-over: %s", d.By.Person, d.By.Reason)
		}
	}
	for _, row := range r.paceRows() {
		if row.Step == s.ID && row.Item == s.Item {
			action := ""
			if row.Explained != nil {
				action = row.Explained.Reason
			}
			add(IsFast, action, "%d steps from here were each done faster than they can be read", row.Steps)
		}
	}
	return out
}

// waitInWords names the wait of a step with its length, which is gone where the row that is
// chosen now has none.
func (s Step) waitInWords() string {
	if s.Wait == nil {
		return "wait"
	}
	return "wait of " + s.Wait.String()
}

// waitsAgain returns each start of the step's wait but the first of its round.
func (s Step) waitsAgain() (out []Close) {
	for _, a := range s.Earlier {
		out = append(out, a.Waits[min(1, len(a.Waits)):]...)
	}
	return append(out, s.Timing.Waits[min(1, len(s.Timing.Waits)):]...)
}

// paceRows returns the fast rows that were explained, and those that still
// have to be.
func (r Run) paceRows() []Row {
	out := slices.Clone(r.explained)
	for _, row := range r.FastRows() {
		if row.Explained == nil && r.Finished() {
			out = append(out, row)
		}
	}
	return out
}

// MovedBy words by how much a clock was moved: "forward by 30 min".
func MovedBy(d time.Duration) string {
	way := "forward by "
	if d < 0 {
		way, d = "back by ", -d
	}
	d = d.Round(time.Second)
	switch {
	case d >= time.Hour:
		return fmt.Sprintf("%s%d h %d min", way, int(d.Hours()), int(d.Minutes())%60)
	case d >= time.Minute:
		return fmt.Sprintf("%s%d min", way, int(d.Minutes()))
	default:
		return fmt.Sprintf("%s%d s", way, int(d.Seconds()))
	}
}

// allValues returns the step's values, those of earlier attempts first.
func (s Step) allValues() []Value {
	var out []Value
	for _, a := range s.Earlier {
		out = append(out, a.Values...)
	}
	return append(out, s.Values...)
}

func (s Step) lateEntries() []Close {
	var out []Close
	for _, a := range s.Earlier {
		if !a.Closed.Earlier.IsZero() {
			out = append(out, a.Closed)
		}
	}
	if s.Closed != nil && !s.Closed.Earlier.IsZero() {
		out = append(out, *s.Closed)
	}
	return out
}

func withUnit(f sop.Field, text string) string {
	if f.Unit == "" || f.Unit == "1" || f.Calc != nil && text == sop.Unknown {
		return text
	}
	return text + " " + f.Unit
}

// correction words one replaced value, "Strength 9600 -> 10000 ppm: misread the label", or one
// that was judged again, "Strength 1000 ppm judged again: it was the wipe".
func correction(s Step, v Value, i int, old Correction) string {
	after := v.Text
	if i+1 < len(v.Old) {
		after = v.Old[i+1].Text
	}
	if old.Text == after { // its limits are others now
		return fmt.Sprintf("%s %s %s", label(s, v.Field), withUnit(s.FieldNamed(v.Field), after), old.By.Reason)
	}
	f := s.FieldNamed(v.Field)
	was := old.Text
	if f.Type == sop.Date || f.Type == sop.Clock {
		was = shown(f, was)
	}
	return fmt.Sprintf("%s %s -> %s: %s", label(s, v.Field), was, shown(f, after), old.By.Reason)
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
