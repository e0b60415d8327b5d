package people_test

import (
	"errors"
	"testing"

	"soprun/internal/session"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/people"
)

// fakeBench enrols people in memory.
type fakeBench struct {
	people   []session.Person
	err      error
	enrolErr error // what the next enrolment answers
	enrolled []session.Enrolment
	changed  []session.NewPassphrase
}

func (b *fakeBench) People() ([]session.Person, error) { return b.people, b.err }
func (b *fakeBench) FourWords() string                 { return "copper lantern violet harbour" }

func (b *fakeBench) Enrol(e session.Enrolment) error {
	e.Passphrase, e.ByPass = append([]byte(nil), e.Passphrase...), append([]byte(nil), e.ByPass...)
	b.enrolled = append(b.enrolled, e)
	if err := b.enrolErr; err != nil {
		b.enrolErr = nil
		return err
	}
	b.people = append(b.people, session.Person{ID: e.ID, Name: e.Name, Roles: []string{e.Role}})
	return nil
}

func (b *fakeBench) ChangePassphrase(c session.NewPassphrase) error {
	b.changed = append(b.changed, session.NewPassphrase{Person: c.Person, Old: append([]byte(nil), c.Old...), New: append([]byte(nil), c.New...)})
	if string(c.Old) != "correct horse" {
		return errors.New("that is not the passphrase of j.bell")
	}
	return nil
}

func bell() session.Person {
	return session.Person{ID: "j.bell", Name: "J. Bell", Roles: []string{session.Administrator, session.Supervisor}}
}

func open(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, people.New(b))
}

// filled opens the form and fills every line but the last.
func filled(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return open(t, b).Press("n").Answer("Jo Osei", "", "", "violet harbour nine", "violet harbour nine", "j.bell")
}
