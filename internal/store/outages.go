package store

import (
	"slices"
	"strings"
	"time"

	"soprun/sop/record"
)

// outage is a time in which a thing was out of service.
type outage struct {
	Asset string    `json:"asset"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until,omitzero"` // zero while it is not back
}

// over reports whether it was over at an instant.
func (o outage) over(at time.Time) bool { return !o.Until.IsZero() && !o.Until.After(at) }

// moved notes that a thing goes out of service, or comes back.
func (d *dictionary) moved(b *record.Asset, at time.Time) {
	if b.State == record.Out {
		d.Outages = append(d.Outages, outage{Asset: b.Asset, From: at})
		return
	}
	for i, o := range slices.Backward(d.Outages) {
		if o.Asset == b.Asset {
			d.Outages[i].Until = at
			return
		}
	}
}

// outOfService reports whether a value of a run, as it stands, names a thing that was out of service
// between the moment at which it was recorded and the last event of the run.
func (d *dictionary) outOfService(s standing) bool {
	for _, o := range d.Outages {
		if o.From.After(s.last) || o.over(s.first) {
			continue
		}
		if slices.ContainsFunc(s.values, func(v recorded) bool {
			return v.redone == 0 && strings.EqualFold(v.Value, o.Asset) && !o.over(v.At)
		}) {
			return true
		}
	}
	return false
}
