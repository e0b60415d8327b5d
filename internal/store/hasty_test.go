package store_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"soprun/internal/store"
	"soprun/sop/record/recordtest"
)

func TestWhoeverIsHastyIsToldAtOnceThatSomebodyHasTheLog(t *testing.T) {
	file := path(t)
	newPair(t, MustOpen(t, file))
	for _, hasty := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) { // in which time goes by only where somebody waits
			began := time.Now()
			_, err := store.OpenWith(file, recordtest.Station(), store.Options{Hasty: hasty})
			var problem *store.Problem
			if !errors.As(err, &problem) || problem.Kind != store.Locked {
				t.Fatalf("hasty %v: %v", hasty, err)
			}
			if waited := time.Since(began); hasty != (waited == 0) {
				t.Errorf("hasty %v: it waited %s", hasty, waited)
			}
		})
	}
}
