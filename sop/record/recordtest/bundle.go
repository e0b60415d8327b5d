package recordtest

import (
	"bytes"
	"encoding/base64"
	"io"
	"iter"
	"slices"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop/record"
)

// bundled is a log as a record.BundleSource.
type bundled struct{ *Log }

func (b bundled) Entry(position int64) (record.Stored, error) { return b.Stored[position], nil }

func (b bundled) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		for _, e := range b.Stored {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func (b bundled) Signatures() iter.Seq2[record.SignedSize, error] {
	return func(yield func(record.SignedSize, error) bool) {
		for _, e := range b.Stored {
			if len(e.Checkpoint) == 0 {
				continue
			}
			word := bytes.Fields(e.Checkpoint[bytes.LastIndexByte(e.Checkpoint, ' '):])[0]
			signature, err := base64.StdEncoding.DecodeString(string(word))
			if !yield(record.SignedSize{Size: e.Position + 1, Signature: signature[4:]}, err) {
				return
			}
		}
	}
}

func (b bundled) Prove(position int64) (tlog.RecordProof, error) {
	return tlog.ProveRecord(b.Tree.Size(), position, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			hashes[i] = b.Stored[(n+1)<<level-1].Hashes[level]
		}
		return hashes, nil
	}))
}

func (b bundled) Checkpoint() ([]byte, error) { return b.Stored[len(b.Stored)-1].Checkpoint, nil }

// Placed yields the entries as record.Part takes them.
func (l *Log) Placed(yield func(record.Placed, error) bool) {
	for _, e := range l.Stored {
		if e.Erased != nil {
			continue
		}
		entry, err := record.Decode(e.Payload)
		if !yield(record.Placed{Position: e.Position, Leaf: e.Hashes[0], Entry: entry}, err) {
			return
		}
	}
}

// Bundle returns a bundle of a run, of the whole log where none is named, signed by
// a person unless by is "".
func (l *Log) Bundle(by string, run ...string) fstest.MapFS {
	l.T.Helper()
	if len(run) == 0 {
		return l.BundleOf(by, nil)
	}
	return l.BundleOf(by, &record.Filter{Run: run[0]})
}

// BundleOf returns a bundle of what a filter selects, and of the entries at some
// other positions, which make it a false one.
func (l *Log) BundleOf(by string, filter *record.Filter, others ...int64) fstest.MapFS {
	l.T.Helper()
	out := fstest.MapFS{}
	b := record.Bundle{
		About: record.About{
			App: "test", At: record.At(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)), By: by, Filter: filter, Log: l.Origin, Size: l.Tree.Size(),
		},
		Add: Files(out).Add, Create: Files(out).Create,
	}
	if by != "" {
		b.Sign = func(manifest []byte) ([]byte, error) { return record.SignManifest(l.KeyOf(by), manifest) }
	}
	b.Positions = l.positions(filter, by)
	b.Positions = slices.Compact(slices.Sorted(slices.Values(append(b.Positions, others...))))
	if _, err := record.WriteBundle(bundled{l}, b); err != nil {
		l.T.Fatal(err)
	}
	return out
}

func (l *Log) positions(filter *record.Filter, by string) []int64 {
	if filter == nil {
		return nil
	}
	all, err := record.Part(l.Placed, filter, by)
	if err != nil {
		l.T.Fatal(err)
	}
	return all
}

// Files are those of a bundle, in memory.
type Files fstest.MapFS

// Add takes one file.
func (f Files) Add(name string, content []byte) error {
	f[name] = &fstest.MapFile{Data: bytes.Clone(content), Mode: 0o644}
	return nil
}

// Create begins a file.
func (f Files) Create(name string) (io.WriteCloser, error) { return &file{name: name, in: f}, nil }

// file is one that is in a bundle when it is closed.
type file struct {
	bytes.Buffer
	name string
	in   Files
}

// Close puts it there.
func (f *file) Close() error { return f.in.Add(f.name, f.Bytes()) }
