package plain

import (
	"strings"

	"soprun/internal/session"
	"soprun/sop/record"
)

// people lists who is enrolled and enrols more.
func (p *program) people() {
	p.sayPeople()
	p.menu(func() menu {
		return menu{prompt: "People. Type n to enrol somebody, p to change a passphrase, b to go back, ? for help", commands: []command{
			{"n", "enrol", "enrol a person", func() outcome {
				p.during("Nobody was enrolled.", p.enrol)
				return stay
			}},
			{"p", "passphrase", "change your own passphrase", func() outcome {
				p.during("No passphrase was changed.", p.changePassphrase)
				return stay
			}},
			{"l", "list", "say again who is enrolled", func() outcome {
				p.sayPeople()
				return stay
			}},
			back,
		}}
	})
}

func (p *program) sayPeople() {
	people, err := p.bench.People()
	if p.trouble(err) {
		return
	}
	p.d.sayf("Enrolled: %d.", len(people))
	for _, person := range people {
		p.d.sayf("%s, short name %s: %s.", person.Name, person.ID, strings.Join(person.Roles, ", "))
	}
}

// enrol asks for the new person, their passphrase, and an administrator's.
func (p *program) enrol() {
	p.d.say("An administrator and the new person do this together. Type .back to leave without enrolling anybody.")
	var e session.Enrolment
	var ok bool
	if e.Name, ok = p.text("Name, like A. Khan", "As it is printed in every record."); !ok {
		return
	}
	if e.ID, ok = p.text("Short name, like "+suggestion(e.Name), "Lower-case letters, digits and points. It is never used for anyone else."); !ok {
		return
	}
	roles := []string{session.Assistant, session.Supervisor, session.Trainee, session.Administrator}
	at, ok := p.choose("Role", roles, roles)
	if !ok {
		return
	}
	e.Role = roles[at]
	if e.By, ok = p.text("Short name of the administrator who signs", "An administrator is somebody who may enrol others."); !ok {
		return
	}
	for p.enrolOnce(e) == stay {
	}
}

// enrolOnce asks for both passphrases and enrols. It stays where that was
// refused, so that it can be tried again.
func (p *program) enrolOnce(e session.Enrolment) outcome {
	p.d.sayf("%s types now, and signs:", e.Name)
	p.d.say(record.Declaration)
	pass, ok := p.newPassphrase()
	if !ok {
		p.d.say("Nobody was enrolled.")
		return leave
	}
	p.d.sayf("Now %s types, and signs the enrolment.", e.By)
	byPass, ok := p.passphrase(e.By)
	if !ok {
		clear(pass)
		p.d.say("Nobody was enrolled.")
		return leave
	}
	e.Passphrase, e.ByPass = pass, byPass
	err := p.bench.Enrol(e)
	clear(pass)
	clear(byPass)
	if p.trouble(err) {
		return stay
	}
	p.d.sayf("%s is enrolled and can sign with the passphrase that was just typed.", e.Name)
	return leave
}

// changePassphrase asks whose passphrase it is, for the one now and for the new.
func (p *program) changePassphrase() {
	var c session.NewPassphrase
	var ok bool
	if c.Person, ok = p.text("Short name of whose passphrase it is", "Nobody changes it for anybody else. .back leaves it as it is."); !ok {
		return
	}
	if c.Old, ok = p.passphrase(c.Person); !ok {
		return
	}
	defer clear(c.Old)
	if c.New, ok = p.newPassphrase(); !ok {
		p.d.say("No passphrase was changed.")
		return
	}
	defer clear(c.New)
	if !p.trouble(p.bench.ChangePassphrase(c)) {
		p.d.sayf("The passphrase of %s is another one from now on.", c.Person)
	}
}
