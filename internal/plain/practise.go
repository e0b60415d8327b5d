package plain

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"soprun/internal/answers"
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/sop/recall"
)

// practising is how somebody practises: in a mode, "" for one that is still to be chosen or for
// the questions of a page; and of which page, by its id or words, "" likewise.
type practising struct {
	mode study.Mode
	page string
}

// seat is somebody who practises here.
type seat struct {
	taken bool // nothing that is said is of a record
	open  bool // their answers are: whoever types the next line has them
	left  bool // it was too long until that line
}

// practise asks who practises, and how; and asks anew where nobody typed for long.
func (p *program) practise(at practising) {
	p.seat.taken = true
	defer func() { p.d.flush(); p.seat = seat{} }()
	for s := p.sit(); s != nil; s = p.sit() {
		p.seat.open = true
		p.sits(s, at)
		if !p.seat.left {
			return
		}
		p.seat, at = seat{taken: true}, practising{}
		p.d.say("No line was typed for " + present.LeftAlone)
	}
}

// line asks for a line as the dialogue does. It returns false too where answers were left open.
func (p *program) line(prompt string) (line string, ok bool) {
	p.kept(func() bool { line, ok = p.d.ask(prompt); return ok })
	return line, ok && !p.seat.left
}

// secret asks for a PIN of the answers that are open, as line does.
func (p *program) secret(prompt string) (pin []byte, ok bool) {
	p.kept(func() bool { pin, ok = p.d.askSecret(prompt); return ok })
	return pin, ok && !p.seat.left
}

// kept notes when it took so long to answer that somebody else may have.
func (p *program) kept(answered func() bool) {
	asked := p.cfg.Now()
	p.seat.left = answered() && p.seat.open && p.cfg.Now().Sub(asked) >= present.LeftAfter
}

// away does something in which nobody is asked for long, and which is nobody's.
func (p *program) away(do func()) {
	open := p.seat.open
	p.seat.open = false
	do()
	p.seat.open = open
}

// sits offers somebody how to practise.
func (p *program) sits(s *study.Sitting, at practising) {
	if s.Aside() != "" {
		p.d.sayf("The answers that were here cannot be read. They are put aside as %s, and these begin anew.", s.Aside())
	}
	if text := present.Stranger(s); text != "" {
		p.d.say(text)
	}
	if !s.Sealed() {
		p.d.say(present.Unsealed)
	}
	if at.mode != "" || at.page != "" {
		p.inMode(s, at)
	}
	p.d.say(present.DayLeft(s.Left()))
	p.sayUnfinished(s)
	p.d.say(present.WaysToPractise())
	commands := []command{{"t", "today", "answer what is asked today", func() outcome { return p.then(func() { p.today(s) }) }}}
	for _, m := range present.PracticeModes {
		does := m.Label + ": " + m.Does + "; with an id or words of its title, like " + m.Word + " SOP-IC-001"
		commands = append(commands, command{m.Key, m.Word, does, func() outcome {
			return p.then(func() { p.inMode(s, practising{mode: m.Is}) })
		}})
	}
	commands = append(commands,
		command{"c", "continue", "go on with a rehearsal that is unfinished, or end it", func() outcome { return p.then(func() { p.goOnRehearsing(s) }) }},
		command{"w", "what", "say what is recalled of each page", func() outcome { return p.then(func() { p.sayRecalled(s) }) }},
		command{"n", "pin", "set or change a PIN", func() outcome { return p.then(func() { p.setPIN(s) }) }},
		command{present.RemovesPIN.Key, present.RemovesPIN.Word, present.RemovesPIN.Does, func() outcome { return p.then(func() { p.removePIN(s) }) }},
		command{"s", "share", "write your answers to a file, for somebody else to read", func() outcome { return p.then(func() { p.share(s) }) }},
		back)
	p.menu(func() menu {
		return menu{
			prompt: "Practise, " + s.Person() + ". Type t for today's questions, w for what you recall, b to go back, ? for help", commands: commands,
			answer: func(line string) outcome {
				word, page, _ := strings.Cut(line, " ")
				for _, m := range present.PracticeModes {
					if strings.EqualFold(word, m.Word) || strings.EqualFold(word, m.Key) {
						return p.then(func() { p.inMode(s, practising{m.Is, strings.TrimSpace(page)}) })
					}
				}
				p.d.sayf("%s is none of what can be typed here. Type ? for what can.", again(line))
				return stay
			},
		}
	})
}

// sit asks who practises, and for their PIN. It returns nil when nobody does.
func (p *program) sit() *study.Sitting {
	owners, err := p.src.Study.Owners()
	if p.trouble(err) {
		return nil
	}
	for _, o := range owners {
		p.d.sayf("%s%s.", o.Person, map[bool]string{true: ", sealed by a PIN", false: ""}[o.Sealed])
	}
	for {
		who, ok := p.text("Who practises? Type a short name, or .back", "Your short name. Nobody signs in; the answers are kept under it.")
		if !ok {
			return nil
		}
		s, err := p.src.Study.Sit(who, "", p.telling(present.PagesRead))
		if errors.Is(err, answers.ErrSealed) {
			s, err = p.unsealed(who)
		}
		if s != nil || err == nil {
			return s
		}
		p.trouble(err)
	}
}

// unsealed asks for a PIN until it is right, or nothing is typed.
func (p *program) unsealed(who string) (*study.Sitting, error) {
	for {
		pin, ok := p.d.askSecret("PIN of " + who + ", or nothing to go back")
		if !ok || len(pin) == 0 {
			return nil, nil
		}
		s, err := p.src.Study.Sit(who, string(pin), p.telling(present.PagesRead))
		clear(pin)
		if !errors.Is(err, answers.ErrPIN) {
			return s, err
		}
		p.trouble(err)
		p.d.say(present.Forgotten)
	}
}

// today asks what is asked today.
func (p *program) today(s *study.Sitting) {
	asked := 0
	for {
		q, more := s.Ask()
		if !more {
			break
		}
		if !p.question(s, q) {
			return
		}
		asked++
	}
	if asked > 0 {
		p.d.sayf("That is all for today: %s answered.", present.Number(asked, "question"))
		return
	}
	p.d.say(present.DayLeft(s.Left()))
}

// question asks one question, says what is right and keeps the answer. It returns false when
// the person leaves.
func (p *program) question(s *study.Sitting, q study.Question) bool {
	right, places, ok := p.asked(s, q)
	if !ok {
		return false
	}
	if q.How != recall.Recall {
		p.sayVerdict(q, right, places)
	}
	p.d.say(present.PageSays(q))
	return true
}

// asked asks one question and keeps whether it was right. ok is false when the person leaves,
// or the answer could not be kept.
func (p *program) asked(s *study.Sitting, q study.Question) (right bool, places []int, ok bool) {
	p.d.say(present.Asking(q))
	for _, given := range q.Given {
		p.sayProse(given)
	}
	p.sayProse(q.Asked)
	for n, text := range q.Shown() {
		p.d.sayf("%d. %s", n+1, present.Plain(text))
	}
	begun := p.cfg.Now()
	sure, ok := p.sureness()
	if !ok {
		return false, nil, false
	}
	places, typed, ok := p.replied(q)
	if !ok {
		return false, nil, false
	}
	took := p.cfg.Now().Sub(begun)
	right, told := q.Judge(places, typed)
	if !told {
		p.sayProse("The answer: " + q.See)
		if right, ok = p.own(); !ok {
			return false, nil, false
		}
	}
	return right, places, !p.trouble(s.Keep(q, right, present.Sureness[sure].Is, took))
}

// sayVerdict says whether an answer was right, and why the one that was chosen is not.
func (p *program) sayVerdict(q study.Question, right bool, places []int) {
	if len(places) == 1 {
		p.sayProse(q.Because(places[0]))
	}
	if right {
		p.d.say("Right.")
		return
	}
	if q.How == recall.Sort {
		p.d.say("Not right. In their order:")
		for n, line := range q.Lines {
			p.d.sayf("%d. %s", n+1, present.Plain(line.Text))
		}
		return
	}
	p.sayProse("Not right. " + present.Solution(q))
}

// sureness asks how sure somebody is, before they answer.
func (p *program) sureness() (at int, ok bool) {
	commands := []command{leaves}
	for n, c := range present.Sureness {
		commands = append(commands, command{c.Key, c.Word, "you are: " + c.Word, func() outcome {
			at, ok = n, true
			return leave
		}})
	}
	p.menu(func() menu {
		return menu{prompt: "How sure are you of your answer? Type s for sure, t for think so, g for guess, q to stop", commands: commands}
	})
	return at, ok
}

// leaves stops in the middle of questions; what was answered is kept.
var leaves = command{"q", "stop", "stop; what you answered is kept", func() outcome { return leave }}

// replied asks for the answer to a question.
func (p *program) replied(q study.Question) (places []int, typed []string, ok bool) {
	//exhaustive:enforce
	switch q.How {
	case recall.Type:
		for n := range q.Blanks {
			text, ok := p.text(fmt.Sprintf("Gap %d of %d", n+1, len(q.Blanks)), "What belongs there: a figure, a unit or a word.")
			if !ok {
				return nil, nil, false
			}
			typed = append(typed, text)
		}
		return nil, typed, true
	case recall.Recall:
		_, ok = p.line("Say it to yourself, then press enter")
		return nil, nil, ok
	case recall.Sort:
		return p.numbers(present.InOrder(len(q.Shown())), len(q.Shown()), len(q.Shown()))
	case recall.Choose:
		return p.numbers("The number of the right one", len(q.Shown()), 1)
	case recall.Point:
		return p.numbers("The number of the line that is not as on the page", len(q.Shown()), 1)
	}
	return nil, nil, false
}

// numbers asks for some numbers of what was said, each once. They come back counted from 0.
func (p *program) numbers(prompt string, of, count int) (places []int, typed []string, ok bool) {
	p.menu(func() menu {
		return menu{prompt: prompt, commands: []command{leaves}, help: "Numbers of what was said with the question.", answer: func(line string) outcome {
			places = nil
			for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' }) {
				n := number(word)
				if n < 1 || n > of || slices.Contains(places, n-1) {
					p.d.sayf("Type %s from 1 to %d%s.", cmp.Or(map[int]string{1: "one number"}[count], "all numbers"), of, map[bool]string{true: ", each once"}[count > 1])
					return stay
				}
				places = append(places, n-1)
			}
			if len(places) != count {
				p.d.sayf("That is %s; %d are asked for.", present.Number(len(places), "number"), count)
				return stay
			}
			ok = true
			return leave
		}}
	})
	return places, nil, ok
}

// own asks somebody whether what they recalled was right.
func (p *program) own() (right, ok bool) {
	p.menu(func() menu {
		return menu{prompt: "Was it what you said? Type y or n", commands: []command{
			leaves,
			{"y", "yes", "it was", func() outcome { right, ok = true, true; return leave }},
			{"n", "no", "it was not", func() outcome { right, ok = false, true; return leave }},
		}}
	})
	return right, ok
}

// sayRecalled says what is recalled of each page.
func (p *program) sayRecalled(s *study.Sitting) { p.sayAll(present.Practising{Sitting: s}.Recalled()) }

// share writes the answers to a file.
func (p *program) share(s *study.Sitting) {
	path, ok := p.text("Path of a new file for your answers", "Nothing is written over. Who has the file reads all that you answered.")
	if ok && !p.trouble(s.Share(path)) {
		p.d.say(present.Shared)
	}
}

// setPIN sets or changes the PIN of the answers that are open.
func (p *program) setPIN(s *study.Sitting) {
	p.d.say("A PIN keeps a colleague out; whoever has the file and a day opens four digits. Nobody can open your answers without it, and it cannot be sent to you.")
	before := []byte(nil)
	if s.Sealed() {
		var ok bool
		if before, ok = p.secret("Your PIN as it is now, or nothing to keep it"); !ok || len(before) == 0 {
			p.d.say("Nothing was changed.")
			return
		}
	}
	pin, ok := p.secret("New PIN, at least four characters")
	if !ok {
		return
	}
	if len(pin) == 0 {
		p.d.say(present.NoPIN(s.Sealed()))
		return
	}
	if p.trouble(answers.CheckPIN(string(pin))) {
		clear(pin)
		p.d.say("Nothing was changed.")
		return
	}
	again, ok := p.secret("The same again")
	if !ok {
		return
	}
	defer func() { clear(before); clear(pin); clear(again) }()
	if string(pin) != string(again) {
		p.d.say("They are not the same. Nothing was changed.")
		return
	}
	if !p.trouble(s.Seal(string(before), string(pin))) {
		p.d.say(present.SealedNow)
	}
}

// removePIN removes the PIN of the answers that are open, for who types it once more.
func (p *program) removePIN(s *study.Sitting) {
	if !s.Sealed() {
		p.d.say("No PIN seals your answers: there is none to remove.")
		return
	}
	pin, ok := p.secret("Your PIN, once more, and then none seals your answers; nothing to keep it")
	if !ok || len(pin) == 0 {
		p.d.say("Nothing was changed.")
		return
	}
	defer clear(pin)
	if !p.trouble(s.Unseal(string(pin))) {
		p.d.say(present.UnsealedNow)
	}
}
