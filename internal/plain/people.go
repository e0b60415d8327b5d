package plain

import (
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/record"
)

// people lists who is enrolled, enrols more, and does the offices.
func (p *program) people() {
	p.sayPeople()
	commands := []command{
		{"n", "enrol", "enrol a person", func() outcome {
			p.during("Nobody was enrolled.", p.enrol)
			return stay
		}},
		{"p", "passphrase", "change your own passphrase", func() outcome {
			p.during("No passphrase was changed.", p.changePassphrase)
			return stay
		}},
		{"k", "key", "give a person a new key", func() outcome {
			p.during("No key was made.", p.rotateKey)
			return stay
		}},
		{"l", "list", "say again who is enrolled, with their keys", func() outcome { return p.then(p.sayPeople) }},
	}
	commands = append(commands, officeCommands(p, session.Offices)...)
	p.menu(func() menu {
		return menu{prompt: "People. Type n to enrol somebody, b to go back, ? for everything else", commands: append(commands, back)}
	})
}

// officeCommands returns a command for each office.
func officeCommands(p *program, offices []session.Office) (out []command) {
	for _, o := range offices {
		out = append(out, command{o.Key, o.Name, o.Does, func() outcome {
			p.during("Nothing was signed.", func() { p.office(o) })
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

// office asks for the lines of an office, says the sentence and signs it.
func (p *program) office(o session.Office) {
	staff, err := p.bench.Staff()
	if p.trouble(err) {
		return
	}
	in := session.Answers{session.ShownAccess: staff.Shown}
	for _, a := range o.Asks {
		line, ok := "", false
		if a.Optional {
			line, ok = p.optional(a.Label+": "+strings.TrimSuffix(a.Help, "."), "")
		} else {
			line, ok = p.text(a.Label+": "+strings.TrimSuffix(a.Help, "."), "")
		}
		if !ok {
			return
		}
		in[a.Name] = line
	}
	by, ok := p.text("Short name of the "+string(o.By)+" who signs", "The passphrase is asked next.")
	if !ok {
		return
	}
	if p.sign(func() (model.Draft, error) { return o.Prepare(p.bench, by, in) }) {
		p.d.say(o.Done)
	}
}

// rotateKey asks who gets another key, for its passphrase, and for a signature.
func (p *program) rotateKey() {
	var r model.Rotation
	var ok bool
	if r.Person, ok = p.fitting("Short name of who gets the new key", "When theirs was revoked, or its passphrase forgotten or known to others.", p.bench.CheckEnrolled); !ok {
		return
	}
	if r.Reason, ok = p.text("Why, in ten letters or more", "It stands in the record."); !ok {
		return
	}
	if r.By, ok = p.fitting("Short name of who signs: the person themself, or an administrator for them", "With the key that they have now.", p.bench.CheckEnrolled); !ok {
		return
	}
	p.d.sayf("%s types now, and signs with the new key:", r.Person)
	p.d.say(record.Declaration)
	if r.Next, ok = p.newPassphrase(); !ok {
		p.d.say("No key was made.")
		return
	}
	defer clear(r.Next)
	if r.Passphrase, ok = p.passphrase(r.By); !ok {
		p.d.say("No key was made.")
		return
	}
	defer clear(r.Passphrase)
	if !p.trouble(p.bench.RotateKey(r)) {
		p.d.sayf("%s has a new key and can sign with the passphrase that was just typed.", r.Person)
	}
}

// enrol asks for the new person, their passphrase, and an administrator's.
func (p *program) enrol() {
	p.d.say("An administrator and the new person do this together. Type .back to leave without enrolling anybody.")
	var e model.Enrolment
	var ok bool
	if e.Name, ok = p.text("Name, like A. Khan", "As it is printed in every record."); !ok {
		return
	}
	if e.ID, ok = p.fitting("Short name, like "+suggestion(e.Name), "Lower-case letters, digits and points. It is never used for anyone else.", p.bench.CheckFree); !ok {
		return
	}
	roles := []sop.Role{sop.Assistant, sop.Supervisor, sop.Trainee, sop.Administrator}
	var rows []string
	for _, r := range roles {
		rows = append(rows, string(r))
	}
	at, ok := p.choose("Role", rows, rows)
	if !ok {
		return
	}
	e.Roles = roles[at : at+1]
	if e.By, ok = p.fitting("Short name of the administrator who signs", "An administrator is somebody who may enrol others.", p.bench.CheckEnrolled); !ok {
		return
	}
	for p.enrolOnce(e) == stay {
	}
}

// enrolOnce asks for both passphrases and enrols. It stays where that was
// refused, so that it can be tried again.
func (p *program) enrolOnce(e model.Enrolment) outcome {
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
	var c model.NewPassphrase
	var ok bool
	if c.Person, ok = p.fitting("Short name of whose passphrase it is", "Nobody changes it for anybody else. .back leaves it as it is.", p.bench.CheckEnrolled); !ok {
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
