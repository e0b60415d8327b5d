package checklist_test

import (
	"strings"
	"testing"

	"soprun/internal/tui/kittest"
	"soprun/sop"
)

// crowded is a page whose first step asks for more than a low terminal shows at once.
func crowded() *sop.Procedure {
	p := fridge()
	s := &p.Sections[0].Steps[0]
	s.Text, s.Critical, s.Alerts = "Read each of the displays on the front of the fridge and write what stands there.", true, nil
	s.Fields = []sop.Field{
		{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0")},
		{Name: "state", Label: "Alarm", Type: sop.Choice, Choices: []string{"off", "sounding"}},
	}
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		s.Fields = append(s.Fields, sop.Field{Name: name, Label: "Shelf " + name, Type: sop.Text, Optional: true})
	}
	return p
}

// What is asked, and what was said of a key, stands in the frame whatever else the step asks for.
func TestWhatIsAskedIsInSightBesideAStepThatAsksForMuch(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 16}, {60, 12}} {
		k := &keeper{proc: crowded()}
		d := open(t, k)
		shows := func(what string, texts ...string) {
			t.Helper()
			frame := kittest.Flat(d.FrameAt(size[0], size[1]))
			for _, text := range texts {
				if !strings.Contains(frame, text) {
					t.Errorf("at %v, %s: %q is out of sight:\n%s", size, what, text, d.FrameAt(size[0], size[1]))
				}
			}
		}
		d.Press("esc", "i", "enter")
		shows("a reason to choose", "Nothing is chosen yet")
		d.Press("1")
		shows("a note to type", "note")
		d.Type("for the next")
		shows("a note that is typed", "for the next_")
		d.Press("esc").Answer("cold")
		shows("a number that is none", "cold_", "is not a decimal number")
		d.Press("backspace", "backspace", "backspace", "backspace").Answer("9.0")
		shows("what was done about it", "ABOVE 8.0", "What did you do about it?")
		d.Press("enter")
		shows("nothing written", "Say what you did about it.")
		d.Answer("told the lead")
		shows("a choice", "Alarm", "1 off")
		d.Press("enter")
		shows("nothing chosen", "Nothing is chosen yet")
		d.Press("1", "enter", "enter", "enter", "enter", "enter", "enter")
		shows("a critical step", "confirm it with y")
	}
}

func TestALineInWhichNothingIsTypedIsNotCalledAWrongTime(t *testing.T) {
	d, _ := at(t, "lock")
	d.Press("e").Shows("When was step 6 done?").Press("enter").Shows("Nothing is typed yet.").Hides("is not a time")
	d.Answer("noon").Shows("is not a time")
}
