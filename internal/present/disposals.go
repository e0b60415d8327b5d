package present

import (
	"fmt"
	"time"

	"soprun/internal/model"
)

// disposals are the decisions to destroy what was kept for long enough.
var disposals = ofDepartment(List{
	Name: "disposals", Key: "i", Command: "dispose list", Does: "every disposal, and whether it was confirmed",
	Title: "Disposals", Rows: "Disposals", Row: "disposal", Opens: "disposal",
	Empty: "Nothing was ever disposed of.", Unfit: "No disposal has these words.", Forms: []Form{confirming, disposing},
}, disposalKind, func(d model.Department) []model.Disposal { return newestFirst(d.Disposals) })

var disposalKind = kind[model.Disposal]{
	row:   func(d model.Disposal) (int64, string) { return d.Entry, named(d.Entry) },
	about: func(d model.Disposal, c *Case) { c.Disposal = named(d.Entry) },
	cells: func(d model.Disposal, now time.Time) []Cell {
		state := Cell{Text: "confirmed", At: End, Tone: Sound}
		if d.Confirmed == nil {
			state.Text, state.Tone = "NOT CONFIRMED", Awaited
		}
		if d.Disputed || confirmation(d).Disputed {
			state.Text, state.Tone = state.Text+", DISPUTED", Danger
		}
		return []Cell{
			{Text: When(d.At, now), Tone: Quiet, Width: whenWidth},
			{Text: d.By.Name, Width: nameWidth},
			{Text: fmt.Sprintf("%s from before %s: %s", Entries(d.Entries), Day(d.Before), d.Reason), At: Main, Lead: true},
			state,
		}
	},
	says: func(d model.Disposal, now time.Time) string {
		return fmt.Sprintf("Entry %d: %s from before %s, by %s, %s, %s. %s", d.Entry, Entries(d.Entries), Day(d.Before), d.By.Name, Minute(d.At, now.Location()), confirmedIn(d), Sentence(d.Reason))
	},
	prints: func(d model.Disposal, _ time.Time) string {
		return fmt.Sprintf("%7d  %s from before %s, by %s: %s  %s", d.Entry, Entries(d.Entries), d.Before, d.By.ID, d.Reason, confirmedIn(d))
	},
	opened: func(d model.Disposal, zone *time.Location) Opened {
		return Opened{Title: "Disposal", Doc: disposalDoc(d, zone)}
	},
	columns: []column[model.Disposal]{
		{"entry", func(d model.Disposal) any { return d.Entry }},
		{"at", func(d model.Disposal) any { return d.At.UTC() }},
		{"person", func(d model.Disposal) any { return d.By.ID }},
		{"before", func(d model.Disposal) any { return d.Before }},
		{"entries", func(d model.Disposal) any { return d.Entries }},
		{"reason", func(d model.Disposal) any { return d.Reason }},
		{"disputed", func(d model.Disposal) any { return d.Disputed }},
		{"confirmed_entry", func(d model.Disposal) any { return confirmation(d).Entry }}, // 0 while nobody has
		{"confirmed_by", func(d model.Disposal) any { return confirmation(d).By.ID }},
		{"confirmed_disputed", func(d model.Disposal) any { return confirmation(d).Disputed }},
	},
}

func confirmation(d model.Disposal) (h model.Hand) {
	if d.Confirmed != nil {
		h = *d.Confirmed
	}
	return h
}

// confirmedIn words how a disposal stands.
func confirmedIn(d model.Disposal) string {
	text := "NOT CONFIRMED"
	if d.Confirmed != nil {
		text = "confirmed in entry " + named(d.Confirmed.Entry)
	}
	if d.Disputed || confirmation(d).Disputed {
		text += ", DISPUTED"
	}
	return text
}

func disposalDoc(d model.Disposal, zone *time.Location) Doc {
	decided := []Said{
		{Text: fmt.Sprintf("Decided by %s (%s) on %s.", d.By.Name, d.By.ID, Minute(d.At, zone)), Link: Link{List: "people", Row: d.By.ID}},
		{Text: "Why: " + Sentence(d.Reason)},
	}
	if d.Disputed {
		decided = append(decided, said(Danger, Disputed)...)
	}
	what := said(Normal, fmt.Sprintf("%s of runs that were completed before %s, and reviewed.", Capital(Entries(d.Entries)), Day(d.Before)))
	confirmed := said(Awaited, "Nothing is destroyed yet: a supervisor or another administrator confirms it first.")
	if c := d.Confirmed; c != nil {
		confirmed = []Said{{Text: fmt.Sprintf("Confirmed by %s (%s), entry %d.", c.By.Name, c.By.ID, c.Entry), Tone: Sound, Link: Link{List: "people", Row: c.By.ID}}}
		if c.Disputed {
			confirmed = append(confirmed, said(Danger, Disputed)...)
		}
	}
	return Doc{{"Decided", decided}, {"What goes", what}, {"Confirmed", confirmed}}
}
