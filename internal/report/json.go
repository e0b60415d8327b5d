package report

import (
	"bytes"
	"context"
	_ "embed" // the schema
	"io"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// Schema describes what WriteJSON writes, as JSON Schema.
//
//go:embed schema.json
var Schema []byte

// Format is the "format" of a report of this form.
const Format = "soprun-report/1"

// head are the members that stand before the records.
type head struct {
	Format    string            `json:"format"`
	Kind      Kind              `json:"kind"`
	Title     string            `json:"title"`
	Demo      bool              `json:"demo"`
	Site      string            `json:"site"`
	Station   string            `json:"station"`
	Log       string            `json:"log"`
	TreeSize  int64             `json:"tree_size"`
	TreeRoot  string            `json:"tree_root"`
	ValidAt   time.Time         `json:"valid_at"`
	Copy      string            `json:"copy"`
	Selection map[string]string `json:"selected_by"`
	Count     int               `json:"count"`
	Of        int               `json:"of"`
}

type recordJSON struct {
	Entry         int64           `json:"entry"`
	Leaf          string          `json:"leaf"`
	At            time.Time       `json:"at"`
	SOP           string          `json:"sop"`
	Version       string          `json:"version"`
	Title         string          `json:"title"`
	Run           string          `json:"run"`
	Outcome       string          `json:"outcome"`
	Person        personJSON      `json:"person"`
	Statement     string          `json:"statement"`
	Codes         []string        `json:"codes"`
	Standing      string          `json:"standing"`
	Disputed      bool            `json:"disputed"`
	Countersigned []handJSON      `json:"countersigned"`
	Superseded    []handJSON      `json:"superseded"`
	Amended       []handJSON      `json:"amended"`
	Exceptions    []exceptionJSON `json:"exceptions"`
	Values        []valueJSON     `json:"values"`
	LeftOut       string          `json:"left_out,omitempty"` // why the run left out the asset of the report
	Document      []sectionJSON   `json:"document,omitempty"` // of one in full
}

type personJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type handJSON struct {
	Entry    int64      `json:"entry"`
	By       personJSON `json:"by"`
	Disputed bool       `json:"disputed"`
}

type exceptionJSON struct {
	Kind   string `json:"kind"`
	Step   string `json:"step"`
	Item   string `json:"item,omitempty"`
	Text   string `json:"text"`
	Action string `json:"action,omitempty"`
}

type valueJSON struct {
	Step    string    `json:"step"`
	Item    string    `json:"item,omitempty"`
	Field   string    `json:"field"`
	Label   string    `json:"label"`
	Value   string    `json:"value"`
	Unit    string    `json:"unit,omitempty"`
	Limits  string    `json:"limits,omitempty"`
	Mark    string    `json:"mark,omitempty"`
	At      time.Time `json:"at"`
	Amended bool      `json:"amended,omitempty"`
	By      []string  `json:"amended_by,omitempty"` // short names, each once
	Again   int       `json:"done_again,omitempty"` // how often after it, 0 for what stands
	Stands  string    `json:"stands,omitempty"`     // instead; absent where nothing does
}

type slotJSON struct {
	Slot  string    `json:"slot"`
	Item  string    `json:"item,omitempty"`
	Due   time.Time `json:"due"`
	State string    `json:"state"`
	Says  string    `json:"says"`
	Entry int64     `json:"entry,omitempty"` // that did it
}

type sectionJSON struct {
	Heading string   `json:"heading"`
	Lines   []string `json:"lines"`
}

// WriteJSON writes a report as one object, its records as they are read.
func (r Report) WriteJSON(ctx context.Context, w io.Writer) error {
	selection := map[string]string{}
	for _, t := range r.Filter {
		selection[t.Name] = t.Value
	}
	out := &writer{w: w}
	out.open(head{
		Format: Format, Kind: r.Kind, Title: r.Title, Demo: r.Station.Demo, Site: r.Station.Site, Station: r.Station.Name, Log: r.Station.Log,
		TreeSize: r.Station.Entries, TreeRoot: r.Station.Root, ValidAt: r.At.UTC(), Copy: r.copied(), Selection: selection, Count: r.Count, Of: r.Of,
	})
	if r.person != nil {
		out.member("person")
		out.encode(sectionsOf(*r.person))
	}
	if r.Kind == OfMonth {
		out.member("slots")
		out.encode(r.slotsJSON())
	}
	if r.Kind == OfList {
		out.member("rows")
		out.array(func(next func()) error { return r.rowsJSON(ctx, out, next) })
	} else {
		out.member("records")
		out.array(func(next func()) error { return r.recordsJSON(ctx, out, next) })
	}
	out.write([]byte("}\n"))
	return out.err
}

func (r Report) rowsJSON(ctx context.Context, out *writer, next func()) error {
	for row, err := range r.Rows(ctx) {
		if err != nil {
			return err
		}
		b, err := rowJSON(r.list, row)
		if err != nil {
			return err
		}
		next()
		out.write(b)
	}
	return nil
}

func (r Report) recordsJSON(ctx context.Context, out *writer, next func()) error {
	for e, err := range r.Records(ctx) {
		if err != nil {
			return err
		}
		next()
		out.encode(r.recordOf(e))
	}
	return nil
}

func (r Report) slotsJSON() []slotJSON {
	out := []slotJSON{}
	for _, s := range r.slots {
		out = append(out, slotJSON{Slot: s.Name, Item: s.Item, Due: s.Due.UTC(), State: s.State, Says: slotSays(s), Entry: s.Done})
	}
	return out
}

func (r Report) recordOf(e Entry) recordJSON {
	c, t := e.Completion, Tally{}
	t.add(c)
	out := recordJSON{
		Entry: c.Entry, Leaf: c.Leaf, At: c.At.UTC(), SOP: c.SOP, Version: c.Version, Title: c.Title, Run: c.Run, Outcome: string(c.Outcome),
		Person: personJSON{c.Person.ID, c.Person.Name}, Statement: c.Statement, Codes: []string{}, Standing: standing(c),
		Disputed: t.Disputed > 0, Countersigned: handsJSON(c.Countersigned), Superseded: handsJSON(c.Superseded), Amended: handsJSON(c.Amended),
		Exceptions: []exceptionJSON{}, Values: []valueJSON{}, Document: sectionsOf(e.Doc),
	}
	_, out.LeftOut = leftOut(e.Traced, r.wanted.Asset)
	for _, code := range c.Codes {
		out.Codes = append(out.Codes, string(code))
	}
	for _, x := range present.ExceptionsOf(c) {
		out.Exceptions = append(out.Exceptions, exceptionJSON{string(x.Kind), x.Step, x.Item, x.Text, x.Action})
	}
	for _, v := range e.Values {
		out.Values = append(out.Values, valueJSON{v.Step, v.Item, v.Field, v.Label, v.Text, v.Unit, v.Limits, v.Mark, v.At.UTC(), v.Amended, present.AmendersOf(v), v.Redone, v.Stands})
	}
	return out
}

func handsJSON(hands []model.Hand) []handJSON {
	out := []handJSON{}
	for _, h := range hands {
		out = append(out, handJSON{h.Entry, personJSON{h.By.ID, h.By.Name}, h.Disputed})
	}
	return out
}

func sectionsOf(doc present.Doc) (out []sectionJSON) {
	for _, s := range doc {
		section := sectionJSON{Heading: s.Heading, Lines: []string{}}
		for _, l := range s.Lines {
			section.Lines = append(section.Lines, l.Line())
		}
		out = append(out, section)
	}
	return out
}

// writer writes JSON piece by piece, and remembers the first thing that failed.
type writer struct {
	w   io.Writer
	b   bytes.Buffer // what was encoded last
	err error
}

func (w *writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

func (w *writer) encode(value any) {
	if w.err != nil {
		return
	}
	w.b.Reset()
	if w.err = encode(&w.b, value); w.err == nil {
		w.write(w.b.Bytes())
	}
}

// open writes an object whose members go on.
func (w *writer) open(value any) {
	w.b.Reset()
	if w.err = encode(&w.b, value); w.err == nil {
		w.write(bytes.TrimSuffix(w.b.Bytes(), []byte("}")))
	}
}

// member begins one more member.
func (w *writer) member(name string) { w.write([]byte(",\n\"" + name + "\":")) }

// array writes what each calls next for, an element a line.
func (w *writer) array(each func(next func()) error) {
	before := "["
	next := func() {
		w.write([]byte(before + "\n"))
		before = ","
	}
	if err := each(next); w.err == nil {
		w.err = err
	}
	if before == "[" {
		w.write([]byte("["))
	}
	w.write([]byte("]"))
}
