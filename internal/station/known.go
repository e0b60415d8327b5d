package station

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// CheckKnown refuses what nobody knows here, with what is near it. Which areas there are the
// pages tell: without them none is refused.
func (s *Station) CheckKnown(n model.Named) error {
	switch n.Kind {
	case model.NamedPerson:
		return s.checkPerson(n.ID, sop.Role(n.Of))
	case model.NamedPage:
		return s.CheckApproved(n.ID)
	case model.NamedArea:
		return nil
	case model.NamedTerminal:
		return s.checkTerminal(n.ID)
	case model.NamedDuty:
		return s.checkDuty(n.Of, record.CleanText(n.ID))
	case model.NamedOut:
		return s.checkOut(record.CleanText(n.ID))
	case model.NamedItem:
		return s.checkItem(record.CleanText(n.ID), n.Of)
	default:
		return s.checkAsset(record.CleanText(n.ID))
	}
}

// checkPerson refuses who is not enrolled, or does not have a role, of "" for any.
func (s *Station) checkPerson(person string, role sop.Role) error {
	err := s.CheckEnrolled(person)
	if may := s.whoMay(role); err == nil && role != "" && !slices.Contains(may, person) {
		return errors.New(notTheirs(person, role, may))
	}
	return err
}

// CheckApproved refuses a procedure of which no version was ever approved.
func (s *Station) CheckApproved(sopID string) error {
	approved := s.Approved()
	if slices.Contains(approved, sopID) {
		return nil
	}
	return fmt.Errorf("no procedure %q was ever approved here%s", sopID, sop.MeantFold(sopID, approved))
}

// outages returns what was ever out of service, and what is.
func (s *Station) outages() (ever, out []string) {
	s.view(func(st *record.State) {
		for _, o := range st.Outages {
			ever = append(ever, o.Asset)
		}
		out = slices.Sorted(maps.Keys(st.OutOfService))
	})
	return ever, out
}

// checkOut refuses what is not out of service.
func (s *Station) checkOut(asset string) error {
	_, out := s.outages()
	if slices.Contains(out, asset) {
		return nil
	}
	return fmt.Errorf("%q is not out of service%s", asset, sop.MeantFold(asset, out))
}

// checkTerminal refuses what has no access.
func (s *Station) checkTerminal(name string) error {
	var all []string
	s.view(func(st *record.State) { all = slices.Sorted(maps.Keys(st.Terminals)) })
	if slices.Contains(all, name) {
		return nil
	}
	return fmt.Errorf("no terminal %q has access%s", name, sop.Meant(name, all))
}

// checkDuty refuses what somebody does not have the duty of: a procedure, or an area in any capitals.
func (s *Station) checkDuty(person, of string) error {
	if err := s.CheckEnrolled(person); err != nil {
		return err
	}
	has := s.dutiesOf(person)
	if slices.ContainsFunc(has, func(h string) bool { return strings.EqualFold(h, of) }) {
		return nil
	}
	if len(has) == 0 {
		return fmt.Errorf("%q has no duty", person)
	}
	return fmt.Errorf("%q does not have the duty of %q%s; theirs are %s", person, of, sop.MeantFold(of, has), strings.Join(has, ", "))
}

// dutiesOf are the procedures and areas of which somebody has the duty.
func (s *Station) dutiesOf(person string) (has []string) {
	s.view(func(st *record.State) {
		for _, d := range st.Duties[person] {
			has = append(has, cmp.Or(d.Area, d.SOP))
		}
	})
	slices.Sort(has)
	return has
}

// checkAsset refuses what no record, no open run and no list of a page names: taken out of service by a
// mistyped mark, the asset that was meant would stay in.
func (s *Station) checkAsset(asset string) error {
	named, marks, err := s.marks()
	if err != nil || slices.Contains(named, asset) || s.isInOpenRun(asset) {
		return err
	}
	if found, err := s.recordNames("", asset, func(name string) bool { return name == asset }); err != nil || found {
		return err // scanned once
	}
	return fmt.Errorf("no record, no open run and no list of a page names an asset %q%s: type its mark as it stands on it, or \"new %s\" where nothing names it yet", asset, sop.MeantFold(asset, marks), asset)
}

// isInOpenRun reports whether a run that is open is done with an asset: one that breaks at its first
// use is in no record yet.
func (s *Station) isInOpenRun(asset string) bool {
	for _, o := range s.OpenRuns() {
		loaded, err := s.LoadRun(o.ID)
		if err != nil { // what cannot be read names nothing
			continue
		}
		r, err := run.Replay(loaded.Procedure, loaded.Events)
		if err == nil && slices.ContainsFunc(r.Steps(), func(st run.Step) bool {
			return st.Item == asset || slices.ContainsFunc(st.Values, func(v run.Value) bool {
				is := thingOf(st.FieldNamed(v.Field))
				return v.Text == asset && (is == store.AnAsset || is == store.ALot)
			})
		}) {
			return true
		}
	}
	return false
}

// marks returns what was ever out of service, what records name, but for what was scanned once, and
// what the lists of pages do; and those of them that are things, which may be meant by another word.
func (s *Station) marks() (named, things []string, err error) {
	log, err := s.log()
	if err != nil {
		return nil, nil, err
	}
	used, err := s.used.things(context.Background(), log, s.texts.every(log).thing)
	if err != nil {
		return nil, nil, s.untold(err)
	}
	ever, _ := s.outages()
	things = append(ever, s.itemsOfLists(log, "")...)
	named = slices.Clone(things)
	for _, u := range used {
		if named = append(named, u.Text); isThing(u) {
			things = append(things, u.Text)
		}
	}
	return named, things, nil
}

// checkItem refuses what no record and no list of a procedure names, or of any for "": a report on a
// mistyped mark would say of every day that it was missed.
func (s *Station) checkItem(mark, of string) error {
	log, err := s.log()
	if err != nil {
		return err
	}
	is, where := func(name string) bool { return strings.EqualFold(name, mark) }, "here"
	var near []string
	if of != "" {
		where, near = "of "+of, s.itemsOfLists(log, of)
		if slices.ContainsFunc(near, is) {
			return nil
		}
		if found, err := s.recordNames(of, mark, is); err != nil || found {
			return err
		}
	}
	if len(near) == 0 {
		named, things, err := s.marks()
		if err != nil || of == "" && slices.ContainsFunc(named, is) {
			return err
		}
		if of == "" {
			if found, err := s.recordNames(of, mark, is); err != nil || found {
				return err
			}
		}
		near = things
	}
	return fmt.Errorf("no record %s is of an asset %q%s", where, mark, sop.MeantFold(mark, near))
}

// recordNames reports whether a record of a procedure, or of any for "", has a value that is a mark, or is of an item
// that is, whatever else is in it.
func (s *Station) recordNames(of, mark string, is func(string) bool) (bool, error) {
	first, _, _ := strings.Cut(mark, " ")
	q := model.Query{SOP: of, Words: "asset:" + first}
	for from, more := (model.From{}), true; more; {
		part, err := s.TraceFrom(context.Background(), q, from)
		if err != nil {
			return false, err
		}
		for _, t := range part.Rows {
			if slices.ContainsFunc(t.Values, func(v model.TracedValue) bool { return is(v.Item) || is(v.Text) }) ||
				slices.ContainsFunc(t.Steps, func(st model.TracedStep) bool { return is(st.Item) }) {
				return true, nil
			}
		}
		from.Entry, more = part.Next, part.More
	}
	return false, nil
}

// itemsOfLists are the items of the lists of the pages that are in force, or of every version of one
// procedure that was approved.
func (s *Station) itemsOfLists(log *store.Store, of string) (items []string) {
	texts := s.InForce()
	if of != "" {
		texts = s.Approvals(of)
	}
	for _, a := range texts {
		items = append(items, s.texts.of(log, a.SHA256).listed...)
	}
	return items
}
