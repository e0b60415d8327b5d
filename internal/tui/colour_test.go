package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"charm.land/lipgloss/v2"

	"soprun/internal/tui/kit"
)

// telling are the roles whose colour says something: what is good, to be looked at, or wrong.
var telling = map[kit.Role]string{kit.Good: "good", kit.Caution: "caution", kit.Danger: "danger"}

// part is a text of a frame that has one colour.
type part struct{ text, says string }

func colourOf(r kit.Role) string {
	return fmt.Sprint(lipgloss.NewCanvas(1, 1).Compose(lipgloss.NewLayer(kit.Theme{}.Style(r).Render("x"))).CellAt(0, 0).Style.Fg)
}

// parts splits a frame where its colour changes. What no role says has "".
func parts(content string, width, height int) (out []part) {
	role := map[string]string{}
	for r, name := range telling {
		role[colourOf(r)] = name
	}
	selected := colourOf(kit.Accent) // says where the cursor is, which a mark says too
	canvas := lipgloss.NewCanvas(width, height).Compose(lipgloss.NewLayer(content))
	for y := range height {
		text, colour := "", ""
		flush := func() {
			if text = strings.TrimSpace(text); text != "" && colour != selected {
				out = append(out, part{text, role[colour]})
			}
			text = ""
		}
		for x := range width {
			cell := canvas.CellAt(x, y)
			if now := fmt.Sprint(cell.Style.Fg); now != colour && cell.Content != " " {
				flush()
				colour = now
			}
			text += cell.Content
		}
		flush()
	}
	return out
}

func hasWord(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// Who does not see colours, or not those: of a sign without a word each form has one meaning, and no words have one
// colour here and another there.
func TestWhatAColourSaysIsSaidWithoutColourOnEverySurface(t *testing.T) {
	seen := 0
	for i, s := range surfaces {
		for _, size := range [][2]int{{80, 24}, {60, 16}} {
			m := open(t, i, size[0], size[1])
			if drawn := colourless(t, m); coloured.MatchString(drawn) {
				t.Errorf("%s at %d columns has colour under NO_COLOR", s.name, size[0])
			}
			meanings := map[string]string{}
			for _, p := range parts(m.View().Content, size[0], size[1]) {
				form := p.text
				if !hasWord(form) { // a row of a sign is that sign
					form = string([]rune(form)[0])
				}
				before, known := meanings[form]
				if meanings[form] = p.says; p.says == "" && before == "" {
					continue
				}
				if seen++; known && before != p.says {
					t.Errorf("%s at %d columns: %q is drawn as %q and as %q, and says the same", s.name, size[0], form, before, p.says)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d parts had a colour that says something", seen)
	}
}
