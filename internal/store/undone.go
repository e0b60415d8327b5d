package store

import (
	"slices"
	"strings"

	"soprun/internal/trace"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// ofValues are the kinds of exception that are about a value, which has a row of its own.
var ofValues = []string{record.Corrected, record.TypedAgain, record.Settled}

// notAsAsked says which steps of a run were not done as its page asks, and how: those
// exceptions of its completion that are not about a value, and every item that was left out,
// also where the list of exceptions had to be cut.
func (s *standing) notAsAsked(b *record.Completion) (out []sop.Event) {
	for _, x := range b.Exceptions {
		if x.Step == "" || slices.Contains(ofValues, x.Kind) || x.Kind == record.Deviation && s.judges(x) {
			continue
		}
		e := sop.Event{At: s.done, Step: x.Step, Item: x.Item, Value: x.Text}
		if item, _, is := run.ItemLeftOut(x.Text); is && x.Kind == record.LeftOut {
			e.Item = item
		}
		out = append(out, e)
	}
	for _, e := range s.left {
		if !slices.ContainsFunc(out, func(x sop.Event) bool { return x.Step == e.Step && x.Item == e.Value }) {
			out = append(out, sop.Event{At: s.done, Step: e.Step, Item: e.Value, Value: run.LeftOutText(e.Value, e.Reason)})
		}
	}
	return out
}

// judges reports whether an exception is a deviation of a value.
func (s *standing) judges(x record.Exception) bool {
	return slices.ContainsFunc(s.judged, func(e sop.Event) bool {
		return e.Step == x.Step && e.Item == x.Item && strings.HasPrefix(e.Reason, strings.TrimSuffix(x.Text, "…"))
	})
}

// asks reports whether a query looks for records by what a step says: those with exceptions, or
// with a late entry.
func (t *terms) asks(step string) bool {
	return slices.ContainsFunc(t.query, func(term trace.Term) bool {
		if term.Kind != trace.Phrase || term.Not {
			return false
		}
		return term.State == trace.Exceptions || term.State == trace.LateEntry && strings.HasPrefix(step, record.Late+": ")
	})
}
