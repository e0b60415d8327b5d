package bench_test

import (
	"context"
	"math"
	"os"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/procedures"
)

// ofLists are the measures of each list that a screen, the dialogue and a command show, and of one
// row of each in full. What is read once behind the first frame, the pages above all, is there.
var ofLists = func() (all []measure) {
	for _, l := range present.Lists {
		all = append(all, measure{work: "list of " + l.Name + ", first part", unit: "ms", most: 33.3, grows: still, take: lookedAt(l.Name, false)})
		if l.Open != nil {
			all = append(all, measure{work: "one of " + l.Name + " in full", unit: "ms", most: 33.3, grows: still, take: lookedAt(l.Name, true)})
		}
	}
	return all
}()

// looks is what it takes to look at each list, by its name: its first part, and one row of it.
type looks struct {
	parts, rows map[string]figure
	err         error
}

func lookedAt(list string, inFull bool) func(*world) (figure, error) {
	return func(w *world) (figure, error) {
		if w.looks == nil {
			w.looks = &looks{parts: map[string]figure{}, rows: map[string]figure{}}
			w.looks.err = w.within(func(s *station.Station) error { return w.looks.at(w, s) })
		}
		if w.looks.err != nil {
			return figure{}, w.looks.err
		}
		if !inFull {
			return w.looks.parts[list], nil
		}
		if got, is := w.looks.rows[list]; is {
			return got, nil
		}
		return figure{}, skipped("a demo has none")
	}
}

// at looks at all lists of a station.
func (x *looks) at(w *world, s *station.Station) error {
	b := effects.New(s, time.Now, procedures.FS, os.DirFS(w.temp))
	src := present.Sources{Desk: b, Reader: b, Library: b, Runs: b, Station: b, Pad: b, Charts: b, Roll: b}
	for _, l := range present.Lists {
		var last model.Part[present.Row]
		read := func() (err error) {
			last, err = l.Read(context.Background(), src, model.Query{}, model.From{})
			return err
		}
		err := read()
		if err == nil {
			x.parts[l.Name], err = quickest(w.turns(15), read)
			x.parts[l.Name] = x.parts[l.Name].of(len(last.Rows))
		}
		if err == nil && l.Open != nil && len(last.Rows) > 0 {
			name := last.Rows[len(last.Rows)-1].Name
			lines := 0
			open := func() error {
				o, err := l.Open(src, name, time.UTC)
				lines = linesOf(o.Doc)
				return err
			}
			if err = open(); err == nil {
				x.rows[l.Name], err = quickest(w.turns(15), open)
				x.rows[l.Name] = x.rows[l.Name].of(lines)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// of is a figure of so many rows.
func (f figure) of(rows int) figure {
	f.rows = amount(rows)
	return f
}

func linesOf(d present.Doc) (n int) {
	for _, s := range d {
		n += len(s.Lines)
	}
	return n
}

// quickest takes how long a work lasts at best: how it grows is told by it however much else the
// machine does.
func quickest(n int, work func() error) (figure, error) {
	least := time.Duration(math.MaxInt64)
	for range n {
		began := time.Now()
		if err := work(); err != nil {
			return figure{}, err
		}
		least = min(least, time.Since(began))
	}
	return figure{ours: in(time.Millisecond, least)}, nil
}
