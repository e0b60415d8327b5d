package store_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// world is a store that is driven beside the same log in memory.
type world struct {
	*pair
	file string
	runs int
	keys int     // that the worker was given
	done []int64 // completions
	seen map[int64]bool
}

// TestTheStoreIsTheModel does random things to both and compares them.
func TestTheStoreIsTheModel(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		w := &world{file: filepath.Join(dir, fmt.Sprintf("%d.db", n)), seen: map[int64]bool{}}
		w.pair = newPair(t, open(t, w.file))
		defer func() {
			w.compare()
			if err := w.store.Close(); err != nil {
				t.Error(err)
			}
			mustBeWhole(t, w.file)
		}()
		rt.Repeat(map[string]func(*rapid.T){
			"start": func(rt *rapid.T) {
				w.start(rapid.SampledFrom([]string{recordtest.Worker, recordtest.Boss}).Draw(rt, "person"))
			},
			"hand over": func(*rapid.T) { w.handOver() },
			"check":     func(*rapid.T) { w.check() },
			"clock":     func(rt *rapid.T) { w.moveClock(rapid.SampledFrom([]int{-60, 60}).Draw(rt, "minutes")) },
			"work":      func(rt *rapid.T) { w.work(rapid.IntRange(1, 5).Draw(rt, "events")) },
			"sign":      func(rt *rapid.T) { w.sign(rapid.SampledFrom([]sop.Code{"S1", "K26", "B3", "S77"}).Draw(rt, "code")) },
			"review": func(rt *rapid.T) {
				w.review(rapid.SampledFrom([]string{recordtest.Admin, recordtest.Boss}).Draw(rt, "person"), rapid.Uint64().Draw(rt, "which"))
			},
			"amend": func(rt *rapid.T) {
				w.amend(rapid.SampledFrom([]string{recordtest.Worker, recordtest.Boss}).Draw(rt, "person"), rapid.Uint64().Draw(rt, "which"))
			},
			"rotate":  func(*rapid.T) { w.rotate() },
			"look":    func(*rapid.T) { w.look() },
			"fail":    func(*rapid.T) { w.fail() },
			"reopen":  func(*rapid.T) { w.reopen() },
			"catchup": func(*rapid.T) { w.must(w.store.CatchUp()) },
			"rebuild": func(*rapid.T) { w.must(w.store.Rebuild(nil)) },
		})
	})
}

func (w *world) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

func (w *world) start(person string) {
	w.runs++
	w.append(w.Start(person, fmt.Sprintf("r-%06d", w.runs))...)
}

// open returns an open run, the one with the smallest id.
func (w *world) open() *record.OpenRun {
	ids := slices.Sorted(maps.Keys(w.State.Open))
	if len(ids) == 0 {
		return nil
	}
	return w.State.Open[ids[0]]
}

func (w *world) work(events int) {
	if r := w.open(); r != nil {
		var batch []record.Sealed
		if by := r.Doubt(); by != "" {
			w.append(w.Event(r.Person, r.Run, sop.Event{Kind: sop.ClockDoubted, Value: by}))
		}
		for i := range events {
			value := sop.Event{Kind: sop.ValueRecorded, Step: fmt.Sprintf("step-%d", i), Field: "t", Index: 1, Value: "0"}
			e := sop.Event{Kind: sop.StepDone, Step: value.Step}
			batch = append(batch, w.Event(r.Person, r.Run, value), w.Event(r.Person, r.Run, e))
		}
		w.append(batch...)
	}
}

func (w *world) sign(code sop.Code) {
	if r := w.open(); r != nil {
		body := w.CompletionBody(r.Run)
		body.Codes = []sop.Code{code}
		if n := r.Tally.Exceptions[record.ClockMoved]; n > 0 {
			body.Exceptions = []record.Exception{{Kind: record.More, Text: record.MoreText(n)}}
		}
		w.done = append(w.done, w.append(w.Act(r.Person, roleOf(r.Person), body)).First)
	}
}

func roleOf(person string) sop.Role {
	if person == recordtest.Worker {
		return sop.Assistant
	}
	return sop.Supervisor
}

// colleague is who does not own the run.
func colleague(r *record.OpenRun) string {
	if r.Person == recordtest.Worker {
		return recordtest.Boss
	}
	return recordtest.Worker
}

func (w *world) handOver() {
	if r := w.open(); r != nil {
		w.append(w.Signed(r.Person, roleOf(r.Person), r.Run, sop.Event{Kind: sop.HandoverOffered, Reason: "end of shift"}))
		next := colleague(r)
		w.append(w.Signed(next, roleOf(next), r.Run, sop.Event{Kind: sop.HandoverTaken}))
	}
}

// check signs a check of a step that nobody performs.
func (w *world) check() {
	if r := w.open(); r != nil {
		by := colleague(r)
		w.append(w.Signed(by, roleOf(by), r.Run, sop.Event{Kind: sop.StepChecked, Step: "lid", Mark: string(sop.BySecondPerson)}))
	}
}

func (w *world) moveClock(minutes int) {
	if minutes < 0 && w.Now.Hour() < 2 {
		minutes = -minutes // yesterday the page was not in force
	}
	if w.Booted.IsZero() {
		w.Booted = w.Now.Add(-time.Hour)
		w.fail() // a fact, by which the next can tell
	}
	if w.State.Boot != "" {
		w.MoveClock(time.Duration(minutes) * time.Minute)
		w.append(w.ClockFact())
	}
}

// first is a value that a run has if anything was done in it.
var first = record.ValueID{Step: "step-0", Field: "t", Index: 1}

// amend asks both for an amendment that may be refused, and wants the same answer.
func (w *world) amend(person string, which uint64) {
	if len(w.done) == 0 {
		return
	}
	at := w.done[which%uint64(len(w.done))]
	old, _ := w.Past.Value(at, first)
	body := &record.Amend{
		Field: first.Field, Index: first.Index, Leaf: w.Stored[at].Hashes[0], New: old + "1", Old: cmp.Or(old, "?"),
		Position: at, Reason: "the printout says otherwise", Step: first.Step,
	}
	if w.both(w.Act(person, roleOf(person), body)) {
		w.seen[at] = false
	}
}

// rotate gives the worker another key, and takes the one before it away.
func (w *world) rotate() {
	const worker = recordtest.Worker
	w.keys++
	before, next := cmp.Or(w.Held[worker], worker), fmt.Sprintf("%s, key %d", worker, w.keys)
	w.append(w.Act(recordtest.Admin, sop.Administrator, w.RotateBody(worker, next)))
	w.Hold(worker, next)
	w.append(w.Act(recordtest.Admin, sop.Administrator, recordtest.RevokeBody(worker, before, w.State.Keys[recordtest.Public(before)].Bound)))
}

// look reviews who has access, and says of the worker that they are competent.
func (w *world) look() {
	access, err := w.State.ReviewAccess("")
	w.must(err)
	w.append(w.Act(recordtest.Admin, sop.Administrator, access))
	body := &record.Competence{
		Method: record.Observed, Outcome: record.Competent, Person: recordtest.Worker,
		SOP: recordtest.SOP, SHA256: recordtest.TextSHA256, Version: "2.1",
	}
	for _, at := range w.done {
		if done, _ := w.Past.Performed(at); done.Person == recordtest.Worker {
			body.Run = done.Run
		}
	}
	w.append(w.Act(recordtest.Boss, sop.Supervisor, body))
}

// both asks both for an act that may be refused, wants the same answer, and
// returns whether it was accepted.
func (w *world) both(sealed record.Sealed) bool {
	w.T.Helper()
	want := w.Try(sealed)
	_, err := w.store.Append([]record.Sealed{sealed})
	var got *record.Fault
	if errors.As(err, &got) != (want != nil) || want != nil && got.Code != want.Code {
		w.T.Fatalf("%s: %v, the model says %v", sealed.Payload, err, want)
	}
	return want == nil
}

// review asks both for a review that may be refused, and wants the same answer.
func (w *world) review(person string, which uint64) {
	if len(w.done) == 0 {
		return
	}
	at := w.done[which%uint64(len(w.done))]
	if w.both(w.Act(person, sop.Supervisor, w.ReviewBody(at))) {
		w.seen[at] = true
	}
}

func (w *world) fail() {
	if w.State.People[recordtest.Worker].Failures < record.MaxFailures-1 {
		w.append(w.Fact(recordtest.Worker, &record.UnlockFailed{Count: w.State.People[recordtest.Worker].Failures + 1}))
	}
}

func (w *world) reopen() {
	w.must(w.store.Close())
	w.store = open(w.T, w.file)
}

// compare verifies the store and asks it for everything the model knows.
func (w *world) compare() {
	w.T.Helper()
	mustVerify(w.T, w.store)
	mustVerifyNew(w.T, w.store)
	for at, want := range w.Stored {
		_, got, err := w.store.Get(int64(at))
		if err != nil || !bytes.Equal(got.Payload, want.Payload) || !slices.Equal(got.Hashes, want.Hashes) {
			w.T.Fatalf("entry %d differs from the model (%v)", at, err)
		}
	}
	for _, at := range w.done {
		want, _ := w.Past.Performed(at)
		got, ok, err := w.store.Performed(at)
		if !ok || err != nil || !slices.Equal(each(got.Owners), each(want.Owners)) || got.Person != want.Person {
			w.T.Fatalf("run of %d was of %v, the model says %v", at, got.Owners, want.Owners)
		}
		if !slices.Equal(got.Reviewers, each(want.Reviewers)) || !slices.Equal(got.Amenders, want.Amenders) {
			w.T.Fatalf("%d was reviewed by %v and amended by %v, the model says %v and %v", at, got.Reviewers, got.Amenders, want.Reviewers, want.Amenders)
		}
		value, _ := w.Past.Value(at, first)
		if got, _, err := w.store.Value(at, first); got != value || err != nil {
			w.T.Fatalf("a value of %d is %q, the model says %q", at, got, value)
		}
	}
	find := func(q store.Query) (found []int64) {
		w.must(w.store.Find(q, func(at int64) bool { found = append(found, at); return true }))
		slices.Reverse(found)
		return found
	}
	if got := find(store.Query{}); !slices.Equal(got, w.done) {
		w.T.Fatalf("completions %v, the model has %v", got, w.done)
	}
	open := slices.DeleteFunc(slices.Clone(w.done), func(at int64) bool { return w.seen[at] })
	if got := find(store.Query{Awaited: asked}); !slices.Equal(got, open) {
		w.T.Fatalf("without a review %v, the model has %v", got, open)
	}
	w.store.View(func(st *record.State) {
		if !slices.Equal(slices.Sorted(maps.Keys(st.Open)), slices.Sorted(maps.Keys(w.State.Open))) {
			w.T.Fatalf("open runs %v, the model has %v", st.Open, w.State.Open)
		}
	})
}

// each returns everybody in a list, once.
func each(people []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(people)))
}

// Indexes that were caught up bit by bit are the bytes that a rebuild makes.
func TestARebuiltIndexIsTheSame(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	r := rand.New(rand.NewPCG(1, 2))
	var done []int64
	for n := range 60 {
		done = append(done, p.perform(fmt.Sprintf("r-%06d", n)))
		if r.IntN(3) == 0 {
			p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(done[len(done)-1])))
		}
		if r.IntN(4) == 0 {
			p.must(s.CatchUp())
		}
	}
	p.append(p.Start(recordtest.Worker, "r-open")...)
	handed := &world{pair: p}
	handed.handOver()
	p.must(s.CatchUp())
	handed.handOver()
	handed.sign("S1")
	p.must(s.CatchUp())
	before := store.Derived(s)
	told := int64(0)
	p.must(s.Rebuild(func(done, total int64) { told = done }))
	if after := store.Derived(s); !maps.Equal(before, after) || len(before) == 0 {
		t.Errorf("the index differs after a rebuild: %d and %d values", len(before), len(after))
	}
	if told != s.Head().Size {
		t.Errorf("progress ended at %d of %d", told, s.Head().Size)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, file, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("derived")) })
	s = MustOpen(t, file)
	p.must(s.CatchUp())
	if after := store.Derived(s); !maps.Equal(before, after) {
		t.Error("the index differs after it was deleted")
	}
}

func (p *pair) must(err error) {
	p.T.Helper()
	if err != nil {
		p.T.Fatal(err)
	}
}
