package store_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// bundled is a bundle of a log: of some positions, or of all of it.
func bundled(t *testing.T, s *store.Store, filter *record.Filter) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := s.Snapshot(func(snap *store.Snapshot) (err error) {
		b := record.Bundle{
			About: record.About{App: "1.0", At: record.At(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)), Filter: filter, Log: recordtest.Origin, Size: snap.Size()},
			Add:   recordtest.Files(files).Add, Create: recordtest.Files(files).Create,
		}
		if filter != nil {
			b.Positions, err = record.Part(snap.Placed, filter, "")
		}
		if err == nil {
			_, err = record.WriteBundle(snap, b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// openedCopy opens a copy of a bundle.
func openedCopy(t *testing.T, files fstest.MapFS) *store.Store {
	t.Helper()
	b, err := record.OpenBundle(files)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "log.db")
	if err := store.CopyBundle(t.Context(), path, b); err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenCopy(path, b.Head, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// twoRuns is a log with two completions.
func twoRuns(t *testing.T) *store.Store {
	t.Helper()
	s := MustOpen(t, filepath.Join(t.TempDir(), "log.db"))
	p := newPair(t, s)
	for _, name := range []string{"r-0001", "r-0002"} {
		p.append(p.Start(recordtest.Worker, name, recordtest.Done("clean")...)...)
		p.append(p.Act(recordtest.Worker, "assistant", p.CompletionBody(name)))
	}
	return s
}

// found are the completions of a log.
func found(t *testing.T, s *store.Store) (all []int64) {
	t.Helper()
	if err := s.Find(store.Query{}, func(at int64) bool { all = append(all, at); return true }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestACopyOfAWholeLogIsTheLog(t *testing.T) {
	s := twoRuns(t)
	own := openedCopy(t, bundled(t, s, nil))
	if own.Head() != s.Head() || len(found(t, own)) != 2 || !own.IsReadOnly() {
		t.Errorf("head %v, want %v; %d completions", own.Head(), s.Head(), len(found(t, own)))
	}
	for at := range s.Head().Size {
		_, want, err := s.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := own.Get(at); err != nil || string(got.Payload) != string(want.Payload) || string(got.Signature) != string(want.Signature) || got.Hashes[0] != want.Hashes[0] {
			t.Errorf("entry %d is another one: %v", at, err)
		}
	}
	if text, ok := own.Text(recordtest.TextSHA256); !ok || string(text) != recordtest.Text {
		t.Errorf("%q", text)
	}
	if note, err := own.Checkpoint(); err != nil || len(note) == 0 {
		t.Errorf("%s, %v", note, err)
	}
}

func TestACopyOfAPartSaysThatTheRestIsElsewhere(t *testing.T) {
	s := twoRuns(t)
	own := openedCopy(t, bundled(t, s, &record.Filter{Run: "r-0001"}))
	all := found(t, own)
	if own.Head() != s.Head() || len(all) != 1 {
		t.Fatalf("head %v, want %v; completions %v", own.Head(), s.Head(), all)
	}
	if entries, completion, err := own.Run("r-0001"); err != nil || len(entries) == 0 || completion != all[0] {
		t.Errorf("%v, %d, %v", entries, completion, err)
	}
	last := found(t, s)[0]
	_, _, err := own.Get(last)
	if !errors.Is(err, store.ErrElsewhere) || !errors.Is(err, store.ErrErased) {
		t.Errorf("entry %d: %v", last, err)
	}
}

func TestNoCopyIsMadeOfABundleThatWasChanged(t *testing.T) {
	whole := bundled(t, twoRuns(t), nil)
	part := bundled(t, twoRuns(t), &record.Filter{Run: "r-0001"})
	for name, change := range map[string]func(fstest.MapFS){
		"a proof":      func(m fstest.MapFS) { m["entries/00000003.tlog-proof"].Data[60] ^= 1 },
		"a part entry": func(m fstest.MapFS) { m["entries/00000003.json"].Data[3] ^= 1 },
		"an entry":     func(m fstest.MapFS) { m["log.jsonl"].Data[bytes.IndexByte(m["log.jsonl"].Data, '\n')+3] ^= 1 },
		"a signature":  func(m fstest.MapFS) { m["signatures"].Data[60] ^= 1 },
		"no entry": func(m fstest.MapFS) {
			m["log.jsonl"].Data = m["log.jsonl"].Data[bytes.IndexByte(m["log.jsonl"].Data, '\n')+1:]
		},
		"checkpoint": func(m fstest.MapFS) { m["checkpoint"].Data[40] ^= 1 },
		"about":      func(m fstest.MapFS) { m["bundle.json"].Data = []byte("{}") },
	} {
		files := fstest.MapFS{}
		of := whole
		if strings.HasPrefix(name, "a p") {
			of = part
		}
		for file, f := range of {
			files[file] = &fstest.MapFile{Data: append([]byte(nil), f.Data...)}
		}
		change(files)
		b, err := record.OpenBundle(files)
		if err == nil {
			err = store.CopyBundle(t.Context(), filepath.Join(t.TempDir(), "log.db"), b)
		}
		if err == nil {
			t.Errorf("%s was changed, and a copy was made", name)
		}
	}
	b, err := record.OpenBundle(whole)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.CopyBundle(ctx, filepath.Join(t.TempDir(), "log.db"), b); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
