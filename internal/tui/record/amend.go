package record

import (
	"fmt"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// amendment is a value that is picked for a form.
type amendment struct {
	form   int // that wants it
	values []model.Standing
	list   kit.List
}

func (a amendment) picked() model.Standing { return a.values[a.list.At] }

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
	values := m.record.Amendable()
	if len(values) == 0 {
		m.notice = "There is no recorded value to amend."
		return m
	}
	m.amend = &amendment{form: form, values: values}
	return m
}

func (m Model) pick(act kit.Act) Model {
	next := *m.amend
	switch act {
	case pickNext:
		next.list = next.list.Move(1, len(next.values))
	case pickPrevious:
		next.list = next.list.Move(-1, len(next.values))
	case pickNone:
		m.amend = nil
		return m
	case pickThis:
		m.amend = &next
		value := next.picked()
		return m.begin(next.form, &value)
	}
	m.amend = &next
	return m
}

// addValues draws the values to pick from, around the cursor.
func (m Model) addValues(v *kit.View, env kit.Env) {
	v.Add(kit.L(kit.Strong, "  Which value is to be amended?"), nil)
	from, to := m.amend.list.Window(max(3, kit.BodyHeight(env.Height)-3), len(m.amend.values))
	for i := from; i < to; i++ {
		val, selected := m.amend.values[i], i == m.amend.list.At
		role := kit.Text
		if selected {
			v.Focus, v.FocusEnd, role = len(v.Body), len(v.Body), kit.Accent
		}
		left := kit.Line{kit.Mark(selected), {Role: kit.Dim, Text: kit.PadLeft(fmt.Sprint(val.Step.Number), 3) + "  "}, {Role: role, Text: present.Label(val.Field)}}
		right := kit.Line{{Role: kit.Strong, Text: present.Reading(val.Field, val.Text())}}
		if mark := val.Mark(); mark != "" {
			right = append(right, kit.Span{Role: kit.Caution, Text: "  " + mark})
		}
		v.Add(kit.Columns(left, right, env.TextWidth()))
	}
}
