package record

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"

	"golang.org/x/mod/sumdb/note"
)

// examined is what can be said of a stored entry by itself.
type examined struct {
	entry *Entry
	key   string
	fault *Fault

	claim claim       // the signature of an act
	note  stationNote // its checkpoint
	noted error       // what is wrong with the checkpoint
}

// examineAll examines entries one after the other: it takes all of them apart
// before it checks the first signature. The processor is then busy with one thing
// for long enough to be good at it, which saves a tenth of the time. It returns how many
// checkpoints it left to the last one: all others where it is lean, else none.
func examineAll(batch []taken, found []examined, station note.Verifier, proved func(*examined) bool, lean bool) (vouched int64) {
	last := -1
	for i := range batch {
		if found[i] = read(&batch[i], station); found[i].note.sig != nil {
			last = i
		}
	}
	for i := range batch {
		if !proved(&found[i]) {
			continue
		}
		if lean && i != last && found[i].note.sig != nil {
			found[i].proveAct()
			vouched++
			continue
		}
		found[i].prove(station)
	}
	return vouched
}

func provedAll(*examined) bool { return true }

func provedGoverning(x *examined) bool { return x.entry != nil && x.entry.Type.Governs() }

// read takes a stored entry apart, and leaves what was signed to prove.
func read(t *taken, station note.Verifier) (x examined) {
	if t.Erased != nil {
		x.fault = t.Erased.check(t.Position)
	} else {
		x.open(t.Payload, t.digest, t.Signature)
	}
	if station != nil && len(t.Checkpoint) > 0 {
		x.checkpoint(t, station)
	}
	return x
}

// checkpoint takes the checkpoint of an entry apart.
func (x *examined) checkpoint(t *taken, station note.Verifier) {
	if len(t.Checkpoint) == ed25519.SignatureSize {
		x.note = stationNote{head: t.head, text: appendHead(make([]byte, 0, 128), station.Name(), t.head), sig: t.Checkpoint}
		return
	}
	x.note, x.noted = readCheckpoint(station, t.Checkpoint)
}

// Open reads an entry's payload and verifies its signature, by itself: it
// returns the entry and the key that signed it, "" for a fact.
func Open(payload, signature []byte) (*Entry, string, *Fault) {
	var x examined
	x.open(payload, sha256.Sum256(payload), signature)
	x.prove(nil)
	return x.entry, x.key, x.fault
}

func (x *examined) open(payload []byte, digest [sha256.Size]byte, signature []byte) {
	entry, err := Decode(payload)
	if err != nil {
		x.fault = NewFault(decodeFault(err), NoEntry, "%v", err)
		if errors.Is(err, ErrNewer) {
			x.fault.Do = doNewer
		}
		return
	}
	x.entry = entry
	if !entry.Type.Act() {
		if len(signature) > 0 {
			x.refuse("a fact of type %q has a signature", entry.Type)
		}
		return
	}
	if x.claim, err = readSignature(digest, signature); err != nil {
		x.refuse("the signature of %q is not over these bytes: %v", entry.Person, err)
		return
	}
	x.key = PublicKey(x.claim.key)
}

// proveAct checks the signature of a person.
func (x *examined) proveAct() {
	if x.claim.key != nil {
		if err := x.claim.prove(); err != nil {
			x.refuse("the signature of %q is not over these bytes: %v", x.entry.Person, err)
		}
	}
}

// prove checks the signatures of what was read.
func (x *examined) prove(station note.Verifier) {
	x.proveAct()
	x.proveCheckpoint(station)
}

// proveCheckpoint checks the signature of the station.
func (x *examined) proveCheckpoint(station note.Verifier) {
	if x.note.sig != nil {
		x.noted = x.note.prove(station)
	}
}

func (x *examined) refuse(format string, args ...any) {
	x.fault = NewFault(FaultSignature, NoEntry, format, args...)
	x.entry, x.key = nil, ""
}
