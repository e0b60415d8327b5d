package record_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"slices"
	"testing"

	"filippo.io/edwards25519"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// signedEd25519 is a signature over a message, good or bad, by one key.
type signedEd25519 struct {
	key          ed25519.PublicKey
	message, sig []byte
}

func TestBothWaysToCheckASignatureSayTheSame(t *testing.T) {
	check := record.UnpackedKeys() // of all of them, so that it remembers keys between
	for name, group := range map[string][]signedEd25519{
		"good":                     goodSignatures(),
		"one bit flipped":          flippedSignatures(),
		"s not reduced":            unreducedSignatures(t),
		"keys and R of any order":  oddPoints(t),
		"keys of mixed order":      mixedKeys(t),
		"R off by a torsion point": mixedR(t),
		"lengths":                  shortSignatures(),
	} {
		accepted := 0
		for _, s := range group {
			want := ed25519.Verify(s.key, s.message, s.sig)
			if got := check(s.key, s.message, s.sig); got != want {
				t.Errorf("%s: key %x, message %x, signature %x: %v, and the standard library says %v", name, s.key, s.message, s.sig, got, want)
			}
			if want {
				accepted++
			}
		}
		some := map[string]bool{"keys and R of any order": true, "keys of mixed order": true}[name] // as chance has it
		switch {
		case len(group) == 0, some && (accepted == 0 || accepted == len(group)):
			t.Errorf("%s: %d of %d were accepted", name, accepted, len(group))
		case !some && accepted != map[bool]int{true: len(group)}[name == "good"]:
			t.Errorf("%s: %d of %d were accepted", name, accepted, len(group))
		}
	}
}

func goodSignatures() (all []signedEd25519) {
	for _, person := range []string{recordtest.Worker, recordtest.Boss, recordtest.Worker, recordtest.Admin} {
		key := recordtest.Key(person)
		for _, message := range [][]byte{nil, {0}, bytes.Repeat([]byte("long "), 100)} {
			all = append(all, signedEd25519{key.Public().(ed25519.PublicKey), message, ed25519.Sign(key, message)})
		}
	}
	return all
}

func flippedSignatures() (all []signedEd25519) {
	good := goodSignatures()[1]
	whole := slices.Concat(good.key, good.message, good.sig)
	for bit := range 8 * len(whole) {
		bad := slices.Clone(whole)
		bad[bit/8] ^= 1 << (bit % 8)
		all = append(all, signedEd25519{bad[:32], bad[32 : len(bad)-64], bad[len(bad)-64:]})
	}
	return all
}

func shortSignatures() (all []signedEd25519) {
	good := goodSignatures()[0]
	for n := range len(good.sig) {
		all = append(all, signedEd25519{good.key, good.message, good.sig[:n]})
	}
	return append(all, signedEd25519{good.key, good.message, append(slices.Clone(good.sig), 0)})
}

// groupOrder is how many points the prime-order group has, little-endian.
var groupOrder = []byte("\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10")

// unreducedSignatures have another s that fits the same equation.
func unreducedSignatures(t *testing.T) (all []signedEd25519) {
	t.Helper()
	for _, good := range goodSignatures() {
		sig, carry := slices.Clone(good.sig), 0
		for range 15 {
			for i, b := range groupOrder {
				sum := int(sig[32+i]) + int(b) + carry
				sig[32+i], carry = byte(sum), sum>>8
			}
			if carry > 0 {
				break
			}
			all = append(all, signedEd25519{good.key, good.message, slices.Clone(sig)})
		}
	}
	return all
}

// oddPoints are keys and R among the points of small order in all spellings,
// an honest point, and bytes that are no point; s is 0, 1, the group's order less 1.
func oddPoints(t *testing.T) (all []signedEd25519) {
	t.Helper()
	points := [][]byte{goodSignatures()[0].key, append([]byte{2}, make([]byte, 31)...)}
	for _, weak := range record.SmallOrderKeys() {
		points = append(points, weak, append(slices.Clone(weak[:31]), weak[31]|0x80))
	}
	last := slices.Clone(groupOrder)
	last[0]--
	for _, a := range points {
		for _, r := range points {
			for _, s := range [][]byte{make([]byte, 32), append([]byte{1}, make([]byte, 31)...), last, groupOrder} {
				for n := range byte(4) {
					all = append(all, signedEd25519{a, []byte{n}, slices.Concat(r, s)})
				}
			}
		}
	}
	return all
}

// torsion is a point of order 8.
func torsion(t *testing.T) *edwards25519.Point {
	t.Helper()
	p, err := new(edwards25519.Point).SetBytes(record.SmallOrderKeys()[2])
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// mixedKeys are signatures by a key with a part of small order, which a check
// with the cofactor would all accept, and one without it in eight.
func mixedKeys(t *testing.T) (all []signedEd25519) {
	t.Helper()
	for n := range byte(64) {
		secret := scalar(t, "secret", nil)
		key := new(edwards25519.Point).ScalarBaseMult(secret)
		all = append(all, signAs(t, secret, key.Add(key, torsion(t)), edwards25519.NewIdentityPoint(), []byte{n}))
	}
	return all
}

// mixedR are signatures whose R has a part of small order: a check with the
// cofactor would accept them.
func mixedR(t *testing.T) (all []signedEd25519) {
	t.Helper()
	for n := range byte(16) {
		secret := scalar(t, "secret", nil)
		all = append(all, signAs(t, secret, new(edwards25519.Point).ScalarBaseMult(secret), torsion(t), []byte{n}))
	}
	return all
}

// signAs signs as RFC 8032 says, but for a key and an R that may be off.
func signAs(t *testing.T, secret *edwards25519.Scalar, key, off *edwards25519.Point, message []byte) signedEd25519 {
	t.Helper()
	nonce := scalar(t, "nonce", message)
	r := new(edwards25519.Point).ScalarBaseMult(nonce)
	spelt := r.Add(r, off).Bytes()
	k := scalar(t, string(spelt)+string(key.Bytes()), message)
	s := new(edwards25519.Scalar).MultiplyAdd(k, secret, nonce)
	return signedEd25519{key.Bytes(), message, slices.Concat(spelt, s.Bytes())}
}

func scalar(t *testing.T, before string, message []byte) *edwards25519.Scalar {
	t.Helper()
	sum := sha512.Sum512(append([]byte(before), message...))
	s, err := new(edwards25519.Scalar).SetUniformBytes(sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func FuzzBothWaysToCheckASignature(f *testing.F) {
	for _, s := range goodSignatures() {
		f.Add([]byte(s.key), s.message, s.sig)
	}
	check := record.UnpackedKeys()
	f.Fuzz(func(t *testing.T, key, message, sig []byte) {
		if len(key) != ed25519.PublicKeySize {
			t.Skip("the standard library panics: a key is cut from bytes that are long enough")
		}
		if got, want := check(key, message, sig), ed25519.Verify(key, message, sig); got != want {
			t.Errorf("%v, and the standard library says %v", got, want)
		}
	})
}
