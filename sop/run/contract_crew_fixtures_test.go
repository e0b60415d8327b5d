package run_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/run"
)

// team are those who can perform a run, and hand it over from one to the next.
var team = []string{khan, osei, "a.li"}

// byOthers is what the performer never does, and nobody who did any of the step.
var byOthers = []sop.EventKind{sop.CheckRecorded, sop.StepChecked, sop.HoldReleased}

// ofHandover is what can be said while a run is offered to somebody.
var ofHandover = []sop.EventKind{sop.ItemOpened, sop.HandoverTaken, sop.HandoverWithdrawn, sop.WindowMissed}

// takeCrew judges who says something, and notes who performs the run.
func (c *contract) takeCrew(e sop.Event) {
	if c.performer == "" {
		c.performer = e.Person
	}
	others := slices.Contains(byOthers, e.Kind) || e.Kind == sop.ItemOpened || e.Kind == sop.HandoverTaken
	if others == (e.Person == c.performer) {
		c.broken("%s by %s while %s performs the run", e.Kind, e.Person, c.performer)
	}
	due := len(c.owed) > 0 || slices.Contains([]sop.EventKind{sop.StepReopened, sop.DeviationOpened}, e.Kind)
	if c.offered && !due && !slices.Contains(ofHandover, e.Kind) {
		c.broken("%s while the run is handed over", e.Kind)
	}
	if i := c.find(e.Step, e.Item); i >= 0 {
		switch s := c.steps[i]; {
		case slices.Contains(byOthers, e.Kind) && s.by[e.Person]:
			c.broken("%s of %s by %s, who did some of it", e.Kind, s.ID, e.Person)
		case slices.Contains([]sop.EventKind{sop.StepStarted, sop.ValueRecorded, sop.ValueCorrected, sop.WaitStarted, sop.StepDone}, e.Kind) && !c.isComputed(e):
			s.by[e.Person] = true
		}
	}
	switch e.Kind {
	case sop.HandoverOffered:
		c.offered = true
	case sop.HandoverWithdrawn:
		c.offered = false
	case sop.HandoverTaken:
		c.offered, c.performer = false, e.Person
	}
}

// takeTime judges when a step is done: within its time, or it is said that it was not.
func (c *contract) takeTime(s *saidOf, e sop.Event) {
	switch e.Kind {
	case sop.StepDone:
		s.doneAt = e.At
		if e.Mark == sop.LateEntry {
			s.doneAt, _ = time.Parse(time.RFC3339, e.Value)
		}
		if c.late(s) && !s.missed {
			c.broken("%s is done at %s, too late, and nothing says so", s.ID, e.At)
		}
	case sop.WindowMissed:
		s.missed, s.doneAt = true, e.At
		if !c.late(s) {
			c.broken("%s was not missed at %s", s.ID, e.At)
		}
	case sop.DeviationOpened:
		s.missed = s.missed || strings.Contains(e.Reason, "was not done within")
	}
}

// since is the step that the window of another one counts from, nil while that is not done.
func (c *contract) since(s *saidOf) *saidOf {
	if s.Within == nil {
		return nil
	}
	of := c.find(s.Within.Of, s.item)
	if of < 0 {
		of = c.find(s.Within.Of, "")
	}
	if c.steps[of].end != sop.StepDone {
		return nil
	}
	return c.steps[of]
}

// late reports whether a step that counts is done later than its window allows.
func (c *contract) late(s *saidOf) bool {
	of := c.since(s)
	if of == nil || c.verdict(s) == "false" {
		return false
	}
	within := s.Within.Time.D
	if s.Within.Time.Column != "" {
		row, _ := c.row(s)
		if within = row.wait; within == 0 {
			return false
		}
	}
	return s.doneAt.Sub(of.doneAt) > within
}

// codeOf is what a code says, as the promises know it.
type codeOf struct{ text, lot, expiry string }

var codesOf = []codeOf{
	{box + "17270131" + "10LOT7", "LOT7", "2027-01-31"},
	{box + "17260131" + "10LOT6", "LOT6", "2026-01-31"},
	{box + "10LOT5", "LOT5", ""},
}

// boxOf are the fields of a box that is booked in by its code, or by hand.
func boxOf(i int, or *sop.Consequence) []sop.Field {
	return []sop.Field{
		{Name: fmt.Sprintf("lot%d", i), Label: "Lot", Type: sop.Scan, GS1: sop.GS1Lot},
		{Name: fmt.Sprintf("exp%d", i), Label: "Expiry", Type: sop.Date, GS1: sop.GS1Expiry, Days: sop.DayRule{Test: sop.FromToday}, Or: or},
	}
}

// takeBox judges what is taken out of a code, and that an expired box is never in order.
func (c *contract) takeBox(s *saidOf, e sop.Event) {
	i := slices.IndexFunc(s.Fields, func(f sop.Field) bool { return f.Name == e.Field && f.GS1 != "" })
	if i < 0 || e.Kind != sop.ValueRecorded && e.Kind != sop.ValueCorrected && e.Kind != sop.ValueSettled {
		return
	}
	f := s.Fields[i]
	if expired := e.Value < noon.Format(time.DateOnly); f.GS1 == sop.GS1Expiry && expired != (e.Mark != "") {
		c.broken("%s is %s, marked %q", f.Name, e.Value, e.Mark)
	}
	if want := s.fill[f.GS1]; want != "" && e.Value != want {
		c.broken("%s is %s, and the code says %s", f.Name, e.Value, want)
	}
	delete(s.fill, f.GS1)
	at := slices.IndexFunc(codesOf, func(code codeOf) bool { return code.text == e.Raw })
	if at < 0 {
		return
	}
	says := map[sop.GS1Part]string{sop.GS1Lot: codesOf[at].lot, sop.GS1Expiry: codesOf[at].expiry}
	if e.Value != says[f.GS1] {
		c.broken("%s is %s, and the code says %s", f.Name, e.Value, says[f.GS1])
	}
	for _, other := range s.Fields {
		if other.GS1 != "" && other.GS1 != f.GS1 && says[other.GS1] != "" && s.known[other.Name] == "" && e.Kind == sop.ValueRecorded {
			s.fill[other.GS1] = says[other.GS1]
			c.owed = append(c.owed, string(sop.ValueRecorded)+" "+s.ID+" "+s.item)
		}
	}
}

// person returns who does an action.
func (r *try) person(a run.Action) string {
	switch a := a.(type) {
	case run.Release:
		return map[sop.Who]string{sop.BySupervisor: lead, sop.ByPractitioner: nurse}[a.As]
	case run.CheckValue, run.Check:
		s, _ := r.run.Current()
		return r.second(s)
	case run.OpenItem, run.TakeOver:
		return r.next()
	}
	if p := r.run.Performer(); p != "" {
		return p
	}
	return khan
}

// second is somebody who did none of a step.
func (r *try) second(s run.Step) string {
	for _, p := range team {
		if !r.run.Performed(s, p) {
			return p
		}
	}
	return "b.osman" // who never performs
}

// next is who takes the run over.
func (r *try) next() string {
	return team[(slices.Index(team, r.run.Performer())+1)%len(team)]
}

// handover are the acts with which a run changes hands.
func (r *try) handover(t *rapid.T) []run.Action {
	if r.run.Offer() == nil {
		if rapid.IntRange(0, 9).Draw(t, "offers") > 0 {
			return nil
		}
		return []run.Action{run.Offer{Note: "the break"}, run.Offer{Note: "the break"}}
	}
	if n, _ := r.run.Unopened(r.next()); n > 0 {
		return []run.Action{run.OpenItem{Item: n}, run.OpenItem{Item: n}, run.OpenItem{Item: n}, run.Withdraw{}}
	}
	return []run.Action{run.TakeOver{}, run.TakeOver{}, run.TakeOver{}}
}
