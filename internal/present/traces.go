package present

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/trace"
	"soprun/sop"
)

// traces are the records that are looked for by what is in them.
var traces = func() List {
	l := of(List{
		Name: "trace", Key: "t", Chord: "ctrl+t", Command: "trace", Show: "show", Does: "what was recorded, by words, values, people and dates",
		Title: "Trace", Rows: "Records", Row: "record", Opens: "record", Takes: "WORDS",
		Empty: "Nothing has been signed yet. What was recorded is found here once its run is.", Unfit: "No record has all of that.", Long: true,
		Forms: []Form{reportTrace}, Open: openRecord,
	}, traceKind)
	l.Read = func(ctx context.Context, r Reader, q model.Query, from model.From) (model.Part[Row], error) {
		part, err := r.TraceFrom(ctx, q, from)
		out := model.Part[Row]{Next: part.Next, More: part.More, Looked: part.Looked, Of: part.Of, ReadAs: part.ReadAs, Named: part.Named}
		for _, t := range part.Rows {
			out.Rows = append(out.Rows, traceKind.rowOf(t))
		}
		return out, err
	}
	l.Shorter = trace.Shorter
	return l
}()

// OfNamed is where something is told of that a word is the name of.
func OfNamed(n model.Named) Link {
	switch n.Kind {
	case model.NamedPerson:
		return Link{List: people.Name, Row: n.ID}
	case model.NamedPage:
		return Link{Page: n.ID}
	default:
		return Link{List: assetsName, Row: n.ID}
	}
}

// NamedWords say what it is: "F-12, an asset".
func NamedWords(n model.Named) string {
	return n.ID + ", " + map[string]string{
		model.NamedAsset: "an asset", model.NamedLot: "a lot", model.NamedPerson: "a person", model.NamedPage: "a page",
	}[n.Kind]
}

// How long the values of a row are: others than those that are looked for, or out of their
// limits, are left out where they make it longer.
const (
	roomForValues = 48
	printedValues = 100
)

var traceKind = kind[model.Traced]{
	row:   func(t model.Traced) (int64, string) { return t.Entry, named(t.Entry) },
	cells: traceCells,
	chart: tracedChart,
	says: func(t model.Traced, now time.Time) string {
		said := t.Title
		if values := valuesText(t, printedValues, ", "); values != "" {
			said += ": " + values
		}
		return fmt.Sprintf("%s, %s; %s, %s.", Minute(t.At, now.Location()), said, t.Person.Name, ReviewBy(t.Completion, Printed))
	},
	prints: func(t model.Traced, now time.Time) string {
		parts := []string{fmt.Sprintf("%7d  %s", t.Entry, t.At.In(now.Location()).Format("2006-01-02 15:04")), t.Title}
		if values := valuesText(t, printedValues, "  "); values != "" {
			parts = append(parts, values)
		}
		return strings.Join(append(parts, t.Person.ID, ReviewBy(t.Completion, Short)), "  ")
	},
	columns: []column[model.Traced]{
		{"entry", func(t model.Traced) any { return t.Entry }},
		{"at", func(t model.Traced) any { return t.At.UTC() }},
		{"sop", func(t model.Traced) any { return t.SOP }},
		{"version", func(t model.Traced) any { return t.Version }},
		{"title", func(t model.Traced) any { return t.Title }},
		{"run", func(t model.Traced) any { return t.Run }},
		{"outcome", func(t model.Traced) any { return t.Outcome }},
		{"person", func(t model.Traced) any { return t.Person.ID }},
		{"countersigned", func(t model.Traced) any { return handsOf(t.Countersigned, false) }},
		{"amended", func(t model.Traced) any { return handsOf(t.Amended, false) }},
		{"disputed", func(t model.Traced) any {
			return t.Disputed || len(handsOf(t.Countersigned, true)) > 0 || t.AmendDisputed()
		}},
		{"values", func(t model.Traced) any { return tracedValues(t) }},
		{"steps", func(t model.Traced) any { return tracedSteps(t) }}, // that were not done as asked
	},
}

// tracedChart is that of the first number that is looked for; of none, whichever is chosen.
func tracedChart(t model.Traced) ChartOf {
	of := ChartOf{SOP: t.SOP}
	for _, v := range t.Values {
		if of.Item == "" {
			of.Item = v.Item
		}
		if _, err := sop.ParseDecimal(v.Text); err == nil && v.Sought && of.Field == "" {
			of.Field, of.Item = v.Field, v.Item
		}
	}
	return of
}

// tracedValue is a value with the names that a payload has for its parts.
type tracedValue struct {
	Amended bool      `json:"amended,omitempty"`
	By      []string  `json:"amended_by,omitempty"` // short names, each once
	At      time.Time `json:"at"`
	Again   int       `json:"done_again,omitempty"` // how often after it, 0 for what stands
	Field   string    `json:"field"`
	Item    string    `json:"item,omitempty"`
	Label   string    `json:"label"`
	Limits  string    `json:"limits,omitempty"`
	Mark    string    `json:"mark,omitempty"`
	Sought  bool      `json:"sought,omitempty"`
	Stands  string    `json:"stands,omitempty"` // instead of one that was done again; absent where nothing does
	Step    string    `json:"step"`
	Unit    string    `json:"unit,omitempty"`
	Value   string    `json:"value"`
}

func tracedValues(t model.Traced) []tracedValue {
	out := make([]tracedValue, len(t.Values))
	for i, v := range t.Values {
		out[i] = tracedValue{
			Amended: v.Amended, By: AmendersOf(v), At: v.At.UTC(), Again: v.Redone, Field: v.Field, Item: v.Item, Label: v.Label, Limits: v.Limits,
			Mark: v.Mark, Sought: v.Sought, Stands: v.Stands, Step: v.Step, Unit: v.Unit, Value: v.Text,
		}
	}
	return out
}

// AmendersOf are the short names of who amended a value, each once.
func AmendersOf(v model.TracedValue) (ids []string) {
	for _, p := range v.AmendedBy {
		if !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// tracedStep is how a step was not done as asked, with the names that a payload has.
type tracedStep struct {
	Item   string `json:"item,omitempty"`
	Sought bool   `json:"sought,omitempty"`
	Step   string `json:"step"`
	Text   string `json:"text"`
}

func tracedSteps(t model.Traced) []tracedStep {
	out := make([]tracedStep, len(t.Steps))
	for i, s := range t.Steps {
		out[i] = tracedStep{Item: s.Item, Sought: s.Sought, Step: s.Step, Text: s.Text}
	}
	return out
}

func traceCells(t model.Traced, now time.Time) []Cell {
	by := Cell{Text: t.Person.Name + countersignedBy(t.Completion), Tone: Quiet, At: End}
	main := Cell{Text: strings.TrimSpace(t.Title + "  " + valuesText(t, roomForValues, "  ")), At: Main, Lead: true}
	for _, v := range t.Values {
		if v.Mark != "" {
			main.Tone = Caution
		}
	}
	if slices.ContainsFunc(t.Steps, func(s model.TracedStep) bool { return s.Sought }) {
		main.Tone = Caution
	}
	if t.Disputed || len(handsOf(t.Countersigned, true)) > 0 || t.AmendDisputed() {
		by.Text, by.Tone = by.Text+"  DISPUTED", Danger
	}
	return []Cell{{Text: When(t.At, now), Tone: Quiet, Width: whenWidth}, main, by}
}

func countersignedBy(c model.Completion) string {
	if len(c.Countersigned) == 0 {
		return ""
	}
	names := make([]string, len(c.Countersigned))
	for i, h := range c.Countersigned {
		names[i] = h.By.Name
	}
	return "  cs " + strings.Join(names, ", ")
}

// valuesText writes the values of a record, those first that are looked for, then those out
// of their limits, each with the limits beside it. Of the others, as many as have room, and first
// those of an item that is looked for. Before them stands what is looked for of how its steps were
// done.
func valuesText(t model.Traced, room int, between string) string {
	var out []string
	length, left := 0, 0
	for _, s := range t.Steps {
		if s.Sought {
			out = append(out, stepText(s))
		}
	}
	for _, v := range t.Values {
		text := valueText(v)
		if length += len([]rune(text)) + 2; length > room && (!v.Sought || v.OfItem) && v.Mark == "" {
			left++
			continue
		}
		out = append(out, text)
	}
	if left > 0 {
		out = append(out, fmt.Sprintf("and %s more", Thousands(left)))
	}
	return strings.Join(out, between)
}

// stepText says how a step was not done as asked, with its number where it does not say that.
func stepText(s model.TracedStep) string {
	text := s.Text
	if step := fmt.Sprintf("step %d ", s.Number); s.Number > 0 && !strings.HasPrefix(text, step) && !strings.HasPrefix(text, s.Item+" ") {
		text = step + text
	}
	if s.Item != "" && !strings.HasPrefix(text, s.Item+" ") {
		text = s.Item + " " + text
	}
	return text
}

// DoneAgain stands beside a value of a step that was opened again after it, "" for one that
// stands.
func DoneAgain(v model.TracedValue) string { return doneAgain(v.Redone, v.Stands) }

func doneAgain(times int, stands string) string {
	switch {
	case times == 0:
		return ""
	case stands == "":
		return Redone + ", nothing stands"
	default:
		return Redone + ", stands " + TimeOfDay(stands)
	}
}

// Redone is said of a value of a step that was opened again after it.
const Redone = "done again"

// AmendedBy stands beside a value that was amended, "" for any other.
func AmendedBy(v model.TracedValue) string {
	if !v.Amended {
		return ""
	}
	var names []string
	for _, p := range v.AmendedBy {
		if !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	if names == nil {
		return "amended"
	}
	return "amended by " + strings.Join(names, ", ")
}

func valueText(v model.TracedValue) string {
	parts := []string{v.Item, v.Label, v.Text, v.Unit}
	switch {
	case v.Mark != "":
		parts = append(parts, v.Mark)
	case v.Limits != "":
		parts = append(parts, "("+v.Limits+")")
	}
	parts = append(parts, AmendedBy(v), DoneAgain(v))
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// WhoSigned returns the short name of who signed the records that a query selects, "" where it
// does not go by that.
func WhoSigned(q model.Query) string {
	for _, term := range strings.Fields(q.Words) {
		if who, is := strings.CutPrefix(term, string(trace.By)+":"); is && !strings.ContainsAny(who, `|"`) {
			return who
		}
	}
	return q.Person
}

// NoneHas says that no row has the words that are looked for and, where they go by who signed,
// how runs are found that somebody else signed.
func (l List) NoneHas(typed string) string {
	if who := WhoSigned(model.Query{Words: typed}); l.Takes != "" && who != "" {
		return l.Unfit + " Runs that somebody else signed: type " + who + " alone, without by:."
	}
	return l.Unfit
}

// TraceHelp says what can be typed to look for.
const TraceHelp = `
All terms hold for one record; - before one says that it does not (for the shell
all of it stands in quotes then):
  fridge  fr001  a.khan       begins a word of a value, item, person, page, step, label or code;
                              of a step without values, of how it was not done as asked
  f-11|f-12                   one of them
  "read the dial"             these words, as they stand
  march  19 mar  19/3/2026    when it was signed; in 2025, last month, last 7 days, this week,
                              since 1 oct, until 1 oct
  now > 8  now < -18 °C       a field and its number, with its unit or without; = < <= > >=
  to review  countersigned  sent back  exceptions  late entry  amended
  disputed  out of limits  above  below  complete  ended  stopped
  by:a.khan  cs:j.bell  page:SOP-EQ-014  step:weigh  asset:f-12  lot:4417  code:s26
                              by: is who signed; who did steps of a run that somebody else signed
                              is found by the plain name: a.khan`

// TraceExamples are two of them, as commands.
const TraceExamples = "soprun trace f-12 t-07 march\nsoprun trace 'temperature > 8 -countersigned' --csv"
