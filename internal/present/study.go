package present

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"soprun/internal/answers"
	"soprun/internal/spaced"
	"soprun/internal/study"
	"soprun/sop/recall"
)

// NoRecord stands on everything of a practice.
const NoRecord = answers.NoRecord

// Forgotten says what somebody does who forgot their PIN.
const Forgotten = "Nobody opens the answers without it. Who forgot theirs puts them aside with soprun progress and --begin-anew, and begins new ones."

// Shared says that the answers were written for somebody else.
const Shared = "Written. Who has the file reads your answers; it says that they are no record."

// What is said once a PIN was set, and once it was removed.
const (
	SealedNow   = "Your answers are sealed."
	UnsealedNow = "No PIN seals your answers any more."
)

// PINAct is an act on the PIN of who practises.
type PINAct struct{ Key, Word, Does string }

// SetsPIN is the act that sets a PIN, or another one.
func SetsPIN(sealed bool) PINAct {
	return PINAct{"n", "pin", map[bool]string{true: "change the PIN", false: "set a PIN"}[sealed]}
}

// RemovesPIN is the act that removes one. It is offered where there is one.
var RemovesPIN = PINAct{"u", "unseal", "remove the PIN"}

// NoPIN says that nothing was typed where a PIN is chosen.
func NoPIN(sealed bool) string {
	if sealed {
		return "Nothing was typed. A PIN has at least four characters. To have none, go back and take " + RemovesPIN.Key + ", " + RemovesPIN.Does + "."
	}
	return "Nothing was typed. A PIN has at least four characters. To have none, go back."
}

// InOrder is how the lines of a question are put in order.
func InOrder(lines int) string {
	like := make([]string, lines) // the last two before the others: it is no order that could be meant as it stands
	for i := range like {
		like[i] = strconv.Itoa((i+lines-2)%lines + 1)
	}
	return "The numbers in their order, like " + strings.Join(like, " ")
}

// LeftAfter is how long nobody answers before whoever comes says who they are: what somebody
// recalls is not shown to the next one at the terminal.
const LeftAfter = 10 * time.Minute

// LeftAlone says for how long nothing was done, and what follows.
var LeftAlone = Length(LeftAfter) + ". Say who practises."

// Unsealed says what somebody without a PIN has to know.
const Unsealed = "No PIN seals these answers: a colleague who types this name sees them too."

// Stranger says that answers begin anew under a name that may be mistyped, "" where they do not.
func Stranger(s *study.Sitting) string {
	if s.Stranger == nil {
		return ""
	}
	return Sentence(s.Stranger.Error()) + " What is answered now begins anew, under that name."
}

// kindsAsked are the kinds of question as they are announced.
var kindsAsked = map[recall.Kind]string{
	recall.Next: "Next step", recall.Order: "Put in order", recall.Gap: "Fill in", recall.Why: "Why", recall.Fault: "Find the fault",
	recall.WhatIf: "What if", recall.Hazard: "Hazard", recall.Who: "Who",
}

// Asking says of what kind a question is, and of which page.
func Asking(q study.Question) string {
	text := kindsAsked[q.Kind] + ". " + Plain(q.Title) + "."
	if q.New {
		text = "New. " + text
	}
	return text
}

// PageSays says where the page says what is right: the step that a question is about, and what
// else of it the question was made of.
func PageSays(q study.Question) string {
	text := fmt.Sprintf("The page says, line %d: %s", q.Line, Sentence(Plain(q.Text)))
	if q.At.Line > 0 && q.At.Line != q.Line {
		text += fmt.Sprintf(" See line %d too.", q.At.Line)
	}
	return text
}

// Solution is what is right of a question, with what its lines are where they do not say so
// themselves: the two steps that were shown the wrong way round, or the one that was left out.
func Solution(q study.Question) string {
	first, second, two := strings.Cut(q.See, "\n")
	switch {
	case q.Of == recall.Swapped && two:
		return "First: " + first + " Then: " + second
	case q.Of == recall.LeftOut:
		return "The missing step: " + q.See
	}
	return q.See
}

// DayLeft says what is left of a day of questions.
func DayLeft(d study.Day) string {
	text := DayAsks(d)
	if d.Questions == 0 {
		return text
	}
	if waits := DayWaits(d); waits != "" {
		text += "; " + waits
	}
	return text + "."
}

// DayAsks says how much is asked today.
func DayAsks(d study.Day) string {
	if d.Questions == 0 {
		return "Nothing is left to ask today."
	}
	return fmt.Sprintf("%s, about %s", Number(d.Questions, "question"), Number(d.Minutes, "minute"))
}

// DayWaits says what is due and has no room today, "" where nothing is.
func DayWaits(d study.Day) string {
	switch {
	case d.Waiting == 0:
		return ""
	case d.Critical == 0:
		return fmt.Sprintf("%s more wait, none of them critical", Thousands(d.Waiting))
	default:
		return fmt.Sprintf("%s more wait, %s of them critical", Thousands(d.Waiting), Thousands(d.Critical))
	}
}

// Sureness are the confidences as they are asked for, by their letters.
var Sureness = []struct {
	Key, Word string
	Is        spaced.Confidence
}{{"s", "sure", spaced.Sure}, {"t", "think so", spaced.ThinkSo}, {"g", "guess", spaced.Guess}}

// Recalls says what somebody recalls of a page. It says nothing of what they can do.
func Recalls(p study.Progress) string {
	text := fmt.Sprintf("%s: recalls %d of %s", Plain(p.Title), p.Recalled, Number(p.Critical, "critical step"))
	if p.Critical == 0 {
		text = fmt.Sprintf("%s: no critical step", Plain(p.Title))
	}
	text += fmt.Sprintf(", %d of %s begun", p.Begun, Number(p.Items, "step"))
	if p.SureWrong > 0 {
		text += fmt.Sprintf(", sure and wrong %d", p.SureWrong)
	}
	return text + "."
}

// recalledBy is what somebody recalls of a page, as a row.
type recalledBy struct {
	study.Progress
	person string
}

// Practising is somebody who practises.
type Practising struct{ *study.Sitting }

// Recalled lists what they recall, of each page of which they answered something.
func (s Practising) Recalled() List {
	return short(List{
		Name: "progress", Command: "progress", Does: "what somebody recalls of the pages that they practise", Title: "What you recall",
		Rows: "Pages", Row: "page", Opens: "page", Empty: "Nothing was answered yet.", Unfit: "No page has these words.",
	}, recallKind, func(Reader) (out []recalledBy, _ error) {
		for _, p := range s.Recalls() {
			out = append(out, recalledBy{p, s.Person()})
		}
		return out, nil
	})
}

var recallKind = kind[recalledBy]{
	row: func(p recalledBy) (int64, string) { return 0, p.Page },
	cells: func(p recalledBy, _ time.Time) []Cell {
		_, words := RecallBar(p.Progress, 0)
		return []Cell{{Text: Plain(p.Title), At: Main, Lead: true}, {Text: words, At: End}}
	},
	says:   func(p recalledBy, _ time.Time) string { return Recalls(p.Progress) },
	prints: func(p recalledBy, _ time.Time) string { return fmt.Sprintf("%-12s  %s", p.Page, Recalls(p.Progress)) },
	opened: func(p recalledBy, _ *time.Location) Opened {
		return Opened{Title: Plain(p.Title), Which: p.Page, Who: p.person, Doc: Doc{{"Recalls", said(Normal, Recalls(p.Progress))}}}
	},
	columns: []column[recalledBy]{
		{"sop", func(p recalledBy) any { return p.Page }},
		{"title", func(p recalledBy) any { return p.Title }},
		{"person", func(p recalledBy) any { return p.person }},
		{"practice", func(recalledBy) any { return NoRecord }},
		{"critical", func(p recalledBy) any { return p.Critical }},
		{"recalled", func(p recalledBy) any { return p.Recalled }},
		{"begun", func(p recalledBy) any { return p.Begun }},
		{"items", func(p recalledBy) any { return p.Items }},
		{"sure_and_wrong", func(p recalledBy) any { return p.SureWrong }},
	},
}
