package review

import (
	"fmt"
	"slices"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

const (
	markThis kit.Act = iota + 1
	unmarkThis
	sendBack
	skip
	before
	signMarked
	lineUp
	lineDown
	pageUp
	pageDown
	back
)

// Keys returns the key table of the record, or of what is in progress.
func (m Model) Keys(env kit.Env) kit.Keymap {
	leaves := kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: back, Hint: true}
	switch {
	case m.fill != nil:
		return m.fill.Keys()
	case m.remark != nil:
		if present.Alone(m.at.opened.Case.Record) != "" {
			return m.remark.Keys("countersign")
		}
		return m.remark.Keys("mark")
	case !m.at.loaded && !m.at.end:
		return kit.Keymap{leaves}
	}
	var out kit.Keymap
	if m.at.loaded && m.at.err == nil {
		below := !m.atEnd(env)
		if below {
			out = append(out, kit.Binding{Keys: []string{"space", "pgdown"}, Does: "read on", Act: pageDown, Hint: true})
		}
		does := "mark, and the next"
		if present.Alone(m.at.opened.Case.Record) != "" {
			does = "countersign"
		}
		out = append(out,
			kit.Binding{Keys: []string{"c"}, Does: does, Act: markThis, Hint: !below, Writes: true},
			kit.Binding{Keys: []string{"s"}, Does: "send back", Act: sendBack, Hint: true, Writes: true},
			kit.Binding{Keys: []string{"n"}, Does: "skip", Act: skip, Hint: true})
		if !below {
			out = append(out, kit.Binding{Keys: []string{"space", "pgdown"}, Does: "page down", Act: pageDown})
		}
		if m.isMarked() {
			out = append(out, kit.Binding{Keys: []string{"u"}, Does: "unmark", Act: unmarkThis, Writes: true})
		}
	}
	if n := len(m.marked); n > 0 {
		out = slices.Insert(out, min(1, len(out)), kit.Binding{Keys: []string{"enter"}, Does: fmt.Sprintf("sign for %d", n), Act: signMarked, Hint: true, Writes: true})
	}
	return append(out, leaves,
		kit.Binding{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
		kit.Binding{Keys: []string{"down", "j"}, Does: "line down", Act: lineDown},
		kit.Binding{Keys: []string{"up", "k"}, Does: "line up", Act: lineUp},
		kit.Binding{Keys: []string{"p"}, Does: "the record before", Act: before})
}
