package demo

import (
	"slices"
	"time"

	"soprun/internal/model"
	"soprun/sop/schedule"
)

// furnish leaves a department as one is found in the morning: what was missed is mostly
// explained, something is out of service, somebody has a page to read, and a note waits.
func (d *department) furnish() error {
	if last := d.cfg.End.Add(-20 * time.Minute); d.clock.Before(last) {
		d.clock = last
	}
	if err := d.explain(); err != nil {
		return err
	}
	hand, learners := members[2], members[len(members)-2:]
	for i, p := range d.pages[:min(len(learners), len(d.pages))] {
		to := learners[i]
		if err := d.act(members[0].ID, model.GiveDuty{Person: to.ID, SOP: p.proc.Meta.ID, ReadBy: d.clock.AddDate(0, 0, 7).Format(time.DateOnly)}); err != nil {
			return err
		}
	}
	if err := d.act(hand.ID, model.Move{Asset: "CEN-0012", Reason: "the lid does not lock; the engineer is called"}); err != nil {
		return err
	}
	return d.write(func() error {
		_, err := d.station.LeaveNote(hand.ID, "The engineer comes at ten for CEN-0012 and wants the key of the store")
		return err
	})
}

// explain explains what was missed while the pages were introduced, but for yesterday's of
// some.
func (d *department) explain() error {
	var slots []model.Slot
	err := d.ask(func() (err error) {
		slots, err = d.missed()
		return err
	})
	if err != nil {
		return err
	}
	missed := map[[2]string][]string{} // names of slots, by procedure and item
	var order [][2]string
	for _, s := range slots {
		of := [2]string{s.SOP, s.Item}
		if missed[of] == nil {
			order = append(order, of)
		}
		missed[of] = append(missed[of], s.Name)
	}
	for i, of := range order {
		names := missed[of]
		slices.Sort(names)
		if i%4 == 0 {
			names = names[:len(names)-1]
		}
		for part := range slices.Chunk(names, 31) {
			d.pass(time.Second, 2*time.Second) // a year of them is signed before the end
			err := d.actNow(members[0].ID, model.Explain{
				SOP: of[0], Item: of[1], First: part[0], Last: part[len(part)-1], Reason: "the page was introduced step by step, and was done on paper",
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// missed are the slots that were missed, each by itself: of what was missed long ago the station
// names the first.
func (d *department) missed() (out []model.Slot, err error) {
	due, err := d.station.DueNow()
	for _, s := range due {
		all := []model.Slot{s}
		if s.More > 0 {
			if all, err = d.station.Slots(s.SOP, s.Due.Add(-schedule.Reach), d.clock.Add(-schedule.Recall)); err != nil {
				return nil, err
			}
		}
		for _, one := range all {
			if one.State == string(schedule.Missed) && one.Explained == "" && one.Item == s.Item && !slices.ContainsFunc(out, func(had model.Slot) bool {
				return had.SOP == one.SOP && had.Item == one.Item && had.Name == one.Name
			}) {
				out = append(out, one)
			}
		}
	}
	return out, err
}

// act signs an act.
func (d *department) act(by string, act model.Act) error {
	d.pass(time.Second, time.Minute)
	return d.actNow(by, act)
}
