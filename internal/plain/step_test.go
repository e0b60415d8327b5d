package plain_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	ondisk "soprun/internal/disk"
	"soprun/internal/plain"
)

// away puts the run away and leaves.
var away = []string{".q", "q"}

func TestAnAlertIsReadInFullBeforeItsStepIsSaid(t *testing.T) {
	out := open(t).says(all(toRun, []string{"yes", "d", "n", "a", "q", "q"}),
		"First read this.", "WARNING. The lid is sharp.", "There is no command yes here.", "There is no command d here.", "There is no command n here.",
		"IMPORTANT. PPE: gown, gloves.", "is put away at step 1 of 7")
	lacks(t, out, "Critical. Switch off at the wall.")
}

func TestACriticalStepIsClosedByTheWholeWordYesOnly(t *testing.T) {
	out := open(t).says(all(toRun, []string{"a", "a", "y", "d", "", "ok", "x", "YES"}, away),
		"Step 1 is critical: only the whole word yes says that it is done.",
		"The step is critical: once it is done, type the whole word yes.",
		"Nothing was typed, so nothing was done.",
		"Step 1 is critical: only the whole word yes",
		"Step 1 is critical: it is done, or not done with a reason.",
		"Step 1 done")
	if n := strings.Count(out, "Step 1 done"); n != 1 {
		t.Errorf("the step was closed %d times", n)
	}
}

func TestEachStepSaysWhatComesNext(t *testing.T) {
	out := open(t).says(whole, "After this, step 2: Identify the centrifuge.", "Step 1 of 7.",
		"Step 3 done", "After this, step 5, if “What broke” of step 4 is glass: Remove every piece with forceps.", "Step 4 of 7.",
		"Step 5 not required", "After this, step 7: Level the feet.", "Step 6 of 7.",
		"Step 6 done", "After this step: sign off.", "Step 7 of 7.")
	if n := strings.Count(out, "After this"); n != 6 {
		t.Errorf("what comes next is said %d times", n)
	}
}

func TestHelpListsOnlyWhatCanBeDoneAtTheStep(t *testing.T) {
	out := open(t).says(all(toRun, []string{"a", "a", "?", "yes"}, away), "n or not-done: ", "Step 1 done")
	lacks(t, out, "not-applicable: ", "redo: ", "correct: ")
}

func TestALineAnswersOneQuestionOnly(t *testing.T) {
	out := open(t).says(all(toRun, step1, []string{"CEN-0012 Lab 2 d"}, away), `"CEN-0012 Lab 2 d" does not fit: it takes CEN- then 4 digits`)
	lacks(t, out, "Recorded.", "Step 2 done")
}

func TestAnEmptyLineDoesNothingAnywhere(t *testing.T) {
	var answers []string
	for _, line := range whole {
		if line != phrase(khan) && line != phrase(bell) { // there an empty line goes back, and signs nothing
			answers = append(answers, "", " \t ")
		}
		answers = append(answers, line)
	}
	p := open(t)
	p.says(answers, "Nothing was typed, so nothing was done.", "Signed. It is entry 28", "Countersigned.")
}

func TestAValueThatIsACommandsLetterIsEnteredAsItIs(t *testing.T) {
	for typed, want := range map[string]string{
		"n": "Room: n.", "q": "Room: q.", "skip": "Room: skip.", "what?": "Room: what?.", "..n": "Room: .n.", "..stock": "Room: .stock.", "...": "Room: ....", "../x": "Room: ../x.",
	} {
		out := open(t).says(all(toRun, step1, []string{"CEN-0012", typed}, away), "Recorded. Asset label", "Recorded. "+want)
		lacks(t, out, "Why was step 2 not done?")
	}
}

func TestADotBeforeAWordIsACommandOrIsRefused(t *testing.T) {
	open(t).says(all(toRun, step1, []string{".stpo", ".a", "n", "?", ".?", ".n", ".back"}, away),
		"There is no command stpo here. To enter the text .stpo, type one more dot before it.",
		"There is no command a here.",
		`"n" does not fit: it takes CEN- then 4 digits`, "If you mean the command, type a dot before it: .n.",
		"What can be typed here:", ".n or .not-done: the step is not done, with a reason.", "type one more dot before it",
		"Why was step 2 not done?", "Asset label, scan, CEN- then 4 digits:", "is put away at step 2 of 7")
}

func TestAStepThatIsNotDoneSaysWhyAndIsAnException(t *testing.T) {
	open(t).says(all(toRun, step1, []string{".not-done", "", "the label is gone", ".q", "q"}),
		"Why was step 2 not done?", "Nothing was typed", "Why was step 2 not done?",
		"Step 2 not done: the label is gone.", "Step 3 of 7.")
}

func TestAStepThatDoesNotApplySaysWhyUnlessThePageAsksForNoReason(t *testing.T) {
	open(t).says(all(toRun, step1, []string{".x", "one bench only"}, step3, step4, step6, []string{".x", ".skip", "q", "q"}),
		"Why does step 2 not apply?", "Step 2 not applicable: one bench only.",
		"Why step 7 does not apply, or .skip", "Step 7 not applicable.", "Step 2. Not applicable: one bench only.", "Step 7. Not applicable: no reason asked.")
}

func TestAValueOutsideItsLimitsAsksWhatWasDone(t *testing.T) {
	open(t).says(all(toRun, step1, step2, []string{"2 Mar 2027", "9000", "", "made up a fresh batch"}, []string{"q", "q"}),
		"Recorded. Strength: 9000 ppm (limits 9500 to 10500), BELOW 9500 ppm.", "Deviation 1: Strength 9000 ppm BELOW 9500 ppm.", "What did you do about it?",
		"Nothing was typed", "What did you do about it?", "Kept beside the deviation.", "Type d when it is done")
}

func TestAnImpossibleValueIsSaidAndAskedForAgain(t *testing.T) {
	open(t).says(all(toRun, step1, step2, []string{"2 Mar 2027", "99999", "abc", "10000"}, away),
		"Expiry, a date after today:", "99999 is ABOVE 50000 ppm, which is not possible here",
		"Strength, ppm, 9500 to 10500:", `Strength: "abc" is not a decimal number, write it like 7.5.`, "Recorded. Strength: 10000 ppm (limits 9500 to 10500).")
}

func TestAChoiceIsMadeByItsNumberOrItsWord(t *testing.T) {
	for _, typed := range []string{"1", "glass", "GLASS", "gl"} {
		out := open(t).says(all(toRun, step1, step2, step3, []string{"3", "gold", typed, "d", ".q", "q", "q"}),
			`What broke: "3" is not one of glass, plastic.`, `"gold" is not one of`, "Recorded. What broke: glass.",
			"Step 5 of 7. Critical. First read this.", "CAUTION. Never pick up glass by hand.")
		lacks(t, out, "Not required")
	}
	out := open(t).says(all(toRun, step1, step2, step3, []string{"p", "g", "b", "2", "d", ".q", "q", "q"}),
		"p is no answer. A choice is typed as its number or its word.", "type a dot before it: .p.", "g is no answer.", "b is no answer.", "Recorded. What broke: plastic.")
	lacks(t, out, "What broke: glass.")
	open(t).says(all(toRun, step1, step2, step3, []string{"1", "d", "a"}, []string{"q", "q"}),
		"Step 5 of 7. Critical. Remove every piece with forceps.", "Because “What broke” was glass.")
}

func TestAFileThatCannotBeReadIsAskedForAgain(t *testing.T) {
	open(t).says(all(steps[:len(steps)-2], []string{"gone.jpg", "feet.jpg"}, away), "No such file.", "Photo, path of a file", "Recorded. Photo: feet.jpg")
}

func TestAnEmptyFileIsNotKeptAsEvidence(t *testing.T) {
	p, empty := open(t), filepath.Join(t.TempDir(), "feet.jpg")
	if err := errors.Join(os.WriteFile(empty, nil, 0o600), os.WriteFile(empty+".2", []byte("a photo"), 0o600)); err != nil {
		t.Fatal(err)
	}
	p.with = func(cfg *plain.Config) { cfg.ReadFile = ondisk.Hash }
	p.says(all(steps[:len(steps)-2], []string{empty, empty + ".2"}, away),
		"is empty, 0 bytes: save it again, or name the file that has the evidence.", "Photo, path of a file", "Recorded. Photo: ")
}

func TestYesIsNeitherAReasonNorAnAction(t *testing.T) {
	for text, want := range map[string]string{"ok": `"ok" tells nothing of it`, "Yes": `"Yes" tells nothing of it`, "n/a": `"n/a" is no word`} {
		open(t).says(all(toRun, step1, []string{".not-done", text, "the label is gone", ".q", "q"}),
			"Why was step 2 not done?", want, "Why was step 2 not done?", "Step 2 not done: the label is gone.")
		open(t).says(all(toRun, step1, step2, []string{"2 Mar 2027", "9000", text, "made up a fresh batch"}, []string{"q", "q"}),
			"What did you do about it?", want, "What did you do about it?", "Kept beside the deviation.")
	}
	open(t).says(all(toDeviations, []string{"ok", "told the lead"}, signed, leaves), "What was done about it?", `"ok" tells nothing of it`, "What was done about it?", "You sign this sentence:")
}

func TestACorrectionKeepsBothValuesAndItsReason(t *testing.T) {
	open(t).says(all(toRun, step1, []string{".c"}, step2[:2], step3[:0], []string{"c", "9", "1", "CEN-0013", ".back", "c", "1", "CEN-0013", "misread the label", "p", "q", "q"}),
		"There is no value to correct yet.", "Which value is wrong?", "9 is not one of them.", "Asset label is CEN-0012. What is right?", "Why is Asset label corrected?",
		"Type d when it is done", "Corrected. Asset label was CEN-0012. Both stay in the record.",
		"Asset label: CEN-0013. Corrected, was CEN-0012: misread the label.")
}

func TestWhyTellsWhatTheCodesMeanAndOverviewHowEveryStepStands(t *testing.T) {
	open(t).says(all(toRun, step1, []string{".why", ".overview", ".repeat"}, away),
		"S7. Adhere to stock", "Step 1. Done 09:", "Switch off", "Step 2. Current. Identify", "Step 3. To do. Record", "Section: 1. Make safe.", "Step 2 of 7. Identify the centrifuge.")
}

func TestAStoppedRunSaysWhatWasNotReachedAndCanBeSigned(t *testing.T) {
	open(t).says(all(toRun, step1, []string{".stop", "fire alarm"}, signed, []string{"r"}, leaves),
		"Why does the run stop at step 2?", "Sign-off.", "Stopped, 1 done, 6 not finished.", ": fire alarm.", "Outcome: stopped", "Signed. It is entry",
		"Step 3. Not reached. Record the disinfectant.")
}

func TestHelpListsExactlyWhatCanBeTyped(t *testing.T) {
	for letter, word := range map[string]string{"d": "done", "n": "not-done", "x": "not-applicable", "c": "correct", "w": "why", "q": "put-away"} {
		open(t).says(all(toRun, step1, step2[:2], []string{"?", "help"}, []string{"q", "q"}), letter+" or "+word+": ", letter+" or "+word+": ")
	}
}

// On the page s starts a run; on the card of an open one it must not end it.
func TestWhatCannotBeTakenBackIsAWholeWord(t *testing.T) {
	p := open(t)
	p.says(all(toRun, step1, away), "is put away at step 2")
	out := p.says(all(toRun[:2], []string{"1", "s", "oops", "q", "q"}), "There is no command s here.")
	lacks(t, out, "Why does the run stop")
	p.says(all(toRun[:2], []string{"1", "stop", "80", "fire alarm", "?", "q", "q"}), "Why does the run stop", `"80" is no word: say why the run stops here.`, "Why does the run stop", ": fire alarm.")
	out = p.says(all(toRun[:2], []string{"1", "?", "q", "q"}))
	lacks(t, out, "redo: ")
}

func TestAStepFromWhichSomethingFollowsSaysWhatAndNotThatItIsCritical(t *testing.T) {
	out := open(t).talks(with(all(toProbe, []string{"1", "1 Jan 2026", "d"}, away))...)
	inOrder(t, out, "step 1 is done again, round 2. Once that is meant, type the whole word yes.")
	lacks(t, out, "The step is critical: once")
}

func TestAStepThatIsDoneAgainIsSaidAgain(t *testing.T) {
	out := open(t).talks(with(all(toProbe, []string{"1", "1 Jan 2026", "yes"}, away))...)
	inOrder(t, out, "Step 1 of ", "step 1 is done again, round 2.", "Step 1 of ", "Round 2. ", "is put away at step 1")
}
