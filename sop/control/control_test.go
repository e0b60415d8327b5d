package control_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/control"
)

// controls reads "2.1 | 2.4": runs of z-scores of one control; within a run each figure is
// one of another.
func controls(t testing.TB, text string) (out []control.Control) {
	t.Helper()
	for n, run := range strings.Split(text, "|") {
		for i, word := range strings.Fields(run) {
			z, ok := new(big.Rat).SetString(word)
			if !ok {
				t.Fatalf("%q is no z-score", word)
			}
			out = append(out, control.Control{Name: fmt.Sprintf("level %d", i+1), Run: fmt.Sprintf("r-%d", n+1), Z: z})
		}
	}
	return out
}

func broken(all []control.Control) string {
	var out []string
	for _, f := range control.Westgard(all) {
		out = append(out, fmt.Sprint(f.Rule, f.Of))
	}
	return strings.Join(out, " ")
}

// The rules are those of Westgard, Barry, Hunt and Groth, Clin Chem 27:493 (1981). The paper
// itself could not be read here; what could are teaching sheets after it, two of which say that
// R-4s is a range above 4, which the rule is not: one control has to be beyond each side.
func TestTheRulesAreBrokenByWhatTheyName(t *testing.T) {
	row := func(n int, z string) string { return strings.TrimSuffix(strings.Repeat(z+" | ", n), " | ") }
	for _, c := range []struct{ name, z, want string }{
		{"exactly two is not beyond", "2.0", ""},
		{"one beyond two is looked at", "2.1", "1-2s[0]"},
		{"below too", "-2.1", "1-2s[0]"},
		{"one beyond three", "-3.1", "1-3s[0]"},
		{"exactly three is beyond two only", "3.0", "1-2s[0]"},
		{"two in one run", "2.2 2.125 0.2", "2-2s[0 1]"},
		{"one control twice running", "2.1 | 2.4", "2-2s[0 1]"},
		{"the sides differ, and the runs", "2.1 | -2.4", "1-2s[0] 1-2s[1]"},
		{"not twice running", "2.1 | 0.3 | 2.4", "1-2s[0] 1-2s[2]"},
		{"two controls, each once, in two runs", "2.1 0.1 | 0.1 2.4", "1-2s[0] 1-2s[3]"},
		{"both sides in one run", "2.3 -2.2", "R-4s[0 1]"},
		{"a range of more than four is not enough", "2.5 -1.8", "1-2s[0]"},
		{"four beyond one", "1.1 | 1.2 | 1.3 | 1.4", "4-1s[0 1 2 3]"},
		{"four beyond one of two controls", "1.1 1.2 | 1.3 1.4", "4-1s[0 1 2 3]"},
		{"four of one control, though the other is fine", "-1.1 0.2 | -1.2 -0.2 | -1.3 0 | -1.1 0.3", "4-1s[0 2 4 6]"},
		{"exactly one is not beyond", "1.1 | 1.2 | 1.0 | 1.4", ""},
		{"ten on one side", row(10, "0.1"), "10-x[0 1 2 3 4 5 6 7 8 9]"},
		{"a longer row is one finding", row(12, "-0.1"), "10-x[0 1 2 3 4 5 6 7 8 9 10 11]"},
		{"on the mean ends a row", row(9, "0.1") + " | 0.0 | 0.1", ""},
		{"nine on one side", row(9, "0.1"), ""},
		{"several rules at once", "3.2 3.3", "1-3s[0] 1-3s[1] 2-2s[0 1]"},
		{"none", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := broken(controls(t, c.z)); got != c.want {
				t.Errorf("%s breaks %q, want %q", c.z, got, c.want)
			}
		})
	}
}

// A teaching sheet prints 267 for the second, which its own text contradicts.
func TestThreeMaterialsOfOneRunAreJudgedTogether(t *testing.T) {
	var all []control.Control
	for _, m := range [][3]string{{"111", "100", "5"}, {"167", "150", "8"}, {"202", "200", "10"}} {
		z, ok := control.Z(sop.MustDecimal(m[0]), sop.MustDecimal(m[1]), sop.MustDecimal(m[2]))
		if !ok {
			t.Fatal(m)
		}
		all = append(all, control.Control{Name: m[1], Run: "r-1", Z: z})
	}
	if got := broken(all); got != "2-2s[0 1]" {
		t.Errorf("broken: %q", got)
	}
}

// In binary, 5.4 less 5.0 over 0.2 is more than 2.
func TestExactlyTwoDeviationsAreNotBeyond(t *testing.T) {
	value, target, sd := 5.4, 5.0, 0.2
	if (value-target)/sd <= 2 {
		t.Fatal("this figure shows nothing")
	}
	for _, c := range []struct {
		value string
		want  string
	}{{"5.4", ""}, {"5.40", ""}, {"4.6", ""}, {"5.401", "1-2s[0]"}, {"4.599", "1-2s[0]"}, {"5.60", "1-2s[0]"}, {"5.61", "1-3s[0]"}} {
		z, ok := control.Z(sop.MustDecimal(c.value), sop.MustDecimal("5.0"), sop.MustDecimal("0.2"))
		if got := broken([]control.Control{{Name: "a", Run: "r", Z: z}}); !ok || got != c.want {
			t.Errorf("%s on 5.0 ± 0.2 breaks %q, want %q", c.value, got, c.want)
		}
	}
	if _, ok := control.Z(sop.MustDecimal("5.4"), sop.MustDecimal("5.0"), sop.MustDecimal("0.0")); ok {
		t.Error("nothing is measured in deviations of zero")
	}
}

func TestEveryRuleIsInWordsAndOneOnlyLooks(t *testing.T) {
	looks := 0
	for _, r := range control.Rules {
		if r.Words() == "" {
			t.Errorf("%s has no words", r)
		}
		if !r.Rejects() {
			looks++
		}
	}
	if looks != 1 || len(control.Rules) != 6 {
		t.Errorf("%d rules, %d of which look", len(control.Rules), looks)
	}
}

func decimals(text string) (out []sop.Decimal) {
	for _, word := range strings.Fields(text) {
		out = append(out, sop.MustDecimal(word))
	}
	return out
}

// NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates. The page could not be
// read here; that the limits are the mean and 3 times the mean moving range over 1.128, which is
// d2 of two, is what the manuals of SAS and JMP say of the same chart.
func TestTheBaselineIsThatOfTheHandbook(t *testing.T) {
	flow := decimals("49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1")
	b, ok := control.BaselineOf(flow)
	if !ok {
		t.Fatal("there is none")
	}
	for _, c := range []struct {
		name, want string
		got        *big.Rat
		places     int
	}{{"mean", "50.81", b.Mean, 2}, {"moving range", "1.8778", b.MovingRange, 4}, {"low", "45.8159", b.Low, 4}, {"high", "55.8041", b.High, 4}} {
		if got := c.got.FloatString(c.places); got != c.want {
			t.Errorf("%s is %s, want %s", c.name, got, c.want)
		}
	}
	if got := control.Remarks(flow, &b); len(got) != 0 {
		t.Errorf("remarks: %+v", got)
	}
	if _, ok := control.BaselineOf(flow[:1]); ok {
		t.Error("one reading has no range")
	}
}

func TestReadingsAreRemarkedOn(t *testing.T) {
	by, ok := control.BaselineOf(decimals("4.9 5.1 4.9 5.1 5.0"))
	if !ok || by.Mean.Cmp(big.NewRat(5, 1)) != 0 {
		t.Fatal(by.Mean)
	}
	for _, c := range []struct {
		name, readings string
		want           []control.Remark
	}{
		{"none", "", nil},
		{"one", "5.0", nil},
		{"one far above", "5.0 9.0 5.0", []control.Remark{{control.Beyond, 1, 1, true}}},
		{"one far below", "5.0 1.0", []control.Remark{{control.Beyond, 1, 1, false}}},
		{"eight above", "5.1 5.2 5.1 5.2 5.1 5.2 5.1 5.2 4.9", nil},
		{"nine above", "5.0 5.1 5.2 5.1 5.2 5.1 5.2 5.1 5.2 5.1", []control.Remark{{control.Side, 1, 9, true}}},
		{"ten below are one row", "4.9 4.8 4.9 4.8 4.9 4.8 4.9 4.8 4.9 4.8", []control.Remark{{control.Side, 0, 9, false}}},
		{"on the mean ends a row", "5.1 5.2 5.1 5.2 5.0 5.2 5.1 5.2 5.1 5.2", nil},
		{"six rising", "4.9 4.95 5.0 5.05 5.1 5.15 5.1", []control.Remark{{control.Rising, 0, 5, false}}},
		{"five rising", "4.9 4.95 5.0 5.05 5.1 5.1", nil},
		{"six falling", "5.1 5.15 5.1 5.05 5.0 4.95 4.9", []control.Remark{{control.Falling, 1, 6, false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := control.Remarks(decimals(c.readings), &by); !slices.Equal(got, c.want) {
				t.Errorf("remarks: %+v, want %+v", got, c.want)
			}
		})
	}
	if got := control.Remarks(decimals("1 2 3 4 5 6 7 9 9"), nil); !slices.Equal(got, []control.Remark{{control.Rising, 0, 7, false}}) {
		t.Errorf("without a baseline: %+v", got)
	}
}

// What is found in a row is found in it whatever else is counted in other units: z-scores that
// are all turned around break the same rules, and one more control takes none back.
func TestRulesAreTheSameOnBothSidesAndNothingIsTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "n")
		all, turned := make([]control.Control, n), make([]control.Control, n)
		for i := range all {
			z := big.NewRat(int64(rapid.IntRange(-35, 35).Draw(t, "z")), 10)
			all[i] = control.Control{Name: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name"), Run: fmt.Sprint(i / 2), Z: z}
			turned[i] = all[i]
			turned[i].Z = new(big.Rat).Neg(z)
		}
		if a, b := broken(all), broken(turned); a != b {
			t.Fatalf("%q, turned around %q", a, b)
		}
		before := rejected(control.Westgard(all[:n-1]))
		after := rejected(control.Westgard(all))
		for at := range before {
			if !after[at] {
				t.Fatalf("%v was rejected at %s, and is not with one more", all, at)
			}
		}
	})
}

// rejected are the controls that a rule rejects, each with the rule.
func rejected(all []control.Finding) map[string]bool {
	out := map[string]bool{}
	for _, f := range all {
		for _, i := range f.Of {
			out[fmt.Sprint(f.Rule, i)] = f.Rule.Rejects() || out[fmt.Sprint(f.Rule, i)]
		}
	}
	for at, is := range out {
		if !is {
			delete(out, at)
		}
	}
	return out
}
