package logbook_test

import (
	"context"
	"fmt"
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
}

func (b *fakeBench) Exposure() (model.Exposure, error) { return b.exposed, b.exposeErr }

func (b *fakeBench) Completions(q model.Query) ([]model.Completion, error) {
	if b.err != nil {
		return nil, b.err
	}
	var out []model.Completion
	for _, c := range b.rows {
		if strings.Contains(strings.ToLower(c.Title+c.Person.Name), strings.ToLower(q.Words)) && (!q.Open || len(c.Countersigned) == 0) {
			out = append(out, c)
		}
	}
	return out, nil
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
