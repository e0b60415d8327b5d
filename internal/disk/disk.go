// Package disk is what the program asks of file systems beyond the standard library.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"unicode"
)

// Shown returns a path as it can be drawn. The name of a file can hold what would
// move a terminal's cursor or turn the direction of writing: such a path is quoted,
// with those characters spelt out.
func Shown(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(path)
	}
	return path
}

// Lines returns a text of lines in which every character that is none is spelt out:
// what the system or another program says can hold the name of a file.
func Lines(text string) string {
	if !strings.ContainsFunc(text, unseen) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unseen(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unseen(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }

// ErrNoFile is returned for what is no file: to read a pipe waits for somebody at its
// other end, and a device has no end.
var ErrNoFile = errors.New("it is no plain file")

// Open opens a file to read it.
func Open(path string) (*os.File, error) { return open(path, os.O_RDONLY) }

// OpenToWrite opens a file to write into it, and makes one that is not there.
func OpenToWrite(path string) (*os.File, error) { return open(path, os.O_WRONLY|os.O_CREATE) }

func open(path string, flags int) (*os.File, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: ErrNoFile}
	}
	return os.OpenFile(path, flags, 0o600)
}

// ReadFile reads a file.
func ReadFile(path string) (text []byte, err error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(f)
}
