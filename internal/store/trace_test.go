package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/internal/trace"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

var terms = []string{
	"fr001", "f-12", "f-11|f-12", "kim", "bo.ray", "fridge", "clean", "weigh", "value", "s26", "s77", "k", "daily", "zebra", "muller", "4.1", "41",
	`"to review"`, `"fr 001"`, `"kim oh"`, `"read the fridge"`, "to review", "countersigned", "sent back", "exceptions", "late entry", "amended", "complete",
	"ended", "out of limits", "above", "below", "now > 8", "now = 4.10", "now < -2.5", "now > 8 °C", "now < 4c", "now > 3 kg", "now >= 5000000000", "now <= 0.0000000001", "asset > 1",
	"by:kim", "by:bo", "cs:bo", "cs:ann", "page:cen", "step:spin", "step:each", "each", "defrosting", "f-13", "asset:f13", "lid", "warm", `"the lid was open"`, "ray", "ann", "asset:fr", "asset:f12", "lot:t07", "lot:f12", "code:b", "2026-11-22", "since:2026-11-23", "until:2026-11-22",
}

// Whatever is in a log and whatever is looked for in it, in whatever spans: what is found
// is what a filter over all entries finds, and its values are as they stand, or stood before
// they were done again.
func TestATraceIsAFilterOverAllRecords(t *testing.T) {
	dir, n := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		p := newPair(t, open(t, filepath.Join(dir, fmt.Sprintf("%d.db", n))))
		defer func() { p.must(p.store.Close()) }()
		for i := range rapid.IntRange(0, 6).Draw(rt, "runs") {
			run := fmt.Sprintf("r-%04d", i)
			p.moves(rt)
			p.live(rt, run)
			p.moves(rt)
			if rapid.Bool().Draw(rt, "catch up between") {
				p.must(p.store.CatchUp())
			}
			if rapid.IntRange(0, 5).Draw(rt, "signed") > 0 {
				p.signed(rt, run)
			}
		}
		if rapid.Bool().Draw(rt, "rebuild") {
			p.must(p.store.Rebuild(nil))
		}
		records := p.records()
		p.wrongAs(rt, records)
		for range 12 {
			typed := ""
			for range rapid.IntRange(0, 3).Draw(rt, "terms") {
				typed += rapid.SampledFrom([]string{" ", " ", " -"}).Draw(rt, "not") + rapid.SampledFrom(terms).Draw(rt, "term")
			}
			tracesAs(rt, p, records, typed)
		}
	})
}

// tracesAs compares a trace with the records that have all its terms.
func tracesAs(t *rapid.T, p *pair, records []*kept, typed string) {
	q := trace.Parse(typed, p.Now)
	span := store.Span{Max: rapid.IntRange(1, 3).Draw(t, "max"), Oldest: rapid.Bool().Draw(t, "oldest")}
	var want, got []int64
	byPlace := map[int64]*kept{}
	for _, r := range records {
		byPlace[r.at] = r
		if !slices.ContainsFunc(q.Terms, func(term trace.Term) bool { return r.has(term) == term.Not }) {
			want = append(want, r.at)
		}
	}
	if !span.Oldest {
		slices.Reverse(want)
	}
	for more := true; more; {
		found, err := p.store.Trace(p.T.Context(), q, store.Query{}, names, span)
		p.must(err)
		for _, r := range found.Records {
			got = append(got, r.At)
			asTheyStand(t, r, byPlace[r.At])
		}
		if found.Of != len(records) || found.More != (found.Looked < found.Of) {
			t.Fatalf("%q: %+v of %d", typed, found, len(records))
		}
		span.After, more = found.Next, found.More
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%q, read as %+v: found %v, want %v", typed, q, got, want)
	}
}

func asTheyStand(t *rapid.T, got store.Traced, want *kept) {
	said := func(step, field, item, text, unit string, out bool, redone int, amendedBy []string) string {
		return strings.Join([]string{step, field, item, text, unit, fmt.Sprint(out, redone, amendedBy)}, "|")
	}
	var have, should []string
	for _, v := range got.Values {
		have = append(have, said(v.Step, v.Field, v.Item, v.Text, v.Unit, v.Flags&store.OutOfLimits != 0, v.Redone, v.AmendedBy))
	}
	for _, s := range got.Steps {
		have = append(have, strings.Join([]string{s.Step, s.Item, s.Text}, "|"))
	}
	for _, v := range want.all() {
		var by []string
		if v.times == 0 {
			by = want.amenders[record.ValueID{Step: v.Step, Item: v.Item, Field: v.Field, Index: v.Index}]
		}
		should = append(should, said(v.Step, v.Field, v.Item, v.Value, v.Unit, v.Mark != "", v.times, by))
	}
	for _, x := range want.undone() {
		should = append(should, strings.Join([]string{x.Step, x.Item, x.Text}, "|"))
	}
	slices.Sort(have)
	slices.Sort(should)
	if !slices.Equal(have, should) {
		t.Fatalf("the values of %d are %q, want %q", got.At, have, should)
	}
}

// withValues is a log with a run of one value, and what is around it.
func withValues(t *testing.T, file string) *pair {
	p := newPair(t, open(t, file))
	p.append(append(p.Start(recordtest.Worker, "r-0001", sop.Event{Kind: sop.StepStarted, Step: "clean"}),
		p.Event(recordtest.Worker, "r-0001", sop.Event{Kind: sop.ValueRecorded, Step: "clean", Field: "now", Index: 1, Value: "8.6", Unit: "°C", Mark: "ABOVE 8.0 °C"}),
		p.Event(recordtest.Worker, "r-0001", sop.Event{Kind: sop.StepDone, Step: "clean"}))...)
	p.append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody("r-0001")))
	p.must(p.store.CatchUp())
	return p
}

// Who looks for what went wrong, or was entered late, sees which step it was.
func TestAStepIsWhatIsLookedForWhereItIsWrong(t *testing.T) {
	p := newPair(t, open(t, path(t)))
	defer func() { p.must(p.store.Close()) }()
	p.append(append(p.Start(recordtest.Worker, "r-0001", sop.Event{Kind: sop.StepStarted, Step: "clean"}),
		p.Event(recordtest.Worker, "r-0001", sop.Event{Kind: sop.StepDone, Step: "clean", Mark: sop.LateEntry, Value: "2026-11-22T08:00:00Z", Reason: "the terminal was off"}),
		p.Event(recordtest.Worker, "r-0001", sop.Event{Kind: sop.StepNotApplicable, Step: "spin", Reason: "it has none"}))...)
	body := p.CompletionBody("r-0001")
	body.Exceptions = []record.Exception{
		{Kind: record.Late, Step: "clean", Text: "late entry: done at 08:00, entered at 09:00: the terminal was off"},
		{Kind: record.NotApplicable, Step: "spin", Text: "not applicable: it has none"},
	}
	p.append(p.Act(recordtest.Worker, sop.Assistant, body))
	for typed, want := range map[string][]bool{"late entry": {true, false}, "exceptions": {true, true}, "complete": {false, false}, "-amended": {false, false}, "step:spin": {false, true}} {
		found, err := p.store.Trace(t.Context(), trace.Parse(typed, p.Now), store.Query{}, names, store.Span{Max: 10})
		if err != nil || len(found.Records) != 1 || len(found.Records[0].Steps) != 2 {
			t.Fatalf("%q: %+v, %v", typed, found.Records, err)
		}
		if s := found.Records[0].Steps; s[0].Hit != want[0] || s[1].Hit != want[1] {
			t.Errorf("%q: %+v", typed, s)
		}
	}
}

// The seal is over the digests of the packed values: a value that was changed is no answer,
// and a verification says so.
func TestAValueThatWasChangedIsNeverShown(t *testing.T) {
	for _, table := range []string{"values", "words", "of"} {
		file := path(t)
		p := withValues(t, file)
		p.must(p.store.Close())
		edit(t, file, within([]string{table, firstRows}, func(v []byte) []byte { v[len(v)-1] ^= 1; return v }))
		s := open(t, file)
		found, err := s.Trace(t.Context(), trace.Parse("now > 8", p.Now), store.Query{}, names, store.Span{Max: 10})
		if err == nil || !strings.Contains(err.Error(), "index --rebuild") {
			t.Errorf("%s: found %+v, %v", table, found, err)
		}
		if report := verify(t, s); len(report.Faults) != 1 || !strings.Contains(report.Faults[0].What, "index --rebuild") {
			t.Errorf("%s: %v", table, report.Faults)
		}
		p.must(s.Rebuild(nil))
		found, err = s.Trace(t.Context(), trace.Parse("now > 8", p.Now), store.Query{}, names, store.Span{Max: 10})
		if err != nil || len(found.Records) != 1 || found.Records[0].Values[0].Text != "8.6" {
			t.Errorf("%s: built again it finds %+v, %v", table, found, err)
		}
		p.must(s.Close())
	}
}

func TestAStolenDigestIsFoundBySeal(t *testing.T) {
	file := path(t)
	p := withValues(t, file)
	p.must(p.store.Close())
	edit(t, file, func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("derived")).Bucket([]byte("words"))
		return b.Put([]byte(firstRows), store.Redigested(b.Get([]byte(firstRows)), "8.6", "4.6"))
	})
	s := open(t, file)
	defer func() { _ = s.Close() }()
	found, err := s.Trace(t.Context(), trace.Parse("now > 8", p.Now), store.Query{}, names, store.Span{Max: 10})
	if err != nil || len(found.Records) != 1 || found.Records[0].Values[0].Text != "8.6" {
		t.Errorf("it says %+v, %v", found, err)
	}
}

// What two people dispose of goes from the values with the entries that it came from.
func TestADisposalTakesTheValuesAway(t *testing.T) {
	file := path(t)
	p := withValues(t, file)
	done := p.store.Head().Size - 1
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(done)))
	p.Now = p.Now.AddDate(8, 0, 20)
	at, list := p.dispose()
	if len(list) == 0 {
		t.Fatalf("nothing is due at %d", at)
	}
	p.must(p.store.Close())
	s := open(t, file)
	defer func() { p.must(s.Close()) }()
	found, err := s.Trace(t.Context(), trace.Parse("", p.Now), store.Query{}, names, store.Span{Max: 10})
	if err != nil || len(found.Records) != 0 {
		t.Errorf("found %+v, %v", found, err)
	}
	for k, v := range store.Derived(s) {
		if strings.Contains(v, "8.6") {
			t.Errorf("%q has the value", k)
		}
	}
}

// What nothing in the log has is found nowhere at once, and all is told as looked through; a
// term that is to be absent does not need to be anywhere.
func TestWhatNothingHasIsNowhere(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "log.db"))
	newPair(t, s)
	if err := store.FillIndex(s, 300, 10); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for typed, want := range map[string]bool{
		"zebra": false, "fridge zebra": false, `"no such words"`: false, "zebras > 3": false, "asset:zebra": false, "by:zebra": false, "page:zebra": false, "step:zebra": false,
		"fridge": true, "fridge -zebra": true, "reading > -1000": true, "by:kim": true, "march 2031": false,
	} {
		found, err := s.Trace(t.Context(), trace.Parse(typed, now), store.Query{}, names, store.Span{Max: 5})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(found.Records) > 0; got != want || !got && (found.More || found.Looked != found.Of) {
			t.Errorf("%s: %d found, %d of %d looked at, more %v", typed, len(found.Records), found.Looked, found.Of, found.More)
		}
	}
}
