package station

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

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
	if name, err = s.newRunID(); err != nil {
		return "", err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	approved, err := s.procedure(a.SHA256)
	if err != nil {
		return "", err
	}
	if missing := run.Missing(approved); len(missing) > 0 {
		return "", fmt.Errorf("%s: %w: it asks for %s, which this version cannot walk yet", p.Meta.ID, ErrNotReady, strings.Join(missing, ", "))
	}
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
// on disk when it returns. The events come back as they were recorded: with
// person and time, and text in its kept form. An event's own time counts unless
// it is older than what the log holds already.
func (s *Station) AppendEvents(name, person string, events []sop.Event) ([]sop.Event, error) {
	log, err := s.log()
	if err != nil || len(events) == 0 {
		return nil, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	now, err := s.now(log)
	if err != nil {
		return nil, err
	}
	var before run.Run
	if owner(log, name) == person { // else the log's own rules refuse it
		if before, err = s.retrace(log, name, events, now); err != nil {
			return nil, err
		}
	}
	var latest time.Time
	log.View(func(st *record.State) { latest = st.Latest })
	kept := make([]sop.Event, len(events))
	batch := make([]record.Sealed, len(events))
	for i, e := range events {
		e = keepable(e)
		if e.At.IsZero() || record.At(e.At).Before(latest) || e.At.After(now) {
			e.At = now
		}
		e.At, e.Person = s.local(record.At(e.At).Time), person
		latest = e.At
		if batch[i], err = s.fact(origin(log), person, &record.RunEvent{Run: name, Event: e}, e.At); err != nil {
			return nil, err
		}
		kept[i] = e
	}
	if _, err = s.append(log, batch); err != nil {
		return nil, err
	}
	if after, err := before.After(kept...); err == nil { // else the next act reads the run again
		s.keepWalk(name, after, s.walks.runs[name].entries+len(kept))
	}
	return kept, nil
}

// owner returns who started an open run, "" when it is not open.
func owner(log *store.Store, name string) (person string) {
	log.View(func(st *record.State) {
		if r := st.Open[name]; r != nil {
			person = r.Person
		}
	})
	return person
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
	return e
}

// OpenRuns returns the runs that were started and not signed, the one with the
// latest event first.
func (s *Station) OpenRuns() []OpenRun {
	var open []OpenRun
	today := s.cfg.Now().Format(time.DateOnly)
	s.view(func(st *record.State) {
		for r := range maps.Values(st.Open) {
			current := st.InForce(r.SOP, today)
			open = append(open, OpenRun{
				Run: r.Run, SOP: r.SOP, Version: r.Version, Title: titleOf(st, r.SOP, r.Version), SHA256: r.SHA256,
				Person: r.Person, Started: s.local(r.Started), Last: s.local(r.Last), LastStep: r.LastStep,
				Events: len(r.Positions) - 1, Done: r.Tally.Counts().Done,
				Superseded: current == nil || current.SHA256 != r.SHA256,
			})
		}
	})
	slices.SortFunc(open, func(a, b OpenRun) int {
		return cmp.Or(b.Last.Compare(a.Last), strings.Compare(a.Run, b.Run))
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

// LoadRun returns everything about a run, open or signed.
func (s *Station) LoadRun(run string) (Run, error) {
	log, err := s.log()
	if err != nil {
		return Run{}, err
	}
	positions, _, err := log.Run(run)
	if err != nil {
		return Run{}, err
	}
	if len(positions) == 0 {
		return Run{}, fmt.Errorf("run %q: %w", run, ErrUnknown)
	}
	all, err := log.GetAll(positions)
	if err != nil {
		return Run{}, err
	}
	var out Run
	for _, p := range all {
		switch b := p.Entry.Body.(type) {
		case *record.RunStart:
			out = Run{Run: run, SOP: b.SOP, Version: b.Version, SHA256: b.SHA256, Person: p.Entry.Person, Started: s.local(p.Entry.At.Time)}
		case *record.RunEvent:
			e := b.Event
			e.At, e.Person = s.local(p.Entry.At.Time), p.Entry.Person
			out.Events = append(out.Events, e)
		}
	}
	out.Text, err = s.Text(out.SHA256)
	return out, err
}
