package present

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/control"
	"soprun/sop/run"
)

// Look words what the value of a control makes somebody look at though no rule rejects it:
// "1-2s look"; "" for every other value.
func Look(r run.Run, s run.Step, v run.Value) string {
	verdict, _ := r.Judged(s, v)
	if len(verdict.Rules) == 0 || verdict.Rejects() {
		return ""
	}
	return ruleWords(verdict.Rules[0])
}

// Judgement words how far the value of a control lies from its target, and with which
// earlier ones it was judged; "" for every other value.
func Judgement(v run.Value) string {
	c := v.Control
	if c == nil {
		return ""
	}
	words := fmt.Sprintf("by lot %s: %s, sd %s", Safe(c.Lot), c.Target, c.SD)
	if z, ok := score(v.Text, c); ok {
		words = z + " SD " + words
	}
	var entries []string
	for _, e := range c.Earlier {
		if at := fmt.Sprint(e.Entry); !slices.Contains(entries, at) {
			entries = append(entries, at)
		}
	}
	switch len(entries) {
	case 0:
		return words + ", judged with none before it"
	case 1:
		return words + ", judged with entry " + entries[0]
	default:
		return words + ", judged with entries " + strings.Join(entries, ", ")
	}
}

// score is how many standard deviations a value lies from a target, to two places.
func score(value string, c *sop.Control) (string, bool) {
	var of [3]sop.Decimal
	for i, text := range []string{value, c.Target, c.SD} {
		d, err := sop.ParseDecimal(text)
		if err != nil {
			return "", false
		}
		of[i] = d
	}
	z, ok := control.Z(of[0], of[1], of[2])
	if !ok {
		return "", false
	}
	text := z.FloatString(2)
	if !strings.HasPrefix(text, "-") {
		text = "+" + text
	}
	return text, true
}

// rowRules are the rules that reject a control by others than itself.
func rowRules() (out []string) {
	for _, r := range control.Rules {
		if r.Rejects() && r != control.OneThreeS {
			out = append(out, string(r))
		}
	}
	return out
}

// ruleWords name a rule that is broken: "2-2s REJECT", "1-2s look".
func ruleWords(r control.Rule) string {
	if r.Rejects() {
		return string(r) + " REJECT"
	}
	return string(r) + " look"
}
