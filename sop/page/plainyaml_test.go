package page

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// sameNode says where two nodes differ in what is looked at, "" for nowhere.
func sameNode(a, b *yaml.Node) string {
	null := func(n *yaml.Node) bool { return n.Tag == "!!null" }
	const styles = yaml.TaggedStyle | yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle
	if a.Kind != b.Kind || a.Value != b.Value || null(a) != null(b) || a.Style&styles != b.Style&styles || a.Anchor != b.Anchor ||
		len(a.Content) != len(b.Content) || a.Kind != yaml.DocumentNode && (a.Line != b.Line || a.Column != b.Column) {
		return fmt.Sprintf("%+v is not\n%+v", *a, *b)
	}
	for i := range a.Content {
		if diff := sameNode(a.Content[i], b.Content[i]); diff != "" {
			return diff
		}
	}
	return ""
}

// checkPlain holds what is read as plain front matter against the YAML library.
func checkPlain(body []byte) error {
	got := plainDocument(body)
	if got == nil {
		return nil
	}
	want, err := anyDocument(body)
	if err != nil {
		return fmt.Errorf("%q is read, and the library says %w", body, err)
	}
	if diff := sameNode(got, want); diff != "" {
		return fmt.Errorf("%q: %s", body, diff)
	}
	return nil
}

func TestThePlainFormsOfFrontMatterAreReadAsYAMLReadsThem(t *testing.T) {
	files, err := filepath.Glob("../../procedures/*/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages (%v)", err)
	}
	read := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		end := frontMatterEnd(src)
		if end == 0 {
			continue
		}
		body := src[len(fence) : bytes.LastIndexByte(src[:end-1], '\n')+1]
		if err := checkPlain(body); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if plainDocument(body) != nil {
			read++
		}
	}
	if read < len(files)/2 {
		t.Errorf("of %d pages %d are plain", len(files), read)
	}
}

// plainSeeds are what is plain, and what nearly is.
var plainSeeds = []string{
	"\nid: SOP-A-1\ntitle: Clean it\n", "\ntitle: \"Clean: the short way\"\n", "\ncodes: [S7, S16]\n", "\nchanges:\n  - {version: 1.0, date: 2026-11-22, what: first issue}\n  - {version: 1.1, what: \"a, b\"}\nlang: en\n",
	"\na: 09:00\n", "\na: b: c\n", "\na: b #c\n", "\na: null\n", "\na: ~\n", "\na: yes\n", "\na: 'b'\n", "\na: \"b\\n\"\n", "\na: \"b\n  c\"\n", "\na: b\n  c\n", "\na: [b, c\n", "\na: [b, c] d\n", "\na: [b,c]\n", "\na: [b: c]\n",
	"\na: []\n", "\na:\n", "\na:\nb: c\n", "\na:\n  - {}\n", "\na:\n  - {b: c}\n   - {b: c}\n", "\na: it's\n", "\na: é\n", "\né: a\n", "\na: b\x85c\n", "\na: b ? c\n", "\na: b - c\n", "\na: b-\n", "\na: b  c\n", "\na: b %\n", "\na: \"\"\n",
	"\na: [\"b\", c d]\n", "\na: [b , c]\n", "\na: [b, c ]\n", "\na: [ b]\n", "\na: b\n---\nc: d\n", "\na: b\n...\n", "\n# a\na: b\n", "\na: b,\n", "\na: b]\n", "\na: b}\n", "\na-: b\n", "\n-a: b\n", "\na: b\na: c\n", "\na: b\t\n", "\na:\n  - {b: c:d}\n", "\na: [09:00, b]\n", "\na: [b?, c]\n",
	"\n" + strings.Repeat("a", 1100) + ": b\n", "\na: " + strings.Repeat("b ", 1100) + "c\n", "\na:\n  - {b: " + strings.Repeat("c", 1100) + ", d: e}\n", "\na: [\"" + strings.Repeat("b", 1100) + "\", c]\n",
}

func TestWhatIsNearlyPlainIsReadAsYAMLReadsIt(t *testing.T) {
	plain := 0
	for _, body := range plainSeeds {
		if err := checkPlain([]byte(body)); err != nil {
			t.Error(err)
		}
		if plainDocument([]byte(body)) != nil {
			plain++
		}
	}
	if plain < 10 || plain == len(plainSeeds) {
		t.Errorf("%d of %d are plain", plain, len(plainSeeds))
	}
}

// TestEveryByteInPlainFrontMatterIsReadAsYAMLReadsIt puts each character into each place.
func TestEveryByteInPlainFrontMatterIsReadAsYAMLReadsIt(t *testing.T) {
	const body = "\na: b c\nd: [e, f]\ng:\n  - {h: i, j: \"k\"}\n"
	chars := []string{"\u00a0", "\u0085", "\u2028", "é", "\ufeff", ": ", " #", "- ", "\n"}
	for c := range byte(0x80) {
		chars = append(chars, string(rune(c)))
	}
	for at := range len(body) + 1 {
		for _, c := range chars {
			for _, to := range []int{at, at + 1} {
				changed := slices.Concat([]byte(body[:at]), []byte(c), []byte(body[min(to, len(body)):]))
				if err := checkPlain(changed); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func FuzzPlainFrontMatter(f *testing.F) {
	for _, body := range plainSeeds {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if err := checkPlain(body); err != nil {
			t.Fatal(err)
		}
	})
}
