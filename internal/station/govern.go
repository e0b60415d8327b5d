package station

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// retire drafts the retirement of an approved version. No version is in force then
// before another is approved; runs that are open go on.
func (s *Station) retire(by string, act model.Retire) (*draft, error) {
	body := &record.Retire{Reason: record.CleanText(act.Reason), SOP: act.SOP, Version: act.Version}
	s.view(func(st *record.State) {
		for _, a := range slices.Backward(st.Approvals[act.SOP]) {
			if a.Version == act.Version {
				body.SHA256 = a.SHA256
			}
		}
	})
	switch {
	case !s.IsSetUp():
		return nil, ErrNotSetUp
	case body.SHA256 == "":
		return nil, fmt.Errorf("%s v%s: %w", act.SOP, act.Version, ErrUnknown)
	}
	return s.draft(by, sop.Supervisor, body)
}

// Enrolled returns what every form is filled in with. It reads no assessments, of which there are
// many.
func (s *Station) Enrolled() (out model.Enrolled, err error) {
	if !s.IsSetUp() {
		return out, ErrNotSetUp
	}
	s.view(func(st *record.State) {
		var b *record.AccessReview
		if b, err = st.ReviewAccess(""); err != nil {
			return
		}
		out.Shown, out.Rules = b.SHA256, s.rules(st).Rules
		for _, a := range st.Access() {
			out.People = append(out.People, personOf(st, a.ID))
		}
	})
	return out, err
}

// Staff returns everybody who is enrolled, with their keys and assessments.
func (s *Station) Staff() (staff model.Staff, err error) {
	if !s.IsSetUp() {
		return staff, ErrNotSetUp
	}
	now := s.cfg.Now()
	s.view(func(st *record.State) {
		var b *record.AccessReview
		if b, err = st.ReviewAccess(""); err != nil {
			return
		}
		staff.Keys = b.Keys
		for _, a := range st.Access() {
			p := st.People[a.ID]
			staff.Members = append(staff.Members, model.Member{
				Person: personOf(st, a.ID), State: string(a.State), Keys: keysOf(st, a.ID), Competences: s.competences(st, a.ID, now, everyOne),
				Observed: observed(st, a.ID, now.Format(time.DateOnly)),
				Failures: p.Failures, Wait: keyring.Wait(p.Failures, p.LastFailure, now),
			})
		}
		if r := st.Reviewed; r != nil {
			staff.Last = &model.AccessReview{
				Entry: r.Position, At: s.local(r.At), By: personOf(st, r.By), Comment: r.Comment, People: r.People, Keys: r.Keys,
				Disputed: st.Disputed(r.By, r.Position),
			}
		}
	})
	return staff, err
}

// reviewAccess drafts a review of who has access now, by an administrator or a
// supervisor. A list that changed since they saw it is refused with ErrDraft.
func (s *Station) reviewAccess(by string, act model.ReviewAccess) (*draft, error) {
	if !s.IsSetUp() {
		return nil, ErrNotSetUp
	}
	var body *record.AccessReview
	role, err := sop.Supervisor, error(nil)
	s.view(func(st *record.State) {
		if p := st.People[by]; p != nil && roleFor(record.KindAccess, p) != "" {
			role = roleFor(record.KindAccess, p)
		}
		body, err = st.ReviewAccess(record.CleanText(act.Comment))
	})
	if err != nil {
		return nil, err
	}
	if body.SHA256 != act.Shown {
		return nil, fmt.Errorf("%w: somebody's roles or key changed since", ErrDraft)
	}
	return s.draft(by, role, body)
}

// assess drafts an assessment. Only who watched says that somebody is competent.
func (s *Station) assess(by string, in model.Assess) (*draft, error) {
	if in.Outcome == record.Competent && in.Method != record.Observed {
		return nil, refuse(ErrRules, "only who watched says that somebody is competent")
	}
	if err := run.CheckWords(in.Next); err != nil {
		return nil, err
	}
	body := &record.Competence{
		Comment: record.CleanText(in.Comment), Expires: in.Expires, Method: in.Method, Outcome: in.Outcome,
		Person: in.Person, Run: in.Run, SOP: in.SOP, Version: in.Version, Independence: in.Independence, Next: record.CleanText(in.Next),
	}
	if a, ok := s.Approval(in.SOP); ok && in.Version == "" {
		body.Version = a.Version
	}
	for _, a := range s.Approvals(in.SOP) {
		if a.Version == body.Version {
			body.SHA256 = a.SHA256
		}
	}
	switch {
	case !s.IsSetUp():
		return nil, ErrNotSetUp
	case body.SHA256 == "":
		return nil, fmt.Errorf("%s: %w", in.SOP, ErrNotApproved)
	}
	s.view(func(st *record.State) {
		if now := st.Schemes[in.SOP]; now != nil {
			body.Scheme = now.Position
			if in.Outcome == record.Competent && in.Expires == "" && now.Months > 0 {
				body.Expires = now.LastExpiry(s.today())
			}
		}
	})
	return s.draft(by, sop.Supervisor, body)
}

// sayAssessed drafts what somebody says of an assessment of them.
func (s *Station) sayAssessed(by string, act model.SayAssessed) (*draft, error) {
	body := &record.Assessed{Agree: record.No, Comment: record.CleanText(act.Comment), Position: act.Entry}
	if act.Agree {
		body.Agree = record.Yes
	}
	of := ""
	s.view(func(st *record.State) {
		for person, all := range st.Assessed {
			for _, a := range all {
				if a.Position == act.Entry {
					of, body.Leaf = person, a.Leaf
				}
			}
		}
	})
	switch of {
	case "":
		return nil, refuse(ErrUnknown, "entry %d is no assessment", act.Entry)
	case by:
		return s.draft(by, s.roleTo(record.KindAssessed, by, sop.Assistant), body)
	default:
		return nil, refuse(ErrRules, "entry %d is an assessment of %s, who says whether they agree", act.Entry, of)
	}
}

// toAnswer returns the assessments that wait for the word of who was assessed, but of those
// who have no key to give it with.
func (s *Station) toAnswer(st *record.State) (all []model.Assessed) {
	for id, p := range st.People {
		if p.Key == "" {
			continue
		}
		for _, c := range s.competences(st, id, s.cfg.Now(), func(a *record.Assessment) bool { return a.Word == nil }) {
			all = append(all, model.Assessed{Person: personOf(st, id), Competence: c})
		}
	}
	slices.SortFunc(all, func(a, b model.Assessed) int { return cmp.Compare(a.Entry, b.Entry) })
	return all
}

// daysToAssess is for how many days a run that was watched waits for who watched it: what they
// saw is remembered no longer. The record takes their word afterwards too.
const daysToAssess = 28

// toAssess returns the runs that wait for who watched them: supervisors, who have a key to sign
// with, while the version is in force.
func (s *Station) toAssess(st *record.State) (all []model.Watched) {
	today := s.today()
	last := s.cfg.Now().AddDate(0, 0, -daysToAssess).Format(time.DateOnly)
	for _, u := range st.Unsaid {
		p, now := st.People[u.Assessor], st.InForce(u.SOP, today)
		if u.Day < last || p == nil || p.Key == "" || !p.Has(sop.Supervisor) || now == nil || now.Version != u.Version {
			continue
		}
		all = append(all, model.Watched{
			Entry: u.Position, Title: now.Title, Person: personOf(st, u.Performer), Assessor: personOf(st, u.Assessor), At: s.local(u.At),
		})
	}
	return all
}

// word returns what somebody said of an assessment of them, nil for nothing.
func (s *Station) word(st *record.State, a *record.Assessment) *model.Word {
	if a.Word == nil {
		return nil
	}
	return &model.Word{Entry: a.Word.Position, At: s.local(a.Word.At), Agrees: a.Word.Agrees, Comment: a.Word.Comment, Disputed: st.Disputed(a.Person, a.Word.Position)}
}

// observed returns how somebody was watched in the versions in force on a day.
func observed(st *record.State, person, day string) (all []model.Observed) {
	waiting, disputed := map[string]int{}, map[string]int{}
	for _, a := range st.Assessed[person] {
		now := st.InForce(a.SOP, day)
		if now == nil || now.Version != a.Version {
			continue
		}
		if _, known := waiting[a.SOP]; !known {
			waiting[a.SOP] = 0
		}
		switch {
		case !a.Unaided():
		case a.Word == nil:
			waiting[a.SOP]++
		case st.Disputed(a.By, a.Position) || st.Disputed(person, a.Word.Position):
			disputed[a.SOP]++
		}
	}
	shown := st.AllShown(person)
	for _, sopID := range slices.Sorted(maps.Keys(waiting)) {
		version := st.InForce(sopID, day).Version
		w := shown[record.OfVersion{SOP: sopID, Version: version}]
		all = append(all, model.Observed{SOP: sopID, Version: version, Runs: len(w.Runs), Assessors: len(w.Assessors), Waiting: waiting[sopID], Disputed: disputed[sopID]})
	}
	return all
}

// setScheme drafts how somebody is found competent.
func (s *Station) setScheme(by string, act model.SetScheme) (*draft, error) {
	in := act.Scheme
	body := &record.Scheme{
		Assessors: in.Assessors, Methods: sorted(in.Methods), Months: in.Months, Observations: in.Observations, Pages: sorted(in.Pages),
		Reason: record.CleanText(act.Reason),
	}
	if in.LeastPieces > 0 || in.MostPieces > 0 {
		body.Pieces = &record.Pieces{Least: in.LeastPieces, Most: in.MostPieces}
	}
	return s.draft(by, sop.Supervisor, body)
}

// sorted returns a list in order, without repeats.
func sorted(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// schemes returns those in force, by procedure.
func (s *Station) schemes(st *record.State) (all []model.SchemeInForce) {
	for _, page := range slices.Sorted(maps.Keys(st.Schemes)) {
		x := st.Schemes[page]
		one := model.SchemeInForce{
			Scheme: model.Scheme{Pages: x.Pages, Observations: x.Observations, Assessors: x.Assessors, Methods: x.Methods, Months: x.Months},
			SOP:    page, Entry: x.Position, By: personOf(st, x.By), At: s.local(x.At), Reason: x.Reason, Disputed: st.Disputed(x.By, x.Position),
		}
		if x.Pieces != nil {
			one.LeastPieces, one.MostPieces = x.Pieces.Least, x.Pieces.Most
		}
		all = append(all, one)
	}
	return all
}

// competence returns an assessment as it is, but for whether it holds.
func (s *Station) competence(st *record.State, a *record.Assessment) model.Competence {
	return model.Competence{
		Word: s.word(st, a), Entry: a.Position, At: s.local(a.At), By: personOf(st, a.By), SOP: a.SOP, Version: a.Version, Outcome: a.Outcome,
		Method: a.Method, Run: a.Run, Independence: a.Independence, Next: a.Next, Scheme: a.Scheme, Expires: a.Expires, Comment: a.Comment, Disputed: st.Disputed(a.By, a.Position),
	}
}

// everyOne is of any assessment.
func everyOne(*record.Assessment) bool { return true }

// competences returns assessments of a person, as they hold now, in the order of the log.
func (s *Station) competences(st *record.State, person string, now time.Time, wanted func(*record.Assessment) bool) (all []model.Competence) {
	assessed := st.Assessed[person]
	last := make(map[string]*record.Assessment)
	for _, a := range assessed {
		last[a.SOP] = a
	}
	today := now.Format(time.DateOnly)
	for i, a := range assessed {
		if !wanted(a) {
			continue
		}
		c := s.competence(st, a)
		if last[a.SOP] == a {
			now := st.InForce(a.SOP, today)
			c.Holds = now != nil && a.Holds(now.Version, today)
		}
		if all == nil {
			all = make([]model.Competence, 0, len(assessed)-i)
		}
		all = append(all, c)
	}
	return all
}
