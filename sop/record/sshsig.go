package record

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The namespaces keep a signature made for one purpose from serving another.
const (
	Namespace      = "soprun-record@v1"
	EnrolNamespace = "soprun-enrol@v1"
)

// ErrSignature is returned when a signature is not the signer's over these bytes.
var ErrSignature = errors.New("signature does not verify")

const (
	keyAlgorithm = "ssh-ed25519"
	armorHead    = "-----BEGIN SSH SIGNATURE-----\n"
	armorFoot    = "-----END SSH SIGNATURE-----\n"
	armorWidth   = 70
)

// An Ed25519 SSHSIG has a fixed layout for a given namespace, so that there is
// nothing to parse: what is not key or signature has to be equal.
//
//	"SSHSIG" uint32(1) string(publickey) string(namespace) string("") string("sha256") string(signature)
//
// What is signed is "SSHSIG" string(namespace) string("") string("sha256") string(SHA-256(message)).
func appendBlob(b []byte, namespace string, key ed25519.PublicKey, sig []byte) []byte {
	b = append(b, "SSHSIG\x00\x00\x00\x01"...)
	b = appendString(b, appendPublic(make([]byte, 0, 64), key))
	b = appendString(b, []byte(namespace))
	b = appendString(b, nil)
	b = appendString(b, []byte("sha256"))
	inner := appendString(make([]byte, 0, 96), []byte(keyAlgorithm))
	return appendString(b, appendString(inner, sig))
}

func signedBytes(namespace string, digest [sha256.Size]byte) []byte {
	b := appendString(append(make([]byte, 0, 128), "SSHSIG"...), []byte(namespace))
	b = appendString(b, nil)
	b = appendString(b, []byte("sha256"))
	return appendString(b, digest[:])
}

func appendString(b, s []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}

func appendPublic(b []byte, key ed25519.PublicKey) []byte {
	return appendString(appendString(b, []byte(keyAlgorithm)), key)
}

// PublicKey returns a key as entries and allowed_signers files write it.
func PublicKey(key ed25519.PublicKey) string {
	return keyAlgorithm + " " + base64.StdEncoding.EncodeToString(appendPublic(make([]byte, 0, 64), key))
}

// ParsePublicKey reads what PublicKey returns, and nothing else. It refuses
// keys of small order, for which signatures do not say who made them.
func ParsePublicKey(s string) (ed25519.PublicKey, error) {
	blob, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, keyAlgorithm+" "))
	if err != nil || len(blob) < ed25519.PublicKeySize {
		return nil, fmt.Errorf("key %q: needs the form \"ssh-ed25519 AAAA...\"", s)
	}
	key := ed25519.PublicKey(blob[len(blob)-ed25519.PublicKeySize:])
	if PublicKey(key) != s {
		return nil, fmt.Errorf("key %q: needs the form \"ssh-ed25519 AAAA...\"", s)
	}
	if smallOrder(key) {
		return nil, fmt.Errorf("key %q: is one of the weak keys that anyone can sign for", s)
	}
	return key, nil
}

// Sealed is an entry ready to be appended to a log.
type Sealed struct {
	Payload   []byte
	Signature []byte // armored; empty for a fact
}

// Sign returns the armored signature of a payload, the same bytes that
// ssh-keygen -Y sign makes. The signer's key has to be Ed25519.
func Sign(signer crypto.Signer, payload []byte) ([]byte, error) {
	blob, err := sign(signer, Namespace, payload)
	if err != nil {
		return nil, err
	}
	return armor(blob), nil
}

// SignAs is Sign for another purpose than an entry of a log.
func SignAs(signer crypto.Signer, namespace string, message []byte) ([]byte, error) {
	blob, err := sign(signer, namespace, message)
	if err != nil {
		return nil, err
	}
	return armor(blob), nil
}

// VerifyAs is VerifySignature for another purpose than an entry of a log.
func VerifyAs(namespace string, message, signature []byte) (ed25519.PublicKey, error) {
	blob, err := unarmor(signature)
	if err != nil {
		return nil, err
	}
	return verifyBlob(namespace, sha256.Sum256(message), blob)
}

func sign(signer crypto.Signer, namespace string, message []byte) ([]byte, error) {
	key, ok := signer.Public().(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("key of type %T: needs Ed25519", signer.Public())
	}
	sig, err := signer.Sign(nil, signedBytes(namespace, sha256.Sum256(message)), crypto.Hash(0))
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return appendBlob(nil, namespace, key, sig), nil
}

// VerifySignature returns the key that signed the payload, or an error that
// wraps ErrSignature. Whose key it is, is for the log to say.
func VerifySignature(payload, signature []byte) (ed25519.PublicKey, error) {
	c, err := readSignature(sha256.Sum256(payload), signature)
	if err == nil {
		err = c.prove()
	}
	return c.key, err
}

func verifyBlob(namespace string, digest [sha256.Size]byte, blob []byte) (ed25519.PublicKey, error) {
	c, err := readBlob(namespace, digest, blob)
	if err == nil {
		err = c.prove()
	}
	return c.key, err
}

// claim is a signature that was read: one Ed25519 check is left to be done.
type claim struct {
	key          ed25519.PublicKey
	message, sig []byte
}

func (c *claim) prove() error {
	if !ed25519.Verify(c.key, c.message, c.sig) {
		return fmt.Errorf("%w: the bytes are not those that were signed", ErrSignature)
	}
	return nil
}

func readSignature(digest [sha256.Size]byte, signature []byte) (claim, error) {
	blob, err := unarmor(signature)
	if err != nil {
		return claim{}, err
	}
	return readBlob(Namespace, digest, blob)
}

func readBlob(namespace string, digest [sha256.Size]byte, blob []byte) (claim, error) {
	const keyAt = 6 + 4 + 4 + 4 + len(keyAlgorithm) + 4
	sigAt := len(blob) - ed25519.SignatureSize
	if sigAt < keyAt+ed25519.PublicKeySize {
		return claim{}, fmt.Errorf("%w: it is too short", ErrSignature)
	}
	key, sig := ed25519.PublicKey(blob[keyAt:keyAt+ed25519.PublicKeySize]), blob[sigAt:]
	if !bytes.Equal(appendBlob(make([]byte, 0, 256), namespace, key, sig), blob) {
		return claim{}, fmt.Errorf("%w: it is not an Ed25519 signature in namespace %q", ErrSignature, namespace)
	}
	return claim{key: key, message: signedBytes(namespace, digest), sig: sig}, nil
}

func armor(blob []byte) []byte {
	text := base64.StdEncoding.EncodeToString(blob)
	out := append(make([]byte, 0, len(text)+len(text)/armorWidth+1+len(armorHead)+len(armorFoot)), armorHead...)
	for len(text) > 0 {
		n := min(armorWidth, len(text))
		out = append(append(out, text[:n]...), '\n')
		text = text[n:]
	}
	return append(out, armorFoot...)
}

func unarmor(signature []byte) ([]byte, error) {
	body, head := bytes.CutPrefix(signature, []byte(armorHead))
	body, foot := bytes.CutSuffix(body, []byte(armorFoot))
	if !head || !foot {
		return nil, fmt.Errorf("%w: it is not an armored SSH signature", ErrSignature)
	}
	text := make([]byte, 0, 512)
	for len(body) > 0 {
		n := min(armorWidth, len(body)-1)
		if n == 0 || body[n] != '\n' {
			return nil, fmt.Errorf("%w: its lines are not those of ssh-keygen", ErrSignature)
		}
		text, body = append(text, body[:n]...), body[n+1:]
	}
	blob, err := unbase64(make([]byte, 0, 256), text)
	if err != nil {
		return nil, fmt.Errorf("%w: it is not spelt as ssh-keygen does: %w", ErrSignature, err)
	}
	return blob, nil
}

// strictBase64 refuses bits that are left over.
var strictBase64 = base64.StdEncoding.Strict()

// unbase64 reads what base64 is written as here, and nothing else: the package
// skips line ends. What it read is behind what dst holds.
func unbase64(dst, text []byte) ([]byte, error) {
	for _, end := range []byte("\r\n") {
		if i := bytes.IndexByte(text, end); i >= 0 {
			return nil, base64.CorruptInputError(i)
		}
	}
	return strictBase64.AppendDecode(dst, text)
}

// smallOrderKeys are the y coordinates of the points of order 1, 2, 4 and 8,
// with their non-canonical spellings; the sign bit is left out.
var smallOrderKeys = [...]string{
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
	"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
	"\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
	"\xed\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
	"\xee\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
}

func smallOrder(key ed25519.PublicKey) bool {
	y := bytes.Clone(key)
	y[31] &= 0x7f
	for _, weak := range smallOrderKeys {
		if string(y) == weak {
			return true
		}
	}
	return false
}
