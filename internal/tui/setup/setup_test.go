package setup_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/setup"
	"soprun/sop/record"
)

// fakeBench is a station that is set up in memory.
type fakeBench struct {
	present.Desk // nothing is signed by anybody else
	present.Station
	err  error // what the next set-up answers
	asks []model.SetUp
	from []string // the closed logs that it went on from
}

func (b *fakeBench) FourWords() string { return "copper lantern violet harbour" }

func (b *fakeBench) CheckChosen(in model.SetUp) error {
	switch {
	case in.Passphrase == nil && in.PersonID == "":
		return record.CheckName(in.Name)
	case in.Passphrase == nil:
		return record.CheckPersonID(in.PersonID)
	case len(in.Passphrase) < 12:
		return fmt.Errorf("of %s at %s it has %d characters", in.PersonID, in.Station, len(in.Passphrase))
	}
	return nil
}

func (b *fakeBench) SetUp(s model.SetUp) error {
	s.Passphrase = append([]byte(nil), s.Passphrase...)
	b.asks = append(b.asks, s)
	err := b.err
	b.err = nil
	return err
}

func (b *fakeBench) GoOn(from string, s model.SetUp) (model.Continues, error) {
	b.from = append(b.from, from)
	return model.Continues{Log: "bench-2", Size: 40}, b.SetUp(s)
}

func open(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, setup.New(present.Sources{Desk: b, Station: b}))
}

// filled fills every line but the last.
func filled(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return open(t, b).Answer("St Elsewhere", "Bench 2", "Josie Bell", "", "correct horse nine")
}

func TestWhatIsTypedIsWhatIsSetUp(t *testing.T) {
	b := &fakeBench{}
	d := filled(t, b).Answer("correct horse nine")
	want := model.SetUp{Site: "St Elsewhere", Station: "Bench 2", Name: "Josie Bell", PersonID: "j.bell", Passphrase: []byte("correct horse nine")}
	if len(b.asks) != 1 || !reflect.DeepEqual(b.asks[0], want) {
		t.Fatalf("asked for %+v", b.asks)
	}
	if len(d.Went) != 1 || d.Went[0] != (kit.Go{To: kit.ToLibrary, Replace: true}) {
		t.Errorf("went %+v: there is nothing to come back to", d.Went)
	}
}

func TestNoLineMayStayEmpty(t *testing.T) {
	b := &fakeBench{}
	d := open(t, b)
	for _, line := range []struct{ label, text string }{
		{"Department", "St Elsewhere"},
		{"This bench", "Bench 2"},
		{"Your name", "漢字"},
		{"Short name", "jo"},
		{"Passphrase", "correct horse nine"},
		{"Again", "correct horse nine"},
	} {
		if !strings.Contains("Passphrase Again", line.label) { // of a passphrase every character counts
			d.Type("  ")
		}
		d.Press("enter").Shows(line.label + " is still empty.")
		if len(b.asks) != 0 {
			t.Fatalf("set up without %s", line.label)
		}
		d.Answer(line.text)
	}
	if len(b.asks) != 1 {
		t.Errorf("asked %d times", len(b.asks))
	}
}

// A short name is for ever: who types their own over the one that is suggested does not get both.
func TestAShortNameThatIsTypedTakesThePlaceOfTheOneSuggested(t *testing.T) {
	b := &fakeBench{}
	d := open(t, b).Answer("St Elsewhere").Answer("Bench 2").Answer("Jo Bell").Shows("j.bell_")
	d.Type("jo.bell").Shows("jo.bell_").Hides("j.belljo")
	for typed, want := range map[string]string{"2": "j.bell2_", "x": "x_", "j.bell": "j.bell_"} {
		open(t, b).Answer("St Elsewhere").Answer("Bench 2").Answer("Jo Bell").Type(typed).Shows("Short name  " + want)
	}
	d = open(t, b).Answer("St Elsewhere").Answer("Bench 2").Answer("Jo Bell")
	for range "j.bell" {
		d.Press("backspace")
	}
	d.Type("j.bellows").Shows("Short name  j.bellows_") // what was typed stays, though it began as the other one
}

func TestAShortNameThatCannotBeOneIsRefusedAtOnce(t *testing.T) {
	d := open(t, &fakeBench{}).Answer("St Elsewhere", "Bench 2", "Josie Bell").Type(" B").Press("enter")
	d.Shows(`Short name "j.bell B": needs 2 to 32 of a-z`).Hides("12 characters or more")
	d.Press("backspace", "backspace", "enter").Shows("12 characters or more")
}

func TestAPassphraseThatIsRefusedIsNotAskedForOnceMore(t *testing.T) {
	b := &fakeBench{}
	d := open(t, b).Answer("St Elsewhere", "Bench 2", "Josie Bell", "", "horse").Shows("Of j.bell at Bench 2 it has 5 characters.")
	d.Press("enter").Shows("Passphrase is still empty.")
	if d.Answer("correct horse nine", "correct horse nine"); len(b.asks) != 1 || string(b.asks[0].Passphrase) != "correct horse nine" {
		t.Errorf("set up with %+v", b.asks)
	}
}

func TestPassphrasesThatDifferAreBothTypedAgain(t *testing.T) {
	b := &fakeBench{}
	d := filled(t, b).Answer("correct horse")
	d.Shows("The two passphrases differ. Type both again.")
	if len(b.asks) != 0 {
		t.Fatal("it was set up")
	}
	d.Answer("another horse two", "another horse two")
	if len(b.asks) != 1 || string(b.asks[0].Passphrase) != "another horse two" {
		t.Errorf("typing both again sets up %+v", b.asks)
	}
}

func TestAnErrorKeepsTheNamesAndAsksForThePassphraseAgain(t *testing.T) {
	b := &fakeBench{err: errors.New("the passphrase is too common")}
	d := filled(t, b).Answer("correct horse nine")
	d.Shows("The passphrase is too common.", "St Elsewhere", "Bench 2", "Josie Bell", "j.bell")
	if len(d.Went) != 0 {
		t.Fatalf("went %+v", d.Went)
	}
	d.Answer("violet harbour nine", "violet harbour nine")
	if len(b.asks) != 2 || string(b.asks[1].Passphrase) != "violet harbour nine" || b.asks[1].Site != "St Elsewhere" {
		t.Errorf("asked for %+v", b.asks)
	}
	if len(d.Went) != 1 {
		t.Error("the station is set up and the screen stays")
	}
}

func TestAnErrorOfANameIsMendedWithoutTypingItAllAgain(t *testing.T) {
	b := &fakeBench{err: errors.New(`person "j.bell": not an id`)}
	d := filled(t, b).Answer("correct horse nine")
	d.Press("up").Type("2").Press("enter").Answer("correct horse nine", "correct horse nine")
	if len(b.asks) != 2 || b.asks[1].PersonID != "j.bell2" || b.asks[1].Name != "Josie Bell" {
		t.Errorf("asked for %+v", b.asks)
	}
}

func TestKeysAndPastesDoNothingWhileTheKeyIsMade(t *testing.T) {
	b := &fakeBench{}
	d := filled(t, b).Type("correct horse nine")
	d.Hold = true
	d.Press("enter").Shows("Making your key and signing ...")
	before := d.All()
	d.Press("enter", "up", "tab", "backspace", "esc").Type("x").Send(tea.PasteMsg{Content: "pasted"})
	if d.All() != before || d.Held() != 1 {
		t.Errorf("something acted while busy:\n%s", d.All())
	}
	if d.Release(); len(b.asks) != 1 || len(d.Went) != 1 {
		t.Errorf("asked %d times, went %+v", len(b.asks), d.Went)
	}
}

func TestOnlyEnterOpensTheLog(t *testing.T) {
	b := &fakeBench{}
	filled(t, b).Type("correct horse nine").Press("tab", "down")
	if len(b.asks) != 0 {
		t.Error("moving down a line set the station up")
	}
}

func TestTheKeysOfTheSetUpAllLead(t *testing.T) {
	d := open(t, &fakeBench{})
	if d.KeysLead("shift+tab", "up"); !d.Screen.Field(d.Env).Typing() {
		t.Error("letters must go to the form")
	}
	for _, b := range d.Screen.Keys(d.Env) {
		if b.Keys[0] == "esc" {
			t.Error("there is nothing to go back to")
		}
	}
	filled(t, &fakeBench{}).Type("x").KeysLead()
}

func TestAWordThatNobodyKnowsIsSuggestedAndThePassphraseIsHidden(t *testing.T) {
	d := open(t, &fakeBench{}).Answer("St Elsewhere", "Bench 2", "Josie Bell", "")
	d.Shows("copper lantern violet harbour")
	d.Type("correct horse nine").Hides("correct horse").Shows(strings.Repeat("•", 18))
}

func TestAStationGoesOnFromAClosedLog(t *testing.T) {
	b := &fakeBench{err: errors.New("that is no closed log")}
	d := open(t, b).Shows("ctrl+o go on from a closed log").Answer("St Elsewhere").Press("ctrl+o")
	d.Shows("names the end of a closed one", "ctrl+n open a new log").Hides("St Elsewhere")
	d.KeysLead("shift+tab", "up")
	d.Answer("2026", "j.bell").Type("correct horse nine").Press("enter").Shows("That is no closed log.", "2026", "j.bell")
	d.Answer("correct horse nine")
	want := model.SetUp{PersonID: "j.bell", Passphrase: []byte("correct horse nine")}
	if len(b.from) != 2 || b.from[1] != "2026" || !reflect.DeepEqual(b.asks[1], want) || len(d.Went) != 1 {
		t.Errorf("went on from %v with %+v, to %+v", b.from, b.asks, d.Went)
	}
}
