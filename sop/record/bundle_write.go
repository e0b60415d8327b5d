package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// BundleSource is the log that a bundle is taken from, as it was at one moment.
type BundleSource interface {
	// Entry returns the entry at a position.
	Entry(position int64) (Stored, error)
	// Prove returns the proof that leads from the entry to the checkpoint.
	Prove(position int64) (tlog.RecordProof, error)
	// Text returns the text kept under a SHA-256 (hexadecimal), or false.
	Text(sum string) ([]byte, bool)
	// Checkpoint returns the station's note over the log.
	Checkpoint() ([]byte, error)
}

// Bundle is what is to be written.
type Bundle struct {
	About     About   // V and Entries are set by WriteBundle
	Positions []int64 // of the entries, growing; for the whole log all of them
	// Unrecorded says why the log has no entry that the bundle was made, "" where it has.
	Unrecorded string
	// Sign signs the manifest for About.By, see SignManifest. It is nil where By is "".
	Sign func(manifest []byte) ([]byte, error)
	// Add takes one file. required
	Add func(name string, content []byte) error
}

// WriteBundle writes a bundle file by file, and returns its manifest's SHA-256.
func WriteBundle(src BundleSource, b Bundle) (manifest string, err error) {
	b.About.V, b.About.Entries = BundleVersion, int64(len(b.Positions))
	if err := b.About.check(); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	if (b.About.By != "") != (b.Sign != nil) {
		return "", errors.New("bundle: who signs it and with what belong together")
	}
	w := &bundleWriter{Bundle: b, src: src, keys: Keys{}, standing: newStandings(), texts: map[string]bool{}}
	if w.checkpoint, err = src.Checkpoint(); err != nil {
		return "", err
	}
	for _, at := range b.Positions {
		if err := w.entry(at); err != nil {
			return "", fmt.Errorf("entry %d: %w", at, err)
		}
	}
	if err := w.rest(); err != nil {
		return "", err
	}
	return w.close()
}

type bundleWriter struct {
	Bundle
	src                     BundleSource
	checkpoint, checkpoints []byte
	keys                    Keys
	standing                standings
	texts                   map[string]bool
	words                   strings.Builder
	manifest                []string // lines
}

func (w *bundleWriter) add(name string, content []byte) error {
	sum := sha256.Sum256(content)
	w.manifest = append(w.manifest, manifestLine(name, sum[:]))
	return w.Add(name, content)
}

func manifestLine(name string, sum []byte) string {
	return hex.EncodeToString(sum) + "  " + name + "\n"
}

// sortManifest orders lines by name.
func sortManifest(lines []string) string {
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[2*sha256.Size:], b[2*sha256.Size:]) })
	return strings.Join(lines, "")
}

func (w *bundleWriter) entry(at int64) error {
	stored, err := w.src.Entry(at)
	if err != nil {
		return err
	}
	proof, err := w.src.Prove(at)
	if err != nil {
		return err
	}
	if stored.Erased != nil {
		w.checkpoints = append(w.checkpoints, stored.Checkpoint...)
		return errors.Join(w.add(erasedFile(at), formatErased(stored.Erased)), w.add(proofFile(at), formatProof(at, proof, w.checkpoint)))
	}
	e, err := Decode(stored.Payload)
	if err != nil {
		return err
	}
	w.keys.apply(at, e)
	w.standing.apply(at, e)
	w.checkpoints = append(w.checkpoints, stored.Checkpoint...)
	err = errors.Join(w.text(e), w.add(entryFile(at), stored.Payload), w.add(proofFile(at), formatProof(at, proof, w.checkpoint)))
	if err == nil && len(stored.Signature) > 0 {
		err = w.add(entryFile(at)+".sig", stored.Signature)
	}
	return err
}

// text adds the text that an entry approves.
func (w *bundleWriter) text(e *Entry) error {
	b, ok := e.Body.(*Approve)
	if !ok || w.texts[b.SHA256] {
		return nil
	}
	text, ok := w.src.Text(b.SHA256)
	if !ok {
		return fmt.Errorf("the text %s that it approves is not kept", b.SHA256)
	}
	w.texts[b.SHA256] = true
	return w.add(dirTexts+b.SHA256, text)
}

// rest adds what follows from the entries.
func (w *bundleWriter) rest() error {
	about, err := canonical(&w.About)
	if err != nil {
		return err
	}
	if w.About.Whole() {
		err = w.add(fileCheckpoints, w.checkpoints)
	}
	return errors.Join(err,
		w.add(fileAbout, about), w.add(fileCheckpoint, w.checkpoint),
		w.add(fileSigners, w.keys.AllowedSigners(Namespace, ExportNamespace)), w.add(fileRevoked, w.keys.ended()),
		w.tell(), w.add(fileVerifier, BundleVerifier), w.add(fileReadme, []byte(w.readme())))
}

// tell adds record.txt, once every entry was seen: a later one can dispute it.
func (w *bundleWriter) tell() error {
	for _, at := range w.Positions {
		stored, err := w.src.Entry(at)
		if err != nil {
			return err
		}
		if stored.Erased != nil {
			w.words.WriteString(erasedWords(at, stored.Erased))
			continue
		}
		e, err := Decode(stored.Payload) // entry has decoded it
		if err != nil {
			return err
		}
		if genesis, ok := e.Body.(*Genesis); ok {
			w.words.WriteString(wordsHead(&w.About, genesis))
		}
		line, err := wordsLine(at, e, w.keys, w.standing)
		if err != nil {
			return err
		}
		w.words.WriteString(line)
	}
	return w.add(fileWords, []byte(w.words.String()))
}

func (w *bundleWriter) readme() string {
	holds, signed := "a part of the log, chosen by: "+w.About.Filter.words(), "Nobody signed MANIFEST: it shows damage, and not who made this bundle."
	if w.About.Whole() {
		holds = "the whole log"
	}
	if w.About.By != "" {
		signed = w.About.By + " signed MANIFEST, and so vouches that this is a true copy:\n\n" +
			"    ssh-keygen -Y verify -f allowed_signers -r revoked -I " + w.About.By + " -n " + ExportNamespace + " -s MANIFEST.sig < MANIFEST"
	}
	unrecorded := ""
	if w.Unrecorded != "" {
		unrecorded = "\nThe log has no entry that this bundle was made: " + w.Unrecorded + ".\n"
	}
	return strings.NewReplacer(
		"@UNRECORDED@\n", unrecorded,
		"@LOG@", w.About.Log, "@AT@", w.About.At.Format("2 Jan 2006 15:04 UTC"), "@HOLDS@", holds, "@SIGNED@", signed,
		"@LINES@", strconv.Itoa(bytes.Count(BundleVerifier, []byte("\n"))), "@ENTRIES@", fmt.Sprintf("%d of %d", w.About.Entries, w.About.Size),
	).Replace(bundleReadme)
}

// words says by what a filter selects.
func (f *Filter) words() string {
	if f == nil {
		return ""
	}
	var parts []string
	for _, p := range [][2]string{{"run", f.Run}, {"procedure", f.SOP}, {"person", f.Person}, {"code", f.Code}, {"since", f.Since}, {"until", f.Until}} {
		if p[1] != "" {
			parts = append(parts, p[0]+" "+p[1])
		}
	}
	return strings.Join(parts, ", ")
}

// close adds the manifest, and its signature.
func (w *bundleWriter) close() (sum string, err error) {
	manifest := []byte(sortManifest(w.manifest))
	hash := sha256.Sum256(manifest)
	if err := w.Add(fileManifest, manifest); err != nil {
		return "", err
	}
	if w.Sign != nil {
		signature, err := w.Sign(manifest)
		if err != nil {
			return "", err
		}
		if err := w.Add(fileSignature, signature); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash[:]), nil
}
