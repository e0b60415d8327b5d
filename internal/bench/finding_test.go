package bench_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/run"
)

// ofFinding are the measures of what somebody waits for who looks for something. What a user would
// pick instead is SQLite, with the same rows and an index for each filter.
var ofFinding = []measure{
	{work: "newest 50 completions, the slowest filter", unit: "ms", ref: "SQLite, the slowest of the same", most: 3, grows: still, take: finds("")},
	{work: "first page of a trace, the slowest terms", unit: "ms", ref: "SQLite, join of values", most: 4, grows: still, because: "of the slowest terms a quarter is finding them, on all cores, and the rest reading 30 records in full: their values, their entries, and who signed anything about them", take: traces},
	{work: "first page of a word", unit: "ms", ref: "SQLite LIKE, 50 rows", most: 16.7, grows: still, take: finds("fridge")},
	{work: "a word that nothing has, first part", unit: "ms", most: 16.7, grows: still, take: parts(false)},
	{work: "a word that nothing has, to the end", unit: "ms", ref: "SQLite LIKE, all rows", most: 500, grows: linear, take: parts(true)},
	{work: "the log open, most on the heap", unit: "MB", most: 40, grows: still, take: findsWithin},
	{work: "open a log whose index is there", unit: "ms", most: 50, grows: still, take: opens},
}

// filters are queries as the log screen makes them.
func filters(words string) map[string]model.Query {
	year := time.Now().AddDate(0, -2, 0)
	out := map[string]model.Query{
		"all":       {},
		"person":    {Person: "a.khan"},
		"procedure": {SOP: "SOP-EQ-014"},
		"code":      {Code: "S26"},
		"since":     {Since: year},
		"open":      {Open: true},
		"ended":     {Outcome: run.OutcomeEnded},
		"wrong":     {Exceptions: true},
		"by":        {Countersigner: "j.bell"},
		"several":   {Person: "d.osei", Code: "S7", Since: year, Exceptions: true},
	}
	for name, q := range out {
		q.Words, q.Limit = words, 50
		out[name] = q
	}
	return out
}

// slowestOf measures works each by its median, and returns the slowest, with how many rows that found.
func slowestOf[Q any](n int, works map[string]Q, do func(Q) (rows int, err error)) (most figure, err error) {
	for name, q := range works {
		rows := 0
		took, err := inTurn(n, time.Millisecond, func() (err error) { rows, err = do(q); return err }, nil)
		if err != nil {
			return most, fmt.Errorf("%s: %w", name, err)
		}
		if took.ours > most.ours {
			most = took.of(rows)
		}
	}
	return most, nil
}

func finds(words string) func(*world) (figure, error) {
	return func(w *world) (out figure, err error) {
		err = w.within(func(s *station.Station) error {
			out, err = slowestOf(w.turns(15), filters(words), func(q model.Query) (int, error) {
				part, err := s.CompletionsFrom(context.Background(), q, model.From{})
				return len(part.Rows), err
			})
			return err
		})
		if err == nil {
			out.ref, err = w.sqlite(map[bool]string{true: "newest", false: "word"}[words == ""])
		}
		return out, err
	}
}

// sought is what somebody types who looks for a record: terms of each kind that a log of this size
// has, and some that it has not.
var sought = []string{
	"", "reading > 8", "fr-001", "fr-001 reading < 3", "khan above", "by:khan asset:fr-001 countersigned", "last 7 days out of limits", "march fridge -khan",
	"f-12 t-07 march", "s26 amended", `"fr-001"`, "a b c d e f g h", "to review", "done again", "zebra", "zebra khan fridge",
}

func traces(w *world) (out figure, err error) {
	err = w.within(func(s *station.Station) error {
		works := map[string]string{}
		for _, words := range sought {
			works[words] = words
		}
		found := 0
		out, err = slowestOf(w.turns(15), works, func(words string) (int, error) {
			part, err := s.TraceFrom(context.Background(), model.Query{Words: words}, model.From{})
			found += min(1, len(part.Rows))
			return len(part.Rows), err
		})
		if err == nil && found == 0 {
			err = errors.New("nothing was found")
		}
		return err
	})
	if err == nil {
		out.ref, err = w.sqlite("values")
	}
	return out, err
}

// nothing is what no record has.
const nothing = "~"

func parts(toTheEnd bool) func(*world) (figure, error) {
	return func(w *world) (out figure, err error) {
		err = w.within(func(s *station.Station) error {
			out, err = inTurn(w.turns(9), time.Millisecond, func() error {
				from, more := model.From{}, true
				for more {
					p, err := s.CompletionsFrom(context.Background(), model.Query{Words: nothing}, from)
					if err != nil || len(p.Rows) > 0 {
						return errors.Join(err, fmt.Errorf("%d rows have it", len(p.Rows)))
					}
					from.Entry, more = p.Next, p.More && toTheEnd
				}
				return nil
			}, nil)
			return err
		})
		if err == nil && toTheEnd {
			out.ref, err = w.sqlite("nothing")
		}
		return out, err
	}
}

func findsWithin(w *world) (out figure, err error) {
	err = w.within(func(s *station.Station) error {
		out.ours, err = heapOf(func() error {
			for _, words := range []string{"", "k", nothing} {
				if _, err := s.CompletionsFrom(context.Background(), model.Query{Words: words}, model.From{}); err != nil {
					return err
				}
			}
			return nil
		})
		return err
	})
	return out, err
}

func opens(w *world) (figure, error) {
	if err := w.within(func(*station.Station) error { return nil }); err != nil { // notes how it was left
		return figure{}, err
	}
	return inTurn(w.turns(9), time.Millisecond, func() error { return w.within(func(*station.Station) error { return nil }) }, nil)
}
