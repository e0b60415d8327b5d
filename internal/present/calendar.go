package present

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// days are those that were declared closed or open, and the rules of the site.
var days = func() List {
	l := ofDepartment(List{
		Name: "calendar", Key: "y", Command: "calendar", Does: "closed days, and the rules of the site",
		Title: "Calendar", Rows: "Declared days", Row: "entry", Opens: "entry",
		Empty: "No day was declared closed or open.", Unfit: "No declared days have these words.", Forms: []Form{declaring, settingRules},
	}, dayKind, func(d model.Department) []model.Days { return newestFirst(d.Days) })
	l.Notes = rulesNotes
	return l
}()

var (
	declaring = Form{
		Name: "declare", Key: "d", Does: "declare days closed or open", Done: always("It holds for these days from now on."),
		Asks: []Ask{
			{Name: "first", Label: "First day", Help: "Like 2026-12-24.", Check: func(_ Names, _ Answers, text string) error { return checkDay(text) }},
			{Name: "last", Label: "Last day", Help: "Like 2027-01-03.", Empty: "for the first alone", Kind: Optional, Check: closingDay},
			Ask{Name: "state", Label: "Closed or open"}.oneOf("closed", "open"),
			askReason, signedAs(sop.Supervisor),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.Declare{First: in["first"], Last: in["last"], Open: strings.EqualFold(in["state"], "open"), Reason: in["reason"]}, nil
		},
	}
	settingRules = Form{
		Name: "rules", Key: "u", Does: "set the rules of the site", Done: always("These rules hold from now on."),
		Asks: []Ask{
			warnOrBlock("lapsed", "Competence that lapsed", func(r model.Rules) bool { return r.BlockLapsed }),
			warnOrBlock("needs", "Needs that are not met", func(r model.Rules) bool { return r.BlockNeeds }),
			warnOrBlock("past-review", "Pages past review", func(r model.Rules) bool { return r.BlockPastReview }),
			Ask{
				Name: "nation", Label: "Bank holidays of", Empty: "for none", Kind: Optional, Holds: true, Start: func(c Case, _ Answers) string { return c.Rules.Nation },
			}.oneOf("england", "wales", "scotland", "northern-ireland"),
			askReason, signedAs(sop.Supervisor),
		},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.SetRules{Rules: model.Rules{
				BlockLapsed: blocks(in["lapsed"]), BlockNeeds: blocks(in["needs"]), BlockPastReview: blocks(in["past-review"]), Nation: strings.ToLower(in["nation"]),
			}, Reason: in["reason"]}, nil
		},
	}
)

// closingDay refuses a last day that is not behind the first, as near as the record asks.
func closingDay(_ Names, before Answers, text string) error {
	first, err := time.Parse(time.DateOnly, before["first"])
	switch last, lastErr := time.Parse(time.DateOnly, text); {
	case lastErr != nil:
		return checkDay(text)
	case err != nil:
		return nil
	case last.Before(first):
		return fmt.Errorf("%s is before the first day, %s", text, before["first"])
	case !last.Before(first.AddDate(0, 0, sop.MaxDays)):
		return fmt.Errorf("%s to %s is too long: %s at most", before["first"], text, Number(sop.MaxDays, "day"))
	}
	return nil
}

func blocks(word string) bool { return strings.EqualFold(word, "block") }

// warnOrBlock asks for one rule of the site.
func warnOrBlock(name, label string, now func(model.Rules) bool) Ask {
	return Ask{
		Name: name, Label: label, Help: "What happens to who starts a run.", Holds: true, Start: func(c Case, _ Answers) string { return warnWord(now(c.Rules)) },
	}.oneOf("warn", "block")
}

func warnWord(block bool) string {
	if block {
		return "block"
	}
	return "warn"
}

// oneWord refuses all words but some.
func oneWord(words ...string) func(Names, Answers, string) error {
	return func(_ Names, _ Answers, text string) error {
		if slices.Contains(words, strings.ToLower(text)) {
			return nil
		}
		return fmt.Errorf("%q is none of %s", text, strings.Join(words, ", "))
	}
}

// rulesNotes say which rules of the site are in force.
func rulesNotes(s Sources) (Notes, error) {
	d, err := s.Department()
	rules := d.Rules
	return func(now time.Time) []Said {
		out := said(Quiet, RulesWords(rules.Rules))
		if rules.Entry > 0 {
			out = append(out, said(Quiet, fmt.Sprintf("Set by %s, %s, entry %d: %s", rules.By.Name, Minute(rules.At, now.Location()), rules.Entry, Sentence(rules.Reason)))...)
		}
		if rules.Disputed {
			out = append(out, said(Danger, Disputed)...)
		}
		return out
	}, err
}

// RulesWords words the rules of the site.
func RulesWords(r model.Rules) string {
	holidays := "No bank holidays."
	if r.Nation != "" {
		holidays = "Bank holidays of " + nationName(r.Nation) + "."
	}
	return fmt.Sprintf("Who starts a run: %s where competence lapsed, %s where a need is not met, %s past review. %s",
		warnWord(r.BlockLapsed), warnWord(r.BlockNeeds), warnWord(r.BlockPastReview), holidays)
}

// nationName is how people write a nation: "Northern Ireland".
func nationName(nation string) string {
	words := strings.Split(nation, "-")
	for i, word := range words {
		words[i] = Capital(word)
	}
	return strings.Join(words, " ")
}

// span words some days.
func span(d model.Days) string {
	if d.First == d.Last {
		return Day(d.First)
	}
	return Day(d.First) + " to " + Day(d.Last)
}

func openWord(d model.Days) string {
	if d.Open {
		return "open"
	}
	return "closed"
}

// laterWord ends what is said of days that were declared again.
func laterWord(d model.Days) string {
	switch {
	case d.Later == nil:
		return ""
	case d.Whole():
		return fmt.Sprintf(", replaced by entry %d", d.Later.Entry)
	default:
		return fmt.Sprintf(", in part replaced by entry %d", d.Later.Entry)
	}
}

func followsOf(d model.Days) string {
	switch {
	case d.Whole():
		return "Nothing any more: for these days the later word holds."
	case d.Later != nil:
		return followsOf(model.Days{Open: d.Open}) + " For " + span(*d.Later) + " the later word holds."
	case d.Open:
		return "What is due on weekdays is due on these days, bank holiday or not."
	default:
		return "What is due on weekdays is not due on these days; what is due by the week or the month moves to an open day."
	}
}

var dayKind = kind[model.Days]{
	row: func(d model.Days) (int64, string) { return d.Entry, named(d.Entry) },
	cells: func(d model.Days, _ time.Time) []Cell {
		state := Cell{Text: openWord(d), At: End}
		if d.Whole() {
			state.Text, state.Tone = state.Text+", replaced", Quiet
		}
		if d.Disputed {
			state.Text, state.Tone = state.Text+", DISPUTED", Danger
		}
		return []Cell{{Text: span(d), Width: 28, Lead: true}, {Text: d.Reason, At: Main}, state}
	},
	says: func(d model.Days, _ time.Time) string {
		return fmt.Sprintf("Entry %d: %s, %s, by %s%s%s. %s", d.Entry, span(d), openWord(d), d.By.Name, laterWord(d), disputedWord(d.Disputed), Sentence(d.Reason))
	},
	prints: func(d model.Days, _ time.Time) string {
		return fmt.Sprintf("%7d  %s  %s  %-6s  %-14s  %s%s", d.Entry, d.First, d.Last, openWord(d), d.By.ID, d.Reason+laterWord(d), disputedWord(d.Disputed))
	},
	opened: func(d model.Days, zone *time.Location) Opened {
		out := []Said{
			{Text: Capital(openWord(d)) + ": " + span(d) + "."},
			{Text: fmt.Sprintf("Declared by %s (%s) on %s: %s", d.By.Name, d.By.ID, Minute(d.At, zone), Sentence(d.Reason)), Link: Link{List: "people", Row: d.By.ID}},
		}
		if d.Later != nil {
			out = append(out, Said{Text: fmt.Sprintf("Entry %d is later: %s, %s.", d.Later.Entry, span(*d.Later), openWord(*d.Later)), Tone: Caution, Link: Link{List: "calendar", Row: named(d.Later.Entry)}})
		}
		if d.Disputed {
			out = append(out, said(Danger, Disputed)...)
		}
		return Opened{Title: span(d), Doc: Doc{{"Declared", out}, {"What follows", said(Quiet, followsOf(d))}}}
	},
	columns: []column[model.Days]{
		{"entry", func(d model.Days) any { return d.Entry }},
		{"first", func(d model.Days) any { return d.First }},
		{"last", func(d model.Days) any { return d.Last }},
		{"state", func(d model.Days) any { return openWord(d) }},
		{"at", func(d model.Days) any { return d.At.UTC() }},
		{"person", func(d model.Days) any { return d.By.ID }},
		{"reason", func(d model.Days) any { return d.Reason }},
		{"disputed", func(d model.Days) any { return d.Disputed }},
		{"later", func(d model.Days) any {
			if d.Later == nil {
				return int64(0)
			}
			return d.Later.Entry
		}},
	},
}
