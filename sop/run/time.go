package run

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"soprun/sop"
)

// clock is what a run knows about time: only what its events say.
type clock struct {
	began  time.Time // of the first event
	latest time.Time // of all events, since the clock was last set back
	// allowed is from when complete-within counts: the beginning, or the last
	// decision to go on.
	allowed Close
	events  int // folded so far
	doubts  []Doubt
}

// Doubt is a moment at which the clock was moved.
type Doubt struct {
	Step string // where the run stood
	Item string
	At   time.Time
	By   time.Duration // forward when positive
	seq  int
}

// TimerKind says what a timer times.
type TimerKind string

// The kinds of timer.
const (
	WaitTimer   TimerKind = "wait"   // a step must not be done before it ends
	WindowTimer TimerKind = "within" // a step has to be done before it ends
	LimitTimer  TimerKind = "limit"  // the run has to be complete before it ends
)

// Timer is a length of time that runs. It is derived from stored instants, so
// that a restart keeps the true time left (H15).
type Timer struct {
	Kind   TimerKind
	Step   string // that it holds for, "" for the whole run
	Item   string // of a section that is done once for each; "" elsewhere
	Named  string // how that is named now
	Of     string // the step that a window counts from, else ""
	Length time.Duration
	Start  time.Time
	Ends   time.Time // on the clock as it goes now
	// Doubtful reports that the clock was moved while it ran (H16).
	Doubtful bool
}

// Left returns the time left at an instant; negative once it is over.
func (t Timer) Left(at time.Time) time.Duration { return t.Ends.Sub(at) }

// Over reports whether the timer has ended: a wait that lasted as long as it
// has to, a window or a limit that was exceeded.
func (t Timer) Over(at time.Time) bool {
	if t.Kind == WaitTimer {
		return t.Left(at) <= 0
	}
	return t.Left(at) < 0
}

// timer makes a timer that an event started. What the clock was moved by since
// then moves its end along, so that no change of the clock shortens it.
func (r Run) timer(kind TimerKind, s Step, length time.Duration, start Close) Timer {
	t := Timer{Kind: kind, Step: s.ID, Item: s.Item, Named: s.Named, Length: length, Start: start.Done(), Ends: start.Done().Add(length)}
	for _, d := range r.clock.doubts {
		if d.seq > start.seq {
			t.Ends, t.Doubtful = t.Ends.Add(d.By), true
		}
	}
	return t
}

// Wait returns the timer of a step's wait, and false while it has not been
// started or when the step has none.
func (r Run) Wait(s Step) (Timer, bool) {
	n := len(s.Timing.Waits)
	if s.Wait == nil || n == 0 {
		return Timer{}, false
	}
	return r.timer(WaitTimer, s, s.Wait.D, s.Timing.Waits[n-1]), true
}

// Window returns the timer of the time within which a step has to be done, and
// false when the step has none or when the step that it counts from was not done.
func (r Run) Window(s Step) (Timer, bool) {
	if s.Within == nil || s.Within.Time.Local != "" {
		return Timer{}, false
	}
	of := r.from(s)
	if of < 0 || r.steps[of].State != Done {
		return Timer{}, false
	}
	t := r.timer(WindowTimer, s, s.Within.Time.D, *r.steps[of].Closed)
	t.Of = s.Within.Of
	return t, true
}

// from returns the index of the step that a window counts from: the one of the same
// item, or else the one outside.
func (r Run) from(s Step) int {
	if i := r.index(s.Within.Of, s.Item); i >= 0 {
		return i
	}
	return r.index(s.Within.Of, "")
}

// Limit returns the timer of the page's complete-within, and false when it has
// none or when the run has not begun.
func (r Run) Limit() (Timer, bool) {
	within := r.proc.Meta.CompleteWithin
	if within == nil || within.Local != "" || r.clock.began.IsZero() {
		return Timer{}, false
	}
	return r.timer(LimitTimer, Step{}, within.D, r.clock.allowed), true
}

// Overdue reports whether the run was open for longer than its page allows. A
// supervisor decides how it goes on (H14).
func (r Run) Overdue(at time.Time) bool {
	limit, ok := r.Limit()
	return ok && !r.Finished() && limit.Over(at)
}

// Timers returns every timer that matters at present: waits and windows of
// steps that are not closed, in page order, and the limit of the whole run.
func (r Run) Timers() []Timer {
	var out []Timer
	if r.Finished() {
		return nil
	}
	for i := range r.steps {
		s := &r.steps[i]
		if s.Wait == nil && s.Within == nil || s.Closed != nil || r.over(*s) && !s.Always {
			continue
		}
		if t, ok := r.Wait(*s); ok {
			out = append(out, t)
		}
		if t, ok := r.Window(*s); ok {
			if _, required := r.required(i); required {
				out = append(out, t)
			}
		}
	}
	if t, ok := r.Limit(); ok {
		out = append(out, t)
	}
	return out
}

// Doubts returns every moment at which the clock was moved.
func (r Run) Doubts() []Doubt { return r.clock.doubts }

// backwards is by how much the clock may lie behind the run before it counts
// as set back.
const backwards = 2 * time.Second

// Due returns what has to be noted before anything else can be done at an
// instant: that the clock was set back, or that a window was missed. It is nil
// nearly always. Do refuses everything else until it was noted, so that an
// event of time is never lost behind one of a person.
func (r Run) Due(at time.Time) Action {
	if behind := r.clock.latest.Sub(at); !r.clock.latest.IsZero() && behind > backwards {
		return DoubtClock{By: -behind}
	}
	if len(r.missed(at)) > 0 {
		return Tick{}
	}
	if r.goesOn() && r.crew.offer == nil { // while it is handed over nothing goes on
		return GoOn{}
	}
	return nil
}

// missed returns the indexes of the steps whose window is over at an instant
// and was not noted yet.
func (r Run) missed(at time.Time) []int {
	var out []int
	if r.Finished() {
		return nil
	}
	for i := range r.steps {
		if s := &r.steps[i]; s.Closed != nil || s.Timing.Missed != nil || s.Within == nil {
			continue
		}
		s := r.steps[i]
		if r.blank(s) {
			continue
		}
		if t, ok := r.Window(s); !ok || !t.Over(at) {
			continue
		}
		if _, required := r.required(i); required {
			out = append(out, i)
		}
	}
	return out
}

// tick notes every window that was missed; each opens a deviation (H18).
func (t *turn) tick() *Refusal {
	for _, i := range t.run.missed(t.at) {
		s := t.run.steps[i]
		of, _ := t.run.proc.Step(s.Within.Of)
		t.emit(sop.Event{Kind: sop.WindowMissed, Step: s.ID, Item: s.Item, Value: s.Within.Time.String()})
		t.deviate(s, "", fmt.Sprintf("step %d was not done within %s of step %d", s.Number, s.Within.Time, of.Number))
	}
	return nil
}

func (t *turn) doubtClock(a DoubtClock) *Refusal {
	if a.By.Milliseconds() == 0 {
		return refuse(NoSuchThing, "", "", "the clock was not moved")
	}
	s := t.run.stand()
	t.emit(sop.Event{Kind: sop.ClockDoubted, Step: s.ID, Item: s.Item, Value: strconv.FormatInt(a.By.Milliseconds(), 10)})
	return nil
}

// moved reads what a clock event says.
func moved(e sop.Event) (time.Duration, error) {
	ms, err := strconv.ParseInt(e.Value, 10, 64)
	if err != nil || ms == 0 {
		return 0, fmt.Errorf("%s by %q milliseconds", e.Kind, e.Value)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// startWait starts the wait of the current step. To start it again needs a
// reason, because the time that went by does not count then.
func (t *turn) startWait(s Step, a StartWait) *Refusal {
	if s.Wait == nil {
		return refuse(NoSuchThing, s.ID, "", "step %d has no wait", s.Number)
	}
	n := len(s.Timing.Waits)
	reason := ""
	if n > 0 {
		var refusal *Refusal
		if reason, refusal = words(s.ID, a.Reason, "the wait has started; to start it again, say why"); refusal != nil {
			return refusal
		}
	}
	t.emit(sop.Event{Kind: sop.WaitStarted, Step: s.ID, Item: s.Item, Index: n + 1, Value: s.Wait.String(), Reason: reason})
	t.advance()
	return nil
}

// waits reports whether the wait of a step runs, or is over and the step not closed,
// while other work goes on.
func (s Step) waits() bool {
	return s.WaitBefore != "" && s.Closed == nil && len(s.Timing.Waits) > 0
}

// blocked reports of each step whether it does not start yet: because a wait is not closed
// that comes before it or before a step that it follows (the page's order holds behind a
// wait), or, while such a wait is open, a step that records what it hangs on.
func (r Run) blocked() []bool {
	out := make([]bool, len(r.steps)+1) // behind the last one nothing is
	if !r.holds() {
		return out
	}
	for j, x := range r.steps {
		if x.Closed != nil {
			continue
		}
		held := slices.IndexFunc(r.steps, func(s Step) bool {
			return s.ID == x.WaitBefore && s.Item == x.Item && s.Closed == nil && (!r.over(s) || s.Always)
		})
		for i := j + 1; i < len(r.steps); i++ {
			s := r.steps[i]
			out[i] = out[i] || held >= 0 && i >= held || r.reads(s, x)
		}
	}
	return out
}

// holds reports whether a wait that comes before a step is not closed.
func (r Run) holds() bool {
	for i := range r.steps {
		if s := &r.steps[i]; s.Closed == nil && s.WaitBefore != "" {
			return true
		}
	}
	return false
}

// reads reports whether a step hangs on a value of another one: by its condition, by that
// of its section, because it computes with it, or because it chooses the row that it uses.
func (r Run) reads(s, of Step) bool {
	if !r.sees(s, of) {
		return false
	}
	named := func(name string) bool { return name != "" && of.FieldNamed(name).Name != "" }
	for _, c := range []*sop.Condition{r.proc.Sections[s.Section].If, s.If} {
		if c != nil && slices.ContainsFunc(c.Terms, func(t sop.Term) bool { return named(t.Name) }) {
			return true
		}
	}
	return slices.ContainsFunc(s.Fields, func(f sop.Field) bool { return slices.ContainsFunc(f.Calc.Names(), named) }) || slices.ContainsFunc(r.needs(s), named)
}

// readsOpen reports whether step i hangs on a value of an earlier one that is open again,
// so that it cannot be finished before it.
func (r Run) readsOpen(i int) bool {
	return slices.ContainsFunc(r.steps[:i], func(x Step) bool { return x.Closed == nil && r.reads(r.steps[i], x) })
}

// next returns the index of the first open step that neither waits nor is held up by one
// that does; of the first open one where there is none, and len(r.steps) at the end.
func (r Run) next() int {
	first, blocked := len(r.steps), r.blocked()
	for i, s := range r.steps {
		if s.Closed != nil {
			continue
		}
		if (!s.waits() || r.over(s) && !s.Always) && !blocked[i] { // one that is over waits for nothing
			return i
		}
		first = min(first, i)
	}
	return first
}

// Waiting returns the open steps whose wait runs, or is over, while another one is
// current, that no wait comes before and that hang on no step that is open again.
func (r Run) Waiting() (out []Step) {
	if r.stays() != nil {
		return nil
	}
	blocked := r.blocked()
	for i, s := range r.steps {
		if i != r.current && s.waits() && !blocked[i] && !r.Finished() && (!r.over(s) || s.Always) {
			out = append(out, s)
		}
	}
	return out
}

// waited refuses while the step's wait has not been started or is not over.
func (t *turn) waited(s Step) *Refusal {
	if s.Wait == nil || s.Wait.Local != "" {
		return nil
	}
	timer, started := t.run.Wait(s)
	switch {
	case !started:
		return refuse(NeedsWait, s.ID, "", "start the wait of %s first", s.Wait)
	case !timer.Over(t.at):
		return refuse(NeedsWait, s.ID, "", "wait until %s, it is not over yet: %s left", timer.Ends.In(t.at.Location()).Format("15:04:05"), InWords(timer.Left(t.at)))
	default:
		return nil
	}
}

// Clock writes a length of time as a countdown does: "06:41", "1:06:41".
// Part of a second counts as a whole one, so that 00:00 is never too early.
func Clock(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	} else if d%time.Second != 0 {
		d = d.Truncate(time.Second) + time.Second
	}
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	if h > 0 {
		return fmt.Sprintf("%s%d:%02d:%02d", sign, h, m, s)
	}
	return fmt.Sprintf("%s%02d:%02d", sign, m, s)
}

// InWords writes a length of time for where nothing moves: "9 min 55 s", "3 h 55 min". A voice would say
// 09:55 as a time of day. Part of a second counts as a whole one, as in Clock.
func InWords(d time.Duration) string {
	if d%time.Second > 0 {
		d = d.Truncate(time.Second) + time.Second
	}
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case h > 0 && m > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case h > 0:
		return fmt.Sprintf("%d h", h)
	case m > 0 && s > 0:
		return fmt.Sprintf("%d min %d s", m, s)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	default:
		return fmt.Sprintf("%d s", s)
	}
}
