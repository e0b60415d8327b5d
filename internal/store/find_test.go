package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// Whatever the rows are, however they lie in the table and in whatever spans they are
// searched, from either end: nothing is left out, nothing comes twice, and what is said
// of how far it is, is so.
func TestSpansOfASearchAreTheWholeTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var values [][]int64
		var want []int64
		q := store.Query{}
		if rapid.Bool().Draw(t, "awaited") {
			q.Awaited = asked
		}
		reviewed := func(at int64) bool { return at%3 == 0 }
		at := int64(0)
		for range rapid.IntRange(0, 8).Draw(t, "values") {
			var value []int64
			for range rapid.IntRange(1, 9).Draw(t, "rows") {
				at += int64(rapid.IntRange(1, 3).Draw(t, "gap"))
				value = append(value, at)
				if q.Awaited == nil || !reviewed(at) {
					want = append(want, at)
				}
			}
			values = append(values, value)
		}
		span := store.Span{Oldest: rapid.Bool().Draw(t, "oldest"), Uncounted: rapid.Bool().Draw(t, "uncounted")}
		if !span.Oldest {
			slices.Reverse(want)
		}
		var got []int64
		for more := true; more; {
			span.Max, span.Look = rapid.IntRange(0, 7).Draw(t, "max"), rapid.IntRange(0, 7).Draw(t, "look")
			found, err := store.SearchRows(values, reviewed, q, span)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, found.At...)
			if span.Uncounted && (found.Of != 0 || found.Looked != 0) {
				t.Fatalf("%+v was counted", found)
			}
			if !span.Uncounted && (found.Of != len(want) || found.Looked != len(got)) || found.More != (len(got) < len(want)) {
				t.Fatalf("%+v after %v of %v", found, got, want)
			}
			if span.Max > 0 && len(found.At) > span.Max || span.Look > 0 && len(found.At) > span.Look {
				t.Fatalf("%+v found %v", span, found.At)
			}
			span.After, more = found.Next, found.More
		}
		if !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	})
}

func TestASearchReadsOnlyWhatItsSpanHasRoomFor(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	var done []int64
	for n := range 5 {
		done = append(done, p.perform(fmt.Sprintf("r-%04d", n)))
	}
	read := 0
	q := store.Query{Reads: func(person, sopID string, payload []byte) bool {
		read++
		return person == recordtest.Worker && sopID == recordtest.SOP && bytes.Contains(payload, []byte(`"r-0001"`))
	}}
	found, err := s.Search(t.Context(), q, store.Span{Look: 2})
	if err != nil || len(found.At) != 0 || read != 2 || found.Next != done[3] || !found.More {
		t.Errorf("%+v after %d were read, %v", found, read, err)
	}
	found, err = s.Search(t.Context(), q, store.Span{After: found.Next, Max: 1})
	if err != nil || !slices.Equal(found.At, done[1:2]) || read != 4 || !found.More || found.Looked != 4 || found.Of != 5 {
		t.Errorf("%+v after %d were read, %v", found, read, err)
	}
	if found, err = s.Search(t.Context(), store.Query{Person: "nobody"}, store.Span{}); err != nil || found.Of != 0 || found.More {
		t.Errorf("of nobody: %+v, %v", found, err)
	}
}

// What a row says is kept as the log goes on: who countersigned, until it is amended, and
// what was sent back, until that is answered.
func TestCompletionsAreFoundByHowTheyStand(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	good := p.perform("r-0001")
	p.append(p.Start(recordtest.Worker, "r-0002", append(recordtest.Done("clean"),
		sop.Event{Kind: sop.IncidentRaised, Step: "clean", Reason: "glass on the floor"}, sop.Event{Kind: sop.RunStopped, Reason: "the power went"})...)...)
	body := p.CompletionBody("r-0002")
	body.Exceptions = []record.Exception{{Kind: record.Raised, Step: "clean", Text: "glass on the floor"}}
	bad := p.append(p.Act(recordtest.Worker, sop.Assistant, body)).First
	check := func(when string, want map[string][]int64) {
		t.Helper()
		for name, q := range map[string]store.Query{
			"complete": {Outcome: record.Complete}, "stopped": {Outcome: record.Stopped}, "no outcome": {Outcome: "lost"},
			"exceptions": {Exceptions: true}, "clean": {Clean: true}, "nobody asked": {Awaited: map[string]bool{}}, "sent back": {SentBack: true}, "open": {Awaited: asked},
			"boss": {Countersigner: recordtest.Boss}, "admin": {Countersigner: recordtest.Admin}, "nobody": {Countersigner: "no.body"},
		} {
			var found []int64
			p.must(s.Find(q, func(at int64) bool { found = append(found, at); return true }))
			if !slices.Equal(found, want[name]) {
				t.Errorf("%s, %s: found %v, want %v", when, name, found, want[name])
			}
		}
	}
	both := []int64{bad, good}
	want := map[string][]int64{"complete": {good}, "stopped": {bad}, "exceptions": {bad}, "clean": {good}, "open": both, "nobody asked": {bad}}
	check("signed", want)
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(good)))
	leaf := p.Stored[bad].Hashes[0]
	returned := p.append(p.Act(recordtest.Boss, sop.Supervisor, &record.Return{Leaf: leaf, Position: bad, Reason: "which power, and why?"})).First
	want["open"], want["nobody asked"], want["boss"], want["sent back"] = nil, nil, both[1:], both[:1]
	check("reviewed and sent back", want)
	p.append(p.Act(recordtest.Worker, sop.Assistant, &record.Answer{Leaf: leaf, Position: bad, Return: returned, Text: "the ring main of the ward"}))
	want["sent back"], want["open"], want["nobody asked"] = nil, both[:1], both[:1]
	check("answered", want)
	p.append(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(bad)))
	want["admin"], want["open"], want["nobody asked"] = both[:1], nil, nil
	check("reviewed", want)
	p.append(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(good)))
	want["admin"] = both
	check("reviewed by two", want)
	p.must(s.Rebuild(nil))
	check("built again", want)
}

// Position and number share a row with others: one more person than it has room for is
// refused, and is never taken for the first.
func TestAPersonWhomARowHasNoNumberForIsRefused(t *testing.T) {
	last, err := store.NumberPeople(1<<16 - 1)
	if err != nil || last != 1<<16-2 {
		t.Fatalf("the last number is %d, %v", last, err)
	}
	if n, err := store.NumberPeople(1 << 16); err == nil || !strings.Contains(err.Error(), "65,535 people") {
		t.Errorf("one more has number %d: %v", n, err)
	}
}

func TestASearchThatIsCancelledStops(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	for n := range 80 {
		p.perform(fmt.Sprintf("r-%04d", n))
	}
	ctx, stop := context.WithCancel(t.Context())
	read := 0
	found, err := s.Search(ctx, store.Query{Reads: func(string, string, []byte) bool { read++; stop(); return true }}, store.Span{})
	if !errors.Is(err, context.Canceled) || read != 64 {
		t.Errorf("it read %d and found %d, %v", read, len(found.At), err)
	}
}

// What a search passes over has to be what was logged, as what it finds has.
func TestASearchDoesNotPassOverWhatWasChanged(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	at := p.perform("r-0001")
	p.must(s.CatchUp())
	p.must(s.Close())
	edit(t, file, func(tx *bbolt.Tx) error {
		entries := tx.Bucket([]byte("entries"))
		value := entries.Get(store.KeyOf(at))
		return entries.Put(store.KeyOf(at), bytes.Replace(value, []byte("r-0001"), []byte("r-0002"), 1))
	})
	s = open(t, file)
	defer func() { _ = s.Close() }() // it is damaged
	_, err := s.Search(t.Context(), store.Query{Reads: func(string, string, []byte) bool { return false }}, store.Span{})
	if !errors.Is(err, store.ErrChanged) {
		t.Errorf("the search ended with %v", err)
	}
}
