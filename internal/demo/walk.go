package demo

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// walk is one run of a page from its start to its signature, with those of the procedures
// that it links.
func (d *department) walk() error {
	page, now := d.rolling()
	if !now {
		page = d.dealt()
	}
	_, err := d.perform(page, members[1+d.deal(&d.turns, len(members)-1)].ID)
	return err
}

// dealt is the next page of the deck: the last run links none, and what is done at the end
// waits for it.
func (d *department) dealt() (page approvable) {
	left := d.cfg.Completions - len(d.mornings) - d.done
	for range len(d.pages) + 1 {
		card := d.deal(&d.deck, len(d.pages))
		page = d.pages[card]
		atEnd := page.proc.Meta.Schedule.Cadence == sop.Rolling && left <= 2*len(d.pages)
		if d.linked(page) < left && !atEnd {
			break
		}
		if !atEnd {
			d.deck = append(d.deck, card) // it comes once there is room
		}
	}
	return page
}

// rolling returns the page that is due some time after it was last done, where it is time to do it
// for the last time: a department that works has none that is late for months. Each of them
// is among the last runs.
func (d *department) rolling() (page approvable, now bool) {
	left := d.cfg.Completions - len(d.mornings) - d.done
	for _, p := range d.pages {
		if p.proc.Meta.Schedule.Cadence != sop.Rolling || d.linked(p) > 0 {
			continue
		}
		if left--; left == 0 {
			return p, true
		}
	}
	return page, false
}

// linked returns how many procedures of the department a page can link.
func (d *department) linked(p approvable) (n int) {
	for _, section := range p.proc.Sections {
		for _, s := range section.Steps {
			if slices.ContainsFunc(d.pages, func(o approvable) bool { return o.proc.Meta.ID == s.Do }) {
				n++
			}
		}
	}
	return n
}

// deal takes the next of n things like a card: each comes once before any comes again.
func (d *department) deal(left *[]int, n int) int {
	if len(*left) == 0 {
		*left = d.dice.Perm(n)
	}
	next := (*left)[0]
	*left = (*left)[1:]
	return next
}

// perform lets somebody walk a page.
func (d *department) perform(p approvable, who string) (ran, error) {
	r, err := run.New(p.proc)
	if err != nil {
		return ran{}, err
	}
	w := walker{department: d, name: new(string), who: who, run: r, made: p.made, base: d.dice.IntN(900), hands: map[string]bool{}}
	if err := w.start(); err != nil {
		return ran{}, err
	}
	if err := w.do(run.Begin{}); err != nil {
		return ran{}, err
	}
	by, err := w.beWatched()
	for ended := false; err == nil && !ended; {
		d.pass(4*time.Second, 40*time.Second)
		ended, err = w.step()
	}
	if err != nil {
		return ran{}, err
	}
	sum := w.run.Summarise()
	return ran{name: w.name, outcome: sum.Outcome}, w.assess(by, sum)
}

// ran is a run that was signed.
type ran struct {
	name    *string // its id, once it is written
	outcome run.Outcome
}

// start begins the run of a walker. What its controls are judged with is known once the runs
// before it are written, so only a page that has some waits for that.
func (w *walker) start() error {
	proc, asks := w.run.Procedure(), w.write
	if slices.ContainsFunc(proc.Sections, hasControls) {
		asks = w.ask
	}
	var measured []sop.Measured
	err := asks(func() (err error) {
		if *w.name, err = w.station.StartRun(w.who, proc); err == nil && slices.ContainsFunc(proc.Sections, hasControls) {
			measured, err = w.station.Measured(proc.Meta.ID)
		}
		return err
	})
	w.run = w.run.Knowing(measured)
	return err
}

func hasControls(section sop.Section) bool {
	return slices.ContainsFunc(section.Steps, func(s sop.Step) bool {
		return slices.ContainsFunc(s.Fields, func(f sop.Field) bool { return f.From.Target != "" })
	})
}

// walker is somebody at work. guest is the other person at the bench.
type walker struct {
	*department
	name       *string // of the run, once it is written
	who, guest string
	run        run.Run
	wrong      *run.Correct // a value that is about to be corrected
	made       madeUp
	base       int             // of the names of items, which follow each other
	hands      map[string]bool // who else had a hand in it, by short name
}

var (
	told    = []string{"Told the shift lead.", "Told the shift lead and logged it.", "Talked about it with the shift lead; nothing more to do."}
	expired = []string{"Took it off the shelf and fetched one in date.", "Put it apart for return and opened another."}
	warm    = []string{"Moved the stock and logged a fault.", "Told the owner of the stock; they decide."}
	read    = []string{"Repeated it and told the shift lead.", "Told the shift lead, who looked at it."}
	left    = []string{"Handed it on to the next shift.", "Told the shift lead; it is done tomorrow."}
	reasons = []string{"misread it", "typed into the wrong line", "read the old label"}
	notDone = []string{"equipment in use elsewhere", "no stock left", "called away to an urgent sample"}
	notHere = []string{"not fitted on this model", "nothing of it in use today"}
)

// action is what somebody says they did about a deviation.
func (w *walker) action(dev run.Deviation) string {
	s, _ := w.run.Step(dev.Step, dev.Item)
	switch f := s.FieldNamed(dev.Field); {
	case dev.Field == "":
		return w.pick(left)
	case f.Type == sop.Date:
		return w.pick(expired)
	case f.Unit == "°C":
		return w.pick(warm)
	case f.Type == sop.Number:
		return w.pick(read)
	default:
		return w.pick(told)
	}
}

func (d *department) pick(words []string) string { return words[d.dice.IntN(len(words))] }

// do takes an action and stores its events, as the screen would.
func (w *walker) do(a run.Action) error { return w.doAs(w.who, a) }

func (w *walker) doAs(person string, a run.Action) error {
	w.hands[person] = true
	if due := w.run.Due(w.clock); due != nil && due != a {
		if err := w.do(due); err != nil {
			return err
		}
	}
	events, after, err := w.run.Act(a, person, w.clock)
	if err != nil {
		return fmt.Errorf("%s: %#v: %w", w.run.Procedure().Meta.ID, a, err)
	}
	if len(events) == 0 {
		return nil
	}
	before := w.run.Events()
	w.run = after
	return w.write(func() error {
		kept, err := w.station.AppendEvents(*w.name, person, before, events)
		if err == nil && !slices.EqualFunc(kept, events, sop.Event.Equal) {
			err = fmt.Errorf("the station keeps %v of %v", kept, events)
		}
		return err
	})
}

// signs takes an action that its person signs.
func (w *walker) signs(person string, a run.Action) error {
	w.hands[person] = true
	events, err := w.run.Do(a, person, w.clock)
	if err != nil {
		return fmt.Errorf("%s: %#v: %w", w.run.Procedure().Meta.ID, a, err)
	}
	event, before := events[0], w.run.Events() // what follows from it is noted behind it
	if w.run, err = w.run.After(event); err != nil {
		return err
	}
	return w.write(func() error {
		_, err := w.sign(person, model.InRun{Run: *w.name, After: before, Event: event})
		return err
	})
}

// step does what the run asks for, and reports whether it was signed.
func (w *walker) step() (ended bool, err error) {
	if w.wrong != nil {
		c := *w.wrong
		w.wrong = nil
		return false, w.do(c)
	}
	if due := w.run.Due(w.clock); due != nil { // behind what somebody signed, and by the clock
		return false, w.do(due)
	}
	p := session.Work{Run: w.run}.Asks(session.Asking{At: w.clock, Guest: w.guest})
	s := p.Step
	switch p.Kind {
	case session.AskSignOff:
		return true, w.signOff()
	case session.AskPace:
		err = w.do(run.ExplainPace{Text: "laid out beforehand"})
	case session.AskAlert:
		err = w.do(run.Acknowledge{})
	case session.AskAction, session.AskOpen:
		err = w.do(run.ActOn{Deviation: p.Deviation.Number, Text: w.action(p.Deviation)})
	case session.AskWait:
		err = w.do(run.StartWait{})
	case session.AskValue:
		err = w.do(w.answer(s, p))
	case session.AskPatience:
		w.clock = atWork(w.clock.Add(p.Timer.Left(w.clock)))
	case session.AskLinked:
		err = w.link(s)
	case session.AskNotDone:
		err = w.do(run.MarkNotDone{Reason: "it was not chosen what is used"})
	case session.AskClose:
		err = w.do(w.close(s))
	default:
		err = w.others(p)
	}
	return false, err
}

// others lets other people do what the run asks of them.
func (w *walker) others(p session.Prompt) error {
	switch p.Kind {
	case session.AskSecond:
		w.guest = w.another(p)
		return nil
	case session.AskReading:
		own := p.Step.ValuesOf(p.Field.Name)[p.Index-1].Text
		return w.doAs(w.guest, run.CheckValue{Field: p.Field.Name, Text: own})
	case session.AskSettle:
		return w.do(run.Settle{Field: p.Difference.Field.Name, Index: p.Difference.Index, Text: p.Difference.Second, Reason: "both looked again"})
	case session.AskCheck:
		guest := w.guest
		w.guest = ""
		return w.signs(guest, run.Check{As: p.Who})
	case session.AskRelease:
		return w.signs(w.another(p), run.Release{As: p.Who, Note: "looked at it, it can go on"})
	case session.AskDecision:
		return w.signs(w.another(p), run.Decide{Decision: sop.Continue, Reason: "nothing of it spoils"})
	default:
		return w.do(run.Resume{})
	}
}

// another returns somebody who can do what the performer may not.
func (w *walker) another(p session.Prompt) string {
	for {
		m := members[w.dice.IntN(len(members))]
		fits := model.Person{Roles: []sop.Role{m.Role}}.StandsFor(p.Who)
		if fits && m.ID != w.who {
			return m.ID
		}
	}
}

// link works through the procedure of a step, if the department has it.
func (w *walker) link(s run.Step) error {
	for _, p := range w.pages {
		if p.proc.Meta.ID != s.Do {
			continue
		}
		linked, err := w.perform(p, w.who)
		if err != nil {
			return err
		}
		if err := w.ask(func() error { return nil }); err != nil {
			return err
		}
		return w.do(run.Link{Run: *linked.name, Outcome: linked.outcome})
	}
	return w.do(run.MarkNotDone{Reason: s.Do + " is not in use here"})
}

// close ends a step: nearly always as done.
func (w *walker) close(s run.Step) run.Action {
	switch roll := w.dice.IntN(150); {
	case roll == 0 && len(s.Values) == 0:
		return run.MarkNotDone{Reason: w.pick(notDone)}
	case roll == 1 && len(s.Values) == 0 && !s.Critical:
		return run.MarkNotApplicable{Reason: w.pick(notHere)}
	case roll == 2:
		earlier := run.DoneEarlier{At: w.clock, Reason: "hands were full"}
		later := w.clock.Add(time.Duration(5+w.dice.IntN(20)) * time.Minute)
		if _, err := w.run.Do(earlier, w.who, later); err == nil && w.run.Due(later) == nil {
			w.clock = later
			return earlier
		}
	}
	return run.Confirm{}
}

// Next names an item that is still to be done, the first of its list, or finishes after
// three where there is no list. n tells it from the others there.
func Next(r run.Run, s run.Step, f sop.Field, n int, now time.Time) run.Action {
	switch each, _ := r.Each(s.Section); {
	case s.Item != "":
		return run.Record{Field: f.Name, Text: s.Named}
	case len(each.Missing) > 0:
		return run.Record{Field: f.Name, Text: each.Missing[0]}
	case each.Named >= 3:
		return run.FinishItems{}
	case f.Type == sop.Text:
		return run.Record{Field: f.Name, Text: strconv.Itoa(each.Named + 1)}
	default:
		return Answer(f, n+each.Named, now)
	}
}

// answer enters a value: in limits, or now and then outside them or to be
// corrected at once.
func (w *walker) answer(s run.Step, p session.Prompt) run.Action {
	f, n := p.Field, p.Index
	a := Answer(f, third(f, w.dice.IntN(1000)), w.clock)
	if section := w.run.Procedure().Sections[s.Section]; section.Each != nil && section.Each.Field == f.Name {
		each, _ := w.run.Each(s.Section)
		if p.ToName && len(each.Missing) > 0 && w.dice.IntN(20) == 0 {
			return run.LeaveItem{Item: each.Missing[0], Reason: w.pick(notDone)}
		}
		return Next(w.run, s, f, w.base, w.clock)
	}
	if said, ok := w.made.answer(w.run, s, f, w.dice.IntN(1000), w.clock); ok {
		a = said
	}
	a.Text = remembered(w.run, s, f, a.Text)
	switch w.dice.IntN(100) {
	case 0:
		if out, ok := outside(f, w.clock); ok {
			a.Text = out
		}
	case 1:
		right := a.Text
		if f.Type == sop.Number {
			a.Text = slipped(f, right)
		} else if slip, ok := outside(f, w.clock); ok {
			a.Text = slip
		}
		if right != a.Text {
			w.wrong = &run.Correct{Step: s.ID, Item: s.Item, Field: f.Name, Index: n, Text: right, Reason: w.pick(reasons)}
		}
	}
	return a
}

func (w *walker) signOff() error {
	w.pass(20*time.Second, time.Minute)
	sum, events, at := w.run.Summarise(), w.run.Events(), new(int64)
	w.done++
	w.signed = append(w.signed, signed{at, w.who, len(sum.Exceptions)})
	return w.write(func() (err error) {
		*at, err = w.sign(w.who, model.SignOff{Run: *w.name, After: events, Summary: sum})
		return err
	})
}
