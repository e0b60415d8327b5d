package serve

import (
	"io"
	"strings"
	"unicode/utf8"
)

// longestKey is how many bytes of one key's sequence are looked at.
const longestKey = 8

// edits are the keys of a line editor that come as more than a letter.
var edits = map[string]bool{
	"\x1b[A": true, "\x1b[B": true, "\x1b[C": true, "\x1b[D": true, "\x1b[H": true, "\x1b[F": true, "\x1b[3~": true, "\x1b[1;3C": true, "\x1b[1;3D": true,
}

// keys reads what is typed at a line editor and passes on what that knows: the editor takes
// all behind the key Esc up to a letter for one key, waits behind a byte that is no letter for another
// one, and would go round for ever over a sequence that has no end.
type keys struct {
	in   io.Reader
	dumb bool // no key moves within the line

	part []byte // of a letter, or of a sequence
	left []byte // to be passed on
	err  error  // behind it
}

// Read reads keys.
func (k *keys) Read(b []byte) (int, error) {
	for len(k.left) == 0 {
		if k.err != nil {
			return 0, k.err
		}
		var chunk [256]byte
		n, err := k.in.Read(chunk[:])
		k.err = err
		for _, c := range chunk[:n] {
			k.take(c)
		}
		clear(chunk[:])
	}
	n := copy(b, k.left)
	clear(k.left[:n])
	k.left = k.left[n:]
	return n, nil
}

// take takes one byte.
func (k *keys) take(c byte) {
	switch first := len(k.part) > 0 && k.part[0] == 0x1b; {
	case first && len(k.part) == 1 && (c == '[' || c == 'O'):
		k.part = append(k.part, '[')
	case first && len(k.part) > 1 && c >= 0x20 && c < 0x40: // what it is, in figures
		k.part = append(k.part, c)
		k.part = k.part[:min(len(k.part), longestKey)]
	case first && len(k.part) > 1 && c >= 0x40 && c < 0x7f:
		if key := string(append(k.part, c)); edits[key] && !k.dumb {
			k.left = append(k.left, key...)
		}
		k.part = k.part[:0]
	case first: // the key Esc, or a sequence that was cut off
		k.part = k.part[:0]
		k.take(c)
	default:
		k.letter(c)
	}
}

// moves are the controls of the editor that move within the line, or through lines before it.
const moves = "\x01\x02\x05\x06\x0b\x0c\x0e\x10\x14"

// letter takes a byte that is in no sequence.
func (k *keys) letter(c byte) {
	switch whole := append(k.part, c); {
	case c < utf8.RuneSelf && len(k.part) > 0: // a letter was cut off
		k.left, k.part = append(k.left, '?'), k.part[:0]
		k.letter(c)
	case c == 0x1b:
		k.part = whole
	case c < utf8.RuneSelf:
		if !k.dumb || strings.IndexByte(moves, c) < 0 {
			k.left = append(k.left, c)
		}
	case !utf8.FullRune(whole):
		k.part = whole
	default:
		if r, _ := utf8.DecodeRune(whole); r == utf8.RuneError {
			k.left = append(k.left, '?')
		} else {
			k.left = append(k.left, whole...)
		}
		k.part = k.part[:0]
	}
}
