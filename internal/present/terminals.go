package present

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// terminals are those that may work on the station from elsewhere.
var terminals = ofDepartment(List{
	Name: "terminals", Key: "y", Command: "people terminals", Does: "which terminals may work here from elsewhere",
	Title: "Terminals", Rows: "Terminals", Row: "terminal", Opens: "terminal",
	Empty: "No terminal may work on this station from elsewhere.", Unfit: "No terminal has these words.", Forms: []Form{takeAccess, giveAccess},
}, terminalKind, func(d model.Department) []model.Terminal { return d.Terminals })

var (
	giveAccess = Form{
		Name: "add", Key: "g", Does: "give a terminal access", Done: always("It may work here over SSH from now on, while soprun serve runs."),
		Asks: []Ask{
			{
				Name: "key", Arg: "KEY", Label: "Public key", Help: "The line of its .pub file, like ssh-ed25519 AAAA… bench-3.",
				More: "ssh-keygen -t ed25519 makes one at the terminal.", Check: func(_ Names, _ Answers, text string) error { return checkKeyLine(text) },
			},
			{
				Name: "name", Label: "Name", Help: "Of the terminal, like bench-3.", Empty: "for what its key says", Kind: Optional,
				Start: func(_ Case, in Answers) string { return nameInKey(in["key"]) },
			},
			{Name: "person", Label: "Short name", Help: "Of whose own it is.", Empty: "for one that is shared", Kind: Optional, Check: enrolled},
			{Name: "reason", Label: "Why", Kind: Optional},
			signedAs(sop.Administrator),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.GiveAccess{Key: in["key"], Name: in["name"], Person: in["person"], Reason: in["reason"]}, nil
		},
	}
	takeAccess = Form{
		Name: "remove", Key: "u", Row: true, Does: "take its access from a terminal", Done: always("It has no access any more. Whoever works there now is sent away."),
		Asks: []Ask{
			{Name: "name", Label: "Name", Help: "Of the terminal, like bench-3.", Check: admitted, Start: func(c Case, _ Answers) string { return c.Terminal.Name }},
			{Name: "reason", Label: "Why", Kind: Optional},
			signedAs(sop.Administrator),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.TakeAccess{Name: in["name"], Reason: in["reason"]}, nil
		},
	}
)

// admitted refuses a terminal that has no access.
func admitted(n Names, _ Answers, text string) error {
	return known(n, model.Named{Kind: model.NamedTerminal, ID: text})
}

// checkKeyLine says at once that something is no line of a public key; the station reads it.
func checkKeyLine(text string) error {
	if len(strings.Fields(text)) < 2 || strings.Contains(text, "PRIVATE KEY") {
		return errors.New("give the whole line of the .pub file, like ssh-ed25519 AAAA… bench-3")
	}
	return nil
}

// nameInKey is what the comment behind a public key calls its terminal.
func nameInKey(line string) string {
	if words := strings.Fields(line); len(words) > 2 {
		return model.TerminalName(strings.Join(words[2:], " "))
	}
	return ""
}

// whoseTerminal words who works at a terminal.
func whoseTerminal(t model.Terminal) string {
	if t.Person.ID == "" {
		return "shared"
	}
	return cmp.Or(t.Person.Name, t.Person.ID) + "'s own"
}

var terminalKind = kind[model.Terminal]{
	row:   func(t model.Terminal) (int64, string) { return t.Entry, t.Name },
	about: func(t model.Terminal, c *Case) { c.Terminal = t },
	cells: func(t model.Terminal, now time.Time) []Cell {
		since, tone := "since "+When(t.At, now), Quiet
		if t.Disputed {
			since, tone = "DISPUTED", Danger
		}
		return []Cell{{Text: t.Name, Width: nameWidth + 4, Narrow: nameWidth, Lead: true}, {Text: whoseTerminal(t), Tone: Quiet}, {Text: since, Tone: tone, At: End}}
	},
	says: func(t model.Terminal, now time.Time) string {
		return fmt.Sprintf("Entry %d: terminal %s, %s, has access since %s, given by %s%s.", t.Entry, t.Name, whoseTerminal(t), Minute(t.At, now.Location()), t.By.Name, disputedWord(t.Disputed))
	},
	prints: func(t model.Terminal, _ time.Time) string {
		return fmt.Sprintf("%7d  %-16s  %-24s  %s%s", t.Entry, t.Name, whoseTerminal(t), t.Key, disputedWord(t.Disputed))
	},
	opened: func(t model.Terminal, zone *time.Location) Opened {
		whose := Said{Text: "It is shared: whoever works there signs with their own passphrase."}
		if t.Person.ID != "" {
			whose = Said{Text: fmt.Sprintf("It is %s's own (%s).", t.Person.Name, t.Person.ID), Link: Link{List: "people", Row: t.Person.ID}}
		}
		given := []Said{{Text: fmt.Sprintf("Given by %s (%s) on %s, entry %d.", t.By.Name, t.By.ID, Minute(t.At, zone), t.Entry), Link: Link{List: "people", Row: t.By.ID}}}
		if t.Reason != "" {
			given = append(given, said(Quiet, Sentence(t.Reason))...)
		}
		if t.Disputed {
			given = append(given, said(Danger, Disputed)...)
		}
		return Opened{Title: t.Name, Doc: Doc{
			{"Terminal", []Said{whose}},
			{"Keys", append(said(Normal, "Its key: "+t.Key), said(Normal, "This station shows it: "+t.Host)...)},
			{"Access", given},
		}}
	},
	columns: []column[model.Terminal]{
		{"entry", func(t model.Terminal) any { return t.Entry }},
		{"terminal", func(t model.Terminal) any { return t.Name }},
		{"key", func(t model.Terminal) any { return t.Key }},
		{"host", func(t model.Terminal) any { return t.Host }},
		{"person", func(t model.Terminal) any { return t.Person.ID }},
		{"given_at", func(t model.Terminal) any { return t.At.UTC() }},
		{"given_by", func(t model.Terminal) any { return t.By.ID }},
		{"reason", func(t model.Terminal) any { return t.Reason }},
		{"disputed", func(t model.Terminal) any { return t.Disputed }},
	},
}
