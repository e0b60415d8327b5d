package present

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// List is rows that are read part by part, narrowed by words, opened and acted on. It
// is all that a front end has to know of one: a screen draws it, the dialogue says it,
// and it is a command.
type List struct {
	Name    string // one word, as it is typed
	Key     string // its letter in the dialogue, and among what is reached from another list
	Chord   string // its key on the first screen, "" for one that is reached from another list
	Command string // that prints it: "dispose list"
	Show    string // the command that prints one row by its name; "" for the same
	Does    string // what it is, in words: "the log of signed completions"
	Title   string // above it
	Rows    string // what the rows are, as they are said: "Completions"
	Row     string // what one is: "completion"
	Opens   string // what a row is opened as: "record"
	Empty   string // why there is no row
	Unfit   string // that no row has the words that are looked for
	Takes   string // what its command takes instead of a row's name: "WORDS", as they are typed in its filter; "" for nothing

	Columns               []string // the names of Values: keys of JSON and headers of CSV
	Long                  bool     // it has more rows than can be held
	Queue                 bool     // its rows are gone through one after the other, and signed for
	Unfolds               bool     // the lines of a row stand under it
	Checks                bool     // the log can be verified in it
	OfPages               bool     // what its rows say follows from the pages in the folders too
	Whole                 bool     // and from all of what is in them
	Only                  *Only    // some of its rows that wait for somebody; nil for none
	Forms                 []Form   // the acts about its rows
	Together              []Form   // those about several rows, signed for with one passphrase
	Marked, Aside         Form     // of a queue: what is signed for the rows that were marked, and what takes one out of it
	About                 []Form   // acts that are about no row
	AboutTitle, AboutDoes string   // what they are about, and do together
	Beside                []string // names of the lists that are reached from it

	// Read reads a part of the rows that a query selects.
	Read func(context.Context, Reader, model.Query, model.From) (model.Part[Row], error)
	// Find returns one row by its name, and nil for one that there is none of.
	Find func(r Reader, name string) (*Row, error)
	// Open returns a row in full.
	Open func(s Sources, name string, zone *time.Location) (Opened, error)
	// Shorter is what is typed in its filter without the last part; nil where that is a word.
	Shorter func(typed string, now time.Time) string
	// Chart is what a row is charted as, of no procedure where it is not; nil where none is.
	Chart func(Row) ChartOf
	// Selected has a case be about a row.
	Selected func(Row, *Case)
	// Notes reads what is said beside the rows.
	Notes func(Sources) (Notes, error)

	Values func(Row) []any                  // by the columns
	Cells  func(Row, time.Time) []Cell      // on a screen
	Says   func(Row, time.Time) string      // in the dialogue, a sentence
	Prints func(Row, time.Time) string      // as a command
	Lines  func(Row, *time.Location) []Said // of a list that Unfolds
}

// Notes are what is said beside the rows of a list, at a time.
type Notes func(now time.Time) []Said

// Only is some of a list's rows.
type Only struct {
	Key, Does string
	Flag      string // of the command, "" for none
	Heading   string // above them
	Empty     string // why there is none
}

// Row is one row of a list. Only the list knows what it is.
type Row struct {
	Entry int64  // tells it from the others, and a part goes on after it
	Name  string // as it is typed: "12", "a.khan"
	fact  any
}

// Sorted says in which order the rows of a long list stand.
func (l List) Sorted() string {
	if l.Queue {
		return "exceptions first, then the oldest"
	}
	return "newest first"
}

// Named is a row as it is named above it.
func (l List) Named(name string) string {
	if _, err := entryOf(name); err == nil {
		return "Entry " + name
	}
	return name
}

// Opened is a row in full.
type Opened struct {
	Title      string // "Look at a fridge"
	Which, Who string // "SOP-X-001 v2.1", "r-01"
	Doc        Doc
	Case       Case // what is signed about it
	// Forms are the acts about it; of a case with a value, one that Picks is about that.
	Forms func(Case) []Form
	Chart ChartOf // of its procedure, "" for none
}

// Cell is a part of a row as a screen draws it.
type Cell struct {
	Text          string
	Tone          Tone
	At            At
	Width, Narrow int  // what it is padded to, and on a narrow terminal; 0 for its own
	Lead          bool // it is drawn apart where the row is selected
}

// At is where a cell stands in its row.
type At int

// The places of a cell. A row with a Main one is set in two lines on a narrow terminal.
const (
	Before At = iota
	Main      // it takes the room that is left, and is not cut
	End
)

// Without is what is typed in its filter without the last part.
func (l List) Without(typed string, now time.Time) string {
	if l.Shorter != nil {
		return l.Shorter(typed, now)
	}
	words := strings.Fields(typed)
	return strings.Join(words[:max(0, len(words)-1)], " ")
}

// Each yields the rows that a query selects, in their order, and reads on as they are
// asked for. After an error there is none.
func (l List) Each(ctx context.Context, r Reader, q model.Query) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		left, most := q.Limit, q.Limit
		for from, more := (model.From{}), true; more; {
			q.Limit = min(left, mostAtOnce)
			part, err := l.Read(ctx, r, q, from)
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, row := range part.Rows {
				if left--; !yield(row, nil) || most > 0 && left == 0 {
					return
				}
			}
			from, more = model.From{Entry: part.Next}, part.More
		}
	}
}

// mostAtOnce is how many rows are asked for at once where fewer are wanted.
const mostAtOnce = 100

// kind is what a list has to know of the facts that are its rows.
type kind[F any] struct {
	row     func(F) (entry int64, name string)
	columns []column[F]
	cells   func(F, time.Time) []Cell
	says    func(F, time.Time) string
	prints  func(F, time.Time) string
	lines   func(F, *time.Location) []Said
	opened  func(F, *time.Location) Opened // without its case
	about   func(F, *Case)                 // nil where no act is about one
	only    func(F) bool                   // whether it is one of the list's Only
	chart   func(F) ChartOf                // nil where none is charted
}

type column[F any] struct {
	name  string
	value func(F) any
}

// of joins a list with the kind of its rows.
func of[F any](l List, k kind[F]) List {
	for _, c := range k.columns {
		l.Columns = append(l.Columns, c.name)
	}
	l.Values = func(r Row) []any {
		out := make([]any, len(k.columns))
		for i, c := range k.columns {
			out[i] = c.value(r.fact.(F))
		}
		return out
	}
	l.Cells = func(r Row, now time.Time) []Cell { return k.cells(r.fact.(F), now) }
	l.Says = func(r Row, now time.Time) string { return k.says(r.fact.(F), now) }
	l.Prints = func(r Row, now time.Time) string { return k.prints(r.fact.(F), now) }
	l.Selected = func(r Row, c *Case) {
		if k.about != nil {
			k.about(r.fact.(F), c)
		}
	}
	if l.Notes == nil {
		l.Notes = func(Sources) (Notes, error) { return func(time.Time) []Said { return nil }, nil }
	}
	if k.chart != nil {
		l.Chart = func(r Row) ChartOf { return k.chart(r.fact.(F)) }
	}
	if k.lines != nil {
		l.Unfolds = true
		l.Lines = func(r Row, zone *time.Location) []Said { return k.lines(r.fact.(F), zone) }
	}
	return l
}

func (k kind[F]) rowOf(f F) Row {
	entry, name := k.row(f)
	return Row{Entry: entry, Name: name, fact: f}
}

// fits reports whether what a row says has all of some words.
func (k kind[F]) fits(l List, r Row, words []string) bool {
	return len(words) == 0 || hasAll(strings.ToLower(fmt.Sprint(l.Values(r)...)+" "+k.says(r.fact.(F), time.Time{})), words)
}

// short joins a list with facts that are few enough to be read whole.
func short[F any](l List, k kind[F], read func(Reader) ([]F, error)) List {
	l = of(l, k)
	l.Read = func(_ context.Context, r Reader, q model.Query, _ model.From) (model.Part[Row], error) {
		all, err := read(r)
		part := model.Part[Row]{Looked: len(all), Of: len(all)}
		words := strings.Fields(strings.ToLower(q.Words))
		for _, f := range all {
			if q.Open && k.only != nil && !k.only(f) {
				continue
			}
			if row := k.rowOf(f); k.fits(l, row, words) {
				part.Rows = append(part.Rows, row)
			}
		}
		return part, err
	}
	l.Find = func(r Reader, name string) (*Row, error) {
		all, err := read(r)
		for _, f := range all {
			if row := k.rowOf(f); row.Name == name {
				return &row, err
			}
		}
		return nil, err
	}
	l.Open = func(s Sources, name string, zone *time.Location) (Opened, error) {
		row, err := l.Find(s.Reader, name)
		if err != nil {
			return Opened{}, err
		}
		if row == nil {
			return Opened{}, l.missing(s.Reader, name)
		}
		out := k.opened(row.fact.(F), zone)
		out.Case, err = s.Case()
		l.Selected(*row, &out.Case)
		out.Forms = func(Case) []Form { return l.Forms }
		if l.Chart != nil {
			out.Chart = l.Chart(*row)
		}
		return out, err
	}
	return l
}

// ofDepartment is short for facts that a department has.
func ofDepartment[F any](l List, k kind[F], facts func(model.Department) []F) List {
	return short(l, k, func(r Reader) ([]F, error) {
		d, err := r.Department()
		return facts(d), err
	})
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// missing says that there is no row of a name, and which may be meant.
func (l List) missing(r Reader, name string) error {
	part, err := l.Read(context.Background(), r, model.Query{}, model.From{})
	if err != nil {
		return err
	}
	names := make([]string, len(part.Rows))
	for i, row := range part.Rows {
		names[i] = row.Name
	}
	meant := sop.MeantFold(name, names)
	if l.Row == shortName && meant == "" && sop.MaySecret(name) {
		return fmt.Errorf("there is no such %s", l.Row)
	}
	return fmt.Errorf("there is no %s %q%s", l.Row, name, meant)
}
