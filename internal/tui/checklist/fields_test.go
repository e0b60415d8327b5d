package checklist_test

import (
	"strings"
	"testing"

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
