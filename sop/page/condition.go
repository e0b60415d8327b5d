package page

import (
	"regexp"
	"strings"

	"soprun/sop"
)

// placedCondition is a condition with what its check needs.
type placedCondition struct {
	cond  *sop.Condition
	terms []int // offset of each term
	// step is the index, over the page, of the step that it guards; for a
	// section's condition that of the section's first step.
	step    int
	section bool
}

var (
	joinForm  = lazily(` (and|or) `)
	termForm  = lazily(`^([A-Za-z][A-Za-z0-9_-]*) (=|!=|<=|>=|<|>) (\S.*)$`)
	outForm   = lazily(`^([A-Za-z][A-Za-z0-9_-]*) out of limits$`)
	quoteForm = lazily(`"[^"]*"`)
)

// joins finds the words that join the terms of a condition: those in quotes are part of
// a value.
func joins(text string) [][]int {
	bare := quoteForm().ReplaceAllStringFunc(text, func(q string) string { return strings.Repeat("x", len(q)) })
	return joinForm().FindAllStringSubmatchIndex(bare, -1)
}

// isCondition reports whether a code span is meant as a condition.
func isCondition(text string) bool {
	first := text
	if m := joins(text); len(m) > 0 {
		first = text[:m[0][0]]
	}
	return first == string(sop.HasEnded) || first == string(sop.IsAgain) || termForm().MatchString(first) || outForm().MatchString(first)
}

// quoted reads a condition, and where a value with "and" or "or" in it lacks its quotation
// marks says only that: its parts would be taken for tests.
func (r *reading) quoted(sp span) placedCondition {
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			for _, choice := range f.Choices {
				if !strings.Contains(sp.text, choice) || len(joins(choice)) == 0 {
					continue
				}
				bare := regexp.MustCompile(`(?:^| (?:and|or) )(` + regexp.QuoteMeta(f.Name) + ` !?= )` + regexp.QuoteMeta(choice) + `(?:$| (?:and|or) )`)
				if m := bare.FindStringSubmatchIndex(sp.text); m != nil {
					r.notes.suggest(sp.text[m[2]:m[3]]+`"`+choice+`"`, codeCondition, sp.at(m[2]), "the choice %q has a word in it that joins two tests: put it in quotation marks", choice)
					return placedCondition{cond: &sop.Condition{Join: sop.And, Pos: r.src.pos(sp.start)}}
				}
			}
		}
	}
	return readCondition(r.notes, sp)
}

// readCondition reads the code span after **If**. The names in it are checked
// once the whole page is read.
func readCondition(n *notes, sp span) placedCondition {
	out := placedCondition{cond: &sop.Condition{Join: sop.And, Pos: n.src.pos(sp.start)}}
	start := 0
	used := map[string]bool{}
	for _, m := range append(joins(sp.text), []int{len(sp.text), len(sp.text), 0, 0}) {
		out.cond.Terms = append(out.cond.Terms, readTerm(n, sp, start, m[0]))
		out.terms = append(out.terms, sp.at(start))
		if m[3] > 0 {
			used[sp.text[m[2]:m[3]]] = true
			out.cond.Join = sop.Join(sp.text[m[2]:m[3]])
		}
		start = m[1]
	}
	if len(used) > 1 {
		n.add(codeMixed, sp.start, "\"and\" and \"or\" in one condition can be read in two ways: use one of them, or two steps")
	}
	return out
}

func readTerm(n *notes, sp span, start, end int) sop.Term {
	text := sp.text[start:end]
	if op := sop.Op(text); op == sop.HasEnded || op == sop.IsAgain {
		return sop.Term{Op: op}
	}
	if m := outForm().FindStringSubmatch(text); m != nil {
		return sop.Term{Name: m[1], Op: sop.OutOfLimits}
	}
	m := termForm().FindStringSubmatch(text)
	if m == nil || m[3] != strings.TrimSpace(m[3]) {
		n.suggest(meantTest(text), codeCondition, sp.at(start), "condition %q: write it like \"broken = glass\", \"temp > 8.0\" or \"temp out of limits\"", text)
		return sop.Term{}
	}
	value := m[3]
	if quoteForm().FindString(value) == value && len(value) > 2 {
		value = value[1 : len(value)-1]
	}
	return sop.Term{Name: m[1], Op: sop.Op(m[2]), Value: value}
}
