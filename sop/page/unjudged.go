package page

import (
	"cmp"
	"slices"
	"strings"

	"soprun/sop"
)

// unjudged warns about answers of which the page does not say what is right, and of values
// that may be wrong where nothing follows.
func (r *reading) unjudged() {
	read := map[string]bool{} // by some condition
	for _, c := range r.conds {
		for _, t := range c.cond.Terms {
			read[t.Name] = true
		}
	}
	for i, p := range r.steps {
		st := r.at(i)
		follows := st.Hold != "" || st.Verify != "" || st.DoOr != nil
		for _, f := range st.Fields {
			decides := len(f.Answers()) > 1
			switch {
			case decides && len(f.Expect) == 0 && !f.Any && !f.OfTable && !read[f.Name]:
				r.noteAt(f.Pos, codeUnjudged, "the page does not say which answers to %q are right: write \"expect\" and them, \"any\" where all are, or a condition that reads it", f.Name)
			case st.Critical && f.Limited() && f.Or == nil && !read[f.Name] && !follows && !st.Always:
				r.noteAt(f.Pos, codeNothingFollows, "step %d is critical and nothing follows when %q is wrong: write \"or redo\", \"or hold\" or \"or end\", or a condition that reads it", st.Number, f.Name)
			}
		}
		if st.If != nil && !follows && !r.endsBefore(i) && stops().MatchString(st.Text) {
			r.notes.add(codeStopsNothing, p.item.Pos(), "step %d says stop, and the run goes on after it: let the value that it is about end or hold the run", st.Number)
		}
	}
}

// stops is what a page says where work must not go on.
var stops = lazily(`(?i)\bstop (?:here|work|the (?:run|test|task|procedure))\b|^stop\b|\bdo not (?:start|go on|continue|carry on|use it|use them)\b`)

// endsBefore reports whether what the condition of a step reads can end or hold the run.
func (r *reading) endsBefore(i int) bool {
	st := r.at(i)
	for _, t := range st.If.Terms {
		if t.Op == sop.HasEnded || t.Op == sop.IsAgain {
			return true
		}
		for j := range r.steps {
			if slices.ContainsFunc(r.at(j).Fields, func(f sop.Field) bool { return f.Name == t.Name && f.Or != nil }) {
				return true
			}
		}
	}
	return slices.ContainsFunc(st.Fields, func(f sop.Field) bool { return f.Or != nil })
}

// windowsInRedos warns about steps that are done again within a time that goes on from the
// first round.
func (r *reading) windowsInRedos() {
	at := map[string]int{}
	for i := range r.steps {
		at[r.at(i).ID] = i
	}
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if f.Or == nil || f.Or.Does != sop.Redo {
				continue
			}
			from := i
			if f.Or.From != "" {
				from = at[f.Or.From]
			}
			for j := from; j <= i; j++ {
				w := r.at(j).Within
				if w != nil && at[w.Of] < from && (r.proc.Sections[r.steps[j].section].Each == nil || r.steps[at[w.Of]].section == r.steps[j].section) {
					r.noteAt(f.Pos, codeOldWindow, "step %d is done again within %s of step %d, which is not: the time goes on from the first round", r.at(j).Number, w.Time, r.at(at[w.Of]).Number)
				}
			}
		}
	}
}

// oneLocal warns about a local value that hangs on what was chosen before: its hint names
// the choice, which is none of a table, so that the value has one place for all of it.
func (r *reading) oneLocal() {
	chosen := map[string]string{} // label of each choice so far, by label and name
	locals := r.proc.Locals()
	for i, p := range r.steps {
		st := r.at(i)
		for _, f := range st.Fields {
			if f.Type == sop.Choice && !f.OfTable && len(f.Choices) > 1 && len(f.Expect) != 1 {
				chosen[strings.ToLower(f.Label)], chosen[strings.ToLower(f.Name)] = f.Label, f.Label
			}
		}
		for _, l := range locals {
			if l.Step != st.ID {
				continue
			}
			if label := named(l.Hint, chosen); label != "" {
				r.notes.add(codeOneLocal, p.item.Pos(), "%q of step %d has one place, and is another one for each answer to %q: put them in a table, with a column for it", l.What, st.Number, label)
			}
		}
	}
}

// ownOf is where a hint says of what the value is: "label of the wipe", "product label".
var ownOf = lazily(`\b(?:of|for) (?:the|this|each) ([a-z-]+)|\b([a-z-]+)(?:'s)? (?:label|insert|leaflet|sheet|manual)\b`)

// named returns the label of the choice that a hint is about, "" for none.
func named(hint string, chosen map[string]string) string {
	for _, m := range ownOf().FindAllStringSubmatch(strings.ToLower(hint), -1) {
		if label := chosen[cmp.Or(m[1], m[2])]; label != "" {
			return label
		}
	}
	return ""
}
