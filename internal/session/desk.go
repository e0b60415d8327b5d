package session

import "soprun/internal/model"

// Desk is where acts are drafted and signed.
type Desk interface {
	// Prepare fixes the sentence of an act, or says why it cannot be signed.
	Prepare(by string, act model.Act) (model.Draft, error)
	// Sign signs what was drafted, with the passphrase, which is wiped.
	Sign(d model.Draft, passphrase []byte) (entry int64, err error)
}
