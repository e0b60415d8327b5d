package listing_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/sop"
)

func TestEverybodyIsListedWithTheirRoles(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell(), aKhan()}}
	openPeople(t, b).Shows("J. Bell j.bell", "administrator, supervisor", "A. Khan a.khan", "assistant").Hides("enrol at least one more")
}

func TestOnePersonAloneIsToldToEnrolAnother(t *testing.T) {
	openPeople(t, &fakePeople{people: []model.Member{jBell()}}).Shows("enrol at least one more person")
}

func TestPeopleThatCannotBeReadSaySo(t *testing.T) {
	d := openPeople(t, &fakePeople{err: errors.New("the disk is gone")})
	d.Shows("The log cannot be read: the disk is gone")
	if d.Press("esc"); d.Backs != 1 {
		t.Error("esc does not leave")
	}
}

func TestWhatIsTypedIsWhatIsEnrolled(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell()}}
	d := openPeople(t, b).Press("n").Answer("Asha Khan").Press("backspace", "backspace", "backspace", "backspace").
		Answer("khan2").Press("backspace")
	for range len("assistant") {
		d.Press("backspace")
	}
	d.Answer("Supervisor", "violet harbour nine", "violet harbour nine", "", "correct horse") // the only administrator is named
	want := model.Enrolment{
		Name: "Asha Khan", ID: "a.khan2", Roles: []sop.Role{sop.Supervisor}, Passphrase: []byte("violet harbour nine"), By: "j.bell", ByPass: []byte("correct horse"),
	}
	if len(b.enrolled) != 1 || !reflect.DeepEqual(b.enrolled[0], want) {
		t.Fatalf("enrolled %+v", b.enrolled)
	}
	d.Shows("Asha Khan is enrolled", "a.khan2").Hides("Their passphrase")
}

func TestAShortNameThatWasTypedIsKept(t *testing.T) {
	d := openPeople(t, &fakePeople{}).Press("n", "tab").Type("jo").Press("up").Answer("Jo Osei")
	d.Shows("Short name jo").Hides("j.osei")
}

func TestAPassphraseIsNeverPassedOver(t *testing.T) {
	for _, key := range []string{"enter", "tab", "down"} {
		d := openPeople(t, &fakePeople{}).Press("n").Answer("Jo Osei", "", "").Press(key)
		d.Shows("Passphrase is still empty.").Type("violet harbour nine").Hides("nine")
	}
}

func TestTheLineBeforeIsHintedWhereThereIsOne(t *testing.T) {
	d := openPeople(t, &fakePeople{}).Press("n").Hides("line before")
	d.Answer("Jo Osei").Shows("line before")
}

func TestPassphrasesThatDifferAreTypedAgain(t *testing.T) {
	b := &fakePeople{}
	d := openPeople(t, b).Press("n").Answer("Jo Osei", "", "", "violet harbour nine", "violet harbour", "j.bell", "correct horse")
	d.Shows("The two passphrases differ. Type both again.")
	if len(b.enrolled) != 0 {
		t.Fatal("somebody was enrolled")
	}
	d.Answer("copper lantern one", "copper lantern one").Press("enter", "enter")
	if len(b.enrolled) != 1 || string(b.enrolled[0].Passphrase) != "copper lantern one" {
		t.Errorf("typing both again enrols %+v", b.enrolled)
	}
}

// What cannot be is refused where it is typed, and not after two passphrases.
func TestAShortNameIsRefusedAtOnce(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell(), aKhan()}}
	d := openPeople(t, b).Press("n").Answer("Asha Khan").Shows("a.khan").Press("enter").Shows("That short name is taken.", "Small letters, digits")
	d.Answer("2", "").Shows("The new person types this").Answer("violet harbour nine", "violet harbour nine")
	for range len("j.bell") {
		d.Press("backspace")
	}
	d.Answer("j.bel").Shows("Nobody has that short name.").Hides("The administrator types this")
	d.Answer("l").Shows("The administrator types this")
	openPeople(t, b).Press("p").Answer("j.bel").Shows("Nobody has that short name.").Hides("The one that is asked at every signature")
	d = openPeople(t, b).Press("k")
	for range len("j.bell") {
		d.Press("backspace")
	}
	d.Answer("j.bel").Shows("Nobody has that short name.").Hides("It stands in the record.")
	if len(b.enrolled)+len(b.changed)+len(b.rotated) > 0 {
		t.Error("something was done")
	}
}

func TestAnErrorKeepsTheNamesAndClearsThePassphraseOfTheAdministrator(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell()}, enrolErr: errors.New("that is not the passphrase of \"j.bell\" (1 in a row)")}
	d := filled(t, b).Answer("wrong horse")
	d.Shows("That is not the passphrase of", "Jo Osei", "j.osei", "assistant", "j.bell")
	d.Answer("correct horse")
	if len(b.enrolled) != 2 || string(b.enrolled[1].ByPass) != "correct horse" {
		t.Fatalf("enrolled %+v", b.enrolled)
	}
	if e := b.enrolled[1]; e.Name != "Jo Osei" || string(e.Passphrase) != "violet harbour nine" {
		t.Errorf("something else was lost: %+v", e)
	}
	d.Shows("Jo Osei is enrolled")
}

func TestNoPassphraseIsShown(t *testing.T) {
	d := filled(t, &fakePeople{}).Type("correct horse")
	d.Hides("harbour nine", "correct horse").Shows(strings.Repeat("•", len("violet harbour nine")))
}

func TestKeysDoNothingWhileTheKeyIsMade(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell()}}
	d := filled(t, b).Type("correct horse")
	d.Hold = true
	d.Press("enter").Shows("Making the key and signing ...")
	before := d.All()
	d.Press("enter", "esc", "up", "tab", "backspace").Type("x").Send(tea.PasteMsg{Content: "pasted"})
	if d.All() != before || d.Held() != 1 || d.Backs != 0 {
		t.Errorf("a key acted while busy:\n%s", d.All())
	}
	d.Release().Shows("Jo Osei is enrolled")
	if len(b.enrolled) != 1 || string(b.enrolled[0].ByPass) != "correct horse" {
		t.Errorf("enrolled %+v", b.enrolled)
	}
}

func TestEscClosesTheFormAndThenTheScreen(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell()}}
	d := filled(t, b).Press("esc")
	if d.Backs != 0 || d.Screen.Field(d.Env).Typing() {
		t.Fatal("esc left the screen with the form")
	}
	d.Press("n").Hides("Jo Osei")
	d.Press("esc", "q")
	if d.Backs != 1 || len(b.enrolled) != 0 {
		t.Errorf("backs %d, enrolled %v", d.Backs, b.enrolled)
	}
}

func TestOnlyEnterSigns(t *testing.T) {
	b := &fakePeople{}
	d := filled(t, b).Type("correct horse").Press("tab", "down", "tab")
	if len(b.enrolled) != 0 {
		t.Fatal("moving down a line signed the enrolment")
	}
	if d.Press("enter"); len(b.enrolled) != 1 {
		t.Error("enter does not sign")
	}
}

func TestTheKeysOfThePeopleScreenAllLead(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell()}}
	openPeople(t, b).KeysLead("down", "j", "up", "pgup", "pgdown", "home", "end") // there is nobody else
	d := openPeople(t, b).Press("n").Answer("Jo Osei")
	d.KeysLead()
	filled(t, b).Type("x").KeysLead()
}

func TestAPersonChangesTheirOwnPassphrase(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell()}}
	d := openPeople(t, b).Press("p").Shows("Change a passphrase.").Answer("j.bell", "correct horse", "violet harbour nine", "violet harbour ten")
	d.Shows("The two passphrases differ.")
	if len(b.changed) != 0 {
		t.Fatal("a passphrase was changed that was typed in two ways")
	}
	d.Answer("violet harbour nine", "violet harbour nine").Shows("The passphrase of j.bell is another one from now on.").Hides("violet")
	want := model.NewPassphrase{Person: "j.bell", Old: []byte("correct horse"), New: []byte("violet harbour nine")}
	if len(b.changed) != 1 || !reflect.DeepEqual(b.changed[0], want) {
		t.Errorf("changed %+v", b.changed)
	}
}

func TestAWrongPassphraseChangesNothing(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell()}}
	openPeople(t, b).Press("p").Answer("j.bell", "wrong", "violet harbour nine", "violet harbour nine").Shows("That is not the passphrase of j.bell.", "Passphrase now")
}

func TestOnANarrowTerminalShortNamesAreWhole(t *testing.T) {
	d := openPeople(t, &fakePeople{people: []model.Member{jBell(), aKhan()}})
	d.Env.Width = 60
	d.Shows("J. Bell", "j.bell", "administrator, supervisor")
}
