package schedule

import "time"

const oneDay = 24 * time.Hour // between two days, which are midnight UTC

// day returns the day that clocks show at an instant.
func (s Site) day(at time.Time) time.Time {
	year, month, day := at.In(s.Zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// start returns when a day begins: the first instant at which clocks show it.
func (s Site) start(day time.Time) time.Time {
	at := s.at(day, 0)
	begin, _ := at.ZoneBounds()
	if begin.IsZero() {
		return at
	}
	_, offset := begin.Add(-1).Zone()
	if first := day.Add(-time.Duration(offset) * time.Second); first.Before(begin) {
		return first.In(s.Zone) // midnight comes twice
	}
	return at
}

// at returns when clocks show a time of a day, given in minutes from 00:00. A time that
// they skip is the moment at which they do; of one that comes twice it is the later.
func (s Site) at(day time.Time, minutes int) time.Time {
	shown := day.Add(time.Duration(minutes) * time.Minute)
	at := time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, s.Zone)
	begin, end := at.ZoneBounds()
	switch got := onWall(at); {
	case got.After(shown): // skipped, and counted by the clock before
		return begin
	case got.Before(shown): // skipped, and counted by the clock after
		return end
	case end.IsZero():
		return at
	}
	_, offset := end.Zone()
	if again := shown.Add(-time.Duration(offset) * time.Second); !again.Before(end) {
		return again.In(s.Zone)
	}
	return at
}

// onWall returns what clocks show at an instant, as if they were in UTC.
func onWall(at time.Time) time.Time {
	_, offset := at.Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// minutes returns how far into the day a time like 09:30 is; 0 for "".
func minutes(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute()
}
