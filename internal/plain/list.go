package plain

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
)

// atOnce is how many rows are said at once.
const atOnce = 10

// listing is how far the rows of a list that have some words were said. Each has the
// number of its place in said.
type listing struct {
	present.List
	words string
	links []model.Named // what the words name: they are numbered first
	said  []present.Row
	part  model.Part[present.Row]
}

// look says a list, newest first, and asks what to do with it.
func (p *program) look(list present.List) {
	l := &listing{List: list}
	p.sayNext(l)
	p.sayBeside(list)
	look := func(words string) outcome {
		*l = listing{List: list, words: words}
		p.sayNext(l)
		return stay
	}
	commands := p.listCommands(l, look)
	defer maps.DeleteFunc(p.heard, func(r read, _ present.Chosen) bool { return r.list == list.Name })
	p.menu(func() menu {
		return menu{
			prompt: list.Title + ". Type " + p.offers(list) + ", b to go back, ? for help",
			help:   "A number opens what was said with it. Words filter.", commands: commands,
			answer: func(line string) outcome {
				n := number(line)
				form, numbers := l.together(line)
				switch {
				case numbers != nil && p.looks():
					p.d.say(present.Inspecting)
				case numbers != nil:
					p.fillTogether(l, form, numbers)
				case n == 0:
					return look(line)
				case n <= len(l.links):
					p.follow(present.OfNamed(l.links[n-1]))
				case n > len(l.links)+len(l.said):
					p.d.say(l.beyond(n))
				default:
					p.open(list, l.said[n-1-len(l.links)].Name)
				}
				return stay
			},
		}
	})
}

// offers is what the prompt of a list names of what can be typed.
func (p *program) offers(l present.List) string {
	out := []string{"a number", "words to filter"}
	if l.Checks {
		out = append(out, "v to verify")
	}
	if acts := l.Acts(); len(acts) > 0 && !p.looks() {
		out = append(out, acts[0].Key+" to "+acts[0].Does)
	}
	return strings.Join(out, ", ")
}

// listCommands are what can be typed in a list. A letter that a form has means the
// form; a word means the same everywhere.
func (p *program) listCommands(l *listing, look func(words string) outcome) []command {
	out := p.formCommands(slices.Concat(l.Forms, l.About), func() model.Query { return model.Query{Words: l.words} })
	own := []command{
		{"m", "more", "say the next ones", func() outcome { return p.then(func() { p.sayNext(l) }) }},
		{"a", "all", "say all again", func() outcome { return look("") }},
		{"l", "list", "say all again, and what stands beside them", func() outcome { return p.then(func() { look(""); p.sayBeside(l.List) }) }},
	}
	if l.Checks {
		own = append(own, command{"v", "verify", "check every entry of the log again", func() outcome { return p.then(p.verify) }})
	}
	for _, f := range l.Together {
		does := f.Does + " several that were read: with their numbers, like " + f.Name + " 1 3"
		own = append(own, p.acts(command{f.Key, f.Name, does, func() outcome {
			p.d.sayf("Type the numbers with it: %s.", does)
			return stay
		}})...)
	}
	for _, beside := range l.BesideIt() {
		own = append(own, command{beside.Key, beside.Name, beside.Does, func() outcome { return p.then(func() { p.look(beside) }) }})
	}
	for _, c := range append(own, back) {
		if slices.ContainsFunc(out, func(o command) bool { return o.letter == c.letter }) {
			c.letter = ""
		}
		out = append(out, c)
	}
	return out
}

// together returns the form that a line names, and the numbers behind its name.
func (l *listing) together(line string) (f present.Form, numbers []string) {
	words := strings.Fields(line)
	for _, f = range l.Together {
		if strings.EqualFold(words[0], f.Name) {
			return f, words[1:]
		}
	}
	return present.Form{}, nil
}

// fillTogether fills in a form about the rows that were said with some numbers.
func (p *program) fillTogether(l *listing, f present.Form, numbers []string) {
	var rows []present.Chosen
	for _, text := range numbers {
		n := number(strings.TrimSuffix(text, ","))
		switch {
		case n == 0:
			p.d.sayf("Type numbers behind %s, like %s 1 3.", f.Name, f.Name)
			return
		case n > len(l.said):
			p.d.say(l.beyond(n))
			return
		}
		name := l.said[n-1].Name
		row := p.heard[read{l.Name, name}]
		row.Name, row.Called = name, fmt.Sprintf("number %d", n)
		rows = append(rows, row)
	}
	if c, err := l.Gather(p.src, rows, p.cfg.Now().Location()); !p.trouble(err) {
		p.fill(f, c)
	}
}

// formCommands returns a command for each form about a list whose rows a query selects.
func (p *program) formCommands(forms []present.Form, rows func() model.Query) (out []command) {
	for _, f := range forms {
		if f.Later && !f.Offered(present.Case{Printer: p.src.Printer}) {
			continue
		}
		letter := f.Key
		if slices.ContainsFunc(out, func(o command) bool { return o.letter == letter }) {
			letter = "" // it is asked for by its word
		}
		act := command{letter, f.Name, f.Does, func() outcome {
			c, err := p.src.Case()
			c.Query = rows()
			if !p.trouble(err) {
				p.fill(f, c)
			}
			return stay
		}}
		if f.Name != present.ReportForm {
			act = p.acts(act)[0]
		}
		out = append(out, act)
	}
	return out
}

// sayNext says the next rows of a listing.
func (p *program) sayNext(l *listing) {
	if len(l.said) > 0 && !l.part.More {
		p.d.say("There are no more.")
		return
	}
	rows, err := p.next(l)
	if p.trouble(err) {
		return
	}
	if len(l.said) == 0 {
		for _, text := range l.part.ReadAs {
			p.d.say(heard(strings.ToUpper(text[:1])+text[1:]) + ".")
		}
		l.links = l.part.Named
		for i, n := range l.links {
			p.d.sayf("%d. %s.", i+1, present.NamedWords(n))
		}
	}
	p.d.say(l.heading(len(rows), l.Nothing(p.src.Here())))
	for _, row := range rows {
		l.said = append(l.said, row)
		p.d.sayf("%d. %s", len(l.links)+len(l.said), heard(l.Says(row, p.cfg.Now())))
		if l.Unfolds {
			p.sayLines(l.Lines(row, p.cfg.Now().Location()))
		}
	}
	if l.part.More {
		p.d.say(l.following())
	}
}

// sayAll says every row of a list that is short, and what stands beside them.
func (p *program) sayAll(list present.List) {
	p.sayNext(&listing{List: list})
	p.sayBeside(list)
}

// sayBeside says what stands beside the rows.
func (p *program) sayBeside(list present.List) {
	if checked := present.Checked(p.src.Here().Checked, p.cfg.Now()); list.Checks && checked != "" {
		p.d.sayf("The signatures of the log: %s.", checked)
	}
	notes, err := list.Notes(p.src)
	if !p.trouble(err) {
		p.sayLines(notes(p.cfg.Now()))
	}
}

// next reads on until there is something to say at once, or nothing more.
func (p *program) next(l *listing) (rows []present.Row, err error) {
	for more := true; more && len(rows) < atOnce; more = l.part.More {
		q := model.Query{Words: l.words, Limit: atOnce - len(rows)}
		part, err := l.Read(p.d.ctx, p.src, q, model.From{Entry: l.part.Next})
		if err != nil {
			return nil, err
		}
		l.part, rows = part, append(rows, part.Rows...)
	}
	return rows, nil
}

// heading stands before the next n rows; nothing is why there is none.
func (l *listing) heading(n int, nothing string) string {
	switch all := len(l.said) + n; {
	case all == 0 && l.words != "" && len(l.Acts()) > 0: // it could be a passphrase that was typed too late
		return l.NoneHas(l.words) + " Type all for all."
	case all == 0 && l.words != "":
		return fmt.Sprintf("No %s has the words %q. Type a for all.", l.Row, l.words)
	case all == 0:
		return nothing
	case l.words == "" && !l.Long:
		return fmt.Sprintf("%s: %s.", l.Rows, present.Thousands(l.part.Of))
	case l.words == "":
		return fmt.Sprintf("%s: %s, %s:", l.Rows, present.Thousands(l.part.Of), l.Sorted())
	case l.part.More:
		return fmt.Sprintf("Found %s so far, %s:", present.Thousands(all), l.Sorted())
	case !l.Long:
		return fmt.Sprintf("Found %s:", present.Thousands(all))
	default:
		return fmt.Sprintf("Found %s, %s:", present.Thousands(all), l.Sorted())
	}
}

// following says what was not said yet.
func (l *listing) following() string {
	if l.words == "" {
		return fmt.Sprintf("%s more: type m.", present.Thousands(l.part.Of-len(l.said)))
	}
	return fmt.Sprintf("Looked through %s of %s: type m to look on.", present.Thousands(l.part.Looked), present.Thousands(int64(l.part.Of)))
}

// beyond says why there is nothing under a number.
func (l *listing) beyond(n int) string {
	if l.part.More {
		return fmt.Sprintf("Number %d has not been said yet: type m for the next ones.", n)
	}
	return fmt.Sprintf("There is no number %d.", n)
}
