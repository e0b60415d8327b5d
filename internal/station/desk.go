package station

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// sendBack drafts the return of a completion. It is refused for one's own work, and
// while a countersignature stands.
func (s *Station) sendBack(by string, act model.SendBack) (*draft, error) {
	done, err := s.performed(act.Entry)
	if err != nil {
		return nil, err
	}
	return s.draft(by, sop.Supervisor, &record.Return{Leaf: done.Leaf, Position: act.Entry, Reason: record.CleanText(act.Reason)})
}

// answerReturn drafts the answer to the return of a completion that is open.
func (s *Station) answerReturn(by string, act model.AnswerReturn) (*draft, error) {
	done, err := s.performed(act.Entry)
	if err != nil {
		return nil, err
	}
	body := &record.Answer{Leaf: done.Leaf, Position: act.Entry, Text: record.CleanText(act.Text)}
	s.view(func(st *record.State) {
		if r := st.Returns[act.Entry]; r != nil {
			body.Return = r.At
		}
	})
	if body.Return == 0 {
		return nil, refuse(ErrRules, "entry %d was not sent back, or that was answered", act.Entry)
	}
	role := sop.Supervisor
	if slices.Contains(done.Owners, by) {
		role = s.roleTo(record.KindAnswer, by, role)
	}
	return s.draft(by, role, body)
}

// performed returns the completion in an entry.
func (s *Station) performed(entry int64) (record.Performed, error) {
	log, err := s.log()
	if err != nil {
		return record.Performed{}, err
	}
	done, ok, err := log.Performed(entry)
	if err == nil && !ok {
		err = &NoCompletionError{entry}
	}
	return done, err
}

// roleTo returns the first role in which somebody may sign an act, or another one where
// they hold none, which the log then refuses by name.
func (s *Station) roleTo(kind record.Kind, person string, other sop.Role) (role sop.Role) {
	s.view(func(st *record.State) {
		if p := st.People[person]; p != nil {
			role = roleFor(kind, p)
		}
	})
	return cmp.Or(role, other)
}

// closeIncident drafts the end of an incident, by another supervisor than who raised it.
func (s *Station) closeIncident(by string, act model.CloseIncident) (*draft, error) {
	body := &record.CloseIncident{Position: act.Entry, Reason: record.CleanText(act.Reason), Reference: record.CleanText(act.Reference)}
	found := false
	s.view(func(st *record.State) {
		if i := st.Incidents[act.Entry]; i != nil {
			body.Leaf, body.Run, found = i.Leaf, i.Run, true
		}
	})
	if !found {
		return nil, refuse(ErrUnknown, "no incident is open that was raised in entry %d", act.Entry)
	}
	return s.draft(by, sop.Supervisor, body)
}

// move drafts that an asset goes out of service, or comes back.
func (s *Station) move(by string, act model.Move) (*draft, error) {
	body := &record.Asset{Asset: record.CleanText(act.Asset), Reason: record.CleanText(act.Reason), State: record.Out}
	if !act.In {
		return s.draft(by, s.roleTo(record.KindAsset, by, sop.Assistant), body)
	}
	body.State = record.In
	role := sop.Supervisor
	s.view(func(st *record.State) {
		if p := st.People[by]; p != nil && !p.Has(role) && p.Has(sop.Practitioner) {
			role = sop.Practitioner
		}
	})
	return s.draft(by, role, body)
}

func (s *Station) declare(by string, act model.Declare) (*draft, error) {
	body := &record.Calendar{First: act.First, Last: cmp.Or(act.Last, act.First), Reason: record.CleanText(act.Reason), State: record.ClosedDays}
	if body.Last < s.today() {
		return nil, refuse(ErrRules, "%s is over, and nothing said now changes what was due then: explain what was missed", body.Last)
	}
	if act.Open {
		body.State = record.OpenDays
	}
	return s.draft(by, s.roleTo(record.KindCalendar, by, sop.Supervisor), body)
}

func (s *Station) setRules(by string, act model.SetRules) (*draft, error) {
	word := map[bool]string{true: record.Block, false: record.Warn}
	return s.draft(by, sop.Supervisor, &record.Settings{
		Lapsed: word[act.Rules.BlockLapsed], Needs: word[act.Rules.BlockNeeds], PastReview: word[act.Rules.BlockPastReview],
		Nation: act.Rules.Nation, Reason: record.CleanText(act.Reason),
	})
}

func (s *Station) giveDuty(by string, act model.GiveDuty) (*draft, error) {
	area := record.CleanText(act.Area)
	if has := s.dutiesOf(act.Person); area != "" { // one is the same in any capitals
		if i := slices.IndexFunc(has, func(h string) bool { return strings.EqualFold(h, area) }); i >= 0 {
			area = has[i]
		}
	}
	body := &record.Duty{Area: area, Person: act.Person, ReadBy: act.ReadBy, Reason: record.CleanText(act.Reason), SOP: act.SOP, State: record.On}
	if act.Off {
		body.State, body.ReadBy = record.Off, ""
	}
	if _, ok := s.Approval(act.SOP); !ok && act.SOP != "" && !act.Off {
		return nil, fmt.Errorf("%s: %w", act.SOP, ErrNotApproved)
	}
	return s.draft(by, sop.Supervisor, body)
}

func (s *Station) markRead(by string, act model.MarkRead) (*draft, error) {
	a, ok := s.Approval(act.SOP)
	if !ok {
		return nil, fmt.Errorf("%s: %w", act.SOP, ErrNotApproved)
	}
	body := &record.Read{SOP: act.SOP, SHA256: a.SHA256, Version: a.Version}
	return s.draft(by, s.roleTo(record.KindRead, by, sop.Assistant), body)
}

// LeaveNote keeps a word for the next shift, and returns its entry.
func (s *Station) LeaveNote(by, text string) (int64, error) {
	if err := run.CheckWords(text); err != nil {
		return 0, err
	}
	return s.noteFact(by, &record.Note{Text: record.CleanText(text)})
}

// ReadNote ticks a note as read, by somebody else than who left it.
func (s *Station) ReadNote(by string, entry int64) error {
	_, err := s.noteFact(by, &record.NoteRead{Position: entry})
	return err
}

func (s *Station) noteFact(by string, body record.Body) (int64, error) {
	if err := s.CheckEnrolled(by); err != nil {
		return 0, err
	}
	log, err := s.log()
	if err != nil {
		return 0, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	at, err := s.addFact(log, by, body)
	if errors.Is(err, record.ErrSchema) {
		err = unfit{err}
	}
	return at, s.refused(err, by, "") // there is no entry yet
}

// Department returns what people are to do, and what they work with.
func (s *Station) Department() (d model.Department, err error) {
	log, err := s.log()
	if err != nil {
		return d, err
	}
	s.view(func(st *record.State) {
		d = model.Department{Incidents: s.incidentsIn(st), Notes: s.notes(st), Duties: s.duties(st), Terminals: s.terminals(st), Days: s.days(st)}
		d.Rules, d.Schemes = s.rules(st), s.schemes(st)
		d.Evidence, d.Statements, d.ToAnswer = s.evidence(st), s.statements(st), s.toAnswer(st)
		d.ToAssess = s.toAssess(st)
	})
	if d.SentBack, err = s.sentBack(log); err != nil {
		return d, err
	}
	d.Running, d.Approvals = s.OpenRuns(), s.everyApproval()
	d.Disposals, err = s.disposals(log)
	return d, err
}

// sentBack returns the completions whose return is open, the oldest first.
func (s *Station) sentBack(log *store.Store) (all []model.SentBack, err error) {
	var open []*record.SentBack
	s.view(func(st *record.State) {
		for _, at := range slices.Sorted(maps.Keys(st.Returns)) {
			open = append(open, st.Returns[at])
		}
	})
	for _, r := range open {
		done, err := s.performed(r.Position)
		if err != nil {
			return nil, err
		}
		log.View(func(st *record.State) {
			all = append(all, model.SentBack{
				Entry: r.Position, Title: titleOf(st, done.SOP, done.Version), To: personOf(st, done.Person), At: s.local(r.Returned), Reason: r.Reason,
			})
		})
	}
	return all, nil
}

func (s *Station) incidentsIn(st *record.State) (all []model.Incident) {
	for _, at := range slices.Sorted(maps.Keys(st.Incidents)) {
		i := st.Incidents[at]
		all = append(all, model.Incident{
			Entry: i.Position, SOP: i.SOP, Run: i.Run, Step: i.Step, Item: i.Item, Reference: i.Reference, What: i.What,
			By: personOf(st, i.By), At: s.local(i.At),
		})
	}
	return all
}

func (s *Station) notes(st *record.State) (all []model.Note) {
	for _, at := range slices.Sorted(maps.Keys(st.Notes)) {
		n := st.Notes[at]
		all = append(all, model.Note{Entry: at, By: personOf(st, n.By), At: s.local(n.At), Text: n.Text})
	}
	return all
}

func (s *Station) outOfService(st *record.State) (all []model.Asset) {
	for _, id := range slices.Sorted(maps.Keys(st.OutOfService)) {
		m := st.OutOfService[id]
		all = append(all, model.Asset{
			Entry: m.Position, ID: id, Reason: m.Reason, By: personOf(st, m.By), At: s.local(m.At), Disputed: st.Disputed(m.By, m.Position),
		})
	}
	return all
}

func (s *Station) duties(st *record.State) (all []model.Duty) {
	today := s.today()
	for _, person := range slices.Sorted(maps.Keys(st.Duties)) {
		for _, of := range slices.Sorted(maps.Keys(st.Duties[person])) {
			all = append(all, s.duty(st, st.Duties[person][of], today))
		}
	}
	return all
}

func (s *Station) duty(st *record.State, g *record.Given, today string) model.Duty {
	return s.standing(st, model.Duty{
		Entry: g.Position, Person: personOf(st, g.Person), SOP: g.SOP, Area: g.Area, ReadBy: g.ReadBy, Reason: g.Reason,
		By: personOf(st, g.By), At: s.local(g.At), Disputed: st.Disputed(g.By, g.Position),
	}, today)
}

// standing fills in how somebody stands to the version of their duty that is in force.
func (s *Station) standing(st *record.State, d model.Duty, today string) model.Duty {
	now := st.InForce(d.SOP, today)
	if now == nil {
		return d
	}
	d.Title, d.Version = now.Title, now.Version
	if r := st.HaveRead[d.Person.ID][d.SOP]; r != nil && r.Version == now.Version && r.SHA256 == now.SHA256 {
		d.Read = &model.Read{Entry: r.Position, At: s.local(r.At)}
	}
	return d
}

// Cover fills in what duties of an area are of: the procedures that of names, where a version
// is in force.
func (s *Station) Cover(duties []model.Duty, of func(area string) (ids []string)) {
	today := s.today()
	s.view(func(st *record.State) {
		for i, d := range duties {
			if d.Area == "" {
				continue
			}
			for _, id := range of(d.Area) {
				one := d
				one.SOP = id
				if one = s.standing(st, one, today); one.Version != "" {
					duties[i].Of = append(duties[i].Of, one)
				}
			}
		}
	})
}

func (s *Station) days(st *record.State) (all []model.Days) {
	for _, d := range st.Calendar {
		all = append(all, model.Days{
			Entry: d.Position, First: d.First, Last: d.Last, Open: d.State == record.OpenDays, Reason: d.Reason,
			By: personOf(st, d.By), At: s.local(d.At), Disputed: st.Disputed(d.By, d.Position),
		})
	}
	for i, d := range all {
		for _, later := range all[i+1:] {
			if later.First <= d.Last && d.First <= later.Last {
				all[i].Later = &later
			}
		}
	}
	return all
}

func (s *Station) rules(st *record.State) (out model.RulesInForce) {
	if len(st.Settings) == 0 {
		return out
	}
	r := st.Settings[len(st.Settings)-1]
	return model.RulesInForce{
		Rules: model.Rules{
			BlockLapsed: r.Lapsed == record.Block, BlockNeeds: r.Needs == record.Block, BlockPastReview: r.PastReview == record.Block, Nation: r.Nation,
		},
		Entry: r.Position, By: personOf(st, r.By), At: s.local(r.At), Reason: r.Reason, Disputed: st.Disputed(r.By, r.Position),
	}
}
