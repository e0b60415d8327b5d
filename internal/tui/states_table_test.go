package tui_test

import (
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/run"
)

// states are the states of a run that are drawn in tests: each is one row here,
// and joins the golden frames, the roles, the rules that every frame keeps and
// the sweep over all sizes.
var states = []state{
	{name: "alert", step: "isolate", word: "! IMPORTANT", role: kit.Caution},
	{name: "warning", step: "settle", word: "! WARNING", role: kit.Danger},
	{name: "critical", step: "isolate", walk: reads, word: "! CRITICAL", role: kit.Caution},
	{name: "why", step: "isolate", walk: reads, then: pressing("w"), word: "S24", role: kit.Accent},
	{name: "value", step: "identify", then: types("CEN-00"), word: "CEN-00", role: kit.Typed},
	{name: "incident", step: "identify", then: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(answer(tuitest.Press(m, "esc", "j"), "a tube of blood broke in the bucket"), "W-2041")
	}, word: "Incident raised 13:49: a tube of blood broke in the bucket (W-2041).", role: kit.Caution},
	{name: "observed", step: "isolate", walk: reads, then: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(m, "z", "1"), "lid shut first; a splinter may be missed")
	}, word: "is watched by", role: kit.Dim},
	{name: "choice", step: "inspect", then: pressing("down", "down"), word: "plastic", role: kit.Accent},
	{name: "yes-or-no", step: "lock", then: pressing("down"), word: "yes", role: kit.Accent},
	{name: "date", step: "disinfectant", walk: records("lot"), then: types("2 Mar 20"), word: "2 Mar 20", role: kit.Typed},
	{name: "refused", step: "identify", then: replies("LOT12"), word: "does not fit: it takes CEN- then 4", role: kit.Caution},
	{name: "deviation", step: "disinfectant", walk: records("lot", "lot-expiry"), then: replies("9000"), word: "BELOW 9500 ppm", role: kit.Caution},
	{name: "impossible", step: "disinfectant", walk: records("lot", "lot-expiry"), then: replies("60000"), word: "60000 is ABOVE 50000 ppm, which is not possible", role: kit.Caution},
	{name: "wait-to-start", step: "contact", word: "Press t when the wait of 10 min begins.", role: kit.Strong},
	{name: "wait-begun", step: "settle", walk: waits(time.Minute), word: "28:00 left", role: kit.Strong},
	{name: "wait-half", step: "settle", walk: waits(14 * time.Minute), word: "15:00 left", role: kit.Strong},
	{name: "wait-over", step: "settle", walk: waits(31 * time.Minute), word: "over since 14:19:20", role: kit.Good},
	{name: "wait-again", step: "contact", walk: waits(3 * time.Minute), then: pressing("t"), word: "Why does the wait start again?", role: kit.Text},
	{name: "window", step: "rinse", walk: passes(5 * time.Minute), word: "14:00 left", role: kit.Strong},
	{name: "window-missed", step: "rinse", walk: passes(25 * time.Minute), then: func(b *fakeBench, m tea.Model) tea.Model {
		return wait(b, m, time.Second)
	}, word: "MISSED", role: kit.Danger},
	{name: "doubtful", step: "settle", walk: func(w *walked) {
		w.read().me(run.StartWait{})
		w.later(10*time.Minute - time.Hour)
		w.me(run.DoubtClock{By: -time.Hour})
	}, word: "DOUBTFUL: the clock was moved", role: kit.Caution},
	{name: "repeats", step: "test-run", walk: func(w *walked) {
		w.me(run.Record{Field: "speed", Text: "3000"}, run.Record{Field: "speed", Text: "3040"})
	}, word: "mean 3020.0 rpm", role: kit.Dim},
	{name: "repeats-done", step: "test-run", walk: func(w *walked) {
		w.me(run.Record{Field: "speed", Text: "3000"}, run.Record{Field: "speed", Text: "3040"}, run.Record{Field: "speed", Text: "2990"})
	}, word: "spread 50 rpm", role: kit.Dim},
	{name: "computed-to-come", step: "test-run", page: computing, walk: speeds("3000", "3040"), word: "= mean of 3 readings ÷ 60", role: kit.Dim},
	{name: "computed", step: "test-run", page: computing, walk: speeds("3000", "3040", "2996"), word: "50.20 Hz", role: kit.Text},
	{name: "computed-outside", step: "test-run", page: computing, walk: speeds("3000", "3040", "3100"), word: "ABOVE 50.50 Hz", role: kit.Caution},
	{name: "computed-not", step: "test-run", page: computing, walk: speeds("3000", "3040", "2990"), word: "CANNOT BE COMPUTED: division by zero", role: kit.Caution},
	{name: "row-limits", step: "identify", page: lookingUp, walk: uses("Chlorine tablets", "disinfectant"), word: "9500 to 10500, for Chlorine tablets", role: kit.Dim},
	{name: "row-outside", step: "identify", page: lookingUp, walk: func(w *walked) {
		uses("Chlorine tablets", "disinfectant")(w)
		w.me(run.Record{Field: "lot", Text: "B7731"}, run.Record{Field: "lot-expiry", Text: "2027-03-02"}, run.Record{Field: "strength", Text: "950"})
	}, word: "BELOW 9500 ppm", role: kit.Caution},
	{name: "row-not-asked", step: "identify", page: lookingUp, walk: uses("Alcohol wipe", "disinfectant"), word: "not asked for with Alcohol wipe", role: kit.Dim},
	{name: "row-wait", step: "identify", page: lookingUp, walk: uses("Chlorine tablets", "contact"), word: "Wait at least 10 min, for Chlorine tablets.", role: kit.Dim},
	{name: "row-judged-again", step: "identify", page: lookingUp, walk: func(w *walked) {
		uses("Chlorine tablets", "disinfectant")(w)
		w.me(run.Record{Field: "lot", Text: "B7731"}, run.Record{Field: "lot-expiry", Text: "2027-03-02"}, run.Record{Field: "strength", Text: "10000"})
		w.me(run.Correct{Step: "identify", Field: "product", Text: "Weak tablets", Reason: "read the wrong jar"})
	}, word: "ABOVE 1050 ppm", role: kit.Caution},
	{name: "no-row", step: "identify", page: lookingUp, walk: func(w *walked) {
		w.me(run.MarkNotDone{Reason: "the label is gone"}, run.ActOn{Deviation: 1, Text: "told the lead"})
		w.to("disinfectant")
	}, word: "Product was not chosen", role: kit.Caution},
	{name: "other-first", step: "outside", then: pressing("o"), word: "Which step first?", role: kit.Strong},
	{name: "interruptions", step: "contact", walk: waits(time.Minute), then: pressing("i"), word: "What interrupts you?", role: kit.Strong},
	{name: "note-to-self", step: "contact", walk: waits(time.Minute), then: func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Type(tuitest.Press(m, "i", "2"), "left the lid open a hand")
	}, word: "A note to yourself", role: kit.Text},
	{name: "card-blind", step: "damage", card: true, walk: records("condition", "temp"), word: "recorded, hidden", role: kit.Dim},
	{name: "card-crash", step: "inspect", card: true, walk: records("broken"), word: "WHERE THIS RUN STANDS", role: kit.Accent},
	{name: "card-interrupted", step: "isolate", card: true, walk: interrupted, word: "left the lid open a hand", role: kit.Text},
	{name: "idle-warning", step: "outside", then: func(b *fakeBench, m tea.Model) tea.Model {
		return wait(b, m, 9*time.Minute+20*time.Second)
	}, word: "No key for a while:", role: kit.Caution},
	{name: "idle", step: "outside", card: true, then: func(b *fakeBench, m tea.Model) tea.Model {
		return wait(b, tuitest.Press(m, "enter"), 11*time.Minute)
	}, word: "who is it?", role: kit.Caution},
	{name: "second-person", step: "damage", walk: records("condition", "temp"), word: "A second person checks this step now", role: kit.Caution},
	{name: "blind-choice", step: "damage", walk: records("condition", "temp"), then: pressing("2"), word: "J. Osei reads:", role: kit.Accent},
	{name: "blind-reading", step: "damage", walk: records("condition", "temp"), then: pressing("2", "1"), word: "read by both, hidden", role: kit.Dim},
	{name: "settle", step: "damage", walk: records("condition", "temp"), then: reading("6.0"), word: "Look together. What is right?", role: kit.Text},
	{name: "check-signature", step: "damage", walk: records("condition", "temp"), then: reading("5.1"), word: "J. Osei signs this sentence:", role: kit.Dim},
	{name: "hold", step: "release", word: "HOLD: the run stops here", role: kit.Caution},
	{name: "release-note", step: "release", then: pressing("1"), word: "A note, J. Bell", role: kit.Text},
	{name: "release-signature", step: "release", then: pressing("1", "enter"), word: "J. Bell signs this sentence:", role: kit.Dim},
	{name: "overdue", step: "lock", card: true, walk: passes(4 * time.Hour), word: "OVERDUE: this run is open for longer than 3 h.", role: kit.Caution},
	{name: "decision", step: "lock", card: true, walk: passes(4 * time.Hour), then: pressing("1"), word: "How does it go on, J. Bell?", role: kit.Strong},
	{name: "hand-over-note", step: "contact", walk: waits(time.Minute), then: pressing("h"), word: "What does whoever takes over need to know?", role: kit.Text},
	{name: "handed-over", step: "contact", card: true, walk: offers, word: "HANDED OVER by A. Khan", role: kit.Caution},
	{name: "open-item", step: "contact", card: true, walk: offers, then: pressing("2"), word: "OPEN ITEM 1 OF 2, FOR J. OSEI", role: kit.Dim},
	{name: "take-over", step: "contact", card: true, walk: offers, then: pressing("2", "enter", "enter"), word: "J. Osei signs this sentence:", role: kit.Dim},
	{name: "take-over-alone", step: "inspect", card: true, walk: records("broken"), then: func(_ *fakeBench, m tea.Model) tea.Model {
		return answer(tuitest.Press(m, "t", "1"), "A. Khan went home ill")
	}, word: "J. Bell signs this sentence:", role: kit.Dim},
	{name: "linked", step: "fridge", word: "Press enter to work through SOP-T-001;", role: kit.Strong},
	{name: "taken-again", step: "disinfectant", page: consequences, walk: records("lot"), then: replies("1 Jan 2026"), word: "EXPIRED 1 Jan 2026", role: kit.Caution},
	{name: "done-again", step: "lock", page: consequences, walk: notLocked, word: "Round 2.", role: kit.Dim},
	{name: "run-ended", step: "lock", page: consequences, walk: func(w *walked) { notLocked(w); w.to("lock"); notLocked(w) }, word: "The run has ended", role: kit.Dim},
	{name: "value-holds", step: "test-run", page: consequences, walk: tooSlow, word: "HOLD: the run stops here", role: kit.Caution},
	{name: "hold-decision", step: "test-run", page: consequences, walk: tooSlow, then: pressing("1"), word: "Does it go on, J. Bell?", role: kit.Strong},
	{name: "held-run-ends", step: "test-run", page: consequences, walk: tooSlow, then: pressing("1", "2"), word: "Why, J. Bell?", role: kit.Text},
	{name: "left-out-holds", step: "lock", page: consequences, walk: func(w *walked) { w.me(run.MarkNotDone{Reason: "the lock is covered"}) }, word: "nothing goes on until a supervisor decides", role: kit.Caution},
	{name: "each-first", step: "which", page: theRound, word: "0 of 8 done. Missing: FR-001", role: kit.Dim},
	{name: "each-between", step: "which", page: theRound, walk: someFridges, word: "3 of 8 done, 1 left out. Missing: FR-004, FR-006", role: kit.Dim},
	{name: "each-taken", step: "which", page: theRound, walk: someFridges, then: replies("FR-003"), word: "none is done twice", role: kit.Caution},
	{name: "each-left-out", step: "which", page: theRound, walk: someFridges, then: pressing("esc", "l"), word: "Which one is left out?", role: kit.Strong},
	{name: "each-item", step: "which", page: theRound, walk: func(w *walked) {
		someFridges(w)
		w.me(run.Record{Field: "unit", Text: "FR-004"}, run.Complete{})
	}, then: replies("9.4"), word: "ABOVE 8.0 °C", role: kit.Caution},
	{name: "each-ends", step: "seal", page: theRound, walk: func(w *walked) { w.me(run.Record{Field: "seal", Text: "damaged"}) }, word: "FR-001 ends; still to do: step 6.", role: kit.Caution},
	{name: "each-ended", step: "seal", page: theRound, walk: func(w *walked) {
		w.me(run.Record{Field: "seal", Text: "damaged"}, run.Confirm{})
	}, word: "FR-001 has ended", role: kit.Dim},
	{name: "each-after", step: "which", page: theRound, walk: allFridges, word: "“Now” of FR-003 was 9.1 °C", role: kit.Dim},
	{name: "each-finish", step: "which", page: asTheyCome, walk: fridges("FR-001 4.0", "FR-003 5.0"), then: pressing("esc", "f"), word: "Is that all? 2 done: FR-001, FR-003.", role: kit.Strong},
	{name: "each-sign-off", step: "which", page: theRound, walk: func(w *walked) {
		allFridges(w)
		w.me(run.Confirm{}, run.ActOn{Deviation: 3, Text: "told the lead"}, run.Complete{})
	}, word: "FR-002 was left out: it is defrosting", role: kit.Text},
	{name: "wait-meanwhile", step: "settle", page: consequences, walk: waits(time.Minute), word: "28:00 left", role: kit.Text},
	{name: "do-confirm", step: "isolate", page: doConfirm, walk: reads, word: "Do all of it first, from memory.", role: kit.Text},
	{name: "closed-branch", step: "outside", word: "10-11", role: kit.Dim},
	{name: "late-entry", step: "outside", then: pressing("e"), word: "When was step 12 done?", role: kit.Text},
	{name: "redo", step: "outside", then: pressing("r"), word: "Why is step 9 done again?", role: kit.Text},
	{name: "correction", step: "outside", then: pressing("c", "3"), word: "Strength made up is 10000 ppm. What is right?", role: kit.Text},
	{name: "newer", step: "contact", then: func(b *fakeBench, m tea.Model) tea.Model {
		b.newer = "2.2"
		return tuitest.Press(m, "q", "enter", "enter")
	}, word: "Version 2.2 took effect meanwhile.", role: kit.Caution},
	{name: "not-stored", step: "outside", then: func(b *fakeBench, m tea.Model) tea.Model {
		b.appendErr = errFull
		return tuitest.Press(m, "enter")
	}, word: "Not stored, so not done: the disk is full.", role: kit.Caution},
	{name: "sign-off", step: "isolate", walk: exceptions, word: "EXCEPTIONS", role: kit.Dim},
	{name: "sign-off-open", step: "finish", walk: func(w *walked) { w.me(run.MarkNotDone{Reason: "the bin is full"}) }, then: pressing("enter"), word: "What was done about it?", role: kit.Accent},
	{name: "pace", step: "buckets", walk: hurries, then: pressing("enter"), word: "How were these steps done?", role: kit.Accent},
	{name: "practice-wait", step: "settle", practice: true, walk: waits(time.Minute), word: "PRACTICE - NOT A RECORD", role: kit.Banner},
	{name: "practice-check", step: "damage", practice: true, walk: records("condition", "temp"), then: practised, word: "Here the second person signs", role: kit.Strong},
	{name: "practice-hold", step: "release", practice: true, word: "HOLD: the run stops here", role: kit.Caution},
}

var errFull = errors.New("the disk is full")

func types(text string) func(*fakeBench, tea.Model) tea.Model {
	return func(_ *fakeBench, m tea.Model) tea.Model { return tuitest.Type(m, text) }
}

func replies(text string) func(*fakeBench, tea.Model) tea.Model {
	return func(_ *fakeBench, m tea.Model) tea.Model { return answer(m, text) }
}

func reads(w *walked) { w.read() }

// records walks the values of fields of the current step.
func records(fields ...string) func(*walked) {
	return func(w *walked) {
		w.read()
		for _, f := range fields {
			w.me(run.Record{Field: f, Text: answers[f]})
		}
	}
}

// waits starts the wait and lets time go by.
func waits(d time.Duration) func(*walked) {
	return func(w *walked) {
		w.read().me(run.StartWait{})
		w.later(d)
	}
}

// passes lets time go by at a step.
func passes(d time.Duration) func(*walked) { return func(w *walked) { w.later(d) } }

// interrupted leaves a run with an open deviation and a timer behind a note.
func interrupted(w *walked) {
	w.read().me(run.MarkNotDone{Reason: "the plug is out of reach"})
	w.to("contact").me(run.StartWait{}, run.Pause{Reason: "Urgent sample", Note: "left the lid open a hand"})
	w.later(4 * time.Minute)
}

func offers(w *walked) {
	w.me(run.StartWait{}, run.Offer{Note: "the bowl is wet since 14:20"})
}

// reading lets J. Osei read the bowl's temperature.
func reading(temp string) func(*fakeBench, tea.Model) tea.Model {
	return func(_ *fakeBench, m tea.Model) tea.Model { return answer(tuitest.Press(m, "2", "1"), temp) }
}

func practised(_ *fakeBench, m tea.Model) tea.Model {
	return answer(tuitest.Press(m, "1", "1"), "5.0")
}

// exceptions walks to the end with every kind of exception, each answered.
func exceptions(w *walked) {
	w.read().me(run.MarkNotDone{Reason: "the plug is out of reach"}, run.ActOn{Deviation: 1, Text: "switched off at the board"})
	w.to("identify").later(5 * time.Minute)
	w.me(run.Record{Field: "asset", Text: "CEN-0012"}, run.DoneEarlier{At: w.b.now.Add(-2 * time.Minute), Reason: "no free hand"})
	w.to("settle").read().me(run.StartWait{}, run.StartWait{Reason: "the lid was opened"}).later(-time.Hour)
	w.me(run.DoubtClock{By: -time.Hour})
	w.to("disinfectant").me(run.Record{Field: "lot", Text: "B7731"}, run.Record{Field: "lot-expiry", Text: "2027-03-02"})
	w.me(run.Record{Field: "strength", Text: "60000"}, run.Record{Field: "strength", Text: "9000"}, run.ActOn{Deviation: 2, Text: "made up a fresh batch"})
	w.me(run.Correct{Step: "disinfectant", Field: "lot", Index: 1, Text: "B7732", Reason: "misread the label"})
	w.to("rinse").later(25 * time.Minute)
	w.me(run.Tick{}, run.ActOn{Deviation: 3, Text: "wetted it again and rinsed"})
	w.to("outside").me(run.Redo{Reason: "the rim was still wet"})
	w.to("outside").me(run.MarkNotApplicable{Reason: "no panel on this one"})
	w.to("damage").me(run.Record{Field: "condition", Text: "good"}, run.Record{Field: "temp", Text: "5.0"})
	w.by(osei, run.CheckValue{Field: "condition", Text: "good"}, run.CheckValue{Field: "temp", Text: "6.0"})
	w.me(run.Settle{Field: "temp", Index: 1, Text: "5.8", Reason: "read again together"})
	w.to("lock").later(3 * time.Hour)
	w.by(bell, run.Decide{Decision: sop.Continue, Reason: "the samples are stable"})
	w.every = 300 * time.Millisecond
	w.to("finish").by(bell, run.TakeOver{As: sop.BySupervisor, Reason: "A. Khan went home ill"})
	w.to("")
	if row, fast := w.run.Unexplained(); fast {
		w.me(run.ExplainPace{Text: fmt.Sprintf("laid out before step %d", row.First)})
	}
}

// hurries ends the run with steps that nobody could have read.
func hurries(w *walked) {
	w.every = 300 * time.Millisecond
	w.to("")
}
