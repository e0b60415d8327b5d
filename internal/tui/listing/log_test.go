package listing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop/run"
)

func TestEachRowSaysHowItEndedAndWhetherSomebodyLooked(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*model.Completion)
		want   string
	}{
		"as the page says":   {func(*model.Completion) {}, "complete to review"},
		"steps were not":     {func(c *model.Completion) { c.Outcome, c.Counts.NotDone = run.OutcomeExcept, 2 }, "except 2 to review"},
		"stopped":            {func(c *model.Completion) { c.Outcome, c.Counts.Deviations = run.OutcomeStopped, 3 }, "stopped to review"},
		"one deviation":      {func(c *model.Completion) { c.Counts.Deviations = 1 }, "1 deviation to review"},
		"several deviations": {func(c *model.Completion) { c.Counts.Deviations = 4 }, "4 deviations to review"},
		"countersigned":      {func(c *model.Completion) { c.Countersigned = []model.Hand{{By: model.Person{Name: "Bo Ray"}}} }, "complete countersigned"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := completions(1)
			c.change(&rows[0])
			open(t, &fakeBench{rows: rows}).Shows("22 Nov 13:47 A. Khan", c.want)
		})
	}
}

func TestARecordThatNobodyHasToLookAtSaysNothingOfAReview(t *testing.T) {
	rows := completions(1)
	rows[0].SupervisorSigns = false
	open(t, &fakeBench{rows: rows}).Shows("complete").Hides("to review")
}

func TestARowTakesTwoLinesOnANarrowTerminal(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(3)})
	wide, narrow := d.FrameAt(100, 24), d.FrameAt(60, 24)
	if n := strings.Count(wide, "A. Khan"); n != 3 {
		t.Errorf("%d rows:\n%s", n, wide)
	}
	for _, line := range strings.Split(narrow, "\n") {
		if strings.Contains(line, "Page number") && strings.Contains(line, "A. Khan") {
			t.Errorf("one line holds both:\n%s", narrow)
		}
	}
	if strings.Count(narrow, "to review") != 3 || strings.Count(narrow, "Page number") != 3 {
		t.Errorf("something is lost:\n%s", narrow)
	}
}

func TestTheLogIsMovedOverByRowAndByPage(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(90)})
	at := func(want int64, keys ...string) {
		t.Helper()
		d.Press(keys...).Press("enter")
		if got := d.Went[len(d.Went)-1]; got != (kit.Go{To: kit.ToRow, List: "log", Row: fmt.Sprint(want)}) {
			t.Errorf("after %v: %+v, want entry %d", keys, got, want)
		}
	}
	at(100)
	at(100, "up", "k", "pgup")
	at(98, "down", "j")
	at(99, "pgdown", "up", "pgup", "down", "up")
	at(98-16, "down", "pgdown")
	for range 20 {
		d.Press("pgdown")
	}
	at(11)
	if !strings.Contains(d.Frame(), "▸ Page number 089\n   18 Nov 20:47") {
		t.Errorf("the cursor is not on the screen:\n%s", d.Frame())
	}
}

func TestAnEmptyLogOpensNothing(t *testing.T) {
	d := open(t, &fakeBench{}).Press("enter", "down", "pgdown")
	d.Shows("Nothing has been signed yet.")
	if len(d.Went) != 0 {
		t.Errorf("went %+v", d.Went)
	}
}

func TestTheFilterNarrowsAsItIsTyped(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(30)}).Press("/").Type("number 01")
	d.Shows("10 found", "Page number 010").Hides("Page number 020")
	d.Press("enter", "down", "enter")
	if len(d.Went) != 1 || entryOf(d.Went[0]) != 89 {
		t.Errorf("went %+v", d.Went)
	}
	d.Shows("10 found")
	d.Press("/").Type("zzz").Shows("No completion has these words.")
	d.Press("esc").Shows("Page number 003").Hides("found")
}

func TestEscShowsAllBeforeItLeaves(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(3)}).Press("/").Type("zzz").Press("enter")
	d.Shows("Press esc to see all.")
	if d.Press("esc"); d.Backs != 0 {
		t.Error("esc left although the screen says that it shows all")
	}
	d.Shows("Page number 001").Hides("found")
	if d.Press("esc"); d.Backs != 1 {
		t.Error("esc does not leave")
	}
}

func TestLettersAreKeysUntilTheFilterIsOpened(t *testing.T) {
	b := &fakeBench{rows: completions(3), verdict: model.Verdict{Entries: 7}}
	d := open(t, b).Type("zv")
	if b.verified != 1 || d.Screen.Field(d.Env).Typing() {
		t.Errorf("verified %d times", b.verified)
	}
	d.Send(tea.PasteMsg{Content: "vvv"}).Hides("vvv")
	if d.Press("/").Type("vq"); b.verified != 1 || d.Backs != 0 || !d.Screen.Field(d.Env).Typing() {
		t.Error("letters of the filter act")
	}
	d.Press("esc", "q")
	if d.Backs != 1 {
		t.Error("q does not leave")
	}
}

func TestAPasteGoesToTheOpenFilter(t *testing.T) {
	open(t, &fakeBench{rows: completions(30)}).Press("/").Send(tea.PasteMsg{Content: "number 02"}).Shows("10 found")
}

func TestRowsOfAnEarlierFilterAreDropped(t *testing.T) {
	b := &fakeBench{rows: completions(30)}
	d := open(t, b).Press("/")
	d.Hold = true
	d.Type("01")
	late := d.Drop()
	if len(late) != 2 {
		t.Fatalf("%d results are on their way", len(late))
	}
	d.Hides("found").Shows("looking ...").Send(late[1]).Hides("looking").Shows("11 found") // 010 to 019, and 001
	d.Send(late[0]).Shows("11 found")
}

func TestALogThatCannotBeReadSaysSo(t *testing.T) {
	d := open(t, &fakeBench{err: errors.New("the disk is gone")})
	d.Shows("The log cannot be read: the disk is gone").Hides("Nothing has been signed")
	if d.Press("enter"); len(d.Went) != 0 {
		t.Errorf("went %+v", d.Went)
	}
	if d.Press("esc"); d.Backs != 1 {
		t.Error("esc does not leave")
	}
}

func TestWhatWasFoundAtTheStartIsSaidBeforeAnybodyAsks(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(1)})
	d.Env.Station.Checked.Fault = "Nothing is signed here until the log verifies: it was put back."
	d.Send(kit.Changed{})
	d.Shows("DOES NOT VERIFY", "it was put back.", "Page number 000").Hides("not verified since start")
}

func TestTheCheckBehindTheScreensIsSaidWhereNobodyAskedForOne(t *testing.T) {
	b := &fakeBench{rows: completions(2), verdict: model.Verdict{Entries: 41}}
	b.rows[1].At = kittest.Now.AddDate(-1, 0, 0)
	d := open(t, b).Shows("not verified since start", "22 Nov 13:47", "22 Nov 2025")
	d.Env.Station.Checked = model.Checked{Running: true, Done: 20, Total: 80}
	d.Shows("being checked, 25%")
	d.Env.Station.Checked = model.Checked{At: kittest.Now.Add(-time.Hour)}
	d.Shows("checked 12:47").Hides("not verified")
	d.Press("v").Shows("verified, 41 entries").Hides("checked 12:47")
}

func TestWhatAVerificationFoundIsSaid(t *testing.T) {
	b := &fakeBench{rows: completions(1), verdict: model.Verdict{Entries: 41}}
	d := open(t, b)
	d.Shows("not verified since start")
	d.Press("v").Shows("verified, 41 entries")
	b.verdict.Faults = []model.Fault{
		{Entry: 7, What: "the payload is another one", Do: "Restore the last backup."},
		{Entry: -1, What: "the checkpoint is of another log", Do: "Put the right one beside it."},
	}
	d.Press("v").Shows("DOES NOT VERIFY", "Entry 7: the payload is another one", "The log: the checkpoint is of another log", "Put the right one beside it.")
	d.Hides("Entry -1")
	d.Shows("Page number 000")
	b.verdict = model.Verdict{Entries: 42}
	d.Press("v").Shows("verified, 42 entries").Hides("Entry 7")
}

func TestAVerificationThatFailsIsNoVerdict(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(1), verifyErr: errors.New("the disk is gone")}).Press("v")
	d.Shows("The log could not be verified: the disk is gone").Hides("DOES NOT VERIFY", "verified, ")
}

func TestOneVerificationRunsAtATime(t *testing.T) {
	b := &fakeBench{rows: completions(3), verdict: model.Verdict{Entries: 41}}
	d := open(t, b)
	d.Hold = true
	d.Press("v", "v", "v").Shows("verifying, 0%")
	if d.Held() != 1 {
		t.Errorf("%d verifications run", d.Held())
	}
	d.Press("down", "enter")
	if len(d.Went) != 1 || entryOf(d.Went[0]) != 99 {
		t.Errorf("the list does not work while it verifies: %+v", d.Went)
	}
	d.Release().Shows("verified, 41 entries")
}

func TestTheKeysOfTheLogAllLead(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(90), verdict: model.Verdict{Entries: 41}})
	d.Press("pgdown", "pgdown").KeysLead()
	d.Press("/").Type("number").Press("down").KeysLead()
	d.Press("enter", "down").KeysLead()
	d.Press("home").KeysLead("up", "k", "pgup", "home")
}

func TestARowIsChartedByItsProcedure(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(2)})
	d.Press("g")
	if len(d.Went) != 1 || d.Went[0] != (kit.Go{To: kit.ToChart, Chart: present.ChartOf{SOP: "SOP-X-001"}}) {
		t.Errorf("went to %+v", d.Went)
	}
	if d := open(t, &fakeBench{}).Press("g"); len(d.Went) != 0 {
		t.Errorf("without a row it went to %+v", d.Went)
	}
}

// Whoever comes with words in the filter finds the rows that have them.
func TestAListIsComeToWithWordsInItsFilter(t *testing.T) {
	b := &fakeBench{rows: completions(12)}
	kittest.Open(t, log(t, b, false).Seeking("number 003")).Shows("Filter  number 003", "Page number 003").Hides("Page number 004")
}
