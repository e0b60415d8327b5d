package present

import (
	"fmt"
	"strings"

	"soprun/sop"
	"soprun/sop/run"
)

// IfNot words what a page says of a step for when something of it is not right: "the run
// ends", "steps 7 to 9 are done again, at most once; then nothing goes on until a
// supervisor decides".
func IfNot(p *sop.Procedure, st sop.Step, c *sop.Consequence) string {
	switch c.Does {
	case sop.End:
		if c.Scope == sop.EndItem {
			return "this item ends"
		}
		return "the run ends"
	case sop.Hold:
		return "nothing goes on until a " + string(c.Who) + " decides"
	default:
		return again(p, st.Number, c.From) + ", at most " + times(c.Times) + "; then " + IfNot(p, st, c.Then)
	}
}

// again words which steps a redo does again.
func again(p *sop.Procedure, number int, from string) string {
	first, _ := p.Step(from)
	if from == "" || first.Number == number {
		return fmt.Sprintf("step %d is done again", number)
	}
	return fmt.Sprintf("steps %d to %d are done again", first.Number, number)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return Number(n, "time")
}

// WhatFollows words what follows once a step is closed as it is, "" for nothing, and
// while its values are still to be read blind.
func WhatFollows(r run.Run, s run.Step) string {
	f, ok := r.Coming(s)
	if !ok || r.Unread(s) {
		return ""
	}
	return Sentence(f.Why + ": " + following(r, s, f))
}

// following words what follows from a step.
func following(r run.Run, s run.Step, f run.Following) string {
	switch f.Does {
	case sop.End:
		return ends(r, s, f.Scope) + stillToDo(r, s, f.Scope)
	case sop.Hold:
		return "nothing goes on until a " + string(f.Who) + " decides"
	default:
		return again(r.Procedure(), s.Number, f.From) + fmt.Sprintf(", round %d", s.Opened+2)
	}
}

// ends words what ends: the run, or an item of it.
func ends(r run.Run, s run.Step, scope sop.Scope) string {
	if scope == sop.EndItem {
		return Safe(s.Named) + " ends"
	}
	return "the run ends"
}

// stillToDo names the steps that are done even though the run ends.
func stillToDo(r run.Run, after run.Step, scope sop.Scope) string {
	var numbers []string
	for _, s := range r.AfterEnd(after, scope) {
		numbers = append(numbers, fmt.Sprint(s.Number))
	}
	if len(numbers) == 0 {
		return ""
	}
	return "; still to do: " + Enumerated("step", numbers)
}

// Enumerated writes a list of numbers: "step 10", "steps 10 and 12".
func Enumerated(noun string, numbers []string) string {
	if len(numbers) == 1 {
		return noun + " " + numbers[0]
	}
	last := len(numbers) - 1
	return noun + "s " + strings.Join(numbers[:last], ", ") + " and " + numbers[last]
}

// OnlyYes says which steps are closed by a whole word.
func OnlyYes(s run.Step) string {
	if s.Critical {
		return fmt.Sprintf("Step %d is critical: only the whole word yes says that it is done.", s.Number)
	}
	return fmt.Sprintf("Only the whole word yes closes step %d, and does what the page says follows.", s.Number)
}

// before words before which step a wait has to be over, and that other work goes on;
// "" where nothing does meanwhile.
func before(p *sop.Procedure, st sop.Step) string {
	if st.WaitBefore == "" {
		return ""
	}
	later, _ := p.Step(st.WaitBefore)
	return fmt.Sprintf(" before step %d; other steps go on meanwhile", later.Number)
}

// Together words how the steps of a section are done that are confirmed afterwards.
func Together(p *sop.Procedure, section int) string {
	if p.Sections[section].DoConfirm {
		return "Do all of these first. Then confirm each line as you see it done."
	}
	return "Do all of it first, from memory. Then confirm each line as you see it done."
}

// DoneTogether returns the steps of the section of a step that are to be done together
// with it, none once one of them is closed, or where they are not named together.
func DoneTogether(r run.Run, s run.Step) (out []run.Step) {
	if !r.Procedure().Sections[s.Section].DoConfirm {
		return nil
	}
	for _, x := range r.Steps() {
		switch {
		case x.Section != s.Section || x.Item != s.Item:
		case x.Closed != nil:
			return nil
		default:
			out = append(out, x)
		}
	}
	return out
}

// IfLeftOut words what follows when a step is left out, "" for nothing.
func IfLeftOut(r run.Run, s run.Step) string {
	f, ok := r.FollowsLeftOut(s)
	if !ok {
		return ""
	}
	return Capital(following(r, s, f)) + "."
}

// Bearing words what of the run so far bears on a step: that it is done again, that the
// run has ended, or that it is not known whether the step counts.
func Bearing(r run.Run, s run.Step) (out []string) {
	switch e := r.EndOf(s); {
	case e == nil:
	case r.Ended() == nil:
		out = append(out, Sentence(Safe(s.Named)+" has ended: "+e.By.Reason)+" This is still to be done.")
	default:
		out = append(out, Sentence("The run has ended: "+e.By.Reason)+" This is still to be done.")
	}
	if s.Closed != nil && r.Unchecked(s) {
		out = append(out, "A value of it was corrected after it was checked: it is checked again before anything goes on.")
	}
	if n := len(s.Earlier); n > 0 && s.Closed == nil {
		text := fmt.Sprintf("Round %d.", s.Opened+1)
		if why := s.Earlier[n-1].Again.Reason; why != "" {
			text += " " + Sentence(why)
		}
		out = append(out, text)
	}
	if left := r.InDoubt(s); len(left) > 0 {
		numbers := make([]string, len(left))
		for i, x := range left {
			numbers[i] = fmt.Sprint(x.Number)
		}
		were, them := "was", "it"
		if len(left) > 1 {
			were, them = "were", "one of them"
		}
		if left[0].State == run.Done {
			out = append(out, fmt.Sprintf("Something cannot be computed from %s, so this may apply: correct what is wrong there, open %s again and measure, or say why this does not apply.",
				Enumerated("step", numbers), them))
			return out
		}
		out = append(out, fmt.Sprintf("%s %s left out, so this may apply: open %s again and answer it, or say why this does not apply.",
			Capital(Enumerated("step", numbers)), were, them))
	}
	return out
}
