package document

import (
	"fmt"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// picking is a value that is picked for a form.
type picking struct {
	form   int // that wants it
	values []model.Standing
	list   kit.List
}

func (p picking) picked() model.Standing { return p.values[p.list.At] }

const (
	pickNext kit.Act = iota + 100
	pickPrevious
	pickThis
	pickNone
)

var whilePicking = kit.Keymap{
	{Keys: []string{"enter"}, Does: "amend this", Act: pickThis, Hint: true},
	{Keys: []string{"down", "j"}, Does: "next value", Act: pickNext, Hint: true},
	{Keys: []string{"up", "k"}, Does: "value before", Act: pickPrevious},
	{Keys: []string{"esc", "q"}, Does: "back", Act: pickNone, Hint: true},
}

func (m Model) beginPicking(form int) Model {
	values := m.opened.Case.Record.Amendable()
	if len(values) == 0 {
		m.notice = "There is no recorded value to amend."
		return m
	}
	m.pick = &picking{form: form, values: values}
	return m
}

func (m Model) picked(act kit.Act) Model {
	next := *m.pick
	switch act {
	case pickNext:
		next.list = next.list.Move(1, len(next.values))
	case pickPrevious:
		next.list = next.list.Move(-1, len(next.values))
	case pickNone:
		m.pick = nil
		return m
	case pickThis:
		m.pick = &next
		value := next.picked()
		return m.begin(next.form, &value)
	}
	m.pick = &next
	return m
}

// addValues draws the values to pick from, around the cursor.
func (m Model) addValues(v *kit.View, env kit.Env) {
	v.Add(kit.L(kit.Strong, "  Which value is to be amended?"), nil)
	from, to := m.pick.list.Window(max(3, kit.BodyHeight(env.Height)-3), len(m.pick.values))
	for i := from; i < to; i++ {
		val, selected := m.pick.values[i], i == m.pick.list.At
		role := kit.Text
		if selected {
			v.Focus, v.FocusEnd, role = len(v.Body), len(v.Body), kit.Accent
		}
		of := present.NamedValue(val)
		left := kit.Line{kit.Mark(selected), {Role: kit.Dim, Text: kit.PadLeft(fmt.Sprint(of.Number), 3) + "  "}}
		if of.Named != "" {
			left = append(left, kit.Span{Role: kit.Dim, Text: present.Safe(of.Named) + "  "})
		}
		left = append(left, kit.Span{Role: role, Text: of.Label})
		right := kit.Line{{Role: kit.Strong, Text: of.Text}}
		if mark := val.Mark(); mark != "" {
			right = append(right, kit.Span{Role: kit.Caution, Text: "  " + mark})
		}
		v.Add(kit.Columns(left, right, env.TextWidth()))
	}
}
