package store

import (
	"slices"
	"strings"
)

// outOfService reports whether a value of a run, as it stands, names a thing that was out of service
// between the moment at which it was recorded and the last event of the run.
func (d *dictionary) outOfService(s standing) bool {
	for _, o := range d.Outages {
		if o.During(s.first, s.last) && slices.ContainsFunc(s.values, func(v recorded) bool {
			return v.redone == 0 && strings.EqualFold(v.Value, o.Asset) && !o.Over(v.At)
		}) {
			return true
		}
	}
	return false
}
