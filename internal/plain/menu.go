package plain

import (
	"regexp"
	"strings"

	"soprun/internal/present"
	"soprun/sop"
)

// outcome is what follows from a line.
type outcome int

const (
	stay  outcome = iota // ask again
	leave                // go back to where this was asked from
)

// command is a word that can be typed, with its one-letter form: the same
// letter as on the full screen where that has one.
type command struct {
	letter, word string
	does         string // in a few words, for the help
	do           func() outcome
}

// looks reports whether the log is only looked at.
func (p *program) looks() bool { return p.src.Here().Inspection != "" }

// acts are commands that end in the log, or beside it: while it is only looked at, they
// are in no help, and refused.
func (p *program) acts(all ...command) []command {
	if !p.looks() {
		return all
	}
	for i := range all {
		all[i].does = ""
		all[i].do = func() outcome {
			p.d.say(present.Inspecting)
			return stay
		}
	}
	return all
}

// menu is a question with the commands that can be typed instead of an answer.
type menu struct {
	prompt   string
	commands []command
	// answer takes a line that is no command; nil when only commands are known.
	answer func(line string) outcome
	// text says that the answer is a text: a command then begins with a dot,
	// so that every word and letter can be entered.
	text bool
	help string // what an answer is, for the help
}

// dotted is what looks like a command where an answer is a text.
var dotted = regexp.MustCompile(`^\.(\.?)([A-Za-z][A-Za-z-]*|\?)$`)

// menu asks until a line leaves or the input has ended. next makes the question
// anew each time.
func (p *program) menu(next func() menu) {
	for p.once(next()) == stay {
	}
}

// once asks one question once.
func (p *program) once(m menu) outcome {
	if p.seat.left {
		return leave
	}
	p.sayFault()
	line, ok := p.line(m.prompt)
	if !ok {
		return leave
	}
	return p.take(m, line)
}

// sayFault says that the log does not verify, once: it is read behind the dialogue, which
// has begun by then.
func (p *program) sayFault() {
	if !p.src.IsSetUp() {
		return
	}
	if fault := p.src.Here().Checked.Fault; fault != p.fault {
		p.fault = fault
		if fault != "" {
			p.d.say(fault)
		}
	}
}

// take decides whether a line is a command or an answer.
func (p *program) take(m menu, line string) outcome {
	if line == "" {
		p.d.say("Nothing was typed, so nothing was done.")
		return stay
	}
	name, isCommand := line, !m.text
	if line == "?" { // it is never a value, so it needs no dot
		p.help(m)
		return stay
	}
	if at := dotted.FindStringSubmatch(line); at != nil {
		name, isCommand = at[2], at[1] == ""
		if m.text && !isCommand {
			return m.answer(line[1:])
		}
	}
	if isCommand {
		if c, ok := m.find(name); ok {
			return c.do()
		}
		switch strings.ToLower(name) {
		case "?", "help": // ".?" too
			p.help(m)
			return stay
		}
		if m.text || m.answer == nil {
			p.d.say(m.unknown(name, line))
			return stay
		}
	}
	return m.answer(line)
}

// again returns what was typed, to be said again in a sentence that begins with it. What is no
// one word is not said again: it could be a passphrase that was typed too late.
func again(typed string) string {
	if strings.Contains(typed, " ") || sop.MaySecret(typed) {
		return "That"
	}
	return typed
}

// unknown says that there is no such command.
func (m menu) unknown(name, line string) string {
	switch {
	case m.text:
		return "There is no command " + name + " here. To enter the text " + line + ", type one more dot before it."
	case again(name) != name:
		return "That is no command. Type ? for what can be typed."
	default:
		return "There is no command " + name + " here. Type ? for what can be typed."
	}
}

// find returns the command of a word or letter, in upper or lower case.
func (m menu) find(name string) (command, bool) {
	for _, c := range m.commands {
		if strings.EqualFold(name, c.word) || strings.EqualFold(name, c.letter) {
			return c, true
		}
	}
	return command{}, false
}

// help lists what can be typed now, from the table that decides it.
func (p *program) help(m menu) {
	p.d.say("What can be typed here:")
	if m.help != "" {
		p.d.say(m.help)
	}
	dot := ""
	if m.text {
		dot = "."
	}
	for _, c := range m.commands {
		if c.does == "" {
			continue
		}
		name := dot + c.word
		if c.letter != "" {
			name = dot + c.letter + " or " + name
		}
		p.d.sayf("%s: %s.", name, c.does)
	}
	if m.text {
		p.d.say("Everything else is taken as the text. To enter a text that looks like a command, type one more dot before it.")
	}
	if p.looks() { // nothing is done here
		return
	}
	p.d.say("Each act is on the disk before it is said to be done. When the input ends, or with Ctrl+C, an open run is put away and nothing is signed.")
}

var back = command{"b", "back", "go back; nothing is kept", func() outcome { return leave }}

// text asks for one text. It returns false when the person went back or the
// input ended.
func (p *program) text(prompt, help string, more ...command) (string, bool) {
	out, got := "", false
	p.menu(func() menu {
		return menu{prompt: prompt, help: help, text: true, commands: append(append(more, p.aside...), back), answer: func(line string) outcome {
			out, got = line, true
			return leave
		}}
	})
	return out, got
}

// optional asks for one text that may stay empty.
func (p *program) optional(prompt, help string) (string, bool) {
	skipped := false
	skip := command{"k", "skip", "leave it empty", func() outcome {
		skipped = true
		return leave
	}}
	text, ok := p.text(prompt, help, skip)
	return text, ok || skipped
}

// choose asks for one of some rows, by its number or its word. It returns false
// when the person went back or the input ended.
func (p *program) choose(prompt string, rows, names []string) (int, bool) {
	for i, row := range rows {
		p.d.sayf("%d. %s", i+1, row)
	}
	at := -1
	p.menu(func() menu {
		return menu{prompt: prompt, commands: []command{back}, help: "The number of a line, or its name.", answer: func(line string) outcome {
			if at = pick(line, len(rows), names); at >= 0 {
				return leave
			}
			p.d.sayf("%s is not one of them.", again(line))
			return stay
		}}
	})
	return at, at >= 0
}

// pick returns the row that a line names: a name first, then a number, so that
// a name that is a number means itself. It returns -1 for none.
func pick(line string, rows int, names []string) int {
	numbers := true
	for i, name := range names {
		if strings.EqualFold(line, name) {
			return i
		}
		numbers = numbers && number(name) == 0
	}
	if n := number(line); numbers && n >= 1 && n <= rows {
		return n - 1
	}
	return -1
}

// number reads a plain positive number; 0 is none.
func number(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > 1e6 {
			return 0
		}
		n = 10*n + int(r-'0')
	}
	return n
}
