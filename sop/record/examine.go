package record

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// examined is what can be said of a stored entry by itself.
type examined struct {
	leaf  tlog.Hash
	entry *Entry
	key   string
	fault *Fault
	head  TreeHead // of the checkpoint
	noted error    // what is wrong with the checkpoint
}

func examine(stored Stored, station note.Verifier) examined {
	if stored.Gone != nil {
		return examineGone(stored, station)
	}
	var x examined
	digest := sha256.Sum256(stored.Payload)
	x.leaf = tlog.RecordHash(leaf(digest, stored.Signature))
	if station != nil && len(stored.Checkpoint) > 0 {
		x.head, x.noted = OpenCheckpoint(station, stored.Checkpoint)
	}
	x.entry, x.key, x.fault = open(stored.Payload, digest, stored.Signature)
	return x
}

func examineGone(stored Stored, station note.Verifier) examined {
	x := examined{leaf: tlog.RecordHash(stored.Gone.Leaf), fault: stored.Gone.check(stored.Position)}
	if station != nil && len(stored.Checkpoint) > 0 {
		x.head, x.noted = OpenCheckpoint(station, stored.Checkpoint)
	}
	return x
}

// Open reads an entry's payload and verifies its signature, by itself: it
// returns the entry and the key that signed it, "" for a fact.
func Open(payload, signature []byte) (*Entry, string, *Fault) {
	return open(payload, sha256.Sum256(payload), signature)
}

func open(payload []byte, digest [sha256.Size]byte, signature []byte) (*Entry, string, *Fault) {
	entry, err := Decode(payload)
	if err != nil {
		return nil, "", NewFault(decodeFault(err), NoEntry, "%v", err)
	}
	if !entry.Type.Act() {
		if len(signature) > 0 {
			return nil, "", NewFault(FaultSignature, NoEntry, "a fact of type %q has a signature", entry.Type)
		}
		return entry, "", nil
	}
	key, err := verifyDigest(digest, signature)
	if err != nil {
		return nil, "", NewFault(FaultSignature, NoEntry, "the signature of %q is not over these bytes: %v", entry.Person, err)
	}
	return entry, PublicKey(key), nil
}
