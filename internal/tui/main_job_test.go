package tui_test

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/tuitest"
	"soprun/sop"
)

// frame returns what 80 by 24 cells show.
func frame(m tea.Model) string { return tuitest.Frame(m, 80, 24) }

// flat folds white space, so that a text is found over a line break.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// shows fails unless the frame holds every one of the texts.
func shows(t *testing.T, m tea.Model, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(flat(frame(m)), flat(text)) {
			t.Errorf("the frame does not show %q:\n%s", text, frame(m))
		}
	}
}

// hides fails if the frame holds one of the texts.
func hides(t *testing.T, m tea.Model, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(flat(frame(m)), flat(text)) {
			t.Errorf("the frame shows %q:\n%s", text, frame(m))
		}
	}
}

// answer types a text and presses enter.
func answer(m tea.Model, text string) tea.Model {
	return tuitest.Press(tuitest.Type(m, text), "enter")
}

// toStep2 starts a run and closes its first step.
func toStep2(m tea.Model) tea.Model { return tuitest.Press(m, "enter", "enter", "1", "a", "y") }

// toStep3 enters the asset and leaves the room empty.
func toStep3(m tea.Model) tea.Model {
	return tuitest.Press(answer(toStep2(m), "CEN-0012"), "enter", "enter")
}

// toEnd walks the plastic branch to the sign-off.
func toEnd(m tea.Model) tea.Model {
	m = answer(answer(toStep3(m), "2 Mar 2027"), "10000")
	return tuitest.Press(m, "enter", "2", "enter", "y", "enter")
}

func TestAnAssistantRunsAPageAndSignsIt(t *testing.T) {
	b := newBench(t)
	m := toEnd(b.start(80, 24))
	shows(t, m, "Sign off", "Complete    5 done    1 not required", "No exceptions.", "I, A. Khan (a.khan, assistant), performed SOP-CEN-014")
	m = answer(m, "wrong horse")
	shows(t, m, "That is not the passphrase of a.khan")
	if len(b.signed) != 0 {
		t.Fatal("a wrong passphrase signed the run")
	}
	m = answer(m, "correct horse")
	shows(t, m, "Entry 40", "SIGNED", "Not yet: to review.", "Asset label  CEN-0012")
	if len(b.signed) != 1 {
		t.Fatalf("%d completions are signed, want 1", len(b.signed))
	}
	m = tuitest.Press(m, "esc", "esc", "ctrl+l")
	shows(t, m, "22 Nov 13:", "A. Khan", "to review")
}

func TestASupervisorCountersignsWhatSomebodyElsePerformed(t *testing.T) {
	b := newBench(t)
	m := answer(toEnd(b.start(80, 24)), "correct horse")
	m = tuitest.Press(m, "c")
	shows(t, m, "Supervisor  j.bell")
	m = tuitest.Press(m, "enter")
	m = answer(m, "looked at the lot")
	shows(t, m, "You sign this sentence:", "reviewed entry 40")
	m = answer(m, "not it at all")
	shows(t, m, "That is not the passphrase of j.bell")
	m = answer(m, "correct horse")
	shows(t, m, "Countersigned.", "J. Bell (j.bell)", "looked at the lot")
	if got := b.reviews[40]; len(got) != 1 || got[0].Comment != "looked at the lot" {
		t.Errorf("reviews = %+v", got)
	}
}

func TestThePerformerIsToldThatTheyCannotCountersign(t *testing.T) {
	b := newBench(t)
	b.people = []model.Person{khan}
	m := answer(toEnd(b.start(80, 24)), "correct horse")
	m = answer(tuitest.Press(m, "c"), "a.khan")
	m = tuitest.Press(m, "enter")
	shows(t, m, "A.khan performed this run and cannot countersign it.")
	hides(t, m, "You sign this sentence")
}

// H38: every frame of practice says what it is not.
func TestATraineePractisesWithoutANameAndLeavesNothing(t *testing.T) {
	b := newBench(t)
	m := tuitest.Press(b.start(80, 24), "ctrl+p")
	shows(t, m, "PRACTICE - NOT A RECORD", "1 of 6")
	m = tuitest.Press(m, "a", "y")
	m = tuitest.Press(answer(m, "CEN-0012"), "enter", "enter")
	m = answer(answer(m, "2 Mar 2027"), "10000")
	shows(t, m, "PRACTICE - NOT A RECORD")
	m = tuitest.Press(m, "enter", "2", "enter", "y", "enter")
	shows(t, m, "PRACTICE - NOT A RECORD", "Practice ends here.", "enter end practice")
	hides(t, m, "Passphrase", "You sign")
	m = tuitest.Press(m, "enter")
	shows(t, m, "EQUIPMENT PREPARATION")
	hides(t, m, "PRACTICE", "OPEN RUNS")
	if len(b.signed) != 0 {
		t.Error("practice is in the log")
	}
}

func TestOnlyAnApprovedPageRunsForTheRecord(t *testing.T) {
	b := newBench(t)
	b.state = model.PageReady
	m := tuitest.Press(b.start(80, 24), "enter")
	shows(t, m, "A template, not approved.", "a approve")
	m = tuitest.Press(m, "enter")
	shows(t, m, "It cannot be run for the record: it is not approved.")
	m = tuitest.Press(m, "a")
	shows(t, m, "Supervisor  j.bell", "the text that is shown here")
	m = tuitest.Press(m, "enter")
	shows(t, m, "You sign this sentence:", "approved SOP-CEN-014 v2.1", "Passphrase of j.bell")
	m = answer(m, "wrong")
	shows(t, m, "That is not the passphrase of j.bell")
	m = answer(m, "correct horse")
	shows(t, m, "Approved and signed.", "Approved by J. Bell, effective 1 Nov 2026")
	m = tuitest.Press(m, "enter")
	shows(t, m, "Who performs it?", "A. Khan")
}

func TestH8TheFrameHoldsWhatAndWhoAndWhere(t *testing.T) {
	m := toStep2(newBench(t).start(80, 24))
	shows(t, m, "SOP-CEN-014 v2.1", "2 of 6", "1. MAKE SAFE", "A. Khan", "r-01JD01")
}

func TestH6CriticalIsSaidInWords(t *testing.T) {
	shows(t, tuitest.Press(newBench(t).start(80, 24), "enter", "enter", "1"), "! CRITICAL", "! IMPORTANT")
}

func TestH5EnterDoesNotCloseACriticalStep(t *testing.T) {
	m := tuitest.Press(newBench(t).start(80, 24), "enter", "enter", "1", "a", "enter")
	shows(t, m, "1 of 6", "Step 1 is critical: confirm it with y once it is done.")
}

func TestH4KeysPressedAtOnceCloseAtMostOneStep(t *testing.T) {
	b := newBench(t)
	b.proc.Sections[1].Steps[0].Fields = nil
	b.proc.Sections[1].Steps[1].Fields = nil
	m := toStep3(b.start(80, 24))
	shows(t, m, "3 of 6")
	b.frozen = true // the clock stands still while the keys arrive
	for range 20 {
		m = tuitest.Press(m, "enter")
	}
	shows(t, m, "4 of 6")
	b.frozen = false
	m = tuitest.Press(m, "enter")
	hides(t, m, "4 of 6")
}

func TestAScannersBurstNeitherStopsARunNorClosesAStep(t *testing.T) {
	b := newBench(t)
	m := tuitest.Press(b.start(80, 24), "enter", "enter", "1", "a")
	b.frozen = true
	m = answer(m, "scan of a label") // 's' asks why the run stops
	shows(t, m, "Why does the run stop at step 1?", "1 of 6")
	b.frozen = false
	m = tuitest.Press(m, "esc", "y")
	shows(t, m, "2 of 6")
}

func TestH13AQuestionDoesNotCoverTheStep(t *testing.T) {
	m := toStep3(newBench(t).start(80, 24))
	for _, key := range []string{"n", "x", "s", "c"} {
		asked := tuitest.Press(m, "esc", key)
		shows(t, asked, "Record the disinfectant.")
		hides(t, asked, "What broke")
	}
}

func TestH22AValueOutsideItsLimitsAsksWhatWasDone(t *testing.T) {
	m := answer(toStep3(newBench(t).start(80, 24)), "2 Mar 2027")
	m = answer(m, "9000")
	shows(t, m, "BELOW 9500 ppm", "What did you do about it?")
	m = tuitest.Press(answer(m, "made up a fresh batch"), "enter")
	shows(t, m, "4 of 6")
}

func TestH25AReadingIsNeverFilledInBeforehand(t *testing.T) {
	m := toStep3(newBench(t).start(80, 24))
	m = answer(answer(m, "2 Mar 2027"), "99999") // impossible: it is asked for again
	shows(t, m, "ABOVE 50000 ppm")
	if strings.Count(frame(m), "99999") != 1 {
		t.Errorf("the refused value must stand in the message only:\n%s", frame(m))
	}
}

func TestH36ACorrectionAsksForTheValueAndTheReason(t *testing.T) {
	m := answer(toStep3(newBench(t).start(80, 24)), "2 Mar 2027")
	m = tuitest.Press(answer(m, "9600"), "c")
	shows(t, m, "Which value is wrong?", "1 Step 3, Strength made up: 9600 ppm")
	m = tuitest.Press(m, "1")
	m = answer(answer(m, "10000"), "misread the label")
	shows(t, m, "10000 ppm", "corrected, was 9600 ppm")
}

func TestNothingIsShownAsDoneThatIsNotStored(t *testing.T) {
	b := newBench(t)
	m := tuitest.Press(b.start(80, 24), "enter", "enter", "1", "a")
	b.appendErr = errors.New("the disk is full")
	m = tuitest.Press(m, "y")
	shows(t, m, "1 of 6", "Not stored, so not done: the disk is full.")
	m = tuitest.Press(m, "y")
	shows(t, m, "2 of 6")
}

func TestARunThatWasPutAwayGoesOnAtTheSameStep(t *testing.T) {
	b := newBench(t)
	m := toStep3(b.start(80, 24))
	m = tuitest.Press(m, "esc", "q", "esc")
	shows(t, m, "OPEN RUNS", "step 3 of 6", "A. Khan")
	again := b.start(80, 24) // as after a crash
	again = tuitest.Press(again, "enter")
	shows(t, again, "3 of 6", "Record the disinfectant.", "done       2  Identify the centrifuge.")
}

func TestAnEmptyStationIsSetUp(t *testing.T) {
	b := newBench(t)
	b.setUp = false
	m := b.start(80, 24)
	shows(t, m, "Set up this station", "Department")
	m = tuitest.Press(m, "enter")
	shows(t, m, "Department is still empty.")
	m = answer(answer(answer(m, "St Elsewhere Haematology"), "Bench 2"), "Josie Bell")
	shows(t, m, "j.bell", "Short name")
	m = tuitest.Press(m, "enter")
	shows(t, m, "copper lantern violet harbour")
	m = answer(answer(m, "copper lantern"), "copper lanter")
	shows(t, m, "The two passphrases differ.")
	if b.setUp {
		t.Fatal("a station was set up with passphrases that differ")
	}
	m = answer(answer(m, "violet harbour"), "violet harbour")
	if !b.setUp {
		t.Fatal("the station is not set up")
	}
	shows(t, m, "Clean your hands")
}

func TestAPassphraseIsNeverShown(t *testing.T) {
	b := newBench(t)
	m := tuitest.Type(toEnd(b.start(80, 24)), "correct horse")
	hides(t, m, "correct", "horse")
	shows(t, m, strings.Repeat("•", len("correct horse")))
}

func TestAPersonIsEnrolledByAnAdministratorAndThemselves(t *testing.T) {
	b := newBench(t)
	m := tuitest.Press(b.start(80, 24), "ctrl+e")
	shows(t, m, "A. Khan", "a.khan", "administrator, supervisor")
	m = answer(tuitest.Press(m, "n"), "Jo Osei")
	shows(t, m, "j.osei")
	m = tuitest.Press(m, "enter", "enter")
	m = answer(answer(m, "violet harbour nine"), "violet harbour nine")
	m = answer(answer(m, "j.bell"), "correct horse")
	shows(t, m, "Jo Osei is enrolled", "j.osei")
	if got := b.people[len(b.people)-1]; got.ID != "j.osei" || !got.Has(sop.Assistant) {
		t.Errorf("enrolled %+v", got)
	}
}

func TestFindNarrowsByTitleIdAndCode(t *testing.T) {
	b := newBench(t)
	for typed, want := range map[string][2]string{
		"hands": {"Clean your hands", "centrifuge"}, "cen-014": {"centrifuge", "hands"}, "s7": {"SHOW S7", "hands"},
	} {
		m := tuitest.Type(b.start(80, 24), typed)
		shows(t, m, want[0])
		hides(t, m, want[1])
	}
	m := tuitest.Type(b.start(80, 24), "zzz")
	shows(t, m, `No procedure fits "zzz".`)
	shows(t, tuitest.Press(m, "esc"), "Clean your hands", "centrifuge")
}

func TestTheLogSaysWhatVerificationFound(t *testing.T) {
	b := newBench(t)
	m := tuitest.Press(b.start(80, 24), "ctrl+l")
	shows(t, m, "Nothing has been signed yet.", "not verified since start")
	shows(t, tuitest.Press(m, "v"), "verified, 41 entries")
	b.faults = []model.Fault{{Entry: 7, What: "The payload is not the one that was signed.", Do: "Restore the last backup."}}
	shows(t, tuitest.Press(m, "v"), "DOES NOT VERIFY", "Entry 7: The payload is not the one that was signed.", "Restore the last backup.")
}

func TestTheLogIsFilteredByWords(t *testing.T) {
	b := newBench(t)
	m := answer(toEnd(b.start(80, 24)), "correct horse")
	m = tuitest.Type(tuitest.Press(m, "esc", "esc", "ctrl+l", "/"), "osei")
	shows(t, m, "0 found", "No completion has these words.")
	shows(t, tuitest.Press(m, "esc"), "A. Khan")
}

func TestARunThatCannotBeReadIsReportedAndLeft(t *testing.T) {
	b := newBench(t)
	b.runs["r-broken"] = []sop.Event{{Kind: sop.StepDone, Step: "finish"}}
	b.hideBroken = true
	m := tuitest.Press(b.start(80, 24), "enter")
	shows(t, m, "Run r-broken cannot be continued")
	shows(t, tuitest.Press(m, "esc"), "EQUIPMENT PREPARATION")
}

func TestAStoppedRunSaysWhatWasNotReached(t *testing.T) {
	m := tuitest.Press(answer(tuitest.Press(toStep3(newBench(t).start(80, 24)), "esc", "s"), "fire alarm"))
	shows(t, m, "Stopped by A. Khan at 13:", ": fire alarm.", "4 not finished")
	m = tuitest.Press(answer(m, "correct horse"), "pgdown")
	shows(t, m, "3 Record the disinfectant. not reached")
	hides(t, m, "to do", "current")
}
