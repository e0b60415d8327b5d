package record

import (
	"bytes"
	"crypto"
	_ "embed" // the README and the verifier of every bundle
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// BundleVersion is the "v" of a bundle of this format.
const BundleVersion = "soprun-bundle/4"

// ExportNamespace is that of a signature over a bundle's manifest.
const ExportNamespace = "soprun-export@v1"

// The files of a bundle beside its entries and texts. Those of a whole log are in bundle_whole.go.
const (
	fileAbout      = "bundle.json"
	fileCheckpoint = "checkpoint"
	fileSigners    = "allowed_signers"
	fileRevoked    = "revoked"
	fileWords      = "record.txt"
	fileReadme     = "README"
	fileVerifier   = "verify.py"
	fileManifest   = "MANIFEST"
	fileSignature  = "MANIFEST.sig"
	dirTexts       = "texts/"
)

// BundleVerifier is the program in python that every bundle brings along.
//
//go:embed bundle/verify.py
var BundleVerifier []byte

//go:embed bundle/README.txt
var bundleReadme string

// About is what a bundle says of itself: its bundle.json.
type About struct {
	App     string // version of the program that made it
	At      Time   // when
	By      string // who signed the manifest
	Entries int64  // that it holds
	Filter  *Filter
	Log     string
	Size    int64 // of the log that its checkpoint covers
	V       string
}

// Whole reports whether the bundle holds the whole log.
func (a *About) Whole() bool { return a.Filter == nil }

func (a *About) check() error {
	err := errors.Join(field("app", a.App, 1, 64), CheckOrigin(a.Log), a.Filter.check(),
		checkNumber("entries", a.Entries), checkNumber("size", a.Size))
	if a.By != "" {
		err = errors.Join(err, CheckPersonID(a.By))
	}
	switch {
	case a.V != BundleVersion:
		err = errors.Join(err, fmt.Errorf("v %q: needs to be %q; what another version of soprun made is verified with that one, here %q, or with the verify.py in it", a.V, BundleVersion, a.App))
	case a.Entries < 1 || a.Entries > a.Size || a.Whole() && a.Entries != a.Size:
		err = errors.Join(err, fmt.Errorf("%d entries of %d: cannot be", a.Entries, a.Size))
	}
	return err
}

func (a *About) code(f *codec) {
	forText(f, "app", &a.App)
	f.time("at", &a.At)
	forOptText(f, "by", &a.By)
	forNumber(f, "entries", &a.Entries)
	forOptObject(f, "filter", &a.Filter)
	forText(f, "log", &a.Log)
	forNumber(f, "size", &a.Size)
	forText(f, "v", &a.V)
}

// readAbout accepts exactly what canonical returns of an About.
func readAbout(text []byte) (*About, error) {
	a := &About{}
	if err := readCanonical(text, a); err != nil {
		return nil, err
	}
	return a, a.check()
}

// entryFile is the name of an entry's payload in a bundle.
func entryFile(position int64) string { return fmt.Sprintf("entries/%08d.json", position) }

func proofFile(position int64) string { return fmt.Sprintf("entries/%08d.tlog-proof", position) }

// entryOf returns the position in the name of a payload.
func entryOf(name string) (int64, bool) {
	digits, _, _ := strings.Cut(strings.TrimPrefix(name, "entries/"), ".")
	at, err := strconv.ParseInt(digits, 10, 64)
	return at, err == nil && at >= 0 && (entryFile(at) == name)
}

// erasedWords is the line of a destroyed entry in record.txt.
func erasedWords(position int64, g *Erased) string {
	return fmt.Sprintf("%08d  destroyed by the disposal in entry %d\n", position, g.Disposal)
}

const proofHead = "c2sp.org/tlog-proof@v1\nindex "

// formatProof returns a C2SP tlog-proof without extra data.
func formatProof(position int64, proof tlog.RecordProof, checkpoint []byte) []byte {
	b := strconv.AppendInt([]byte(proofHead), position, 10)
	b = append(b, '\n')
	for _, h := range proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	return append(append(b, '\n'), checkpoint...)
}

// parseProof reads what formatProof returns, and nothing else.
func parseProof(position int64, text, checkpoint []byte) (proof tlog.RecordProof, err error) {
	lines, _, _ := strings.Cut(string(text), "\n\n")
	for _, line := range strings.Split(lines, "\n")[min(2, strings.Count(lines, "\n")+1):] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return nil, fmt.Errorf("%q is no hash", line)
		}
		proof = append(proof, h)
	}
	if !bytes.Equal(formatProof(position, proof, checkpoint), text) {
		return nil, errors.New("it is not a proof of this entry to the checkpoint, spelt in the one allowed way")
	}
	return proof, nil
}

// wordsHead begins record.txt.
func wordsHead(a *About, genesis *Genesis) string {
	head := fmt.Sprintf("Log %s: %d of %d entries\n", a.Log, a.Entries, a.Size)
	if genesis.Demo {
		head += "A demo: made up, not a record\n"
	}
	return head
}

// wordsLine is the line of an entry in record.txt. keys and standing are those of the
// whole bundle: what is disputed or superseded is said later.
// A fact is told by the members of its body.
func wordsLine(position int64, e *Entry, said []byte, keys Keys, standing standings) []byte {
	line := fmt.Appendf(make([]byte, 0, 64+len(said)+len(e.Statement)), "%08d  %s  ", position, e.Clock.local(e.At.Time).Format("2006-01-02 15:04:05 (UTC-07:00)"))
	if e.Type.Act() && keys.Disputed(e.Person, position) {
		line = append(line, "DISPUTED: "...)
	}
	line = append(line, standing.mark(position)...)
	if e.Type.Act() {
		return append(append(line, e.Statement...), '\n')
	}
	if e.Person != "" {
		line = append(append(line, e.Person...), ": "...)
	}
	return append(append(append(line, e.Type...), said...), '\n')
}

// storedWords is the line of an entry as it is stored, with what stands above the first. That
// the entry is one is for who verifies the log.
func storedWords(a *About, stored Stored, keys Keys, standing standings) ([]byte, error) {
	if stored.Erased != nil {
		return []byte(erasedWords(stored.Position, stored.Erased)), nil
	}
	body := flatBody{}
	e := Entry{Body: &body}
	if err := readCanonical(stored.Payload, &e); err != nil {
		return nil, fmt.Errorf("entry %d: %w", stored.Position, err)
	}
	line := wordsLine(stored.Position, &e, body.words, keys, standing)
	if e.Type != KindGenesis {
		return line, nil
	}
	genesis := Genesis{}
	if err := readCanonical(stored.Payload, &Entry{Body: &genesis}); err != nil {
		return nil, fmt.Errorf("entry %d: %w", stored.Position, err)
	}
	return append([]byte(wordsHead(a, &genesis)), line...), nil
}

// SignManifest returns the armored signature of a bundle's manifest.
func SignManifest(signer crypto.Signer, manifest []byte) ([]byte, error) {
	blob, err := sign(signer, ExportNamespace, manifest)
	if err != nil {
		return nil, err
	}
	return armor(blob), nil
}
