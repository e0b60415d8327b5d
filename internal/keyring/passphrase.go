package keyring

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A passphrase is letters, and keyboards send the same letters as different
// bytes: é comes composed or as e with an accent. So a new key is made with one
// spelling, NFKC, and a key is opened with any (NIST SP 800-63B, 5.1.1.2). Keys
// that are older than this rule were made with what was typed.

// normalised returns the one spelling that a new key is made with.
func normalised(passphrase []byte) []byte { return in(norm.NFKC, passphrase) }

// in returns a text in a form, always as a copy, so that each can be wiped.
func in(form norm.Form, text []byte) []byte { return form.Append(nil, text...) }

// spellings returns each form under which a passphrase may have been set, the
// likeliest first. Whoever uses them wipes them.
func spellings(passphrase []byte) (all [][]byte) {
	for _, form := range [][]byte{
		normalised(passphrase), slices.Clone(passphrase), in(norm.NFC, passphrase), in(norm.NFD, passphrase),
	} {
		if slices.ContainsFunc(all, func(b []byte) bool { return bytes.Equal(b, form) }) {
			clear(form)
			continue
		}
		all = append(all, form)
	}
	return all
}

// Folded is a passphrase as it is looked for in texts: NFKC, without case, space
// and what cannot be seen, since nobody who typed it by mistake typed it exactly.
type Folded struct{ text []byte }

// Fold returns the passphrase to look for. Whoever holds it wipes it.
func Fold(passphrase []byte) Folded { return Folded{fold(passphrase)} }

func fold(text []byte) []byte {
	unified := normalised(text)
	lower := cases.Fold().Bytes(unified)
	folded := normalised(lower)
	clear(unified)
	clear(lower)
	kept := folded[:0]
	for i := 0; i < len(folded); {
		r, n := utf8.DecodeRune(folded[i:])
		if !unicode.IsSpace(r) && unicode.IsPrint(r) {
			kept = append(kept, folded[i:i+n]...)
		}
		i += n
	}
	clear(folded[len(kept):])
	return kept
}

// In reports whether the passphrase stands in a text. An empty one stands in none.
func (f Folded) In(text string) bool {
	return len(f.text) > 0 && bytes.Contains(fold([]byte(text)), f.text)
}

// Same reports whether both are one passphrase.
func (f Folded) Same(other Folded) bool { return bytes.Equal(f.text, other.text) }

// Wipe clears the passphrase from memory.
func (f Folded) Wipe() { clear(f.text) }
