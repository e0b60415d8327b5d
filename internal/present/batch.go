package present

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
)

// Batch is what a form ends in that is signed: drafts of one person that wait for one
// passphrase, mostly one. Each becomes an entry of its own.
type Batch struct {
	Drafts []model.Draft // that are not signed yet
	form   Form
	in     Answers
	of     []Case   // what each draft is about
	all    int      // how many there were
	signed []string // what was signed of them, by name
	last   int64    // entry of the last that was signed since they were drafted, 0 for none
}

// Prepare drafts what was filled in, for each that it is about. Where one is refused
// nothing is drafted, and all that are refused are named.
func (f Form) Prepare(desk session.Desk, c Case, in Answers) (Batch, error) {
	of := c.Each()
	return Batch{form: f, in: in, of: of, all: len(of)}.Again(desk)
}

// Each is what a case is about, one by one.
func (c Case) Each() []Case {
	if c.Several == nil {
		return []Case{c}
	}
	return c.Several
}

// Again drafts anew what was not signed, because time has gone by.
func (b Batch) Again(desk session.Desk) (Batch, error) {
	var refused refusals
	b.Drafts, b.last = nil, 0
	for _, c := range b.of {
		draft, err := b.form.draft(desk, c, b.in)
		switch {
		case err == nil:
			b.Drafts = append(b.Drafts, draft)
		case b.all == 1:
			return b, err
		default:
			refused = refused.with(c.Row, err)
		}
	}
	if refused != nil {
		b.Drafts = nil
		return b, fmt.Errorf("%w; nothing is signed", refused)
	}
	return b, nil
}

// draft drafts what was filled in about one case.
func (f Form) draft(desk session.Desk, c Case, in Answers) (model.Draft, error) {
	act, err := f.Act(c, in)
	if err != nil {
		return model.Draft{}, err
	}
	return desk.Prepare(in[Signer], act)
}

// Sign signs the drafts one after the other with the passphrase, which is wiped, until
// one fails. It returns what is said then, and what was not signed.
func (b Batch) Sign(desk session.Desk, passphrase []byte) (rest Batch, said string, err error) {
	defer clear(passphrase)
	for len(b.Drafts) > 0 {
		next := b.Drafts[0]
		next.After = b.last
		entry, err := desk.Sign(next, bytes.Clone(passphrase))
		if err != nil {
			return b, "", b.because(err)
		}
		b.signed = append(slices.Clone(b.signed), b.of[0].Row)
		b.Drafts, b.of, b.last = b.Drafts[1:], b.of[1:], entry
	}
	said = b.form.Done(b.in)
	if b.all > 1 {
		said += " Signed: " + together(b.signed) + "."
	}
	return b, said, nil
}

// because says which were signed, which were not, and why.
func (b Batch) because(err error) error {
	switch {
	case b.all == 1:
		return err
	case len(b.signed) == 0:
		return fmt.Errorf("nothing is signed: %w", err)
	default:
		return fmt.Errorf("%s, because of %s: %w", strings.TrimSuffix(b.Left(), "."), b.of[0].Row, err)
	}
}

// YouSign stands above so many sentences.
func YouSign(sentences int) string {
	if sentences == 1 {
		return "You sign this sentence:"
	}
	return "You sign these " + Number(sentences, "sentence") + ", each as an entry of its own:"
}

// Left says which were signed and which were not, once some were; else "".
func (b Batch) Left() string {
	if len(b.signed) == 0 || len(b.of) == 0 {
		return ""
	}
	return "Signed: " + together(b.signed) + ". NOT SIGNED: " + together(rowsIn(b.of)) + "."
}

// Unsigned names the completions that were not signed for.
func (b Batch) Unsigned() (names []string) {
	for _, c := range b.of {
		names = append(names, named(c.Record.Entry))
	}
	return names
}

// together names several rows, each by its entry where all are: "entries 13, 21, 29".
func together(rows []string) string {
	entries := make([]string, len(rows))
	for i, row := range rows {
		entry, is := strings.CutPrefix(row, "entry ")
		if entries[i] = entry; !is || len(rows) == 1 {
			return strings.Join(rows, ", ")
		}
	}
	return "entries " + strings.Join(entries, ", ")
}

func rowsIn(cases []Case) []string {
	out := make([]string, len(cases))
	for i, c := range cases {
		out[i] = c.Row
	}
	return out
}

// refusals are why some of several were refused: the same words once, with the names of
// all of which they are said.
type refusals []refusal

type refusal struct {
	rows []string
	err  error
}

func (all refusals) with(row string, err error) refusals {
	for i, r := range all {
		if r.err.Error() == err.Error() {
			all[i].rows = append(r.rows, row)
			return all
		}
	}
	return append(all, refusal{[]string{row}, err})
}

// Error names each that was refused, and says why.
func (all refusals) Error() string {
	said := make([]string, len(all))
	for i, r := range all {
		said[i] = together(r.rows) + ": " + r.err.Error()
	}
	return strings.Join(said, "; ")
}

// Unwrap returns the causes.
func (all refusals) Unwrap() (causes []error) {
	for _, r := range all {
		causes = append(causes, r.err)
	}
	return causes
}

// Chosen is one of several rows that are signed for together.
type Chosen struct {
	Name   string // of the row
	Called string // as it was chosen: "number 3"; "" for its name
	Opened bool   // it was seen in full
	Said   string // of it when it was marked
	// Changed is that of the record as it was seen.
	Changed int64
}

// Read is a row of a list as one that was seen in full.
func (o Opened) Read(name string) Chosen {
	return Chosen{Name: name, Opened: true, Changed: o.Case.Record.Changed()}
}

// Read is a row as one that is seen in full, from now on.
func (r Row) Read() Chosen {
	c, _ := r.fact.(model.Completion)
	return Chosen{Name: r.Name, Opened: true, Changed: c.Changed()}
}

// Gather is a case about several rows, each once and in the order of the log. Nobody
// signs for a row that they did not open: those are named, and nothing is gathered.
func (l List) Gather(s Sources, chosen []Chosen, zone *time.Location) (Case, error) {
	chosen = slices.SortedStableFunc(slices.Values(chosen), func(a, b Chosen) int { return cmp.Compare(orderOf(a.Name), orderOf(b.Name)) })
	chosen = slices.CompactFunc(chosen, func(a, b Chosen) bool {
		return a.Name == b.Name || orderOf(a.Name) > 0 && orderOf(a.Name) == orderOf(b.Name)
	})
	var closed []string
	for _, row := range chosen {
		if !row.Opened {
			closed = append(closed, cmp.Or(row.Called, l.within(row.Name)))
		}
	}
	if len(chosen) > MostTogether {
		return Case{}, fmt.Errorf("%s are too many for one passphrase: %d at most", Number(len(chosen), l.Opens), MostTogether)
	}
	if closed != nil {
		return Case{}, fmt.Errorf("open %s first: nobody signs for a %s that they did not read", strings.Join(closed, ", "), l.Opens)
	}
	var out Case
	for _, row := range chosen {
		o, err := l.Open(s, row.Name, zone)
		if err != nil {
			return Case{}, ofRow(l.within(row.Name), err)
		}
		if o.Case.Record.Changed() != row.Changed {
			return Case{}, ChangedError{row.Name, ofRow(l.within(row.Name), o.Case.Record.AsChanged())}
		}
		if why := Alone(o.Case.Record); why != "" && len(chosen) > 1 {
			return Case{}, fmt.Errorf("%s is signed for alone: %s", l.within(row.Name), why)
		}
		o.Case.Row, o.Case.Said, out.People = l.within(row.Name), row.Said, o.Case.People
		out.Several = append(out.Several, o.Case)
	}
	if len(out.Several) == 1 {
		return out.Several[0], nil
	}
	return out, nil
}

// ChangedError is the error of a row that says something else since it was read.
type ChangedError struct {
	Row string // its name
	error
}

// Unwrap returns the cause.
func (e ChangedError) Unwrap() error { return e.error }

// ofRow is an error with the row that it is about, which some name themselves.
func ofRow(row string, err error) error {
	if rest, named := strings.CutPrefix(err.Error(), row); named && strings.IndexAny(rest, " :") == 0 {
		return err
	}
	return fmt.Errorf("%s: %w", row, err)
}

// orderOf is where a row stands in the log, 0 for one that is not named by its entry.
func orderOf(name string) int64 {
	entry, err := entryOf(name)
	if err != nil {
		return 0
	}
	return entry
}

// within is how a row is named within a sentence.
func (l List) within(name string) string { return strings.ToLower(l.Named(name)) }

// Heading is what stands above a form while it is filled in: what it does, and about
// which rows where those are several.
func (f Form) Heading(c Case) string {
	heading := Capital(f.Does)
	if c.Several != nil {
		heading += " " + together(rowsIn(c.Several))
	}
	return heading
}
