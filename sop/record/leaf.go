package record

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Leaf returns what the tree holds of an entry: the hashes of its payload and
// its signature. signature is empty for a fact.
func Leaf(payload, signature []byte) []byte {
	return appendLeaf(nil, sha256.Sum256(payload), signature)
}

func appendLeaf(b []byte, digest [sha256.Size]byte, signature []byte) []byte {
	if len(signature) == 0 {
		return leafOf(b, digest, nil)
	}
	sum := sha256.Sum256(signature)
	return leafOf(b, digest, sum[:])
}

// leafOf is a leaf by the SHA-256 of its payload and of its signature, which is empty for a fact.
func leafOf(b []byte, payload [sha256.Size]byte, signature []byte) []byte {
	b = append(b, "soprun-log/1\npayload sha256:"...)
	b = append(hex.AppendEncode(b, payload[:]), "\nsignature sha256:"...)
	if len(signature) == 0 {
		return append(b, "-\n"...)
	}
	return append(hex.AppendEncode(b, signature), '\n')
}

// leafHashes returns the two hashes of a leaf in hexadecimal, "" for that of no signature.
func leafHashes(leaf []byte) (payload, signature string, ok bool) {
	if !goneLeaf.Match(leaf) {
		return "", "", false
	}
	lines := bytes.Split(leaf, []byte("\n"))
	payload, signature = string(lines[1][len("payload sha256:"):]), string(lines[2][len("signature sha256:"):])
	return payload, strings.TrimPrefix(signature, "-"), true
}

// LeafHash returns the RFC 6962 hash of an entry's leaf.
func LeafHash(payload, signature []byte) tlog.Hash {
	return tlog.RecordHash(Leaf(payload, signature))
}

// ErrCheckpoint is returned when a checkpoint is not the station's over this
// log, spelt in the one allowed way.
var ErrCheckpoint = errors.New("checkpoint does not verify")

// SignHead returns the station's signature over a tree head: with the head, it is a
// checkpoint. The signer's name is the log's origin.
func SignHead(signer note.Signer, head TreeHead) ([]byte, error) {
	return signer.Sign(appendHead(make([]byte, 0, 256), signer.Name(), head))
}

// Station is whose name and key a checkpoint bears.
type Station interface {
	Name() string
	KeyHash() uint32
}

// Checkpoint returns the signed note of a tree head and the station's signature over it.
func Checkpoint(station Station, head TreeHead, signature []byte) []byte {
	return noteOf(station, head, appendWord(make([]byte, 0, 96), station, signature))
}

// noteOf returns a note by its last word.
func noteOf(station Station, head TreeHead, word []byte) []byte {
	const others = 96 // the size, the root, and what stands between
	room := others + 2*len(station.Name()) + len(word)
	b := append(appendHead(make([]byte, 0, room), station.Name(), head), "\n— "...)
	b = append(append(append(b, station.Name()...), ' '), word...)
	return append(b, '\n')
}

// appendWord appends the last word of a note.
func appendWord(b []byte, station Station, signature []byte) []byte {
	keyed := append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+ed25519.SignatureSize), station.KeyHash()), signature...)
	return base64.StdEncoding.AppendEncode(b, keyed)
}

// SignCheckpoint returns the station's signed note over a tree head.
func SignCheckpoint(signer note.Signer, head TreeHead) ([]byte, error) {
	signature, err := SignHead(signer, head)
	if err != nil {
		return nil, err
	}
	return Checkpoint(signer, head, signature), nil
}

// CheckpointParts returns the tree head and the signature of a checkpoint that is spelt in
// the one allowed way, without checking the signature.
func CheckpointParts(station note.Verifier, checkpoint []byte) (head TreeHead, signature []byte, err error) {
	n, err := readCheckpoint(station, checkpoint)
	return n.head, n.sig, err
}

func appendHead(b []byte, origin string, head TreeHead) []byte {
	b = append(append(b, origin...), '\n')
	b = append(strconv.AppendInt(b, head.Size, 10), '\n')
	return append(base64.StdEncoding.AppendEncode(b, head.Root[:]), '\n')
}

// OpenCheckpoint verifies a checkpoint by the station's key and returns the
// tree head that it signs. A note with the one signature of a known key has one
// spelling, so that what is not head or signature has to be equal.
func OpenCheckpoint(station note.Verifier, checkpoint []byte) (TreeHead, error) {
	n, err := readCheckpoint(station, checkpoint)
	if err == nil {
		err = n.prove(station)
	}
	if err != nil {
		return TreeHead{}, err
	}
	return n.head, nil
}

// stationNote is a checkpoint that was read: its signature is left to be checked.
type stationNote struct {
	head      TreeHead
	text, sig []byte
}

func (n *stationNote) prove(station note.Verifier) error {
	if !station.Verify(n.text, n.sig) {
		return fmt.Errorf("%w: %w", ErrCheckpoint, &note.InvalidSignatureError{Name: station.Name(), Hash: station.KeyHash()})
	}
	return nil
}

func readCheckpoint(station note.Verifier, checkpoint []byte) (stationNote, error) {
	text, line, _ := bytes.Cut(checkpoint, []byte("\n\n"))
	text = checkpoint[:min(len(text)+1, len(checkpoint))] // the first of the two line ends is its own
	head, err := parseHead(station.Name(), text)
	if err != nil {
		return stationNote{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	line, dash := bytes.CutPrefix(line, []byte("— "))
	line, name := bytes.CutPrefix(line, []byte(station.Name()))
	line, space := bytes.CutPrefix(line, []byte(" "))
	line, end := bytes.CutSuffix(line, []byte("\n"))
	sig, spelt := readWord(station, line)
	if !dash || !name || !space || !end || !spelt {
		return stationNote{}, fmt.Errorf("%w: it needs one signature of %s, spelt in the one allowed way", ErrCheckpoint, station.Name())
	}
	return stationNote{head: head, text: text, sig: sig}, nil
}

// readWord returns the signature in the last word of a note, and whether that is what
// appendWord would write.
func readWord(station Station, word []byte) (signature []byte, spelt bool) {
	keyed, err := unbase64(make([]byte, 0, 128), word)
	if err != nil || len(keyed) != 4+ed25519.SignatureSize || binary.BigEndian.Uint32(keyed) != station.KeyHash() {
		return nil, false
	}
	return keyed[4:], true
}

// parseHead reads a checkpoint's text and insists that it is written as
// appendHead would.
func parseHead(origin string, text []byte) (TreeHead, error) {
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	digits, rest, _ := bytes.Cut(rest, []byte("\n"))
	size, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil {
		return TreeHead{}, fmt.Errorf("tree size %q is not a number", digits)
	}
	root, err := parseHash(string(bytes.TrimSuffix(rest, []byte("\n"))))
	if err != nil {
		return TreeHead{}, err
	}
	head := TreeHead{Root: root, Size: size}
	if !bytes.Equal(appendHead(make([]byte, 0, 256), origin, head), text) {
		return TreeHead{}, fmt.Errorf("it is not of log %q", origin)
	}
	return head, nil
}

// Frontier is the right edge of a growing tree: all that is needed to add a
// leaf and to tell the root. The zero Frontier is the empty tree.
type Frontier struct {
	size  int64
	edges []tlog.Hash // by level; valid where size has that bit
}

// ResumeFrontier returns the frontier of a tree whose hashes are stored: at
// returns the hash of a level that was stored with the leaf of a position.
func ResumeFrontier(size int64, at func(position int64, level int) (tlog.Hash, error)) (Frontier, error) {
	f := Frontier{size: size}
	for level := 0; size>>level > 0; level++ {
		var edge tlog.Hash
		if size>>level&1 == 1 {
			var err error
			if edge, err = at(size>>level<<level-1, level); err != nil {
				return Frontier{}, err
			}
		}
		f.edges = append(f.edges, edge)
	}
	return f, nil
}

// Clone returns a frontier that grows by itself.
func (f *Frontier) Clone() Frontier { return Frontier{f.size, slices.Clone(f.edges)} }

// Size returns how many leaves the tree has.
func (f *Frontier) Size() int64 { return f.size }

// Add appends a leaf and returns the hashes to store with it: its own, and
// every inner node that it completes, lowest first.
func (f *Frontier) Add(leaf tlog.Hash) []tlog.Hash {
	stored := append(make([]tlog.Hash, 0, 1+bits.TrailingZeros64(^uint64(f.size))), leaf)
	level := 0
	for ; f.size>>level&1 == 1; level++ {
		leaf = tlog.NodeHash(f.edges[level], leaf)
		stored = append(stored, leaf)
	}
	if level == len(f.edges) {
		f.edges = append(f.edges, leaf)
	} else {
		f.edges[level] = leaf
	}
	f.size++
	return stored
}

// Head returns the tree's size and root.
func (f *Frontier) Head() TreeHead {
	if f.size == 0 {
		return TreeHead{Root: sha256.Sum256(nil)}
	}
	var root tlog.Hash
	first := true
	for level, edge := range f.edges {
		switch {
		case f.size>>level&1 == 0:
		case first:
			root, first = edge, false
		default:
			root = tlog.NodeHash(edge, root)
		}
	}
	return TreeHead{Root: root, Size: f.size}
}
