package record

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// BundleReport is what the check of a bundle found.
type BundleReport struct {
	Report
	About    About
	Manifest string // SHA-256 of the manifest
}

// maxBundled bounds how much of a file is read into memory at once.
const maxBundled = 1 << 28

// VerifyBundle checks a bundle: a folder, or a zip as a file system, every signature in it
// unless it is to be lean. It reads no clock. The error is the context's, or that of a file that cannot be read at
// all; what is wrong with the bundle stands in the report.
func VerifyBundle(ctx context.Context, fsys fs.FS, opt BundleOptions) (*BundleReport, error) {
	c := newBundleCheck(fsys)
	c.lean = opt.Lean
	c.ctx = ctx
	if err := c.list(); err != nil {
		return nil, err
	}
	about, err := c.read(fileAbout)
	if err != nil {
		return nil, err
	}
	a, err := readAbout(about)
	if err != nil {
		c.fault(FaultManifest, NoEntry, "%s: %v", fileAbout, err)
		return &c.report, c.checkManifest()
	}
	c.report.About = *a
	c.progress = progressOver(a.Entries, opt.Progress)
	defer c.progress.end()
	return &c.report, c.check()
}

func newBundleCheck(fsys fs.FS) *bundleCheck {
	return &bundleCheck{
		fsys: fsys, ctx: context.Background(), sums: map[string][]byte{}, want: map[string][]byte{},
		keys: Keys{}, standing: newStandings(), texts: map[string]bool{},
	}
}

// bundleCheck is a check under way.
type bundleCheck struct {
	fsys      fs.FS
	ctx       context.Context
	lean      bool
	progress  progress
	report    BundleReport
	sums      map[string][]byte // SHA-256 of each file
	positions []int64           // of the entries, sorted

	want       map[string][]byte // SHA-256 of what is derived; nil for a file that has to be there
	checkpoint []byte
	station    note.Verifier
	head       TreeHead
	keys       Keys
	standing   standings
	texts      map[string]bool
}

func (c *bundleCheck) fault(code FaultCode, entry int64, format string, args ...any) {
	if len(c.report.Faults) < MaxFaults {
		c.report.Faults = append(c.report.Faults, NewFault(code, entry, format, args...))
	}
}

// list hashes every file but those that are hashed when they are read.
func (c *bundleCheck) list() error {
	err := fs.WalkDir(c.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, c.ctx.Err()); err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			c.fault(FaultManifest, NoEntry, "%s is no plain file", name)
			return nil
		}
		if at, ok := entryOf(name); ok {
			c.positions = append(c.positions, at)
		}
		if c.sums[name] = []byte{}; !streamed[name] {
			c.sums[name], err = c.hash(name)
		}
		return err
	})
	slices.Sort(c.positions)
	return err
}

func (c *bundleCheck) hash(name string) (sum []byte, err error) {
	f, err := c.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return h.Sum(nil), err
}

// read returns a file, nothing for one that is not there: that is a fault
// already, and what it should hold is missed.
func (c *bundleCheck) read(name string) (text []byte, err error) {
	c.want[name] = nil
	if c.sums[name] == nil {
		return nil, nil
	}
	f, err := c.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err = io.ReadAll(io.LimitReader(f, maxBundled+1))
	if err == nil && len(text) > maxBundled {
		err = fmt.Errorf("%s: is larger than any file of a bundle", name)
	}
	return text, err
}

// derive notes what a file has to hold.
func (c *bundleCheck) derive(name string, content []byte) {
	sum := sha256.Sum256(content)
	c.want[name] = sum[:]
}

func (c *bundleCheck) check() error {
	if err := c.openCheckpoint(); err != nil {
		return err
	}
	a := c.report.About
	if !a.Whole() && int64(len(c.positions)) != a.Entries {
		c.fault(FaultMissing, NoEntry, "it says that it holds %s, and there are %s", sop.Counted(a.Entries, "entry", "entries"), sop.Thousands(len(c.positions)))
	}
	if c.head.Size != a.Size || c.station != nil && a.Log != c.station.Name() {
		c.fault(FaultManifest, NoEntry, "%s is about another log than the checkpoint", fileAbout)
	}
	if err := c.checkEntries(); err != nil {
		return err
	}
	for _, name := range []string{fileReadme, fileVerifier} {
		c.want[name] = nil
	}
	c.derive(fileSigners, c.keys.AllowedSigners(Namespace, ExportNamespace))
	c.derive(fileRevoked, c.keys.ended())
	if err := c.checkWords(); err != nil {
		return err
	}
	for sum := range c.texts {
		b, err := hex.DecodeString(sum)
		if err != nil {
			return err // Decode has read it
		}
		c.want[dirTexts+sum] = b
	}
	return c.checkManifest()
}

// openCheckpoint reads the station's key from the genesis, and the checkpoint
// by it.
func (c *bundleCheck) openCheckpoint() error {
	payload, err := c.first()
	if err != nil {
		return err
	}
	if c.checkpoint, err = c.read(fileCheckpoint); err != nil {
		return err
	}
	genesis, err := Decode(payload)
	if err != nil || genesis.Type != KindGenesis {
		c.fault(FaultGenesis, 0, "the genesis is missing or cannot be read: %v", err)
		return nil
	}
	if c.station, err = note.NewVerifier(genesis.Body.(*Genesis).StationKey); err != nil {
		return err // Decode has read it
	}
	if c.head, err = OpenCheckpoint(c.station, c.checkpoint); err != nil {
		c.fault(FaultCheckpoint, NoEntry, "%v", err)
	}
	return nil
}

// stored reads one entry and checks its proof.
func (c *bundleCheck) stored(at int64) (Stored, error) {
	e := Stored{Position: at}
	var err error
	if e.Payload, err = c.read(entryFile(at)); err != nil {
		return e, err
	}
	if sig := entryFile(at) + ".sig"; c.sums[sig] != nil {
		if e.Signature, err = c.read(sig); err != nil {
			return e, err
		}
		if len(e.Signature) == 0 {
			c.fault(FaultSignature, at, "its signature is empty")
		}
	}
	return e, c.checkProof(at, LeafHash(e.Payload, e.Signature))
}

// first returns the payload of the genesis.
func (c *bundleCheck) first() ([]byte, error) {
	if !c.report.About.Whole() {
		return c.read(entryFile(0))
	}
	log, err := c.lines(fileLog)
	if err != nil {
		return nil, err
	}
	var payload []byte
	for e, err := range c.payloads(log) {
		if err != nil {
			return nil, err
		}
		payload = e.Payload
		break
	}
	return payload, log.close()
}

func (c *bundleCheck) checkProof(at int64, leaf tlog.Hash) error {
	text, err := c.read(proofFile(at))
	if err != nil {
		return err
	}
	proof, err := parseProof(at, text, c.checkpoint)
	if err == nil {
		err = tlog.CheckRecord(proof, c.head.Size, c.head.Root, at, leaf)
	}
	if err != nil {
		c.fault(FaultInclusion, at, "its proof does not lead to the checkpoint: it was changed, or never stood there: %v", err)
	}
	return nil
}

// note takes what the derived files need of an entry.
func (c *bundleCheck) note(at int64, e *Entry) {
	c.keys.apply(at, e)
	c.standing.apply(at, e)
	if b, ok := e.Body.(*Approve); ok {
		for _, sum := range b.Kept() {
			c.texts[sum] = true
		}
	}
}

// checkWords derives record.txt, without keeping it.
func (c *bundleCheck) checkWords() error {
	h := sha256.New()
	line := func(e Stored) ([]byte, error) {
		line, err := storedWords(&c.report.About, e, c.keys, c.standing)
		if err != nil {
			return nil, nil //nolint:nilerr // it cannot be read, which was said already
		}
		return line, nil
	}
	held, end, err := c.held()
	if err != nil {
		return err
	}
	err = eachInOrder(held, line, func(line []byte) error {
		_, _ = h.Write(line) // a hash takes everything
		c.progress.step()
		return c.ctx.Err()
	})
	c.want[fileWords] = h.Sum(nil)
	return errors.Join(err, end())
}

// held yields what the bundle has of each entry, without its signature.
func (c *bundleCheck) held() (all iter.Seq2[Stored, error], end func() error, err error) {
	if c.report.About.Whole() {
		log, err := c.lines(fileLog)
		if err != nil {
			return nil, nil, err
		}
		return c.payloads(log), log.close, nil
	}
	return func(yield func(Stored, error) bool) {
		for _, at := range c.positions {
			payload, err := c.read(entryFile(at))
			if !yield(Stored{Position: at, Payload: payload}, err) || err != nil {
				return
			}
		}
	}, func() error { return nil }, nil
}

// hashRest hashes the files that were not read while they were checked.
func (c *bundleCheck) hashRest() (err error) {
	for name, sum := range c.sums {
		if len(sum) > 0 {
			continue
		}
		if c.sums[name], err = c.hash(name); err != nil {
			return err
		}
	}
	return nil
}

// checkManifest compares the files with what has to be there and with the
// manifest, and checks who signed that.
func (c *bundleCheck) checkManifest() error {
	if err := c.hashRest(); err != nil {
		return err
	}
	manifest, err := c.read(fileManifest)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(manifest)
	c.report.Manifest = hex.EncodeToString(sum[:])
	if err := c.checkSignature(manifest); err != nil {
		return err
	}
	lines := make([]string, 0, len(c.sums))
	for _, name := range slices.Sorted(maps.Keys(c.sums)) {
		if want, known := c.want[name]; known && want != nil && !bytes.Equal(want, c.sums[name]) {
			c.fault(FaultDerived, NoEntry, "%s does not follow from the entries", name)
		} else if !known && c.report.About.V != "" {
			c.fault(FaultManifest, NoEntry, "%s does not belong into a bundle", name)
		}
		if name != fileManifest && name != fileSignature {
			lines = append(lines, manifestLine(name, c.sums[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.want)) {
		if c.sums[name] == nil {
			c.fault(FaultManifest, NoEntry, "%s is missing", name)
		}
	}
	if want := sortManifest(lines); want != string(manifest) {
		c.compareManifest(want, string(manifest))
	}
	return nil
}

// compareManifest names the files whose lines differ.
func (c *bundleCheck) compareManifest(want, got string) {
	listed := slices.Collect(strings.Lines(got))
	for line := range strings.Lines(want) {
		if !slices.Contains(listed, line) {
			c.fault(FaultManifest, NoEntry, "%s is not as the manifest lists it", strings.TrimSpace(line[2*sha256.Size:]))
		}
	}
	if strings.Count(want, "\n") != len(listed) {
		c.fault(FaultManifest, NoEntry, "the manifest lists %d files, and there are %d", len(listed), strings.Count(want, "\n"))
	}
	c.fault(FaultManifest, NoEntry, "the manifest is not that of these files")
}

func (c *bundleCheck) checkSignature(manifest []byte) error {
	by := c.report.About.By
	if by == "" {
		return nil
	}
	signature, err := c.read(fileSignature)
	if err != nil {
		return err
	}
	blob, err := unarmor(signature)
	if err != nil {
		c.fault(FaultManifest, NoEntry, "the signature of the manifest: %v", err)
		return nil
	}
	key, err := verifyBlob(ExportNamespace, sha256.Sum256(manifest), blob)
	if err != nil || c.keys.of(by) != PublicKey(key) {
		c.fault(FaultManifest, NoEntry, "the manifest was not signed by %q, as the bundle says (%v)", by, err)
	}
	return nil
}
