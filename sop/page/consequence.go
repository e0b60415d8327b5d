package page

import (
	"strconv"
	"strings"

	"soprun/sop"
)

// redoForm is a redo without what follows it: "redo", "redo #clean", "redo #clean 1 time".
var redoForm = lazily(`^redo(?: #(\S+))?(?: ([0-9]{1,2}) times?)?$`)

// readOr reads what follows "or": a redo, a hold or an end. wrong says what is not
// understood; nil is returned then.
func readOr(it, rest item, wrong func(hint, message string)) *sop.Consequence {
	text, then, hasThen := strings.Cut(rest.text, " then ")
	if last := readEndOrHold(rest.text); last != nil {
		return last
	}
	m := redoForm().FindStringSubmatch(text)
	if m == nil {
		words := []string{"or redo", "or hold", "or end", "or hold: supervisor", "or hold: practitioner", "or hold: second person", "or end item", "or end run"}
		wrong(sop.Nearest(it.text, words), "write \"or redo\", \"or redo #id 1 time then end\", \"or hold\", \"or hold: practitioner\" or \"or end\"; where a section is done for each item, \"or end item\" or \"or end run\"")
		return nil
	}
	out := &sop.Consequence{Does: sop.Redo, From: m[1], Times: sop.DefaultTimes, Then: &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}}
	if m[1] != "" && !isName(m[1]) {
		wrong(strings.ToLower(it.text), "an id is # and lower-case letters, digits and hyphens")
		return nil
	}
	if m[2] != "" {
		out.Times, _ = strconv.Atoi(m[2]) // two digits at most
	}
	if out.Times < 1 || out.Times > maxRedo {
		wrong("", "a step is done again 1 to 9 times: what is repeated until it fits hides a fault")
		return nil
	}
	if hasThen {
		if out.Then = readEndOrHold(then); out.Then == nil {
			wrong("", "after \"then\" comes end or hold")
			return nil
		}
	}
	return out
}

// maxRedo is how often a page can have a step done again.
const maxRedo = 9

// readEndOrHold reads "hold", "hold: practitioner", "end", "end item" or "end run"; nil for
// anything else.
func readEndOrHold(text string) *sop.Consequence {
	if text == "hold" {
		return &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
	}
	if who, ok := strings.CutPrefix(text, "hold: "); ok && isWho(who) {
		return &sop.Consequence{Does: sop.Hold, Who: sop.Who(who)}
	}
	switch text {
	case "end":
		return &sop.Consequence{Does: sop.End}
	case "end item", "end run":
		return &sop.Consequence{Does: sop.End, Scope: sop.Scope(strings.TrimPrefix(text, "end "))}
	}
	return nil
}

// isWho reports whether a word names who a step can wait for.
func isWho(word string) bool {
	switch sop.Who(word) {
	case sop.BySecondPerson, sop.BySupervisor, sop.ByPractitioner:
		return true
	default:
		return false
	}
}

// consequences checks what only the whole page shows of consequences: that a redo goes
// back, that ended and again are asked where they can be true.
func (r *reading) consequences(ids map[string]int) {
	redone := make([]bool, len(r.steps)) // by some redo of the page
	for i, p := range r.steps {
		st := r.at(i)
		for _, f := range st.Fields {
			if f.Or != nil {
				r.consequence(i, f)
			}
			if f.Or != nil && f.Or.Does == sop.Redo {
				r.redo(f, i, ids, redone)
			}
		}
		if wrong := r.scope(i, st.DoOr); wrong != "" {
			r.notes.add(codeConsequence, p.tag.span.start, "%s", wrong)
		}
	}
	for _, c := range r.conds {
		r.endedOrAgain(c, redone)
	}
}

// consequence checks what follows a value of a field of step i.
func (r *reading) consequence(i int, f sop.Field) {
	if st := r.at(i); st.NAOk {
		r.noteAt(f.Pos, codeConsequence, "step %d may be left out without a reason (\"n/a: ok\"), which would go round %q", st.Number, "or "+string(f.Or.Does))
	}
	if wrong := r.scope(i, f.Or); wrong != "" {
		r.noteAt(f.Pos, codeConsequence, "%s", wrong)
	}
}

// redo checks where a redo begins, and notes which steps it opens again.
func (r *reading) redo(f sop.Field, i int, ids map[string]int, redone []bool) {
	from := i
	if f.Or.From != "" {
		at, known := ids[f.Or.From]
		switch {
		case !known:
			earlier := make([]string, 0, i+1)
			for j := range i + 1 {
				earlier = append(earlier, "#"+r.at(j).ID)
			}
			r.noteHint(f.Pos, sop.Nearest("#"+f.Or.From, earlier), codeRedo, "no step has the id %q", "#"+f.Or.From)
			return
		case at > i:
			r.noteAt(f.Pos, codeRedo, "#%s is step %d, which is later: a redo goes back, or does this step again", f.Or.From, r.at(at).Number)
			return
		}
		from = at
	}
	for j := from; j <= i; j++ {
		redone[j] = true
	}
}

// together checks the sections whose steps are done together and confirmed afterwards:
// nothing in them may depend on another step, or come between.
func (r *reading) together() {
	for _, s := range r.proc.Sections {
		if !s.DoConfirm {
			continue
		}
		if n := len(s.Steps); n > maxSectionSteps {
			r.noteAt(s.Pos, codeTogether, "these %d steps are done together and confirmed afterwards: at most %d can be kept in mind", n, maxSectionSteps)
		}
		for i, st := range s.Steps {
			if what := apart(st, i == len(s.Steps)-1); what != "" {
				r.noteAt(st.Pos, codeTogether, "step %d is done together with the others of its section, and has %s: take it out of the section", st.Number, what)
			}
		}
	}
}

// apart says what of a step cannot be done together with others, "" for nothing.
func apart(st sop.Step, last bool) string {
	switch {
	case st.If != nil:
		return "a condition"
	case len(st.Alerts) > 0:
		return "an alert"
	case st.Wait != nil || st.Within != nil:
		return "a time"
	case st.Verify != "" || st.Hold != "":
		return "another person"
	case st.Do != "":
		return "a procedure of its own"
	case len(st.Fields) > 0 && !last:
		return "a value to record, which only the last may"
	default:
		return ""
	}
}

// endedOrAgain checks where a condition tests whether the run ended, or whether its
// step was opened again.
func (r *reading) endedOrAgain(c placedCondition, redone []bool) {
	if c.step >= len(r.steps) {
		return
	}
	for i, t := range c.cond.Terms {
		switch {
		case t.Op == sop.HasEnded && (c.section || !r.at(c.step).Always):
			r.notes.add(codeEnded, c.terms[i], "after an end only steps with \"always\" are done: add it to the tag, a section cannot have it")
		case t.Op == sop.IsAgain && (c.section || !redone[c.step]):
			r.notes.add(codeAgain, c.terms[i], "no redo of the page leads to this step, so that it is never opened again")
		}
	}
}
