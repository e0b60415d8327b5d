package report

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

// Records yields the completions of a report, newest first; those of a month oldest first.
func (r *Report) Records(ctx context.Context) iter.Seq2[Entry, error] {
	switch q := r.wanted.Query; {
	case r.wanted.Entries != nil:
		return r.inFull
	case r.wanted.Filter && q.Words != "":
		return r.filtered(ctx)
	default:
		return r.traced(ctx)
	}
}

// inFull yields the completions that are named.
func (r *Report) inFull(yield func(Entry, error) bool) {
	log, _ := present.ListNamed(present.Signed(0).List)
	for _, n := range r.wanted.Entries {
		o, err := log.Open(r.source.Sources, strconv.FormatInt(n, 10), r.At.Location())
		if !yield(Entry{Traced: valuesOf(o.Case.Record), Doc: o.Doc, Figures: shown(o.Case.Record.Walked)}, err) || err != nil {
			return
		}
	}
}

// filtered yields what the filter of the log selects, walked again for its values.
func (r *Report) filtered(ctx context.Context) iter.Seq2[Entry, error] {
	return parts(r, r.wanted.Query.Limit, func(limit int, from model.From) (model.Part[model.Traced], error) {
		q := r.wanted.Query
		q.Limit = limit
		found, err := r.source.CompletionsFrom(ctx, q, from)
		out := model.Part[model.Traced]{Next: found.Next, More: found.More}
		for _, c := range found.Rows {
			rec, err := r.source.Record(c.Entry)
			if err != nil {
				return out, err
			}
			out.Rows = append(out.Rows, valuesOf(rec))
		}
		return out, err
	})
}

// traced yields what a trace finds.
func (r *Report) traced(ctx context.Context) iter.Seq2[Entry, error] {
	q := r.wanted.Query
	if words := strings.Fields(r.wanted.Asset); len(words) > 0 && r.Kind != OfMonth { // its whole name is looked at in what is found
		q.Words = strings.TrimSpace(q.Words + " asset:" + words[0])
	}
	if (r.Kind == OfMonth || r.wanted.Field != "") && !q.Until.IsZero() {
		q.Until = q.Until.Add(signedWithin)
	}
	return parts(r, q.Limit, func(limit int, from model.From) (model.Part[model.Traced], error) {
		q.Limit = limit
		from.Oldest = r.Kind == OfMonth
		part, err := r.source.TraceFrom(ctx, q, from)
		if from.Oldest {
			slices.Reverse(part.Rows)
		}
		return part, err
	})
}

// signedWithin is how long after its readings a run of a month may be signed.
const signedWithin = 31 * 24 * time.Hour

// atOnce is how many records are read at once.
const atOnce = 100

// parts yields the rows of a list that is read part by part: those of the log as it was
// when the report began, and of an asset those that it is in by its whole name.
func parts(r *Report, most int, read func(limit int, from model.From) (model.Part[model.Traced], error)) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		left := most
		for from, more := (model.From{}), true; more; {
			part, err := read(atOnce, from)
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for _, t := range r.chosen(part.Rows) {
				if left--; !yield(Entry{Traced: t}, nil) || left == 0 {
					return
				}
			}
			from, more = model.From{Entry: part.Next}, part.More
		}
	}
}

// chosen are those of some records that are in the report, with what it has of them.
func (r *Report) chosen(rows []model.Traced) (out []model.Traced) {
	for _, t := range rows {
		own, is := r.own(t)
		if is && t.Entry < r.Station.Entries && (r.Kind != OfMonth || r.inMonth(own)) && r.has(own) {
			out = append(out, own)
		}
	}
	return out
}

// has reports whether a record has a value of the field of the report, of its days.
func (r *Report) has(t model.Traced) bool {
	field, q := r.wanted.Field, r.wanted.Query
	return field == "" || slices.ContainsFunc(t.Values, func(v model.TracedValue) bool {
		return v.Field == field && !v.At.Before(q.Since) && (q.Until.IsZero() || v.At.Before(q.Until))
	})
}

// inMonth reports whether the readings of a record were taken in the month of the report.
func (r *Report) inMonth(t model.Traced) bool {
	at := t.At
	if len(t.Values) > 0 {
		at = t.Values[0].At
	}
	return !at.Before(r.wanted.Query.Since) && at.Before(r.wanted.Query.Until)
}

// own is a record with what was recorded of the asset of the report: all where there is
// none, or where the record does not tell its values apart by items.
func (r *Report) own(t model.Traced) (model.Traced, bool) {
	slices.SortStableFunc(t.Values, func(a, b model.TracedValue) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.Redone, a.Redone)) // what stands is the last
	})
	asset := r.wanted.Asset
	if asset == "" {
		return t, true
	}
	its := func(v model.TracedValue) bool { return strings.EqualFold(v.Item, asset) }
	if slices.ContainsFunc(t.Values, its) {
		t.Values = slices.DeleteFunc(t.Values, func(v model.TracedValue) bool { return !its(v) && v.Item != "" })
		return t, true
	}
	if slices.ContainsFunc(t.Values, func(v model.TracedValue) bool { return strings.EqualFold(v.Text, asset) }) {
		return t, true
	}
	if name, _ := leftOut(t, asset); name != "" {
		t.Values = nil
		return t, true
	}
	return t, false
}

// leftOut returns an item as a run named it that left it out, and why; "" where it did not. Its
// list of exceptions may have been cut: a trace has every item.
func leftOut(t model.Traced, item string) (name, why string) {
	for _, s := range t.Steps {
		if name, why := ofLeftOut(s.Text, item); name != "" {
			return name, why
		}
	}
	for _, x := range t.Exceptions {
		if name, why := ofLeftOut(x.Text, item); name != "" && x.Kind == run.IsLeftOut {
			return name, why
		}
	}
	return "", ""
}

// ofLeftOut is leftOut of a text that says it.
func ofLeftOut(text, item string) (name, why string) {
	name, why, is := run.ItemLeftOut(text)
	if !is || !strings.EqualFold(name, item) {
		return "", ""
	}
	return name, why
}

// leftOutText stands where an asset has no value, since its run left it out.
func leftOutText(why string) string { return "LEFT OUT: " + why }

// valuesOf is a record as a trace finds it.
func valuesOf(rec model.Record) model.Traced {
	out := model.Traced{Completion: rec.Completion}
	for _, s := range rec.Walked.Steps() {
		out.Values = append(out.Values, roundsOf(s)...)
		for _, v := range rec.ValuesOf(s) {
			out.Values = append(out.Values, model.TracedValue{
				Step: s.ID, Field: v.Field.Name, Item: s.Item, Label: present.Label(v.Field), Text: v.Text(), Unit: present.Unit(v.Field),
				Limits: present.Beside(v.Field), Mark: v.Mark(), At: v.Value.By.At, Amended: len(v.Amended) > 0, AmendedBy: amenders(v),
			})
		}
	}
	model.SetStands(out.Values)
	return out
}

func amenders(v model.Standing) (out []model.Person) {
	for _, a := range v.Amended {
		out = append(out, a.By)
	}
	return out
}

// roundsOf are the values of the rounds of a step that were done again. Their marks have the
// limits of a table that they were judged by: a step has the row that was chosen last.
func roundsOf(s run.Step) (out []model.TracedValue) {
	for i, round := range s.Earlier {
		for _, v := range round.Values {
			f := s.FieldNamed(v.Field)
			limits := present.Beside(f)
			if !f.From.None() {
				limits = ""
			}
			out = append(out, model.TracedValue{
				Step: s.ID, Field: v.Field, Item: s.Item, Label: present.Label(f), Text: v.Text, Unit: present.Unit(f),
				Limits: limits, Mark: v.Mark, At: v.By.At, Redone: min(len(s.Earlier)-i, mostRedone),
			})
		}
	}
	return out
}

// mostRedone is how far it is counted how often a step was done again.
const mostRedone = 15

// shown are the pictures of the page that a run was of, each once.
func shown(r run.Run) (out []sop.Figure) {
	if r.Procedure() == nil {
		return nil
	}
	for _, f := range r.Procedure().Figures {
		if f.Data != nil && !slices.ContainsFunc(out, func(o sop.Figure) bool { return o.SHA256 == f.SHA256 && o.Caption == f.Caption }) {
			out = append(out, f)
		}
	}
	return out
}
