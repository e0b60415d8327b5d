package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/standard"
)

// evidence is what shows the codes of people that no run shows.
var evidence = ofDepartment(List{
	Name: "evidence", Key: "x", Command: "people evidence", Does: "what people know and how they behave, as it was asked and said",
	Title: "Evidence", Rows: "Evidence", Row: "evidence", Opens: "evidence",
	Empty: "No evidence of knowledge or behaviour was recorded yet. S codes are shown in the runs.", Unfit: "No evidence has these words.", Forms: []Form{recordingEvidence},
}, evidenceKind, func(d model.Department) []model.Evidence { return newestFirst(d.Evidence) })

// statements are those that somebody's evidence is their own work.
var statements = ofDepartment(List{
	Name: "statements", Key: "z", Command: "people statements", Does: "the statements that somebody's evidence is their own work",
	Title: "Statements", Rows: "Statements", Row: "statement", Opens: "statement",
	Empty: "Nobody stated yet that somebody's evidence is their own work.", Unfit: "No statement has these words.", Forms: []Form{statingOwnWork},
}, statementKind, func(d model.Department) []model.Statement { return newestFirst(d.Statements) })

var (
	recordingEvidence = Form{
		Name: "record", Key: "n", Does: "record evidence", Tells: "record what somebody knows, or how they behave", Done: always("The evidence is in the record."), Undone: "Nothing was recorded.",
		Asks: []Ask{
			{
				Name: "person", Label: "Short name", Help: "Whose evidence it is: never one's own.", Check: enrolled,
				Start: func(c Case, _ Answers) string { return c.Evidence.Person.ID },
			},
			{Name: "code", Label: "Code", Help: "A K or a B code of the standard. S codes are shown in the runs.", Like: "K27", Check: evidenceCode},
			Ask{Name: "method", Label: "Method", Help: "A K code by question or discussion, a B code by employer.", Check: evidenceMethod, Left: methodsLeft}.oneOf(slices.Concat(sop.ShownBy("K"), sop.ShownBy("B"))...),
			{Name: "asked", Label: "What was asked", Help: "In ten letters or more.", Check: tenLetters},
			{Name: "said", Label: "What was said", Help: "In ten letters or more, and in their words.", Check: tenLetters},
			{Name: "day", Label: "Day", Help: "On which it was asked, like 2026-11-22.", Empty: "for today", Kind: Optional, Check: aDay},
			signedAs(sop.Supervisor),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.RecordEvidence{
				Person: in["person"], Code: sop.Code(strings.ToUpper(in["code"])), Method: strings.ToLower(in["method"]), Asked: in["asked"], Said: in["said"], Day: in["day"],
			}, nil
		},
	}
	statingOwnWork = Form{
		Name: "make", Key: "n", Does: "make a statement", Tells: "state that somebody's evidence is their own work", Done: always("The statement is in the record."), Undone: "Nothing was stated.",
		Asks: []Ask{
			{
				Name: "person", Label: "Short name", Help: "Whose evidence it is: never one's own.", Check: enrolled,
				Start: func(c Case, _ Answers) string { return c.Stated.Person.ID },
			},
			{Name: "first", Label: "From", Help: "The first day of it.", Like: "2025-11-22", Check: aDay},
			{Name: "last", Label: "To", Help: "The last day of it, like 2026-11-22.", Empty: "for today", Kind: Optional, Check: aDay},
			{Name: "comment", Label: "Comment", Kind: Optional},
			signedAs(sop.Supervisor),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.StateOwnWork{Person: in["person"], First: in["first"], Last: in["last"], Comment: in["comment"]}, nil
		},
	}
)

// isCode reports whether a text begins as a code of a kind does, in capitals or not.
func isCode(text, kind string) bool { return strings.HasPrefix(strings.ToUpper(text), kind) }

func aDay(_ Names, _ Answers, text string) error { return checkDay(text) }

func evidenceCode(_ Names, _ Answers, text string) error {
	std, code := standard.ST0218(), sop.Code(strings.ToUpper(text))
	switch {
	case !std.Known(code):
		codes := make([]string, len(std.Statements))
		for i, s := range std.Statements {
			codes[i] = string(s.Code)
		}
		return fmt.Errorf("%s has no code %q%s", std.Name(), text, sop.MeantFold(string(code), codes))
	case isCode(text, "S"):
		return fmt.Errorf("%s is shown by doing, in runs that somebody watched: record a K or a B code", code)
	}
	return nil
}

// methodsLeft are those by which a code is shown.
func methodsLeft(before Answers) []string {
	return sop.ShownBy(sop.Code(cmp.Or(strings.ToUpper(before["code"]), "K")))
}

func evidenceMethod(_ Names, before Answers, text string) error {
	methods := methodsLeft(before)
	if !slices.Equal(methods, []string{sop.ByEmployer}) {
		return oneWord(methods...)(nil, before, text)
	}
	if !strings.EqualFold(text, sop.ByEmployer) {
		return fmt.Errorf("%q: behaviour is what an employer saw, so the method is %s", text, sop.ByEmployer)
	}
	return nil
}

// leastWhy is how many letters an answer to why has at least, or to what was said.
const leastWhy = 10

func tenLetters(_ Names, _ Answers, text string) error {
	if n := len([]rune(strings.TrimSpace(text))); n < leastWhy {
		return fmt.Errorf("%q has %s: write ten or more", text, Number(n, "letter"))
	}
	return nil
}

// codeText is a code with its words in the standard.
func codeText(code sop.Code) string {
	text, _ := standard.ST0218().Text(code)
	return strings.TrimSpace(string(code) + "  " + text)
}

// disputedCell ends a row whose signature is disputed.
func disputedCell(cells []Cell, disputed bool) []Cell {
	if disputed {
		cells = append(cells, Cell{Text: "DISPUTED", Tone: Danger, At: End})
	}
	return cells
}

var evidenceKind = kind[model.Evidence]{
	row:   func(e model.Evidence) (int64, string) { return e.Entry, named(e.Entry) },
	about: func(e model.Evidence, c *Case) { c.Evidence = e },
	cells: func(e model.Evidence, _ time.Time) []Cell {
		return disputedCell([]Cell{
			{Text: e.Person.Name, Width: nameWidth}, {Text: string(e.Code), Width: 4}, {Text: e.Asked, At: Main, Lead: true}, {Text: e.Method + ", " + Day(e.Day), Tone: Quiet, At: End},
		}, e.Disputed)
	},
	says: func(e model.Evidence, _ time.Time) string {
		return fmt.Sprintf("Entry %d: %s of %s, %s on %s, by %s%s. Asked: %s Said: %s", e.Entry, e.Code, e.Person.Name, e.Method, Day(e.Day), e.By.Name, disputedWord(e.Disputed), Sentence(e.Asked), Sentence(e.Said))
	},
	prints: func(e model.Evidence, _ time.Time) string {
		return fmt.Sprintf("%7d  %-14s  %-4s %-10s %s  by %-14s %s%s", e.Entry, e.Person.ID, e.Code, e.Method, e.Day, e.By.ID, e.Asked, disputedWord(e.Disputed))
	},
	opened: func(e model.Evidence, zone *time.Location) Opened {
		how := append(said(Quiet, Capital(e.Method)+" on "+Day(e.Day)+"."), Said{
			Text: fmt.Sprintf("Recorded by %s (%s) on %s, entry %d.", e.By.Name, e.By.ID, Minute(e.At, zone), e.Entry), Link: Link{List: people.Name, Row: e.By.ID},
		})
		if e.Disputed {
			how = append(how, said(Danger, Disputed)...)
		}
		return Opened{Title: "Evidence", Which: string(e.Code), Who: e.Person.ID, Doc: Doc{
			{"Person", []Said{{Text: fmt.Sprintf("%s (%s)", e.Person.Name, e.Person.ID), Link: Link{List: people.Name, Row: e.Person.ID}}}},
			{"Shows", said(Normal, codeText(e.Code))},
			{"Asked", said(Normal, Sentence(e.Asked))},
			{"Said", said(Normal, Sentence(e.Said))},
			{"How", how},
		}}
	},
	columns: []column[model.Evidence]{
		{"entry", func(e model.Evidence) any { return e.Entry }},
		{"at", func(e model.Evidence) any { return e.At.UTC() }},
		{"person", func(e model.Evidence) any { return e.Person.ID }},
		{"code", func(e model.Evidence) any { return e.Code }},
		{"method", func(e model.Evidence) any { return e.Method }},
		{"day", func(e model.Evidence) any { return e.Day }},
		{"asked", func(e model.Evidence) any { return e.Asked }},
		{"said", func(e model.Evidence) any { return e.Said }},
		{"by", func(e model.Evidence) any { return e.By.ID }},
		{"disputed", func(e model.Evidence) any { return e.Disputed }},
	},
}

var statementKind = kind[model.Statement]{
	row:   func(s model.Statement) (int64, string) { return s.Entry, named(s.Entry) },
	about: func(s model.Statement, c *Case) { c.Stated = s },
	cells: func(s model.Statement, _ time.Time) []Cell {
		return disputedCell([]Cell{
			{Text: s.Person.Name, Width: nameWidth}, {Text: period(s) + ": their own work", At: Main, Lead: true}, {Text: "by " + s.By.Name, Tone: Quiet, At: End},
		}, s.Disputed)
	},
	says: func(s model.Statement, _ time.Time) string {
		text := fmt.Sprintf("Entry %d: the evidence of %s, %s, is their own work, by %s%s.", s.Entry, s.Person.Name, period(s), s.By.Name, disputedWord(s.Disputed))
		if s.Comment != "" {
			text += " " + Sentence(s.Comment)
		}
		return text
	},
	prints: func(s model.Statement, _ time.Time) string {
		return fmt.Sprintf("%7d  %-14s  %s to %s  by %-14s %s%s", s.Entry, s.Person.ID, s.First, s.Last, s.By.ID, s.Comment, disputedWord(s.Disputed))
	},
	opened: func(s model.Statement, zone *time.Location) Opened {
		says := []Said{{Text: fmt.Sprintf("The evidence of %s (%s), %s, is their own work.", s.Person.Name, s.Person.ID, period(s)), Link: Link{List: people.Name, Row: s.Person.ID}}}
		if s.Comment != "" {
			says = append(says, said(Quiet, Sentence(s.Comment))...)
		}
		stated := []Said{{Text: fmt.Sprintf("Stated by %s (%s) on %s, entry %d.", s.By.Name, s.By.ID, Minute(s.At, zone), s.Entry), Link: Link{List: people.Name, Row: s.By.ID}}}
		if s.Disputed {
			stated = append(stated, said(Danger, Disputed)...)
		}
		return Opened{Title: "Statement", Who: s.Person.ID, Doc: Doc{{"Says", says}, {"Stated", stated}}}
	},
	columns: []column[model.Statement]{
		{"entry", func(s model.Statement) any { return s.Entry }},
		{"at", func(s model.Statement) any { return s.At.UTC() }},
		{"person", func(s model.Statement) any { return s.Person.ID }},
		{"first", func(s model.Statement) any { return s.First }},
		{"last", func(s model.Statement) any { return s.Last }},
		{"comment", func(s model.Statement) any { return s.Comment }},
		{"by", func(s model.Statement) any { return s.By.ID }},
		{"disputed", func(s model.Statement) any { return s.Disputed }},
	},
}

// period words the days of a statement.
func period(s model.Statement) string {
	if s.First == s.Last {
		return Day(s.First)
	}
	return Day(s.First) + " to " + Day(s.Last)
}
