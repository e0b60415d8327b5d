package procedures_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"soprun/internal/demo"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// The people of a walk.
const performer, second, supervisor = "a.khan", "j.osei", "s.lead"

// pace is longer than it takes to read any step.
const pace = 8 * time.Second

// walkDay is when a walk begins.
var walkDay = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// walk is one run of a page, answered by a function.
type walk struct {
	run    run.Run
	now    time.Time
	answer func(sop.Field) run.Record
	linked run.Outcome // of the procedures that a step runs
}

// through walks a page from its start until only the signature is left.
func through(proc *sop.Procedure, answer func(sop.Field) run.Record) (run.Run, error) {
	return throughWith(proc, answer, run.OutcomeComplete)
}

// throughWith does so where the procedures that it links end in some way.
func throughWith(proc *sop.Procedure, answer func(sop.Field) run.Record, linked run.Outcome) (run.Run, error) {
	r, err := run.New(proc)
	w := walk{run: r, now: walkDay, answer: answer, linked: linked}
	if err == nil {
		err = w.do(run.Begin{}, performer)
	}
	for range 2000 {
		if err != nil {
			return w.run, err
		}
		p := session.Work{Run: w.run}.Asks(session.Asking{At: w.now, Guest: second})
		if p.Kind == session.AskSignOff {
			return w.run, w.run.SignOff()
		}
		err = w.reply(p)
	}
	return w.run, fmt.Errorf("the run never ends")
}

func (w *walk) do(a run.Action, person string) error {
	w.now = w.now.Add(pace)
	if due := w.run.Due(w.now); due != nil && due != a {
		if err := w.do(due, performer); err != nil {
			return err
		}
	}
	events, err := w.run.Do(a, person, w.now)
	if err != nil {
		return fmt.Errorf("%#v: %w", a, err)
	}
	w.run, err = w.run.After(events...)
	return err
}

// reply does what a prompt asks for, as the right person.
func (w *walk) reply(p session.Prompt) error {
	switch p.Kind {
	case session.AskAlert:
		return w.do(run.Acknowledge{}, performer)
	case session.AskAction:
		return w.do(run.ActOn{Deviation: p.Deviation.Number, Text: "told the lead"}, performer)
	case session.AskWait:
		return w.do(run.StartWait{}, performer)
	case session.AskValue:
		a := run.Action(w.answer(p.Field))
		if p.ToName || p.Step.Item != "" && isName(w.run, p) {
			a = demo.Next(w.run, p.Step, p.Field, 0, w.now)
		}
		return w.do(a, performer)
	case session.AskPatience:
		w.now = w.now.Add(p.Timer.Left(w.now))
		return nil
	case session.AskLinked:
		return w.do(run.Link{Run: "r-0001", Outcome: w.linked}, performer)
	case session.AskReading:
		return w.do(run.CheckValue{Field: p.Field.Name, Text: p.Step.ValuesOf(p.Field.Name)[p.Index-1].Text}, second)
	case session.AskCheck:
		return w.do(run.Check{As: p.Who}, second)
	case session.AskRelease:
		return w.do(run.Release{As: p.Who, Note: "looked at it, it can go on"}, supervisor)
	case session.AskClose:
		return w.do(run.Confirm{}, performer)
	default:
		return fmt.Errorf("step %s asks for something that a smooth run does not need (prompt %d)", p.Step.ID, p.Kind)
	}
}

// isName reports whether a prompt asks again for the name of an item.
func isName(r run.Run, p session.Prompt) bool {
	each := r.Procedure().Sections[p.Step.Section].Each
	return each != nil && each.Field == p.Field.Name
}

func TestEveryPageRunsFromStartToSignatureInRange(t *testing.T) {
	for _, p := range all(t) {
		proc := adopted(t, p)
		r, err := through(proc, hoped(proc))
		if err != nil {
			t.Errorf("%s: %v", p.Path, err)
			continue
		}
		if sum := r.Summarise(); sum.Outcome != run.OutcomeComplete || sum.Counts.Deviations > 0 {
			t.Errorf("%s ends %s with %d deviations", p.Path, sum.Outcome, sum.Counts.Deviations)
		}
	}
}

// tries is how many walks may look for a page's branches; the page that hides
// them best needs a quarter of it.
const tries = 600

func TestEveryConditionOfEveryPageIsMetInOneRunAndNotInAnother(t *testing.T) {
	conditioned := 0
	for _, p := range all(t) {
		proc := probed(adopted(t, p))
		missing := branches(proc)
		conditioned += len(missing) / 2
		t.Run(p.Path, func(t *testing.T) {
			t.Parallel()
			explore(t, proc, missing)
		})
	}
	if conditioned < 100 {
		t.Errorf("only %d steps have a condition: the test proves little", conditioned)
	}
}

// explore walks a page until every branch was seen.
func explore(t *testing.T, proc *sop.Procedure, missing map[branch]bool) {
	t.Helper()
	for try := uint64(0); try < tries && len(missing) > 0; try++ {
		r, err := through(proc, anyAnswer(proc, try))
		if err != nil {
			t.Fatalf("try %d: %v", try, err)
		}
		if sum := r.Summarise(); sum.Outcome != run.OutcomeComplete && sum.Outcome != run.OutcomeEnded {
			t.Fatalf("try %d ends %s", try, sum.Outcome)
		}
		for _, s := range r.Steps() {
			delete(missing, branch{s.ID, s.State == run.Done})
		}
	}
	for b := range missing {
		t.Errorf("in %d runs %q was never seen with done = %v", tries, b.step, b.done)
	}
}

// branch is a step that is done in a run, or that the run goes past.
type branch struct {
	step string
	done bool
}

// branches returns what there is to see: both outcomes of each step that has a
// condition of its own or of its section.
func branches(proc *sop.Procedure) map[branch]bool {
	out := map[branch]bool{}
	for _, section := range proc.Sections {
		for _, s := range section.Steps {
			if s.If != nil || section.If != nil {
				out[branch{s.ID, true}], out[branch{s.ID, false}] = true, true
			}
		}
	}
	return out
}

// probed adds a step for each test of the page's conditions that have several,
// to be done when that one test holds: a test that never decides is a mistake.
func probed(proc *sop.Procedure) *sop.Procedure {
	extra := sop.Section{Title: "Tests"}
	add := func(of string, c *sop.Condition) {
		for _, term := range cmp.Or(c, &sop.Condition{}).Terms {
			if len(c.Terms) > 1 {
				alone := &sop.Condition{Join: sop.And, Terms: []sop.Term{term}}
				extra.Steps = append(extra.Steps, sop.Step{ID: of + ": " + term.String(), If: alone, Always: true})
			}
		}
	}
	for _, section := range proc.Sections {
		add(section.Title, section.If)
		for _, s := range section.Steps {
			add("#"+s.ID, s.If)
		}
	}
	out := *proc
	out.Sections = append(slices.Clone(proc.Sections), extra)
	return &out
}

// anyAnswer answers as the page hopes for in most places and in any other way
// in the rest. The same seed gives the same answers.
func anyAnswer(proc *sop.Procedure, seed uint64) func(sop.Field) run.Record {
	dice := rand.New(rand.NewPCG(seed, 46))
	odd := []float64{0.1, 0.3, 0.8}[seed%3]
	hope := hoped(proc)
	return func(f sop.Field) run.Record {
		a := hope(f)
		if dice.Float64() > odd {
			return a
		}
		switch f.Type {
		case sop.Choice:
			a.Text = f.Choices[dice.IntN(len(f.Choices))]
		case sop.YesNo:
			a.Text = []string{"yes", "no"}[dice.IntN(2)]
		case sop.Number:
			if edges := append(numbers(proc, f), besides[proc.Meta.ID][f.Name]...); len(edges) > 0 {
				a.Text = edges[dice.IntN(len(edges))]
			}
		case sop.Date:
			if f.Days.Test != "" {
				a.Text = otherDay(f.Days)
			}
		}
		return a
	}
}

// otherDay is a day that a rule does not accept: long past, or today for one that has to
// lie ahead.
func otherDay(rule sop.DayRule) string {
	if rule.Test == sop.AtLeastAhead {
		return walkDay.Format(time.DateOnly)
	}
	return walkDay.AddDate(-3, 0, 0).Format(time.DateOnly)
}

// numbers returns the possible values next to a field's limits and next to what the page's
// conditions compare it with; where there is neither, those at the ends of what is possible,
// for what is computed from them.
func numbers(proc *sop.Procedure, f sop.Field) (out []string) {
	edges := []*sop.Decimal{f.Accepted.Low, f.Accepted.High}
	for _, section := range proc.Sections {
		for _, s := range section.Steps {
			for _, term := range cmp.Or(s.If, &sop.Condition{}).Terms {
				if d, err := sop.ParseDecimal(term.Value); err == nil && term.Name == f.Name {
					edges = append(edges, &d)
				}
			}
		}
	}
	if len(edges) == 2 && edges[0] == nil && edges[1] == nil {
		edges = []*sop.Decimal{f.Possible.Low, f.Possible.High}
	}
	for _, edge := range edges {
		if edge == nil {
			continue
		}
		at, err := strconv.ParseFloat(edge.String(), 64)
		if err != nil {
			continue
		}
		last := math.Pow10(-f.Places) // one in the last decimal
		for _, by := range []float64{-1, -last, 0, last, 1} {
			text := strconv.FormatFloat(at+by, 'f', f.Places, 64)
			if d, err := sop.ParseDecimal(text); err == nil && f.Possible.Place(d) == 0 {
				out = append(out, text)
			}
		}
	}
	return out
}
