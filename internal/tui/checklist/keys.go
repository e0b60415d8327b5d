package checklist

import (
	"slices"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

const (
	done kit.Act = iota + 1
	confirm
	acknowledge
	enterValue
	openMenu
	showWhy
	showFigures
	leave
	choose
	chooseYes
	chooseNo
	cancel
	signOff
	openLinked
	resume
	withdraw
	openItem
	signAct
	dropAct
	askAgain
	// ask is the first of the questions of the run, in the order of their table.
	ask
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
	putsAway    = hinted("q", "put away", leave)
	byNumber    = kit.Binding{Keys: []string{"1-9"}, Does: "choose by number"}
	byDigit     = kit.Binding{Keys: []string{"1-9"}, Does: "choose by number", Hint: true}
	byMoving    = kit.Keymap{key("up", "up", kit.PickUp), key("down", "down", kit.PickDown), key("home", "first", kit.PickFirst), key("end", "last", kit.PickLast)}

	closing   = kit.Keymap{hinted("enter", "done", done), escLeaves}
	critical  = kit.Keymap{hinted("y", "done", confirm), key("enter", "does not close such a step", done), escLeaves}
	alerting  = kit.Keymap{hinted("a", "I have read it", acknowledge), escLeaves}
	waiting   = kit.Keymap{escLeaves}
	patient   = kit.Keymap{{Keys: []string{"enter", "y"}, Does: "nothing before the wait is over", Act: confirm}, escLeaves}
	linking   = kit.Keymap{hinted("enter", "open that procedure", openLinked), escLeaves}
	calling   = kit.Keymap{hinted("enter", "this person", choose), byNumber, escLeaves}
	nobody    = kit.Keymap{escLeaves}
	entering  = kit.Keymap{hinted("enter", "keep the value", enterValue), {Keys: []string{"tab"}, Does: "keep the value", Act: enterValue}, otherThings}
	naming    = kit.Keymap{hinted("enter", "keep the value", enterValue), {Keys: []string{"tab"}, Does: "keep the value", Act: enterValue}, hinted("esc", "finish or leave out", openMenu)}
	acting    = kit.Keymap{hinted("enter", "keep this", enterValue), otherThings}
	choosing  = append(kit.Keymap{hinted("enter", "choose", choose), byDigit, otherThings}, byMoving...)
	yesOrNo   = kit.Keymap{hinted("y", "yes", chooseYes), hinted("n", "no", chooseNo), key("enter", "choose", choose), otherThings}
	menuOpen  = kit.Keymap{hinted("esc", "back to the value", openMenu)}
	finished  = kit.Keymap{hinted("enter", "sign off", signOff), escLeaves}
	answering = kit.Keymap{hinted("enter", "keep this", enterValue), hinted("esc", "back", cancel)}
	carded    = kit.Keymap{hinted("enter", "yes, go on", resume), escLeaves}
	taking    = kit.Keymap{hinted("enter", "this person takes over", choose), byNumber, hinted("b", "take it back", withdraw), escLeaves}
	items     = kit.Keymap{hinted("enter", "I have read it", openItem), hinted("esc", "back", dropAct)}
	guesting  = kit.Keymap{hinted("enter", "keep your reading", enterValue), {Keys: []string{"tab"}, Does: "keep your reading", Act: enterValue}, hinted("esc", "leave the check", dropAct)}
	guestPick = append(kit.Keymap{hinted("enter", "choose", choose), byDigit, hinted("esc", "leave the check", dropAct)}, byMoving...)
	guestYes  = kit.Keymap{hinted("y", "yes", chooseYes), hinted("n", "no", chooseNo), key("enter", "choose", choose), hinted("esc", "leave the check", dropAct)}
	unsigned  = kit.Keymap{hinted("enter", "show the sentence", askAgain), hinted("esc", "leave it", dropAct)}
	signing   = kit.Keymap{hinted("enter", "sign", signAct), hinted("esc", "do not sign", dropAct)}
	pretend   = kit.Keymap{hinted("enter", "go on", signAct), hinted("esc", "back", dropAct)}
	deciding  = kit.Keymap{hinted("enter", "this person decides", choose), byNumber, escLeaves}
)

// tables holds the keys of every prompt that needs no closer look.
var tables = map[session.PromptKind]kit.Keymap{
	session.AskSignOff:  finished,
	session.AskOpen:     finished,
	session.AskPace:     finished,
	session.AskTaker:    taking,
	session.AskItem:     items,
	session.AskDecision: deciding,
	session.AskCard:     carded,
	session.AskAlert:    alerting,
	session.AskAction:   acting,
	session.AskNotDone:  nil, // the questions that can be asked have their own keys
	session.AskWait:     waiting,
	session.AskLinked:   linking,
	session.AskPatience: patient,
	session.AskSecond:   calling,
	session.AskSettle:   answering,
	session.AskCheck:    unsigned,
	session.AskRelease:  calling,
}

// alone are the prompts beside which no command of the run stands: it is typed there, or
// somebody else does. A choice of a value is typed by nobody.
var alone = []session.PromptKind{session.AskValue, session.AskAction, session.AskItem, session.AskReading, session.AskSettle, session.AskCheck}

// theEnd is the key of every prompt of atEnd.
const theEnd = "end"

// atEnd are the prompts behind the last step: the sign-off is where they are answered.
var atEnd = []session.PromptKind{session.AskSignOff, session.AskOpen, session.AskPace}

// noStep are the prompts that are about no step, whose codes could be looked at.
var noStep = slices.Concat(atEnd, []session.PromptKind{session.AskTaker, session.AskDecision})

// commands are the keys of the questions that can be asked now, and of the step and the
// run, wherever no text is typed.
func commands(at present.Moment) (keys kit.Keymap) {
	for i, q := range present.OfferedAt(at) {
		not := q.WhyNot(at) != "" // which its key says
		keys = append(keys, kit.Binding{Keys: []string{q.Key}, Does: q.Does, Act: ask + kit.Act(i), Hint: q.Hint && !not, Unlisted: not})
	}
	if !slices.Contains(noStep, at.Asked.Kind) {
		keys = append(keys, kit.Binding{Keys: []string{"w"}, Does: "why", Act: showWhy, Hint: at.Asked.Kind != session.AskCard})
	}
	if len(present.FiguresAt(at)) > 0 {
		keys = append(keys, kit.Binding{Keys: []string{"v"}, Does: "figure", Act: showFigures, Hint: true})
	}
	return append(keys, putsAway)
}

// besideChoice returns the commands beside a choice: esc names them in the foot, and what the choice has
// a key for is the choice.
func besideChoice(keys, commands kit.Keymap) kit.Keymap {
	for i := range commands {
		commands[i].Hint = commands[i].Act == showFigures
	}
	return slices.DeleteFunc(commands, func(b kit.Binding) bool {
		_, own := keys.Find(b.Keys[0])
		return own
	})
}

// questionOf returns the question of a key.
func questionOf(at present.Moment, act kit.Act) (present.Question, bool) {
	offered := present.OfferedAt(at)
	if i := int(act - ask); i >= 0 && i < len(offered) {
		return offered[i], true
	}
	return present.Question{}, false
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
		return m.pictured(env, work, pickerKeys(*m.over.ask.picker))
	case m.over.ask != nil:
		return m.pictured(env, work, answering)
	case d != nil && d.Event != nil && work.Practice:
		return pretend
	case d != nil && d.Event != nil:
		return signing
	case m.over.menu:
		return append(slices.Clip(menuOpen), commands(m.moment(env, work))...)
	}
	keys := m.promptKeys(p)
	if p.Kind == session.AskValue && m.answer.choice.Rows != nil {
		return append(slices.Clip(keys), besideChoice(keys, commands(m.moment(env, work)))...)
	}
	if slices.Contains(alone, p.Kind) || p.Kind == session.AskTaker && m.guest.ID != "" {
		return m.pictured(env, work, keys)
	}
	return append(slices.Clip(keys), commands(m.moment(env, work))...)
}

// pictured adds the key of the step's figure where letters are typed, by the second person too.
func (m Model) pictured(env kit.Env, work session.Work, keys kit.Keymap) kit.Keymap {
	if len(present.FiguresAt(m.moment(env, work))) == 0 {
		return keys
	}
	return append(slices.Clip(keys), hinted("ctrl+f", "figure", showFigures))
}

func (m Model) promptKeys(p session.Prompt) kit.Keymap {
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
	case p.Kind == session.AskValue && p.ToName:
		return naming
	case p.Kind == session.AskValue:
		return entering
	case p.Kind == session.AskClose && p.Confirm:
		return critical
	case p.Kind == session.AskClose:
		return closing
	default:
		return tables[p.Kind]
	}
}

// pickerKeys are the keys of a question that is chosen from: yes and no have theirs, as at a step.
func pickerKeys(p kit.Picker) kit.Keymap {
	keys := kit.PickerKeys("choose")
	if !isYesNo(p) {
		return keys
	}
	for i := range keys {
		keys[i].Hint = keys[i].Act == kit.PickCancel
	}
	return append(kit.Keymap{hinted("y", "yes", chooseYes), hinted("n", "no", chooseNo)}, keys...)
}

func isYesNo(p kit.Picker) bool { return len(p.Rows) == 2 && p.Rows[0] == yes && p.Rows[1] == no }
