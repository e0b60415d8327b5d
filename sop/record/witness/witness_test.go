package witness_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop/record"
	"soprun/sop/record/witness"
)

// stored is a tree's hashes as RFC 6962's own implementation keeps them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = s[at]
	}
	return out, nil
}

// grown is a log of a station, as trees of every size.
type grown struct {
	t       testing.TB
	signer  note.Signer
	station note.Verifier
	hashes  stored
	tree    record.Frontier
	notes   map[int64][]byte
}

func growing(t testing.TB) *grown {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "st-elsewhere/bench-1")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	station, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return &grown{t: t, signer: signer, station: station, notes: map[int64][]byte{}}
}

// add appends leaves that hold a word, with a checkpoint after each.
func (g *grown) add(n int, word string) *grown {
	g.t.Helper()
	for range n {
		leaf := record.LeafHash(fmt.Appendf(nil, "%s %d", word, g.tree.Size()), nil)
		g.hashes = append(g.hashes, g.tree.Add(leaf)...)
		checkpoint, err := record.SignCheckpoint(g.signer, g.tree.Head())
		if err != nil {
			g.t.Fatal(err)
		}
		g.notes[g.tree.Size()] = checkpoint
	}
	return g
}

// fork returns the same station's log up to a size, to be grown anew.
func (g *grown) fork(size int64) *grown {
	return (&grown{t: g.t, signer: g.signer, station: g.station, notes: map[int64][]byte{}}).add(int(size), "entry")
}

// request asks for a checkpoint, from what the witness saw before.
func (g *grown) request(old int64) witness.Request {
	g.t.Helper()
	r := witness.Request{Old: old, Checkpoint: g.notes[g.tree.Size()]}
	if old > 0 && old < g.tree.Size() {
		var err error
		if r.Proof, err = tlog.ProveTree(g.tree.Size(), old, g.hashes); err != nil {
			g.t.Fatal(err)
		}
	}
	return r
}

func TestAWitnessSeesThatALogGoesOn(t *testing.T) {
	g := growing(t).add(20, "entry")
	for old := int64(0); old <= 20; old++ {
		r := g.request(old)
		parsed, err := witness.ParseRequest(r.Bytes())
		if err != nil {
			t.Fatalf("from %d: %v", old, err)
		}
		if head, err := parsed.Check(g.station, g.notes[old]); err != nil || head.Size != 20 {
			t.Errorf("from %d: %v, %v", old, head, err)
		}
	}
}

func TestAWitnessRefusesALogThatWasPutBackOrGrownAnew(t *testing.T) {
	g := growing(t).add(20, "entry")
	forked := g.fork(12).add(13, "other")
	for name, r := range map[string]witness.Request{
		"put back":             g.fork(12).request(0),
		"grown anew, shorter":  g.fork(12).add(3, "other").request(12),
		"grown anew, as long":  g.fork(12).add(8, "other").request(12),
		"grown anew, longer":   forked.request(20),
		"with another's proof": {Old: 20, Proof: g.fork(20).add(5, "entry").request(20).Proof, Checkpoint: forked.notes[25]},
	} {
		_, err := r.Check(g.station, g.notes[20])
		var fork *witness.Fork
		if !errors.As(err, &fork) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		report := fork.Report()
		if !strings.Contains(report, string(g.notes[20])) || !strings.Contains(report, string(r.Checkpoint)) {
			t.Errorf("%s: the report has not both notes:\n%s", name, report)
		}
		for _, h := range r.Proof {
			if !strings.Contains(report, h.String()) {
				t.Errorf("%s: the report lacks the proof", name)
			}
		}
	}
}

func TestWhatWasKeptOutsideTellsALogThatWasPutBackOrGrownAnew(t *testing.T) {
	g := growing(t).add(20, "entry")
	for name, c := range map[string]struct {
		log        *grown
		fork, back bool
	}{
		"goes on":    {log: g.fork(20).add(5, "entry")},
		"put back":   {log: g.fork(12), fork: true, back: true},
		"grown anew": {log: g.fork(12).add(13, "other"), fork: true},
	} {
		size := c.log.tree.Size()
		fork, err := witness.CheckKept(g.station, g.notes[20], c.log.notes[size], func(n int64) (tlog.Hash, bool) {
			root, err := tlog.TreeHash(n, c.log.hashes)
			return root, err == nil
		})
		if err != nil || (fork != nil) != c.fork || fork != nil && (fork.RolledBack() != c.back || fork.Error() == "") {
			t.Errorf("%s: %v, %v", name, fork, err)
		}
		if fork != nil && strings.Contains(fork.Report(), "The root of the log") == c.back {
			t.Errorf("%s:\n%s", name, fork.Report())
		}
	}
	if _, err := witness.CheckKept(g.station, nil, g.notes[20], nil); err == nil {
		t.Error("nothing was kept, and it was compared")
	}
	if _, err := witness.CheckKept(g.station, g.notes[20], nil, nil); err == nil {
		t.Error("the log has no checkpoint, and it was compared")
	}
}

func TestAWitnessSaysWhichSizeToAskFrom(t *testing.T) {
	g := growing(t).add(20, "entry")
	_, err := g.request(7).Check(g.station, g.notes[12])
	var seen *witness.SeenError
	if !errors.As(err, &seen) || seen.Seen != 12 || !strings.Contains(err.Error(), "from 12") {
		t.Errorf("a request from 7 to a witness that saw 12: %v", err)
	}
	for name, r := range map[string]witness.Request{
		"a proof from nothing": {Old: 0, Proof: g.request(7).Proof, Checkpoint: g.notes[20]},
		"another key's":        growing(t).add(3, "entry").request(0),
	} {
		if _, err := r.Check(g.station, nil); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestARequestHasOneSpelling(t *testing.T) {
	good := string(growing(t).add(9, "entry").request(4).Bytes())
	if _, err := witness.ParseRequest([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"empty": "", "no size": strings.TrimPrefix(good, "old 4\n"), "a plus": strings.Replace(good, "old 4", "old +4", 1),
		"a zero": strings.Replace(good, "old 4", "old 04", 1), "below nothing": strings.Replace(good, "old 4", "old -4", 1),
		"carriage returns": strings.ReplaceAll(good, "\n", "\r\n"), "a bad hash": strings.Replace(good, "old 4\n", "old 4\nAAAA\n", 1),
		"no empty line": strings.Replace(good, "\n\n", "\n", 1),
	} {
		if _, err := witness.ParseRequest([]byte(bad)); bad == good || !errors.Is(err, witness.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func newWitness(t testing.TB, name string) *witness.Cosigner {
	t.Helper()
	private, err := witness.NewCosigner(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	key, err := witness.ReadCosigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestACosignatureIsOverTheTimeAndTheCheckpointsText(t *testing.T) {
	g, key := growing(t).add(5, "entry"), newWitness(t, "bench-2")
	at := time.Date(2026, 11, 22, 9, 0, 7, 0, time.UTC)
	cosigned := key.Cosign(g.notes[5], at)
	public, err := witness.ReadVerifier(key.String())
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, when, err := witness.OpenCosigned(g.station, public, cosigned)
	if err != nil || !bytes.Equal(checkpoint, g.notes[5]) || !when.Equal(at) {
		t.Fatalf("%s at %s: %v", checkpoint, when, err)
	}
	// The bytes that FORMAT.md names, put together by hand.
	line := strings.Fields(strings.TrimPrefix(string(cosigned), string(g.notes[5])))
	raw, err := base64.StdEncoding.DecodeString(line[2])
	if err != nil || line[1] != "bench-2" || len(raw) != 4+8+64 || binary.BigEndian.Uint64(raw[4:]) != uint64(at.Unix()) {
		t.Fatalf("the line is %q (%v)", line, err)
	}
	text, _, _ := strings.Cut(string(g.notes[5]), "\n\n")
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s\n", at.Unix(), text)
	key64, err := base64.StdEncoding.DecodeString(strings.SplitN(key.String(), "+", 3)[2])
	if err != nil || key64[0] != 4 || !ed25519.Verify(key64[1:], []byte(message), raw[12:]) {
		t.Errorf("the signature is not over the bytes of the format (%v)", err)
	}
}

func TestACosignedCheckpointCannotBeChanged(t *testing.T) {
	g, key := growing(t).add(5, "entry"), newWitness(t, "bench-2")
	cosigned := key.Cosign(g.notes[5], time.Unix(1_800_000_000, 0))
	for i := range len(cosigned) * 8 {
		bad := bytes.Clone(cosigned)
		bad[i/8] ^= 1 << (i % 8)
		if _, _, err := witness.OpenCosigned(g.station, &key.Verifier, bad); !errors.Is(err, witness.ErrInvalid) {
			t.Fatalf("bit %d flipped: %v", i, err)
		}
	}
	other := newWitness(t, "bench-2")
	for name, bad := range map[string][]byte{
		"by another key":      other.Cosign(g.notes[5], time.Unix(1, 0)),
		"not cosigned":        g.notes[5],
		"cosigned twice":      other.Cosign(cosigned, time.Unix(1, 0)),
		"of another station":  key.Cosign(growing(t).add(5, "entry").notes[5], time.Unix(1, 0)),
		"moved to other text": append(bytes.Clone(g.add(1, "entry").notes[6]), cosigned[bytes.LastIndex(cosigned, []byte("— ")):]...),
	} {
		if _, _, err := witness.OpenCosigned(g.station, &key.Verifier, bad); !errors.Is(err, witness.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAWitnessKeyThatIsDamagedIsRefused(t *testing.T) {
	for _, name := range []string{"", "bench 2", "bench+2", "bench\n2", "bench\u202e2"} {
		if _, err := witness.NewCosigner(rand.Reader, name); !errors.Is(err, witness.ErrInvalid) {
			t.Errorf("a witness is called %q: %v", name, err)
		}
	}
	private, err := witness.NewCosigner(rand.Reader, "bench-2")
	if err != nil {
		t.Fatal(err)
	}
	key, err := witness.ReadCosigner(private)
	if err != nil {
		t.Fatal(err)
	}
	for i := range private {
		bad := []byte(private)
		bad[i] ^= 1
		if _, err := witness.ReadCosigner(string(bad)); err == nil {
			t.Errorf("byte %d of the private key was changed", i)
		}
	}
	public := key.String()
	for i := range public {
		bad := []byte(public)
		bad[i] ^= 1
		if _, err := witness.ReadVerifier(string(bad)); !errors.Is(err, witness.ErrInvalid) {
			t.Errorf("byte %d of the public key was changed: %v", i, err)
		}
	}
	if _, err := witness.ReadCosigner(public); !errors.Is(err, witness.ErrInvalid) {
		t.Errorf("a public key is taken for a private one: %v", err)
	}
}
