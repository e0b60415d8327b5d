package plain

import (
	"bytes"

	"soprun/internal/model"
)

// secretHelp is said where a passphrase is chosen.
const secretHelp = "12 characters or more, known to nobody else. It is asked at every signature and stored nowhere. " +
	"All that is typed for it is part of it, ? and .back too."

// sign says the sentence that draft fixes and signs it with the passphrase that
// is typed for it. An empty line signs nothing. Where the signature fails the
// sentence is drafted and said again, because time has gone by.
func (p *program) sign(draft func() (model.Draft, error)) bool {
	for {
		d, err := draft()
		if p.trouble(err) {
			return false
		}
		p.d.say("You sign this sentence:")
		p.d.say(d.Statement)
		pass, ok := p.passphrase(d.Person.ID)
		if !ok {
			return false
		}
		_, err = p.src.Sign(d, pass)
		clear(pass)
		if !p.trouble(err) {
			return true
		}
	}
}

// passphrase asks for a person's passphrase. An empty one is none.
func (p *program) passphrase(person string) ([]byte, bool) {
	pass, ok := p.d.askSecret("Passphrase of " + person + ", or an empty line to sign nothing")
	if len(pass) == 0 {
		p.d.say("Nothing was signed.")
		return nil, false
	}
	return pass, ok
}

// newPassphrase asks for a passphrase twice, until both are the same. An empty
// line goes back.
func (p *program) newPassphrase() ([]byte, bool) {
	p.d.say("Choose a passphrase: " + secretHelp)
	p.d.sayf("Four words are easy to keep, for example: %s.", p.src.FourWords())
	for {
		first, ok := p.d.askSecret("Passphrase, or an empty line to go back")
		if !ok || len(first) == 0 {
			return nil, false
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
