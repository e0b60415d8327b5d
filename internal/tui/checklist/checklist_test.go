package checklist_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/disk"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/run"
)

func TestTwoAlertsAreAcknowledgedOneAfterTheOther(t *testing.T) {
	d := open(t, &keeper{})
	d.Shows("! WARNING press a when you have read it", "The floor is wet.", "Wear gloves.", "! TIP", "Open the door.")
	d.Press("enter", "y", "n", "x")
	if d.Shows("! WARNING press a"); step(d) != "open" || len(d.Asked) != 0 {
		t.Fatalf("asked %v before the alerts were read", d.Asked)
	}
	d.Press("a").Shows("! WARNING read", "! IMPORTANT press a when you have read it")
	d.Press("enter")
	if step(d) != "open" || len(d.Asked) != 1 {
		t.Fatalf("asked %v before the second alert was read", d.Asked)
	}
	d.Press("a").Shows("! IMPORTANT read").Hides("press a when")
	if d.Press("enter"); step(d) != "read" {
		t.Errorf("the step is not done: %q", step(d))
	}
}

func TestOneKeyPressedTwiceAcknowledgesOneAlert(t *testing.T) {
	d := open(t, &keeper{})
	d.Env.Now = d.Env.Now.Add(time.Second)
	d.Frozen = true
	d.Press("a", "a", "a").Shows("! IMPORTANT press a when you have read it")
}

func TestARunIsResumedInTheMiddleOfItsAlerts(t *testing.T) {
	k := &keeper{}
	open(t, k).Press("a")
	d := open(t, k) // as after a crash
	d.Shows("! WARNING read", "! IMPORTANT press a when you have read it")
	d.Press("a").Press("enter")
	if step(d) != "read" {
		t.Errorf("it stands at %q", step(d))
	}
}

// At whatever width, the limit that was passed keeps its unit.
func TestAMarkIsNotPartedFromItsUnit(t *testing.T) {
	d, _ := at(t, "read")
	d.Answer("9.9")
	for width := 44; width <= 140; width++ {
		if frame := d.FrameAt(width, 40); !strings.Contains(frame, "ABOVE 8.0 °C") {
			t.Fatalf("%d columns:\n%s", width, frame)
		}
	}
}

func TestARunIsResumedInTheMiddleOfADeviation(t *testing.T) {
	d, k := at(t, "read")
	d.Answer("9.9").Shows("ABOVE 8.0 °C", "What did you do about it?")
	d = open(t, k)
	d.Shows("ABOVE 8.0 °C", "What did you do about it?").Answer("told the lead")
	d.Press("1").Press("enter")
	if step(d) != "level" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestRepeatedReadingsAreCounted(t *testing.T) {
	d, k := at(t, "level")
	d.Shows("reading 1 of 3").Answer("1.5").Shows("reading 2 of 3").Answer("2").Shows("reading 3 of 3")
	d = open(t, k)
	d.Shows("reading 3 of 3", "Level 1.5").Answer("3")
	d.Hides("reading 3 of 3").Press("enter")
	if got := values(d, "level"); len(got) != 3 || got[0].Text != "1.5" || got[2].Text != "3" || step(d) != "note" {
		t.Errorf("values %+v, at %q", got, step(d))
	}
}

func TestAnOptionalFieldIsLeftEmptyWithEnter(t *testing.T) {
	d, _ := at(t, "note")
	d.Shows("optional, enter leaves it empty").Answer("   ")
	if len(values(d, "note")) != 0 || len(d.Asked) != 0 {
		t.Fatalf("an empty note was recorded: %+v", values(d, "note"))
	}
	d.Press("y").Press("enter")
	if step(d) != "trace" {
		t.Errorf("it stands at %q", step(d))
	}
	d, _ = at(t, "note")
	d.Answer("the seal is torn").Press("y")
	if got := values(d, "note"); len(got) != 1 || got[0].Text != "the seal is torn" {
		t.Errorf("values %+v", got)
	}
}

func TestAFieldThatIsNotOptionalIsNotLeftEmpty(t *testing.T) {
	d, _ := at(t, "level")
	d.Press("enter").Shows("reading 1 of 3")
	work, _ := d.Env.Session.Work()
	if len(values(d, "level")) != 0 || work.Notice == "" {
		t.Errorf("values %+v, notice %q", values(d, "level"), work.Notice)
	}
	d.Shows(kit.Sentence(work.Notice))
}

func TestARefusedValueStaysToBeMended(t *testing.T) {
	d, _ := at(t, "read")
	d.Answer("5.0x").Shows("5.0x", "is not a decimal number")
	d.Press("backspace").Hides("is not a decimal number").Press("enter")
	if got := values(d, "temp"); len(got) != 1 || got[0].Text != "5.0" {
		t.Errorf("values %+v", got)
	}
}

func TestAnImpossibleValueIsTypedAgainFromNothing(t *testing.T) {
	d, _ := at(t, "read")
	d.Answer("500").Shows("500 is ABOVE 60.0 °C").Answer("5.0")
	if got := values(d, "temp"); len(got) != 1 || got[0].Text != "5.0" {
		t.Errorf("values %+v: the first try was left in the input", got)
	}
}

func TestAFileIsKeptByItsHash(t *testing.T) {
	d, _ := at(t, "trace")
	d.Shows("path of a file").Answer("trace.pdf").Shows("trace.pdf (sha256 0f0f0f0f0f0f...)")
	if got := values(d, "trace"); len(got) != 1 || !strings.Contains(got[0].Text, strings.Repeat("0f", 32)) {
		t.Errorf("values %+v", got)
	}
}

func TestNoFileIsReadWhereNoPathIsTyped(t *testing.T) {
	d, _ := at(t, "trace")
	d.Press("enter").Shows("Trace: enter a value.")
}

func TestAFileThatCannotBeReadIsSaidAndAskedForAgain(t *testing.T) {
	d, _ := at(t, "trace")
	d.Answer("gone.pdf").Shows("Open gone.pdf: no such file.")
	if len(values(d, "trace")) != 0 || len(d.Asked) != 0 {
		t.Fatalf("values %+v", values(d, "trace"))
	}
	for range len("gone.pdf") {
		d.Press("backspace")
	}
	d.Hides("no such file").Answer("trace.pdf")
	if len(values(d, "trace")) != 1 {
		t.Error("the right path was not taken")
	}
}

func TestAnEmptyFileIsNotKeptAsEvidence(t *testing.T) {
	_, from := at(t, "trace")
	d := openReading(t, &keeper{proc: from.proc, events: from.events}, disk.Hash)
	path := filepath.Join(t.TempDir(), "t")
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.WriteFile(path+"2", []byte("a trace"), 0o600)); err != nil {
		t.Fatal(err)
	}
	d.Answer(path).Shows("is empty, 0 bytes: save it again, or name the file that has the evidence.")
	if got := values(d, "trace"); len(got) != 0 {
		t.Errorf("%+v are kept", got)
	}
	d.Type("2").Hides("is empty").Press("enter")
	if got := values(d, "trace"); len(got) != 1 {
		t.Errorf("%+v are kept", got)
	}
}

func TestAHashOfAnotherRunOrStepIsDropped(t *testing.T) {
	d, _ := at(t, "trace")
	d.Hold = true
	d.Answer("trace.pdf")
	late := d.Drop()
	if len(late) != 1 {
		t.Fatalf("%d results are on their way", len(late))
	}
	other, k := at(t, "trace")
	*k = keeper{proc: k.proc, events: k.events}
	other.Run(kit.Do(session.Leave{})).Run(kit.Do(session.Resume{Run: "r-02"}))
	if other.Send(late[0]); len(values(other, "trace")) != 0 {
		t.Error("a file that was read for one run was recorded in another")
	}
	d.Press("esc", "n").Answer("no printer")
	if d.Send(late[0]); len(values(d, "trace")) != 0 {
		t.Error("a file was recorded for a step that was closed meanwhile")
	}
	work, _ := d.Env.Session.Work()
	if work.Notice != "" {
		t.Errorf("the late file is complained about: %q", work.Notice)
	}
}

func TestOneFileIsReadOnce(t *testing.T) {
	reads := 0
	k := &keeper{}
	_, from := at(t, "trace")
	k.proc, k.events = from.proc, from.events
	d := openReading(t, k, func(path string) (string, error) { reads++; return files(path) })
	d.Hold = true
	d.Answer("trace.pdf").Press("enter", "enter")
	d.Release()
	work, _ := d.Env.Session.Work()
	if len(values(d, "trace")) != 1 || work.Notice != "" {
		t.Errorf("read %d times, values %+v, notice %q", reads, values(d, "trace"), work.Notice)
	}
}

func TestAChoiceIsMadeByNumberOrByMoving(t *testing.T) {
	d, _ := at(t, "read")
	d.Answer("5.0").Press("2")
	if got := values(d, "state"); len(got) != 1 || got[0].Text != "sounding" {
		t.Errorf("by number: %+v", got)
	}
	d, _ = at(t, "read")
	d.Answer("5.0").Press("down", "down", "up", "down", "enter")
	if got := values(d, "state"); len(got) != 1 || got[0].Text != "sounding" {
		t.Errorf("by moving: %+v", got)
	}
	d, _ = at(t, "read")
	if d.Answer("5.0").Press("3", "0"); len(values(d, "state")) != 0 {
		t.Error("a number behind the list chose something")
	}
}

// A letter is the same command everywhere in a run, or nothing: never an answer.
func TestALetterAtAChoiceIsACommandOrNothing(t *testing.T) {
	d, k := at(t, "read")
	k.proc.Sections[0].Steps[1].Fields[1].Choices = []string{"insulated", "off", "sounding", "joined", "3 short tones"}
	d.Answer("5.0")
	for key, shows := range map[string]string{"i": "What interrupts you?", "s": "Why does the run stop at step 2?", "j": "What happened?", "n": "Why was step 2 not done?"} {
		d.Press(key).Shows(shows).Press("esc").Shows("1 insulated")
	}
	for _, key := range []string{"k", "b", "0", "S"} {
		d.Press(key).Shows("That key chooses nothing: press a number, or move to a row and press enter.")
	}
	if got := values(d, "state"); len(got) != 0 {
		t.Fatalf("a letter answered %+v", got)
	}
	d.Press("3").Shows("Another answer begins with that number: press enter", "▸ 3 sounding").Press("end").Shows("▸ 5 3 short tones").Press("home").Shows("▸ 1 insulated")
	if d.Press("end", "enter"); len(values(d, "state")) != 1 || values(d, "state")[0].Text != "3 short tones" {
		t.Errorf("by moving: %+v", values(d, "state"))
	}
}

func TestALetterInAPanelIsNoAnswerEither(t *testing.T) {
	d, _ := at(t, "read")
	d.Press("esc", "i").Shows("What interrupts you?", "4 A colleague needs help").Press("a").Shows("That key chooses nothing").Press("1").Shows("A note to yourself")
	d, _ = at(t, "note")
	d.Press("enter", "x").Shows("Why does step 4 not apply?").Press("esc").Press("k").Shows("Press y for yes or n for no.")
}

func TestTheAnswerThatIsNotExpectedIsADeviation(t *testing.T) {
	d, _ := at(t, "note")
	d.Press("enter", "n").Shows("EXPECTED yes", "What did you do about it?")
	d.Answer("shut it").Press("enter")
	if step(d) != "trace" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestAStepIsNotDoneWithAReasonOnly(t *testing.T) {
	d, _ := at(t, "level")
	d.Press("esc", "n").Shows("Why was step 3 not done?")
	d.Press("enter")
	if step(d) != "level" {
		t.Fatal("it was passed without a word of why")
	}
	d.Shows("Why was step 3 not done?").Answer("no stock").Shows("NOT DONE 3 Read the level.", "no stock")
}

// Whoever is told that a word is missing types one: it is the answer, and no command.
func TestARefusedReasonKeepsItsQuestion(t *testing.T) {
	for _, key := range []string{"n", "x", "s"} {
		d, _ := at(t, "level")
		d.Press("esc", key).Answer("80").Under("80_", `"80" is no word`)
		d.Answer("d out of stock")
		work, _ := d.Env.Session.Work()
		ended, stopped := work.Run.Steps()[2].Closed, work.Run.Stopped()
		if key == "s" {
			ended, stopped = stopped, ended
		}
		if stopped != nil || ended == nil || ended.Reason != "80d out of stock" {
			t.Errorf("%s: %+v, and %+v", key, ended, stopped)
		}
	}
}

func TestYesIsNeitherAReasonNorAnAction(t *testing.T) {
	for text, want := range map[string]string{"ok": `"ok" tells nothing of it`, "YES": `"YES" tells nothing of it`, "n/a": `"n/a" is no word`} {
		d, _ := at(t, "level")
		d.Press("esc", "n").Answer(text).Under(text+"_", want)
		if work, _ := d.Env.Session.Work(); work.Run.Steps()[2].Closed != nil {
			t.Errorf("%q is the reason of a step", text)
		}
		d, _ = at(t, "read")
		d.Answer("9.0").Shows("ABOVE").Answer(text).Under(text+"_", want)
		if work, _ := d.Env.Session.Work(); work.Run.Deviations()[0].Action != nil {
			t.Errorf("%q is an action", text)
		}
		for range len(text) {
			d.Press("backspace")
		}
		d.Hides(want).Answer("moved the stock").Hides("What did you do about it?")
	}
}

func TestAStepDoesNotApplyWithAReasonUnlessThePageNeedsNone(t *testing.T) {
	d, _ := at(t, "level")
	d.Press("esc", "x").Shows("Why does step 3 not apply?").Press("enter")
	if step(d) != "level" {
		t.Fatal("it was passed without a word of why")
	}
	d.Answer("no gauge").Shows("n/a", "no gauge")
	if step(d) != "note" {
		t.Errorf("it stands at %q", step(d))
	}
	d.Press("esc", "x").Press("enter")
	if step(d) != "trace" {
		t.Errorf("a page that asks for no reason was refused: %q", step(d))
	}
}

func TestACriticalStepIsNeverNotApplicable(t *testing.T) {
	d, _ := at(t, "lock")
	d.Shows("! CRITICAL").Press("x").Shows("Step 6 is critical: it is done, or not done with a reason.").Hides("Why does")
	d.Press("enter").Shows("confirm it with y")
	if step(d) != "lock" {
		t.Fatal("enter closed a critical step")
	}
	if d.Press("y"); step(d) != "" {
		t.Error("y does not close it")
	}
	if len(d.Went) != 1 || d.Went[0].To != kit.ToSignOff {
		t.Errorf("went %+v at the end", d.Went)
	}
}

// What was open is answered in the sign-off. Who comes back from there wants to see the steps.
func TestWhoComesBackFromTheSignOffStaysAtTheSteps(t *testing.T) {
	d, _ := at(t, "lock")
	d.Press("n").Answer("the key is gone")
	if len(d.Went) != 1 || d.Went[0].To != kit.ToSignOff {
		t.Fatalf("went %+v", d.Went)
	}
	d.Run(kit.Do(session.Act{Do: run.ActOn{Deviation: 1, Text: "told the lead"}, At: d.Env.Now}))
	if d.Shows("Every step is closed"); len(d.Went) != 1 {
		t.Errorf("went %+v once the deviation was answered", d.Went)
	}
}

func TestARunIsStoppedWithAReasonOnly(t *testing.T) {
	d, _ := at(t, "level")
	d.Press("esc", "s").Press("enter")
	if step(d) != "level" || len(d.Went) != 0 {
		t.Fatal("the run was stopped without a word of why")
	}
	d.Answer("fire alarm")
	if work, _ := d.Env.Session.Work(); work.Run.Stopped() == nil || len(d.Went) != 1 || d.Went[0].To != kit.ToSignOff {
		t.Errorf("stopped %v, went %+v", work.Run.Stopped(), d.Went)
	}
}

func TestEscDropsAQuestionAndNothingElse(t *testing.T) {
	for _, key := range []string{"n", "x", "s", "c"} {
		d, _ := at(t, "level")
		before := d.All()
		d.Press("esc", key)
		if d.All() == before {
			t.Errorf("%s asks nothing", key)
		}
		if d.Press("esc"); d.All() != before || len(d.Asked) != 0 {
			t.Errorf("after %s and esc:\n%s", key, d.All())
		}
	}
}

func TestACorrectionIsCancelledAtEachOfItsStages(t *testing.T) {
	stages := []struct {
		shows string
		next  func(*kittest.Driver)
	}{
		{"Which value is wrong?", func(d *kittest.Driver) { d.Press("2") }},
		{"Temperature is 5.0 °C. What is right?", func(d *kittest.Driver) { d.Answer("6.0") }},
		{"Why is Temperature corrected?", func(*kittest.Driver) {}},
	}
	for stop := range stages {
		d, _ := at(t, "level")
		before := d.All()
		d.Press("esc", "c")
		for i := range stop {
			d.Shows(stages[i].shows)
			stages[i].next(d)
		}
		d.Shows(stages[stop].shows).Press("esc").Hides(stages[stop].shows)
		if len(d.Asked) != 0 || values(d, "temp")[0].Text != "5.0" || d.All() != before {
			t.Errorf("cancelled at %q: asked %v\n%s", stages[stop].shows, d.Asked, d.All())
		}
	}
}

func TestACorrectionKeepsTheOldValueAndOpensWhatFollows(t *testing.T) {
	d, _ := at(t, "level")
	d.Press("esc", "c").Shows("1 Step 2, Alarm: off", "2 Step 2, Temperature: 5.0 °C").Press("2").Answer("9.0", "misread it")
	got := values(d, "temp")
	if got[0].Text != "9.0" || got[0].Old[0].Text != "5.0" || got[0].Old[0].By.Reason != "misread it" {
		t.Errorf("value %+v", got[0])
	}
	work, _ := d.Env.Session.Work()
	if devs := work.Run.Deviations(); len(devs) != 1 || devs[0].Step != "read" {
		t.Errorf("deviations %+v", devs)
	}
	if step(d) != "level" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestACorrectionThatIsRefusedSaysWhy(t *testing.T) {
	for name, c := range map[string]struct{ text, reason, want string }{
		"the same":     {"5.0", "misread it", "Temperature is 5.0 already."},
		"no reason":    {"6.0", "", "Say why the value is corrected."},
		"impossible":   {"500", "misread it", "500 is ABOVE 60.0 °C"},
		"not a number": {"six", "misread it", "six"},
	} {
		d, _ := at(t, "level")
		d.Press("esc", "c", "2").Answer(c.text).Type(c.reason).Press("enter").Shows(c.want)
		if values(d, "temp")[0].Text != "5.0" {
			t.Errorf("%s: corrected to %s", name, values(d, "temp")[0].Text)
		}
	}
}

func TestOnlyWhatCanBeCorrectedIsOffered(t *testing.T) {
	d := open(t, &keeper{})
	d.Press("c").Shows("There is no value to correct yet.")
	d, _ = at(t, "lock")
	d.Press("c").Hides("Trace:").Shows("1 Step 4, Shut: yes")
}

func TestWhatIsOnItsWayToTheDiskIsNotDone(t *testing.T) {
	d, k := at(t, "lock")
	d.Hold = true
	before := d.All()
	d.Press("y", "y", "n", "x", "s", "c", "enter", "q", "esc")
	if n := len(d.Asked); n != 1 || step(d) != "lock" || d.All() != before {
		t.Errorf("%d acts were asked for while the first is on its way:\n%s", n, d.All())
	}
	stored := len(k.events)
	if d.Release(); step(d) != "" || len(k.events) != stored {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestWhatWasNotStoredIsSaidAndCanBeTriedAgain(t *testing.T) {
	d, k := at(t, "read")
	k.appendErr = errors.New("the disk is full")
	d.Answer("5.0").Shows("Not stored, so not done: the disk is full.")
	if len(values(d, "temp")) != 0 {
		t.Fatal("it is shown as recorded")
	}
	d.Press("enter")
	if got := values(d, "temp"); len(got) != 1 || got[0].Text != "5.0" {
		t.Errorf("the value has to be typed again: %+v", got)
	}
	d.Hides("the disk is full")
}

func TestAQuestionWhoseAnswerWasNotStoredCanBeAskedAgain(t *testing.T) {
	d, k := at(t, "level")
	k.appendErr = errors.New("the disk is full")
	d.Press("esc", "n").Answer("no stock").Shows("the disk is full")
	d.Press("esc", "n").Answer("no stock").Shows("NOT DONE 3 Read the level.", "no stock")
}

func TestARunIsPutAwayAndNothingOfItIsLost(t *testing.T) {
	for _, keys := range [][]string{{"q"}, {"esc"}} {
		d, k := at(t, "lock")
		stored := len(k.events)
		d.Press(keys...)
		if !slices.ContainsFunc(d.Asked, func(a session.Action) bool { return a == session.Action(session.Leave{}) }) || len(k.events) != stored {
			t.Errorf("%v: asked %v", keys, d.Asked)
		}
	}
	d, _ := at(t, "level")
	if d.Press("esc"); len(d.Asked) != 0 {
		t.Error("esc left the run while a value was being typed")
	}
	if d.Press("q"); len(d.Asked) != 1 {
		t.Errorf("asked %v", d.Asked)
	}
}

func TestAfterTheLastStepTheRunIsSignedOrCorrected(t *testing.T) {
	d, _ := at(t, "")
	d.Shows("Every step is closed. Sign off to finish.")
	if len(d.Went) != 1 || d.Went[0].To != kit.ToSignOff {
		t.Fatalf("a run that was left before its signature goes on with it: %+v", d.Went)
	}
	d.Press("enter")
	if len(d.Went) != 2 {
		t.Errorf("enter does not sign off: %+v", d.Went)
	}
	d.Press("c", "1").Shows("What is right?", "1 yes", "2 no", "The first value stays in the record", "y yes", "n no").Hides("Why is").Press("n").Answer("looked again")
	if got := values(d, "shut"); got[0].Text != "no" || got[0].Old[0].Text != "yes" {
		t.Errorf("value %+v", got)
	}
	d.Press("n", "x", "s", "y")
	if work, _ := d.Env.Session.Work(); work.Run.Stopped() != nil || len(work.Run.Deviations()) != 1 {
		t.Error("a closed run was changed")
	}
}

func TestTheCodesAreShownInTheirWordsOnRequest(t *testing.T) {
	d := open(t, &keeper{}).Press("a", "a")
	d.Hides("S7").Press("w").Shows("S7").Press("w").Hides("S7")
	if wide := d.FrameAt(160, 24); !strings.Contains(wide, "THIS STEP SHOWS") {
		t.Errorf("a wide terminal has room for them:\n%s", wide)
	}
}

func TestWhatHoldsForAStepIsWordedBesideIt(t *testing.T) {
	k := &keeper{proc: fridge()}
	first := &k.proc.Sections[0].Steps[0]
	first.Alerts = nil
	first.Wait, first.Verify, first.Hold, first.Do = &sop.Duration{D: 10 * time.Minute}, sop.BySecondPerson, sop.BySupervisor, "SOP-CEN-014"
	first.Within = &sop.Within{Time: sop.Duration{D: 20 * time.Minute}, Of: "open"}
	open(t, k).Shows(
		"Wait at least 10 min.", "Within 20 min of when step 1 was done.", "A second person checks this.", "Hold: a supervisor releases this before the run goes on.", "Here SOP-CEN-014 is worked through.",
	)
}

func TestAPasteIsTextAndNeverAnAct(t *testing.T) {
	d, _ := at(t, "lock")
	d.Send(tea.PasteMsg{Content: "y\ny\n"})
	if len(d.Asked) != 0 {
		t.Errorf("a paste asked for %v", d.Asked)
	}
	d, _ = at(t, "level")
	d.Send(tea.PasteMsg{Content: "1.5\n"}).Press("enter")
	if got := values(d, "level"); len(got) != 1 || got[0].Text != "1.5" {
		t.Errorf("values %+v", got)
	}
	d.Press("esc", "n").Send(tea.PasteMsg{Content: "no stock"}).Press("enter").Shows("NOT DONE 3 Read the level.", "no stock")

	d, _ = at(t, "level")
	d.Press("esc", "n").Send(tea.PasteMsg{Content: strings.Repeat("so ", 150) + "the end"}).Press("enter").Shows("NOT DONE 3 Read the level.", "the end")
	d, _ = at(t, "level")
	d.Press("esc", "n").Send(tea.PasteMsg{Content: strings.Repeat("so ", 5000)}).Press("enter").Shows("letters are too many").Hides("NOT DONE")
}

func TestWithoutARunNothingIsShownAndNothingActs(t *testing.T) {
	d := open(t, &keeper{})
	d.Env.Session = session.Session{}
	if d.Screen.Keys(d.Env) != nil || d.All() != "" {
		t.Error("a screen without a run shows something")
	}
	if d.Press("enter", "a", "y"); len(d.Asked) != 0 {
		t.Errorf("asked %v", d.Asked)
	}
}

func TestTheKeysOfEveryStateAllLead(t *testing.T) {
	open(t, &keeper{}).KeysLead()
	open(t, &keeper{}).Press("a", "a").KeysLead()
	for _, name := range []string{"read", "level", "lock", ""} {
		d, _ := at(t, name)
		d.KeysLead()
		if name == "level" {
			d.Press("esc").KeysLead()
		}
	}
	d, _ := at(t, "read")
	d.Answer("5.0").KeysLead("up")
	d, _ = at(t, "note")
	d.Press("enter").KeysLead("up")
	d, _ = at(t, "read")
	d.Answer("9.9").KeysLead()
	d, _ = at(t, "level")
	d.Press("esc", "c").KeysLead("up")
	d.Press("1").KeysLead()
	d, _ = at(t, "level")
	d.Press("esc", "n").KeysLead()
}

func TestAKeyThatIsInNoTableDoesNothing(t *testing.T) {
	for _, name := range []string{"lock", ""} {
		d, _ := at(t, name)
		known := map[string]bool{}
		for _, b := range d.Screen.Keys(d.Env) {
			for _, k := range b.Keys {
				known[k] = true
			}
		}
		before, went := d.All(), len(d.Went)
		for r := ' '; r <= '~'; r++ {
			if !known[string(r)] {
				d.Env.Now = d.Env.Now.Add(time.Second)
				d.Send(tuitest.Key(string(r)))
			}
		}
		if d.All() != before || len(d.Asked) != 0 || len(d.Went) != went {
			t.Errorf("at %q a key that nobody is told about acts: %v\n%s", name, d.Asked, d.All())
		}
	}
}

func TestANoticeOfTheSessionGoesWithTheNextAct(t *testing.T) {
	d, _ := at(t, "lock")
	d.Press("enter").Shows("Step 6 is critical")
	d.Press("y").Hides("Step 6 is critical")
	var refusal *run.Refusal
	if work, _ := d.Env.Session.Work(); work.Refusal != refusal {
		t.Errorf("refusal %v", work.Refusal)
	}
}

func TestLimitsAndUnitStayBesideAValueOnceItIsEntered(t *testing.T) {
	d, _ := at(t, "read")
	d.Shows("Temperature _ °C 2.0 to 8.0").Answer("5.0").Shows("Temperature 5.0 °C 2.0 to 8.0")
	if row := rowOf(d.Frame(), "5.0 °C"); !strings.HasSuffix(strings.TrimSpace(row), "2.0 to 8.0") {
		t.Errorf("the limits stand elsewhere: %q", row)
	}
}

// rowOf returns the row of a frame that holds a text.
func rowOf(frame, text string) string {
	for row := range strings.SplitSeq(frame, "\n") {
		if strings.Contains(row, text) {
			return row
		}
	}
	return ""
}

func TestAWideTerminalShowsTheStepsAndValuesSoFar(t *testing.T) {
	d, _ := at(t, "note")
	wide := kittest.Flat(d.FrameAt(150, 40))
	for _, want := range []string{"SO FAR", "Read the display.", "Temperature 5.0 °C limits 2.0 to 8.0", "Read the level.", "Level 1"} {
		if !strings.Contains(wide, want) {
			t.Errorf("the side lacks %q:\n%s", want, d.FrameAt(150, 40))
		}
	}
	if low := d.FrameAt(150, 12); !strings.Contains(low, "more above") || !strings.Contains(low, "Read the level.") {
		t.Errorf("a low terminal shows the latest:\n%s", low)
	}
	if strings.Contains(d.FrameAt(139, 40), "SO FAR") {
		t.Error("a narrow terminal has a side")
	}
}

func TestTheKeysOfSourcesInAStepAreDim(t *testing.T) {
	p := fridge()
	p.Meta.Sources = []sop.Source{{Key: "WHO-HH", Title: "Hand hygiene", Publisher: "WHO", Year: "2009"}}
	p.Sections[0].Steps[0].Text = "Rub for 20 s (WHO-HH)."
	d := open(t, &keeper{proc: p})
	found := false
	for _, l := range d.Screen.View(d.Env).Body {
		for _, s := range l {
			if strings.Contains(s.Text, "WHO-HH") {
				found = true
				if s.Role != kit.Dim {
					t.Errorf("the key is drawn in role %d", s.Role)
				}
			}
		}
	}
	if !found {
		t.Error("the key is not drawn")
	}
	d.Press("w").Shows("WHO-HH Hand hygiene. WHO, 2009.")
}
