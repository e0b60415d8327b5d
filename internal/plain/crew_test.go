package plain_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/session"
	"soprun/sop"
)

// toCrew starts the page that asks for time and for other people, and does its
// first two steps in the other order.
var toCrew = []string{"check with others", "1", "s", "a.khan", "o", "1", "d", "d"}

// timed gives one answer a read. An answer that is a time moves the clock on and
// the next one is given.
type timed struct {
	p       *place
	answers []any
}

func (r *timed) Read(b []byte) (int, error) {
	for len(r.answers) > 0 {
		next := r.answers[0]
		r.answers = r.answers[1:]
		switch next := next.(type) {
		case time.Duration:
			r.p.now = r.p.now.Add(next)
		case string:
			return copy(b, next+"\n"), nil
		}
	}
	return 0, io.EOF
}

// talks holds a dialogue in which time goes by and returns what was said.
func (p *place) talks(answers ...any) string {
	p.t.Helper()
	out, err := p.talkTo(context.Background(), &timed{p, answers})
	if err != nil {
		p.t.Errorf("%v:\n%s", err, out)
	}
	return out
}

// with joins answers and times.
func with(lines []string, more ...any) []any {
	var out []any
	for _, l := range lines {
		out = append(out, l)
	}
	return append(out, more...)
}

func TestStepsInAnyOrderAreChosen(t *testing.T) {
	open(t).says(all(toCrew, []string{"q", "q"}), "Step 1 of 5. Wipe the left side.", "1. Step 2: Wipe the right side.", "Which one first?",
		"Step 2 of 5. Wipe the right side.", "Step 1 of 5. Wipe the left side.", "Step 3 of 5.")
}

func TestAWaitIsStartedTimedAndNeverClosesTheStep(t *testing.T) {
	p := open(t)
	out := p.talks(with(toCrew, "d", "t", "yes", 4*time.Minute, "m", "t", "it was dried by mistake", 10*time.Minute, "m", "yes", ".q", "q")...)
	inOrder(t, out, "Wait at least 10 min.", "Type t at the moment when the 10 min begin", "There is no command d here",
		"Wait 10 min: 9 min 5", "Type the whole word yes once it is over and done, m for what is left", "it is not over yet: 9 min 5", "Wait 10 min: 5 min",
		"Why does the wait of step 3 start again?", "Wait 10 min: 9 min 5", "Type the whole word yes once it is done", "Step 3 done", "Within 20 min of step 3: 19 min")
}

// checked walks to the second person's reading.
var checked = with(toCrew, "t", 11*time.Minute, "yes", "5.0")

func TestASecondPersonReadsBlindAndSigns(t *testing.T) {
	p := open(t)
	out := p.talks(append(checked[:len(checked):len(checked)], "a.khan", "j.bell", "5.1", "sign", "", "sign", phrase(bell), "d", "q", "q")...)
	inOrder(t, out, "A second person checks this step now", "1. J. Bell, short name j.bell", "Number or short name of who checks it", "a.khan is nobody who can do this.",
		"J. Bell reads now. Step 4: Read the display.", "Figure: The dial.", "J. Bell, your own reading. Now, °C, 2.0 to 8.0: 5.1", "Recorded.\n", "You sign this sentence:", "J. Bell (j.bell",
		"J. Bell, type sign to sign it", "Nothing was signed.", "Signed by J. Bell.", "Type d when it is done")
}

// Who comes to the run later, or at another terminal, reads for themself all the same.
func TestASecondPersonWhoOpensTheRunHearsNoReading(t *testing.T) {
	p := open(t)
	p.talks(append(checked[:len(checked):len(checked)], "q", "b", "q")...)
	out := p.says([]string{"1", "yes", "j.bell", "5.2", "sign", phrase(bell), "q", "q"}, "Read the display.", "Now: recorded, hidden until it is checked.",
		"Number or short name of who checks it", "J. Bell, your own reading.", "Signed by J. Bell.")
	lacks(t, out, "5.0 °C")
}

// ownTerminal is a place at somebody's own terminal.
type ownTerminal struct {
	*place
	whose string
}

func (o *ownTerminal) Enrolled() (model.Enrolled, error) {
	all, err := o.place.Enrolled()
	return all.AtOwn(o.whose), err
}

func TestASecondPersonAtTheirOwnTerminalIsNotAskedWhetherTheyAreThePerformer(t *testing.T) {
	p := open(t)
	p.talks(append(checked[:len(checked):len(checked)], "q", "b", "q")...)
	p.with = func(cfg *plain.Config) { cfg.Sources = sourcesOf(&ownTerminal{p, "j.bell"}) }
	out := p.says([]string{"1", "j.bell", "5.2", "sign", phrase(bell), "q", "q"}, "Number or short name of who checks it", "J. Bell, your own reading.", "Signed by J. Bell.", "Are you A. Khan")
	lacks(t, out[:strings.Index(out, "Signed by J. Bell.")], "5.0 °C", "Are you")
	p.with = func(cfg *plain.Config) { cfg.Sources = sourcesOf(&ownTerminal{p, "a.khan"}) }
	p.says([]string{"1", "q", "q"}, "Are you A. Khan")
}

func TestReadingsThatDifferAreSettledTogether(t *testing.T) {
	p := open(t)
	out := p.talks(append(checked[:len(checked):len(checked)], "1", "6.0", ".leave", "1", "about 5", "5.0", "80", "5.0", "looked again together", "sign", phrase(bell), "d", "q", "q")...)
	inOrder(t, out, "The readings differ. Now was read as 5.0 °C and as 6.0 °C.", "Look together. What is right?", "is not a decimal number", `"80" is no word: say how you settled it.`, "Settled. Both readings stay in the record.")
}

func TestAHoldIsReleasedByASupervisorsSignature(t *testing.T) {
	p := open(t)
	out := p.talks(append(checked[:len(checked):len(checked)], "1", "5.0", "sign", phrase(bell), "d", "j.bell", "all clean", "sign", phrase(bell), "d", "they were laid out", "S", "sign", phrase(khan), "b", "q")...)
	inOrder(t, out, "HOLD: the run stops here until a supervisor releases it.", "1. J. Bell", "A note, J. Bell, or .skip: all clean", "You sign this sentence:",
		"Signed by J. Bell.", "Type d when it is done")
}

// alone is a place where nobody else is enrolled.
type alone struct{ *place }

func (a *alone) Enrolled() (model.Enrolled, error) {
	all, err := a.place.Enrolled()
	all.People = slices.DeleteFunc(all.People, func(p model.Person) bool { return p.ID != khan.ID })
	return all, err
}

func TestWhereNobodyCanComeItIsSaidWhereSomebodyComesFrom(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) { cfg.Sources = sourcesOf(&alone{p}) }
	inOrder(t, p.talks(append(checked[:len(checked):len(checked)], "q", "b", "q")...), "Nobody else is enrolled who can check it. An administrator enrols somebody, or gives that role, in the list of people.")
}

// What the screen's record tells, the spoken one tells too.
func TestTheRecordTellsOfWaitsSecondPersonsAndReleases(t *testing.T) {
	p := open(t)
	p.talks(append(checked[:len(checked):len(checked)], "1", "5.0", "sign", phrase(bell), "d", "j.bell", "all clean", "sign", phrase(bell), "d", "they were laid out", "S", "sign", phrase(khan), "b", "q")...)
	out := p.says([]string{"l", "1", "b", "b", "q"})
	inOrder(t, out, "Begun by A. Khan.", "Steps:", "Wait of 10 min from 09:", "Checked by J. Bell at 09:", "read Now 5.0 °C", "Released by J. Bell at 09:", "all clean")
}

func TestARunIsHandedOverWithItsOpenItems(t *testing.T) {
	p := open(t)
	out := p.talks(with(toCrew, "t", "h", "keep it wet, please", "sign", phrase(khan), "j.bell", "a", "a", "a", "a", ".leave", "take-back", "q", "q")...)
	inOrder(t, out, "What does whoever takes over need to know?", "You sign this sentence:", "A. Khan, type sign", "Signed by A. Khan.",
		"HANDED OVER by A. Khan", "keep it wet, please", "1. J. Bell", "Open item 1 of")
}

func TestAnInterruptionIsNotedAndTheRunStandsOnACard(t *testing.T) {
	p := open(t)
	out := p.talks(with(toCrew, "i", "1", "the blue bottle", 30*time.Minute, "yes", "q", "q")...)
	inOrder(t, out, "1. Telephone", "What interrupts you?", "A note to yourself", "Noted. Timers go on.", "Interrupted: Telephone at", "Note: the blue bottle",
		"Are you A. Khan, and is step", "Step 3 of 5.")
}

func TestAStepIsDoneAgainOrWasDoneEarlier(t *testing.T) {
	p := open(t)
	out := p.talks(with(toCrew, "r", "missed a corner", 20*time.Minute, "e", "25:00", "e", "08:00", "forgot", "e", "09:10", "the screen was wet", "q", "q")...)
	inOrder(t, out, "done again?", "Step 1 of 5.", `"25:00" is not a time`, "the step before it was not done yet", "Step 1 done", "Step 3 of 5.")
}

func TestALateEntryOfTheNightSaysItsDay(t *testing.T) {
	p := open(t)
	p.now = time.Date(2026, 11, 22, 23, 40, 0, 0, time.UTC)
	out := p.talks(with(toCrew[:4], 40*time.Minute, "e", "23:50", "the screen was wet", "e", "14:05", "forgot it", "q", "q")...)
	inOrder(t, out, "That was yesterday, on 22 Nov 2026, at 23:50.", "Why is it entered late?", "Step 1 done, A. Khan, 23:50 on 22 Nov 2026.",
		"That was yesterday, on 22 Nov 2026, at 14:05.", "At 14:05 on 22 Nov the step before it was not done yet, that was at 23:50 on 22 Nov.")
}

func TestAnOverdueRunIsDecidedByASupervisor(t *testing.T) {
	p := open(t)
	out := p.talks(with(toCrew, 5*time.Hour, "d", "j.bell", "continue", "delivery came late", "sign", phrase(bell), "q", "q")...)
	inOrder(t, out, "OVERDUE: this run is open for longer than 4 h.", "1. J. Bell", "How does it go on, J. Bell?", "Why?", "You sign this sentence:", "Signed by J. Bell.")
}

func TestPracticePlaysEverybodyAndSignsNothing(t *testing.T) {
	p := open(t)
	before := p.Here().Entries
	out := p.talks("check with others", "1", "p", "d", "d", "t", 2*time.Minute, "yes", "5.0", "1", "5.0", "g", "d", "1", ".skip", "g", "d", "laid out", "end", "q")
	inOrder(t, out, "PRACTICE - NOT A RECORD", "1. Practice partner", "In practice you play them too.", "Type g to go on")
	if p.Here().Entries != before || len(completions(p)) != 0 {
		t.Error("practice is in the log")
	}
}

func TestAStepRunsAnotherProcedureAndComesBack(t *testing.T) {
	p := open(t)
	for _, id := range []string{"SOP-PAR-001", "SOP-SHT-001"} {
		if err := approve(p.Place, id); err != nil {
			t.Fatal(err)
		}
	}
	out := p.talks("begin the round", "1", "s", "a.khan", "g", "d", "q", "begin the round", "1", "yes", "g", "sign", phrase(khan), "d", "sign", phrase(khan), "b", "q")
	inOrder(t, out, "Here SOP-SHT-001 is worked through.", "Type g to work through SOP-SHT-001", "Look at the lamp.", "Begin the round")
	if done := completions(p); len(done) != 2 {
		t.Errorf("%d completions:\n%s", len(done), out)
	}
}

func TestASupervisorTakesOverARunThatNobodyHandedOver(t *testing.T) {
	p := open(t)
	out := p.talks(with(toCrew, "q", "check with others", "1", "t", "1", "too short", "t", "1", "A. Khan was taken ill", "sign", phrase(bell), "yes", "q", "q")...)
	inOrder(t, out, "Which supervisor takes over", "at least 10 letters", "Signed by J. Bell.", "Are you J. Bell, and is step")
}

func TestH12AfterALongSilenceTheDialogueAsksWhoIsThere(t *testing.T) {
	p := open(t)
	p.with = func(c *plain.Config) { c.IdleAfter = 10 * time.Minute }
	out := p.talks(with(toCrew, "q", "check with others", "1", "yes", 11*time.Minute, "t", "yes", "t", 9*time.Minute+5*time.Second, "m", "q", "q")...)
	inOrder(t, out, "Nothing was typed for 11 min, so that line was not taken.", "Are you A. Khan, and is step 1 done?", "Type t at the moment", "Wait 10 min: 9 min 5", "Wait 10 min: 4")
}

func TestARunWhosePerformersKeyWasRevokedSaysSoAndIsTakenOverBeforeItIsSigned(t *testing.T) {
	p := open(t)
	p.talks("look at the lamp", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan", time.Minute, "d", "q", "b", "q")
	p.prepared(bell.ID, model.Revoke{Person: khan.ID, Reason: "left the department"})
	out := p.says([]string{"1", "sign", "t", "j.bell", "A. Khan left the department", "sign", phrase(bell), "sign", phrase(bell), "b", "q"},
		"to sign, needs a supervisor, A. Khan", "It was started", "by A. Khan.", "The key of A. Khan was revoked, and they have no other. They cannot sign this run: a supervisor takes it over, with t,",
		"1. J. Bell", "Which supervisor takes over, because A. Khan cannot hand over?", "Signed by J. Bell.", "Taken over by J. Bell without a hand-over", "You sign this sentence:", "A supervisor can countersign it.")
	lacks(t, out, "not in the log")
	out = p.says([]string{"look at the lamp", "1", "s", "b", "b", "q"}, "short name j.bell")
	lacks(t, out, "short name a.khan") // who would begin what they cannot sign
}

// It is said before the next question, once, and not when they sign.
func TestAKeyThatIsRevokedElsewhereIsSaidInTheOpenRun(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) {
		perform, revoked := cfg.Perform, false
		cfg.Perform = func(e session.Effect) session.Action {
			done := perform(e)
			if a, ok := e.(session.Append); ok && a.Events[0].Kind == sop.StepDone && !revoked {
				revoked = true
				p.prepared(bell.ID, model.Revoke{Person: khan.ID, Reason: "left the department"})
			}
			return done
		}
	}
	out := p.says(all(toCrew, []string{"q", "q"}), "The key of A. Khan was revoked, and they have no other: they cannot sign this run; a supervisor takes it over.")
	if n := strings.Count(out, "they cannot sign this run"); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, out)
	}
}

func TestARunThatWasTakenOverSaysWhoStartedIt(t *testing.T) {
	p := open(t)
	p.talks("look at the lamp", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan", "q", "b", "q")
	p.says([]string{"1", "t", "j.bell", "A. Khan was taken ill", "sign", phrase(bell), "q", "q"}, "Are you A. Khan, and is nothing else done yet?", "Signed by J. Bell.")
	p.says([]string{"1", "q", "q"}, "It was started", "by A. Khan.", "J. Bell carries it out now.")
}

// Whoever started a run may be gone before its first warning was read: it would stay open for good.
func TestASupervisorTakesOverARunThatWaitsAtItsFirstWarning(t *testing.T) {
	p := open(t)
	out := p.talks(with(toRun, "q", "clean a centrifuge", "1", "t", "1", "A. Khan was taken ill", "sign", phrase(bell), "a", "a", "stop", "nobody is left to do it", "sign", phrase(bell), "r", "b", "b", "q")...)
	inOrder(t, out, "Last: No step is closed yet.", "Which supervisor takes over, because A. Khan cannot hand over?", "from A. Khan (a.khan)", "Signed by J. Bell.", "WARNING. The lid is sharp.",
		"1. Taken over by J. Bell without a hand-over: A. Khan was taken ill.", "I, J. Bell (j.bell, supervisor), performed SOP-CEN-014", "Signed.", "J. Bell took over before anything was done: A. Khan was taken ill")
}
