package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Leaf returns what the tree holds of an entry: the hashes of its payload and
// its signature. signature is empty for a fact.
func Leaf(payload, signature []byte) []byte {
	return leaf(sha256.Sum256(payload), signature)
}

func leaf(digest [sha256.Size]byte, signature []byte) []byte {
	b := append(make([]byte, 0, 192), "soprun-log/1\npayload sha256:"...)
	b = hex.AppendEncode(b, digest[:])
	if len(signature) == 0 {
		return append(b, "\nsignature sha256:-\n"...)
	}
	sum := sha256.Sum256(signature)
	b = append(b, "\nsignature sha256:"...)
	return append(hex.AppendEncode(b, sum[:]), '\n')
}

// LeafHash returns the RFC 6962 hash of an entry's leaf.
func LeafHash(payload, signature []byte) tlog.Hash {
	return tlog.RecordHash(Leaf(payload, signature))
}

// ErrCheckpoint is returned when a checkpoint is not the station's over this
// log, spelt in the one allowed way.
var ErrCheckpoint = errors.New("checkpoint does not verify")

// SignCheckpoint returns the station's signed note over a tree head. The
// signer's name is the log's origin.
func SignCheckpoint(signer note.Signer, head TreeHead) ([]byte, error) {
	return note.Sign(&note.Note{Text: checkpointText(signer.Name(), head)}, signer)
}

func checkpointText(origin string, head TreeHead) string {
	return origin + "\n" + strconv.FormatInt(head.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(head.Root[:]) + "\n"
}

// OpenCheckpoint verifies a checkpoint by the station's key and returns the
// tree head that it signs.
func OpenCheckpoint(station note.Verifier, checkpoint []byte) (TreeHead, error) {
	opened, err := note.Open(checkpoint, note.VerifierList(station))
	if err != nil {
		return TreeHead{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	head, err := parseHead(station.Name(), opened.Text)
	if err != nil {
		return TreeHead{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if len(opened.Sigs) != 1 || len(opened.UnverifiedSigs) != 0 || !bytes.Equal(respell(opened), checkpoint) {
		return TreeHead{}, fmt.Errorf("%w: it is not spelt in the one allowed way", ErrCheckpoint)
	}
	return head, nil
}

// parseHead reads a checkpoint's text and insists that it is written as
// checkpointText would.
func parseHead(origin, text string) (TreeHead, error) {
	lines := bytes.Split([]byte(text), []byte("\n"))
	if len(lines) != 4 {
		return TreeHead{}, fmt.Errorf("%d lines instead of 3", len(lines)-1)
	}
	size, err := strconv.ParseInt(string(lines[1]), 10, 64)
	if err != nil {
		return TreeHead{}, fmt.Errorf("tree size %q is not a number", lines[1])
	}
	root, err := tlog.ParseHash(string(lines[2]))
	if err != nil {
		return TreeHead{}, fmt.Errorf("root %q is not a hash", lines[2])
	}
	head := TreeHead{Root: root, Size: size}
	if checkpointText(origin, head) != text {
		return TreeHead{}, fmt.Errorf("it is not of log %q", origin)
	}
	return head, nil
}

func respell(n *note.Note) []byte {
	out := n.Text + "\n"
	for _, s := range n.Sigs {
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil {
			return nil
		}
		out += "— " + s.Name + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
	}
	return []byte(out)
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

// Size returns how many leaves the tree has.
func (f *Frontier) Size() int64 { return f.size }

// Add appends a leaf and returns the hashes to store with it: its own, and
// every inner node that it completes, lowest first.
func (f *Frontier) Add(leaf tlog.Hash) []tlog.Hash {
	stored := []tlog.Hash{leaf}
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
