package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// The limits of a page. They are checked before the markdown is parsed, so a
// hostile page costs no more than reading it once.
const (
	MaxBytes  = 1 << 20
	MaxSteps  = 200
	MaxFields = 50 // of one step
	MaxDepth  = 20 // lists in quotes in lists, emphasis in links, lists in the front matter
	// MaxParagraph bounds a run of lines without a blank one between: the time
	// that markdown takes grows with its square.
	MaxParagraph = 16 << 10
)

// ErrTooLarge is returned when a page is longer than MaxBytes.
var ErrTooLarge = errors.New("page is too large")

// ErrNotUTF8 is returned when a page's bytes are not UTF-8.
var ErrNotUTF8 = errors.New("page is not UTF-8")

// Normalise returns the bytes that are hashed, approved and parsed: without a
// byte order mark, with every CRLF as LF. It changes nothing else.
func Normalise(src []byte) ([]byte, error) {
	if len(src) > MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", ErrTooLarge, len(src), MaxBytes)
	}
	if !utf8.Valid(src) {
		return nil, fmt.Errorf("%w: save it as UTF-8 in your editor", ErrNotUTF8)
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	return bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), nil
}

// digest returns the hash by which approvals name a normalised page.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// admit normalises a page and looks for everything that must never reach the
// markdown parser. When it notes anything, the page is not to be parsed.
func admit(src []byte) (*source, *notes) {
	text, err := Normalise(src)
	if err != nil {
		n := &notes{src: newSource(nil)}
		code := codeTooMuch
		if errors.Is(err, ErrNotUTF8) {
			code = codeCharacter
		}
		n.add(code, 0, "%v", err)
		return n.src, n
	}
	s := newSource(text)
	n := &notes{src: s}
	guardCharacters(n)
	guardEntities(n)
	guardDepth(n)
	guardSteps(n)
	return s, n
}

func guardCharacters(n *notes) {
	for at, r := range string(n.src.text) {
		if hidden(r) {
			n.add(codeCharacter, at, "character U+%04X is not allowed: it cannot be seen, or changes how text is shown; delete it", r)
		}
	}
}

// invisible lists letters and marks that are drawn as nothing but that Unicode
// does not class as format characters.
const invisible = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

// hidden reports whether a character could hide something from a reader, or
// drive a terminal: control and C1 but for newline and tab, bidi, zero-width
// and other format characters, separators that break a line.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || bytes.ContainsRune([]byte(invisible), r)
}

// entity is a character reference as CommonMark reads one.
const entityForm = `&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));`

var entity = lazily(entityForm)

func guardEntities(n *notes) {
	for _, m := range entity().FindAllSubmatchIndex(n.src.text, -1) {
		whole := string(n.src.text[m[0]:m[1]])
		for _, r := range decode(n.src.text, m) {
			if hidden(r) {
				n.add(codeCharacter, m[0], "%q stands for character U+%04X, which is not allowed: it cannot be seen, or changes how text is shown", whole, r)
			}
		}
	}
}

// decode returns the characters that a match of entity stands for.
func decode(text []byte, m []int) []rune {
	base, digits := 10, m[2:4]
	if m[4] >= 0 {
		base, digits = 16, m[4:6]
	}
	if m[6] >= 0 {
		return []rune(html.UnescapeString(string(text[m[0]:m[1]])))
	}
	r, err := strconv.ParseInt(string(text[digits[0]:digits[1]]), base, 32)
	if err != nil {
		return nil
	}
	return []rune{rune(r)}
}

// stepLine begins a line that markdown may read as a step.
var stepLine = lazily(`(?m)^ {0,3}[0-9]{1,9}[.)](?:[ \t]|$)`)

// guardSteps counts what may be steps. Lines of a fenced block count too, so
// the count can only be too high, and 200 is far above any useful page.
func guardSteps(n *notes) {
	if bytes.Count(n.src.text, []byte("\n")) < MaxSteps {
		return
	}
	if found := stepLine().FindAllIndex(n.src.text, MaxSteps+1); len(found) > MaxSteps {
		n.add(codeTooMuch, found[MaxSteps][0], "the page has more than %d steps: split it into several pages", MaxSteps)
	}
}
