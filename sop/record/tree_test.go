package record_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
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

func TestTheFrontierIsTheTreeOfRFC6962(t *testing.T) {
	var f record.Frontier
	var hashes stored
	if f.Head().Root != sha256.Sum256(nil) {
		t.Error("the empty tree's root is not SHA-256 of nothing")
	}
	perLeaf := [][]tlog.Hash{}
	for n := range int64(300) {
		leaf := tlog.RecordHash([]byte{byte(n), byte(n >> 8)})
		want, err := tlog.StoredHashesForRecordHash(n, leaf, hashes)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, want...)
		got := f.Add(leaf)
		perLeaf = append(perLeaf, got)
		root, err := tlog.TreeHash(n+1, hashes)
		if err != nil || f.Head() != (record.TreeHead{Root: root, Size: n + 1}) || len(got) != len(want) || got[len(got)-1] != want[len(want)-1] {
			t.Fatalf("size %d: %v, want root %v (%v)", n+1, f.Head(), root, err)
		}
		resumed, err := record.ResumeFrontier(n+1, func(at int64, level int) (tlog.Hash, error) { return perLeaf[at][level], nil })
		if err != nil || resumed.Head() != f.Head() {
			t.Fatalf("size %d: resumed at %v (%v)", n+1, resumed.Head(), err)
		}
	}
	if _, err := record.ResumeFrontier(5, func(int64, int) (tlog.Hash, error) { return tlog.Hash{}, errors.New("gone") }); err == nil {
		t.Error("a tree was resumed without its hashes")
	}
}

func TestTheLeafIsThreeLines(t *testing.T) {
	got := string(record.Leaf([]byte("p"), nil))
	want := "soprun-log/1\npayload sha256:148de9c5a7a44d19e56cd9ae1a554bf67847afb0c58f6e12fa29ac7ddfca9940\nsignature sha256:-\n"
	if got != want {
		t.Errorf("leaf = %q, want %q", got, want)
	}
	signed := string(record.Leaf([]byte("p"), []byte("s")))
	if strings.Count(signed, "\n") != 3 || !strings.HasSuffix(signed, "signature sha256:043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89\n") {
		t.Errorf("leaf = %q", signed)
	}
}

func TestACheckpointHasOneSpelling(t *testing.T) {
	station, err := note.NewVerifier(recordtest.StationKey())
	if err != nil {
		t.Fatal(err)
	}
	head := recordtest.New(t).Head()
	good, err := record.SignCheckpoint(recordtest.Station(), head)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := record.OpenCheckpoint(station, good); err != nil || got != head {
		t.Fatalf("head = %v, %v", got, err)
	}
	text, _, _ := bytes.Cut(good, []byte("\n\n"))
	others, err := note.Sign(&note.Note{Text: string(text) + "\n"}, recordtest.Station())
	if err != nil || !bytes.Equal(good, others) {
		t.Errorf("a checkpoint is %q, and as a signed note %q, %v", good, others, err)
	}
	of, signature, err := record.CheckpointParts(station, good)
	if err != nil || of != head || !bytes.Equal(record.Checkpoint(station, of, signature), good) {
		t.Errorf("its parts do not make it again: %v, %x, %v", of, signature, err)
	}
	if lines := bytes.Count(good, []byte("\n")); lines != 5 {
		t.Errorf("%d lines, want 5", lines)
	}
	for i := range good {
		for bit := range 8 {
			changed := bytes.Clone(good)
			changed[i] ^= 1 << bit
			if _, err := record.OpenCheckpoint(station, changed); !errors.Is(err, record.ErrCheckpoint) {
				t.Fatalf("byte %d, bit %d: %v, want ErrCheckpoint", i, bit, err)
			}
		}
	}
	for n := range good {
		if _, err := record.OpenCheckpoint(station, good[:n]); err == nil {
			t.Fatalf("the first %d bytes verify", n)
		}
	}
}

func TestASignedNoteOfAnotherShapeIsNoCheckpoint(t *testing.T) {
	station, err := note.NewVerifier(recordtest.StationKey())
	if err != nil {
		t.Fatal(err)
	}
	root := "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	for _, text := range []string{
		"\n", "x\n", recordtest.Origin + "\n1\n" + root + "\nmore\n", recordtest.Origin + "\n01\n" + root + "\n",
		recordtest.Origin + "\n-1\n" + root + "\n\n", recordtest.Origin + "\n1\nAAAA\n", "other/log\n1\n" + root + "\n", recordtest.Origin + "\n1 \n" + root + "\n",
	} {
		signed, err := note.Sign(&note.Note{Text: text}, recordtest.Station())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := record.OpenCheckpoint(station, signed); !errors.Is(err, record.ErrCheckpoint) {
			t.Errorf("%q: %v, want ErrCheckpoint", text, err)
		}
	}
}

// A proof of the stored hashes is one that tlog accepts, so that a receipt can
// be checked by others' programs.
func TestAnInclusionProofHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 200).Draw(t, "size")
		at := rapid.Int64Range(0, n-1).Draw(t, "position")
		var f record.Frontier
		var hashes stored
		leaves := make([]tlog.Hash, n)
		for i := range n {
			leaves[i] = record.LeafHash([]byte{byte(i)}, nil)
			hashes = append(hashes, f.Add(leaves[i])...)
		}
		proof, err := tlog.ProveRecord(n, at, hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, n, f.Head().Root, at, leaves[at]); err != nil {
			t.Fatal(err)
		}
	})
}
