package demo_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/demo"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/procedures"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

var end = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// completions is how many runs the demo of these tests signs.
const completions = 60

// madeOnce makes one demo that the tests share: a key takes time to make.
var madeOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "soprun-demo-*")
	if err != nil {
		return "", err
	}
	members, err = demo.Make(config(dir))
	return dir, err
})

// members are the people of the shared demo, once it is made.
var members []demo.Member

func config(dir string) demo.Config {
	return demo.Config{Dir: dir, Pages: procedures.FS, App: "test", Completions: completions, Seed: 5, End: end}
}

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := madeOnce(); err == nil {
		_ = os.RemoveAll(dir) // a leftover in the temporary folder harms nobody
	}
	os.Exit(code)
}

// made opens the shared demo.
func made(t *testing.T) *station.Station {
	t.Helper()
	dir, err := madeOnce()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func open(t *testing.T, dir string) *station.Station {
	t.Helper()
	s, err := station.Open(station.Config{Dir: dir, Now: func() time.Time { return end }, App: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestAMadeUpYearIsSignedVerifiesAndSaysWhatItIs(t *testing.T) {
	s := made(t)
	report, err := s.Verify(context.Background(), nil)
	if err != nil || !report.OK() {
		t.Fatalf("verify: %v, %v", err, report.Faults)
	}
	if !s.About().Demo {
		t.Error("the log does not say that it is a demo")
	}
	roles := map[sop.Role]int{}
	for _, p := range members {
		roles[p.Role]++
		if _, err := s.Signer(p.ID, []byte(p.Passphrase)); err != nil {
			t.Errorf("the passphrase printed for %s: %v", p.ID, err)
		}
	}
	if roles[sop.Supervisor] != 2 || roles[sop.Assistant] != 4 || roles[sop.Trainee] != 2 {
		t.Errorf("people by role: %v", roles)
	}
	rows, err := s.Completions(model.Query{})
	if err != nil || len(rows) != completions {
		t.Fatalf("%d completions, %v", len(rows), err)
	}
	var deviations, corrections, countersigned int
	for _, r := range rows {
		deviations += r.Counts.Deviations
		corrections += r.Counts.Corrections
		countersigned += len(r.Countersigned)
		if len(r.Codes) == 0 {
			t.Errorf("entry %d shows no code", r.Entry)
		}
		if h := r.At.Hour(); h < 8 || h > 17 {
			t.Errorf("entry %d was signed at %s", r.Entry, r.At)
		}
	}
	if deviations == 0 || corrections == 0 || countersigned == 0 {
		t.Errorf("%d deviations, %d corrections, %d countersigned: there must be some of each", deviations, corrections, countersigned)
	}
	if span := rows[0].At.Sub(rows[len(rows)-1].At); span < 300*24*time.Hour {
		t.Errorf("the completions span %s, want about a year", span)
	}
}

func TestTheSameSeedMakesUpTheSameYear(t *testing.T) {
	story := func(s *station.Station) string {
		rows, err := s.Completions(model.Query{})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, r := range rows {
			fmt.Fprintln(&b, r.At, r.Person, r.SOP, r.Outcome, r.Counts, r.Codes)
		}
		return b.String()
	}
	dir := t.TempDir()
	if _, err := demo.Make(config(dir)); err != nil {
		t.Fatal(err)
	}
	if first, again := story(made(t)), story(open(t, dir)); again != first {
		t.Errorf("one seed, two stories:\n%s\n%s", first, again)
	}
}

func TestADemoNeedsAPageThatCanBeApproved(t *testing.T) {
	_, err := demo.Make(demo.Config{Dir: t.TempDir(), Pages: fstest.MapFS{"a/b.md": {Data: []byte("# nothing\n")}}, App: "test", End: end})
	if err == nil || !strings.Contains(err.Error(), "none of the pages") {
		t.Errorf("err = %v", err)
	}
}

// anyField draws a field as a page could have it.
func anyField(t *rapid.T) sop.Field {
	f := sop.Field{Name: "v", Label: "Value", Type: rapid.SampledFrom(sop.FieldTypes).Draw(t, "type")}
	switch f.Type {
	case sop.Choice:
		f.Choices = []string{"good", "damaged", "gone"}
	case sop.YesNo:
		f.Expect = rapid.SampledFrom([][]string{nil, {"yes"}, {"no"}}).Draw(t, "expect")
	case sop.Date:
		f.Days.Test = rapid.SampledFrom([]sop.DayTest{"", sop.AfterToday, sop.FromToday, sop.AtMostAgo, sop.AtLeastAhead}).Draw(t, "days")
		f.Days.Age = sop.Period{N: 6, Unit: "month"}
	case sop.Scan:
		f.Pattern = rapid.SampledFrom([]string{"", "CEN-####", "@@#*", "LOT*"}).Draw(t, "pattern")
	case sop.Number:
		f.Unit, f.Places = "g", rapid.IntRange(0, 3).Draw(t, "places")
		draw := func(low int) *sop.Decimal {
			whole := rapid.IntRange(low, 50).Draw(t, "limit")
			text := fmt.Sprint(whole)
			if f.Places > 0 {
				text += "." + strings.Repeat("0", f.Places)
			}
			d := sop.MustDecimal(text)
			return &d
		}
		shape := rapid.IntRange(0, 3).Draw(t, "shape")
		if shape&1 != 0 {
			f.Accepted.Low = draw(-50)
		}
		if shape&2 != 0 {
			f.Accepted.High = draw(50)
		}
		if rapid.Bool().Draw(t, "possible") {
			low, high := sop.MustDecimal("-50"), sop.MustDecimal("50")
			f.Possible = sop.Range{Low: &low, High: &high}
		}
	}
	return f
}

func TestAnswersAreAlwaysAcceptedAndInLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyField(t)
		proc := &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{{ID: "one", Number: 1, Fields: []sop.Field{f}}}}}}
		r, err := run.New(proc)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []run.Action{run.Begin{}, demo.Answer(f, rapid.IntRange(0, 999).Draw(t, "n"), end), run.Complete{}} {
			events, err := r.Do(a, "a.khan", end)
			if err != nil {
				t.Fatalf("%+v: %#v: %v", f, a, err)
			}
			if r, err = r.After(events...); err != nil {
				t.Fatal(err)
			}
		}
		if !r.Finished() || len(r.Deviations()) != 0 {
			t.Fatalf("%+v: the answer is outside its limits: %+v", f, r.Deviations())
		}
	})
}

func TestEveryShippedPageThatCanBeRunIsRunToItsEnd(t *testing.T) {
	s := made(t)
	rows, err := s.Completions(model.Query{})
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]bool{}
	for _, r := range rows {
		ran[r.SOP] = true
	}
	runnable := 0
	pages, err := procedures.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		proc, _ := page.Parse(p.Source)
		if len(proc.Locals()) > 0 {
			continue
		}
		runnable++
		if !ran[proc.Meta.ID] {
			t.Errorf("%s was not run", proc.Meta.ID)
		}
	}
	if runnable < 4 {
		t.Errorf("%d shipped pages can be approved and run at once, want at least 4", runnable)
	}
}

// fridge is the page that a step of everything.md runs.
const fridge = `---
id: SOP-T-001
title: Look at a fridge
version: 1.0
status: ready
owner: Test
review-every: 12 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Look at a fridge

## 1. Look

1. Look at the door and at the seal. ` + "`#look, S7`" + `
`

func TestTheDemoWalksEverythingThatAPageCanAsk(t *testing.T) {
	everything, err := os.ReadFile("../../sop/run/testdata/everything.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	pages := fstest.MapFS{"a/everything.md": {Data: everything}, "a/fridge.md": {Data: []byte(fridge)}}
	if _, err := demo.Make(demo.Config{Dir: dir, Pages: pages, App: "test", Completions: 12, Seed: 3, End: end}); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	report, err := s.Verify(context.Background(), func(int64, int64) {})
	if err != nil || len(report.Faults) > 0 {
		t.Fatalf("%v, %v", report, err)
	}
	rows, err := s.Completions(model.Query{SOP: "SOP-T-900"})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d completions, %v", len(rows), err)
	}
	kinds := map[sop.EventKind]bool{}
	for _, row := range rows {
		rec, err := s.Record(row.Entry)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range rec.Events {
			kinds[e.Kind] = true
		}
	}
	for _, k := range []sop.EventKind{sop.WaitStarted, sop.CheckRecorded, sop.StepChecked, sop.HoldReleased, sop.LinkedDone} {
		if !kinds[k] {
			t.Errorf("no %s in the demo", k)
		}
	}
}
