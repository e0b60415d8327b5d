package station_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/page"
	"soprun/sop/run"
)

const handPage = `---
id: SOP-T-004
title: Wipe the bench
version: 1.0
status: ready
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S26]
mode: read-do
sign: performer
---

# Wipe the bench

## 1. Wipe

1. Wipe the bench from clean to dirty. ` + "`#wipe, S26`" + `
`

// A page is approved, run, signed and verified without a screen.
func Example() {
	dir, err := os.MkdirTemp("", "station")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := workOneDay(dir); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Outcome: complete-except, 1 deviation, codes []
	// entry 7 of 8, verified, faults: 0
}

func workOneDay(dir string) error {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s, err := station.Open(station.Config{Dir: dir, Now: func() time.Time { return at }, App: "example"})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	phrase := func() []byte { return []byte("maple kettle orbit lamp") } // wiped at every use
	if err := s.SetUp(model.SetUp{Site: "St Elsewhere", Station: "Bench 2", PersonID: "ann.lee", Name: "Ann Lee", Passphrase: phrase()}); err != nil {
		return err
	}
	p, _ := page.Parse([]byte(handPage))
	approval, err := s.Prepare("ann.lee", model.Approve{Text: []byte(handPage), Procedure: p, Effective: at})
	if err != nil {
		return err
	}
	if _, err := s.Sign(approval, phrase()); err != nil {
		return err
	}
	name, err := s.StartRun("ann.lee", p)
	if err != nil {
		return err
	}
	r, err := run.New(p)
	if err != nil {
		return err
	}
	for _, act := range []run.Action{run.Begin{}, run.MarkNotDone{Reason: "no wipes left"}, run.ActOn{Deviation: 1, Text: "ordered some"}} {
		events, err := r.Do(act, "ann.lee", at)
		if err != nil {
			return err
		}
		kept, err := s.AppendEvents(name, "ann.lee", r.Events(), events)
		if err != nil {
			return err
		}
		if r, err = r.After(kept...); err != nil {
			return err
		}
	}
	return signAndVerify(s, name, r, phrase())
}

func signAndVerify(s *station.Station, name string, r run.Run, passphrase []byte) error {
	sum := r.Summarise()
	draft, err := s.Prepare("ann.lee", model.SignOff{Run: name, After: r.Events(), Summary: sum})
	if err != nil {
		return err
	}
	fmt.Printf("Outcome: %s, %d deviation, codes %v\n", sum.Outcome, sum.Counts.Deviations, sum.Codes)
	entry, err := s.Sign(draft, passphrase)
	if err != nil {
		return err
	}
	report, err := s.Verify(context.Background(), nil)
	if err != nil {
		return err
	}
	fmt.Printf("entry %d of %d, verified, faults: %d\n", entry, report.Entries, len(report.Faults))
	return nil
}
