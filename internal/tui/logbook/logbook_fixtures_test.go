package logbook_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/logbook"
	"soprun/sop/run"
)

// fakeBench is a log in memory.
type fakeBench struct {
	rows      []model.Completion
	err       error
	verdict   model.Verdict
	verifyErr error
	verified  int
	exposed   model.Exposure
	exposeErr error
	look      int               // how many are looked through for a part, 0 for ten
	asked     []context.Context // of every part that was asked for
}

func (b *fakeBench) Exposure() (model.Exposure, error) { return b.exposed, b.exposeErr }

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
			Entry: int64(100 - i), At: kittest.Now.Add(-time.Duration(i) * time.Hour), Person: khan(), SOP: "SOP-X-001",
			Title: fmt.Sprintf("Page number %03d", i), Outcome: run.OutcomeComplete,
		}
	}
	return out
}

func open(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, logbook.New(b))
}
