package acts_test

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
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
	present.Reader
	present.Station
	acts      []model.Act
	signed    []string
	files     []string
	err       error // what is answered next
	peopleErr error
}

func (b *fakeBench) FourWords() string { return "" }

func (b *fakeBench) CheckKnown(model.Named) error { return nil }

func (b *fakeBench) Department() (model.Department, error) { return model.Department{}, nil }

func (b *fakeBench) Staff() (model.Staff, error) {
	return model.Staff{Members: []model.Member{{Person: model.Person{ID: "m.rossi", Name: "M. Rossi", Roles: []sop.Role{sop.Administrator}}}}}, b.peopleErr
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
	list, ok := present.ListNamed("log")
	if !ok {
		t.Fatal("there is no log")
	}
	return kittest.Open(t, acts.New(present.Sources{Desk: b, Reader: b, Station: b, Files: b, Roll: b}, list))
}

func TestEveryActAboutTheLogIsFilledInAndSigned(t *testing.T) {
	lines := map[string][]string{"close": {"end of the year", ""}, "dispose": {"2026-01-01", "kept for long enough", ""}, "confirm": {"12", "j.bell"}}
	want := map[string]model.Act{
		"close": model.CloseLog{Reason: "end of the year"}, "dispose": model.Dispose{Before: "2026-01-01", Reason: "kept for long enough"}, "confirm": model.Confirm{Entry: 12},
	}
	for i, f := range present.LogForms {
		if f.Act == nil {
			continue
		}
		b := &fakeBench{}
		d := open(t, b).Shows("The log itself", present.Capital(f.Does)).Press(string(rune('1'+i))).Shows(present.Capital(f.Does), f.Asks[0].Label)
		d.Answer(lines[f.Name]...).Shows("You sign this sentence:", "sign it.").Answer("correct horse").Shows(f.Done(nil)).Hides("You sign")
		if !reflect.DeepEqual(b.acts, []model.Act{want[f.Name]}) || len(b.signed) != 1 || b.signed[0] != "correct horse" {
			t.Errorf("%s: %+v, signed with %q", f.Name, b.acts, b.signed)
		}
	}
}

// What forms write and read, as it was asked for.
func (b *fakeBench) wrote(what ...string) error {
	b.files = append(b.files, strings.Join(what, " "))
	err := b.err
	b.err = nil
	return err
}

func (b *fakeBench) Checkpoint(file string) (int64, string, error) {
	return 40, "one two three four five six", b.wrote("checkpoint", file)
}

func (b *fakeBench) Backup(file string) (int64, error) { return 41, b.wrote("backup", file) }

func (b *fakeBench) AskWitness(file, witness string, since int64) error {
	return b.wrote("request", file, witness, strconv.FormatInt(since, 10))
}

func (b *fakeBench) KeepAnswer(file, keyFile string) (model.Witnessed, error) {
	return model.Witnessed{By: "bench-1", Size: 40, File: "bench-1.cosigned"}, b.wrote("keep", file, keyFile)
}

func (b *fakeBench) Witness(request, answer, keyFile string) error {
	return b.wrote("witness", request, answer, keyFile)
}

func TestEveryActThatWritesAFileSaysWhatItWroteAndKeepsWhatWasTypedWhereItFails(t *testing.T) {
	tried := 0
	for i, f := range present.LogForms {
		lines, want := map[string][]string{
			"checkpoint": {"a.txt"}, "backup": {"a.zip"}, "request": {"a.txt", "bench-1", "12"}, "keep": {"a.txt", ""}, "witness": {"a.txt", "b.txt", "key.txt"},
		}[f.Name], map[string][2]string{
			"checkpoint": {"checkpoint a.txt", "a.txt holds the checkpoint of 40 entries. Its six words, to note or to read over the telephone: one two three four five six."},
			"backup":     {"backup a.zip", "a.zip holds 41 entries and the keys. It was read back and verifies."},
			"request":    {"request a.txt bench-1 12", "The request is in a.txt."},
			"keep":       {"keep a.txt ", "bench-1 vouches for 40 entries"},
			"witness":    {"witness a.txt b.txt key.txt", "It was cosigned. The answer is in b.txt."},
		}[f.Name]
		if f.Do == nil {
			continue
		}
		tried++
		b := &fakeBench{err: errors.New("the disk is full")}
		d := open(t, b).Press(string(rune('1'+i)), "enter").Shows(present.Capital(f.Does), f.Asks[0].Label+" is still empty.")
		d.Answer(lines...).Shows("The disk is full.", "a.").Press("enter").Shows(want[1], "What is to be done?")
		if !reflect.DeepEqual(b.files, []string{want[0], want[0]}) || len(b.acts) != 0 {
			t.Errorf("%s: %q, %+v", f.Name, b.files, b.acts)
		}
		b.files = nil
		if d.Press(string(rune('1' + i))).Type("x").Press("esc").Shows("What is to be done?"); len(b.files) != 0 {
			t.Errorf("%s: esc writes %q", f.Name, b.files)
		}
	}
	if tried != 5 {
		t.Errorf("%d acts write a file", tried)
	}
}

func TestANumberOfEntriesThatIsNoneIsRefusedAtOnce(t *testing.T) {
	b := &fakeBench{}
	open(t, b).Press("6").Answer("a.txt", "", "many").Shows(`"many" is no number of an entry.`)
	if len(b.files) != 0 {
		t.Errorf("wrote %q", b.files)
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

func (b *fakeBench) Enrolled() (model.Enrolled, error) {
	staff, err := b.Staff()
	var out model.Enrolled
	for _, m := range staff.Members {
		out.People = append(out.People, m.Person)
	}
	return out, err
}
