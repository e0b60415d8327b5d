package store_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/internal/trace"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// names are what the names in a log of this package mean.
var names = store.Meaning{
	Of: func(o store.Of) (step, field string, scanned bool) {
		return o.Step + " Read the fridge and " + o.Step, o.Field + " Value " + o.Field, o.Field == "asset"
	},
	Person: func(id string) string {
		return id + " " + map[string]string{recordtest.Worker: "Kim Oh", recordtest.Boss: "Bo Ray", recordtest.Admin: "Ann Lee"}[id]
	},
	Page: func(id string) string { return id + " Daily centrifuge check" },
}

// kept is a record as its entries say, for a filter that is slow and plain.
type kept struct {
	at       int64
	when     time.Time
	by       string
	body     *record.Completion
	events   []sop.Event
	values   []sop.Event
	earlier  []redone
	reviewer string
	returned bool
	answered bool
	amended  bool
}

// redone is a value of a step that was opened again, so often since then.
type redone struct {
	sop.Event
	times int
}

// records reads every record of a log from its entries, oldest first.
func (p *pair) records() (all []*kept) {
	runs, done := map[string][]sop.Event{}, map[int64]*kept{}
	for e, err := range p.Placed {
		p.must(err)
		if run, event, ok := record.EventOf(e.Entry); ok {
			runs[run] = append(runs[run], event)
		}
		switch b := e.Entry.Body.(type) {
		case *record.Completion:
			r := &kept{at: e.Position, when: e.Entry.At.Time, by: e.Entry.Person, body: b, events: runs[b.Run]}
			for id := range r.standing() {
				r.values = append(r.values, r.last(id))
			}
			r.earlier = r.rounds()
			all, done[e.Position] = append(all, r), r
		case *record.Review:
			done[b.Position].reviewer = e.Entry.Person
		case *record.Return:
			done[b.Position].returned = true
		case *record.Answer:
			done[b.Position].returned, done[b.Position].answered = false, true
		case *record.Amend:
			r := done[b.Position]
			r.amended, r.reviewer, r.returned = true, "", false
			for i, v := range r.values {
				if (record.ValueID{Step: v.Step, Item: v.Item, Field: v.Field, Index: v.Index}) == b.ID() {
					r.values[i].Value, r.values[i].Mark = b.New, b.Mark
				}
			}
		}
	}
	return all
}

func (r *kept) standing() record.Values {
	v := record.Values{}
	for _, e := range r.events {
		v.Add(e)
	}
	return v
}

// rounds returns what stood in each step whenever it was opened again.
func (r *kept) rounds() (out []redone) {
	for at, opened := range r.events {
		if opened.Kind != sop.StepReopened {
			continue
		}
		of := func(e sop.Event) bool { return e.Step == opened.Step && e.Item == opened.Item }
		times := 0
		for _, e := range r.events[at:] {
			if e.Kind == sop.StepReopened && of(e) {
				times++
			}
		}
		before := &kept{events: r.events[:at]}
		for id := range before.standing() {
			if e := before.last(id); of(e) {
				out = append(out, redone{e, times})
			}
		}
	}
	return out
}

// all are the values as they stand, and those of earlier rounds.
func (r *kept) all() []redone {
	out := slices.Clone(r.earlier)
	for _, v := range r.values {
		out = append(out, redone{Event: v})
	}
	return out
}

// last returns the event that says what a value is.
func (r *kept) last(id record.ValueID) (last sop.Event) {
	for _, e := range r.events {
		now := record.Values{}
		now.Add(e)
		if _, is := now[id]; is {
			last = e
		}
	}
	return last
}

// has reports whether a record has a term.
func (r *kept) has(t trace.Term) bool {
	word := func(text string) bool {
		return slices.ContainsFunc(t.Words, func(w string) bool { return strings.Contains(trace.Fold(text), " "+w) })
	}
	is := func(text string) bool { return strings.Contains(trace.Plain(text), t.Words[0]+" ") }
	value := func(f func(sop.Event) bool) bool {
		return slices.ContainsFunc(r.all(), func(v redone) bool { return f(v.Event) })
	}
	exception := len(r.body.Exceptions) > 0 || r.body.Outcome != record.Complete
	switch t.Kind {
	case trace.Word:
		return r.said(word) || slices.ContainsFunc(r.body.Codes, func(c sop.Code) bool { return strings.HasPrefix(strings.ToLower(string(c)), t.Words[0]) })
	case trace.Text:
		return r.said(is)
	case trace.Date:
		return !r.when.Before(t.Since) && (t.Until.IsZero() || r.when.Before(t.Until))
	case trace.Compare:
		return value(func(v sop.Event) bool {
			_, field, _ := names.Of(store.Of{Field: v.Field})
			n, err := sop.ParseDecimal(v.Value)
			if err != nil || !strings.Contains(trace.Fold(field), " "+t.Field) {
				return false
			}
			order := n.Cmp(t.Number)
			return map[string]bool{"=": order == 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[t.Op]
		})
	case trace.Keyed:
		switch t.Key {
		case trace.By:
			return word(names.Person(r.by))
		case trace.Cs:
			return r.reviewer != "" && word(names.Person(r.reviewer))
		case trace.Page:
			return word(names.Page(r.body.SOP))
		case trace.Step:
			return value(func(v sop.Event) bool { step, _, _ := names.Of(store.Of{Step: v.Step}); return word(step) })
		case trace.Asset:
			return value(func(v sop.Event) bool { return v.Field == "asset" && word(v.Value) || word(v.Item) })
		case trace.Lot:
			return value(func(v sop.Event) bool { return v.Field == "asset" && word(v.Value) })
		default:
			return slices.ContainsFunc(r.body.Codes, func(c sop.Code) bool { return strings.HasPrefix(strings.ToLower(string(c)), t.Words[0]) })
		}
	}
	return map[trace.State]bool{
		trace.ToReview:      r.reviewer == "" && !r.returned && (exception || r.answered || r.amended || names.Awaited[r.body.SHA256]),
		trace.Countersigned: r.reviewer != "", trace.SentBack: r.returned, trace.Exceptions: exception,
		trace.LateEntry: slices.ContainsFunc(r.events, func(e sop.Event) bool { return e.Kind == sop.StepDone && e.Mark == sop.LateEntry }),
		trace.Amended:   r.amended, trace.Complete: r.body.Outcome == record.Complete, trace.CompleteExcept: r.body.Outcome == record.CompleteExcept,
		trace.Ended: r.body.Outcome == record.Ended, trace.Stopped: r.body.Outcome == record.Stopped,
		trace.OutOfLimits: value(func(v sop.Event) bool { return v.Mark != "" }),
		trace.Above:       value(func(v sop.Event) bool { return strings.HasPrefix(v.Mark, "ABOVE ") }),
		trace.Below:       value(func(v sop.Event) bool { return strings.HasPrefix(v.Mark, "BELOW ") }),
	}[t.State]
}

// said reports whether anything that is said of a record fits: a value, an item, what it is
// of, the page, or somebody in it.
func (r *kept) said(fits func(text string) bool) bool {
	if fits(names.Page(r.body.SOP)) || fits(names.Person(r.by)) || r.reviewer != "" && fits(names.Person(r.reviewer)) {
		return true
	}
	for _, e := range r.events {
		if fits(names.Person(e.Person)) {
			return true
		}
	}
	return slices.ContainsFunc(r.all(), func(v redone) bool {
		step, field, _ := names.Of(store.Of{Step: v.Step, Field: v.Field})
		return fits(v.Value) || fits(v.Item) || fits(step) || fits(field)
	})
}

// live adds a run with values as they come, of steps that are perhaps done again.
func (p *pair) live(t *rapid.T, run string) {
	batch := p.Start(recordtest.Worker, run)
	steps := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"clean", "spin", "weigh"}), 1, 3, func(s string) string { return s }).Draw(t, "steps")
	add := func(e sop.Event) { batch = append(batch, p.Event(recordtest.Worker, run, e)) }
	for _, step := range steps {
		item := rapid.SampledFrom([]string{"", "F-11", "F-12"}).Draw(t, "item")
		for again := true; again; {
			round(t, step, item, add)
			if again = rapid.IntRange(0, 2).Draw(t, "again") == 0; again { // for a reason, or with another step
				add(sop.Event{Kind: sop.StepReopened, Step: step, Item: item, Reason: rapid.SampledFrom([]string{"", "the control was rejected"}).Draw(t, "why")})
			}
		}
	}
	p.append(batch...)
}

// round does a step once.
func round(t *rapid.T, step, item string, add func(sop.Event)) {
	add(sop.Event{Kind: sop.StepStarted, Step: step, Item: item})
	for i := range rapid.IntRange(0, 2).Draw(t, "readings") {
		now := sop.Event{Kind: sop.ValueRecorded, Step: step, Item: item, Field: "now", Index: i + 1, Unit: "°C"}
		now.Value, now.Mark = drawReading(t)
		add(now)
		if rapid.IntRange(0, 3).Draw(t, "corrected") == 0 {
			now.Kind, now.Old, now.Reason = sop.ValueCorrected, now.Value, "it was misread"
			if now.Value, now.Mark = drawReading(t); now.Value != now.Old {
				add(now)
			}
		}
	}
	add(sop.Event{Kind: sop.ValueRecorded, Step: step, Item: item, Field: "asset", Index: 1, Value: rapid.SampledFrom([]string{"FR-001", "T-07", "fr 001", "Müller 2", "left to review"}).Draw(t, "asset")})
	done := sop.Event{Kind: sop.StepDone, Step: step, Item: item}
	if rapid.IntRange(0, 4).Draw(t, "late") == 0 {
		done.Mark, done.Value, done.Reason = sop.LateEntry, "2026-11-22T08:00:00Z", "the terminal was off"
	}
	add(done)
}

func drawReading(t *rapid.T) (value, mark string) {
	value = rapid.SampledFrom([]string{"4.1", "8.6", "1.90", "-3", "41", "5000000000", "0.0000000001", "unknown"}).Draw(t, "reading")
	return value, map[string]string{"8.6": "ABOVE 8.0 °C", "1.90": "BELOW 2.0 °C", "unknown": "CANNOT BE COMPUTED: no"}[value]
}

// sign ends a run, and has it be reviewed, amended or sent back.
func (p *pair) signed(t *rapid.T, run string) {
	body := p.CompletionBody(run)
	body.Codes = rapid.SampledFrom([][]sop.Code{{"S26"}, {"K7", "B2"}, {"S77"}}).Draw(t, "codes")
	for _, e := range p.State.Open[run].Positions {
		_, event, _ := record.EventOf(p.entry(e))
		switch {
		case event.Mark == sop.LateEntry:
			body.Exceptions = append(body.Exceptions, record.Exception{Kind: record.Late, Step: event.Step, Item: event.Item, Text: "late"})
		case event.Kind == sop.ItemsLeft:
			body.Exceptions = append(body.Exceptions, record.Exception{Kind: record.LeftOut, Step: event.Step, Text: event.Value + " left out"})
		case event.Kind == sop.ValueCorrected:
			body.Exceptions = append(body.Exceptions, record.Exception{Kind: record.Corrected, Step: event.Step, Item: event.Item, Text: "misread"})
		case event.Kind == sop.StepReopened && event.Reason != "":
			body.Exceptions = append(body.Exceptions, record.Exception{Kind: record.DoneAgain, Step: event.Step, Item: event.Item, Text: event.Reason})
		}
	}
	at := p.append(p.Act(recordtest.Worker, sop.Assistant, body)).First
	for range rapid.IntRange(0, 2).Draw(t, "acts") {
		leaf := p.Stored[at].Hashes[0]
		switch rapid.IntRange(0, 2).Draw(t, "act") {
		case 0:
			p.may(rapid.SampledFrom([]string{recordtest.Boss, recordtest.Admin}).Draw(t, "reviewer"), p.ReviewBody(at))
		case 1:
			p.may(recordtest.Boss, &record.Return{Leaf: leaf, Position: at, Reason: "which of them was it?"})
		default:
			for _, r := range p.records() {
				if r.at != at || len(r.values) == 0 {
					continue
				}
				slices.SortFunc(r.values, func(a, b sop.Event) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
				v := rapid.SampledFrom(r.values).Draw(t, "value")
				to, mark := drawReading(t)
				if to == v.Value {
					continue
				}
				p.may(recordtest.Boss, &record.Amend{
					Leaf: leaf, Position: at, Step: v.Step, Item: v.Item, Field: v.Field, Index: v.Index, Old: v.Value, New: to, Mark: mark, Reason: "the printout says otherwise",
				})
			}
		}
	}
}

// may appends an act unless a rule is against it.
func (p *pair) may(by string, body record.Body) {
	sealed := p.Act(by, sop.Supervisor, body)
	if p.Try(sealed) == nil {
		_, err := p.store.Append([]record.Sealed{sealed})
		p.must(err)
	}
}

func (p *pair) entry(at int64) *record.Entry {
	e, err := record.Decode(p.Stored[at].Payload)
	p.must(err)
	return e
}
