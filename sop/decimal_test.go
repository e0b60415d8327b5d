package sop_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
)

func TestDecimalReadsPlainNumbersAndKeepsTheirPlaces(t *testing.T) {
	for in, want := range map[string]string{
		"7.5": "7.5", "7,5": "7.5", "7.40": "7.40", "0": "0", "-0.05": "-0.05",
		"+12": "12", "\u221240": "-40", "007": "7", "0.10": "0.10", "1.234": "1.234",
	} {
		d, err := sop.ParseDecimal(in)
		if err != nil {
			t.Errorf("ParseDecimal(%q): %v", in, err)
			continue
		}
		if got := d.String(); got != want {
			t.Errorf("ParseDecimal(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestDecimalRefusesWhatCanBeReadInTwoWays(t *testing.T) {
	for _, in := range []string{
		"", " ", "-", ".5", "5.", "1,234", "1,234.5", "1.2.3", "1 234", "1e3", "0x1", "٣", "7.5 ", "--1", "NaN", "1,2,3",
		"99999999999999999999999999999999999999999",
	} {
		if d, err := sop.ParseDecimal(in); !errors.Is(err, sop.ErrDecimal) {
			t.Errorf("ParseDecimal(%q) = %s, %v; want ErrDecimal", in, d, err)
		}
	}
}

func TestDecimalComparesByValue(t *testing.T) {
	if sop.MustDecimal("7.40").Cmp(sop.MustDecimal("7.4")) != 0 {
		t.Error("7.40 and 7.4 must be equal")
	}
	if sop.MustDecimal("-2.0").Cmp(sop.MustDecimal("-1.99")) >= 0 {
		t.Error("-2.0 must be below -1.99")
	}
	// A binary float would call these equal.
	if sop.MustDecimal("0.30000000000000004").Cmp(sop.MustDecimal("0.3")) != 1 {
		t.Error("exact decimals must differ in the last place")
	}
}

func TestDecimalStringReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`-?[0-9]{1,15}(\.[0-9]{1,15})?`).Draw(t, "decimal")
		d := sop.MustDecimal(in)
		again := sop.MustDecimal(d.String())
		if again.Cmp(d) != 0 || again.Places() != d.Places() {
			t.Fatalf("%q was written as %q", in, d)
		}
	})
}

func TestRangeIsInclusive(t *testing.T) {
	low, high := sop.MustDecimal("2.0"), sop.MustDecimal("8.0")
	both := sop.Range{Low: &low, High: &high}
	for in, want := range map[string]int{"1.99": -1, "2": 0, "2.0": 0, "5": 0, "8.00": 0, "8.01": 1} {
		if got := both.Place(sop.MustDecimal(in)); got != want {
			t.Errorf("place of %s in %s = %d, want %d", in, both, got, want)
		}
	}
	if got := (sop.Range{}).Place(sop.MustDecimal("-999")); got != 0 {
		t.Errorf("an open range holds everything, got %d", got)
	}
	for want, r := range map[string]sop.Range{"": {}, "at least 2.0": {Low: &low}, "at most 8.0": {High: &high}, "2.0 to 8.0": both} {
		if got := r.String(); got != want {
			t.Errorf("range reads %q, want %q", got, want)
		}
	}
}
