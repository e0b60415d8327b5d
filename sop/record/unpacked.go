package record

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"

	"filippo.io/edwards25519"
)

// checkEd25519 is how one signature is checked: by ed25519.Verify, or by
// unpackedKeys where there are many.
type checkEd25519 func(key ed25519.PublicKey, message, sig []byte) bool

// unpackedKeys are the points of the curve that public keys stand for, negated.
// Few people sign many entries, and unpacking their key takes a fourteenth of each
// check. Not for use by several goroutines.
type unpackedKeys map[string]*edwards25519.Point

// check says what ed25519.Verify says of the same bytes, with the same equation:
// one signature at a time, without the cofactor, R compared as it is spelt
// (RFC 8032, 5.1.7).
func (u unpackedKeys) check(key ed25519.PublicKey, message, sig []byte) bool {
	if len(sig) != ed25519.SignatureSize {
		return false
	}
	minusA, known := u[string(key)]
	if !known {
		a, err := new(edwards25519.Point).SetBytes(key)
		if err != nil {
			return false
		}
		minusA = a.Negate(a)
		u[string(key)] = minusA
	}
	r := sig[:32]
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(sig[32:])
	if err != nil {
		return false
	}
	sum := sha512.New()
	sum.Write(r)
	sum.Write(key)
	sum.Write(message)
	k, err := new(edwards25519.Scalar).SetUniformBytes(sum.Sum(nil))
	if err != nil {
		return false
	}
	return bytes.Equal(r, new(edwards25519.Point).VarTimeDoubleScalarBaseMult(k, minusA, s).Bytes())
}
