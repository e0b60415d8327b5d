package plain

import (
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
)

// procedure is the place of one page: to read, approve, practise and run it.
func (p *program) procedure(id string) {
	page, err := p.bench.Page(id)
	if p.trouble(err) {
		return
	}
	p.d.sayIf(p.texts.open(page))
	p.sayPage(page)
	p.menu(func() menu {
		return menu{prompt: procedurePrompt(page, p.bench.CanAdopt(page.ID) == nil), commands: []command{
			{"r", "read", "read the whole page", func() outcome {
				if _, ok := p.again(&page); ok {
					p.readOut(page)
				}
				return stay
			}},
			{"s", "start", "run it for the record", func() outcome {
				return p.onSame(&page, func() outcome { return p.start(page) })
			}},
			{"p", "practise", "walk through it; nothing of it is a record", func() outcome {
				return p.onSame(&page, func() outcome {
					return p.begin(session.Start{SOP: page.ID, Person: model.Nobody, Practice: true})
				})
			}},
			{"a", "approve", "approve the text as it was read, as a supervisor", func() outcome {
				return p.onSame(&page, func() outcome {
					p.during("Nothing was approved.", func() { page = p.approve(page) })
					return stay
				})
			}},
			{"e", "adopt", "set the department's values and copy it into the department's folder", func() outcome {
				return p.onSame(&page, func() outcome {
					p.during("The page was not adopted: nothing was written.", func() { page = p.adopt(page) })
					return stay
				})
			}},
			back,
		}}
	})
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
	people, err := p.bench.People()
	if p.trouble(err) {
		return stay
	}
	open, err := p.bench.OpenRuns()
	if p.trouble(err) {
		return stay
	}
	open = model.OpenOf(open, page.ID)
	name := func(p model.Person) string { return p.Name + ", short name " + p.ID }
	question, rows := present.StartRows(open, people, name, p.cfg.Now())
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

// approve asks which supervisor approves the text that was read, and signs it.
// It returns the page as it is afterwards.
func (p *program) approve(page model.Page) model.Page {
	if !page.Approvable() {
		p.d.sayf("There is nothing to approve: %s.", present.NothingToApprove(page.PageRow))
		return page
	}
	p.sayApproving(page)
	who, ok := p.text("Short name of the supervisor who approves it"+p.hint(""), "Who approves answers for the text as it was read.")
	if !ok {
		return page
	}
	signed := p.sign(func() (model.Draft, error) {
		if same, _ := p.again(&page); !same {
			return model.Draft{}, errChanged
		}
		act, err := page.Approve()
		if err != nil {
			return model.Draft{}, err
		}
		return p.bench.Prepare(who, act)
	})
	if !signed {
		return page
	}
	p.d.say("Approved and signed.")
	fresh, err := p.bench.Page(page.ID)
	if p.trouble(err) {
		return page
	}
	return fresh
}

// sayApproving says what approving changes, and the page as it will run: once
// for each text, so that nobody approves what was not said.
func (p *program) sayApproving(page model.Page) {
	text, _ := page.ToApprove()
	if p.read[text.Procedure.SHA256] {
		return
	}
	for _, line := range present.SayLines(present.Approving(page)) {
		p.d.say(line)
	}
	p.d.say("That is the whole page as it will run.")
	p.read[text.Procedure.SHA256] = true
}

// hint names the one supervisor who could sign, "" when there is not just one.
func (p *program) hint(except string) string {
	people, err := p.bench.People()
	if err != nil {
		return "" // a hint is no reason to stop
	}
	if id := model.Only(sop.Supervisor, people, except); id != "" {
		return ", like " + id
	}
	return ""
}
