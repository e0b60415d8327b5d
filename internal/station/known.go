package station

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
)

// CheckKnown refuses what nobody knows here, with what is near it.
func (s *Station) CheckKnown(n model.Named) error {
	switch n.Kind {
	case model.NamedPerson:
		return s.CheckEnrolled(n.ID)
	case model.NamedPage:
		return s.CheckApproved(n.ID)
	case model.NamedOut:
		return s.checkOut(record.CleanText(n.ID))
	default:
		return s.checkAsset(record.CleanText(n.ID))
	}
}

// CheckApproved refuses a procedure of which no version was ever approved.
func (s *Station) CheckApproved(sopID string) error {
	approved := s.Approved()
	if slices.Contains(approved, sopID) {
		return nil
	}
	return fmt.Errorf("no procedure %q was ever approved here%s", sopID, sop.Meant(strings.ToUpper(sopID), approved))
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
	return fmt.Errorf("%q is not out of service%s", asset, meantMark(asset, out))
}

// checkAsset refuses what no record and no list of a page names: taken out of service by a
// mistyped mark, the asset that was meant would stay in.
func (s *Station) checkAsset(asset string) error {
	log, err := s.log()
	if err != nil {
		return err
	}
	used, err := log.Things(context.Background(), s.texts.every(log).thing)
	if err != nil {
		return s.untold(err)
	}
	ever, _ := s.outages()
	names := append(ever, s.itemsOfLists(log)...)
	for _, u := range used {
		if u.Text == asset {
			return nil
		}
		if isThing(u) {
			names = append(names, u.Text)
		}
	}
	if slices.Contains(names, asset) {
		return nil
	}
	return fmt.Errorf("no record and no list of a page names an asset %q%s: type its mark as it stands on it, or \"new %s\" where nothing names it yet", asset, meantMark(asset, names), asset)
}

// meantMark is sop.Meant of a mark, which is often typed in other letters, and beside it.
func meantMark(mark string, marks []string) string {
	if i := slices.IndexFunc(marks, func(m string) bool { return strings.EqualFold(m, mark) }); i >= 0 {
		return sop.Meant(mark, marks[i:i+1])
	}
	return sop.Meant(strings.ToUpper(mark), marks)
}

// itemsOfLists are the items of the lists of the pages that are in force.
func (s *Station) itemsOfLists(log *store.Store) (items []string) {
	for _, a := range s.InForce() {
		text, err := checkedText(log, a.SHA256)
		if err != nil {
			continue // whoever opens it is told
		}
		if p, _ := page.Parse(text); p != nil {
			for _, l := range p.Meta.Lists {
				items = append(items, l.Items...)
			}
		}
	}
	return items
}
