package plain

import (
	"cmp"

	"soprun/internal/model"
	"soprun/internal/present"
)

// fill asks the lines of a form one by one, and signs it. It reports whether it was
// signed, and says so either way.
func (p *program) fill(f present.Form, c present.Case) (signed bool) {
	p.during(cmp.Or(f.Undone, "Nothing was signed."), func() {
		if f.Purpose != "" {
			p.d.say(f.Purpose)
		}
		if f.Access { // what is looked at has to be seen
			p.sayPeople()
		}
		in, ok := p.ask(f, c)
		switch {
		case !ok:
		case f.Do != nil:
			signed = p.makeKey(f, in)
		default:
			signed = p.sign(func() (model.Draft, error) { return f.Prepare(p.bench, c, in) })
		}
		if signed {
			p.d.say(f.Done(in))
		}
	})
	return signed
}

// ask asks for what is no secret.
func (p *program) ask(f present.Form, c present.Case) (present.Answers, bool) {
	in := present.Answers{}
	for _, a := range f.Asks {
		if a.Kind == present.Secret || a.Kind == present.NewSecret {
			continue
		}
		var ok bool
		prompt := a.Prompted(c, in)
		in[a.Name], ok = p.answer(a, prompt, func(text string) error {
			if a.Check == nil {
				return nil
			}
			return a.Check(p.bench, text)
		})
		if !ok {
			return nil, false
		}
	}
	return in, true
}

// makeKey asks for the passphrases of a form until the key is made with them. An empty
// line makes none.
func (p *program) makeKey(f present.Form, in present.Answers) bool {
	for {
		secrets, ok := p.secrets(f, in)
		if !ok {
			p.d.say(f.Undone)
			return false
		}
		err := f.Do(p.bench, in, secrets)
		for _, s := range secrets {
			clear(s)
		}
		if !p.trouble(err) {
			return true
		}
	}
}

// secrets asks for the passphrases of a form, each of who types it.
func (p *program) secrets(f present.Form, in present.Answers) (present.Secrets, bool) {
	out := present.Secrets{}
	for _, a := range f.Asks {
		ok := true
		switch a.Kind {
		case present.NewSecret:
			if f.Signs != "" {
				p.d.sayf("%s types now, and signs:", cmp.Or(in["name"], in["person"]))
				p.d.say(f.Signs)
			}
			out[a.Name], ok = p.newPassphrase()
		case present.Secret:
			who := cmp.Or(in[present.Signer], in["person"])
			if f.Signs != "" {
				p.d.sayf("Now %s types, and signs.", who)
			}
			out[a.Name], ok = p.passphrase(who)
		case present.Typed, present.Optional, present.Choice:
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
