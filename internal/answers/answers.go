// Package answers keeps what people answered when they practised: each in a book of their
// own, which they may seal by a PIN. Nothing in it is a record, and nothing is signed.
//
// A book is a file of lines. The first says whose it is and how it is sealed; each other one
// is an answer, as JSON or, sealed, in base64: behind its nonce, with XChaCha20-Poly1305
// under a key that argon2id makes of the PIN, bound to the first line and to its own number.
// A PIN keeps a colleague out. Four digits keep nobody out who has the file and a day.
package answers

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"soprun/internal/disk"
	"soprun/internal/spaced"
)

// Answer is one answer to one question.
type Answer struct {
	At      time.Time         `json:"at"` // with the local zone: its date counts
	SOP     string            `json:"sop"`
	Version string            `json:"version"`
	Step    string            `json:"step"`
	Face    string            `json:"face"` // in which form it was asked
	Sum     string            `json:"sum"`  // of what is right: where that changes, the item begins anew
	Right   bool              `json:"right"`
	Sure    spaced.Confidence `json:"sure"`
	Seconds float64           `json:"seconds"`
}

// The reasons why a book is not opened.
var (
	ErrSealed = errors.New("a PIN seals it: type it to go on")
	ErrPIN    = errors.New("that is not the PIN")
	ErrShort  = errors.New("a PIN has at least four characters")
	// ErrOther is of a book whose PIN was set or replaced while it was open.
	ErrOther = errors.New("the PIN was set at another terminal meanwhile: begin again, with that PIN")
	// errDamaged is of a book that cannot be read; it is put aside.
	errDamaged = errors.New("it cannot be read")
)

// NoRecord stands on everything of a practice.
const NoRecord = "PRACTICE - NOT A RECORD"

const (
	format   = "soprun-answers/1"
	leastPIN = 4
	ending   = ".answers"
	proof    = "it is open" // what a sealed book says under the right PIN
)

// head is the first line of a book.
type head struct {
	Format string `json:"format"`
	Person string `json:"person"`
	Salt   []byte `json:"salt,omitempty"`  // of the PIN; none where there is no PIN
	Proof  []byte `json:"proof,omitempty"` // opened by the right one
}

// Folder is where the books are.
type Folder struct {
	Dir string
	Now func() time.Time
}

// Owner is somebody who has a book.
type Owner struct {
	Person string
	Sealed bool
}

// path is the file of a person's book. Names are none of files.
func (f Folder) path(person string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(person)))
	return filepath.Join(f.Dir, hex.EncodeToString(sum[:8])+ending)
}

// Owners lists who has a book, by name.
func (f Folder) Owners() (all []Owner, err error) {
	files, err := filepath.Glob(filepath.Join(f.Dir, "*"+ending))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		text, err := disk.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if h, _, err := headOf(text); err == nil {
			all = append(all, Owner{h.Person, h.Salt != nil})
		}
	}
	slices.SortFunc(all, func(a, b Owner) int { return strings.Compare(a.Person, b.Person) })
	return all, nil
}

func headOf(text []byte) (h head, line []byte, err error) {
	line, _, whole := bytes.Cut(text, []byte("\n"))
	if err := json.Unmarshal(line, &h); err != nil || !whole || h.Format != format || h.Person == "" {
		return h, nil, errDamaged
	}
	return h, line, nil
}

// Book is what one person answered.
type Book struct {
	Person string
	// Aside is where a book that could not be read was put, "" for none: then this one is new.
	Aside string

	path string
	head []byte      // the first line
	seal cipher.AEAD // nil where there is no PIN
	all  []Answer
	end  int64 // of the last whole line
}

// Open opens somebody's book, or begins it. pin is empty where they set none.
func (f Folder) Open(person, pin string) (_ *Book, err error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("practice answers: %w", err)
	}
	b := &Book{Person: person, path: f.path(person)}
	release, err := b.hold()
	if err != nil {
		return nil, fmt.Errorf("the answers of %s: %w", person, err)
	}
	defer func() { err = errors.Join(err, release()) }()
	err = b.read(pin)
	if errors.Is(err, errDamaged) {
		b.Aside = b.path + f.Now().Format(".damaged-20060102-150405")
		if err = os.Rename(b.path, b.Aside); err == nil {
			err = os.ErrNotExist
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		if b.seal == nil {
			pin = "" // it sealed nothing
		}
		b.all = nil
		err = b.write(pin)
	}
	if err != nil {
		return nil, fmt.Errorf("the answers of %s: %w", person, err)
	}
	return b, nil
}

// Anew puts a book aside that its owner cannot open any more, and returns where it is.
func (f Folder) Anew(person string) (aside string, err error) {
	release, err := (&Book{path: f.path(person)}).hold()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, release()) }()
	aside = f.path(person) + f.Now().Format(".left-20060102-150405")
	return aside, os.Rename(f.path(person), aside)
}

// All returns the answers, oldest first.
func (b *Book) All() []Answer { return slices.Clone(b.all) }

// Sealed reports whether a PIN seals the book.
func (b *Book) Sealed() bool { return b.seal != nil }

func (b *Book) read(pin string) error {
	text, err := disk.ReadFile(b.path)
	if err != nil {
		return err
	}
	h, line, err := headOf(text)
	if err != nil {
		return err
	}
	if !strings.EqualFold(h.Person, b.Person) { // a copy of another's
		return errDamaged
	}
	if b.seal, err = h.unseal(pin); err != nil {
		return err
	}
	b.Person = h.Person
	b.begins(line)
	return b.readOn(text)
}

// begins has the book at its first line.
func (b *Book) begins(line []byte) {
	b.head, b.all, b.end = line, nil, int64(len(line))+1
}

// readOn reads what stands behind the last whole line that is known.
func (b *Book) readOn(text []byte) error {
	for rest := text[b.end:]; ; {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		if !whole { // the power went while it was written
			return nil
		}
		a, err := b.decode(line)
		if err != nil && len(after) == 0 && len(b.all) > 0 { // likewise: of what was written last, the end can be there without the rest
			return nil
		}
		if err != nil {
			return err
		}
		b.all, b.end, rest = append(b.all, a), b.end+int64(len(line))+1, after
	}
}

// unseal makes the cipher of a PIN, nil where the book has none.
func (h head) unseal(pin string) (cipher.AEAD, error) {
	switch {
	case h.Salt == nil:
		return nil, nil
	case pin == "":
		return nil, ErrSealed
	}
	seal, err := cipherOf(pin, h.Salt)
	if err != nil {
		return nil, err
	}
	if text, err := open(seal, h.Proof, []byte(h.Person)); err != nil || string(text) != proof {
		return nil, ErrPIN
	}
	return seal, nil
}

// cipherOf takes a fifth of a second and 64 MiB, by RFC 9106's second recommendation.
func cipherOf(pin string, salt []byte) (cipher.AEAD, error) {
	return chacha20poly1305.NewX(argon2.IDKey([]byte(pin), salt, 3, 64*1024, 4, chacha20poly1305.KeySize))
}

func sealed(seal cipher.AEAD, text, bound []byte) ([]byte, error) {
	nonce := make([]byte, seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return seal.Seal(nonce, nonce, text, bound), nil
}

func open(seal cipher.AEAD, text, bound []byte) ([]byte, error) {
	if len(text) < seal.NonceSize() {
		return nil, errDamaged
	}
	return seal.Open(nil, text[:seal.NonceSize()], text[seal.NonceSize():], bound)
}

// bound is what the answer of a number is sealed with, so that none is moved or left out.
func (b *Book) bound(n int) []byte { return fmt.Appendf(nil, "%s\n%d", b.head, n) }

func (b *Book) encode(a Answer, n int) ([]byte, error) {
	line, err := json.Marshal(a)
	if err == nil && b.seal != nil {
		if line, err = sealed(b.seal, line, b.bound(n)); err == nil {
			line = base64.RawStdEncoding.AppendEncode(nil, line)
		}
	}
	return append(line, '\n'), err
}

func (b *Book) decode(line []byte) (a Answer, err error) {
	if b.seal != nil {
		line, err = base64.RawStdEncoding.AppendDecode(nil, line)
		if err == nil {
			line, err = open(b.seal, line, b.bound(len(b.all)))
		}
	}
	if err == nil {
		err = json.Unmarshal(line, &a)
	}
	if err != nil {
		return a, fmt.Errorf("answer %d: %w", len(b.all)+1, errDamaged)
	}
	return a, nil
}

// Share writes the answers for somebody else to read, one a line. It is an act of its owner.
func (b *Book) Share(w io.Writer) error {
	first := map[string]any{"person": b.Person, "practice": NoRecord, "answers": len(b.all)}
	out := json.NewEncoder(w)
	if err := out.Encode(first); err != nil {
		return err
	}
	for _, a := range b.all {
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return nil
}
