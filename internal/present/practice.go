package present

import (
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/study"
	"soprun/sop"
	"soprun/sop/run"
)

// PracticeMode is a way to practise a page, as it is offered.
type PracticeMode struct {
	Is        study.Mode
	Key, Word string // in the dialogue
	Label     string // on the screen
	Does      string // in a few words, behind the label
}

// PracticeModes are all modes, in the order in which they are offered.
var PracticeModes = []PracticeMode{
	{study.Read, "r", "read", "Read a page", "with its questions at the end"},
	{study.Guided, "g", "guided", "Walk through a page", "guided, hints on"},
	{study.Memory, "m", "memory", "From memory", "next step hidden until said"},
	{study.Questions, "o", "of", "Questions of a page", "one of each step"},
	{study.Exam, "x", "station", "Station", "timed, a critical error ends it"},
	{study.Rehearsal, "h", "rehearse", "Rehearsal", fmt.Sprintf("a whole run, %d times faster", run.Faster)},
}

// WaysToPractise says what is typed for each mode.
func WaysToPractise() string {
	ways := make([]string, len(PracticeModes))
	for i, m := range PracticeModes {
		ways[i] = m.Key + " " + strings.ToLower(m.Label[:1]) + m.Label[1:]
	}
	return "Ways to practise a page: " + strings.Join(ways, ", ") + "."
}

// ModeOf returns how a mode is offered.
func ModeOf(m study.Mode) PracticeMode {
	for _, offered := range PracticeModes {
		if offered.Is == m {
			return offered
		}
	}
	return PracticeMode{}
}

// SureWrong counts the items of some pages whose last answer was wrong, and sure.
func SureWrong(all []study.Progress) (n int) {
	for _, p := range all {
		n += p.SureWrong
	}
	return n
}

// RecallBar is how much of a bar of some cells is filled, of what is recalled of a page, and
// what that is in words.
func RecallBar(p study.Progress, width int) (full int, words string) {
	if p.Critical == 0 {
		return 0, fmt.Sprintf("no critical step, %d of %s begun", p.Begun, Number(p.Items, "step"))
	}
	return width * p.Recalled / p.Critical, fmt.Sprintf("%d of %s", p.Recalled, Number(p.Critical, "critical step"))
}

// PracticePage is a page that can be practised, in one line.
func PracticePage(p study.Page) string {
	text := p.Meta.ID + "  " + Plain(p.Meta.Title)
	if p.Daily {
		text += ", asked by the day"
	}
	return text
}

// PagesWith are the pages that have every word in their id or title.
func PagesWith(all []study.Page, words string) (out []study.Page) {
	for _, p := range all {
		if hasAll(strings.ToLower(p.Meta.ID+" "+Plain(p.Meta.Title)), strings.Fields(strings.ToLower(words))) {
			out = append(out, p)
		}
	}
	return out
}

// PageToRead is a page as it is read in practice.
func PageToRead(p *sop.Procedure) []Line {
	return Overview(model.Page{PageRow: model.PageRow{ID: p.Meta.ID, Codes: p.Meta.Codes, State: model.PageDraft}, Procedure: p})
}

// ReadToEnd stands at the end of a page that is read in practice.
const ReadToEnd = "That is the whole page. Its questions come next."

// NoQuestions says that a page has none.
func NoQuestions(p *sop.Procedure) string {
	return "Nothing can be asked of " + Plain(p.Meta.Title) + "."
}

// PageAsked says that all questions of a page were asked.
func PageAsked(p *sop.Procedure) string { return "That was all of " + Plain(p.Meta.Title) + "." }

// WalkBegins says what a walk is before its first step.
func WalkBegins(w study.Walk) []string {
	text := fmt.Sprintf("%s. %s. %s.", ModeOf(w.Mode).Label, Plain(w.Of.Meta.Title), Number(len(w.Places), "step"))
	switch w.Mode {
	case study.Exam:
		return []string{text, fmt.Sprintf("You have %s. A critical step that you miss ends it.", Length(w.Limit))}
	case study.Guided:
		return []string{text, "Say each step before you see it: what is done, what can do harm, and what is read or written down. A hint helps."}
	default:
		return []string{text, "Say each step before you see it: what is done, what can do harm, and what is read or written down."}
	}
}

// doneShown is how many steps a walk shows that are done.
const doneShown = 2

// WalkAt says where a walk stands, and what is so: what was done last, and on what the step
// depends. Nothing of it says what the step is, but the hint of a guided one.
func WalkAt(w study.Walk) (lines []string) {
	p, n, more := w.At()
	if !more {
		return nil
	}
	if w.Mode == study.Guided && p.Section.Title != "" {
		lines = append(lines, "Section: "+Plain(p.Section.Title)+".")
	}
	for _, done := range w.Places[max(0, n-doneShown):n] {
		lines = append(lines, fmt.Sprintf("Before it: %d. %s", done.Number, Do(done.Step)))
	}
	if each := OnceForEach(w.Of, p.Section); each != "" && begins(p) {
		lines = append(lines, each)
	}
	if p.Section.If != nil && begins(p) {
		lines = append(lines, "Only if "+Condition(w.Of, *p.Section.If)+".")
	}
	if p.If != nil {
		lines = append(lines, "Only if "+ConditionAhead(w.Of, p.Step)+".")
	}
	if text := hint(p.Step); w.Mode == study.Guided && text != "" {
		lines = append(lines, text)
	}
	return lines
}

// WalkNumber says how far a walk is, and how much time a station has left, as a countdown.
func WalkNumber(w study.Walk, now time.Time) string {
	left := w.Left(now).Truncate(time.Second)
	return walkAt(w, fmt.Sprintf("%d:%02d", int(left.Minutes()), int(left.Seconds())%60))
}

// WalkInWords is WalkNumber for where nothing moves.
func WalkInWords(w study.Walk, now time.Time) string {
	return walkAt(w, run.InWords(w.Left(now).Truncate(time.Second)))
}

func walkAt(w study.Walk, left string) string {
	_, n, _ := w.At()
	text := fmt.Sprintf("Step %d of %d", n+1, len(w.Places))
	if w.Limit > 0 {
		text += ", " + left + " left"
	}
	return text
}

// WalkAsks is what is asked at each step that is said.
func WalkAsks(w study.Walk) string {
	if _, n, _ := w.At(); n == 0 {
		return "What comes first?"
	}
	return "What comes next?"
}

// hintWords is how many words of a step a hint gives away, and never more than half of them.
const hintWords = 2

// hint is the one hint to a step: how it begins, whether it is critical, and what it asks for;
// "" where there is nothing to say but the step itself.
func hint(st sop.Step) string {
	var parts []string
	words := strings.Fields(Do(st))
	if n := min(hintWords, len(words)/2); n > 0 {
		parts = append(parts, "it begins “"+strings.Join(words[:n], " ")+" ...”")
	}
	if st.Critical {
		parts = append(parts, "it is critical")
	}
	asks := 0
	for _, f := range st.Fields {
		if f.Calc == nil {
			asks++
		}
	}
	if asks > 0 {
		parts = append(parts, "it asks for "+Number(asks, "value"))
	}
	if st.Wait != nil {
		parts = append(parts, "there is a wait")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Hint: " + strings.Join(parts, "; ") + "."
}

// begins reports whether a step is the first of its section.
func begins(p study.Place) bool { return p.Section.Steps[0].ID == p.ID }

// WalkSeen is a step as the page has it, with what the page says before it.
func WalkSeen(w study.Walk, p study.Place) (out []Line) {
	prose := func(md string) {
		if lines := proseLines(w.Of, md, 0); lines != nil {
			out = append(append(out, lines...), Line{})
		}
	}
	if begins(p) {
		intro := p.Section.Intro
		if p.Section.If != nil { // it goes on behind a condition
			intro = Capital(intro)
		}
		prose(intro)
	}
	prose(p.Before)
	return append(out, stepLines(w.Of, p.Step)...)
}

// WalkEnds says how a walk ended, and what was said of it. It says nothing of what somebody can
// do.
func WalkEnds(w study.Walk) []string {
	right, critical := w.Count(study.Right)
	steps, all := len(w.Places), 0
	for _, p := range w.Places {
		all += map[bool]int{true: 1}[p.Critical]
	}
	did := map[bool]string{true: "answered", false: "said"}[w.Mode == study.Exam]
	count := fmt.Sprintf("%d of %s %s, %d of %s.", right, Number(steps, "step"), did, critical, Number(all, "critical step"))
	took := "It took " + spent(w.Took) + "."
	switch w.End {
	case study.CriticalError:
		return []string{"The station has ended: a critical step was missed. It is not passed.", count, took}
	case study.TimeUp:
		return []string{"The time is over. The station is not passed.", count}
	case study.Stopped:
		return []string{"You stopped. What was not come to counts for nothing.", count}
	}
	if w.Mode == study.Exam {
		return []string{"The station is passed: no critical step was missed, and it was within its time.", count, took, "It says what you recall today. What you can do, only somebody who watches can say."}
	}
	return []string{"That was the whole page.", count, took}
}

// spent words how long something took, to the second.
func spent(d time.Duration) string {
	seconds := max(1, int(d.Seconds()))
	switch {
	case seconds < 60:
		return fmt.Sprintf("%d s", seconds)
	case seconds%60 == 0:
		return fmt.Sprintf("%d min", seconds/60)
	default:
		return fmt.Sprintf("%d min %d s", seconds/60, seconds%60)
	}
}

// walkMarks are what became of a step, in words.
var walkMarks = map[study.Mark]string{study.Open: "not come to", study.Right: "right", study.Missed: "MISSED"}

// askedOf is a question with what was so in it, but the step under which it stands.
func askedOf(q study.Question) string {
	var parts []string
	for _, given := range q.Given {
		if text := Plain(given); !strings.HasPrefix(text, "Step: ") && !strings.HasPrefix(text, "Next: ") {
			parts = append(parts, Sentence(text))
		}
	}
	return strings.Join(append(parts, Plain(q.Asked)), " ")
}

// MarkingSheet is what became of each step of a walk, as the sections of a document.
func MarkingSheet(w study.Walk) []Section {
	title := map[bool]string{true: "Marking sheet", false: "What you said"}[w.Mode == study.Exam]
	sheet := Section{Heading: title}
	for _, p := range w.Places {
		line := Said{Number: p.Number, Text: Do(p.Step), State: walkMarks[p.Mark]}
		if p.Mark == study.Missed {
			line.Ended = Caution
		}
		if p.Critical {
			line.Flag = "CRITICAL"
		}
		if w.Mode == study.Exam && p.Ask == nil && p.Mark != study.Open {
			line.More = "by your own judgement"
		}
		sheet.Lines = append(sheet.Lines, line)
		if p.Mark == study.Missed && p.Ask != nil {
			right := fmt.Sprintf("%s Right: %s (line %d)", askedOf(*p.Ask), Plain(Solution(*p.Ask)), p.Ask.At.Line)
			sheet.Lines = append(sheet.Lines, Said{Level: 1, Text: right, Tone: Quiet})
		}
	}
	return []Section{sheet}
}
