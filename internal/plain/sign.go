package plain

import (
	"bytes"
	"cmp"

	"soprun/internal/present"
)

// secretHelp is said where a passphrase is chosen.
const secretHelp = "12 characters or more, known to nobody else. It is asked at every signature and stored nowhere. " +
	"All that is typed for it is part of it, ? and .back too."

// sign says the sentences that a form comes to and signs them with the passphrase that
// is typed for them. An empty line signs nothing more. What could not be signed is
// drafted and said again, because time has gone by. It returns what is said then.
func (p *program) sign(f present.Form, c present.Case, in present.Answers) (said string, signed bool) {
	for what, err := f.Prepare(p.src, c, in); ; what, err = what.Again(p.src) {
		if p.trouble(err) {
			return what.Left(), false
		}
		p.d.say(present.YouSign(len(what.Drafts)))
		for _, d := range what.Drafts {
			p.d.say(d.Statement)
		}
		pass, ok := p.passphrase(what.Drafts[0].Person.ID, what.Left())
		if !ok {
			return "", false
		}
		if what, said, err = what.Sign(p.src, pass); !p.trouble(err) {
			return said, true
		}
		p.unfinished = cmp.Or(what.Left(), p.unfinished)
	}
}

// passphrase asks for a person's passphrase. An empty one is none: left says what was
// signed before, "" for nothing.
func (p *program) passphrase(person, left string) ([]byte, bool) {
	pass, ok := p.d.askSecret("Passphrase of " + person + ", or an empty line to sign nothing" + map[bool]string{true: " more"}[left != ""])
	if len(pass) == 0 {
		p.d.say(cmp.Or(left, "Nothing was signed."))
		return nil, false
	}
	return pass, ok
}

// newPassphrase asks for a passphrase that is good enough twice, until both are the same.
// An empty line goes back.
func (p *program) newPassphrase(good func(string) error) ([]byte, bool) {
	p.d.say("Choose a passphrase: " + secretHelp)
	p.d.sayf("Four words are easy to keep, for example: %s.", p.src.FourWords())
	for {
		first, ok := p.d.askSecret("Passphrase, or an empty line to go back")
		if !ok || len(first) == 0 {
			return nil, false
		}
		if p.trouble(good(string(first))) {
			clear(first)
			continue
		}
		again, ok := p.d.askSecret("The same passphrase once more")
		same := ok && bytes.Equal(first, again)
		clear(again)
		switch {
		case same:
			return first, true
		case !ok:
			clear(first)
			return nil, false
		}
		clear(first)
		p.d.say("The two passphrases differ. Type both again.")
	}
}
