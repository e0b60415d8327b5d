package record

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// CloseIncident says how an incident that was raised in a run ended.
type CloseIncident struct {
	Leaf      tlog.Hash // leaf hash of the event that raised it
	Position  int64     // of that event
	Reason    string
	Reference string // of the incident elsewhere; "" where it was given when it was raised
	Run       string
}

// Incident is one that was raised and not closed.
type Incident struct {
	Position   int64
	Leaf       tlog.Hash
	Run, SOP   string
	Step, Item string // Step "" where it was raised at none
	Reference  string // "" where there is none yet
	What       string
	By         string
	At         time.Time
}

func (*CloseIncident) kind() Kind { return KindIncident }

func (b *CloseIncident) code(f *codec) {
	f.hash("leaf", &b.Leaf)
	forNumber(f, "position", &b.Position)
	forText(f, "reason", &b.Reason)
	forOptText(f, "reference", &b.Reference)
	forText(f, "run", &b.Run)
}

func (b *CloseIncident) check() error {
	return errors.Join(checkPlace(b.Position), checkReason(b.Reason), field("reference", b.Reference, 0, 100), checkRun(b.Run))
}

func checkCloseIncident(s *State, p Placed, _ Past) *Fault {
	b, by := p.Entry.Body.(*CloseIncident), p.Entry.Person
	switch i := s.Incidents[b.Position]; {
	case i == nil || i.Leaf != b.Leaf || i.Run != b.Run:
		return faultf(FaultStanding, "entry %d raised no incident that is open, or has other contents", b.Position)
	case i.By == by:
		return faultf(FaultDuties, "%q closed the incident that they had raised", by)
	case i.Reference == "" && b.Reference == "":
		return faultf(FaultStanding, "the incident in entry %d has no reference yet: who closes it gives one, like W-2041", b.Position)
	}
	return nil
}

// raise notes an incident.
func (s *State) raise(p Placed, run string, e sop.Event) {
	if e.Kind != sop.IncidentRaised {
		return
	}
	s.Incidents[p.Position] = &Incident{
		Position: p.Position, Leaf: p.Leaf, Run: run, SOP: s.Open[run].SOP, Step: e.Step, Item: e.Item, Reference: e.Value, What: e.Reason,
		By: p.Entry.Person, At: p.Entry.At.Time,
	}
}

func sayCloseIncident(s *State, e *Entry, _ Past) string {
	b := e.Body.(*CloseIncident)
	i := s.Incidents[b.Position]
	if i == nil { // Check refuses it
		i = &Incident{}
	}
	at, reference := "", ""
	if i.Step != "" {
		at = " at step " + stepOf(i.Step, i.Item)
	}
	if b.Reference != "" {
		reference = ", reference " + quoted(b.Reference)
	}
	return fmt.Sprintf("I, %s, closed the incident in entry %d, raised by %s in run %s%s, %s%s, because: %s",
		s.who(e), b.Position, s.named(i.By), i.Run, at, when(e), reference, b.Reason)
}
