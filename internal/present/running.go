package present

import (
	"fmt"
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop/run"
)

// RunningList is the name of the list of open runs.
const RunningList = "running"

// running are the runs that are open: what they wait for, and what they have so far.
var running = func() List {
	l := ofDepartment(List{
		Name: RunningList, Key: "m", Command: "running", Does: "every run that is open, and what it has so far",
		Title: "Open runs", Rows: "Open runs", Row: "open run", Opens: "run",
		Empty: "No run is open.", Unfit: "No open run has these words.",
	}, runningKind, func(d model.Department) []model.OpenRun { return d.Running })
	found := l.Open
	l.Open = func(s Sources, name string, zone *time.Location) (Opened, error) {
		out, err := found(s, name, zone)
		if err != nil {
			return out, err
		}
		loaded, err := s.RunSoFar(name)
		if err != nil {
			return Opened{}, err
		}
		out.Doc, err = runSoFar(loaded, zone)
		return out, err
	}
	return l
}()

var runningKind = kind[model.OpenRun]{
	chart: func(o model.OpenRun) ChartOf { return ChartOf{SOP: o.SOP} },
	row:   func(o model.OpenRun) (int64, string) { return 0, o.ID },
	cells: func(o model.OpenRun, now time.Time) []Cell {
		waits, warn := Waits(o, now)
		tone := Quiet
		if warn {
			tone = Caution
		}
		return []Cell{
			{Text: When(o.Started, now), Tone: Quiet, Width: whenWidth},
			{Text: o.Person.Name, Width: nameWidth},
			{Text: o.Title, At: Main, Lead: true},
			{Text: waits, Tone: tone, At: Main},
			{Text: Place(o), At: End},
		}
	},
	says: func(o model.OpenRun, now time.Time) string {
		return fmt.Sprintf("%s: %s. Run %s, begun %s.", o.Title, OpenRun(o, now), o.ID, Minute(o.Started, now.Location()))
	},
	prints: func(o model.OpenRun, now time.Time) string {
		waits := WaitsInWords(o, now)
		return fmt.Sprintf("%-20s  %s  %-14s  %-12s v%-5s %-16s %-26s %s", o.ID, o.Started.In(now.Location()).Format("2006-01-02 15:04"), o.Person.ID, o.SOP, o.Version, Place(o), waits, o.Title)
	},
	opened: func(o model.OpenRun, _ *time.Location) Opened {
		return Opened{Title: o.Title, Which: o.SOP + " v" + o.Version, Who: o.Person.Name}
	},
	columns: []column[model.OpenRun]{
		{"run", func(o model.OpenRun) any { return o.ID }},
		{"sop", func(o model.OpenRun) any { return o.SOP }},
		{"version", func(o model.OpenRun) any { return o.Version }},
		{"title", func(o model.OpenRun) any { return o.Title }},
		{"person", func(o model.OpenRun) any { return o.Person.ID }},
		{"started", func(o model.OpenRun) any { return o.Started.UTC() }},
		{"last", func(o model.OpenRun) any { return o.Last.UTC() }},
		{"step", func(o model.OpenRun) any { return o.Step }}, // 0 where only the signature is missing
		{"item", func(o model.OpenRun) any { return o.Item }},
		{"steps", func(o model.OpenRun) any { return o.Steps }},
		{"needs", func(o model.OpenRun) any { return string(o.Need) }},
		{"who", func(o model.OpenRun) any { return string(o.Who) }},
		{"interrupted", func(o model.OpenRun) any { return o.Paused != nil }},
	},
}

// runSoFar words a run that is open: nothing of it is signed yet.
func runSoFar(l model.LoadedRun, zone *time.Location) (Doc, error) {
	walked, err := run.Replay(l.Procedure, l.Events)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", l.ID, err)
	}
	walked = walked.Knowing(l.Measured)
	t := Teller{Names: l.Names, Zone: zone, On: l.Started} // which says its day
	first := BegunBy(walked, l.Person)
	open := []Said{
		{Text: fmt.Sprintf("Begun by %s (%s) on %s.", Name(session.Work{Person: l.Person, Names: l.Names}, first), first, Minute(l.Started, zone)), Link: Link{List: "people", Row: first}},
		{Text: "Not signed yet: " + Place(l.OpenRun) + ".", Tone: Caution},
	}
	if l.Need != "" {
		open = append(open, said(Caution, Sentence("it "+needs(l.OpenRun)))...)
	}
	if text := Unsignable(session.Work{Person: l.Person, Practice: l.Practice}); text != "" {
		open = append(open, said(Caution, text)...)
	}
	if text := Meanwhile(l.Meanwhile); text != "" {
		open = append(open, said(Caution, text)...)
	}
	var wrong []Said
	sum := walked.Summarise()
	sum.Exceptions = slices.DeleteFunc(sum.Exceptions, func(e run.Exception) bool {
		tells := e.Kind == run.IsDeviation || e.Kind == run.IsCorrected || e.Kind == run.IsTypedAgain
		return tells && veils(walked, e.Step, e.Item, "")
	})
	if len(sum.Exceptions) > 0 || sum.Reason != "" {
		wrong = exceptions(sum, l.Names)
	}
	wrong = append(wrong, said(Quiet, hiddenExceptions(walked)...)...)
	since := t.Run(walked) // first who began it
	if len(since) > 0 {
		since = since[1:]
	}
	steps := StepsAndValues(session.Work{ID: l.ID, Person: l.Person, Run: walked, Names: l.Names}, l.Started.In(zone))
	return Doc{{"Open", open}, {"Since then", said(Normal, since...)}, {"Exceptions so far", wrong}, steps}.filled(), nil
}

// needs words whom an open run waits for.
func needs(o model.OpenRun) string {
	words := map[run.Need]string{
		run.NeedCheck: "waits for a second person to check, a ", run.NeedRelease: "is on hold, and waits for a ", run.NeedDecision: "is overdue, and waits for a ",
	}
	if text, ok := words[o.Need]; ok {
		return text + string(o.Who)
	}
	return "was handed over, and waits for somebody to take it"
}

// Meanwhile says what became of the version of a run since it began, "" for nothing.
func Meanwhile(m model.Meanwhile) string {
	switch {
	case m.Newer != "" && m.Retired != nil:
		return fmt.Sprintf("Version %s took effect meanwhile and was retired, by %s: %s No version is in force. Ask a supervisor whether this run goes on.", m.Newer, m.Retired.By.Name, Sentence(m.Retired.Reason))
	case m.Newer != "":
		return "Version " + m.Newer + " took effect meanwhile. This run goes on with the text that it began with."
	case m.Retired != nil:
		return fmt.Sprintf("This version was retired meanwhile, by %s: %s Ask a supervisor whether this run goes on.", m.Retired.By.Name, Sentence(m.Retired.Reason))
	}
	return ""
}
