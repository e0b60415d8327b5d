package kit_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
	"soprun/sop"
)

// desk signs everything but once, and keeps what it was given.
type desk struct {
	acts     []model.Act
	by       []string
	passes   []string
	enrolled []model.Enrolment
	refuse   error // what is answered next
}

func (d *desk) answer() error {
	err := d.refuse
	d.refuse = nil
	return err
}

func (d *desk) Prepare(by string, act model.Act) (model.Draft, error) {
	d.acts, d.by = append(d.acts, act), append(d.by, by)
	return model.Draft{Person: model.Person{ID: by}, Statement: "I, " + by + ", sign it."}, d.answer()
}

func (d *desk) Sign(_ model.Draft, passphrase []byte) (int64, error) {
	d.passes = append(d.passes, string(passphrase))
	return 7, d.answer()
}

func (d *desk) Enrol(e model.Enrolment) (int64, error) {
	d.enrolled = append(d.enrolled, e)
	return 7, d.answer()
}
func (d *desk) RotateKey(model.Rotation) (int64, error)    { return 7, d.answer() }
func (d *desk) ChangePassphrase(model.NewPassphrase) error { return d.answer() }
func (d *desk) CheckEnrolled(string) error                 { return nil }

func (d *desk) CheckFree(id string) error {
	if id == "j.bell" {
		return errors.New("that short name is taken")
	}
	return nil
}

// filled gives a filling lines, each with an enter, and every result.
func filled(f kit.Filling, lines ...string) kit.Filling {
	for _, line := range lines {
		for _, r := range line {
			f, _ = f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		f = pressed(f, "enter")
	}
	return f
}

func pressed(f kit.Filling, keys ...string) kit.Filling {
	for _, key := range keys {
		next, cmd := f.Update(tuitest.Key(key))
		if f = next; cmd != nil {
			f, _ = f.Update(cmd())
		}
	}
	return f
}

func shown(f kit.Filling) string {
	lines, _, _ := f.Lines(kit.Env{Width: 80, Height: 24})
	var out []string
	for _, l := range lines {
		out = append(out, l.String())
	}
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}

var retire = present.PeopleForms[5]

func TestAFormIsSignedOverItsSentence(t *testing.T) {
	d := &desk{refuse: errors.New("no such version")}
	f := filled(kit.Fill(retire, present.Case{}, d), "SOP-A-001", "1.0", "the basin is gone", "j.bell")
	if got := shown(f); !strings.Contains(got, "No such version.") || !strings.Contains(got, "the basin is gone") {
		t.Errorf("a refusal loses what was typed: %s", got)
	}
	if f = pressed(f, "enter"); !f.Drafted() || !strings.Contains(shown(f), "You sign this sentence: I, j.bell, sign it.") {
		t.Fatalf("no sentence: %s", shown(f))
	}
	d.refuse = errors.New("that is not the passphrase")
	if f = filled(f, "wrong"); !strings.Contains(shown(f), "That is not the passphrase.") {
		t.Errorf("a wrong passphrase: %s", shown(f))
	}
	if end, _ := f.Ended(); end != kit.NotYet {
		t.Fatal("it ended unsigned")
	}
	f = filled(f, "right")
	if end, said := f.Ended(); end != kit.Done || said != retire.Done(nil) {
		t.Errorf("it ended as %v, %q", end, said)
	}
	want := model.Retire{SOP: "SOP-A-001", Version: "1.0", Reason: "the basin is gone"}
	if !reflect.DeepEqual(d.acts, []model.Act{want, want}) || d.by[1] != "j.bell" || !reflect.DeepEqual(d.passes, []string{"wrong", "right"}) {
		t.Errorf("signed %+v by %q with %q", d.acts, d.by, d.passes)
	}
}

func TestAKeyIsMadeOfAFormWithTwoPassphrases(t *testing.T) {
	d := &desk{}
	c := present.Case{People: []model.Person{{ID: "m.rossi", Roles: []sop.Role{sop.Administrator}}}, Words: "four short words here"}
	f := kit.Fill(present.KeyForms[0], c, d)
	if got := shown(f); !strings.Contains(got, "The new person signs:") || !strings.Contains(got, "nobody else knows my passphrase") {
		t.Errorf("what is signed is not said: %s", got)
	}
	f = filled(f, "J. Bell", "")
	if got := shown(f); !strings.Contains(got, "That short name is taken.") {
		t.Errorf("a taken name is refused only later: %s", got)
	}
	for range "j.bell" {
		f = pressed(f, "backspace")
	}
	f = filled(f, "j.bell2", "", "")
	if got := shown(f); !strings.Contains(got, "Passphrase is still empty.") || !strings.Contains(got, "four short words here") {
		t.Errorf("an empty passphrase is left: %s", got)
	}
	f = filled(f, "violet", "indigo", "", "copper")
	if got := shown(f); !strings.Contains(got, "The two new passphrases differ.") {
		t.Errorf("two passphrases that differ: %s", got)
	}
	d.refuse = errors.New("wrong passphrase of the administrator")
	f = filled(f, "violet", "violet", "", "")
	if got := shown(f); !strings.Contains(got, "Wrong passphrase of the administrator.") {
		t.Errorf("a refusal: %s", got)
	}
	f = filled(f, "copper")
	end, said := f.Ended()
	if end != kit.Done || said != "J. Bell is enrolled and can sign with the passphrase that was just typed." {
		t.Fatalf("it ended as %v, %q: %s", end, said, shown(f))
	}
	if e := d.enrolled[len(d.enrolled)-1]; e.ID != "j.bell2" || e.By != "m.rossi" || string(e.Passphrase) != "violet" || string(e.ByPass) != "copper" {
		t.Errorf("enrolled %+v", e)
	}
}

func TestAFormThatIsLeftSignsNothingAndTakesNoResultOfAnother(t *testing.T) {
	for _, form := range []present.Form{retire, present.KeyForms[0]} {
		d := &desk{}
		f := pressed(filled(kit.Fill(form, present.Case{}, d), "one"), "shift+tab", "esc")
		if end, said := f.Ended(); end != kit.Left || said != "" || len(d.acts)+len(d.enrolled) != 0 {
			t.Errorf("%s ended as %v, %q", form.Name, end, said)
		}
		if len(f.Keys()) == 0 || !f.Field().Typing() || f.Busy() {
			t.Errorf("%s has no keys, or nothing to type into", form.Name)
		}
	}
	d := &desk{}
	f := kit.Fill(retire, present.Case{}, d)
	for _, line := range []string{"SOP-A-001", "1.0", "the basin is gone"} {
		f = filled(f, line)
	}
	for _, r := range "j.bell" {
		f, _ = f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	_, cmd := f.Update(tuitest.Key("enter"))
	other, _ := kit.Fill(retire, present.Case{}, d).Update(cmd())
	if other.Drafted() {
		t.Error("the sentence of a form that was left is shown in the next one")
	}
}
