package questions

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/answers"
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tui/kit"
	"soprun/sop/recall"
)

const (
	leave kit.Act = iota + 1
	start
	setPIN
	removePIN
	shareThem
	stop
	endGap
	see
	was
	wasNot
	undo
	goOn
	up
	down
	choose
	endFind
	readOn
	said
	closeIt
	goOnWith
	anew
	endIt
	firstSure  kit.Act = 100 // how sure somebody is
	firstPlace kit.Act = 200 // what is chosen
)

// Keys returns what keys do now.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.busy:
		return nil
	case m.form != nil:
		return m.form.Keys(map[fills]string{sits: "sit down", seals: "set it", unseals: "remove it", shares: "write it"}[m.fills])
	case m.doing.find != nil:
		return findKeys
	case m.doing.asking != nil:
		return append(m.doing.asking.keys(m.more()), kit.Binding{Keys: []string{"esc"}, Does: "stop", Act: stop, Hint: true})
	case m.doing.walk.Mode != "":
		return m.walkKeys()
	case m.doing.again != nil:
		return againKeys
	case m.doing.read != nil:
		return readKeys
	}
	return m.atRest()
}

func (m Model) atRest() (out kit.Keymap) {
	if m.sat != nil {
		out = append(out, kit.Binding{Keys: []string{"enter"}, Does: "begin", Act: start, Hint: true},
			kit.Binding{Keys: []string{"up", "k"}, Does: "up", Act: up}, kit.Binding{Keys: []string{"down", "j"}, Does: "down", Act: down},
			kit.Binding{Keys: []string{present.SetsPIN(m.sat.Sealed()).Key}, Does: present.SetsPIN(m.sat.Sealed()).Does, Act: setPIN, Hint: true})
		if m.sat.Sealed() {
			out = append(out, kit.Binding{Keys: []string{present.RemovesPIN.Key}, Does: present.RemovesPIN.Does, Act: removePIN})
		}
		out = append(out,
			kit.Binding{Keys: []string{"s"}, Does: "share, as a file", Act: shareThem, Hint: true})
	}
	return append(out, kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true})
}

// keys are those of a question as far as it is.
func (a *asking) keys(more bool) (out kit.Keymap) {
	switch {
	case a.stage == judged && more:
		return kit.Keymap{{Keys: []string{"enter", "space"}, Does: "the next", Act: goOn, Hint: true}}
	case a.stage == judged:
		return kit.Keymap{{Keys: []string{"enter", "space"}, Does: "go on", Act: goOn, Hint: true}}
	case a.stage == owning:
		return kit.Keymap{{Keys: []string{"y"}, Does: "it was what I said", Act: was, Hint: true}, {Keys: []string{"n"}, Does: "it was not", Act: wasNot, Hint: true}}
	case a.sure == 0:
		for i, c := range present.Sureness {
			out = append(out, kit.Binding{Keys: []string{c.Key}, Does: c.Word, Act: firstSure + kit.Act(i), Hint: true})
		}
		return out
	case a.How == recall.Type:
		return kit.Keymap{{Keys: []string{"enter"}, Does: "answer", Act: endGap, Hint: true}}
	case a.How == recall.Recall:
		return kit.Keymap{{Keys: []string{"enter", "space"}, Does: "see the answer", Act: see, Hint: true}}
	}
	for i := range a.Shown() {
		if !slices.Contains(a.places, i) {
			out = append(out, kit.Binding{Keys: []string{strconv.Itoa(i + 1)}, Does: "line " + strconv.Itoa(i+1), Act: firstPlace + kit.Act(i), Hint: i == 0})
		}
	}
	if len(out) > 0 {
		out[0].Does, out[0].Hint = fmt.Sprintf("to %d: %s", len(a.Shown()), wanted[a.How]), true
	}
	if len(a.places) > 0 {
		out = append(out, kit.Binding{Keys: []string{"backspace"}, Does: "take it back", Act: undo, Hint: true})
	}
	return out
}

// wanted is what is done with the lines of a question.
var wanted = map[recall.How]string{recall.Choose: "choose", recall.Sort: "in their order", recall.Point: "point at it"}

func (m Model) act(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case leave:
		return m, kit.BackCmd()
	case kit.FormCancel, kit.FormNext, kit.FormPrevious:
		return m.inForm(act)
	case up, down:
		return m.moved(map[kit.Act]int{up: -1, down: 1}[act]), nil
	case start:
		return m.begin(env, m.rows()[m.home.At])
	case choose:
		return m.chosen(env)
	case goOn:
		return m.next(env), nil
	case goOnWith, anew, endIt:
		return m.becomes(act)
	case stop, closeIt, endFind:
		return m.stopped(env), nil
	case readOn:
		return m.beginOf(env, study.Questions, *m.doing.read)
	case said:
		m.doing.seen = true
		return m, nil
	case setPIN:
		inputs := []kit.Input{kit.NewSecret("New PIN", "At least four characters. It cannot be sent to you."), kit.NewSecret("Again", "The same once more.")}
		if m.sat.Sealed() {
			inputs = slices.Insert(inputs, 0, kit.NewSecret("Your PIN", "The one that seals your answers now."))
		}
		return m.begun(seals, inputs...), nil
	case removePIN:
		return m.begun(unseals, kit.NewSecret("Your PIN", "Once more, and then no PIN seals your answers.")), nil
	case shareThem:
		return m.begun(shares, kit.NewInput("New file", "Its path; nothing is written over. Who has it reads all that you answered.")), nil
	}
	return m.answer(env, act)
}

// begun fills in a form.
func (m Model) begun(what fills, inputs ...kit.Input) Model {
	m.fills, m.form, m.notice = what, &kit.Form{Inputs: inputs}, nil
	return m
}

func (m Model) inForm(act kit.Act) (kit.Screen, tea.Cmd) {
	next := *m.form
	chosen := m.fills == seals && next.At == len(next.Inputs)-2
	switch {
	case act == kit.FormCancel && m.sat == nil:
		return m, kit.BackCmd()
	case act == kit.FormCancel:
		m.form = nil
		return m, nil
	case act == kit.FormPrevious:
		next = next.Move(-1)
	case chosen && next.Value(next.At) == "":
		next.Error = present.NoPIN(m.sat.Sealed())
	case chosen && answers.CheckPIN(next.Value(next.At)) != nil:
		next = next.Clear(next.At, kit.Sentence(answers.ErrShort.Error()))
	case !next.Last():
		next = next.Move(1)
	default:
		var empty bool
		if next, empty = next.Empty(); !empty {
			return m.submit()
		}
	}
	m.form = &next
	return m, nil
}

// answer takes a part of the answer to a question.
func (m Model) answer(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	if m.doing.asking == nil { // a step of a walk
		m.doing.walk = m.doing.walk.Said(act == was, env.Now)
		return m.next(env), nil
	}
	next := *m.doing.asking
	m.doing.asking = &next
	switch {
	case act == was || act == wasNot:
		return m.keep(env, act == was)
	case act == see:
		return m.judge(env)
	case act == undo:
		next.places = next.places[:len(next.places)-1]
	case act == endGap:
		next.typed = append(slices.Clone(next.typed), next.input.Value())
		if next.input = kit.NewInput("", ""); len(next.typed) == len(next.Blanks) {
			return m.judge(env)
		}
	case act >= firstPlace:
		next.places = append(slices.Clone(next.places), int(act-firstPlace))
		if next.How != recall.Sort || len(next.places) == len(next.Lines) {
			return m.judge(env)
		}
	case act >= firstSure:
		next.sure = int(act-firstSure) + 1
	}
	return m, nil
}
