package record_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"

	"soprun/sop/record"
)

// A payload is signed as ssh-keygen does, and is worth nothing once it is changed.
func ExampleSign() {
	seed := sha256.Sum256([]byte("only for this example"))
	key := ed25519.NewKeyFromSeed(seed[:])
	payload := []byte(`{"type":"completion"}`)
	signature, err := record.Sign(key, payload)
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, err := record.VerifySignature(payload, signature)
	fmt.Println(signer.Equal(key.Public()), err)
	_, err = record.VerifySignature([]byte(`{"type":"review"}`), signature)
	fmt.Println(errors.Is(err, record.ErrSignature))
	// Output:
	// true <nil>
	// true
}
