package keyring

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

//go:embed words.txt
var wordList string

// wordsOffered is how many words Offer puts together.
const wordsOffered = 4

// Offer returns a passphrase of four simple words, each drawn evenly from a
// list of more than a thousand: more than 40 bits, which with the cost of
// opening a key file and the delay after failures is out of reach of guessing.
func Offer(rand io.Reader) (string, error) {
	list := strings.Fields(wordList)
	words := make([]string, wordsOffered)
	for i := range words {
		n, err := below(uint32(len(list)), rand)
		if err != nil {
			return "", err
		}
		words[i] = list[n]
	}
	return strings.Join(words, " "), nil
}

// below draws a number from 0 to n-1, each as likely as the others.
func below(n uint32, rand io.Reader) (uint32, error) {
	most := math.MaxUint32 - math.MaxUint32%n
	for {
		var b [4]byte
		if _, err := io.ReadFull(rand, b[:]); err != nil {
			return 0, fmt.Errorf("random bytes: %w", err)
		}
		if v := binary.BigEndian.Uint32(b[:]); v < most {
			return v % n, nil
		}
	}
}

// spelled is how many words Spell returns, of ten bits each.
const spelled = 6

// Spell returns the first 60 bits of a hash as words that can be read over a
// telephone.
func Spell(sum [sha256.Size]byte) []string {
	list := strings.Fields(wordList)
	words, bits := make([]string, spelled), binary.BigEndian.Uint64(sum[:])
	for i := range words {
		words[i] = list[bits>>54]
		bits <<= 10
	}
	return words
}
