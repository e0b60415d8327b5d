package plain

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
)

// open says one row of a list in full and asks what to do with it.
func (p *program) open(list present.List, row string) {
	if p.sayOpened(list, row) {
		p.openMenu(list, row)
	}
}

// follow opens what a link leads to.
func (p *program) follow(l present.Link) {
	if l.Page != "" {
		p.opens(l.Page)
	} else if list, ok := present.ListNamed(l.List); ok {
		p.open(list, l.Row)
	}
}

// toSigned asks what to do with a completion that was signed just now.
func (p *program) toSigned(entry int64) {
	link := present.Signed(entry)
	if list, ok := present.ListNamed(link.List); ok {
		p.openMenu(list, link.Row)
	}
}

// read is what was read out, by its list and name.
type read struct{ list, row string }

// sayOpened says one row of a list in full and reports whether it could be read.
func (p *program) sayOpened(list present.List, row string) bool {
	o, err := list.Open(p.src, row, p.cfg.Now().Location())
	if p.trouble(err) {
		return false
	}
	about := named(list, row, o)
	if about != o.Title {
		about += ". " + heard(o.Title)
	}
	for _, more := range []string{o.Which, o.Who} {
		if more != "" {
			about += ", " + more
		}
	}
	p.d.say(heard(about) + ".")
	links := o.Doc.Links()
	for _, s := range o.Doc {
		p.d.say(s.Heading + ":")
		for _, l := range s.Lines {
			p.d.say(apart.ReplaceAllString(lineWords(l), "$1, $2") + linkWords(links, l.Link))
		}
	}
	p.heard[read{list.Name, row}] = o.Read(row)
	return true
}

// linkWords is the number under which a link is opened, "" for none.
func linkWords(links []present.Link, l present.Link) string {
	for i, link := range links {
		if link == l {
			return fmt.Sprintf(" Number %d opens %s.", i+1, l.Words())
		}
	}
	return ""
}

// openMenu asks what to do with a row.
func (p *program) openMenu(list present.List, row string) {
	p.menu(func() menu {
		o, err := list.Open(p.src, row, p.cfg.Now().Location())
		if p.trouble(err) {
			return menu{prompt: list.Named(row) + " cannot be read. Type b to go back", commands: []command{back}}
		}
		return p.openedMenu(list, row, o)
	})
}

// openedMenu is what can be done with a row as it is now.
func (p *program) openedMenu(list present.List, row string, o present.Opened) menu {
	forms := o.Forms(o.Case)
	reads := command{"r", "read", "say all of it", func() outcome { return p.then(func() { p.sayOpened(list, row) }) }}
	if slices.ContainsFunc(forms, func(f present.Form) bool { return f.Key == reads.letter && f.Name != present.ReportForm }) {
		reads.letter = "s"
	}
	prompt := heard(named(list, row, o)) + ". Type " + reads.letter + " to read it"
	var commands []command
	for i, f := range forms {
		if !f.Offered(o.Case) {
			continue
		}
		if len(commands) < mostOffered && !p.looks() {
			prompt += ", " + f.Key + " to " + f.Does
		}
		letter := f.Key
		if letter == reads.letter {
			letter = "" // it is asked for by its word
		}
		act := command{letter, f.Name, f.Does, func() outcome {
			p.fillOpened(list, row, i)
			return stay
		}}
		if f.Name != present.ReportForm {
			act = p.acts(act)[0]
		}
		commands = append(commands, act)
	}
	if o.Chart.SOP != "" {
		commands = append(commands, p.charted(o.Chart))
	}
	m := menu{prompt: prompt + ", b to go back, ? for help", commands: append(commands, reads, back)}
	if links := o.Doc.Links(); len(links) > 0 {
		m.help = "A number opens what was said with it."
		m.answer = func(line string) outcome {
			if n := number(line); n > 0 && n <= len(links) {
				p.follow(links[n-1])
			} else {
				p.d.sayf("There is no number %s here.", line)
			}
			return stay
		}
	}
	return m
}

// mostOffered is how many acts the prompt of a row names.
const mostOffered = 2

// fillOpened fills in one of the forms about a row that was read.
func (p *program) fillOpened(list present.List, row string, form int) {
	o, err := list.Open(p.src, row, p.cfg.Now().Location())
	if p.trouble(err) {
		return
	}
	f := o.Forms(o.Case)[form]
	switch was := p.heard[read{list.Name, row}]; {
	case f.Name == present.ReportForm:
	case !was.Opened:
		p.d.say("Read it first: type r. Nobody signs for a " + list.Opens + " that they did not read.")
		return
	case f.Name == present.CountersignForm && was.Changed != o.Case.Record.Changed():
		p.d.say(present.Sentence(o.Case.Record.AsChanged().Error()) + " Type r for that.")
		return
	}
	if f.Picks {
		p.during(f.Undone, func() {
			if o.Case.Value, err = p.pickValue(o.Case.Record); err == nil {
				p.fill(o.Forms(o.Case)[form], o.Case)
			}
		})
		return
	}
	p.fill(f, o.Case)
}

// errNotPicked is that somebody went back, or that there is nothing to pick.
var errNotPicked = errors.New("no value was picked")

// pickValue asks which recorded value it is about.
func (p *program) pickValue(rec model.Record) (model.Standing, error) {
	values := rec.Amendable()
	if len(values) == 0 {
		p.d.say("There is no recorded value to amend.")
		return model.Standing{}, errNotPicked
	}
	rows := make([]string, len(values))
	for i, v := range values {
		of := present.NamedValue(v)
		rows[i] = fmt.Sprintf("Step %s. %s: %s.", present.Which(of.Number, of.Named), of.Label, of.Text)
	}
	n, ok := p.choose("Number of the value that is to be amended", rows, nil)
	if !ok {
		return model.Standing{}, errNotPicked
	}
	return values[n], nil
}

// sayLines says each line as sentences.
func (p *program) sayLines(lines []present.Said) {
	for _, l := range lines {
		p.d.say(lineWords(l))
	}
}

// named is how a row is called. A name that is made for typing, of signs and other names, is said as its title.
func named(list present.List, row string, o present.Opened) string {
	if name := list.Named(row); !strings.ContainsAny(name, "@/") {
		return name
	}
	return o.Title
}

// heard is a row as it is said: where its columns stand apart on a screen, a voice would run them together.
func heard(text string) string { return strings.ReplaceAll(strings.TrimSpace(text), "  ", ", ") }

// apart are a number, and what it is the number of, where a line begins with both.
var apart = regexp.MustCompile(`^((?:[^:]*[:,] |[^:]* of )?[A-Z][A-Z0-9-]*[0-9])  (\S)`)

// lineWords makes one sentence after the other of a line.
func lineWords(l present.Said) string {
	text := l.Text
	if l.Label != "" {
		text = l.Label + ": " + text
	}
	if l.Mark == "" && l.Number > 0 {
		text = fmt.Sprintf("Step %s. %s", present.Which(l.Number, l.Item), text)
	}
	if l.Limits != "" {
		text += " (" + l.Limits + ")"
	}
	out := present.Sentence(text)
	switch {
	case l.Mark != "":
		out = fmt.Sprintf("Step %s. %s %s", present.Which(l.Number, l.Item), present.Sentence(l.State), out)
	case l.State != "":
		out += " " + present.Sentence(l.State)
	}
	if l.Flag != "" {
		out += " " + present.Sentence(l.Flag)
	}
	if l.More != "" {
		out += " " + present.Sentence(l.More)
	}
	return out
}
