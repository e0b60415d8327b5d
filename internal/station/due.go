package station

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"soprun/internal/holidays"
	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/schedule"
)

// DueNow returns the slots of every procedure that wait for somebody: those that are due or
// late, and those that were missed and that nobody explained: what was missed long ago is one slot
// of each item. They are sorted by when
// they are due.
func (s *Station) DueNow() (all []model.Slot, err error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	s.ReadTexts(context.Background()) // on all cores: what is due goes by them
	now := s.local(s.cfg.Now())
	site := s.site(log, now)
	pages, err := s.scheduled(log, now.Add(-schedule.Recall-schedule.Reach), s.Approved()...)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		for _, slot := range site.Today(p.Page, now) {
			all = append(all, s.slot(p, slot))
		}
	}
	long, err := s.missedLongAgo(log, site, now)
	if err != nil {
		return nil, err
	}
	all = append(all, long...)
	slices.SortStableFunc(all, func(a, b model.Slot) int { return a.Due.Compare(b.Due) })
	return all, nil
}

// Slots returns every slot of a procedure whose time overlaps [from, to), as it stands now,
// by when its period begins: none of one that is never due.
func (s *Station) Slots(sopID string, from, to time.Time) (all []model.Slot, err error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	now := s.local(s.cfg.Now())
	pages, err := s.scheduled(log, from.Add(-schedule.Reach), sopID)
	if len(pages) == 0 || err != nil {
		return nil, err
	}
	for _, slot := range s.site(log, now).Slots(pages[0].Page, from, to, now) {
		all = append(all, s.slot(pages[0], slot))
	}
	return all, nil
}

func (s *Station) slot(p *due, slot schedule.Slot) model.Slot {
	out := model.Slot{
		SOP: p.id, Title: p.title, Item: slot.Item, Name: p.name(s.local(slot.Begin)), Due: s.local(slot.Due), State: string(slot.State),
		Late: slot.Lateness, DaysLate: slot.DaysLate, Extras: slot.Extras, Waiver: string(slot.Waiver), Explained: slot.Explained,
	}
	if slot.Run != nil {
		out.Done = slot.Run.Entry
	}
	return out
}

// name is the name of a slot in an explanation of it.
func (p *due) name(begin time.Time) string {
	if p.hours {
		return begin.Format("2006-01-02T15:04")
	}
	return begin.Format(time.DateOnly)
}

// site is what holds for every procedure.
func (s *Station) site(log *store.Store, now time.Time) schedule.Site {
	site := schedule.Site{Zone: now.Location()}
	log.View(func(st *record.State) {
		for _, o := range st.Outages {
			site.Out = append(site.Out, schedule.Outage{Asset: o.Asset, From: o.From, Until: o.Until})
		}
		for _, d := range st.Disposals {
			if before := midnight(d.Before); d.Confirmed > 0 && before.After(site.KeptFrom) {
				site.KeptFrom = before
			}
		}
		site.Closed = closedDays(slices.Clone(st.Calendar), slices.Clone(st.Settings), now.Location())
	})
	return site
}

// Off returns what tells of a day whether nobody is expected here: on a weekend, and where
// the calendar, or the bank holidays of the site, say that it is closed.
func (s *Station) Off() (func(day time.Time) bool, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	return s.site(log, s.local(s.cfg.Now())).Off, nil
}

// midnight is a day as schedules have it, in UTC.
func midnight(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day) // it stands in a signed entry, which was checked
	return t
}

// closedDays tells on which days a department is closed: as the last entry says that names
// the day, else by the bank holidays of its nation. What is said of a day once it is over
// changes nothing of it.
func closedDays(days []*record.Declared, rules []*record.Rules, zone *time.Location) func(time.Time) bool {
	return func(day time.Time) bool {
		name := day.Format(time.DateOnly)
		inTime := func(at time.Time) bool { return at.In(zone).Format(time.DateOnly) <= name }
		for _, d := range slices.Backward(days) {
			if d.First <= name && name <= d.Last && inTime(d.At) {
				return d.State == record.ClosedDays
			}
		}
		for _, r := range slices.Backward(rules) {
			if inTime(r.At) {
				nation, err := holidays.ParseNation(nationName(r.Nation))
				return err == nil && nation.Closed(day)
			}
		}
		return false
	}
}

// nationName is a nation of the record in the words of the holidays.
func nationName(nation string) string {
	if nation == "northern-ireland" {
		return string(holidays.NorthernIreland)
	}
	return nation
}

// due is a procedure with a schedule.
type due struct {
	schedule.Page
	id, title string
	hours     bool // its slots are of hours
	rolling   bool // one of its versions is
}

// scheduled returns what the log says of those procedures that are ever due, since an instant.
func (s *Station) scheduled(log *store.Store, since time.Time, ids ...string) (all []*due, err error) {
	wanted := map[string]store.Wanted{}
	for _, id := range ids {
		p, err := s.periodic(log, id)
		if err != nil {
			return nil, err
		}
		if p == nil {
			continue
		}
		all, wanted[id] = append(all, p), store.Wanted{Since: since}
		if p.rolling {
			wanted[id] = store.Wanted{Most: mostRolling}
		}
	}
	runs, err := s.runsOf(log, wanted)
	for _, p := range all {
		p.Runs = runs[p.id]
	}
	return all, err
}

// periodic returns a procedure but for its runs, nil for one that is never due.
func (s *Station) periodic(log *store.Store, id string) (*due, error) {
	versions, periodic, rolling, err := s.versions(log, id)
	if err != nil || !periodic {
		return nil, err
	}
	p := &due{Page: schedule.Page{Versions: versions}, id: id, hours: versions[len(versions)-1].Rule.Cadence == sop.Hourly, rolling: rolling}
	log.View(func(st *record.State) {
		p.title = st.Approvals[id][len(versions)-1].Title
		for _, m := range st.Missed[id] {
			p.Explained = append(p.Explained, schedule.Explanation{
				At: m.At, Item: m.Item, First: s.beginOf(m.First), Last: s.beginOf(m.Last), Reason: m.Reason,
			})
		}
	})
	return p, nil
}

// beginOf returns when the slot of a name begins.
func (s *Station) beginOf(name string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, name, s.cfg.Now().Location()); err == nil {
			return t
		}
	}
	return time.Time{}
}

// versions returns the versions of a procedure with their rules, and whether any of them is
// ever due, and any rolling.
func (s *Station) versions(log *store.Store, id string) (all []schedule.Version, periodic, rolling bool, err error) {
	var approvals []*record.Approval
	log.View(func(st *record.State) { approvals = slices.Clone(st.Approvals[id]) })
	for _, a := range approvals {
		r := s.texts.of(log, a.SHA256)
		if r.unread {
			return nil, false, false, fmt.Errorf("the approved text %s cannot be read as a page: %w", a.SHA256, ErrNotReady)
		}
		v := schedule.Version{Rule: r.rule, Items: r.items, Approved: a.At, Effective: midnight(a.Effective)}
		if a.Retired != nil {
			v.Retired = a.Retired.At
		}
		periodic = periodic || v.Rule.Periodic()
		rolling = rolling || v.Rule.Cadence == sop.Rolling
		all = append(all, v)
	}
	return all, periodic, rolling, nil
}

func ofItem(sopID, item string) string {
	if item == "" {
		return sopID
	}
	return sopID + " for " + item
}

func days(first, last string) string {
	if first == last {
		return "on " + first
	}
	return "from " + first + " to " + last
}

// explain drafts why slots were missed: those of the procedure and item from one name to
// another, both of which were missed, and which nobody explained.
func (s *Station) explain(by string, act model.Explain) (*draft, error) {
	body := &record.Missed{First: act.First, Item: act.Item, Last: cmp.Or(act.Last, act.First), Reason: record.CleanText(act.Reason), SOP: act.SOP}
	from, now := s.beginOf(body.First), s.cfg.Now()
	if from.IsZero() {
		return nil, refuse(ErrUnknown, "%q is no slot: write it like 2026-11-28, or 2026-11-28T08:00", act.First)
	}
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	pages, err := s.scheduled(log, from.Add(-schedule.Reach), act.SOP)
	if err == nil && len(pages) == 0 {
		err = refuse(ErrRules, "%s is never due", act.SOP)
	}
	if err != nil {
		return nil, err
	}
	p := pages[0]
	for _, slot := range s.site(log, s.local(now)).Slots(p.Page, from, now, s.local(now)) {
		name := p.name(s.local(slot.Begin))
		end := name == body.First || name == body.Last
		if slot.Item != act.Item || name < body.First || name > body.Last || !end && slot.State != schedule.Missed {
			continue
		}
		switch {
		case slot.State != schedule.Missed:
			return nil, refuse(ErrRules, "the slot %s of %s was not missed, it is %s", name, act.SOP, slot.State)
		case slot.Explained != "":
			return nil, refuse(ErrRules, "the slot %s of %s is explained already: %s", name, act.SOP, slot.Explained)
		}
		body.Slots++
	}
	if body.Slots == 0 {
		return nil, refuse(ErrRules, "no slot of %s was missed %s", ofItem(act.SOP, act.Item), days(body.First, body.Last))
	}
	if body.Slots > record.MaxSlots {
		return nil, refuse(ErrRules, "%d slots are explained at once, at most: name a last one", record.MaxSlots)
	}
	return s.draft(by, s.roleTo(record.KindMissed, by, sop.Assistant), body)
}
