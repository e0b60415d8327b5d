package station

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/internal/trace"
	"soprun/sop"
	"soprun/sop/record"
)

// tracedRows is how many records a part of a trace has: more than a screen of 24 lines shows. Each
// is read in full, which takes longer than to find it.
const tracedRows = 30

// TraceFrom reads some of the records that have all of what the words of a query say, among
// those that the rest of it selects. It ends early when the context does.
func (s *Station) TraceFrom(ctx context.Context, q model.Query, from model.From) (part model.Part[model.Traced], err error) {
	log, err := s.log()
	if err != nil {
		return part, err
	}
	sought := trace.Parse(q.Words, s.cfg.Now())
	n := s.namesIn(log)
	span := store.Span{After: from.Entry, Oldest: from.Oldest, Max: tracedRows}
	if q.Limit > 0 {
		span.Max = q.Limit
	}
	found, err := log.Trace(ctx, sought, s.among(log, q), n.meaning(), span)
	if err != nil {
		return part, s.untold(err)
	}
	part = model.Part[model.Traced]{Next: found.Next, More: found.More, Looked: found.Looked, Of: found.Of}
	positions := make([]int64, len(found.Records))
	for i, r := range found.Records {
		positions[i] = r.At
	}
	all, err := log.GetAll(positions)
	if err != nil {
		return part, s.untold(err)
	}
	for i := range found.Records {
		if err := ctx.Err(); err != nil {
			return part, err
		}
		out, err := s.traced(log, all[i], &found.Records[i], n.things)
		if err != nil {
			return part, err
		}
		part.Rows = append(part.Rows, out)
	}
	if from.Oldest {
		slices.Reverse(part.Rows)
	}
	part.ReadAs, part.Named = n.readAs(sought), n.allNamed(sought.Names())
	return part, nil
}

// among is a query in the terms of the index, without its words.
func (s *Station) among(log *store.Store, q model.Query) store.Query {
	out := store.Query{
		Person: q.Person, SOP: q.SOP, Code: q.Code, Since: q.Since, Until: q.Until,
		Outcome: record.Outcome(q.Outcome), Exceptions: q.Exceptions, Clean: q.Clean, SentBack: q.SentBack, Countersigner: q.Countersigner,
	}
	if q.Open {
		out.Awaited = s.texts.every(log).asking()
	}
	return out
}

// namesIn are the names of a log as they are at one moment, and what they mean.
type namesIn struct {
	people, pages map[string]string
	things        thingsIn        // of the records that were found
	out           map[string]bool // assets that are out of service
	open          int             // runs
	texts         factsBySum
	keys          record.Keys // a copy
}

func (s *Station) namesIn(log *store.Store) *namesIn {
	n := &namesIn{people: map[string]string{}, pages: map[string]string{}, things: thingsIn{}, out: map[string]bool{}, texts: s.texts.every(log)}
	log.View(func(st *record.State) {
		n.open, n.keys = len(st.Open), st.Keys.Clone()
		for id := range st.OutOfService {
			n.out[id] = true
		}
		for id, p := range st.People {
			n.people[id] = p.Name
		}
		for id, versions := range st.Approvals {
			var titles []string
			for _, a := range versions {
				if !slices.Contains(titles, a.Title) {
					titles = append(titles, a.Title)
				}
			}
			n.pages[id] = strings.Join(titles, "\n")
		}
	})
	return n
}

func (n *namesIn) meaning() store.Meaning {
	named := func(names map[string]string) func(string) string {
		return func(id string) string { return id + "\n" + names[id] }
	}
	return store.Meaning{
		Of: n.texts.words, Person: named(n.people), Page: named(n.pages), Awaited: n.texts.asking(),
		Suspects: n.keys.Suspects(), Disputed: n.keys.Disputed,
	}
}

// readAs says how a query was read, and what is not in what is found.
func (n *namesIn) readAs(q trace.Query) (out []string) {
	var parts []string
	for _, t := range q.Terms {
		parts = append(parts, t.Read(func(word string) string { is, _ := n.named(word); return is.Kind }))
	}
	if len(parts) > 0 {
		out = append(out, "read as: "+strings.Join(parts, "; "))
	}
	if len(q.Left) > 0 {
		out = append(out, fmt.Sprintf("not read: %s; at most %d terms are", strings.Join(q.Left, " "), trace.MostTerms))
	}
	switch n.open {
	case 0:
	case 1:
		out = append(out, "1 open run is not in it")
	default:
		out = append(out, fmt.Sprintf("%d open runs are not in it", n.open))
	}
	return out
}

// traced returns a record that was found, in full, and notes the things that it was done with.
func (s *Station) traced(log *store.Store, p record.Placed, r *store.Traced, things thingsIn) (out model.Traced, err error) {
	b, ok := p.Entry.Body.(*record.Completion)
	if !ok {
		return out, fmt.Errorf("%w: entry %d is not what it lists it as", store.ErrIndex, r.At)
	}
	if out.Completion = s.completion(log, p, b); r.Out {
		out.Outages = s.outagesAt(r.At)
	}
	if err := s.hands(log, &out.Completion); err != nil {
		return out, err
	}
	s.writing.mu.Lock()
	proc, err := s.procedure(b.SHA256)
	s.writing.mu.Unlock()
	if err != nil { // the names in the entries are what is left of it
		proc = &sop.Procedure{}
	}
	fieldsOf(proc, out.Amendments)
	rounds := &rounds{all: r.Values}
	out.Values = slices.Grow(out.Values, len(r.Values))
	for i, v := range r.Values {
		f := fieldIn(proc, v.Step, v.Field)
		things.add(r.At, f, v)
		out.Values = append(out.Values, s.tracedValue(proc, f, rounds, i))
		for _, id := range v.AmendedBy {
			out.Values[i].AmendedBy = append(out.Values[i].AmendedBy, signerOf(out.Amended, id))
		}
	}
	model.SetStands(out.Values)
	for _, v := range r.Steps {
		step, _ := proc.Step(v.Step)
		things.leave(v)
		out.Steps = append(out.Steps, model.TracedStep{Step: v.Step, Number: step.Number, Item: v.Item, Text: v.Text, Sought: v.Hit})
	}
	out.Values = ranked(out.Values, r.Values)
	return out, nil
}

// signerOf returns who of some people has a short name.
func signerOf(hands []model.Hand, id string) model.Person {
	for _, h := range hands {
		if h.By.ID == id {
			return h.By
		}
	}
	return model.Person{ID: id, Name: id}
}

// ranked returns the values of a record as they are told: by their rank, and those before others
// that have more of the terms.
func ranked(all []model.TracedValue, as []store.TracedValue) []model.TracedValue {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank(&all[a]), rank(&all[b])), cmp.Compare(as[b].Terms, as[a].Terms))
	})
	out := make([]model.TracedValue, len(all))
	for i, at := range order {
		out[i] = all[at]
	}
	return out
}

// rank is where a value stands among those of its record.
func rank(v *model.TracedValue) int {
	switch {
	case v.Sought && !v.OfItem:
		return 0
	case v.Mark != "":
		return 1
	case v.Sought:
		return 2
	default:
		return 3
	}
}

// rounds are the values of a record, in the order of the run, by when they stood.
type rounds struct{ all, standing []store.TracedValue }

// with returns the values that stood with one: all that stand, or for one that was done again
// those of its round, and of other steps what they had by then.
func (r *rounds) with(i int) []store.TracedValue {
	if r.all[i].Redone == 0 {
		if r.standing == nil {
			r.standing = slices.DeleteFunc(slices.Clone(r.all), func(v store.TracedValue) bool { return v.Redone > 0 })
		}
		return r.standing
	}
	type step struct{ id, item string }
	now := map[step]int{}
	for _, v := range r.all[:i+1] {
		now[step{v.Step, v.Item}] = v.Redone
	}
	return slices.DeleteFunc(slices.Clone(r.all), func(v store.TracedValue) bool {
		round, known := now[step{v.Step, v.Item}]
		return !known || round != v.Redone
	})
}

// fieldIn returns the field that a value answers, a zero one where the page is not known.
func fieldIn(p *sop.Procedure, step, field string) sop.Field {
	in, _ := p.Step(step)
	for i := range in.Fields {
		if in.Fields[i].Name == field {
			return in.Fields[i]
		}
	}
	return sop.Field{}
}

// tracedValue returns one of the values of a record with what its page says of it.
func (s *Station) tracedValue(p *sop.Procedure, f sop.Field, of *rounds, i int) model.TracedValue {
	v := of.all[i]
	out := model.TracedValue{
		Step: v.Step, Field: v.Field, Item: v.Item, Label: v.Field, Text: v.Text, Unit: v.Unit,
		At: s.local(v.When), Amended: v.Flags&store.Amended != 0, Redone: v.Redone, Sought: v.Hit, OfItem: v.OfItem,
	}
	if f.Name != "" {
		f = asked(p, f, of, i)
		out.Label = f.Label
	}
	if out.Limits = cmp.Or(f.Accepted.String(), f.Expected()); v.Text == sop.Unknown { // there was nothing to compare
		out.Limits = ""
	}
	switch {
	case v.Flags&store.Above != 0 && f.Accepted.High != nil:
		out.Mark = "ABOVE " + f.Accepted.High.String()
	case v.Flags&store.Below != 0 && f.Accepted.Low != nil:
		out.Mark = "BELOW " + f.Accepted.Low.String()
	case v.Flags&store.OutOfLimits != 0 && f.From.Target != "":
		out.Mark = "REJECT" // by a rule that looks at others too
	case v.Flags&store.OutOfLimits != 0:
		out.Mark = model.OutOfLimits
	}
	return out
}

// asked returns the field of one of the values of a record with the limits of the row that was
// chosen with it.
func asked(p *sop.Procedure, f sop.Field, of *rounds, i int) sop.Field {
	item := of.all[i].Item
	for _, column := range f.From.Names() {
		t, _, ok := p.Column(column)
		if !ok {
			continue
		}
		for _, v := range of.with(i) {
			if row, known := t.Row(v.Text); known && v.Field == t.Field && (v.Item == item || v.Item == "") {
				return f.Asked(t, row)
			}
		}
	}
	return f
}
