package present

import (
	"fmt"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// incidents are those that wait for somebody to close them.
var incidents = ofDepartment(List{
	Name: "incidents", Key: "n", Command: "incidents", Does: "every incident that is open",
	Title: "Incidents", Rows: "Open incidents", Row: "incident", Opens: "incident",
	Empty: "No incident is open. One is raised in a run, with j.", Unfit: "No open incident has these words.", Forms: []Form{closing},
}, incidentKind, func(d model.Department) []model.Incident { return d.Incidents })

// closing ends an incident.
var closing = Form{
	Name: "close", Key: "c", Row: true, Does: "close the incident", Done: always("Closed. It stands beside the record of its run."), Undone: "Nothing was closed.",
	Asks: []Ask{
		{Name: "entry", Label: "Entry", Help: "Number of the entry that raised it.", Check: anEntry, Start: func(c Case, _ Answers) string { return entryOrNone(c.Incident.Entry) }},
		{Name: "reference", Label: "Reference", Help: "Of the report elsewhere, like W-2041.", Empty: "only where it has one", Kind: Optional, Start: func(c Case, _ Answers) string { return c.Incident.Reference }},
		{Name: "reason", Label: "What came of it", Help: "In ten letters or more.", Check: tenLetters},
		signedAs(sop.Supervisor),
	},
	Act: func(_ Case, in Answers) (model.Act, error) {
		n, err := entryOf(in["entry"])
		return model.CloseIncident{Entry: n, Reference: in["reference"], Reason: in["reason"]}, err
	},
}

// entryOrNone is the number of an entry as it starts a line, "" for none.
func entryOrNone(n int64) string {
	if n == 0 {
		return ""
	}
	return named(n)
}

var incidentKind = kind[model.Incident]{
	row:   func(i model.Incident) (int64, string) { return i.Entry, named(i.Entry) },
	about: func(i model.Incident, c *Case) { c.Incident = i },
	cells: func(i model.Incident, now time.Time) []Cell {
		return []Cell{
			{Text: When(i.At, now), Tone: Quiet, Width: whenWidth},
			{Text: i.By.Name, Width: nameWidth},
			{Text: referred(i) + i.What, At: Main, Lead: true},
			{Text: age(now.Sub(i.At)), Tone: Caution, At: End},
		}
	},
	says: func(i model.Incident, now time.Time) string {
		return fmt.Sprintf("Entry %d: %s%s. Raised by %s in run %s of %s, %s.", i.Entry, referred(i), i.What, i.By.Name, i.Run, i.SOP, Minute(i.At, now.Location()))
	},
	prints: func(i model.Incident, now time.Time) string {
		return fmt.Sprintf("%7d  %s  %-14s  %-12s %-12s %s%s", i.Entry, i.At.In(now.Location()).Format("2006-01-02 15:04"), i.By.ID, i.SOP, i.Step, referred(i), i.What)
	},
	opened: func(i model.Incident, zone *time.Location) Opened {
		lines := []Said{
			{Text: Sentence(i.What)},
			{Text: fmt.Sprintf("Raised by %s (%s) on %s, at step %s of %s, run %s.", i.By.Name, i.By.ID, Minute(i.At, zone), i.Step, i.SOP, i.Run), Link: Link{List: "people", Row: i.By.ID}},
		}
		reference := said(Caution, "It has no reference yet: whoever closes it gives one.")
		if i.Reference != "" {
			reference = said(Normal, i.Reference)
		}
		return Opened{Title: "Incident", Which: i.SOP, Who: i.Run, Doc: Doc{{"Raised", lines}, {"Reference", reference}, {"Closed", said(Awaited, "Not yet: a supervisor closes it, never who raised it.")}}}
	},
	columns: []column[model.Incident]{
		{"entry", func(i model.Incident) any { return i.Entry }},
		{"at", func(i model.Incident) any { return i.At.UTC() }},
		{"person", func(i model.Incident) any { return i.By.ID }},
		{"sop", func(i model.Incident) any { return i.SOP }},
		{"run", func(i model.Incident) any { return i.Run }},
		{"step", func(i model.Incident) any { return i.Step }},
		{"item", func(i model.Incident) any { return i.Item }},
		{"reference", func(i model.Incident) any { return i.Reference }},
		{"what", func(i model.Incident) any { return i.What }},
	},
}

// Raised words the incidents that were raised at the current step of a run.
func Raised(r run.Run, now time.Time) (out []string) {
	s, open := r.Current()
	for _, i := range r.Incidents() {
		if open && i.Step == s.ID && i.Item == s.Item {
			text := "Incident raised " + TimeAt(i.By.At, now) + ": " + i.By.Reason
			if i.Reference != "" {
				text += " (" + i.Reference + ")"
			}
			out = append(out, Sentence(text))
		}
	}
	return out
}

// age words how long ago something was: "3 days", "2 h".
func age(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", max(1, int(d/time.Minute)))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	default:
		return Number(int(d/(24*time.Hour)), "day")
	}
}
