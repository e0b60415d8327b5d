package listing_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/listing"
	"soprun/sop/run"
)

// fakeBench is a log in memory.
type fakeBench struct {
	present.Reader // nothing here reads people
	present.Station
	rows      []model.Completion
	err       error
	verdict   model.Verdict
	verifyErr error
	verified  int
	exposed   model.Exposure
	exposeErr error
	look      int               // how many are looked through for a part, 0 for ten
	named     []model.Named     // what the words of a trace are the name of
	asked     []context.Context // of every part that was asked for
}

func (b *fakeBench) Exposure() (model.Exposure, error) { return b.exposed, b.exposeErr }

func (b *fakeBench) TraceFrom(ctx context.Context, q model.Query, from model.From) (out model.Part[model.Traced], err error) {
	part, err := b.CompletionsFrom(ctx, q, from)
	out = model.Part[model.Traced]{Next: part.Next, More: part.More, Looked: part.Looked, Of: part.Of, ReadAs: []string{"read as: the word " + q.Words}, Named: b.named}
	for _, c := range part.Rows {
		out.Rows = append(out.Rows, model.Traced{Completion: c})
	}
	return out, err
}

func (b *fakeBench) CompletionsFrom(ctx context.Context, q model.Query, from model.From) (model.Part[model.Completion], error) {
	b.asked = append(b.asked, ctx)
	if b.err != nil {
		return model.Part[model.Completion]{}, b.err
	}
	rows := slices.DeleteFunc(slices.Clone(b.rows), func(c model.Completion) bool { return q.Open && len(c.Countersigned) > 0 })
	return kittest.Part(rows, from, cmp.Or(b.look, 10), func(c model.Completion) (int64, bool) {
		return c.Entry, strings.Contains(strings.ToLower(c.Title+c.Person.Name), strings.ToLower(q.Words))
	}), nil
}

func (b *fakeBench) Verify(context.Context, func(done, total int64)) (model.Verdict, error) {
	b.verified++
	return b.verdict, b.verifyErr
}

func khan() model.Person { return model.Person{ID: "a.khan", Name: "A. Khan"} }

// completions returns n of them, newest first, an hour apart.
func completions(n int) []model.Completion {
	out := make([]model.Completion, n)
	for i := range out {
		out[i] = model.Completion{
			SupervisorSigns: true,
			Entry:           int64(100 - i), At: kittest.Now.Add(-time.Duration(i) * time.Hour), Person: khan(), SOP: "SOP-X-001",
			Title: fmt.Sprintf("Page number %03d", i), Outcome: run.OutcomeComplete,
		}
	}
	return out
}

func open(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, log(t, b, false))
}

// named returns the list of a name.
func named(t *testing.T, name string) present.List {
	t.Helper()
	list, ok := present.ListNamed(name)
	if !ok {
		t.Fatalf("there is no list %q", name)
	}
	return list
}

// log is the screen of the log.
func log(t *testing.T, b *fakeBench, only bool) listing.Model {
	t.Helper()
	return listing.New(present.Sources{Reader: b, Station: b, Roll: b}, named(t, "log"), only)
}

// entryOf is the entry of the row that was gone to.
func entryOf(g kit.Go) int64 {
	n, err := strconv.ParseInt(g.Row, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
