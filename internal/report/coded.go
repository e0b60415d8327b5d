package report

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop/standard"
)

// coded is a code of the standard with what shows it.
type coded struct {
	standard.Statement
	done     []model.Record // of a skill, the oldest first
	watched  []watched      // likewise
	evidence []model.Evidence
	gap      string // what is missing of it, "" for nothing
}

// codesOf are the codes, skills before knowledge and behaviours, each in printed order.
func codesOf(p *portfolio) (out []coded) {
	all := standard.ST0218().Statements
	slices.SortStableFunc(all, func(a, b standard.Statement) int {
		return strings.Index("SKB", string(a.Code[:1])) - strings.Index("SKB", string(b.Code[:1]))
	})
	for _, s := range all {
		c := coded{Statement: s}
		for _, rec := range p.runs {
			if showsSkill(rec, s.Code) {
				c.done = append(c.done, rec)
			}
		}
		for _, w := range p.watched {
			if showsSkill(w.rec, s.Code) {
				c.watched = append(c.watched, w)
			}
		}
		for _, e := range p.evidence {
			if e.Code == s.Code {
				c.evidence = append(c.evidence, e)
			}
		}
		c.gap = c.missing()
		out = append(out, c)
	}
	return out
}

// The gaps, in the order in which they are said.
const (
	neverDone     = "Skills never done"
	neverWatched  = "Skills done, and never observed"
	neverAlone    = "Skills observed, and never without help in a run that both have signed"
	neverAsked    = "Knowledge that nobody asked about"
	neverVerified = "Behaviours that no employer verified"
	onlyDisputed  = "Shown by nothing but what is DISPUTED"
)

var gaps = []string{neverDone, neverWatched, neverAlone, neverAsked, neverVerified, onlyDisputed}

// missing says what is missing of a code, "" for nothing.
func (c coded) missing() string {
	if kind := c.Code[:1]; kind != "S" {
		switch {
		case len(c.evidence) == 0 && kind == "K":
			return neverAsked
		case len(c.evidence) == 0:
			return neverVerified
		case !slices.ContainsFunc(c.evidence, func(e model.Evidence) bool { return !e.Disputed }):
			return onlyDisputed
		}
		return ""
	}
	switch {
	case len(c.done) == 0:
		return neverDone
	case len(c.watched) == 0:
		return neverWatched
	case !slices.ContainsFunc(c.watched, func(w watched) bool { return !w.disputed() }):
		return onlyDisputed
	case !slices.ContainsFunc(c.watched, watched.alone):
		return neverAlone
	}
	return ""
}

// shown words what shows a code, with days: "done in 3 runs ...".
func (c coded) shown() string {
	if c.Code[:1] != "S" {
		return c.said()
	}
	if len(c.done) == 0 {
		return "not done"
	}
	var out []string
	first, last := c.done[0].At.Format("2 Jan 2006"), c.done[len(c.done)-1].At.Format("2 Jan 2006")
	out = append(out, fmt.Sprintf("done in %s, %s", present.Number(len(c.done), "run"), between(first, last)))
	if n := count(c.done, func(r model.Record) bool { return r.Disputed }); n > 0 {
		out = append(out, fmt.Sprintf("%d DISPUTED", n))
	}
	if n := count(c.done, func(r model.Record) bool { return len(r.Amended) > 0 }); n > 0 {
		out = append(out, fmt.Sprintf("%d AMENDED", n))
	}
	if len(c.watched) == 0 {
		return strings.Join(append(out, "not observed"), "; ")
	}
	var runs []int64
	alone := 0
	for _, w := range c.watched {
		if !slices.Contains(runs, w.rec.Entry) {
			runs = append(runs, w.rec.Entry)
		}
	}
	for _, at := range runs {
		if slices.ContainsFunc(c.watched, func(w watched) bool { return w.rec.Entry == at && w.alone() }) {
			alone++
		}
	}
	newest := c.watched[len(c.watched)-1]
	out = append(out, fmt.Sprintf("observed in %d, %d without help, last on %s by %s", len(runs), alone, newest.rec.At.Format("2 Jan 2006"), newest.found.By.Name))
	for _, one := range []struct {
		says string
		is   func(watched) bool
	}{
		{"assessment DISPUTED", func(w watched) bool { return w.disputed() && !w.rec.Disputed }},
		{"NOT AGREED", func(w watched) bool { return w.found.Word != nil && !w.found.Word.Agrees }},
		{"waiting for their word", func(w watched) bool { return w.found.Word == nil }},
	} {
		if n := count(c.watched, one.is); n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, one.says))
		}
	}
	return strings.Join(out, "; ")
}

// said words what was said that shows a code.
func (c coded) said() string {
	if len(c.evidence) == 0 {
		return map[bool]string{true: "not questioned", false: "not verified"}[c.Code[:1] == "K"]
	}
	var out []string
	for _, e := range c.evidence {
		text := fmt.Sprintf("%s on %s by %s", how[e.Method], present.Day(e.Day), e.By.Name)
		if e.Disputed {
			text += ", DISPUTED"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// how words a method of evidence.
var how = map[string]string{"question": "questioned", "discussion": "discussed", "employer": "verified by the employer"}

// between words from when to when, or the one day.
func between(first, last string) string {
	if first == last {
		return first
	}
	return first + " to " + last
}

func count[T any](all []T, is func(T) bool) (n int) {
	for _, one := range all {
		if is(one) {
			n++
		}
	}
	return n
}
