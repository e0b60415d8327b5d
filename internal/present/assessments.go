package present

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"soprun/internal/model"
)

const assessmentsName = "assessments"

// assessments are what was found of everybody, with what they say of it themselves.
var assessments = short(List{
	Name: assessmentsName, Key: "m", Command: "people assessments", Does: "what was found of people, and whether they agree",
	Title: "Assessments", Rows: "Assessments", Row: "assessment", Opens: "assessment",
	Only:  &Only{Key: "x", Does: "only what waits for the word of who was assessed, or all", Flag: "waiting", Heading: "WAITS FOR THEIR WORD", Empty: "No assessment waits for anybody's word."},
	Empty: "Nobody was assessed yet.", Unfit: "No assessment has these words.", Forms: []Form{responding},
}, assessedKind, everyAssessment)

// everyAssessment returns those of everybody, the newest first.
func everyAssessment(r Reader) (out []model.Assessed, err error) {
	staff, err := r.Staff()
	for _, m := range staff.Members {
		for _, c := range m.Competences {
			out = append(out, model.Assessed{Person: m.Person, Competence: c})
		}
	}
	slices.SortFunc(out, func(a, b model.Assessed) int { return cmp.Compare(b.Entry, a.Entry) })
	return out, err
}

// responding says whether somebody agrees with an assessment of them.
var responding = Form{
	Name: "respond", Key: "w", Row: true, Does: "say whether you agree with it", Tells: "say whether you agree with an assessment of you",
	Done: always("What you say stands beside the assessment."), Undone: "Nothing was signed.",
	For: func(c Case) bool { return c.Assessed.Word == nil },
	Asks: []Ask{
		{Name: "entry", Label: "Entry", Help: "Number of the entry with the assessment.", Check: anEntry, Start: func(c Case, _ Answers) string { return entryOrNone(c.Assessed.Entry) }},
		Ask{Name: "agree", Label: "Do you agree", Help: "It counts either way, and both are shown."}.oneOf("yes", "no"),
		{Name: "comment", Label: "Comment", Help: "Why you do not agree, in ten letters or more.", Empty: "only where you do", Kind: Optional},
		{
			Name: Signer, Label: "Short name", Help: "Of who was assessed.", Check: enrolled, Prompt: "Short name of who was assessed", More: "The passphrase is asked next.",
			Start: func(c Case, _ Answers) string { return c.Assessed.Person.ID },
		},
	},
	Act: func(_ Case, in Answers) (model.Act, error) {
		n, err := entryOf(in["entry"])
		act := model.SayAssessed{Entry: n, Agree: strings.EqualFold(in["agree"], "yes"), Comment: in["comment"]}
		if err == nil && !act.Agree && utf8.RuneCountInString(strings.TrimSpace(act.Comment)) < leastWhy {
			err = errors.New("say why you do not agree, in ten letters or more")
		}
		return act, err
	},
}

// agreement words in a word or two how somebody stands to an assessment of them.
func agreement(c model.Competence) (text string, tone Tone) {
	switch {
	case c.Disputed || c.Word != nil && c.Word.Disputed:
		return "DISPUTED", Danger
	case c.Word == nil:
		return "waits for their word", Awaited
	case !c.Word.Agrees:
		return "NOT AGREED", Caution
	default:
		return "agreed", Sound
	}
}

var assessedKind = kind[model.Assessed]{
	row:   func(a model.Assessed) (int64, string) { return a.Entry, named(a.Entry) },
	about: func(a model.Assessed, c *Case) { c.Assessed = a },
	only:  func(a model.Assessed) bool { return a.Word == nil },
	cells: func(a model.Assessed, now time.Time) []Cell {
		text, tone := agreement(a.Competence)
		return []Cell{
			{Text: When(a.At, now), Tone: Quiet, Width: whenWidth},
			{Text: a.Person.Name, Width: nameWidth},
			{Text: fmt.Sprintf("%s v%s: %s (%s)", a.SOP, a.Version, a.Outcome, how(a.Competence)), At: Main, Lead: true},
			{Text: text, Tone: tone, At: End},
		}
	},
	says: func(a model.Assessed, now time.Time) string {
		return fmt.Sprintf("Entry %d: %s in %s v%s, %s.", a.Entry, a.Person.Name, a.SOP, a.Version, Competence(a.Competence, now.Location()))
	},
	prints: func(a model.Assessed, _ time.Time) string {
		text, _ := agreement(a.Competence)
		return fmt.Sprintf("%7d  %-14s  %-12s v%-5s %-9s %-20s by %-14s %s", a.Entry, a.Person.ID, a.SOP, a.Version, a.Outcome, how(a.Competence), a.By.ID, text)
	},
	opened: func(a model.Assessed, zone *time.Location) Opened {
		doc := Doc{{"Person", []Said{{Text: fmt.Sprintf("%s (%s)", a.Person.Name, a.Person.ID), Link: Link{List: people.Name, Row: a.Person.ID}}}}}
		return Opened{Title: "Assessment", Which: a.SOP + " v" + a.Version, Who: a.Person.ID, Doc: append(doc, Section{"Assessed", found(a.Competence, zone)}, Section{"Their word", theirWord(a.Competence, zone)})}
	},
	columns: []column[model.Assessed]{
		{"entry", func(a model.Assessed) any { return a.Entry }},
		{"at", func(a model.Assessed) any { return a.At.UTC() }},
		{"person", func(a model.Assessed) any { return a.Person.ID }},
		{"sop", func(a model.Assessed) any { return a.SOP }},
		{"version", func(a model.Assessed) any { return a.Version }},
		{"outcome", func(a model.Assessed) any { return a.Outcome }},
		{"method", func(a model.Assessed) any { return a.Method }},
		{"independence", func(a model.Assessed) any { return a.Independence }},
		{"run", func(a model.Assessed) any { return a.Run }},
		{"by", func(a model.Assessed) any { return a.By.ID }},
		{"comment", func(a model.Assessed) any { return a.Comment }},
		{"next", func(a model.Assessed) any { return a.Next }},
		{"scheme", func(a model.Assessed) any { return a.Scheme }}, // its entry, 0 for none
		{"expires", func(a model.Assessed) any { return a.Expires }},
		{"holds", func(a model.Assessed) any { return a.Holds }},
		{"disputed", func(a model.Assessed) any { return a.Disputed }},
		{"agrees", func(a model.Assessed) any { return agrees(a.Competence) }}, // "yes", "no", or "" while they said nothing
		{"word_entry", func(a model.Assessed) any { return wordOf(a.Competence).Entry }},
		{"word_at", func(a model.Assessed) any { return instant(wordOf(a.Competence).At) }},
		{"word", func(a model.Assessed) any { return wordOf(a.Competence).Comment }},
		{"word_disputed", func(a model.Assessed) any { return wordOf(a.Competence).Disputed }},
	},
}

func wordOf(c model.Competence) (w model.Word) {
	if c.Word != nil {
		w = *c.Word
	}
	return w
}

func agrees(c model.Competence) string {
	switch {
	case c.Word == nil:
		return ""
	case c.Word.Agrees:
		return "yes"
	default:
		return "no"
	}
}

// found words an assessment in full.
func found(c model.Competence, zone *time.Location) []Said {
	line := Said{Tone: Sound, Text: fmt.Sprintf("%s in v%s (%s), by %s, %s, entry %d%s.", Capital(c.Outcome), c.Version, how(c), c.By.Name, Minute(c.At, zone), c.Entry, byScheme(c))}
	if !c.Holds {
		line.Tone = Caution
		if c.Outcome == "competent" {
			line.Text += " It does not hold any more."
		}
	}
	if c.Disputed {
		line.Tone, line.Flag = Danger, Disputed
	}
	lines := []Said{line}
	if c.Run != "" {
		lines = append(lines, said(Quiet, "Watched in "+c.Run+".")...)
	}
	if c.Expires != "" {
		until := "It holds until "
		if !c.Holds {
			until = "It was to hold until "
		}
		lines = append(lines, said(Quiet, until+Day(c.Expires)+".")...)
	}
	if c.Comment != "" {
		lines = append(lines, said(Quiet, Sentence(c.Comment))...)
	}
	if c.Next != "" {
		lines = append(lines, said(Quiet, "Next: "+Sentence(c.Next))...)
	}
	return lines
}

// theirWord words in full what somebody says of an assessment of them.
func theirWord(c model.Competence, zone *time.Location) []Said {
	if c.Word == nil {
		return said(Awaited, "It waits for the word of who was assessed: whether they agree.")
	}
	line := Said{Tone: Sound, Text: fmt.Sprintf("They agree, %s, entry %d.", Minute(c.Word.At, zone), c.Word.Entry)}
	if !c.Word.Agrees {
		line.Tone, line.Text = Caution, fmt.Sprintf("THEY DO NOT AGREE, %s, entry %d. The assessment stands beside it.", Minute(c.Word.At, zone), c.Word.Entry)
	}
	if c.Word.Disputed {
		line.Tone, line.Flag = Danger, Disputed
	}
	lines := []Said{line}
	if c.Word.Comment != "" {
		lines = append(lines, said(Quiet, Sentence(c.Word.Comment))...)
	}
	return lines
}

// assessments words what was found of who performed a run, by who watched it.
func (t Teller) assessments(rec model.Record) (out []Said) {
	for _, a := range rec.Assessments {
		line := Said{Tone: Quiet, Text: Sentence(Competence(a.Competence, t.Zone))}
		switch {
		case a.Disputed || wordOf(a.Competence).Disputed:
			line.Tone = Danger
		case agrees(a.Competence) == "no":
			line.Tone = Caution
		}
		out = append(out, line)
	}
	for _, id := range rec.Unassessed {
		out = append(out, Said{Tone: Awaited, Text: rec.Names[id] + " watched it, and has not said yet what they found."})
	}
	return out
}
