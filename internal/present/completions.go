package present

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// completions are the signed runs.
var completions = func() List {
	l := of(List{
		Name: "log", Key: "l", Chord: "ctrl+l", Command: "log", Show: "show", Does: "the log of signed completions",
		Title: "Log", Rows: "Completions", Row: "completion", Opens: "record",
		Empty: "Nothing has been signed yet. A completion stands here as soon as it is.", Unfit: "No completion has these words.", Long: true, Checks: true,
		Only:     &Only{Key: "c", Does: "only to review, or all", Heading: "TO REVIEW", Empty: "No record waits for a review."},
		Together: []Form{countersigning(Case{})}, Forms: []Form{reportLog}, About: LogForms, AboutTitle: "The log itself", AboutDoes: "close the log, or dispose of old runs", Beside: []string{"review", "approvals", "disposals", "today", "due", "incidents", "notes", "assets", "duties", "matrix", "assessments", "evidence", "statements", "schemes", "unread", "calendar"},
		Open: openRecord, Notes: exposure,
	}, completionKind)
	l.Read = func(ctx context.Context, r Reader, q model.Query, from model.From) (model.Part[Row], error) {
		part, err := r.CompletionsFrom(ctx, q, from)
		out := model.Part[Row]{Next: part.Next, More: part.More, Looked: part.Looked, Of: part.Of}
		for _, c := range part.Rows {
			out.Rows = append(out.Rows, completionKind.rowOf(c))
		}
		return out, err
	}
	return l
}()

var completionKind = kind[model.Completion]{
	chart: func(c model.Completion) ChartOf { return ChartOf{SOP: c.SOP} },
	row:   func(c model.Completion) (int64, string) { return c.Entry, named(c.Entry) },
	cells: completionCells,
	says: func(c model.Completion, now time.Time) string {
		result, _ := Result(c)
		said := fmt.Sprintf("%s: %s, %s, %s", c.Title, c.Person.Name, Minute(c.At, now.Location()), result)
		if by := ReviewBy(c, Printed); by != "" {
			said += ", " + by
		}
		return said + "."
	},
	prints: func(c model.Completion, now time.Time) string {
		return strings.TrimRight(fmt.Sprintf("%7d  %s  %-14s  %-12s v%-5s %-16s %13s  %-24s  %s",
			c.Entry, c.At.In(now.Location()).Format("2006-01-02 15:04"), c.Person.ID, c.SOP, c.Version, c.Outcome, sop.Counted(len(counted(c)), "exception ", "exceptions"), ReviewBy(c, Short), codeWords(c.Codes)), " ")
	},
	columns: []column[model.Completion]{
		{"entry", func(c model.Completion) any { return c.Entry }},
		{"at", func(c model.Completion) any { return c.At.UTC() }},
		{"person", func(c model.Completion) any { return c.Person.ID }},
		{"role", func(c model.Completion) any { return c.Role }},
		{"sop", func(c model.Completion) any { return c.SOP }},
		{"version", func(c model.Completion) any { return c.Version }},
		{"run", func(c model.Completion) any { return c.Run }},
		{"outcome", func(c model.Completion) any { return c.Outcome }},
		{"codes", func(c model.Completion) any { return slices.Concat([]sop.Code{}, c.Codes) }},
		{"exceptions", func(c model.Completion) any { return exceptionsOf(c) }}, // and each amendment since
		{"countersigned", func(c model.Completion) any { return handsOf(c.Countersigned, false) }},
		{"superseded", func(c model.Completion) any { return handsOf(c.Superseded, false) }}, // before the last amendment
		{"amended", func(c model.Completion) any { return handsOf(c.Amended, false) }},
		{"disputed", func(c model.Completion) any { return c.Disputed }},
		{"to_review", func(c model.Completion) any { return c.Awaited() }},
		// Of the three, those whose key was revoked later, as suspect.
		{"countersigned_disputed", func(c model.Completion) any { return handsOf(c.Countersigned, true) }},
		{"superseded_disputed", func(c model.Completion) any { return handsOf(c.Superseded, true) }},
		{"amended_disputed", func(c model.Completion) any { return handsOf(c.Amended, true) }},
	},
}

// named is the name of a row that is known by its entry.
func named(entry int64) string { return strconv.FormatInt(entry, 10) }

// listedException is one with the names that a payload has for it.
type listedException struct {
	Action string `json:"action,omitempty"`
	Item   string `json:"item,omitempty"`
	Kind   string `json:"kind"`
	Step   string `json:"step"`
	Text   string `json:"text"`
}

func exceptionsOf(c model.Completion) []listedException {
	out := []listedException{}
	for _, e := range ExceptionsOf(c) {
		out = append(out, listedException{Action: e.Action, Item: e.Item, Kind: string(e.Kind), Step: e.Step, Text: e.Text})
	}
	return out
}

// handsOf returns who signed, once each: all, or only those that are disputed.
func handsOf(hands []model.Hand, disputed bool) []string {
	out := []string{}
	for _, h := range hands {
		if (h.Disputed || !disputed) && !slices.Contains(out, h.By.ID) {
			out = append(out, h.By.ID)
		}
	}
	return out
}

func codeWords(codes []sop.Code) string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return strings.Join(all, " ")
}

// The columns of a completion, in cells; the title takes what is left.
const (
	whenWidth   = 12
	nameWidth   = 12
	resultWidth = 12
	reviewWidth = 13
)

func completionCells(c model.Completion, now time.Time) []Cell {
	ended, warn := Result(c)
	result := Cell{Text: ended, Tone: Quiet, At: End, Width: resultWidth}
	if warn {
		result.Tone = Caution
	}
	review := Cell{Text: Review(c), Tone: Awaited, At: End, Width: reviewWidth}
	switch {
	case strings.Contains(review.Text, "DISPUTED"):
		review.Tone = Danger
	case len(c.Countersigned) > 0:
		review.Tone = Sound
	}
	return []Cell{
		{Text: When(c.At, now), Tone: Quiet, Width: whenWidth},
		{Text: c.Person.Name, Width: nameWidth},
		{Text: c.Title, At: Main, Lead: true},
		result, review,
	}
}

// When gives the time of day of this year's entries and the year of others.
func When(at, now time.Time) string {
	at = at.In(now.Location())
	if at.Year() == now.Year() {
		return at.Format("02 Jan 15:04")
	}
	return at.Format("02 Jan 2006")
}

// Minute words an instant to the minute.
func Minute(at time.Time, zone *time.Location) string { return at.In(zone).Format("2 Jan 2006 15:04") }

// exposure says what nobody outside has seen: an inspector asks it first.
func exposure(s Sources) (Notes, error) {
	e, err := s.Exposure()
	if err != nil {
		e.Fault = err.Error()
	}
	return func(now time.Time) []Said {
		switch {
		case e == (model.Exposure{}):
			return nil
		case e.Fault != "":
			return said(Danger, Exposed(e, now))
		default:
			return said(Quiet, Exposed(e, now))
		}
	}, nil
}

func openRecord(s Sources, name string, zone *time.Location) (Opened, error) {
	entry, err := entryOf(name)
	if err != nil {
		return Opened{}, err
	}
	rec, err := s.Record(entry)
	if err != nil {
		return Opened{}, err
	}
	people, err := s.People()
	return Opened{
		Title: rec.Title, Which: rec.SOP + " v" + rec.Version, Who: rec.Run,
		Doc: Record(rec, zone), Case: Case{People: people, Record: rec, Printer: s.Printer}, Forms: RecordForms,
		Chart: ChartOf{SOP: rec.SOP},
	}, err
}
