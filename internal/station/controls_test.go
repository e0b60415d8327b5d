package station_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/control"
	"soprun/sop/run"
)

// measured performs the control page: both levels by a lot, and signs it. What is rejected is
// acted on.
func (b *bench) measured(page, lot, one, two string) int64 {
	b.t.Helper()
	name := b.measuring(page, lot, one, two)
	b.acted(name)
	return b.ended(name)
}

// measuring begins a run of the control page, up to both levels.
func (b *bench) measuring(page, lot, one, two string) (name string) {
	b.t.Helper()
	name = b.startOf(page, worker)
	b.do(name, worker, run.Begin{}, run.Record{Field: "lot", Text: lot}, run.Complete{}, run.Record{Field: "one", Text: one}, run.Record{Field: "two", Text: two})
	return name
}

// acted says what was done about each deviation.
func (b *bench) acted(name string) {
	b.t.Helper()
	for _, d := range b.walk(name).Deviations() {
		if d.Action == nil {
			b.do(name, worker, run.ActOn{Deviation: d.Number, Text: "told the lead"})
		}
	}
}

// ended completes and signs a run of the control page.
func (b *bench) ended(name string) int64 {
	b.t.Helper()
	b.do(name, worker, run.Confirm{})
	if _, fast := b.walk(name).Unexplained(); fast {
		b.do(name, worker, run.ExplainPace{Text: "read from the screen"})
	}
	return b.sign(b.prepare(name, worker))
}

// markOf is that of a level in a run.
func (b *bench) markOf(name, level string) string {
	b.t.Helper()
	s, _ := b.walk(name).Step("measure", "")
	values := s.ValuesOf(level)
	if len(values) == 0 {
		b.t.Fatalf("%s is not measured", level)
	}
	return values[0].Mark
}

// A control is judged on entry with the runs that were completed before: as they stand, by the
// target of their lot then, and not with one that nobody has signed.
func TestAControlIsJudgedOnEntryWithTheRunsBefore(t *testing.T) {
	b := newBench(t)
	page := controlPage()
	b.approved(page)
	first := b.measured(page, "4417", "5.0", "9.81")
	open := b.measuring(page, "4417", "5.0", "9.82")
	if got, want := b.markOf(open, "two"), fmt.Sprintf("2-2s REJECT with entry %d", first); got != want {
		t.Errorf("marked %q, want %q", got, want)
	}
	third := b.measuring(page, "4503", "5.2", "9.93")
	if got, want := b.markOf(third, "two"), fmt.Sprintf("2-2s REJECT with entry %d", first); got != want {
		t.Errorf("of another lot, beside an open run: %q, want %q", got, want)
	}
	b.acted(open)
	second := b.ended(open)
	if got := b.markOf(third, "two"); got != fmt.Sprintf("2-2s REJECT with entry %d", first) {
		t.Errorf("once another was signed it is marked %q", got)
	}
	b.do(third, worker, run.Correct{Step: "measure", Field: "two", Text: "9.94", Reason: "misread"})
	if got, want := b.markOf(third, "two"), fmt.Sprintf("2-2s REJECT with entries %d, %d", first, second); got != want {
		t.Errorf("corrected since: %q, want %q", got, want)
	}
	part, err := b.TraceFrom(t.Context(), model.Query{Words: "out of limits"}, model.From{})
	if err != nil || len(part.Rows) != 1 || part.Rows[0].Entry != second || part.Rows[0].Values[0].Field != "two" || part.Rows[0].Values[0].Mark != "REJECT" {
		t.Errorf("traced %+v, %v", part.Rows, err)
	}
	b.mustVerify()
}

// What an amendment says since counts: of the value, and of the lot.
func TestAControlIsJudgedWithOthersAsTheyWereAmended(t *testing.T) {
	b := newBench(t)
	page := controlPage()
	b.approved(page)
	first := b.measured(page, "4417", "5.0", "9.81")
	b.sign(b.Prepare(worker, model.Amend{Entry: first, Step: "measure", Field: "two", Text: "9.79", Reason: "the printout says otherwise"}))
	if got := b.markOf(b.measuring(page, "4417", "5.0", "9.82"), "two"); got != "" {
		t.Errorf("with a value that was amended to within 2 SD: %q", got)
	}
	b.sign(b.Prepare(worker, model.Amend{Entry: first, Step: "measure", Field: "two", Text: "9.93", Reason: "the printout says otherwise"}))
	b.sign(b.Prepare(worker, model.Amend{Entry: first, Step: "vials", Field: "lot", Text: "4503", Reason: "it was the other vial"}))
	name := b.measuring(page, "4417", "5.0", "9.82")
	if got, want := b.markOf(name, "two"), fmt.Sprintf("2-2s REJECT with entry %d", first); got != want {
		t.Errorf("with a lot that was amended: %q, want %q", got, want)
	}
	s, _ := b.walk(name).Step("measure", "")
	if e := s.ValuesOf("two")[0].Control.Earlier; len(e) != 2 || e[1].Lot != "4503" || e[1].Target != "9.1" || e[1].SD != "0.41" || e[1].Value != "9.93" {
		t.Errorf("judged with %+v", e)
	}
	b.mustVerify()
}

// A front end that has not heard of a run that was completed meanwhile is told, and nothing is
// recorded; nor can it make up, or leave out, what a control is judged with.
func TestAControlIsNotRecordedAsJudgedWithOthersThanTheLogHas(t *testing.T) {
	b := newBench(t)
	page := controlPage()
	b.approved(page)
	name := b.startOf(page, worker)
	b.do(name, worker, run.Begin{}, run.Record{Field: "lot", Text: "4417"}, run.Complete{}, run.Record{Field: "one", Text: "5.0"})
	stale := b.walk(name)
	b.measured(page, "4417", "5.0", "9.81")
	events, err := stale.Do(run.Record{Field: "two", Text: "9.82"}, worker, b.now)
	if err != nil {
		t.Fatal(err)
	}
	var others *station.ControlsError
	if _, err := b.AppendEvents(name, worker, b.after(name), events); !errors.As(err, &others) || len(others.Measured) != 2 {
		t.Fatalf("stored as judged with none: %v", err)
	}
	if events, err = stale.Knowing(others.Measured).Do(run.Record{Field: "two", Text: "9.82"}, worker, b.now); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*sop.Event){
		"no mark":        func(e *sop.Event) { e.Mark = "" },
		"another target": func(e *sop.Event) { e.Control.Target = "9.9" },
		"another lot":    func(e *sop.Event) { e.Control.Lot = "4503" },
		"alone":          func(e *sop.Event) { e.Control.Fields = []string{"two"} },
		"nothing":        func(e *sop.Event) { e.Control = nil },
	} {
		forged := slices.Clone(events)
		if c := forged[0].Control; c != nil {
			copied := *c
			forged[0].Control = &copied
		}
		change(&forged[0])
		if _, err := b.AppendEvents(name, worker, b.after(name), forged); err == nil {
			t.Errorf("stored with %s", what)
		}
	}
	if _, err := b.AppendEvents(name, worker, b.after(name), events); err != nil {
		t.Error(err)
	}
}

// What each control is rejected for on entry is what its chart says of it behind those before.
func TestTheChartJudgesControlsAsTheyWereOnEntry(t *testing.T) {
	b := newBench(t)
	page := strings.NewReplacer("sd-two`\n", "sd-two, or redo #vials 1 time then end`\n").Replace(controlPage())
	b.approved(page)
	dice := rand.New(rand.NewPCG(7, 11))
	value := func(target, sd float64, drift float64) string {
		return fmt.Sprintf("%.2f", target+sd*(drift+dice.NormFloat64()))
	}
	marks := map[string][]string{} // by entry and round, in the order of the run
	for n := range 14 {
		drift := []float64{0, 1.6, -1.2}[n/5]
		b.now = b.now.Add(6 * time.Hour)
		lot, targets := "4417", [4]float64{5.0, 0.20, 9.0, 0.40}
		if n > 6 {
			lot, targets = "4503", [4]float64{5.2, 0.22, 9.1, 0.41}
		}
		name := b.startOf(page, worker)
		b.do(name, worker, run.Begin{})
		for range 2 {
			b.do(name, worker, run.Record{Field: "lot", Text: lot}, run.Complete{})
			b.do(name, worker, run.Record{Field: "one", Text: value(targets[0], targets[1], drift)}, run.Record{Field: "two", Text: value(targets[2], targets[3], drift)})
			b.actedOnOthers(name)
			if b.do(name, worker, run.Confirm{}); b.walk(name).Finished() {
				break
			}
		}
		if _, fast := b.walk(name).Unexplained(); fast {
			b.do(name, worker, run.ExplainPace{Text: "read from the screen"})
		}
		s, _ := b.walk(name).Step("measure", "")
		entry := b.sign(b.prepare(name, worker))
		for i, a := range append(slices.Clone(s.Earlier), run.Attempt{Values: s.Values}) {
			for _, v := range a.Values {
				key := fmt.Sprint(entry, " ", len(s.Earlier)-i)
				marks[key] = append(marks[key], v.Mark)
			}
		}
	}
	all, _ := b.charted("SOP-POC-031", "one")
	var judged []control.Control
	rejects := 0
	for _, r := range all.All {
		z, _ := control.Z(r.Number, r.Control.Target, r.Control.SD)
		key := fmt.Sprint(r.Entry, " ", r.Redone)
		judged = append(judged, control.Control{Name: r.Control.Row, Run: key, Z: z})
		var want []string
		for _, rule := range control.Rules {
			if rule.Rejects() && slices.ContainsFunc(control.Westgard(judged), func(f control.Finding) bool { return f.Rule == rule && slices.Contains(f.Of, len(judged)-1) }) {
				want = append(want, string(rule))
			}
		}
		mark := marks[key][0]
		marks[key] = marks[key][1:]
		if words := strings.Join(want, " ") + " REJECT"; len(want) > 0 != strings.Contains(mark, " REJECT") || len(want) > 0 && !strings.Contains(mark, words) {
			t.Errorf("%s of entry %s was marked %q, the chart says %v", r.Text, key, mark, want)
		}
		rejects += min(1, len(want))
	}
	if len(judged) < 28 || rejects < 5 || rejects > 25 {
		t.Errorf("%d controls, %d of them rejected: it shows little", len(judged), rejects)
	}
}

// actedOnOthers says what was done about what the page does not answer itself.
func (b *bench) actedOnOthers(name string) {
	b.t.Helper()
	for {
		r := b.walk(name)
		s, open := r.Current()
		d, ask := r.Unanswered(s)
		if !open || !ask {
			return
		}
		b.do(name, worker, run.ActOn{Deviation: d.Number, Text: "told the lead"})
	}
}

// What a control is judged with follows from the entries: while the index is built, and after
// a log was opened anew, it is the same.
func TestAControlIsJudgedWithoutAnIndex(t *testing.T) {
	b := newBench(t)
	page := controlPage()
	b.approved(page)
	first := b.measured(page, "4417", "5.0", "9.81")
	b.withoutIndex(5)
	if _, err := b.Readings(t.Context(), "SOP-POC-031", "two"); err == nil {
		t.Fatal("the index is there")
	}
	if got, want := b.markOf(b.measuring(page, "4417", "5.0", "9.82"), "two"), fmt.Sprintf("2-2s REJECT with entry %d", first); got != want {
		t.Errorf("marked %q, want %q", got, want)
	}
	if err := b.KeepIndexing(t.Context()); err != nil {
		t.Fatal(err)
	}
}
