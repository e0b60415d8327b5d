package present

import (
	"fmt"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// notes are words for the next shift that nobody has ticked.
var notes = ofDepartment(List{
	Name: "notes", Key: "o", Command: "notes", Does: "every note for the next shift that nobody has read",
	Title: "Notes", Rows: "Notes", Row: "note", Opens: "note",
	Empty: "No note waits to be read.", Unfit: "No note has these words.", Forms: []Form{tickNote, leaveNote},
}, noteKind, func(d model.Department) []model.Note { return d.Notes })

var (
	leaveNote = Form{
		Name: "leave", Key: "n", Does: "leave a note for the next shift", Submit: "leave it", Busy: "Writing ...", Undone: "Nothing was left.",
		Asks: []Ask{
			{Name: "by", Label: "Short name", Help: "Of who leaves it.", Check: enrolled},
			{Name: "text", Label: "Note", Help: "What the next shift has to know, without a patient's name."},
		},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			_, err := c.Pad.LeaveNote(in["by"], in["text"])
			return "", err
		},
		Done: always("Left. It stands on top until somebody else ticks it as read."),
	}
	tickNote = Form{
		Name: "tick", Key: "t", Row: true, Does: "tick a note as read", Submit: "I have read it", Busy: "Writing ...", Undone: "It stays unread.",
		Asks: []Ask{
			{Name: "entry", Label: "Entry", Help: "Number of the entry in which it was left.", Check: anEntry, Start: func(c Case, _ Answers) string { return entryOrNone(c.Note.Entry) }},
			{Name: "by", Label: "Short name", Help: "Of who has read it: never who left it.", Check: enrolled},
		},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			n, err := entryOf(in["entry"])
			if err != nil {
				return "", err
			}
			return "", c.Pad.ReadNote(in["by"], n)
		},
		Done: always("Ticked as read."),
	}
)

// enrolled refuses a short name that nobody has.
func enrolled(n Names, _ Answers, text string) error {
	return known(n, model.Named{Kind: model.NamedPerson, ID: text})
}

// inRole refuses a short name that nobody has, and who does not have a role: at its own question,
// before what else is asked is typed for nothing.
func inRole(role sop.Role) func(Names, Answers, string) error {
	return func(n Names, _ Answers, text string) error {
		return known(n, model.Named{Kind: model.NamedPerson, ID: text, Of: string(role)})
	}
}

// approved refuses a procedure of which no version was ever approved.
func approved(n Names, _ Answers, text string) error {
	return known(n, model.Named{Kind: model.NamedPage, ID: text})
}

var noteKind = kind[model.Note]{
	row:   func(n model.Note) (int64, string) { return n.Entry, named(n.Entry) },
	about: func(n model.Note, c *Case) { c.Note = n },
	cells: func(n model.Note, now time.Time) []Cell {
		return []Cell{
			{Text: When(n.At, now), Tone: Quiet, Width: whenWidth},
			{Text: n.By.Name, Width: nameWidth},
			{Text: n.Text, At: Main, Lead: true},
		}
	},
	says: func(n model.Note, now time.Time) string {
		return fmt.Sprintf("Entry %d, by %s, %s: %s", n.Entry, n.By.Name, Minute(n.At, now.Location()), Sentence(n.Text))
	},
	prints: func(n model.Note, now time.Time) string {
		return fmt.Sprintf("%7d  %s  %-14s  %s", n.Entry, n.At.In(now.Location()).Format("2006-01-02 15:04"), n.By.ID, n.Text)
	},
	opened: func(n model.Note, zone *time.Location) Opened {
		return Opened{Title: "Note", Doc: Doc{
			{"Note", said(Normal, Sentence(n.Text))},
			{"Left", []Said{{Text: fmt.Sprintf("By %s (%s) on %s.", n.By.Name, n.By.ID, Minute(n.At, zone)), Link: Link{List: "people", Row: n.By.ID}}}},
		}}
	},
	columns: []column[model.Note]{
		{"entry", func(n model.Note) any { return n.Entry }},
		{"at", func(n model.Note) any { return n.At.UTC() }},
		{"person", func(n model.Note) any { return n.By.ID }},
		{"text", func(n model.Note) any { return n.Text }},
	},
}
