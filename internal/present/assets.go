package present

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

const assetsName = "assets"

// assets are the assets and lots that runs were done with, and what is out of service.
var assets = func() List {
	l := short(List{
		Name: assetsName, Key: "e", Command: "assets", Does: "every asset and lot that runs were done with, and what is out of service",
		Title: "Assets and lots", Rows: "Assets and lots", Row: "asset", Opens: "asset",
		Empty: "No lot, and no asset in two runs, was named yet, and nothing is out of service.", Unfit: "No asset and no lot has these words.",
		Only:  &Only{Key: "x", Does: "only what is out of service, or all", Flag: "out", Heading: "OUT OF SERVICE", Empty: "Nothing is out of service."},
		Forms: []Form{putBack, takeOut},
	}, assetKind, func(r Reader) ([]model.Asset, error) {
		all, err := r.Things(context.Background(), model.All)
		return slices.SortedStableFunc(slices.Values(all), beforeAsset), err
	})
	open := l.Open
	l.Open = func(s Sources, name string, zone *time.Location) (Opened, error) {
		o, err := open(s, name, zone)
		if err != nil {
			return o, err
		}
		runs, err := runsWith(s, name, zone)
		o.Doc = append(o.Doc, runs...)
		return o, err
	}
	return l
}()

// beforeAsset puts first what somebody has to see to: what is out of service, and the lots that
// expire soon, the next one first.
func beforeAsset(a, b model.Asset) int {
	place := func(x model.Asset) (int, string) {
		switch {
		case x.Entry > 0:
			return 0, ""
		case x.Soon:
			return 1, x.Expiry
		}
		return 2, ""
	}
	inA, dayA := place(a)
	inB, dayB := place(b)
	return cmp.Or(cmp.Compare(inA, inB), cmp.Compare(dayA, dayB))
}

// mostRuns is how many runs stand on the page of an asset; trace finds the others.
const mostRuns = 50

// runsWith lists the last runs that name a thing, with what they recorded.
func runsWith(r Reader, id string, zone *time.Location) (Doc, error) {
	q := model.Query{Words: `"` + strings.ReplaceAll(id, `"`, " ") + `"`, Limit: mostRuns}
	var lines []Said
	for from, more := (model.From{}), true; more && len(lines) < mostRuns; {
		part, err := r.TraceFrom(context.Background(), q, from)
		if err != nil {
			return nil, err
		}
		for _, t := range part.Rows {
			of := ofThing(t, id)
			if len(lines) == mostRuns || len(of.Values)+len(of.Steps) == 0 {
				continue
			}
			line := Said{Text: fmt.Sprintf("%s  %s, %s: %s", Minute(t.At, zone), t.Title, t.Person.Name, valuesText(of, roomForValues, ", ")), Link: Signed(t.Entry), Tone: Quiet}
			if t.Wrong() {
				line.Tone = Caution
			}
			if t.Disputed {
				line.Tone, line.Flag = Danger, Disputed
			}
			lines = append(lines, line)
		}
		from.Entry, more = part.Next, part.More
	}
	if lines == nil {
		lines = said(Quiet, "No signed run names it.")
	}
	return Doc{{"Runs, the newest first", lines}}, nil
}

// ofThing returns a record with what it says of a thing: the values of a run that was done with it,
// but for those of other items, and why it was left out. Of a run that only has its words, none.
func ofThing(t model.Traced, id string) model.Traced {
	with := slices.ContainsFunc(t.Values, func(v model.TracedValue) bool { return v.Text == id || v.Item == id })
	t.Values = slices.DeleteFunc(slices.Clone(t.Values), func(v model.TracedValue) bool { return !with || v.Item != "" && v.Item != id })
	t.Steps = slices.DeleteFunc(slices.Clone(t.Steps), func(s model.TracedStep) bool { return s.Item != id && (!with || s.Item != "") })
	return t
}

// assetState words how it stands, and how it is drawn.
func assetState(a model.Asset, now time.Time) (text string, tone Tone) {
	switch {
	case a.Disputed:
		return "OUT " + age(now.Sub(a.At)) + ", DISPUTED", Danger
	case a.Entry > 0:
		return "OUT " + age(now.Sub(a.At)), Caution
	case a.Soon:
		return "EXPIRES " + Day(a.Expiry), Caution
	case a.Wrong > 0:
		return Number(a.Wrong, "run") + " not clean", Caution
	case a.Expiry != "" && a.Expiry < now.Format(time.DateOnly):
		return "expired " + Day(a.Expiry), Quiet
	case a.Expiry != "":
		return "to " + Day(a.Expiry), Quiet
	default:
		return "", Quiet
	}
}

// assetWords says what it is, and why it is out.
func assetWords(a model.Asset) string {
	text := Number(a.Runs, "run")
	if a.Lot {
		text = "lot, " + text
	}
	if a.Entry > 0 {
		text = a.Reason
	}
	return text
}

var (
	askAsset = Ask{
		Name: "asset", Label: "Asset", Help: "Its mark, like F-12; or new F-12 where nothing names it yet.", Start: func(c Case, _ Answers) string { return c.Asset },
		Prompt: "Asset, like F-12", More: "Its mark. Where no run and no list names it yet, write the word new before it: new F-12.",
		Check: func(n Names, _ Answers, text string) error {
			if mark, isNew := newMark(text); isNew && mark != "" {
				return nil
			}
			return known(n, model.Named{Kind: model.NamedAsset, ID: text})
		},
	}
	askOut = Ask{
		Name: "asset", Label: "Asset", Help: "Its mark, like F-12.", Start: func(c Case, _ Answers) string { return c.Asset },
		Check: func(n Names, _ Answers, text string) error {
			return known(n, model.Named{Kind: model.NamedOut, ID: text})
		},
	}
	takeOut = Form{
		Name: "out", Key: "o", Does: "take an asset out of service", Done: always("It is out of service from now on. What is due for it is not required until it is back."),
		Asks: []Ask{askAsset, askReason, {Name: Signer, Label: "Who takes it out", Help: "Short name of who signs it.", Check: enrolled, Prompt: "Short name of who takes it out", More: "The passphrase is asked next."}},
		Act: func(_ Case, in Answers) (model.Act, error) {
			mark, _ := newMark(in["asset"])
			return model.Move{Asset: mark, Reason: in["reason"]}, nil
		},
	}
	putBack = Form{
		Name: "in", Key: "i", Row: true, Does: "put an asset back in service", Done: always("It is in service again."), Typing: true,
		Asks: []Ask{askOut, askReason, signedAs(sop.Supervisor)},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.Move{Asset: in["asset"], In: true, Reason: in["reason"]}, nil
		},
	}
)

// newMark is the mark of an asset as it was typed, without the word that says that nothing
// named it before.
func newMark(typed string) (mark string, isNew bool) {
	first, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	if !strings.EqualFold(first, "new") {
		return typed, false
	}
	return strings.TrimSpace(rest), true
}

var assetKind = kind[model.Asset]{
	row:   func(a model.Asset) (int64, string) { return numberOf(a.ID), a.ID },
	only:  func(a model.Asset) bool { return a.Entry > 0 },
	about: func(a model.Asset, c *Case) { c.Asset = a.ID },
	cells: func(a model.Asset, now time.Time) []Cell {
		text, tone := assetState(a, now)
		last := ""
		if a.Last > 0 {
			last = When(a.LastAt, now)
		}
		return []Cell{{Text: a.ID, Width: 14, Lead: true}, {Text: last, Tone: Quiet, Width: whenWidth}, {Text: assetWords(a), At: Main}, {Text: text, Tone: tone, At: End}}
	},
	says: func(a model.Asset, now time.Time) string {
		var parts []string
		if a.Entry > 0 {
			parts = append(parts, fmt.Sprintf("out of service since %s, by %s%s", Minute(a.At, now.Location()), a.By.Name, disputedWord(a.Disputed)))
		} else if text, _ := assetState(a, now); text != "" {
			parts = append(parts, text)
		}
		if a.Last > 0 {
			parts = append(parts, "last used "+Minute(a.LastAt, now.Location()))
		}
		return Sentence(a.ID + ": " + strings.Join(append(parts, assetWords(a)), ", "))
	},
	prints: func(a model.Asset, now time.Time) string {
		text, _ := assetState(a, now)
		last := "-"
		if a.Last > 0 {
			last = a.LastAt.In(now.Location()).Format("2006-01-02 15:04")
		}
		return strings.TrimRight(fmt.Sprintf("%-16s %-16s  %-26s %s", a.ID, last, text, assetWords(a)), " ")
	},
	opened: assetDoc,
	columns: []column[model.Asset]{
		{"id", func(a model.Asset) any { return a.ID }},
		{"kind", func(a model.Asset) any { return map[bool]string{true: "lot", false: "asset"}[a.Lot] }},
		{"state", func(a model.Asset) any { return map[bool]string{true: "out", false: "in"}[a.Entry > 0] }},
		{"entry", func(a model.Asset) any { return a.Entry }}, // that says that it is out
		{"at", func(a model.Asset) any { return instant(a.At) }},
		{"person", func(a model.Asset) any { return a.By.ID }},
		{"reason", func(a model.Asset) any { return a.Reason }},
		{"disputed", func(a model.Asset) any { return a.Disputed }},
		{"expires", func(a model.Asset) any { return a.Expiry }},
		{"runs", func(a model.Asset) any { return a.Runs }},
		{"not_clean", func(a model.Asset) any { return a.Wrong }}, // of the last runs, without a clean one between
		{"last_entry", func(a model.Asset) any { return a.Last }},
		{"last_at", func(a model.Asset) any { return instant(a.LastAt) }},
	},
}

func assetDoc(a model.Asset, zone *time.Location) Opened {
	state := said(Sound, "In service.")
	switch {
	case a.Lot && a.Soon:
		state = said(Caution, "It expires on "+Day(a.Expiry)+".")
	case a.Lot && a.Expiry != "":
		state = said(Quiet, "Its expiry is "+Day(a.Expiry)+".")
	case a.Lot:
		state = said(Quiet, "No expiry was recorded beside it.")
	case a.Entry > 0:
		state = []Said{
			{Text: fmt.Sprintf("Out of service since %s, entry %d.", Minute(a.At, zone), a.Entry), Tone: Caution},
			{Text: fmt.Sprintf("Taken out by %s (%s): %s", a.By.Name, a.By.ID, Sentence(a.Reason)), Link: Link{List: people.Name, Row: a.By.ID}},
			{Text: "What is due for it is not required until it is back in service.", Tone: Quiet},
		}
	}
	if a.Disputed {
		state = append(state, said(Danger, Disputed)...)
	}
	if a.Wrong > 0 {
		state = append(state, said(Caution, fmt.Sprintf("Runs not as the page says since the last clean one: %s.", Thousands(a.Wrong)))...)
	}
	if a.Last > 0 {
		state = append(state, Said{Text: fmt.Sprintf("Last used %s, in %s.", Minute(a.LastAt, zone), Number(a.Runs, "signed run")), Tone: Quiet, Link: Signed(a.Last)})
	}
	return Opened{Title: a.ID, Doc: Doc{{"State", state}}}
}

// disputedWord ends a clause about what is disputed.
func disputedWord(disputed bool) string {
	if disputed {
		return ", DISPUTED"
	}
	return ""
}

// IsOutOfService is the kind of what was out of service among the exceptions of a record.
const IsOutOfService run.ExceptionKind = "out of service"

// outageText words it.
func outageText(o model.Outage, zone *time.Location) string {
	if o.ID == "" {
		return "what this was done with was OUT OF SERVICE"
	}
	until := "it is not back"
	if !o.Until.IsZero() {
		until = "back since " + Minute(o.Until, zone)
	}
	why := ""
	if o.Reason != "" {
		why = " (" + strings.TrimRight(Safe(o.Reason), ". ") + ")"
	}
	return fmt.Sprintf("%s was OUT OF SERVICE%s from %s while this was done with it; %s", Safe(o.ID), why, Minute(o.From, zone), until)
}
