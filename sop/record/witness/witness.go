// Package witness holds what stands outside a log and remembers it: the keys,
// requests and cosignatures of witnesses (C2SP tlog-witness and tlog-cosignature;
// ../FORMAT.md gives the bytes), and what can be said of a log that does not go on
// from what was kept.
package witness

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop/record"
)

const (
	// algCosignature marks a key that cosigns (C2SP signed-note, type 0x04).
	algCosignature = 4
	cosignedTime   = 8 // bytes of the time before the signature
	privatePrefix  = "PRIVATE+KEY+"
)

// ErrInvalid is returned for a witness's key, request or cosignature that does
// not have its form, or that does not verify.
var ErrInvalid = errors.New("not a witness's")

// Cosigner is a witness's private key. It cosigns at the time that it is given.
type Cosigner struct {
	Verifier
	private ed25519.PrivateKey
}

// Verifier is a witness's public key.
type Verifier struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

// NewCosigner makes a witness's key and returns it as the text to keep.
func NewCosigner(random io.Reader, name string) (private string, err error) {
	if !validName(name) {
		return "", fmt.Errorf("%w name: %q", ErrInvalid, name)
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	return privatePrefix + keyText(name, cosignHash(name, public), seed), nil
}

// ReadCosigner reads the text that NewCosigner returned.
func ReadCosigner(private string) (*Cosigner, error) {
	name, hash, seed, err := parseKey(strings.TrimPrefix(private, privatePrefix))
	if err != nil || !strings.HasPrefix(private, privatePrefix) {
		return nil, fmt.Errorf("%w private key", ErrInvalid)
	}
	key := ed25519.NewKeyFromSeed(seed)
	public := key.Public().(ed25519.PublicKey)
	if hash != cosignHash(name, public) {
		return nil, fmt.Errorf("%w private key: its hash is wrong", ErrInvalid)
	}
	return &Cosigner{Verifier{name, hash, public}, key}, nil
}

// ReadVerifier reads a witness's public key, "name+hash+key".
func ReadVerifier(key string) (*Verifier, error) {
	name, hash, public, err := parseKey(key)
	if err != nil {
		return nil, err
	}
	if hash != cosignHash(name, public) {
		return nil, fmt.Errorf("%w key: the hash in %q is wrong", ErrInvalid, key)
	}
	return &Verifier{name, hash, public}, nil
}

func parseKey(text string) (name string, hash uint32, key []byte, err error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) == 3 && validName(parts[0]) && len(parts[1]) == 8 {
		n, errHash := strconv.ParseUint(parts[1], 16, 32)
		b, errKey := base64.StdEncoding.DecodeString(parts[2])
		if errHash == nil && errKey == nil && len(b) == 1+ed25519.PublicKeySize && b[0] == algCosignature && keyText(parts[0], uint32(n), b[1:]) == text {
			return parts[0], uint32(n), b[1:], nil
		}
	}
	return "", 0, nil, fmt.Errorf("%w key: %q is not of the form name+hash+key", ErrInvalid, text)
}

func validName(name string) bool {
	return name != "" && !strings.ContainsAny(name, "+ \t\r\n") && record.CheckText(name) == nil
}

func keyText(name string, hash uint32, key []byte) string {
	return fmt.Sprintf("%s+%08x+%s", name, hash, base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, key...)))
}

func cosignHash(name string, public []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n\x04"), public...))
	return binary.BigEndian.Uint32(sum[:])
}

// String returns the key as others read it.
func (v Verifier) String() string { return keyText(v.name, v.hash, v.public) }

// Name returns the witness's name.
func (v Verifier) Name() string { return v.name }

// KeyHash returns the first bytes of the hash of name and key.
func (v Verifier) KeyHash() uint32 { return v.hash }

// Verify reports whether a signature, with its time, is over a checkpoint's text.
func (v Verifier) Verify(text, sig []byte) bool {
	if len(sig) != cosignedTime+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	return ed25519.Verify(v.public, cosigned(at, text), sig[cosignedTime:])
}

// cosigned is what a witness signs.
func cosigned(at uint64, text []byte) []byte {
	return append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", at), text...)
}

// Cosign adds the witness's line to a checkpoint. The caller has checked that
// it continues what the witness saw before.
func (c *Cosigner) Cosign(checkpoint []byte, at time.Time) []byte {
	text, _, _ := bytes.Cut(checkpoint, []byte("\n\n"))
	seconds := uint64(max(0, at.Unix()))
	line := binary.BigEndian.AppendUint32(nil, c.hash)
	line = binary.BigEndian.AppendUint64(line, seconds)
	line = append(line, ed25519.Sign(c.private, cosigned(seconds, append(bytes.Clone(text), '\n')))...)
	return fmt.Appendf(bytes.Clone(checkpoint), "— %s %s\n", c.name, base64.StdEncoding.EncodeToString(line))
}

// OpenCosigned verifies a cosigned checkpoint by the station's key and the
// witness's. It returns the station's own checkpoint and when it was cosigned.
func OpenCosigned(station note.Verifier, witness *Verifier, cosigned []byte) (checkpoint []byte, at time.Time, err error) {
	opened, err := note.Open(cosigned, note.VerifierList(station, witness))
	if err != nil {
		return nil, at, fmt.Errorf("%w cosigned checkpoint: %w", ErrInvalid, err)
	}
	if len(opened.Sigs) != 2 || opened.Sigs[1].Name != witness.name || len(opened.UnverifiedSigs) != 0 || !bytes.Equal(respell(opened), cosigned) {
		return nil, at, fmt.Errorf("%w cosigned checkpoint: it needs the station's signature and then that of %s, and no other", ErrInvalid, witness.name)
	}
	raw, err := base64.StdEncoding.DecodeString(opened.Sigs[1].Base64)
	if err != nil {
		return nil, at, fmt.Errorf("%w cosigned checkpoint: %w", ErrInvalid, err)
	}
	opened.Sigs = opened.Sigs[:1]
	return respell(opened), time.Unix(int64(binary.BigEndian.Uint64(raw[4:])), 0).UTC(), nil
}

// respell writes a note in the one allowed way.
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

// Request asks a witness to cosign a checkpoint:
//
//	old 1190
//	<hash>
//	<hash>
//
//	<the checkpoint>
type Request struct {
	Old        int64          // size of the tree that the witness saw last, 0 for none
	Proof      tlog.TreeProof // from that tree to the checkpoint's
	Checkpoint []byte
}

// Bytes returns the request as it is written.
func (r Request) Bytes() []byte {
	out := fmt.Appendf(nil, "old %d\n", r.Old)
	for _, h := range r.Proof {
		out = append(out, h.String()+"\n"...)
	}
	return append(append(out, '\n'), r.Checkpoint...)
}

// Origin returns the first line of the checkpoint, which nothing vouches for
// before Check.
func (r Request) Origin() []byte {
	origin, _, _ := bytes.Cut(r.Checkpoint, []byte("\n"))
	return origin
}

// ParseRequest reads a request, which has one spelling.
func ParseRequest(b []byte) (Request, error) {
	head, checkpoint, ok := bytes.Cut(b, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	old, isOld := strings.CutPrefix(lines[0], "old ")
	size, err := strconv.ParseInt(old, 10, 64)
	if !ok || !isOld || err != nil {
		return Request{}, fmt.Errorf("%w request: it does not begin with the size that was seen before", ErrInvalid)
	}
	r := Request{Old: size, Checkpoint: checkpoint}
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return Request{}, fmt.Errorf("%w request: %q is not a hash", ErrInvalid, line)
		}
		r.Proof = append(r.Proof, h)
	}
	if size < 0 || !bytes.Equal(r.Bytes(), b) {
		return Request{}, fmt.Errorf("%w request: it is not spelt in the one allowed way", ErrInvalid)
	}
	return r, nil
}

// SeenError is returned for a request that starts from another tree than the
// witness saw last.
type SeenError struct{ Seen, Old int64 }

// Error says which size the next request has to start from.
func (e *SeenError) Error() string {
	return fmt.Sprintf("this witness saw %d entries last, and the request starts from %d: ask again, from %d", e.Seen, e.Old, e.Seen)
}

// Check returns the tree head of the request's checkpoint, where that is signed
// by the station and continues what the witness saw last, nil for nothing. Else
// the error is a *SeenError, or a *Fork, or says what is malformed.
func (r Request) Check(station note.Verifier, seen []byte) (record.TreeHead, error) {
	head, err := record.OpenCheckpoint(station, r.Checkpoint)
	if err != nil {
		return record.TreeHead{}, err
	}
	var before record.TreeHead
	seen = bytes.Clone(seen) // a Fork outlives the transaction that it is from
	if seen != nil {
		if before, err = record.OpenCheckpoint(station, seen); err != nil {
			return record.TreeHead{}, err
		}
	}
	fork := &Fork{Origin: station.Name(), Earlier: seen, EarlierHead: before, Now: r.Checkpoint, NowHead: head, Proof: r.Proof}
	switch {
	case head.Size < before.Size, head.Size == before.Size && head.Root != before.Root:
		return record.TreeHead{}, fork
	case r.Old != before.Size:
		return record.TreeHead{}, &SeenError{Seen: before.Size, Old: r.Old}
	case before.Size == 0 || head.Size == before.Size:
		if len(r.Proof) > 0 {
			return record.TreeHead{}, fmt.Errorf("%w request: a proof where there is nothing to prove", ErrInvalid)
		}
		return head, nil
	case tlog.CheckTree(r.Proof, head.Size, head.Root, before.Size, before.Root) != nil:
		return record.TreeHead{}, fork
	}
	return head, nil
}
