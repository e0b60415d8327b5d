package store

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// Of a checkpoint the file keeps the signature alone where the rest of the note follows from
// the log: its origin and key from the genesis, its size and root from the tree. It is longer
// than that in a copy of a part of a log, whose tree is not known, and in a file of the layout before.

// compact returns what is kept of a checkpoint over a tree. A station that is not known keeps all of it.
func compact(station note.Verifier, checkpoint []byte, head record.TreeHead) []byte {
	if station == nil || len(checkpoint) == 0 {
		return checkpoint
	}
	of, signature, err := record.CheckpointParts(station, checkpoint)
	if err != nil || of != head || len(signature) != ed25519.SignatureSize {
		return checkpoint
	}
	return signature
}

// whole returns the note of what is kept of a checkpoint over a tree.
func whole(station note.Verifier, kept []byte, head record.TreeHead) []byte {
	if len(kept) != ed25519.SignatureSize || station == nil {
		return bytes.Clone(kept)
	}
	return record.Checkpoint(station, head, kept)
}

var errNoStation = errors.New("the first entry of the log does not name its station")

// noteAt returns the checkpoint over the first so many entries, nil where none was written.
func noteAt(tx *bbolt.Tx, station note.Verifier, size int64) ([]byte, error) {
	return noteOver(tx, station, size, func(at int64, level int) (tlog.Hash, error) { return storedHash(tx, at, level) })
}

// noteOver is noteAt with hashes of the tree that are read otherwise.
func noteOver(tx *bbolt.Tx, station note.Verifier, size int64, hash func(at int64, level int) (tlog.Hash, error)) ([]byte, error) {
	e, err := stored(tx, size-1)
	if err != nil || len(e.Checkpoint) != ed25519.SignatureSize {
		return bytes.Clone(e.Checkpoint), err
	}
	if station == nil {
		return nil, fmt.Errorf("the checkpoint over %s cannot be told: %w", sop.Counted(size, "entry", "entries"), errNoStation)
	}
	tree, err := record.ResumeFrontier(size, hash)
	return whole(station, e.Checkpoint, tree.Head()), err
}

// peaks reads hashes of the tree for one size after the other: of two that are near each other most
// are the same, and are read once.
type peaks struct {
	tx        *bbolt.Tx
	last, now map[peak]tlog.Hash
}

// peak is a hash of the tree: of the highest node of a level that ends with an entry.
type peak struct {
	at    int64
	level int
}

// next begins with another size.
func (p *peaks) next() { p.last, p.now = p.now, make(map[peak]tlog.Hash, len(p.now)) }

func (p *peaks) hash(at int64, level int) (h tlog.Hash, err error) {
	k := peak{at, level}
	h, known := p.last[k]
	if !known {
		if h, err = storedHash(p.tx, at, level); err != nil {
			return h, err
		}
	}
	p.now[k] = h
	return h, nil
}

// treeAt returns the tree of the first so many entries.
func treeAt(tx *bbolt.Tx, size int64) (record.Frontier, error) {
	return record.ResumeFrontier(size, func(at int64, level int) (tlog.Hash, error) { return storedHash(tx, at, level) })
}
