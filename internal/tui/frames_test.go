package tui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/run"
)

// surfaces are the states of the program that are drawn in tests: each is one
// row here, and joins the golden frames, the sweep and the hostile texts.
var surfaces = []struct {
	name string
	at   func(b *fakeBench, m tea.Model) tea.Model
	prep func(b *fakeBench)
}{
	{name: "library", at: func(_ *fakeBench, m tea.Model) tea.Model { return m }},
	{name: "library-new", prep: func(b *fakeBench) { b.state = model.PageReady }, at: func(_ *fakeBench, m tea.Model) tea.Model { return m }},
	{name: "library-waits", prep: busyLibrary, at: func(_ *fakeBench, m tea.Model) tea.Model { return m }},
	{name: "library-today", prep: busyToday, at: func(_ *fakeBench, m tea.Model) tea.Model { return m }},
	{name: "library-indexing", prep: indexing, at: func(_ *fakeBench, m tea.Model) tea.Model { return m }},
	{name: "today-indexing", prep: indexing, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "d") }},
	{name: "log-indexing", prep: indexing, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l") }},
	{name: "due", prep: busyToday, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "u") }},
	{name: "due-explain", prep: busyToday, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "ctrl+l", "u", "enter", "x")
	}},
	{name: "review", prep: busyLibrary, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "w") }},
	{name: "review-record", prep: busyLibrary, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "ctrl+l", "w", "enter")
	}},
	{name: "review-signing", prep: busyLibrary, at: reviewed},
	{name: "library-duty", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "tab") }},
	{name: "library-code", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "tab", "tab", "ctrl+end") }},
	{name: "questions", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "f2") }},
	{name: "questions-day", at: func(_ *fakeBench, m tea.Model) tea.Model { return answer(tuitest.Press(m, "f2"), "l.green") }},
	{name: "question", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "enter")
	}},
	{name: "question-sure", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "enter", "t")
	}},
	{name: "question-owned", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "enter", "s", "enter")
	}},
	{name: "question-judged", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "enter", "s", "enter", "n")
	}},
	{name: "question-next", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "enter", "s", "enter", "y", "enter", "g")
	}},
	{name: "practice-home", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "enter", "s", "enter", "n", "enter", "esc", "down")
	}},
	{name: "practice-help", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "?")
	}},
	{name: "practice-which", at: inMode(study.Guided)},
	{name: "practice-walk", at: inMode(study.Guided, "enter", "enter", "y", "enter", "y")},
	{name: "practice-seen", at: inMode(study.Memory, "enter", "enter", "y", "enter")},
	{name: "practice-end", at: inMode(study.Memory, "enter", "enter", "y", "enter", "n", "esc")},
	{name: "practice-read", at: inMode(study.Read, "enter")},
	{name: "practice-station", at: inMode(study.Exam, "enter", "s", "1")},
	{name: "practice-sheet", at: inMode(study.Exam, "enter", "s", "1", "esc")},
	{name: "practice-unfinished", prep: rehearsed, at: func(_ *fakeBench, m tea.Model) tea.Model { return answer(tuitest.Press(m, "f2"), "l.green") }},
	{name: "practice-again", prep: rehearsed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "down", "down", "down", "down", "down", "down", "down", "enter")
	}},
	{name: "questions-pin", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Type(tuitest.Press(answer(tuitest.Press(m, "f2"), "l.green"), "n"), "4711")
	}},
	{name: "charts", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+g") }},
	{name: "chart", at: charted("2", "i", "left", "left", "left", "left", "left", "left")},
	{name: "chart-letters", at: func(b *fakeBench, m tea.Model) tea.Model {
		return charted("2", "i", "left", "left", "left", "left", "left", "left")(b, inLetters(m))
	}},
	{name: "chart-empty", at: charted("1")},
	{name: "chart-rules", at: charted("2", "w")},
	{name: "chart-controls", at: charted("3", "left", "left", "left")},
	{name: "chart-controls-letters", at: func(b *fakeBench, m tea.Model) tea.Model { return charted("3")(b, inLetters(m)) }},
	{name: "chart-controls-rules", at: charted("3", "w")},
	{name: "chart-exceptions", prep: exceptional, at: charted("4")},
	{name: "chart-slots", at: charted("5", "right", "right", "right")},
	{name: "chart-slots-letters", at: func(b *fakeBench, m tea.Model) tea.Model { return charted("5")(b, inLetters(m)) }},
	{name: "setup", prep: func(b *fakeBench) { b.setUp = false }, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(answer(answer(answer(m, "St Elsewhere"), "Bench 2"), "J. Bell"), "")
	}},
	{name: "setup-continue", prep: func(b *fakeBench) { b.setUp = false }, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(m, "ctrl+o"), "D:/2026")
	}},
	{name: "procedure", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter") }},
	{name: "procedure-approve", prep: func(b *fakeBench) { b.state = model.PageReady }, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter", "a", "enter") }},
	{name: "procedure-local", prep: withLocals, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter") }},
	{name: "procedure-adopt", prep: withLocals, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter", "e") }},
	{name: "procedure-adopt-refused", prep: withLocals, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(answer(tuitest.Press(m, "enter", "e"), "9500 to 10500"), "ten minutes")
	}},
	{name: "procedure-who", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter", "enter") }},
	{name: "procedure-open", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "enter", "enter", "1", "a", "esc", "q", "enter", "enter")
	}},
	{name: "checklist-alert", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter", "enter", "1") }},
	{name: "checklist-critical", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter", "enter", "1", "a", "w") }},
	{name: "checklist-value", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Type(toStep2(m), "CEN-00") }},
	{name: "checklist-refused", at: func(_ *fakeBench, m tea.Model) tea.Model { return answer(toStep2(m), "LOT12") }},
	{name: "checklist-deviation", at: func(_ *fakeBench, m tea.Model) tea.Model { return answer(answer(toStep3(m), "2 Mar 2027"), "9000") }},
	{name: "checklist-correct", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(answer(toStep3(m), "2 Mar 2027"), "9600"), "c")
	}},
	{name: "checklist-notdone", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(toStep3(m), "esc", "n") }},
	{name: "practice", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+p", "a") }},
	{name: "signoff-open", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(toStep3(m), "esc", "s"), "fire alarm")
	}},
	{name: "signoff-list", at: func(_ *fakeBench, m tea.Model) tea.Model { return notDone(m) }},
	{name: "signoff-asks", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(notDone(m), "enter") }},
	{name: "signoff-answered", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(notDone(m), "enter"), "told the lead")
	}},
	{name: "signoff-exceptions", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(notDone(m), "enter"), "told the lead"), "enter")
	}},
	{name: "signoff", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Type(toEnd(m), "correct") }},
	{name: "record", at: func(_ *fakeBench, m tea.Model) tea.Model { return answer(toEnd(m), "correct horse") }},
	{name: "record-countersign", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(toEnd(m), "correct horse"), "c", "enter", "enter")
	}},
	{name: "record-amend-which", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(toEnd(m), "correct horse"), "a", "down")
	}},
	{name: "record-amend", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(answer(toEnd(m), "correct horse"), "a", "down", "enter"), "9500")
	}},
	{name: "log", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(toEnd(m), "correct horse"), "esc", "esc", "ctrl+l", "v")
	}},
	{name: "log-empty", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l") }},
	{name: "log-acts", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "a") }},
	{name: "log-dispose", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(answer(tuitest.Press(m, "ctrl+l", "a", "2"), "2026-01-01"), "kept for long enough")
	}},
	{name: "log-close", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "ctrl+l", "a", "1"), "end of the year"), "enter")
	}},
	{name: "log-checkpoint", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(m, "ctrl+l", "a", "4"), "D:/checkpoint.txt")
	}},
	{name: "log-backup", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Type(tuitest.Press(m, "ctrl+l", "a", "5"), "D:/bench-2.zip")
	}},
	{name: "log-backup-refused", at: func(_ *fakeBench, m tea.Model) tea.Model {
		m = answer(tuitest.Press(m, "ctrl+l", "a", "5"), "D:/bench-2.zip")
		return answer(tuitest.Press(m, "5"), "D:/bench-2.zip")
	}},
	{name: "log-marked", at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(toEnd(m), "correct horse"), "esc", "esc", "ctrl+l", "space", "c")
	}},
	{name: "approvals", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "a", "9") }},
	{name: "approval", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "ctrl+l", "p", "down", "enter", "tab")
	}},
	{name: "disposals", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "i") }},
	{name: "disposal", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "i", "enter") }},
	{name: "disposals-none", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "i") }},
	{name: "disposal-confirm", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "ctrl+l", "i", "enter", "f", "enter")
	}},
	{name: "running", prep: withOpenRun, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "d", "m") }},
	{name: "running-one", prep: withOpenRun, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "d", "m", "enter") }},
	{name: "running-none", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "d", "m") }},
	{name: "incidents", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "n") }},
	{name: "incident-close", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(m, "ctrl+l", "n", "enter", "c", "enter"), "W-2044")
	}},
	{name: "notes", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "o") }},
	{name: "assets", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "e") }},
	{name: "duties", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "t") }},
	{name: "terminals", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+e", "y") }},
	{name: "terminal", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+e", "y", "enter") }},
	{name: "terminal-add", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+e", "y", "g") }},
	{name: "matrix", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "h") }},
	{name: "assess", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+e", "a") }},
	{name: "assess-help", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(answer(tuitest.Press(m, "ctrl+e", "a", "tab"), "SOP-IC-001"), "1", "enter", "1", "enter", "enter", "4")
	}},
	{name: "assessments", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "d", "m") }},
	{name: "assessment", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "ctrl+l", "d", "m", "down", "enter")
	}},
	{name: "assessment-respond", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(m, "ctrl+l", "d", "m", "enter", "w", "enter"), "no")
	}},
	{name: "evidence", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "x") }},
	{name: "evidence-record", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(answer(tuitest.Press(m, "ctrl+l", "x", "n", "enter"), "B1"), "question")
	}},
	{name: "statements", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "z") }},
	{name: "scheme-template", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "ctrl+l", "s", "down", "enter")
	}},
	{name: "duties-none", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "t") }},
	{name: "calendar", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+l", "y") }},
	{name: "calendar-rules", prep: governed, at: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(m, "ctrl+l", "y", "u", "2", "enter")
	}},
	{name: "people", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+e") }},
	{name: "people-enrol", at: func(_ *fakeBench, m tea.Model) tea.Model { return answer(tuitest.Press(m, "ctrl+e", "n"), "Jo Osei") }},
	{name: "people-revoke", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+e", "down", "x") }},
	{name: "people-access", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "ctrl+e", "v") }},
	{name: "help", at: func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Press(m, "enter", "?") }},
}

// governed leaves versions that were approved and retired, and disposals.
func governed(b *fakeBench) {
	b.department = department(b)
	b.department.Approvals = []model.Approval{
		{
			Entry: 3, SOP: "SOP-CEN-014", Version: "2.0", Title: b.proc.Meta.Title, SHA256: strings.Repeat("0f", 32), Effective: "2025-11-01", ReviewBy: "2027-11-01", By: bell, At: b.now.AddDate(-1, 0, 0),
			Retired: &model.Retirement{Entry: 60, At: b.now.AddDate(0, -1, 0), By: khan, Reason: "the strength of the disinfectant was wrong"},
		},
		{Entry: 61, SOP: "SOP-CEN-014", Version: "2.1", Title: b.proc.Meta.Title, SHA256: strings.Repeat("1e", 32), Effective: "2026-11-01", By: bell, At: b.now.AddDate(0, 0, -20)},
		{Entry: 70, SOP: "SOP-IC-001", Version: "1.0", Title: "Clean your hands", Effective: "2026-11-02", By: khan, At: b.now.AddDate(0, 0, -19), Disputed: true},
	}
	b.department.Disposals = []model.Disposal{
		{Entry: 80, At: b.now.AddDate(-1, 0, 0), By: bell, Before: "2017-11-22", Entries: 1, Reason: "kept for eight years", Confirmed: &model.Hand{Entry: 81, By: khan, Disputed: true}},
		{Entry: 90, At: b.now.AddDate(0, 0, -1), By: bell, Before: "2018-11-22", Entries: 402, Reason: "kept for eight years, as the retention schedule of the department says"},
	}
}

// busyLibrary leaves runs that wait in every way, and records that nobody has
// countersigned.
func busyLibrary(b *fakeBench) {
	full := stateBench(b.t, state{})
	full.frozen = true
	for i, name := range []string{"second-person", "handed-over", "card-interrupted", "hold", "wait-begun"} {
		begin(b.t, full, named(b.t, name))
		full.runs[fmt.Sprintf("r-0%d", i)] = full.runs["r-01JD4F"]
		delete(full.runs, "r-01JD4F")
	}
	b.proc, b.people, b.runs, b.now = full.proc, full.people, full.runs, full.now
	b.signed = make([]model.Completion, 3)
	for i := range b.signed {
		b.signed[i] = model.Completion{Entry: int64(40 + i), At: b.now, Person: khan, SOP: "SOP-CEN-014", Version: "2.1", Run: "r-00", Title: b.proc.Meta.Title, SupervisorSigns: true}
	}
}

// reviewed marks two records of three, and begins to sign for them.
func reviewed(_ *fakeBench, m tea.Model) tea.Model {
	m = tuitest.Press(m, "ctrl+l", "w", "enter")
	for range 2 {
		for range 8 {
			m = tuitest.Press(m, "space")
		}
		m = tuitest.Press(m, "c")
	}
	return tuitest.Press(m, "enter", "enter")
}

// busyToday leaves something for everybody to do.
func busyToday(b *fakeBench) {
	governed(b)
	b.frozen = true
	b.signed = []model.Completion{
		{Entry: 40, At: b.now.Add(-52 * time.Hour), Person: khan, Title: b.proc.Meta.Title, SupervisorSigns: true},
		{Entry: 41, At: b.now, Person: khan, Title: b.proc.Meta.Title, Exceptions: []run.Exception{{Text: "no broom"}}},
	}
	slot := func(title, item, name, state string, due time.Time) model.Slot {
		s := model.Slot{SOP: "SOP-EQ-014", Title: title, Item: item, Name: name, State: state, Due: due}
		if state == "late" {
			s.Late = b.now.Sub(due)
		}
		return s
	}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	b.slots = []model.Slot{
		slot("Fridge check", "F-11", "2026-11-19", "missed", day.AddDate(0, 0, -3).Add(9*time.Hour)),
		slot("Fridge check", "F-11", "2026-11-20", "missed", day.AddDate(0, 0, -2).Add(9*time.Hour)),
		slot("Fridge check", "F-12", "2026-11-22", "late", day.Add(9*time.Hour)),
		{SOP: "SOP-EQ-021", Title: "Eyewash, weekly", Name: "2026-11-16", State: "late", Due: day.AddDate(0, 0, -6), Late: 6 * 24 * time.Hour, DaysLate: 6},
		slot("Safety cabinet, start of day", "", "2026-11-22", "due", day.Add(24*time.Hour)),
	}
	b.department.SentBack = []model.SentBack{{Entry: 41, Title: "Clean a benchtop centrifuge after a tube breakage", To: khan, At: b.now.AddDate(0, 0, -1), Reason: "the second reading is missing"}}
}

// notDone walks to the sign-off with a value outside its limits and a critical
// step that was not done, which nothing was done about yet.
func notDone(m tea.Model) tea.Model {
	m = answer(answer(toStep3(m), "2 Mar 2027"), "9000")
	m = tuitest.Press(answer(m, "made up a fresh batch"), "enter", "1", "enter", "a", "n")
	m = answer(m, "the lid is jammed")
	return tuitest.Press(m, "y", "enter")
}

// open brings a fresh program to a surface at a size.
func open(t *testing.T, i, width, height int) tea.Model {
	t.Helper()
	b := newBench(t)
	if surfaces[i].prep != nil {
		surfaces[i].prep(b)
	}
	return surfaces[i].at(b, b.start(width, height))
}

func TestEverySurfaceLooksAsItDid(t *testing.T) {
	for i, s := range surfaces {
		for _, size := range [][2]int{{80, 24}, {60, 16}, {140, 40}} {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				golden.RequireEqual(t, tuitest.Frame(open(t, i, size[0], size[1]), size[0], size[1]))
			})
		}
	}
}

// words returns the words of every page of a surface, paged through to its end.
func words(m tea.Model) string {
	for range 60 {
		next := tuitest.Press(m, "pgup")
		if next.View().Content == m.View().Content {
			break
		}
		m = next
	}
	var all strings.Builder
	for range 60 {
		all.WriteString(ansi.Strip(m.View().Content) + " ")
		next := tuitest.Press(m, "pgdown")
		if next.View().Content == m.View().Content {
			break
		}
		m = next
	}
	return flat(all.String())
}

func TestEverySurfaceFitsEveryTerminal(t *testing.T) {
	for i, s := range surfaces {
		m := open(t, i, 80, 24)
		for width := 1; width <= 250; width += max(1+width/100*6, every/20) {
			for _, height := range []int{1, 10, 24} {
				m, _ = m.Update(tea.WindowSizeMsg{Width: width, Height: height})
				if problem := tooLarge(m, width, height); problem != "" {
					t.Fatalf("%s at %dx%d is %s", s.name, width, height, problem)
				}
			}
		}
		m, _ = m.Update(tea.WindowSizeMsg{})
		if m.View().Content != "" {
			t.Errorf("%s draws on a terminal of no size", s.name)
		}
	}
}

// tooLarge says by what a frame leaves its terminal.
func tooLarge(m tea.Model, width, height int) string {
	rows := strings.Split(m.View().Content, "\n")
	if len(rows) > height {
		return fmt.Sprintf("%d lines high", len(rows))
	}
	for _, row := range rows {
		if w := ansi.StringWidth(row); w > width {
			return fmt.Sprintf("%d cells wide", w)
		}
	}
	return ""
}

func TestNoWordOfAStepIsLostAtAnySize(t *testing.T) {
	const instruction = "Switch off at the wall. Put the Do not use sign on the lid."
	const alert = "gown, two pairs of nitrile gloves, eye protection."
	for i, s := range surfaces {
		if s.name != "checklist-alert" && s.name != "checklist-critical" {
			continue
		}
		for width := 40; width <= 250; width += 1 + width/60*9 {
			for _, height := range []int{10, 16, 24} {
				all := words(resize(open(t, i, 80, 24), width, height))
				for _, word := range strings.Fields(instruction + " " + alert) {
					if !strings.Contains(all, word) {
						t.Fatalf("%s at %dx%d: the word %q cannot be reached", s.name, width, height, word)
					}
				}
			}
		}
	}
}

func resize(m tea.Model, width, height int) tea.Model {
	m, _ = m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

func TestATooSmallTerminalKeepsTheRun(t *testing.T) {
	m := toStep2(newBench(t).start(80, 24))
	small := resize(m, 20, 6)
	if got := tuitest.Frame(small, 20, 6); !strings.Contains(flat(got), "Terminal too small.") {
		t.Errorf("the frame says %q", got)
	}
	if frame(resize(small, 80, 24)) != frame(m) {
		t.Error("the run came back changed")
	}
}

func TestEverySurfaceSaysThatADemoIsOne(t *testing.T) {
	for _, s := range surfaces {
		b := newBench(t)
		if s.prep != nil {
			s.prep(b)
		}
		b.demo = true
		m := s.at(b, b.start(80, 24))
		if !strings.Contains(frame(m), "DEMO - MADE-UP DEPARTMENT") && !strings.Contains(frame(m), "PRACTICE - NOT A RECORD") {
			t.Errorf("%s does not say that it is a demo", s.name)
		}
	}
}

// quits reports whether a key ends the program, at once or once it stood alone.
func quits(m tea.Model, key tea.Msg) (left bool) {
	m, cmd := m.Update(key)
	var run func(tea.Cmd)
	run = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		switch msg := cmd().(type) {
		case tea.QuitMsg:
			left = true
		case tea.BatchMsg:
			for _, c := range msg {
				run(c)
			}
		case nil:
		default:
			var next tea.Cmd
			m, next = m.Update(msg)
			run(next)
		}
	}
	run(cmd)
	return left
}

func TestCtrlCLeavesFromEverySurface(t *testing.T) {
	for i, s := range surfaces {
		if !quits(open(t, i, 80, 24), tuitest.Key("ctrl+c")) {
			t.Errorf("%s: ctrl+c does not leave", s.name)
		}
	}
}

func TestEscLeavesEverySurfaceInTheEnd(t *testing.T) {
	for i, s := range surfaces {
		m := open(t, i, 80, 24)
		if strings.HasPrefix(s.name, "setup") { // there is nothing behind it
			if m = tuitest.Press(m, "esc", "esc"); !strings.Contains(frame(m), "Department") {
				t.Errorf("%s: esc does not lead back to the set-up:\n%s", s.name, frame(m))
			}
			continue
		}
		for range 6 {
			if m = tuitest.Press(m, "esc"); strings.Contains(frame(m), "esc back to the value") {
				m = tuitest.Press(m, "q")
			}
		}
		if !strings.Contains(frame(m), "Find") {
			t.Errorf("%s: esc and q do not lead back to the library:\n%s", s.name, frame(m))
		}
	}
}

func TestNothingHostileReachesTheTerminal(t *testing.T) {
	for _, evil := range tuitest.Hostile {
		for i, s := range surfaces {
			b := newBench(t)
			b.people[0].Name = "A." + evil + "Khan"
			b.proc.Meta.Title += evil
			b.proc.Sections[0].Steps[0].Text += evil
			b.proc.Sections[0].Steps[0].Alerts[0].Text += evil
			b.proc.Intro += evil
			if s.prep != nil {
				s.prep(b)
			}
			m := surfaces[i].at(b, b.start(80, 24))
			m = tuitest.Send(m, tea.PasteMsg{Content: evil})
			if bad := tuitest.Unsafe(m.View().Content); len(bad) > 0 {
				t.Fatalf("%s draws %q of %q", s.name, bad, evil)
			}
		}
	}
}

func FuzzTypedTextIsSafeToDraw(f *testing.F) {
	for _, evil := range tuitest.Hostile {
		f.Add(evil)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b := newBench(t)
		m := toStep3(b.start(80, 24))
		m = tuitest.Send(m, tea.PasteMsg{Content: text})
		m = tuitest.Press(m, "enter")
		if bad := tuitest.Unsafe(m.View().Content); len(bad) > 0 {
			t.Fatalf("%q was drawn of %q", bad, text)
		}
	})
}

// department is what people are to do, and what they work with.
func department(b *fakeBench) model.Department {
	b.things = []model.Asset{
		{Entry: 73, ID: "CEN-0012", Reason: "the lid does not lock", By: khan, At: b.now.AddDate(0, 0, -2)},
		{Entry: 74, ID: "F-12", Reason: "above 8.0 since the morning", By: khan, At: b.now.Add(-3 * time.Hour), Disputed: true},
		{ID: "LOT-4417", Lot: true, Expiry: "2026-12-01", Soon: true, Runs: 12, Last: 41, LastAt: b.now.Add(-2 * time.Hour)},
	}
	b.assessed = []model.Assessed{
		{Person: khan, Competence: model.Competence{
			Entry: 82, At: b.now.AddDate(0, 0, -2), By: bell, SOP: "SOP-CEN-014", Version: "2.1", Outcome: "not yet", Method: "observed", Independence: "prompted", Run: "r-2", Scheme: 81,
			Comment: "calm, and in order", Next: "once more, without the card",
			Word: &model.Word{Entry: 83, At: b.now.AddDate(0, 0, -1), Comment: "I was told which cloth comes first, and nothing else"},
		}},
		{Person: khan, Competence: model.Competence{
			Entry: 84, At: b.now.Add(-20 * time.Minute), By: bell, SOP: "SOP-CEN-014", Version: "2.1", Outcome: "not yet", Method: "observed", Independence: "alone", Run: "r-3", Scheme: 81, Comment: "without a word from me",
		}},
	}
	return model.Department{
		ToAnswer: b.assessed[1:],
		ToAssess: []model.Watched{{Entry: 41, Title: b.proc.Meta.Title, Person: khan, Assessor: bell, At: b.now.Add(-50 * time.Minute)}},
		Evidence: []model.Evidence{
			{Entry: 85, Person: khan, Code: "K27", Method: "question", Asked: "why is a cracked tube not spun out?", Said: "the other one is not balanced, and the rotor shakes", Day: "2026-11-21", By: bell, At: b.now},
			{Entry: 86, Person: khan, Code: "B1", Method: "employer", Asked: "how do they treat people who wait?", Said: "calm and kind, also when it is busy", Day: "2026-11-22", By: bell, At: b.now, Disputed: true},
		},
		Statements: []model.Statement{{Entry: 87, Person: khan, First: "2025-11-22", Last: "2026-11-22", Comment: "seen with them", By: bell, At: b.now}},
		Incidents: []model.Incident{
			{Entry: 70, SOP: "SOP-CEN-014", Run: "r-2", Step: "isolate", Reference: "W-2041", What: "a tube of blood broke in the rotor, about 4 ml", By: khan, At: b.now.AddDate(0, 0, -3)},
			{Entry: 71, SOP: "SOP-CEN-014", Run: "r-3", Step: "wipe", What: "the disinfectant was out of date", By: bell, At: b.now.Add(-40 * time.Minute)},
		},
		Notes: []model.Note{{Entry: 72, By: khan, At: b.now.Add(-9 * time.Hour), Text: "rotor 2 squeaks; the engineer comes at ten, and wants the key of the store"}},
		Terminals: []model.Terminal{
			{Entry: 95, Name: "bench-3", Key: "SHA256:dzzBoDNJTIpFx1gMsSYdC33B2FHFmogJ57Yhy9re0ug", Host: "SHA256:scCik2SCeh5tlUmJD7yoGXotKmHyOpHddrXiIaC+Av0", Reason: "the tablet at the centrifuges", By: bell, At: b.now.AddDate(0, 0, -9)},
			{Entry: 96, Name: "office", Key: "SHA256:vC86+9BriNY5tgURXQ7Jgr/PFYxwZJurQ/2f11IZZBg", Host: "SHA256:scCik2SCeh5tlUmJD7yoGXotKmHyOpHddrXiIaC+Av0", Person: bell, By: bell, At: b.now},
		},
		Duties: []model.Duty{
			{Entry: 75, Person: khan, SOP: "SOP-CEN-014", Title: b.proc.Meta.Title, Version: "2.1", ReadBy: "2026-11-20", By: bell, At: b.now.AddDate(0, 0, -9)},
			{Entry: 76, Person: khan, Area: "infection control", By: bell, At: b.now.AddDate(0, 0, -9)},
			{Entry: 77, Person: bell, SOP: "SOP-CEN-014", Title: b.proc.Meta.Title, Version: "2.1", Read: &model.Read{Entry: 78, At: b.now}, By: bell, At: b.now.AddDate(0, 0, -9)},
		},
		Days: []model.Days{{Entry: 79, First: "2026-12-24", Last: "2027-01-03", Reason: "the laboratory moves to the new building", By: bell, At: b.now}},
		Schemes: []model.SchemeInForce{{
			Scheme: model.Scheme{Pages: []string{"SOP-CEN-014"}, Observations: 3, Assessors: 2, Methods: []string{"observed"}, Months: 24},
			SOP:    "SOP-CEN-014", Entry: 81, By: bell, At: b.now, Reason: "agreed at the meeting of 20 November",
		}},
		Rules: model.RulesInForce{Rules: model.Rules{BlockLapsed: true, Nation: "scotland"}, Entry: 80, By: bell, At: b.now, Reason: "agreed at the meeting of 20 November"},
	}
}

// inMode sits somebody down and goes to a mode, and on from there.
func inMode(mode study.Mode, keys ...string) func(*fakeBench, tea.Model) tea.Model {
	return func(_ *fakeBench, m tea.Model) tea.Model {
		m = answer(tuitest.Press(m, "f2"), "l.green")
		for range 1 + slices.IndexFunc(present.PracticeModes, func(o present.PracticeMode) bool { return o.Is == mode }) {
			m = tuitest.Press(m, "down")
		}
		return tuitest.Press(tuitest.Press(m, "enter"), keys...)
	}
}

// withOpenRun leaves a run open.
func withOpenRun(b *fakeBench) {
	b.runs["r-7"] = []sop.Event{{Kind: sop.StepStarted, Step: b.proc.Sections[0].Steps[0].ID, At: b.now, Person: khan.ID}}
	open, err := b.OpenRuns()
	if err != nil {
		b.t.Fatal(err)
	}
	for i := range open {
		open[i].Started = b.now.Add(-12 * time.Minute)
	}
	b.department.Running = open
}

// rehearsed is a bench with rehearsals that are unfinished, one of them nobody's.
func rehearsed(b *fakeBench) {
	mine := model.OpenRun{
		ID: "p-00007", SOP: "SOP-CEN-014", Title: b.proc.Meta.Title, Person: model.Nobody, Practice: true, Practises: "l.green",
		Started: b.now.Add(-3 * time.Hour), Last: b.now.Add(-2 * time.Hour), Step: 3, Steps: 7,
	}
	nobodys := mine
	nobodys.ID, nobodys.Practises, nobodys.Step, nobodys.Last = "p-00005", "", 0, b.now.AddDate(0, 0, -4)
	b.rehearsed = []model.OpenRun{mine, nobodys}
}
