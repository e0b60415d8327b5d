package schedule

import (
	"slices"
	"time"
)

// turn is an instant from which on another version of a page is in force, or none.
type turn struct {
	at      time.Time
	version *Version // nil for none
}

// known returns the versions that were approved by an instant, and of their retirements
// those that were signed by then.
func known(versions []Version, now time.Time) (out []Version) {
	for _, v := range versions {
		if v.Approved.After(now) {
			continue
		}
		if v.Retired.After(now) {
			v.Retired = time.Time{}
		}
		out = append(out, v)
	}
	return out
}

// inForce returns the version that is in force at an instant, nil for none: the last
// approved of those that are effective by then, and none where that one is retired. A
// version that was retired before the day on which it was to be effective is passed over.
func (s Site) inForce(versions []Version, at time.Time) *Version {
	for i := range slices.Backward(versions) {
		v := &versions[i]
		retired := !v.Retired.IsZero() && !v.Retired.After(at)
		switch {
		case v.Approved.After(at) || v.Effective.After(s.day(at)):
		case retired && s.day(v.Retired).Before(v.Effective):
		case retired:
			return nil
		default:
			return v
		}
	}
	return nil
}

// turns lists when which version came into force, in order of time.
func (s Site) turns(versions []Version) (out []turn) {
	var at []time.Time
	for _, v := range versions {
		at = append(at, later(v.Approved, s.start(v.Effective)))
		if !v.Retired.IsZero() {
			at = append(at, v.Retired)
		}
	}
	slices.SortFunc(at, time.Time.Compare)
	for _, t := range at {
		v := s.inForce(versions, t)
		if len(out) == 0 && v == nil || len(out) > 0 && out[len(out)-1].version == v {
			continue
		}
		out = append(out, turn{at: t, version: v})
	}
	return out
}

// items returns for what a version is due: each item of its list, or the page as a whole.
func (v *Version) items() []string {
	if v.Rule.Each.List == "" {
		return []string{""}
	}
	return v.Items
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
