package station

import (
	"fmt"
	"slices"
	"time"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// allowed refuses a run that the rules of the site let nobody start, or not this person.
// Without rules of the site nothing is refused.
func (s *Station) allowed(log *store.Store, person string, p *sop.Procedure) (err error) {
	today := s.today()
	log.View(func(st *record.State) {
		if len(st.Settings) == 0 {
			return
		}
		rules, a := st.Settings[len(st.Settings)-1], st.InForce(p.Meta.ID, today)
		if rules.PastReview == record.Block && a != nil && a.ReviewBy != "" && a.ReviewBy < today {
			err = refuse(ErrRules, "%s v%s was to be reviewed by %s; the rules of the site let nobody start it before it is approved again", a.SOP, a.Version, a.ReviewBy)
			return
		}
		err = s.fit(st, person, p, "start it")
	})
	return err
}

// mayTake refuses a run in which nothing was done to somebody who could not have started it:
// they would carry out all of it.
func (s *Station) mayTake(log *store.Store, person string, r run.Run) (err error) {
	if r.Finished() || !r.Untouched() { // of one that was stopped only the signature is left
		return nil
	}
	log.View(func(st *record.State) {
		err = s.fit(st, person, r.Procedure(), "take over a run of it in which no step is done")
	})
	return err
}

// fit refuses what somebody does with a procedure in which they are not competent as the rules
// of the site ask.
func (s *Station) fit(st *record.State, person string, p *sop.Procedure, does string) error {
	if len(st.Settings) == 0 {
		return nil
	}
	rules := st.Settings[len(st.Settings)-1]
	assessed, holds := competent(st, person, p.Meta.ID, p.Meta.Version, s.cfg.Now(), s.today())
	switch {
	case rules.Lapsed == record.Block && assessed && !holds:
		return refuse(ErrRules, "%s is not competent in %s by their last assessment; the rules of the site let them %s once they are assessed as competent", nameOf(st, person), p.Meta.ID, does)
	case rules.Needs == record.Block && len(p.Meta.Needs) > 0 && !holds:
		return refuse(ErrRules, "%s needs %s, and %s was not assessed as competent in it, as the rules of the site ask of who may %s", p.Meta.ID, p.Meta.Needs[0], nameOf(st, person), does)
	}
	return nil
}

// able refuses a run of somebody whose key was revoked: the log would let them begin it, and
// it would end unsigned.
func (s *Station) able(person string) (err error) {
	s.view(func(st *record.State) {
		if st.People[person] != nil && st.People[person].Key == "" {
			err = fmt.Errorf("%s cannot sign what they would perform: %w", nameOf(st, person), ErrRevoked)
		}
	})
	return err
}

// competent reports whether somebody was ever assessed in a procedure before an instant, and
// whether they were competent then in a version of it.
func competent(st *record.State, person, sopID, version string, at time.Time, day string) (assessed, holds bool) {
	for _, a := range slices.Backward(st.Assessed[person]) {
		if a.SOP == sopID && !a.At.After(at) {
			return true, a.Holds(version, day)
		}
	}
	return false, false
}

// warned words what the rules of the site warn of about everybody who carried a run out: that
// their competence had ended when they began it or took it over, or that nothing showed what its
// page needs.
func warned(st *record.State, all entries, r run.Run) (out []string) {
	if performers := r.Performers(); len(performers) > 0 && performers[0] == all.starter {
		out = append(out, notCompetent(st, all.starter, r.Procedure(), all.started, "it was begun"))
	}
	for _, t := range r.Takeovers() {
		out = append(out, notCompetent(st, t.By.Person, r.Procedure(), t.By.At, "they took it over"))
	}
	return slices.DeleteFunc(out, func(words string) bool { return words == "" })
}

// notCompetent words it about one of them, "" for nothing.
func notCompetent(st *record.State, person string, p *sop.Procedure, at time.Time, when string) string {
	ruled := slices.ContainsFunc(st.Settings, func(r *record.Rules) bool { return !r.At.After(at) })
	assessed, holds := competent(st, person, p.Meta.ID, p.Meta.Version, at, at.Format(time.DateOnly))
	switch {
	case holds || !ruled:
		return ""
	case assessed:
		return fmt.Sprintf("%s was not competent in it by their last assessment when %s.", nameOf(st, person), when)
	case len(p.Meta.Needs) > 0:
		return fmt.Sprintf("It needs %s, and %s was not assessed as competent in it when %s.", p.Meta.Needs[0], nameOf(st, person), when)
	default:
		return ""
	}
}
