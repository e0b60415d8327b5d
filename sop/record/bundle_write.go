package record

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// BundleSource is the log that a bundle is taken from, as it was at one moment.
type BundleSource interface {
	// Entry returns the entry at a position.
	Entry(position int64) (Stored, error)
	// Entries yields all of them in order, without their checkpoints.
	Entries() iter.Seq2[Stored, error]
	// Signatures yields the station's signatures over the log as it grew, in order.
	Signatures() iter.Seq2[SignedSize, error]
	// Prove returns the proof that leads from the entry to the checkpoint.
	Prove(position int64) (tlog.RecordProof, error)
	// Text returns the text kept under a SHA-256 (hexadecimal), or false.
	Text(sum string) ([]byte, bool)
	// Checkpoint returns the station's note over the log.
	Checkpoint() ([]byte, error)
}

// SignedSize is a checkpoint without what follows from the log.
type SignedSize struct {
	Size      int64 // of the tree
	Signature []byte
}

// Bundle is what is to be written.
type Bundle struct {
	About     About   // V and Entries are set by WriteBundle
	Positions []int64 // of the entries of a part, growing; nil for the whole log
	// Unrecorded says why the log has no entry that the bundle was made, "" where it has.
	Unrecorded string
	// Sign signs the manifest for About.By, see SignManifest. It is nil where By is "".
	Sign func(manifest []byte) ([]byte, error)
	// Add takes one file, and Create begins one that is closed before the next. Both are required.
	Add    func(name string, content []byte) error
	Create func(name string) (io.WriteCloser, error)
	// Progress is called now and then with how much of the work is done; it may be nil.
	Progress func(done, total int64)
}

// WriteBundle writes a bundle file by file, and returns its manifest's SHA-256.
func WriteBundle(src BundleSource, b Bundle) (manifest string, err error) {
	b.About.V, b.About.Entries = BundleVersion, int64(len(b.Positions))
	if b.About.Whole() {
		b.About.Entries = b.About.Size
	}
	if err := b.About.check(); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	if (b.About.By != "") != (b.Sign != nil) {
		return "", errors.New("bundle: who signs it and with what belong together")
	}
	w := &bundleWriter{
		Bundle: b, src: src, keys: Keys{}, standing: newStandings(), texts: map[string]bool{}, progress: progressOver(b.About.Entries, b.Progress),
	}
	defer w.progress.end()
	if w.checkpoint, err = src.Checkpoint(); err != nil {
		return "", err
	}
	if err := w.entries(); err != nil {
		return "", err
	}
	if err := w.rest(); err != nil {
		return "", err
	}
	return w.close()
}

type bundleWriter struct {
	Bundle
	src        BundleSource
	checkpoint []byte
	keys       Keys
	standing   standings
	texts      map[string]bool
	manifest   []string // lines
	progress   progress
}

// entries writes what the bundle holds of the log.
func (w *bundleWriter) entries() error {
	if w.About.Whole() {
		return w.whole()
	}
	for _, at := range w.Positions {
		w.progress.step()
		if err := w.entry(at); err != nil {
			return fmt.Errorf("entry %d: %w", at, err)
		}
	}
	return nil
}

// stream adds a file that is as long as it gets.
func (w *bundleWriter) stream(name string, write func(io.Writer) error) error {
	file, err := w.Create(name)
	if err != nil {
		return err
	}
	h := sha256.New()
	beside := newBehind(io.MultiWriter(file, h))
	out := bufio.NewWriterSize(beside, 1<<16)
	err = write(out)
	if err = cmp.Or(err, out.Flush(), beside.Close(), file.Close()); err == nil {
		w.manifest = append(w.manifest, manifestLine(name, h.Sum(nil)))
	}
	return err
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
		return errors.New("it was destroyed, and is in no part of the log")
	}
	e, err := Decode(stored.Payload)
	if err != nil {
		return err
	}
	w.keys.apply(at, e)
	w.standing.apply(at, e)
	err = errors.Join(w.text(e), w.add(entryFile(at), stored.Payload), w.add(proofFile(at), formatProof(at, proof, w.checkpoint)))
	if err == nil && len(stored.Signature) > 0 {
		err = w.add(entryFile(at)+".sig", stored.Signature)
	}
	return err
}

// text adds the text that an entry approves, with its figures.
func (w *bundleWriter) text(e *Entry) error {
	b, ok := e.Body.(*Approve)
	if !ok {
		return nil
	}
	for _, sum := range b.Kept() {
		if w.texts[sum] {
			continue
		}
		text, ok := w.src.Text(sum)
		if !ok {
			return fmt.Errorf("the text or figure %s that it approves is not kept", sum)
		}
		w.texts[sum] = true
		if err := w.add(dirTexts+sum, text); err != nil {
			return err
		}
	}
	return nil
}

// rest adds what follows from the entries.
func (w *bundleWriter) rest() error {
	about, err := canonical(&w.About)
	if err != nil {
		return err
	}
	return errors.Join(err,
		w.add(fileAbout, about), w.add(fileCheckpoint, w.checkpoint),
		w.add(fileSigners, w.keys.AllowedSigners(Namespace, ExportNamespace)), w.add(fileRevoked, w.keys.ended()),
		w.tell(), w.add(fileVerifier, BundleVerifier), w.add(fileReadme, []byte(w.readme())))
}

// tell adds record.txt, once every entry was seen: a later one can dispute it.
func (w *bundleWriter) tell() error {
	line := func(e Stored) ([]byte, error) { return storedWords(&w.About, e, w.keys, w.standing) }
	return w.stream(fileWords, func(out io.Writer) error {
		return eachInOrder(w.held(), line, func(line []byte) error {
			w.progress.step()
			_, err := out.Write(line)
			return err
		})
	})
}

// held yields the entries that the bundle holds.
func (w *bundleWriter) held() iter.Seq2[Stored, error] {
	if w.About.Whole() {
		return w.src.Entries()
	}
	return func(yield func(Stored, error) bool) {
		for _, at := range w.Positions {
			if e, err := w.src.Entry(at); !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// station is the station's key, as the genesis has it.
func (w *bundleWriter) station() (note.Verifier, error) {
	first, err := w.src.Entry(0)
	if err != nil {
		return nil, err
	}
	e, err := Decode(first.Payload)
	if err != nil {
		return nil, err
	}
	genesis, ok := e.Body.(*Genesis)
	if !ok {
		return nil, errors.New("the log does not begin with its genesis")
	}
	return note.NewVerifier(genesis.StationKey)
}

// How the README has each act checked by ssh-keygen, and where the signed bytes are: of a part, and of the
// whole log, whose entries and signatures are taken apart first.
const (
	checkOne        = `p=$(sed 's/.*"person":"\([a-z0-9.-]*\)","prev":.*/\1/' "$e"); ssh-keygen -Y verify -f allowed_signers -I "$p" -n ` + Namespace + ` -s "$s" < "$e" || echo "FAULT $e"; done`
	partSignatures  = `for s in entries/*.sig; do e=${s%.sig}; ` + checkOne
	takeApart       = `t=$(mktemp -d); awk -v t="$t" 'NR == FNR { if (/^entry /) { n[$2]; f = t "/" $2 ".sig" } else { print > f; if (/-END SSH/) close(f) } next } (FNR - 1) in n { f = t "/" (FNR - 1); printf "%s", $0 > f; close(f) }' signatures log.jsonl; `
	wholeSignatures = takeApart + `for s in "$t"/*.sig; do e=${s%.sig}; ` + checkOne + `; rm -r "$t"`
	wholeBytes      = "log.jsonl has the exact bytes that were signed, entry 1204 in line 1205, and signatures what was made of them; of an entry that was\ndestroyed at the end of its retention only its hashes are there, which keep the rest provable, and the disposal, which two people signed"
)

func (w *bundleWriter) readme() string {
	signatures, bytesAre := partSignatures, "entries/ has the exact bytes that were signed"
	holds, signed := "a part of the log, chosen by: "+w.About.Filter.words(), "Nobody signed MANIFEST: it shows damage, and not who made this bundle."
	if w.About.Whole() {
		holds, signatures, bytesAre = "the whole log", wholeSignatures, wholeBytes
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
		"@UNRECORDED@\n", unrecorded, "@SIGNATURES@", "    "+signatures, "@BYTES@", bytesAre,
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
