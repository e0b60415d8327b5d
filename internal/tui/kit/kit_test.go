package kit_test

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
)

func TestEveryRoleCanBeReadOnItsBackground(t *testing.T) {
	for _, theme := range []kit.Theme{{}, {Light: true}, {Practice: true}, {Light: true, Practice: true}} {
		background := 0.0
		if theme.Light {
			background = 1
		}
		for _, role := range kit.Roles {
			// The canvas is what a terminal would show, with the style of each cell.
			canvas := lipgloss.NewCanvas(1, 1).Compose(lipgloss.NewLayer(theme.Style(role).Render("x")))
			fg := canvas.CellAt(0, 0).Style.Fg
			if fg == nil {
				continue // the terminal's own foreground
			}
			r, g, b, _ := fg.RGBA()
			if c := tuitest.Contrast(tuitest.Luminance(r, g, b), background); c < 4.5 {
				t.Errorf("theme %+v, role %d: contrast %.2f, want 4.5", theme, role, c)
			}
		}
	}
}

func TestDangerAndGoodDifferInMoreThanHue(t *testing.T) {
	for _, theme := range []kit.Theme{{}, {Light: true}} {
		if theme.Style(kit.Danger).GetBold() == theme.Style(kit.Good).GetBold() {
			t.Errorf("theme %+v: danger and good have the same weight", theme)
		}
	}
}

func TestWrapLosesNoCharacterAndKeepsItsWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zA-Z0-9µ°é漢]{1,30}`), 0, 30).Draw(t, "words")
		width := rapid.IntRange(2, 100).Draw(t, "width")
		indent := rapid.IntRange(0, 20).Draw(t, "indent")
		var line kit.Line
		for i, w := range words {
			line = append(line, kit.Span{Role: kit.Role(i % 3), Text: w}, kit.Span{Text: " "})
		}
		var got strings.Builder
		for _, l := range kit.Wrap(line, width, indent) {
			if l.Width() > width {
				t.Fatalf("a line of %d cells on %d: %q", l.Width(), width, l)
			}
			got.WriteString(l.String())
		}
		if a, b := strings.Join(strings.Fields(got.String()), ""), strings.Join(words, ""); a != b {
			t.Fatalf("wrapped to %q, want %q", a, b)
		}
	})
}

func TestWrapHangsFurtherLines(t *testing.T) {
	var got []string
	for _, l := range kit.Wrap(kit.L(kit.Text, "1  one two three"), 9, 3) {
		got = append(got, l.String())
	}
	if want := "1  one|   two|   three"; strings.TrimRight(strings.Join(got, "|"), " ") != want {
		t.Errorf("wrapped to %q, want %q", strings.Join(got, "|"), want)
	}
}

func TestSafeLeavesNothingThatActs(t *testing.T) {
	for _, evil := range tuitest.Hostile {
		if bad := tuitest.Unsafe(kit.Safe(evil)); len(bad) > 0 {
			t.Errorf("Safe(%q) leaves %q", evil, bad)
		}
		lines, err := kit.Prose("# Title\n\n"+evil+"\n\n- "+evil, 60)
		if err != nil {
			t.Fatal(err)
		}
		frame := kit.View{Body: lines}.Paint(kit.Theme{}, 80, 24, 0)
		if bad := tuitest.Unsafe(frame); len(bad) > 0 {
			t.Errorf("laid out, %q leaves %q", evil, bad)
		}
	}
	if got := kit.Safe("7.4 µg °C — é"); got != "7.4 µg °C — é" {
		t.Errorf("Safe changed harmless text to %q", got)
	}
}

func TestColumnsGiveUpTheLeftFirst(t *testing.T) {
	left, right := kit.L(kit.Text, "a long title of a page"), kit.L(kit.Dim, "v1.0")
	for width := 1; width <= 60; width++ {
		got := kit.Columns(left, right, width)
		if got.Width() > width {
			t.Fatalf("%d cells on %d: %q", got.Width(), width, got)
		}
		if width >= 8 && !strings.HasSuffix(got.String(), "v1.0") {
			t.Errorf("at %d the right part is lost: %q", width, got)
		}
	}
}

func TestTheBodyWindowHoldsTheFocus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "lines")
		height := rapid.IntRange(10, 60).Draw(t, "height")
		end := rapid.IntRange(0, n-1).Draw(t, "end")
		v := kit.View{Body: make([]kit.Line, n), Focus: rapid.IntRange(0, end).Draw(t, "focus"), FocusEnd: end}
		shown := v.Shown(height, 0)
		first, more := shown.First, shown.More
		rows := kit.BodyHeight(height)
		if end < first || end >= first+rows {
			t.Fatalf("line %d is not among [%d, %d)", end, first, first+rows)
		}
		if more != (first+rows < n) {
			t.Fatalf("more = %v with %d lines from %d in %d rows", more, n, first, rows)
		}
	})
}

func TestAListDrawsOnlyWhatIsSeen(t *testing.T) {
	l := kit.List{}.Move(999_999, 1_000_000)
	from, to := l.Window(20, 1_000_000)
	if to-from != 20 || l.At < from || l.At >= to {
		t.Errorf("cursor %d, window [%d, %d)", l.At, from, to)
	}
	if l.Move(1, 1_000_000).At != 999_999 || (kit.List{}).Move(-1, 5).At != 0 {
		t.Error("the cursor left the list")
	}
}

func TestAnInputShowsThePartAroundItsCursor(t *testing.T) {
	in := kit.NewInput("Note", "").With(strings.Repeat("x", 100) + "end")
	got := in.Spans(true, 20)
	if got.Width() > 20 || !strings.Contains(got.String(), "end") {
		t.Errorf("shown as %q (%d cells)", got, got.Width())
	}
	if secret := kit.NewSecret("Passphrase", "").With("hunter2"); strings.Contains(secret.Spans(true, 40).String(), "hunter2") {
		t.Error("a passphrase is shown")
	}
}

func TestAHintThatIsTooLongIsPassedOverForThoseBehindIt(t *testing.T) {
	v := kit.View{Hints: []kit.Hint{{Key: "t", Does: "retire a version"}, {Key: "enter", Does: strings.Repeat("long ", 9)}, {Key: "esc", Does: "back"}, {Key: "?", Does: "help"}}}
	rows := strings.Split(ansi.Strip(v.Paint(kit.Theme{}, 60, 16, 0)), "\n")
	if last := strings.TrimSpace(rows[len(rows)-1]); last != "t retire a version   esc back   ? help" {
		t.Errorf("the footer is %q", last)
	}
}

func TestHintsKeepTheWayToHelp(t *testing.T) {
	v := kit.View{Hints: []kit.Hint{{Key: "enter", Does: "a long thing to do"}, {Key: "x", Does: "another long thing"}, {Key: "?", Does: "help"}}}
	for width := kit.MinWidth; width < 100; width++ {
		rows := strings.Split(ansi.Strip(v.Paint(kit.Theme{}, width, 12, 0)), "\n")
		if !strings.Contains(rows[len(rows)-1], "? help") {
			t.Errorf("at %d the footer is %q", width, rows[len(rows)-1])
		}
	}
}

// The lines of a record hold readings: each stands with its unit.
func TestAReadingOfARecordStandsWithItsUnitAtEveryWidth(t *testing.T) {
	said := present.Said{Level: 1, Label: "Temperature of the upper shelf", Text: "8.4 °C", Limits: "limits 2.0 to 8.0", Flag: "ABOVE 8.0 °C", More: "corrected, was 84 °C: misread it"}
	for width := 24; width < 120; width++ {
		var v kit.View
		v.AddSaid(kit.Env{Width: width, Height: 24}, said)
		for i, l := range v.Body {
			if i > 0 && strings.HasPrefix(strings.TrimSpace(l.String()), "°C") {
				t.Errorf("at %d columns a unit begins line %d: %q", width, i, l.String())
			}
		}
	}
}

func TestATitleIsNeverCut(t *testing.T) {
	title := kit.L(kit.Strong, "Clean a benchtop centrifuge after a tube breakage with blood")
	for width := 40; width <= 140; width++ {
		var v kit.View
		v.Head(kit.Env{Width: width, Height: 24}, title, kit.L(kit.Dim, "SOP-CEN-014 v2.1"), kit.L(kit.Text, "A. Khan   12 of 19"))
		var all []string
		for _, row := range strings.Split(ansi.Strip(v.Paint(kit.Theme{}, width, 24, 0)), "\n") {
			all = append(all, strings.Fields(row)...)
			if n := ansi.StringWidth(row); n > width {
				t.Errorf("at %d: %d cells", width, n)
			}
		}
		if text := strings.Join(all, " "); !strings.Contains(text, title.String()) || !strings.Contains(text, "SOP-CEN-014 v2.1") || !strings.Contains(text, "12 of 19") {
			t.Errorf("at %d: %s", width, text)
		}
		rows := kit.Beside(title, kit.L(kit.Dim, "not approved"), 4, width)
		var beside []string
		for _, l := range rows {
			beside = append(beside, strings.Fields(l.String())...)
		}
		if text := strings.Replace(strings.Join(beside, " "), "not approved ", "", 1); strings.TrimSuffix(text, " not approved") != title.String() {
			t.Errorf("at %d the row is %q", width, text)
		}
	}
}

func TestWhatTheSideHasNoRoomForIsSaid(t *testing.T) {
	var v kit.View
	for range 40 {
		v.Side = append(v.Side, kit.L(kit.Dim, "context"))
	}
	if frame := ansi.Strip(v.Paint(kit.Theme{}, 140, 24, 0)); !strings.Contains(frame, "more below: 21 lines") || strings.Count(frame, "context") != 19 {
		t.Error(frame)
	}
}
