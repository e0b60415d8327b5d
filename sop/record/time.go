package record

import (
	"errors"
	"fmt"
	"time"
)

// timeLayout is RFC 3339 in UTC with milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Time is an instant as payloads keep it: in UTC, to the millisecond.
type Time struct{ time.Time }

// At returns t as payloads keep it.
func At(t time.Time) Time {
	return Time{t.UTC().Round(0).Truncate(time.Millisecond)}
}

// String returns the one form that payloads allow.
func (t Time) String() string { return t.UTC().Format(timeLayout) }

// ParseTime reads what String returns, and nothing else.
func ParseTime(s string) (Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s) // which is read several times faster than timeLayout
	if err != nil || len(s) != len(timeLayout) || s[19] != '.' || s[23] != 'Z' {
		return Time{}, fmt.Errorf("time %q: needs the form 2026-11-22T13:47:52.120Z", s)
	}
	return Time{t}, nil
}

// Clock says how far an entry's time can be trusted, and how to show it.
type Clock struct {
	Boot   string // which boot of the machine
	Offset int    // minutes that local time is ahead of UTC
	Synced bool   // whether the system calls its clock synchronised
	Zone   string // for example Europe/London
	Up     int64  // milliseconds since that boot, 0 when not known
}

func (c *Clock) code(f *codec) {
	forOptText(f, "boot", &c.Boot)
	forNumber(f, "offset", &c.Offset)
	f.flag("synced", &c.Synced)
	forOptText(f, "tz", &c.Zone)
	forOptNumber(f, "up", &c.Up)
}

func (c Clock) check() error {
	if err := field("clock.boot", c.Boot, 0, 64); err != nil {
		return err
	}
	if c.Offset < -14*60 || c.Offset > 14*60 {
		return fmt.Errorf("clock.offset %d: needs minutes between -840 and 840", c.Offset)
	}
	return errors.Join(checkNumber("clock.up", c.Up), field("clock.tz", c.Zone, 0, 64))
}

// booted returns what the clock would have shown when the machine was started,
// false where the entry does not tell.
func (c Clock) booted(at time.Time) (time.Time, bool) {
	return at.Add(-time.Duration(c.Up) * time.Millisecond), c.Boot != "" && c.Up > 0
}

// local returns t on the wall clock that the clock's owner saw.
func (c Clock) local(t time.Time) time.Time {
	return t.In(time.FixedZone("", c.Offset*60))
}

// Day returns the local day of t, as approvals write days.
func (c Clock) Day(t time.Time) string {
	return c.local(t).Format(time.DateOnly)
}
