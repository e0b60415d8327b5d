package station_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/run"
)

const stockPage = `---
id: SOP-STK-001
title: Take stock
version: "1.0"
status: ready
owner: Lead
review-every: 2 years
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Take stock

## 1. Look

1. Read the labels. ` + "`#labels, S7`" + `
   - Fridge: ` + "`fridge: scan`" + `
   - Specimen: ` + "`specimen: scan`" + `
   - Lot of the buffer: ` + "`buffer: scan`" + `
   - Expiry: ` + "`expiry: date, after today`" + `
`

// A fridge is known from its second run on, a lot with its expiry from its first; what is
// scanned once, as a specimen is, is none.
func TestWhatRunsWereDoneWithIsKnown(t *testing.T) {
	b := newBench(t)
	b.approved(stockPage)
	day := b.now.AddDate(0, 0, 10).Format(time.DateOnly)
	for i, specimen := range []string{"SP-1", "SP-2"} {
		b.now = b.now.Add(time.Minute)
		name, err := b.StartRun(worker, read(t, stockPage))
		if err != nil {
			t.Fatal(err)
		}
		b.do(name, worker, run.Begin{}, run.Record{Field: "fridge", Text: "FR-001"}, run.Record{Field: "specimen", Text: specimen},
			run.Record{Field: "buffer", Text: "LOT-7"}, run.Record{Field: "expiry", Text: day})
		if i == 1 {
			b.do(name, worker, run.Stop{Reason: "the power went"})
		} else {
			b.do(name, worker, run.Complete{})
		}
		b.sign(b.prepare(name, worker))
	}
	for mark, want := range map[string]string{
		"FR-001": "", "LOT-7": "", "SP-2": "", "FR-0O1": "(did you mean FR-001?)", "fr-001": "(did you mean FR-001?)", "CEN-4": `"new CEN-4"`,
	} {
		if err := b.CheckKnown(model.Named{Kind: model.NamedAsset, ID: mark}); want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q is to go out: %v, want %q", mark, err, want)
		}
	}
	// What an open run is done with is known from its first use on: what stands, and no slip.
	open := b.startOf(stockPage, worker)
	b.do(open, worker, run.Begin{}, run.Record{Field: "fridge", Text: "FR-0O5"}, run.Correct{Step: "labels", Field: "fridge", Text: "FR-005", Reason: "a slip"})
	if err := b.CheckKnown(model.Named{Kind: model.NamedAsset, ID: "FR-005"}); err != nil {
		t.Errorf("the asset of an open run: %v", err)
	}
	if err := b.CheckKnown(model.Named{Kind: model.NamedAsset, ID: "FR-0O5"}); err == nil {
		t.Error("a slip in an open run is known as an asset")
	}
	b.sign(b.Prepare(worker, model.Move{Asset: "FR-009", Reason: "the door does not close"}))
	if err := errors.Join(b.CheckKnown(model.Named{Kind: model.NamedAsset, ID: "FR-009"}), b.CheckKnown(model.Named{Kind: model.NamedOut, ID: "FR-009"})); err != nil {
		t.Errorf("what is out: %v", err)
	}
	for mark, want := range map[string]string{"FR-0O9": `"FR-0O9" is not out of service (did you mean FR-009?)`, "FR-001": `"FR-001" is not out of service (did you mean FR-009?)`} {
		if err := b.CheckKnown(model.Named{Kind: model.NamedOut, ID: mark}); err == nil || err.Error() != want {
			t.Errorf("%q is to come back: %v, want %q", mark, err, want)
		}
	}
	for mark, want := range map[string]string{
		"fr-001": "", "SP-2": "", "lot-7": "", "FR-009": "", "FR-0O1": `no record here is of an asset "FR-0O1" (did you mean FR-001?)`, "door": `no record here is of an asset "door"`,
	} {
		if err := b.CheckKnown(model.Named{Kind: model.NamedItem, ID: mark}); want == "" != (err == nil) || err != nil && err.Error() != want {
			t.Errorf("a report on %q: %v, want %q", mark, err, want)
		}
	}
	for mark, want := range map[string]string{
		"fr-001": "", "SP-2": "", "FR-009": `no record of SOP-STK-001 is of an asset "FR-009"`, "FR-0O1": `no record of SOP-STK-001 is of an asset "FR-0O1" (did you mean FR-001?)`,
	} {
		if err := b.CheckKnown(model.Named{Kind: model.NamedItem, ID: mark, Of: "SOP-STK-001"}); want == "" != (err == nil) || err != nil && err.Error() != want {
			t.Errorf("a report on %q of a procedure: %v, want %q", mark, err, want)
		}
	}
	all, err := b.Things(t.Context(), model.All)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range all {
		names = append(names, a.ID)
	}
	if strings.Join(names, " ") != "FR-001 FR-009 LOT-7" {
		t.Fatalf("known are %q", names)
	}
	if a := all[0]; a.Runs != 2 || a.Wrong != 1 || a.Lot || a.Entry != 0 || a.Last == 0 {
		t.Errorf("the fridge: %+v", a)
	}
	if a := all[1]; a.Entry == 0 || a.Runs != 0 {
		t.Errorf("what is out: %+v", a)
	}
	if a := all[2]; !a.Lot || a.Expiry != day || !a.Soon {
		t.Errorf("the lot: %+v, want %s", a, day)
	}
	for words, want := range map[string][]model.Named{
		"fr-001 specimen": {{Kind: model.NamedAsset, ID: "FR-001"}},
		`"FR-001" lot-7`:  {{Kind: model.NamedAsset, ID: "FR-001"}, {Kind: model.NamedLot, ID: "LOT-7"}},
		"fr-001|lot-7":    {{Kind: model.NamedAsset, ID: "FR-001"}, {Kind: model.NamedLot, ID: "LOT-7"}},
		"asset:fr-009":    {{Kind: model.NamedAsset, ID: "FR-009"}},
		"sp-1 -fr-001":    nil, // it is the label of a specimen
		"fr-00":           nil,
		"sop-stk-001":     {{Kind: model.NamedPage, ID: "SOP-STK-001"}},
		"by:kim.oh":       {{Kind: model.NamedPerson, ID: worker}},
	} {
		part, err := b.TraceFrom(t.Context(), model.Query{Words: words}, model.From{})
		if err != nil || !slices.Equal(part.Named, want) {
			t.Errorf("%q names %+v, %v; want %+v", words, part.Named, err, want)
		}
	}
	if part, err := b.TraceFrom(t.Context(), model.Query{Words: "fr-001 lot-7"}, model.From{}); err != nil || part.ReadAs[0] != "read as: fr-001, asset; lot-7, lot" {
		t.Errorf("it is read as %q, %v", part.ReadAs, err)
	}
	soon := func(want ...string) {
		t.Helper()
		for range 2 { // what is gone on from too
			var got []string
			all, err := b.Things(t.Context(), model.Expiring)
			for _, a := range all {
				if got = append(got, a.ID+" "+a.Expiry); !a.Lot || !a.Soon {
					t.Errorf("%+v", a)
				}
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q expire soon, %v; want %q", got, err, want)
			}
		}
	}
	soon("LOT-7 " + day)
	b.now = b.now.AddDate(0, 0, 11)
	if all, err = b.Things(t.Context(), model.All); err != nil || all[2].Soon {
		t.Errorf("what has expired expires soon: %+v, %v", all, err)
	}
	soon()
	b.now = b.now.AddDate(0, 0, -11) // the clock is set back
	soon("LOT-7 " + day)
	b.cfg.Build = "one"
	b.reopen()
	soon("LOT-7 " + day)
	if station.LeaveLots(b.Station); !station.WereLotsLeft(b.Station) {
		t.Error("nothing is left to the next start")
	}
	b.reopen()
	soon("LOT-7 " + day)
	b.cfg.Build = "two"
	if b.reopen(); station.WereLotsLeft(b.Station) {
		t.Error("what another program left is gone by")
	}
	soon("LOT-7 " + day)
}

// Whoever inspects a record learns that what it was done with was out of service then: from the
// moment at which it was recorded to the last act of the run, and of nothing else.
func TestARecordSaysThatWhatItWasDoneWithWasOutOfService(t *testing.T) {
	b := newBench(t)
	text := scanned("1.0", "°C")
	b.approved(text)
	moved := func(id string, in bool) time.Time {
		t.Helper()
		b.now = b.now.Add(time.Minute)
		b.sign(b.Prepare(boss, model.Move{Asset: id, In: in, Reason: "the lid does not lock"}))
		return b.now
	}
	outages := func(entry int64) []model.Outage {
		t.Helper()
		rec, err := b.Record(entry)
		if err != nil {
			t.Fatal(err)
		}
		return rec.Outages
	}
	before := b.scannedRun(text, "F-11", "5.0")
	from := moved("F-11", false)
	during, other := b.scannedRun(text, "F-11", "5.0"), b.scannedRun(text, "F-12", "5.0")
	until := moved("F-11", true)
	after := b.scannedRun(text, "F-11", "5.0")
	open := b.startOf(text, worker)
	b.do(open, worker, run.Begin{}, run.Record{Field: "unit", Text: "F-12"}, run.Complete{})
	later := moved("F-12", false)
	b.do(open, worker, run.Record{Field: "t", Text: "5.0"}, run.Record{Field: "ice", Text: "none"}, run.Complete{})
	under := b.sign(b.prepare(open, worker))
	wrong := map[int64]int{}
	for c, err := range b.EachCompletion(t.Context(), model.Query{Exceptions: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if wrong[c.Entry] = len(c.Outages); !c.Awaited() || !c.Wrong() {
			t.Errorf("entry %d: awaited %t, wrong %t", c.Entry, c.Awaited(), c.Wrong())
		}
	}
	if want := map[int64]int{during: 1, under: 1}; !maps.Equal(wrong, want) {
		t.Errorf("with exceptions are %v, want %v", wrong, want)
	}
	found, err := b.TraceFrom(t.Context(), model.Query{Words: "exceptions"}, model.From{})
	if err != nil || len(found.Rows) != 2 || !found.Rows[0].Wrong() {
		t.Errorf("a trace of exceptions finds %+v, %v", found.Rows, err)
	}
	for entry, want := range map[int64][]model.Outage{
		before: nil, other: nil, after: nil,
		during: {{ID: "F-11", Reason: "the lid does not lock", From: from, Until: until}},
		under:  {{ID: "F-12", Reason: "the lid does not lock", From: later}},
	} {
		got := outages(entry)
		if len(got) != len(want) || len(got) == 1 && (got[0].ID != want[0].ID || got[0].Reason != want[0].Reason || !got[0].From.Equal(want[0].From) || !got[0].Until.Equal(want[0].Until)) {
			t.Errorf("entry %d: %+v, want %+v", entry, got, want)
		}
	}
}
