package station

import (
	"fmt"
	"slices"
	"time"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
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
		assessed, holds := competent(st, person, p.Meta.ID, p.Meta.Version, s.cfg.Now(), today)
		switch {
		case rules.PastReview == record.Block && a != nil && a.ReviewBy != "" && a.ReviewBy < today:
			err = refuse(ErrRules, "%s v%s was to be reviewed by %s; the rules of the site let nobody start it before it is approved again", a.SOP, a.Version, a.ReviewBy)
		case rules.Lapsed == record.Block && assessed && !holds:
			err = refuse(ErrRules, "%s is not competent in %s by their last assessment; the rules of the site let them start it once they are assessed as competent", nameOf(st, person), p.Meta.ID)
		case rules.Needs == record.Block && len(p.Meta.Needs) > 0 && !holds:
			err = refuse(ErrRules, "%s needs %s, and %s was not assessed as competent in it, as the rules of the site ask", p.Meta.ID, p.Meta.Needs[0], nameOf(st, person))
		}
	})
	return err
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

// warned words what the rules of the site warn of about a run that was begun: that its
// performer's competence had ended, or that nothing showed what its page needs; "" for nothing.
func warned(st *record.State, person string, p *sop.Procedure, begun time.Time, day string) string {
	ruled := slices.ContainsFunc(st.Settings, func(r *record.Rules) bool { return !r.At.After(begun) })
	assessed, holds := competent(st, person, p.Meta.ID, p.Meta.Version, begun, day)
	switch {
	case holds || !ruled:
		return ""
	case assessed:
		return nameOf(st, person) + " was not competent in it by their last assessment when it was begun."
	case len(p.Meta.Needs) > 0:
		return fmt.Sprintf("It needs %s, and %s was not assessed as competent in it when it was begun.", p.Meta.Needs[0], nameOf(st, person))
	default:
		return ""
	}
}
