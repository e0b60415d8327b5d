package plain

import (
	"fmt"
	"strings"

	"soprun/internal/present"
)

// charted is the command that says a chart in words.
func (p *program) charted(of present.ChartOf) command {
	return command{"g", "chart", "say what was recorded over time, how often what was exceptional, and what was done when it was due", func() outcome {
		return p.then(func() { p.charts(of) })
	}}
}

// charts asks which chart of a procedure is wanted, and says it.
func (p *program) charts(of present.ChartOf) {
	_, offers, err := p.src.Offers(of.SOP)
	if p.trouble(err) {
		return
	}
	rows, names := make([]string, len(offers)), make([]string, len(offers))
	for i, o := range offers {
		rows[i], names[i] = fmt.Sprintf("%s: %s.", o.Name, o.Words), o.Name
	}
	for {
		n, ok := p.choose("Number or name of the chart, b to go back", rows, names)
		if !ok {
			return
		}
		wanted := offers[n].ChartOf
		if wanted.Kind == present.OfReadings {
			wanted.Item = of.Item
		}
		p.chart(wanted)
	}
}

// reported is the command that writes a report on a chart, where one can be written.
func (p *program) reported(c present.Chart) []command {
	f, about := c.Report(-1), present.Case{Printer: p.src.Printer}
	if !f.Offered(about) {
		return nil
	}
	return []command{{"", f.Name, f.Does, func() outcome { return p.then(func() { p.fill(f, about) }) }}}
}

// telling is a chart while it is said: from which of its rows on those before are still to say.
type telling struct {
	present.Chart
	from int
}

// chart says a chart, and asks what to do with it.
func (p *program) chart(of present.ChartOf) {
	t, ok := p.sayChart(of)
	if !ok {
		return
	}
	another := func(of present.ChartOf) func() outcome {
		return func() outcome {
			if next, ok := p.sayChart(of); ok {
				t = next
			}
			return stay
		}
	}
	p.menu(func() menu {
		commands := []command{
			{"m", "more", "say those before", func() outcome { return p.then(func() { p.sayCharted(&t) }) }},
			{"e", "earlier", "the months before", another(t.Of.Move(-1))},
			{"l", "later", "the months after", another(t.Of.Move(1))},
		}
		if len(t.Items) > 1 {
			commands = append(commands, command{"i", "item", "the next item", another(t.NextItem())})
		}
		commands = append(commands,
			command{"r", "read", "say it again", another(t.Of)},
		)
		commands = append(commands, p.reported(t.Chart)...)
		commands = append(commands,
			command{"w", "rules", "say what its rules are", func() outcome { return p.then(func() { p.sayLines(t.Rules) }) }},
			back,
		)
		return menu{
			prompt: t.Which + ". Type a number to open, m for more, e for the months before, b to go back, ? for help",
			help:   "A number opens what was said with it.", commands: commands,
			answer: func(line string) outcome {
				return p.then(func() { p.openCharted(t, number(line)) })
			},
		}
	})
}

// openCharted opens what a row of a chart leads to, by its number.
func (p *program) openCharted(t telling, n int) {
	if n < 1 || n > len(t.Rows) {
		p.d.say("There is no such number here.")
		return
	}
	link := t.Leads(n - 1)
	if list, ok := present.ListNamed(link.List); ok && link.Row == "" {
		p.d.sayf("They are in %s: look for %s.", list.Name, link.Seek)
		return
	}
	if link == (present.Link{}) {
		p.d.say("It leads to no record.")
		return
	}
	p.follow(link)
}

// sayChart says what a chart is of, what it comes to, and its last rows.
func (p *program) sayChart(of present.ChartOf) (t telling, ok bool) {
	c, err := p.src.Chart(p.d.ctx, of, p.cfg.Now())
	if p.trouble(err) {
		return t, false
	}
	p.d.say(present.Sentence(strings.Join(c.Parts, ", ")))
	if c.Empty != "" {
		p.d.say(c.Empty)
	}
	p.sayLines(c.Said)
	t = telling{c, len(c.Rows)}
	if len(c.Rows) > 0 {
		p.sayCharted(&t)
	}
	return t, true
}

// sayCharted says the rows before those that were said, each with its number: of readings and
// slots the newest first, of exceptions the most first.
func (p *program) sayCharted(t *telling) {
	if t.from == 0 {
		p.d.say("There are no more.")
		return
	}
	first := len(t.Rows) - t.from
	for i := range min(atOnce, t.from) {
		at := t.from - 1 - i
		if t.Of.Kind == present.OfExceptions {
			at = first + i
		}
		p.d.sayf("%d. %s", at+1, heard(t.List.Says(t.Rows[at], p.cfg.Now())))
	}
	if t.from -= min(atOnce, t.from); t.from > 0 {
		p.d.sayf("%s more: type m.", present.Thousands(t.from))
	}
}
