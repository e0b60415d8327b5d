package record

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Retire takes a version of a procedure out of force.
type Retire struct {
	Reason  string
	SOP     string
	SHA256  string
	Version string
}

func (*Retire) kind() Kind { return KindRetire }

func (b *Retire) code(f *codec) {
	forText(f, "reason", &b.Reason)
	forText(f, "sop", &b.SOP)
	forText(f, "sop_sha256", &b.SHA256)
	forText(f, "sop_version", &b.Version)
}

func (b *Retire) check() error {
	return errors.Join(field("reason", b.Reason, 1, maxWords), checkSOP(b.SOP, b.Version, b.SHA256))
}

// Retirement says when and why a version was taken out of force.
type Retirement struct {
	Position int64
	By       string
	At       time.Time
	Day      string // local
	Reason   string
}

// of reports whether an approval is of the version and the text.
func (a *Approval) of(version, sum string) bool { return a.Version == version && a.SHA256 == sum }

// cancelled reports whether a version was retired before it came into force.
func (a *Approval) cancelled() bool { return a.Retired != nil && a.Retired.Day < a.Effective }

// InForce returns the version of a procedure that is approved and effective on
// a local day, or nil. What was retired leaves none in force.
func (s *State) InForce(sopID, day string) *Approval {
	for _, a := range slices.Backward(s.Approvals[sopID]) {
		switch {
		case a.Effective > day || a.cancelled():
		case a.Retired != nil:
			return nil
		default:
			return a
		}
	}
	return nil
}

// approved reports whether a version of a procedure was approved with this text.
func (s *State) approved(sopID, version, sum string) bool {
	return slices.ContainsFunc(s.Approvals[sopID], func(a *Approval) bool { return a.of(version, sum) })
}

func checkRetire(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Retire)
	if !s.approved(b.SOP, b.Version, b.SHA256) {
		return faultf(FaultApproval, "%s v%s was not approved with this text before it was retired", b.SOP, b.Version)
	}
	for _, a := range s.Approvals[b.SOP] {
		if a.of(b.Version, b.SHA256) && a.Retired == nil {
			return nil
		}
	}
	return faultf(FaultApproval, "%s v%s was retired before", b.SOP, b.Version)
}

// retire marks every approval of the version.
func (s *State) retire(p Placed, b *Retire) {
	e := p.Entry
	for _, a := range s.Approvals[b.SOP] {
		if a.of(b.Version, b.SHA256) && a.Retired == nil {
			a.Retired = &Retirement{Position: p.Position, By: e.Person, At: e.At.Time, Day: e.Clock.Day(e.At.Time), Reason: b.Reason}
		}
	}
}

func sayRetire(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Retire)
	return fmt.Sprintf("I, %s, retired %s v%s %s, because: %s", s.who(e), b.SOP, b.Version, when(e), b.Reason)
}
