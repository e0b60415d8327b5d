// Package report makes printed copies of what a log says: of a record, of a set of them,
// of a person's, of one asset's month on a sheet, and of any list. A report is composed
// once and written as HTML, PDF, CSV or JSON: all say of which part of which log they are,
// how many of how many they hold, and on which day they were true. The same log at the
// same instant gives the same bytes.
package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
)

// Kind is what a report is about.
type Kind string

// The kinds.
const (
	OfRecords Kind = "records" // a set of them, a row each
	InFull    Kind = "record"  // one or several, each in full
	OfPerson  Kind = "person"
	OfMonth   Kind = "month" // of one asset, or of a page that is due as a whole
	OfList    Kind = "list"
	// OfPortfolio is what somebody shows of themself: ComposePortfolio reads it.
	OfPortfolio Kind = "portfolio"
)

// Source is what a report is composed from.
type Source struct {
	present.Sources
	Now time.Time // required: in the log's zone
}

// Report is a copy of a part of a log. What it holds is read again for each format.
type Report struct {
	Kind    Kind
	Title   string
	Banner  string // what is no record of a real department says so
	Station model.Station
	At      time.Time // when it was true
	Filter  []Term    // what selects what is in it; none for all
	Count   int       // how many of
	Of      int       // how many there are
	What    string    // they are: "records"
	Tally   Tally     // of records

	wanted model.Wanted
	source Source
	person *present.Doc
	slots  []model.Slot // of a month
	// partial says that the log is a part of one, so that nobody knows what was due.
	partial bool
	list    present.List
	shares  []float64 // of its columns

	portfolio *portfolio // nil for none
}

// Term is a part of what selects.
type Term struct{ Name, Value string }

// Tally counts what somebody has to look at among the records of a report.
type Tally struct {
	Disputed, Amended, Superseded, Waiting, Exceptions int

	Versions []string // "SOP-EQ-014 v2.0", as the records come
}

// Entry is a completion in a report.
type Entry struct {
	model.Traced
	Doc     present.Doc  // in full; nil for a row
	Figures []sop.Figure // that its page showed, in full; each once
}

// Compose reads what is wanted as it stands now.
func Compose(ctx context.Context, src Source, want model.Wanted) (Report, error) {
	r := Report{Kind: kindOf(want), Station: src.Here(), At: src.Now, What: "records", wanted: want, source: src, Filter: terms(want)}
	if r.Station.Demo {
		r.Banner = demoBanner
	}
	if r.Kind == OfList {
		return r, r.ofList(ctx)
	}
	if err := r.count(ctx); err != nil {
		return r, err
	}
	if want.Query.Person != "" && want.Entries == nil {
		if err := r.readPerson(); err != nil {
			return r, err
		}
	}
	if r.Kind == OfMonth {
		if err := r.readSlots(); err != nil {
			return r, err
		}
	}
	r.Title = r.title()
	return r, nil
}

// demoBanner stands over what is no record of a real department.
const demoBanner = "DEMO: a made-up department, not a record"

// Unchanged reports whether the log is still the one that the report names.
func (r Report) Unchanged() bool { return r.source.Here().Root == r.Station.Root }

func kindOf(want model.Wanted) Kind {
	switch {
	case want.List != "":
		return OfList
	case want.Entries != nil:
		return InFull
	case !want.Month.IsZero() && want.Query.SOP != "":
		return OfMonth
	case want.Query.Person != "":
		return OfPerson
	default:
		return OfRecords
	}
}

// terms are what selects, in the words of the options.
func terms(want model.Wanted) (out []Term) {
	add := func(name, value string) {
		if value != "" {
			out = append(out, Term{name, value})
		}
	}
	var entries []string
	for _, n := range want.Entries {
		entries = append(entries, strconv.FormatInt(n, 10))
	}
	q := want.Query
	add("entries", strings.Join(entries, " "))
	add("list", want.List)
	add("sop", q.SOP)
	add("asset", want.Asset)
	add("field", want.Field)
	add("person", q.Person)
	add("code", string(q.Code))
	if !want.Month.IsZero() {
		add("month", want.Month.Format("2006-01"))
	} else {
		add("since", day(q.Since))
		add("until", day(q.Until.Add(-time.Nanosecond)))
	}
	add("outcome", string(q.Outcome))
	add("countersigned by", q.Countersigner)
	add("exceptions", yes(q.Exceptions))
	add("sent back", yes(q.SentBack))
	add("to review", yes(q.Open))
	add("words", q.Words)
	if q.Limit > 0 {
		add("limit", strconv.Itoa(q.Limit))
	}
	return out
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// day is the day of an instant, "" for none.
func day(at time.Time) string {
	if at.Year() <= 1 {
		return ""
	}
	return at.Format(time.DateOnly)
}

// count reads every record once, and counts.
func (r *Report) count(ctx context.Context) error {
	for e, err := range r.Records(ctx) {
		if err != nil {
			return err
		}
		r.Count++
		r.Tally.add(e.Completion)
		for _, v := range e.Values {
			if strings.EqualFold(v.Item, r.wanted.Asset) {
				r.wanted.Asset = v.Item // as the page spells it
			}
		}
		if name, _ := leftOut(e.Traced, r.wanted.Asset); name != "" {
			r.wanted.Asset = name
		}
	}
	part, err := r.source.CompletionsFrom(ctx, model.Query{Limit: 1}, model.From{})
	r.Of = part.Of
	return err
}

func (t *Tally) add(c model.Completion) {
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	doubted := func(h model.Hand) bool { return h.Disputed }
	count(&t.Disputed, c.Disputed || c.AmendDisputed() || slices.ContainsFunc(c.Countersigned, doubted))
	count(&t.Amended, len(c.Amended) > 0)
	count(&t.Superseded, len(c.Superseded) > 0)
	count(&t.Waiting, c.Awaited())
	count(&t.Exceptions, len(c.Exceptions)+len(c.Outages) > 0)
	if v := c.SOP + " v" + c.Version; !slices.Contains(t.Versions, v) {
		t.Versions = append(t.Versions, v)
	}
}

// title names the report.
func (r *Report) title() string {
	switch {
	case r.Kind == OfMonth:
		return strings.Join(slices.DeleteFunc([]string{cmp.Or(r.procedure(), r.wanted.Query.SOP), r.wanted.Asset, r.wanted.Month.Format("January 2006")},
			func(s string) bool { return s == "" }), ", ")
	case r.Kind == InFull && len(r.wanted.Entries) == 1:
		return fmt.Sprintf("Record %d", r.wanted.Entries[0])
	case r.person != nil:
		return "Records of " + r.nameOf(r.wanted.Query.Person)
	default:
		return "Records"
	}
}

// procedure is the title of the procedure of a report that is about one.
func (r *Report) procedure() string {
	d, err := r.source.Department()
	if err != nil {
		return ""
	}
	for _, a := range slices.Backward(d.Approvals) {
		if a.SOP == r.wanted.Query.SOP {
			return a.Title
		}
	}
	return ""
}

func (r *Report) nameOf(id string) string {
	people, err := r.source.People()
	for _, p := range people {
		if err == nil && p.ID == id {
			return p.Name + " (" + id + ")"
		}
	}
	return id
}

// readPerson opens the row of the person that the report is of.
func (r *Report) readPerson() error {
	list, _ := present.ListNamed("people")
	o, err := list.Open(r.source.Sources, r.wanted.Query.Person, r.At.Location())
	if err == nil {
		r.person = &o.Doc
	}
	return err
}

// readSlots reads when the page was due in the month, for the asset where it is for each.
func (r *Report) readSlots() error {
	all, err := r.source.Slots(r.wanted.Query.SOP, r.wanted.Query.Since, r.wanted.Query.Until)
	if r.partial = errors.Is(err, model.ErrPart); r.partial {
		return nil
	}
	r.slots = slices.DeleteFunc(all, func(s model.Slot) bool {
		return !strings.EqualFold(s.Item, r.wanted.Asset) && s.Item != ""
	})
	return err
}

// ofList opens a report of the rows of a list.
func (r *Report) ofList(ctx context.Context) error {
	list, known := present.ListNamed(r.wanted.List)
	if !known {
		return fmt.Errorf("there is no list %q", r.wanted.List)
	}
	r.list, r.Title, r.What = list, list.Title, "rows"
	for _, name := range list.Columns {
		r.shares = append(r.shares, float64(max(leastLetters, len(name))))
	}
	for row, err := range r.Rows(ctx) {
		if err != nil {
			return err
		}
		cells, err := r.listedCells(row)
		if err != nil {
			return err
		}
		r.wider(cells)
		r.Count++
	}
	part, err := list.Read(ctx, r.source, model.Query{Limit: 1}, model.From{})
	r.Of = part.Of
	return err
}

// Rows yields the rows of a list.
func (r *Report) Rows(ctx context.Context) iter.Seq2[present.Row, error] {
	return r.list.Each(ctx, r.source, r.wanted.Query)
}
