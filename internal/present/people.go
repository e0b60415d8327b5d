package present

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// shortName is what a row of the people is called.
const shortName = "short name"

// people are who is enrolled.
var people = func() List {
	l := short(List{
		Name: "people", Key: "e", Chord: "ctrl+e", Command: "people", Does: "who is enrolled, and enrol more",
		Title: "People", Rows: "Enrolled", Row: shortName, Opens: "person",
		Empty: "Nobody is enrolled yet.", Unfit: "Nobody has these words.",
		Forms: slices.Concat(KeyForms, PeopleForms, []Form{sharing}), Beside: []string{"terminals"}, Notes: staffNotes,
	}, memberKind, func(r Reader) ([]model.Member, error) {
		staff, err := r.Staff()
		return staff.Members, err
	})
	return l
}()

var memberKind = kind[model.Member]{
	row: func(m model.Member) (entry int64, name string) {
		if len(m.Keys) > 0 {
			entry = m.Keys[0].Bound
		}
		return entry, m.ID
	},
	about: func(m model.Member, c *Case) { c.About = m.ID },
	cells: func(m model.Member, _ time.Time) []Cell {
		out := []Cell{{Text: m.Name, Width: 23, Narrow: 13, Lead: true}, {Text: m.ID, Tone: Quiet}}
		if m.State != model.KeyLive && m.State != "" {
			out = append(out, Cell{Text: "KEY " + strings.ToUpper(m.State), Tone: Caution, At: End})
		}
		return append(out, Cell{Text: Roles(m.Roles), Tone: Quiet, At: End})
	},
	says: func(m model.Member, _ time.Time) string {
		state := ""
		if m.State != model.KeyLive {
			state = " Their key is " + m.State + "."
		}
		return fmt.Sprintf("%s, short name %s: %s.%s", m.Name, m.ID, Roles(m.Roles), state)
	},
	prints: func(m model.Member, _ time.Time) string {
		return fmt.Sprintf("%-20s %-24s %-8s %s", m.ID, m.Name, m.State, Roles(m.Roles))
	},
	lines: func(m model.Member, zone *time.Location) []Said {
		return slices.Concat(keyLines(m), competenceLines(m, zone))
	},
	opened: func(m model.Member, zone *time.Location) Opened {
		about := said(Normal, "Roles: "+Roles(m.Roles)+".")
		if m.State != model.KeyLive {
			about = append(about, said(Caution, "Their key is "+m.State+".")...)
		}
		assessed := competenceLines(m, zone)
		if len(assessed) == 0 {
			assessed = said(Quiet, "In nothing yet.")
		}
		return Opened{Title: m.Name, Doc: Doc{{"Person", about}, {"Keys", keyLines(m)}, {"Assessed", assessed}}}
	},
	columns: []column[model.Member]{
		{"person", func(m model.Member) any { return m.ID }},
		{"name", func(m model.Member) any { return m.Name }},
		{"roles", func(m model.Member) any { return slices.Concat([]sop.Role{}, m.Roles) }},
		{"key", func(m model.Member) any { return m.State }},
		{"failures", func(m model.Member) any { return m.Failures }},
		{"fingerprints", func(m model.Member) any { return fingerprints(m) }}, // in the order in which they had them
		{"competent", func(m model.Member) any { return competentIn(m) }},     // now, by procedure
	},
}

func keyLines(m model.Member) (out []Said) {
	if tries := Tries(m); tries != "" {
		out = said(Caution, tries)
	}
	for _, k := range m.Keys {
		out = append(out, Said{Text: "Key " + Key(k), Tone: Quiet})
	}
	return out
}

func competenceLines(m model.Member, zone *time.Location) (out []Said) {
	for _, c := range m.Competences {
		line := Said{Text: fmt.Sprintf("%s v%s: %s", c.SOP, c.Version, Competence(c, zone)), Tone: Quiet, Link: Link{Page: c.SOP}}
		switch {
		case c.Disputed:
			line.Tone = Danger
		case c.Word != nil && !c.Word.Agrees:
			line.Tone = Caution
		case c.Holds:
			line.Tone = Sound
		}
		out = append(out, line)
	}
	return out
}

func fingerprints(m model.Member) []string {
	out := make([]string, len(m.Keys))
	for i, k := range m.Keys {
		out[i] = k.Fingerprint
	}
	return out
}

func competentIn(m model.Member) []string {
	out := []string{}
	for _, c := range m.Competences {
		if c.Holds {
			out = append(out, c.SOP+" v"+c.Version)
		}
	}
	return out
}

// staffNotes say what is missing among who is enrolled, and who looked at it last.
func staffNotes(s Sources) (Notes, error) {
	staff, err := s.Staff()
	return func(now time.Time) []Said {
		if len(staff.Members) == 0 {
			return nil
		}
		return append(said(Caution, StaffWarnings(staff)...), said(Quiet, AccessReviewed(staff, now))...)
	}, err
}
