package plain

import (
	"cmp"
	"strings"

	"soprun/internal/present"
)

// fill asks the lines of a form one by one, and signs it. It reports whether it was
// signed, and says so either way.
func (p *program) fill(f present.Form, c present.Case) (signed bool) {
	c = f.Suited(c)
	p.during(cmp.Or(f.Undone, "Nothing was signed."), func() {
		if c.Several != nil {
			p.d.say(present.Sentence(f.Heading(c)))
		}
		if f.Purpose != "" {
			p.d.say(present.Sentence(f.Purpose))
		}
		p.sayShown(f, c)
		in, ok := p.ask(f, c)
		var said string
		switch {
		case !ok && f.Do != nil:
			p.d.say(f.Undone)
		case !ok:
		case f.Do != nil:
			said, signed = p.handIn(f, c, in)
		default:
			said, signed = p.sign(f, c, in)
		}
		p.d.sayIf(said)
	})
	return signed
}

// sayShown says what has to be heard before a form is filled in: once, where it is the
// same as before.
func (p *program) sayShown(f present.Form, c present.Case) {
	for _, l := range present.Lists {
		if l.Shows(f) { // what is looked at has to be seen
			p.sayAll(l)
		}
	}
	if f.Shown == nil {
		return
	}
	lines := present.SayLines(f.Shown(c))
	if all := strings.Join(lines, "\n"); !p.read[all] {
		for _, line := range lines {
			p.d.say(line)
		}
		p.d.say(f.Heard)
		p.read[all] = true
	}
}

// ask asks for what is no secret.
func (p *program) ask(f present.Form, c present.Case) (present.Answers, bool) {
	in := present.Answers{}
	for _, a := range f.Asks {
		if a.Kind == present.Secret || a.Kind == present.NewSecret || a.Moot != nil && a.Moot(in) {
			continue
		}
		var ok bool
		a.Rows = a.Offers(in)
		prompt := a.Prompted(c, in)
		in[a.Name], ok = p.answer(a, prompt, func(text string) error {
			return a.Judge(p.src, in, text)
		})
		if !ok {
			return nil, false
		}
	}
	return in, true
}

// handIn does what a form does without a sentence, and asks for its passphrases until
// that works: an empty line ends it.
func (p *program) handIn(f present.Form, c present.Case, in present.Answers) (said string, done bool) {
	for {
		if f.Recap != nil {
			p.d.say(f.Recap(in))
		}
		secrets, ok := p.secrets(f, in)
		if !ok {
			p.d.say(f.Undone)
			return "", false
		}
		said, err := f.HandIn(c, p.src, in, secrets)
		for _, s := range secrets {
			clear(s)
		}
		switch {
		case !p.trouble(err):
			return said, true
		case len(secrets) == 0: // nothing is asked that could be another one
			p.d.say(f.Undone)
			return "", false
		}
	}
}

// secrets asks for the passphrases of a form, each of who types it.
func (p *program) secrets(f present.Form, in present.Answers) (present.Secrets, bool) {
	out := present.Secrets{}
	for _, a := range f.Asks {
		ok := true
		if a.Kind == present.Secret || a.Kind == present.NewSecret {
			p.d.sayIf(a.Before)
		}
		switch a.Kind {
		case present.NewSecret:
			switch {
			case f.Signs == "":
			case in[present.Signer] == "": // who answers signs
				p.d.say(f.Signing)
				p.d.say(f.Signs)
			default:
				p.d.sayf("%s types now, and signs:", cmp.Or(in["name"], in["person"]))
				p.d.say(f.Signs)
			}
			out[a.Name], ok = p.newPassphrase(func(typed string) error { return a.Judge(p.src, in, typed) })
		case present.Secret:
			who := cmp.Or(in[present.Signer], in["person"])
			if f.Signs != "" {
				p.d.sayf("Now %s types, and signs.", who)
			}
			out[a.Name], ok = p.passphrase(who, "")
		}
		if !ok {
			for _, s := range out {
				clear(s)
			}
			return nil, false
		}
	}
	return out, true
}
