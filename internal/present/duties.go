package present

import (
	"cmp"
	"fmt"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// duties are what people are meant to carry out.
var duties = ofDepartment(List{
	Name: "duties", Key: "t", Command: "people duties", Does: "what everybody is meant to carry out and has read",
	Title: "Duties", Rows: "Duties", Row: "duty", Opens: "duty",
	Empty: "Nobody was given a duty yet.", OfPages: true, Unfit: "No duty has these words.", Forms: []Form{takeDuty, giveDuty},
}, dutyKind, func(d model.Department) []model.Duty { return d.Duties })

var (
	askSOP = Ask{
		Name: "sop", Label: "Procedure", Help: "Its id, like SOP-IC-001.", Empty: "for an area", Kind: Optional,
		Start: func(c Case, _ Answers) string { return c.Duty.SOP },
		Check: approved,
	}
	askArea = Ask{
		Name: "area", Label: "Area", Help: "Like infection control, for all procedures of it.", Empty: "for one procedure", Kind: Optional,
		Check: func(n Names, _ Answers, text string) error {
			return known(n, model.Named{Kind: model.NamedArea, ID: text})
		},
		Start: func(c Case, _ Answers) string { return c.Duty.Area }, Moot: func(before Answers) bool { return before["sop"] != "" },
	}
	giveDuty = Form{
		Name: "assign", Key: "g", OfPages: true, Does: "give somebody a duty", Done: always("They are meant to carry it out from now on."),
		Asks: []Ask{
			{Name: "person", Label: "Short name", Help: "Of who gets it, like a.khan.", Check: enrolled},
			askSOP, askArea,
			{Name: "read-by", Label: "To be read by", Help: "A day, like 2026-12-01.", Kind: Optional, Check: func(_ Names, _ Answers, text string) error { return checkDay(text) }},
			{Name: "reason", Label: "Why", Kind: Optional},
			signedAs(sop.Supervisor),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.GiveDuty{Person: in["person"], SOP: in["sop"], Area: in["area"], ReadBy: in["read-by"], Reason: in["reason"]}, nil
		},
	}
	takeDuty = Form{
		Name: "unassign", Key: "u", Row: true, Does: "take a duty from somebody", Done: always("They are not meant to carry it out any more."),
		Asks: []Ask{
			{Name: "person", Label: "Short name", Help: "Of who has it.", Check: enrolled, Start: func(c Case, _ Answers) string { return c.Duty.Person.ID }},
			ofTheirs(askSOP), ofTheirs(askArea),
			{Name: "reason", Label: "Why", Kind: Optional},
			signedAs(sop.Supervisor),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.GiveDuty{Person: in["person"], SOP: in["sop"], Area: in["area"], Off: true, Reason: in["reason"]}, nil
		},
	}
	// reading says that somebody read a page.
	reading = Form{
		Name: "have-read", Key: "k", Later: true, Does: "say that you have read it", Done: always("That you have read this version is in the record."), Undone: "Nothing was signed.",
		Asks: []Ask{{Name: Signer, Label: "Short name", Help: "Of who has read it.", Check: enrolled, Prompt: "Short name of who has read it", More: "The passphrase is asked next."}},
		For:  func(c Case) bool { return c.Page.State.Runnable() },
		Act:  func(c Case, _ Answers) (model.Act, error) { return model.MarkRead{SOP: c.Page.ID}, nil },
	}
)

// ofTheirs takes only what the person before it has the duty of.
func ofTheirs(a Ask) Ask {
	a.Check = func(n Names, before Answers, text string) error {
		return known(n, model.Named{Kind: model.NamedDuty, ID: text, Of: before["person"]})
	}
	return a
}

// eachDuty are duties one by one: that of an area is one for each procedure of it. What
// somebody has twice is there as it was given by itself.
func eachDuty(given []model.Duty) (out []model.Duty) {
	alone := map[string]bool{}
	for _, d := range given {
		if d.SOP != "" {
			alone[d.Person.ID+" "+d.SOP] = true
		}
	}
	for _, d := range given {
		if len(d.Of) == 0 {
			out = append(out, d)
			continue
		}
		for _, one := range d.Of {
			if key := one.Person.ID + " " + one.SOP; !alone[key] {
				alone[key] = true
				out = append(out, one)
			}
		}
	}
	return out
}

// ofDuty names what a duty is of.
func ofDuty(d model.Duty) string {
	if d.SOP == "" {
		return "area " + d.Area
	}
	return d.SOP + "  " + cmp.Or(d.Title, "not approved")
}

// readWords words whether what a duty is of was read, and by when it is to be.
func readWords(d model.Duty, now time.Time) (text string, tone Tone) {
	switch {
	case d.Read != nil:
		return "read " + When(d.Read.At, now), Sound
	case d.Version == "":
		return "", Quiet
	case d.ReadBy == "":
		return "not read", Awaited
	case d.ReadBy < now.Format(time.DateOnly):
		return "NOT READ by " + Day(d.ReadBy), Caution
	default:
		return "to read by " + Day(d.ReadBy), Awaited
	}
}

var dutyKind = kind[model.Duty]{
	row: func(d model.Duty) (int64, string) {
		if d.Area != "" && d.SOP != "" {
			return d.Entry, named(d.Entry) + ":" + d.SOP // one of several
		}
		return d.Entry, named(d.Entry)
	},
	about: func(d model.Duty, c *Case) { c.Duty = d },
	cells: func(d model.Duty, now time.Time) []Cell {
		read, tone := readWords(d, now)
		if d.Disputed {
			read, tone = "DISPUTED", Danger
		}
		return []Cell{{Text: d.Person.Name, Width: nameWidth + 4}, {Text: ofDuty(d), At: Main, Lead: true}, {Text: read, Tone: tone, At: End}}
	},
	says: func(d model.Duty, now time.Time) string {
		read, _ := readWords(d, now)
		return fmt.Sprintf("Entry %d: %s has the duty of %s, given by %s%s. %s", d.Entry, d.Person.Name, ofDuty(d), d.By.Name, disputedWord(d.Disputed), Sentence(read))
	},
	prints: func(d model.Duty, now time.Time) string {
		read, _ := readWords(d, now)
		return fmt.Sprintf("%7d  %-14s  %-60s  %s%s", d.Entry, d.Person.ID, ofDuty(d), read, disputedWord(d.Disputed))
	},
	opened: func(d model.Duty, zone *time.Location) Opened {
		given := []Said{{Text: fmt.Sprintf("Given by %s (%s) on %s, entry %d.", d.By.Name, d.By.ID, Minute(d.At, zone), d.Entry), Link: Link{List: "people", Row: d.By.ID}}}
		if d.Reason != "" {
			given = append(given, said(Quiet, Sentence(d.Reason))...)
		}
		if d.Disputed {
			given = append(given, said(Danger, Disputed)...)
		}
		what := []Said{{Text: Capital(ofDuty(d)) + ".", Link: Link{Page: d.SOP}}}
		for _, one := range d.Of {
			text, tone := "not read yet"+dueRead(one), Awaited
			if one.Read != nil {
				text, tone = "read on "+Minute(one.Read.At, zone), Sound
			}
			what = append(what, Said{Level: 1, Text: ofDuty(one) + ", " + text + ".", Tone: tone, Link: Link{Page: one.SOP}})
		}
		switch {
		case d.Area != "" && d.SOP == "" && d.Of == nil:
			what = append(what, said(Quiet, "No page that is in force stands in this area, as far as the folders here tell.")...)
		case d.Read != nil:
			what = append(what, said(Sound, fmt.Sprintf("v%s was read on %s, entry %d.", d.Version, Minute(d.Read.At, zone), d.Read.Entry))...)
		case d.Version != "":
			what = append(what, said(Awaited, "v"+d.Version+", which is in force, was not read yet"+dueRead(d)+".")...)
		}
		return Opened{Title: d.Person.Name, Which: d.SOP, Doc: Doc{{"Duty", what}, {"Given", given}}}
	},
	columns: []column[model.Duty]{
		{"entry", func(d model.Duty) any { return d.Entry }},
		{"person", func(d model.Duty) any { return d.Person.ID }},
		{"sop", func(d model.Duty) any { return d.SOP }},
		{"area", func(d model.Duty) any { return d.Area }},
		{"version", func(d model.Duty) any { return d.Version }},
		{"read_by", func(d model.Duty) any { return d.ReadBy }},
		{"read_at", func(d model.Duty) any { return instant(whenRead(d).At) }},
		{"read_entry", func(d model.Duty) any { return whenRead(d).Entry }}, // 0 while they have not read it
		{"given_at", func(d model.Duty) any { return d.At.UTC() }},
		{"given_by", func(d model.Duty) any { return d.By.ID }},
		{"reason", func(d model.Duty) any { return d.Reason }},
		{"disputed", func(d model.Duty) any { return d.Disputed }},
	},
}

func dueRead(d model.Duty) string {
	if d.ReadBy == "" {
		return ""
	}
	return ": by " + Day(d.ReadBy)
}

func whenRead(d model.Duty) (r model.Read) {
	if d.Read != nil {
		r = *d.Read
	}
	return r
}
