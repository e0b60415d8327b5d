package record

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Missed says why a procedure was not done when it was due. What was missed stays so.
type Missed struct {
	First, Last string // slots, as SlotName writes them
	Item        string // of a procedure that is due for several; "" for one that is not
	Reason      string
	Slots       int // that were missed, from First to Last
	SOP         string
}

// MaxSlots is how many slots are explained at once, at most.
const MaxSlots = 31

// Asset says that a thing of the department is out of service, or in service again.
type Asset struct {
	Asset  string
	Reason string
	State  string // Out or In
}

// Calendar says that the department is closed on some days, or open.
type Calendar struct {
	First, Last string // local days
	Reason      string
	State       string // ClosedDays or OpenDays
}

// Settings are the rules of the site that replace those before.
type Settings struct {
	Lapsed     string // Warn or Block: who starts a run, and whose competence in it ended
	Nation     string // whose bank holidays hold; "" for none
	Needs      string // Warn or Block: what a page needs and nothing shows
	PastReview string // Warn or Block: a version that was to be reviewed by now
	Reason     string
}

// What a state says.
const (
	Out = "out"
	In  = "in"

	ClosedDays = "closed"
	OpenDays   = "open"

	Warn  = "warn"
	Block = "block"
)

// Nations are those whose bank holidays can hold.
var Nations = []string{"england", "northern-ireland", "scotland", "wales"}

// Note is the fact that somebody left a word for the next shift.
type Note struct{ Text string }

// NoteRead is the fact that somebody else read it.
type NoteRead struct{ Position int64 } // of the note

func (*Missed) kind() Kind   { return KindMissed }
func (*Asset) kind() Kind    { return KindAsset }
func (*Calendar) kind() Kind { return KindCalendar }
func (*Settings) kind() Kind { return KindSettings }
func (*Note) kind() Kind     { return KindNote }
func (*NoteRead) kind() Kind { return KindNoteRead }

func (b *Missed) code(f *codec) {
	forText(f, "first", &b.First)
	forOptText(f, "item", &b.Item)
	forText(f, "last", &b.Last)
	forText(f, "reason", &b.Reason)
	forNumber(f, "slots", &b.Slots)
	forText(f, "sop", &b.SOP)
}

func (b *Asset) code(f *codec) {
	forText(f, "asset", &b.Asset)
	forText(f, "reason", &b.Reason)
	forText(f, "state", &b.State)
}

func (b *Calendar) code(f *codec) {
	forText(f, "first", &b.First)
	forText(f, "last", &b.Last)
	forText(f, "reason", &b.Reason)
	forText(f, "state", &b.State)
}

func (b *Settings) code(f *codec) {
	forText(f, "lapsed", &b.Lapsed)
	forOptText(f, "nation", &b.Nation)
	forText(f, "needs", &b.Needs)
	forText(f, "past_review", &b.PastReview)
	forText(f, "reason", &b.Reason)
}

func (b *Note) code(f *codec) { forText(f, "text", &b.Text) }

func (b *NoteRead) code(f *codec) { forNumber(f, "position", &b.Position) }

// slotForm is that of a slot's name.
var slotForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d(T([01]\d|2[0-3]):[0-5]\d)?$`)

// checkSlot checks the name of a slot.
func checkSlot(name, s string) error {
	if !slotForm.MatchString(s) {
		return fmt.Errorf("%s %q: needs to be a day like 2026-11-28, or a day and time like 2026-11-28T08:00", name, s)
	}
	return checkDay(name, slotDay(s))
}

// slotDay returns the local day on which a slot begins.
func slotDay(slot string) string {
	day, _, _ := strings.Cut(slot, "T")
	return day
}

func (b *Missed) check() error {
	err := errors.Join(
		checkSlot("first", b.First), checkSlot("last", b.Last), field("item", b.Item, 0, 100), checkReason(b.Reason),
		match("sop id", sopID, b.SOP, "1 to 64 letters, digits, dots, hyphens and underscores"), checkNumber("slots", int64(b.Slots)),
	)
	switch {
	case len(b.First) != len(b.Last) || b.First > b.Last:
		err = errors.Join(err, fmt.Errorf("last %q: is not a slot like the first, %q, or after it", b.Last, b.First))
	case b.Slots < 1 || b.Slots > MaxSlots || (b.Slots == 1) != (b.First == b.Last):
		err = errors.Join(err, fmt.Errorf("slots %d: needs to be from 1 to %d, and 1 where the first is the last", b.Slots, MaxSlots))
	}
	return err
}

func (b *Asset) check() error {
	return errors.Join(field("asset", b.Asset, 1, 100), field("reason", b.Reason, 1, maxWords), oneOf("state", b.State, Out, In))
}

func (b *Calendar) check() error {
	err := errors.Join(
		checkDay("first", b.First), checkDay("last", b.Last), field("reason", b.Reason, 1, maxWords), oneOf("state", b.State, ClosedDays, OpenDays),
	)
	if err != nil {
		return err
	}
	first, last := mustDay(b.First), mustDay(b.Last)
	if days := last.Sub(first).Hours()/24 + 1; days < 1 || days > sop.MaxDays {
		return fmt.Errorf("last %q: needs to be from the first, %q, on, and at most %d days in all", b.Last, b.First, sop.MaxDays)
	}
	return nil
}

// mustDay returns the midnight of a day that was checked.
func mustDay(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

func (b *Settings) check() error {
	err := errors.Join(
		oneOf("lapsed", b.Lapsed, Warn, Block), oneOf("needs", b.Needs, Warn, Block), oneOf("past_review", b.PastReview, Warn, Block),
		field("reason", b.Reason, 1, maxWords),
	)
	if b.Nation != "" {
		err = errors.Join(err, oneOf("nation", b.Nation, Nations...))
	}
	return err
}

func (b *Note) check() error { return field("text", b.Text, 1, maxWords) }

func (b *NoteRead) check() error { return checkPlace(b.Position) }

// Explained is one missed entry.
type Explained struct {
	Missed
	Position int64
	By       string
	At       time.Time
}

// Moved is one asset entry.
type Moved struct {
	Asset
	Position int64
	By       string
	At       time.Time
}

// Declared is one calendar entry.
type Declared struct {
	Calendar
	Position int64
	By       string
	At       time.Time
}

// Rules is one settings entry.
type Rules struct {
	Settings
	Position int64
	By       string
	At       time.Time
}

// Left is a note that waits to be read.
type Left struct {
	Note
	Position int64
	By       string
	At       time.Time
}

// keepHouse folds what is said of a department and its things, and of who does what.
func (s *State) keepHouse(p Placed) {
	at, by, when := p.Position, p.Entry.Person, p.Entry.At.Time
	switch b := p.Entry.Body.(type) {
	case *Missed:
		s.Missed[b.SOP] = append(s.Missed[b.SOP], &Explained{*b, at, by, when})
	case *Asset:
		s.moveAsset(&Moved{*b, at, by, when})
	case *Calendar:
		s.Calendar = append(s.Calendar, &Declared{*b, at, by, when})
	case *Settings:
		s.Settings = append(s.Settings, &Rules{*b, at, by, when})
	case *Terminal:
		s.admit(b, at, by, when)
	case *Note:
		s.Notes[at] = &Left{*b, at, by, when}
	case *NoteRead:
		delete(s.Notes, b.Position)
	case *CloseIncident:
		delete(s.Incidents, b.Position)
	case *Duty, *Read:
		s.oblige(p)
	}
}

// Outage is a time in which an asset is out of service.
type Outage struct {
	Asset       string
	Reason      string    // why it was taken out
	From, Until time.Time // Until is zero while it is out
}

// Over reports whether it was over at an instant.
func (o *Outage) Over(at time.Time) bool { return !o.Until.IsZero() && !o.Until.After(at) }

// During reports whether any of it was between two instants.
func (o *Outage) During(since, until time.Time) bool { return !o.From.After(until) && !o.Over(since) }

// Outages are those of all assets, in the order of the log.
type Outages []*Outage

// Move adds that an asset goes out of service or comes back.
func (all *Outages) Move(b *Asset, at time.Time) {
	if b.State == Out {
		*all = append(*all, &Outage{Asset: b.Asset, Reason: b.Reason, From: at})
		return
	}
	for _, o := range slices.Backward(*all) {
		if o.Asset == b.Asset {
			o.Until = at
			return
		}
	}
}

// moveAsset folds that an asset goes out of service or comes back.
func (s *State) moveAsset(m *Moved) {
	if s.Outages.Move(&m.Asset, m.At); m.State == Out {
		s.OutOfService[m.Asset.Asset] = m
	} else {
		delete(s.OutOfService, m.Asset.Asset)
	}
}

func checkMissed(s *State, p Placed, _ Past) *Fault {
	b, e := p.Entry.Body.(*Missed), p.Entry
	day := slotDay(b.First)
	approved := false
	for _, a := range s.Approvals[b.SOP] {
		approved = approved || a.Effective <= day
	}
	if !approved {
		return faultf(FaultApproval, "%s was not approved for %s", b.SOP, day)
	}
	if now := e.Clock.local(e.At.Time).Format("2006-01-02T15:04"); b.Last > now {
		return faultf(FaultStanding, "its slot %s is to come: it was signed at %s", b.Last, now)
	}
	for _, d := range s.Disposals {
		if d.Confirmed > 0 && day < d.Before {
			return faultf(FaultStanding, "what was done before %s was disposed of, and %s is before that", d.Before, day)
		}
	}
	for _, m := range s.Missed[b.SOP] {
		if m.Item == b.Item && m.First <= b.Last && b.First <= m.Last {
			return faultf(FaultStanding, "entry %d explains %s to %s of it", m.Position, m.First, m.Last)
		}
	}
	return nil
}

func checkAsset(s *State, p Placed, _ Past) *Fault {
	b, e := p.Entry.Body.(*Asset), p.Entry
	out := s.OutOfService[b.Asset] != nil
	switch {
	case b.State == Out && out, b.State == In && !out:
		return faultf(FaultStanding, "%q is %s of service already", b.Asset, map[bool]string{true: "out", false: "not out"}[out])
	case b.State == In && e.Role != sop.Supervisor && e.Role != sop.Practitioner:
		return faultf(FaultRole, "%q put %q back in service as %s", e.Person, b.Asset, e.Role)
	}
	return nil
}

func checkNote(s *State, p Placed, _ Past) *Fault {
	if e := p.Entry; !s.holdsOne(e.Person, atBench) {
		return faultf(FaultRole, "%q does not work at the bench", e.Person)
	}
	return nil
}

func checkNoteRead(s *State, p Placed, past Past) *Fault {
	b, e := p.Entry.Body.(*NoteRead), p.Entry
	note := s.Notes[b.Position]
	switch {
	case note == nil:
		return faultf(FaultStanding, "entry %d is no note that waits to be read", b.Position)
	case note.By == e.Person:
		return faultf(FaultDuties, "%q read their own note", e.Person)
	}
	return checkNote(s, p, past)
}

func sayMissed(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Missed)
	what, which := b.SOP, b.First
	if b.Item != "" {
		what += ", item " + quoted(b.Item)
	}
	if b.Last != b.First {
		which += " to " + b.Last
	}
	return fmt.Sprintf("I, %s, explained %s of %s, %s, %s, because: %s", s.who(e), count(b.Slots, "missed slot"), what, which, when(e), b.Reason)
}

func sayAsset(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Asset)
	what := "took " + quoted(b.Asset) + " out of service"
	if b.State == In {
		what = "put " + quoted(b.Asset) + " back in service"
	}
	return fmt.Sprintf("I, %s, %s %s, because: %s", s.who(e), what, when(e), b.Reason)
}

func sayCalendar(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Calendar)
	days := day(b.First)
	if b.Last != b.First {
		days += " to " + day(b.Last)
	}
	return fmt.Sprintf("I, %s, declared %s %s %s, because: %s", s.who(e), days, b.State, when(e), b.Reason)
}

func saySettings(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Settings)
	holidays := "no bank holidays"
	if b.Nation != "" {
		holidays = "bank holidays of " + b.Nation
	}
	return fmt.Sprintf("I, %s, set the rules %s: %s where competence lapsed, %s where a need is not met, %s past review, %s, because: %s",
		s.who(e), when(e), b.Lapsed, b.Needs, b.PastReview, holidays, b.Reason)
}
