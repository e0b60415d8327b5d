package present

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Apart is one station of many, as whoever reads the copies in a hub sees it.
type Apart struct {
	Site, Name, Log string
	Entries         int64
	Heard           time.Time // when it last spoke to the hub
	Blocked         string    // why nothing new of it is shown, "" where all is
	Fault           string    // why nothing of it can be told
	Closed          bool      // nothing more is recorded there, so nothing waits
	Waits           []Waiting // what waits for somebody there
}

// Waiting is how many tasks of a group there are.
type Waiting struct {
	Group string
	N     int
}

// HubLists are the lists of whoever reads many stations, of which the first is what they begin
// with: those stand in no menu of a station.
var HubLists = []List{{
	Name: "stations", Command: "stations", Does: "the stations in a hub, by site, with what waits at each", Title: "Stations", Rows: "Stations", Row: "station", Opens: "station",
	Empty: NoStations, Columns: apartColumns,
	Values: func(r Row) []any { return r.fact.(Apart).values() },
	Cells:  func(r Row, now time.Time) []Cell { return r.fact.(Apart).cells(now) },
	Says:   func(r Row, now time.Time) string { return r.fact.(Apart).line(now) },
	Prints: func(r Row, now time.Time) string { return r.fact.(Apart).Site + "  " + r.fact.(Apart).line(now) },
}}

// StationRows are the rows of the first of them.
func StationRows(all []Apart) (rows []Row) {
	for i, a := range all {
		rows = append(rows, Row{Entry: int64(i), Name: a.Log, fact: a})
	}
	return rows
}

// Pick is a row that somebody who reads many stations chooses: a station, or a record at one.
type Pick struct {
	Group string // what it stands under
	Cells []Cell // on a screen
	More  string // what is said of it where it is selected
	Why   string // why nothing new of it is shown, "" where all is
	Line  string // in the dialogue
}

// StationPicks are the stations to choose from, under their sites.
func StationPicks(rows []Row, now time.Time) (out []Pick) {
	for _, r := range rows {
		a := r.fact.(Apart)
		heard, _ := a.lastHeard(now)
		out = append(out, Pick{Group: a.Site, Cells: a.cells(now), More: a.Log + ", " + Entries(a.Entries) + ", " + heard, Why: cmp.Or(a.Blocked, a.Fault), Line: a.line(now)})
	}
	return out
}

// FoundPicks are rows of a list that were found at a station, under it.
func FoundPicks(l List, rows []Row, station Row, now time.Time) (out []Pick) {
	for _, r := range rows {
		out = append(out, Pick{Group: station.fact.(Apart).group(), Cells: l.Cells(r, now), Line: l.Says(r, now)})
	}
	return out
}

// apartColumns are the keys of JSON and the headers of CSV of a station among others.
var apartColumns = []string{"site", "station", "log", "entries", "heard", "late", "due", "missed", "for_a_supervisor", "sent_back", "blocked"}

// With adds what waits at the station, which was opened.
func (a Apart) With(r Reader) Apart {
	if a.Closed {
		return a
	}
	all, err := Tasks(r)
	if err != nil {
		a.Fault = err.Error()
		return a
	}
	for _, t := range all {
		i := slices.IndexFunc(a.Waits, func(w Waiting) bool { return w.Group == t.Group })
		if i < 0 {
			i, a.Waits = len(a.Waits), append(a.Waits, Waiting{Group: t.Group})
		}
		a.Waits[i].N += max(t.N, 1) + t.More
	}
	return a
}

func (a Apart) waits(group string) int {
	for _, w := range a.Waits {
		if w.Group == group {
			return w.N
		}
	}
	return 0
}

// values are by apartColumns.
func (a Apart) values() []any {
	heard := ""
	if !a.Heard.IsZero() {
		heard = a.Heard.UTC().Format(time.RFC3339)
	}
	return []any{
		a.Site, a.Name, a.Log, a.Entries, heard, a.waits(GroupLate), a.waits(GroupDue), a.waits(GroupMissed), a.waits(GroupSupervisor), a.waits(GroupBack),
		cmp.Or(a.Blocked, a.Fault),
	}
}

// shortGroups are the groups of tasks as they are counted in a row.
var shortGroups = []struct{ group, words string }{
	{GroupLate, "late"}, {GroupDue, "due"}, {GroupMissed, "missed"}, {GroupSupervisor, "for supervisor"}, {GroupBack, "sent back"},
}

// waiting words what waits there, in few words.
func (a Apart) waiting() (text string, tone Tone) {
	var parts []string
	for _, g := range shortGroups {
		if n := a.waits(g.group); n > 0 {
			parts = append(parts, Thousands(n)+" "+g.words)
		}
	}
	switch {
	case a.Blocked != "":
		return "BLOCKED", Danger
	case a.Fault != "":
		return "CANNOT BE READ", Danger
	case a.Closed:
		return "log closed", Quiet
	case len(parts) == 0:
		return "nothing waits", Quiet
	case a.waits(GroupLate)+a.waits(GroupMissed) > 0:
		return strings.Join(parts, ", "), Caution
	}
	return strings.Join(parts, ", "), Normal
}

// quietAfter is how long a station is not heard of before that is said louder.
const quietAfter = 24 * time.Hour

// lastHeard words when the station last spoke to the hub.
func (a Apart) lastHeard(now time.Time) (text string, tone Tone) {
	if a.Heard.IsZero() {
		return "never heard", Caution
	}
	if since := now.Sub(a.Heard); since > quietAfter {
		return "heard " + Ago(since), Caution
	}
	return "heard " + Ago(now.Sub(a.Heard)), Quiet
}

// cells are its row on a screen. That it was heard of lately needs no words.
func (a Apart) cells(now time.Time) []Cell {
	waits, tone := a.waiting()
	out := []Cell{{Text: a.Name, At: Main, Lead: true}, {Text: waits, Tone: tone, At: End}}
	if heard, quiet := a.lastHeard(now); quiet != Quiet {
		out = append(out, Cell{Text: heard, Tone: quiet, At: End})
	}
	return out
}

// line is its row in the dialogue, and as a command.
func (a Apart) line(now time.Time) string {
	waits, _ := a.waiting()
	heard, _ := a.lastHeard(now)
	text := a.Name + " (" + a.Log + "): " + waits + ", " + Entries(a.Entries) + ", " + heard
	if why := cmp.Or(a.Blocked, a.Fault); why != "" {
		text += ": " + why
	}
	return text
}

// NoStations says why there is no station to look at.
const NoStations = "The hub shows no log to this role: its owner enrols stations (soprun hub station add) and says who reads (soprun hub reader add)."
