package station

import (
	"cmp"
	"slices"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/standard"
)

// recordEvidence drafts what shows a code of somebody that no run shows. The log knows no
// standard: whether it has the code is asked here.
func (s *Station) recordEvidence(by string, act model.RecordEvidence) (*draft, error) {
	std := standard.ST0218()
	if !std.Known(act.Code) {
		return nil, refuse(ErrUnknown, "%s has no code %q", std.Name(), act.Code)
	}
	return s.draft(by, sop.Supervisor, &record.Evidence{
		Asked: record.CleanText(act.Asked), Code: act.Code, Day: cmp.Or(act.Day, s.today()), Method: act.Method, Person: act.Person, Said: record.CleanText(act.Said),
	})
}

// stateOwnWork drafts that the evidence of somebody is their own work.
func (s *Station) stateOwnWork(by string, act model.StateOwnWork) (*draft, error) {
	return s.draft(by, sop.Supervisor, &record.OwnWork{
		Comment: record.CleanText(act.Comment), First: act.First, Last: cmp.Or(act.Last, s.today()), Person: act.Person,
	})
}

// evidence returns what shows the codes of everybody that no run shows.
func (s *Station) evidence(st *record.State) (all []model.Evidence) {
	for _, of := range st.Evidence {
		for _, e := range of {
			all = append(all, model.Evidence{
				Entry: e.Position, Person: personOf(st, e.Person), Code: e.Code, Method: e.Method, Asked: e.Asked, Said: e.Said, Day: e.Day,
				By: personOf(st, e.By), At: s.local(e.At), Disputed: st.Disputed(e.By, e.Position),
			})
		}
	}
	slices.SortFunc(all, func(a, b model.Evidence) int { return cmp.Compare(a.Entry, b.Entry) })
	return all
}

// statements returns those that somebody's evidence is their own work.
func (s *Station) statements(st *record.State) (all []model.Statement) {
	for _, of := range st.Statements {
		for _, e := range of {
			all = append(all, model.Statement{
				Entry: e.Position, Person: personOf(st, e.Person), First: e.First, Last: e.Last, Comment: e.Comment,
				By: personOf(st, e.By), At: s.local(e.At), Disputed: st.Disputed(e.By, e.Position),
			})
		}
	}
	slices.SortFunc(all, func(a, b model.Statement) int { return cmp.Compare(a.Entry, b.Entry) })
	return all
}
