package acts_test

import (
	"errors"
	"reflect"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/acts"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop"
)

// fakeBench signs what it is given.
type fakeBench struct {
	present.Desk // nothing here makes a key or asks for a short name
	acts         []model.Act
	signed       []string
	err          error // what is answered next
	peopleErr    error
}

func (b *fakeBench) People() ([]model.Person, error) {
	return []model.Person{{ID: "m.rossi", Name: "M. Rossi", Roles: []sop.Role{sop.Administrator}}}, b.peopleErr
}

func (b *fakeBench) Prepare(by string, act model.Act) (model.Draft, error) {
	err := b.err
	b.acts, b.err = append(b.acts, act), nil
	return model.Draft{Person: model.Person{ID: by}, Statement: "I, " + by + ", sign it."}, err
}

func (b *fakeBench) Sign(_ model.Draft, passphrase []byte) (int64, error) {
	b.signed = append(b.signed, string(passphrase))
	return 9, nil
}

func open(t *testing.T, b *fakeBench) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, acts.New(b, "The log itself", present.LogForms))
}

func TestEveryActAboutTheLogIsFilledInAndSigned(t *testing.T) {
	lines := map[string][]string{"close": {"end of the year", ""}, "dispose": {"2026-01-01", "kept for long enough", ""}, "confirm": {"12", "j.bell"}}
	want := map[string]model.Act{
		"close": model.CloseLog{Reason: "end of the year"}, "dispose": model.Dispose{Before: "2026-01-01", Reason: "kept for long enough"}, "confirm": model.Confirm{Entry: 12},
	}
	for i, f := range present.LogForms {
		b := &fakeBench{}
		d := open(t, b).Shows("The log itself", present.Capital(f.Does)).Press(string(rune('1'+i))).Shows(present.Capital(f.Does), f.Asks[0].Label)
		d.Answer(lines[f.Name]...).Shows("You sign this sentence:", "sign it.").Answer("correct horse").Shows(f.Done(nil)).Hides("You sign")
		if !reflect.DeepEqual(b.acts, []model.Act{want[f.Name]}) || len(b.signed) != 1 || b.signed[0] != "correct horse" {
			t.Errorf("%s: %+v, signed with %q", f.Name, b.acts, b.signed)
		}
	}
}

func TestWhatTheLogRefusesIsSaidAndNothingIsLost(t *testing.T) {
	b := &fakeBench{err: errors.New("a run is open")}
	d := open(t, b).Press("1").Answer("end of the year", "").Shows("A run is open.", "end of the year")
	if len(b.signed) != 0 {
		t.Fatal("signed what was refused")
	}
	d.Press("esc").Shows("What is to be done?").Press("esc")
	if d.Backs != 1 || len(b.signed) != 0 {
		t.Error("esc does not lead back, or signs")
	}
	open(t, &fakeBench{peopleErr: errors.New("the file is gone")}).Shows("The log cannot be read: the file is gone")
}

func TestTheActsLeadEverywhereAndBack(t *testing.T) {
	d := open(t, &fakeBench{})
	if d.Screen.Field(d.Env).Typing() {
		t.Error("the list is typed into")
	}
	d.KeysLead("1-9", "enter")
	d.Press("down", "enter").Shows("Close the log for ever", "Why")
	if !d.Screen.Field(d.Env).Typing() {
		t.Error("a form is not typed into")
	}
	d = open(t, &fakeBench{})
	d.Send(kit.Click{Row: 1}).Send(kit.Click{Row: 1}).Shows("Before")
}
