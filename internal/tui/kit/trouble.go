package kit

import (
	"errors"

	"soprun/internal/model"
	"soprun/internal/present"
)

// AddTrouble adds why something cannot be told; what names that, "" where the error does. An
// index that is built again is no trouble: how far it is now is said.
func (v *View) AddTrouble(env Env, what string, err error) {
	if words, ok := present.Untold(err, env.Station.Index); ok {
		v.AddText(env.Width, 2, L(Text, words))
		return
	}
	text := what + err.Error()
	if what == "" {
		text = Sentence(text)
	}
	v.AddText(env.Width, 2, L(Danger, text))
}

// Untold reports whether an error says no more than that the index is built again.
func Untold(err error) bool { return errors.As(err, new(model.Indexing)) }

// Whole reports whether something was untold that can be told now: a screen asks when time
// goes by, and reads it again.
func (e Env) Whole(untold bool) bool { return untold && !e.Station.Index.Running() }
