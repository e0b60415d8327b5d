package station

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/control"
	"soprun/sop/record"
)

// edition is an approved text of a procedure; an empty one where that cannot be read any more.
type edition struct {
	version string
	*sop.Procedure
}

// numbers yields the fields that are numbers.
func (e edition) numbers() iter.Seq[sop.Field] {
	return func(yield func(sop.Field) bool) {
		for _, section := range e.Sections {
			for _, st := range section.Steps {
				for _, f := range st.Fields {
					if f.Type == sop.Number && !yield(f) {
						return
					}
				}
			}
		}
	}
}

// editions returns the approved texts of a procedure by their SHA-256, and those in the
// order of their approvals.
func (s *Station) editions(log *store.Store, id string) (all map[string]edition, order []string, title string, err error) {
	var approvals []*record.Approval
	log.View(func(st *record.State) { approvals = slices.Clone(st.Approvals[id]) })
	if len(approvals) == 0 {
		return nil, nil, "", fmt.Errorf("%w: no version of %s was ever approved here", ErrUnknown, id)
	}
	all = map[string]edition{}
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	for _, a := range approvals {
		p, err := s.procedure(a.SHA256)
		if err != nil { // the names in the entries are what is left of it
			p = &sop.Procedure{}
		}
		if _, twice := all[a.SHA256]; !twice {
			order = append(order, a.SHA256)
		}
		all[a.SHA256] = edition{a.Version, p}
	}
	return all, order, approvals[len(approvals)-1].Title, nil
}

// Numbers returns the fields of a procedure that can be charted.
func (s *Station) Numbers(id string) (out model.Numbers, err error) {
	log, err := s.log()
	if err != nil {
		return out, err
	}
	all, order, title, err := s.editions(log, id)
	out = model.Numbers{SOP: id, Title: title}
	for _, sum := range slices.Backward(order) {
		out.Scheduled = out.Scheduled || all[sum].Meta.Schedule.Periodic()
		for f := range all[sum].numbers() {
			if !slices.ContainsFunc(out.Fields, func(o model.NumberField) bool { return o.Name == f.Name }) {
				out.Fields = append(out.Fields, model.NumberField{Name: f.Name, Label: f.Label, Unit: f.Unit})
			}
		}
	}
	return out, err
}

// Readings returns all that a field of a procedure was ever recorded as. Where its section is
// done once for each item, a reading is of that; else of what the page scans first, if it
// does before the reading or with it.
func (s *Station) Readings(ctx context.Context, id, field string) (out model.Readings, err error) {
	log, err := s.log()
	if err != nil {
		return out, err
	}
	numbers, err := s.Numbers(id)
	if err != nil {
		return out, err
	}
	at := slices.IndexFunc(numbers.Fields, func(f model.NumberField) bool { return f.Name == field })
	if at < 0 {
		return out, errors.New(noNumber(numbers, field))
	}
	editions, _, _, err := s.editions(log, id)
	if err != nil {
		return out, err
	}
	c := charting{station: s, editions: editions, field: field, fields: map[string]charted{}}
	for sum, e := range editions {
		c.fields[sum] = chartedIn(e, field)
	}
	found, err := log.Readings(ctx, c.wanted)
	if err != nil {
		return out, s.untold(err)
	}
	c.out = model.Readings{SOP: id, Title: numbers.Title, Field: numbers.Fields[at]}
	for _, f := range c.fields {
		c.out.Together = c.out.Together || f.together
	}
	for from := 0; from < len(found); { // those of one completion follow each other
		to := from + 1
		for to < len(found) && found[to].At == found[from].At {
			to++
		}
		c.take(found[from:to])
		from = to
	}
	if err := c.doubts(log); err != nil {
		return out, err
	}
	log.View(func(st *record.State) {
		for _, o := range st.Open {
			if o.SOP == id {
				c.out.Open++
			}
		}
		for i, r := range c.out.All {
			c.out.All[i].Person = personOf(st, r.Person.ID)
		}
	})
	slices.SortStableFunc(c.out.All, func(a, b model.Reading) int { return a.At.Compare(b.At) })
	c.out.Items = itemsOf(c.out.All)
	return c.out, nil
}

// noNumber says that a field cannot be charted, and which can.
func noNumber(n model.Numbers, field string) string {
	names := make([]string, len(n.Fields))
	for i, f := range n.Fields {
		names[i] = f.Name
	}
	if len(names) == 0 {
		return fmt.Sprintf("%s asks for no number, and so has nothing to chart but its exceptions and its slots", n.SOP)
	}
	return fmt.Sprintf("%s has no number %q%s; its numbers are %s", n.SOP, field, sop.MeantFold(field, names), strings.Join(names, ", "))
}

// charted is a field of one text, with the names of what has to be known of its record.
type charted struct {
	sop.Field
	item     string      // the field that names what was read; "" where the section's item does, or nothing
	choosers []string    // of the rows from which it has its limits
	beside   []sop.Field // of a control: those that belong together with it, and it
	together bool        // the items are the controls
}

// of returns the field of a name that is charted, and false where it is none.
func (c charted) of(name string) (sop.Field, bool) {
	if name == c.Name {
		return c.Field, true
	}
	i := slices.IndexFunc(c.beside, func(f sop.Field) bool { return f.Name == name })
	if i < 0 {
		return sop.Field{}, false
	}
	return c.beside[i], true
}

// scanned is what was read, as a page scans it; "" where it does not.
func (c charted) scanned(values []store.TracedValue) (item string) {
	for _, v := range values {
		if c.item != "" && v.Field == c.item {
			item = v.Text
		}
	}
	return item
}

// chartedIn finds a field in a text.
func chartedIn(e edition, name string) (out charted) {
	if len(e.Sections) == 0 {
		out.Name = name
		return out
	}
	for f := range e.numbers() {
		if f.Name != name {
			continue
		}
		out.Field, out.item, out.choosers = f, control.ScannedFor(e.Procedure, name), choosersOf(e, f)
		if assay, is := control.AssayOf(e.Procedure, name); is {
			out.beside, out.together = assay.Fields, assay.Together
			for _, beside := range out.beside {
				out.choosers = append(out.choosers, choosersOf(e, beside)...)
			}
		}
		return out
	}
	return out
}

// choosersOf returns the fields that choose the rows from which a field has its limits.
func choosersOf(e edition, f sop.Field) (out []string) {
	for _, column := range f.From.Names() {
		if t, _, is := e.Column(column); is {
			out = append(out, t.Field)
		}
	}
	return out
}

// charting is one call of Readings.
type charting struct {
	station  *Station
	editions map[string]edition
	field    string             // that is asked for
	fields   map[string]charted // by the SHA-256 of the text
	out      model.Readings
	signers  []string // of the readings, while they are in the order of the log
}

func (c *charting) wanted(of store.Of) bool {
	f, ok := c.fields[of.SHA256]
	_, read := f.of(of.Field)
	return ok && f.Name != "" && (read || of.Field == f.item || slices.Contains(f.choosers, of.Field))
}

// take adds the readings of a completion.
func (c *charting) take(all []store.Reading) {
	values := make([]store.TracedValue, len(all))
	for i, r := range all {
		values[i] = r.TracedValue
	}
	rounds, stands := &rounds{all: values}, standsInstead(values)
	for i, r := range all {
		f := c.fields[r.SHA256]
		own, read := f.of(r.Field)
		if !read {
			continue
		}
		number, err := sop.ParseDecimal(r.Text)
		switch {
		case err != nil:
			c.out.Unread++
			continue
		case r.Unit != c.out.Field.Unit:
			c.out.OtherUnits++
			continue
		}
		e := c.editions[r.SHA256]
		asked := asked(e.Procedure, own, rounds, i)
		v := c.station.tracedValue(e.Procedure, own, rounds, i)
		c.out.Places = max(c.out.Places, number.Places(), asked.Places)
		c.out.All = append(c.out.All, model.Reading{
			Entry: r.At, At: v.At, Version: e.version, Step: r.Step, Item: cmp.Or(r.Item, f.scanned(rounds.with(i))), Text: r.Text, Number: number,
			Accepted: asked.Accepted, Control: c.controlOf(e, asked, f, r), Mark: v.Mark, Person: model.Person{ID: r.Person}, Amended: v.Amended, Redone: v.Redone, Stands: stands[i],
		})
		c.signers = append(c.signers, r.Signer)
	}
}

// standsInstead returns what stands instead of each of some values of a completion, "" for nothing.
func standsInstead(values []store.TracedValue) []string {
	all, out := make([]model.TracedValue, len(values)), make([]string, len(values))
	for i, v := range values {
		all[i] = model.TracedValue{Step: v.Step, Field: v.Field, Item: v.Item, Text: v.Text, Redone: v.Redone}
	}
	model.SetStands(all)
	for i, v := range all {
		out[i] = v.Stands
	}
	return out
}

// controlOf is what the next reading of a control is measured by, nil for none.
func (c *charting) controlOf(e edition, asked sop.Field, of charted, r store.Reading) *model.Control {
	table, _, _ := e.Column(asked.From.Target)
	row, _ := table.Row(asked.Row)
	target, sd, ok := asked.Target(table, row)
	if !ok {
		return nil
	}
	out := &model.Control{Name: asked.Label, Nth: len(c.out.All), Row: sop.RowOf(r.Field, "", ""), Lot: row.Name, Target: target, SD: sd}
	if of.together {
		out.Name, out.Row = r.Item, sop.RowOf(r.Field, r.Item, "")
	}
	return out
}

// doubts marks the readings that were signed, or amended, with a key that is suspect.
func (c *charting) doubts(log *store.Store) error {
	log.View(func(st *record.State) {
		for i, r := range c.out.All {
			c.out.All[i].Disputed = st.Disputed(c.signers[i], r.Entry)
		}
	})
	for i, r := range c.out.All {
		if !r.Amended {
			continue
		}
		about := model.Completion{Entry: r.Entry}
		if err := c.station.hands(log, &about); err != nil {
			return err
		}
		c.out.All[i].Disputed = r.Disputed || about.AmendDisputed()
	}
	return nil
}

// itemsOf returns what readings are of, each once in whatever capitals, sorted.
func itemsOf(all []model.Reading) (out []string) {
	seen := map[string]bool{}
	for _, r := range all {
		if key := strings.ToLower(r.Item); r.Item != "" && !seen[key] {
			seen[key], out = true, append(out, r.Item)
		}
	}
	slices.Sort(out)
	return out
}
