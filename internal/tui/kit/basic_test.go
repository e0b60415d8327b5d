package kit_test

import (
	"image/color"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

// drawnAs are the sixteen colours as common terminals draw them: xterm, the
// palette of a PC's text screen, Windows Terminal.
var drawnAs = map[string][16]uint32{
	"xterm": {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	},
	"text screen": {
		0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
	},
	"windows": {
		0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc,
		0x767676, 0xe74856, 0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2,
	},
}

func TestEveryRoleCanBeReadInSixteenColours(t *testing.T) {
	for name, palette := range drawnAs {
		for _, theme := range []kit.Theme{{Basic: true}, {Basic: true, Light: true}, {Basic: true, Practice: true}, {Basic: true, Light: true, Practice: true}} {
			background := 0.0
			if theme.Light {
				background = 1
			}
			for _, role := range kit.Roles {
				fg := lipgloss.NewCanvas(1, 1).Compose(lipgloss.NewLayer(theme.Style(role).Render("x"))).CellAt(0, 0).Style.Fg
				if fg == nil {
					continue // the terminal's own foreground
				}
				basic, ok := fg.(ansi.BasicColor)
				if !ok {
					t.Fatalf("theme %+v, role %d: %v is none of the sixteen", theme, role, fg)
				}
				v := palette[basic]
				r, g, b, _ := color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}.RGBA()
				if c := tuitest.Contrast(tuitest.Luminance(r, g, b), background); c < 4.5 {
					t.Errorf("%s: theme %+v, role %d: contrast %.2f", name, theme, role, c)
				}
			}
		}
	}
}

func TestDangerAndGoodDifferInMoreThanHueInSixteenColours(t *testing.T) {
	for _, theme := range []kit.Theme{{Basic: true}, {Basic: true, Light: true}} {
		danger, good := theme.Style(kit.Danger), theme.Style(kit.Good)
		if danger.GetBold() == good.GetBold() || danger.GetUnderline() == good.GetUnderline() {
			t.Errorf("theme %+v: danger and good differ by hue alone", theme)
		}
	}
}

func TestTheQuestionOfAPickerIsWrapped(t *testing.T) {
	var v kit.View
	v.AddPicker(kit.NewPicker("Which supervisor takes over, because A. Khan cannot hand over?", []string{"J. Bell"}), 58, 6)
	for _, l := range v.Body {
		if l.Width() > 58 {
			t.Errorf("cut: %q", l)
		}
	}
}
