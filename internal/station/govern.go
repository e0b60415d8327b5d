package station

import (
	"fmt"
	"slices"
	"time"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// Retirement is the end of an approved version.
type Retirement struct {
	Entry  int64
	At     time.Time
	By     string
	Reason string
}

// PrepareRetire returns the retirement of an approved version as a supervisor will
// sign it. No version is in force then before another is approved; runs that are
// open go on.
func (s *Station) PrepareRetire(by, sopID, version, reason string) (*Draft, error) {
	if err := run.CheckWords(reason); err != nil {
		return nil, err
	}
	body := &record.Retire{Reason: record.CleanText(reason), SOP: sopID, Version: version}
	s.view(func(st *record.State) {
		for _, a := range slices.Backward(st.Approvals[sopID]) {
			if a.Version == version {
				body.SHA256 = a.SHA256
			}
		}
	})
	switch {
	case !s.IsSetUp():
		return nil, ErrNotSetUp
	case body.SHA256 == "":
		return nil, fmt.Errorf("%s v%s: %w", sopID, version, ErrUnknown)
	}
	return s.draft(by, sop.Supervisor, body)
}

// AccessList is who has access now, and when somebody last looked at that.
type AccessList struct {
	People []Access
	Keys   int             // that are live
	SHA256 string          // what a review of it names
	Last   *AccessReviewed // nil where nobody ever did
}

// Access is what one person may do.
type Access struct {
	ID, Name    string
	Roles       []sop.Role
	Fingerprint string // of their key, "" for none
	State       record.Standing
}

// AccessReviewed is a review of who has access.
type AccessReviewed struct {
	Entry    int64
	At       time.Time
	By       string
	Comment  string
	People   int // who were enrolled then
	Keys     int // that were live
	Disputed bool
}

// Access returns who has access now.
func (s *Station) Access() (list AccessList, err error) {
	if !s.IsSetUp() {
		return list, ErrNotSetUp
	}
	s.view(func(st *record.State) {
		var b *record.AccessReview
		if b, err = st.ReviewAccess(""); err != nil {
			return
		}
		list.Keys, list.SHA256 = b.Keys, b.SHA256
		for _, a := range st.Access() {
			one := Access{ID: a.ID, Name: a.Name, Roles: slices.Clone(a.Roles), State: a.State}
			if a.Key != "" {
				one.Fingerprint = record.Fingerprint(a.Key)
			}
			list.People = append(list.People, one)
		}
		if r := st.Reviewed; r != nil {
			list.Last = &AccessReviewed{Entry: r.Position, At: s.local(r.At), By: r.By, Comment: r.Comment, People: r.People, Keys: r.Keys, Disputed: st.Disputed(r.By, r.Position)}
		}
	})
	return list, err
}

// PrepareAccessReview returns a review of who has access now, as an administrator
// or a supervisor will sign it. shown is the SHA256 of the list that they saw: a
// list that changed since is refused with ErrDraft.
func (s *Station) PrepareAccessReview(by, shown, comment string) (*Draft, error) {
	if err := run.CheckWords(comment); err != nil {
		return nil, err
	}
	if !s.IsSetUp() {
		return nil, ErrNotSetUp
	}
	var body *record.AccessReview
	role, err := sop.Supervisor, error(nil)
	s.view(func(st *record.State) {
		if p := st.People[by]; p != nil && roleFor(record.KindAccess, p) != "" {
			role = roleFor(record.KindAccess, p)
		}
		body, err = st.ReviewAccess(record.CleanText(comment))
	})
	if err != nil {
		return nil, err
	}
	if body.SHA256 != shown {
		return nil, fmt.Errorf("%w: somebody's roles or key changed since", ErrDraft)
	}
	return s.draft(by, role, body)
}

// Assessing is what a supervisor says of somebody.
type Assessing struct {
	Person  string
	SOP     string
	Version string // "" for the one in force
	Outcome string // record.Competent or record.NotYet
	Method  string // record.Observed, record.Questions or record.Portfolio
	Run     string // in which they were watched, ""
	Expires string // local day, ""
	Comment string
}

// PrepareCompetence returns an assessment as a supervisor will sign it. Only who
// watched says that somebody is competent.
func (s *Station) PrepareCompetence(by string, in Assessing) (*Draft, error) {
	if err := run.CheckWords(in.Comment); err != nil {
		return nil, err
	}
	if in.Outcome == record.Competent && in.Method != record.Observed {
		return nil, fmt.Errorf("%w: only who watched says that somebody is competent", ErrRules)
	}
	body := &record.Competence{
		Comment: record.CleanText(in.Comment), Expires: in.Expires, Method: in.Method, Outcome: in.Outcome,
		Person: in.Person, Run: in.Run, SOP: in.SOP, Version: in.Version,
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
	return s.draft(by, sop.Supervisor, body)
}

// Competence is one assessment of a person.
type Competence struct {
	Entry        int64
	At           time.Time
	By           string
	Person       string
	SOP, Version string
	Outcome      string
	Method       string
	Run          string
	Expires      string
	Comment      string
	Holds        bool // the last in this procedure, competent, not expired, and of the version in force
	Disputed     bool
}

// Competences returns every assessment of a person, in the order of the log.
func (s *Station) Competences(person string) (all []Competence) {
	today := s.cfg.Now().Format(time.DateOnly)
	s.view(func(st *record.State) {
		last := map[string]int{}
		for i, a := range st.Assessed[person] {
			all = append(all, Competence{
				Entry: a.Position, At: s.local(a.At), By: a.By, Person: person, SOP: a.SOP, Version: a.Version, Outcome: a.Outcome,
				Method: a.Method, Run: a.Run, Expires: a.Expires, Comment: a.Comment, Disputed: st.Disputed(a.By, a.Position),
			})
			last[a.SOP] = i
		}
		for sopID, i := range last {
			c, now := &all[i], st.InForce(sopID, today)
			c.Holds = c.Outcome == record.Competent && (c.Expires == "" || today < c.Expires) && now != nil && now.Version == c.Version
		}
	})
	return all
}
