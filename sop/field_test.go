package sop_test

import (
	"testing"

	"soprun/sop"
)

func TestAPatternIsSaidInWords(t *testing.T) {
	for pattern, want := range map[string]string{
		"CEN-####": "CEN- then 4 digits", "@@*": "2 letters then anything", "LOT*": "LOT then anything", "#": "1 digit", "@-##": "1 letter then - then 2 digits", "": "",
	} {
		if got := (sop.Field{Pattern: pattern}).PatternWords(); got != want {
			t.Errorf("%q is %q, want %q", pattern, got, want)
		}
	}
}
