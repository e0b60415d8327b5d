package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func contextOfCleanup() context.Context { return context.Background() }

func path(t testing.TB) string { return filepath.Join(t.TempDir(), "log.db") }

func TestALogIsTheSameAfterReopening(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	done := p.perform("r-0001")
	p.append(p.Start(recordtest.Worker, "r-0002")...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	if s.Head() != p.Head() {
		t.Errorf("head = %v, want %v", s.Head(), p.Head())
	}
	s.View(func(st *record.State) {
		if len(st.People) != 3 || len(st.Open) != 1 || st.Open["r-0002"] == nil {
			t.Errorf("state = %+v", st)
		}
	})
	for at, want := range p.Stored {
		_, got, err := s.Get(int64(at))
		if err != nil || string(got.Payload) != string(want.Payload) || string(got.Signature) != string(want.Signature) {
			t.Errorf("entry %d differs, %v", at, err)
		}
	}
	if text, ok := s.Text(recordtest.TextSHA256); !ok || string(text) != recordtest.Text {
		t.Errorf("text = %q, %v", text, ok)
	}
	entries, completion, err := s.Run("r-0001")
	if err != nil || completion != done || !slices.Equal(entries, []int64{4, 5, 6}) {
		t.Errorf("run = %v, %d, %v", entries, completion, err)
	}
}

func TestAnEntryThatBreaksARuleLeavesNothingBehind(t *testing.T) {
	file := path(t)
	s := MustOpen(t, file)
	p := newPair(t, s)
	before := s.Head()
	batch := []record.Sealed{
		p.Fact(recordtest.Worker, recordtest.StartBody("r-0001")),
		p.Fact(recordtest.Boss, &record.RunEvent{Run: "r-0001", Event: recordtest.Done("a")[0]}), // not Bo's run
	}
	_, err := s.Append(batch)
	var fault *record.Fault
	if !errors.As(err, &fault) || fault.Code != record.FaultRun || fault.Entry != before.Size+1 {
		t.Fatalf("err = %v, want a fault about the run", err)
	}
	if s.Head() != before {
		t.Errorf("head = %v, want %v", s.Head(), before)
	}
	s.View(func(st *record.State) {
		if len(st.Open) != 0 {
			t.Error("a run is open that is not in the log")
		}
	})
	// The same start is still possible: the store does not remember the refusal.
	p.append(batch[0])
}

func TestAReviewIsNeverOnesOwnAndNeverTwice(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	p.append(p.Start(recordtest.Boss, "r-0001", recordtest.Done("a")...)...)
	done := p.append(p.Act(recordtest.Boss, sop.Supervisor, p.CompletionBody("r-0001"))).First
	refused := func(sealed record.Sealed, want record.FaultCode) {
		t.Helper()
		_, err := s.Append([]record.Sealed{sealed})
		var fault *record.Fault
		if !errors.As(err, &fault) || fault.Code != want {
			t.Errorf("err = %v, want fault %q", err, want)
		}
	}
	refused(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(done)), record.FaultDuties)
	p.append(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(done)))
	refused(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(done)), record.FaultReview)
	if err := s.CatchUp(); err != nil {
		t.Fatal(err)
	}
	refused(p.Act(recordtest.Admin, sop.Supervisor, p.ReviewBody(done)), record.FaultReview)
	refused(p.Fact(recordtest.Worker, recordtest.StartBody("r-0001")), record.FaultRun)
}

func TestAnOrdinaryActFitsInOnePage(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	events := recordtest.Done("read-temperature")
	for n := range 8 {
		events = append(events, sop.Event{Kind: sop.DeviationOpened, Step: "read-temperature", Index: n + 1, Reason: "ABOVE 8.0 °C"})
	}
	p.append(p.Start(recordtest.Worker, "r-0001", events...)...)
	body := p.CompletionBody("r-0001")
	for range 8 {
		body.Exceptions = append(body.Exceptions, record.Exception{
			Kind: record.Deviation, Step: "read-temperature", Text: "Temperature 9.2 °C: ABOVE 8.0 °C", Action: "moved the samples to fridge 2",
		})
	}
	at := p.append(p.Act(recordtest.Worker, sop.Assistant, body)).First
	if n := s.SizeOf(at); n > 4064 {
		t.Errorf("the entry takes %d bytes, more than one page", n)
	}
}

func TestFindIsNewestFirstAndMatchesEveryFilter(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	first, second := p.perform("r-0001"), p.perform("r-0002")
	p.append(p.Act(recordtest.Boss, sop.Supervisor, p.ReviewBody(first)))
	find := func(q store.Query) (found []int64) {
		t.Helper()
		if err := s.Find(q, func(at int64) bool { found = append(found, at); return true }); err != nil {
			t.Fatal(err)
		}
		return found
	}
	at := func(n int64) record.Time {
		e, _, err := s.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		return e.Entry.At
	}
	both := []int64{second, first}
	for name, c := range map[string]struct {
		q    store.Query
		want []int64
	}{
		"all":            {store.Query{}, both},
		"person":         {store.Query{Person: recordtest.Worker}, both},
		"another person": {store.Query{Person: recordtest.Boss}, nil},
		"sop":            {store.Query{SOP: recordtest.SOP}, both},
		"another sop":    {store.Query{SOP: "SOP-X"}, nil},
		"code":           {store.Query{Code: "S26"}, both},
		"another code":   {store.Query{Code: "B1"}, nil},
		"no code":        {store.Query{Code: "X"}, nil},
		"since":          {store.Query{Since: at(second).Time}, both[:1]},
		"until":          {store.Query{Until: at(second).Time}, both[1:]},
		"open":           {store.Query{Awaited: asked}, both[:1]},
	} {
		if got := find(c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %v", name, got, c.want)
		}
	}
}

func TestEveryEntryIsProvenToBeInTheLog(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	p.perform("r-0001")
	for at, want := range p.Stored {
		proof, head, err := s.Prove(int64(at))
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, head.Size, head.Root, int64(at), want.Hashes[0]); err != nil {
			t.Errorf("entry %d: %v", at, err)
		}
	}
	if _, _, err := s.Prove(s.Head().Size); err == nil {
		t.Error("an entry that is not there was proven")
	}
	checkpoint, err := s.Checkpoint()
	if err != nil || string(checkpoint) != string(p.Stored[len(p.Stored)-1].Checkpoint) {
		t.Errorf("checkpoint = %q, %v", checkpoint, err)
	}
}

func TestIndexesThatTrailTooFarAreCaughtUpBesideTheAppends(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	var events []sop.Event
	for n := range 4200 {
		events = append(events, sop.Event{Kind: sop.ValueImpossible, Step: "a", Index: n + 1, Value: "x"})
	}
	if len(store.Derived(s)) != 0 {
		t.Error("indexes were written that nobody asked for")
	}
	p.append(p.Start(recordtest.Worker, "r-0001", events...)...)
	store.WaitForIndex(s)
	if len(store.Derived(s)) == 0 {
		t.Error("the indexes are more than four thousand entries behind")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	s.View(func(st *record.State) {
		if got := len(st.Open["r-0001"].Positions); got != 4201 {
			t.Errorf("the run has %d entries, want 4201", got)
		}
	})
}

func TestReadersAndWritersDoNotDisturbEachOther(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := s.Find(store.Query{}, func(at int64) bool { _, ok, _ := s.Performed(at); return ok }); err != nil {
					t.Error(err)
				}
				if _, _, err := s.Run("r-0001"); err != nil {
					t.Error(err)
				}
				s.View(func(st *record.State) { st.PeopleByID() })
			}
		})
	}
	for n := range 10 {
		p.perform(fmt.Sprintf("r-%04d", n))
	}
	close(stop)
	wg.Wait()
}

// Somebody who verifies while others append is told of no fault.
func TestALogThatGrowsWhileItIsVerifiedIsSound(t *testing.T) {
	s := MustOpen(t, path(t))
	p := newPair(t, s)
	p.perform("r-0000")
	mark(t, s)
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			for _, check := range []func() (*record.Report, error){
				func() (*record.Report, error) { return s.Verify(t.Context(), markedAt, nil) },
				func() (*record.Report, error) {
					report, _, err := s.VerifyNew(t.Context(), nil)
					return report, err
				},
			} {
				if report, err := check(); err != nil || !report.OK() {
					done <- fmt.Errorf("%+v: %w", report, err)
					return
				}
			}
		}
	}()
	for n := range 60 {
		p.perform(fmt.Sprintf("r-%04d", n+1))
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestCheckpointsThatAreReadInTurnAreThoseThatAreReadAlone(t *testing.T) {
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	p := newPair(t, s)
	for i := range 8 {
		p.perform(fmt.Sprintf("r-%04d", i))
	}
	var sizes []int64
	for size := int64(1); size <= s.Head().Size; size++ {
		sizes = append(sizes, size)
	}
	backwards := slices.Clone(sizes)
	slices.Reverse(backwards)
	for _, order := range [][]int64{sizes, backwards, {1, s.Head().Size, 2, 17, 16, 15, 1}} {
		alone, inTurn, err := store.NotesBothWays(s, order)
		if err != nil || len(alone) < 7 {
			t.Fatalf("%d checkpoints, %v", len(alone), err)
		}
		for i := range alone {
			if !bytes.Equal(alone[i], inTurn[i]) {
				t.Errorf("over %d entries it is\n%s\nand in turn\n%s", order[i], alone[i], inTurn[i])
			}
		}
	}
}
