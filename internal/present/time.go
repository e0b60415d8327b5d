package present

import (
	"fmt"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// Length words a length of time as a page does: "10 min".
func Length(d time.Duration) string { return sop.Duration{D: d}.String() }

// Timer words what a timer times: "Wait 10 min", "Within 20 min of step 8".
func Timer(r run.Run, t run.Timer) string {
	switch t.Kind {
	case run.WaitTimer:
		return "Wait " + Length(t.Length) + ofItem(t.Named)
	case run.WindowTimer:
		of, _ := r.Procedure().Step(t.Of)
		return fmt.Sprintf("Within %s of step %d", Length(t.Length), of.Number) + ofItem(t.Named)
	default:
		return "Complete within " + Length(t.Length)
	}
}

// ofItem words which item it is about, "" where there is none.
func ofItem(item string) string {
	if item == "" {
		return ""
	}
	return ", " + Safe(item)
}

// Left words how a timer stands: "06:41 left", "over", "MISSED".
func Left(t run.Timer, now time.Time) string {
	switch {
	case t.Over(now) && t.Kind == run.WaitTimer:
		return "over"
	case t.Over(now) && t.Kind == run.LimitTimer:
		return "OVERDUE"
	case t.Over(now):
		return "MISSED"
	default:
		return run.Clock(t.Left(now)) + " left"
	}
}

// LeftInWords words how a timer stands where nothing moves: "9 min 55 s left". A voice would say 09:55 as a time of day.
func LeftInWords(t run.Timer, now time.Time) string {
	if t.Over(now) {
		return Left(t, now)
	}
	return run.InWords(t.Left(now)) + " left"
}

// CardLine is one line of what somebody needs to know who comes back to a run.
type CardLine struct {
	Label, Text string
	Warn        bool // a person should look
}

// CardNote labels the note that a person left to themself.
const CardNote = "Note"

// Card returns where a run stands: what was done last, by whom and when, the
// interruption with its note, timers, and what is open (H10, H11).
func Card(work session.Work, now time.Time) []CardLine {
	r := work.Run
	var out []CardLine
	if s, ok := r.LastClosed(); ok {
		at := s.Closed.Done().In(now.Location())
		text := fmt.Sprintf("step %s, %s: %s", Which(s.Number, s.Named), s.State, Do(s.Step))
		out = append(out, CardLine{Label: "Last", Text: text}, CardLine{Label: "By", Text: Name(work, s.Closed.Person) + " at " + clockOf(at, now) + ", " + Ago(now.Sub(at))})
	} else {
		out = append(out, CardLine{Label: "Last", Text: "no step is closed yet"})
	}
	if p := r.Paused(); p != nil {
		out = append(out, CardLine{Label: "Interrupted", Text: p.Reason + " at " + clockOf(p.At.In(now.Location()), now)})
		if p.Note != "" {
			out = append(out, CardLine{Label: CardNote, Text: p.Note})
		}
	}
	for _, t := range r.Timers() {
		line := CardLine{Label: "Timer", Text: Timer(r, t) + ", " + LeftInWords(t, now), Warn: t.Doubtful || t.Kind != run.WaitTimer && t.Over(now)}
		if t.Doubtful {
			line.Text += ", doubtful: the clock was moved"
		}
		out = append(out, line)
	}
	for _, d := range r.Deviations() {
		if d.Action == nil {
			if d.Field != "" && veils(r, d.Step, d.Item, d.Field) {
				continue
			}
			s, _ := r.Step(d.Step, d.Item)
			out = append(out, CardLine{Label: "Open", Text: d.What + ofItem(s.Named), Warn: true})
		}
	}
	for _, text := range hiddenExceptions(r) {
		out = append(out, CardLine{Label: "Hidden", Text: text})
	}
	return out
}

// BegunBy returns who began a run that somebody performs now: not they, where it was handed
// over or taken over since.
func BegunBy(r run.Run, now model.Person) string {
	if people := r.Performers(); len(people) > 0 {
		return people[0]
	}
	return now.ID
}

// Unsignable says that who performs a run cannot sign it, and who can; "" where they can.
func Unsignable(work session.Work) string {
	why := work.Person.Unable()
	if work.Practice || why == "" {
		return ""
	}
	return Sentence(why) + " They cannot sign this run: a supervisor takes it over, with t, when it is opened again or before it is signed."
}

// CardQuestion asks who comes back to a run, and for the step done last. Practice
// has no names.
func CardQuestion(work session.Work) string {
	s, closed := work.Run.LastClosed()
	switch {
	case work.Practice && closed:
		return Capital(closedAs(s)) + "?"
	case work.Practice:
		return "Is nothing else done yet?"
	case closed:
		return fmt.Sprintf("Are you %s, and %s?", work.Person.Name, closedAs(s))
	default:
		return "Are you " + work.Person.Name + ", and is nothing else done yet?"
	}
}

// closedAs asks whether a step was closed as it stands there, behind "and".
func closedAs(s run.Step) string {
	switch s.State {
	case run.NotDone:
		return fmt.Sprintf("was step %s left undone", Which(s.Number, s.Named))
	case run.NotApplicable:
		return fmt.Sprintf("did step %s not apply", Which(s.Number, s.Named))
	default:
		return fmt.Sprintf("is step %s %s", Which(s.Number, s.Named), s.State)
	}
}

// DoneAt writes when a step was done, with its day where that is not today.
func DoneAt(c run.Close, now time.Time) string { return TimeAt(c.Done(), now) }

// TimeAt writes when something was, with its day where that is not today.
func TimeAt(at, now time.Time) string { return clockOf(at.In(now.Location()), now) }

// clockOf writes a time of day, with its day when that is not today.
func clockOf(t, now time.Time) string {
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	return t.Format("15:04 on 2 Jan 2006")
}

// Checked words how far the log was checked behind the screens, "" where it was not.
func Checked(c model.Checked, now time.Time) string {
	switch {
	case c.Running && c.Total > 0:
		return fmt.Sprintf("being checked, %d%%", c.Done*100/c.Total)
	case c.Running:
		return "being checked"
	case c.At.IsZero():
		return ""
	default:
		return "checked " + clockOf(c.At.In(now.Location()), now)
	}
}

// Signing words what a signature waits for.
func Signing(c model.Checked) string {
	if c.Total == 0 {
		return "Signing ..."
	}
	return fmt.Sprintf("Reading the log first, %d%% ...", c.Done*100/c.Total)
}

// Waits words what an open run waits for, "" for nothing but its performer.
func Waits(o model.OpenRun, now time.Time) (words string, warn bool) { return waits(o, now, Left) }

// WaitsInWords is Waits for where nothing moves.
func WaitsInWords(o model.OpenRun, now time.Time) string {
	words, _ := waits(o, now, LeftInWords)
	return words
}

func waits(o model.OpenRun, now time.Time, left func(run.Timer, time.Time) string) (words string, warn bool) {
	switch o.Need {
	case run.NeedCheck:
		return "needs a " + string(o.Who), true
	case run.NeedRelease:
		return "HOLD, needs a " + string(o.Who), true
	case run.NeedDecision:
		return "OVERDUE, needs a " + string(o.Who), true
	case run.NeedTaker:
		return "handed over", true
	}
	for _, t := range o.Timers {
		if t.Kind == run.WaitTimer {
			return "wait " + left(t, now), false
		}
		if t.Kind == run.WindowTimer {
			return left(t, now), t.Over(now)
		}
		if t.Doubtful {
			return "clock DOUBTFUL", true
		}
	}
	switch {
	case o.Person.Gone: // and signs nothing
		return "needs a " + string(sop.BySupervisor), true
	case o.Paused != nil:
		return "interrupted", false
	default:
		return "", false
	}
}

// PagesRead words how many pages are read, of how many where that is known.
func PagesRead(done, total int64) string {
	const pages = "Reading the pages ..."
	if total == 0 {
		return pages
	}
	return pages + " " + Thousands(done) + " of " + Thousands(total)
}
