package checklist_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/sop"
)

// What a field takes stands beside its label, in a column where there is room and
// close to it where there is not, and breaks only where the line is too long for both.
func TestWhatAFieldTakesIsNotBrokenForTheSakeOfTheColumn(t *testing.T) {
	k := &keeper{proc: fridge()}
	k.proc.Sections[0].Steps[0].Alerts = nil
	k.proc.Sections[0].Steps[0].Fields = []sop.Field{
		{Name: "contact", Label: "Body fluid, vomiting, diarrhoea or a very long illness of the gut", Type: sop.YesNo},
		{Name: "hands", Label: "Hands", Type: sop.Choice, Choices: []string{"look clean", "not sure", "visibly soiled"}},
		{Name: "air", Label: "Air", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0")},
	}
	d := open(t, k)
	d.Env.Width, d.Env.Height = 60, 16
	rows := d.All()
	for _, want := range []string{"look clean, not sure, visibly soiled\n", "°C   2.0 to 8.0\n", "diarrhoea or a very long\n", " illness of the gut\n"} {
		if !strings.Contains(rows, want) {
			t.Errorf("no line says %q:\n%s", want, rows)
		}
	}
}

func TestTheSourcesThatAStepNamesAreShownWithItsCodes(t *testing.T) {
	k := &keeper{proc: fridge()}
	k.proc.Meta.Sources = []sop.Source{{Key: "LEC", Title: "Fridges", Publisher: "Lec", Year: "2020"}}
	first := &k.proc.Sections[0].Steps[0]
	first.Alerts, first.Text = nil, "Open the door (LEC)."
	d := open(t, k)
	d.Hides("Fridges. Lec, 2020.").Press("w").Shows("S7", "LEC Fridges. Lec, 2020.")
	wide := strings.Fields(d.FrameAt(140, 40))
	if all := strings.Join(wide, " "); !strings.Contains(all, "THIS STEP SHOWS") || !strings.Contains(all, "ITS SOURCES") {
		t.Errorf("beside the run: %s", all)
	}
	d.Press("w", "enter")
	if all := d.FrameAt(140, 40); strings.Contains(all, "ITS SOURCES") {
		t.Errorf("a step that names none has sources:\n%s", all)
	}
}

func TestStepsThatAreDoneTogetherStandInOneFrame(t *testing.T) {
	k := &keeper{proc: fridge()}
	k.proc.Sections[1].DoConfirm = true
	k.proc.Sections[0].DoConfirm = true
	k.proc.Sections[0].Steps[0].Alerts = nil
	d := open(t, k).Shows("Do all of these first. Then confirm each line as you see it done.", "1  Open the door.", "2  Read the display.", "3  Read the level.").Hides("4  Write what you saw.")
	d.Press("enter").Hides("  1  Open the door.\n       2").Shows("done       1  Open the door.", "▸ 2   Read the display.", "Do all of these first.")
}

// A control that is entered says which rule rejects it, and with which entries, though the
// screen had not heard of them yet; one to look at only says so.
func TestAControlShowsWhichRuleItBreaksAsItIsEntered(t *testing.T) {
	k := &keeper{proc: fridge()}
	cell := func(text string) sop.Cell {
		d := sop.MustDecimal(text)
		return sop.Cell{Figure: &d}
	}
	k.proc.Tables = []sop.Table{{Field: "lot", Label: "Lot", Columns: []sop.Column{{Name: "target"}, {Name: "sd"}}, Rows: []sop.Row{{Name: "4417", Cells: []sop.Cell{cell("5.0"), cell("0.20")}}}}}
	level := func(name, label string) sop.Field {
		return sop.Field{Name: name, Label: label, Type: sop.Number, Unit: "mmol/L", Places: 2, From: sop.Columns{Target: "target", SD: "sd"}}
	}
	first := &k.proc.Sections[0].Steps[0]
	first.Alerts = nil
	first.Fields = []sop.Field{{Name: "lot", Label: "Lot", Type: sop.Choice, OfTable: true, Choices: []string{"4417"}}, level("one", "Level 1"), level("two", "Level 2")}
	d := open(t, k)
	d.Press("1").Type("5.0").Press("enter")
	d.Hides("look", "REJECT")
	k.appendErr = model.ControlsMoved{Measured: []sop.Measured{{
		Earlier: sop.Earlier{Entry: 1204, Field: "two", Index: 1, Lot: "4417", Target: "5.0", SD: "0.20", Value: "5.42"},
		Step:    "open", Unit: "mmol/L", Fields: []string{"one", "two"},
	}}}
	d.Type("5.41").Press("enter").Shows("5.41 mmol/L", "2-2s REJECT with entry 1204").Hides("1-2s look", "not stored")
	look := open(t, &keeper{proc: k.proc})
	look.Press("1").Type("5.0").Press("enter").Type("5.41").Press("enter").Shows("5.41 mmol/L", "1-2s look").Hides("REJECT")
	look.Env.Width = 60
	look.Shows("1-2s look")
}

// What is wrong with a value stands under it, so that both are in sight where the step has
// more values than a small terminal has rows.
func TestAValueThatIsRefusedIsInSightWithWhatIsWrongWithIt(t *testing.T) {
	k := &keeper{proc: fridge()}
	first := &k.proc.Sections[0].Steps[0]
	first.Alerts, first.Fields = nil, nil
	for _, name := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"} {
		first.Fields = append(first.Fields, sop.Field{Name: name, Label: strings.ToUpper(name), Type: sop.Clock})
	}
	d := open(t, k)
	d.Env.Width, d.Env.Height = 60, 16
	d.Type("9:5").Press("enter")
	frame := strings.Split(d.Frame(), "\n")
	for i, line := range frame {
		if strings.Contains(line, "9:5_") {
			if !strings.Contains(frame[i+1], `ONE: "9:5" is not a time`) {
				t.Errorf("under the value stands %q", frame[i+1])
			}
			return
		}
	}
	t.Errorf("the value is out of sight:\n%s", strings.Join(frame, "\n"))
}

// A value that could not be stands where it has to be typed again, and nowhere after that: in
// the next round nothing was typed yet.
func TestAnImpossibleValueIsNotShownWhereTheStepIsDoneAgain(t *testing.T) {
	d, _ := at(t, "read")
	d.Type("99").Press("enter").Shows("Temperature: 99 is ABOVE 60.0 °C, which is not possible here")
	d.Type("5.0").Press("enter").Press("1", "enter").Shows("▸ 3   Read the level.")
	d.Press("esc", "r").Answer("the door was open").Shows("▸ 2   Read the display.").Hides("not possible here")
	d.Type("-99").Press("enter").Shows("-99 is BELOW -40.0 °C, which is not possible here").Hides("Temperature: 99 is")
}
