package procedure_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop"
)

func TestThePageSaysInWordsWhereItStands(t *testing.T) {
	for name, c := range map[string]struct {
		bench *fakeBench
		want  string
	}{
		"approved":          {approved(), "Approved by J. Bell, effective 2 Mar 2026, review by 2 Mar 2028."},
		"without a review":  {approved().approval(&model.Approval{By: model.Person{Name: "J. Bell"}, Effective: "2026-03-02"}), "Approved by J. Bell, effective 2 Mar 2026."},
		"past its review":   {approved().state(model.PageReview), "review by 2 Mar 2028: review overdue."},
		"another text":      {approved().revised(), "review by 2 Mar 2028. Its folder holds v2.2, which is not approved; it changes nothing until it is approved."},
		"not approved":      {approved().state(model.PageReady).approval(nil), "A template, not approved."},
		"a draft":           {approved().state(model.PageDraft), "A template, draft."},
		"values to set":     {approved().state(model.PageLocal), "A template, values to set."},
		"needs more":        {approved().problem("it asks for wait"), "it asks for wait."},
		"a date of nowhere": {approved().approval(&model.Approval{By: model.Person{Name: "J. Bell"}, Effective: "soon"}), "effective soon."},
	} {
		t.Run(name, func(t *testing.T) { c.bench.open(t).Shows(c.want) })
	}
}

func TestThePageShowsWhatAPersonWantsToKnowFirst(t *testing.T) {
	all := kittest.Flat(approved().open(t).All())
	at := 0
	for _, part := range []string{
		"Look at a fridge", "Purpose", "Once a day, before nine.", "Protect yourself", "Wear gloves.", "Have ready", "thermometer, cloth",
		"Values that the department sets first", "Step 1, Temperature: the label on the door", "It shows these codes of ST0218 v1.1", "S16", "The page as it runs", "Look at the door.",
	} {
		i := strings.Index(all[at:], part)
		if i < 0 {
			t.Fatalf("%q does not follow:\n%s", part, all[at:])
		}
		at += i
	}
	if strings.Contains(all, "id: SOP-X-001") || strings.Count(all, "The floor is wet.") != 1 || strings.Count(all, "Wear gloves.") != 2 {
		t.Errorf("the front matter, or a warning that is no clothing, stands before the page:\n%s", all)
	}
}

func TestWhatIsNotThereHasNoHeading(t *testing.T) {
	b := approved()
	b.page.Procedure.Meta.Equipment = nil
	b.page.Procedure.Sections[0].Steps[0].Alerts, b.page.Procedure.Sections[0].Steps[0].Fields = nil, nil
	b.open(t).Hides("Protect yourself", "Have ready", "Values that the department")
}

func TestARunStartsWithWhoPerformsIt(t *testing.T) {
	d := approved().open(t).Press("enter")
	d.Shows("Who performs it?", "1 A. Khan (a.khan)", "2 J. Bell (j.bell)")
	if len(d.Asked) != 0 {
		t.Fatalf("asked %v before anybody was named", d.Asked)
	}
	d.Press("down", "enter")
	want := session.Start{SOP: "SOP-X-001", Person: bell}
	if len(d.Asked) != 1 || !reflect.DeepEqual(d.Asked[0], want) {
		t.Errorf("asked %#v", d.Asked)
	}
	d.Press("enter", "1")
	if !reflect.DeepEqual(d.Asked[1], session.Start{SOP: "SOP-X-001", Person: khan}) {
		t.Errorf("asked %#v", d.Asked[1])
	}
}

// working is a page with a run of it open at step 3, next to runs that are none of it.
func working() *fakeBench {
	b := approved()
	last := kittest.Now.Add(-5 * time.Minute)
	b.runs = []model.OpenRun{
		{ID: "r-other", SOP: "SOP-X-009", Person: khan, Step: 1, Steps: 2, Last: last},
		{ID: "r-1", SOP: "SOP-X-001", Person: khan, Step: 3, Steps: 7, Last: last},
		{ID: "p-1", SOP: "SOP-X-001", Person: khan, Step: 4, Steps: 7, Last: last, Practice: true},
	}
	return b
}

func TestARunThatIsOpenIsShownAndOfferedBeforeASecondOne(t *testing.T) {
	d := working().open(t).Shows("Open: step 3 of 7, A. Khan, 5 min ago").Hides("step 1 of 2", "step 4 of 7")
	d.Press("enter").Shows("Go on with what is open, or start another run?", "1 Go on: step 3 of 7, A. Khan, 5 min ago", "2 Another run, by A. Khan (a.khan)", "3 Another run, by J. Bell (j.bell)")
	d.Press("enter").Press("enter", "3", "enter")
	want := []session.Action{session.Resume{Run: "r-1"}, session.Start{SOP: "SOP-X-001", Person: bell}}
	if !reflect.DeepEqual(d.Asked, want) {
		t.Errorf("asked %#v", d.Asked)
	}
}

func TestOnlyWhoMayCarryAProcedureOutIsOffered(t *testing.T) {
	ray := model.Person{ID: "n.ray", Name: "N. Ray", Roles: []sop.Role{sop.Practitioner}}
	b := approved()
	b.people = append([]model.Person{ray}, b.people...)
	d := b.open(t).Press("enter").Shows("1 A. Khan (a.khan)", "2 J. Bell (j.bell)").Hides("N. Ray").Press("2")
	if want := (session.Start{SOP: "SOP-X-001", Person: bell}); len(d.Asked) != 1 || !reflect.DeepEqual(d.Asked[0], want) {
		t.Errorf("asked %#v", d.Asked)
	}
	b = approved()
	b.people = []model.Person{ray}
	b.open(t).Press("enter").Shows("Nobody who is enrolled here may carry out a procedure").Hides("Who performs it?")
}

func TestARowMeansWhatItSaysThoughThePageIsReadAgain(t *testing.T) {
	b := working()
	d := b.open(t).Press("enter").Shows("1 Go on: step 3 of 7", "2 Another run, by A. Khan (a.khan)")
	b.runs, b.people = nil, []model.Person{bell}
	d.Send(kit.PagesChanged{})
	d.Hides("Open: step").Shows("1 Go on: step 3 of 7").Press("enter")
	d.Press("enter").Shows("1 J. Bell (j.bell)").Press("esc")
	if !reflect.DeepEqual(d.Asked, []session.Action{session.Resume{Run: "r-1"}}) {
		t.Errorf("asked %#v", d.Asked)
	}
}

func TestWhatWasSaidOfAnApprovalGoesWithTheNextKey(t *testing.T) {
	approving(t, approved()).Press("enter").Answer("correct horse").Shows("Approved and signed.").Press("enter").Hides("Approved and signed.")
}

func TestEscDropsTheQuestionWhoPerformsIt(t *testing.T) {
	d := approved().open(t).Press("enter", "esc").Hides("Who performs it?")
	if d.Backs != 0 || len(d.Asked) != 0 {
		t.Errorf("backs %d, asked %v", d.Backs, d.Asked)
	}
	if d.Press("esc"); d.Backs != 1 {
		t.Error("esc does not leave the page")
	}
}

func TestANumberBehindTheListNamesNobody(t *testing.T) {
	d := approved().open(t).Press("enter", "3", "9", "0")
	if len(d.Asked) != 0 {
		t.Errorf("asked %#v", d.Asked)
	}
	d = approved().enrolled().open(t).Press("enter", "enter", "1")
	if len(d.Asked) != 0 {
		t.Errorf("with nobody enrolled: %#v", d.Asked)
	}
}

func TestAPageThatCannotBeRunSaysWhyAndCanBePractised(t *testing.T) {
	for _, b := range []*fakeBench{approved().state(model.PageReady).approval(nil), approved().problem("it asks for wait")} {
		d := b.open(t).Hides("enter start").Press("enter")
		d.Shows("It cannot be run for the record:", "It can be practised.").Hides("Who performs it?")
		d.Press("p")
		if len(d.Asked) != 1 || !reflect.DeepEqual(d.Asked[0], session.Start{SOP: "SOP-X-001", Person: model.Nobody, Practice: true}) {
			t.Errorf("asked %#v", d.Asked)
		}
	}
}

func TestOnlyWhatStandsInTheTableActs(t *testing.T) {
	for _, s := range []model.PageState{model.PageDraft, model.PageLocal, model.PageRetired, model.PageBroken} {
		d := approved().state(s).open(t).Press("enter", "a")
		if d.Screen.Field(d.Env).Typing() || len(d.Asked) != 0 {
			t.Errorf("%s: a page that is not ready was started or approved", s)
		}
	}
	d := approved().open(t).Press("a")
	if d.Screen.Field(d.Env).Typing() {
		t.Error("an approved page is approved again")
	}
}

// approving is a page that is ready, with its approval opened.
func approving(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return b.state(model.PageReady).approval(nil).open(t).Press("a")
}

func TestTheOneSupervisorIsNamedAndOfTwoNobody(t *testing.T) {
	approving(t, approved()).Shows("Supervisor j.bell")
	approving(t, approved().enrolled(bell, lee)).Hides("Supervisor j.bell", "Supervisor ann.lee")
	approving(t, approved().enrolled(khan)).Hides("Supervisor a.khan")
}

func TestWhoeverApprovesSeesTheChangesFirstAndThenThePageAsItWillRun(t *testing.T) {
	b := approved().revised()
	d := b.open(t).Shows("Look at the door.", "Its folder holds v2.2").Hides("hinge")
	all := kittest.Flat(d.Press("a").All())
	at := 0
	for _, part := range []string{"Supervisor", "Changes since v2.1, which is in force", "Step 1, critical", "SOP-X-001 v2.2 as it will run", "1. CRITICAL. Look at the hinge."} {
		i := strings.Index(all[at:], part)
		if i < 0 {
			t.Fatalf("%q does not follow:\n%s", part, all)
		}
		at += i
	}
	d.Press("esc").Shows("Look at the door.").Hides("hinge")
	b.page.Revision.State = model.PageDraft
	d.Send(kit.PagesChanged{}).Press("a").Hides("Supervisor")
	d.Press("enter").Shows("Who performs it?")
}

func TestASupervisorApprovesTheTextThatIsShown(t *testing.T) {
	b := approved()
	d := approving(t, b).Press("enter").Shows("You sign this sentence:", "I, j.bell, approved SOP-X-001 v2.1.", "Passphrase of j.bell")
	if len(b.signed) != 0 {
		t.Fatal("signed before the passphrase")
	}
	d.Answer("correct horse").Shows("Approved and signed.", "Approved by J. Bell, effective 22 Nov 2026").Hides("You sign")
	if len(b.signed) != 1 || b.signed[0] != "I, j.bell, approved SOP-X-001 v2.1. correct horse" {
		t.Errorf("signed %q", b.signed)
	}
}

func TestADraftThatIsRefusedKeepsTheName(t *testing.T) {
	b := approved().enrolled(bell, lee).refuse(errors.New("a.khan is not a supervisor"), nil)
	d := approving(t, b).Answer("a.khan")
	d.Shows("A.khan is not a supervisor.", "Supervisor a.khan").Hides("You sign")
	b.draftErr = nil
	for range len("a.khan") {
		d.Press("backspace")
	}
	d.Answer("ann.lee").Shows("I, ann.lee, approved")
	if !reflect.DeepEqual(b.drafted, []string{"a.khan", "ann.lee"}) {
		t.Errorf("drafted for %q", b.drafted)
	}
}

func TestAWrongPassphraseIsTypedAgainUnderTheSameSentence(t *testing.T) {
	b := approved().refuse(nil, errors.New("that is not the passphrase of j.bell"))
	d := approving(t, b).Press("enter").Answer("wrong horse")
	d.Shows("That is not the passphrase of j.bell.", "I, j.bell, approved").Hides("•")
	d.Answer("correct horse")
	if len(b.signed) != 1 || !strings.HasSuffix(b.signed[0], " correct horse") {
		t.Errorf("signed %q", b.signed)
	}
}

func TestKeysDoNothingWhileItIsSigned(t *testing.T) {
	b := approved()
	d := approving(t, b).Press("enter").Type("correct horse")
	d.Hold = true
	d.Press("enter").Shows("Signing ...")
	before := d.All()
	d.Press("enter", "esc", "tab", "backspace").Type("x").Send(tea.PasteMsg{Content: "pasted"})
	if d.All() != before || d.Backs != 0 || d.Held() != 1 {
		t.Errorf("a key acted while it is signed:\n%s", d.All())
	}
	if d.Release(); len(b.signed) != 1 {
		t.Errorf("signed %q", b.signed)
	}
}

func TestOnlyEnterSignsAnApproval(t *testing.T) {
	b := approved()
	if approving(t, b).Press("enter").Type("correct horse").Press("tab", "down"); len(b.signed) != 0 {
		t.Error("moving down a line signed the approval")
	}
}

func TestLettersAreTextWhileTheFormIsOpen(t *testing.T) {
	d := approving(t, approved().enrolled(bell, lee)).Type("paq").Send(tea.PasteMsg{Content: ".lee"})
	d.Shows("Supervisor paq.lee")
	if !d.Screen.Field(d.Env).Typing() || d.Backs != 0 || len(d.Asked) != 0 {
		t.Error("a letter acted")
	}
	if d.Press("esc"); d.Screen.Field(d.Env).Typing() || d.Backs != 0 {
		t.Error("esc does not close the form, or closes more")
	}
	d.Send(tea.PasteMsg{Content: "pasted"}).Hides("pasted")
}

func TestResultsThatComeLateAreDropped(t *testing.T) {
	b := approved()
	d := approving(t, b)
	d.Hold = true
	d.Press("enter")
	draft := d.Drop()
	d.Press("esc").Send(draft[0]).Hides("You sign")
	d = approving(t, approved()).Press("enter").Type("correct horse")
	d.Hold = true
	d.Press("enter")
	signed := d.Drop()
	other := approved().open(t)
	before := other.All()
	if other.Send(signed[0]); other.All() != before {
		t.Error("a page that was not being approved says that it is")
	}
}

func TestAResultOfAnotherPageIsDropped(t *testing.T) {
	d := approved().open(t)
	d.Hold = true
	d.Run(d.Screen.Init(d.Env))
	late := d.Drop()
	other := approved()
	other.page.Title, other.page.ID = "Defrost a fridge", "SOP-X-002"
	o := kittest.Open(t, newOther(other))
	o.Send(late[0]).Shows("Defrost a fridge").Hides("Look at a fridge")
}

func TestErrorsOfThePageAreShownAndOnlyTheWayBackIsLeft(t *testing.T) {
	for name, fail := range map[string]func(b *fakeBench, err error){
		"the page":   func(b *fakeBench, err error) { b.pageErr = err },
		"the people": func(b *fakeBench, err error) { b.peopleErr = err },
		"the runs":   func(b *fakeBench, err error) { b.runsErr = err },
	} {
		b := approved()
		fail(b, errors.New("no such page"))
		d := b.open(t).Shows("This page cannot be opened: no such page")
		d.Press("enter", "p", "a")
		if len(d.Asked) != 0 || d.Screen.Field(d.Env).Typing() {
			t.Errorf("%s: a key acted on a page that could not be opened", name)
		}
		if d.Press("esc"); d.Backs != 1 {
			t.Errorf("%s: no way back", name)
		}
	}
}

func TestTheKeysOfThePageAllLead(t *testing.T) {
	approved().open(t).KeysLead()
	approved().state(model.PageReady).open(t).KeysLead()
	approved().state(model.PageDraft).open(t).KeysLead()
	approved().enrolled(khan, bell, lee).open(t).Press("enter", "down").KeysLead()
	approving(t, approved()).KeysLead("shift+tab", "up")
	approving(t, approved()).Press("enter").Type("x").KeysLead("shift+tab", "up")
}

func TestWhoPerformsItIsChosenWithTheMouse(t *testing.T) {
	d := approved().open(t).Press("enter").Send(kit.Click{Row: 1}).Shows("▸ 2 J. Bell (j.bell)")
	if len(d.Asked) != 0 {
		t.Fatal("the first click starts the run")
	}
	d.Send(kit.Click{Row: 1})
	if !reflect.DeepEqual(d.Asked, []session.Action{session.Start{SOP: "SOP-X-001", Person: bell}}) {
		t.Errorf("asked %#v", d.Asked)
	}
}
