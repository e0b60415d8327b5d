package kit

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
)

// Signature is how an act is signed on any screen: the lines of who signs and what they say,
// which its Filling fills in, then the sentence as it will stand in the log, or several, with
// the passphrase.
// A Filling holds one while it lasts and does what Update asks for.
type Signature struct {
	Form   Form          // who and what; once there are drafts, the passphrase
	Drafts []model.Draft // of one person; nil until the sentences are fixed
	Busy   bool          // the act is on its way to the disk
}

// Wanted is what a signature asks its screen to do.
type Wanted int

// What a signature can ask for.
const (
	WantNothing Wanted = iota
	WantCancel         // drop it
	WantSign           // sign the draft with the passphrase, then call Failed if it did not work
)

// Keys returns the bindings of the signature as it stands.
func (s Signature) Keys() Keymap {
	if s.Drafts == nil {
		return s.Form.Keys("show the sentence")
	}
	return s.Form.Keys("sign")
}

// Update takes a key or a paste once there are drafts.
func (s Signature) Update(msg tea.Msg) (Signature, Wanted) {
	if s.Busy {
		return s, WantNothing
	}
	key, isKey := msg.(tea.KeyPressMsg)
	if !isKey {
		s.Form = s.Form.Update(msg)
		return s, WantNothing
	}
	switch act, ok := s.Keys().Match(key.String()); {
	case !ok:
		s.Form = s.Form.Update(msg)
	case act == FormCancel:
		return s, WantCancel
	case act == FormNext: // a key that moves never signs
		s.Busy = true
		return s, WantSign
	}
	return s, WantNothing
}

// Drafted shows the sentence and asks for the passphrase; on an error it says
// what is wrong with who or what.
func (s Signature) Drafted(all []model.Draft, err error) Signature {
	if err != nil {
		s.Form.Error = Sentence(err.Error())
		return s
	}
	pass := NewSecret("Passphrase of "+all[0].Person.ID, "It is asked at every signature and kept nowhere.")
	return Signature{Drafts: all, Form: Form{Inputs: []Input{pass}}}
}

// Failed says why nothing was signed and asks for the passphrase again.
func (s Signature) Failed(err error) Signature {
	s.Busy = false
	s.Form = s.Form.Clear(0, Sentence(err.Error()))
	return s
}

// Passphrase returns what was typed, for the one act.
func (s Signature) Passphrase() []byte { return []byte(s.Form.Value(0)) }

// Lines draws the signature and returns the lines that must stay visible.
func (s Signature) Lines(env Env) (lines []Line, from, to int) {
	var v View
	if s.Drafts != nil {
		v.Add(L(Dim, "  "+present.YouSign(len(s.Drafts))))
		for _, d := range s.Drafts {
			v.AddText(env.Width, 4, L(Text, d.Statement))
			v.Add(nil)
		}
	}
	form, focus := s.Form.Lines(env.TextWidth())
	from = len(v.Body) + focus
	v.Add(form...)
	to = s.Form.last(from, len(v.Body), env)
	if s.Busy {
		v.Add(L(Dim, "  "+present.Signing(env.Station.Checked)))
		to = len(v.Body) - 1
	}
	return v.Body, from, to
}
