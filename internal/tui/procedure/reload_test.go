package procedure_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
)

// edited is the page as somebody wrote it meanwhile.
func edited(b *fakeBench) {
	b.page.Text = []byte(strings.Replace(string(b.page.Text), "Look at the door.", "Look at the hinge.", 1))
	next := *b.page.Procedure
	next.Sections = slices.Clone(next.Sections)
	next.Sections[0].Steps = slices.Clone(next.Sections[0].Steps)
	next.Sections[0].Steps[0].Text = "Look at the hinge."
	b.page.Procedure, b.page.State = &next, model.PageReady
}

func TestAPageThatIsChangedOnTheDiskIsShownAsItIsNow(t *testing.T) {
	b := approved()
	d := b.open(t).Shows("Look at the door.")
	d.Send(kit.PagesChanged{}).Shows("Look at the door.").Hides("changed on the disk")
	edited(b)
	d.Send(kit.PagesChanged{}).Shows("The page was changed on the disk. It is shown as it is now.", "Look at the hinge.", "not approved").Hides("Look at the door.")
	b.pageErr = errors.New("the library has no procedure")
	d.Send(kit.PagesChanged{}).Shows("This page cannot be opened")
	b.pageErr = nil
	d.Send(kit.PagesChanged{}).Shows("Look at the hinge.")
}

func TestNobodyApprovesATextThatChangedUnderTheirEyes(t *testing.T) {
	b := approved()
	d := approving(t, b).Press("enter").Type("correct horse")
	edited(b)
	d.Send(kit.PagesChanged{}).Shows("The page was changed on the disk.", "Look at the hinge.").Hides("You sign this sentence", "Passphrase")
	d.Press("enter")
	if len(b.signed) != 0 {
		t.Errorf("signed %q", b.signed)
	}
}

func TestASignatureOnItsWayIsForTheTextThatWasShown(t *testing.T) {
	b := approved()
	d := approving(t, b).Press("enter").Type("correct horse")
	d.Hold = true
	d.Press("enter")
	signing := d.Drop()
	edited(b)
	d.Send(kit.PagesChanged{}).Shows("Signing ...")
	if len(signing) != 1 {
		t.Fatalf("%d results", len(signing))
	}
	d.Send(signing[0]).Shows("Approved and signed.", "Look at the hinge.")
	if len(b.signed) != 1 {
		t.Errorf("signed %q", b.signed)
	}
}

func TestValuesAreNotSetOnATextThatChanged(t *testing.T) {
	b := shelved(t)
	d := b.open(t).Press("e").Answer("10 min")
	b.page.Text = []byte(strings.Replace(string(b.page.Text), "Wet it.", "Soak it.", 1))
	d.Send(kit.PagesChanged{}).Shows("The page was changed on the disk.").Hides("Adopt this page")
	if d.Screen.Field(d.Env).Typing() || len(b.adopted) != 0 {
		t.Error("the form is open still")
	}
}

func TestChoosingWhoPerformsGoesOnWhenThePageChanges(t *testing.T) {
	b := approved()
	d := b.open(t).Press("enter")
	edited(b)
	d.Send(kit.PagesChanged{}).Shows("Who performs it?").Press("1")
	if len(d.Asked) != 1 {
		t.Errorf("asked %v", d.Asked)
	}
	kittest.Open(t, newOther(b)).Send(kit.PagesChanged{Err: errors.New("too many watches")}).Shows("Look at a fridge")
}
