package store_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// starts are batches that start a run each; they bear one time, so that any order of them is one.
func (p *pair) starts(n int, name string) (all [][]record.Sealed) {
	now := p.Now
	for i := range n {
		all = append(all, p.Start(recordtest.Worker, fmt.Sprintf("r-%s%04d", name, i)))
		p.Now = now
	}
	return all
}

func TestManyWhoAppendAtOnceAreEachWrittenOnceAndTheRestRefused(t *testing.T) {
	const writers, each = 16, 12
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	before := s.Head().Size
	good, twice := p.starts(writers*each, "g"), p.starts(writers, "t")
	var mu sync.Mutex
	var at []int64
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if i == each/2 { // its second entry breaks a rule: none of it is written
					var fault *record.Fault
					if out, err := s.Append([]record.Sealed{twice[w][0], twice[w][0]}); !errors.As(err, &fault) || out != (store.Outcome{}) {
						t.Errorf("a run that is started twice: %+v, %v", out, err)
					}
				}
				out, err := s.Append(good[w*each+i])
				if err != nil || out.CheckpointFile != nil || out.Head.Size <= out.First {
					t.Errorf("%+v, %v", out, err)
				}
				_, raw, err := s.Get(out.First)
				if err != nil || string(raw.Payload) != string(good[w*each+i][0].Payload) {
					t.Errorf("entry %d is another one: %v", out.First, err)
				}
				mu.Lock()
				at = append(at, out.First)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(at)
	if got := s.Head().Size - before; got != writers*each || len(slices.Compact(at)) != writers*each {
		t.Errorf("%d entries at %d positions, want %d", got, len(at), writers*each)
	}
	s.View(func(st *record.State) {
		if len(st.Open) != writers*each {
			t.Errorf("%d open runs, want %d", len(st.Open), writers*each)
		}
	})
}

// What a rule refuses is no reason to read the log again: the state has not seen it.
func TestARefusedActLeavesTheStateAsItIs(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	var state *record.State
	s.View(func(st *record.State) { state = st })
	var fault *record.Fault
	if _, err := s.Append([]record.Sealed{p.Fact(recordtest.Worker, &record.UnlockFailed{Count: 5})}); !errors.As(err, &fault) {
		t.Fatalf("a fifth failure was taken as the first: %v", err)
	}
	s.View(func(st *record.State) {
		if st != state {
			t.Error("the state was made again")
		}
	})
	p.perform("r-0001")
}

// The file of checkpoints keeps what was signed by people, and the last note of all.
func TestTheCheckpointsBesideTheLogAreThoseOfActsAndTheLast(t *testing.T) {
	file := path(t)
	s := MustOpen(t, file)
	p := newPair(t, s)
	p.perform("r-0001")
	kept := slurp(t, file+".checkpoints")
	start := p.Start(recordtest.Worker, "r-0002", recordtest.Done("clean")...)
	var last []byte
	for i := range start {
		p.append(start[i])
		note, err := s.Checkpoint()
		if err != nil {
			t.Fatal(err)
		}
		last = note
		if got, want := string(slurp(t, file+".checkpoints")), string(kept)+string(note); got != want {
			t.Fatalf("after a fact the file is %q, want %q", got, want)
		}
		mustVerify(t, s)
	}
	p.append(p.Signed(recordtest.Boss, sop.Supervisor, "r-0002", sop.Event{Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.BySupervisor)}))
	signed, err := s.Checkpoint()
	if err != nil || string(signed) == string(last) {
		t.Fatalf("no checkpoint over the act: %v", err)
	}
	p.append(p.Event(recordtest.Worker, "r-0002", sop.Event{Kind: sop.ValueImpossible, Step: "clean", Value: "x"}))
	after, err := s.Checkpoint()
	if got, want := string(slurp(t, file+".checkpoints")), string(kept)+string(signed)+string(after); err != nil || got != want {
		t.Errorf("the file is %q, want %q, %v", got, want, err)
	}
}
