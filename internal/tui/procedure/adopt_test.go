package procedure_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop/page"
)

// toSet is a page with a wait, a window and a field that the department sets.
const toSet = "---\nid: SOP-X-001\ntitle: Wipe a bench\nversion: 1.0\nstatus: ready\nowner: Quality lead\nreview-every: 12 months\n" +
	"standard: ST0218 v1.1\ncodes: [S26]\nmode: read-do\nsign: performer\n---\n\n# Wipe a bench\n\nOnce a day.\n\n" +
	"1. Wet it. `#wet, wait local \"product label, contact time\", S26`\n" +
	"2. Rinse it. `#rinse, wait 15 min, within local \"product label, longest time\" of #wet`\n" +
	"3. Read it. `#read`\n   - Strength: `ppm: number ppm, local \"infection control policy\", possible 0 to 60000`\n"

func (b *fakeBench) CanAdopt(string) error { return b.noAdopt }

func (b *fakeBench) Adopt(_ string, settings []page.Setting) (string, error) {
	if err := b.adoptErr; err != nil {
		b.adoptErr = nil
		return "", err
	}
	text, err := page.Set(b.page.Text, page.Options{}, settings...)
	if err != nil {
		return "", err
	}
	b.adopted = append(b.adopted, settings)
	b.page.Text, b.page.State = text, model.PageReady
	b.page.Procedure, _ = page.Parse(text)
	return "cleaning/wipe.md", nil
}

// shelved is a page with values to set.
func shelved(t *testing.T) *fakeBench {
	t.Helper()
	b := approved().state(model.PageLocal).approval(nil)
	b.page.Text = []byte(toSet)
	var findings []page.Finding
	if b.page.Procedure, findings = page.Parse(b.page.Text); page.HasErrors(findings) || len(b.page.Procedure.Locals()) != 3 {
		t.Fatalf("the page of the test: %v", findings)
	}
	return b
}

func TestAPageWithValuesToSetIsAdoptedWithAForm(t *testing.T) {
	b := shelved(t)
	d := b.open(t).Press("e")
	d.Shows("Adopt this page", "Step 1, shortest wait", "Product label, contact time. Like 30 s, 10 min or 2 h.", "Step 2, longest time since step 1", "Step 3, Strength, ppm")
	d.Answer("10 min", "20 min").Shows("Infection control policy. Like 2.0 to 8.0, at least 7.2 or at most 35; possible is 0 to 60000.")
	if len(b.adopted) != 0 {
		t.Fatal("written before the last value")
	}
	d.Answer("9500 to 10500").Shows("Adopted as cleaning/wipe.md", "A template, not approved.").Hides("Values that the department sets first", "Step 1, shortest wait")
	want := []page.Setting{{Step: "wet", What: "wait", Value: "10 min"}, {Step: "rinse", What: "within", Value: "20 min"}, {Step: "read", What: "ppm", Value: "9500 to 10500"}}
	if len(b.adopted) != 1 || !reflect.DeepEqual(b.adopted[0], want) {
		t.Errorf("adopted with %+v", b.adopted)
	}
	d.Press("e")
	if d.Screen.Field(d.Env).Typing() {
		t.Error("a page without values to set is adopted again")
	}
	d.Send(kit.PagesChanged{}).Shows("Adopted as cleaning/wipe.md")
	b.page.Text = append(b.page.Text, "\nMore.\n"...)
	d.Send(kit.PagesChanged{}).Shows("The page was changed on the disk.").Hides("Adopted as")
	d.Press("a").Shows("Supervisor j.bell")
}

func TestAValueIsRefusedWithWhatLintSaysAndIsTypedAgain(t *testing.T) {
	b := shelved(t)
	d := b.open(t).Press("e")
	d.Answer("ten").Shows("write a number and a unit", "Step 1, shortest wait ten")
	d.Press("backspace", "backspace", "backspace").Answer("30 min").Hides("write a number")
	d.Answer("10 min").Shows("W702 within 10 min of #wet cannot be kept")
	d.Press("up").Hides("W702").Shows("Product label, contact time.")
	d.Press("down")
	for range len("10 min") {
		d.Press("backspace")
	}
	d.Answer("20 min").Answer("70000 to 80000").Shows("E103")
	if len(b.adopted) != 0 {
		t.Fatalf("adopted with %+v", b.adopted)
	}
	for range len("70000 to 80000") {
		d.Press("backspace")
	}
	d.Answer("at least 1")
	if len(b.adopted) != 1 || b.adopted[0][0].Value != "30 min" || b.adopted[0][1].Value != "20 min" {
		t.Errorf("adopted with %+v", b.adopted)
	}
}

func TestNoValueIsLeftOut(t *testing.T) {
	b := shelved(t)
	d := b.open(t).Press("e", "enter").Shows("Write the value here, like 30 s, 10 min or 2 h.")
	d.Type("10 min").Press("tab").Answer("20 min").Press("enter").Shows("Write the value here, like 2.0 to 8.0")
	if len(b.adopted) != 0 {
		t.Errorf("adopted with %+v", b.adopted)
	}
}

func TestWithoutAFolderThePageSaysHowToGiveOne(t *testing.T) {
	b := shelved(t)
	b.noAdopt = errors.New("there is no folder for the department's own pages: start soprun with --pages and the folder that holds them")
	d := b.open(t).Press("e").Shows("There is no folder", "start soprun with --pages").Hides("Adopt this page")
	if d.Screen.Field(d.Env).Typing() {
		t.Error("the form is open")
	}
}

func TestAnAdoptionThatFailsKeepsWhatWasTyped(t *testing.T) {
	b := shelved(t)
	b.adoptErr = errors.New("the disk is full")
	d := b.open(t).Press("e").Answer("10 min", "20 min", "1 to 2").Shows("The disk is full.", "10 min", "20 min", "1 to 2")
	d.Press("enter").Shows("Adopted as cleaning/wipe.md")
}

func TestKeysDoNothingWhileThePageIsWritten(t *testing.T) {
	b := shelved(t)
	d := b.open(t).Press("e").Answer("10 min", "20 min").Type("1 to 2")
	d.Hold = true
	d.Press("enter").Shows("Writing ...")
	before := d.All()
	d.Press("enter", "esc", "up", "backspace").Type("x").Send(tea.PasteMsg{Content: "pasted"})
	if d.All() != before || d.Backs != 0 || d.Held() != 1 {
		t.Errorf("a key acted while it is written:\n%s", d.All())
	}
	if d.Release(); len(b.adopted) != 1 {
		t.Errorf("adopted %v", b.adopted)
	}
}

func TestAnAdoptionThatComesLateIsDropped(t *testing.T) {
	d := shelved(t).open(t)
	d.Hold = true
	d.Press("e")
	asked := d.Drop()
	if len(asked) != 1 {
		t.Fatalf("%d results", len(asked))
	}
	other := kittest.Open(t, newOther(shelved(t)))
	if other.Send(asked[0]); other.Screen.Field(other.Env).Typing() {
		t.Error("the form of another page was opened")
	}
	d = shelved(t).open(t).Press("e").Answer("10 min", "20 min").Type("1 to 2")
	d.Hold = true
	d.Press("enter")
	late := d.Drop()
	fresh := shelved(t).open(t)
	before := fresh.All()
	if fresh.Send(late[0]); fresh.All() != before {
		t.Error("a page that was not being adopted says that it is")
	}
}

func TestTheFormOfAnAdoptionLeadsEverywhereAndBack(t *testing.T) {
	d := shelved(t).open(t)
	d.KeysLead()
	d.Press("e").KeysLead("shift+tab", "up")
	d.Answer("10 min").KeysLead()
	d.Type("q")
	if d.Backs != 0 {
		t.Error("a letter left the page")
	}
	if d.Press("esc"); d.Screen.Field(d.Env).Typing() || d.Backs != 0 || strings.Contains(d.All(), "Adopt this page") {
		t.Error("esc does not close the form, or closes more")
	}
}

func TestAdoptIsNamedOnlyWhereThereIsAFolderForIt(t *testing.T) {
	b := shelved(t)
	hinted := func(d *kittest.Driver) bool {
		return slices.ContainsFunc(d.Screen.Keys(d.Env).Hints(), func(h kit.Hint) bool { return h.Does == "adopt" })
	}
	if !hinted(b.open(t)) {
		t.Error("adopt is not named where it works")
	}
	b.noAdopt = errors.New("there is no folder of the department: start soprun with --pages FOLDER")
	d := b.open(t)
	if hinted(d) {
		t.Error("adopt is named where it does not work")
	}
	d.Press("e").Shows("There is no folder of the department: start soprun with --pages FOLDER.")
}
