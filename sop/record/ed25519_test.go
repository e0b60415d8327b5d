package record_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// signedEd25519 is a signature over a message, good or bad, by one key.
type signedEd25519 struct {
	key          ed25519.PublicKey
	message, sig []byte
}

// The format leaves the check of a signature to the standard library. This holds
// the library to what the format says of it: one equation, without the cofactor,
// R compared as it is spelt, S reduced.
func TestTheStandardLibraryRefusesWhatTheFormatRefuses(t *testing.T) {
	for name, group := range map[string][]signedEd25519{
		"good":            goodSignatures(),
		"one bit flipped": flippedSignatures(),
		"S not reduced":   unreducedSignatures(t),
		"lengths":         shortSignatures(),
		"R of any order":  oddR(t),
	} {
		if len(group) == 0 {
			t.Errorf("%s: there are none", name)
		}
		for _, s := range group {
			if got, want := ed25519.Verify(s.key, s.message, s.sig), name == "good"; got != want {
				t.Errorf("%s: key %x, message %x, signature %x: %v", name, s.key, s.message, s.sig, got)
			}
		}
	}
}

// Keys and R with a part of small order, in a file because it takes the curve's
// arithmetic to make them: a check with the cofactor would accept each.
func TestSignaturesWithAPartOfSmallOrderKeepTheirVerdicts(t *testing.T) {
	text, err := os.ReadFile("testdata/ed25519.txt")
	if err != nil {
		t.Fatal(err)
	}
	judged := map[bool]int{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var verdict string
		var key, message, sig []byte
		if _, err := fmt.Sscanf(line, "%s %x %x %x", &verdict, &key, &message, &sig); err != nil || len(key) != ed25519.PublicKeySize {
			t.Fatalf("%q: %v", line, err)
		}
		good := ed25519.Verify(key, message, sig)
		if want := map[bool]string{true: "accepted", false: "refused"}[good]; verdict != want {
			t.Errorf("%s: %s", want, line)
		}
		judged[good]++
	}
	if judged[true] == 0 || judged[false] == 0 {
		t.Errorf("%v: the file has no such signatures", judged)
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

// oddR are signatures by an honest key whose R is a point of small order, in each
// spelling, or no point; S is 0, 1, the group's order and one less.
func oddR(t *testing.T) (all []signedEd25519) {
	t.Helper()
	key := goodSignatures()[0].key
	points := [][]byte{append([]byte{2}, make([]byte, 31)...)}
	for _, weak := range record.SmallOrderKeys() {
		points = append(points, weak, append(slices.Clone(weak[:31]), weak[31]|0x80))
	}
	last := slices.Clone(groupOrder)
	last[0]--
	for _, r := range points {
		for _, s := range [][]byte{make([]byte, 32), append([]byte{1}, make([]byte, 31)...), last, groupOrder} {
			all = append(all, signedEd25519{key, []byte("message"), slices.Concat(r, s)})
		}
	}
	return all
}
