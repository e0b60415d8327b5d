package listing_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/listing"
	"soprun/sop"
)

// fakePeople enrols people in memory.
type fakePeople struct {
	present.Reader // nothing here reads completions
	present.Station
	people   []model.Member
	last     *model.AccessReview
	err      error
	enrolErr error // what the next enrolment answers
	draftErr error // what the next sentence answers
	signErr  error // what the next signature answers
	// failAfter is how many signatures the disk still takes, 0 for all.
	failAfter int
	enrolled  []model.Enrolment
	changed   []model.NewPassphrase
	rotated   []model.Rotation
	signed    []string
	acts      []model.Act
}

func (b *fakePeople) Staff() (model.Staff, error) {
	return model.Staff{Members: b.people, Last: b.last}, b.err
}

func (b *fakePeople) CheckChosen(in model.SetUp) error {
	if slices.ContainsFunc(b.people, func(m model.Member) bool { return m.ID == in.PersonID && in.Passphrase == nil }) {
		return errors.New("that short name is taken")
	}
	return nil
}

func (b *fakePeople) CheckKnown(n model.Named) error {
	if n.ID == "j.bel" {
		return errors.New("nobody has that short name")
	}
	return nil
}

func (b *fakePeople) FourWords() string { return "copper lantern violet harbour" }

func (b *fakePeople) Enrol(e model.Enrolment) (int64, error) {
	e.Passphrase, e.ByPass = append([]byte(nil), e.Passphrase...), append([]byte(nil), e.ByPass...)
	b.enrolled = append(b.enrolled, e)
	if err := b.enrolErr; err != nil {
		b.enrolErr = nil
		return 0, err
	}
	b.people = append(b.people, model.Member{Person: model.Person{ID: e.ID, Name: e.Name, Roles: e.Roles}, State: model.KeyLive})
	return 9, nil
}

func (b *fakePeople) ChangePassphrase(c model.NewPassphrase) error {
	b.changed = append(b.changed, model.NewPassphrase{Person: c.Person, Old: append([]byte(nil), c.Old...), New: append([]byte(nil), c.New...)})
	if string(c.Old) != "correct horse" {
		return errors.New("that is not the passphrase of j.bell")
	}
	return nil
}

func (b *fakePeople) RotateKey(r model.Rotation) (int64, error) {
	r.Passphrase, r.Next = append([]byte(nil), r.Passphrase...), append([]byte(nil), r.Next...)
	b.rotated = append(b.rotated, r)
	return 9, nil
}

func (b *fakePeople) Prepare(by string, act model.Act) (model.Draft, error) {
	if err := b.draftErr; err != nil {
		b.draftErr = nil
		return model.Draft{}, err
	}
	b.acts = append(b.acts, act)
	return model.Draft{Person: model.Person{ID: by}, Statement: fmt.Sprintf("I, %s, sign a %T.", by, act)}, nil
}

func (b *fakePeople) Sign(d model.Draft, passphrase []byte) (int64, error) {
	if err := b.signErr; err != nil {
		b.signErr = nil
		return 0, err
	}
	if b.failAfter--; b.failAfter == 0 {
		b.signErr = errors.New("the disk is full")
	}
	b.signed = append(b.signed, d.Statement+" | "+string(passphrase))
	return 9, nil
}

func jBell() model.Member {
	return model.Member{
		Person: model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Administrator, sop.Supervisor}},
		State:  model.KeyLive, Keys: []model.Key{{Fingerprint: "SHA256:bell", Bound: 1}},
	}
}

// khan is an assistant whose second key was revoked, and who was assessed twice.
func aKhan() model.Member {
	at := kittest.Now.Add(-48 * time.Hour)
	return model.Member{
		Person: model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}, State: model.KeyRevoked,
		Keys: []model.Key{{Fingerprint: "SHA256:one", Bound: 2, Ended: 30}, {Fingerprint: "SHA256:two", Bound: 30, Ended: 44, Revoked: 44, Suspect: 40}},
		Competences: []model.Competence{
			{Entry: 20, At: at, By: model.Person{Name: "J. Bell"}, SOP: "SOP-IC-001", Version: "1.0", Outcome: "competent", Method: "observed", Expires: "2027-11-22", Holds: true},
			{Entry: 21, At: at, By: model.Person{Name: "J. Bell"}, SOP: "SOP-HS-023", Version: "1.0", Outcome: "competent", Method: "observed"},
		},
	}
}

func openPeople(t *testing.T, b *fakePeople) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, listing.New(present.Sources{Desk: b, Reader: b, Station: b, Roll: b}, named(t, "people"), false))
}

// filled opens the form and fills every line but the last.
func filled(t *testing.T, b *fakePeople) *kittest.Driver {
	t.Helper()
	return openPeople(t, b).Press("n").Answer("Jo Osei", "", "", "violet harbour nine", "violet harbour nine", "j.bell")
}

func (b *fakePeople) Enrolled() (model.Enrolled, error) {
	out := model.Enrolled{Shown: fmt.Sprintf("list of %d", len(b.people))}
	for _, m := range b.people {
		out.People = append(out.People, m.Person)
	}
	return out, b.err
}
