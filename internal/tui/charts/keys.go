package charts

import (
	"soprun/internal/tui/kit"
)

const (
	openRow kit.Act = iota + 1
	before
	next
	first
	last
	earlier
	later
	nextItem
	another
	showRules
	writeReport
	leave
)

var goesBack = kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true}

// Keys returns the key table of the choice, or of the chart.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.fill != nil:
		return m.fill.Keys()
	case m.offers != nil && m.loaded && m.err == nil:
		return kit.PickerKeys("draw it")
	case m.offers != nil:
		return kit.Keymap{{Keys: []string{"esc", "q"}, Does: "back", Act: kit.PickCancel, Hint: true}}
	case !m.loaded || m.err != nil:
		return kit.Keymap{goesBack}
	}
	var out kit.Keymap
	row := m.chart.List.Row
	if n := len(m.chart.Rows); n > 0 {
		out = append(out,
			kit.Binding{Keys: []string{"enter"}, Does: m.chart.List.Opens, Act: openRow, Hint: true},
			kit.Binding{Keys: []string{"left right"}, Does: row, Hint: n > 1},
			kit.Binding{Keys: []string{"left", "up"}, Does: "the " + row + " before", Act: before},
			kit.Binding{Keys: []string{"right", "down"}, Does: "the next " + row, Act: next},
			kit.Binding{Keys: []string{"home"}, Does: "the first " + row, Act: first},
			kit.Binding{Keys: []string{"end"}, Does: "the last " + row, Act: last},
		)
	}
	out = append(out,
		kit.Binding{Keys: []string{"[ ]"}, Does: "month", Hint: true},
		kit.Binding{Keys: []string{"["}, Does: "the month before", Act: earlier},
		kit.Binding{Keys: []string{"]"}, Does: "the month after", Act: later},
	)
	if len(m.chart.Items) > 1 {
		out = append(out, kit.Binding{Keys: []string{"i"}, Does: "item", Act: nextItem, Hint: true})
	}
	out = append(out, goesBack, kit.Binding{Keys: []string{"w"}, Does: "rules in words", Act: showRules, Hint: len(m.chart.Items) < 2})
	if f := m.chart.Report(m.row); f.Offered(m.about()) {
		out = append(out, kit.Binding{Keys: []string{f.Key}, Does: f.Does, Act: writeReport})
	}
	if m.of.SOP != "" {
		out = append(out, kit.Binding{Keys: []string{"o"}, Does: "another chart of this procedure", Act: another})
	}
	return out
}
