package record_test

import (
	"bytes"
	"maps"
	"testing"
	"testing/fstest"

	"soprun/sop/record"
)

func TestABundleIsReadBackAsItWasWritten(t *testing.T) {
	l := shift(t)
	for name, files := range map[string]fstest.MapFS{"whole": l.Bundle(admin), "part": l.Bundle(admin, "r-0001")} {
		b, err := record.OpenBundle(files)
		if err != nil {
			t.Fatal(err)
		}
		n, texts := int64(0), 0
		for e, err := range b.Entries() {
			if err != nil {
				t.Fatal(err)
			}
			if n++; !bytes.Equal(e.Payload, l.Stored[e.Position].Payload) || !bytes.Equal(e.Signature, l.Stored[e.Position].Signature) {
				t.Errorf("%s: entry %d is another one", name, e.Position)
			}
		}
		for text, err := range b.Texts() {
			if texts++; err != nil || len(text) == 0 {
				t.Errorf("%s: %d bytes, %v", name, len(text), err)
			}
		}
		if n != b.About.Entries || texts == 0 || b.Head != l.Head() || b.About.Whole() != (name == "whole") || len(b.Checkpoint) == 0 {
			t.Errorf("%s: %d of %d entries, %d texts, head %v", name, n, b.About.Entries, texts, b.Head)
		}
	}
}

// What is in a bundle is compared with its checkpoint again as it is read.
func TestABundleThatWasChangedIsNotReadOn(t *testing.T) {
	l := shift(t)
	whole := l.Bundle(admin)
	for name, data := range map[string][]byte{"entries/00000003.json": []byte("{}"), "entries/00000003.tlog-proof": []byte("x"), "checkpoint": []byte("x"), "bundle.json": []byte("{}"), "entries/00000000.json": []byte("{}")} {
		files := maps.Clone(whole)
		files[name] = &fstest.MapFile{Data: data}
		b, err := record.OpenBundle(files)
		if err != nil {
			continue
		}
		var failed error
		for _, failed = range b.Entries() {
			if failed != nil {
				break
			}
		}
		if failed == nil {
			t.Errorf("%s was changed, and everything is read", name)
		}
	}
}
