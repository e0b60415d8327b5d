package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// Mark returns the ASCII form of a step's state, for where there is no colour.
func Mark(s run.State) string {
	//exhaustive:enforce
	switch s {
	case run.ToDo:
		return "[ ]"
	case run.Current:
		return "[>]"
	case run.Done:
		return "[x]"
	case run.NotApplicable, run.NotRequired:
		return "[n]"
	case run.NotDone:
		return "[!]"
	}
	return "[ ]"
}

// Outcome words how a run ended.
func Outcome(sum run.Summary) string {
	switch sum.Outcome {
	case run.OutcomeExcept:
		return fmt.Sprintf("Complete except %d", sum.Counts.NotDone)
	case run.OutcomeEnded:
		return "Ended"
	case run.OutcomeStopped:
		return "Stopped"
	default:
		return "Complete"
	}
}

// Count is how many of something a run has, in words.
type Count struct {
	Text string
	Warn bool // a person should look
}

// Counts words how the steps ended, with parts that are 0 left out.
func Counts(sum run.Summary) []Count {
	c := sum.Counts
	var out []Count
	for _, part := range []struct {
		n     int
		words string
		many  string
		warn  bool
	}{
		{c.Done, "done", "done", false},
		{c.NotRequired, "not required", "not required", false},
		{c.NotApplicable, "not applicable", "not applicable", false},
		{c.NotDone, "not done", "not done", true},
		{c.Open, "not finished", "not finished", true},
		{c.LeftOut, "item left out", "items left out", true},
		{c.Deviations, "deviation", "deviations", true},
		{c.Corrections, "correction", "corrections", false},
	} {
		if part.n == 0 {
			continue
		}
		word := part.words
		if part.n > 1 {
			word = part.many
		}
		out = append(out, Count{fmt.Sprintf("%d %s", part.n, word), part.warn})
	}
	return out
}

// Result words how a completion ended, in a word or two.
func Result(c model.Completion) (words string, warn bool) {
	switch {
	case c.Outcome == run.OutcomeStopped:
		return "stopped", true
	case c.Outcome == run.OutcomeEnded:
		return "ended", true
	case c.Outcome == run.OutcomeExcept:
		return fmt.Sprintf("except %d", c.Counts.NotDone), true
	case c.Counts.Deviations > 0:
		return Number(c.Counts.Deviations, "deviation"), true
	case c.Counts.LeftOut > 0:
		return fmt.Sprintf("%d left out", c.Counts.LeftOut), true
	default:
		return "complete", false
	}
}

// Name prints the name of who worked on a run, and the short name of somebody
// who is not enrolled here.
func Name(work session.Work, id string) string {
	if id == work.Person.ID {
		return work.Person.Name
	}
	return cmp.Or(work.Names[id], id)
}

// Place words how far an open run is.
func Place(o model.OpenRun) string {
	if o.Step == 0 {
		return AtEnd(o.Practice)
	}
	return fmt.Sprintf("step %d of %d", o.Step, o.Steps) + ofItem(o.Item)
}

// AtEnd words where a run is whose steps are all closed. Nobody signs a rehearsal.
func AtEnd(practice bool) string {
	if practice {
		return "to end"
	}
	return "to sign"
}

// AfterLast words what comes after the last step.
func AfterLast(practice bool) string {
	if practice {
		return "the end of the practice"
	}
	return "sign off"
}

// ToFinish says what is left once every step is closed.
func ToFinish(practice bool) string {
	if practice {
		return "End the practice to finish: nothing is signed."
	}
	return "Sign off to finish."
}

// Performer words whose an open run is.
func Performer(o model.OpenRun) string {
	if o.Practice {
		return "practice"
	}
	return o.Person.Name
}

// OpenRun words where an open run is, what it waits for, whose it is and since when.
func OpenRun(o model.OpenRun, now time.Time) string {
	place := Place(o)
	if waits := WaitsInWords(o, now); waits != "" {
		place += ", " + waits
	}
	return place + ", " + Performer(o) + ", " + Ago(now.Sub(o.Last))
}

// OpenHere is OpenRun, with the other terminals at which the run is open.
func OpenHere(st model.Station, o model.OpenRun, now time.Time) string {
	if also := Elsewhere(st, o.ID); also != "" {
		return OpenRun(o, now) + ", " + also
	}
	return OpenRun(o, now)
}

// Elsewhere words at which other terminals a run is open now, "" for none.
func Elsewhere(st model.Station, run string) string {
	switch at := st.Elsewhere[run]; len(at) {
	case 0:
		return ""
	case 1:
		return "open at " + Safe(at[0]) + " too"
	case 2:
		return "open at " + Safe(at[0]) + " and " + Safe(at[1]) + " too"
	default:
		return fmt.Sprintf("open at %s and %s too", Safe(at[0]), Number(len(at)-1, "other terminal"))
	}
}

// OutOfService says which of the things that a step of a run is done with are out of service:
// its item, and what was recorded in its own steps or in those that are done once.
func OutOfService(st model.Station, r run.Run, s run.Step, now time.Time) []string {
	return outOfService(st, now, func(id string) bool {
		return strings.EqualFold(s.Item, id) || slices.ContainsFunc(r.Steps(), func(at run.Step) bool {
			return (at.Item == "" || at.Item == s.Item) && slices.ContainsFunc(at.Values, func(v run.Value) bool {
				return strings.EqualFold(v.Text, id) && !r.Veils(at, at.FieldNamed(v.Field))
			})
		})
	})
}

// DoneWithOutOfService says which of the things that a run recorded are out of service as it is signed.
func DoneWithOutOfService(st model.Station, r run.Run, now time.Time) []string {
	return outOfService(st, now, func(id string) bool {
		return slices.ContainsFunc(r.Steps(), func(s run.Step) bool {
			return slices.ContainsFunc(s.Values, func(v run.Value) bool { return strings.EqualFold(v.Text, id) })
		})
	})
}

func outOfService(st model.Station, now time.Time, named func(id string) bool) (out []string) {
	for _, a := range st.Out {
		if named(a.ID) {
			out = append(out, fmt.Sprintf("%s is OUT OF SERVICE since %s, by %s: %s", Safe(a.ID), TimeAt(a.At, now), a.By.Name, stopped(a.Reason)))
		}
	}
	return out
}

// NoPerformer says that nobody can start a run here, and what to do.
const NoPerformer = "Nobody who is enrolled here may carry out a procedure: enrol an assistant, or give somebody that role."

// StartRows words what can be chosen where a run of a page is to start: to go on
// with one that is open first, so that nobody begins a second one by mistake, then
// who performs another. name words a person.
func StartRows(st model.Station, open []model.OpenRun, people []model.Person, name func(model.Person) string, now time.Time) (question string, rows []string) {
	question, by := "Who performs it?", ""
	if len(open) > 0 {
		question, by = "Go on with what is open, or start another run?", "Another run, by "
	}
	for _, o := range open {
		rows = append(rows, "Go on: "+OpenHere(st, o, now))
	}
	for _, p := range people {
		rows = append(rows, by+name(p))
	}
	return question, rows
}

// Ago words how long something has been.
func Ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	default:
		return Number(int(d.Hours()/24), "day") + " ago"
	}
}

// Banner returns what has to be said of what is not a record of a real
// department, or of a log that has ended, "" for real work.
func Banner(station model.Station, s session.Session) string {
	work, ok := s.Work()
	switch {
	case station.Inspection != "" && station.Demo:
		return "INSPECTION, READ-ONLY - DEMO"
	case station.Inspection != "":
		return "INSPECTION, READ-ONLY"
	case ok && work.Practice:
		return NoRecord
	case station.Closed && station.Demo:
		return "DEMO - LOG CLOSED"
	case station.Closed:
		return "LOG CLOSED - NOTHING MORE IS RECORDED HERE"
	case station.Demo:
		return "DEMO - MADE-UP DEPARTMENT"
	default:
		return ""
	}
}

// Inspecting says why an act is refused while a log is only looked at.
const Inspecting = "This is an inspection: nothing is started, signed or changed here."

// Number writes a number with its noun: "1 step", "5 steps", "1,284 records".
func Number[N int | int64](n N, noun string) string {
	return sop.Counted(n, noun, noun+"s")
}

// Exposed words what nobody outside the machine has seen of the log yet.
func Exposed(e model.Exposure, now time.Time) string {
	switch {
	case e.Fault != "":
		return "CHECK THE WITNESSES: " + e.Fault
	case e.By == "":
		return fmt.Sprintf("Never witnessed outside this machine, %s.", Entries(e.Entries))
	default:
		return fmt.Sprintf("Last witnessed %s by %s, %s since.", Ago(now.Sub(e.At)), e.By, Entries(e.Entries))
	}
}

// Entries is Number of entries of a log.
func Entries[N int | int64](n N) string {
	return sop.Counted(n, "entry", "entries")
}

// Thousands prints a count with its thousands apart: "10,000".
func Thousands[N int | int64](n N) string { return sop.Thousands(n) }
