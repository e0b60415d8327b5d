package kit_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

func rowText(cells []present.Cell, selected bool, width int) string {
	var out []string
	for _, l := range kit.Row(cells, selected, kit.Env{Width: width, Height: 24}) {
		out = append(out, strings.TrimRight(l.String(), " "))
	}
	return strings.Join(out, "\n")
}

// A row with a main cell is two lines on a narrow terminal; nothing of the main cell is
// lost on any.
func TestARowKeepsItsMainCellWhole(t *testing.T) {
	cells := []present.Cell{
		{Text: "22 Nov", Width: 8}, {Text: "Somebody with a long name", Width: 12}, {Text: "A title of several words", At: present.Main, Lead: true}, {Text: "done", At: present.End, Width: 6},
	}
	for width, want := range map[int]string{
		80: "▸ 22 Nov    Somebody wi…  A title of several words                      done",
		60: "▸ A title of several words\n  22 Nov    Somebody wi…                            done",
	} {
		if got := rowText(cells, true, width); got != want {
			t.Errorf("at %d:\n%s\nwant\n%s", width, got, want)
		}
	}
	crowded := append(slices.Clone(cells), present.Cell{Text: "complete except 2", At: present.End, Width: 30})
	if got, want := rowText(crowded, true, 80), "▸ A title of several words\n  22 Nov    Somebody wi…                done    complete except 2"; got != want {
		t.Errorf("where little room is left:\n%s\nwant\n%s", got, want)
	}
	cells[2].Text = strings.Repeat("word ", 30) + "end"
	for _, width := range []int{40, 60, 80, 140} {
		if got := rowText(cells, false, width); strings.Count(got, "word") != 30 || !strings.Contains(got, "end") {
			t.Errorf("at %d words are lost:\n%s", width, got)
		}
	}
}

func TestARowWithoutAMainCellIsOneLine(t *testing.T) {
	cells := []present.Cell{{Text: "J. Bell", Width: 23, Narrow: 13, Lead: true}, {Text: "j.bell", Tone: present.Quiet}, {Text: "KEY LOCKED", Tone: present.Caution, At: present.End}, {Text: "supervisor", At: present.End}}
	for width, want := range map[int]string{
		60: "▸ J. Bell        j.bell             KEY LOCKED  supervisor",
		80: "▸ J. Bell                  j.bell                       KEY LOCKED  supervisor",
	} {
		if got := rowText(cells, true, width); got != want {
			t.Errorf("at %d:\n%s\nwant\n%s", width, got, want)
		}
	}
	line := kit.Row(cells, true, kit.Env{Width: 80})[0]
	if line[1].Role != kit.Accent || kit.Row(cells, false, kit.Env{Width: 80})[0][1].Role == kit.Accent {
		t.Error("the row that is selected is drawn as the others")
	}
}

func TestALineThatLeadsSomewhereIsMarked(t *testing.T) {
	if got := kit.Marked(kit.Line{{Role: kit.Dim, Text: "    "}, {Role: kit.Text, Text: "x"}}).String(); got != "▸   x" {
		t.Errorf("%q", got)
	}
	if kit.Marked(nil) != nil {
		t.Error("an empty line is marked")
	}
	if got, want := kit.Follow(present.Link{Page: "SOP-X-001"}), (kit.Go{To: kit.ToProcedure, Page: "SOP-X-001"}); got != want {
		t.Errorf("%+v", got)
	}
	if got, want := kit.Follow(present.Signed(4)), (kit.Go{To: kit.ToRow, List: "log", Row: "4"}); got != want {
		t.Errorf("%+v", got)
	}
}

// A part of a line that a new view forgets would be a fact that nobody reads. How a step
// stands is drawn by what stands beside it.
func TestEveryPartOfALineIsDrawn(t *testing.T) {
	line := present.Said{Number: 7}
	v := reflect.ValueOf(&line).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.String {
			v.Field(i).SetString("the-" + v.Type().Field(i).Name)
		}
	}
	var drawn kit.View
	drawn.AddSaid(kit.Env{Width: 250, Height: 40}, line)
	text := ""
	for _, l := range drawn.Body {
		for _, span := range l {
			text += span.Text
		}
		text += " "
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String && v.Type().Field(i).Name != "Mark" && !strings.Contains(strings.Join(strings.Fields(text), " "), f.String()) {
			t.Errorf("%s is not in %q", v.Type().Field(i).Name, text)
		}
	}
}
