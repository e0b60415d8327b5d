package station

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// StartRun begins a procedure and returns the run's id. Only the version that
// is in force today can be started.
func (s *Station) StartRun(person string, p *sop.Procedure) (name string, err error) {
	log, err := s.log()
	if err != nil {
		return "", err
	}
	a, ok := s.Approval(p.Meta.ID)
	switch {
	case !ok:
		return "", fmt.Errorf("%s: %w: no version is in force today, a supervisor has to approve one", p.Meta.ID, ErrNotApproved)
	case a.SHA256 != p.SHA256 || a.Version != p.Meta.Version:
		return "", fmt.Errorf("%s v%s: %w: v%s is in force, with the text that was approved on %s",
			p.Meta.ID, p.Meta.Version, ErrNotApproved, a.Version, a.At.Format("2 Jan 2006"))
	}
	if err := s.able(person); err != nil {
		return "", err
	}
	if err := s.allowed(log, person, p); err != nil {
		return "", err
	}
	if name, err = s.newRunID(); err != nil {
		return "", err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	body := &record.RunStart{Run: name, SOP: p.Meta.ID, SHA256: p.SHA256, Version: p.Meta.Version}
	_, err = s.addFact(log, person, body)
	return name, err
}

// newRunID makes an id that no other station makes either: the millisecond and
// thirty random bits, in Crockford's base 32, which leaves out I, L, O and U.
func (s *Station) newRunID() (string, error) {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	id := []byte("r-")
	for ms, shift := s.cfg.Now().UnixMilli(), 45; shift >= 0; shift -= 5 {
		id = append(id, alphabet[ms>>shift&31])
	}
	random := make([]byte, 6)
	if _, err := io.ReadFull(s.cfg.Rand, random); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	for _, b := range random {
		id = append(id, alphabet[b&31])
	}
	return string(id), nil
}

// AppendEvents records what happened in a run, all in one transaction that is
// on disk when it returns. after is how many events the run had when it was shown to
// whoever acts: where it has others now, the error is a model.RunMoved, so that no two
// write into one run. The events come back as they were recorded: with
// person and time, and text in its kept form. An event's own time counts unless
// it is older than what the log holds already. Where the clock was moved during
// the run and the first event does not say so, the error is a *ClockError.
func (s *Station) AppendEvents(name, person string, after int, events []sop.Event) ([]sop.Event, error) {
	log, err := s.log()
	if err != nil || len(events) == 0 {
		return nil, err
	}
	leave := s.writing.of(name)
	defer leave()
	next, err := s.appendNext(log, name, person, after, events)
	var fault *record.Fault
	if errors.As(err, &fault) { // what was on its way to the disk meanwhile may have to be known first
		next, err = s.appendNext(log, name, person, after, events)
	}
	if err != nil {
		return nil, err
	}
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	s.keepWalk(name, next.walked, next.entries)
	return next.events, nil
}

// appendNext is one try to append events to a run.
func (s *Station) appendNext(log *store.Store, name, person string, after int, events []sop.Event) (following, error) {
	s.writing.mu.Lock()
	from, err := s.shownAs(log, name, after, events[0])
	if err != nil {
		s.writing.mu.Unlock()
		return following{}, err
	}
	var next following
	err = s.writing.handIn(func() (err error) {
		if next, err = s.follow(log, name, person, from, events); err == nil {
			_, err = s.append(log, next.batch)
		}
		return err
	})
	return next, err
}

// following is what is appended to a run, and what that makes of it.
type following struct {
	events  []sop.Event
	batch   []record.Sealed
	walked  run.Run
	entries int // of the run with them
}

// whereabouts is a run as it stands in the log at an instant.
type whereabouts struct {
	standing
	reading
	run      run.Run // of one that is open
	measured []sop.Measured
}

// shownAs returns where a run stands, if that is as it was shown, to somebody whose first
// event is this. The caller holds s.writing.mu.
func (s *Station) shownAs(log *store.Store, name string, after int, first sop.Event) (w whereabouts, err error) {
	if w.reading, err = s.now(log); err != nil {
		return w, err
	}
	w.standing = standingOf(log, name)
	if w.open && w.events() != after {
		return w, model.RunMoved{}
	}
	if w.moved != 0 && (first.Kind != sop.ClockDoubted || first.Value != w.doubt) {
		return w, &ClockError{By: w.moved}
	}
	if w.open { // else the log's own rules refuse it
		w.run, w.measured, err = s.running(log, name)
	}
	return w, err
}

// follow makes the entries of events that follow in a run.
func (s *Station) follow(log *store.Store, name, person string, at whereabouts, events []sop.Event) (next following, err error) {
	now := at.reading
	events = s.timed(events, person, at.latest, now)
	if at.open {
		if next.walked, err = retrace(at.run, at.measured, events); err != nil {
			return next, err
		}
	}
	same := true
	next.batch, next.events, next.entries = make([]record.Sealed, len(events)), events, at.entries+len(events)
	for i, e := range events {
		events[i] = keepable(e)
		same = same && events[i].Equal(e)
		body := &record.RunEvent{Run: name, Event: events[i]}
		if next.batch[i], err = s.fact(origin(log), person, body, now.back(e.At)); err != nil {
			return next, err
		}
	}
	if at.open && !same {
		next.walked, err = at.run.After(events...)
	}
	return next, err
}

// timed returns events with their person and the times that they are kept with:
// none before the latest in the log, and none that is still to come.
func (s *Station) timed(events []sop.Event, person string, latest time.Time, now reading) []sop.Event {
	events = slices.Clone(events)
	for i, e := range events {
		if e.At.IsZero() || record.At(e.At).Before(latest) || e.At.After(now.at) {
			e.At = now.at
		}
		e.At, e.Person = s.local(record.At(e.At).Time), person // "today" is a day here
		events[i], latest = e, e.At
	}
	return events
}

// keepable returns an event with its text as it can be kept. Raw is what a
// person or a scanner typed: its control characters are kept too, made visible.
func keepable(e sop.Event) sop.Event {
	for _, text := range []*string{&e.Value, &e.Old, &e.Unit, &e.Mark, &e.Reason} {
		*text = record.CleanText(*text)
	}
	var b strings.Builder
	for _, r := range e.Raw {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			fmt.Fprintf(&b, "<%U>", r)
		} else {
			b.WriteRune(r)
		}
	}
	e.Raw = record.CleanText(b.String())
	if e.Control != nil {
		control := *e.Control
		control.Of = record.CleanText(control.Of)
		e.Control = &control
	}
	return e
}

// OpenRuns returns the runs that were started and not signed, the one with the latest
// event first. One that cannot be read is listed too: LoadRun says why.
func (s *Station) OpenRuns() (open []model.OpenRun) {
	s.view(func(st *record.State) {
		for r := range maps.Values(st.Open) {
			open = append(open, model.OpenRun{
				ID: r.Run, SOP: r.SOP, Version: r.Version, Title: titleOf(st, r.SOP, r.Version),
				Person: personOf(st, r.Person), Started: s.local(r.Started), Last: s.local(r.Last),
			})
		}
	})
	for i, o := range open {
		if loaded, err := s.LoadRun(o.ID); err == nil {
			open[i] = loaded.OpenRun
		}
	}
	slices.SortFunc(open, func(a, b model.OpenRun) int {
		return cmp.Or(b.Last.Compare(a.Last), strings.Compare(a.ID, b.ID))
	})
	return open
}

func titleOf(st *record.State, sopID, version string) string {
	for _, a := range slices.Backward(st.Approvals[sopID]) {
		if a.Version == version {
			return a.Title
		}
	}
	return ""
}

// RunAt returns how many events a run has, and whether it is open: what tells that it went
// on elsewhere.
func (s *Station) RunAt(name string) (events int, open bool) {
	log, err := s.log()
	if err != nil {
		return 0, false
	}
	at := standingOf(log, name)
	return at.events(), at.open
}

// Unable says why a person can sign no run that they carry out, "" where they can.
func (s *Station) Unable(person string) (why string) {
	log, err := s.log()
	if err != nil {
		return ""
	}
	log.View(func(st *record.State) { why = personOf(st, person).Unable() })
	return why
}

// LoadRun returns what it takes to go on with a run, open or signed.
func (s *Station) LoadRun(name string) (model.LoadedRun, error) {
	log, err := s.log()
	if err != nil {
		return model.LoadedRun{}, err
	}
	all, err := s.entriesOf(log, name)
	if err != nil {
		return model.LoadedRun{}, err
	}
	s.writing.mu.Lock()
	proc, err := s.procedure(all.sha256)
	var measured []sop.Measured
	if err == nil && standingOf(log, name).open {
		measured, err = s.measured(log, all.sop)
	}
	s.writing.mu.Unlock()
	if err != nil {
		return model.LoadedRun{}, err
	}
	out := model.LoadedRun{
		Procedure: proc, Events: all.events, Measured: measured, Moved: standingOf(log, name).moved, Names: map[string]string{},
		OpenRun: model.OpenRun{ID: name, SOP: all.sop, Title: proc.Meta.Title, Version: all.version, Started: all.started, Last: all.started, Steps: proc.StepCount()},
	}
	log.View(func(st *record.State) {
		out.Person = personOf(st, all.person)
		for _, p := range st.PeopleByID() {
			out.Names[p.ID] = p.Name
		}
	})
	out.Meanwhile = s.meanwhile(all.sop, all.sha256)
	if n := len(all.events); n > 0 {
		out.Last = all.events[n-1].At
	}
	if walked, err := run.Replay(proc, all.events); err == nil {
		out.OpenRun = out.Describe(s.byTheClock(log, walked, out), s.cfg.Now())
	}
	return out, nil
}

// byTheClock is a run as its next event will leave it where the clock was moved since the last one: until
// then a clock that was set forward would call it overdue.
func (s *Station) byTheClock(log *store.Store, r run.Run, of model.LoadedRun) run.Run {
	moved, now := of.Moved, s.read()
	log.View(func(st *record.State) {
		if jump, is := st.ClockFact(record.At(now.at), s.clock(now)).(*record.ClockJump); is {
			moved += now.at.Sub(jump.Expected.Time)
		}
	})
	if moved.Abs() < time.Second || r.Finished() {
		return r
	}
	events, err := r.Do(run.DoubtClock{By: moved}, of.Person.ID, now.at)
	if err != nil {
		return r
	}
	next, err := r.After(events...)
	if err != nil {
		return r
	}
	return next
}

// Meanwhile returns what became of the version of an open run since it began.
func (s *Station) Meanwhile(name string) (out model.Meanwhile) {
	log, err := s.log()
	if err != nil {
		return out
	}
	var began record.RunStart
	log.View(func(st *record.State) {
		if r := st.Open[name]; r != nil {
			began = r.RunStart
		}
	})
	if began.SOP == "" {
		return out
	}
	return s.meanwhile(began.SOP, began.SHA256)
}

// meanwhile returns what became of the version of a run, by the hash of its text.
func (s *Station) meanwhile(id, sha256 string) (out model.Meanwhile) {
	if a, ok := s.Approval(id); ok {
		if a.SHA256 != sha256 {
			out.Newer = a.Version
		}
		return out
	}
	for _, a := range s.Approvals(id) {
		switch {
		case a.SHA256 == sha256:
			out = model.Meanwhile{Retired: a.Retired}
		case a.Retired != nil && a.Effective <= a.Retired.At.Format(time.DateOnly): // else it was only announced
			out = model.Meanwhile{Newer: a.Version, Retired: a.Retired}
		}
	}
	return out
}

// entriesOf reads a run from the log.
func (s *Station) entriesOf(log *store.Store, name string) (entries, error) {
	positions, _, err := log.Run(name)
	if err != nil {
		return entries{}, err
	}
	if len(positions) == 0 {
		return entries{}, fmt.Errorf("run %q: %w", name, ErrUnknown)
	}
	all, err := log.GetAll(positions)
	if err != nil {
		return entries{}, err
	}
	out := entries{run: name}
	for _, p := range all {
		if b, ok := p.Entry.Body.(*record.RunStart); ok {
			out.sop, out.version, out.sha256 = b.SOP, b.Version, b.SHA256
			out.starter, out.person, out.started = p.Entry.Person, p.Entry.Person, s.local(p.Entry.At.Time)
		}
		if _, e, ok := record.EventOf(p.Entry); ok {
			e.At = s.local(e.At)
			out.events, out.positions = append(out.events, e), append(out.positions, p.Position)
		}
		if p.Entry.Type == record.KindTake {
			out.person = p.Entry.Person
		}
	}
	_, err = s.Text(out.sha256) // nobody works by a text that was changed in the file, read before or not
	return out, err
}
