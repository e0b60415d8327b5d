// Package schedule tells what was due when, and whether it was done: the slots of a
// page. A slot is never stored. It follows from the versions of the page, the runs of it
// that were completed, the assets that were out of service, the days on which the
// department is closed, and the instant at which is asked.
//
// What an entry of the log says from a later instant on is not known before it, so that
// asking for yesterday again gives yesterday's answer. Only a dispute, a disposal and an
// explanation change what is said of a slot that is over.
//
// A day is midnight UTC of its date. Items and assets are the same in whatever capitals.
package schedule

import (
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Site is what holds for every page of a log.
type Site struct {
	Zone *time.Location // required: the log's
	// Closed reports whether a day is a bank holiday or one on which the department is
	// closed for another reason; nil for none. Weekends need not be closed.
	Closed func(day time.Time) bool
	Out    []Outage // in any order
	// KeptFrom is the day before which completions were disposed of; zero for none.
	KeptFrom time.Time
}

// Outage is a time in which an asset is out of service.
type Outage struct {
	Asset string
	From  time.Time
	Until time.Time // zero while it is out
}

// Page is what the log knows of one procedure.
type Page struct {
	Versions []Version // in the order of their approvals in the log
	// Runs are completed runs, sorted by Started. For the slots from an instant on it
	// takes those that started after it less Reach or were done after it and, where a
	// version is rolling, of those before the one that was done last for each item.
	Runs      []Run
	Explained []Explanation // in any order
}

// Version is an approved text of a page.
type Version struct {
	Rule      sop.Schedule
	Items     []string // of the list that the rule is for each of; none while it is local
	Approved  time.Time
	Effective time.Time // the day from which it is in force
	Retired   time.Time // zero while it is not
}

// Run is a completed run of a page.
type Run struct {
	Entry     int64     // of its completion in the log
	Signed    time.Time // when the completion entered the log
	Started   time.Time // picks the period
	Done      time.Time // its last done step, or when that was done earlier: on time or late
	Outcome   Outcome
	Served    []string // the items that it was for
	Left      []LeftOut
	Disputed  bool
	LateEntry bool // Done was said and not seen
}

// LeftOut is an item that a run left out, and why.
type LeftOut struct{ Item, Reason string }

// Outcome is how a run ended.
type Outcome string

// The outcomes. A run that was stopped does not count.
const (
	Complete Outcome = "complete"
	Ended    Outcome = "ended" // the page stopped it: done, with an exception
	Stopped  Outcome = "stopped"
)

// Explanation is a signed reason for slots that were missed. They stay missed.
type Explanation struct {
	At          time.Time // when it entered the log
	Item        string
	First, Last time.Time // when the first and the last of the slots begin
	Reason      string
}

// State is what is said of a slot.
type State string

// The states.
const (
	Upcoming    State = "upcoming" // its period, or of a rolling schedule the day on which it is due, has not begun
	Due         State = "due"
	Late        State = "late"
	Done        State = "done" // within its grace
	DoneLate    State = "done late"
	Missed      State = "missed"
	NotRequired State = "not required"
	NotKept     State = "not kept" // whether it was done is not known: completions of that time were disposed of
)

// Waiver is why a slot is not required.
type Waiver string

// The waivers.
const (
	OutOfService Waiver = "out of service"
	PageRetired  Waiver = "retired"
	NoOpenDay    Waiver = "closed"
	RuleReplaced Waiver = "replaced" // a rolling slot whose page, or whose item on it, is no longer rolling
)

// Slot is one time at which a page is due, for one item of its list.
type Slot struct {
	Item       string // "" where the page as a whole is due
	Begin, End time.Time
	Day        time.Time // on which it is due
	Due        time.Time
	State      State
	// Lateness is how long after Due it was done, or is now, while it is late; DaysLate
	// is the same in days of the calendar. Both are 0 for what was done within its grace.
	Lateness  time.Duration
	DaysLate  int
	Waiver    Waiver // why it is not required
	Explained string // why it was left out or missed, as somebody wrote; "" for nothing
	Run       *Run   // that did it, nil for none
	Extras    int    // runs for it beside that one
}

// Slots returns the slots of a page whose time overlaps [from, to), as they stand at an
// instant, by their begin and then in the order of their items. A slot of a rolling
// schedule lasts until it is done, and has no End before.
func (s Site) Slots(p Page, from, to, now time.Time) []Slot {
	a := answer{site: s, page: p, now: now, turns: s.turns(known(p.Versions, now)), outages: s.outages(now)}
	out := slices.DeleteFunc(a.rolling(), func(slot Slot) bool {
		return !slot.Begin.Before(to) || !slot.End.IsZero() && !slot.End.After(from)
	})
	out = append(out, a.fixed(from, to)...)
	slices.SortStableFunc(out, func(a, b Slot) int { return a.Begin.Compare(b.Begin) })
	return out
}

// Reach is how far before an instant a period can have begun in which it is: a month and
// the hour by which clocks go back.
const Reach = 31*24*time.Hour + time.Hour

// Recall is how far back Today looks: over as many days as one explanation is for slots.
const Recall = 31 * 24 * time.Hour

// Today returns what somebody has to do about a page: the slots that are due or late, and
// those missed within Recall that nobody explained.
func (s Site) Today(p Page, now time.Time) []Slot {
	return slices.DeleteFunc(s.Slots(p, now.Add(-Recall), now.Add(1), now), func(slot Slot) bool {
		return slot.State != Due && slot.State != Late && (slot.State != Missed || slot.Explained != "")
	})
}

// Older returns the slots since an instant that were missed before those of Today, and that nobody
// explained: growing old explains nothing.
func (s Site) Older(p Page, since, now time.Time) []Slot {
	to := now.Add(-Recall)
	return slices.DeleteFunc(s.Slots(p, since, to, now), func(slot Slot) bool {
		return slot.State != Missed || slot.Explained != "" || slot.End.After(to)
	})
}

// answer is one question about a page.
type answer struct {
	site    Site
	page    Page
	now     time.Time
	turns   []turn
	outages map[string][]Outage // by the asset in lower case, in order of time
}

// serves reports whether a run counts for an item, and is known now.
func (a *answer) serves(r *Run, item string) bool {
	return !r.Signed.After(a.now) && r.Outcome != Stopped && (item == "" || contains(r.Served, item))
}

// startedIn returns the runs that started in a period, for any item.
func (a *answer) startedIn(begin, end time.Time) []Run {
	byStart := func(r Run, at time.Time) int { return r.Started.Compare(at) }
	i, _ := slices.BinarySearchFunc(a.page.Runs, begin, byStart)
	n, _ := slices.BinarySearchFunc(a.page.Runs[i:], end, byStart)
	return a.page.Runs[i : i+n]
}

// explained returns what was signed about a slot that was missed.
func (a *answer) explained(item string, begin time.Time) (reason string, ok bool) {
	for _, e := range a.page.Explained {
		if !e.At.After(a.now) && strings.EqualFold(e.Item, item) && !begin.Before(e.First) && !begin.After(e.Last) {
			return e.Reason, true
		}
	}
	return "", false
}

// outages returns when assets were out of service, without the returns that are not known
// at an instant.
func (s Site) outages(now time.Time) map[string][]Outage {
	out := map[string][]Outage{}
	for _, o := range s.Out {
		if o.Until.After(now) {
			o.Until = time.Time{}
		}
		asset := strings.ToLower(o.Asset)
		out[asset] = append(out[asset], o)
	}
	for _, of := range out {
		slices.SortFunc(of, func(a, b Outage) int { return a.From.Compare(b.From) })
	}
	return out
}

// disposed reports whether completions of a time from an instant on may be gone.
func (a *answer) disposed(begin time.Time) bool {
	return !a.site.KeptFrom.IsZero() && begin.Before(a.site.start(a.site.KeptFrom))
}

// overdue says that a slot is late, or was done late, at an instant.
func (s *Slot) overdue(state State, at time.Time, site Site) {
	s.State, s.Lateness = state, at.Sub(s.Due)
	s.DaysLate = int(site.day(at).Sub(s.Day) / oneDay)
}

func contains(items []string, item string) bool {
	return slices.ContainsFunc(items, func(i string) bool { return strings.EqualFold(i, item) })
}
