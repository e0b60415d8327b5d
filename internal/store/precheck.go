package store

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
)

// A bbolt file begins with two meta pages; the valid one with the higher
// transaction says how many pages belong to the file. bbolt maps the file into
// memory and trusts that number, so that a file that is shorter kills the
// process at some later read. It is checked here instead.
const (
	pageHeader = 16
	metaMagic  = 0xED0CDAED
	metaSize   = 64
)

// precheck returns a Problem for a file that bbolt must not be given.
func precheck(path string) error {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrPermission) {
			return &Problem{Kind: Unreadable, Path: path, err: err}
		}
		return explain(path, err)
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		return &Problem{Kind: Foreign, Path: path}
	case info.Size() == 0:
		return &Problem{Kind: Empty, Path: path}
	}
	first, ok := readMeta(f, 0)
	if !ok && binary.LittleEndian.Uint32(first[0:]) != metaMagic {
		return &Problem{Kind: Foreign, Path: path}
	}
	second, secondOK := readMeta(f, int64(binary.LittleEndian.Uint32(first[8:])))
	if !ok && !secondOK {
		return &Problem{Kind: Damaged, Path: path}
	}
	newest := first
	if !ok || (secondOK && txid(second) > txid(first)) {
		newest = second
	}
	pageSize, pages := binary.LittleEndian.Uint32(newest[8:]), binary.LittleEndian.Uint64(newest[40:])
	if uint64(info.Size()) < pages*uint64(pageSize) {
		return &Problem{Kind: Truncated, Path: path}
	}
	return nil
}

// readMeta reads the meta page that begins at off and tells whether it is
// valid. The bytes are zero where the file ends.
func readMeta(f io.ReaderAt, off int64) (meta [metaSize]byte, ok bool) {
	if _, err := f.ReadAt(meta[:], off+pageHeader); err != nil {
		return meta, false
	}
	sum := fnv.New64a()
	sum.Write(meta[:metaSize-8])
	return meta, binary.LittleEndian.Uint32(meta[0:]) == metaMagic &&
		binary.LittleEndian.Uint64(meta[metaSize-8:]) == sum.Sum64()
}

func txid(meta [metaSize]byte) uint64 { return binary.LittleEndian.Uint64(meta[48:]) }
