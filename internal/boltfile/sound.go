package boltfile

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
)

// To read every page of a file takes longer the longer it is. So whoever leaves one that was
// found sound can note in a file beside it how it was left; who finds it just so later need
// not read it all again. The note is no proof of anything: without it, or where it does not
// fit, all is read.

// leftAs says how a file stands: its size, when it was changed, the last transaction, and a
// hash of what bbolt goes by before it reads anything else, which is what it begins with and
// the list of what is free.
func leftAs(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	m, err := newestMeta(f)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	hash := func(page, n uint64) error {
		b := make([]byte, n*m.pageSize)
		_, err := f.ReadAt(b, int64(page*m.pageSize))
		sum.Write(b)
		return err
	}
	if err := hash(0, 2); err != nil {
		return nil, err
	}
	if m.freelist != noFreelist && m.freelist < m.pages {
		head := make([]byte, headerSize)
		if _, err := f.ReadAt(head, int64(m.freelist*m.pageSize)); err != nil {
			return nil, err
		}
		if more := uint64(little.Uint32(head[12:])); more < m.pages-m.freelist {
			if err := hash(m.freelist, 1+more); err != nil {
				return nil, err
			}
		}
	}
	return fmt.Appendf(nil, "soprun-sound/1 %d %d %d %x\n", info.Size(), info.ModTime().UnixNano(), m.tx, sum.Sum(nil)), nil
}

// asLeft reports whether a file is as a note says.
func asLeft(path, note string) bool {
	noted := readNote(note)
	if noted == nil {
		return false
	}
	now, err := leftAs(path)
	return err == nil && bytes.Equal(noted, now)
}

// readNote returns what is noted, nil for nothing.
func readNote(note string) []byte {
	if info, err := os.Lstat(note); err != nil || !info.Mode().IsRegular() { // a pipe would be waited for
		return nil
	}
	noted, err := os.ReadFile(note)
	if err != nil {
		return nil
	}
	return noted
}

// leave notes how a file is left, for the next time. That it cannot be noted costs time then,
// and nothing else.
func leave(path, note string) {
	now, err := leftAs(path)
	if err != nil || bytes.Equal(readNote(note), now) {
		return
	}
	fresh := note + ".new"
	if os.WriteFile(fresh, now, 0o600) != nil || os.Rename(fresh, note) != nil {
		_ = os.Remove(fresh) // as if there had been none
	}
}
