package checklist_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/sop"
)

const (
	dialSum = "6d1eeddcd470ea1c36866109fcb9c3147b0921e8cf3b640ba1ebd2bfa5b7058e"
	dial    = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect x="4" y="4" width="72" height="32" fill="none" stroke="black"/><text x="40" y="23" text-anchor="middle">DIAL</text></svg>`
)

// pictured is the fridge with a figure at a step that asks for nothing and at one that asks.
func pictured() *sop.Procedure { return showing(fridge(), "read", "lock") }

// showing gives some steps of a page a figure.
func showing(p *sop.Procedure, steps ...string) *sop.Procedure {
	p.Figures = []sop.Figure{{Caption: "The dial", Path: "figures/dial.svg", SHA256: dialSum, Data: []byte(dial)}}
	for _, s := range p.Sections {
		for i := range s.Steps {
			if slices.Contains(steps, s.Steps[i].ID) {
				s.Steps[i].More = "![The dial](figures/dial.svg \"sha256:" + dialSum + "\")"
			}
		}
	}
	return p
}

func TestTheFigureOfAStepIsDrawnWhenItIsAskedFor(t *testing.T) {
	_, k := at(t, "lock")
	k.proc = pictured()
	d := openedAt(t, k)
	if text := d.Frame(); !strings.Contains(text, "Figure: The dial.") || strings.Contains(text, "▀") || !strings.Contains(text, "v figure") {
		t.Fatalf("before:\n%s", text)
	}
	d.Press("v")
	if text := d.Frame(); !strings.Contains(text, "DIAL") || !strings.Contains(text, "▀") {
		t.Errorf("it is not drawn:\n%s", text)
	}
	d.Press("v")
	if text := d.Frame(); strings.Contains(text, "▀") {
		t.Errorf("it stays:\n%s", text)
	}
}

// TestAFigureNeverHidesWhatIsTyped: where a value is asked for it is drawn over the commands,
// and gone when the value is typed.
func TestAFigureNeverHidesWhatIsTyped(t *testing.T) {
	_, k := at(t, "read")
	k.proc = pictured()
	d := openedAt(t, k)
	d.Type("v")
	if text := d.Frame(); strings.Contains(text, "▀") {
		t.Fatalf("a letter of a value drew it:\n%s", text)
	}
	d.Press("backspace", "esc", "v")
	if text := d.Frame(); !strings.Contains(text, "DIAL") {
		t.Fatalf("it is not drawn:\n%s", text)
	}
	d.Press("esc")
	d.Type("5.0")
	if text := d.Frame(); strings.Contains(text, "▀") || !strings.Contains(text, "5.0_") {
		t.Errorf("the value is hidden:\n%s", text)
	}
}

// Whoever reads blind sees what the step shows, and never what was read before.
func TestTheSecondPersonSeesTheFigureAndNotTheFirstReading(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 24}, {140, 40}} {
		_, k := shiftAt(t, "read")
		k.proc = showing(k.proc, "read")
		d := open(t, k)
		d.Env.Width, d.Env.Height = size[0], size[1]
		d.Answer("5.4").Press("n").Shows("Who checks this step?", "v figure").Press("v").Shows("▀").Hides("5.4")
		d.Press("1").Shows("J. Osei reads:", "ctrl+f figure").Hides("▀", "5.4")
		d.Press("ctrl+f").Shows("DIAL", "▀").Hides("5.4")
		d.Press("ctrl+f").Hides("▀").Press("ctrl+f").Type("5").Shows("5_").Hides("▀", "5.4")
		d.Press("backspace").Answer("5.0").Shows("Alarm", "ctrl+f figure").Press("ctrl+f").Shows("DIAL").Hides("5.4")
		d.Press("n").Shows("What is right?", "ctrl+f figure").Press("ctrl+f").Shows("DIAL").Press("ctrl+f").Hides("▀")
	}
}

func TestAStepWithoutAFigureOffersNone(t *testing.T) {
	d, _ := at(t, "lock")
	if text := d.Frame(); strings.Contains(text, "figure") {
		t.Errorf("it offers one:\n%s", text)
	}
}

func TestAFigureThatIsNotAtHandIsSaid(t *testing.T) {
	_, k := at(t, "lock")
	k.proc = pictured()
	k.proc.Figures[0].Data = nil
	d := openedAt(t, k)
	d.Press("v")
	if text := d.Frame(); !strings.Contains(text, "It cannot be drawn here") {
		t.Errorf("it is not said:\n%s", text)
	}
}
