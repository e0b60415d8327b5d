package plain

import (
	"slices"

	"soprun/internal/model"
	"soprun/internal/present"
)

// people lists who is enrolled, enrols more, and does the acts about them.
func (p *program) people() {
	p.sayPeople()
	commands := []command{{"l", "list", "say again who is enrolled, with their keys", func() outcome { return p.then(p.sayPeople) }}}
	commands = append(formCommands(p, slices.Concat(present.KeyForms, present.PeopleForms)), commands...)
	p.menu(func() menu {
		return menu{prompt: "People. Type n to enrol somebody, b to go back, ? for everything else", commands: append(commands, back)}
	})
}

// formCommands returns a command for each form.
func formCommands(p *program, forms []present.Form) (out []command) {
	for _, f := range forms {
		out = append(out, command{f.Key, f.Name, f.Does, func() outcome {
			staff, err := p.bench.Staff()
			if !p.trouble(err) {
				p.fill(f, present.Case{People: staff.People(), Shown: staff.Shown, Files: p.cfg.Files})
			}
			return stay
		}})
	}
	return out
}

func (p *program) sayPeople() {
	staff, err := p.bench.Staff()
	if p.trouble(err) {
		return
	}
	p.d.sayf("Enrolled: %d.", len(staff.Members))
	for _, m := range staff.Members {
		state := ""
		if m.State != model.KeyLive {
			state = " Their key is " + m.State + "."
		}
		p.d.sayf("%s, short name %s: %s.%s", m.Name, m.ID, present.Roles(m.Roles), state)
		if tries := present.Tries(m); tries != "" {
			p.d.say(tries + ".")
		}
		for _, k := range m.Keys {
			p.d.say("Key " + present.Key(k) + ".")
		}
		for _, c := range m.Competences {
			p.d.sayf("%s version %s: %s.", c.SOP, c.Version, present.Competence(c, p.cfg.Now().Location()))
		}
	}
	for _, w := range present.StaffWarnings(staff) {
		p.d.say(w)
	}
	p.d.say(present.AccessReviewed(staff, p.cfg.Now()))
}
