package sop_test

import (
	"testing"

	"soprun/sop"
)

func TestConditionIsWrittenAsOnThePage(t *testing.T) {
	c := sop.Condition{Join: sop.Or, Terms: []sop.Term{
		{Name: "broken", Op: sop.Equal, Value: "glass"}, {Name: "temp", Op: sop.OutOfLimits},
	}}
	if got := c.String(); got != "broken = glass or temp out of limits" {
		t.Errorf("condition reads %q", got)
	}
}

func TestOnlyAlertsThatWarnAreAcknowledged(t *testing.T) {
	want := map[sop.AlertKind]bool{sop.Warning: true, sop.Caution: true, sop.Important: true, sop.Note: false, sop.Tip: false}
	for _, k := range sop.AlertKinds {
		if k.MustAcknowledge() != want[k] {
			t.Errorf("%s: must be acknowledged = %v", k, k.MustAcknowledge())
		}
		delete(want, k)
	}
	if len(want) > 0 {
		t.Errorf("not listed: %v", want)
	}
}
