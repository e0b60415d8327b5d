package questions

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tui/kit"
)

// finding is which page is looked for, to be practised in a mode.
type finding struct {
	mode  study.Mode
	all   []study.Page
	pages []study.Page // those that have what is typed
	input kit.Input
	list  kit.List
}

func newFinding(mode study.Mode, all []study.Page) finding {
	return finding{mode: mode, all: all, pages: all, input: kit.NewInput("Find", "")}
}

var findKeys = kit.Keymap{
	{Keys: []string{"enter"}, Does: "begin", Act: choose, Hint: true},
	{Keys: []string{"up"}, Does: "up", Act: up},
	{Keys: []string{"down"}, Does: "down", Act: down},
	{Keys: []string{"esc"}, Does: "back", Act: endFind, Hint: true},
}

func (f finding) typed(msg tea.Msg) finding {
	before := f.input.Value()
	f.input = f.input.Update(msg)
	if f.input.Value() == before {
		return f
	}
	f.pages, f.list = present.PagesWith(f.all, f.input.Value()), kit.List{}
	return f
}

func (f finding) move(by int) finding {
	f.list = f.list.Move(by, max(1, len(f.pages)))
	return f
}

// page is the one that is chosen.
func (f finding) page() (study.Page, bool) {
	if f.list.At >= len(f.pages) {
		return study.Page{}, false
	}
	return f.pages[f.list.At], true
}

// add draws the pages around the cursor.
func (f finding) add(v *kit.View, env kit.Env) {
	mode := present.ModeOf(f.mode)
	v.AddText(env.Width, 2, kit.Line{{Role: kit.Strong, Text: mode.Label + ": of which page?"}, {Role: kit.Dim, Text: "  " + mode.Does}})
	label := kit.L(kit.Dim, "  Find  ")
	v.Add(append(label, f.input.Spans(true, env.TextWidth()-label.Width())...))
	v.Add(nil)
	if len(f.pages) == 0 {
		v.AddText(env.Width, 2, kit.L(kit.Text, "No page has "+strings.TrimSpace(f.input.Value())+" in its id or title."))
		return
	}
	from, to := f.list.Window(max(3, kit.BodyHeight(env.Height)), len(f.pages))
	for i := from; i < to; i++ {
		p, role := f.pages[i], kit.Text
		if i == f.list.At {
			role = kit.Accent
		}
		right := kit.L(kit.Dim, p.Meta.ID)
		lines := kit.Beside(kit.Line{{Role: kit.Text, Text: "  "}, kit.Mark(i == f.list.At), {Role: role, Text: present.Plain(p.Meta.Title)}}, right, 6, env.TextWidth())
		if i == f.list.At {
			v.Focus, v.FocusEnd = len(v.Body), len(v.Body)+len(lines)-1
		}
		v.Target(i, len(lines))
		v.Add(lines...)
	}
	if f.list.At == 0 {
		v.Focus, v.FocusEnd = 0, 0
	}
}
