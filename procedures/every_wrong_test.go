package procedures_test

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

var update = flag.Bool("update", false, "write what follows from each wrong answer anew")

// wrongDir holds a table for each page: every answer that can be wrong, given once and each
// time that it is asked for, and what follows. They are read by eye, as a department would.
const wrongDir = "testdata/wrong"

// TestEveryAnswerThatCanBeWrongIsWrongOnce walks each page with each answer that it does
// not hope for, where it is asked: also behind other answers that lead there.
func TestEveryAnswerThatCanBeWrongIsWrongOnce(t *testing.T) {
	for _, p := range all(t) {
		proc := adopted(t, p)
		t.Run(proc.Meta.ID, func(t *testing.T) {
			t.Parallel()
			table := wrongsOf(t, proc)
			path := filepath.Join(wrongDir, proc.Meta.ID+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(table), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want, err := os.ReadFile(path); err != nil || string(want) != table {
				t.Errorf("%s is not what follows now (%v); -update writes it anew, to be read:\n%s", path, err, table)
			}
		})
	}
}

// given is an answer to a field, once or each time that it is asked.
type given struct {
	field, text string
	each        bool
}

func (g given) String() string {
	return g.field + " " + g.text + map[bool]string{true: ", each time"}[g.each]
}

// tried is a walk with some answers, the others as the page hopes for.
type tried struct {
	say      []given
	sum      run.Summary
	released int             // holds
	done     map[string]bool // by id, of one item at least
	asked    []sop.Field     // in their order
	times    map[string]int  // that each was asked
}

func try(t *testing.T, proc *sop.Procedure, say ...given) tried {
	t.Helper()
	said, hope := map[string]int{}, hoped(proc)
	out := tried{say: say, done: map[string]bool{}, times: said}
	r, err := through(proc, func(f sop.Field) run.Record {
		a := hope(f)
		for _, x := range say {
			if x.field == f.Name && (x.each || said[f.Name] == 0) {
				a.Text = x.text
			}
		}
		if said[f.Name]++; said[f.Name] == 1 {
			out.asked = append(out.asked, f)
		}
		return a
	})
	if err != nil {
		t.Errorf("%s: %v", say, err)
	}
	out.sum = r.Summarise()
	for _, s := range r.Steps() {
		out.done[s.ID] = out.done[s.ID] || s.State == run.Done
		out.released += len(s.Others.Releases)
		for _, e := range s.Earlier {
			out.released += len(e.Others.Releases)
		}
	}
	return out
}

// follows words how a walk ends, and what it does besides another one and leaves undone.
func (w tried) follows(proc *sop.Procedure, from tried) string {
	more, less := "", ""
	for _, s := range steps(proc) {
		switch {
		case w.done[s.ID] && !from.done[s.ID]:
			more += " " + s.ID
		case !w.done[s.ID] && from.done[s.ID]:
			less += " " + s.ID
		}
	}
	again := 0
	for _, e := range w.sum.Exceptions {
		again += map[bool]int{true: 1}[e.Kind == run.IsDoneAgain]
	}
	out := string(w.sum.Outcome)
	for _, x := range []struct {
		n    int
		what string
	}{{w.sum.Counts.Deviations, "noted"}, {again, "done again"}, {w.released, "released"}} {
		if x.n > 0 {
			out += fmt.Sprintf(", %d %s", x.n, x.what)
		}
	}
	return strings.TrimSuffix(out+"; besides:"+more, "; besides:") + strings.TrimSuffix("; not:"+less, "; not:")
}

// clean reports whether a walk ends as if nothing had been wrong.
func (w tried) clean() bool {
	return w.sum.Outcome == run.OutcomeComplete && len(w.sum.Exceptions) == 0
}

// wrongs is the table of a page while it is made.
type wrongs struct {
	proc    *sop.Procedure
	met     map[string]bool // fields whose answers were looked at
	waiting []tried         // walks that ask for more of them
	lines   []string
}

// wrongsOf tells what follows from each answer. A field is looked at in the first walk that
// asks for it; its answers lead on to the fields that only they ask for.
func wrongsOf(t *testing.T, proc *sop.Procedure) string {
	t.Helper()
	w := wrongs{proc: proc, met: map[string]bool{}, waiting: []tried{try(t, proc)}, lines: []string{proc.Meta.ID + " " + proc.Meta.Title}}
	w.all(t)
	for _, s := range steps(proc) {
		for _, f := range s.Fields {
			if w.met[f.Name] || f.Calc != nil || f.Optional {
				continue
			}
			if w.waiting = []tried{try(t, proc, leading(proc, s)...)}; s.If != nil {
				w.all(t)
			}
			if !w.met[f.Name] {
				t.Errorf("no answers lead to %s of #%s", f.Name, s.ID)
			}
		}
	}
	return strings.Join(w.lines, "\n") + "\n"
}

// all looks at the answers to whatever the walks that wait ask for, and those that follow.
func (w *wrongs) all(t *testing.T) {
	t.Helper()
	for len(w.waiting) > 0 {
		from := w.waiting[0]
		w.waiting = w.waiting[1:]
		for _, f := range from.asked {
			if !w.met[f.Name] {
				w.met[f.Name] = true
				w.answers(t, from, f)
			}
		}
	}
}

// answers looks at each answer to a field in a walk that asks for it.
func (w *wrongs) answers(t *testing.T, from tried, f sop.Field) {
	t.Helper()
	for _, text := range others(w.proc, f) {
		before := ""
		for _, each := range []bool{false, true} {
			x := try(t, w.proc, append(slices.Clone(from.say), given{f.Name, text, each})...)
			what := x.follows(w.proc, from)
			if isWrong(f, text) && x.clean() {
				t.Errorf("%s ends as if nothing were wrong", x.say)
			}
			if !x.clean() && what != before {
				w.lines = append(w.lines, fmt.Sprintf("%s -> %s", strings.Trim(fmt.Sprint(x.say), "[]"), what))
			}
			before = what
			if slices.ContainsFunc(x.asked, func(f sop.Field) bool { return !w.met[f.Name] }) {
				w.waiting = append(w.waiting, x)
			}
			if x.times[f.Name] == 1 {
				break // each time is once
			}
		}
	}
}

// leading are answers with which the conditions of a step and of its section hold, for one
// that several answers together lead to.
func leading(proc *sop.Procedure, s sop.Step) (out []given) {
	var terms []sop.Term
	for _, section := range proc.Sections {
		if slices.ContainsFunc(section.Steps, func(x sop.Step) bool { return x.ID == s.ID }) {
			terms = append(terms, cmp.Or(section.If, &sop.Condition{}).Terms...)
		}
	}
	for _, term := range append(terms, cmp.Or(s.If, &sop.Condition{}).Terms...) {
		f, ok := fieldOf(proc, term.Name)
		if !ok {
			continue
		}
		text := term.Value
		if o := others(proc, f); term.Op != sop.Equal && len(o) > 0 {
			text = o[len(o)-1]
		}
		out = append(out, given{f.Name, text, false})
	}
	return out
}

// isWrong reports whether a page says that an answer is not right.
func isWrong(f sop.Field, text string) bool {
	d, err := sop.ParseDecimal(text)
	switch {
	case f.Type == sop.Number && err == nil:
		return f.Accepted.Place(d) != 0
	case f.Type == sop.Date:
		return f.Days.Test != ""
	default:
		return len(f.Expect) > 0 && !slices.Contains(f.Expect, text)
	}
}

// others are the answers to a field beside the one that is hoped for: the other choices,
// a figure just outside its limits or on the other side of what a condition compares it
// with, a day that the page does not accept.
func others(proc *sop.Procedure, f sop.Field) (out []string) {
	hope := hoped(proc)(f).Text
	switch f.Type {
	case sop.Choice:
		out = f.Choices
	case sop.YesNo:
		out = []string{"yes", "no"}
	case sop.Number:
		out = beyond(proc, f)
	case sop.Date:
		if f.Days.Test != "" {
			out = []string{otherDay(f.Days)}
		}
	}
	out = append(slices.Clone(out), besides[proc.Meta.ID][f.Name]...)
	return slices.DeleteFunc(out, func(text string) bool { return text == hope })
}

// beyond are the figures next to the limits of a field and to what it is compared with; the
// ends of what is possible where there is neither, for what is computed from it.
func beyond(proc *sop.Procedure, f sop.Field) (out []string) {
	add := func(edge *sop.Decimal, by float64) {
		if edge == nil {
			return
		}
		at, err := strconv.ParseFloat(edge.String(), 64)
		if err != nil {
			return
		}
		text := strconv.FormatFloat(at+by*math.Pow10(-f.Places), 'f', f.Places, 64)
		if d, err := sop.ParseDecimal(text); err == nil && f.Possible.Place(d) == 0 && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	add(f.Accepted.Low, -1)
	add(f.Accepted.High, 1)
	for _, s := range steps(proc) {
		for _, term := range cmp.Or(s.If, &sop.Condition{}).Terms {
			if d, err := sop.ParseDecimal(term.Value); err == nil && term.Name == f.Name {
				add(&d, -1)
				add(&d, 1)
			}
		}
	}
	if len(out) == 0 {
		add(f.Possible.Low, 0)
		add(f.Possible.High, 0)
	}
	return out
}
