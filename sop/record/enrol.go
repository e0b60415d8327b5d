package record

import (
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"soprun/sop"
)

// proven is what a new key signs to prove that its holder has it, and has
// agreed to the declaration.
type proven struct {
	Declaration string
	Key         string
	Log         string
	Name        string
	Person      string
	V           string
}

func (p *proven) code(f *codec) {
	forText(f, "declaration", &p.Declaration)
	forText(f, "key", &p.Key)
	forText(f, "log", &p.Log)
	forText(f, "name", &p.Name)
	forText(f, "person", &p.Person)
	forText(f, "v", &p.V)
}

func (b *Enrol) proven(log string) ([]byte, error) {
	return canonical(&proven{
		Declaration: b.Declaration, Key: b.Key, Log: log, Name: b.Name, Person: b.Person, V: "soprun-enrol/1",
	})
}

// Prove signs the enrolment with the new person's own key: it sets the
// declaration, the key and the proof. Name and Person have to be set before.
func (b *Enrol) Prove(newKey crypto.Signer, log string) error {
	key, ok := newKey.Public().(ed25519.PublicKey)
	if !ok {
		return fmt.Errorf("key of type %T: needs Ed25519", newKey.Public())
	}
	b.Declaration, b.Key = sop.Declaration, PublicKey(key)
	message, err := b.proven(log)
	if err != nil {
		return err
	}
	blob, err := sign(newKey, EnrolNamespace, message)
	if err != nil {
		return err
	}
	b.Proof = base64.StdEncoding.EncodeToString(blob)
	return nil
}

func (b *Enrol) verifyProof(log string) error {
	message, err := b.proven(log)
	if err != nil {
		return err
	}
	blob, err := base64.StdEncoding.DecodeString(b.Proof)
	if err != nil || base64.StdEncoding.EncodeToString(blob) != b.Proof {
		return fmt.Errorf("%w: the proof is not base64", ErrSignature)
	}
	key, err := verifyBlob(EnrolNamespace, sha256.Sum256(message), blob)
	if err != nil {
		return err
	}
	if PublicKey(key) != b.Key {
		return fmt.Errorf("%w: the proof is by another key", ErrSignature)
	}
	return nil
}
