package kit_test

import (
	"fmt"
	"image/color"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

// grounds are what people read on: the backgrounds of common terminals and of the themes that they choose
// most, and of the documents' pictures.
var grounds = map[bool]map[string]uint32{
	false: {
		"black": 0x000000, "Windows Terminal": 0x0C0C0C, "pictures": 0x0E1116, "GNOME": 0x171421, "Tokyo Night": 0x1A1B26, "VS Code": 0x1E1E1E, "Catppuccin": 0x1E1E2E, "Konsole": 0x232627, "foot": 0x242424,
		"Monokai": 0x272822, "Gruvbox": 0x282828, "Dracula": 0x282A36, "One Dark": 0x282C34, "Nord": 0x2E3440, "Tango": 0x2E3436, "Solarized": 0x002B36, "Ubuntu": 0x300A24,
	},
	true: {
		"white": 0xFFFFFF, "One Light": 0xFAFAFA, "Solarized": 0xFDF6E3, "Gruvbox": 0xFBF1C7, "yellow paper": 0xFFFFDD, "Windows": 0xF2F2F2, "Catppuccin": 0xEFF1F5, "Tango": 0xEEEEEC, "Nord": 0xE5E9F0, "Tokyo Night": 0xE1E2E7,
	},
}

func rgb(v uint32) color.Color {
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff} //nolint:gosec // a part of it each
}

func lumOf(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	return tuitest.Luminance(r, g, b)
}

// roleNames are the roles whose colour is ours, as the documents name them.
var roleNames = map[kit.Role]string{kit.Dim: "labels, rules", kit.Accent: "selected", kit.Good: "good", kit.Caution: "caution", kit.Danger: "danger", kit.Banner: "practice"}

// worst is the lowest contrast of a role, and on which background.
type worst struct {
	ratio float64
	on    string
}

// measured goes over every pair of a colour and a background, as true colours and as the 256 of a terminal.
func measured(light bool, profile colorprofile.Profile) map[kit.Role]worst {
	out := map[kit.Role]worst{}
	for role := range roleNames {
		theme := kit.Theme{Light: light, Practice: role == kit.Banner}
		fg := lipgloss.NewCanvas(1, 1).Compose(lipgloss.NewLayer(theme.Style(role).Render("x"))).CellAt(0, 0).Style.Fg
		fg = profile.Convert(fg)
		for _, name := range slices.Sorted(maps.Keys(grounds[light])) {
			ratio := tuitest.Contrast(lumOf(fg), lumOf(rgb(grounds[light][name])))
			if w, any := out[role]; !any || ratio < w.ratio {
				out[role] = worst{ratio, name}
			}
		}
	}
	return out
}

// 4.5 to 1 is what WCAG 2.2 asks of text (1.4.3); of lines that carry no word 3 to 1 (1.4.11), which those have too.
func TestEveryColourCanBeReadOnTheBackgroundsThatPeopleHave(t *testing.T) {
	const least = 4.5
	for _, light := range []bool{false, true} {
		for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
			all := measured(light, profile)
			if len(all) != len(roleNames) {
				t.Fatalf("%d roles were measured", len(all))
			}
			for role, w := range all {
				if w.ratio < least {
					t.Errorf("light %v, %v: %s has %.2f on %s, at least %.1f", light, profile, roleNames[role], w.ratio, w.on, least)
				}
			}
		}
	}
}

// What the documents say was measured is what is measured now.
func TestTheDocumentsHaveTheContrastsAsTheyAre(t *testing.T) {
	text, err := os.ReadFile("../../../.github/docs/accessibility.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range slices.Sorted(maps.Keys(roleNames)) {
		row := "| " + roleNames[role]
		for _, light := range []bool{false, true} {
			for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
				w := measured(light, profile)[role]
				row += fmt.Sprintf(" | %.1f on %s", w.ratio, w.on)
			}
		}
		if row += " |"; !strings.Contains(string(text), row+"\n") {
			t.Errorf("the docs lack this row:\n%s", row)
		}
	}
	if want := fmt.Sprintf("%d dark and %d light", len(grounds[false]), len(grounds[true])); !strings.Contains(string(text), want) {
		t.Errorf("the docs do not say %q", want)
	}
}
