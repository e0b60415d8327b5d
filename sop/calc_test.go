package sop_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
)

// computed computes a formula of named readings.
func computed(t *testing.T, formula string, typ sop.FieldType, places int, of map[string][]string) (string, error) {
	t.Helper()
	c, err := sop.ParseCalc(formula)
	if err != nil {
		t.Fatalf("%q: %v", formula, err)
	}
	if c.String() != formula {
		t.Errorf("%q is written %q", formula, c)
	}
	return sop.Field{Type: typ, Calc: c, Places: places}.Compute(func(name string) ([]string, error) {
		if texts, ok := of[name]; ok {
			return texts, nil
		}
		return nil, errors.New(name + " was not asked for")
	})
}

func TestACalculationIsExactAndRoundsHalvesAwayFromZero(t *testing.T) {
	of := map[string][]string{
		"a": {"2"}, "b": {"-3"}, "now-again": {"0.1"}, "half": {"0.125"}, "zero": {"0"},
		"mass": {"10.1", "10.2", "10.4"}, "water": {"0.1", "0.2", "0.4"}, "cells": {"2", "4", "4", "4", "5", "5", "7", "9"},
	}
	for _, c := range []struct {
		formula string
		places  int
		want    string
	}{
		{"a + b * 2", 0, "-4"},
		{"(a + b) * 2", 0, "-2"},
		{"a - b - 1", 0, "4"},
		{"8 / a / 2", 0, "2"},
		{"8 / (a / 2)", 0, "8"},
		{"now-again * 3", 1, "0.3"}, // in binary it is not
		{"half", 2, "0.13"},
		{"0 - half", 2, "-0.13"},
		{"zero - 0.001", 2, "0.00"},
		{"1 / 3 * 3", 9, "1.000000000"},
		{"mean(mass)", 2, "10.23"},
		{"mean(mass - water)", 3, "10.000"},
		{"sum(mass)", 1, "30.7"},
		{"min(mass) + max(mass)", 1, "20.5"},
		{"range(mass)", 1, "0.3"},
		{"count(mass)", 0, "3"},
		{"max(abs(mass - 10.3))", 1, "0.2"},
		{"abs(b)", 0, "3"},
		{"mean(mass) * a", 1, "20.5"},
		{"sd(cells)", 5, "2.13809"}, // of a sample: the root of 32 / 7
		{"cv(cells)", 3, "42.762"},
		{"-2 * b", 0, "6"},
	} {
		if got, err := computed(t, c.formula, sop.Number, c.places, of); err != nil || got != c.want {
			t.Errorf("%s = %s, %v; want %s", c.formula, got, err, c.want)
		}
	}
}

func TestADateIsComputedByTheCalendar(t *testing.T) {
	of := map[string][]string{"opened": {"2028-01-31"}}
	for formula, want := range map[string]string{
		"opened + 28 days": "2028-02-28", "opened + 1 month": "2028-02-29", "opened - 1 week": "2028-01-24",
		"opened + 1 year": "2029-01-31", "opened + 1 month + 1 day": "2028-03-01",
	} {
		if got, err := computed(t, formula, sop.Date, 0, of); err != nil || got != want {
			t.Errorf("%s = %s, %v; want %s", formula, got, err, want)
		}
	}
}

func TestWhatCannotBeComputedSaysWhy(t *testing.T) {
	of := map[string][]string{"a": {"2"}, "zero": {"0"}, "mass": {"1", "-1"}, "three": {"1", "2", "3"}, "opened": {"2028-01-31"}, "huge": {strings.Repeat("9", 40)}}
	for formula, want := range map[string]string{
		"a / zero": "division by zero", "cv(mass)": "division by zero", "sd(a)": "two readings", "gone + 1": "gone was not asked for",
		"mean(mass - three)": "not as many", "opened + 2": "do not mix", "mean(opened)": "do not mix", "mass": "several", "opened": "do not mix", "huge * huge": "too large",
	} {
		if got, err := computed(t, formula, sop.Number, 2, of); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s = %s, %v; want an error with %q", formula, got, err, want)
		}
	}
	if got, err := computed(t, "a + 1", sop.Date, 0, of); err == nil {
		t.Errorf("a number is the date %s", got)
	}
	if got, err := computed(t, "opened + 1000 years + 1000 years + 1000 years + 1000 years + 1000 years + 1000 years + 1000 years + 1000 years", sop.Date, 0, of); err == nil {
		t.Errorf("a day of the year 10000 is %s", got)
	}
}

func TestWhatIsNoCalculationIsRefusedWithASentence(t *testing.T) {
	for formula, want := range map[string]string{
		"": "a name, a number or a bracket comes here", "a+b": "a space on both sides", "a +b": "a space on both sides", "mean": "", "median(a)": "one of mean, sd",
		"(a": "stays open", "a)": "was not opened", "a + ": "comes here", "a  + b": "space", "1e3": "space", ".5": "comes here", "a ^ 2": "space",
		"((((((a))))))": "more than 5 brackets", strings.Repeat("a + ", 60) + "a": "more than 200 letters", "opened + 2000 days": "period", "Mean(a)": "comes here",
	} {
		c, err := sop.ParseCalc(formula)
		if want == "" {
			if err != nil || c.Name != formula {
				t.Errorf("%q is %v, %v: a function's name without a bracket is a name", formula, c, err)
			}
		} else if !errors.Is(err, sop.ErrCalc) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %q", formula, err, want)
		}
	}
}

func TestACalculationIsWordedForPeople(t *testing.T) {
	for formula, want := range map[string]string{
		"mean(mass) * z": "mean of “mass” × “z”", "(a - b) / 2": "(“a” − “b”) ÷ 2", "abs(a - b)": "abs of (“a” − “b”)", "opened + 28 days": "“opened” + 28 days",
	} {
		c, err := sop.ParseCalc(formula)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Words(func(name string) string { return "“" + name + "”" }); got != want {
			t.Errorf("%s is worded %s, want %s", formula, got, want)
		}
	}
}

func TestACalculationNamesEachFieldThatItReadsOnce(t *testing.T) {
	c, err := sop.ParseCalc("mean(mass - water) * (z + 2) / mean(mass)")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Names(); !slices.Equal(got, []string{"mass", "water", "z"}) {
		t.Errorf("it names %q", got)
	}
}

// sum is a formula that is drawn as its text and as what it comes to, in fractions of whole
// numbers; nil for nothing.
type sum struct {
	text string
	is   *big.Rat
}

// anySum draws a formula of x, y and z. It always writes the brackets, so that nothing
// hangs on which sign goes first.
func anySum(t *rapid.T, of map[string]*big.Rat, deep int) sum {
	if deep == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		name := rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "name")
		return sum{name, of[name]}
	}
	a, b := anySum(t, of, deep-1), anySum(t, of, deep-1)
	op := rapid.SampledFrom([]string{"+", "-", "*", "/"}).Draw(t, "sign")
	out := sum{text: "(" + a.text + " " + op + " " + b.text + ")"}
	if a.is == nil || b.is == nil || op == "/" && b.is.Num().BitLen() == 0 {
		return out
	}
	// by cross-multiplying numerators and denominators
	an, ad, bn, bd := a.is.Num(), a.is.Denom(), b.is.Num(), b.is.Denom()
	mul := func(p, q *big.Int) *big.Int { return new(big.Int).Mul(p, q) }
	switch op {
	case "+":
		out.is = new(big.Rat).SetFrac(new(big.Int).Add(mul(an, bd), mul(bn, ad)), mul(ad, bd))
	case "-":
		out.is = new(big.Rat).SetFrac(new(big.Int).Sub(mul(an, bd), mul(bn, ad)), mul(ad, bd))
	case "*":
		out.is = new(big.Rat).SetFrac(mul(an, bn), mul(ad, bd))
	default:
		out.is = new(big.Rat).SetFrac(mul(an, bd), mul(ad, bn))
	}
	return out
}

// byHand rounds a fraction as a person does: to the nearer of the two, a half away from zero.
func byHand(r *big.Rat, places int) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	n := new(big.Int).Mul(new(big.Int).Abs(r.Num()), scale)
	whole, rest := new(big.Int).QuoRem(n, r.Denom(), new(big.Int))
	if rest.Lsh(rest, 1).Cmp(r.Denom()) >= 0 {
		whole.Add(whole, big.NewInt(1))
	}
	digits := whole.String()
	for len(digits) <= places {
		digits = "0" + digits
	}
	if places > 0 {
		digits = digits[:len(digits)-places] + "." + digits[len(digits)-places:]
	}
	if r.Sign() < 0 && whole.Sign() != 0 {
		return "-" + digits
	}
	return digits
}

func TestEveryFormulaComesToWhatItDoesByHand(t *testing.T) {
	none, some := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		of, texts := map[string]*big.Rat{}, map[string][]string{}
		for _, name := range []string{"x", "y", "z"} {
			n := rapid.Int64Range(-2000, 2000).Draw(t, name)
			of[name] = big.NewRat(n, 100)
			texts[name] = []string{byHand(of[name], 2)}
		}
		want, places := anySum(t, of, 4), rapid.IntRange(0, 6).Draw(t, "places")
		c, err := sop.ParseCalc(want.text)
		if err != nil {
			if len(want.text) <= 200 {
				t.Fatalf("%q: %v", want.text, err)
			}
			return
		}
		got, err := sop.Field{Type: sop.Number, Calc: c, Places: places}.Compute(func(name string) ([]string, error) { return texts[name], nil })
		switch {
		case want.is == nil && err == nil, want.is != nil && (err != nil || got != byHand(want.is, places)):
			t.Fatalf("%s of %v = %s, %v; by hand %v", want.text, texts, got, err, want.is)
		case want.is == nil:
			none++
		default:
			some++
		}
	})
	if some < 50 {
		t.Errorf("%d could be computed and %d not: the test proves little", some, none)
	}
}

func TestFunctionsOfReadingsComeToWhatTheyDoByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Int64Range(-999, 999), 2, 12).Draw(t, "hundredths")
		var texts []string
		total, low, high := int64(0), xs[0], xs[0]
		for _, x := range xs {
			texts = append(texts, byHand(big.NewRat(x, 100), 2))
			total, low, high = total+x, min(low, x), max(high, x)
		}
		n := int64(len(xs))
		squares := int64(0) // of n times the differences from the mean
		for _, x := range xs {
			squares += (n*x - total) * (n*x - total)
		}
		compute := func(f sop.CalcFunc, places int) (string, error) {
			field := sop.Field{Type: sop.Number, Places: places, Calc: &sop.Calc{Func: f, In: &sop.Calc{Name: "x"}}}
			return field.Compute(func(string) ([]string, error) { return texts, nil })
		}
		for f, want := range map[sop.CalcFunc]*big.Rat{
			sop.Mean: big.NewRat(total, 100*n), sop.Sum: big.NewRat(total, 100), sop.Min: big.NewRat(low, 100), sop.Max: big.NewRat(high, 100),
			sop.Span: big.NewRat(high-low, 100), sop.Count: big.NewRat(n, 1),
		} {
			if got, err := compute(f, 4); err != nil || got != byHand(want, 4) {
				t.Fatalf("%s of %v = %s, %v; by hand %s", f, texts, got, err, byHand(want, 4))
			}
		}
		// The sd is the one number of twenty places whose neighbours' squares lie on both
		// sides of the variance.
		variance := big.NewRat(squares, 10000*n*n*(n-1))
		got, err := compute(sop.SD, 20)
		sd, ok := new(big.Rat).SetString(got)
		half, _ := new(big.Rat).SetString(fmt.Sprintf("5/1%s", strings.Repeat("0", 21)))
		if err != nil || !ok {
			t.Fatalf("sd of %v = %s, %v", texts, got, err)
		}
		below, above := new(big.Rat).Sub(sd, half), new(big.Rat).Add(sd, half)
		if below.Sign() > 0 && below.Mul(below, below).Cmp(variance) > 0 || above.Mul(above, above).Cmp(variance) < 0 {
			t.Fatalf("sd of %v = %s, whose square is not nearest to %s", texts, got, variance)
		}
		cv, err := compute(sop.CV, 6)
		if total == 0 {
			if err == nil {
				t.Fatalf("cv of %v = %s though the mean is 0", texts, cv)
			}
			return
		}
		want := new(big.Rat).Quo(new(big.Rat).Mul(sd, big.NewRat(100, 1)), big.NewRat(total, 100*n))
		if err != nil || cv != byHand(want, 6) {
			t.Fatalf("cv of %v = %s, %v; by hand %s", texts, cv, err, byHand(want, 6))
		}
	})
}
