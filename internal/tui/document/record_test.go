package document_test

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop/run"
)

func TestTheRecordShowsEverythingThatHappened(t *testing.T) {
	d := signed(t).open(t)
	d.Shows(
		"Entry 40", "Look at a fridge", "SOP-X-001 v2.1", "r-01", "I, A. Khan, performed it.", "Not yet: to review.",
		"1 Read the display.", "Temperature 9.0 °C limits 2.0 to 8.0 ABOVE 8.0 °C corrected, was 9.9 °C: misread it",
		"2 Wipe the door.", "not applicable", "3 Sweep the floor.", "not done", "4 Move the stock.", "not required",
		"told the lead", "told them again", "ordered a broom", "no broom", "S16",
	)
}

func TestAPlainRecordSaysThatNothingWasExceptional(t *testing.T) {
	b := signed(t)
	b.rec.Summary.Exceptions, b.rec.Codes = nil, nil
	b.open(t).Shows("EXCEPTIONS None.", "No code: no step that carries one was done.")
}

func TestEveryCountersignatureIsShownWithItsComment(t *testing.T) {
	b := signed(t)
	b.rec.Reviews = []model.Review{
		{Entry: 41, By: bell, At: kittest.Now, Comment: "looked at the readings", Stands: true}, {Entry: 50, By: lee, At: kittest.Now.AddDate(0, 0, 1), Stands: true},
	}
	b.open(t).Shows("J. Bell (j.bell), 22 Nov 2026 13:47, entry 41: looked at the readings", "Ann Lee (ann.lee), 23 Nov 2026 13:47, entry 50").Hides("to review")
}

func TestTheOneOtherSupervisorIsNamedAndNeverThePerformer(t *testing.T) {
	signed(t).open(t).Press("c").Shows("Supervisor j.bell")
	signed(t).enrolled(khan).open(t).Press("c").Hides("Supervisor a.khan")
	signed(t).enrolled(khan, bell, lee).open(t).Press("c").Hides("Supervisor j.bell", "Supervisor ann.lee")
}

// signing opens the countersignature up to the passphrase.
func signing(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return b.open(t).Press("c", "enter").Answer("looked")
}

func TestACountersignatureSignsTheSentenceThatWasShown(t *testing.T) {
	b := signed(t)
	d := signing(t, b).Shows("You sign this sentence:", `I, j.bell, reviewed entry 40: "looked".`, "Passphrase of j.bell")
	d.Answer("correct horse").Shows("Countersigned.", "J. Bell (j.bell)").Hides("You sign", "to review")
	if len(b.signed) != 1 || b.signed[0] != `I, j.bell, reviewed entry 40: "looked". correct horse` {
		t.Errorf("signed %q", b.signed)
	}
	if d.Screen.Field(d.Env).Typing() {
		t.Error("the form is still open")
	}
}

func TestTheCommentMayStayEmpty(t *testing.T) {
	signed(t).open(t).Press("c", "enter", "enter").Shows(`reviewed entry 40: "".`)
}

func TestADraftThatIsRefusedKeepsWhatWasTyped(t *testing.T) {
	b := signed(t)
	b.draftErr = errors.New("a.khan performed this run")
	d := signing(t, b).Shows("A.khan performed this run.", "Supervisor j.bell", "Comment looked").Hides("You sign")
	b.draftErr = nil
	d.Press("up", "enter", "enter").Shows(`reviewed entry 40: "looked"`)
}

func TestAWrongPassphraseIsTypedAgainUnderTheSameSentence(t *testing.T) {
	b := signed(t)
	b.signErr = errors.New("wrong passphrase")
	d := signing(t, b).Answer("wrong horse").Shows("Wrong passphrase.", "reviewed entry 40").Hides("•")
	if d.Answer("correct horse"); len(b.signed) != 1 || !strings.HasSuffix(b.signed[0], " correct horse") {
		t.Errorf("signed %q", b.signed)
	}
}

func TestKeysDoNothingWhileItIsSigned(t *testing.T) {
	b := signed(t)
	d := signing(t, b).Type("correct horse")
	d.Hold = true
	d.Press("enter").Shows("Signing ...")
	before := d.All()
	d.Press("enter", "esc", "tab", "backspace", "c").Send(tea.PasteMsg{Content: "pasted"})
	if d.All() != before || d.Backs != 0 || d.Held() != 1 {
		t.Errorf("a key acted while it is signed:\n%s", d.All())
	}
	if d.Release(); len(b.signed) != 1 {
		t.Errorf("signed %q", b.signed)
	}
}

func TestResultsThatComeLateAreDropped(t *testing.T) {
	b := signed(t)
	d := b.open(t).Press("c", "enter")
	d.Hold = true
	d.Press("enter")
	draft := d.Drop()
	d.Press("esc").Send(draft[0]).Hides("You sign")
	d = signing(t, signed(t)).Type("x")
	d.Hold = true
	d.Press("enter")
	late := d.Drop()
	if other := signed(t).open(t).Send(late[0]); strings.Contains(other.All(), "Countersigned.") {
		t.Error("a record that was not being countersigned says that it is")
	}
}

func TestAResultOfAnotherEntryIsDropped(t *testing.T) {
	d := signed(t).open(t)
	d.Hold = true
	d.Run(d.Screen.Init(d.Env))
	late := d.Drop()
	other := signed(t)
	other.rec.Title = "Defrost a fridge"
	kittest.Open(t, screen(t, other, 77)).Send(late[0]).Shows("Entry 77", "Defrost a fridge").Hides("Look at a fridge")
}

func TestARecordThatCannotBeReadIsNotCountersigned(t *testing.T) {
	for name, b := range map[string]*fakeBench{"the record": signed(t), "the people": signed(t)} {
		if name == "the record" {
			b.recErr = errors.New("entry 40: the payload is another one")
		} else {
			b.peopleErr = errors.New("entry 40: the payload is another one")
		}
		d := b.open(t).Shows("This record cannot be read: entry 40: the payload is another one")
		if d.Press("c"); d.Screen.Field(d.Env).Typing() {
			t.Errorf("%s: it can be countersigned without having been seen", name)
		}
		if d.Press("esc"); d.Backs != 1 {
			t.Errorf("%s: no way back", name)
		}
	}
}

func TestEscClosesTheFormAndThenTheRecord(t *testing.T) {
	d := signing(t, signed(t)).Press("esc").Hides("You sign")
	if d.Backs != 0 {
		t.Fatal("esc left the record with the form")
	}
	if d.Press("q"); d.Backs != 1 {
		t.Error("q does not leave")
	}
}

// A run may be signed a day after its steps were done, or a year: a time alone would be of the day
// of the signature.
func TestARecordSaysTheDayOfWhatWasDoneOnAnother(t *testing.T) {
	b := signed(t)
	b.open(t).Shows("1 Read the display. done 13:53").Hides("on 22 Nov 2026 ")
	b.rec.At = b.rec.At.AddDate(0, 0, 1)
	b.open(t).Shows("1 Read the display. done 13:53 on 22 Nov 2026")
}

func TestAStoppedRunShowsWhichStepsWereNotReached(t *testing.T) {
	b := signed(t)
	r := walked(t, b.rec.Procedure, run.Begin{}, run.Stop{Reason: "fire alarm"})
	b.rec.Walked, b.rec.Summary = r, r.Summarise()
	b.open(t).Shows("1 Read the display. not reached", "2 Wipe the door. not reached", "Stopped: fire alarm").Hides("None.", "current")
	b.rec.Walked = walked(t, b.rec.Procedure, run.Begin{}, run.Record{Field: "temp", Text: "5.0"}, run.Stop{Reason: "fire alarm"})
	b.open(t).Shows("1 Read the display. not finished", "Temperature 5.0", "2 Wipe the door. not reached")
}

func TestTheKeysOfTheRecordAllLead(t *testing.T) {
	signed(t).open(t).KeysLead()
	signed(t).open(t).Press("c").KeysLead("shift+tab", "up")
	signed(t).open(t).Press("c", "enter").KeysLead()
	signing(t, signed(t)).Type("x").KeysLead("shift+tab", "up")
}

func TestARecordIsChartedByItsProcedure(t *testing.T) {
	b := signed(t)
	b.rec.SOP = "SOP-X-001"
	d := b.open(t).Press("g")
	if len(d.Went) != 1 || d.Went[0] != (kit.Go{To: kit.ToChart, Chart: present.ChartOf{SOP: "SOP-X-001"}}) {
		t.Errorf("went to %+v", d.Went)
	}
}

// What waits for whoever opens the record stands in the foot on a small terminal too.
func TestWhoWatchedSeesTheirKeyOnASmallTerminal(t *testing.T) {
	b := signed(t)
	b.rec.Unassessed, b.rec.Names = []string{"j.bell"}, map[string]string{"j.bell": "J. Bell"}
	d := b.open(t)
	for _, width := range []int{60, 80, 140} {
		lines := strings.Split(strings.TrimSpace(d.FrameAt(width, 16)), "\n")
		if foot := lines[len(lines)-1]; !strings.Contains(foot, "o say what you found") || !strings.Contains(foot, "c countersign") || !strings.Contains(foot, "esc back") {
			t.Errorf("at %d the foot is %q", width, foot)
		}
	}
	d.Press("o").Shows("Supervisor j.bell", "Help it took")
	b.rec.Unassessed = nil
	b.open(t).Hides("say what you found")
}
