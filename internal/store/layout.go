package store

import (
	"encoding/binary"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop/record"
)

const (
	layoutVersion = 1
	layoutHeader  = 8
	layoutGone    = 2 // of an entry that was destroyed
	goneHeader    = 14
	hashSize      = len(tlog.Hash{})
)

// errLayout is returned for a value that was not written by this program.
var errLayout = errors.New("the stored value does not have the layout of an entry")

// key returns the key of a position.
func key(position int64) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(position))
}

func position(key []byte) (int64, bool) {
	if len(key) != 8 || key[0] > 0x7f {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(key)), true
}

// encode returns the value of an entry: header, payload, signature, hashes,
// checkpoint.
func encode(e record.Stored) []byte {
	if e.Erased != nil {
		return encodeGone(e)
	}
	size := layoutHeader + len(e.Payload) + len(e.Signature) + hashSize*len(e.Hashes) + len(e.Checkpoint)
	b := append(make([]byte, 0, size), layoutVersion, byte(len(e.Hashes)))
	for _, part := range [][]byte{e.Payload, e.Signature, e.Checkpoint} {
		b = binary.BigEndian.AppendUint16(b, uint16(len(part)))
	}
	b = append(append(b, e.Payload...), e.Signature...)
	for _, h := range e.Hashes {
		b = append(b, h[:]...)
	}
	return append(b, e.Checkpoint...)
}

// decode reads a value. What it returns shares the value's memory.
func decode(at int64, value []byte) (record.Stored, error) {
	if len(value) >= goneHeader && value[0] == layoutGone {
		return decodeGone(at, value)
	}
	if len(value) < layoutHeader || value[0] != layoutVersion {
		return record.Stored{}, errLayout
	}
	hashes := int(value[1]) * hashSize
	payload := int(binary.BigEndian.Uint16(value[2:]))
	signature := int(binary.BigEndian.Uint16(value[4:]))
	checkpoint := int(binary.BigEndian.Uint16(value[6:]))
	if len(value) != layoutHeader+payload+signature+hashes+checkpoint {
		return record.Stored{}, errLayout
	}
	e := record.Stored{Position: at}
	rest := value[layoutHeader:]
	e.Payload, rest = rest[:payload:payload], rest[payload:]
	e.Signature, rest = rest[:signature:signature], rest[signature:]
	e.Hashes, e.Checkpoint = decodeHashes(int(value[1]), rest), rest[hashes:]
	return e, nil
}

func decodeHashes(n int, b []byte) []tlog.Hash {
	hashes := make([]tlog.Hash, n)
	for i := range hashes {
		copy(hashes[i][:], b[i*hashSize:])
	}
	return hashes
}

// encodeGone returns the value of an entry that was destroyed: header, leaf,
// hashes, checkpoint.
func encodeGone(e record.Stored) []byte {
	b := []byte{layoutGone, byte(len(e.Hashes))}
	b = binary.BigEndian.AppendUint16(b, uint16(len(e.Erased.Leaf)))
	b = binary.BigEndian.AppendUint16(b, uint16(len(e.Checkpoint)))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Erased.Disposal))
	b = append(b, e.Erased.Leaf...)
	for _, h := range e.Hashes {
		b = append(b, h[:]...)
	}
	return append(b, e.Checkpoint...)
}

func decodeGone(at int64, value []byte) (record.Stored, error) {
	leaf, checkpoint := int(binary.BigEndian.Uint16(value[2:])), int(binary.BigEndian.Uint16(value[4:]))
	hashes := int(value[1]) * hashSize
	if len(value) != goneHeader+leaf+hashes+checkpoint {
		return record.Stored{}, errLayout
	}
	disposal, rest := int64(binary.BigEndian.Uint64(value[6:])), value[goneHeader:]
	e := record.Stored{Position: at, Erased: &record.Erased{Leaf: rest[:leaf:leaf], Disposal: disposal}}
	rest = rest[leaf:]
	e.Hashes, e.Checkpoint = decodeHashes(int(value[1]), rest), rest[hashes:]
	return e, nil
}
