package logbook_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"soprun/internal/session"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/logbook"
	"soprun/sop/run"
)

// fakeBench is a log in memory.
type fakeBench struct {
	rows      []session.Completion
	err       error
	verdict   session.Verdict
	verifyErr error
	verified  int
	exposed   session.Exposure
	exposeErr error
}

func (b *fakeBench) Exposure() (session.Exposure, error) { return b.exposed, b.exposeErr }

func (b *fakeBench) Completions(q session.Query) ([]session.Completion, error) {
	if b.err != nil {
		return nil, b.err
	}
	var out []session.Completion
	for _, c := range b.rows {
		if strings.Contains(strings.ToLower(c.Title+c.Person.Name), strings.ToLower(q.Words)) && (!q.Open || len(c.Countersigned) == 0) {
			out = append(out, c)
		}
	}
	return out, nil
}

func (b *fakeBench) Verify(context.Context, func(done, total int64)) (session.Verdict, error) {
	b.verified++
	return b.verdict, b.verifyErr
}

func khan() session.Person { return session.Person{ID: "a.khan", Name: "A. Khan"} }

// completions returns n of them, newest first, an hour apart.
func completions(n int) []session.Completion {
	out := make([]session.Completion, n)
	for i := range out {
		out[i] = session.Completion{
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
