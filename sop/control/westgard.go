package control

import (
	"cmp"
	"math/big"
	"slices"

	"soprun/sop"
)

// Control is one measurement of a control material.
type Control struct {
	Name string   // which of the controls that belong together it is: "level 1"
	Run  string   // in which it was measured
	Z    *big.Rat // how many standard deviations it lies above its target; required
}

// Z returns how many standard deviations a value lies above a target, exactly; false for a
// standard deviation that is not above zero.
func Z(value, target, sd sop.Decimal) (*big.Rat, bool) {
	by := sd.Rat()
	if by.Sign() <= 0 {
		return nil, false
	}
	z := new(big.Rat).Sub(value.Rat(), target.Rat())
	return z.Quo(z, by), true
}

// Rule is one of Westgard's rules (Westgard, Barry, Hunt, Groth, Clin Chem 27:493, 1981).
type Rule string

// The rules. Beyond is strictly so, and a control that lies on the mean is on neither side
// of it.
const (
	OneTwoS   Rule = "1-2s" // one beyond 2: look at the others
	OneThreeS Rule = "1-3s" // one beyond 3
	TwoTwoS   Rule = "2-2s" // two beyond 2 on one side, in one run, or one control twice running
	RFourS    Rule = "R-4s" // in one run one above +2, and one below -2
	FourOneS  Rule = "4-1s" // four running beyond 1 on one side
	TenX      Rule = "10-x" // ten running on one side
)

// Rules lists them, the gravest first: the order in which they are named.
var Rules = []Rule{OneThreeS, TwoTwoS, RFourS, FourOneS, TenX, OneTwoS}

// Rejects reports whether a run in which the rule is broken is rejected; the other one is
// only looked at.
func (r Rule) Rejects() bool { return r != OneTwoS }

// Words says when the rule is broken.
func (r Rule) Words() string {
	return map[Rule]string{
		OneTwoS:   "one control is beyond 2 SD: look at the other rules",
		OneThreeS: "one control is beyond 3 SD",
		TwoTwoS:   "two are beyond 2 SD on one side, in one run, or one control twice running",
		RFourS:    "in one run one is above +2 SD and another below -2 SD",
		FourOneS:  "four running are beyond 1 SD on one side",
		TenX:      "ten running are on one side of the mean",
	}[r]
}

// Finding is a rule that is broken, and by which of the controls: their places, the oldest
// first. What goes on being broken is one finding.
type Finding struct {
	Rule Rule
	Of   []int
}

// Last is the place of the control with which the rule was broken last.
func (f Finding) Last() int { return f.Of[len(f.Of)-1] }

// Westgard returns the rules that are broken by controls that belong together, the oldest
// first. Rows run over all of them, and over those of each name. A control beyond 2 of
// which no other rule speaks is a finding to look at.
func Westgard(all []Control) []Finding {
	j := judge{all: all}
	for i, c := range all {
		if beyond(c.Z, 3) != 0 {
			j.found(OneThreeS, i)
		}
	}
	j.runs()
	for _, row := range j.grouped(func(Control) string { return "" }) {
		j.rows(row)
	}
	for _, row := range j.grouped(func(c Control) string { return c.Name }) {
		j.running(TwoTwoS, row, 2, 2)
		j.rows(row)
	}
	for i, c := range all {
		if beyond(c.Z, 2) != 0 && !slices.ContainsFunc(j.findings, func(f Finding) bool { return slices.Contains(f.Of, i) }) {
			j.found(OneTwoS, i)
		}
	}
	return j.sorted()
}

// beyond tells on which side a control lies beyond so many standard deviations: 1 above, -1
// below, 0 for neither.
func beyond(z *big.Rat, sds int64) int {
	switch {
	case z.Cmp(big.NewRat(sds, 1)) > 0:
		return 1
	case z.Cmp(big.NewRat(-sds, 1)) < 0:
		return -1
	default:
		return 0
	}
}

// judge gathers what is found.
type judge struct {
	all      []Control
	findings []Finding
}

// found notes a rule that is broken, unless a finding says so already.
func (j *judge) found(r Rule, of ...int) {
	for _, f := range j.findings {
		if f.Rule == r && !slices.ContainsFunc(of, func(i int) bool { return !slices.Contains(f.Of, i) }) {
			return
		}
	}
	j.findings = append(j.findings, Finding{r, of})
}

// runs looks for what is broken within one run.
func (j *judge) runs() {
	for _, run := range j.grouped(func(c Control) string { return c.Run }) {
		var above, below []int
		for _, i := range run {
			switch beyond(j.all[i].Z, 2) {
			case 1:
				above = append(above, i)
			case -1:
				below = append(below, i)
			}
		}
		for _, same := range [][]int{above, below} {
			if len(same) > 1 {
				j.found(TwoTwoS, same...)
			}
		}
		if len(above) > 0 && len(below) > 0 {
			j.found(RFourS, slices.Sorted(slices.Values(slices.Concat(above, below)))...)
		}
	}
}

// grouped returns the places of the controls that have something in common, the groups in
// the order of their first.
func (j *judge) grouped(by func(Control) string) (out [][]int) {
	at := map[string]int{}
	for i, c := range j.all {
		n, known := at[by(c)]
		if !known {
			n, at[by(c)] = len(out), len(out)
			out = append(out, nil)
		}
		out[n] = append(out[n], i)
	}
	return out
}

// rows looks for rows of controls on one side.
func (j *judge) rows(row []int) {
	j.running(FourOneS, row, 1, 4)
	j.running(TenX, row, 0, 10)
}

// running notes each stretch of a row of at least so many that are beyond so many standard
// deviations on one side.
func (j *judge) running(r Rule, row []int, sds int64, least int) {
	side := func(at int) int { return beyond(j.all[row[at]].Z, sds) }
	for from := 0; from < len(row); {
		to := from + 1
		for to < len(row) && side(to) == side(from) {
			to++
		}
		if side(from) != 0 && to-from >= least {
			j.found(r, row[from:to]...)
		}
		from = to
	}
}

// sorted returns the findings by the control with which each was broken last.
func (j *judge) sorted() []Finding {
	slices.SortStableFunc(j.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Last(), b.Last()), cmp.Compare(slices.Index(Rules, a.Rule), slices.Index(Rules, b.Rule)))
	})
	return j.findings
}
