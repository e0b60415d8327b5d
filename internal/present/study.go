package present

import (
	"fmt"

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

// SealedNow says how the answers are sealed after a PIN was set or removed.
func SealedNow(sealed bool) string {
	if sealed {
		return "Your answers are sealed."
	}
	return "No PIN seals your answers any more."
}

// Unsealed says what somebody without a PIN has to know.
const Unsealed = "No PIN seals these answers: a colleague who types this name sees them too."

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

// DayLeft says what is left of a day of questions.
func DayLeft(d study.Day) string {
	if d.Questions == 0 {
		return "Nothing is left to ask today."
	}
	text := fmt.Sprintf("%s, about %s", Number(d.Questions, "question"), Number(d.Minutes, "minute"))
	switch {
	case d.Waiting == 0:
	case d.Critical == 0:
		text += fmt.Sprintf("; %d more wait, none of them critical", d.Waiting)
	default:
		text += fmt.Sprintf("; %d more wait, %d of them critical", d.Waiting, d.Critical)
	}
	return text + "."
}

// PageLeft says how many questions of a page are left to be asked.
func PageLeft(id string, n int) string {
	if n == 0 {
		return "No question of " + id + " is left."
	}
	return Number(n, "question") + " of " + id + "."
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
