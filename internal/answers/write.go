package answers

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"unicode/utf8"

	"soprun/internal/disk"
)

// hold keeps others out who have the book open too, at another terminal or with a command.
func (b *Book) hold() (release func() error, err error) { return disk.Hold(b.path + ".lock") }

// catchUp reads what others added to the book since it was read.
func (b *Book) catchUp() error {
	text, err := disk.ReadFile(b.path)
	if err != nil {
		return err
	}
	h, line, err := headOf(text)
	switch {
	case err != nil:
		return err
	case bytes.Equal(line, b.head) && int64(len(text)) >= b.end:
		return b.readOn(text)
	case !bytes.Equal(line, b.head) && h.Salt != nil:
		return ErrOther
	case h.Salt == nil: // the PIN was removed
		b.seal = nil
	}
	b.begins(line)
	return b.readOn(text)
}

// Add keeps an answer, behind those that were added elsewhere meanwhile. It is on disk when Add returns.
func (b *Book) Add(a Answer) (err error) {
	release, err := b.hold()
	if err == nil {
		defer func() { err = errors.Join(err, release()) }()
		err = b.catchUp()
	}
	if err != nil {
		return fmt.Errorf("the answer was not kept: %w", err)
	}
	line, err := b.encode(a, len(b.all))
	if err != nil {
		return err
	}
	f, err := os.OpenFile(b.path, os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the answer was not kept: %w", err)
	}
	_, err = f.WriteAt(line, b.end) // over what was not written whole
	if err = errors.Join(err, f.Truncate(b.end+int64(len(line))), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("the answer was not kept: %w", err)
	}
	b.all, b.end = append(b.all, a), b.end+int64(len(line))
	return nil
}

// Seal seals the book by a PIN. Where there is one it is replaced, for who types it.
func (b *Book) Seal(before, pin string) error {
	return b.anew(before, func() error {
		if err := CheckPIN(pin); err != nil {
			return err
		}
		return b.write(pin)
	})
}

// CheckPIN says what is wrong with a PIN that is chosen.
func CheckPIN(pin string) error {
	if utf8.RuneCountInString(pin) < leastPIN {
		return ErrShort
	}
	return nil
}

// Unseal removes the PIN that seals the book, for who types it.
func (b *Book) Unseal(pin string) error {
	return b.anew(pin, func() error { return b.write("") })
}

// anew writes the book as it is by now, for who knows its PIN.
func (b *Book) anew(pin string, write func() error) (err error) {
	release, err := b.hold()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := b.catchUp(); err != nil {
		return err
	}
	if err := b.knows(pin); err != nil {
		return err
	}
	return write()
}

// knows returns nil for who knows the PIN of the book: a colleague at one that was left open
// does not.
func (b *Book) knows(pin string) error {
	var h head
	err := json.Unmarshal(b.head, &h)
	if err == nil {
		_, err = h.unseal(pin)
	}
	return err
}

// write writes the book anew, whole or not at all.
func (b *Book) write(pin string) (err error) {
	next := &Book{Person: b.Person, path: b.path}
	h := head{Format: format, Person: b.Person}
	if pin != "" {
		h.Salt = make([]byte, 16)
		if _, err := rand.Read(h.Salt); err != nil {
			return err
		}
		if next.seal, err = cipherOf(pin, h.Salt); err != nil {
			return err
		}
		if h.Proof, err = sealed(next.seal, []byte(proof), []byte(h.Person)); err != nil {
			return err
		}
	}
	if next.head, err = json.Marshal(h); err != nil {
		return err
	}
	text := append(bytes.Clone(next.head), '\n')
	for n, a := range b.all {
		line, err := next.encode(a, n)
		if err != nil {
			return err
		}
		text = append(text, line...)
	}
	if err := replace(b.path, text); err != nil {
		return err
	}
	b.head, b.seal, b.end = next.head, next.seal, int64(len(text))
	return nil
}

// replace gives a file other contents, or leaves it as it is.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return disk.SyncDir(filepath.Dir(path))
}
