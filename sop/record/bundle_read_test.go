package record_test

import (
	"bytes"
	"strings"
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
	bundles := map[bool]fstest.MapFS{true: l.Bundle(admin), false: l.Bundle(admin, "r-0001")}
	for name, data := range map[string][]byte{
		"entries/00000003.json": []byte("{}"), "entries/00000003.tlog-proof": []byte("x"), "checkpoint": []byte("x"), "bundle.json": []byte("{}"), "entries/00000000.json": []byte("{}"),
		"log.jsonl": []byte("{}"), "signatures": []byte("entry 0\n"), "checkpoints": []byte("1 x\n"),
	} {
		files := changed(bundles[!strings.Contains(name, "proof")], map[string][]byte{name: data})
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
