package checklist_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop"
	"soprun/sop/run"
)

// shift is a page with one step of each kind that needs time or others.
func shift() *sop.Procedure {
	tolerance := sop.MustDecimal("0.2")
	steps := []sop.Step{
		{ID: "first", Text: "Put the sign on the lid."},
		{ID: "left", Text: "Wipe the left side.", AnyOrder: true},
		{ID: "right", Text: "Wipe the right side.", AnyOrder: true},
		{ID: "wet", Text: "Keep it wet.", Critical: true, Wait: &sop.Duration{D: 10 * time.Minute}},
		{ID: "rinse", Text: "Rinse it.", Within: &sop.Within{Time: sop.Duration{D: 20 * time.Minute}, Of: "wet"}},
		{ID: "read", Text: "Read the display.", Verify: sop.BySecondPerson, Fields: []sop.Field{
			{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0"), Tolerance: &tolerance},
			{Name: "alarm", Label: "Alarm", Type: sop.YesNo},
		}},
		{ID: "tell", Text: "Tell the lead.", Hold: sop.BySupervisor},
		{ID: "last", Text: "Wash your hands."},
	}
	for i := range steps {
		steps[i].Number = i + 1
	}
	return &sop.Procedure{
		Meta:     sop.Meta{ID: "SOP-X-002", Title: "Clean it", Version: "1.0"},
		Sections: []sop.Section{{Title: "1. Clean", Steps: steps}},
	}
}

// shiftAt shows a run of that page that stands at a step.
func shiftAt(t *testing.T, step string) (*kittest.Driver, *keeper) {
	t.Helper()
	return inShift(t, shift(), step)
}

// inShift opens a page at a step of it.
func inShift(t *testing.T, proc *sop.Procedure, step string) (*kittest.Driver, *keeper) {
	t.Helper()
	k := &keeper{proc: proc}
	r, err := run.New(k.proc)
	if err != nil {
		t.Fatal(err)
	}
	now := kittest.Now.Add(-40 * time.Minute)
	do := func(a run.Action, person string) {
		now = now.Add(3 * time.Second)
		events, err := r.Do(a, person, now)
		if err != nil {
			t.Fatalf("%#v: %v", a, err)
		}
		k.events = append(k.events, events...)
		if r, err = r.After(events...); err != nil {
			t.Fatal(err)
		}
	}
	do(run.Begin{}, khan.ID)
	for {
		s, _ := r.Current()
		if s.ID == step {
			return open(t, k), k
		}
		switch s.ID {
		case "wet":
			do(run.StartWait{}, khan.ID)
			now = kittest.Now.Add(-10 * time.Minute)
		case "read":
			do(run.Record{Field: "temp", Text: "5.0"}, khan.ID)
			do(run.Record{Field: "alarm", Text: "no"}, khan.ID)
			do(run.CheckValue{Field: "temp", Text: "5.0"}, "j.osei")
			do(run.CheckValue{Field: "alarm", Text: "no"}, "j.osei")
			do(run.Check{As: sop.BySecondPerson}, "j.osei")
		}
		do(run.Confirm{}, khan.ID)
	}
}

// later lets time go by on the driver's clock.
func later(d *kittest.Driver, by time.Duration) *kittest.Driver {
	d.Env.Now = d.Env.Now.Add(by)
	return d.Send(kit.Ticked{})
}

func TestAWaitIsStartedCountedDownAndConfirmed(t *testing.T) {
	d, _ := shiftAt(t, "wet")
	d.Shows("Press t when the wait of 10 min begins.").Press("y").Hides("done       4")
	d.Press("t").Shows("Wait 10 min", "left", "ready 13:57:")
	d.Press("y").Shows("it is not over yet")
	later(d, 4*time.Minute).Shows("05:5")
	d.Press("t").Shows("Why does the wait start again?").Answer("it dried").Shows("10:00 left")
	later(d, 11*time.Minute).Shows("over since").Hides("it is not over yet")
	if d.Press("y"); step(d) != "rinse" {
		t.Errorf("it stands at %q", step(d))
	}
	d.Shows("Within 20 min of step 4")
}

func TestALateEntryOfTheNightSaysItsDay(t *testing.T) {
	d, _ := at(t, "level")
	d.Env.Now = kittest.Now.Add(11 * time.Hour) // 00:47
	d.Press("esc", "e").Answer("23:50").Shows("Why is it entered late?", "That was yesterday, on 22 Nov 2026, at 23:50.")
	d.Press("esc", "esc", "e").Answer("00:10").Shows("Why is it entered late?").Hides("yesterday")
}

// A time of the day before stands beside its day, so that a slip is seen.
func TestAValueOfTheDayBeforeStandsBesideItsDay(t *testing.T) {
	proc := fridge()
	proc.Sections[0].Steps[1].Fields = []sop.Field{{Name: "began", Label: "Began", Type: sop.Clock}}
	proc.Sections[0].Steps[0].Alerts = nil
	d := open(t, &keeper{proc: proc})
	d.Env.Now = kittest.Now.Add(11 * time.Hour)
	d.Press("enter").Answer("23:50").Shows("Began 23:50 on 22 Nov 2026")
}

// H27: while a second person reads, the first values are nowhere on the screen.
func TestH27TheFirstReadingIsHiddenUntilTheSecondIsIn(t *testing.T) {
	d, k := shiftAt(t, "read")
	d.Answer("5.4").Press("n")
	d.Shows("Who checks this step?", "recorded, hidden", "1 J. Osei").Hides("5.4")
	d.Press("1").Shows("J. Osei reads:").Hides("5.4")
	d.Answer("5.0").Hides("5.4").Shows("read by both, hidden")
	d.Press("n").Shows("Temperature was read as 5.4 °C and as 5.0 °C", "What is right?")
	d.Answer("5.0", "read at eye level")
	d.Shows("J. Osei signs this sentence:", "Passphrase of j.osei")
	d.Answer("wrong").Shows("That is not the passphrase.")
	d.Type("r").Hides("That is not the passphrase.").Press("backspace")
	d.Answer("right").Shows("Checked by j.osei")
	if d.Press("enter"); step(d) != "tell" {
		t.Errorf("it stands at %q", step(d))
	}
	if v := values(d, "temp")[0]; v.Text != "5.0" {
		t.Errorf("temp = %+v", v)
	}
	if open(t, k); step(d) != "tell" {
		t.Error("the run is not the same after a restart")
	}
}

// Whose key is revoked at another terminal sees it where they work, and not when they sign.
func TestAKeyThatIsRevokedElsewhereShowsInTheOpenChecklist(t *testing.T) {
	d, k := shiftAt(t, "rinse")
	look := func() { d.Run(kit.Do(session.Look{})) }
	look()
	d.Hides("revoked", "another terminal")
	k.gone = true
	look()
	d.Shows("The key of A. Khan was revoked, and they have no other", "they cannot sign this run; a supervisor takes it over").Hides("another terminal")
	if d.Press("enter"); step(d) != "read" {
		t.Errorf("what is in hand is not done: it stands at %q", step(d))
	}
	d.Shows("The key of A. Khan was revoked")
	k.gone = false
	look()
	d.Hides("revoked", "another terminal")
}

// Whoever is in the middle of a word goes on typing for a moment after the run was taken over
// at another terminal: those letters are no answers, and the word is not the next person's.
func TestWhatIsTypedWhileARunIsTakenOverElsewhereIsNobodysAnswer(t *testing.T) {
	d, k := at(t, "note")
	d.Type("the door")
	step, events := step(d), len(k.events)
	k.taken = model.Person{ID: "s.lead", Name: "S. Lead", Roles: []sop.Role{sop.Supervisor}}
	k.events = append(k.events, sop.Event{Kind: sop.HandoverTaken, Step: step, At: d.Env.Now, Person: "s.lead", Mark: string(sop.BySupervisor), Reason: "called away"})
	d.Run(kit.Do(session.Look{})).Shows("Are you S. Lead")
	d.Frozen = true
	for _, key := range []string{" ", "r", "t", "q", "enter", "y"} {
		d.Env.Now = d.Env.Now.Add(250 * time.Millisecond)
		d.Press(key).Shows("Are you S. Lead", "This came while you typed: pause, then press a key.")
	}
	if len(k.events) != events+1 || d.Backs != 0 {
		t.Fatalf("%d events, %d screens left", len(k.events), d.Backs)
	}
	d.Frozen = false
	d.Press("enter").Shows("S. Lead").Hides("Are you", "the door")
}

// H27: what is worked out from a value tells it too: the step that is next, what follows, that
// there is an exception. Until the second reading is in, the screen is the same whatever was read.
func TestH27NothingOnTheScreenTellsWhetherTheFirstReadingWasWithinLimits(t *testing.T) {
	end := &sop.Consequence{Does: sop.End}
	for name, or := range map[string]*sop.Consequence{
		"nothing": nil, "hold": {Does: sop.Hold, Who: sop.BySupervisor}, "end": end, "redo": {Does: sop.Redo, Times: 1, Then: end},
	} {
		blind := func(temp string) (frames []string) {
			proc := shift()
			for i := range proc.Sections {
				for j := range proc.Sections[i].Steps {
					switch s := &proc.Sections[i].Steps[j]; s.ID {
					case "read":
						s.Fields = slices.Clone(s.Fields[:1])
						s.Fields[0].Or, s.Fields[0].Accepted = or, limits("2.0", "8.0")
					case "tell":
						s.If = &sop.Condition{Terms: []sop.Term{{Name: "temp", Op: sop.OutOfLimits}}}
					}
				}
			}
			d, _ := inShift(t, proc, "read")
			d.Env.Width = 140
			d.Answer(temp)
			if temp == "9.6" && or == nil {
				d.Shows("What did you do about it?").Answer("told the lead")
			}
			d.Shows("Who checks this step?", "recorded, hidden", "(if “Temperature” of step").Hides(temp)
			frames = append(frames, d.All())
			d.Press("c").Shows("Which value is wrong?").Hides(temp)
			frames = append(frames, d.All())
			d.Press("esc", "1").Shows("J. Osei reads:").Hides(temp)
			return append(frames, d.All())
		}
		within, outside := blind("5.4"), blind("9.6")
		for i := range within {
			if within[i] != outside[i] {
				t.Errorf("%s: within its limits\n%s\noutside\n%s", name, within[i], outside[i])
			}
		}
	}
}

// own are the people at somebody's own terminal.
type own string

func (o own) People() ([]model.Person, error) {
	all, err := staff{}.People()
	for i := range all {
		all[i].Own = all[i].ID == string(o)
	}
	return all, err
}

func TestWhoComesToCheckAtTheirOwnTerminalIsNotAskedWhetherTheyAreSomebodyElse(t *testing.T) {
	for whose, card := range map[own]bool{"j.osei": false, "a.khan": true, "": true} {
		d, k := shiftAt(t, "read")
		d.Answer("5.4").Press("n")
		d = &kittest.Driver{T: t, Screen: checklist.New(whose, files), Perform: k.perform}
		d.Env = kit.Env{Width: 80, Height: 24, Now: kittest.Now, Station: model.Station{Name: "Bench 2"}}
		d.Run(kit.Do(session.Resume{Run: "r-01"}))
		d.Run(d.Screen.Init(d.Env))
		if card {
			d.Shows("Are you A. Khan").Hides("Who checks this step?", "5.4")
			continue
		}
		d.Shows("Who checks this step?", "1 J. Osei").Hides("Are you", "5.4")
		d.Env.Now = d.Env.Now.Add(time.Second)
		d.Press("1").Shows("J. Osei reads:").Hides("5.4").Answer("5.4").Press("n").Shows("J. Osei signs this sentence:")
		d.Answer("right").Shows("Are you A. Khan")
	}
}

func TestTheSecondPersonMayLeaveAndNothingIsChecked(t *testing.T) {
	d, _ := shiftAt(t, "read")
	d.Answer("5.4").Press("n").Press("1").Answer("5.4")
	d.Press("esc").Shows("Who checks this step?").Press("2").Shows("S. Lead reads:")
	d.Answer("5.4").Press("n").Shows("S. Lead signs this sentence:").Press("esc").Shows("Who checks this step?")
	if step(d) != "read" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestAHoldIsReleasedAtTheStepByASupervisor(t *testing.T) {
	d, _ := shiftAt(t, "tell")
	d.Shows("HOLD: the run stops here", "1 S. Lead").Hides("J. Osei")
	d.Press("enter").Shows("Nothing is chosen yet").Press("1").Shows("A note, S. Lead").Press("enter").Shows("S. Lead signs this sentence:")
	d.Answer("right").Shows("Released by s.lead").Press("enter")
	if step(d) != "last" {
		t.Errorf("it stands at %q", step(d))
	}
}

// some are the only people who are enrolled.
type some []model.Person

func (s some) People() ([]model.Person, error) { return s, nil }

func TestWhereNobodyCanComeItIsSaidWhereSomebodyComesFrom(t *testing.T) {
	for at, want := range map[string]string{"tell": "Nobody is enrolled who can release it.", "read": "Nobody else is enrolled who can check it."} {
		d, k := shiftAt(t, at)
		if at == "read" {
			d.Answer("5.4").Press("n")
		}
		d = &kittest.Driver{T: t, Screen: checklist.New(some{khan}, files), Perform: k.perform}
		d.Env = kit.Env{Width: 60, Height: 16, Now: kittest.Now, Station: model.Station{Name: "Bench 2"}}
		d.Run(kit.Do(session.Resume{Run: "r-01"}))
		d.Run(d.Screen.Init(d.Env))
		d.Press("enter").Shows(want, "An administrator enrols somebody")
	}
}

func TestARunIsHandedOverItemByItem(t *testing.T) {
	d, _ := shiftAt(t, "rinse")
	d.Press("h").Shows("What does whoever takes over need to know?").Answer("bowl is wet")
	d.Shows("A. Khan signs this sentence:").Answer("right")
	d.Shows("HANDED OVER by A. Khan", "bowl is wet", "Who takes over?").Press("1")
	d.Shows("OPEN ITEM 1 OF 2, FOR J. OSEI").Press("enter").Shows("OPEN ITEM 2 OF 2").Press("enter")
	d.Shows("J. Osei signs this sentence:").Answer("right")
	d.Shows("Are you J. Osei, and is step 4 done?").Press("enter").Press("enter")
	if step(d) != "read" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestAnOfferIsTakenBack(t *testing.T) {
	d, _ := shiftAt(t, "rinse")
	d.Press("h").Answer("bowl is wet", "right").Shows("Who takes over?").Press("b").Hides("Who takes over?")
	if d.Press("enter"); step(d) != "read" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestH11AnInterruptionIsOneKeyAReasonAndANote(t *testing.T) {
	d, k := shiftAt(t, "rinse")
	d.Press("i").Shows("What interrupts you?", "1 Telephone").Press("1").Shows("A note to yourself").Answer("left side still dry")
	d.Shows("Interrupted  Telephone", "Note         left side still dry", "Rinse it.")
	k.keepCard = true
	d = open(t, k)
	d.Shows("left side still dry", "Are you A. Khan, and is step 4 done?").Press("enter").Hides("left side still dry")
	d.Press("i").Press("7").Answer("the porter called", "").Shows("the porter called")
}

func TestH10TheStepDoneLastIsDoneAgain(t *testing.T) {
	_, k := shiftAt(t, "wet")
	k.keepCard = true
	d := open(t, k)
	d.Shows("WHERE THIS RUN STANDS", "step 3, done: Wipe the right side.").Press("r").Shows("Why is step 3 done again?").Answer("the cloth was dry")
	if step(d) != "right" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestASupervisorTakesOverWhoNobodyHandedOver(t *testing.T) {
	_, k := shiftAt(t, "wet")
	k.keepCard = true
	d := open(t, k)
	d.Press("t").Shows("1 S. Lead").Press("1").Shows("Why, S. Lead?").Answer("too short")
	d.Shows("at least 10 letters").Press("t").Press("1").Answer("A. Khan was taken ill", "right")
	d.Shows("Are you S. Lead")
}

// Of a step whose warning waits, what is asked on the card stays in sight, and no key of the warning
// is told that does nothing there.
func TestWhatIsSignedOnTheCardIsInSightUnderAWarningThatWaits(t *testing.T) {
	d := open(t, &keeper{keepCard: true})
	d.Shows("who is it?", "! WARNING").Hides("press a when")
	d.Press("t").Press("1").Answer("A. Khan was taken ill")
	for _, size := range [][2]int{{80, 24}, {60, 16}, {140, 40}} {
		if frame := d.FrameAt(size[0], size[1]); !strings.Contains(frame, "Passphrase of s.lead") {
			t.Errorf("at %v the passphrase is asked for out of sight:\n%s", size, frame)
		}
	}
}

func TestARunWhosePerformersKeyWasRevokedSaysSoAndIsTakenOverAtItsEnd(t *testing.T) {
	d, k := at(t, "none of them")
	d.Shows("Every step is closed.", "t take over").Hides("was revoked")
	k.gone = true
	d = open(t, k)
	d.Shows("The key of A. Khan was revoked, and they have no other.", "a supervisor takes it over, with t")
	d.Press("t").Shows("1 S. Lead").Press("1").Answer("A. Khan left the department", "right")
	d.Shows("Every step is closed.").Hides("was revoked", "holds no role")
}

func TestWhoOpensARunOfWhichNothingIsDoneIsAskedWhoTheyAre(t *testing.T) {
	_, k := shiftAt(t, "first")
	k.keepCard = true
	d := open(t, k)
	d.Shows("who is it?", "Are you A. Khan, and is nothing else done yet?", "t take over").Press("enter").Hides("who is it?")
}

func TestAStepInAnyOrderIsChosen(t *testing.T) {
	d, _ := shiftAt(t, "left")
	d.Shows("o another step first").Press("o").Shows("1 3 Wipe the right side.").Press("enter").Shows("Nothing is chosen yet").Press("1")
	if step(d) != "right" {
		t.Fatalf("it stands at %q", step(d))
	}
	if d.Press("enter"); step(d) != "left" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestH35ALateEntryAsksWhenAndWhy(t *testing.T) {
	d, _ := shiftAt(t, "rinse")
	d.Press("e").Shows("When was step 5 done?").Answer("quarter past").Shows("is not a time").Press("esc")
	d.Press("e").Answer("13:40", "no hand free")
	d.Shows("late entry 13:40")
	if step(d) != "read" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestAMissedWindowAsksWhatWasDone(t *testing.T) {
	d, _ := shiftAt(t, "rinse")
	later(d, 30*time.Minute)
	d.Press("enter").Shows("Step 5 was not done within 20 min of step 4", "What did you do about it?").Answer("wetted it again")
	if d.Press("enter"); step(d) != "read" {
		t.Errorf("it stands at %q", step(d))
	}
}

func TestWhatWasTypedBeforeAnIdleTimeIsNotLost(t *testing.T) {
	d, _ := shiftAt(t, "read")
	d.Type("5.").Run(kit.Do(session.Idle{})).Shows("Are you A. Khan, and is step 5 done?", "Read the display.")
	d.Press("enter").Type("4").Press("enter")
	if v := values(d, "temp"); len(v) != 1 || v[0].Text != "5.4" {
		t.Errorf("temp = %+v", v)
	}
}

// Two readings that are each one of few answers are settled by choosing one.
func TestReadingsOfFewAnswersAreSettledByChoosingOne(t *testing.T) {
	proc := shift()
	for i := range proc.Sections {
		for j, s := range proc.Sections[i].Steps {
			if s.ID == "read" {
				proc.Sections[i].Steps[j].Fields = []sop.Field{{Name: "seal", Label: "Seal", Type: sop.Choice, Choices: []string{"whole", "split", "missing"}}}
			}
		}
	}
	d, _ := inShift(t, proc, "read")
	d.Press("1").Press("1").Shows("J. Osei reads:").Press("2")
	d.Shows("Look together. What is right?", "1 whole", "2 split", "3 missing", "Seal was read as whole and as split. Both stay in the record.")
	d.Press("3").Answer("it fell off").Shows("J. Osei signs this sentence:")
	if v := values(d, "seal")[0]; v.Text != "missing" {
		t.Errorf("seal = %+v", v)
	}
}

func TestASentenceThatCouldNotBeMadeIsAskedForAgain(t *testing.T) {
	d, k := shiftAt(t, "read")
	d.Answer("5.4").Press("n").Press("1").Answer("5.4")
	k.draftErr = errors.New("the disk is full")
	d.Press("n").Shows("The disk is full.").Press("enter").Shows("J. Osei signs this sentence:")
}

func TestWhatInterruptsCanBeSaidInWords(t *testing.T) {
	d, _ := at(t, "lock")
	d.Press("i").Shows("What interrupts you?", "7 Something else")
	d.Press("enter").Shows("Nothing is chosen yet")
	d.Press("7").Shows("What interrupts you?").Hides("Telephone")
	d.Press("enter").Shows("Nothing is typed yet.")
	d.Type("80").Press("enter").Shows(`"80" is no word`)
	d.Press("backspace", "backspace").Answer("a dog came in").Shows("A note to yourself").Answer("the lid is open").Shows("a dog came in", "the lid is open")
}

func TestAQuestionIsNotAnsweredByTheKeyThatOpenedIt(t *testing.T) {
	d, _ := at(t, "lock")
	d.Press("i").Frozen = true
	d.Press("1").Shows("What interrupts you?").Hides("A note to yourself")
	d.Frozen = false
	d.Press("1").Shows("A note to yourself")
}

// A scanner that types while a question is open must not answer it in words of its own.
func TestAQuestionSaysWhatIsTypedIntoIt(t *testing.T) {
	d, _ := at(t, "lock")
	for _, c := range []struct {
		keys []string
		want kit.FieldKind
	}{
		{[]string{"i"}, kit.NoField},
		{[]string{"7"}, kit.TextField},
		{[]string{"esc", "e"}, kit.ValueField},
		{[]string{"esc", "c"}, kit.NoField},
		{[]string{"1"}, kit.NoField}, // one of two answers
	} {
		if got := d.Press(c.keys...).Screen.Field(d.Env); got.Kind != c.want || got.Typing() == (got.Name == "") {
			t.Errorf("after %q a key goes into %+v", c.keys, got)
		}
	}
}
