package listing

import (
	"slices"
	"strconv"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

const (
	openRow kit.Act = iota + 1
	up
	down
	pageUp
	pageDown
	toFirst
	toLast
	filterRows
	verifyLog
	leave
	endFilter
	showAll
	toggleOnly
	aboutList
	markRow
	unmarkRows
	chartRow
	dropPart
	firstBeside   kit.Act = 100 // and one more for each that follows
	firstForm     kit.Act = 200
	firstTogether kit.Act = 300
	firstNamed    kit.Act = 400 // what the first word names
)

var (
	moves = kit.Keymap{
		{Keys: []string{"up", "k"}, Does: "up", Act: up},
		{Keys: []string{"down", "j"}, Does: "down", Act: down},
		{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
		{Keys: []string{"pgdown"}, Does: "page down", Act: pageDown},
		{Keys: []string{"home"}, Does: "first", Act: toFirst},
		{Keys: []string{"end"}, Does: "last", Act: toLast},
	}
	filterKeys = kit.Keymap{
		{Keys: []string{"enter"}, Does: "to the list", Act: endFilter, Hint: true},
		{Keys: []string{"esc"}, Does: "show all", Act: showAll, Hint: true},
		{Keys: []string{"up"}, Does: "up", Act: up},
		{Keys: []string{"down"}, Does: "down", Act: down},
		{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
		{Keys: []string{"pgdown"}, Does: "page down", Act: pageDown},
	}
)

// Keys returns the key table of the form, of the filter while it is typed, of what the
// filter has left, or of the list. A key that a form has moves nothing.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.fill != nil:
		return m.fill.Keys()
	case m.editing:
		return filterKeys
	}
	var forms, own kit.Keymap
	for i, f := range m.list.Forms {
		if f.Row && len(m.rows.Rows) == 0 || f.Later && !f.Offered(m.beside.c) {
			continue
		}
		forms = append(forms, kit.Binding{Keys: []string{f.Key}, Does: f.Does, Act: firstForm + kit.Act(i), Hint: len(forms) < hinted && !f.Later, Writes: f.Name != present.ReportForm})
	}
	if len(m.chosen.marked) > 0 {
		for i, f := range m.list.Together {
			forms = append(forms, kit.Binding{Keys: []string{f.Key}, Does: f.Does + " the marked", Act: firstTogether + kit.Act(i), Hint: true, Writes: true})
		}
	}
	for _, b := range append(m.own(), moves...) {
		if name := ends[b.Act]; m.list.Long && name != "" {
			b.Does = name
		}
		b.Keys = slices.DeleteFunc(slices.Clone(b.Keys), func(key string) bool {
			_, taken := forms.Find(key)
			return taken
		})
		own = append(own, b)
	}
	leaves := kit.Keymap{{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true}}
	if len(m.chosen.marked) > 0 {
		leaves = kit.Keymap{{Keys: []string{"esc"}, Does: "unmark all", Act: unmarkRows, Hint: true}, {Keys: []string{"q"}, Does: "back", Act: leave}}
	} else if m.filter.Value() != "" || m.only {
		leaves = kit.Keymap{{Keys: []string{"esc"}, Does: "show all", Act: showAll, Hint: true}, {Keys: []string{"q"}, Does: "back", Act: leave}}
	}
	if len(m.chosen.marked) > 0 {
		return slices.Concat(forms, leaves, own)
	}
	if m.list.Unfolds { // its rows are read where they stand, and the acts come first
		return slices.Concat(forms, own, leaves)
	}
	return slices.Concat(own, leaves, forms)
}

// ends are the ends of a list that is too long to be held, whose newest row is first.
var ends = map[kit.Act]string{toFirst: "the newest", toLast: "the oldest"}

// hinted is how many forms stand in the footer.
const hinted = 2

// own are the keys of this list beside those that move over it.
func (m Model) own() kit.Keymap {
	none := m.rows.Whole && len(m.rows.Rows) == 0
	out := kit.Keymap{
		{Keys: []string{"enter"}, Does: "open", Act: openRow, Hint: !m.list.Unfolds && !none},
		{Keys: []string{"/"}, Does: "filter", Act: filterRows, Hint: !m.list.Unfolds && (!none || m.filter.Value() != "")},
	}
	if len(m.list.Together) > 0 && !m.list.Queue { // those of a queue are marked where they are read
		out = append(out, kit.Binding{Keys: []string{"space"}, Does: "mark, to sign for several", Act: markRow, Writes: true})
	}
	for i, n := range m.named() {
		out = append(out, kit.Binding{Keys: []string{strconv.Itoa(i + 1)}, Does: "open " + n.ID, Act: firstNamed + kit.Act(i), Hint: i == 0})
	}
	if m.filter.Value() != "" {
		out = append(out, kit.Binding{Keys: []string{"backspace"}, Does: "drop the last part", Act: dropPart})
	}
	if m.list.Only != nil {
		out = append(out, kit.Binding{Keys: []string{m.list.Only.Key}, Does: m.list.Only.Does, Act: toggleOnly})
	}
	if m.list.Checks {
		out = append(out, kit.Binding{Keys: []string{"v"}, Does: "verify", Act: verifyLog, Hint: true})
	}
	if len(m.list.About) > 0 {
		out = append(out, kit.Binding{Keys: []string{"a"}, Does: m.list.AboutDoes, Act: aboutList, Writes: true})
	}
	if m.list.Chart != nil && len(m.rows.Rows) > 0 {
		out = append(out, kit.Binding{Keys: []string{"g"}, Does: "chart of its procedure", Act: chartRow})
	}
	for i, l := range m.list.BesideIt() {
		out = append(out, kit.Binding{Keys: []string{l.Key}, Does: l.Does, Act: firstBeside + kit.Act(i)})
	}
	return out
}
