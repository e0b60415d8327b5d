package checklist

import (
	"slices"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop/run"
)

const (
	done kit.Act = iota + 1
	confirm
	acknowledge
	enterValue
	openMenu
	notDone
	notApplicable
	correct
	stop
	showWhy
	leave
	choose
	chooseYes
	chooseNo
	cancel
	signOff
	startWait
	openLinked
	interrupt
	handOver
	earlier
	other
	redo
	resume
	takeOver
	withdraw
	openItem
	signAct
	dropAct
	askAgain
)

func key(name, does string, act kit.Act) kit.Binding {
	return kit.Binding{Keys: []string{name}, Does: does, Act: act}
}

func hinted(name, does string, act kit.Act) kit.Binding {
	return kit.Binding{Keys: []string{name}, Does: does, Act: act, Hint: true}
}

var (
	otherThings = hinted("esc", "other things", openMenu)
	escLeaves   = key("esc", "put away, to carry on later", leave)

	// commands act on the step and the run, wherever no text is typed.
	commands = kit.Keymap{
		hinted("n", "not done", notDone),
		key("x", "not applicable", notApplicable),
		key("e", "done earlier: a late entry", earlier),
		hinted("i", "interrupted", interrupt),
		hinted("w", "why", showWhy),
		key("c", "correct a value", correct),
		key("r", "do the step before again", redo),
		key("h", "hand over", handOver),
		key("s", "stop this run", stop),
		hinted("q", "put away", leave),
	}
	// aside are the commands while the step asks another person or another run.
	aside = without(commands, notApplicable, earlier)

	closing   = join(kit.Keymap{hinted("enter", "done", done), escLeaves}, commands)
	critical  = join(kit.Keymap{hinted("y", "done", confirm), key("enter", "does not close a critical step", done), escLeaves}, commands)
	alerting  = join(kit.Keymap{hinted("a", "I have read it", acknowledge), escLeaves}, without(commands, notDone, notApplicable, earlier))
	waiting   = join(kit.Keymap{hinted("t", "start the wait", startWait), escLeaves}, commands)
	patient   = join(kit.Keymap{hinted("t", "start the wait again", startWait), {Keys: []string{"enter", "y"}, Does: "nothing before the wait is over", Act: confirm}, escLeaves}, commands)
	linking   = join(kit.Keymap{hinted("enter", "open that procedure", openLinked), escLeaves}, aside)
	calling   = join(kit.Keymap{hinted("enter", "this person", choose), {Keys: []string{"1-9"}, Does: "choose by number"}, escLeaves}, aside)
	nobody    = join(kit.Keymap{escLeaves}, aside)
	entering  = kit.Keymap{hinted("enter", "keep the value", enterValue), {Keys: []string{"tab"}, Does: "keep the value", Act: enterValue}, otherThings}
	acting    = kit.Keymap{hinted("enter", "keep this", enterValue), otherThings}
	choosing  = kit.Keymap{hinted("enter", "choose", choose), {Keys: []string{"1-9"}, Does: "choose by number", Hint: true}, {Keys: []string{"a-z"}, Does: "choose by first letter"}, otherThings}
	yesOrNo   = kit.Keymap{hinted("y", "yes", chooseYes), hinted("n", "no", chooseNo), key("enter", "choose", choose), otherThings}
	menuOpen  = join(kit.Keymap{hinted("esc", "back to the value", openMenu)}, commands)
	finished  = kit.Keymap{hinted("enter", "sign off", signOff), escLeaves, key("c", "correct a value", correct), key("r", "do the step before again", redo), key("h", "hand over", handOver), hinted("q", "put away", leave)}
	answering = kit.Keymap{hinted("enter", "keep this", enterValue), hinted("esc", "back", cancel)}
	carded    = kit.Keymap{hinted("enter", "it is done, go on", resume), hinted("r", "do it again", redo), hinted("t", "take over", takeOver), key("w", "why", showWhy), key("s", "stop this run", stop), hinted("q", "put away", leave), escLeaves}
	taking    = join(kit.Keymap{hinted("enter", "this person takes over", choose), {Keys: []string{"1-9"}, Does: "choose by number"}, hinted("b", "take it back", withdraw), escLeaves}, kit.Keymap{hinted("q", "put away", leave)})
	items     = kit.Keymap{hinted("enter", "I have read it", openItem), hinted("esc", "back", dropAct)}
	guesting  = kit.Keymap{hinted("enter", "keep your reading", enterValue), {Keys: []string{"tab"}, Does: "keep your reading", Act: enterValue}, hinted("esc", "leave the check", dropAct)}
	guestPick = kit.Keymap{hinted("enter", "choose", choose), {Keys: []string{"1-9"}, Does: "choose by number", Hint: true}, {Keys: []string{"a-z"}, Does: "choose by first letter"}, hinted("esc", "leave the check", dropAct)}
	guestYes  = kit.Keymap{hinted("y", "yes", chooseYes), hinted("n", "no", chooseNo), key("enter", "choose", choose), hinted("esc", "leave the check", dropAct)}
	unsigned  = kit.Keymap{hinted("enter", "show the sentence", askAgain), hinted("esc", "leave it", dropAct)}
	signing   = kit.Keymap{hinted("enter", "sign", signAct), hinted("esc", "do not sign", dropAct)}
	pretend   = kit.Keymap{hinted("enter", "go on", signAct), hinted("esc", "back", dropAct)}
	deciding  = join(kit.Keymap{hinted("enter", "this person decides", choose), {Keys: []string{"1-9"}, Does: "choose by number"}, escLeaves}, kit.Keymap{key("s", "stop this run", stop), hinted("q", "put away", leave)})
)

func join(a, b kit.Keymap) kit.Keymap { return append(slices.Clone(a), b...) }

func without(m kit.Keymap, acts ...kit.Act) kit.Keymap {
	return slices.DeleteFunc(slices.Clone(m), func(b kit.Binding) bool { return slices.Contains(acts, b.Act) })
}

// tables holds the keys of every prompt that needs no closer look.
var tables = map[session.PromptKind]kit.Keymap{
	session.AskSignOff:  finished,
	session.AskPace:     finished,
	session.AskTaker:    taking,
	session.AskItem:     items,
	session.AskDecision: deciding,
	session.AskCard:     carded,
	session.AskAlert:    alerting,
	session.AskAction:   acting,
	session.AskWait:     waiting,
	session.AskLinked:   linking,
	session.AskPatience: patient,
	session.AskSecond:   calling,
	session.AskSettle:   answering,
	session.AskCheck:    unsigned,
	session.AskRelease:  calling,
}

// Keys returns what keys do in the run's present state.
func (m Model) Keys(env kit.Env) kit.Keymap {
	work, ok := env.Session.Work()
	if !ok {
		return nil
	}
	p := m.prompt(env, work)
	d := work.Draft()
	switch {
	case m.over.ask != nil && m.over.ask.picker != nil:
		return kit.PickerKeys("choose")
	case m.over.ask != nil:
		return answering
	case d != nil && d.Event != nil && work.Practice:
		return pretend
	case d != nil && d.Event != nil:
		return signing
	case m.over.menu:
		return menuOpen
	}
	return m.promptKeys(work, p)
}

func (m Model) promptKeys(work session.Work, p session.Prompt) kit.Keymap {
	switch {
	case (p.Kind == session.AskSecond || p.Kind == session.AskRelease) && len(m.answer.choice.Rows) == 0:
		return nobody
	case p.Kind == session.AskTaker && m.guest.ID != "":
		return unsigned
	case p.Kind == session.AskReading && isYesNo(m.answer.choice):
		return guestYes
	case p.Kind == session.AskReading && m.answer.choice.Rows != nil:
		return guestPick
	case p.Kind == session.AskReading:
		return guesting
	case p.Kind == session.AskValue && isYesNo(m.answer.choice):
		return yesOrNo
	case p.Kind == session.AskValue && m.answer.choice.Rows != nil:
		return choosing
	case p.Kind == session.AskValue:
		return entering
	case p.Kind == session.AskClose && p.Step.Critical:
		return withGroup(critical, work.Run)
	case p.Kind == session.AskClose:
		return withGroup(closing, work.Run)
	case p.Kind == session.AskWait:
		return withGroup(waiting, work.Run)
	case p.Kind == session.AskPatience:
		return withGroup(patient, work.Run)
	default:
		return tables[p.Kind]
	}
}

// withGroup adds the key that goes to another step of a group in any order.
func withGroup(m kit.Keymap, r run.Run) kit.Keymap {
	if len(r.Group()) == 0 {
		return m
	}
	return join(m[:1], join(kit.Keymap{hinted("o", "another step first", other)}, m[1:]))
}

func isYesNo(p kit.Picker) bool { return len(p.Rows) == 2 && p.Rows[0] == yes && p.Rows[1] == no }
