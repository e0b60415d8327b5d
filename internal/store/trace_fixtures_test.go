package store_test

import (
	"context"
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
	reviews  []string // who countersigned it, since it was amended
	returned bool
	answered bool
	amended  bool
	beyond   bool     // a value of it was amended out of its limits
	out      bool     // it names what was out of service
	signers  []string // of what is about it
	amenders map[record.ValueID][]string
}

// gone is a time in which a thing was out of service.
type gone struct {
	asset       string
	from, until time.Time
}

// of reports whether a record names the thing, and was not over when it went, nor begun after it came back.
func (o *gone) of(r *kept) bool {
	return !o.from.After(r.events[len(r.events)-1].At) && slices.ContainsFunc(r.values, func(v sop.Event) bool {
		return strings.EqualFold(v.Value, o.asset) && (o.until.IsZero() || o.until.After(v.At))
	})
}

// redone is a value of a step that was opened again, so often since then.
type redone struct {
	sop.Event
	times int
}

// records reads every record of a log from its entries, oldest first.
func (p *pair) records() (all []*kept) {
	runs, done := map[string][]sop.Event{}, map[int64]*kept{}
	var outages []*gone
	for e, err := range p.Placed {
		p.must(err)
		if run, event, ok := record.EventOf(e.Entry); ok {
			runs[run] = append(runs[run], event)
		}
		switch b := e.Entry.Body.(type) {
		case *record.Completion:
			r := &kept{at: e.Position, when: e.Entry.At.Time, by: e.Entry.Person, body: b, events: runs[b.Run], amenders: map[record.ValueID][]string{}}
			for id := range r.standing() {
				r.values = append(r.values, r.last(id))
			}
			r.earlier, r.out = r.rounds(), slices.ContainsFunc(outages, func(o *gone) bool { return o.of(r) })
			all, done[e.Position] = append(all, r), r
		case *record.Asset:
			if b.State == record.Out {
				outages = append(outages, &gone{asset: b.Asset, from: e.Entry.At.Time})
				continue
			}
			for _, o := range outages {
				if o.asset == b.Asset && o.until.IsZero() {
					o.until = e.Entry.At.Time
				}
			}
		case *record.Review:
			done[b.Position].reviews = append(done[b.Position].reviews, e.Entry.Person)
			done[b.Position].signed(e.Entry)
		case *record.Return:
			done[b.Position].returned = true
			done[b.Position].signed(e.Entry)
		case *record.Answer:
			done[b.Position].returned, done[b.Position].answered = false, true
			done[b.Position].signed(e.Entry)
		case *record.Amend:
			r := done[b.Position]
			r.amended, r.reviews, r.returned, r.beyond = true, nil, false, r.beyond || b.Mark != ""
			r.signed(e.Entry)
			r.amenders[b.ID()] = append(r.amenders[b.ID()], e.Entry.Person)
			for i, v := range r.values {
				if (record.ValueID{Step: v.Step, Item: v.Item, Field: v.Field, Index: v.Index}) == b.ID() {
					r.values[i].Value, r.values[i].Mark = b.New, b.Mark
				}
			}
		}
	}
	return all
}

func (r *kept) signed(e *record.Entry) { r.signers = append(r.signers, e.Person) }

// undone are the exceptions that are about no value, each under its item, or that which was
// left out.
func (r *kept) undone() (out []record.Exception) {
	ofValue := func(x record.Exception) bool {
		return slices.ContainsFunc(r.events, func(e sop.Event) bool {
			return e.Kind == sop.DeviationOpened && e.Field != "" && e.Step == x.Step && e.Item == x.Item && e.Reason == x.Text
		})
	}
	for _, x := range r.body.Exceptions {
		switch {
		case x.Step == "" || x.Kind == record.Corrected || x.Kind == record.Deviation && ofValue(x):
			continue
		case x.Kind == record.LeftOut:
			x.Item, _, _ = strings.Cut(x.Text, " was left out")
		}
		out = append(out, x)
	}
	return out
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

// wrong reports whether something in a record is not as its page says.
func (r *kept) wrong() bool {
	return len(r.body.Exceptions) > 0 || r.body.Outcome != record.Complete || r.beyond || r.out
}

// wrongAs compares the records with exceptions, and those that name what was out of service, with
// what a search finds.
func (p *pair) wrongAs(t *rapid.T, records []*kept) {
	t.Helper()
	var wrong, out []int64
	for _, r := range records {
		if r.wrong() {
			wrong = append(wrong, r.at)
		}
		if r.out {
			out = append(out, r.at)
		}
	}
	found, err := p.store.Search(context.Background(), store.Query{Exceptions: true}, store.Span{Oldest: true})
	if err != nil || !slices.Equal(found.At, wrong) || !slices.Equal(found.Out, out) {
		t.Fatalf("with exceptions are %v, want %v; with what was out of service %v, want %v; %v", found.At, wrong, found.Out, out, err)
	}
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
	exception := r.wrong()
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
			if t.Unit != "" && !trace.SameUnit(t.Unit, v.Unit) {
				return false
			}
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
			return slices.ContainsFunc(r.reviews, func(id string) bool { return word(names.Person(id)) })
		case trace.Page:
			return word(names.Page(r.body.SOP))
		case trace.Step:
			named := func(id string) bool { step, _, _ := names.Of(store.Of{Step: id}); return word(step) }
			return value(func(v sop.Event) bool { return named(v.Step) }) || slices.ContainsFunc(r.undone(), func(x record.Exception) bool { return named(x.Step) })
		case trace.Asset:
			return value(func(v sop.Event) bool { return v.Field == "asset" && word(v.Value) || word(v.Item) }) ||
				slices.ContainsFunc(r.undone(), func(x record.Exception) bool { return word(x.Item) })
		case trace.Lot:
			return value(func(v sop.Event) bool { return v.Field == "asset" && word(v.Value) })
		default:
			return slices.ContainsFunc(r.body.Codes, func(c sop.Code) bool { return strings.HasPrefix(strings.ToLower(string(c)), t.Words[0]) })
		}
	}
	return map[trace.State]bool{
		trace.ToReview:      len(r.reviews) == 0 && !r.returned && (exception || r.answered || r.amended || names.Awaited[r.body.SHA256]),
		trace.Countersigned: len(r.reviews) > 0, trace.SentBack: r.returned, trace.Exceptions: exception,
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
	if fits(names.Page(r.body.SOP)) || fits(names.Person(r.by)) || slices.ContainsFunc(r.signers, func(id string) bool { return fits(names.Person(id)) }) {
		return true
	}
	if slices.ContainsFunc(r.undone(), func(x record.Exception) bool {
		step, _, _ := names.Of(store.Of{Step: x.Step})
		return fits(x.Text) || fits(x.Item) || fits(step)
	}) {
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

// moves takes something out of service, or puts it back.
func (p *pair) moves(t *rapid.T) {
	for range rapid.IntRange(0, 2).Draw(t, "moves") {
		p.may(recordtest.Boss, &record.Asset{
			Asset: rapid.SampledFrom([]string{"FR-001", "t-07", "F-12"}).Draw(t, "moved"), State: rapid.SampledFrom([]string{record.Out, record.In}).Draw(t, "to"), Reason: "the lid does not lock",
		})
	}
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
	for _, item := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"F-13", "F-14"}), 0, 2, func(s string) string { return s }).Draw(t, "left out") {
		add(sop.Event{Kind: sop.ItemsLeft, Step: "each", Value: item, Reason: "it was defrosting"})
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
	for _, field := range rapid.SampledFrom([][]string{nil, {""}, {"now"}}).Draw(t, "deviates") {
		add(sop.Event{Kind: sop.DeviationOpened, Step: step, Item: item, Field: field, Index: 1, Reason: map[string]string{"": "the lid was open", "now": "now is too warm"}[field]})
	}
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
			body.Exceptions = append(body.Exceptions, record.Exception{Kind: record.LeftOut, Step: event.Step, Text: event.Value + " was left out: " + event.Reason})
		case event.Kind == sop.DeviationOpened:
			body.Exceptions = append(body.Exceptions, record.Exception{Kind: record.Deviation, Step: event.Step, Item: event.Item, Text: event.Reason})
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
				p.may(rapid.SampledFrom([]string{recordtest.Boss, recordtest.Admin}).Draw(t, "amender"), &record.Amend{
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
