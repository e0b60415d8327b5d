package station

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// inRun drafts a signed event of a run. The page and its rules have to cause the
// event at this point of the run, which is where it was shown. A draft whose run went on meanwhile is refused with
// ErrDraft when it is signed.
func (s *Station) inRun(person string, act model.InRun) (*draft, error) {
	name, e := act.Run, act.Event
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	kind, ok := record.ActOf(e.Kind)
	if !ok {
		return nil, refuse(ErrRules, "%s is recorded, not signed", e.Kind)
	}
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	now, err := s.now(log)
	if err != nil {
		return nil, err
	}
	at := standingOf(log, name)
	if !at.open {
		return nil, refuse(ErrUnknown, "run %q is not open", name)
	}
	if at.events() != act.After {
		return nil, model.RunMoved{}
	}
	e.At, e.Person = s.local(record.At(now.at).Time), person
	before, measured, err := s.running(log, name)
	if err != nil {
		return nil, err
	}
	walked, err := retrace(before, measured, []sop.Event{e})
	if err == nil && e.Kind == sop.HandoverTaken {
		err = s.mayTake(log, person, before)
	}
	if err != nil {
		return nil, err
	}
	role, err := s.roleIn(kind, person, e)
	if err != nil {
		return nil, err
	}
	if kept := keepable(e); !kept.Equal(e) {
		e = kept
		if walked, err = before.After(e); err != nil {
			return nil, err
		}
	}
	d, err := s.draftAt(log, now, person, role, &record.RunAct{Run: name, Event: e})
	if err == nil {
		d.event, d.run, d.entries, d.walked = &e, name, at.entries, walked
	}
	return d, err
}

// roleIn returns the role in which a person signs an event.
func (s *Station) roleIn(kind record.Kind, person string, e sop.Event) (role sop.Role, err error) {
	if e.Mark == string(sop.BySupervisor) {
		return sop.Supervisor, nil // which the log refuses to everybody else
	}
	s.view(func(st *record.State) {
		p := st.People[person]
		if p == nil {
			return
		}
		fits := func(r sop.Role) bool { return p.Has(r) && record.StandsFor(e.Mark, r) }
		if i := slices.IndexFunc(kind.By(), fits); i >= 0 {
			role = kind.By()[i]
		}
	})
	if role == "" {
		err = refuse(ErrUnknown, "person %q may not sign %s", person, e.Kind)
	}
	return role, err
}

// Linked returns the newest run of a procedure that was started at an instant or after it by
// somebody who performs another run, or did before they handed it over; zero when there is none.
// Somebody else's run of the procedure is none of it: two may work at once.
func (s *Station) Linked(parent, sopID string, since time.Time) (model.LinkedRun, error) {
	log, err := s.log()
	if err != nil {
		return model.LinkedRun{}, err
	}
	var out model.LinkedRun
	var owners []string
	newest := int64(-1)
	log.View(func(st *record.State) {
		of := st.Open[parent]
		if of == nil {
			return
		}
		owners = slices.Clone(of.Owners)
		for _, r := range st.Open {
			if r.SOP == sopID && !r.Started.Before(since) && slices.Contains(owners, r.Owners[0]) && r.Positions[0] > newest {
				newest, out = r.Positions[0], model.LinkedRun{ID: r.Run, Open: true}
			}
		}
	})
	var failed error
	look := func(at int64) bool {
		var found model.LinkedRun
		var started int64
		if found, started, failed = signedRun(log, at, since, owners); failed != nil {
			return false
		}
		if found.ID != "" && started > newest {
			newest, out = started, found
		}
		return at > newest // a run is signed after its start
	}
	err = log.Find(store.Query{SOP: sopID, Since: since}, look)
	if errors.As(s.untold(err), new(model.Indexing)) { // what was signed lately is at the end of the log
		err = log.Since(since, func(p record.Placed) bool {
			b, ok := p.Entry.Body.(*record.Completion)
			return !ok || b.SOP != sopID || look(p.Position)
		})
	}
	return out, cmp.Or(err, failed)
}

// signedRun returns the run of a completion, if one of some people started it since an
// instant, and the position of its start.
func signedRun(log *store.Store, completion int64, since time.Time, by []string) (model.LinkedRun, int64, error) {
	p, _, err := log.Get(completion)
	if err != nil {
		return model.LinkedRun{}, 0, err
	}
	b, ok := p.Entry.Body.(*record.Completion)
	if !ok {
		return model.LinkedRun{}, 0, nil
	}
	start, _, err := log.Get(b.Events.First)
	if err != nil || start.Entry.At.Before(since) || !slices.Contains(by, start.Entry.Person) {
		return model.LinkedRun{}, 0, err
	}
	return model.LinkedRun{ID: b.Run, Outcome: run.Outcome(b.Outcome)}, b.Events.First, nil
}
