package plain

import (
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
)

// procedure is the place of one page: to read, approve, practise and run it.
func (p *program) procedure(id string) {
	page, err := p.src.Page(id)
	if p.trouble(err) {
		return
	}
	p.d.sayIf(p.texts.open(page))
	p.sayPage(page)
	p.menu(func() menu {
		acts := []command{
			{"s", "start", "run it for the record", func() outcome {
				return p.onSame(&page, func() outcome { return p.start(page) })
			}},
			{"p", "practise", "walk through it; nothing of it is a record", func() outcome {
				return p.onSame(&page, func() outcome {
					return p.begin(session.Start{SOP: page.ID, Person: model.Nobody, Practice: true})
				})
			}},
		}
		for i, f := range present.PageForms(present.Case{}) {
			acts = append(acts, command{f.Key, f.Name, f.Command(), func() outcome {
				return p.onSame(&page, func() outcome {
					page = p.formOf(i, page)
					return stay
				})
			}})
		}
		commands := append([]command{{"r", "read", "read the whole page", func() outcome {
			if _, ok := p.again(&page); ok {
				p.readOut(page)
			}
			return stay
		}}}, p.acts(acts...)...)
		if page.Approval != nil {
			commands = append(commands, p.charted(present.ChartOf{SOP: page.ID}))
		}
		if p.looks() {
			return menu{prompt: "Type r to read, b to go back, ? for help", commands: append(commands, back)}
		}
		return menu{prompt: procedurePrompt(page, p.src.CanAdopt(page.ID) == nil), commands: append(commands, back)}
	})
}

// formOf has a form of a page filled in, and returns the page as it is afterwards. One
// that is another text by then is said anew.
func (p *program) formOf(i int, page model.Page) model.Page {
	people, err := p.src.People()
	if p.trouble(err) {
		return page
	}
	c := present.Case{People: people, Page: page, Shelf: p.src}
	f := present.PageForms(c)[i]
	if p.trouble(f.WhyNot(c)) {
		return page
	}
	signed := p.fill(f, c)
	if !signed {
		if !p.d.gone {
			p.again(&page)
		}
		return page
	}
	fresh, err := p.src.Page(page.ID)
	if p.trouble(err) {
		return page
	}
	p.texts.open(fresh) // what was done here is no news
	return fresh
}

func procedurePrompt(page model.Page, adopts bool) string {
	if present.CannotRun(page.PageRow) == "" {
		return "Type s to start, p to practise, r to read, b to go back, ? for help"
	}
	if page.Approvable() {
		return "Type r to read, a to approve, p to practise, b to go back, ? for help"
	}
	if page.State == model.PageLocal && adopts {
		return "Type r to read, e to adopt, p to practise, b to go back, ? for help"
	}
	return "Type r to read, p to practise, b to go back, ? for help"
}

func (p *program) sayPage(page model.Page) {
	p.d.sayf("%s. %s version %s. %s.", page.Title, page.ID, page.Version, present.Number(page.Procedure.StepCount(), "step"))
	if page.Procedure.Intro != "" {
		for _, line := range present.Prose(page.Procedure.Intro) {
			p.d.say(line)
		}
	}
	state, _ := present.PageState(page.PageRow)
	p.d.say(present.Sentence(state))
}

// readOut says the whole page, with what to know first.
func (p *program) readOut(page model.Page) {
	p.d.sayf("%s, version %s, from its start:", page.Title, page.Version)
	for _, line := range present.SayLines(present.Overview(page)) {
		p.d.say(line)
	}
	p.d.say("That is the whole page.")
}

// start asks who performs the run and begins it.
func (p *program) start(page model.Page) outcome {
	if why := present.CannotRun(page.PageRow); why != "" {
		p.d.say(why)
		return stay
	}
	people, err := p.src.People()
	if p.trouble(err) {
		return stay
	}
	open, err := p.src.OpenRuns()
	if p.trouble(err) {
		return stay
	}
	open, people = model.OpenOf(open, page.ID), model.Performers(people)
	if len(open)+len(people) == 0 {
		p.d.say(present.NoPerformer)
		return stay
	}
	name := func(p model.Person) string { return p.Name + ", short name " + p.ID }
	question, rows := present.StartRows(p.src.Here(), open, people, name, p.cfg.Now())
	names := make([]string, len(open)) // what is open has none
	for _, person := range people {
		names = append(names, person.ID)
	}
	p.d.say(question)
	at, ok := p.choose("Number or short name of who performs it, b to go back", rows, names)
	switch {
	case !ok:
		return stay
	case at < len(open):
		p.resume(open[at])
		return leave
	}
	return p.begin(session.Start{SOP: page.ID, Person: people[at-len(open)]})
}

// begin starts a run and walks it; where it could not start, it stays.
func (p *program) begin(s session.Start) outcome {
	p.do(s)
	p.failed()
	work, ok := p.session.Work()
	if !ok {
		return stay
	}
	p.d.sayf("The run %s has started: %s, %s, performed by %s.", work.ID, work.Run.Procedure().Meta.Title, present.Number(work.Run.Procedure().StepCount(), "step"), work.Person.Name)
	p.walk()
	return leave
}
