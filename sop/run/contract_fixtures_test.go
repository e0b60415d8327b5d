package run_test

import (
	"fmt"
	"slices"

	"soprun/sop"
)

// contract is what a page says must not pass, told from the page and the events alone:
// it knows nothing of package run. Each fact of the log is judged when it comes; what it
// asks for has to be there at once, or before anything else goes on.
type contract struct {
	steps []sop.Step
	at    map[string]*saidOf
	ended bool
	stop  bool
	owed  []string // what the next events have to be
	wrong string   // the first promise that was broken
}

// saidOf is what the log says of one step.
type saidOf struct {
	end      sop.EventKind // how it is closed, "" while it is open
	bad      map[string]bool
	known    map[string]string
	left     bool // a person left it out
	opened   int
	released map[sop.Who]bool // since its values were last changed
	toEnd    bool
	touched  bool // something was done at it since it was opened
	closes   bool // it was just closed, and what follows is due
}

func newContract(p *sop.Procedure) *contract {
	c := &contract{at: map[string]*saidOf{}}
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			c.steps = append(c.steps, st)
			c.at[st.ID] = &saidOf{bad: map[string]bool{}, known: map[string]string{}, released: map[sop.Who]bool{}}
		}
	}
	return c
}

func (c *contract) broken(format string, args ...any) {
	if c.wrong == "" {
		c.wrong = fmt.Sprintf(format, args...)
	}
}

func (c *contract) step(id string) sop.Step {
	i := slices.IndexFunc(c.steps, func(s sop.Step) bool { return s.ID == id })
	return c.steps[i]
}

// waitsFor reports whether a step is or follows one that a wait comes before and that is
// still to be done.
func (c *contract) waitsFor(target, id string) bool {
	at := func(id string) int { return slices.IndexFunc(c.steps, func(s sop.Step) bool { return s.ID == id }) }
	return at(target) <= at(id) && c.at[target].end == "" && (!c.ended || c.step(target).Always)
}

// effect is what a step asks for as it is: "end", "hold" with who, "redo" with its range.
func (c *contract) effect(st sop.Step, left bool) (does sop.Consequent, who sop.Who, from int) {
	s := c.at[st.ID]
	if c.ended {
		return "", "", 0
	}
	from = len(c.steps)
	for _, f := range st.Fields {
		if f.Or == nil || !left && !s.bad[f.Name] {
			continue
		}
		or := f.Or
		if or.Does == sop.Redo {
			switch {
			case s.opened >= or.Times:
				or = or.Then
			case left || s.end != "" && !s.closes:
				if or = or.Then; or.Does != sop.Hold {
					or = &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
				}
			}
		}
		switch {
		case or.Does == sop.End:
			does = sop.End
		case or.Does == sop.Hold && does != sop.End:
			if does != sop.Hold {
				who = or.Who
			}
			does = sop.Hold
		case or.Does == sop.Redo && (does == "" || does == sop.Redo):
			does = sop.Redo
			begins := slices.IndexFunc(c.steps, func(x sop.Step) bool { return x.ID == or.From || or.From == "" && x.ID == st.ID })
			from = min(from, begins)
		}
	}
	return does, who, from
}

// holder returns a closed step that has to be released before anything goes on.
func (c *contract) holder() string {
	for _, st := range c.steps {
		s := c.at[st.ID]
		if s.end == "" || s.end == sop.StepNotRequired || c.ended {
			continue
		}
		if st.Hold != "" && !s.released[st.Hold] {
			return st.ID
		}
		if does, who, _ := c.effect(st, s.left); does == sop.Hold && !s.released[who] {
			return st.ID
		}
	}
	return ""
}

// forTheEnd reports whether a step is for a run that has ended.
func (c *contract) forTheEnd(id string) bool {
	st := c.step(id)
	return st.Always && st.If != nil && slices.ContainsFunc(st.If.Terms, func(t sop.Term) bool { return t.Op == sop.HasEnded })
}

// whileHeld is what may be said of a run that waits for a decision.
var whileHeld = []sop.EventKind{
	sop.HoldReleased, sop.ValueCorrected, sop.DeviationOpened, sop.DeviationActioned, sop.RunStopped,
}

// take judges one event.
func (c *contract) take(e sop.Event) {
	if len(c.owed) > 0 {
		aside := e.Kind == sop.DeviationOpened || e.Kind == sop.DeviationActioned || e.Kind == sop.StepReopened && c.forTheEnd(e.Step)
		if want := string(e.Kind) + " " + e.Step; c.owed[0] != want && !aside {
			c.broken("%s where %s is due", want, c.owed[0])
		} else if c.owed[0] == want {
			c.owed = c.owed[1:]
		}
	} else if held := c.holder(); held != "" && !slices.Contains(whileHeld, e.Kind) {
		c.broken("%s of %s while %s holds the run", e.Kind, e.Step, held)
	}
	switch e.Kind {
	case sop.RunStopped:
		c.stop = true
	case sop.RunEnded:
		if c.ended {
			c.broken("a second end")
		}
		c.ended = true
		for _, st := range c.steps {
			if c.forTheEnd(st.ID) && c.at[st.ID].end == sop.StepNotRequired && c.verdict(st) == "true" {
				c.broken("%s stays passed, although the run has ended", st.ID)
			}
		}
	}
	if s, ok := c.at[e.Step]; ok {
		c.takeStep(c.step(e.Step), s, e)
	}
}

func (c *contract) takeStep(st sop.Step, s *saidOf, e sop.Event) {
	recorded := e.Kind == sop.ValueRecorded && !c.isComputed(e)
	s.touched = s.touched || recorded || e.Kind == sop.WaitStarted || e.Kind == sop.HoldReleased
	switch e.Kind {
	case sop.StepStarted:
		for _, x := range c.steps {
			if x.ID == st.ID {
				break
			}
			if x.WaitBefore != "" && c.at[x.ID].end == "" && c.waitsFor(x.WaitBefore, st.ID) {
				c.broken("%s starts before the wait of %s, which comes before %s, is confirmed", st.ID, x.ID, x.WaitBefore)
			}
		}
	case sop.ValueRecorded, sop.ValueCorrected:
		s.bad[e.Field], s.known[e.Field] = e.Mark != "", e.Value
		clear(s.released)
		if s.end != "" {
			if does, _, _ := c.effect(st, s.left); does == sop.End {
				c.owed = append(c.owed, "run.end "+st.ID)
			}
		}
	case sop.HoldReleased:
		s.released[sop.Who(e.Mark)] = true
		if s.toEnd = s.toEnd || e.Value == sop.EndRun; s.toEnd && s.end != "" && !c.ended {
			c.owed = append(c.owed, "run.end "+st.ID)
		}
	case sop.StepReopened:
		if c.ended {
			c.broken("%s is opened again after the end", st.ID)
		}
		opened := s.opened + 1
		*s = saidOf{bad: map[string]bool{}, known: map[string]string{}, released: map[sop.Who]bool{}, opened: opened}
	case sop.StepDone, sop.StepNotDone, sop.StepNotApplicable:
		if c.ended && !st.Always {
			c.broken("%s of %s after the end", e.Kind, st.ID)
		}
		c.closeStep(st, s, e.Kind)
	case sop.StepNotRequired:
		if !c.ended && c.verdict(st) != "false" {
			c.broken("%s is not required though its condition is %s", st.ID, c.verdict(st))
		}
		s.end = e.Kind
	}
}

// closeStep notes how a step ends, and what has to follow at once.
func (c *contract) closeStep(st sop.Step, s *saidOf, kind sop.EventKind) {
	if kind == sop.StepNotApplicable && st.Critical && c.verdict(st) != "unknown" {
		c.broken("critical step %s is not applicable", st.ID)
	}
	s.end, s.left, s.closes = kind, kind != sop.StepDone, true
	if s.left && slices.ContainsFunc(st.Fields, func(f sop.Field) bool { return f.Or != nil }) {
		clear(s.released) // nobody released a step that is not done
	}
	does, who, from := c.effect(st, s.left)
	s.closes = false
	switch {
	case does == sop.End, s.toEnd && !c.ended:
		c.owed = append(c.owed, "run.end "+st.ID)
	case does == sop.Hold && kind == sop.StepDone && !s.released[who]:
		c.broken("%s is done and nobody released it", st.ID)
	case does == sop.Redo:
		for _, x := range c.steps[from:] {
			if c.at[x.ID].end != "" || c.at[x.ID].touched {
				c.owed = append(c.owed, "step.reopen "+x.ID)
			}
			if x.ID == st.ID {
				break
			}
		}
	}
}

// verdict is what the condition of a step comes to: "true", "false" or "unknown".
func (c *contract) verdict(st sop.Step) string {
	if st.If == nil {
		return "true"
	}
	any := map[string]bool{}
	for _, t := range st.If.Terms {
		any[c.term(st, t)] = true
	}
	switch decides, other := "false", "true"; {
	case st.If.Join == sop.Or && any["true"]:
		return "true"
	case st.If.Join != sop.Or && any[decides]:
		return "false"
	case any["unknown"]:
		return "unknown"
	case st.If.Join == sop.Or:
		return "false"
	default:
		return other
	}
}

func (c *contract) term(st sop.Step, t sop.Term) string {
	is := map[bool]string{true: "true", false: "false"}
	switch t.Op {
	case sop.HasEnded:
		return is[c.ended]
	case sop.IsAgain:
		return is[c.at[st.ID].opened > 0]
	}
	for _, x := range c.steps {
		for _, f := range x.Fields {
			if f.Name != t.Name {
				continue
			}
			s := c.at[x.ID]
			if f.Calc != nil && s.end == sop.StepNotRequired {
				return "false"
			} else if s.known[f.Name] == t.Value {
				return "true"
			} else if s.left || s.known[f.Name] == sop.Unknown {
				return "unknown"
			}
		}
	}
	return "false"
}

// end judges a run that can be signed as complete: nothing that must not pass has passed.
func (c *contract) end() {
	if len(c.owed) > 0 {
		c.broken("signed with %q due", c.owed)
	}
	if held := c.holder(); held != "" {
		c.broken("signed while %s holds the run", held)
	}
	for _, st := range c.steps {
		s := c.at[st.ID]
		if s.end == "" {
			c.broken("signed with %s open", st.ID)
		}
		for _, f := range st.Fields {
			if f.Calc != nil && s.end == sop.StepDone && s.known[f.Name] == "" {
				c.broken("%s of %s is done and was not computed", f.Name, st.ID)
			}
		}
		if c.ended || s.end == sop.StepNotRequired {
			continue
		}
		for _, f := range st.Fields {
			if f.Or != nil && (s.bad[f.Name] || s.left) && len(s.released) == 0 {
				c.broken("%s of %s passed in silence", f.Name, st.ID)
			}
		}
	}
}
