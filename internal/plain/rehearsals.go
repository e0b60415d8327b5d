package plain

import (
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/study"
)

// rehearsals returns the rehearsals that somebody can go on with.
func (p *program) rehearsals(s *study.Sitting) []model.OpenRun {
	if p.src.Rehearsals == nil {
		return nil
	}
	all, err := p.src.Rehearsals.Unfinished(s.Person())
	if p.trouble(err) {
		return nil
	}
	return all
}

// sayUnfinished says which rehearsals can be gone on with, and how.
func (p *program) sayUnfinished(s *study.Sitting) {
	all := p.rehearsals(s)
	for i, o := range all {
		p.d.sayf("Unfinished rehearsal %d: %s, %s.", i+1, present.Plain(o.Title), present.Rehearsing(o, p.cfg.Now()))
	}
	if len(all) > 0 {
		p.d.say("Type c to go on with one, or to end it. " + present.RehearsalsCleared)
	}
}

// goOnRehearsing asks which rehearsal is meant, and what becomes of it.
func (p *program) goOnRehearsing(s *study.Sitting) {
	all := p.rehearsals(s)
	switch len(all) {
	case 0:
		p.d.say("No rehearsal of yours is unfinished.")
		return
	case 1:
		p.becomes(s, all[0])
		return
	}
	p.menu(func() menu {
		return menu{prompt: "Which rehearsal? Type its number, or b to go back", commands: []command{back}, answer: func(line string) outcome {
			n := number(line)
			if n < 1 || n > len(all) {
				p.d.sayf("Type a number from 1 to %d.", len(all))
				return stay
			}
			p.becomes(s, all[n-1])
			return leave
		}}
	})
}

// rehearse begins a rehearsal of a page, or asks what becomes of the one that is unfinished.
func (p *program) rehearse(s *study.Sitting, page string) {
	if before := present.UnfinishedOf(p.rehearsals(s), page); before != nil {
		p.becomes(s, *before)
		return
	}
	p.rehearseAnew(s, page)
}

// rehearseAnew begins a rehearsal, which is of who sits here.
func (p *program) rehearseAnew(s *study.Sitting, page string) {
	p.away(func() { p.begin(session.Start{SOP: page, Person: model.Person{ID: s.Person()}, Practice: true}) })
}

// becomes asks what becomes of an unfinished rehearsal, and does it.
func (p *program) becomes(s *study.Sitting, of model.OpenRun) {
	p.d.say(present.IsUnfinished(of, p.cfg.Now()))
	ends := func() bool {
		if p.trouble(p.src.Rehearsals.EndRehearsal(of.ID)) {
			return false
		}
		p.d.say(present.RehearsalEnded)
		return true
	}
	do := func() {}
	chosen := func(a present.RehearsalAct, then func()) command {
		return command{a.Letter, a.Word, a.Does, func() outcome { do = then; return leave }}
	}
	p.menu(func() menu {
		return menu{prompt: "Type g to go on with it, n to begin anew and end this one, e to end it, b to go back", commands: []command{
			chosen(present.GoesOnWithIt, func() { p.away(func() { p.resume(of) }) }),
			chosen(present.BeginsAnew, func() {
				if ends() {
					p.rehearseAnew(s, of.SOP)
				}
			}),
			chosen(present.EndsIt, func() { ends() }),
			back,
		}}
	})
	do()
}
